"""The audio worker's process: `python -m jupyterlab_vibevoice.instance.audio_worker FD`.

On the socket FD: requests are lines of JSON `{id, work, ...}`; answers are a line `{id, bytes, ...}` and so many raw
bytes, `{id, progress}` on the way, `{id, error}` at a failure. Short pieces and long files are worked on by a thread
each, so that an export delays no segment.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from .library.full_disk import is_disk_full

_LONG = {"export", "loudness", "peaks"}
_PROGRESS_STEP = 0.01


class _Answers:
    """Writes whole answers to the socket, from any thread."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def send(self, head: dict[str, Any], body: bytes = b"") -> None:
        line = json.dumps({**head, "bytes": len(body)}).encode() + b"\n"
        with self._lock:
            self._connection.sendall(line + body)


def _work(request: dict[str, Any], answers: _Answers) -> None:
    from . import audio_work

    number = request["id"]
    stretches = [(path, start, samples) for path, start, samples in request["stretches"]]
    last = 0.0

    def progress(fraction: float) -> None:
        nonlocal last
        if fraction - last >= _PROGRESS_STEP:
            last = fraction
            answers.send({"id": number, "progress": round(fraction, 3)})

    match request["work"]:
        case "encode":
            answers.send({"id": number}, audio_work.encode(stretches, request["kind"]))
        case "export":
            size = audio_work.export(
                stretches,
                request["kind"],
                Path(request["out_path"]),
                metadata=request["metadata"],
                chapters=request["chapters"],
                on_progress=progress,
            )
            answers.send({"id": number, "value": size})
        case "peaks":
            answers.send({"id": number}, bytes(audio_work.peaks(stretches, request["per_second"])))
        case "loudness":
            answers.send({"id": number, "value": audio_work.loudness(stretches)})


def _worker(todo: SimpleQueue[dict[str, Any]], answers: _Answers, niceness: int) -> None:
    # On Linux a thread has a priority of its own: an export leaves the cores to what is heard now.
    if niceness and sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
    while True:
        request = todo.get()
        try:
            _work(request, answers)
        except BrokenPipeError:
            os._exit(0)
        except Exception as error:  # noqa: BLE001 - the boundary: whoever asked is told, the worker goes on
            print(f"{request['work']} failed: {type(error).__name__}", file=sys.stderr, flush=True)
            answers.send({"id": request["id"], "error": type(error).__name__, "is_disk_full": is_disk_full(error)})


def main(argv: list[str]) -> int:
    """Works until the other end closes."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    connection = socket.socket(fileno=int(argv[0]))
    answers = _Answers(connection)
    short: SimpleQueue[dict[str, Any]] = SimpleQueue()
    long: SimpleQueue[dict[str, Any]] = SimpleQueue()
    for todo, niceness in ((short, 0), (long, 10)):
        threading.Thread(target=_worker, args=(todo, answers, niceness), daemon=True).start()
    from . import audio_work

    # The first encoder takes longest: before anybody waits for it.
    audio_work.encode([(None, 0, 4_800)], "flac")
    answers.send({"id": 0})
    with connection.makefile("rb") as requests:
        for line in requests:
            request = json.loads(line)
            (long if request["work"] in _LONG else short).put(request)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
