"""A mapping file: what is what on a Gradio page, in somebody's own words, where labels and types do not tell.

It lies beside the one-click script, named as it with `.gradio.json` at its end; docs/engines.md says what is in it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from pydantic import BaseModel, ConfigDict, ValidationError

from jupyterlab_vibevoice.contract.problems import ProblemError

from .gradio_app import Call, Field, GradioApp
from .gradio_matching import Matching, Role, find_stop, match, match_call, match_log, match_sounds

Place = str | int
_LARGEST = 256 * 1024


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class MappedInputs(_Part):
    """Labels, or positions from 0, of inputs."""

    script: Place | None = None
    count: Place | None = None
    steps: Place | None = None
    guidance: Place | None = None
    seed: Place | None = None
    speakers: list[Place] | None = None


class MappedOutputs(_Part):
    """Labels, or positions from 0, of outputs."""

    live: Place | None = None
    whole: Place | None = None
    log: Place | None = None


class Mapping(_Part):
    """What a mapping file holds; all that it leaves out is found by label and type."""

    call: Place | None = None
    inputs: MappedInputs = MappedInputs()
    outputs: MappedOutputs = MappedOutputs()
    values: dict[str, Any] = {}
    stop: Place | None = None
    seed_works: bool | None = None


def read_mapping(path: Path) -> Mapping:
    """The mapping of a file. Raises `engine_failed` that names the place of every fault."""
    try:
        if path.stat().st_size > _LARGEST:
            _refuse(path.name, ["the file is too large"])
        return Mapping.model_validate(json.loads(path.read_text("utf-8")))
    except json.JSONDecodeError as error:
        _refuse(path.name, [f"line {error.lineno}, column {error.colno}: {error.msg}"], error)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in error.errors()]
        _refuse(path.name, faults, error)
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        _refuse(path.name, ["it cannot be read as UTF-8 text"], error)


def apply_mapping(app: GradioApp, mapping: Mapping) -> Matching:
    """What is what on a page by a mapping; the rest by label and type. Raises `engine_failed` for what is not there."""
    call = _call(app, mapping) if mapping.call is not None else _likely_call(app, mapping)
    found = match_call(app, call)
    inputs: dict[Role, int] = dict(found.inputs) if found else {}
    named: list[tuple[Role, Place | None]] = [
        ("script", mapping.inputs.script),
        ("count", mapping.inputs.count),
        ("steps", mapping.inputs.steps),
        ("guidance", mapping.inputs.guidance),
        ("seed", mapping.inputs.seed),
    ]
    for role, place in named:
        if place is not None:
            inputs[role] = _position(call.inputs, place, f"inputs.{role}")
    speakers = found.speakers if found else ()
    if mapping.inputs.speakers is not None:
        speakers = tuple(
            _position(call.inputs, place, f"inputs.speakers.{index}")
            for index, place in enumerate(mapping.inputs.speakers)
        )
        # A field that is said to be a voice is nothing else.
        inputs = {role: position for role, position in inputs.items() if position not in speakers}
    if "script" not in inputs:
        _refuse_place("inputs.script", "it is not named, and no text field looks like a script", call.inputs)
    live, whole, log = _outputs(call, mapping)
    if live is None and whole is None:
        _refuse_place("outputs.whole", "no output is a sound", call.outputs)
    has_seed = found.has_seed if found and mapping.inputs.seed is None else "seed" in inputs
    return Matching(
        call=call,
        inputs=inputs,
        speakers=speakers,
        live=live,
        whole=whole,
        log=log,
        stop=_stop(app, mapping),
        values={_position(call.inputs, _place(key), f"values.{key}"): value for key, value in mapping.values.items()},
        has_seed=has_seed if mapping.seed_works is None else mapping.seed_works,
    )


def _outputs(call: Call, mapping: Mapping) -> tuple[int | None, int | None, int | None]:
    def place(named: Place | None, name: str, matched: int | None) -> int | None:
        return matched if named is None else _position(call.outputs, named, f"outputs.{name}")

    live, whole = match_sounds(call)
    live, whole = place(mapping.outputs.live, "live", live), place(mapping.outputs.whole, "whole", whole)
    return live, whole, place(mapping.outputs.log, "log", match_log(call))


def _call(app: GradioApp, mapping: Mapping) -> Call:
    for call in app.calls:
        if mapping.call in (call.index, call.name) and mapping.call != "":
            return call
    names = ", ".join(f"{call.index} {call.name or call.trigger}".strip() for call in app.calls)
    _refuse_words("call", f'the page has no call "{mapping.call}"; it has: {names}')


def _likely_call(app: GradioApp, mapping: Mapping) -> Call:
    """The call that has the script's field where one is named, else the one that is found without a mapping."""
    script = mapping.inputs.script
    if isinstance(script, str):
        having = [call for call in app.calls if any(one.label == script for one in call.inputs) and call.outputs]
        if not having:
            everything = [one for call in app.calls for one in call.inputs]
            _refuse_place("inputs.script", f'the page has no input "{script}"', everything)
        return max(having, key=lambda call: len(call.inputs))
    return match(app).call


def _stop(app: GradioApp, mapping: Mapping) -> Call | None:
    if mapping.stop is None:
        return find_stop(app)
    if mapping.stop == "":
        return None
    for call in app.calls:
        if mapping.stop in (call.index, call.name, call.trigger) and not call.inputs:
            return call
    _refuse_words("stop", f'the page has no call without inputs "{mapping.stop}"')


def _place(key: str) -> Place:
    return int(key) if key.isdecimal() else key


def _position(fields: Sequence[Field], place: Place, where: str) -> int:
    if isinstance(place, int):
        if 0 <= place < len(fields):
            return place
        _refuse_place(where, f"there is no position {place}", fields)
    for position, one in enumerate(fields):
        if one.label == place:
            return position
    _refuse_place(where, f'there is no label "{place}"', fields)


def _refuse_place(where: str, what: str, fields: Sequence[Field]) -> NoReturn:
    there = "; ".join(f'{position} "{one.label}" ({one.kind})' for position, one in enumerate(fields))
    _refuse_words(where, f"{what}; there are: {there}")


def _refuse_words(where: str, what: str) -> NoReturn:
    _refuse("mapping file", [f"{where}: {what}"])


def _refuse(name: str, faults: Sequence[str], cause: Exception | None = None) -> NoReturn:
    raise ProblemError(
        "engine_failed",
        f"The {name if name == 'mapping file' else f'mapping file {name}'} does not fit: {'. '.join(faults)}.",
        hint="Mend that place; docs/engines.md has an example, and the doctor shows the page's fields.",
        retryable=False,
    ) from cause
