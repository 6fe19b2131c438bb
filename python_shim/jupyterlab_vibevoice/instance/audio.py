"""The audio worker as the instance sees it: started with the first need, restarted after a crash, ended for sleep."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.processes import Child, OutputRing

from .problems import disk_full
from .script_start import engine_environment

Kind = Literal["wav", "flac", "mp3", "opus", "m4a", "aac"]

# A second of grace: there is nothing to be lost in a worker.
_GRACE_S = 1.0
_LINE_LIMIT = 2**20
# Of a sample of a voice; longer ones do not make it better.
MAX_UPLOAD_SECONDS = 600.0


class Stretch(Protocol):
    """A stretch of a timeline: `samples` of `path` from sample `start` on, or of silence where there is no path."""

    @property
    def samples(self) -> int: ...
    @property
    def path(self) -> Path | None: ...
    @property
    def start(self) -> int: ...


@dataclass(frozen=True)
class Sample:
    """A decoded upload: length in seconds, loudness in LUFS, loudest sample 0 to 1."""

    seconds: float
    lufs: float
    peak: float


@dataclass
class _Call:
    request: dict[str, Any]
    answer: asyncio.Future[tuple[dict[str, Any], bytes]]
    on_progress: Callable[[float], None] | None


class _Lost(Exception):
    """The worker ended before it had answered."""


class AudioWorker:
    """Encodes, exports, measures and decodes in processes of their own. Raises ProblemError."""

    def __init__(self, *, log: OutputRing | None = None) -> None:
        self._log = log or OutputRing(16 * 1024)
        self._starting = asyncio.Lock()
        self._child: Child | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._listener: asyncio.Task[None] | None = None
        self._calls: dict[int, _Call] = {}
        self._number = 0
        self._stops = 0

    @property
    def pid(self) -> int | None:
        """The worker's process id while it runs."""
        return self._child.pid if self._child is not None else None

    async def start(self) -> None:
        """Starts the worker, or joins the start under way; the first piece then need not wait for it."""
        async with self._starting:
            if self._listener is not None and not self._listener.done():
                return
            await self._end()
            ours, theirs = socket.socketpair()
            with theirs:
                self._child = await Child.start(
                    [sys.executable, "-m", "jupyterlab_vibevoice.instance.audio_worker", str(theirs.fileno())],
                    env=_environment(),
                    output=self._log,
                    pass_fds=[theirs.fileno()],
                    orphan_grace_s=_GRACE_S,
                )
            reader, self._writer = await asyncio.open_connection(sock=ours, limit=_LINE_LIMIT)
            self._listener = asyncio.create_task(self._listen(reader))

    async def stop(self) -> None:
        """Ends the worker; whoever waits for it is told."""
        self._stops += 1
        async with self._starting:
            await self._end()

    async def encode_segment(self, stretches: Sequence[Stretch], kind: Kind = "flac") -> bytes:
        """A short piece as a file of its own; a FLAC of it decodes to exactly its samples."""
        _, body = await self._ask("encode", stretches, kind=kind)
        return body

    async def export(
        self,
        stretches: Sequence[Stretch],
        kind: Kind,
        out_path: Path,
        *,
        metadata: Mapping[str, str] | None = None,
        chapters: Sequence[Mapping[str, Any]] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> int:
        """Writes a whole file, which appears at `out_path` when it is complete; returns its size in bytes.

        `metadata` has title, artist, comment and the like; `chapters` are {title, start in seconds}; wav, flac and aac
        cannot hold them.
        """
        head, _ = await self._ask(
            "export",
            stretches,
            on_progress=on_progress,
            kind=kind,
            out_path=str(out_path),
            metadata=dict(metadata or {}),
            chapters=[dict(chapter) for chapter in chapters],
        )
        return int(head["value"])

    async def peaks(self, stretches: Sequence[Stretch], per_second: float = 20) -> list[int]:
        """The loudest sample of each 1/`per_second` s as 0..127."""
        _, body = await self._ask("peaks", stretches, per_second=per_second)
        return list(body)

    async def loudness(self, stretches: Sequence[Stretch]) -> float:
        """Integrated loudness in LUFS (EBU R128)."""
        head, _ = await self._ask("loudness", stretches)
        return float(head["value"])

    async def decode_upload(self, source: Path, target: Path, *, max_seconds: float = MAX_UPLOAD_SECONDS) -> Sample:
        """Writes an upload as s16le mono 24 kHz to `target`, in a process limited in time and memory.

        Raises `not_audio` for what is no sound, `too_large` for what is longer than `max_seconds`.
        """
        ring = OutputRing(16 * 1024)
        program = "jupyterlab_vibevoice.instance.audio_decode"
        child = await Child.start(
            [sys.executable, "-m", program, str(source), str(target), str(max_seconds)],
            env=_environment(),
            output=ring,
            orphan_grace_s=_GRACE_S,
        )
        try:
            await child.wait()
        finally:
            await child.stop(_GRACE_S)
        found = _last_object(ring.tail(20))
        if "samples" in found:
            return Sample(int(found["samples"]) / 24_000, float(found["lufs"]), float(found["peak"]))
        await asyncio.to_thread(target.unlink, missing_ok=True)
        if found.get("problem") == "too_long":
            raise ProblemError(
                "too_large",
                f"The recording is longer than {max_seconds:.0f} s.",
                hint="Upload 10 to 30 seconds of speech.",
            )
        raise ProblemError(
            "not_audio", "This file is not a recording that can be read.", hint="Upload WAV, FLAC, MP3, M4A or Ogg."
        )

    async def _ask(
        self,
        work: str,
        stretches: Sequence[Stretch],
        *,
        on_progress: Callable[[float], None] | None = None,
        **more: Any,
    ) -> tuple[dict[str, Any], bytes]:
        wire = [(None if one.path is None else str(one.path), one.start, one.samples) for one in stretches]
        # A worker that crashed is started once more; twice in one request is the request's fault.
        crashes = 0
        while crashes < 2:
            await self.start()
            stops = self._stops
            self._number += 1
            request = {"id": self._number, "work": work, "stretches": wire, **more}
            call = _Call(request, asyncio.get_running_loop().create_future(), on_progress)
            self._calls[self._number] = call
            try:
                await self._send(request)
                head, body = await call.answer
            except _Lost:
                # One that was stopped, because the instance was put to sleep, did not crash.
                crashes += stops == self._stops
                continue
            finally:
                self._calls.pop(request["id"], None)
            if head.get("is_disk_full"):
                raise disk_full()
            if "error" in head:
                raise ProblemError("internal", f"The audio could not be made ({head['error']}).")
            return head, body
        raise ProblemError("internal", "The audio worker ended twice over this piece of audio.")

    async def _send(self, request: dict[str, Any]) -> None:
        assert self._writer is not None and self._listener is not None
        listener = self._listener
        try:
            self._writer.write(json.dumps(request).encode() + b"\n")
            await self._writer.drain()
        except OSError as error:
            # The listener hears of the end a moment later: until it has, the next start would find a worker there.
            await asyncio.wait([listener])
            raise _Lost from error

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Hands out answers until the worker ends; then those who wait are told."""
        try:
            while line := await reader.readline():
                head = json.loads(line)
                body = await reader.readexactly(head["bytes"])
                call = self._calls.get(head["id"])
                if call is None or call.answer.done():
                    continue
                if "progress" in head:
                    if call.on_progress is not None:
                        call.on_progress(head["progress"])
                else:
                    call.answer.set_result((head, body))
        except (OSError, EOFError):
            pass
        finally:
            for call in self._calls.values():
                if not call.answer.done():
                    call.answer.set_exception(_Lost())

    async def _end(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()
            self._writer = None
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
            self._listener = None
        child, self._child = self._child, None
        if child is not None:
            await child.stop(_GRACE_S)


def _environment() -> dict[str, str]:
    """No secret is needed to work on sound."""
    environment = engine_environment(os.environ, socket_path="", port=0)
    return {**environment, "OPENBLAS_NUM_THREADS": "1"}


def _last_object(lines: Sequence[str]) -> dict[str, Any]:
    """The answer among what the decoder and its libraries printed; empty when it was ended by its limits."""
    for line in reversed(lines):
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            return found
    return {}
