"""Real notebook servers with our launcher, in a real hub; who may do what is said by the user's name."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.hub.real_hub import RESOURCES, RealHub, until

SERVER_CONFIG = Path(__file__).parents[2] / "jupyter-config" / "server-config" / "jupyterlab_vibevoice.json"
# eve's servers lack every scope of ours; carol's instance waits for the file `go`; none starts while `broken` is there.
# The Spawner has options, as of a form, and writes down with which of them it starts an instance.
_CONFIG = """
import asyncio, json, os, pathlib
from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Unicode

class Choosy(SimpleLocalProcessSpawner):
    queue = Unicode("short")

    async def start(self):
        if self.name == "vibevoice":
            words = json.loads(self.environment["VIBEVOICE_INSTANCE_OPTIONS"])
            told = {{"options": self.user_options, "queue": self.queue, "words": words}}
            (folder / "started.json").write_text(json.dumps(told))
        self.queue = "short"
        return await super().start()

c.JupyterHub.spawner_class = Choosy
c.Spawner.apply_user_options = {{"queue": "queue"}}
c.JupyterHub.concurrent_spawn_limit = 1
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"] if os.geteuid() == 0 else []
c.Spawner.environment["JUPYTERHUB_SINGLEUSER_APP"] = "jupyter-server"
configure(
    c, command=[{python!r}, "-m", "jupyterlab_vibevoice.instance"],
    user_options={{"project": "speech"}}, profiles={{"large": {{"queue": "long"}}}},
)
folder = pathlib.Path({folder!r})

class NoGpuError(Exception):
    jupyterhub_message = "All machines are taken until Monday."

def as_configured(before):
    async def hook(spawner):
        await before(spawner)
        if spawner.name == "vibevoice" and (folder / "broken").exists():
            raise NoGpuError
        while spawner.name == "vibevoice" and spawner.user.name == "carol" and not (folder / "go").exists():
            await asyncio.sleep(0.05)
    return hook

def scopes_of(before):
    def scopes(spawner):
        return ["users:activity!user", "access:servers!server"] if spawner.user.name == "eve" else before(spawner)
    return scopes

c.Spawner.pre_spawn_hook = as_configured(c.Spawner.pre_spawn_hook)
c.Spawner.server_token_scopes = scopes_of(c.Spawner.server_token_scopes)
"""


@dataclass(frozen=True)
class Notebook:
    """A user's notebook server behind the hub; `url` ends with a slash, `token` is the user's own."""

    url: str
    token: str

    @property
    def api(self) -> str:
        return f"{self.url}jupyterlab-vibevoice/api/instance"

    def session(self) -> aiohttp.ClientSession:
        """A client that is logged in as the user."""
        return aiohttp.ClientSession(headers={"Authorization": f"token {self.token}"}, trust_env=False)


@contextmanager
def hub_with_notebooks(folder: Path, users: tuple[str, ...]) -> Iterator[RealHub]:
    """The hub, with homes in which Jupyter has our extension enabled."""
    program = os.environ.get("VIBEVOICE_TEST_HUB", sys.executable)
    hub = RealHub(folder, more=_CONFIG.format(python=sys.executable, folder=str(folder)), python=program)
    others = dict.fromkeys(("jupyterlab", "jupyter_lsp", "jupyter_server_proxy", "notebook_shim"), False)
    enabled = json.loads(SERVER_CONFIG.read_text())
    enabled["ServerApp"]["jpserver_extensions"] |= others
    try:
        hub.start()
        for name in users:
            hub.add_user(name)
            config = folder / "home" / name / ".jupyter" / "jupyter_server_config.json"
            config.parent.mkdir(parents=True)
            config.write_text(json.dumps(enabled | {"VibeVoiceLauncher": _wanted(folder, name)}))
        yield hub
    finally:
        hub.stop()


def _wanted(folder: Path, name: str) -> dict[str, str]:
    """The launcher's settings: eve's instance, which runs beside her notebook, has a script with a page of its own."""
    if name != "eve":
        return {"engine": "draft"}
    script = folder / "page.sh"
    script.write_text(f"exec {shlex.quote(sys.executable)} {shlex.quote(str(RESOURCES / 'web_page.py'))}\n")
    return {"script": str(script)}


def start_notebook(hub: RealHub, name: str) -> Notebook:
    """Starts a user's notebook server, where it does not run."""
    answer = hub.admin.post(f"/users/{name}/server")
    assert answer.status_code in (201, 202, 400), answer.text
    until(lambda: hub.running(name).get("", {}).get("ready"), f"the notebook server of {name}")
    return Notebook(f"{hub.origin}/user/{name}/", hub.token(name))
