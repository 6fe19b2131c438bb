"""The first stage of an instance: answers `GET api` while the rest is still being imported."""

from __future__ import annotations

import contextlib
import os
import re
import select
import socket
import threading
from typing import Any

from .. import __version__
from .hub_place import HubPlace

API_BODY = b'{"version": "%s", "contract": 1}' % __version__.encode()
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-VibeVoice: %s\r\n%sCache-Control: no-store\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s"
)
_FIRST_BYTES_TIMEOUT_S = 0.2
_PROBLEM = (
    b'{"code": "internal", "message": "The instance cannot be loaded where the hub starts it.", '
    b'"hint": "Ask the administrator of the hub: its log says what is missing.", "retryable": false, "request_id": ""}'
)
_REFUSAL = (
    b"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nX-VibeVoice: %s\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (__version__.encode(), len(_PROBLEM), _PROBLEM)
)


class FirstAnswer:
    """A thread on the listening socket; what it does not answer itself it keeps for the server that follows."""

    def __init__(self, listener: socket.socket, place: HubPlace | None = None) -> None:
        self._listener = listener
        prefix = "" if place is None else place.prefix_pattern
        more = "" if place is None else "".join(f"{name}: {value}\r\n" for name, value in place.headers.items())
        self._request = re.compile(rb"GET %s/api/? HTTP/1\.[01]\r\n" % prefix.encode())
        self._peeked = 64 + len(prefix)
        self._answer = _ANSWER % (__version__.encode(), more.encode(), len(API_BODY), API_BODY)
        self._is_alone = False
        self._kept: list[tuple[socket.socket, Any]] = []
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="first-answer", daemon=True)

    def start(self) -> None:
        """Begins to answer."""
        self._listener.setblocking(False)
        self._thread.start()

    def hand_over(self) -> list[tuple[socket.socket, Any]]:
        """Stops, and returns the connections (socket, address) whose requests are still unread."""
        os.write(self._wake_write, b"x")
        self._thread.join()
        os.close(self._wake_read)
        os.close(self._wake_write)
        return self._kept

    def stay(self) -> None:
        """Goes on alone, where the rest cannot be loaded, until the process ends; refuses what it would have kept."""
        for connection, _ in self._kept:
            _refuse(connection)
        self._is_alone = True
        with contextlib.suppress(KeyboardInterrupt):
            self._thread.join()

    def _serve(self) -> None:
        while True:
            wake = self._wake_read
            ready, _, _ = select.select([self._listener.fileno(), wake], [], [])
            if wake in ready:
                return
            with contextlib.suppress(BlockingIOError, ConnectionAbortedError):
                connection, address = self._listener.accept()
                self._answer_or_keep(connection, address)

    def _answer_or_keep(self, connection: socket.socket, address: Any) -> None:
        connection.settimeout(_FIRST_BYTES_TIMEOUT_S)
        try:
            # Peeked, not read: a request that is not ours must reach the real server whole.
            if self._request.match(connection.recv(self._peeked, socket.MSG_PEEK)):
                connection.recv(65536)
                connection.sendall(self._answer)
                connection.close()
                return
        except TimeoutError:
            pass
        except OSError:
            connection.close()
            return
        if self._is_alone:
            _refuse(connection)
            return
        connection.setblocking(False)
        self._kept.append((connection, address))


def _refuse(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.settimeout(_FIRST_BYTES_TIMEOUT_S)
        connection.recv(65536)
        connection.sendall(_REFUSAL)
    connection.close()
