"""Requests that nobody honest sends, by every door: never 500, never a hang, never a dead instance."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from instance_process import temporary_folder

from .hostile_requests import Door, Hostile, hostile_requests
from .lab_process import LabProcess
from .raw_http import PATIENCE_S, RawAnswer, exchange

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]
DOORS = ["instance", "jupyter", "traefik"]
_AT_ONCE = 8


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lab() -> AsyncIterator[LabProcess]:
    with temporary_folder() as folder:
        lab = LabProcess(Path(folder))
        try:
            await lab.start()
            yield lab
        finally:
            await lab.close()


async def open_door(lab: LabProcess, name: str) -> Door:
    """One way to the instance, with a finished job behind it."""
    async with lab.owner() as client:
        # Some requests are jobs, and some of these are hours long.
        for job in (await client.get("api/jobs", params={"limit": 100})).json()["jobs"]:
            await client.delete(f"api/jobs/{job['id']}")
        job_id = (await client.post("api/jobs", json={"script": "A: One.\nB: Two.\n"})).json()["id"]
        await client.get(f"api/jobs/{job_id}/events")
    told = await lab.told()
    bearer = f"Authorization: Bearer {lab.instance_token}"
    if name == "instance":
        return Door(name, int(told["kernel_url"].rsplit(":", 1)[1].strip("/")), "/", bearer, bearer, job_id)
    if name == "traefik":
        return Door(name, int(lab.origin.rsplit(":", 1)[1]), "/vibevoice/ann/", bearer, bearer, job_id)
    server = next((lab.folder / "runtime").glob("jpserver-*.json"))
    port = json.loads(server.read_text())["port"]
    return Door(name, port, "/jupyterlab-vibevoice/i/", f"Authorization: token {lab.token}", bearer, job_id)


@pytest.mark.parametrize("name", DOORS)
async def test_whatever_is_asked_the_answer_is_a_refusal_in_words(lab: LabProcess, name: str) -> None:
    door = await open_door(lab, name)
    process = lab.part("instance")
    requests = hostile_requests(door)
    if name != "instance":
        # What is in an upload is the instance's affair alone, and each is decoded by a process of its own.
        requests = [request for request in requests if not request.name.startswith("a voice: ")]
    assert len(requests) >= 300
    turn = asyncio.Semaphore(_AT_ONCE)

    async def ask(hostile: Hostile) -> str | None:
        async with turn:
            try:
                patience_s = 2.0 if hostile.is_unfinished else PATIENCE_S
                answer = await exchange(door.port, hostile.data, patience_s=patience_s)
            except TimeoutError:
                return None if hostile.is_unfinished else f"{hostile.name}: neither answered nor closed"
        return judge(door, hostile, answer)

    wrong = [verdict for verdict in await asyncio.gather(*map(ask, requests)) if verdict]
    assert not wrong, "\n".join(wrong)
    assert process.is_running() and process.pid == lab.part("instance").pid
    async with lab.owner() as client:
        assert (await client.get("api/status")).status_code == 200
        # Nothing that was hidden in another request has been done.
        assert (await client.get(f"api/jobs/{door.job_id}")).json().get("state") == "done"


# What Traefik itself answers, before an instance hears of it or because what it was to hear cannot be sent: a method
# and framing that it does not have, a version that nobody has, and a body that breaks off in the middle of its chunks
# (Go's `httputil.ReverseProxy` has 500 for that, and Traefik no setting).
_TRAEFIKS_OWN = {
    501: r"CONNECT .+|a name to connect to|header 'Transfer-Encoding: identity'|chunks( twice|, then| behind id).*",
    505: r"HTTP/9\.9",
    500: r"a chunk .+",
}
_NOTHING = r"(?!)"


def judge(door: Door, hostile: Hostile, answer: RawAnswer) -> str | None:
    """What is wrong with an answer, None where it is right."""
    # Jupyter has its own pages for paths beside ours.
    is_ours = door.name == "instance" or "x-vibevoice" in answer.headers or answer.is_json
    traefiks_own = _TRAEFIKS_OWN.get(answer.status, _NOTHING) if door.name == "traefik" and not is_ours else _NOTHING
    is_traefiks = re.fullmatch(traefiks_own, hostile.name) is not None
    if answer.status >= 500 and not is_traefiks:
        return f"{hostile.name}: {answer.status} {answer.body[:200]!r}"
    if answer.status >= 400 and is_ours and answer.body and not answer.is_problem:
        return f"{hostile.name}: {answer.status} is no problem of the contract: {answer.body[:200]!r}"
    return None
