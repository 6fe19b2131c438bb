"""Someone who hears a job through the front door, and comes back after every break as the studio does."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from typing import Any

import httpx

from .lab_process import LabProcess

_HEAD_BYTES = 44
_PAUSE_S = 0.05
_PATIENCE_S = 90
_ENDS = ("done", "failed", "cancelled", "interrupted")


class Listener:
    """Keeps each event once and each piece of audio as it was heard."""

    def __init__(self, lab: LabProcess, job_id: str) -> None:
        self.events: list[dict[str, Any]] = []
        self.heard: dict[tuple[int, int], bytes] = {}
        self.breaks = 0
        self._lab = lab
        self._job_id = job_id

    async def follow(self) -> str:
        """Listens until the job ends; returns how."""
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                try:
                    async with self._lab.owner() as client:
                        if (end := await self._listen(client)) is not None:
                            return end
                except httpx.TransportError:
                    pass
                self.breaks += 1
                await asyncio.sleep(_PAUSE_S)

    async def _listen(self, client: httpx.AsyncClient) -> str | None:
        """One connection; returns the kind of the event that ended the job, None where the connection broke off."""
        last = self.events[-1]["id"] if self.events else 0
        headers = {"Accept": "text/event-stream", "Last-Event-ID": str(last)}
        async with client.stream("GET", f"api/jobs/{self._job_id}/events", headers=headers) as answer:
            # 204: no more comes, the end was heard before.
            if answer.status_code not in (200, 204):
                return None
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    event = json.loads(line[6:])
                    await self._take(client, event)
                    if event["type"] in _ENDS:
                        return str(event["type"])
        # An answer that ends without news: the end was heard before.
        return str(self.events[-1]["type"]) if self.events and self.events[-1]["type"] in _ENDS else None

    async def _take(self, client: httpx.AsyncClient, event: dict[str, Any]) -> None:
        pieces: list[tuple[int, int]] = []
        if event["type"] == "segment":
            pieces = [(event["revision"], event["n"])]
        elif event["type"] == "revision":
            # What it holds from its beginning is not announced again.
            pieces = [(event["audio"]["revision"], n) for n in range(event["audio"]["segments"])]
        for piece in pieces:
            self.heard[piece] = await fetch_segment(client, self._job_id, *piece)
        # Kept once its sound has come: after a break it is told again.
        self.events.append(event)

    def spoken_at(self) -> datetime:
        """When the last turn had been spoken; the end itself may be told later, by the instance that comes after."""
        return max(
            datetime.fromisoformat(event["at"])
            for event in self.events
            if event["type"] == "turn" and event["turn"]["state"] == "done"
        )

    def assert_heard_everything_once(self) -> None:
        """Fails where an event was missed or told twice."""
        ids = [event["id"] for event in self.events]
        assert ids == list(range(1, len(ids) + 1))

    def joined(self, revision: int) -> bytes:
        """What was heard of a revision."""
        return b"".join(pcm for (of, _), pcm in sorted(self.heard.items()) if of == revision)

    async def assert_it_still_plays(self) -> None:
        """Fails where a piece that was heard does not play any more, or plays otherwise."""
        async with self._lab.owner() as client:
            for piece, pcm in self.heard.items():
                assert await fetch_segment(client, self._job_id, *piece) == pcm, piece


async def fetch_segment(client: httpx.AsyncClient, job_id: str, revision: int, number: int) -> bytes:
    """The samples of one piece; a front door that is away for a moment is asked again."""
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            try:
                answer = await client.get(f"api/jobs/{job_id}/revisions/{revision}/segments/{number}.wav")
            except httpx.TransportError:
                await asyncio.sleep(_PAUSE_S)
                continue
            if answer.status_code == 200:
                return answer.content[_HEAD_BYTES:]
            # An instance that is there has the piece: Traefik answers in its first moments, Jupyter where no route is.
            assert "X-VibeVoice" not in answer.headers, answer.text
            await asyncio.sleep(_PAUSE_S)
