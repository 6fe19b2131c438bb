"""The launcher in a hub: the instance is the user's named server, or beside the notebook where the hub says no."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from page_visitor import visit, wake
from yarl import URL

from jupyterlab_vibevoice.contract import Instance
from tests.hub.real_hub import PASSWORD, RealHub
from tests.hub.real_hub import until as waited
from tests.notebook.kernels import hear as hear_cell
from tests.notebook.kernels import kernel_of

from .conftest import until
from .hub_notebooks import Notebook, hub_with_notebooks, start_notebook
from .test_with_the_real_instance import _hear as hear

ROOT = Path(__file__).parents[3]
UP = ("ready", "asleep", "busy")
# Lines of the hub's log.
_STARTS = re.compile(r"\] \d+ POST /hub/api/users/alice/servers/vibevoice")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealHub]:
    with hub_with_notebooks(tmp_path_factory.mktemp("hub"), ("alice", "bob", "carol", "eve")) as running:
        yield running


@pytest.fixture(scope="module")
def alices(hub: RealHub) -> Notebook:
    return start_notebook(hub, "alice")


@pytest_asyncio.fixture
async def alice(alices: Notebook) -> AsyncIterator[aiohttp.ClientSession]:
    async with alices.session() as session:
        yield session


async def _begin(session: aiohttp.ClientSession, notebook: Notebook, **wanted: str | float) -> dict:
    async with session.post(notebook.api, json=wanted) as answer:
        assert answer.status == 202, await answer.text()
        return await answer.json()


async def _seen(session: aiohttp.ClientSession, notebook: Notebook, *ends: str) -> list[dict]:
    """Every state that the launcher tells, up to the first of `ends`; each has to be as the contract says."""
    seen = []
    async with asyncio.timeout(120), session.get(f"{notebook.api}/events") as answer:
        async for line in answer.content:
            if line.startswith(b"data:"):
                seen.append(json.loads(line[5:]))
                Instance.model_validate(seen[-1])
                if seen[-1]["state"] in ends:
                    return seen
    raise AssertionError(f"the stream ended before {ends}")


async def _up(session: aiohttp.ClientSession, notebook: Notebook, **wanted: str | float) -> dict:
    await _begin(session, notebook, **wanted)
    return (await _seen(session, notebook, *UP, "failed"))[-1]


async def _down(session: aiohttp.ClientSession, notebook: Notebook) -> None:
    async with session.delete(notebook.api) as answer:
        assert answer.status == 202
    await until(session, notebook, "stopped")


async def test_the_hub_starts_the_instance_its_progress_is_told_and_it_is_heard(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    following = asyncio.create_task(_seen(alice, alices, *UP, "failed"))
    await _begin(alice, alices)
    seen = await following
    instance = seen[-1]
    assert instance["state"] in UP, instance
    starting = [each for each in seen if each["state"] == "starting"]
    assert any(each.get("phase") == "spawning" and each["message"] for each in starting)
    assert (instance["place"], instance["user"], instance["url"]) == ("hub", "alice", "/user/alice/vibevoice/")
    assert instance["kernel_url"] == f"{hub.origin}/user/alice/vibevoice/"
    assert _started(hub)["options"] == {"project": "speech"}
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {instance['token']}"}) as holder:
        await hear(holder, instance["kernel_url"])
        async with holder.get(alices.api) as answer:
            assert answer.status in (401, 403), "an instance's token opens no notebook server"


def _started(hub: RealHub) -> dict:
    """With what the Spawner started an instance last."""
    return json.loads((hub.folder / "started.json").read_text())


async def test_a_profile_and_choices_reach_the_spawner_within_what_the_administrator_allows(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    await _down(alice, alices)
    wanted = {"profile": "large", "idle_minutes": 7.5, "library_gigabytes": 900, "engine_start": "open"}
    assert (await _up(alice, alices, **wanted))["state"] in UP
    told = _started(hub)
    assert (told["options"], told["queue"]) == ({"project": "speech", "queue": "long"}, "long")
    words = " ".join(told["words"])
    assert "--idle-minutes 7.5 " in words
    assert "--library-gigabytes 5 " in words, "no more than the administrator gives"
    assert "--engine-start open" in words
    await _down(alice, alices)
    for refused, said in (({"profile": "huge"}, "has the profiles large"), ({"script": "/tmp/x.sh"}, "one-click")):
        failed = await _up(alice, alices, **refused)
        assert (failed["state"], failed["problem"]["code"]) == ("failed", "hub_refused"), failed
        assert said in failed["problem"]["hint"]
    # What was chosen once is not chosen for ever, though the hub keeps the options of the last start.
    assert (await _up(alice, alices))["state"] in UP
    assert _started(hub)["queue"] == "short"


async def test_it_is_stopped_through_the_hub(hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession) -> None:
    await _up(alice, alices)
    await _down(alice, alices)
    assert "vibevoice" not in hub.running("alice")


async def test_a_cell_of_a_notebook_starts_it_and_is_heard(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    await _down(alice, alices)
    runtime = hub.folder / "home" / "alice" / ".local" / "share" / "jupyter" / "runtime"
    kernel = await kernel_of({"Authorization": f"token {alices.token}"}, alices.url, runtime)
    hear_cell(kernel, "hub")


async def test_one_that_is_started_or_stopped_elsewhere_is_found_and_missed(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    await asyncio.to_thread(hub.start_instance, "alice")
    async with alice.get(alices.api) as answer:
        found = await answer.json()
    if found["state"] not in UP:
        found = (await _seen(alice, alices, *UP))[-1]
    assert found["url"] == "/user/alice/vibevoice/"
    following = asyncio.create_task(until(alice, alices, "stopped"))
    await asyncio.to_thread(hub.stop_instance, "alice")
    assert "url" not in await following


async def test_ten_tabs_ask_the_hub_once(hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession) -> None:
    before = hub.log.read_text().count("Spawning")
    await asyncio.gather(*(_begin(alice, alices) for _ in range(10)))
    instance = await _up(alice, alices)
    assert instance["state"] in UP
    assert hub.log.read_text().count("Spawning") - before <= 1


async def test_a_hub_that_restarts_is_not_missed_while_the_instance_runs(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    instance = await _up(alice, alices)
    program = await _in_kernels_place(alices, alice)
    await asyncio.to_thread(hub.stop_hub)
    try:
        # The user's own token cannot be checked without the hub; what kernels inherit can.
        async with program.get(alices.api) as answer:
            assert (await answer.json())["url"] == instance["url"]
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {instance['token']}"}) as holder:
            await hear(holder, instance["kernel_url"])
        async with program.delete(alices.api) as answer:
            assert (answer.status, (await answer.json())["code"]) == (503, "hub_unreachable")
    finally:
        await asyncio.to_thread(hub.start_hub)
        await program.close()
    assert (await _up(alice, alices))["state"] in UP


async def test_a_start_that_fails_says_what_the_hub_says_and_is_not_tried_again(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    await _down(alice, alices)
    (hub.folder / "broken").touch()
    asked = len(_STARTS.findall(hub.log.read_text()))
    try:
        failed = await _up(alice, alices)
        assert (failed["state"], failed["problem"]["code"]) == ("failed", "hub_refused")
        assert "All machines are taken until Monday." in failed["problem"]["hint"]
        async with alice.get(alices.api) as answer:
            assert (await answer.json())["state"] == "failed"
    finally:
        (hub.folder / "broken").unlink()
    assert len(_STARTS.findall(hub.log.read_text())) == asked + 1


async def test_a_hub_that_is_busy_says_when_to_come_back(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    await _down(alice, alices)
    starting = asyncio.create_task(asyncio.to_thread(hub.admin.post, "/users/carol/servers/vibevoice", json={}))
    try:
        await asyncio.to_thread(lambda: waited(lambda: hub.running("carol"), "the start of carol's instance"))
        failed = await _up(alice, alices)
        assert failed["problem"]["code"] == "hub_busy", failed
        assert re.search(r"Try again in \d+ s\.", failed["problem"]["hint"])
    finally:
        (hub.folder / "go").touch()
        await starting
        # The hub has answered, and may still be busy with her.
        await asyncio.to_thread(hub.reach_instance, "carol")
    assert (await _up(alice, alices))["state"] in UP


async def test_without_the_rights_it_runs_inside_and_says_which_line_is_missing(hub: RealHub) -> None:
    eves = await asyncio.to_thread(start_notebook, hub, "eve")
    async with eves.session() as eve:
        instance = await _up(eve, eves)
        assert (instance["place"], instance["url"]) == ("jupyter", "/user/eve/jupyterlab-vibevoice/i/")
        notice = instance["notice"]
        assert notice["code"] == "hub_rights"
        assert "from jupyterlab_vibevoice.hub import configure; configure(c)" in notice["hint"]
        assert "servers!server=eve/vibevoice" in notice["hint"]
        await hear(eve, f"{hub.origin}{instance['url']}")
        assert set(hub.running("eve")) == {""}
        async with eve.post(f"{hub.origin}{instance['url']}api/session") as answer:
            link = (await answer.json())["url"]
        async with eve.get(f"{hub.origin}{link}", allow_redirects=False) as answer:
            assert answer.status == 302
            assert "Path=/user/eve/jupyterlab-vibevoice/i/" in answer.headers["Set-Cookie"]
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            await _open_her_page(browser, hub, eves, f"{hub.origin}{instance['url']}")
        await wake(eve, f"{hub.origin}{instance['url']}")
        await _use_the_scripts_page(hub, eves, instance["url"])


async def _open_her_page(browser: aiohttp.ClientSession, hub: RealHub, notebook: Notebook, inside: str) -> None:
    """What the instance's own page does: it sends the value of the XSRF cookie, as JupyterLab does."""
    fetch = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    xsrf = await _log_in(browser, hub, notebook, "eve")
    async with browser.get(f"{inside}api/jobs", headers={**fetch, "X-XSRFToken": xsrf}) as answer:
        assert answer.status == 200
    async with browser.get(f"{inside}api/events?_xsrf={xsrf}", headers=fetch) as answer:
        assert answer.content_type == "text/event-stream"
    async with browser.get(f"{inside}api/jobs", headers=fetch) as answer:
        assert answer.status in (401, 403)


async def _use_the_scripts_page(hub: RealHub, notebook: Notebook, path: str) -> None:
    """A script's own page knows no XSRF token of the hub's: the instance's cookie opens it, and nothing else does."""
    fetch = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    navigate = {"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar, trust_env=False, headers=fetch) as tab:
        await _log_in(tab, hub, notebook, "eve")
        page = f"{hub.origin}{path}ui/"
        async with tab.get(f"{page}module.js") as answer:
            assert answer.status == 401, "the hub's cookies alone"
        # A bookmark: she comes without the instance's cookie, and gets it by a ticket.
        async with tab.get(page, headers=navigate) as answer:
            assert (answer.status, answer.url.path) == (200, f"{path}ui/")
        await visit(tab, hub.origin, path)
        async with tab.post(f"{page}module.js") as answer:
            assert answer.status == 200
        for outside in ("api/status", "ui/../api/status", "ui/..%2fapi/status", "uix", "api/ui/"):
            async with tab.get(URL(f"{hub.origin}{path}{outside}", encoded=True)) as answer:
                assert '"place"' not in await answer.text(), outside
        async with tab.get(page, headers={**fetch, "Sec-Fetch-Site": "cross-site"}) as answer:
            assert answer.status == 403
    async with aiohttp.ClientSession(trust_env=False, headers={**fetch, "Cookie": "vibevoice-eve=made-up"}) as stranger:
        async with stranger.post(f"{page}module.js") as answer:
            assert answer.status == 401
        async with stranger.get(f"{page}socket", headers={"Upgrade": "websocket", "Connection": "Upgrade"}) as answer:
            assert answer.status in (401, 403)


async def test_other_users_and_administrators_get_no_address_from_it(hub: RealHub, alices: Notebook) -> None:
    hub.admin.post("/shares/alice/", json={"user": "bob"}).raise_for_status()
    for name, refusals in (("bob", (403,)), ("ada", (401, 403))):
        headers = {"Authorization": f"token {hub.token(name)}"}
        async with aiohttp.ClientSession(headers=headers) as other:
            for method in ("GET", "POST", "DELETE"):
                async with other.request(method, alices.api) as answer:
                    assert answer.status in refusals
                    assert (await answer.json())["code"] in ("not_yours", "login_required")


async def test_a_page_of_another_user_gets_nothing_by_her_cookies(
    hub: RealHub, alices: Notebook, alice: aiohttp.ClientSession
) -> None:
    """Without subdomains all users' pages have one origin: what tells them apart is the XSRF cookie's path."""
    await _down(alice, alices)
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        xsrf = await _log_in(browser, hub, alices, "alice")
        fetch = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
        for path in ("api/instance", "api/instance/events", "api/instance/log", "i/api/status"):
            async with browser.get(f"{alices.url}jupyterlab-vibevoice/{path}", headers=fetch) as answer:
                assert answer.status in (401, 403), path
        async with browser.get(alices.api, headers={**fetch, "X-XSRFToken": xsrf}) as answer:
            assert answer.status == 200
        async with browser.get(f"{alices.api}/events?_xsrf={xsrf}", headers=fetch) as answer:
            assert answer.content_type == "text/event-stream", "the page for stopped instances cannot set headers"


async def _log_in(browser: aiohttp.ClientSession, hub: RealHub, notebook: Notebook, name: str) -> str:
    """Logs in at the hub, then by OAuth at the notebook server; returns the notebook server's XSRF token."""
    page = {"Sec-Fetch-Mode": "navigate", "Accept": "text/html"}
    async with browser.get(f"{hub.origin}/hub/login", headers=page):
        pass
    cookies = {each["path"]: each.value for each in browser.cookie_jar if each.key == "_xsrf"}
    form = {"username": name, "password": PASSWORD, "_xsrf": cookies["/hub/"]}
    async with browser.post(f"{hub.origin}/hub/login", data=form, headers=page, allow_redirects=False) as answer:
        assert answer.status == 302
    assert await _status(browser, f"{notebook.url}vibevoice/", page) == 409, "the page that says that it is stopped"
    return {each["path"]: each.value for each in browser.cookie_jar if each.key == "_xsrf"}[f"/user/{name}/"]


async def _status(browser: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> int:
    """The status of an answer, once the hub's Traefik has forgotten the way to a server that has ended (502)."""
    async with asyncio.timeout(60):
        while True:
            async with browser.get(url, headers=headers) as answer:
                if answer.status != 502:
                    return answer.status
            await asyncio.sleep(0.1)


async def _run_in_a_kernel(notebook: Notebook, session: aiohttp.ClientSession, code: str) -> str:
    """What a Python kernel of that notebook server prints."""
    async with session.post(f"{notebook.url}api/kernels", json={"name": "python3"}) as answer:
        kernel = (await answer.json())["id"]
    header = {"msg_id": "1", "username": "x", "session": "s", "msg_type": "execute_request", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    printed = ""
    try:
        async with asyncio.timeout(100), session.ws_connect(f"{notebook.url}api/kernels/{kernel}/channels") as socket:
            await socket.send_json(message)
            async for each in socket:
                said = each.json()
                if said["parent_header"].get("msg_id") != "1":
                    continue
                if said["msg_type"] == "stream":
                    printed += said["content"]["text"]
                assert said["msg_type"] != "error", said["content"]
                if said["msg_type"] == "status" and said["content"]["execution_state"] == "idle":
                    break
    finally:
        async with session.delete(f"{notebook.url}api/kernels/{kernel}"):
            pass
    return printed


async def _in_kernels_place(notebook: Notebook, session: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """A client with the token that kernels inherit."""
    code = "import os; print(os.environ['VIBEVOICE_LAUNCHER_TOKEN'])"
    token = (await _run_in_a_kernel(notebook, session, code)).strip()
    return aiohttp.ClientSession(headers={"Authorization": f"token {token}"}, trust_env=False)


async def test_kernels_of_python_and_deno_find_it(alices: Notebook, alice: aiohttp.ClientSession) -> None:
    instance = await _up(alice, alices)
    code = f"""
import json, os, subprocess, urllib.request
def ask(url, token):
    request = urllib.request.Request(url, headers={{"Authorization": f"Bearer {{token}}"}})
    return json.load(urllib.request.urlopen(request))
launcher = os.environ["VIBEVOICE_LAUNCHER"]
found = ask(launcher + "api/instance", os.environ["VIBEVOICE_LAUNCHER_TOKEN"])
voices = ask(found["kernel_url"] + "api/voices", found["token"])["voices"]
print("voices", len(voices), found["place"])
deno = [{str(ROOT / "node_modules/.bin/deno")!r}, "run", "--quiet", "--allow-net", "--allow-env", "--allow-read"]
program = [{str(ROOT / "ui-tests/runtimes/launcher.mjs")!r}, {(ROOT / "src/client/index.ts").as_uri()!r}]
urllib.request.urlopen(urllib.request.Request(
    launcher + "api/instance", method="DELETE",
    headers={{"Authorization": "token " + os.environ["VIBEVOICE_LAUNCHER_TOKEN"]}}))
while ask(launcher + "api/instance", os.environ["VIBEVOICE_LAUNCHER_TOKEN"])["state"] != "stopped":
    pass
done = subprocess.run([*deno, *program], capture_output=True, text=True, cwd={str(ROOT)!r})
print(done.stdout, done.stderr)
"""
    printed = await _run_in_a_kernel(alices, alice, code)
    assert re.search(r"voices [1-9]\d* hub", printed), printed
    assert re.search(r'"passed":\s*[1-9]\d*,\s*"failed":\s*0', printed), printed
    assert instance["place"] == "hub"
