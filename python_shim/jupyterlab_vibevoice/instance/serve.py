"""The second stage of an instance: the whole of it, from the first answer to the last."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import sys
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream

from .. import __version__
from ..contract.problems import ProblemError
from .app import make_app
from .clock import iso
from .core import Instance
from .failed import FailedInstance, serve_failed
from .first_answer import FirstAnswer
from .hub_login import HubLogin
from .library import LibraryInUseError, LibraryVersionError
from .options import Options
from .problems import is_disk_full, opening_problem

logger = logging.getLogger(__name__)
_UPLOAD_LIMIT = 512 * 1024 * 1024
_CUT_S = 1.0


def serve(options: Options, listener: socket.socket, first: FirstAnswer) -> int:
    """Serves until it is told to stop; returns the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    try:
        return asyncio.run(_serve(options, listener, first))
    except LibraryInUseError as error:
        logger.error("%s Stop it, or give --state-dir another folder.", error)
        return 3
    except LibraryVersionError as error:
        logger.error("%s Update VibeVoice, or give --state-dir another folder; nothing in it was changed.", error)
        return 4
    except Exception as error:
        if not is_disk_full(error):
            raise
        logger.error("The disk is full, so the instance cannot start. Free some space, then start it again.")
        return 5


async def _serve(options: Options, listener: socket.socket, first: FirstAnswer) -> int:
    stop = asyncio.Event()
    _watch(options, stop)
    try:
        if options.trouble:
            raise ProblemError("internal", options.trouble, hint="Ask the administrator of the hub.")
        instance = Instance(options)
    except Exception as error:
        kept = first.hand_over()
        if options.hub is None:
            raise
        logger.exception("The instance cannot open")
        failed = FailedInstance(options, HubLogin(options.hub), opening_problem(error))
        await serve_failed(failed, listener, kept, stop)
        return 0
    kept = first.hand_over()
    server = HTTPServer(make_app(instance), max_buffer_size=_UPLOAD_LIMIT, max_body_size=_UPLOAD_LIMIT)
    instance.library.require_start_room()
    instance.open()
    for connection, address in kept:
        server.handle_stream(IOStream(connection), address)
    server.add_sockets([listener])
    _write_runtime_file(options, instance, listener.getsockname()[1])
    logger.info("Listening on port %d", listener.getsockname()[1])
    warming = asyncio.create_task(asyncio.to_thread(_load_ahead))
    await stop.wait()
    await warming
    server.stop()
    have_all_ended = await instance.end()
    # Kept connections can ask until they are cut: a library that was closed before would answer with a fault of ours.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_CUT_S):
            await server.close_all_connections()
    instance.library.close()
    _remove_runtime_file(options)
    if not have_all_ended:
        # An engine that ignores TERM would hold up the end of the loop; its guard ends it once this process is gone.
        logging.shutdown()
        os._exit(0)
    return 0


def _load_ahead() -> None:
    """Imports, beside the loop, what the first job would wait half a second for: models, grammar, their validators."""
    from ..contract import EngineDescription, JobCreate, VoiceList
    from ..contract.requests import read_request
    from .reading import parse_script

    parse_script("A: a")
    read_request(JobCreate, b'{"script": "A: a"}')
    for model in (EngineDescription, VoiceList):
        model.model_rebuild()


def _watch(options: Options, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if options.lifeline_fd is not None:
        from ..processes import watch_lifeline

        watch_lifeline(options.lifeline_fd, stop.set)


def _write_runtime_file(options: Options, instance: Instance, port: int) -> None:
    """Tells the instance's own user, and nobody else, where it listens and what opens it."""
    if options.runtime_file is None:
        return
    told: dict[str, Any] = {
        "contract": 1,
        "version": __version__,
        "pid": os.getpid(),
        "port": port,
        "started_at": iso(instance.started_at),
        "slug": options.slug,
        "user": options.user,
        "secret": instance.secret,
    }
    options.runtime_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = options.runtime_file.with_name(f".{options.runtime_file.name}.{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(told, file)
    new.replace(options.runtime_file)


def _remove_runtime_file(options: Options) -> None:
    """Removes the file, unless another instance has written it meanwhile."""
    if options.runtime_file is None:
        return
    try:
        if json.loads(options.runtime_file.read_text(encoding="utf-8")).get("pid") == os.getpid():
            options.runtime_file.unlink()
    except (OSError, ValueError):
        logger.info("The runtime file was gone already")
