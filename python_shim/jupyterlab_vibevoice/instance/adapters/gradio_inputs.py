"""What a Gradio page is sent: the dense script, its voices, and every other field as the page shows it."""

from __future__ import annotations

import re
from typing import Any

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.dialogue import Turn, to_vibevoice

from .engine import RenderRequest
from .gradio_app import Field
from .gradio_matching import Matching

# The community demo's names: en-Alice_woman, zh-Bowen_man, en-Mary_woman_bgm.
_VOICE = re.compile(r"^(?P<language>[a-z]{2})[-_](?P<name>[^_]+)(?:_(?P<gender>woman|man|female|male))?(?:_|$)", re.I)
_GENDERS = {"woman": "female", "female": "female", "man": "male", "male": "male"}
# Where a page has no field for voices, it has one voice.
ONLY_VOICE = "default"


def voices_of(matching: Matching) -> list[dict[str, Any]]:
    """The contract's voices: the choices of the page's speaker fields, first those that it shows."""
    fields = [matching.call.inputs[position] for position in matching.speakers]
    shown = [one.value for one in fields]
    choices = {str(value): (name, value) for one in fields for name, value in one.choices}
    first = [str(value) for value in shown if str(value) in choices]
    order = dict.fromkeys([*first, *choices])
    return [_voice(key, choices[key][0]) for key in order] or [{"id": ONLY_VOICE, "name": "Default", "languages": []}]


def _voice(key: str, name: str) -> dict[str, Any]:
    found = _VOICE.match(key)
    wire: dict[str, Any] = {"id": key[:200], "name": name, "languages": []}
    if found:
        wire |= {"name": found["name"] if name == key else name, "languages": [found["language"].lower()]}
        if found["gender"]:
            wire["gender"] = _GENDERS[found["gender"].lower()]
    return wire


def build_inputs(matching: Matching, request: RenderRequest) -> list[Any]:
    """The values of all inputs of the call, in order. Raises ProblemError for what the page does not take."""
    fields = matching.call.inputs
    data = [one.value for one in fields]
    script, voices = write_script(request)
    data[matching.inputs["script"]] = script
    _put_speakers(data, matching, voices)
    if "count" in matching.inputs:
        position = matching.inputs["count"]
        data[position] = _chosen(fields[position], max(len(voices), int(fields[position].props.get("minimum") or 1)))
    if request.steps is not None and "steps" in matching.inputs:
        data[matching.inputs["steps"]] = _bounded(fields[matching.inputs["steps"]], request.steps, "steps")
    if request.guidance is not None and "guidance" in matching.inputs:
        data[matching.inputs["guidance"]] = _bounded(fields[matching.inputs["guidance"]], request.guidance, "guidance")
    if "seed" in matching.inputs:
        data[matching.inputs["seed"]] = _seed(fields[matching.inputs["seed"]], request.seed)
    for position, value in matching.values.items():
        data[position] = value
    return data


def write_script(request: RenderRequest) -> tuple[str, list[str]]:
    """The dense form (`Speaker k: …`, a line a turn) and each speaker's voice; turns of one voice are one speaker."""
    voices = list(dict.fromkeys(turn.voice for turn in request.turns))
    turns: list[Turn] = [
        {"id": turn.id, "speaker": f"voice {voices.index(turn.voice) + 1}", "text": turn.text} for turn in request.turns
    ]
    written = to_vibevoice({"version": 1, "cast": {}, "turns": turns, "chapters": []})
    if not written.lines:
        raise ProblemError("empty_dialogue", "The dialogue has no words to speak.", hint="Write a line of text.")
    return written.text, [voices[int(speaker.split()[1]) - 1] for speaker in written.speakers]


def _put_speakers(data: list[Any], matching: Matching, voices: list[str]) -> None:
    slots = matching.speakers
    if len(voices) > max(1, len(slots)):
        raise ProblemError(
            "too_many_speakers",
            f"The dialogue has {len(voices)} voices, the script's page takes {max(1, len(slots))}.",
            hint="Give several speakers the same voice.",
        )
    for number, position in enumerate(slots):
        field = matching.call.inputs[position]
        if number < len(voices):
            data[position] = _choice(field, voices[number])
        elif field.value is None:
            # A speaker that says nothing still needs a voice that exists.
            data[position] = _choice(field, voices[0])


def _choice(field: Field, voice: str) -> Any:
    for _, value in field.choices:
        if str(value) == voice:
            return value
    raise ProblemError("voice_not_found", f"The script's page has no voice {voice[:80]}.", hint="Choose another voice.")


def _chosen(field: Field, number: int) -> Any:
    """A number as a field takes it: as such, or as the choice that says it."""
    for name, value in field.choices:
        if str(value) == str(number) or re.findall(r"\d+", name) == [str(number)]:
            return value
    return number


def _bounded(field: Field, value: float, name: str) -> float:
    low, high = field.props.get("minimum"), field.props.get("maximum")
    if (isinstance(low, int | float) and value < low) or (isinstance(high, int | float) and value > high):
        raise ProblemError(
            "unsupported_option",
            f"The script's page takes {name} from {low} to {high}.",
            hint=f"Choose {name} within these bounds, or leave it out.",
        )
    return value


def _seed(field: Field, seed: int) -> Any:
    low, high = field.props.get("minimum"), field.props.get("maximum")
    if isinstance(high, int | float) and seed > high:
        first = max(0, int(low)) if isinstance(low, int | float) else 0
        seed = first + seed % (int(high) - first + 1)
    return str(seed) if field.kind in ("textbox", "text") else seed
