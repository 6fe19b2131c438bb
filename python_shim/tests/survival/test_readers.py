"""Fifty followers of one job who never read or vanish, a hundred callers who never finish: nobody else notices."""

from __future__ import annotations

import asyncio
import socket
import struct
from pathlib import Path

import psutil
from instance_process import InstanceProcess, temporary_folder

_FOLLOWERS = 50
_SENTENCE = "This is a sentence of a rather long dialogue that goes on and on, as such dialogues do. "
_MOST_MEGABYTES = 60
_PATIENCE_S = 90


def open_follower(port: int, request: bytes) -> socket.socket:
    """A connection with the smallest receive buffer there is, and its request sent."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.connect(("127.0.0.1", port))
    connection.sendall(request)
    return connection


def vanish(connection: socket.socket) -> None:
    """Closes without a goodbye, as a machine that loses its network."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def get(path: str, instance: InstanceProcess) -> bytes:
    """A request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {instance.login()['Authorization']}\r\n\r\n".encode()


async def until_handles_return(process: psutil.Process, before: int) -> None:
    """Returns once the process has no more handles than before."""
    async with asyncio.timeout(_PATIENCE_S):
        while process.num_fds() > before:  # noqa: ASYNC110 - the kernel tells nobody
            await asyncio.sleep(0.05)


async def test_slow_and_vanished_followers_harm_nobody() -> None:
    with temporary_folder() as folder:
        instance = await InstanceProcess(Path(folder), engine="draft").start()
        try:
            await follow_by_fifty(instance)
        finally:
            await instance.close()


async def follow_by_fifty(instance: InstanceProcess) -> None:
    # The engine and the audio worker are there before anything is counted.
    await instance.ended((await instance.create("One", "Two"))["id"])
    process = psutil.Process(instance.pid)
    handles, resident = process.num_fds(), process.memory_info().rss
    job_id = (await instance.create(*[_SENTENCE * 3] * 60))["id"]
    port = int(instance.address.rsplit(":", 1)[1])
    events = get(f"/api/jobs/{job_id}/events", instance)
    readers = [asyncio.create_task(instance.all_events(job_id)) for _ in range(_FOLLOWERS // 5)]
    silent = [open_follower(port, events) for _ in range(_FOLLOWERS * 2 // 5)]
    vanishing = [open_follower(port, events) for _ in range(_FOLLOWERS * 2 // 5)]
    async with asyncio.timeout(_PATIENCE_S):
        await instance.until(job_id, "segment", 10)
        for connection in vanishing:
            await asyncio.to_thread(connection.recv, 512)
            vanish(connection)
        told = await asyncio.gather(*readers)
    for one in told:
        assert [event["id"] for event in one] == list(range(1, len(one) + 1))
        assert one[-1]["type"] == "done"
    # Those who never read hold what the kernel keeps for them; so do readers of the whole audio who stop.
    silent += [open_follower(port, get(f"/api/jobs/{job_id}/audio.wav", instance)) for _ in range(10)]
    assert (await instance.get(f"/api/jobs/{job_id}"))["state"] == "done"
    grown = (process.memory_info().rss - resident) / 1e6
    assert grown < _MOST_MEGABYTES, f"grown by {grown:.0f} MB"
    for connection in silent:
        vanish(connection)
    # One kept connection is the client's own.
    await instance.client.aclose()
    await until_handles_return(process, handles)


async def test_callers_who_never_finish_hold_nobody_up() -> None:
    with temporary_folder() as folder:
        instance = await InstanceProcess(Path(folder), engine="draft").start()
        try:
            await instance.ended((await instance.create("One", "Two"))["id"])
            process = psutil.Process(instance.pid)
            handles = process.num_fds()
            port = int(instance.address.rsplit(":", 1)[1])
            login = get("/", instance).split(b"\r\n")[2]
            beginnings = [
                *(b"", b"G", b"GET /api/status HTTP/1.1\r\nX-Slow: "),
                b"POST /api/jobs HTTP/1.1\r\nHost: x\r\n" + login + b"\r\nContent-Length: 1000\r\n\r\n{",
                b"POST /api/jobs HTTP/1.1\r\nHost: x\r\n" + login + b"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
            ]
            slow = [open_follower(port, beginnings[n % len(beginnings)]) for n in range(100)]
            assert (await instance.ended((await instance.create("Three", "Four"))["id"]))["state"] == "done"
            for connection in slow:
                vanish(connection)
            await until_handles_return(process, handles)
            assert len((await instance.get("/api/jobs"))["jobs"]) == 2
        finally:
            await instance.close()
