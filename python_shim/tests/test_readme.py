"""The examples that the README shows, run as they stand."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyterlab_vibevoice.dialogue import parse

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/users.md")


def examples(page: str, language: str) -> list[str]:
    """The fenced blocks of one language in a page."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def running_instance(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program that is to find a running instance with draft voices."""
    listener = socket.create_server(("127.0.0.1", 0))
    lifeline, ours = os.pipe()
    home = tmp_path / "home"
    home.mkdir()
    environment = {**os.environ, "HOME": str(home)}
    argv = [
        sys.executable,
        "-m",
        "jupyterlab_vibevoice.instance",
        "--engine",
        "draft",
        "--state-dir",
        str(home / "state"),
    ]
    argv += ["--runtime-file", str(home / "run.json"), "--fd", str(listener.fileno()), "--lifeline-fd", str(lifeline)]
    process = subprocess.Popen(argv, env=environment, pass_fds=(listener.fileno(), lifeline), cwd=tmp_path)
    os.close(lifeline)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    # The socket listens already: a request waits until the instance takes it, and is refused without the secret.
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{url}api/status", timeout=90)
    refused.value.close()
    secret = json.loads((home / "run.json").read_text("utf-8"))["secret"]
    yield {**environment, "VIBEVOICE_URL": url, "VIBEVOICE_TOKEN": secret}
    os.close(ours)
    process.wait(timeout=90)
    listener.close()


@pytest.mark.parametrize("page", PAGES)
def test_example_dialogues_are_understood_without_a_remark(page: str) -> None:
    scripts = examples(page, "dialogue")
    assert scripts
    for script in scripts:
        result = parse(script)
        assert not result.diagnostics
        assert len({turn["speaker"] for turn in result.dialogue["turns"]}) == 4


def test_example_for_node_prints_events_to_the_end(running_instance: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/jupyterlab-vibevoice").symlink_to(ROOT)
    (source,) = examples("README.md", "js")
    (tmp_path / "example.mjs").write_text(source, "utf-8")
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [node, "example.mjs"],
        cwd=tmp_path,
        env=running_instance,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[-1] == "done"


def test_examples_for_python_write_sound(running_instance: dict[str, str], tmp_path: Path) -> None:
    sources = examples("README.md", "python")
    assert len(sources) == 2
    for source in sources:
        done = subprocess.run(
            [sys.executable, "-c", source],
            cwd=tmp_path,
            env=running_instance,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "hello.mp3").stat().st_size > 1000
    with wave.open(str(tmp_path / "hello.wav")) as sound:
        assert sound.getnframes() > sound.getframerate()
