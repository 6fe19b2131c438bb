"""One user's instance as this Jupyter server sees it: finds it, starts it, follows it, stops it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..processes import OutputRing
from ..routes import Route, RouteError
from .runtime_file import Running, UnreachableError, read_runtime_file, start_lock
from .settings import NOT_FROM_INSTANCE, LaunchSettings, Wire, option_words
from .starting import Started, start_instance, until_running
from .tasks import cancelled, report

if TYPE_CHECKING:
    from ..routes import FrontDoor
    from .connection import Connection

logger = logging.getLogger(__name__)

# A click waits this long for the instance before it is told "starting": then most answers are whole.
_FIRST_ANSWER_S = 0.9
_RECONNECT_S = 0.25
_REAPED_S = 0.25
_MAX_SILENCES = 3


class InstanceLauncher:
    """At most one instance, whatever the number of callers; `state` is the last known `Instance`, without addresses."""

    def __init__(self, settings: LaunchSettings) -> None:
        self.settings = settings
        self.output = OutputRing()
        self.connection: Connection | None = None
        self.port: int | None = None
        self.state: Wire = {"state": "stopped", "message": "The instance is not running."}
        self._started: Started | None = None
        self._start_task: asyncio.Task[None] | None = None
        self._stop_task: asyncio.Task[None] | None = None
        self._follow_task: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], None]] = []
        self._public_url = ""

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` after every change of `state`; returns the function that ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    async def look(self, *, is_asked: bool = False) -> Wire:
        """The state now; an instance that another Jupyter server of this user runs is found here."""
        if self.connection is None and self._start_task is None and self._stop_task is None:
            try:
                await self._adopt()
            except (OSError, ValueError, RouteError) as error:
                logger.warning("VibeVoice: an instance runs, but its route could not be put up: %s", error)
        return self.state

    async def start(self, *, wishes: Wire, forwarded_path: str) -> Wire:
        """Starts the instance, or joins the one that starts or runs; answers within a second, as far as it got.

        `wishes` are an InstanceStart, and hold for this start; one that is joined keeps its own.
        """
        if self._stop_task is not None:
            await asyncio.shield(self._stop_task)
        if self.connection is None and self._start_task is None:
            self._public_url = self.settings.public_path(forwarded_path)
            self._set("starting", "Starting the instance.")
            self._start_task = asyncio.create_task(self._start(option_words(wishes)))
            self._start_task.add_done_callback(self._forget_start)
        if self._start_task is not None:
            await asyncio.wait([self._start_task], timeout=_FIRST_ANSWER_S)
        return self.state

    async def stop(self) -> Wire:
        """Begins to stop the instance, whoever started it; its jobs are kept."""
        await self.look()
        if self._stop_task is None and (self.connection or self._started or self._start_task):
            self._set("stopping", "Stopping the instance.")
            self._stop_task = asyncio.create_task(self._stop())
            self._stop_task.add_done_callback(self._forget_stop)
        return self.state

    async def running(self) -> Connection | None:
        """The connection to the instance, after the start under way if there is one; None where nothing runs."""
        if self._start_task is not None:
            await asyncio.wait([self._start_task])
        await self.look()
        return self.open_connection

    @property
    def open_connection(self) -> Connection | None:
        """The connection to the instance, unless it is being stopped."""
        return None if self._stop_task else self.connection

    async def complete(self, state: Wire, *, forwarded_path: str, is_program: bool) -> Wire:
        """The `Instance` for a caller: with addresses, and with a token where nobody forwards for him."""
        settings = self.settings
        whole = {**state, "user": settings.user, "slug": settings.slug, "place": settings.place}
        # One whose engine has failed still has its jobs, its audio and a draft to give, and is woken again there.
        if self.port is None or state["state"] in ("stopped", "stopping"):
            return whole
        # A program calls `kernel_url` itself: nobody would add a token for it.
        if settings.front_door or is_program:
            token = await self._token()
            if token is None:
                # An address that does not open yet would only be tried in vain.
                return whole
            whole["token"], whole["token_expires_at"] = token
        whole["url"] = settings.public_path(forwarded_path)
        whole["kernel_url"] = f"http://127.0.0.1:{self.port}/"
        return whole

    async def _token(self) -> tuple[str, str] | None:
        if (connection := self.open_connection) is not None:
            with contextlib.suppress(UnreachableError):
                return await connection.token()
        return None

    async def log(self, tail: int) -> str | None:
        """The last lines of the one-click script; None where no instance tells them."""
        connection = self.open_connection
        return None if connection is None else await connection.log(tail)

    async def close(self) -> None:
        """Ends what this server started, and leaves alone what another one did."""
        for task in (self._start_task, self._follow_task, self._stop_task):
            await cancelled(task)
        started, self._started = self._started, None
        if started is not None:
            await self._withdraw()
            await started.stop(self.settings.stop_grace_s)
        await self._disconnect()

    async def _start(self, wishes: Sequence[str]) -> None:
        settings = self.settings
        settings.runtime_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            async with start_lock(settings.runtime_file, timeout_s=settings.start_timeout_s):
                if await self._adopt():
                    return
                self._started = await start_instance(
                    settings, wishes=wishes, public_url=self._public_url, output=self.output
                )
                self.port = self._started.port
                running = await until_running(self._started, settings)
                if running is None or not await self._connect(running):
                    await self._fail("The instance ended while it was starting.", code="internal")
        except TimeoutError:
            await self._fail("The instance did not start in time.", code="start_timeout")
        except (OSError, ValueError, RouteError) as error:
            logger.error("VibeVoice: the instance could not be started: %s", error)
            await self._fail("The instance could not be started.", code="internal")

    async def _adopt(self) -> bool:
        """Takes up the instance of the runtime file, if it lives; returns whether there is one."""
        running = read_runtime_file(self.settings.runtime_file)
        return running is not None and running.is_alive and await self._connect(running)

    async def _connect(self, running: Running) -> bool:
        # Its HTTP client costs a fifth of a second to import: not at the start of every Jupyter server.
        from .connection import Connection

        connection = Connection(running)
        try:
            status = await connection.status()
            if status is None or self.connection is not None:
                await connection.close()
                return self.connection is not None
            await self._publish(running)
        except BaseException:
            await connection.close()
            raise
        self.connection, self.port = connection, running.port
        self._merge(status)
        self._follow_task = asyncio.create_task(self._follow(connection))
        return True

    async def _follow(self, connection: Connection) -> None:
        """Merges the instance's own events into `state` until it is gone."""
        silences = 0
        while silences < _MAX_SILENCES:
            try:
                async for event in connection.events():
                    self._merge(event)
            except UnreachableError as error:
                logger.debug("VibeVoice: the instance's events broke off: %s", error)
            if await self._has_ended(connection.running):
                break
            # One that is merely too busy to answer is given time; one of ours is believed until its process ends.
            silences = 0 if self._started or await connection.status() else silences + 1
            await asyncio.sleep(_RECONNECT_S)
        if self._stop_task is None:
            await self._lost()

    async def _has_ended(self, running: Running) -> bool:
        if self._started is None:
            return not running.is_alive
        await asyncio.wait([self._started.ended], timeout=_REAPED_S)
        return self._started.ended.done()

    async def _lost(self) -> None:
        """The instance ended by itself, or another server stopped it."""
        code = self._started.child.returncode if self._started else 0
        await self._gone()
        if code in (0, -signal.SIGTERM):
            self._set("stopped", "The instance is not running.")
        else:
            self._set_failed("The instance ended unexpectedly.", code="internal")

    async def _stop(self) -> None:
        await cancelled(self._start_task)
        await self._withdraw()
        if self._started is not None:
            await self._started.stop(self.settings.stop_grace_s)
        elif self.connection is not None:
            await self.connection.running.end(self.settings.stop_grace_s)
        await cancelled(self._follow_task)
        await self._gone()
        self._set("stopped", "The instance is not running.")

    async def _fail(self, message: str, *, code: str) -> None:
        await self._gone()
        self._set_failed(message, code=code)

    async def _gone(self) -> None:
        """Lets go of everything that belonged to the instance that was."""
        started, self._started, self.port = self._started, None, None
        if started is not None:
            await started.stop(self.settings.stop_grace_s)
        await self._withdraw()
        await self._disconnect()

    async def _disconnect(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.close()

    async def _publish(self, running: Running) -> None:
        if (door := self._door()) is not None:
            await door.publish(Route(self.settings.slug, f"http://127.0.0.1:{running.port}"))

    async def _withdraw(self) -> None:
        with contextlib.suppress(OSError, ValueError, TimeoutError):
            if (door := self._door()) is not None:
                await door.withdraw(self.settings.slug)

    def _door(self) -> FrontDoor | None:
        if self.settings.front_door is None:
            return None
        from ..routes import FrontDoor

        return FrontDoor.read(self.settings.front_door)

    def _forget_start(self, task: asyncio.Task[None]) -> None:
        self._start_task = None
        report(task)

    def _forget_stop(self, task: asyncio.Task[None]) -> None:
        self._stop_task = None
        report(task)

    def _merge(self, status: Wire) -> None:
        if self._stop_task is None:
            self.state = {name: value for name, value in status.items() if name not in NOT_FROM_INSTANCE}
            self._tell()

    def _set(self, state: str, message: str) -> None:
        self.state = {"state": state, "message": message}
        self._tell()

    def _set_failed(self, message: str, *, code: str) -> None:
        hint = "Start it again; what it printed last is in its log."
        problem = {"code": code, "message": message, "hint": hint, "retryable": True, "request_id": "launcher"}
        self.state = {"state": "failed", "message": message, "problem": problem}
        self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
