"""Any VibeVoice Gradio page as an engine: a script and voices in, live sound and then the whole sound out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyterlab_vibevoice.processes import OutputRing

from .engine import Anew, AudioChunk, End, Queued, RenderEvent, RenderRequest
from .gradio_app import GradioApp, read_app
from .gradio_client import GradioClient, Run, Started, Waiting, path_of
from .gradio_inputs import build_inputs, voices_of
from .gradio_live import LiveSound, PieceDecoder
from .gradio_matching import Matching, match
from .gradio_problems import find_blame, is_fatal, of_failure, of_silence, unreachable
from .http import HttpFailure
from .sound import pcm_of

if TYPE_CHECKING:
    from jupyterlab_vibevoice.contract import EngineDescription, Voice

_RATE = 24_000
# What VibeVoice's longest context holds.
_LONGEST_S = 5400.0
_LAST_PIECE_S = 3.0
_LOOK_S = 0.1


def open_app(config: Any, mapping_file: Path | None) -> tuple[GradioApp, Matching]:
    """A page and what is what on it, by its `/config` and the mapping file where there is one. Raises ProblemError."""
    app = read_app(config)
    if mapping_file is None or not mapping_file.exists():
        return app, match(app)
    # Few need one, and what checks it is large.
    from .gradio_mapping import apply_mapping, read_mapping

    return app, apply_mapping(app, read_mapping(mapping_file))


class GradioAdapter:
    """The page at `base_url`; `mapping_file` overrides what is found, `log` is what its script prints."""

    kind = "gradio"

    def __init__(self, base_url: str, *, mapping_file: Path | None = None, log: OutputRing | None = None) -> None:
        self._client = GradioClient(base_url)
        self._mapping_file = mapping_file
        self._log = log

    async def _open(self) -> tuple[GradioApp, Matching]:
        try:
            config = await self._client.config()
        except HttpFailure as error:
            raise unreachable(error) from error
        return open_app(config, self._mapping_file)

    async def describe(self) -> EngineDescription:
        """What the page can do, as far as its fields say."""
        from jupyterlab_vibevoice.contract import EngineDescription

        app, matching = await self._open()
        languages = sorted({one["languages"][0] for one in voices_of(matching) if one["languages"]})
        return EngineDescription.model_validate(
            {
                "name": "gradio",
                "kind": "gradio",
                "model": app.title if app.title and app.title != "Gradio" else None,
                "revision": f"gradio {app.version}",
                "device": "script",
                "languages": languages,
                "sample_rate": _RATE,
                "max_speakers": max(1, len(matching.speakers)),
                "max_seconds": _LONGEST_S,
                "state": "ready",
                "can": {
                    "stream": matching.live is not None and app.has_playlists,
                    "resume": False,
                    "seed": matching.has_seed,
                    "clone": False,
                    "exact_turns": False,
                    "steps": "steps" in matching.inputs,
                    "guidance": "guidance" in matching.inputs,
                },
            }
        )

    async def voices(self) -> list[Voice]:
        """The choices of the page's speaker fields, those that it shows first."""
        from jupyterlab_vibevoice.contract import Voice

        _, matching = await self._open()
        return [Voice.model_validate(voice) for voice in voices_of(matching)]

    async def render(self, request: RenderRequest) -> AsyncGenerator[RenderEvent, None]:
        """Renders in one call of the page; ends after `End`. Closing the iterator stops the call where it runs."""
        app, matching = await self._open()
        call = _Call(self._client, app, matching, is_live=request.is_live)
        blamed: list[str] = []

        def heard(line: str) -> None:
            if is_fatal(line):
                blamed.append(line)

        unsubscribe = self._log.subscribe(heard) if self._log else None
        try:
            async with aclosing(call.speak(build_inputs(matching, request))) as events:
                async for event in events:
                    yield event
            if blamed:
                # The page calls what it has a success.
                raise of_failure(blamed[-1])
            async with aclosing(call.finish()) as events:
                async for event in events:
                    yield event
        finally:
            if unsubscribe is not None:
                unsubscribe()
            await call.close()


class _Call:
    """One call of the page and its sound: live while it runs, whole when it is over."""

    def __init__(self, client: GradioClient, app: GradioApp, matching: Matching, *, is_live: bool) -> None:
        self._client, self._app, self._matching = client, app, matching
        self._is_live = is_live and matching.live is not None and app.has_playlists
        self._decoder = PieceDecoder()
        self._live = LiveSound(client, app, self._decoder)
        self._last: list[Any] = []
        self._has_sound = False

    async def speak(self, data: list[Any]) -> AsyncGenerator[RenderEvent, None]:
        """Waits for its place, then gives live sound where it is wanted, until the call is over."""
        run = Run(self._client, self._app, self._matching.call, stop=self._matching.stop)
        async with aclosing(run.updates(data)) as updates:
            async for update in updates:
                if isinstance(update, Waiting):
                    yield Queued(update.rank, update.eta_s)
                elif isinstance(update, Started):
                    if self._is_live:
                        # While the page thinks: before the call it would only delay it.
                        self._decoder.start()
                    yield Queued(0)
                elif update.is_last:
                    self._last = update.values
                elif self._is_live:
                    async with aclosing(self._sound(update.values)) as chunks:
                        async for chunk in chunks:
                            yield chunk

    async def finish(self) -> AsyncGenerator[RenderEvent, None]:
        """The whole sound; without one, what is left of the live one. Raises ProblemError where there is neither."""
        file = _output(self._last, self._matching.whole)
        path = path_of(file, self._app)
        if path is None:
            async with aclosing(self._rest()) as chunks:
                async for chunk in chunks:
                    yield chunk
            # The community demo that is stopped, or fails in the middle, ends as if well, but without the whole sound.
            problem = find_blame(str(_output(self._last, self._matching.log) or ""))
            if problem is not None or not self._has_sound:
                raise problem or of_silence()
        else:
            if self._has_sound:
                yield Anew()
            async with aclosing(self._whole(path)) as pieces:
                async for pcm in pieces:
                    yield AudioChunk(pcm)
        yield End("complete")

    async def _sound(self, values: list[Any]) -> AsyncGenerator[AudioChunk, None]:
        async with aclosing(self._live.more(_output(values, self._matching.live))) as pieces:
            async for pcm in pieces:
                self._has_sound = True
                yield AudioChunk(pcm)

    async def _rest(self) -> AsyncGenerator[AudioChunk, None]:
        """What is still to come of the live sound: its last piece may be made a little after the call is over."""
        deadline = time.monotonic() + _LAST_PIECE_S
        while True:
            async with aclosing(self._sound(self._last)) as chunks:
                async for chunk in chunks:
                    yield chunk
            if self._live.is_ended or not self._has_sound or time.monotonic() > deadline:
                return
            await asyncio.sleep(_LOOK_S)

    async def _whole(self, path: str) -> AsyncGenerator[bytes, None]:
        try:
            exchange = await self._client.open("GET", path)
            try:
                if exchange.status != 200:
                    raise HttpFailure(f"it answered with status {exchange.status} to its own sound")
                async with aclosing(pcm_of(exchange.blocks(), exchange.header("content-type").lower())) as pieces:
                    async for pcm in pieces:
                        yield pcm
            finally:
                exchange.close()
        except HttpFailure as error:
            raise unreachable(error) from error

    async def close(self) -> None:
        """Ends what decodes."""
        await self._decoder.stop()


def _output(values: list[Any], position: int | None) -> Any:
    """The value of an output, taken out of the update of its field where it comes in one."""
    if position is None or position >= len(values):
        return None
    value = values[position]
    if isinstance(value, dict) and value.get("__type__") == "update":
        return value.get("value")
    return value
