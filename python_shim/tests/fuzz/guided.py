"""Fuzzing that is led by what code it reaches: `python tests/fuzz/guided.py TARGET [-max_total_time=60]`.

Needs atheris (`pip install atheris`). TARGET is `grammar`, `form`, `engine`, `answer`, `messages` or `mapping`; what
follows are libFuzzer's own words. It starts from the examples of the other fuzzing. A finding ends it with a trace and
the bytes in a file `crash-…`.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["jupyterlab_vibevoice"]):
    from jupyterlab_vibevoice.contract.problems import ProblemError
    from jupyterlab_vibevoice.dialogue import format_script, parse, print_script
    from jupyterlab_vibevoice.instance.adapters.gradio_mapping import read_mapping
    from jupyterlab_vibevoice.instance.adapters.native import _events_of
    from jupyterlab_vibevoice.instance.multipart import MultipartReader
    from jupyterlab_vibevoice.notebook.errors import ProtocolError
    from jupyterlab_vibevoice.notebook.messages import MessageReader
    from jupyterlab_vibevoice.relay.answer import Answer, BrokenAnswerError

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz import test_bodies, test_configuration, test_engine_protocol, test_messages

_FOLDER = Path(tempfile.mkdtemp(prefix="vibevoice-fuzz-"))


def _grammar(data: bytes) -> None:
    script = data.decode("utf-8", "replace")
    found = parse(script)
    assert print_script(found) == script
    assert parse(format_script(script)).dialogue == found.dialogue


def _form(data: bytes) -> None:
    reader = MultipartReader("multipart/form-data; boundary=b", _FOLDER / "upload", limit=1000)
    try:
        reader.feed(data)
        reader.finish()
    except ProblemError:
        pass
    finally:
        reader.close()


def _engine(data: bytes) -> None:
    try:
        _events_of(data)
    except ProblemError:
        return


async def _feed(data: bytes) -> None:
    answer = Answer(is_head_request=False, on_pause=lambda _: None, on_end=lambda _: None)
    try:
        answer.feed(data)
        answer.lost()
    except BrokenAnswerError:
        return


def _messages(data: bytes) -> None:
    try:
        list(MessageReader().feed(data))
    except ProtocolError:
        return


def _mapping(data: bytes) -> None:
    path = _FOLDER / "mapping.json"
    path.write_bytes(data)
    try:
        read_mapping(path)
    except ProblemError:
        return


_TARGETS: dict[str, Callable[[bytes], None]] = {
    "grammar": _grammar,
    "form": _form,
    "engine": _engine,
    "answer": lambda data: asyncio.run(_feed(data)),
    "messages": _messages,
    "mapping": _mapping,
}
# What each target is known to read: chance alone does not come upon a delimiter.
_SEEDS = {
    "grammar": test_configuration._FRONT_MATTER,
    "form": [test_bodies._FORM],
    "engine": [json.dumps(line).encode() for line in test_engine_protocol._LINES],
    "answer": test_messages._ANSWERS,
    "messages": test_messages._STREAMS,
    "mapping": [test_configuration._MAPPING],
}


def _seeds(target: str) -> str:
    folder = _FOLDER / "seeds"
    folder.mkdir()
    for number, seed in enumerate(_SEEDS[target]):
        (folder / f"{number}").write_bytes(seed)
    return str(folder)


def main(argv: list[str]) -> None:
    """Fuzzes one target until it is told to end."""
    if len(argv) < 2 or argv[1] not in _TARGETS:
        sys.exit(f"{__doc__}")
    # New inputs go to libFuzzer's first folder.
    atheris.Setup([argv[0], *argv[2:], _seeds(argv[1])], _TARGETS[argv[1]])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
