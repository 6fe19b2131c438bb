"""How long it takes from an instance that is ready to a route that answers, over twenty starts of one slug."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from report import report
from traefik_process import front_door, upstream

from jupyterlab_vibevoice.routes import FrontDoor, Route

_STARTS = 20


async def measure(folder: Path, port: int) -> list[float]:
    """Milliseconds of every start; each is withdrawn before the next."""
    found = []
    async with front_door(folder, port) as traefik:
        door = FrontDoor.read(traefik.folder)
        for _ in range(_STARTS):
            begun = time.perf_counter()
            await door.publish(Route("bench", f"http://127.0.0.1:{port}"))
            found.append((time.perf_counter() - begun) * 1000)
            await door.withdraw("bench")
    return found


def main() -> None:
    """Prints the row."""
    with tempfile.TemporaryDirectory() as folder, upstream() as port:
        runs = asyncio.run(measure(Path(folder) / "door", port))
    report("routes: ready to answering", runs, unit="ms", target="<= 60")


if __name__ == "__main__":
    main()
