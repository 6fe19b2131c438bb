"""The arguments of `jupyter vibevoice lab`, `jupyter vibevoice hub` and `jupyter vibevoice doctor`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import __version__
from .kernels import add_kernels
from .local_hub_words import tell
from .speaking_options import SPEAKING, add_speaking
from .words import say

DEFAULT_PORT = 8888
DEFAULT_HUB_PORT = 8000


@dataclass(frozen=True, kw_only=True)
class CommandOptions:
    """What was asked for; `others` goes to JupyterLab as it is."""

    command: str
    port: int = DEFAULT_PORT
    host: str = "127.0.0.1"
    notebook_dir: Path | None = None
    script: str = ""
    gradio: str = ""
    engine: str = "auto"
    user: str = ""
    browser: bool = True
    certfile: Path | None = None
    keyfile: Path | None = None
    lifeline_fd: int | None = None
    verbose: bool = False
    json: bool = False
    folder: Path = Path("vibevoice-hub")
    others: list[str] = field(default_factory=list)


def parse_arguments(argv: list[str]) -> CommandOptions:
    """The options in `argv`; ends the process with a usage line (2) or the help (0) where there is nothing to run."""
    parser = argparse.ArgumentParser(prog="jupyter vibevoice", description=say("description"))
    parser.add_argument("--version", action="version", version=__version__)
    names = " | ".join(("lab", "hub", "doctor", "kernels", *SPEAKING))
    commands = parser.add_subparsers(dest="command", required=True, metavar=names)
    _add_lab(commands)
    _add_hub(commands)
    doctor = commands.add_parser("doctor", help=say("help_doctor"), description=say("help_doctor"))
    doctor.add_argument("--json", action="store_true", help=say("help_json"))
    doctor.add_argument("--script", default="", help=say("help_script"))
    doctor.add_argument("--gradio", default="", metavar="URL", help=say("help_gradio"))
    add_kernels(commands)
    add_speaking(commands)
    values, others = parser.parse_known_args(argv)
    if values.command != "lab" and others:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    if (getattr(values, "certfile", None) is None) != (getattr(values, "keyfile", None) is None):
        parser.error(say("both_files"))
    return CommandOptions(**vars(values), others=others)


def _add_lab(commands: Any) -> None:
    lab = commands.add_parser("lab", help=say("help_lab"), description=say("help_lab"))
    lab.add_argument("--port", type=_port, default=DEFAULT_PORT, help=say("help_port"))
    lab.add_argument("--host", default="127.0.0.1", help=say("help_host"))
    lab.add_argument("--notebook-dir", type=Path, help=say("help_notebook_dir"))
    lab.add_argument("--script", default="", help=say("help_script"))
    lab.add_argument("--engine", choices=("auto", "draft"), default="auto", help=say("help_engine"))
    lab.add_argument("--user", default="", help=say("help_user"))
    lab.add_argument("--no-browser", dest="browser", action="store_false", help=say("help_no_browser"))
    lab.add_argument("--certfile", type=Path, help=say("help_certfile"))
    lab.add_argument("--keyfile", type=Path, help=say("help_keyfile"))
    lab.add_argument("--lifeline-fd", type=int, help=say("help_lifeline"))
    lab.add_argument("--verbose", action="store_true", help=say("help_verbose"))


def _add_hub(commands: Any) -> None:
    hub = commands.add_parser("hub", help=tell("help_hub"), description=tell("help_hub"))
    hub.add_argument("--port", type=_port, default=DEFAULT_HUB_PORT, help=tell("help_port"))
    hub.add_argument("--folder", type=Path, default=CommandOptions.folder, help=tell("help_folder"))
    hub.add_argument("--lifeline-fd", type=int, help=say("help_lifeline"))
    hub.add_argument("--verbose", action="store_true", help=say("help_verbose"))


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("1 - 65535")
    return number
