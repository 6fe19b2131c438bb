"""A small instance: takes the options of the real one, answers its first calls, echoes the rest; knows no sound."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import secrets
import signal
import socket
from pathlib import Path

from aiohttp import WSMsgType, web

STATUS = {"state": "ready", "message": "Ready.", "user": "x", "slug": "x", "place": "jupyter"}
TOKEN = {"token": "token-of-the-instance", "expires_at": "2099-01-01T00:00:00Z"}
PIECE = b"\0" * 65536


class SmallInstance:
    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.states: list[asyncio.Queue[dict[str, object]]] = []
        self.cancelled = asyncio.Event()
        self.received = 0

    def application(self) -> web.Application:
        app = web.Application(client_max_size=1 << 40, middlewares=[self.check])
        app.router.add_get("/api", lambda _: _json({"version": "0", "contract": 1}))
        app.router.add_get("/api/status", lambda _: _json(STATUS))
        app.router.add_post("/api/tokens", lambda _: _json(TOKEN))
        app.router.add_get("/api/log", lambda request: _text(f"log {request.query['tail']}\n"))
        app.router.add_get("/api/events", self.events)
        app.router.add_post("/state", self.change_state)
        app.router.add_get("/bytes/{count}", self.bytes)
        app.router.add_get("/live", self.live)
        app.router.add_get("/never", self.never)
        app.router.add_get("/was-cancelled", self.was_cancelled)
        app.router.add_get("/received", lambda _: _json({"bytes": self.received}))
        app.router.add_post("/digest", self.digest)
        app.router.add_post("/while", self.answer_while_reading)
        app.router.add_post("/refuse", lambda _: web.Response(status=413, headers={"Connection": "close"}))
        app.router.add_get("/breaks", self.breaks)
        app.router.add_get("/go", lambda request: web.Response(status=302, headers=[("Location", request.query["to"])]))
        app.router.add_get("/cookies", self.cookies)
        app.router.add_get("/socket", self.socket)
        app.router.add_get("/file", lambda _: web.FileResponse(Path(__file__)))
        app.router.add_post("/end", self.end)
        app.router.add_route("*", "/{rest:.*}", self.echo)
        return app

    @web.middleware
    async def check(self, request: web.Request, handler):
        if request.path != "/api" and request.headers.get("Authorization") != f"Bearer {self.secret}":
            return _json({"code": "login_required"}, status=401)
        return await handler(request)

    async def echo(self, request: web.Request) -> web.Response:
        headers = [list(pair) for pair in request.headers.items()]
        body = await request.text()
        return _json({"method": request.method, "target": request.raw_path, "headers": headers, "body": body})

    async def events(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        states: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.states.append(states)
        await answer.write(_event(STATUS))
        while True:
            await answer.write(_event(await states.get()))

    async def change_state(self, request: web.Request) -> web.Response:
        state = {**STATUS, **await request.json()}
        for states in self.states:
            states.put_nowait(state)
        return _json(state)

    async def bytes(self, request: web.Request) -> web.StreamResponse:
        left = int(request.match_info["count"])
        answer = web.StreamResponse(headers={"Content-Length": str(left), "Content-Type": "audio/wav"})
        await answer.prepare(request)
        while left > 0:
            piece = PIECE[:left]
            await answer.write(piece)
            left -= len(piece)
        return answer

    async def live(self, request: web.Request) -> web.StreamResponse:
        """One piece at once, the next when somebody posts a state."""
        states: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.states.append(states)
        answer = web.StreamResponse(headers={"Content-Type": "audio/wav"})
        await answer.prepare(request)
        await answer.write(b"first")
        await states.get()
        await answer.write(b"second")
        return answer

    async def never(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"begun")
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.set()
        return answer

    async def was_cancelled(self, _: web.Request) -> web.Response:
        await asyncio.wait_for(self.cancelled.wait(), 10)
        return _json({})

    async def digest(self, request: web.Request) -> web.Response:
        digest = hashlib.sha256()
        try:
            async for piece in request.content.iter_any():
                digest.update(piece)
                self.received += len(piece)
        except (asyncio.CancelledError, OSError):
            self.cancelled.set()
            raise
        return _json({"sha256": digest.hexdigest(), "length": request.headers.get("Content-Length")})

    async def answer_while_reading(self, request: web.Request) -> web.StreamResponse:
        """Begins its answer before the body, and tells its length at the end."""
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"reading ")
        size = 0
        async for piece in request.content.iter_any():
            size += len(piece)
        await answer.write(str(size).encode())
        return answer

    async def breaks(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"half")
        assert request.transport is not None
        request.transport.abort()
        return answer

    async def cookies(self, _: web.Request) -> web.Response:
        answer = web.Response()
        answer.headers.add("Set-Cookie", "vibevoice-session=1; Path=/; HttpOnly; SameSite=Strict")
        answer.headers.add("Set-Cookie", "username-localhost-8888=stolen; Path=/")
        answer.headers.add("Clear-Site-Data", '"*"')
        return answer

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        socket_ = web.WebSocketResponse(protocols=("vibe",))
        await socket_.prepare(request)
        async for message in socket_:
            if message.type is WSMsgType.TEXT and message.data == "headers":
                await socket_.send_str(json.dumps(dict(request.headers)))
            elif message.type is WSMsgType.TEXT and message.data == "bye":
                await socket_.close(code=4001)
            elif message.type is WSMsgType.TEXT:
                await socket_.send_str(message.data)
            elif message.type is WSMsgType.BINARY:
                await socket_.send_bytes(message.data)
        self.cancelled.set()
        return socket_

    async def end(self, request: web.Request) -> web.Response:
        os._exit(int(request.query["code"]))


def _json(value: object, status: int = 200) -> web.Response:
    return web.json_response(value, status=status)


def _text(text: str) -> web.Response:
    return web.Response(text=text)


def _event(state: dict[str, object]) -> bytes:
    return f"event: instance\ndata: {json.dumps(state)}\n\n".encode()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fd", type=int, required=True)
    parser.add_argument("--lifeline-fd", type=int)
    parser.add_argument("--runtime-file", type=Path)
    options, rest = parser.parse_known_args()
    print("small instance", *rest, flush=True)
    secret = secrets.token_hex(16)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    if options.lifeline_fd is not None:
        loop.add_reader(options.lifeline_fd, ended.set)
    listener = socket.socket(fileno=options.fd)
    application = SmallInstance(secret).application()
    runner = web.AppRunner(application, shutdown_timeout=0.1, handler_cancellation=True, auto_decompress=False)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    if options.runtime_file:
        text = json.dumps({"contract": 1, "pid": os.getpid(), "port": listener.getsockname()[1], "secret": secret})
        draft = options.runtime_file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(text)
        draft.rename(options.runtime_file)
    await ended.wait()
    await runner.cleanup()
    if options.runtime_file:
        options.runtime_file.unlink(missing_ok=True)


if __name__ == "__main__":
    asyncio.run(main())
