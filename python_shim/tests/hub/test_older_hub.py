"""JupyterHub 5.4, which many hubs run: the same tests hold with it."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import jupyterlab_vibevoice

pytestmark = [pytest.mark.long, pytest.mark.timeout(1800)]

_PACKAGES = (
    "jupyterhub>=5.4,<6",
    "jupyterhub-traefik-proxy>=2.1,<3",
    "jupyterhub-idle-culler>=2,<3",
    "aiohttp>=3.10,<4",
)


def test_all_of_it_holds_with_jupyterhub_5(folder: Path) -> None:
    venv.create(folder / "hub", with_pip=True)
    python = str(folder / "hub" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *_PACKAGES], check=True)
    package = str(Path(jupyterlab_vibevoice.__file__).parents[1])
    environ = {**os.environ, "VIBEVOICE_TEST_HUB": python, "PYTHONPATH": package}
    tests = Path(__file__).parents[1]
    words = [sys.executable, "-m", "pytest", str(tests / "hub"), str(tests / "launcher" / "test_hub.py")]
    words += ["-m", "not long and not docker"]
    done = subprocess.run([*words, f"--basetemp={folder / 'tests'}"], env=environ, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()[-4000:]
