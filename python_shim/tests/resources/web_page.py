"""A web page of its own kind on PORT (or its first argument): all that a page may do to its browser.

It believes it lies at the root of its host. `GET /seen` tells the headers of the request before.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys

from aiohttp import WSMsgType, web

HTML = """<!doctype html><html><head><title>page</title><link rel="stylesheet" href="/style.css"></head>
<body><script type="module">import { x } from "/module.js";</script><script src="/app.js"></script>
<a href="https://example.com/x">out</a><a href="//example.com/y">out</a><a href="inside.html">in</a>
<form action='/send'></form><img src=/picture.png></body></html>"""


class WebPage:
    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        self.gone = asyncio.Event()

    def application(self) -> web.Application:
        app = web.Application(client_max_size=1 << 40, middlewares=[self.note])
        app.router.add_get("/", lambda _: web.Response(text=HTML, content_type="text/html"))
        app.router.add_get("/seen", lambda _: web.json_response(self.seen))
        app.router.add_get("/app.js", lambda _: web.Response(text='fetch("/x")', content_type="text/javascript"))
        app.router.add_get("/large.html", self.large)
        app.router.add_get("/live.html", self.live_html)
        app.router.add_get("/live", self.live)
        app.router.add_get("/never", self.never)
        app.router.add_get("/was-gone", self.was_gone)
        app.router.add_get("/socket", self.socket)
        app.router.add_post("/upload", self.upload)
        app.router.add_post("/refuse", lambda _: web.Response(status=413, headers={"Connection": "close"}))
        app.router.add_get("/file", lambda _: web.FileResponse(__file__))
        app.router.add_get("/go", self.go)
        app.router.add_get("/cookies", self.cookies)
        app.router.add_get("/refresh", lambda _: web.Response(headers={"Refresh": "0; url=/next"}))
        app.router.add_route("*", "/{rest:.*}", self.echo)
        return app

    @web.middleware
    async def note(self, request: web.Request, handler):
        if request.path != "/seen":
            self.seen = [list(pair) for pair in request.headers.items()]
        return await handler(request)

    async def echo(self, request: web.Request) -> web.Response:
        return web.json_response({"method": request.method, "target": request.raw_path, "body": await request.text()})

    async def large(self, _: web.Request) -> web.Response:
        return web.Response(text=HTML + '<a href="/z">z</a>' * 50_000, content_type="text/html")

    async def live_html(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        await answer.write(b"<html><head></head><body><p>first</p><a hr")
        await self.gone.wait()
        await answer.write(b'ef="/second">second</a>')
        return answer

    async def live(self, request: web.Request) -> web.StreamResponse:
        """A server-sent event at once, the next when somebody asks whether someone is gone."""
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        await answer.write(b"data: first\n\n")
        await self.gone.wait()
        await answer.write(b"data: second\n\n")
        return answer

    async def never(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"begun")
        try:
            await asyncio.Event().wait()
        finally:
            self.gone.set()
        return answer

    async def was_gone(self, request: web.Request) -> web.Response:
        if "now" in request.query:
            self.gone.set()
        await asyncio.wait_for(self.gone.wait(), 30)
        return web.json_response({})

    async def upload(self, request: web.Request) -> web.Response:
        digest, size = hashlib.sha256(), 0
        async for piece in request.content.iter_any():
            digest.update(piece)
            size += len(piece)
        return web.json_response({"sha256": digest.hexdigest(), "size": size})

    async def go(self, request: web.Request) -> web.Response:
        to = request.query["to"].replace("{host}", request.host).replace("{port}", str(PORT))
        return web.Response(status=302, headers=[("Location", to)])

    async def cookies(self, _: web.Request) -> web.Response:
        answer = web.Response(headers={"Clear-Site-Data": '"*"', "Access-Control-Allow-Origin": "*"})
        answer.headers.add("Set-Cookie", "session=1; Path=/; HttpOnly; Domain=example.com")
        answer.headers.add("Set-Cookie", "_xsrf=mine; Path=/inner")
        return answer

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        answer = web.WebSocketResponse(protocols=("page",))
        answer.headers.add("Set-Cookie", "by-socket=1")
        await answer.prepare(request)
        async for message in answer:
            if message.type is WSMsgType.TEXT and message.data == "headers":
                await answer.send_str(json.dumps(dict(request.headers)))
            elif message.type is WSMsgType.TEXT:
                await answer.send_str(message.data)
            elif message.type is WSMsgType.BINARY:
                await answer.send_bytes(message.data)
        return answer


PORT = int(sys.argv[1] if len(sys.argv) > 1 else os.environ["PORT"])


async def main() -> None:
    runner = web.AppRunner(WebPage().application(), shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", PORT).start()
    print(f"* Running on local URL:  http://127.0.0.1:{PORT}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
