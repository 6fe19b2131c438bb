"""What an instance adds to a Gradio page's own first sound, side by side with a client that only asks the page.

The page is the stand-in of the tests: its first piece takes 1.5 s, as a model's would take longer. Its own time is from
the call until the first piece is fetched; ours from the job's request until its first segment is announced.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from report import report

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from adapters.studio_process import Studio

_RUNS = 10
_FIRST_S = 1.5
_TEXT = "Hello there, this is a line that takes a few seconds to be said."
_PREFIX = "/gradio_api"


async def own_ms(page: httpx.AsyncClient, number: int) -> float:
    """Milliseconds of a bare client of the page."""
    config = (await page.get("/config")).json()
    parts = {part["id"]: part["props"] for part in config["components"]}
    data = [parts[name].get("value") for name in config["dependencies"][2]["inputs"]]
    data[1] = f"Speaker 1: {_TEXT}"
    body = {"data": data, "fn_index": 2, "session_hash": f"bare{number}", "event_data": None, "trigger_id": None}
    begun, found = time.perf_counter(), 0.0
    await page.post(f"{_PREFIX}/queue/join", json=body)
    playlist = ""
    async with page.stream("GET", f"{_PREFIX}/queue/data?session_hash=bare{number}") as events:
        async for line in events.aiter_lines():
            message = json.loads(line[5:]) if line.startswith("data:") else {}
            if message.get("msg") == "process_generating":
                value = message["output"]["data"][0]
                playlist = playlist or value["url"]
                if not found and await _first_piece(page, playlist):
                    found = (time.perf_counter() - begun) * 1000
    return found


async def _first_piece(page: httpx.AsyncClient, playlist: str) -> bool:
    """Whether there is a piece, which is fetched."""
    lines = [line for line in (await page.get(playlist)).text.splitlines() if line and not line.startswith("#")]
    return bool(lines) and (await page.get(f"{playlist.rpartition('/')[0]}/{lines[-1]}")).is_success


async def ours_ms(studio: Studio) -> float:
    """Milliseconds until the first segment of a job, the page awake."""
    begun = time.perf_counter()
    job: dict[str, Any] = await studio.create(_TEXT)
    await studio.until(job["id"], "segment")
    found = (time.perf_counter() - begun) * 1000
    await studio.ended(job["id"])
    return found


async def measure(folder: Path) -> tuple[list[float], list[float]]:
    """Own and our times, in turns."""
    studio = Studio(folder)
    await studio.start()
    try:
        # The first job starts the page.
        await ours_ms(studio)
        studio.control(first_s=_FIRST_S)
        log = await studio.client.get("/api/log?tail=50")
        url = next(word for word in log.text.split() if word.startswith("http://127.0.0.1:"))
        own, ours = [], []
        async with httpx.AsyncClient(base_url=url, timeout=60) as page:
            for number in range(_RUNS):
                own.append(await own_ms(page, number))
                ours.append(await ours_ms(studio))
        return own, ours
    finally:
        await studio.close()


def main() -> None:
    """Prints the row."""
    with tempfile.TemporaryDirectory(prefix="vv-") as folder:
        own, ours = asyncio.run(measure(Path(folder)))
    added = [mine - statistics.median(own) for mine in ours]
    peer = {"page_itself": round(statistics.median(own), 1)}
    report("gradio: added to its first sound", added, unit="ms", target="<= 150", peer=peer)


if __name__ == "__main__":
    main()
