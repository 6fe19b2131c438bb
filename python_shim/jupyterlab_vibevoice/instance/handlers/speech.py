"""OpenAI's speech interface, so that clients made for it work unchanged."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, cast

from tornado.iostream import StreamClosedError

from ...contract.problems import ProblemError
from ..audio import Kind
from ..content import read_ahead
from ..openai_speech import finished, follow, make_job
from ..wav import wav_head
from .base import BaseHandler

# A WAV file whose length nobody knows yet says the most it can.
_ENDLESS_SAMPLES = (0xFFFFFFFF - 4096) // 2
_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm;rate=24000;channels=1",
}


class OpenAiHandler(BaseHandler):
    """Problems in a form that OpenAI's clients can read too."""

    def problem_body(self, problem: ProblemError) -> dict[str, Any]:
        """The contract's problem, and OpenAI's `error` beside it."""
        kind = "invalid_request_error" if problem.status < 500 else "server_error"
        error = {"message": problem.message, "type": kind, "param": None, "code": problem.code}
        return {**super().problem_body(problem), "error": error}


class SpeechHandler(OpenAiHandler):
    """`POST v1/audio/speech`."""

    async def post(self) -> None:
        """Speaks a text; PCM and WAV are sent while they are made, other formats once they are whole."""
        from ...contract import SpeechRequest

        request = self.read(SpeechRequest)
        kind = request.response_format or "mp3"
        job_id = await make_job(self.instance, request)
        is_events = request.stream_format == "sse"
        is_begun = False
        try:
            async with aclosing(self._bytes(job_id, kind)) as blocks:
                async for block in blocks:
                    if not is_begun:
                        # Only now is it known that there is sound, and no problem to tell instead.
                        self._begin(job_id, "text/event-stream" if is_events else _TYPES[kind])
                        is_begun = True
                    self.write(_delta(block) if is_events else block)
                    await self.flush()
        except StreamClosedError:
            return
        except ProblemError:
            if not is_begun:
                raise
            # Too late for a problem: the connection ends before the body does.
            self.detach().close()
            return
        if is_events:
            self.write(f"data: {json.dumps(self._done(job_id))}\n\n")
        self.finish()

    def _begin(self, job_id: str, content_type: str) -> None:
        self.set_header("Content-Type", content_type)
        self.set_header("X-Accel-Buffering", "no")
        self.set_header("X-VibeVoice-Job", job_id)

    async def _bytes(self, job_id: str, kind: str) -> AsyncGenerator[bytes, None]:
        if kind in ("pcm", "wav"):
            if kind == "wav":
                await self._first_sound(job_id)
                yield wav_head(_ENDLESS_SAMPLES)
            async with aclosing(follow(self.instance, job_id)) as samples:
                async for block in samples:
                    yield block
            return
        row = await finished(self.instance, job_id)
        content = await self.instance.sound.export(row, cast(Kind, kind))
        async with aclosing(read_ahead(content, 0, content.length)) as blocks:
            async for block in blocks:
                yield block

    async def _first_sound(self, job_id: str) -> None:
        async with aclosing(follow(self.instance, job_id)) as samples:
            async for _ in samples:
                return

    def _done(self, job_id: str) -> dict[str, Any]:
        seconds = self.instance.library.jobs.get(job_id)["made_samples"] / 24_000
        usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0, "seconds": round(seconds, 3)}
        return {"type": "speech.audio.done", "usage": usage}


def _delta(block: bytes) -> str:
    event = {"type": "speech.audio.delta", "audio": base64.b64encode(block).decode()}
    return f"data: {json.dumps(event)}\n\n"


class ModelsHandler(OpenAiHandler):
    """`GET v1/models`."""

    def get(self) -> None:
        """The engines: what the script runs, and the draft."""
        names = dict.fromkeys([self._script_name(), "draft"])
        created = int(self.instance.started_at)
        common = {"object": "model", "created": created, "owned_by": "jupyterlab-vibevoice"}
        self.answer({"object": "list", "data": [{"id": name, **common} for name in names]})

    def _script_name(self) -> str:
        lane = self.instance.lanes.get("script")
        described = lane.engine.description if lane else None
        return (described or {}).get("name", "vibevoice") if lane else "draft"


class SpeechVoicesHandler(OpenAiHandler):
    """`GET v1/audio/voices`."""

    async def get(self) -> None:
        """Names of all voices, with what is known of them."""
        voices = await self.instance.voices.all()
        self.answer({"object": "list", "voices": [voice["id"] for voice in voices], "data": voices})
