"""JupyterLab as a child of `jupyter vibevoice lab`."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from ..processes import Child, OutputRing
from .options import CommandOptions

_POLL_S = 0.05
READY_WITHIN_S = 90
# Nothing is asked of the network: JupyterLab's news and its look for updates stay off.
NO_NEWS = "--LabApp.news_url=None"
NO_UPDATES = "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"
# Nor is anybody asked about news, over the player: a folder of settings says so, as no option does.
QUIET_LAB = Path(__file__).parent / "quiet_lab"


class LabEndedError(Exception):
    """JupyterLab ended before it was ready; `code` is its exit code, None where it was only too slow."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class LabServer:
    """What JupyterLab's own runtime file says of it; `base_url` ends with a slash."""

    port: int
    token: str
    base_url: str
    is_secure: bool


def lab_arguments(options: CommandOptions, *, host: str, port: int, front_door: Path | None) -> list[str]:
    """The command line of JupyterLab; behind the front door it listens on this machine only."""
    argv = [sys.executable, "-m", "jupyterlab", "--no-browser", f"--ServerApp.ip={host}", f"--ServerApp.port={port}"]
    argv += ["--ServerApp.port_retries=0", "--ServerApp.base_url=/"]
    for word in (NO_NEWS, NO_UPDATES):
        # Said twice, it would be refused.
        is_said = any(other.startswith(word.partition("=")[0]) for other in options.others)
        argv += [] if is_said else [word]
    if options.notebook_dir:
        argv.append(f"--ServerApp.root_dir={options.notebook_dir.absolute()}")
    if front_door:
        # Traefik says for whom and how it asks; it drops what callers claim about that.
        argv += [f"--VibeVoiceLauncher.front_door={front_door}", "--ServerApp.trust_xheaders=True"]
        argv += ["--ServerApp.allow_remote_access=True"] if options.certfile else []
    elif options.certfile:
        argv += [f"--ServerApp.certfile={options.certfile.absolute()}"]
        argv += [f"--ServerApp.keyfile={options.keyfile.absolute()}"] if options.keyfile else []
    for name, value in (("script", options.script), ("engine", options.engine), ("user", options.user)):
        argv += [f"--VibeVoiceLauncher.{name}={value}"] if value else []
    # Containers and one-click images run as root; Jupyter refuses that unless it is said.
    argv += ["--allow-root"] if os.geteuid() == 0 else []
    return argv + options.others


async def start_jupyter(argv: list[str], *, output: OutputRing) -> Child:
    """Starts it; its output goes into `output`."""
    env = dict(os.environ)
    if NO_NEWS in argv:
        folders = [str(QUIET_LAB), *filter(None, [env.get("JUPYTER_CONFIG_PATH")])]
        env["JUPYTER_CONFIG_PATH"] = os.pathsep.join(folders)
    return await Child.start(argv, env=env, output=output, orphan_grace_s=2.0)


async def until_jupyter_answers(child: Child, runtime_dir: Path) -> LabServer:
    """Waits until JupyterLab answers on this machine; raises LabEndedError when it ends or takes too long."""
    path = runtime_dir / f"jpserver-{child.pid}.json"
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with asyncio.timeout(READY_WITHIN_S), aiohttp.ClientSession(trust_env=False, timeout=timeout) as session:
            while child.returncode is None:
                server = _read(path)
                if server is not None and await _answers(session, server):
                    return server
                await asyncio.sleep(_POLL_S)
    except TimeoutError:
        raise LabEndedError(None) from None
    raise LabEndedError(child.returncode)


def _read(path: Path) -> LabServer | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return LabServer(int(data["port"]), str(data["token"]), str(data["base_url"]), bool(data["secure"]))
    except (OSError, ValueError, KeyError):
        return None


async def _answers(session: aiohttp.ClientSession, server: LabServer) -> bool:
    scheme = "https" if server.is_secure else "http"
    try:
        # Our own child on this machine, and nothing secret is sent: its certificate does not matter.
        url = f"{scheme}://127.0.0.1:{server.port}{server.base_url}api"
        async with session.get(url, ssl=False) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False
