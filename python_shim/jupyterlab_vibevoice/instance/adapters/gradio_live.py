"""Sound of a Gradio page while it is made: the pieces of its HLS playlist, decoded as they appear."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
from collections.abc import AsyncGenerator
from typing import Any

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.processes import Child, OutputRing

from ..script_start import engine_environment
from .gradio_app import GradioApp
from .gradio_client import GradioClient, path_of
from .http import HttpFailure

_DECODER = "jupyterlab_vibevoice.instance.audio_pieces"
_GRACE_S = 1.0
_EXTINF = re.compile(r"#EXTINF:\s*([0-9.]+)")


class PieceDecoder:
    """The decoder's process. `start` returns at once; `decode` waits for it where need be."""

    def __init__(self) -> None:
        self._starting: asyncio.Task[None] | None = None
        self._child: Child | None = None
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    def start(self) -> None:
        """Begins to start it: it is there before the page has spoken its first words."""
        self._starting = asyncio.create_task(self._start())

    async def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            environment = engine_environment(os.environ, socket_path="", port=0)
            self._child = await Child.start(
                [sys.executable, "-m", _DECODER, str(theirs.fileno())],
                env={**environment, "OPENBLAS_NUM_THREADS": "1"},
                output=OutputRing(16 * 1024),
                pass_fds=[theirs.fileno()],
                orphan_grace_s=_GRACE_S,
            )
        self._reader, self._writer = await asyncio.open_connection(sock=ours)

    async def decode(self, data: bytes, seconds: float) -> bytes:
        """The samples of the next piece. Raises ProblemError for what is no AAC, or when the decoder is gone."""
        if self._starting is None:
            self.start()
        assert self._starting is not None
        await asyncio.shield(self._starting)
        assert self._reader is not None and self._writer is not None
        try:
            self._writer.write(json.dumps({"bytes": len(data), "seconds": seconds}).encode() + b"\n" + data)
            await self._writer.drain()
            head = json.loads(await self._reader.readline())
            pcm = await self._reader.readexactly(head["bytes"])
        except (OSError, EOFError, ValueError) as error:
            raise ProblemError("engine_failed", "The live sound could not be decoded: its decoder ended.") from error
        if "error" in head:
            raise ProblemError("engine_failed", "The script's page sent live sound that cannot be decoded.")
        return pcm

    async def stop(self) -> None:
        """Ends the process."""
        if self._starting is not None:
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._writer is not None:
            self._writer.transport.abort()
        if self._child is not None:
            await self._child.stop(_GRACE_S)


class LiveSound:
    """Follows one playlist of `client`; every piece is fetched and decoded once."""

    def __init__(self, client: GradioClient, app: GradioApp, decoder: PieceDecoder) -> None:
        self._client, self._app, self._decoder = client, app, decoder
        self._playlist: str | None = None
        self._seen = 0
        # Whether the playlist says that nothing more will come.
        self.is_ended = False

    async def more(self, output: Any) -> AsyncGenerator[bytes, None]:
        """Samples that are new since the last call; `output` is the page's streamed sound as it is now."""
        path = path_of(output, self._app)
        if path is None or not path.endswith(".m3u8"):
            return
        if path != self._playlist:
            self._playlist, self._seen = path, 0
        try:
            text = (await self._client.get(path)).decode("utf-8", "replace")
            pieces = read_playlist(text)
            for name, seconds in pieces[self._seen :]:
                data = await self._client.get(_beside(path, name, self._app))
                self._seen += 1
                pcm = await self._decoder.decode(data, seconds)
                if pcm:
                    yield pcm
            self.is_ended = "#EXT-X-ENDLIST" in text
        except HttpFailure as error:
            raise ProblemError(
                "engine_failed", f"The live sound cannot be fetched: {error}.", retryable=True
            ) from error


def read_playlist(text: str) -> list[tuple[str, float]]:
    """Pieces of an HLS playlist (RFC 8216): (address, seconds), in order; 0 s where no length is told."""
    found: list[tuple[str, float]] = []
    seconds = 0.0
    for line in map(str.strip, text.splitlines()):
        if told := _EXTINF.match(line):
            seconds = float(told[1])
        elif line and not line.startswith("#"):
            found.append((line, seconds))
            seconds = 0.0
    return found


def _beside(playlist: str, name: str, app: GradioApp) -> str:
    if "/" in name:
        return path_of({"url": name}, app) or name
    return f"{playlist.rpartition('/')[0]}/{name}"
