"""What docs/python.md shows is what happens."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

from kernels import Kernel, last

from jupyterlab_vibevoice.cli.speaking_options import add_speaking

PAGE = (Path(__file__).parents[3] / "docs" / "python.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_every_example_in_python_runs(kernel: Kernel) -> None:
    ran = [kernel.run(block) for block in blocks("python")]
    failed = [one.traceback for one in ran if not one.is_ok]
    assert not failed and len(ran) > 8
    assert last(ran[1])["path"] == "morning.mp3"
    printed = "\n".join(one.printed for one in ran)
    assert "WEBVTT" in printed and "voice_not_found ['draft-en-belinda'" in printed


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
