"""As fast an upstream as Python can be: answers as an instance with bytes made beforehand.

`/small` 1 kB JSON · `/large` 64 MiB · `/live` a first piece at once and the rest after `?s=` seconds · `/sse` an event
every 20 ms, its id the time it was sent. Takes the options of an instance.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import time
from pathlib import Path

LARGE_BYTES = 64 << 20
_PIECE = b"\0" * (256 * 1024)
_STATUS = json.dumps({"state": "ready", "message": "", "user": "b", "slug": "b", "place": "jupyter"}).encode()
_TOKEN = b'{"token": "bench", "expires_at": "2099-01-01T00:00:00Z"}'
_SMALL = json.dumps({"text": "x" * 1000}).encode()


def _whole(body: bytes, kind: bytes = b"application/json") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s" % (kind, len(body), body)


def _begun(kind: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n" % kind


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


READY = {
    b"/api": _whole(b"{}"),
    b"/api/status": _whole(_STATUS),
    b"/api/tokens": _whole(_TOKEN),
    b"/small": _whole(_SMALL),
}


class Upstream(asyncio.Protocol):
    """One connection; requests have no bodies."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._rest = b""
        self._can_write = asyncio.Event()
        self._can_write.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def pause_writing(self) -> None:
        self._can_write.clear()

    def resume_writing(self) -> None:
        self._can_write.set()

    def connection_lost(self, error: Exception | None) -> None:
        for task in self._tasks:
            task.cancel()

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while (end := self._rest.find(b"\r\n\r\n")) >= 0:
            target = self._rest.split(b" ", 2)[1]
            self._rest = self._rest[end + 4 :]
            path, _, query = target.partition(b"?")
            if path in READY:
                self._transport.write(READY[path])
            else:
                task = asyncio.ensure_future(self._stream(path, query))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _stream(self, path: bytes, query: bytes) -> None:
        if path == b"/large":
            head = b"HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\nContent-Length: %d\r\n\r\n"
            self._transport.write(head % LARGE_BYTES)
            for _ in range(LARGE_BYTES // len(_PIECE)):
                self._transport.write(_PIECE)
                # The transport keeps what the socket did not take by reference: nothing is copied here.
                await self._can_write.wait()
        elif path == b"/live":
            self._transport.write(_begun(b"audio/wav") + _chunk(b"first" * 100))
            await asyncio.sleep(float(query.partition(b"=")[2] or 0.5))
            self._transport.write(_chunk(b"last") + b"0\r\n\r\n")
        else:
            self._transport.write(_begun(b"text/event-stream"))
            while not self._transport.is_closing():
                event = b"event: instance\ndata: %s\nid: %d\n\n" % (_STATUS, time.time_ns())
                self._transport.write(_chunk(event))
                await asyncio.sleep(0.02 if path == b"/sse" else 10)


async def main() -> None:
    """Serves on the inherited socket until SIGTERM or the end of the lifeline."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int)
    parser.add_argument("--lifeline-fd", type=int)
    parser.add_argument("--runtime-file", type=Path)
    options, _ = parser.parse_known_args()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    if options.lifeline_fd is not None:
        loop.add_reader(options.lifeline_fd, ended.set)
    fd = options.fd
    listener = socket.create_server(("127.0.0.1", 0)) if fd is None else socket.socket(fileno=fd)
    server = await loop.create_server(Upstream, sock=listener)
    port = listener.getsockname()[1]
    print(f"port {port}", flush=True)
    if options.runtime_file:
        draft = options.runtime_file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({"contract": 1, "pid": os.getpid(), "port": port, "secret": "bench"}))
        draft.rename(options.runtime_file)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
