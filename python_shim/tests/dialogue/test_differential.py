"""10,000 random and mutated scripts mean the same in Python and in TypeScript, and neither language ever throws."""

import json
import subprocess
from pathlib import Path
from typing import Any

from jupyterlab_vibevoice.dialogue import (
    Dialogue,
    align_turn_ids,
    apply_fix,
    estimate_seconds,
    format_script,
    localize,
    localize_fix,
    parse,
    print_script,
    to_vibevoice,
)
from jupyterlab_vibevoice.dialogue.report import Utf16
from jupyterlab_vibevoice.dialogue.types import Line

from .scripts import hostile_scripts, load_cases, random_scripts

PROGRAM = Path(__file__).parent / "resources" / "parse-lines.mjs"


def _line_to_wire(line: Line, utf16: Utf16) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "turn": line.turn,
        "speaker": line.speaker,
        "from": utf16(line.start),
        "to": utf16(line.stop),
        "end": utf16(line.end),
        "nameFrom": utf16(line.name_start),
        "nameTo": utf16(line.name_end),
        "headTo": utf16(line.head_end),
        "spans": [{"kind": span.kind, "from": utf16(span.start), "to": utf16(span.end)} for span in line.spans],
    }


def _read(text: str, previous: Dialogue | None) -> dict[str, Any]:
    """What Python makes of a script, in the form of resources/parse-lines.mjs."""
    result = parse(text)
    utf16 = Utf16(text)
    dense = to_vibevoice(result.dialogue)
    fixes = [(found, fix) for found in result.diagnostics for fix in found["fixes"]]
    titles = [
        title
        for found in result.diagnostics
        for title in (localize(found, "zh"), *(localize_fix(fix, "zh") for fix in found["fixes"]))
    ]
    return {
        "dialogue": result.dialogue,
        "diagnostics": result.diagnostics,
        "lines": [_line_to_wire(line, utf16) for line in result.lines],
        "speakers": [{"name": one.name, "identity": one.identity, "line": one.line} for one in result.speakers],
        "printed": print_script(result),
        "formatted": format_script(text),
        "dense": {"text": dense.text, "speakers": dense.speakers, "lines": dense.lines},
        "dense_ascii": to_vibevoice(result.dialogue, ascii_punctuation=True).text,
        "seconds": estimate_seconds(result.dialogue),
        "titles_zh": titles,
        "fixed": [apply_fix(text, fix) for _, fix in fixes],
        "aligned": [turn["id"] for turn in align_turn_ids(previous, result.dialogue)["turns"]] if previous else [],
    }


def _normal(value: Any) -> Any:
    """JSON's view: an adjacent pair of half surrogates is one character, 1.0 is 1."""
    return json.loads(json.dumps(value))


def test_both_languages_read_ten_thousand_scripts_alike() -> None:
    scripts = [case["input"] for case in load_cases()] + hostile_scripts() + random_scripts(10_000)
    asked = "".join(f"{json.dumps(script)}\n" for script in scripts)
    answer = subprocess.run(["node", PROGRAM], input=asked, capture_output=True, text=True, check=False, timeout=100)
    assert answer.returncode == 0, answer.stderr
    answers = answer.stdout.split("\n")[:-1]
    assert len(answers) == len(scripts)
    previous: Dialogue | None = None
    for script, line in zip(scripts, answers, strict=True):
        theirs = json.loads(line)
        ours = _read(script, previous)
        previous = ours["dialogue"]
        assert ours["printed"] == script
        assert _normal(ours) == theirs, f"They differ on {script!r}"
