"""A notebook server as far as a hub sees it: answers below its prefix, and writes down what the Spawner told it."""

import asyncio
import json
import os
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

PREFIX = os.environ["JUPYTERHUB_SERVICE_PREFIX"]


async def answer(request: web.Request) -> web.Response:
    """The same for every path."""
    return web.json_response({"notebook": PREFIX}, headers={"X-JupyterHub-Version": version("jupyterhub")})


def tell() -> None:
    """Writes the file, whole at once."""
    given = {name: value for name, value in os.environ.items() if name.startswith("JUPYTERHUB_")}
    new = Path("notebook.new")
    new.touch(0o600)
    new.write_text(json.dumps(given))
    new.rename("notebook.json")


async def main() -> None:
    """Serves where the hub said, until it is stopped."""
    application = web.Application()
    application.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1, handle_signals=True)
    await runner.setup()
    address = urlsplit(os.environ["JUPYTERHUB_SERVICE_URL"])
    await web.TCPSite(runner, address.hostname, address.port).start()
    await asyncio.Event().wait()


tell()
asyncio.run(main())
