"""What docs/python.md shows is what happens."""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import re
import shlex
import typing
from pathlib import Path

from kernels import Kernel, last

from jupyterlab_vibevoice import Client
from jupyterlab_vibevoice.cli.speaking_options import add_speaking
from jupyterlab_vibevoice.notebook import Job, Patience, errors
from jupyterlab_vibevoice.notebook.cell_arguments import SUBCOMMANDS, cell_parser
from jupyterlab_vibevoice.notebook.errors import VibeVoiceError
from jupyterlab_vibevoice.notebook.job_events import JobEvent

ROOT = Path(__file__).parents[3]
RUN = ("docs/python.md", "docs/code.md")


def blocks(language: str, page: str = "docs/python.md") -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def test_every_example_in_python_runs(kernel: Kernel) -> None:
    ran = [kernel.run(block) for block in blocks("python")]
    failed = [one.traceback for one in ran if not one.is_ok]
    assert not failed and len(ran) > 8
    assert last(ran[1])["path"] == "morning.mp3"
    printed = "\n".join(one.printed for one in ran)
    assert "WEBVTT" in printed and "voice_not_found ['draft-en-belinda'" in printed


def test_every_example_beside_typescript_runs(kernel: Kernel) -> None:
    failed = [ran.traceback for ran in map(kernel.run, blocks("python", "docs/code.md")) if not ran.is_ok]
    assert not failed


def test_the_readme_speaks_from_a_cell(kernel: Kernel) -> None:
    (cell,) = blocks("ipython", "README.md")
    assert len(cell.splitlines()) <= 5
    ran = kernel.run(cell)
    assert ran.is_ok and (last(ran)["state"], last(ran)["path"]) == ("done", "hello.mp3")


def public(kind: type) -> set[str]:
    """What a class shows of its own."""
    return {name for name in vars(kind) if not name.startswith("_")}


def test_every_call_and_every_setting_stands_in_an_example() -> None:
    code = "\n".join(block for page in RUN for block in blocks("python", page))
    calls = public(Client) | public(Job)
    settings = set(inspect.signature(Client).parameters) | {field.name for field in dataclasses.fields(Patience)}
    assert [name for name in sorted(calls) if not re.search(rf"\.{name}\b", code)] == []
    assert [name for name in sorted(settings) if not re.search(rf"\b{name}=", code)] == []


def test_every_event_and_every_error_stands_in_an_example() -> None:
    code = "\n".join(block for page in RUN for block in blocks("python", page))
    events = {typing.get_args(kind.model_fields["type"].annotation)[0] for kind in typing.get_args(JobEvent)}
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, VibeVoiceError)}
    assert [name for name in sorted(events) if f'"{name}"' not in code] == []
    assert [name for name in sorted(kinds) if not re.search(rf"\b{name}\b", code)] == []


def test_every_option_and_command_of_the_magics_is_told() -> None:
    text = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    options = {max(action.option_strings, key=len) for action in cell_parser()._actions if action.option_strings}
    told = {"--voice": "-v Ann=VOICE", "--output": "-o ep1.mp3"}
    assert [option for option in sorted(options) if told.get(option, option) not in text] == []
    assert [name for name in SUBCOMMANDS if not re.search(rf"[`y ]{name}[ `\n]", text)] == []


def test_what_is_wrong_is_shown_as_the_page_says(kernel: Kernel) -> None:
    ran = kernel.run("%%vibevoice\nAnn: Hello.\nBob: Wait [pause:5] here.")
    assert ran.traceback.startswith(blocks("text")[0].strip())


def test_every_command_of_the_terminal_is_understood() -> None:
    parser = argparse.ArgumentParser()
    add_speaking(parser.add_subparsers(required=True))
    lines = blocks("sh")[0].splitlines()
    assert len(lines) == 6
    for line in lines:
        assert line.startswith("jupyter vibevoice ")
        parser.parse_args(shlex.split(line)[2:])
