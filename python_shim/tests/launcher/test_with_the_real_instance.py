"""The launcher and the real instance together, forwarded by Jupyter and through the front door."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from yarl import URL

from jupyterlab_vibevoice.contract import Instance, Job

from .conftest import Server, serve, serve_behind_a_door

SCRIPT = "Ann: Good morning.\n\nBob: Good morning, Ann. Did you sleep well?\n"
_READY = ("ready", "asleep", "busy")


async def _start(session: aiohttp.ClientSession, origin: str, path: str, **wishes: float) -> dict:
    """Starts the instance; gives it when it answers."""
    api = f"{origin}{path}jupyterlab-vibevoice/api/instance"
    async with session.post(api, json=wishes) as answer:
        assert answer.status == 202, await answer.text()
    async with asyncio.timeout(120), session.get(f"{api}/events") as answer:
        async for line in answer.content:
            if line.startswith(b"data:"):
                instance = json.loads(line[5:])
                Instance.model_validate(instance)
                assert instance["state"] != "failed", instance
                if instance["state"] in _READY:
                    return instance
    raise AssertionError("it did not start")


async def _hear(session: aiohttp.ClientSession, url: str) -> None:
    """Generates the dialogue, follows its events to the end, fetches the first segment and a part of the whole."""
    async with session.post(f"{url}api/jobs", json={"script": SCRIPT, "engine": "draft"}) as answer:
        job = Job.model_validate(await answer.json())
        assert answer.status == 202
    types = []
    async with asyncio.timeout(120), session.get(f"{url}api/jobs/{job.id}/events") as answer:
        assert answer.content_type == "text/event-stream"
        async for line in answer.content:
            if line.startswith(b"event:"):
                types.append(line[6:].strip().decode())
    assert "segment" in types
    assert types[-1] == "done"
    revision = f"{url}api/jobs/{job.id}/revisions/{1}/segments/0.flac"
    async with session.get(revision) as answer:
        assert (answer.status, (await answer.read())[:4]) == (200, b"fLaC")
    async with session.get(f"{url}api/jobs/{job.id}/audio.wav", headers={"Range": "bytes=0-3"}) as answer:
        assert (answer.status, await answer.read()) == (206, b"RIFF")


async def _open_page(session: aiohttp.ClientSession, origin: str, url: str) -> None:
    """Opens the instance's page as a new tab would: by a ticket that works once, then by the cookie it set."""
    async with session.post(f"{origin}{url}api/session") as answer:
        assert answer.status == 200, await answer.text()
        link = (await answer.json())["url"]
    assert link.startswith(f"{url}session?ticket=")
    jar = aiohttp.CookieJar(unsafe=True)
    login = {name: value for name, value in session.headers.items() if value.startswith("token ")}
    async with aiohttp.ClientSession(cookie_jar=jar, trust_env=False, headers=login) as browser:
        async with browser.get(origin + link, allow_redirects=False) as answer:
            assert answer.status in (302, 303)
            page = URL(origin + link).join(URL(answer.headers["Location"]))
            assert str(page) == f"{origin}{url}ui/"
            cookie = next(value for value in answer.headers.getall("Set-Cookie") if value.startswith("vibevoice"))
        assert f"path={url}" in cookie.lower()
        assert "httponly" in cookie.lower()
        async with browser.get(f"{origin}{url}api/status") as answer:
            assert answer.status == 200


_REAL = "c.VibeVoiceLauncher.instance_command = []\nc.VibeVoiceLauncher.engine = 'draft'\n"


@pytest.fixture
def plain(tmp_path: Path):
    with serve(tmp_path / "jupyter", extra=_REAL) as server:
        yield server


async def test_plain_jupyter_forwards_a_dialogue_from_text_to_sound(plain: Server) -> None:
    login = {"Authorization": "token jupyter-token"}
    origin = str(URL(plain.url).origin())
    async with aiohttp.ClientSession(trust_env=False, headers=login) as session:
        instance = await _start(session, origin, "/at/home/", idle_minutes=500)
        assert "token" not in instance
        await _hear(session, origin + instance["url"])
        await _open_page(session, origin, instance["url"])
        async with session.get(f"{origin}{instance['url']}api/status") as answer:
            sleeps_at = datetime.fromisoformat((await answer.json())["sleeps_at"])
        assert timedelta(minutes=480) < sleeps_at - datetime.now(UTC) <= timedelta(minutes=500)


@pytest_asyncio.fixture
async def behind_traefik(tmp_path: Path) -> AsyncIterator[tuple[Server, str]]:
    async with serve_behind_a_door(tmp_path, extra=_REAL) as running:
        yield running


async def test_through_the_front_door_a_dialogue_goes_from_text_to_sound(
    behind_traefik: tuple[Server, str],
) -> None:
    _, origin = behind_traefik
    async with aiohttp.ClientSession(trust_env=False, headers={"Authorization": "token jupyter-token"}) as session:
        instance = await _start(session, origin, "/")
    assert (instance["place"], instance["url"]) == ("traefik", "/vibevoice/ann/")
    bearer = {"Authorization": f"Bearer {instance['token']}"}
    async with aiohttp.ClientSession(trust_env=False, headers=bearer) as session:
        await _hear(session, origin + instance["url"])
        await _open_page(session, origin, instance["url"])
    status = f"{origin}{instance['url']}api/status"
    async with aiohttp.ClientSession(trust_env=False) as stranger, stranger.get(status) as answer:
        assert answer.status == 401
