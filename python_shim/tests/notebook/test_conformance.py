"""The shared scenarios of ui-tests/conformance: what both Python clients make of a network that misbehaves."""

from __future__ import annotations

import asyncio
import inspect
import json
import secrets
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from jupyterlab_vibevoice import AsyncClient, Client, contract
from jupyterlab_vibevoice.notebook import AsyncJob, Job, Patience
from jupyterlab_vibevoice.notebook.errors import VibeVoiceError

FOLDER = Path(__file__).parents[3] / "ui-tests" / "conformance"
SCENARIOS = json.loads((FOLDER / "scenarios.json").read_text())["scenarios"]
EVENTS = "GET api/jobs/j1/events"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The server that does what scenarios say; its URL."""
    node = shutil.which("node")
    assert node is not None
    command = [node, str(FOLDER / "server.mjs")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]
        process.kill()


class Outcome:
    """What came of a scenario's call."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.pcm = b""
        self.value: Any = None
        self.error: dict[str, Any] | None = None


async def _pieces(source: Any) -> AsyncIterator[Any]:
    """What either kind of iterator gives."""
    if hasattr(source, "__aiter__"):
        async with aclosing(source) as pieces:
            async for piece in pieces:
                yield piece
    else:
        for piece in source:
            yield piece


async def _value(source: Any) -> Any:
    return await source if inspect.isawaitable(source) else source


class Run:
    """One scenario with one client."""

    def __init__(self, client: Any, scenario: dict[str, Any], folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.scenario = scenario
        self.outcome = Outcome()
        # `attach` asks for the job first; the scenarios count requests.
        known = contract.Job.model_construct(id="j1", state="running")
        self.handle: Any = (Job if isinstance(client, Client) else AsyncJob)(client._exchange, known)

    async def events(self) -> None:
        async for event in _pieces(self.handle.events(self.scenario.get("after", 0))):
            self.outcome.events.append(event.to_wire())

    async def leave(self) -> None:
        async with aclosing(_pieces(self.handle.events())) as events:
            async for event in events:
                self.outcome.events.append(event.to_wire())
                if event.id == 4:
                    return

    async def abort(self) -> None:
        task = asyncio.current_task()
        async for event in _pieces(self.handle.events()):
            self.outcome.events.append(event.to_wire())
            if event.id == 4 and task is not None:
                task.cancel()
                await asyncio.sleep(0)

    async def listen(self) -> None:
        async for chunk in _pieces(self.handle.listen()):
            self.outcome.pcm += chunk

    async def audio(self) -> None:
        path = self.folder / "whole.wav"
        await _value(self.handle.save(path))
        self.outcome.pcm = path.read_bytes()[44:]

    async def call(self) -> None:
        """A call that gives one value."""
        made: dict[str, Callable[[], Awaitable[Any]]] = {
            "job": lambda: self.client.attach("j1"),
            "jobs": lambda: self.client._page(20, None, None),
            "status": self.client.status,
            "captions": lambda: self.handle.captions("vtt"),
            "create": lambda: self.client.dialogue("Nora: Hello."),
            "cancel": self.handle.cancel,
            "finished": self.handle.wait,
        }
        value = await _value(made[self.scenario["do"]]())
        data = getattr(value, "data", value)
        self.outcome.value = data.to_wire() if isinstance(data, contract.WireModel) else data

    async def run(self) -> Outcome:
        """Makes the call; what it raises is part of what came of it."""
        try:
            await getattr(self, self.scenario["do"], self.call)()
        except VibeVoiceError as error:
            self.outcome.error = {**vars(error), "code": error.code, "name": type(error).__name__}
        except asyncio.CancelledError:
            asyncio.current_task().uncancel()  # type: ignore[union-attr]  # a test runs in a task
            self.outcome.error = {"code": "aborted"}
        return self.outcome


def _patience(scenario: dict[str, Any]) -> Patience:
    options = scenario.get("options", {})
    return Patience(
        idle_s=options.get("idle_seconds", 30),
        timeout_s=options.get("timeout_seconds", 30),
        max_retries=options.get("max_retries", 2),
        first_pause_s=0.01,
        longest_pause_s=0.02,
        stream_attempts=scenario.get("attempts", 5),
    )


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _part(found: Any, expected: dict[str, Any]) -> dict[str, Any]:
    return {name: (found or {}).get(name) for name in expected}


def _check_events(events: list[dict[str, Any]], expect: dict[str, Any], log: list[dict[str, Any]]) -> None:
    ids = [event["id"] for event in events]
    if "events" in expect:
        assert ids == ([event["id"] for event in log] if expect["events"] == "all" else expect["events"])
        for event in events:
            assert event == _part(log[event["id"] - 1], event)
    assert ids == expect.get("ids", ids)
    assert [event["type"] for event in events] == expect.get("types", [event["type"] for event in events])


def _check_requests(seen: list[dict[str, Any]], expect: dict[str, Any]) -> None:
    for call, count in expect.get("calls", {}).items():
        assert len([one for one in seen if one["call"] == call]) == count, call
    if "after" in expect:
        assert [one.get("after") for one in seen if one["call"] == EVENTS] == expect["after"]
    if "same_key" in expect:
        keys = [one.get("key") for one in seen if one["call"] == expect["same_key"]]
        assert all(keys) and len(set(keys)) == 1
    if "elsewhere" in expect:
        there = [one for one in seen if one.get("place") == "elsewhere"]
        assert [_part(one, expect["elsewhere"]) for one in there] == [expect["elsewhere"]]


# One is made from the other: what differs is the transport below. The usual run takes a tenth of them for the second.
@pytest.mark.parametrize(
    ("scenario", "kind"),
    [
        pytest.param(one, kind, id=f"{one['name']}-{kind.__name__}", marks=[pytest.mark.long] * is_long)
        for place, one in enumerate(SCENARIOS)
        for kind, is_long in ((Client, False), (AsyncClient, place % 10 > 0))
    ],
)
async def test_a_client_behaves_as_the_scenario_says(
    server: str, tmp_path: Path, scenario: dict[str, Any], kind: type[Client] | type[AsyncClient]
) -> None:
    url, expect = f"{server}{scenario['name']}/{secrets.token_hex(8)}/", scenario["expect"]
    client = kind(url=url, token="secret", patience=_patience(scenario))
    outcome = await Run(client, scenario, tmp_path).run()
    await _value(client.aclose() if isinstance(client, AsyncClient) else client.close())
    assert _part(outcome.error, expect.get("error") or {"code": None}) == (expect.get("error") or {"code": None})
    async with httpx.AsyncClient(timeout=30) as reader:
        log = (await reader.get(f"{url}_log")).json()
        seen = (await reader.get(f"{url}_seen")).json()["seen"]
    _check_events(outcome.events, expect, log)
    _check_requests(seen, expect)
    if "samples" in expect:
        heard = np.frombuffer(outcome.pcm, dtype="<i2")
        assert np.array_equal(heard, np.arange(expect["samples"]) % 30_000)
    assert _names(tmp_path) == ([] if outcome.error or scenario["do"] != "audio" else ["whole.wav"])
    assert _part(outcome.value, expect.get("value", {})) == expect.get("value", {})
    assert expect.get("text", "") in (outcome.value if isinstance(outcome.value, str) else "")
