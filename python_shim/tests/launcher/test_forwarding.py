"""Forwarding: what a browser sends arrives, what the instance answers comes back, and nothing of Jupyter's passes."""

from __future__ import annotations

import asyncio
import hashlib
import io
from pathlib import Path

import aiohttp
import psutil
import pytest
from yarl import URL

from .conftest import SMALL_INSTANCE, Server, stop

MEBIBYTE = 1 << 20
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


async def _browser(server: Server) -> aiohttp.ClientSession:
    """A session that is logged in by cookie, as a browser is."""
    jar = aiohttp.CookieJar(unsafe=True)
    session = aiohttp.ClientSession(cookie_jar=jar, trust_env=False)
    async with session.get(f"{server.url}api?token=jupyter-token") as answer:
        assert answer.status == 200
    assert len(jar) > 0
    return session


def _headers(echo: dict) -> dict[str, str]:
    return {name.lower(): value for name, value in echo["headers"]}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_every_method_passes_with_its_path_query_and_body(
    running: Server, owner: aiohttp.ClientSession, method: str
) -> None:
    url = URL(f"{running.inside}a%20b/%2Fc?q=%26&empty=", encoded=True)
    async with owner.request(method, url, data=None if method == "GET" else "body") as answer:
        echo = await answer.json()
    assert (echo["method"], echo["target"]) == (method, "/a%20b/%2Fc?q=%26&empty=")
    assert echo["body"] == ("" if method == "GET" else "body")


async def test_neither_cookies_nor_tokens_of_jupyter_pass(running: Server) -> None:
    async with await _browser(running) as browser:
        headers = {**SAME_ORIGIN, "X-XSRFToken": "x", "Referer": f"{running.url}lab?token=t", "Cookie": "vibevoice-a=1"}
        async with browser.get(f"{running.inside}x?token=jupyter-token&b=1", headers=headers) as answer:
            echo = await answer.json()
    seen = _headers(echo)
    assert echo["target"] == "/x?b=1"
    assert seen["cookie"] == "vibevoice-a=1"
    assert "jupyter-token" not in str(echo)
    assert not {"x-xsrftoken", "referer"} & set(seen)
    assert seen["authorization"].startswith("Bearer ")


async def test_the_instance_learns_its_public_prefix_and_a_caller_cannot_invent_one(
    running: Server, owner: aiohttp.ClientSession
) -> None:
    invented = {"X-Forwarded-Prefix": "/evil", "X-Forwarded-Host": "evil", "Forwarded": "host=evil"}
    invented["X-Real-IP"] = "1.1.1.1"
    async with owner.get(f"{running.inside}x", headers=invented) as answer:
        seen = _headers(await answer.json())
    assert seen["x-forwarded-prefix"] == "/at/home/jupyterlab-vibevoice/i"
    assert seen["host"] == seen["x-forwarded-host"] == URL(running.url).authority
    assert "evil" not in str(seen)
    assert "1.1.1.1" not in str(seen)


async def test_headers_of_one_connection_do_not_pass(running: Server, owner: aiohttp.ClientSession) -> None:
    headers = {"Connection": "keep-alive, X-Mine", "X-Mine": "1", "TE": "trailers", "Keep-Alive": "1", "X-Other": "2"}
    async with owner.get(f"{running.inside}x", headers=headers) as answer:
        seen = _headers(await answer.json())
    assert not {"x-mine", "te", "keep-alive"} & set(seen)
    assert seen["x-other"] == "2"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/next?a=1#b", "/at/home/jupyterlab-vibevoice/i/next?a=1#b"),
        ("/at/home/jupyterlab-vibevoice/i/next", "/at/home/jupyterlab-vibevoice/i/next"),
        ("next", "next"),
        ("https://example.com/next", "https://example.com/next"),
        ("//example.com/next", "//example.com/next"),
    ],
)
async def test_redirects_stay_below_the_prefix(
    running: Server, owner: aiohttp.ClientSession, given: str, expected: str
) -> None:
    async with owner.get(f"{running.inside}go", params={"to": given}, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, expected)


async def test_cookies_of_the_instance_are_bound_to_its_path_and_others_are_dropped(
    running: Server, owner: aiohttp.ClientSession
) -> None:
    async with owner.get(f"{running.inside}cookies") as answer:
        cookies = [value for value in answer.headers.getall("Set-Cookie") if "username-127" not in value]
        assert "Clear-Site-Data" not in answer.headers
    assert cookies == ["vibevoice-session=1; HttpOnly; SameSite=Strict; Path=/at/home/jupyterlab-vibevoice/i/"]


async def test_a_live_stream_comes_piece_by_piece(running: Server, owner: aiohttp.ClientSession) -> None:
    async with owner.get(f"{running.inside}live") as answer:
        assert await answer.content.readany() == b"first"
        async with owner.post(f"{running.inside}state", json={}):
            pass
        assert await answer.content.read() == b"second"


async def test_ranges_and_head_are_the_instances_own(running: Server, owner: aiohttp.ClientSession) -> None:
    whole = SMALL_INSTANCE.read_bytes()
    async with owner.get(f"{running.inside}file", headers={"Range": "bytes=10-19"}) as answer:
        assert (answer.status, await answer.read()) == (206, whole[10:20])
        assert answer.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    async with owner.head(f"{running.inside}file") as answer:
        assert (answer.status, answer.headers["Content-Length"]) == (200, str(len(whole)))
        assert await answer.read() == b""


@pytest.mark.parametrize("has_length", [True, False])
async def test_a_large_upload_arrives_whole_in_little_memory(
    running: Server, owner: aiohttp.ClientSession, has_length: bool
) -> None:
    count, piece = 300, b"\1" * MEBIBYTE
    digest = hashlib.sha256()
    for _ in range(count):
        digest.update(piece)
    before = _resident_bytes(running)

    async def pieces():
        for _ in range(count):
            yield piece

    headers = {"Content-Length": str(count * MEBIBYTE)} if has_length else {}
    async with owner.post(f"{running.inside}digest", data=pieces(), headers=headers) as answer:
        result = await answer.json()
    assert result["sha256"] == digest.hexdigest()
    assert result["length"] == headers.get("Content-Length")
    assert _resident_bytes(running) - before < 40 * MEBIBYTE


async def test_an_upload_that_is_refused_early_gets_the_answer(running: Server, owner: aiohttp.ClientSession) -> None:
    async def pieces():
        for _ in range(64):
            yield b"\1" * MEBIBYTE

    async with owner.post(f"{running.inside}refuse", data=pieces()) as answer:
        assert answer.status == 413


async def test_an_answer_that_begins_before_the_body_is_here_gets_all_of_the_body(
    running: Server, owner: aiohttp.ClientSession
) -> None:
    async with owner.post(f"{running.inside}while", data=io.BytesIO(b"x" * (20 * MEBIBYTE))) as answer:
        assert await answer.text() == f"reading {20 * MEBIBYTE}"


async def test_the_instance_stops_working_when_the_caller_goes(running: Server, owner: aiohttp.ClientSession) -> None:
    async with owner.get(f"{running.inside}never") as answer:
        assert await answer.content.readany() == b"begun"
    async with owner.get(f"{running.inside}was-cancelled") as told:
        assert told.status == 200


async def test_an_answer_that_breaks_off_breaks_off_for_the_caller(
    running: Server, owner: aiohttp.ClientSession
) -> None:
    with pytest.raises(aiohttp.ClientPayloadError):
        async with owner.get(f"{running.inside}breaks") as answer:
            await answer.read()


async def test_websockets_pass_text_bytes_subprotocol_and_close(running: Server, owner: aiohttp.ClientSession) -> None:
    async with owner.ws_connect(f"{running.inside}socket", protocols=["vibe"], compress=15) as socket:
        assert socket.protocol == "vibe"
        await socket.send_str("hello")
        assert await socket.receive_str() == "hello"
        large = b"\2" * (3 * MEBIBYTE)
        await socket.send_bytes(large)
        assert await socket.receive_bytes() == large
        await socket.send_str("headers")
        assert "jupyter-token" not in await socket.receive_str()
        await socket.send_str("bye")
        assert (await socket.receive()).data == 4001


async def test_a_websocket_of_another_site_is_refused(running: Server) -> None:
    async with await _browser(running) as browser:
        for headers in ({"Origin": "https://evil.example"}, {}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as error:
                await browser.ws_connect(f"{running.inside}socket", headers=headers)
            assert error.value.status == 403
        origin = {"Origin": str(URL(running.url).origin())}
        async with browser.ws_connect(f"{running.inside}socket", headers=origin) as socket:
            await socket.send_str("hello")
            assert await socket.receive_str() == "hello"


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
async def test_requests_that_pages_of_other_sites_cause_are_refused(running: Server, headers: dict[str, str]) -> None:
    async with await _browser(running) as browser:
        for method in ("GET", "POST"):
            async with browser.request(method, f"{running.inside}x", headers=headers) as answer:
                assert (answer.status, (await answer.json())["code"]) == (403, "cross_site")
        async with browser.post(f"{running.inside}x", headers=SAME_ORIGIN) as answer:
            assert answer.status == 200


async def test_without_an_instance_clients_are_told_that_it_is_stopped(
    server: Server, owner: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await stop(owner, server)
    async with owner.get(f"{server.inside}api/status") as answer:
        assert (answer.status, (await answer.json())["code"]) == (409, "instance_stopped")
    large = b"\1" * MEBIBYTE
    async with owner.post(f"{server.inside}digest", data=large) as answer:
        assert (answer.status, (await answer.json())["code"]) == (409, "instance_stopped")


async def test_requests_during_the_start_wait_for_the_instance(server: Server, owner: aiohttp.ClientSession) -> None:
    await stop(owner, server)
    starting = asyncio.create_task(owner.post(server.api, json={}))
    async with owner.get(f"{server.inside}early") as answer:
        assert answer.status in (200, 409)
    (await starting).release()
    async with owner.get(f"{server.inside}late") as answer:
        assert answer.status == 200


def _resident_bytes(server: Server) -> int:
    return int(psutil.Process(server.process.pid).memory_info().rss)
