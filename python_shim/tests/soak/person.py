"""Somebody with a browser: makes dialogues, listens, changes their mind, reloads the page, goes away in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import random
import wave
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
from diary import Diary
from resident import Resident

_SAID = (
    "Good morning. Shall we begin with the sea?",
    "大家好，今天我们聊一聊大海为什么会发光。",
    "I think 1,000 small animals live in every drop.",
    "是的，2026年的夏天特别多。",
)
_ENDS = {"done", "failed", "cancelled", "interrupted"}
# Refusals that come of several people using one instance: a job was over, went on, or went under somebody's hands.
_MAY_BE_REFUSED = frozenset(
    ("job_finished", "job_not_finished", "job_not_found", "voice_not_found", "turn_not_found", "not_found")
)
_LONGEST_PAUSE_S = 3.0
_LONGEST_DEED_S = 300.0
# `seconds` has four decimals, which is 2.4 samples.
_ROUNDED = 2


class Person:
    """One of several people on one instance, with connections of their own."""

    def __init__(self, instance: Resident, dice: random.Random, diary: Diary) -> None:
        self._instance = instance
        self._dice = dice
        self._diary = diary
        self._client = instance.new_client()
        self._watching: asyncio.Task[None] | None = None
        self._deeds: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (6, self.speak_and_hear), (3, self.leave_and_come_back), (4, self.cancel), (3, self.resume),
            (4, self.retake), (2, self.choose_a_take), (3, self.download), (2, self.leave_a_download), (3, self.look),
            (2, self.reload), (2, self.forget_a_job), (1, self.bring_a_voice), (1, self.log_in), (1, self.speech),
            (1, self.say_nonsense), (1, self.put_to_sleep), (1, self.ask_twice),
        ]  # fmt: skip

    async def live(self, until: float) -> None:
        """Does one thing after the other until a time of the loop's clock."""
        self._watch()
        weights = [weight for weight, _ in self._deeds]
        while asyncio.get_running_loop().time() < until:
            (_, deed) = self._dice.choices(self._deeds, weights)[0]
            try:
                async with asyncio.timeout(_LONGEST_DEED_S):
                    await deed()
                self._diary.done(deed.__name__)
            except (httpx.HTTPError, AssertionError, TimeoutError) as error:
                self._diary.fault(f"{deed.__name__}: {type(error).__name__} {error}")
            await asyncio.sleep(self._dice.random() * _LONGEST_PAUSE_S)
        await self._go()

    async def _go(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                try:
                    await self._watching
                except httpx.HTTPError as error:
                    self._diary.fault(f"status: {type(error).__name__} {error}")
        await self._client.aclose()

    def _watch(self) -> None:
        self._watching = asyncio.create_task(self._follow_status())

    async def _follow_status(self) -> None:
        async with self._client.stream("GET", "/api/events") as answer:
            async for _ in answer.aiter_lines():
                pass

    async def _call(self, method: str, path: str, **more: Any) -> httpx.Response | None:
        """The answer; None where it was refused as it may be."""
        answer = await self._client.request(method, path, **more)
        if answer.is_success or answer.is_redirect:
            return answer
        problem = answer.json()
        said = f"{method} {path} {answer.status_code} {problem['code']}: {problem['message']}"
        assert problem["code"] in _MAY_BE_REFUSED, said
        self._diary.refused(problem["code"])
        return None

    async def _ask_again(self, method: str, path: str) -> None:
        """A call whose answer may break off, since its job is forgotten or goes on anew: repeated, it holds."""
        try:
            await self._call(method, path)
        except httpx.RemoteProtocolError:
            await self._call(method, path)

    async def _create(self, turns: int, **more: Any) -> dict[str, Any]:
        lines = [f"{'Nora' if n % 2 else 'Ben'}: {self._dice.choice(_SAID)}" for n in range(turns)]
        engine = self._dice.choice(("draft", "script")) if self._instance.has_script else "draft"
        body = {"script": "\n".join(lines), "engine": engine, **more}
        answer = await self._client.post("/api/jobs", json=body)
        assert answer.status_code == 202, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def _events(self, job_id: str, after: int = 0) -> AsyncIterator[dict[str, Any]]:
        headers = {"Last-Event-ID": str(after)} if after else {}
        async with self._client.stream("GET", f"/api/jobs/{job_id}/events", headers=headers) as answer:
            if answer.status_code == 404:
                return
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    yield json.loads(line[6:])

    async def _some_job(self) -> dict[str, Any] | None:
        answer = await self._call("GET", "/api/jobs?limit=20")
        jobs = answer.json()["jobs"] if answer else []
        return self._dice.choice(jobs) if jobs else None

    async def _heard(self, job: dict[str, Any]) -> None:
        """All segments of a job that is done have together as many samples as it says."""
        total, audio = 0, job["audio"]
        for number in range(audio["segments"]):
            path = f"/api/jobs/{job['id']}/revisions/{audio['revision']}/segments/{number}.wav"
            answer = await self._call("GET", path)
            if answer is None:
                return
            total += (len(answer.content) - 44) // 2
        assert abs(total - audio["seconds"] * audio["sample_rate"]) <= _ROUNDED, f"{total} samples of {audio}"

    async def speak_and_hear(self) -> None:
        """A dialogue, its events to their end, its sound."""
        made = await self._create(self._dice.randrange(2, 12))
        numbers = [event["id"] async for event in self._events(made["id"])]
        assert numbers == list(range(1, len(numbers) + 1)), f"events {numbers}"
        answer = await self._call("GET", f"/api/jobs/{made['id']}")
        job = answer.json() if answer else None
        if job and job["state"] == "done":
            assert [turn["state"] for turn in job["turns"]] == ["done"] * len(job["turns"]), "turns"
            await self._heard(job)

    async def leave_and_come_back(self) -> None:
        """The page is closed in the middle and opened again: no event is lost or doubled."""
        made = await self._create(self._dice.randrange(10, 60))
        numbers: list[int] = []
        for _ in range(6):
            wanted = self._dice.randrange(1, 25)
            async with contextlib.aclosing(self._events(made["id"], numbers[-1] if numbers else 0)) as events:
                async for event in events:
                    numbers.append(event["id"])
                    if event["type"] in _ENDS:
                        break
                    if (wanted := wanted - 1) == 0:
                        break
            await self.reload()
        assert numbers == list(range(1, len(numbers) + 1)), f"events {numbers}"

    async def cancel(self) -> None:
        """A job is stopped at some moment."""
        made = await self._create(self._dice.randrange(20, 80))
        async with contextlib.aclosing(self._events(made["id"])) as events:
            wanted = self._dice.randrange(1, 30)
            async for event in events:
                if event["type"] in _ENDS or (wanted := wanted - 1) == 0:
                    break
        await self._call("POST", f"/api/jobs/{made['id']}/cancel")

    async def resume(self) -> None:
        """A job that was stopped goes on."""
        answer = await self._call("GET", "/api/jobs?limit=50")
        jobs = answer.json()["jobs"] if answer else []
        for job in jobs:
            if job["state"] in ("cancelled", "interrupted"):
                await self._call("POST", f"/api/jobs/{job['id']}/resume")
                return

    async def retake(self) -> None:
        """A turn is spoken again."""
        job = await self._some_job()
        if job and job["turns"]:
            turn = self._dice.choice(job["turns"])["id"]
            body = {"seed": self._dice.randrange(100)}
            await self._call("POST", f"/api/jobs/{job['id']}/turns/{turn}/takes", json=body)

    async def choose_a_take(self) -> None:
        """Another take counts."""
        job = await self._some_job()
        for turn in job["turns"] if job else []:
            if job and len(turn["takes"]) > 1:
                path = f"/api/jobs/{job['id']}/turns/{turn['id']}/take"
                await self._call("PUT", path, json={"take_id": self._dice.choice(turn["takes"])["id"]})
                return

    async def download(self) -> None:
        """Files, captions, waveform."""
        job = await self._some_job()
        if job:
            kind = self._dice.choice(("wav", "flac", "mp3", "opus", "m4a"))
            rest = self._dice.choice(("captions.vtt", "captions.json", "peaks.json?per_second=20"))
            for name in (f"audio.{kind}", rest):
                await self._ask_again("GET", f"/api/jobs/{job['id']}/{name}")

    async def leave_a_download(self) -> None:
        """A download is given up after its first bytes."""
        job = await self._some_job()
        if job:
            async with self._client.stream("GET", f"/api/jobs/{job['id']}/audio.wav") as answer:
                async for _ in answer.aiter_raw():
                    break

    async def look(self) -> None:
        """What a page asks when it opens."""
        for path in ("/api/status", "/api/voices", "/api/log?tail=50", "/api/jobs?limit=5", "/metrics"):
            await self._call("GET", path)

    async def reload(self) -> None:
        """All connections are dropped and made anew."""
        await self._go()
        self._client = self._instance.new_client()
        self._watch()

    async def forget_a_job(self) -> None:
        """A job goes, whatever it is doing."""
        job = await self._some_job()
        if job:
            await self._call("DELETE", f"/api/jobs/{job['id']}")

    async def bring_a_voice(self) -> None:
        """A recording is uploaded, heard and forgotten."""
        target = io.BytesIO()
        with wave.open(target, "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes(self._dice.randbytes(2 * 16_000 * 2))
        form = {"name": "Somebody", "consent": "true"}
        answer = await self._call("POST", "/api/voices", data=form, files={"file": ("x.wav", target.getvalue())})
        if answer:
            voice = answer.json()["id"]
            await self._call("GET", f"/api/voices/{voice}/preview")
            await self._call("DELETE", f"/api/voices/{voice}")

    async def log_in(self) -> None:
        """A new tab logs in by a ticket."""
        answer = await self._call("POST", "/api/session")
        if answer:
            await self._call("GET", answer.json()["url"])
            self._client.cookies.clear()

    async def speech(self) -> None:
        """OpenAI's interface, heard to its end or not; somebody else may put the engine to sleep meanwhile."""
        body = {"model": "draft", "voice": "alloy", "input": _SAID[0] * 5, "response_format": "pcm"}
        is_whole = self._dice.random() < 0.5
        try:
            async with self._client.stream("POST", "/v1/audio/speech", json=body) as answer:
                # Somebody forgot its job before there was sound.
                assert answer.status_code in (200, 404, 502), str(answer.status_code)
                async for _ in answer.aiter_raw():
                    if not is_whole:
                        break
        except httpx.RemoteProtocolError:
            self._diary.refused("speech cut short")

    async def say_nonsense(self) -> None:
        """Requests that are refused."""
        for body in ({"script": "[Nora Hello"}, {"script": ""}, {"dialogue": 7}, {"what": 1}):
            answer = await self._client.post("/api/jobs", json=body)
            assert 400 <= answer.status_code < 500, f"{answer.status_code} {body}"

    async def put_to_sleep(self) -> None:
        """The engines are put to sleep, whatever they do."""
        answer = await self._client.delete("/api/engine")
        assert answer.status_code == 202, str(answer.status_code)

    async def ask_twice(self) -> None:
        """The same key gives the same job."""
        headers = {"Idempotency-Key": f"{self._dice.random()}"}
        body = {"script": f"Nora: {_SAID[2]}", "engine": "draft"}
        answers = await asyncio.gather(*(self._client.post("/api/jobs", json=body, headers=headers) for _ in range(2)))
        assert len({answer.json()["id"] for answer in answers}) == 1, "two jobs"
