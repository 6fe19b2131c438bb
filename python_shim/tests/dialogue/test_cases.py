"""The cases of docs/dialogue.md, the examples, and the word lists, in Python."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_vibevoice.contract import Diagnostic, DialogueInput
from jupyterlab_vibevoice.dialogue import (
    align_turn_ids,
    apply_fix,
    detect_format,
    estimate_seconds,
    format_script,
    localize,
    localize_fix,
    parse,
    print_script,
    to_vibevoice,
)

from .scripts import load_cases

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.dialogue.txt"))


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: f"{case['case']}: {case['title']}")
def test_reads_the_shared_cases(case: dict[str, Any]) -> None:
    result = parse(case["input"])
    assert result.dialogue == case["dialogue"]
    found = [
        {
            "code": one["code"],
            **one["range"]["start"],
            "fixes": [fix.get("importer") or apply_fix(case["input"], fix) for fix in one["fixes"]],
        }
        for one in result.diagnostics
    ]
    assert found == case["diagnostics"]
    assert print_script(result) == case["input"]
    assert format_script(case["input"]) == case["formatted"]
    assert to_vibevoice(result.dialogue).text == case["dense"]


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case["case"])
def test_gives_what_the_contract_calls_a_dialogue_and_a_diagnostic(case: dict[str, Any]) -> None:
    result = parse(case["input"])
    DialogueInput.model_validate_json(json.dumps(result.dialogue))
    for found in result.diagnostics:
        Diagnostic.model_validate_json(json.dumps(found))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_faultless(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    result = parse(text)
    assert result.diagnostics == []
    assert result.dialogue["turns"]
    assert format_script(text) == text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_example_has_four_speakers(language: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES if f".{language}." in path.name]
    assert 4 in [len(parse(text).speakers) for text in texts]


def test_the_copies_of_the_word_lists_have_not_drifted() -> None:
    checked = subprocess.run(
        ["node", ROOT / "scripts/generate-dialogue.mjs", "--check"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr


def test_messages_are_worded_in_both_languages() -> None:
    found = parse("Speaker 1: x\nNote: y").diagnostics[0]
    assert localize(found, "en") == "“Note” looks like a speaker; it is read aloud now."
    assert localize(found, "zh") == "“Note”看起来像说话人，现在会被念出来。"
    assert [localize_fix(fix, "zh") for fix in found["fixes"]] == ["改为注释", "设为说话人"]


def test_formats_are_told_apart() -> None:
    texts = ['{"turns": []}', "<speak>x</speak>", "WEBVTT\n", "1\n0:00:01,0 --> 0:00:02,0\nx", "A: x", "<b>x</b>", ""]
    assert [detect_format(text) for text in texts] == ["json", "ssml", "vtt", "srt", None, None, None]


def test_ids_stay_with_their_turns_while_the_text_is_edited() -> None:
    before = parse("Ann: One.\nBob: Two, longer.\nAnn: Yes.\nBob: Yes.\nAnn: Yes.").dialogue
    after = parse("Cleo: New.\nAnna: One.\nBob: Two, much longer.\nAnna: Yes.\nBob: Yes.\nAnna: Yes.").dialogue
    old = [turn["id"] for turn in before["turns"]]
    new = [turn["id"] for turn in align_turn_ids(before, after)["turns"]]
    assert new[1:] == old
    assert len(set(new)) == len(new)


def test_a_fix_that_does_not_fit_is_refused() -> None:
    fix = parse("Alice：hi\nBob:yo").diagnostics[0]["fixes"][0]
    assert apply_fix("Alice：hi\nBob:yo", fix) == "Alice：hi\nBob: yo"
    with pytest.raises(ValueError, match="does not fit"):
        apply_fix("Bob", fix)


def test_estimates_count_words_signs_pauses_and_gaps() -> None:
    assert estimate_seconds(parse("Ann: " + "it's " * 190).dialogue) == pytest.approx(60)
    script = f"甲：{'好' * 45}。[停顿:2秒]\n乙：{'好' * 45}"
    assert estimate_seconds(parse(script).dialogue) == pytest.approx(22.25)
    assert estimate_seconds(parse(script).dialogue, 0) == pytest.approx(22)
