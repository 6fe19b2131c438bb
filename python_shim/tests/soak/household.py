"""Four instances, the people who use them, and how they come to rest."""

from __future__ import annotations

import asyncio
import random
import secrets
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from diary import Diary
from footprint import Footprint, marked, settled
from instance_process import temporary_folder
from person import Person
from resident import Resident

_PEOPLE = 3
_ENDED_S = 300.0


class Household:
    """Two instances with the draft engine alone, two whose one-click script runs it."""

    def __init__(self, dice: random.Random) -> None:
        self.diary = Diary()
        self._dice = dice
        self._mark = secrets.token_hex(8)
        self._stack = AsyncExitStack()
        self._instances: list[Resident] = []
        self._files_left: list[str] = []

    async def __aenter__(self) -> Self:
        for number in range(4):
            folder = Path(self._stack.enter_context(temporary_folder()))
            resident = Resident(folder, mark=self._mark, has_script=number % 2 == 0)
            await resident.start()
            self._instances.append(resident)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for instance in self._instances:
            await instance.close()
            log = (instance.folder / "log").read_text("utf-8", "replace")
            lines = log.splitlines()
            for number, line in enumerate(lines):
                if "Traceback" in line:
                    # What it ends in says what it was.
                    ends = (each for each in lines[number + 1 :] if each and not each.startswith((" ", "\t")))
                    self.diary.fault(f"log: {next(ends, line)}")
                elif " ERROR" in line or "was never awaited" in line:
                    self.diary.fault(f"log: {line}")
            self._files_left += [str(path) for path in instance.temporary.iterdir()]
        await self._stack.aclose()

    async def live(self, seconds: float) -> None:
        """Everybody does what they like for so long."""
        loop = asyncio.get_running_loop()
        people = [
            Person(instance, random.Random(self._dice.random()), self.diary)
            for instance in self._instances
            for _ in range(_PEOPLE)
        ]
        until = loop.time() + seconds
        await asyncio.gather(*(person.live(until) for person in people))

    async def rest(self) -> Footprint:
        """All jobs ended and forgotten, all engines asleep: the sum over the instances."""
        await asyncio.gather(*(self._tidy(instance) for instance in self._instances))
        folders = [(one, one.state_dir, one.temporary) for one in self._instances]
        found = await asyncio.gather(*(settled(one.pid, *rest) for one, *rest in folders))
        return Footprint(
            memory=sum(one.memory for one in found),
            handles=sum(one.handles for one in found),
            threads=sum(one.threads for one in found),
            processes=sum(one.processes for one in found),
            disk=sum(one.disk for one in found),
        )

    async def _tidy(self, instance: Resident) -> None:
        # What runs comes to its end first: nothing that was accepted may stay under way.
        jobs = await self._all_jobs(instance)
        for job in jobs:
            try:
                async with asyncio.timeout(_ENDED_S):
                    ended = await instance.ended(job["id"])
            except TimeoutError:
                self.diary.fault(f"job {job['id']} is {job['state']} for ever")
                continue
            if ended["state"] not in ("done", "cancelled", "interrupted"):
                self.diary.fault(f"job {ended['state']}: {ended.get('problem')}")
            await instance.client.delete(f"/api/jobs/{job['id']}")
        for voice in (await instance.get("/api/voices"))["voices"]:
            if voice.get("uploaded"):
                await instance.client.delete(f"/api/voices/{voice['id']}")
        if left := await self._all_jobs(instance):
            self.diary.fault(f"{len(left)} jobs are still listed")
        await instance.client.delete("/api/engine")
        # A connection that is kept open would count as a handle.
        await instance.hang_up()

    async def _all_jobs(self, instance: Resident) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        query = "limit=100"
        while True:
            page = await instance.get(f"/api/jobs?{query}")
            found += page["jobs"]
            if "next" not in page:
                return found
            query = f"limit=100&before={page['next']}"

    def left_behind(self) -> list[str]:
        """Processes and temporary files that are still there after the end."""
        return marked(self._mark) + self._files_left
