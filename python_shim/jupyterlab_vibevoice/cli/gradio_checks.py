"""What `jupyter vibevoice doctor --gradio URL` finds on a Gradio page: which field is what, and which is nothing."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

from ..contract.problems import ProblemError
from ..instance.adapters.choose import mapping_file_of
from ..instance.adapters.gradio import open_app
from ..instance.adapters.gradio_app import Field, GradioApp, read_app
from ..instance.adapters.gradio_matching import Matching
from ..instance.script_start import find_script
from .check import Check
from .doctor_words import tell

_ASK_S = 15
_ROLES = ("script", "count", "steps", "guidance", "seed")


def gradio_checks(url: str, *, script: str) -> Iterator[Check]:
    """The page's version, what was matched, what was not; where it cannot be driven, its fields for a mapping file."""
    mapping_file = _mapping_file(script)
    try:
        with urllib.request.urlopen(f"{url.rstrip('/')}/config", timeout=_ASK_S) as answer:
            config = json.load(answer)
    except (OSError, ValueError, HTTPException) as error:
        found = tell("no_gradio", url=url, why=type(error).__name__)
        yield Check("gradio_page", "broken", found, tell("fix_gradio"))
        return
    try:
        app, matching = open_app(config, mapping_file)
    except ProblemError as problem:
        fix = f"{problem.hint or ''} ({mapping_file})".strip() if mapping_file else problem.hint or ""
        yield Check("gradio_page", "broken", problem.message, fix)
        yield from _calls(config)
        return
    by = tell("by_mapping", name=mapping_file.name) if mapping_file and mapping_file.exists() else tell("by_labels")
    yield Check("gradio_page", "ok", f"Gradio {app.version}, {_name(matching)}, {by}")
    yield Check("gradio_fields", "ok", "; ".join(_matched(matching)))
    left = "; ".join(_left(matching))
    if left:
        yield Check("gradio_left", "note", left, tell("fix_left"))


def _mapping_file(script: str) -> Path | None:
    try:
        return mapping_file_of(find_script(script, os.environ, Path.home()))
    except ProblemError:
        return None


def _role(role: str) -> str:
    return tell(f"role_{role}")


def _name(matching: Matching) -> str:
    return tell("gradio_call", number=matching.call.index, name=matching.call.name or "-")


def _matched(matching: Matching) -> Iterator[str]:
    for role in _ROLES:
        if role in matching.inputs:
            yield f"{_role(role)} = {_label(matching.call.inputs[matching.inputs[role]])}"
    if matching.speakers:
        labels = ", ".join(_label(matching.call.inputs[position]) for position in matching.speakers)
        yield f"{_role('speakers')} = {labels}"
    for role, position in (("live", matching.live), ("whole", matching.whole), ("log", matching.log)):
        if position is not None:
            yield f"{_role(role)} = {_label(matching.call.outputs[position])}"
    if matching.stop is not None:
        yield f"{_role('stop')} = “{matching.stop.trigger or matching.stop.index}”"


def _left(matching: Matching) -> Iterator[str]:
    """What was looked for and is not there, then inputs that are nothing that is known."""
    absent = [_role(role) for role in _ROLES if role not in matching.inputs]
    absent += [_role("speakers")] if not matching.speakers else []
    absent += [_role(role) for role, at in (("live", matching.live), ("whole", matching.whole)) if at is None]
    absent += [_role("stop")] if matching.stop is None else []
    if absent:
        yield tell("not_there", what=", ".join(absent))
    for position in matching.unmatched:
        field = matching.call.inputs[position]
        yield tell("sent_as", what=_label(field), value=json.dumps(field.value, ensure_ascii=False, default=str))


def _calls(config: object) -> Iterator[Check]:
    try:
        app: GradioApp = read_app(config)
    except ProblemError:
        return
    for call in app.calls:
        if any(field.kind == "audio" for field in call.outputs):
            inputs = "; ".join(f"{n} {_label(field)}" for n, field in enumerate(call.inputs))
            outputs = "; ".join(f"{n} {_label(field)}" for n, field in enumerate(call.outputs))
            name = tell("gradio_call", number=call.index, name=call.name or "-")
            yield Check("gradio_fields", "note", f"{name}: {inputs} → {outputs}", tell("fix_left"))


def _label(field: Field) -> str:
    return f"“{field.label}” ({field.kind})"
