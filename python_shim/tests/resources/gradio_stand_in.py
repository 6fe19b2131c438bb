"""A Gradio page as its wire shows it, with tones for voices: the community demo of VibeVoice in several signatures.

Environment: GRADIO_SERVER_PORT; STAND_IN_FOLDER (its files: control.json in, calls.jsonl and made-N.wav out);
STAND_IN_SIGNATURE five | seven | eight | ten | chinese | odd; STAND_IN_GRADIO 6 (one encoder for the whole stream) | 5
(one for each piece) | 4 (no API prefix, no live sound).
control.json: pieces (how many may be made; absent: all), fail (ffprobe | memory | thread | silent | null), busy (others
that wait before us), die_at (piece before which it kills itself), has_whole (false: live sound only), piece_s, first_s,
file (wav | mp3), is_full.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import signal
import sys
import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from aiohttp import web

RATE = 24_000
FOLDER = Path(os.environ["STAND_IN_FOLDER"])
GRADIO = int(os.environ.get("STAND_IN_GRADIO", "6"))
PREFIX = "" if GRADIO == 4 else "/gradio_api"
VOICES = ["en-Alice_woman", "en-Carter_man", "en-Frank_man", "en-Maya_woman", "zh-Bowen_man", "zh-Xinran_woman"]
PAUSE_S = 0.3


def part(kind: str, label: str, value: Any = None, **props: Any) -> dict[str, Any]:
    return {"type": kind, "props": {"label": label, "value": value, **props}}


def slider(label: str, low: float, high: float, value: float) -> dict[str, Any]:
    return part("slider", label, value, minimum=low, maximum=high)


def voice(label: str, value: str | None) -> dict[str, Any]:
    return part("dropdown", label, value, choices=[[name, name] for name in VOICES])


SCRIPT = part("textbox", "Conversation Script", lines=12)
COUNT = slider("Number of Speakers", 1, 4, 2)
SPEAKERS = [voice(f"Speaker {n + 1}", VOICES[n]) for n in range(4)]
CFG = slider("CFG Scale (Guidance Strength)", 1.0, 12.0, 1.3)
STEPS = slider("Inference Steps", 1, 50, 10)
SEED = part("number", "Seed (-1 = random)", 42)
NO_CLONING = part("checkbox", "Disable voice cloning (skip conditioning voice prompts)", False)
SIGNATURES = {
    "ten": [COUNT, SCRIPT, *SPEAKERS, CFG, STEPS, SEED, NO_CLONING],
    "eight": [COUNT, SCRIPT, *SPEAKERS, CFG, NO_CLONING],
    "seven": [COUNT, SCRIPT, *SPEAKERS, CFG],
    "five": [SCRIPT, *SPEAKERS[:2], CFG, STEPS],
    "chinese": [
        part("textbox", "对话脚本", lines=10),
        part("dropdown", "说话人数量", "2", choices=[["1", "1"], ["2", "2"], ["3", "3"], ["4", "4"]]),
        *(voice(f"说话人 {n + 1}", VOICES[n]) for n in range(4)),
        slider("引导系数", 1.0, 3.0, 1.3),
        slider("推理步数", 5, 50, 10),
        slider("随机种子", 0, 1000, 7),
    ],
    "odd": [
        part("textbox", "Prompt A", lines=2),
        part("textbox", "Prompt B", "keep me", lines=9),
        voice("First", VOICES[0]),
        voice("Second", None),
        slider("Temperature", 0, 2, 1),
    ],
}
INPUTS = SIGNATURES[os.environ.get("STAND_IN_SIGNATURE", "ten")]
LIVE = part("audio", "Streaming Audio (Real-time)", streaming=True)
WHOLE = part("audio", "Complete Podcast (Download after generation)", streaming=False)
LOG = part("textbox", "Generation Log")
MAIN, STOP = 2, 3


def control() -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((FOLDER / "control.json").read_text())
    except FileNotFoundError:
        return {}
    return found


def config() -> dict[str, Any]:
    components = [
        *INPUTS,
        LIVE,
        WHOLE,
        LOG,
        part("button", "", "🛑 Stop Generation"),
        part("button", "", "🚀 Generate"),
    ]
    numbers = list(range(len(components)))
    first = len(INPUTS)
    calls = [
        {"inputs": [], "outputs": numbers[first : first + 2], "targets": [[first + 4, "click"]], "queue": False},
        {"inputs": [], "outputs": [first + 3], "targets": [[None, "then"]], "queue": False},
        {"inputs": numbers[:first], "outputs": numbers[first : first + 3], "targets": [[None, "then"]], "queue": True},
        {"inputs": [], "outputs": [first + 2], "targets": [[first + 3, "click"]], "queue": False},
        {"inputs": numbers[:2], "outputs": numbers[:2], "targets": [[None, "load"]], "queue": True},
    ]
    answer = {
        "version": {6: "6.31.0", 5: "5.50.0", 4: "4.44.1"}[GRADIO],
        "protocol": "sse_v3",
        "title": "Gradio",
        "components": [{"id": number, **one} for number, one in enumerate(components)],
        "dependencies": [{"id": number, "api_name": f"call_{number}", **call} for number, call in enumerate(calls)],
    }
    return answer if GRADIO == 4 else {**answer, "api_prefix": PREFIX}


def sound(data: list[Any]) -> np.ndarray:
    """A tone a line, in the pitch of its voice and as long as its text, and a pause after it."""
    script = next(str(value) for one, value in zip(INPUTS, data, strict=True) if one["type"] == "textbox" and value)
    voices = [value for one, value in zip(INPUTS, data, strict=True) if one["type"] == "dropdown" and value in VOICES]
    found = []
    for line in script.splitlines():
        head, _, text = line.partition(": ")
        pitch = 200 + 60 * VOICES.index(voices[int(head.removeprefix("Speaker ")) - 1])
        count = int(RATE * 0.06 * len(text))
        edge = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / 240)
        found += [0.3 * edge * np.sin(2 * np.pi * pitch * np.arange(count) / RATE), np.zeros(int(RATE * PAUSE_S))]
    return (np.concatenate(found) * 32767).astype("<i2")


class Encoder:
    """AAC in ADTS as the real pages make it."""

    def __init__(self) -> None:
        self._codec = av.CodecContext.create("aac", "w")
        self._codec.sample_rate, self._codec.layout, self._codec.bit_rate = RATE, "mono", 128_000
        self._codec.format = "fltp"
        self._fifo = av.AudioFifo()

    def encode(self, samples: np.ndarray, *, is_end: bool) -> tuple[bytes, float]:
        frame = av.AudioFrame.from_ndarray((samples / 32768).astype("<f4").reshape(1, -1), "fltp", "mono")
        frame.sample_rate = RATE
        self._fifo.write(frame)
        packets = []
        while (ready := self._fifo.read(1024)) is not None:
            ready.pts = None
            packets += self._codec.encode(ready)
        if is_end:
            rest = self._fifo.read(0, partial=True)
            if rest is not None:
                rest.pts = None
                packets += self._codec.encode(rest)
            packets += self._codec.encode(None)
        frames = [bytes(packet) for packet in packets if packet.size]
        return b"".join(adts(len(one)) + one for one in frames), len(frames) * 1024 / RATE


def adts(size: int) -> bytes:
    """The header of one frame: AAC-LC, 24 kHz, mono."""
    length = size + 7
    third = 6 << 2 | 1 << 6
    return bytes([0xFF, 0xF1, third, 1 << 6 | length >> 11, length >> 3 & 255, (length & 7) << 5 | 0x1F, 0xFC])


class Job:
    def __init__(self, number: int, wire: dict[str, Any]) -> None:
        self.number = number
        self.event_id = f"event{number}"
        self.session = wire["session_hash"]
        self.data = wire["data"]
        self.messages: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self.pieces: list[tuple[bytes, float]] = []
        self.is_over = False
        self.outputs: list[Any] | None = None

    def tell(self, kind: str, **more: Any) -> None:
        self.messages.put_nowait({"msg": kind, "event_id": self.event_id, **more})


class Page:
    """The queue, one job at a time, and the flag of the stop button, which stops whatever runs."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.waiting: list[Job] = []
        self.bell = asyncio.Event()
        self.is_stopped = False
        self.base = f"http://127.0.0.1:{os.environ['GRADIO_SERVER_PORT']}"

    def note(self, what: dict[str, Any]) -> None:
        with (FOLDER / "calls.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(what, ensure_ascii=False) + "\n")

    async def serve(self) -> None:
        while True:
            self.bell.clear()
            if not self.waiting:
                await self.bell.wait()
                continue
            job = self.waiting[0]
            while (others := int(control().get("busy", 0))) > 0:
                job.tell("estimation", rank=others, queue_size=others + 1, rank_eta=1.5 * others)
                await asyncio.sleep(0.05)
            job.tell("estimation", rank=0, queue_size=1, rank_eta=None)
            job.tell("process_starts", eta=None)
            self.note({"started": job.session})
            await self.run(job)
            job.is_over = True
            self.waiting.remove(job)
            self.note({"ended": job.session})

    def update(self, job: Job, value: Any, log: str) -> list[Any]:
        path = f"{job.session}/run{job.number}/live/playlist.m3u8"
        live = {"path": path, "url": f"{self.base}{PREFIX}/stream/{path}", "is_stream": True} if GRADIO > 4 else None
        whole = {"__type__": "update", "visible": value is not None}
        return [live, {**whole, "value": value} if value else whole, log]

    def tell_outputs(self, job: Job, outputs: list[Any]) -> None:
        before, job.outputs = job.outputs, outputs
        data = outputs if before is None else [changes(old, new) for old, new in zip(before, outputs, strict=True)]
        job.tell("process_generating", success=True, output={"data": data, "is_generating": True})

    async def run(self, job: Job) -> None:
        self.is_stopped = False
        fail = control().get("fail")
        self.tell_outputs(job, self.update(job, None, "🎙️ Starting generation..."))
        if fail == "silent":
            return self.end(
                job, None, "❌ An unexpected error occurred: expected 2 voices, got '/srv/models/vibe/a.wav'"
            )
        made = sound(job.data)
        # A model thinks before its first piece.
        await asyncio.sleep(float(control().get("first_s", 0)))
        encoder = Encoder()
        size = int(RATE * float(control().get("piece_s", 1.0)))
        for number, start in enumerate(range(0, len(made), size)):
            if not await self.may_go_on(number):
                return self.end(job, None, "🛑 Generation stopped by user")
            if fail == "thread" and number == 1:
                print("Error in generation thread: CUDA out of memory. Tried to allocate 2.00 GiB", flush=True)
                made = made[:start]
                break
            piece, is_end = made[start : start + size], start + size >= len(made)
            if GRADIO == 5:
                job.pieces.append((Encoder().encode(piece, is_end=True)[0], len(piece) / RATE))
            elif GRADIO == 6:
                job.pieces.append(encoder.encode(piece, is_end=is_end))
            self.tell_outputs(job, self.update(job, None, f"🎵 Streaming: {number}"))
            if fail in ("ffprobe", "memory", "null"):
                texts = {"ffprobe": "Executable 'ffprobe' not found", "memory": "CUDA out of memory. Tried to allocate"}
                return job.tell("process_completed", success=False, output={"error": texts.get(fail)})
        path = self.keep(job, made)
        if control().get("has_whole") is False:
            return self.end(job, None, "✨ Generation successful!")
        return self.end(
            job, {"path": str(path), "url": f"{self.base}{PREFIX}/file={path}"}, "✨ Generation successful!"
        )

    def end(self, job: Job, value: Any, log: str) -> None:
        outputs = self.update(job, value, log)
        self.tell_outputs(job, outputs)
        job.tell("process_completed", success=True, output={"data": outputs, "is_generating": False})

    async def may_go_on(self, number: int) -> bool:
        """Waits until another piece may be made; False when it was stopped meanwhile."""
        while not self.is_stopped:
            wishes = control()
            if wishes.get("die_at") == number:
                (FOLDER / "control.json").write_text(json.dumps({**wishes, "die_at": None}))
                os.kill(os.getpid(), signal.SIGKILL)
            if number < wishes.get("pieces", number + 1):
                return True
            await asyncio.sleep(0.01)
        return False

    def keep(self, job: Job, made: np.ndarray) -> Path:
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(made.tobytes())
        path = FOLDER / f"made-{job.number} 完整.wav"
        path.write_bytes(buffer.getvalue())
        if control().get("file") != "mp3":
            return path
        with av.open(str(path)) as source, av.open(str(path.with_suffix(".mp3")), "w") as target:
            stream = target.add_stream("libmp3lame", rate=RATE, layout="mono")
            for frame in source.decode(audio=0):
                target.mux(stream.encode(frame))
            target.mux(stream.encode(None))
        return path.with_suffix(".mp3")


def changes(old: Any, new: Any) -> list[list[Any]]:
    """What Gradio sends from the second time on."""
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        found: list[list[Any]] = [["delete", [key], None] for key in old if key not in new]
        found += [["add", [key], new[key]] for key in new if key not in old]
        return found + [["replace", [key], new[key]] for key in new if key in old and old[key] != new[key]]
    if isinstance(old, str) and isinstance(new, str) and new.startswith(old):
        return [["append", [], new[len(old) :]]]
    return [["replace", [], new]]


def application(page: Page) -> web.Application:
    async def get_config(_: web.Request) -> web.Response:
        return web.json_response(config())

    async def get_page(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Gradio</title>", content_type="text/html")

    async def join(request: web.Request) -> web.Response:
        wire = await request.json()
        if control().get("is_full"):
            return web.json_response({"detail": "Queue is full. Max size is 20 and current size is 20."}, status=503)
        assert wire["fn_index"] == MAIN and len(wire["data"]) == len(INPUTS), wire
        job = Job(len(page.jobs) + 1, wire)
        page.jobs[job.session] = job
        job.tell("estimation", rank=len(page.waiting), queue_size=len(page.waiting) + 1, rank_eta=None)
        page.waiting.append(job)
        page.note({"joined": job.session, "data": wire["data"]})
        page.bell.set()
        return web.json_response({"event_id": job.event_id})

    async def data(request: web.Request) -> web.StreamResponse:
        job = page.jobs[request.query["session_hash"]]
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        async for message in told(job):
            await answer.write(f"data: {json.dumps(message)}\n\n".encode())
        return answer

    async def predict(request: web.Request) -> web.Response:
        wire = await request.json()
        assert wire["fn_index"] == STOP, wire
        page.is_stopped = True
        page.note({"stopped_by": wire["session_hash"], "running": [job.session for job in page.waiting[:1]]})
        return web.json_response({"data": ["🛑 Generation stopped."]})

    async def playlist(request: web.Request) -> web.Response:
        job = page.jobs[request.match_info["session"]]
        lines = ["#EXTM3U", "#EXT-X-PLAYLIST-TYPE:EVENT", "#EXT-X-TARGETDURATION:2", "#EXT-X-VERSION:4"]
        for number, (_, length) in enumerate(job.pieces):
            lines += [f"#EXTINF:{length:.6f},", f"{number}.aac"]
        return web.Response(text="\n".join([*lines, *(["#EXT-X-ENDLIST"] if job.is_over else [])]))

    async def piece(request: web.Request) -> web.Response:
        job = page.jobs[request.match_info["session"]]
        return web.Response(body=job.pieces[int(request.match_info["number"])][0], content_type="audio/aac")

    async def file(request: web.Request) -> web.FileResponse:
        path = Path("/" + request.match_info["path"])
        assert path.parent == FOLDER
        return web.FileResponse(path)

    found = web.Application()
    found.router.add_get("/", get_page)
    found.router.add_get("/config", get_config)
    found.router.add_post(f"{PREFIX}/queue/join", join)
    found.router.add_get(f"{PREFIX}/queue/data", data)
    found.router.add_post(f"{PREFIX}/run/predict", predict)
    found.router.add_get(PREFIX + "/stream/{session}/{run}/live/playlist.m3u8", playlist)
    found.router.add_get(PREFIX + "/stream/{session}/{run}/live/{number}.aac", piece)
    found.router.add_get(PREFIX + "/file=/{path:.*}", file)
    return found


async def told(job: Job) -> AsyncIterator[dict[str, Any]]:
    while True:
        message = await job.messages.get()
        if message is None:
            return
        yield message
        if message["msg"] == "process_completed":
            return


async def main() -> None:
    page = Page()
    runner = web.AppRunner(application(page))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["GRADIO_SERVER_PORT"])).start()
    print(f"* Running on local URL:  {page.base}", flush=True)
    await page.serve()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
