"""OpenAI's speech interface in terms of jobs: a text becomes a dialogue, and its audio is followed as it grows."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from ..contract.problems import ProblemError
from .adapters.openai_voices import OPENAI_VOICES
from .library.events import TERMINAL
from .reading import parse_script
from .timeline import Timeline, read_pcm, segment_bounds
from .wire import gap_timeline

if TYPE_CHECKING:
    from ..contract import JobCreate, SpeechRequest
    from .core import Instance
    from .library.database import Row

_BLOCK_SECONDS = 2


def dialogue_of(text: str) -> dict[str, Any]:
    """A dialogue script where the text is a good one, else one turn that says all of it."""
    answer = parse_script(text)
    dialogue: dict[str, Any] = answer["dialogue"]
    is_good = dialogue["turns"] and not any(one["severity"] == "error" for one in answer["diagnostics"])
    if is_good:
        return dialogue
    turn = {"id": "turn-1", "speaker": "Speaker 1", "text": text.strip()}
    return {"version": 1, "cast": {"Speaker 1": None}, "turns": [turn], "chapters": []}


async def make_job(instance: Instance, request: SpeechRequest) -> str:
    """Accepts the job of a speech request and returns its id."""
    engine = instance.acceptance.engine_for("draft" if request.model == "draft" else None)
    if engine.voices is None:
        instance.idle.use()
        await engine.wake()
    dialogue = dialogue_of(request.input)
    cast = {}
    if dialogue["turns"] and (asked := _voice_name(request)) is not None:
        first = dialogue["turns"][0]["speaker"]
        if dialogue["cast"].get(first) is None:
            cast[first] = _known_voice(asked, [voice["id"] for voice in instance.acceptance.known_voices(engine)])
    job_id = instance.acceptance.accept(_job_create(dialogue, engine.name, cast), key=None)
    instance.idle.use()
    instance.jobs.lane_of(instance.library.jobs.get(job_id)).ring()
    return job_id


def _job_create(dialogue: dict[str, Any], lane: str, cast: dict[str, str]) -> JobCreate:
    from ..contract import JobCreate
    from ..contract.requests import check_request

    wanted = {**dialogue, "turns": [_without_none(turn) for turn in dialogue["turns"]]}
    return check_request(JobCreate, {"dialogue": wanted, "engine": lane, "cast": cast, "ref": "openai"})


def _without_none(turn: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in turn.items() if value is not None}


def _voice_name(request: SpeechRequest) -> str | None:
    voice = request.voice
    return voice if voice is None or isinstance(voice, str) else str(voice.id)


def _known_voice(asked: str, known: list[str]) -> str:
    # Programs that name OpenAI's voices get ours, in order.
    if asked not in known and asked.lower() in OPENAI_VOICES and known:
        return known[OPENAI_VOICES.index(asked.lower()) % len(known)]
    return asked


async def follow(instance: Instance, job_id: str) -> AsyncGenerator[bytes, None]:
    """The samples of a job as they come, s16le; ends with the job. Raises its problem."""
    library, sent = instance.library, 0
    with library.events.listening(job_id) as bell:
        while True:
            bell.clear()
            row = library.jobs.get(job_id)
            timeline = gap_timeline(library, row)
            ready = _ready_samples(row, timeline)
            while sent < ready:
                count = min(ready - sent, segment_bounds(1)[1] * _BLOCK_SECONDS)
                for block in read_pcm(timeline.cut(sent, count)):
                    yield block
                sent += count
            if row["state"] in TERMINAL:
                _raise_unless_done(row)
                return
            await bell.wait()


def _ready_samples(row: Row, timeline: Timeline) -> int:
    if not row["segments"]:
        return 0
    return min(timeline.samples, sum(segment_bounds(row["segments"] - 1)))


def _raise_unless_done(row: Row) -> None:
    if row["state"] == "done":
        return
    if row["problem"]:
        problem = json.loads(row["problem"])
        raise ProblemError(problem["code"], problem["message"], hint=problem.get("hint"))
    raise ProblemError("engine_failed", "The speech was stopped before its end.", hint="Ask again.")


async def finished(instance: Instance, job_id: str) -> Row:
    """The row of a job once it is done. Raises its problem."""
    library = instance.library
    with library.events.listening(job_id) as bell:
        while (row := library.jobs.get(job_id))["state"] not in TERMINAL:
            bell.clear()
            await bell.wait()
    _raise_unless_done(row)
    return row
