"""Gradio's own protocol by plain HTTP: a call joins the queue, its events come as SSE (`sse_v3`), outputs as diffs."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from ...contract.json_text import parse_json
from .gradio_app import Call, GradioApp
from .gradio_events import BODY_LIMIT, Messages, merge
from .gradio_problems import of_failure, of_refusal, unreachable
from .http import Exchange, HttpFailure, address_of

_STOP_S = 1.5
_SAFE = "/%:@=,;+&$!*'()~"
_FILE = re.compile(r"/(?:file=|stream/).*", re.DOTALL)


@dataclass(frozen=True)
class Waiting:
    """So many calls come first; `eta_s` where the page can tell."""

    rank: int
    eta_s: float | None


@dataclass(frozen=True)
class Started:
    """The page works on our call now."""


@dataclass(frozen=True)
class Outputs:
    """All outputs of the call as they are now; `is_last` when it is over."""

    values: list[Any]
    is_last: bool = False


Update = Waiting | Started | Outputs


class GradioClient:
    """Asks one page at `base_url` (http, such as `http://127.0.0.1:7860`)."""

    def __init__(self, base_url: str) -> None:
        self._address = address_of(base_url)
        self._folder = urlsplit(base_url).path.rstrip("/")

    async def open(self, method: str, path: str, body: Any = None) -> Exchange:
        """An answer's head. Raises HttpFailure."""
        return await Exchange.open(self._address, method, f"{self._folder}{path}", body)

    async def get(self, path: str) -> bytes:
        """A small body. Raises HttpFailure, also for any status but 200."""
        exchange = await self.open("GET", path)
        try:
            if exchange.status != 200:
                raise HttpFailure(f"it answered with status {exchange.status}")
            return await exchange.read(BODY_LIMIT)
        finally:
            exchange.close()

    async def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and JSON of an answer (its text where it is none). Raises HttpFailure."""
        exchange = await self.open("POST", path, body)
        try:
            text = await exchange.read(BODY_LIMIT)
        finally:
            exchange.close()
        try:
            return exchange.status, parse_json(text)
        except ValueError:
            return exchange.status, text.decode("utf-8", "replace")

    async def config(self) -> Any:
        """The page's `/config`. Raises HttpFailure."""
        try:
            return parse_json(await self.get("/config"))
        except ValueError as error:
            raise HttpFailure("its config is not JSON") from error


def path_of(file: Any, app: GradioApp) -> str | None:
    """Where a file of an output is fetched, whatever host and root path the page believes in; None for no file."""
    if not isinstance(file, dict):
        return None
    found = _FILE.search(str(file.get("url") or ""))
    if found:
        return quote(f"{app.prefix}{found.group()}", safe=_SAFE)
    return quote(f"{app.prefix}/file={file['path']}", safe=_SAFE) if file.get("path") else None


class Run:
    """One call of a page, from the queue to its end; who leaves early stops it, where it is ours that runs."""

    def __init__(self, client: GradioClient, app: GradioApp, call: Call, *, stop: Call | None) -> None:
        self._client, self._app, self._call, self._stop = client, app, call, stop
        self._session = secrets.token_hex(8)
        self._event_id: str | None = None
        # From its start to its end: then, and only then, a stop button that stops whatever runs stops ours.
        self._is_running = False
        self._outputs: list[Any] = []

    async def updates(self, data: list[Any]) -> AsyncGenerator[Update, None]:
        """Sends the call and tells how it goes; ends after the last outputs. Raises ProblemError."""
        try:
            await self._join(data)
            path = f"{self._app.prefix}/queue/data?session_hash={self._session}"
            messages = Messages(await self._client.open("GET", path))
            try:
                while (message := await messages.next()) is not None:
                    update = self._read(message)
                    if update is not None:
                        yield update
                    if isinstance(update, Outputs) and update.is_last:
                        return
            finally:
                try:
                    if self._is_running:
                        await self._end(messages)
                finally:
                    await messages.close()
        except HttpFailure as error:
            raise unreachable(error) from error
        raise unreachable(HttpFailure("it stopped in the middle of its work"))

    async def _join(self, data: list[Any]) -> None:
        body = {"data": data, "fn_index": self._call.index, "session_hash": self._session}
        status, answer = await self._client.post(
            f"{self._app.prefix}/queue/join", {**body, "event_data": None, "trigger_id": None}
        )
        if status != 200 or not isinstance(answer, dict):
            said = answer.get("detail") or answer.get("error") if isinstance(answer, dict) else ""
            raise of_refusal(status, said if isinstance(said, str) else "")
        self._event_id = answer.get("event_id")

    def _read(self, message: dict[str, Any]) -> Update | None:
        if message.get("event_id") not in (None, self._event_id):
            return None
        match message.get("msg"):
            case "estimation" if not self._is_running:
                eta_s = message.get("rank_eta")
                return Waiting(int(message.get("rank") or 0), eta_s if isinstance(eta_s, int | float) else None)
            case "process_starts":
                self._is_running = True
                return Started()
            case "process_generating" | "process_completed" as kind:
                return self._take(message, is_last=kind == "process_completed")
            case "unexpected_error":
                self._is_running = False
                raise of_failure(str(message.get("message") or ""))
            case "server_stopped" | "close_stream":
                raise HttpFailure("it stopped in the middle of its work")
            case _:
                return None

    def _take(self, message: dict[str, Any], *, is_last: bool) -> Update:
        if is_last:
            self._is_running = False
        output = message.get("output")
        found = output if isinstance(output, dict) else {}
        if message.get("success") is False or "data" not in found:
            self._is_running = False
            said = found.get("error")
            raise of_failure(said if isinstance(said, str) else None)
        try:
            self._outputs = found["data"] if is_last else merge(self._outputs, found["data"])
        except (TypeError, ValueError, KeyError, IndexError) as error:
            raise HttpFailure("its outputs cannot be read") from error
        return Outputs(list(self._outputs), is_last)

    async def _end(self, messages: Messages) -> None:
        """Stops the call, which runs now, and waits a moment until the page is free for the next."""
        with suppress(HttpFailure, TimeoutError):
            async with asyncio.timeout(_STOP_S):
                if self._stop is not None:
                    body = {"data": [], "fn_index": self._stop.index, "session_hash": self._session}
                    await self._client.post(f"{self._app.prefix}/run/predict", body)
                else:
                    body = {"session_hash": self._session, "fn_index": self._call.index, "event_id": self._event_id}
                    await self._client.post(f"{self._app.prefix}/cancel", body)
                    return
                while (message := await messages.next()) is not None:
                    if message.get("msg") in ("process_completed", "close_stream"):
                        return
