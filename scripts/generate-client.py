"""Makes the synchronous Python client from the one with `await`: the same logic, written once.

`python scripts/generate-client.py` writes it, `--check` fails where it has drifted.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOM = Path(__file__).parents[1] / "python_shim" / "jupyterlab_vibevoice" / "notebook"
SOURCE, TARGET = ROOM / "asynchronous", ROOM / "synchronous"
HEAD = "# Made from ../asynchronous/{name} by scripts/generate-client.py: change that, then `npm run generate`.\n"
# What stands in the source, as a pattern, and what stands for it here.
WORDS = (
    (r"\basync (def|for|with)\b", r"\1"),
    (r"\bawait ", ""),
    (r"\bimport asyncio\b", "import time"),
    (r"\basyncio\.sleep\b", "time.sleep"),
    (r"\basynccontextmanager\b", "contextmanager"),
    (r"\bAsync([A-Z]\w*)", r"\1"),
    (r"\b(_*)a(close|iter_bytes)\b", r"\1\2"),
    (r"\b__a(enter|exit)__\b", r"__\1__"),
    (r"The client for code with `await`.*?\.\"\"\"", 'The client for code without `await`."""'),
)


def translate(name: str, text: str) -> str:
    """A module without `async`, formatted."""
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text, flags=re.DOTALL)
    ruff = [sys.executable, "-m", "ruff"]
    for step in (["check", "--isolated", "--select=I", "--fix-only", "--quiet"], ["format", "--isolated", "--quiet"]):
        command = [*ruff, *step, "--line-length=120", "--stdin-filename", str(TARGET / name), "-"]
        text = subprocess.run(command, input=text, capture_output=True, check=True, text=True).stdout
    return HEAD.format(name=name) + text


def main() -> int:
    """Writes or checks; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    made = {path.name: translate(path.name, path.read_text("utf-8")) for path in sorted(SOURCE.glob("*.py"))}
    there = {path.name: path.read_text("utf-8") for path in TARGET.glob("*.py")}
    drifted = [name for name in made.keys() | there.keys() if made.get(name) != there.get(name)]
    if is_check:
        if drifted:
            print(f"{TARGET.name}/ has drifted: {', '.join(drifted)}. Run `npm run generate`.")
        return 1 if drifted else 0
    TARGET.mkdir(exist_ok=True)
    for name in drifted:
        if name in made:
            (TARGET / name).write_text(made[name], "utf-8")
        else:
            (TARGET / name).unlink()
    print(f"Wrote {len(drifted)} of {len(made)} files of {TARGET.name}/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
