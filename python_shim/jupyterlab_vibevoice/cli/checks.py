"""What `jupyter vibevoice doctor` looks at: one function a thing, each answers with one `Check`."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from jupyter_core.paths import jupyter_config_path, jupyter_data_dir, jupyter_path

from .. import __version__
from ..contract.problems import ProblemError
from ..instance.script_start import SHIPPED, find_script
from ..routes import INSTALL_HINT, find_traefik, is_port_free
from .check import Check
from .doctor_words import tell
from .kernels import DENO_KERNEL
from .options import DEFAULT_PORT

_OLDEST_PYTHON = (3, 11)
_OLDEST_LAB = (4, 6)
_LITTLE_BYTES = 2_000_000_000
_PROGRAM_S = 20
_EXTENSION = "jupyterlab-vibevoice"


def run_checks(*, script: str) -> Iterator[Check]:
    """Every check in turn; one that fails itself is a finding too."""
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("version", lambda: Check("version", "ok", __version__)),
        ("python", _python),
        ("system", _system),
        ("jupyterlab", _jupyterlab),
        ("server_extension", _server_extension),
        ("lab_extension", _lab_extension),
        ("language_pack", _language_pack),
        ("script", lambda: _script(script)),
        ("draft_engine", _draft_engine),
        ("gpu", _gpu),
        ("traefik", _traefik),
        ("deno_kernel", _deno_kernel),
        ("port", _port),
        ("disk", _disk),
    ]
    for name, check in checks:
        try:
            yield check()
        except (OSError, ValueError, LookupError, subprocess.SubprocessError) as error:
            yield Check(name, "note", tell("unknown", why=type(error).__name__))


def _python() -> Check:
    found = f"{platform.python_version()} ({sys.executable})"
    if sys.version_info < _OLDEST_PYTHON:
        return Check("python", "broken", found, tell("fix_python"))
    return Check("python", "ok", found)


def _system() -> Check:
    found = f"{platform.system()} {platform.machine()}"
    return Check("system", "ok", found) if os.name == "posix" else Check("system", "broken", found, tell("fix_system"))


def _jupyterlab() -> Check:
    found = _version("jupyterlab")
    if found is None:
        return Check("jupyterlab", "broken", tell("missing"), 'pip install "jupyterlab-vibevoice[lab]"')
    if _numbers(found) < _OLDEST_LAB:
        return Check("jupyterlab", "broken", found, 'pip install --upgrade "jupyterlab>=4.6,<5"')
    return Check("jupyterlab", "ok", found)


def _server_extension() -> Check:
    """Whether Jupyter's configuration, in the order Jupyter reads it, enables the launcher."""
    is_enabled = None
    for folder in reversed(jupyter_config_path()):
        for file in sorted((Path(folder) / "jupyter_server_config.d").glob("*.json")):
            extensions = json.loads(file.read_text("utf-8")).get("ServerApp", {}).get("jpserver_extensions", {})
            is_enabled = extensions.get("jupyterlab_vibevoice", is_enabled)
    if is_enabled:
        return Check("server_extension", "ok", tell("enabled"))
    return Check("server_extension", "broken", tell("disabled"), "jupyter server extension enable jupyterlab_vibevoice")


def _lab_extension() -> Check:
    for folder in jupyter_path("labextensions"):
        package = Path(folder) / _EXTENSION / "package.json"
        if package.is_file():
            found = str(json.loads(package.read_text("utf-8")).get("version", "?"))
            if found != __version__:
                fix = "pip install --force-reinstall jupyterlab-vibevoice"
                return Check("lab_extension", "note", tell("other_version", found=found), fix)
            return Check("lab_extension", "ok", found)
    return Check("lab_extension", "broken", tell("missing"), "pip install --force-reinstall jupyterlab-vibevoice")


def _language_pack() -> Check:
    found = _version("jupyterlab-language-pack-zh-CN")
    if found is None:
        return Check("language_pack", "note", tell("no_pack"), 'pip install "jupyterlab-vibevoice[zh]"')
    return Check("language_pack", "ok", found)


def _script(setting: str) -> Check:
    try:
        found = find_script(setting, os.environ, Path.home())
    except ProblemError as problem:
        return Check("script", "broken", problem.message, tell("fix_script"))
    if found == SHIPPED:
        return Check("script", "ok", tell("shipped_script"))
    if not os.access(found, os.R_OK):
        return Check("script", "broken", tell("unreadable", path=found), f"chmod u+r '{found}'")
    return Check("script", "ok", str(found))


def _draft_engine() -> Check:
    # In a process of its own: a broken speech library may end the process that loads it.
    done = _run([sys.executable, "-m", "jupyterlab_vibevoice.engines.draft", "--check"])
    if done.returncode == 0:
        return Check("draft_engine", "ok", tell("draft_speaks"))
    found = (done.stdout.strip().splitlines() or [tell("said_nothing")])[-1]
    return Check("draft_engine", "broken", found, tell("fix_draft"))


def _gpu() -> Check:
    program = shutil.which("nvidia-smi")
    if program is None:
        return Check("gpu", "note", tell("no_gpu"), tell("gpu_use"))
    done = _run([program, "--query-gpu=name,memory.total,memory.free,driver_version", "--format=csv,noheader"])
    if done.returncode != 0 or not done.stdout.strip():
        return Check("gpu", "note", tell("broken_gpu"), tell("fix_gpu"))
    return Check("gpu", "ok", "; ".join(done.stdout.strip().splitlines()))


def _traefik() -> Check:
    program = find_traefik(os.environ)
    if program is None:
        return Check("traefik", "note", tell("no_traefik"), INSTALL_HINT)
    lines = _run([str(program), "version"]).stdout.splitlines()
    found = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("Version")), "?")
    if not (3, 7, 15) <= _numbers(found) < (3, 8):
        return Check("traefik", "note", found, INSTALL_HINT)
    return Check("traefik", "ok", found)


def _deno_kernel() -> Check:
    """Whether the cells of a notebook can be TypeScript: the kernel is there, and so is the program that it names."""
    for folder in jupyter_path("kernels"):
        spec = Path(folder) / DENO_KERNEL / "kernel.json"
        if spec.is_file():
            program = str(json.loads(spec.read_text("utf-8"))["argv"][0])
            if shutil.which(program) is None:
                return Check(
                    "deno_kernel", "note", tell("unreadable", path=program), "jupyter vibevoice kernels install"
                )
            return Check("deno_kernel", "ok", tell("enabled"))
    fix = 'pip install "jupyterlab-vibevoice[deno]" && jupyter vibevoice kernels install'
    return Check("deno_kernel", "note", tell("no_deno"), fix)


def _port() -> Check:
    if is_port_free("127.0.0.1", DEFAULT_PORT):
        return Check("port", "ok", tell("port_free", port=DEFAULT_PORT))
    return Check("port", "note", tell("port_taken", port=DEFAULT_PORT), "jupyter vibevoice lab --port N")


def _disk() -> Check:
    folder = Path(jupyter_data_dir())
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    found = tell("free", gigabytes=f"{free / 1e9:.1f}")
    if not os.access(folder, os.W_OK):
        return Check("disk", "broken", tell("not_writable", path=folder), f"chmod u+rwx '{folder}'")
    return Check("disk", "ok", found) if free >= _LITTLE_BYTES else Check("disk", "note", found, tell("fix_disk"))


def _version(package: str) -> str | None:
    if package == "jupyterlab" and importlib.util.find_spec(package) is None:
        return None
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())


def _run(argv: list[str]) -> subprocess.CompletedProcess[str]:
    nothing = subprocess.DEVNULL
    return subprocess.run(argv, capture_output=True, text=True, timeout=_PROGRAM_S, check=False, stdin=nothing)
