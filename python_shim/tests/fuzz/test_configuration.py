"""What people write into files and command lines: taken, or refused in words."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.dialogue import format_script, parse, print_script
from jupyterlab_vibevoice.instance.adapters.gradio_mapping import read_mapping
from jupyterlab_vibevoice.instance.options import parse_options
from jupyterlab_vibevoice.launcher.runtime_file import read_runtime_file

from .depth import examples
from .material import DEEP, JSON_VALUES, TEXTS, mutated

_FRONT_MATTER = [
    b"---\ntitle: Tea\nlanguage: en\ncast:\n  Nora: draft-en-f5\n  Ben: ~\n---\nNora: Hello.\n",
    "---\ncast: {小明: a, 主持人: b}\n---\n小明：你好。\n".encode(),
    b"---\na: &a [*a]\n---\nNora: Hi\n",
    b"---\nx: !!python/object/apply:os.system [true]\n---\nNora: Hi\n",
    b"---\na: &a [1,1,1]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n---\nNora: Hi\n",
    b"---\ntitle: 2026-11-22\nlanguage: no\ncast: [1]\n---\nNora: Hi\n",
    b"---\n{{{{\n---\n",
]
_RUNTIME = json.dumps({"contract": 1, "pid": 1, "port": 80, "secret": "s", "slug": "me"}).encode()
_MAPPING = json.dumps({"call": "generate", "inputs": {"script": "Text", "speakers": [1, "B"]}}).encode()
_FLAGS = ["--port", "--host", "--engine", "--idle-minutes", "--library-gigabytes", "--user", "--place", "--nope"]
_VALUES = ["0", "-1", "draft", "nan", "inf", "1e999"]


@examples(200)
@given(mutated(_FRONT_MATTER))
def test_any_front_matter_is_read_with_diagnostics_and_printed_as_it_was(data: bytes) -> None:
    script = data.decode("utf-8", "replace")
    found = parse(script)
    assert print_script(found) == script
    assert parse(format_script(script)).dialogue == found.dialogue


def _file(folder: str, data: bytes) -> Path:
    path = Path(folder) / "file.json"
    path.touch(mode=0o600)
    path.write_bytes(data)
    return path


_FILES = st.one_of(
    mutated([_RUNTIME, _MAPPING]),
    JSON_VALUES.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
    st.dictionaries(st.sampled_from(["contract", "pid", "port", "secret", "call", "inputs"]), JSON_VALUES).map(
        lambda value: json.dumps({"contract": 1, **value}).encode("utf-8", "surrogatepass")
    ),
    DEEP.map(str.encode),
    st.binary(max_size=30),
)


@examples(200)
@given(_FILES)
def test_a_runtime_file_tells_of_an_instance_or_of_none(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = read_runtime_file(_file(folder, data))
    assert found is None or (isinstance(found.is_alive, bool) and found.port >= 0)


@examples(200)
@given(_FILES)
def test_a_mapping_file_is_taken_or_refused_in_words(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(ProblemError):
        read_mapping(_file(folder, data))


@examples(150)
@given(st.lists(st.one_of(st.sampled_from(_FLAGS), st.sampled_from(_VALUES), TEXTS)))
@example(["--idle-minutes", "0"])
@example(["--idle-minutes", "nan"])
@example(["--library-gigabytes", "inf"])
@example(["--library-gigabytes", "nan"])
@example(["--port", "-1"])
def test_options_are_taken_or_the_process_ends_with_a_sentence(words: list[str]) -> None:
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            options = parse_options(words)
        except SystemExit as end:
            assert end.code in (0, 2) and said.getvalue()
            return
    assert options.idle_minutes > 0 and options.library_bytes >= 0 and os.fspath(options.state_dir)
    assert 0 <= options.port <= 65535
