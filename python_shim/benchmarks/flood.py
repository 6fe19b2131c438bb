"""How many requests with bad tokens an instance refuses a second, while it streams a job whose sound never runs dry."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from report import report

_TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(_TESTS / "instance"))

from instance_process import InstanceProcess  # noqa: E402 - the tests' folder comes first

_RUNS = 5
_SECONDS = 4.0
_CONNECTIONS = 16
_SENTENCE = "This is a sentence of a rather long dialogue that goes on and on, as such dialogues do."


async def flood(port: int, until: float) -> int:
    """Refusals that one connection gets up to a moment."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = b"GET /api/status HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer wrong\r\n\r\n"
    count = 0
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 401 " not in head[:16]:
            raise RuntimeError("A bad token was not refused")
        length = int(head.lower().split(b"content-length:")[1].split()[0])
        await reader.readexactly(length)
        count += 1
    writer.close()
    return count


async def listen(instance: InstanceProcess, job_id: str, until: float) -> float:
    """Plays the job as it comes, from its first piece on; returns the longest silence that was heard, in seconds."""
    gap_s = played_up_to = 0.0
    is_first = True
    async for event in instance.events(job_id):
        if event["type"] != "segment":
            continue
        address = f"/api/jobs/{job_id}/revisions/{event['revision']}/segments/{event['n']}.flac"
        (await instance.client.get(address)).raise_for_status()
        now = time.perf_counter()
        if is_first:
            played_up_to, is_first = now, False
        gap_s = max(gap_s, now - played_up_to)
        played_up_to = max(played_up_to, now) + event["samples"] / 24_000
        if now >= until:
            break
    return gap_s


async def measure(folder: Path) -> None:
    """Prints both rows."""
    instance = await InstanceProcess(folder, engine="draft").start()
    port = int(instance.address.rsplit(":", 1)[1])
    refused: list[float] = []
    silences: list[float] = []
    try:
        await instance.ended((await instance.create("Hello", "You too"))["id"])
        for _ in range(_RUNS):
            job_id = (await instance.create(*[_SENTENCE] * 200))["id"]
            until = time.perf_counter() + _SECONDS
            flooding = [asyncio.create_task(flood(port, until)) for _ in range(_CONNECTIONS)]
            silences.append(await listen(instance, job_id, until))
            refused.append(sum(await asyncio.gather(*flooding)) / _SECONDS)
            await instance.client.delete(f"/api/jobs/{job_id}")
    finally:
        await instance.close()
    report("flood: bad tokens refused a second", refused, unit="requests", target=">= 200")
    report("flood: longest silence in the stream meanwhile", silences, unit="s", target="<= 0")


def main() -> None:
    """Runs it in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="vv-") as folder:
        asyncio.run(measure(Path(folder)))


if __name__ == "__main__":
    main()
