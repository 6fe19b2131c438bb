"""An OpenAI-style speech server on PORT (or its first argument) with a small page: each text is the tone engine's tone.

The JSON file SPEECH_CONTROL, read at every request, tells it how to be: `formats` (those it can make), `busy` (so many
requests are refused with 429; `retry_after` says when to come again), `key` (what opens it), `voices` (its list; null:
none), `status` and `message` (how it refuses), `frames` (it stops after so many tenths of a second until there may be
more), `breaks` (it closes in the middle), `silent` (it answers with nothing), `cuts_rate` (it makes WAV at 16 kHz).
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import struct
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tone_engine import FRAME, RATE, tone

PAGE = '<!doctype html><html><head><script src="/app.js"></script></head><body>speech</body></html>'
TYPES = {"wav": "audio/wav", "pcm": "audio/pcm", "flac": "audio/flac", "mp3": "audio/mpeg"}


class Speech(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    refused = 0

    def control(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(Path(os.environ["SPEECH_CONTROL"]).read_text())
        except (KeyError, OSError, ValueError):
            return {}
        return found

    def do_GET(self) -> None:
        control = self.control()
        if self.path == "/":
            self.answer(200, PAGE.encode(), "text/html")
        elif self.path == "/app.js":
            self.answer(200, b"ready()", "text/javascript")
        elif not self.is_welcome():
            self.say(401, {"error": {"message": "Wrong key."}})
        elif self.path == "/v1/models":
            self.say(200, {"object": "list", "data": [{"id": "a-chat-model"}, {"id": "kokoro-small"}]})
        elif self.path == "/v1/audio/voices" and control.get("voices", []) is not None:
            self.say(200, {"voices": control.get("voices", ["bella", "adam"])})
        else:
            self.say(404, {"detail": "Not Found"})

    def do_POST(self) -> None:
        control = self.control()
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        kind = request["response_format"]
        if not self.is_welcome():
            self.say(401, {"error": {"message": "Wrong key."}})
        elif Speech.refused < control.get("busy", 0):
            Speech.refused += 1
            self.say(429, {"error": {"message": "Slow down."}}, {"Retry-After": str(control.get("retry_after", 0))})
        elif "status" in control:
            said = control["message"].replace("{input}", request["input"])
            self.say(control["status"], {"error": {"message": said}})
        elif kind not in control.get("formats", TYPES):
            self.say(400, {"detail": f"Unsupported response_format {kind}"})
        else:
            self.speak(request, kind)

    def speak(self, request: dict[str, Any], kind: str) -> None:
        control = self.control()
        rate = 16_000 if control.get("cuts_rate") else RATE
        data = b"" if control.get("silent") else encoded(tone(request["input"]), kind, rate)
        self.send_response(200)
        self.send_header("Content-Type", TYPES[kind])
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self.write_frames(data)
        except ConnectionError:
            note("gone")

    def write_frames(self, data: bytes) -> None:
        control = self.control()
        for count, start in enumerate(range(0, len(data), FRAME * 2)):
            while (allowed := self.control().get("frames")) is not None and count >= allowed:
                # Who waits learns that the reader has gone.
                self.connection.settimeout(0.02)
                with contextlib.suppress(TimeoutError):
                    if self.connection.recv(1) == b"":
                        raise ConnectionAbortedError
            if control.get("breaks") and count == 2:
                self.connection.close()
                return
            piece = data[start : start + FRAME * 2]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def is_welcome(self) -> bool:
        key = self.control().get("key")
        return key is None or self.headers.get("Authorization") == f"Bearer {key}"

    def say(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        self.answer(status, json.dumps(value).encode(), "application/json", headers)

    def answer(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def note(word: str) -> None:
    """Tells the test that something has happened."""
    Path(os.environ["SPEECH_CONTROL"]).with_name(word).touch()


def encoded(pcm: bytes, kind: str, rate: int) -> bytes:
    """The samples as a file; a WAV as servers stream it, with a length that nobody knows yet."""
    if kind == "pcm":
        return pcm
    if kind == "wav" and rate == RATE:
        endless = struct.pack("<I", 0xFFFFFFFF)
        form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * 2, 2, 16)
        remark = b"LIST\x04\x00\x00\x00INFO"
        return b"RIFF" + endless + b"WAVE" + form + remark + b"data" + endless + pcm
    import av
    import numpy as np

    out = io.BytesIO()
    codec = {"wav": "pcm_s16le", "flac": "flac", "mp3": "libmp3lame"}[kind]
    with av.open(out, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2").reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=rate, frame_size=1152)
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return out.getvalue()


def main() -> None:
    """Serves until it is ended."""
    port = int(sys.argv[1] if len(sys.argv) > 1 else os.environ["PORT"])
    time.sleep(float(os.environ.get("SPEECH_SILENCE_S", "0")))
    server = ThreadingHTTPServer(("127.0.0.1", port), Speech)
    print(f"Uvicorn running on http://127.0.0.1:{port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
