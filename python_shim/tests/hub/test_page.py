"""The script's own page through a hub: the owner's browser tab, and nobody else's."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from http.cookiejar import Cookie
from http.cookies import Morsel
from pathlib import Path

import aiohttp
import pytest
from page_visitor import visit, wake

from .person import Person
from .real_hub import RESOURCES, RealHub

PATH = "/user/alice/vibevoice/"


@pytest.fixture
def paged(hub: RealHub) -> Iterator[RealHub]:
    """The hub, with a page in place of alice's engine."""
    script = hub.folder / "script.sh"
    before = script.read_bytes()
    page = Path(RESOURCES) / "web_page.py"
    script.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(page))}\n")
    hub.stop_instance("alice")
    yield hub
    script.write_bytes(before)
    hub.stop_instance("alice")


async def test_a_tab_that_logged_in_by_the_hub_uses_the_page_and_others_do_not(paged: RealHub) -> None:
    paged.start_instance("alice")
    with Person(paged, "alice") as alice, Person(paged, "bob") as bob:
        assert alice.go(PATH).url.path == f"{PATH}ui/"
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar, trust_env=False) as tab:
            for cookie in alice.browser.cookies.jar:
                jar.update_cookies({cookie.name: _morsel(cookie)})
            await wake(tab, f"{paged.origin}{PATH}")
            await visit(tab, paged.origin, PATH)
            async with tab.get(f"{paged.origin}{PATH}ui/seen") as answer:
                seen = json.dumps(await answer.json())
        assert not any(str(cookie.value) in seen for cookie in alice.browser.cookies.jar)
        for path in ("ui/app.js", "ui/", "ui/socket", "ui/..%2fapi/status"):
            assert bob.fetch(f"{PATH}{path}").status_code in (401, 403, 404)
    async with (
        aiohttp.ClientSession(trust_env=False) as stranger,
        stranger.get(f"{paged.origin}{PATH}ui/app.js") as answer,
    ):
        assert answer.status == 401


def _morsel(cookie: Cookie) -> Morsel[str]:

    morsel = Morsel()
    morsel.set(cookie.name, cookie.value, cookie.value)
    morsel["path"] = cookie.path
    morsel["domain"] = "127.0.0.1"
    return morsel
