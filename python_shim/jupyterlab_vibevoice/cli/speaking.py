"""`jupyter vibevoice say`, `check`, `voices` and `jobs`: dialogues in a terminal and in a pipe."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from ..dialogue import Diagnostic, apply_fix, parse
from .speaking_options import add_speaking
from .speaking_words import tell

_MOST_FIXES = 1000


def run_speaking(argv: list[str]) -> int:
    """Runs one of the commands; returns 0, 1 where the script is wrong or nothing could be made, 130 after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="jupyter vibevoice")
    add_speaking(parser.add_subparsers(dest="command", required=True))
    options = parser.parse_args(argv)
    if options.command == "check":
        return _check(options)
    from .speaking_client import run_with_instance

    text = None
    if options.command == "say":
        text = _text_of(options.file)
        if text is None or _tell_errors(text, options.file):
            return 1
    try:
        return asyncio.run(run_with_instance(options, text))
    except KeyboardInterrupt:
        return 130


def _check(options: argparse.Namespace) -> int:
    text = _text_of(options.file)
    if text is None:
        return 1
    if options.fix:
        fixed, count = mended(text)
        if options.file == "-":
            sys.stdout.write(fixed)
        elif count:
            _write(Path(options.file), fixed)
        if count:
            print(tell("mended", path=options.file, count=count), file=sys.stderr)
        text = fixed
    diagnostics = parse(text).diagnostics
    if options.json:
        print(json.dumps({"file": options.file, "diagnostics": diagnostics}, ensure_ascii=False, indent=2))
    else:
        # What was mended goes to standard output; what is left to say does not mix with it.
        is_taken = options.fix and options.file == "-"
        _tell(text, diagnostics, options.file, file=sys.stderr if is_taken else sys.stdout)
    return 1 if any(one["severity"] == "error" for one in diagnostics) else 0


def mended(text: str) -> tuple[str, int]:
    """The text with every error mended by its first fix, every warning by its only one; and how many were mended."""
    for count in range(_MOST_FIXES):
        fix = next((_fix_of(one) for one in parse(text).diagnostics if _fix_of(one)), None)
        if fix is None:
            return text, count
        text = apply_fix(text, fix)
    return text, _MOST_FIXES


def _fix_of(diagnostic: Diagnostic) -> Any:
    fixes = [fix for fix in diagnostic["fixes"] if fix["edits"]]
    return fixes[0] if fixes and (diagnostic["severity"] == "error" or len(fixes) == 1) else None


def _text_of(name: str) -> str | None:
    """The script; None where it cannot be read, which is told."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        print(tell("no_text", path=name), file=sys.stderr)
        return None


def _write(path: Path, text: str) -> None:
    """Replaces a file as a whole; its line ends stay as they are."""
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(text.encode("utf-8"))
    new.replace(path)


def _tell_errors(text: str, name: str) -> bool:
    """Tells what is wrong or doubtful; whether it cannot be spoken."""
    diagnostics = parse(text).diagnostics
    _tell(text, diagnostics, name, file=sys.stderr)
    return any(one["severity"] == "error" for one in diagnostics)


def _tell(text: str, diagnostics: list[Diagnostic], name: str, *, file: Any) -> None:
    from ..notebook.script_report import language_of, report

    shown = "<stdin>" if name == "-" else name
    for diagnostic in diagnostics:
        print(report(text, diagnostic, shown, language_of(os.environ)), file=file)
