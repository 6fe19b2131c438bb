"""Dialogue scripts as the contract's `Dialogue`, and how long their turns may become."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..contract.problems import ProblemCode, ProblemError

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SIGNS_A_SECOND = 4.5
_WORDS_A_SECOND = 190 / 60
_CODES: dict[str, ProblemCode] = {
    "E_TOO_MANY_SPEAKERS": "too_many_speakers",
    "E_EMPTY_SCRIPT": "empty_dialogue",
    "E_TOO_LONG": "dialogue_too_long",
}


@dataclass(frozen=True)
class Reading:
    """A dialogue by the contract's names, and its warnings as fields of `warning` events."""

    dialogue: dict[str, Any]
    warnings: list[dict[str, Any]]


def parse_script(script: str) -> dict[str, Any]:
    """The contract's `ParseAnswer`; never fails on bad text."""
    from ..dialogue import parse

    result = parse(script)
    return {"dialogue": to_wire(result.dialogue), "diagnostics": [to_wire(one) for one in result.diagnostics]}


def to_wire(value: Any) -> Any:
    """A model of the contract as JSON values; other values as they are."""
    return value.to_wire() if hasattr(value, "to_wire") else value


def read_script(script: str) -> Reading:
    """A script's dialogue; raises where it has errors, with its diagnostics as issues."""
    answer = parse_script(script)
    errors = [one for one in answer["diagnostics"] if one["severity"] == "error"]
    if errors:
        codes = {one["code"] for one in errors}
        # Where only one thing is wrong, and it has a name of its own, that name is said.
        code = _CODES.get(next(iter(codes)), "invalid_dialogue") if len(codes) == 1 else "invalid_dialogue"
        issues = [_issue(one) for one in errors]
        raise ProblemError(code, _count(len(errors)), hint="Mend what the issues name; then try again.", issues=issues)
    warnings = [_issue(one) for one in answer["diagnostics"] if one["severity"] == "warning"]
    return Reading(answer["dialogue"], warnings)


def _count(errors: int) -> str:
    return "The dialogue script has an error." if errors == 1 else f"The dialogue script has {errors} errors."


def _issue(diagnostic: dict[str, Any]) -> dict[str, Any]:
    return {key: diagnostic[key] for key in ("code", "message", "range")}


def estimate_turns(dialogue: dict[str, Any], gap_ms: int) -> list[float]:
    """Expected seconds of each turn, with its pauses and the gap before it (190 words or 270 signs a minute)."""
    found = []
    for turn in dialogue["turns"]:
        text = turn["text"]
        signs = len(_CJK.findall(text))
        words = len(_WORD.findall(_CJK.sub(" ", text)))
        pauses_s = sum(pause["seconds"] for pause in turn.get("pauses") or [])
        found.append(round(signs / _SIGNS_A_SECOND + words / _WORDS_A_SECOND + pauses_s + gap_ms / 1000, 3))
    return found
