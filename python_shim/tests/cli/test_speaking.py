"""`jupyter vibevoice say`, `check`, `voices` and `jobs` as real processes."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from .conftest import environment

SCRIPT = "Ann: Good morning.\nBob: Good morning, Ann.\n"
WRONG = "Ann: Hello.\nBob: Wait [pause:5] here.\n"


def run(folder: Path, *words: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command in a folder, whose Jupyter knows of no instance."""
    command = [sys.executable, "-m", "jupyterlab_vibevoice.cli", *words]
    env = environment(folder)
    return subprocess.run(
        command, input=text, capture_output=True, text=True, env=env, cwd=folder, timeout=100, check=False
    )


def test_a_pipe_is_spoken_into_a_file_quietly_and_nothing_stays_behind(tmp_path: Path) -> None:
    ran = run(tmp_path, "say", "-", "-o", "morning.mp3", "--engine", "draft", "-v", "Ann=draft-en-belinda", text=SCRIPT)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert (tmp_path / "morning.mp3").stat().st_size > 1000
    left = [one for one in psutil.process_iter(["environ"]) if (one.info["environ"] or {}).get("HOME") == str(tmp_path)]
    assert left == []
    listed = json.loads(run(tmp_path, "jobs", "--json").stdout)
    assert [job["state"] for job in listed] == ["done"], "the library stays"


def test_on_a_terminal_the_end_is_told(tmp_path: Path) -> None:
    (tmp_path / "morning.txt").write_text(SCRIPT)
    command = [sys.executable, "-m", "jupyterlab_vibevoice.cli", "say", "morning.txt", "-o", "a.flac", "--engine=draft"]
    leader, follower = pty.openpty()
    process = subprocess.Popen(command, env=environment(tmp_path), cwd=tmp_path, stderr=follower)
    os.close(follower)
    told = b""
    try:
        while piece := os.read(leader, 4096):
            told += piece
    except OSError:
        # Linux says so where the last writer has gone.
        pass
    os.close(leader)
    assert process.wait(60) == 0
    assert b"Starting an instance" in told and b"a.flac: 0:0" in told and b"by Ann, Bob" in told


def test_a_script_with_errors_is_not_spoken(tmp_path: Path) -> None:
    ran = run(tmp_path, "say", "-", "-o", "a.mp3", text=WRONG)
    assert ran.returncode == 1
    assert ran.stderr.startswith("<stdin>:2:11: error: A pause needs a unit")
    assert not (tmp_path / "a.mp3").exists()


def test_check_says_what_compilers_say_and_exits_accordingly(tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.txt", tmp_path / "right.txt"
    wrong.write_text(WRONG)
    right.write_text(SCRIPT)
    ran = run(tmp_path, "check", "wrong.txt")
    assert ran.returncode == 1
    first = "wrong.txt:2:11: error: A pause needs a unit, as in [pause:500ms]. [E_PAUSE_UNIT]"
    assert ran.stdout.splitlines()[:3] == [first, "  2 | Bob: Wait [pause:5] here.", "    |           ^^^^^^^^^"]
    assert (run(tmp_path, "check", "right.txt").returncode, run(tmp_path, "check", "gone.txt").returncode) == (0, 1)
    told = json.loads(run(tmp_path, "check", "wrong.txt", "--json").stdout)
    assert [one["code"] for one in told["diagnostics"]] == ["E_PAUSE_UNIT"]


def test_fix_mends_the_file_or_the_pipe(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.txt"
    wrong.write_bytes(WRONG.replace("\n", "\r\n").encode())
    assert run(tmp_path, "check", "--fix", "wrong.txt").returncode == 0
    assert wrong.read_bytes() == b"Ann: Hello.\r\nBob: Wait [pause:5s] here.\r\n"
    piped = run(tmp_path, "check", "--fix", "-", text=WRONG)
    assert (piped.returncode, piped.stdout) == (0, "Ann: Hello.\nBob: Wait [pause:5s] here.\n")


@pytest.mark.parametrize("words", [["say", "x.txt"], ["say", "-", "-o", "a.mp3", "--engine", "loud"], ["check"]])
def test_what_is_missing_is_a_usage_line(tmp_path: Path, words: list[str]) -> None:
    ran = run(tmp_path, *words)
    assert ran.returncode == 2 and ran.stderr.startswith("usage: jupyter vibevoice")


def test_a_format_that_is_not_made_is_told_before_anything_is(tmp_path: Path) -> None:
    ran = run(tmp_path, "say", "-", "-o", "a.doc", text=SCRIPT)
    assert ran.returncode == 1
    assert ran.stderr == "The format of the file is not known. One of wav, flac, mp3, opus, m4a.\n"
