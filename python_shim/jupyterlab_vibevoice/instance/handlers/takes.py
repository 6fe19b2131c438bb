"""New takes of one turn, and which of them counts."""

from __future__ import annotations

from ...contract.problems import ProblemError
from ..timeline import Timeline
from .audio import SoundHandler
from .jobs import JobBase


class TakesHandler(JobBase):
    """`POST api/jobs/{id}/turns/{turn_id}/takes`."""

    def post(self, job_id: str, turn_id: str) -> None:
        """Speaks a turn again."""
        from ...contract import TakeCreate

        self.instance.jobs.retake(job_id, turn_id, self.read(TakeCreate).model_dump(exclude_none=True))
        self.instance.warm()
        self.answer_job(job_id, 202)


class ChoiceHandler(JobBase):
    """`PUT api/jobs/{id}/turns/{turn_id}/take`."""

    async def put(self, job_id: str, turn_id: str) -> None:
        """Makes a take count."""
        from ...contract import TakeChoice

        await self.instance.jobs.choose(job_id, turn_id, self.read(TakeChoice).take_id)
        self.answer_job(job_id)


class TakeAudioHandler(SoundHandler):
    """`GET api/jobs/{id}/takes/{take_id}.flac` (`.wav`)."""

    async def get(self, job_id: str, take_id: str, kind: str) -> None:
        """One take alone; it never changes."""
        take = self.instance.library.takes.get(job_id, take_id)
        if take is None or not take["is_whole"]:
            raise ProblemError("not_found", "There is no such take.")
        timeline = Timeline.build([self.instance.library.takes.turn_audio(take)], gap=0)
        with self.while_there(job_id):
            await self.send_piece(timeline.spans, timeline.samples, kind)
