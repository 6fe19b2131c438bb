"""The embedded Traefik for a benchmark, with JupyterLab's place taken by nothing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from jupyterlab_vibevoice.processes import OutputRing
from jupyterlab_vibevoice.routes import (
    Address,
    EmbeddedTraefik,
    find_traefik,
    free_port,
    lab_name,
    new_generation,
    render_lab,
)

UPSTREAM = Path(__file__).parent / "small_upstream.py"


@contextmanager
def upstream() -> Iterator[int]:
    """Runs the small upstream; gives its port."""
    process = subprocess.Popen([sys.executable, str(UPSTREAM)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline().split()[1])
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@asynccontextmanager
async def front_door(folder: Path, lab_port: int) -> AsyncIterator[EmbeddedTraefik]:
    """Runs Traefik as `jupyter vibevoice lab` does."""
    program = find_traefik(os.environ)
    if program is None:
        raise RuntimeError("Traefik is not installed")
    address = Address("127.0.0.1", free_port())
    traefik = await EmbeddedTraefik.start(program, folder, address, environ=os.environ, output=OutputRing())
    try:
        generation = new_generation()
        await traefik.door.publish_lab(lab_name(generation), render_lab(f"http://127.0.0.1:{lab_port}", generation))
        # Traefik's first reloads are behind it.
        await asyncio.sleep(0.5)
        yield traefik
    finally:
        await traefik.stop()
