"""A real JupyterHub behind a real Traefik, on this machine, for tests."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from jupyterlab_vibevoice.routes import find_traefik, free_port

RESOURCES = Path(__file__).parent.parent / "resources"
PASSWORD = "hear me speak"
_PATIENCE_S = 120.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.02, 0.3

Found = TypeVar("Found")

_CONFIG = """
import sys
from jupyterlab_vibevoice.hub import configure

c.JupyterHub.bind_url = "http://127.0.0.1:{public_port}"
c.JupyterHub.hub_bind_url = c.JupyterHub.hub_connect_url = "http://{host}:{hub_port}"
c.JupyterHub.proxy_class = "traefik_file"
c.JupyterHub.cleanup_servers = False
c.TraefikProxy.should_start = False
c.TraefikProxy.traefik_api_url = "http://127.0.0.1:{api_port}"
c.TraefikProxy.traefik_api_username = "tests"
c.TraefikProxy.traefik_api_password = "{secret}"
c.TraefikFileProviderProxy.dynamic_config_file = "{folder}/rules/rules.toml"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "{password}"
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {{"ada"}}
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/home/{{username}}"
c.Spawner.cmd = [{python!r}, "{resources}/small_notebook.py"]
# Whoever does not end at the first word holds up his test.
c.LocalProcessSpawner.interrupt_timeout = 120
c.Spawner.environment = {{"VV_TEST_MARK": "{mark}"}}
c.JupyterHub.services = [
    {{"name": "tester", "api_token": "{secret}"}},
    {{"name": "zoe-svc", "api_token": "{service_secret}"}},
    {{"name": "vibevoice-culler", "api_token": "{culler_secret}"}},
]
c.JupyterHub.load_roles = [
    {{"name": "tester", "services": ["tester"], "scopes": [
        "admin:users", "admin:servers", "tokens", "list:users", "shares", "read:servers"]}},
    {{"name": "service", "services": ["zoe-svc"], "scopes": ["access:servers!server=zoe-svc/vibevoice"]}},
]
{more}
"""

_SCRIPT = """#!/bin/sh
env > "$HOME/script-environment"
export TONE_CONTROL="$HOME/control.json"
exec "{python}" "{resources}/tone_engine.py"
"""

_TRAEFIK = """
api: {{}}
entryPoints:
  http: {{address: "127.0.0.1:{public_port}", transport: {{respondingTimeouts: {{readTimeout: 0s}}}}}}
  auth_api: {{address: "127.0.0.1:{api_port}"}}
global: {{checkNewVersion: false, sendAnonymousUsage: false}}
providers: {{providersThrottleDuration: 0s, file: {{directory: "{folder}/rules", watch: true}}}}
"""


def until(look: Callable[[], Found | None], what: str, patience_s: float = _PATIENCE_S) -> Found:
    """What `look` finds, as soon as it finds something; fails in words after so many seconds."""
    end, pause_s = time.monotonic() + patience_s, _FIRST_PAUSE_S
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"Waited {patience_s:g} s in vain for {what}"
        time.sleep(pause_s)
        # Asking costs the hub as much as what is waited for.
        pause_s = min(pause_s * 1.3, _LONGEST_PAUSE_S)


def bearer(token: str) -> dict[str, str]:
    """The header that shows a token."""
    return {"Authorization": f"Bearer {token}"}


class RealHub:
    """One hub with its Traefik; `stop_hub` and `start_hub` leave Traefik and the users' servers alone.

    `more` is the rest of its configuration; its API listens on `host`.
    """

    def __init__(
        self, folder: Path, *, more: str = "configure(c)", python: str = sys.executable, host: str = "127.0.0.1"
    ) -> None:
        self.folder = folder
        self.mark = secrets.token_hex(16)
        self.secret = secrets.token_hex(32)
        # Of a service that bears a user's name.
        self.secrets = {name: secrets.token_hex(32) for name in ("zoe-svc", "vibevoice-culler")}
        self.ports = {name: free_port() for name in ("public_port", "hub_port", "api_port")}
        self.origin = f"http://127.0.0.1:{self.ports['public_port']}"
        self.log = folder / "hub.log"
        self._python = python
        self._hub: subprocess.Popen[bytes] | None = None
        self._traefik: subprocess.Popen[bytes] | None = None
        self.admin = httpx.Client(
            base_url=f"http://{host}:{self.ports['hub_port']}/hub/api",
            headers={"Authorization": f"token {self.secret}"},
            timeout=_PATIENCE_S,
        )
        # For what is asked again and again: each new client reads all certificates of the machine.
        self._asker = httpx.Client(timeout=_PATIENCE_S)
        (folder / "rules").mkdir(parents=True)
        values = {
            **self.ports,
            "python": sys.executable,
            "folder": folder,
            "secret": self.secret,
            "mark": self.mark,
            "password": PASSWORD,
        }
        values |= {
            "service_secret": self.secrets["zoe-svc"],
            "culler_secret": self.secrets["vibevoice-culler"],
            "resources": RESOURCES,
            "more": more,
            "host": host,
        }
        (folder / "jupyterhub_config.py").write_text(_CONFIG.format(**values))
        (folder / "script.sh").write_text(_SCRIPT.format(**values))
        (folder / "script.sh").chmod(0o700)
        (folder / "traefik.yaml").write_text(_TRAEFIK.format(**values))

    def start(self) -> RealHub:
        """Starts both; returns once the hub answers through Traefik."""
        program = find_traefik(os.environ)
        assert program is not None
        with (self.folder / "traefik.log").open("ab") as log:
            words = [str(program), f"--configFile={self.folder / 'traefik.yaml'}"]
            self._traefik = subprocess.Popen(words, stdout=log, stderr=log)
        self.start_hub()
        return self

    def start_hub(self) -> None:
        """Starts the hub alone."""
        path = f"{Path(self._python).parent}{os.pathsep}{os.environ['PATH']}"
        words = [self._python, "-m", "jupyterhub", "-f", str(self.folder / "jupyterhub_config.py")]
        with self.log.open("ab") as log:
            self._hub = subprocess.Popen(
                words, cwd=self.folder, env={**os.environ, "PATH": path}, stdout=log, stderr=log, start_new_session=True
            )
        until(self._answers, "the hub")

    def _answers(self) -> bool:
        assert self._hub is not None
        assert self._hub.poll() is None, self.log.read_text()[-3000:]
        try:
            return self._asker.get(f"{self.origin}/hub/api/").is_success
        except httpx.HTTPError:
            return False

    def stop_hub(self) -> None:
        """Stops the hub alone."""
        if self._hub is not None:
            self._hub.send_signal(signal.SIGTERM)
            self._hub.wait(90)

    def stop(self) -> None:
        """Ends everything that the hub started, too."""
        self.stop_hub()
        if self._traefik is not None:
            self._traefik.kill()
            self._traefik.wait()
        self.admin.close()
        self._asker.close()
        left = self.processes()
        for process in left:
            process.terminate()
        _, late = psutil.wait_procs(left, timeout=60)
        for process in late:
            process.kill()

    def processes(self) -> list[psutil.Process]:
        """What the hub's Spawners started, and what that started."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("VV_TEST_MARK") == self.mark:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return found

    def add_user(self, name: str) -> None:
        """A user whom the hub knows, with a home of his own."""
        self.admin.post(f"/users/{name}")
        (self.folder / "home" / name).mkdir(parents=True, exist_ok=True)

    def token(self, name: str, *scopes: str) -> str:
        """A new token of a user, as he makes it himself on the hub's page; without scopes it may all that he may."""
        answer = self.admin.post(f"/users/{name}/tokens", json={"scopes": list(scopes)} if scopes else {})
        assert answer.is_success, answer.text
        return str(answer.json()["token"])

    def start_notebook(self, name: str) -> dict[str, str]:
        """Starts a user's own server; returns what its Spawner told it."""
        answer = self.admin.post(f"/users/{name}/server")
        assert answer.status_code in (201, 202, 400), answer.text
        told = self.folder / "home" / name / "notebook.json"
        until(told.is_file, f"the notebook server of {name}")
        found: dict[str, str] = json.loads(told.read_text())
        return found

    def start_instance(self, name: str) -> str:
        """Starts a user's instance; returns its public address, without a slash at the end."""
        answer = self.admin.post(f"/users/{name}/servers/vibevoice", json={})
        assert answer.status_code in (201, 202, 400), answer.text
        return self.reach_instance(name)

    def reach_instance(self, name: str) -> str:
        """The public address of an instance that starts, without a slash at the end, once it answers there."""
        address = f"{self.origin}/user/{name}/vibevoice"
        until(lambda: "X-VibeVoice" in self._asker.get(f"{address}/api").headers, f"the instance of {name}")
        # Its first answer comes before the whole of it is there.
        until(lambda: self._asker.get(f"{address}/api/status").status_code == 401, f"the whole instance of {name}")
        return address

    def stop_instance(self, name: str) -> None:
        """Stops a user's instance; returns once the hub says that it is gone."""
        answer = self.admin.delete(f"/users/{name}/servers/vibevoice")
        assert answer.status_code in (202, 204, 404), answer.text
        until(lambda: "vibevoice" not in self.running(name), f"the end of the instance of {name}")

    @property
    def version(self) -> str:
        """JupyterHub's."""
        return str(self.admin.get("/").json()["version"])

    def running(self, name: str) -> dict[str, Any]:
        """A user's running servers by name, as the hub tells of them."""
        found: dict[str, Any] = self.admin.get(f"/users/{name}").json()["servers"]
        return found
