"""The native protocol (docs/contract.md, section 6) for an engine written in Python: HTTP/1.1 on a unix socket.

Sockets and threads of the standard library and nothing more, so that an engine answers a few milliseconds after it
starts.
"""

from __future__ import annotations

import binascii
import contextlib
import json
import os
import socket
import threading
from collections.abc import Callable
from typing import Any, Protocol

_HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = 128 * 2**20
_IDLE_S = 60.0
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 413: "Content Too Large"}


class EngineProblem(Exception):
    """A problem that the caller is told of, by a code of the contract's table."""

    def __init__(self, code: str, message: str, *, hint: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.status = status
        self.wire = {"code": code, "message": message, "retryable": False, "request_id": ""}
        if hint is not None:
            self.wire["hint"] = hint


class CallerGone(Exception):
    """Nobody listens any more: the work ends."""


class Sink:
    """Where a render goes: each call sends one line, and raises CallerGone once the caller has closed."""

    def __init__(self, send: Callable[[bytes], None], is_gone: Callable[[], bool]) -> None:
        self._send = send
        self._is_gone = is_gone

    def audio(self, pcm: bytes) -> None:
        """Sends s16le samples."""
        self._send(b'{"audio":"' + binascii.b2a_base64(pcm, newline=False) + b'"}\n')

    def line(self, value: dict[str, Any]) -> None:
        """Sends any other line of the contract."""
        self._send(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")

    def check(self) -> None:
        """Raises CallerGone when the caller has closed, without sending anything."""
        if self._is_gone():
            raise CallerGone


class Engine(Protocol):
    """What an engine program implements; `render` runs in a thread of its own and sends as it goes."""

    def describe(self) -> dict[str, Any]:
        """The contract's `EngineDescription`."""
        ...

    def voices(self) -> list[dict[str, Any]]:
        """The contract's `Voice` objects, the default ones first."""
        ...

    def render(self, request: dict[str, Any], sink: Sink) -> None:
        """Renders a `RenderRequest`; raises EngineProblem for what cannot be done."""
        ...


def serve(engine: Engine, listener: socket.socket) -> None:
    """Answers on a listening socket until the process ends; one thread a connection."""
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=_answer, args=(engine, connection), daemon=True).start()


def listen(path: str) -> socket.socket:
    """A unix socket (0600) at `path`; what lies there from an earlier run is replaced."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(before)
    listener.listen(32)
    return listener


def _answer(engine: Engine, connection: socket.socket) -> None:
    with connection, contextlib.suppress(CallerGone, OSError):
        connection.settimeout(_IDLE_S)
        try:
            method, path, body = _read_request(connection)
            routes: dict[str, tuple[str, Callable[[], None]]] = {
                "/engine": ("GET", lambda: _json(connection, 200, engine.describe())),
                "/voices": ("GET", lambda: _json(connection, 200, {"voices": engine.voices()})),
                "/render": ("POST", lambda: _render(engine, connection, body)),
            }
            if path not in routes:
                raise EngineProblem("not_found", f"There is no {path} here.", status=404)
            expected, act = routes[path]
            if method != expected:
                raise EngineProblem("invalid_request", f"{path} is asked by {expected}.", status=405)
            act()
        except EngineProblem as problem:
            _json(connection, problem.status, problem.wire)


def _read_request(connection: socket.socket) -> tuple[str, str, bytes]:
    data = bytearray()
    while b"\r\n\r\n" not in data:
        data += _more(connection)
        if len(data) > _HEAD_LIMIT:
            raise EngineProblem("too_large", "The head of the request is too large.", status=413)
    head, _, body = bytes(data).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    try:
        method, target, _version = first.split(" ")
        length = int(headers.get("content-length", "0"))
    except ValueError as error:
        raise EngineProblem("invalid_request", "This is not an HTTP request.") from error
    if not 0 <= length <= _BODY_LIMIT:
        raise EngineProblem("too_large", "The request is too large.", status=413)
    rest = bytearray(body)
    while len(rest) < length:
        rest += _more(connection)
    return method, target.split("?")[0], bytes(rest[:length])


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise CallerGone
    return data


def _json(connection: socket.socket, status: int, value: Any) -> None:
    body = json.dumps(value, ensure_ascii=False).encode()
    head = f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}\r\nContent-Type: application/json\r\n"
    connection.sendall(head.encode() + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)


def _render(engine: Engine, connection: socket.socket, body: bytes) -> None:
    try:
        request = json.loads(body)
        if not isinstance(request, dict) or not request.get("turns"):
            raise ValueError("no turns")
    except ValueError as error:
        raise EngineProblem("invalid_request", "The request to render is not what the contract says.") from error
    has_begun = False

    def send(line: bytes) -> None:
        nonlocal has_begun
        head = b"" if has_begun else _STREAM_HEAD
        has_begun = True
        try:
            connection.sendall(b"%s%x\r\n%s\r\n" % (head, len(line), line))
        except OSError as error:
            raise CallerGone from error

    sink = Sink(send, lambda: _is_gone(connection))
    # A reader that is slow, not gone, is waited for.
    connection.settimeout(None)
    try:
        engine.render(request, sink)
    except EngineProblem as problem:
        if not has_begun:
            raise
        sink.line({"problem": problem.wire})
    connection.sendall(b"0\r\n\r\n")


_STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
)


def _is_gone(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
