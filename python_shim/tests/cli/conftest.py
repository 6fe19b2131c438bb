"""`jupyter vibevoice lab` as a real process, with the small instance in place of the real one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

SMALL_INSTANCE = Path(__file__).parents[1] / "resources" / "small_instance.py"
SERVER_CONFIG = Path(__file__).parents[2] / "jupyter-config" / "server-config" / "jupyterlab_vibevoice.json"
_ENDED_WITHIN_S = 90


@dataclass
class Lab:
    """A started command: what it printed up to the address, and all processes that belong to it."""

    process: subprocess.Popen[str]
    printed: list[str]
    origin: str
    token: str
    family: list[psutil.Process]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self.token}"}

    def note_family(self) -> list[psutil.Process]:
        """Looks again at what it started."""
        self.family = [*psutil.Process(self.process.pid).children(recursive=True)]
        return self.family

    def assert_all_ended(self) -> None:
        """Fails when any process that it started lives on."""
        _, alive = psutil.wait_procs(self.family, timeout=_ENDED_WITHIN_S)
        assert not [" ".join(process.cmdline()) for process in alive if process.status() != psutil.STATUS_ZOMBIE]


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """An environment whose Jupyter keeps everything below `folder` and has our extension enabled."""
    enabled = folder / "config" / "jupyter_server_config.d"
    enabled.mkdir(parents=True, exist_ok=True)
    (enabled / SERVER_CONFIG.name).write_text(SERVER_CONFIG.read_text())
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIBEVOICE", "LC_"))}
    places = {f"JUPYTER_{name.upper()}_DIR": str(folder / name) for name in ("config", "runtime", "data")}
    return {**kept, **places, "HOME": str(folder), "LANG": "C.UTF-8", **changes}


@pytest.fixture
def start_lab(tmp_path: Path) -> Iterator[Callable[..., Lab]]:
    """Starts the command and waits for its address; whatever is left is ended afterwards."""
    started: list[Lab] = []

    def start(
        *arguments: str,
        program: tuple[str, ...] = ("-m", "jupyterlab_vibevoice.cli"),
        has_to_answer: bool = True,
        **options,
    ) -> Lab:
        small = [f"--VibeVoiceLauncher.instance_command={word}" for word in (sys.executable, str(SMALL_INSTANCE))]
        process = subprocess.Popen(
            [sys.executable, *program, "lab", "--no-browser", "--user", "ann", *arguments, *small],
            env=environment(tmp_path),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        assert process.stdout is not None
        printed = []
        lab = Lab(process, printed, "", "", [])
        started.append(lab)
        if not has_to_answer:
            return lab
        for line in process.stdout:
            printed.append(line)
            if match := re.search(r"(https?://\S+)/lab\?token=(\w+)", line):
                lab.origin, lab.token = match.groups()
                lab.note_family()
                return lab
        raise AssertionError("".join(printed))

    yield start
    for lab in started:
        assert lab.process.stdout is not None
        lab.process.terminate()
        lab.process.wait(_ENDED_WITHIN_S)
        lab.process.stdout.close()
