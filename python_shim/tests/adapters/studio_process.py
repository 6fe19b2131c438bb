"""An instance whose one-click script opens the stand-in Gradio page."""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "instance"))
from instance_process import InstanceProcess

STAND_IN = Path(__file__).resolve().parents[1] / "resources" / "gradio_stand_in.py"


class Studio(InstanceProcess):
    """An instance whose script runs the stand-in page."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.environment |= {"STAND_IN_FOLDER": str(folder), "JUPYTER_TOKEN": "hidden"}

    def command(self) -> list[str]:
        """The words that start it."""
        script = self.folder / "1键推理.sh"
        script.write_text(f'exec "{sys.executable}" "{STAND_IN}"\n')
        words = [sys.executable, "-m", "jupyterlab_vibevoice.instance", "--state-dir", str(self.state_dir)]
        return [*words, "--runtime-file", str(self.runtime_file), "--user", "ann", "--script", str(script)]

    def calls(self) -> list[dict[str, Any]]:
        """What the page was asked."""
        return [json.loads(line) for line in (self.folder / "calls.jsonl").read_text("utf-8").splitlines()]

    def scripts(self) -> list[str]:
        """The dialogue scripts that it was sent."""
        return [call["data"][1] for call in self.calls() if "data" in call]

    def made(self, number: int) -> np.ndarray:
        """The samples of its n-th sound."""
        with wave.open(str(self.folder / f"made-{number} 完整.wav"), "rb") as file:
            return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float)
