"""A client that costs next to nothing: keep-alive connections on which the same request is asked again and again."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass

_LIMIT = 1 << 20


@dataclass(frozen=True)
class Target:
    """Where to ask, and the headers that log in."""

    port: int
    prefix: str
    headers: str = ""

    def request(self, path: str) -> bytes:
        """The request for a path below the prefix."""
        return f"GET {self.prefix}{path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{self.headers}\r\n".encode()


async def requests_per_second(target: Target, path: str, *, connections: int, seconds: float) -> float:
    """How many whole answers come in a second on so many connections."""
    end = time.perf_counter() + seconds
    begun = time.perf_counter()
    counts = await asyncio.gather(*(_ask_until(target, path, end) for _ in range(connections)))
    return sum(counts) / (time.perf_counter() - begun)


async def _ask_until(target: Target, path: str, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port, limit=_LIMIT)
    request, count = target.request(path), 0
    try:
        while time.perf_counter() < end:
            writer.write(request)
            await _read_answer(reader)
            count += 1
    finally:
        writer.close()
    return count


async def megabytes_per_second(target: Target, path: str) -> float:
    """How fast one large answer comes."""
    return await asyncio.to_thread(_download, target, path)


def _download(target: Target, path: str) -> float:
    """By a plain blocking socket into one buffer, so that the receiver is never the slow part."""
    buffer = bytearray(_LIMIT)
    with socket.create_connection(("127.0.0.1", target.port)) as connection:
        begun = time.perf_counter()
        connection.sendall(target.request(path))
        got = connection.recv_into(buffer)
        head, _, rest = bytes(buffer[:got]).partition(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n", 1)[0], head
        size = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        left = size - len(rest)
        while left:
            left -= connection.recv_into(buffer, min(left, _LIMIT))
        return size / 1e6 / (time.perf_counter() - begun)


async def latencies_ms(target: Target, path: str, *, count: int) -> list[float]:
    """Milliseconds of requests one after another on one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port, limit=_LIMIT)
    request, found = target.request(path), []
    for _ in range(count):
        begun = time.perf_counter()
        writer.write(request)
        await _read_answer(reader)
        found.append((time.perf_counter() - begun) * 1000)
    writer.close()
    return found


async def first_byte_ms(target: Target, path: str) -> float:
    """Milliseconds from the request to the first byte of the answer's body; the rest is not waited for."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port, limit=_LIMIT)
    begun = time.perf_counter()
    writer.write(target.request(path))
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n", 1)[0], head
    await reader.readexactly(1)
    found = (time.perf_counter() - begun) * 1000
    writer.close()
    return found


async def event_delays_ms(target: Target, path: str, *, count: int) -> list[float]:
    """Milliseconds between the sending (the event's id, in ns) and the arrival of server-sent events."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port, limit=_LIMIT)
    writer.write(target.request(path))
    found: list[float] = []
    while len(found) < count:
        line = await reader.readuntil(b"\n")
        if line.startswith(b"id: "):
            found.append((time.time_ns() - int(line[4:])) / 1e6)
    writer.close()
    return found


async def _read_answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n", 1)[0], head
    low = head.lower()
    at = low.find(b"content-length:")
    if at >= 0:
        left = size = int(low[at + 15 : low.index(b"\r\n", at)])
        while left:
            left -= len(await reader.read(min(left, _LIMIT)))
        return size
    size = 0
    while length := int(await reader.readuntil(b"\r\n"), 16):
        size += length
        await reader.readexactly(length + 2)
    await reader.readexactly(2)
    return size
