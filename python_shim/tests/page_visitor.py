"""A person's browser at the script's page (`resources/web_page.py`), wherever the instance lives."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json

import aiohttp

_STARTED = ("ready", "busy")


async def wake(session: aiohttp.ClientSession, url: str) -> None:
    """Wakes the engine of the instance at `url`, and returns when it is awake."""
    async with session.post(f"{url}api/engine") as answer:
        assert answer.status == 202, await answer.text()
    async with asyncio.timeout(90), session.get(f"{url}api/events") as answer:
        async for line in answer.content:
            if line.startswith(b"data:") and (found := json.loads(line[5:]))["state"] in (*_STARTED, "failed"):
                assert found["state"] in _STARTED, found
                return


async def visit(session: aiohttp.ClientSession, origin: str, path: str) -> None:
    """Uses everything that a page may have; `session` is logged in and shows `origin` as a browser does."""
    page, prefix = f"{origin}{path}ui/", f"{path}ui/"
    navigate = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}
    async with session.get(page, headers=navigate) as answer:
        assert answer.status == 200, await answer.text()
        html = await answer.text()
    for address in (f'"{prefix}style.css"', f'"{prefix}app.js"', f'"{prefix}~vibevoice/root-paths.js"'):
        assert address in html
    for asset in ("app.js", "~vibevoice/root-paths.js"):
        async with session.get(f"{page}{asset}") as answer:
            assert answer.content_type == "text/javascript"
    async with session.get(f"{page}go", params={"to": "/next?a=1"}, allow_redirects=False) as answer:
        assert answer.headers["Location"] == f"{prefix}next?a=1"
    async with session.get(f"{page}file", headers={"Range": "bytes=3-9"}) as answer:
        assert answer.status == 206
        assert len(await answer.read()) == 7
    await _stay(session, page)
    await _bring(session, origin, page)
    await _keep_secrets(session, page, prefix)


async def _stay(session: aiohttp.ClientSession, page: str) -> None:
    """A stream whose second event comes when it is asked for."""
    async with asyncio.timeout(120), session.get(f"{page}live") as events:
        assert await events.content.readany() == b"data: first\n\n"
        async with session.get(f"{page}was-gone?now"):
            pass
        assert await events.content.read() == b"data: second\n\n"


async def _bring(session: aiohttp.ClientSession, origin: str, page: str) -> None:
    body = b"\1" * (20 << 20)
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": origin}
    async with session.post(f"{page}upload", data=io.BytesIO(body), headers=headers) as answer:
        assert (await answer.json())["sha256"] == hashlib.sha256(body).hexdigest()
    async with session.ws_connect(f"{page}socket", headers={"Origin": origin}) as socket:
        await socket.send_str("hello")
        assert await socket.receive_str() == "hello"


async def _keep_secrets(session: aiohttp.ClientSession, page: str, prefix: str) -> None:
    async with session.get(f"{page}cookies") as answer:
        cookies = [value for value in answer.headers.getall("Set-Cookie") if value.startswith("vibevoice.ui.")]
    assert cookies == [
        f"vibevoice.ui.session=1; HttpOnly; Path={prefix}",
        f"vibevoice.ui._xsrf=mine; Path={prefix}inner",
    ]
    async with session.get(f"{page}x?a=%2F"):
        pass
    async with session.get(f"{page}seen") as answer:
        seen = {name.lower(): value for name, value in await answer.json()}
    assert seen["x-forwarded-prefix"] == prefix.rstrip("/")
    assert "authorization" not in seen
    # Its own cookies, and no others.
    names = {pair.split("=")[0] for pair in seen["cookie"].split("; ")}
    assert names <= {"session", "by-socket"}
    assert "session=1" in seen["cookie"]
    assert "_xsrf" not in names
