"""What holds for every text."""

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyterlab_vibevoice.dialogue import align_turn_ids, apply_fix, format_script, parse, print_script, to_vibevoice

from .scripts import hostile_scripts, random_scripts

_PIECES = random_scripts(200, seed=5)
SCRIPTS = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(st.one_of(st.sampled_from(_PIECES), st.text(st.characters(), max_size=6)), max_size=8).map("".join),
    st.sampled_from(hostile_scripts()),
)


@settings(deadline=None, max_examples=300)
@given(SCRIPTS)
def test_print_gives_back_what_parse_was_given(text: str) -> None:
    assert print_script(parse(text)) == text


@settings(deadline=None, max_examples=200)
@given(SCRIPTS)
def test_format_says_the_same_and_is_stable(text: str) -> None:
    formatted = format_script(text)
    assert parse(formatted).dialogue == parse(text).dialogue
    assert format_script(formatted) == formatted


@settings(deadline=None, max_examples=200)
@given(SCRIPTS)
def test_every_fix_applies(text: str) -> None:
    for found in parse(text).diagnostics:
        for fix in found["fixes"]:
            parse(apply_fix(text, fix))


@settings(deadline=None, max_examples=200)
@given(SCRIPTS, SCRIPTS)
def test_aligned_ids_are_unique(before: str, after: str) -> None:
    old, new = parse(before).dialogue, parse(after).dialogue
    ids = [turn["id"] for turn in align_turn_ids(old, new)["turns"]]
    assert len(set(ids)) == len(ids)
    assert align_turn_ids(new, new) == new


@settings(deadline=None, max_examples=200)
@given(SCRIPTS)
def test_what_is_sent_has_one_line_a_turn_and_no_control_words(text: str) -> None:
    sent = to_vibevoice(parse(text).dialogue)
    assert len(sent.text.splitlines()) == len(sent.lines)
    assert "<|" not in sent.text


def _count_steps(text: str) -> int:
    """How many lines of Python it takes to read a script."""
    steps = 0

    def trace(_frame: FrameType, _event: str, _argument: Any) -> Any:
        nonlocal steps
        steps += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        parse(text)
    finally:
        sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    "piece",
    ["[", "[[x]", "[a](x", "(", "（", "（笑）", "）", "\\[", "<|", "<|a|>", ":", "Bob: ", "[pause:5]", "[S2] ",
     "A:\n", "[A]\n", "（笑）\n", "A - b\n", "a\u0301", "   ", "😀", "[00:12]", "**", "key: v\n", "A: x\nB:y\n"],
)  # fmt: skip
def test_twice_the_text_takes_twice_the_steps(piece: str) -> None:
    short, long = (_count_steps("A: " + piece * (count // len(piece))) for count in (2000, 4000))
    assert long <= 2.2 * short
