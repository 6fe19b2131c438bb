"""What the Tab key offers in `%%vibevoice` and `%vibevoice`: options, sub-commands, speakers and voices."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from ..dialogue import parse
from .cell_arguments import SUBCOMMANDS, cell_parser
from .errors import VibeVoiceError

logger = logging.getLogger("jupyterlab_vibevoice.client")
Voices = Callable[[], list[str]]


def offers(full_text: str, before_cursor: str, voices: Voices) -> tuple[str, list[str]]:
    """What could stand at the cursor of a magic's line, and how much of it is there already."""
    words = before_cursor.split(" ")
    fragment, before = words[-1], words[:-1]
    if before[:1] == ["%vibevoice"]:
        found = list(SUBCOMMANDS) if len(before) == 1 else []
        return fragment, [name for name in found if name.startswith(fragment)]
    if before[:1] != ["%%vibevoice"]:
        return fragment, []
    if before[-1] in ("-v", "--voice"):
        return _cast(fragment, full_text, voices)
    # argparse has no public list of its options.
    actions = cell_parser()._actions
    options = [word for action in actions for word in action.option_strings]
    choices = [word for action in actions if before[-1] in action.option_strings for word in action.choices or ()]
    return fragment, [word for word in choices or options if word.startswith(fragment)]


def _cast(fragment: str, full_text: str, voices: Voices) -> tuple[str, list[str]]:
    name, sign, voice = fragment.partition("=")
    if sign:
        return voice, [one for one in voices() if one.startswith(voice)]
    text = full_text.partition("\n")[2]
    return fragment, [f"{one.name}=" for one in parse(text).speakers if one.name.startswith(name)]


def known_voices(client: Callable[[], Any]) -> Voices:
    """Asks for the voices once; where there is no instance to ask, there is nothing to offer."""
    known: list[str] = []

    def ask() -> list[str]:
        if not known:
            try:
                known.extend(voice.id for voice in client().voices())
            except VibeVoiceError as error:
                logger.debug("No voices to offer: %s", error.code)
        return known

    return ask


def matcher(voices: Voices) -> Any:
    """The same as a matcher of IPython's completer."""
    from IPython.core.completer import CompletionContext, SimpleCompletion, SimpleMatcherResult, context_matcher

    @context_matcher()  # type: ignore[untyped-decorator]  # IPython's
    def vibevoice_matcher(context: CompletionContext) -> SimpleMatcherResult:
        if not context.line_with_cursor.lstrip().startswith(("%vibevoice", "%%vibevoice")):
            return SimpleMatcherResult(completions=[])
        before = context.line_with_cursor[: context.cursor_position]
        fragment, found = offers(context.full_text, before.lstrip(), voices)
        completions = [SimpleCompletion(text=word, type="param") for word in found]
        return SimpleMatcherResult(
            completions=completions, matched_fragment=fragment, suppress=bool(found), ordered=True
        )

    return vibevoice_matcher
