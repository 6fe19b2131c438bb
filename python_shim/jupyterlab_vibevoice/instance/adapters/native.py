"""The native protocol of docs/contract.md, section 6: HTTP/1.1 on a unix socket, NDJSON for what is rendered."""

from __future__ import annotations

import base64
import binascii
import contextlib
import math
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jupyterlab_vibevoice.contract.json_text import parse_json
from jupyterlab_vibevoice.contract.problems import PROBLEM_CODES, ProblemError

from .engine import AudioChunk, Checkpoint, End, RenderEvent, RenderRequest, TurnEdge, WordTime
from .http import Exchange, HttpFailure

if TYPE_CHECKING:
    from jupyterlab_vibevoice.contract import EngineDescription, Voice

SAMPLE_RATE = 24_000
_BODY_LIMIT = 4 * 2**20
# A checkpoint of an hour of VibeVoice is 20 MB, base64 a third more.
_LINE_LIMIT = 64 * 2**20


def _gone(error: Exception) -> ProblemError:
    return ProblemError(
        "engine_failed",
        f"The engine cannot be used: {error}.",
        hint="Try again; the script's log may say why it ended.",
        retryable=True,
    )


def _nonsense(what: str) -> ProblemError:
    hint = "The engine needs mending; see docs/contract.md, section 6."
    # Asking again brings the same nonsense: whoever waits for the engine is told now.
    return ProblemError("engine_failed", f"The engine sent {what}.", hint=hint, retryable=False)


def _problem_of(wire: Any) -> ProblemError:
    if not isinstance(wire, dict):
        return _nonsense("a problem that is not one")
    code = wire.get("code")
    hint = wire.get("hint")
    retryable = wire.get("retryable")
    return ProblemError(
        code if isinstance(code, str) and code in PROBLEM_CODES else "engine_failed",
        str(wire.get("message") or "The engine failed."),
        hint=str(hint) if hint else None,
        retryable=retryable if isinstance(retryable, bool) else None,
    )


class NativeAdapter:
    """An engine that speaks the native protocol on `socket_path`."""

    kind = "native"

    def __init__(self, socket_path: str | Path) -> None:
        self._socket = str(socket_path)

    async def describe(self) -> EngineDescription:
        """What the engine is and whether it can render yet."""
        from jupyterlab_vibevoice.contract import EngineDescription

        try:
            engine = EngineDescription.model_validate(await self._get("/engine"))
        except ValueError as error:
            raise _nonsense("a description of itself that is not the contract's") from error
        if engine.sample_rate != SAMPLE_RATE:
            raise _nonsense(f"a sample rate of {engine.sample_rate:g} Hz, where 24000 Hz is needed")
        return engine

    async def voices(self) -> list[Voice]:
        """The engine's own voices, the default ones first."""
        from jupyterlab_vibevoice.contract import VoiceList

        try:
            return list(VoiceList.model_validate(await self._get("/voices")).voices)
        except ValueError as error:
            raise _nonsense("a list of voices that is not the contract's") from error

    async def _get(self, path: str) -> Any:
        try:
            exchange = await Exchange.open(self._socket, "GET", path)
            try:
                body = await exchange.read(_BODY_LIMIT)
            finally:
                exchange.close()
        except HttpFailure as error:
            raise _gone(error) from error
        try:
            answer = parse_json(body)
        except ValueError as error:
            raise _nonsense("an answer that is not JSON") from error
        if exchange.status != 200:
            raise _problem_of(answer.get("problem", answer) if isinstance(answer, dict) else answer)
        return answer

    async def render(self, request: RenderRequest) -> AsyncGenerator[RenderEvent, None]:
        """Renders; ends after `End`. Closing the iterator closes the connection, and so stops the engine."""
        try:
            exchange = await Exchange.open(self._socket, "POST", "/render", _request_body(request))
            try:
                if exchange.status != 200:
                    raise await _refusal(exchange)
                async with contextlib.aclosing(exchange.lines(_LINE_LIMIT)) as lines:
                    async for line in lines:
                        for event in _events_of(line):
                            yield event
                            if isinstance(event, End):
                                return
            finally:
                exchange.close()
        except HttpFailure as error:
            raise _gone(error) from error
        raise _gone(HttpFailure("it stopped in the middle of its work"))


async def _refusal(exchange: Exchange) -> ProblemError:
    try:
        answer = parse_json(await exchange.read(_BODY_LIMIT))
    except ValueError:
        return _nonsense(f"status {exchange.status}")
    return _problem_of(answer.get("problem", answer) if isinstance(answer, dict) else answer)


def _request_body(request: RenderRequest) -> dict[str, Any]:
    turns = []
    for turn in request.turns:
        sent = {"id": turn.id, "text": turn.text, "voice": turn.voice}
        if turn.sample_path is not None:
            sent["sample_path"] = turn.sample_path
        turns.append(sent)
    body: dict[str, Any] = {"turns": turns, "seed": request.seed}
    if request.steps is not None:
        body["steps"] = request.steps
    if request.guidance is not None:
        body["guidance"] = request.guidance
    if request.state is not None:
        body["state"] = base64.b64encode(request.state).decode()
    return body


def _events_of(line: bytes) -> list[RenderEvent]:
    """The events of one line; a line of a later contract is none. Raises ProblemError."""
    try:
        found = parse_json(line)
        if "audio" in found:
            pcm = base64.b64decode(found["audio"], validate=True)
            if len(pcm) % 2:
                raise _nonsense("half a sample")
            return [AudioChunk(pcm)]
        if "words" in found:
            return [WordTime(str(w["turn"]), str(w["text"]), _seconds(w["at"]), _end_of(w)) for w in found["words"]]
        if "turn" in found:
            edge: Literal["start", "end"] = "start" if found["edge"] == "start" else "end"
            return [TurnEdge(str(found["turn"]), _seconds(found["at"]), edge)]
        if "state" in found:
            return [Checkpoint(base64.b64decode(found["state"], validate=True))]
        if "end" in found:
            return [End("limit" if found["end"] == "limit" else "complete")]
        problem = found.get("problem")
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error) as error:
        raise _nonsense("a line that is not the contract's") from error
    if problem is not None:
        raise _problem_of(problem)
    return []


def _seconds(value: Any) -> float:
    found = float(value)
    if not 0 <= found < math.inf:
        raise ValueError("That is no time")
    return found


def _end_of(word: dict[str, Any]) -> float | None:
    return _seconds(word["end"]) if word.get("end") is not None else None
