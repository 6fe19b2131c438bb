"""The script's own page in a browser tab: forwarded by Jupyter, and through the front door."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import aiohttp
import pytest
from page_visitor import visit, wake
from yarl import URL

from .conftest import serve, serve_behind_a_door

PAGE = Path(__file__).parents[1] / "resources" / "web_page.py"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ports are found through /proc")


def _config(folder: Path) -> str:
    script = folder / "1键推理.sh"
    script.write_text(f"exec {shlex.quote(sys.executable)} {shlex.quote(str(PAGE))}\n")
    return f"c.VibeVoiceLauncher.instance_command = []\nc.VibeVoiceLauncher.script = {str(script)!r}\n"


async def _instance(session: aiohttp.ClientSession, origin: str, base: str) -> dict:
    async with session.post(f"{origin}{base}jupyterlab-vibevoice/api/instance", json={}) as answer:
        assert answer.status == 202, await answer.text()
    while True:
        async with session.get(f"{origin}{base}jupyterlab-vibevoice/api/instance") as answer:
            if "url" in (found := await answer.json()):
                return found


async def _tab(session: aiohttp.ClientSession, origin: str, path: str, jar: aiohttp.CookieJar) -> None:
    """Opens the link of a ticket in a tab whose cookies are `jar`."""
    async with session.post(f"{origin}{path}api/session") as answer:
        link = (await answer.json())["url"]
    async with aiohttp.ClientSession(cookie_jar=jar, trust_env=False) as tab:
        async with tab.get(f"{origin}{link}", headers={"Sec-Fetch-Site": "same-origin"}) as answer:
            assert (answer.status, answer.url.path) == (200, f"{path}ui/"), await answer.text()
        await visit(tab, origin, path)


async def test_plain_jupyter_shows_the_page_to_whom_it_knows(tmp_path: Path) -> None:
    with serve(tmp_path / "jupyter", extra=_config(tmp_path)) as server:
        origin, jar = str(URL(server.url).origin()), aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(trust_env=False, headers={"Authorization": "token jupyter-token"}) as session:
            path = (await _instance(session, origin, "/at/home/"))["url"]
            await wake(session, f"{origin}{path}")
            async with (
                aiohttp.ClientSession(cookie_jar=jar, trust_env=False) as browser,
                browser.get(f"{server.url}api?token=jupyter-token") as answer,
            ):
                assert answer.status == 200
            await _tab(session, origin, path, jar)
        async with (
            aiohttp.ClientSession(trust_env=False) as stranger,
            stranger.get(f"{origin}{path}ui/app.js") as answer,
        ):
            assert answer.status == 401


async def test_the_front_door_shows_the_page_by_a_ticket(tmp_path: Path) -> None:
    async with serve_behind_a_door(tmp_path, extra=_config(tmp_path)) as (_, origin):
        async with aiohttp.ClientSession(trust_env=False, headers={"Authorization": "token jupyter-token"}) as session:
            instance = await _instance(session, origin, "/")
        bearer = {"Authorization": f"Bearer {instance['token']}"}
        async with aiohttp.ClientSession(trust_env=False, headers=bearer) as session:
            await wake(session, f"{origin}{instance['url']}")
            await _tab(session, origin, instance["url"], aiohttp.CookieJar(unsafe=True))
        async with (
            aiohttp.ClientSession(trust_env=False) as stranger,
            stranger.get(f"{origin}{instance['url']}ui/app.js") as answer,
        ):
            assert answer.status == 401
