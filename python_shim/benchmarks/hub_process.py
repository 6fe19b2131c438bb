"""The hub of `jupyter vibevoice hub` in a folder of its own, and a user of it with her notebook server."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

_SHIM = Path(__file__).parents[1]
_CONFIG = _SHIM / "jupyter-config" / "server-config" / "jupyterlab_vibevoice.json"
_POLL_S = 0.1


@dataclass(frozen=True)
class HubUser:
    """A user whose notebook server runs; `session` carries her token."""

    hub: str
    name: str
    session: aiohttp.ClientSession

    @property
    def launcher(self) -> str:
        """The launcher API of her notebook server."""
        return f"{self.hub}user/{self.name}/jupyterlab-vibevoice/api/instance"


@asynccontextmanager
async def hub_user(folder: Path, name: str = "alice") -> AsyncIterator[HubUser]:
    """Starts the hub below `folder` and the user's notebook server; ends both."""
    home = folder / "homes" / name / ".jupyter"
    home.mkdir(parents=True)
    # Where the package is only on the path, as for developers, Jupyter has not enabled it.
    (home / "jupyter_server_config.json").write_text(_CONFIG.read_text())
    argv = [sys.executable, "-m", "jupyterlab_vibevoice.cli", "hub", "--folder", str(folder), "--port", "28000"]
    environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    process = await asyncio.create_subprocess_exec(*argv, stdout=asyncio.subprocess.PIPE, env=environment)
    try:
        url, password = await _printed(process, name)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True), trust_env=False) as browser:
            token = await _token(browser, url, name, password)
        headers = {"Authorization": f"token {token}"}
        async with aiohttp.ClientSession(headers=headers, trust_env=False) as session:
            user = HubUser(url, name, session)
            await _start_notebook(user)
            yield user
    finally:
        process.terminate()
        await process.wait()


async def _printed(process: asyncio.subprocess.Process, name: str) -> tuple[str, str]:
    assert process.stdout is not None
    url = ""
    async for line in process.stdout:
        text = line.decode()
        if found := re.search(r"http://127\S+", text):
            url = found[0]
        if found := re.match(rf"user {name}, password (\S+)", text):
            return url, found[1]
    raise RuntimeError("The hub did not start")


async def _token(browser: aiohttp.ClientSession, url: str, name: str, password: str) -> str:
    """A token that may all that the user may, made as she makes it on the hub's page."""

    def xsrf() -> str:
        return next(each.value for each in browser.cookie_jar if each.key == "_xsrf" and each["path"] == "/hub/")

    async with browser.get(f"{url}hub/login"):
        pass
    form = {"username": name, "password": password, "_xsrf": xsrf()}
    async with browser.post(f"{url}hub/login?next=%2Fhub%2Fhome", data=form) as answer:
        answer.raise_for_status()
    referer = {"Referer": f"{url}hub/home"}
    async with browser.post(f"{url}hub/api/users/{name}/tokens?_xsrf={xsrf()}", json={}, headers=referer) as answer:
        answer.raise_for_status()
        return str(json.loads(await answer.read())["token"])


async def _start_notebook(user: HubUser) -> None:
    async with user.session.post(f"{user.hub}hub/api/users/{user.name}/server"):
        pass
    while True:
        async with user.session.get(user.launcher) as answer:
            if answer.status == 200 and answer.content_type == "application/json":
                return
        await asyncio.sleep(_POLL_S)
