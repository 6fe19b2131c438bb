"""A real Traefik, and small instances behind it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest_asyncio
from aiohttp import web

from jupyterlab_vibevoice.processes import OutputRing
from jupyterlab_vibevoice.routes import (
    Address,
    EmbeddedTraefik,
    find_traefik,
    free_port,
    lab_name,
    new_generation,
    render_lab,
)


@asynccontextmanager
async def echo_server(name: str) -> AsyncIterator[str]:
    """A server that tells its name and what it was asked; gives its `http://host:port`."""

    async def answer(request: web.Request) -> web.Response:
        headers = {key.lower(): value for key, value in request.headers.items()}
        return web.json_response({"name": name, "target": request.raw_path, "headers": headers})

    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def start_traefik(folder: Path, address: Address) -> EmbeddedTraefik:
    """Starts it with an environment that would mislead it."""
    program = find_traefik(os.environ)
    assert program is not None
    misleading = {**os.environ, "TRAEFIK_API_INSECURE": "true", "HTTP_PROXY": "http://127.0.0.1:9"}
    return await EmbeddedTraefik.start(program, folder, address, environ=misleading, output=OutputRing())


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def traefik(tmp_path_factory) -> AsyncIterator[EmbeddedTraefik]:
    folder = tmp_path_factory.mktemp("door") / "traefik"
    running = await start_traefik(folder, Address("127.0.0.1", free_port()))
    try:
        async with echo_server("lab") as lab:
            generation = new_generation()
            await running.door.publish_lab(lab_name(generation), render_lab(lab, generation))
            yield running
    finally:
        await running.stop()
