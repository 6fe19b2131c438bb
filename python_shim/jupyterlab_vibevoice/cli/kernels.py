"""`jupyter vibevoice kernels`: Deno's kernel in this environment, and the client's names for the cells of a folder."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from .import_map import KernelsError, add_names, remove_names
from .kernels_words import tell

DENO_KERNEL = "deno"
_DENO_S = 60


def add_kernels(commands: Any) -> None:
    """Adds the command to a parser's."""
    kernels = commands.add_parser("kernels", help=tell("help_kernels"), description=tell("help_kernels"))
    kernels.add_argument("action", choices=("install", "uninstall"), help=tell("help_action"))
    kernels.add_argument("folder", nargs="?", type=Path, help=tell("help_folder"))
    kernels.add_argument("--prefix", type=Path, default=Path(sys.prefix), help=tell("help_prefix"))


def run_kernels(argv: list[str]) -> int:
    """Installs or removes what was asked for; returns 1 where that was not possible, which is told."""
    parser = argparse.ArgumentParser(prog="jupyter vibevoice")
    add_kernels(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(argv)
    try:
        if options.action == "install":
            _install(options.prefix, options.folder)
        else:
            _uninstall(options.prefix, options.folder)
    except KernelsError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def kernel_folder(prefix: Path) -> Path:
    """Where an environment keeps the kernel."""
    return prefix / "share" / "jupyter" / "kernels" / DENO_KERNEL


def _install(prefix: Path, folder: Path | None) -> None:
    from jupyter_client.kernelspec import KernelSpecManager

    if folder is not None:
        print(tell("import_map", path=add_names(folder)))
    with tempfile.TemporaryDirectory(prefix="vibevoice-deno-") as home:
        made = _kernel_of_deno(home)
        try:
            KernelSpecManager().install_kernel_spec(str(made), DENO_KERNEL, prefix=str(prefix))
        except OSError as error:
            raise KernelsError(tell("not_written", path=kernel_folder(prefix), why=error.strerror)) from error
    print(tell("kernel", path=kernel_folder(prefix)))


def _uninstall(prefix: Path, folder: Path | None) -> None:
    """A folder given, its names alone: other folders may use the kernel."""
    if folder is not None:
        removed = remove_names(folder)
    else:
        removed = kernel_folder(prefix) if kernel_folder(prefix).is_dir() else None
        shutil.rmtree(kernel_folder(prefix), ignore_errors=True)
    if removed:
        print(tell("removed", path=removed))


def _kernel_of_deno(home: str) -> Path:
    """The folder of the kernel as Deno itself makes it, with its icons: always below HOME, so that is another one."""
    program = _find_deno()
    if program is None:
        raise KernelsError(tell("no_deno"))
    env = {**os.environ, "HOME": home, "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"}
    command = [str(program), "jupyter", "--install", "--force"]
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=_DENO_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KernelsError(tell("deno_refused", said=type(error).__name__)) from error
    made = next(Path(home).rglob("kernel.json"), None)
    if made is None:
        raise KernelsError(tell("deno_refused", said=done.stderr.strip()[-500:]))
    return made.parent


def _find_deno() -> Path | None:
    """The program of this environment, else the one on PATH."""
    own = Path(sysconfig.get_path("scripts")) / "deno"
    found = shutil.which(own) or shutil.which("deno")
    return Path(found) if found else None
