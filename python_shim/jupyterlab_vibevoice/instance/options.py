"""Command-line options of an instance. The launcher and the hub set them from their own traitlets."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from .hub_place import HubPlace, read_hub_place

_GIGABYTE = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Options:
    """What one instance was asked to be; times in the units of their names, sizes in bytes."""

    state_dir: Path
    fd: int | None = None
    port: int = 0
    host: str = "127.0.0.1"
    runtime_file: Path | None = None
    lifeline_fd: int | None = None
    user: str = ""
    slug: str = "me"
    place: Literal["jupyter", "traefik", "hub"] = "jupyter"
    public_url: str = ""
    kernel_url: str = ""
    script: str = ""
    engine: Literal["auto", "draft"] = "auto"
    engine_start: Literal["open", "generate"] = "generate"
    idle_minutes: float = 30.0
    quiet_minutes: float = 15.0
    library_bytes: int = 5 * _GIGABYTE
    notice_minutes: float = 60.0
    activity_seconds: float = 300.0
    hub: HubPlace | None = None
    trouble: str = ""


def _number(text: str, *, kind: type[float] | type[int], least: float, most: int) -> float:
    """A number within its bounds; infinities and what is no number lie within none."""
    with contextlib.suppress(ValueError):
        number = kind(text)
        if least <= number <= most:
            return number
    raise argparse.ArgumentTypeError(f"{text!r} is no number from {least} to {most}")


def _amount(text: str) -> float:
    """Minutes, seconds or gigabytes that can be counted with."""
    return _number(text, kind=float, least=1e-6, most=1_000_000_000)


def _port(text: str) -> float:
    return _number(text, kind=int, least=0, most=65535)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jupyterlab_vibevoice.instance", description=__doc__)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--fd", type=int, help="number of an inherited socket that listens already")
    where.add_argument("--port", type=_port, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--state-dir", type=Path, help="folder of the library; default <Jupyter data>/vibevoice")
    parser.add_argument("--runtime-file", type=Path, help="file that gets pid, port and secret (0600)")
    parser.add_argument("--lifeline-fd", type=int, help="end of file on this descriptor stops the instance")
    parser.add_argument("--user", default="", help="name of the user, for people to read")
    parser.add_argument("--slug", default="me", help="name of the instance in its route")
    parser.add_argument("--place", choices=("jupyter", "traefik", "hub"), default="jupyter", help="who starts it")
    parser.add_argument("--public-url", default="", help="path or address at which browsers reach the instance")
    parser.add_argument("--kernel-url", default="", help="address at which kernels reach the instance")
    parser.add_argument("--script", default="", help="the one-click script; default: the first that is found")
    parser.add_argument("--engine", choices=("auto", "draft"), default="auto", help="draft: run no script")
    parser.add_argument(
        "--engine-start", choices=("open", "generate"), default="generate", help="when the script's engine wakes"
    )
    parser.add_argument("--idle-minutes", type=_amount, default=30.0, help="minutes without use before it sleeps")
    parser.add_argument(
        "--quiet-minutes", type=_amount, default=15.0, help="minutes of a script's silence before its start is given up"
    )
    parser.add_argument(
        "--library-gigabytes", type=_amount, default=5.0, help="size of the library before old unpinned jobs go"
    )
    parser.add_argument(
        "--notice-minutes", type=_amount, default=60.0, help="minutes between saying that old jobs go and their going"
    )
    parser.add_argument(
        "--activity-seconds", type=_amount, default=300.0, help="seconds between telling the hub that it is used"
    )
    return parser


def _default_state_dir() -> Path:
    """`<Jupyter data folder>/vibevoice`, found without importing jupyter_core (which would delay the first answer)."""
    data = os.environ.get("JUPYTER_DATA_DIR")
    if data:
        return Path(data) / "vibevoice"
    home = Path.home()
    if (home / "Library").is_dir() and os.uname().sysname == "Darwin":
        return home / "Library" / "Jupyter" / "vibevoice"
    share = os.environ.get("XDG_DATA_HOME")
    return (Path(share) if share else home / ".local" / "share") / "jupyter" / "vibevoice"


def parse_options(argv: list[str] | None = None) -> Options:
    """Options from a command line; ends the process with a sentence when one is wrong.

    Without words, in the environment that a hub's Spawner gives, it is an instance in a hub; its words are then the
    JSON list in VIBEVOICE_INSTANCE_OPTIONS.
    """
    words = sys.argv[1:] if argv is None else argv
    hub = None if words else read_hub_place(os.environ)
    parser, trouble = _parser(), ""
    if hub is not None:
        words, trouble = _words_of_hub(parser, os.environ.get("VIBEVOICE_INSTANCE_OPTIONS") or "[]")
    values = vars(parser.parse_args(words))
    if hub is not None:
        values |= {
            "hub": hub,
            "place": "hub",
            "host": hub.host,
            "port": hub.port,
            "user": hub.user,
            "public_url": hub.prefix,
            "trouble": trouble,
        }
    values["state_dir"] = values["state_dir"] or _default_state_dir()
    values["library_bytes"] = int(cast(float, values.pop("library_gigabytes")) * _GIGABYTE)
    return Options(**values)


def _words_of_hub(parser: argparse.ArgumentParser, text: str) -> tuple[list[str], str]:
    """The words in the environment, or none and what is wrong with them: an instance in a hub never exits."""
    try:
        words = [str(word) for word in json.loads(text)]
        with contextlib.redirect_stderr(io.StringIO()):
            parser.parse_args(words)
    except (ValueError, TypeError, SystemExit):
        return [], "The options that the hub gives to instances are wrong."
    return words, ""


def bind_socket(options: Options) -> socket.socket:
    """A listening socket: the inherited one, or a new one on the asked address."""
    if options.fd is not None:
        listener = socket.socket(fileno=options.fd)
        os.set_inheritable(listener.fileno(), False)
    else:
        family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, options.port))
        listener.listen(1024)
    return listener
