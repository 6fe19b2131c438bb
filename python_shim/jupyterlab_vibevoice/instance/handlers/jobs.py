"""Dialogues in, jobs out."""

from __future__ import annotations

from typing import Any

from ..library.database import Row
from ..reading import parse_script
from .base import BaseHandler


class JobBase(BaseHandler):
    """What handlers of one job share."""

    def job(self, job_id: str) -> Row:
        """The row of a job; raises `job_not_found`."""
        return self.instance.library.jobs.get(job_id)

    def answer_job(self, job_id: str, status: int = 200) -> None:
        """Ends with the job."""
        self.answer(self.instance.jobs.wire(self.job(job_id)), status)


class ParseHandler(BaseHandler):
    """`POST api/dialogues/parse`."""

    def post(self) -> None:
        """The dialogue and the diagnostics of a script."""
        from ...contract import ParseRequest

        self.instance.idle.use()
        self.answer(parse_script(self.read(ParseRequest).script))


class JobsHandler(JobBase):
    """`GET api/jobs`, `POST api/jobs`."""

    def get(self) -> None:
        """Jobs, the newest first."""
        limit = self.read_number("limit", 20, least=1, most=100)
        rows = self.instance.library.jobs.page(
            limit=limit + 1, before=self._before(), ref=self.get_query_argument("ref", None)
        )
        answer: dict[str, Any] = {"jobs": [self.instance.jobs.wire(row) for row in rows[:limit]]}
        if len(rows) > limit:
            answer["next"] = str(rows[limit - 1]["seq"])
        self.answer(answer)

    def _before(self) -> int | None:
        text = self.get_query_argument("before", None)
        if text is None:
            return None
        if text.isascii() and text.isdigit():
            return int(text[:18])
        before: int = self.job(text)["seq"]
        return before

    def post(self) -> None:
        """Accepts a job and wakes its engine."""
        from ...contract import JobCreate

        instance = self.instance
        job_id = instance.acceptance.accept(self.read(JobCreate), key=self.request.headers.get("Idempotency-Key"))
        instance.warm()
        instance.jobs.lane_of(self.job(job_id)).ring()
        self.answer_job(job_id, 202)


class JobHandler(JobBase):
    """`GET`, `PATCH`, `DELETE api/jobs/{id}`."""

    def get(self, job_id: str) -> None:
        """One job."""
        self.answer_job(job_id)

    def patch(self, job_id: str) -> None:
        """Renames it, or keeps it from retention."""
        from ...contract import JobUpdate

        self.instance.jobs.update(job_id, self.read(JobUpdate).model_dump(exclude_none=True))
        self.answer_job(job_id)

    async def delete(self, job_id: str) -> None:
        """Forgets it and its audio."""
        await self.instance.jobs.forget(job_id)
        self.set_status(204)
        self.finish()


class JobVerbHandler(JobBase):
    """`POST api/jobs/{id}/cancel`, `POST api/jobs/{id}/resume`."""

    async def post(self, job_id: str, verb: str) -> None:
        """Stops the job, or goes on with it."""
        if verb == "cancel":
            await self.instance.jobs.cancel(job_id)
        else:
            self.instance.jobs.resume(job_id)
            self.instance.warm()
        self.answer_job(job_id, 202)
