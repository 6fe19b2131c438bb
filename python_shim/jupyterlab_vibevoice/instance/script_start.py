"""Which one-click script is run, by what words, and what it may know of its surroundings."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from jupyterlab_vibevoice.contract.problems import ProblemError

_NAMES = ("1键推理.sh", "1键启动.sh")
SHIPPED = Path(__file__).resolve().parent.parent / "scripts" / "1键推理.sh"

# Secrets of Jupyter and of the hub, and what leads to other instances.
_REMOVED = re.compile(
    r"^(?:JUPYTERHUB_|JPY_|JUPYTER_TOKEN|VIBEVOICE_)|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|COOKIE|API_?KEY|PRIVATE_KEY"
)
# The user's own, for the script's own downloads; and a switch that only sounds like a secret.
_KEPT = {
    *("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "MODELSCOPE_API_TOKEN", "TOKENIZERS_PARALLELISM"),
    *("VIBEVOICE_MODEL", "VIBEVOICE_MODEL_DIR", "VIBEVOICE_PYTHON"),
}


def find_script(setting: str, environ: Mapping[str, str], home: Path, *, root: Path = Path("/root")) -> Path:
    """The script to run: what is set, else the first that exists of the places of docs/contract.md, else ours.

    Raises ProblemError when the one that is set does not exist.
    """
    asked = setting or environ.get("VIBEVOICE_SCRIPT", "")
    if asked:
        script = Path(asked).expanduser()
        if not script.is_file():
            raise ProblemError(
                "engine_failed",
                f"The one-click script {script.name} does not exist.",
                hint="Correct the setting, or clear it to use the built-in script.",
                retryable=False,
            )
        return script
    for folder in (home, root):
        for name in _NAMES:
            # A home of another user may not even be looked into.
            if os.path.isfile(folder / name):
                return folder / name
    return SHIPPED


def script_argv(script: Path) -> list[str]:
    """The words that run a script: itself where it is a program, else bash (a wheel keeps no permission to execute)."""
    if os.access(script, os.X_OK):
        with script.open("rb") as file:
            if file.read(2) == b"#!":
                return [str(script)]
    return [shutil.which("bash") or "/bin/sh", str(script)]


def engine_environment(
    environ: Mapping[str, str], *, socket_path: str | Path, port: int | None = None, root_path: str = ""
) -> dict[str, str]:
    """The environment of a script: the user's own without secrets, and where it is expected to answer."""
    kept = {name: value for name, value in environ.items() if name in _KEPT or not _REMOVED.search(name.upper())}
    number = str(port if port is not None else free_port())
    given = {
        "VIBEVOICE_ENGINE_SOCKET": str(socket_path),
        "PORT": number,
        "GRADIO_SERVER_PORT": number,
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_ROOT_PATH": root_path,
        "GRADIO_ANALYTICS_ENABLED": "False",
        # Output that waits in a buffer is a phase that is told too late.
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    kept.setdefault("VIBEVOICE_PYTHON", sys.executable)
    return {**kept, **given}


def free_port() -> int:
    """A TCP port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def draft_argv() -> list[str]:
    """The words that run the built-in draft engine."""
    return [sys.executable, "-m", "jupyterlab_vibevoice.engines.draft"]
