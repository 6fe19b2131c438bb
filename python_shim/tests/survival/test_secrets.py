"""Who has no right comes in by no door; what opens doors is in no log, no argument and no script's environment."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio
from instance_process import TONE_ENGINE, temporary_folder

from .lab_process import LabProcess, words_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]
TEXT = "Nobody else may read this sentence"
# What the user's shell may hold of the hub and of others; a script has no business with it.
PLANTED = {
    "JUPYTERHUB_API_TOKEN": "planted-hub-token",
    "JPY_API_TOKEN": "planted-old-token",
    "DATABASE_PASSWORD": "planted-password",
    "SERVICE_API_KEY": "planted-key",
}
DOORS = ["/vibevoice/ann/", "/jupyterlab-vibevoice/i/"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lab() -> AsyncIterator[LabProcess]:
    """The command with a script, everything that it prints kept, and a job heard."""
    with temporary_folder() as folder:
        script = Path(folder) / "script.sh"
        script.write_text(f'exec "{sys.executable}" "{TONE_ENGINE}"\n')
        planted = {**PLANTED, "TONE_CONTROL": str(Path(folder) / "control.json")}
        lab = LabProcess(Path(folder), "--script", str(script), "--verbose", more_environment=planted)
        try:
            await lab.start()
            async with lab.owner() as client:
                job_id = (await client.post("api/jobs", json={"script": f"Ann: {TEXT}.\n", "title": TEXT})).json()["id"]
                await client.get(f"api/jobs/{job_id}/events")
            yield lab
        finally:
            await lab.close()


async def ticket_of(lab: LabProcess) -> str:
    """The path of a fresh one-use link."""
    async with lab.owner() as client:
        return str((await client.post("api/session")).json()["url"])


async def cookie_of(lab: LabProcess) -> str:
    """A cookie of the instance, as a browser sends it."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.get(lab.origin + await ticket_of(lab))
    assert answer.status_code == 302
    return answer.headers["Set-Cookie"].partition(";")[0]


def add_expired_token(lab: LabProcess) -> str:
    """A token whose time is over."""
    token = "expired-token-of-yesterday"
    library = lab.folder / "data" / "vibevoice" / "library.sqlite"
    row = [hashlib.sha256(token.encode()).digest(), "token", time.time() - 60]
    with closing(sqlite3.connect(library, timeout=20)) as database, database:
        database.execute("INSERT OR REPLACE INTO credentials (hash, kind, expires_at) VALUES (?, ?, ?)", row)
    return token


@pytest.mark.parametrize("door", DOORS)
async def test_strangers_are_refused_by_every_door(lab: LabProcess, door: str) -> None:
    cookie = await cookie_of(lab)
    name, _, value = cookie.partition("=")
    expired = add_expired_token(lab)
    strangers: dict[str, dict[str, str]] = {
        "nobody": {},
        "a wrong token": {"Authorization": "Bearer wrong"},
        "an expired token": {"Authorization": f"Bearer {expired}"},
        "an empty token": {"Authorization": "Bearer"},
        "a token as password": {"Authorization": "Basic YW5uOndyb25n"},
        "a cookie as token": {"Authorization": f"Bearer {value}"},
        "a token as cookie": {"Cookie": f"{name}={lab.instance_token}"},
        "a cookie for another": {"Cookie": f"vibevoice-bob={value}"},
        "a cookie and another site": {"Cookie": cookie, "Sec-Fetch-Site": "cross-site"},
        "a cookie and another origin": {"Cookie": cookie, "Origin": "https://evil.example"},
        "a cookie and no origin": {"Cookie": cookie, "Origin": "null"},
        "who claims to be forwarded": {"X-Forwarded-User": "ann", "X-Forwarded-Host": "127.0.0.1"},
    }
    async with httpx.AsyncClient(base_url=lab.origin, trust_env=False) as client:
        for who, headers in strangers.items():
            for path in ("api/status", "api/jobs", "ui/", "metrics", "%61pi/status", "api/../api/status"):
                answer = await client.get(door + path, headers=headers, follow_redirects=False)
                is_sent_to_log_in = "/login" in answer.headers.get("Location", "")
                assert is_sent_to_log_in or answer.status_code in (400, 401, 403, 404), (who, path, answer.status_code)
                assert TEXT not in answer.text


async def test_a_used_ticket_and_a_ticket_in_other_places_open_nothing(lab: LabProcess) -> None:
    link = await ticket_of(lab)
    ticket = link.partition("=")[2]
    async with httpx.AsyncClient(base_url=lab.origin, trust_env=False) as client:
        for headers in ({"Authorization": f"Bearer {ticket}"}, {"Cookie": f"vibevoice-ann={ticket}"}):
            assert (await client.get("/vibevoice/ann/api/status", headers=headers)).status_code == 401
        assert (await client.get(link)).status_code == 302
        again = await client.get(link)
        assert again.status_code == 401 and "Set-Cookie" not in again.headers


async def test_paths_lead_out_of_no_door(lab: LabProcess) -> None:
    bearer = {"Authorization": f"Bearer {lab.instance_token}"}
    ways = ("..%2f..%2fapi/contents", "%2e%2e/%2e%2e/api/contents", "..;/api/contents", "..%5c..%5capi", "%2e%2e%2flab")
    async with httpx.AsyncClient(base_url=lab.origin, trust_env=False, headers=bearer) as client:
        for way in ways:
            for door in DOORS:
                answer = await client.get(door + way, follow_redirects=False)
                assert answer.status_code in (302, 400, 401, 403, 404, 409), (door, way, answer.status_code)


async def test_secrets_are_in_no_log_no_argument_and_no_scripts_environment(lab: LabProcess) -> None:
    cookie, ticket = await cookie_of(lab), (await ticket_of(lab)).partition("=")[2]
    expired = add_expired_token(lab)
    async with lab.jupyter() as client:
        # Jupyter takes its token in an address too; ours must not write it down.
        await client.get(f"{lab.origin}/jupyterlab-vibevoice/i/api/nowhere?token={lab.token}&ticket={ticket}")
        await client.get(f"{lab.url}session?ticket={ticket}")
        await client.get(f"{lab.url}api/status", headers={"Authorization": f"Bearer {expired}"})
        await client.post(f"{lab.url}api/jobs", content=f'{{"script": "{TEXT}"')
        script_log = (await client.get(f"{lab.launcher}/log?tail=10000")).text
    runtime = lab.folder / "runtime"
    secrets = {
        "instance secret": json.loads((runtime / "vibevoice-ann.json").read_text())["secret"],
        "instance token": lab.instance_token,
        "cookie": cookie.partition("=")[2],
        "ticket": ticket,
        "expired token": expired,
        "Traefik's secret": json.loads(next(runtime.glob("vibevoice-door-*/door.json")).read_text())["secret"],
        "the dialogue": TEXT,
        **PLANTED,
    }
    assert_in_no_process(lab, {**secrets, "Jupyter's token": lab.token})
    async with lab.jupyter() as client:
        await client.delete(lab.launcher)
        async with asyncio.timeout(60):
            while (await lab.told())["state"] != "stopped":  # noqa: ASYNC110 - the launcher is asked
                await asyncio.sleep(0.05)
        # What the instance itself printed: the launcher shows it where no instance answers.
        own_log = (await client.get(f"{lab.launcher}/log?tail=10000")).text
    assert "Listening on port" in own_log, own_log
    for name, secret in secrets.items():
        for where, text in {"script": script_log, "instance": own_log, "command": "".join(lab.printed)}.items():
            assert secret not in text, f"{name} is in the log of the {where}"


def assert_in_no_process(lab: LabProcess, secrets: dict[str, str]) -> None:
    """Nothing is in an argument of any process, nor in the environment of what the script started."""
    script, instance = lab.part("tone").pid, lab.part("instance").pid
    for process in lab.family():
        words = " ".join(words_of(process))
        environment = " ".join(psutil.Process(process.pid).environ().values())
        for name, secret in secrets.items():
            assert secret not in words, f"{name} is in an argument of {words[:60]}"
            if process.pid == script or (process.pid == instance and name.startswith(("JUPYTER", "JPY", "Jupyter"))):
                assert secret not in environment, f"{name} is in the environment of {words[:60]}"
