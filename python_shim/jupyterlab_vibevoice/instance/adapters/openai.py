"""Any server with `POST v1/audio/speech`: asked turn by turn, so that the times of turns are exact."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from ...contract.json_text import parse_json
from ...contract.problems import ProblemError
from .engine import AudioChunk, End, RenderEvent, RenderRequest, RenderTurn, TurnEdge
from .http import Exchange, HttpFailure, address_of
from .openai_voices import OPENAI_VOICES, VOICE_PATHS, read_voices
from .sound import RATE, nonsense, pcm_of

if TYPE_CHECKING:
    from ...contract import EngineDescription, Voice

_BODY_LIMIT = 4 * 2**20
# WAV says its own rate and needs no decoding; raw samples are 24 kHz by OpenAI's word; the others are decoded.
_FORMATS = ("wav", "pcm", "flac", "mp3")
# OpenAI's limit is 4096 characters, and many servers copied it.
_LONGEST_INPUT = 4000
_TRIES = 6
_LONGEST_WAIT_S = 60.0
_MOST_SECONDS = 4 * 3600.0
_SPEECH_MODEL = re.compile(r"tts|speech|voice|kokoro|audio|orpheus|chatterbox", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？；;…\n])\s*")


class OpenAiAdapter:
    """The server at `base_url`, which ends before `/v1`; `api_key` where it wants one."""

    kind = "openai"

    def __init__(self, base_url: str, *, api_key: str = "") -> None:
        self._address = address_of(base_url)
        self._headers = [("Authorization", f"Bearer {api_key}")] if api_key else []
        self._model = "tts-1"
        self._formats = list(_FORMATS)

    async def describe(self) -> EngineDescription:
        """What the engine is and whether it can render yet."""
        from ...contract import EngineDescription

        status, answer = await self._get("/v1/models")
        is_ready = status not in (429, 503)
        models = [str(one["id"]) for one in _entries(answer) if one.get("id")]
        self._model = next((name for name in models if _SPEECH_MODEL.search(name)), next(iter(models), "tts-1"))
        can = dict.fromkeys(("resume", "seed", "clone", "steps", "guidance"), False)
        wire = {
            "name": self._model,
            "kind": "openai",
            "model": self._model,
            "device": "server",
            "languages": [],
            "sample_rate": RATE,
            "max_speakers": 4,
            "max_seconds": _MOST_SECONDS,
            "can": {**can, "stream": True, "exact_turns": True},
            "state": "ready" if is_ready else "loading",
        }
        return EngineDescription.model_validate(wire)

    async def voices(self) -> list[Voice]:
        """The server's voices where it lists them, else OpenAI's names."""
        from ...contract import VoiceList

        for path in VOICE_PATHS:
            status, answer = await self._get(path)
            if status == 200 and (found := read_voices(answer)):
                return list(VoiceList.model_validate({"voices": found}).voices)
        names = [{"id": name, "name": name.capitalize(), "languages": []} for name in OPENAI_VOICES]
        return list(VoiceList.model_validate({"voices": names}).voices)

    async def _get(self, path: str) -> tuple[int, Any]:
        """Status and JSON of a path; None where it has none."""
        try:
            exchange = await Exchange.open(self._address, "GET", path, headers=self._headers)
            try:
                body = await exchange.read(_BODY_LIMIT)
            finally:
                exchange.close()
        except HttpFailure as error:
            raise _gone(error) from error
        if exchange.status in (401, 403):
            raise _locked()
        try:
            return exchange.status, parse_json(body)
        except ValueError:
            return exchange.status, None

    async def render(self, request: RenderRequest) -> AsyncGenerator[RenderEvent, None]:
        """Renders turn after turn; ends after `End`. Closing the iterator closes the connection under way."""
        samples = 0
        for turn in request.turns:
            yield TurnEdge(turn.id, samples / RATE, "start")
            before = samples
            for text in split_text(turn.text):
                async with aclosing(self._speak(turn, text)) as pieces:
                    async for pcm in pieces:
                        samples += len(pcm) // 2
                        yield AudioChunk(pcm)
            if samples == before:
                raise nonsense("no sound")
            yield TurnEdge(turn.id, samples / RATE, "end")
        yield End("complete")

    async def _speak(self, turn: RenderTurn, text: str) -> AsyncGenerator[bytes, None]:
        try:
            exchange = await self._ask(turn.voice, text)
            try:
                media_type = exchange.header("content-type").lower()
                if "json" in media_type or "html" in media_type:
                    raise nonsense("a text where sound was asked for")
                async with aclosing(pcm_of(exchange.blocks(), media_type)) as pieces:
                    async for pcm in pieces:
                        yield pcm
            finally:
                exchange.close()
        except HttpFailure as error:
            raise _gone(error) from error

    async def _ask(self, voice: str, text: str) -> Exchange:
        """An answer that is sound: another format is asked for where one is refused, later again where it is busy."""
        tries = 0
        while True:
            body = {"model": self._model, "input": text, "voice": voice, "response_format": self._formats[0]}
            exchange = await Exchange.open(self._address, "POST", "/v1/audio/speech", body, headers=self._headers)
            if exchange.status == 200:
                return exchange
            tries += 1
            try:
                refusal = (await exchange.read(_BODY_LIMIT)).decode("utf-8", "replace")
            finally:
                exchange.close()
            if exchange.status in (429, 503) and tries < _TRIES:
                await asyncio.sleep(wait_s(exchange.header("retry-after"), tries))
            elif _is_about_format(exchange.status, refusal) and len(self._formats) > 1:
                # For good: what a server cannot make now it cannot make at the next turn.
                self._formats.pop(0)
            else:
                raise _refused(exchange.status, refusal, text)


def split_text(text: str) -> Iterator[str]:
    """Pieces of a text that no server finds too long, cut after sentences where that is possible."""
    rest = text
    while len(rest) > _LONGEST_INPUT:
        ends = [found.end() for found in _SENTENCE_END.finditer(rest, 1, _LONGEST_INPUT)]
        space = rest.rfind(" ", 1, _LONGEST_INPUT)
        at = max(ends, default=0) or (space if space > 0 else _LONGEST_INPUT)
        yield rest[:at]
        rest = rest[at:]
    yield rest


def wait_s(retry_after: str, tries: int) -> float:
    """Seconds to wait before the next try: as the server says (seconds or a date), else longer each time."""
    if retry_after.strip().isdecimal():
        return min(float(retry_after), _LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return min(2.0 ** (tries - 1), _LONGEST_WAIT_S)
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(0.0, (until - datetime.now(UTC)).total_seconds()), _LONGEST_WAIT_S)


def _entries(answer: Any) -> list[dict[str, Any]]:
    found = answer.get("data") if isinstance(answer, dict) else answer
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is_about_format(status: int, refusal: str) -> bool:
    return status in (400, 415, 422, 500, 501) and re.search(r"format|pcm|wav|flac|codec", refusal, re.I) is not None


def _said(refusal: str, text: str) -> str:
    """What the server says, without the text that it was sent; empty where it says nothing."""
    try:
        found = parse_json(refusal)
    except ValueError:
        return ""
    for key in ("error", "detail", "message"):
        if isinstance(found, dict) and found.get(key):
            found = found[key]
    said = found if isinstance(found, str) else ""
    return "" if text.strip() and text.strip()[:40] in said else said[:300]


def _refused(status: int, refusal: str, text: str) -> ProblemError:
    if status in (401, 403):
        return _locked()
    if status == 404:
        return ProblemError(
            "engine_failed",
            "The server has no POST /v1/audio/speech.",
            hint="The one-click script has to start a speech server.",
            retryable=False,
        )
    said = _said(refusal, text)
    words = f"The speech server refused (status {status})" + (f": {said}" if said else ".")
    if status in (429, 503):
        return ProblemError("queue_full", words, hint="It takes no more for now. Resume later.", retry_after_s=60)
    return ProblemError("engine_failed", words, hint="The script's log may say more.", retryable=status >= 500)


def _gone(error: Exception) -> ProblemError:
    return ProblemError(
        "engine_failed",
        f"The speech server cannot be used: {error}.",
        hint="Try again; the script's log may say why it ended.",
        retryable=True,
    )


def _locked() -> ProblemError:
    return ProblemError(
        "engine_failed",
        "The speech server wants a key.",
        hint="Start it without one, or set VIBEVOICE_OPENAI_API_KEY where JupyterLab is started.",
        retryable=False,
    )
