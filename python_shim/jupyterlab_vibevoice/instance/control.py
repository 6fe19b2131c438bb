"""What callers do to a job: stop it, go on with it, speak a turn again, choose a take, rename, forget."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ..contract.problems import ProblemError
from .casting import check_voices
from .growth import Growth
from .lane import Lane
from .library import Library
from .library.database import Row
from .run import digest, give_up_or_interrupt
from .wire import UNDER_WAY, JobWire, gap_timeline, is_complete

if TYPE_CHECKING:
    from .acceptance import Acceptance


class JobControl:
    """The verbs of jobs; each returns when the library knows."""

    def __init__(self, library: Library, lanes: dict[str, Lane], acceptance: Acceptance) -> None:
        self._library = library
        self._lanes = lanes
        self._acceptance = acceptance

    def lane_of(self, row: Row) -> Lane:
        """The lane of a job; a job of a lane that is not there any more goes to the draft."""
        return self._lanes.get(row["lane"]) or self._lanes["draft"]

    def wire(self, row: Row) -> dict[str, Any]:
        """A job by the contract, with what only its lane knows."""
        lane = self.lane_of(row)
        run = lane.run if lane.run is not None and lane.run.job_id == row["id"] else None
        rendering = run.rendering if run else None
        passing = rendering.passing() if rendering else None
        job = JobWire(self._library, row, speaking=rendering.speaking if rendering else None, passing=passing).job()
        if rendering is not None:
            job["progress"] = rendering.progress()
        elif row["state"] == "queued" and (place := lane.queue_position(row["id"])) is not None:
            job["progress"]["queue_position"] = place
        return job

    async def cancel(self, job_id: str) -> None:
        """Stops a job within one frame; raises `job_finished` where there is nothing to stop."""
        row = self._library.jobs.get(job_id)
        if row["state"] not in UNDER_WAY:
            raise ProblemError("job_finished", "The job does not run.")
        lane = self.lane_of(row)
        if lane.end(job_id, "cancelled"):
            await lane.ended(job_id)
        else:
            give_up_or_interrupt(self._library, job_id, "cancelled")
            lane.ring()

    def resume(self, job_id: str) -> None:
        """Queues what a job still waits for; raises `job_finished` where that is nothing."""
        row = self._library.jobs.get(job_id)
        if row["state"] in UNDER_WAY:
            return
        self._library.work.release(job_id)
        if not self._library.work.of_job(job_id):
            raise ProblemError("job_finished", "There is nothing left to do for this job.")
        self._queue(row)

    def _queue(self, row: Row) -> None:
        self._acceptance.require_room()
        with self._library.database.transaction(is_durable=True):
            self._library.jobs.refuse_when_full()
            self._library.work.touch(row["id"])
            self._library.jobs.update(
                row["id"], state="queued", lane=self.lane_of(row).name, finished_at=None, problem=None, failed_turn=None
            )
        self.lane_of(row).ring()

    def retake(self, job_id: str, turn_id: str, wishes: dict[str, Any]) -> None:
        """Queues a new take of a turn; raises `turn_not_found`, or `job_not_finished` for a turn never spoken."""
        row = self._library.jobs.get(job_id)
        self.index_of(row, turn_id)
        under_way = row["state"] in UNDER_WAY
        if not under_way and not self._library.takes.of_turn(job_id, turn_id):
            raise ProblemError("job_not_finished", "This turn has not been spoken yet.", hint="Resume the job first.")
        engine = self.lane_of(row).engine
        if "voice" in wishes and engine.voices is not None:
            check_voices([wishes["voice"]], [voice["id"] for voice in self._acceptance.known_voices(engine)])
        with self._library.database.transaction(is_durable=True):
            self._library.jobs.add_work(job_id, turn_id, wishes)
            if not under_way:
                self._library.work.hold_dialogue(job_id)
                self._queue(row)
        self.lane_of(row).ring()

    def index_of(self, row: Row, turn_id: str) -> int:
        """The index of a turn; raises `turn_not_found`."""
        for index, turn in enumerate(self._library.jobs.dialogue(row["id"])["turns"]):
            if turn["id"] == turn_id:
                return index
        raise ProblemError("turn_not_found", "There is no such turn in this job.")

    async def choose(self, job_id: str, turn_id: str, take_id: str) -> None:
        """Makes a take count, in a new revision; choosing what counts already changes nothing."""
        row = self._library.jobs.get(job_id)
        turn = (turn_id, self.index_of(row, turn_id))
        take = self._library.takes.get(job_id, take_id)
        if take is None or take["turn_id"] != turn_id or not take["is_whole"]:
            raise ProblemError("not_found", "This turn has no such take.")
        present = self._library.takes.chosen_of(job_id, row["revision"], turn_id)
        if present is not None and present["id"] == take_id:
            return
        run = self.lane_of(row).run
        rendering = run.rendering if run is not None and run.job_id == job_id else None
        if rendering is not None:
            rendering.growth.choose(turn, take_id, is_end=is_complete(self._library, row))
            return
        Growth(self._library, job_id).choose(turn, take_id, is_end=True)
        row = self._library.jobs.get(job_id)
        if is_complete(self._library, row):
            sha256 = await asyncio.to_thread(digest, gap_timeline(self._library, row))
            if self._library.jobs.get(job_id)["revision"] == row["revision"]:
                self._library.jobs.update(job_id, sha256=sha256)

    def update(self, job_id: str, changes: dict[str, Any]) -> None:
        """Renames a job, keeps it from retention, or gives it to another document."""
        self._library.jobs.get(job_id)
        fields = {name: changes[name] for name in ("title", "pinned", "ref") if name in changes}
        if fields:
            self._library.jobs.update(job_id, **fields)
        if "title" in fields:
            # The title stands in the exported files.
            self._library.drop_exports(job_id)

    async def forget(self, job_id: str) -> None:
        """Stops a job where it runs, and deletes it with its audio."""
        row = self._library.jobs.get(job_id)
        lane = self.lane_of(row)
        if lane.end(job_id, "forgotten"):
            await lane.ended(job_id)
        self._library.forget_job(job_id)
        lane.ring()
