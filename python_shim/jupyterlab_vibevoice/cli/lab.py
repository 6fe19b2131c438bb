"""`jupyter vibevoice lab`: Traefik and JupyterLab under one address, until Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import sys
import tempfile
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from jupyter_core.paths import jupyter_runtime_dir

from ..processes import Child, OutputRing, watch_lifeline
from ..routes import (
    INSTALL_HINT,
    Address,
    EmbeddedTraefik,
    RouteError,
    find_traefik,
    is_loopback,
    is_port_free,
    lab_name,
    new_generation,
    render_lab,
)
from .jupyter_child import (
    READY_WITHIN_S,
    LabEndedError,
    LabServer,
    lab_arguments,
    start_jupyter,
    until_jupyter_answers,
)
from .options import CommandOptions
from .words import say

_PORTS_TRIED = 100
_LAST_LINES = 15
# All of it has to be over within 5 s of Ctrl-C.
_LAB_GRACE_S = 2.5


class RefusedError(Exception):
    """What was asked cannot be done; the message is the sentence to show."""


def run_lab(options: CommandOptions) -> int:
    """Runs it until it is stopped; returns the exit code."""
    try:
        address = choose_address(options)
    except RefusedError as error:
        print(error, file=sys.stderr)
        return 2
    runtime_dir = Path(jupyter_runtime_dir())
    runtime_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="vibevoice-door-", dir=runtime_dir))
    return asyncio.run(_run(options, address, runtime_dir=runtime_dir, folder=folder))


def choose_address(options: CommandOptions) -> Address:
    """Where to listen: the asked port or the next free one (which is said); raises RefusedError."""
    certificate = _certificate(options)
    if not is_loopback(options.host) and certificate is None:
        raise RefusedError(say("needs_tls", host=options.host))
    if options.notebook_dir and not options.notebook_dir.is_dir():
        raise RefusedError(say("no_folder", path=options.notebook_dir))
    if importlib.util.find_spec("jupyterlab") is None:
        raise RefusedError(say("no_lab"))
    try:
        socket.getaddrinfo(options.host, None, flags=socket.AI_PASSIVE)
    except OSError:
        raise RefusedError(say("no_address", host=options.host)) from None
    for port in range(options.port, min(options.port + _PORTS_TRIED, 65536)):
        if is_port_free(options.host, port):
            if port != options.port:
                print(say("port_taken", taken=options.port, port=port), flush=True)
            return Address(options.host, port, certificate)
    raise RefusedError(say("no_port", port=options.port))


def _certificate(options: CommandOptions) -> tuple[Path, Path] | None:
    if options.certfile is None or options.keyfile is None:
        return None
    for path in (options.certfile, options.keyfile):
        if not os.access(path, os.R_OK) or path.is_dir():
            raise RefusedError(say("no_file", path=path))
    return options.certfile.absolute(), options.keyfile.absolute()


@dataclass
class _Running:
    """What runs and has to be ended; `output` is what it printed."""

    folder: Path
    lab_output: OutputRing
    traefik_output: OutputRing
    traefik: EmbeddedTraefik | None = None
    lab: Child | None = None

    async def stop(self) -> None:
        """Ends both at once."""
        endings = [self.traefik.stop()] if self.traefik else []
        endings += [_stop_child(self.lab)] if self.lab else []
        await asyncio.gather(*endings)
        shutil.rmtree(self.folder, ignore_errors=True)


async def _stop_child(child: Child) -> None:
    await child.stop(grace_s=_LAB_GRACE_S)


async def _run(options: CommandOptions, address: Address, *, runtime_dir: Path, folder: Path) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    if options.lifeline_fd is not None:
        watch_lifeline(options.lifeline_fd, stop.set)
    running = _Running(folder, _ring(options), _ring(options))
    serving = asyncio.create_task(_serve(options, address, running, runtime_dir))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not serving.done():
            print(say("stopping"), flush=True)
            return 0
        return serving.result()
    finally:
        for task in (serving, stopping):
            task.cancel()
        await asyncio.gather(serving, stopping, return_exceptions=True)
        await running.stop()


async def _serve(options: CommandOptions, address: Address, running: _Running, runtime_dir: Path) -> int:
    """Starts everything and waits for JupyterLab's end; returns the exit code."""
    await _start_both(options, address, running)
    assert running.lab is not None
    try:
        server = await until_jupyter_answers(running.lab, runtime_dir)
    except LabEndedError as error:
        what = say("lab_slow", seconds=READY_WITHIN_S) if error.code is None else say("lab_ended", code=error.code)
        print(what, *running.lab_output.tail(_LAST_LINES), sep="\n", file=sys.stderr)
        return 1
    if running.traefik:
        generation = new_generation()
        route = render_lab(f"http://127.0.0.1:{server.port}", generation)
        await running.traefik.door.publish_lab(lab_name(generation), route)
    _announce(options, address, server)
    return await _until_lab_ends(running)


async def _start_both(options: CommandOptions, address: Address, running: _Running) -> None:
    """Starts Traefik and, beside it, a JupyterLab that expects it; where there is no Traefik, one that does not."""
    program = find_traefik(os.environ)
    if program is None:
        print(say("no_traefik", hint=INSTALL_HINT), flush=True)
    else:
        starting = asyncio.create_task(_start_traefik(program, address, running))
        try:
            running.lab = await _start_lab(options, running, host="127.0.0.1", port=0, door=running.folder)
        finally:
            running.traefik = await starting
        if running.traefik is None:
            await _stop_child(running.lab)
    if running.traefik is None:
        running.lab = await _start_lab(options, running, host=address.host, port=address.port, door=None)


async def _start_lab(options: CommandOptions, running: _Running, *, host: str, port: int, door: Path | None) -> Child:
    argv = lab_arguments(options, host=host, port=port, front_door=door)
    return await start_jupyter(argv, output=running.lab_output)


async def _start_traefik(program: Path, address: Address, running: _Running) -> EmbeddedTraefik | None:
    try:
        return await EmbeddedTraefik.start(
            program, running.folder, address, environ=os.environ, output=running.traefik_output
        )
    except (RouteError, OSError) as error:
        print(say("traefik_failed", why=error), flush=True)
        return None


def _announce(options: CommandOptions, address: Address, server: LabServer) -> None:
    query = f"?token={quote(server.token)}" if server.token else ""
    url = f"{address.origin}{server.base_url}lab{query}"
    print(say("ready", url=url), say("stop_with"), sep="\n", flush=True)
    if options.browser:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)


async def _until_lab_ends(running: _Running) -> int:
    assert running.lab is not None
    async with asyncio.TaskGroup() as group:
        keeping = group.create_task(_keep_traefik(running))
        code = await running.lab.wait()
        keeping.cancel()
    if code != 0:
        print(say("lab_ended", code=code), *running.lab_output.tail(_LAST_LINES), sep="\n", file=sys.stderr)
    return 0 if code == 0 else 1


async def _keep_traefik(running: _Running) -> None:
    def tell_of_pause(seconds: float) -> None:
        words = say("traefik_pause", seconds=round(seconds))
        print(words, *running.traefik_output.tail(_LAST_LINES), sep="\n", file=sys.stderr, flush=True)

    if running.traefik:
        await running.traefik.keep(lambda: print(say("traefik_again"), flush=True), tell_of_pause)


def _ring(options: CommandOptions) -> OutputRing:
    ring = OutputRing()
    if options.verbose:
        ring.subscribe(lambda line: print(line, file=sys.stderr, flush=True))
    return ring
