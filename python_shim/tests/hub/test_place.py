"""An instance where a hub put it: it answers whatever happens, is small, ends when told, says when it is used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import psutil
import pytest

from jupyterlab_vibevoice.routes import free_port

from .real_hub import RealHub, bearer, until

COMMAND = [sys.executable, "-m", "jupyterlab_vibevoice.instance"]
Start = Callable[..., tuple[subprocess.Popen[bytes], str]]


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts an instance with a hub's environment, though its hub is gone; gives the process and its address."""
    started: list[subprocess.Popen[bytes]] = []

    def one(**environ: str) -> tuple[subprocess.Popen[bytes], str]:
        address = f"http://127.0.0.1:{free_port()}/hub-7/user/z%C3%B6e/vibevoice/"
        given = {
            "JUPYTERHUB_SERVICE_URL": address,
            "JUPYTERHUB_SERVICE_PREFIX": "/hub-7/user/z%C3%B6e/vibevoice/",
            "JUPYTERHUB_API_URL": f"http://127.0.0.1:{free_port()}/hub-7/hub/api",
            "JUPYTERHUB_API_TOKEN": "secret-of-the-hub",
            "JUPYTERHUB_USER": "zöe",
            "JUPYTERHUB_SERVER_NAME": "vibevoice",
            "VIBEVOICE_HUB_VERSION": "6.1.1",
            "HOME": str(folder),
        }
        with (folder / "log").open("wb") as log:
            started.append(subprocess.Popen(COMMAND, env={**os.environ, **given, **environ}, stdout=log, stderr=log))
        return started[-1], address

    yield one
    for process in started:
        process.kill()
        process.wait()


def first_answer(address: str) -> httpx.Response:
    """The answer to the hub's first look."""

    def look() -> httpx.Response | None:
        try:
            return httpx.get(f"{address}api")
        except httpx.ConnectError:
            return None

    return until(look, "the first answer")


def whole(address: str) -> httpx.Response:
    """The answer to a token, once the whole instance is there to give it."""
    first_answer(address)
    return httpx.get(f"{address}api/status", headers=bearer("anything"), timeout=60)


def test_it_answers_below_its_prefix_however_that_is_spelt(start: Start) -> None:
    _, address = start()
    answer = first_answer(address)
    assert answer.status_code == 200 and answer.json()["contract"] == 1
    assert answer.headers["X-JupyterHub-Version"] == "6.1.1"
    origin = httpx.URL(address).join("/")
    for prefix in ("/hub-7/user/z%C3%B6e/vibevoice/", "/hub-7/user/zöe/vibevoice/"):
        assert httpx.get(origin.join(f"{prefix}api")).headers["X-VibeVoice"]
    assert httpx.get(origin.join("/api")).status_code == 401


def test_a_hub_that_does_not_answer_is_no_refusal(start: Start) -> None:
    _, address = start()
    answer = whole(address)
    assert answer.status_code == 503 and answer.json()["code"] == "hub_unreachable"
    assert int(answer.headers["Retry-After"]) >= 1
    assert httpx.get(f"{address}api/status").status_code == 401


@pytest.mark.parametrize(
    ("trouble", "environ"),
    [
        ("wrong options", {"VIBEVOICE_INSTANCE_OPTIONS": '["--surprise"]'}),
        ("options that are no JSON", {"VIBEVOICE_INSTANCE_OPTIONS": "{"}),
        ("a home that is a file", {"JUPYTER_DATA_DIR": "/dev/null"}),
        ("a script that is not there", {"VIBEVOICE_INSTANCE_OPTIONS": '["--script", "/nowhere/1键推理.sh"]'}),
    ],
)
def test_it_stays_whatever_is_wrong(start: Start, trouble: str, environ: dict[str, str]) -> None:
    process, address = start(**environ)
    assert first_answer(address).status_code == 200
    # The whole of it asks the hub, which is gone: so it is there, and refuses nobody by mistake.
    assert whole(address).status_code == 503
    assert httpx.get(f"{address}api").status_code == 200
    assert process.poll() is None


def test_it_stays_when_it_cannot_be_loaded(start: Start, folder: Path) -> None:
    (folder / "tornado.py").write_text("raise ImportError('not installed')")
    process, address = start(PYTHONPATH=f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    assert first_answer(address).status_code == 200
    answer = httpx.get(f"{address}api/status", timeout=60)
    assert answer.status_code == 500 and "administrator" in answer.json()["hint"]
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    process.wait(60)


def test_a_library_in_use_is_told_to_the_owner(hub: RealHub) -> None:
    hub.stop_instance("dave")
    home = hub.folder / "home" / "dave"
    own = subprocess.Popen(
        [*COMMAND, "--state-dir", str(home / ".local/share/jupyter/vibevoice"), "--runtime-file", str(home / "file")],
        env={**os.environ, "HOME": str(home), "VV_TEST_MARK": hub.mark},
    )
    try:
        until((home / "file").is_file, "an instance that has the library open")
        address, dave = hub.start_instance("dave"), bearer(hub.token("dave"))
        status = httpx.get(f"{address}/api/status", headers=dave).json()
        assert status["state"] == "failed" and "use" in status["message"] and status["problem"]["hint"]
        answer = httpx.post(f"{address}/api/jobs", headers=dave, json={"script": "A: a"})
        assert answer.status_code == 500 and answer.json()["message"] == status["message"]
        assert httpx.get(f"{address}/api/status", headers=bearer(hub.token("bob"))).status_code == 401
    finally:
        own.kill()
        own.wait()
        hub.stop_instance("dave")


def test_it_ends_at_the_first_word_with_a_stream_open_and_takes_its_script_along(hub: RealHub) -> None:
    address, alice = hub.start_instance("alice"), bearer(hub.token("alice"))
    control = hub.folder / "home" / "alice" / "control.json"
    control.write_text(json.dumps({"frames": 2}))
    job = httpx.post(f"{address}/api/jobs", headers=alice, json={"script": "Nora: This never comes to its end."}).json()
    with httpx.stream("GET", f"{address}/api/jobs/{job['id']}/events", headers=alice, timeout=120) as events:
        lines = events.iter_lines()
        next(line for line in lines if line == "event: started")
        own = _processes_of(hub, "alice")
        assert len(own) > 1
        hub.stop_instance("alice")
        assert "event: interrupted" in list(lines)
    control.unlink()
    assert not psutil.wait_procs(own, timeout=60)[1]


def _processes_of(hub: RealHub, name: str) -> list[psutil.Process]:
    """A user's instance, and all that it started."""
    instance = next(
        found
        for found in hub.processes()
        if (told := found.environ()).get("JUPYTERHUB_USER") == name and told["JUPYTERHUB_SERVER_NAME"] == "vibevoice"
    )
    return [instance, *instance.children(recursive=True)]


def test_it_is_small_while_it_sleeps(hub: RealHub) -> None:
    address, bob = hub.start_instance("bob"), bearer(hub.token("bob"))
    httpx.delete(f"{address}/api/engine", headers=bob, timeout=60)
    until(
        lambda: httpx.get(f"{address}/api/status", headers=bob, timeout=60).json()["state"] == "asleep",
        "the sleep of bob's instance",
    )
    until(lambda: len(_processes_of(hub, "bob")) == 1, "the end of what it had started")
    instance, *_ = _processes_of(hub, "bob")
    assert instance.memory_info().rss < 95_000_000


def last_activity(hub: RealHub, name: str) -> datetime:
    """When a user's instance was last used, as the hub knows."""
    return datetime.fromisoformat(hub.running(name)["vibevoice"]["last_activity"])


def test_it_tells_the_hub_of_use_and_not_of_looks(hub: RealHub) -> None:
    address, bob = hub.start_instance("bob"), bearer(hub.token("bob"))
    before = last_activity(hub, "bob")
    with httpx.stream("GET", f"{address}/api/events", headers=bob):
        for path in ("api", "api/status", "api/jobs", "metrics"):
            assert httpx.get(f"{address}/{path}", headers=bob, timeout=60).is_success
        # What comes after the looks in the same queue of telling: a use, which alone is told.
        used_at = datetime.now().astimezone()
        httpx.post(f"{address}/api/dialogues/parse", headers=bob, json={"script": "A: a"}).raise_for_status()
    told = until(lambda: (found := last_activity(hub, "bob")) != before and found, "the use")
    assert told >= used_at.replace(microsecond=used_at.microsecond // 1000 * 1000)
