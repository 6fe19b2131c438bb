"""The options of `%%vibevoice`, and the words of `%vibevoice`."""

from __future__ import annotations

import argparse
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

from .errors import OptionsError
from .sound import format_of

SUBCOMMANDS: Final = {
    "voices": "the voices there are; a word filters them",
    "status": "how the instance is",
    "jobs": "the newest jobs",
    "attach": "attach ID: shows a job and follows it",
    "cancel": "cancel ID: stops a job; its audio stays",
    "wake": "wakes the engine",
    "sleep": "puts the engine to sleep, which frees the GPU",
    "log": "what the one-click script printed",
}


@dataclass(frozen=True, kw_only=True)
class CellOptions:
    """What a cell asks for besides its text."""

    voice: list[str] = field(default_factory=list)
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    gap_ms: int | None = None
    mode: str | None = None
    engine: str | None = None
    title: str | None = None
    output: Path | None = None
    var: str | None = None
    check: bool = False
    fill: bool = False
    wait: bool = True
    again: bool = False
    embed: bool = False

    @property
    def cast(self) -> dict[str, str]:
        """Speaker to voice."""
        return cast_of(self.voice)

    def job_create(self) -> dict[str, Any]:
        """The keys of `JobCreate` that were given, besides the dialogue."""
        names = ("seed", "steps", "guidance", "gap_ms", "mode", "engine", "title")
        given = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        return {**given, "cast": self.cast} if self.voice else given


def cast_of(voices: list[str]) -> dict[str, str]:
    """Speaker to voice, from `SPEAKER=VOICE` words; OptionsError for what is no pair."""
    pairs = [pair.partition("=") for pair in voices]
    if any(not name.strip() or not voice.strip() for name, _, voice in pairs):
        raise OptionsError("-v takes SPEAKER=VOICE, as in -v Ann=draft-en-f5.")
    return {name.strip(): voice.strip() for name, _, voice in pairs}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong instead of ending the kernel."""

    def error(self, message: str) -> NoReturn:
        raise OptionsError(f"%%vibevoice: {message}.", hint=self.format_usage().strip())


def cell_parser() -> argparse.ArgumentParser:
    """The options with their help; also what completion offers."""
    parser = _Parser(prog="%%vibevoice", add_help=False, allow_abbrev=False)
    parser.add_argument("-v", "--voice", action="append", default=[], metavar="SPEAKER=VOICE", help="who speaks how")
    parser.add_argument("--seed", type=int, help="0 to 2^32 - 1: the same seed gives the same take")
    parser.add_argument("--steps", type=int, help="diffusion steps, where the engine has them")
    parser.add_argument("--guidance", type=float, help="guidance, where the engine has it")
    parser.add_argument("--gap-ms", type=int, help="silence between turns")
    parser.add_argument("--mode", choices=("turns", "scenes", "whole"), help="what is made in one pass")
    parser.add_argument("--engine", choices=("script", "draft"), help="draft: a table read by robot voices")
    parser.add_argument("--title", help="title that people see")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="saves it, in the format of the name")
    parser.add_argument("--var", metavar="NAME", help="gives the job this name in Python")
    parser.add_argument("--check", action="store_true", help="reads the script, makes nothing")
    parser.add_argument("--fill", action="store_true", help="fills {names} in from Python's variables")
    parser.add_argument("--wait", action=argparse.BooleanOptionalAction, default=True, help="follows it to its end")
    parser.add_argument("--embed", action="store_true", help="keeps the sound in the notebook, as Opus")
    parser.add_argument("--again", action="store_true", help="a new job, also where this cell has made one")
    return parser


def read_cell_line(line: str) -> CellOptions:
    """The options of a cell's first line; OptionsError says what is wrong with them."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise OptionsError("%%vibevoice: a quotation mark is missing.") from error
    options = CellOptions(**vars(cell_parser().parse_args(words)))
    if options.output is not None:
        format_of(options.output)
        if not options.wait:
            raise OptionsError("-o needs the end of the job: leave --no-wait out.")
    if options.embed and not options.wait:
        raise OptionsError("--embed needs the end of the job: leave --no-wait out.")
    if options.var is not None and not options.var.isidentifier():
        raise OptionsError("--var takes a name that Python knows.")
    return options


def usage() -> str:
    """What `%vibevoice` alone says."""
    lines = [f"  {name:8} {text}" for name, text in SUBCOMMANDS.items()]
    return "\n".join(["%vibevoice …", *lines, "", cell_parser().format_help()])
