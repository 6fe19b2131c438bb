"""Forwarding by the launcher against jupyter-server-proxy 4.6, side by side in one Jupyter server, in turns."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from jupyter_process import forwarders, jupyter_server, start_instance
from raw_client import Target, first_byte_ms, megabytes_per_second, requests_per_second
from report import report

_ROUNDS = 5
_SECONDS = 2.0
_CONNECTIONS = 8
_FIRST_BYTES = 20
# The peer's first byte comes with its stream's end.
_STREAM_S = 0.4

Measure = Callable[[Target], Awaitable[float]]


async def _in_turns(ours: Target, peer: Target, measure: Measure) -> tuple[list[float], dict[str, float]]:
    """Ratios ours/peer of every round, and both medians."""
    await measure(ours)
    await measure(peer)
    pairs = [(await measure(ours), await measure(peer)) for _ in range(_ROUNDS)]
    medians = {
        "ours": round(statistics.median(pair[0] for pair in pairs), 1),
        "jupyter-server-proxy": round(statistics.median(pair[1] for pair in pairs), 1),
    }
    return [pair[0] / pair[1] for pair in pairs], medians


async def measure_all(ours: Target, peer: Target) -> None:
    """Prints the three rows."""
    ratios, both = await _in_turns(
        ours, peer, lambda at: requests_per_second(at, "/small", connections=_CONNECTIONS, seconds=_SECONDS)
    )
    report("forwarding: requests/s, ratio", ratios, unit="x", target=">= 3", peer=both)
    ratios, both = await _in_turns(ours, peer, lambda at: megabytes_per_second(at, "/large"))
    report("forwarding: throughput, ratio", ratios, unit="x", target=">= 3", peer=both)
    await first_byte_ms(ours, f"/live?s={_STREAM_S}")
    mine = [await first_byte_ms(ours, f"/live?s={_STREAM_S}") for _ in range(_FIRST_BYTES)]
    theirs = [await first_byte_ms(peer, f"/live?s={_STREAM_S}") for _ in range(3)]
    report("forwarding: first byte of a live stream", mine, unit="ms", target="<= 5", peer=statistics.median(theirs))


def main() -> None:
    """Runs it all in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder, jupyter_server(Path(folder)) as (port, headers):
        ours, peer = forwarders(port, headers, start_instance(port))
        asyncio.run(measure_all(ours, peer))


if __name__ == "__main__":
    main()
