"""`jupyter vibevoice hub`: a JupyterHub on this machine to try things with, until Ctrl-C."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import sys
import sysconfig
from pathlib import Path

import aiohttp

from ..processes import Child, OutputRing, watch_lifeline
from ..routes import INSTALL_HINT, find_traefik, free_port, is_port_free
from .local_hub_config import LocalHub, known_passwords
from .local_hub_words import tell
from .options import CommandOptions
from .words import say

_HOST = "127.0.0.1"
_PORTS_TRIED = 100
_READY_WITHIN_S = 90
_POLL_S = 0.05
_LAST_LINES = 30
# The hub ends its people's servers first, then Traefik.
_GRACE_S = 4.0


def run_local_hub(options: CommandOptions) -> int:
    """Runs it until it is stopped; returns the exit code."""
    missing = [name for name in ("jupyterhub", "jupyterhub_traefik_proxy") if importlib.util.find_spec(name) is None]
    if missing or find_traefik(os.environ) is None:
        print(tell("no_parts"), "" if missing else INSTALL_HINT, file=sys.stderr)
        return 2
    folder = options.folder.absolute()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    hub = LocalHub(
        port=_free_from(options.port),
        hub_port=free_port(_HOST),
        traefik_port=free_port(_HOST),
        passwords=known_passwords(folder),
    )
    return asyncio.run(_run(options, hub, folder))


def _free_from(port: int) -> int:
    return next((each for each in range(port, port + _PORTS_TRIED) if is_port_free(_HOST, each)), 0) or free_port(_HOST)


async def _run(options: CommandOptions, hub: LocalHub, folder: Path) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if options.lifeline_fd is not None:
        watch_lifeline(options.lifeline_fd, stop.set)
    output = OutputRing()
    if options.verbose:
        output.subscribe(lambda line: print(line, file=sys.stderr, flush=True))
    child = await _start(hub, folder, output)
    ending = asyncio.create_task(child.wait())
    stopping = asyncio.create_task(stop.wait())
    try:
        ready = asyncio.create_task(_until_it_answers(hub))
        await asyncio.wait({ready, ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if ready.done() and ready.result():
            _announce(hub)
            await asyncio.wait({ending, stopping}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if stopping.done():
            print(say("stopping"), flush=True)
            return 0
        print(tell("ended"), *output.tail(_LAST_LINES), sep="\n", file=sys.stderr)
        return 1
    finally:
        ending.cancel()
        stopping.cancel()
        await child.stop(_GRACE_S)


async def _start(hub: LocalHub, folder: Path, output: OutputRing) -> Child:
    argv = [sys.executable, "-m", "jupyterhub", "-f", str(hub.write(folder))]
    # The proxy looks for `traefik` on the path alone.
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTER")}
    environment |= {"PATH": path, "CONFIGPROXY_AUTH_TOKEN": hub.proxy_token}
    return await Child.start(argv, env=environment, cwd=folder, output=output, orphan_grace_s=_GRACE_S)


async def _until_it_answers(hub: LocalHub) -> bool:
    """Whether the hub answers through its proxy within the time it may take."""
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with asyncio.timeout(_READY_WITHIN_S), aiohttp.ClientSession(trust_env=False, timeout=timeout) as session:
            while True:
                if await _answers(session, f"{hub.url}hub/api/"):
                    return True
                await asyncio.sleep(_POLL_S)
    except TimeoutError:
        return False


async def _answers(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _announce(hub: LocalHub) -> None:
    print(tell("ready", url=hub.url), flush=True)
    for name, password in hub.passwords.items():
        print(tell("user", name=name, password=password), flush=True)
    print(say("stop_with"), flush=True)
