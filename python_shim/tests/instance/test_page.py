"""The script's own page below `ui/`: found, opened by ticket, passed through as it comes, and nothing of ours to it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import psutil
import pytest
import pytest_asyncio
from instance_process import InstanceProcess, temporary_folder
from yarl import URL

PAGE = Path(__file__).parents[1] / "resources" / "web_page.py"
MEBIBYTE = 1 << 20
PREFIX = "/vibevoice/ann"
UI = f"{PREFIX}/ui/"
# As the route's proxy says it.
PROXIED = {"X-Forwarded-Prefix": PREFIX, "X-Forwarded-Host": "ai.example.com", "X-Forwarded-Proto": "https"}
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(sys.platform != "linux", reason="ports are found through /proc"),
]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with temporary_folder() as name:
        yield Path(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(folder: Path) -> AsyncIterator[InstanceProcess]:
    """An instance whose script has a page, awake."""
    script = folder / "script.sh"
    script.write_text(f'exec "{sys.executable}" "{PAGE}"\n')
    instance = InstanceProcess(folder, "--script", str(script), "--public-url", f"{PREFIX}/", engine="none")
    await instance.start()
    await instance.post("/api/engine")
    await until_ready(instance)
    yield instance
    await instance.close()


async def until_ready(instance: InstanceProcess) -> None:
    """Follows the status until the engine is awake."""
    async with asyncio.timeout(120), instance.client.stream("GET", "/api/events", timeout=60) as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data:") and json.loads(line[5:])["state"] == "ready":
                return
    raise AssertionError("the script's page did not come up")


@pytest_asyncio.fixture(loop_scope="module")
async def browser(opened: InstanceProcess) -> AsyncIterator[aiohttp.ClientSession]:
    """A new tab: logged in by a ticket, behind a proxy that took the prefix away; beside it Jupyter's own cookies."""
    async with aiohttp.ClientSession(opened.address, headers=PROXIED, cookie_jar=aiohttp.DummyCookieJar()) as tab:
        async with tab.post("/api/session", headers=opened.login()) as answer:
            link = (await answer.json())["url"]
        assert link.startswith(f"{PREFIX}/session?ticket=")
        async with tab.get(link.removeprefix(PREFIX), allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (302, "ui/")
            cookie = answer.headers["Set-Cookie"].split(";")[0]
        tab.headers["Cookie"] = f"{cookie}; _xsrf=jupyters; username-localhost-8888=jupyters"
        yield tab


async def seen(tab: aiohttp.ClientSession) -> dict[str, str]:
    """Headers of the request before, as the page saw them."""
    async with tab.get("/ui/seen") as answer:
        return {name.lower(): value for name, value in await answer.json()}


async def test_nobody_sees_the_page_without_a_login_and_no_other_site_does(
    opened: InstanceProcess, browser: aiohttp.ClientSession
) -> None:
    async with aiohttp.ClientSession(opened.address) as stranger:
        for path in ("/ui/", "/ui/app.js", "/ui/socket"):
            async with stranger.get(path) as answer:
                assert (answer.status, (await answer.json())["code"]) == (401, "login_required")
        async with stranger.post("/ui/upload", data=b"\1" * MEBIBYTE) as answer:
            assert answer.status == 401
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        for method in ("GET", "POST"):
            async with browser.request(method, "/ui/x", headers=headers) as answer:
                assert (answer.status, (await answer.json())["code"]) == (403, "cross_site")
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await browser.ws_connect("/ui/socket", headers=headers)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_every_method_passes_with_its_path_query_and_body(browser: aiohttp.ClientSession, method: str) -> None:
    url = URL("/ui/a%20b/%2Fc/ui/d?q=%26&empty=", encoded=True)
    async with browser.request(method, url, data=None if method == "GET" else "body") as answer:
        echo = await answer.json()
    assert (echo["method"], echo["target"]) == (method, "/a%20b/%2Fc/ui/d?q=%26&empty=")
    assert echo["body"] == ("" if method == "GET" else "body")


async def test_the_page_gets_neither_cookies_nor_credentials_of_ours_and_learns_where_it_is(
    opened: InstanceProcess, browser: aiohttp.ClientSession
) -> None:
    more = {**opened.login(), "X-XSRFToken": "jupyters", "X-Real-IP": "10.0.0.1", "Connection": "keep-alive, X-Hop"}
    async with browser.get("/ui/x", headers={**more, "X-Hop": "1", "X-Other": "2"}) as answer:
        assert answer.status == 200
    headers = await seen(browser)
    assert "jupyters" not in str(headers) and opened.login()["Authorization"] not in str(headers)
    assert not {"cookie", "authorization", "x-xsrftoken", "x-real-ip", "x-hop"} & set(headers)
    assert headers["x-other"] == "2"
    assert headers["host"] == headers["x-forwarded-host"] == "ai.example.com"
    assert (headers["x-forwarded-prefix"], headers["x-forwarded-proto"]) == (f"{PREFIX}/ui", "https")


async def test_the_pages_own_cookies_come_back_to_it_alone(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/ui/cookies") as answer:
        cookies = answer.headers.getall("Set-Cookie")
        assert "Clear-Site-Data" not in answer.headers and "Access-Control-Allow-Origin" not in answer.headers
    assert cookies == [
        f"vibevoice.ui.session=1; HttpOnly; Path={UI}",
        f"vibevoice.ui._xsrf=mine; Path={UI}inner",
    ]
    sent = f"{browser.headers['Cookie']}; vibevoice.ui.session=1; vibevoice.ui._xsrf=mine"
    async with browser.get("/ui/x", headers={"Cookie": sent}) as answer:
        assert answer.status == 200
    assert (await seen(browser))["cookie"] == "session=1; _xsrf=mine"


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ("/next?a=1#b", f"{UI}next?a=1#b"),
        (f"{UI}next", f"{UI}next"),
        ("next", "next"),
        ("https://{host}/next", f"{UI}next"),
        ("http://127.0.0.1:{port}/next", f"{UI}next"),
        ("http://localhost:{port}/next", f"{UI}next"),
        ("https://example.com/next", "https://example.com/next"),
    ],
)
async def test_redirects_stay_below_the_page(browser: aiohttp.ClientSession, to: str, expected: str) -> None:
    async with browser.get("/ui/go", params={"to": to}, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, expected)
    async with browser.get("/ui/refresh") as answer:
        assert answer.headers["Refresh"] == f"0; url={UI}next"


async def test_addresses_at_the_root_lead_below_the_page(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/ui/", headers={"Sec-Fetch-Mode": "navigate"}) as answer:
        html = await answer.text()
        assert "Content-Length" not in answer.headers
    for address in ("style.css", "app.js", "module.js", "send"):
        assert f"{UI}{address}" in html
    assert f"<img src={UI}picture.png>" in html
    assert '"https://example.com/x"' in html and '"//example.com/y"' in html and '"inside.html"' in html
    script = f"{UI}~vibevoice/root-paths.js"
    assert f'<head><script src="{script}"></script>' in html
    async with browser.get(script.removeprefix(PREFIX)) as answer:
        assert answer.content_type == "text/javascript" and "XMLHttpRequest" in await answer.text()
    # What belongs to our page is ours still: the script may come up between that page and these.
    for own in ("page.js", "page.css"):
        async with browser.get(f"/ui/~vibevoice/{own}") as answer:
            assert answer.status == 200 and answer.content_type in ("text/javascript", "text/css")
    async with browser.get("/ui/app.js") as answer:
        assert await answer.text() == 'fetch("/x")'
    async with browser.get("/ui/large.html") as answer:
        assert (await answer.text()).count(f'<a href="{UI}z">') == 50_000


async def test_live_streams_come_piece_by_piece_and_end_when_the_reader_goes(browser: aiohttp.ClientSession) -> None:
    async with browser.get("/ui/live") as events, browser.get("/ui/live.html") as page:
        assert await events.content.readany() == b"data: first\n\n"
        assert b"<p>first</p>" in await page.content.readany()
        reader = await browser.get("/ui/never")
        assert await reader.content.readany() == b"begun"
        reader.close()
        async with browser.get("/ui/was-gone") as told:
            assert told.status == 200
        assert await events.content.read() == b"data: second\n\n"
        assert f'<a href="{UI}second">' in (await page.content.read()).decode()


async def test_ranges_and_head_are_the_pages_own(browser: aiohttp.ClientSession) -> None:
    whole = PAGE.read_bytes()
    async with browser.get("/ui/file", headers={"Range": "bytes=10-19"}) as answer:
        assert (answer.status, await answer.read()) == (206, whole[10:20])
    async with browser.head("/ui/file") as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(whole)))


async def test_a_large_upload_passes_without_being_kept(
    opened: InstanceProcess, browser: aiohttp.ClientSession
) -> None:
    count, piece = 160, b"\1" * MEBIBYTE
    digest = hashlib.sha256()
    for _ in range(count):
        digest.update(piece)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield piece

    before = psutil.Process(opened.pid).memory_info().rss
    async with browser.post("/ui/upload", data=pieces()) as answer:
        assert await answer.json() == {"sha256": digest.hexdigest(), "size": count * MEBIBYTE}
    assert psutil.Process(opened.pid).memory_info().rss - before < 40 * MEBIBYTE


async def test_an_upload_that_the_page_refuses_early_gets_its_answer(browser: aiohttp.ClientSession) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"\1" * MEBIBYTE

    async with browser.post("/ui/refuse", data=pieces()) as answer:
        assert answer.status == 413


async def test_websockets_pass_both_ways_with_protocol_and_without_our_secrets(browser: aiohttp.ClientSession) -> None:
    headers = {"Origin": "https://ai.example.com"}
    async with browser.ws_connect("/ui/socket", protocols=["page"], headers=headers) as socket:
        assert socket.protocol == "page"
        await socket.send_str("hello")
        assert await socket.receive_str() == "hello"
        await socket.send_bytes(b"\2" * (2 * MEBIBYTE))
        assert await socket.receive_bytes() == b"\2" * (2 * MEBIBYTE)
        await socket.send_str("headers")
        assert "jupyters" not in await socket.receive_str()
        assert "vibevoice.ui.by-socket" in str(socket._response.headers)
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await browser.ws_connect("/ui/app.js", headers=headers)


async def test_jobs_of_a_mere_page_are_table_reads_and_say_so(opened: InstanceProcess) -> None:
    status = await opened.get("/api/status")
    assert status["engine"]["kind"] == "page"
    job = await opened.create("Hello there", "Good morning")
    events = await opened.all_events(job["id"])
    assert events[-1]["type"] == "done"
    assert [event["code"] for event in events if event["type"] == "warning"] == ["table_read"]
    done = await opened.get(f"/api/jobs/{job['id']}")
    assert done["engine"]["name"] == "draft" and done["audio"]["seconds"] > 0.5


async def test_a_page_of_a_sleeping_script_is_ours_until_it_is_awake(
    opened: InstanceProcess, browser: aiohttp.ClientSession
) -> None:
    assert (await opened.client.delete("/api/engine")).status_code == 202
    async with browser.get("/ui/app.js") as answer:
        assert answer.status == 404
    async with browser.get("/ui/", headers={"Sec-Fetch-Mode": "navigate"}) as answer:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    # To open it was to wake it.
    await until_ready(opened)
    async with browser.get("/ui/app.js") as answer:
        assert await answer.text() == 'fetch("/x")'
