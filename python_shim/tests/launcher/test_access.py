"""Who may ask the launcher: walks every route with every verb, and looks at what each kind of caller gets."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest
from tornado import web
from yarl import URL

from jupyterlab_vibevoice.contract import Problem
from jupyterlab_vibevoice.launcher import VibeVoiceLauncher

from .conftest import Server, serve, start

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# One address for each handler of the extension; the walk below fails when a handler is missing here.
ADDRESSES = {
    "InstanceHandler": "jupyterlab-vibevoice/api/instance",
    "EventsHandler": "jupyterlab-vibevoice/api/instance/events",
    "LogHandler": "jupyterlab-vibevoice/api/instance/log",
    "ForwardHandler": "jupyterlab-vibevoice/i/api/status",
    "StoppedHandler": "vibevoice/somebody/api",
}


def _handlers() -> dict[str, type[web.RequestHandler]]:
    extension = VibeVoiceLauncher()
    extension.launcher = extension.beside = None
    extension.initialize_handlers()
    return {spec[1].__name__: spec[1] for spec in extension.handlers}


def test_the_walk_knows_every_handler() -> None:
    assert _handlers().keys() == ADDRESSES.keys()


def test_no_verb_of_a_handler_is_open_to_strangers_by_its_code() -> None:
    for handler in _handlers().values():
        for verb in VERBS:
            method = getattr(handler, verb.lower())
            is_inherited = method is getattr(web.RequestHandler, verb.lower()) or "jupyter_server" in method.__module__
            assert is_inherited or hasattr(method, "__wrapped__"), f"{handler.__name__}.{verb} is not authenticated"
            assert not getattr(method, "__allow_unauthenticated", False) or is_inherited


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("handler", ADDRESSES)
async def test_a_stranger_is_told_to_log_in(
    server: Server, stranger: aiohttp.ClientSession, handler: str, verb: str
) -> None:
    async with stranger.request(verb, server.url + ADDRESSES[handler], data=b"x" * 200_000) as answer:
        # A verb that a handler does not have is refused as such, or not told apart from a missing login.
        assert answer.status in (401, 403, 405)
        if answer.status == 401:
            assert answer.content_type == "application/json"
        if answer.status == 401 and verb != "HEAD":
            problem = Problem.model_validate(await answer.json())
            assert problem.code == "login_required"


@pytest.mark.parametrize("handler", ADDRESSES)
async def test_a_wrong_token_is_no_token(server: Server, stranger: aiohttp.ClientSession, handler: str) -> None:
    for value in ("token wrong", "Bearer ", "Bearer wrong"):
        headers = {"Authorization": value}
        async with stranger.get(server.url + ADDRESSES[handler], headers=headers) as answer:
            assert answer.status == 401


async def test_a_person_without_login_is_led_to_it(server: Server, stranger: aiohttp.ClientSession) -> None:
    headers = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate"}
    for path in ("vibevoice/somebody/", "jupyterlab-vibevoice/i/ui/"):
        async with stranger.get(server.url + path, headers=headers, allow_redirects=False) as answer:
            assert answer.status == 302
            assert "/login" in answer.headers["Location"]


async def test_a_cookie_alone_does_not_start_anything_without_the_xsrf_token(server: Server) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, trust_env=False) as browser:
        await (await browser.get(f"{server.url}login")).read()
        # It leads on to JupyterLab, which is not there.
        async with browser.get(f"{server.url}login?token=jupyter-token", allow_redirects=False) as answer:
            assert answer.status == 302
        async with browser.post(server.api, json={}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (403, "cross_site")
        xsrf = next(cookie.value for cookie in jar if cookie.key == "_xsrf")
        async with browser.post(server.api, json={}, headers={"X-XSRFToken": xsrf}) as answer:
            assert answer.status == 202


async def test_cookies_that_were_good_a_moment_ago_open_nothing_for_others(
    running: Server, stranger: aiohttp.ClientSession
) -> None:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, trust_env=False) as browser:
        await (await browser.get(f"{running.url}login?token=jupyter-token")).read()
        for _ in range(3):
            async with browser.get(f"{running.inside}api/status") as answer:
                assert answer.status == 200
        async with browser.post(f"{running.inside}api/status") as answer:
            assert answer.status == 403, "a remembered login still needs the XSRF token"
    login = next(cookie for cookie in jar if cookie.key.startswith("username"))
    for header in ("", f"{login.key}={login.value[:20]}", f"nobody={login.value}"):
        async with stranger.get(f"{running.inside}api/status", headers={"Cookie": header}) as answer:
            assert answer.status == 401


async def test_people_see_a_page_with_a_start_button_and_clients_a_problem(
    server: Server, owner: aiohttp.ClientSession
) -> None:
    async with owner.get(f"{server.url}vibevoice/ann/ui/", headers={"Accept": "text/html"}) as answer:
        page = await answer.text()
        assert (answer.status, answer.content_type) == (409, "text/html")
        assert "script-src 'nonce-" in answer.headers["Content-Security-Policy"]
    assert 'id="start"' in page
    assert "VibeVoice 没有在运行" in page
    assert 'data-base="/at/home/"' in page
    for verb in ("GET", "POST", "DELETE"):
        async with owner.request(verb, f"{server.url}vibevoice/ann/api/jobs") as answer:
            assert (answer.status, (await answer.json())["code"]) == (409, "instance_stopped")


async def test_a_kernel_inherits_what_it_needs_to_find_the_instance_and_no_more(tmp_path: Path) -> None:
    with serve(tmp_path / "jupyter", extra=_KERNEL) as server:
        async with aiohttp.ClientSession(trust_env=False) as session:
            token = {"Authorization": "token jupyter-token"}
            async with session.post(f"{server.url}api/kernels", json={"name": "tell"}, headers=token) as answer:
                assert answer.status == 201, await answer.text()
            told = server.folder / "told"
            async with asyncio.timeout(120):
                while not told.exists() or not told.read_text().endswith("\n"):  # noqa: ASYNC110 - the kernel tells by a file
                    await asyncio.sleep(0.05)
            address, program_token = told.read_text().split()
            assert URL(address) == URL(f"{server.url}jupyterlab-vibevoice/")
            for verb in ("GET", "POST"):
                for path in ADDRESSES.values():
                    async with session.request(verb, server.url + path) as answer:
                        assert answer.status in (401, 405), path
            program = {"Authorization": f"Bearer {program_token}"}
            async with aiohttp.ClientSession(trust_env=False, headers=program) as kernel:
                instance = await start(kernel, server)
            assert instance["token"] == "token-of-the-instance"
            for path in ("api/contents", "jupyterlab-vibevoice/i/api/status", "vibevoice/ann/"):
                async with session.get(server.url + path, headers=program) as answer:
                    assert answer.status in (401, 403), "the token opens the launcher API alone"


# A kernel that is nothing but its environment.
_KERNEL = """
c.ServerApp.allow_unauthenticated_access = False
import json, os, pathlib
_folder = pathlib.Path(os.environ["JUPYTER_DATA_DIR"]) / "kernels" / "tell"
_folder.mkdir(parents=True, exist_ok=True)
_told = pathlib.Path.cwd() / "told"
_command = f'echo "$VIBEVOICE_LAUNCHER $VIBEVOICE_LAUNCHER_TOKEN" > {_told}; exec sleep 30'
_spec = {"argv": ["/bin/sh", "-c", _command, "{connection_file}"], "display_name": "Tell", "language": "sh"}
(_folder / "kernel.json").write_text(json.dumps(_spec))
"""
