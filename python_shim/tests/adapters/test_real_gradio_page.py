"""Real Gradio 6, 5 and 4.44 below `ui/` of an instance: assets, queue, an upload, live sound by HLS, the whole."""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from .real_gradio import python_with, sound_programs
from .studio_process import InstanceProcess

# Its open sockets are looked up in /proc, which other systems lack.
pytestmark = [pytest.mark.gradio, pytest.mark.timeout(600), pytest.mark.skipif(sys.platform != "linux", reason="/proc")]

DEMO = Path(__file__).resolve().parents[1] / "resources" / "gradio_demo.py"
PREFIX = "/vibevoice/ann"
# A browser's address bar behind the route's proxy.
PROXIED = {"X-Forwarded-Prefix": PREFIX, "X-Forwarded-Host": "ai.example.com", "X-Forwarded-Proto": "https"}
VOICES = ["en-Alice_woman", "en-Frank_man", "en-Carter_man", "en-Maya_woman"]
SCRIPT = "Speaker 1: Hello there, this is the first line of all.\nSpeaker 2: Yes, and so it is."


@pytest.fixture(params=["6", "5", "4"])
async def page(request: pytest.FixtureRequest) -> AsyncIterator[httpx.AsyncClient]:
    """A client below `ui/` of an instance whose script runs this Gradio."""
    python, programs = await asyncio.to_thread(lambda: (python_with(request.param), sound_programs()))
    with tempfile.TemporaryDirectory(prefix="vv-") as name:
        folder = Path(name)
        (folder / "script.sh").write_text(f'exec "{python}" "{DEMO}"\n')
        options = ("--script", str(folder / "script.sh"), "--public-url", f"{PREFIX}/")
        instance = InstanceProcess(folder, *options, engine="none")
        instance.environment |= {"DEMO_FOLDER": name, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
        await instance.start()
        await instance.post("/api/engine")
        async with asyncio.timeout(120):
            while (await instance.get("/api/status"))["state"] != "ready":  # noqa: ASYNC110 - the status is asked for
                await asyncio.sleep(0.2)
        async with httpx.AsyncClient(base_url=instance.address, headers={**instance.login(), **PROXIED}) as client:
            client.timeout = httpx.Timeout(120)
            yield client
        await instance.close()


def here(address: str) -> str:
    """An address as the browser asks for it, as the instance gets it."""
    parts = urlsplit(urljoin(f"https://ai.example.com{PREFIX}/ui/", address))
    assert parts.netloc == "ai.example.com" and parts.path.startswith(f"{PREFIX}/ui/"), address
    return parts.path.removeprefix(PREFIX) + (f"?{parts.query}" if parts.query else "")


async def events(page: httpx.AsyncClient, address: str) -> AsyncIterator[dict[str, Any]]:
    async with page.stream("GET", address) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if line.startswith("data:"):
                yield json.loads(line[5:])


async def test_it_works_below_the_prefix_from_its_assets_to_its_live_sound(page: httpx.AsyncClient) -> None:
    html = (await page.get("/ui/", headers={"Accept": "text/html"})).text
    assets = re.findall(r'<(?:script|link)[^>]*\s(?:src|href)="([^"]+)"', html)
    # Gradio 5 names a manifest that it has only as an installed app.
    own = [one for one in assets if urlsplit(one).netloc in ("", "ai.example.com") and "manifest.json" not in one]
    assert len(own) >= 3
    for address in own:
        assert (await page.get(here(address))).status_code == 200, address
    config = (await page.get("/ui/config")).json()
    assert config["root"] == f"https://ai.example.com{PREFIX}/ui"
    api = f"/ui{config.get('api_prefix', '')}"
    upload = await page.post(f"{api}/upload", files={"files": ("voice.wav", b"\1" * (1 << 20))})
    assert upload.status_code == 200 and len(upload.json()) == 1
    call = next(number for number, one in enumerate(config["dependencies"]) if len(one["inputs"]) == 10)
    body = {"data": [2, SCRIPT, *VOICES, 1.3, 10, 42, False], "fn_index": call, "session_hash": secrets.token_hex(5)}
    joined = await page.post(f"{api}/queue/join", json={**body, "event_data": None, "trigger_id": None})
    assert joined.status_code == 200, joined.text
    playlists, last = set(), {}
    async for event in events(page, f"{api}/queue/data?session_hash={body['session_hash']}"):
        playlists |= set(re.findall(r'"(https?://[^"]*?playlist\.m3u8)"', json.dumps(event)))
        last = event
        if event["msg"] == "process_completed":
            break
    assert last["success"], last
    for address in playlists:
        await hear(page, address)
    assert playlists or config["version"].startswith("4.")
    whole = re.search(r'"(https?://[^"]*?\.wav)"', json.dumps(last))
    assert whole is not None
    part = await page.get(here(whole[1]), headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"RIFF")


async def hear(page: httpx.AsyncClient, address: str) -> None:
    """A playlist and its first piece."""
    playlist = await page.get(here(address))
    assert playlist.status_code == 200 and playlist.text.startswith("#EXTM3U")
    piece = next(line for line in playlist.text.splitlines() if line and not line.startswith("#"))
    sound = (await page.get(here(urljoin(address, piece)))).content
    # The head of an AAC frame; how long a piece is depends on what the page had by then.
    assert sound.startswith(b"\xff\xf1") and len(sound) > 200
