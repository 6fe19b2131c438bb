"""What the embedded Traefik adds to an instance's answers, against asking the instance directly, in turns."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path

from raw_client import Target, event_delays_ms, latencies_ms
from report import report
from traefik_process import front_door, upstream
from yarl import URL

from jupyterlab_vibevoice.routes import Route

_ROUNDS = 7
_REQUESTS = 300
_EVENTS = 50


async def measure(folder: Path, port: int) -> None:
    """Prints both rows."""
    async with front_door(folder, port) as traefik:
        route = Route("bench", f"http://127.0.0.1:{port}")
        await traefik.door.publish(route)
        through = Target(URL(traefik.door.origin).port or 80, route.path.rstrip("/"))
        direct = Target(port, "")
        for target in (through, direct):
            await latencies_ms(target, "/small", count=_REQUESTS)
        added, delayed = [], []
        medians: dict[str, list[float]] = {"through": [], "direct": []}
        for _ in range(_ROUNDS):
            medians["through"].append(statistics.median(await latencies_ms(through, "/small", count=_REQUESTS)))
            medians["direct"].append(statistics.median(await latencies_ms(direct, "/small", count=_REQUESTS)))
            added.append(medians["through"][-1] - medians["direct"][-1])
            late = statistics.median(await event_delays_ms(through, "/sse", count=_EVENTS))
            delayed.append(late - statistics.median(await event_delays_ms(direct, "/sse", count=_EVENTS)))
    peer = {name: round(statistics.median(values), 3) for name, values in medians.items()}
    report("front door: added at the median", added, unit="ms", target="<= 1.5", peer=peer)
    report("front door: events later by", delayed, unit="ms", target="<= 1.5")


def main() -> None:
    """Runs it all in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as folder, upstream() as port:
        asyncio.run(measure(Path(folder) / "door", port))


if __name__ == "__main__":
    main()
