"""What others hear is not disturbed: servers start and stop, the hub goes and comes back, and nothing is lost."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from .real_hub import RealHub, bearer, until


class Listener:
    """Follows a job as a studio does: its events on one open connection, each segment as soon as it is announced."""

    def __init__(self, address: str, job_id: str, login: dict[str, str]) -> None:
        self._client = httpx.Client(base_url=address, headers=login, timeout=httpx.Timeout(60, read=90))
        self._path = f"/api/jobs/{job_id}"
        self.events: list[dict[str, Any]] = []
        self.samples = 0
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def _follow(self) -> None:
        try:
            with self._client.stream("GET", f"{self._path}/events") as answer:
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        self._take(json.loads(line[6:]))
        except (httpx.HTTPError, AssertionError) as error:
            self.error = error

    def _take(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        if event["type"] == "segment":
            piece = self._client.get(f"{self._path}/revisions/{event['revision']}/segments/{event['n']}.wav")
            assert piece.status_code == 200, piece.status_code
            samples = (len(piece.content) - 44) // 2
            assert samples == event["samples"], (event, samples)
            self.samples += samples

    def heard(self, count: int) -> bool:
        """Whether so many segments are there."""
        assert self.error is None, self.error
        return sum(event["type"] == "segment" for event in self.events) >= count

    def finish(self) -> None:
        """Waits for the end of the job."""
        self._thread.join(120)
        self._client.close()


@pytest.fixture
def listener(hub: RealHub) -> Iterator[Listener]:
    """Alice listens to a table read and to a job that goes on as far as `control.json` lets it; here the latter."""
    address, alice = hub.start_instance("alice"), bearer(hub.token("alice"))
    # Her own token: asked of the hub once, good while the hub is away.
    alice = bearer(httpx.post(f"{address}/api/tokens", headers=alice).json()["token"])
    control = hub.folder / "home" / "alice" / "control.json"
    control.write_text(json.dumps({"frames": 30}))
    script = "\n".join(f"Nora: Turn number {n} of a dialogue that others should not disturb." for n in range(20))
    job = httpx.post(f"{address}/api/jobs", headers=alice, json={"script": script}).json()
    following = Listener(address, job["id"], alice)
    yield following
    control.unlink(missing_ok=True)
    following.finish()


def allow(hub: RealHub, frames: int | None) -> None:
    """Lets alice's engine go on to so many frames of 0.1 s, or to the end."""
    control = hub.folder / "home" / "alice" / "control.json"
    new = control.with_suffix(".new")
    new.write_text("{}" if frames is None else json.dumps({"frames": frames}))
    new.replace(control)


def test_nothing_is_lost_while_servers_come_and_go_and_the_hub_restarts(hub: RealHub, listener: Listener) -> None:
    until(lambda: listener.heard(1), "the first segment")
    address, draft = f"{hub.origin}/user/alice/vibevoice", {"script": "Ben: A table read.", "engine": "draft"}
    alice = bearer(httpx.post(f"{address}/api/tokens", headers=bearer(hub.token("alice"))).json()["token"])
    for frames in (60, 90):
        hub.start_instance("bob")
        hub.stop_instance("bob")
        allow(hub, frames)
        until(lambda frames=frames: listener.heard(frames // 30), "more segments")
    hub.stop_hub()
    assert httpx.get(f"{hub.origin}/hub/api/").status_code in (502, 503, 504)
    # A whole table read, heard through Traefik while there is no hub.
    job = httpx.post(f"{address}/api/jobs", headers=alice, json=draft).json()
    read = Listener(address, job["id"], alice)
    read.finish()
    assert read.error is None and read.events[-1]["type"] == "done" and read.samples > 10_000
    # Who would log in by the hub is told to wait, not that he is refused.
    answer = httpx.get(f"{address}/api/status", headers=bearer("b" * 32))
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    allow(hub, 120)
    until(lambda: listener.heard(5), "more segments without a hub")
    hub.start_hub()
    allow(hub, None)
    listener.finish()
    assert listener.error is None and listener.events[-1]["type"] == "done"
    assert [event["id"] for event in listener.events] == list(range(1, len(listener.events) + 1))
    assert listener.samples / 24_000 == pytest.approx(listener.events[-1]["audio"]["seconds"], abs=0.001)
    # The hub knows all its servers again, and alice's is the one that she had.
    assert "vibevoice" in hub.running("alice")
    assert httpx.get(f"{address}/api/status", headers=bearer(hub.token("alice"))).status_code == 200
