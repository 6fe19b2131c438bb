"""A real instance in a process of its own, and what tests do with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx

TONE_ENGINE = Path(__file__).parent.parent / "resources" / "tone_engine.py"


def dialogue(*texts: str, speakers: int = 2, **more: Any) -> dict[str, Any]:
    """A dialogue whose turns say these texts, by speakers in rotation."""
    names = ["Nora", "Ben", "Ada", "Li"][:speakers]
    turns = [{"id": f"u{n}", "speaker": names[n % speakers], "text": text} for n, text in enumerate(texts)]
    return {"version": 1, "cast": dict.fromkeys(names[: len(turns)]), "turns": turns, "chapters": [], **more}


class InstanceProcess:
    """Starts, kills and asks one instance; its library outlives it."""

    def __init__(self, folder: Path, *options: str, engine: str = "tone") -> None:
        self.folder = folder
        self.state_dir = folder / "state"
        self.control_file = folder / "control.json"
        self.runtime_file = folder / "runtime.json"
        self.environment = {**os.environ, "TONE_CONTROL": str(self.control_file), "HOME": str(folder)}
        self._options = list(options)
        self._engine = engine
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: int | None = None
        self.client = httpx.AsyncClient()
        self.address = ""

    def control(self, **wishes: Any) -> None:
        """Tells the tone engine what to do, by a rename, so that it never reads half of it."""
        new = self.control_file.with_suffix(".new")
        new.write_text(json.dumps(wishes))
        new.replace(self.control_file)

    def command(self) -> list[str]:
        """The words that start it."""
        words = [sys.executable, "-m", "jupyterlab_vibevoice.instance", "--state-dir", str(self.state_dir)]
        words += ["--runtime-file", str(self.runtime_file), "--user", "ann", "--slug", "ann"]
        if self._engine == "draft":
            return [*words, "--engine", "draft", *self._options]
        if self._engine == "none":
            return [*words, *self._options]
        script = self.folder / "script.sh"
        script.write_text(f'exec "{sys.executable}" "{TONE_ENGINE}"\n')
        return [*words, "--script", str(script), *self._options]

    async def start(self, **popen: Any) -> InstanceProcess:
        """Starts it on a socket that listens already, and returns once it serves. It ends with the tests."""
        self.cut_lifeline()
        held_by_it, self._lifeline = os.pipe()
        with socket.create_server(("127.0.0.1", 0)) as listener, (self.folder / "log").open("ab") as log:
            self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            self._process = await asyncio.to_thread(
                subprocess.Popen,
                [*self.command(), "--fd", str(listener.fileno()), "--lifeline-fd", str(held_by_it)],
                pass_fds=(listener.fileno(), held_by_it),
                env=self.environment,
                stderr=log,
                **popen,
            )
        os.close(held_by_it)
        # Only the whole instance answers this: the runtime file is there then.
        async with httpx.AsyncClient(timeout=90) as stranger:
            await stranger.get(f"{self.address}/api/status")
        await self.client.aclose()
        self.client = httpx.AsyncClient(base_url=self.address, headers=self.login(), timeout=90)
        return self

    def cut_lifeline(self) -> None:
        """Lets go of the pipe that keeps it alive."""
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None

    def login(self) -> dict[str, str]:
        """The header that opens the instance."""
        return {"Authorization": f"Bearer {json.loads(self.runtime_file.read_text())['secret']}"}

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    async def kill(self) -> None:
        """Ends it without a warning."""
        assert self._process is not None
        self._process.kill()
        await asyncio.to_thread(self._process.wait)

    async def stop(self) -> int:
        """Asks it to end; returns its exit status."""
        if self._process is None:
            return 0
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self._process.wait, 90)

    async def close(self) -> None:
        """Ends everything."""
        await self.stop()
        self.cut_lifeline()
        await self.client.aclose()

    async def get(self, path: str, **more: Any) -> Any:
        """The JSON of an answer that must be good."""
        answer = await self.client.get(path, **more)
        assert answer.is_success, answer.text
        return answer.json()

    async def create(self, *texts: str, headers: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
        """A new job that says these texts."""
        body = {"dialogue": dialogue(*texts), **more} if texts else more
        answer = await self.client.post("/api/jobs", json=body, headers=headers)
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def post(self, path: str, body: Any = None, *, status: int = 202) -> Any:
        """The JSON of a POST that must answer with a status."""
        answer = await self.client.post(path, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def events(self, job_id: str, *, after: int = 0) -> AsyncGenerator[dict[str, Any], None]:
        """Events of a job as they come."""
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
        async with self.client.stream("GET", f"/api/jobs/{job_id}/events", headers=headers) as answer:
            if answer.status_code == 204:
                return
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line[6:])

    async def all_events(self, job_id: str, *, after: int = 0) -> list[dict[str, Any]]:
        """Events of a job up to its end."""
        return [event async for event in self.events(job_id, after=after)]

    async def until(self, job_id: str, kind: str, count: int = 1, *, after: int = 0) -> dict[str, Any]:
        """The event of a kind, the `count`-th one."""
        # Closed here, not by the collector in whatever test runs by then.
        async with contextlib.aclosing(self.events(job_id, after=after)) as events:
            async for event in events:
                if event["type"] == kind:
                    count -= 1
                    if not count:
                        return event
        raise AssertionError(f"The job ended without {kind}")

    async def ended(self, job_id: str) -> dict[str, Any]:
        """The job once it is at an end."""
        await self.all_events(job_id)
        found: dict[str, Any] = await self.get(f"/api/jobs/{job_id}")
        return found

    async def joined(self, job: dict[str, Any]) -> bytes:
        """The samples of all segments of the present revision, joined."""
        revision, pieces = job["audio"]["revision"], []
        for number in range(job["audio"]["segments"]):
            answer = await self.client.get(f"/api/jobs/{job['id']}/revisions/{revision}/segments/{number}.wav")
            assert answer.status_code == 200, answer.text
            pieces.append(answer.content[44:])
        return b"".join(pieces)


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder with a short name: paths of unix sockets may not be long."""
    return tempfile.TemporaryDirectory(prefix="vv-")
