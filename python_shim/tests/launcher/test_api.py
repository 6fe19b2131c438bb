"""The launcher API: one instance, whoever asks and however often."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from jupyterlab_vibevoice.contract import Instance

from .conftest import Server, serve, start, stop, until


async def test_says_stopped_where_none_runs(server: Server, owner: aiohttp.ClientSession) -> None:
    await stop(owner, server)
    async with owner.get(server.api) as answer:
        instance = await answer.json()
    assert (answer.status, instance["state"]) == (200, "stopped")
    assert instance["slug"] == instance["user"] == "ann"
    assert "url" not in instance
    Instance.model_validate(instance)


async def test_ten_tabs_that_start_it_get_the_same_instance(server: Server, owner: aiohttp.ClientSession) -> None:
    async def click() -> dict:
        async with owner.post(server.api, json={}) as answer:
            assert answer.status == 202
            return await answer.json()

    await asyncio.gather(*(click() for _ in range(10)))
    await until(owner, server, "ready")
    instances = await asyncio.gather(*(click() for _ in range(10)))
    assert len({instance["kernel_url"] for instance in instances}) == 1
    assert instances[0]["url"] == "/at/home/jupyterlab-vibevoice/i/"
    assert instances[0]["place"] == "jupyter"
    assert "token" not in instances[0]


async def test_changes_of_the_instance_reach_the_launchers_events(
    running: Server, owner: aiohttp.ClientSession
) -> None:
    waiting = asyncio.create_task(until(owner, running, "busy"))
    change = {"state": "busy", "message": "Loading.", "phase": "loading", "fraction": 0.5}
    async with owner.post(f"{running.inside}state", json=change) as answer:
        assert answer.status == 200
    instance = await waiting
    assert (instance["phase"], instance["fraction"]) == ("loading", 0.5)
    async with owner.post(f"{running.inside}state", json={}):
        pass


async def test_an_instance_whose_engine_has_failed_keeps_its_address(
    running: Server, owner: aiohttp.ClientSession
) -> None:
    failed = {"state": "failed", "message": "The engine cannot run here.", "started_at": "2026-11-23T01:00:00.000Z"}
    waiting = asyncio.create_task(until(owner, running, "failed"))
    async with owner.post(f"{running.inside}state", json=failed):
        pass
    assert (await waiting)["url"] == "/at/home/jupyterlab-vibevoice/i/"
    async with owner.post(f"{running.inside}state", json={}) as answer:
        assert answer.status == 200


async def test_stops_and_starts_again(running: Server, owner: aiohttp.ClientSession) -> None:
    async with owner.get(running.api) as answer:
        before = (await answer.json())["kernel_url"]
    await stop(owner, running)
    assert (await start(owner, running))["kernel_url"] != before


async def test_an_instance_that_ends_by_itself_is_told_and_started_anew(
    running: Server, owner: aiohttp.ClientSession
) -> None:
    waiting = asyncio.create_task(until(owner, running, "failed"))
    async with owner.post(f"{running.inside}end?code=3") as answer:
        assert answer.status == 502
    instance = await waiting
    assert instance["problem"]["code"] == "internal"
    async with owner.get(f"{running.api}/log?tail=5") as answer:
        assert "small instance" in await answer.text()
    await start(owner, running)


async def test_the_log_of_the_script_comes_as_text(running: Server, owner: aiohttp.ClientSession) -> None:
    async with owner.get(f"{running.api}/log?tail=7") as answer:
        assert (answer.content_type, await answer.text()) == ("text/plain", "log 7\n")
    async with owner.get(f"{running.api}/log?tail=many") as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("body", ["{", '{"scirpt": "x"}', '{"script": 3}', '{"idle_minutes": 0}'])
async def test_a_body_that_is_not_understood_is_named(server: Server, owner: aiohttp.ClientSession, body: str) -> None:
    async with owner.post(server.api, data=body) as answer:
        problem = await answer.json()
    assert (answer.status, problem["code"]) == (400, "invalid_request")
    assert problem["issues"]


async def test_the_settings_of_the_caller_reach_the_instance_that_it_starts(
    server: Server, owner: aiohttp.ClientSession
) -> None:
    await stop(owner, server)
    await start(owner, server, script="/the/script.sh", engine_start="open", idle_minutes=7.5, library_gigabytes=20)
    joined = await start(owner, server, script="/another.sh", idle_minutes=9)
    assert joined["state"] == "ready"
    await stop(owner, server)
    async with owner.get(f"{server.api}/log?tail=50") as answer:
        words = (await answer.text()).splitlines()[-1].split()
    assert "--script=/the/script.sh" in words, "one that runs is joined as it is"
    assert "--public-url /at/home/jupyterlab-vibevoice/i/" in " ".join(words)
    assert words[-3:] == ["--engine-start=open", "--idle-minutes=7.5", "--library-gigabytes=20.0"]


async def test_a_second_server_of_the_same_user_finds_the_running_one(
    running: Server, owner: aiohttp.ClientSession, tmp_path: Path
) -> None:
    extra = f"c.VibeVoiceLauncher.runtime_dir = {str(running.folder / 'runtime')!r}\n"
    with serve(tmp_path / "second", base_url="/", extra=extra) as second:
        async with owner.get(running.api) as first, owner.get(second.api) as other:
            assert (await first.json())["kernel_url"] == (await other.json())["kernel_url"]
        assert (await start(owner, second))["url"] == "/jupyterlab-vibevoice/i/"
        async with owner.get(f"{second.inside}hello") as answer:
            assert (await answer.json())["target"] == "/hello"
    async with owner.get(f"{running.inside}hello") as answer:
        assert answer.status == 200, "the instance outlives a server that only found it"


async def test_a_runtime_file_of_a_dead_instance_is_not_believed(server: Server, owner: aiohttp.ClientSession) -> None:
    await stop(owner, server)
    path = server.folder / "runtime" / "vibevoice-ann.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"contract": 1, "pid": server.process.pid, "port": 1, "secret": "x"}))
    async with owner.get(server.api) as answer:
        assert (await answer.json())["state"] == "stopped"
    await start(owner, server)


async def test_two_servers_that_start_at_once_share_one_instance(owner: aiohttp.ClientSession, tmp_path: Path) -> None:
    extra = f"c.VibeVoiceLauncher.runtime_dir = {str(tmp_path / 'runtime')!r}\n"
    with serve(tmp_path / "one", extra=extra) as one, serve(tmp_path / "two", extra=extra) as two:
        async with owner.post(one.api, json={}) as first, owner.post(two.api, json={}) as second:
            assert {first.status, second.status} == {202}
        here, there = await asyncio.gather(until(owner, one, "ready"), until(owner, two, "ready"))
    assert here["kernel_url"] == there["kernel_url"]


_AS_IN_A_HUB = """
from jupyter_server.auth import IdentityProvider, User

class OfTheHub(IdentityProvider):
    def get_user(self, handler):
        return User(username="ann")

c.ServerApp.identity_provider_class = OfTheHub
"""


async def test_beside_a_hub_with_internal_tls_it_runs_inside_and_says_why(
    tmp_path: Path, stranger: aiohttp.ClientSession
) -> None:
    hub = {"JUPYTERHUB_API_URL": "https://127.0.0.1:9/hub/api", "JUPYTERHUB_API_TOKEN": "x", "JUPYTERHUB_USER": "ann"}
    with serve(tmp_path, extra=_AS_IN_A_HUB, environ={**hub, "JUPYTERHUB_SSL_KEYFILE": "/nowhere/key"}) as server:
        async with stranger.get(server.api) as answer:
            instance = await answer.json()
    assert (instance["state"], instance["place"]) == ("stopped", "jupyter")
    assert (instance["notice"]["code"], "internal_ssl to False" in instance["notice"]["hint"]) == ("hub_rights", True)
