"""The notebooks of examples/ run from their first cell to their last, in a folder of somebody's own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import nbformat
import pytest
from kernels import MIME, PATIENT_S, Place
from nbclient import NotebookClient

ROOT = Path(__file__).parents[3]
BUNDLE = Path(__file__).parents[2] / "jupyterlab_vibevoice" / "labextension" / "client"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of notebooks for Deno outside of the repository, and the kernel where Jupyter finds it."""
    folder = tmp_path_factory.mktemp("own")
    if not BUNDLE.is_dir():
        subprocess.run(["npm", "run", "--silent", "build:client"], cwd=ROOT, check=True, timeout=PATIENT_S)
    command = [sys.executable, "-m", "jupyterlab_vibevoice.cli", "kernels", "install", ".", "--prefix", "env"]
    subprocess.run(command, cwd=folder, check=True, timeout=PATIENT_S, stdout=subprocess.DEVNULL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder / "env/share/jupyter"))
        yield folder


def run(file: Path, folder: Path, place: Place) -> list[dict[str, Any]]:
    """The outputs of a notebook's cells, in their order, updates included; a cell that fails raises."""
    shutil.copy(file, folder)
    notebook = nbformat.read(folder / file.name, as_version=4)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("VIBEVOICE")}
    env = {**kept, "HOME": str(folder), "VIBEVOICE_URL": place.url, "VIBEVOICE_TOKEN": place.token}
    client = NotebookClient(notebook, timeout=PATIENT_S, resources={"metadata": {"path": str(folder)}})
    client.execute(env=env)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error"]
    return outputs


def printed(outputs: list[dict[str, Any]]) -> str:
    text = "".join(output["text"] for output in outputs if output["output_type"] == "stream")
    # Deno colours numbers where its surroundings ask for colours.
    return re.sub(r"\x1b\[\d+m", "", text)


def shown(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The jobs that the cells show, each as it ended."""
    bundles = [output["data"] for output in outputs if MIME in output.get("data", {})]
    assert all("text/html" in bundle and "text/plain" in bundle for bundle in bundles)
    return [bundle[MIME] for bundle in bundles]


def seconds(file: Path) -> float:
    with av.open(str(file)) as container:
        stream = container.streams.audio[0]
        return sum(frame.samples for frame in container.decode(stream)) / stream.rate


def test_typescript_in_the_deno_kernel(folder: Path, place: Place) -> None:
    outputs = run(ROOT / "examples/cells.deno.ipynb", folder, place)
    (job,) = shown(outputs)
    assert (job["title"], job["state"], job["turns_made"]) == ("Morning", "done", 3)
    assert "3 turns, 0 problems" in printed(outputs)
    assert abs(seconds(folder / "morning.mp3") - job["seconds"]) < 0.2
    assert (folder / "morning.vtt").read_text("utf-8").startswith("WEBVTT")


def test_python(folder: Path, place: Place) -> None:
    outputs = run(ROOT / "examples/cells.python.ipynb", folder, place)
    (job,) = shown(outputs)
    assert (job["title"], job["state"], job["path"]) == ("Evening", "done", "evening.mp3")
    assert "samples" in printed(outputs) and "WEBVTT" in printed(outputs)
    assert abs(seconds(folder / "evening.mp3") - job["seconds"]) < 0.2
    assert seconds(folder / "lamps.flac") > 1


@pytest.mark.parametrize("name", ["cells.deno.ipynb", "cells.python.ipynb"])
def test_an_example_is_kept_without_its_outputs(name: str) -> None:
    notebook = json.loads((ROOT / "examples" / name).read_text("utf-8"))
    assert not [cell for cell in notebook["cells"] if cell.get("outputs") or cell.get("execution_count")]
