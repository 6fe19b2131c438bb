"""Who may call: everybody for `GET api`, the owner for all else, no page of another site."""

from __future__ import annotations

import re
import sqlite3
from http.cookies import SimpleCookie

import httpx
import pytest
from instance_process import InstanceProcess

from jupyterlab_vibevoice.contract import SessionAnswer, TokenAnswer
from jupyterlab_vibevoice.instance.app import ROUTES

# Called without a login; each says for itself what it asks for.
OPEN = {r"/api/?", r"/session"}


def example(pattern: str) -> str:
    """A path that a route's pattern matches."""
    path = pattern.replace(r"\.", ".").replace("/?", "")
    path = re.sub(r"\((?!\?)((?:\[[^]]*\]|[^()])*)\)", lambda found: _choose(found[1]), path)
    assert re.fullmatch(pattern, path or "/"), (pattern, path)
    return path or "/"


def _choose(group: str) -> str:
    return "1" if group.startswith((r"\d", "[", ".*")) else group.split("|", maxsplit=1)[0]


async def test_every_route_but_the_first_answer_wants_a_login(instance: InstanceProcess) -> None:
    async with httpx.AsyncClient(base_url=instance.address) as stranger:
        for pattern, handler in ROUTES:
            assert handler.is_open == (pattern in OPEN)
            if pattern in OPEN:
                continue
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"):
                answer = await stranger.request(method, example(pattern))
                assert answer.status_code == 401, (method, pattern)
        assert (await stranger.get("/api/surprise")).status_code == 401
        wrong = await stranger.get("/api/status", headers={"Authorization": "Bearer wrong"})
        assert wrong.json()["code"] == "login_required" and wrong.json()["request_id"]


async def test_the_first_answer_needs_no_login(instance: InstanceProcess) -> None:
    async with httpx.AsyncClient() as stranger:
        answer = await stranger.get(f"{instance.address}/api")
    assert answer.json() == {"version": answer.headers["X-VibeVoice"], "contract": 1}


async def test_tokens_open_the_instance_and_are_kept_as_hashes(instance: InstanceProcess) -> None:
    given = TokenAnswer.model_validate(await instance.post("/api/tokens", status=200))
    async with httpx.AsyncClient(base_url=instance.address) as other:
        other.headers["Authorization"] = f"Bearer {given.token}"
        assert (await other.get("/api/status")).status_code == 200
        await instance.stop()
        kept = (instance.state_dir / "library.sqlite").read_bytes()
        assert given.token.encode() not in kept
        # A token outlives a restart of its instance.
        await instance.start()
        other.base_url = httpx.URL(instance.address)
        assert (await other.get("/api/status")).status_code == 200
        await instance.stop()
        with sqlite3.connect(instance.state_dir / "library.sqlite") as database:
            database.execute("UPDATE credentials SET expires_at = expires_at - 13 * 3600")
        database.close()
        await instance.start()
        other.base_url = httpx.URL(instance.address)
        assert (await other.get("/api/status")).json()["code"] == "token_expired"


async def test_a_ticket_opens_one_session_with_a_cookie_on_the_instances_path(instance: InstanceProcess) -> None:
    prefix = {"X-Forwarded-Prefix": "/vibevoice/ann", "X-Forwarded-Proto": "https"}
    asked = await instance.client.post("/api/session", headers=prefix)
    url = SessionAnswer.model_validate(asked.json()).url
    assert url.startswith("/vibevoice/ann/session?ticket=")
    path = url.removeprefix("/vibevoice/ann")
    async with httpx.AsyncClient(base_url=instance.address) as browser:
        answer = await browser.get(path, headers=prefix)
        assert answer.status_code == 302 and answer.headers["Location"] == "ui/"
        cookie = next(iter(SimpleCookie(answer.headers["Set-Cookie"]).values()))
        assert cookie["path"] == "/vibevoice/ann/" and cookie["samesite"] == "Strict"
        assert cookie["httponly"] and cookie["secure"]
        logged_in = {"Cookie": f"{cookie.key}={cookie.value}"}
        page = await browser.get("/ui/", headers=logged_in)
        assert page.status_code == 200 and "default-src 'none'" in page.headers["Content-Security-Policy"]
        for name in ("~vibevoice/page.js", "~vibevoice/page.css"):
            assert (await browser.get(f"/ui/{name}", headers=logged_in)).status_code == 200
        assert (await browser.get("/ui/../core.py", headers=logged_in)).status_code == 404
        again = await browser.get(path, headers=prefix)
        assert again.status_code == 401 and "Set-Cookie" not in again.headers


@pytest.mark.parametrize(
    ("headers", "is_welcome"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "https://hub.example", "X-Forwarded-Host": "hub.example"}, True),
        ({}, True),
    ],
)
async def test_pages_of_other_sites_are_refused(
    instance: InstanceProcess, headers: dict[str, str], is_welcome: bool
) -> None:
    answer = await instance.client.get("/api/status", headers=headers)
    assert answer.status_code == (200 if is_welcome else 403)
    if not is_welcome:
        assert answer.json()["code"] == "cross_site"


async def test_files_of_the_library_belong_to_the_user_alone(instance: InstanceProcess) -> None:
    await instance.ended((await instance.create("Hello"))["id"])
    for path in [instance.runtime_file, *instance.state_dir.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path.name


async def test_bodies_that_are_too_large_are_refused(instance: InstanceProcess) -> None:
    answer = await instance.client.post("/api/dialogues/parse", content=b" " * (5 * 1024 * 1024))
    assert answer.status_code == 413 and answer.json()["code"] == "too_large"


async def test_wrong_bodies_are_told_where(instance: InstanceProcess) -> None:
    answer = await instance.client.post("/api/jobs", content=b"{")
    assert answer.status_code == 400 and answer.json()["code"] == "invalid_request"
    answer = await instance.client.put("/api/jobs")
    assert answer.status_code == 400 and answer.json()["code"] == "invalid_request"
