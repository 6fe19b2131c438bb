"""Dialogue scripts as the contract's `Dialogue`, and how long their turns may become."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contract.problems import ProblemCode, ProblemError

if TYPE_CHECKING:
    from ..dialogue import Diagnostic

# Between two speakers.
_PAUSE_S = 0.3
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
    return {"dialogue": result.dialogue, "diagnostics": [_diagnostic_wire(one) for one in result.diagnostics]}


def _diagnostic_wire(diagnostic: Diagnostic) -> dict[str, Any]:
    """The contract's `Diagnostic`: what the grammar calls importer is `import` on the wire."""
    fixes = [{**fix, "import": fix["importer"]} if "importer" in fix else fix for fix in diagnostic["fixes"]]
    return {**diagnostic, "fixes": fixes}


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


def estimate_texts(texts: Iterable[str]) -> list[float]:
    """Expected seconds of each text where several are spoken in one go, with the pause after it."""
    from ..dialogue import estimate_turn_seconds

    return [estimate_turn_seconds({"id": "", "speaker": "", "text": text}) + _PAUSE_S for text in texts]


def estimate_turns(dialogue: dict[str, Any], gap_ms: int) -> list[float]:
    """Expected seconds of each turn, with its pauses and the gap before it."""
    from ..dialogue import estimate_turn_seconds

    return [round(estimate_turn_seconds(turn) + gap_ms / 1000, 3) for turn in dialogue["turns"]]
