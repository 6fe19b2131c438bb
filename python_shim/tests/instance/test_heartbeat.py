"""Streams with nothing to tell say that they live."""

import asyncio

import httpx
import pytest
from instance_process import InstanceProcess

pytestmark = pytest.mark.long


async def test_a_silent_stream_sends_a_comment_before_a_proxy_gives_it_up(instance: InstanceProcess) -> None:
    instance.control(frames=3)
    job = await instance.create("Hello")

    async def comments(path: str) -> None:
        # Clients give a stream up after 45 s of silence; comments come every 15 s.
        async with asyncio.timeout(40), instance.client.stream("GET", path, timeout=httpx.Timeout(40)) as answer:
            async for line in answer.aiter_lines():
                if line == ": still here":
                    return
        raise AssertionError("the stream ended")

    await asyncio.gather(comments("/api/events"), comments(f"/api/jobs/{job['id']}/events"))
