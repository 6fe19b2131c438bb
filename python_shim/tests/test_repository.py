"""What the repository itself promises: no tracked file holds anything of the machine it was written on, or a secret."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a registry's address": re.compile(
        r"https?://(?:registry\.|pypi\.|files\.pyth)[a-z]|/simple/[a-z]|npmjs\.(?:org|com)/"
    ),
    "a home folder": re.compile(r"(?<![\w.~-])/(?:home|Users)/(?!<|\$|you\b|jovyan\b|[a-z]+/notebooks)[\w.-]+/"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE " + "KEY-----"),
    "a token": re.compile(
        r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9]{32,})\b"
    ),
    "a checkout's place": re.compile(re.escape(str(ROOT)) + r"\b"),
}


def tracked_files() -> list[Path]:
    """Every file that git would put into a clone, or an empty list outside a clone."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / name for name in done.stdout.split("\0") if name]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_holds(what: str) -> None:
    files = tracked_files()
    if not files:
        pytest.skip("not a clone: there is no list of tracked files")
    found = []
    for file in files:
        text = file.read_text("utf-8", errors="ignore") if file.is_file() else ""
        found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in FORBIDDEN[what].finditer(text)]
    assert not found


def test_lock_names_no_host() -> None:
    assert '"resolved": "http' not in (ROOT / "package-lock.json").read_text("utf-8")


def test_nothing_that_is_made_is_tracked() -> None:
    made = re.compile(
        r"(^|/)(node_modules|\.venv|\.vibevoice|lib|labextension|__pycache__|test-results|dist)/|\.(wav|flac|mp3|log)$"
    )
    names = [str(file.relative_to(ROOT)) for file in tracked_files()]
    assert not [name for name in names if made.search(name) and "/resources/" not in name]
