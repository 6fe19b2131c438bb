"""One user's instance as a named server of the hub: asks the hub to start it, follows it, asks the hub to stop it.

Where the hub does not let this Jupyter server do that, the instance runs inside the Jupyter server instead.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..contract.problems import ProblemError
from ..processes import OutputRing
from .hub_place import HubPlace
from .instance_launcher import InstanceLauncher
from .runtime_file import UnreachableError
from .settings import NOT_FROM_INSTANCE, Wire
from .tasks import cancelled, report

if TYPE_CHECKING:
    from .hub_api import HubApi, HubServer
    from .hub_start import HubInstanceClient

logger = logging.getLogger(__name__)

# A click waits this long for the hub before it is told "starting": then most answers are whole.
_FIRST_ANSWER_S = 0.9
# How often a hub is asked about an instance that does not run: it has a thousand users, and a click asks anyway.
_ASK_AGAIN_S = 20.0
_ASKED_S = 0.5
_POLL_S = 0.5
_LONGEST_POLL_S = 10.0
_MAX_SILENCES = 3
_STOPPED: Wire = {"state": "stopped", "message": "The instance is not running."}
_INSIDE = "The hub starts no instances for its users, so this one runs inside the notebook server and ends with it."
_ADD = "Add to jupyterhub_config.py: from jupyterlab_vibevoice.hub import configure; configure(c)"
_THEN = "Then restart this notebook server."
_TLS = f"Instances do not speak the hub's internal TLS: set c.JupyterHub.internal_ssl to False. {_THEN}"


class HubLauncher:
    """At most one instance, whatever the number of callers; `state` is the last known `Instance`, without addresses."""

    def __init__(self, place: HubPlace, inside: InstanceLauncher, *, profile: str = "") -> None:
        self.place = place
        self._profile = profile
        self.inside = inside
        self.state = dict(_STOPPED)
        # What the hub's configuration lacks; empty where nothing, None where that is not known yet.
        self.lacking: str | None = None
        self._hint = ""
        self._own_output = OutputRing()
        self._api: HubApi | None = None
        self._client: HubInstanceClient | None = None
        self._start_task: asyncio.Task[None] | None = None
        self._stop_task: asyncio.Task[None] | None = None
        self._follow_task: asyncio.Task[None] | None = None
        self._asked_at = float("-inf")
        self._listeners: list[Callable[[], None]] = []
        inside.subscribe(self._tell)

    @property
    def output(self) -> OutputRing:
        """What was printed while it started: the hub's progress, or the instance inside this server."""
        return self.inside.output if self.lacking else self._own_output

    @property
    def client(self) -> HubInstanceClient | None:
        """The conversation with the running instance, unless it is being stopped."""
        return None if self._stop_task else self._client

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Calls `listener` after every change of `state`; returns the function that ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    async def look(self, *, is_asked: bool = False) -> Wire:
        """The state now; an instance that was started from elsewhere is found, at once where somebody asked."""
        try:
            if await self._is_inside():
                return self._noted(await self.inside.look())
            if self._client is None and self._start_task is None and self._stop_task is None:
                await self._ask(_ASKED_S if is_asked else _ASK_AGAIN_S)
        except ProblemError as problem:
            self._set_failed(problem)
        return self.state

    async def start(self, *, wishes: Wire, forwarded_path: str) -> Wire:
        """Asks the hub for the instance, or joins the start under way; answers within a second, as far as it got."""
        try:
            if not await self._is_inside():
                await self._begin(wishes)
        except ProblemError as problem:
            self._set_failed(problem)
        if self.lacking:
            return self._noted(await self.inside.start(wishes=wishes, forwarded_path=forwarded_path))
        return self.state

    async def stop(self) -> Wire:
        """Begins to stop the instance, whoever started it; its jobs are kept. Raises ProblemError."""
        if await self._is_inside():
            return self._noted(await self.inside.stop())
        if self._stop_task is not None:
            return self.state
        if not (self._start_task or self._client or await self._hub.server()):
            self._set("stopped", _STOPPED["message"])
        else:
            before = self.state
            self._set("stopping", "Stopping the instance.")
            task = self._stop_task = asyncio.create_task(self._stop())
            task.add_done_callback(lambda done: self._forget_stop(done, before))
            await asyncio.wait([task], timeout=_FIRST_ANSWER_S)
            if task.done():
                task.result()
        return self.state

    async def complete(self, state: Wire, *, forwarded_path: str, is_program: bool) -> Wire:
        """The `Instance` for a caller: with addresses and a token, since nothing is forwarded."""
        if self.lacking:
            return await self.inside.complete(state, forwarded_path=forwarded_path, is_program=is_program)
        settings, client = self.inside.settings, self.client
        whole = {**state, "user": settings.user, "slug": settings.slug, "place": "hub"}
        # Only an instance itself tells when it started: then its engine has failed, and it answers.
        is_up = state["state"] not in ("stopped", "stopping") and (state["state"] != "failed" or "started_at" in state)
        if client is not None and is_up:
            # An address that does not open yet would only be tried in vain.
            with contextlib.suppress(UnreachableError):
                whole["token"], whole["token_expires_at"] = await client.token()
                whole |= {"url": self.place.path, "kernel_url": client.address}
        return whole

    async def log(self, tail: int) -> str | None:
        """The last lines of the one-click script; None where no instance tells them."""
        if self.lacking:
            return await self.inside.log(tail)
        return None if self.client is None else await self.client.log(tail)

    async def close(self) -> None:
        """Lets go of the hub's instance, which goes on; ends one inside this server."""
        for task in (self._start_task, self._stop_task, self._follow_task):
            await cancelled(task)
        await self._disconnect()
        api, self._api = self._api, None
        if api is not None:
            await api.close()
        await self.inside.close()

    @property
    def _hub(self) -> HubApi:
        if self._api is None:
            # Its HTTP client costs a fifth of a second to import: not at the start of every Jupyter server.
            from .hub_api import HubApi

            self._api = HubApi(self.place)
        return self._api

    async def _is_inside(self) -> bool:
        """Whether the instance runs inside this server; the rights of a token never change while this server runs."""
        if self.lacking is None and self.place.has_internal_tls:
            self._lack("instances do not speak its internal TLS", hint=_TLS)
        if self.lacking is None:
            from .hub_api import LackingError

            try:
                await self._hub.check_rights()
                self.lacking = ""
            except LackingError as error:
                self._lack(str(error))
        return bool(self.lacking)

    def _lack(self, what: str, *, hint: str = "") -> None:
        self._hint = hint or f"{_ADD} ({what}). {_THEN}"
        logger.warning("VibeVoice: the hub starts no instances, so they run in this server: %s. %s", what, self._hint)
        self.lacking = what
        self.state = dict(_STOPPED)

    def _noted(self, state: Wire) -> Wire:
        notice = {"code": "hub_rights", "message": _INSIDE, "hint": self._hint}
        return {"notice": notice, **state}

    async def _ask(self, after_s: float) -> None:
        """Asks whether the instance runs, unless that was asked less than `after_s` ago; follows one that does."""
        now = asyncio.get_running_loop().time()
        if now - self._asked_at < after_s:
            return
        self._asked_at = now
        server = await self._hub.server()
        if server is None:
            # What the last start failed of stays to be read; that the hub was silent is over.
            if (self.state.get("problem") or {}).get("code") != "hub_refused":
                self._set("stopped", _STOPPED["message"])
        elif server.pending == "stop":
            self._set("stopping", "The hub is stopping the instance.")
        elif self.state["state"] != "failed" or server.is_ready:
            self._run_start(self._join(server))
            await self._first_answer()

    async def _begin(self, wishes: Wire) -> None:
        if self._stop_task is not None:
            await asyncio.shield(self._stop_task)
        if self._client is None and self._start_task is None:
            self._set("starting", "Asking the hub for the instance.", phase="spawning")
            self._run_start(self._start(self._user_options(wishes)))
        await self._first_answer()

    def _user_options(self, wishes: Wire) -> Wire:
        """The hub's `user_options`: what `configure(c)` reads, and the profile where KubeSpawner looks for one.

        Never empty: the hub repeats those of the last start where it gets none.
        """
        start = {name: value for name, value in wishes.items() if name != "profile"}
        profile = wishes.get("profile") or self._profile
        return {"started_by": "vibevoice", "start": start, **({"profile": profile} if profile else {})}

    def _run_start(self, starting: object) -> None:
        assert asyncio.iscoroutine(starting)
        self._start_task = asyncio.create_task(starting)
        self._start_task.add_done_callback(self._forget_start)

    async def _first_answer(self) -> None:
        if self._start_task is not None:
            await asyncio.wait([self._start_task], timeout=_FIRST_ANSWER_S)

    async def _start(self, options: Wire) -> None:
        from .hub_api import LackingError
        from .hub_start import start_server

        try:
            await start_server(self._hub, options, self._show_progress)
            await self._connect()
        except LackingError as error:
            self._lack(str(error))
        except ProblemError as problem:
            self._set_failed(problem)

    async def _join(self, server: HubServer) -> None:
        """Follows a start that somebody else asked for, then the instance."""
        from .hub_start import until_started

        try:
            if not server.is_ready:
                await until_started(self._hub, self._show_progress)
            await self._connect()
        except ProblemError as problem:
            self._set_failed(problem)

    async def _connect(self) -> None:
        from .hub_start import reach_instance

        client = await reach_instance(self._hub)
        status = await client.status()
        await self._disconnect()
        self._client = client
        if status is not None:
            self._merge(status)
        self._follow_task = asyncio.create_task(self._follow(client))
        self._follow_task.add_done_callback(report)

    async def _follow(self, client: HubInstanceClient) -> None:
        """Merges the instance's own events into `state` until the hub says that it is gone."""
        silences, pause_s = 0, _POLL_S
        while True:
            with contextlib.suppress(UnreachableError):
                async for event in client.events():
                    silences, pause_s = 0, _POLL_S
                    self._merge(event)
            try:
                if await self._has_ended():
                    break
            except ProblemError as problem:
                # The hub and the instance both silent: most likely the way to them is gone.
                silences += 1
                if silences >= _MAX_SILENCES:
                    self._set_failed(problem)
            if await client.status() is None:
                client.forget_token()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_POLL_S)
        self._follow_task = None
        await self._disconnect()
        self._set("stopped", "The hub stopped the instance; its jobs are kept.")

    async def _has_ended(self) -> bool:
        server = await self._hub.server()
        if server is not None and server.pending == "stop":
            self._set("stopping", "The hub is stopping the instance.")
        return server is None

    async def _stop(self) -> None:
        await cancelled(self._start_task)
        is_over = await self._hub.stop()
        while not is_over:
            # The hub tells nobody when a stop is over.
            await asyncio.sleep(_POLL_S)
            is_over = await self._hub.server() is None
        await cancelled(self._follow_task)
        await self._disconnect()

    async def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _forget_start(self, task: asyncio.Task[None]) -> None:
        self._start_task = None
        report(task)

    def _forget_stop(self, task: asyncio.Task[None], before: Wire) -> None:
        self._stop_task = None
        if not task.cancelled() and isinstance(task.exception(), ProblemError):
            # Whoever asked is told; the instance runs on as it did.
            self.state = before
            self._tell()
        else:
            self._set("stopped", _STOPPED["message"])
            report(task)

    def _show_progress(self, state: str, message: str, fraction: float) -> None:
        self._own_output.append(message)
        if self._stop_task is None:
            self._set(state, message, phase="spawning", fraction=fraction)

    def _merge(self, status: Wire) -> None:
        if self._stop_task is None:
            self.state = {name: value for name, value in status.items() if name not in NOT_FROM_INSTANCE}
            self._tell()

    def _set(self, state: str, message: str, **more: str | float) -> None:
        if self.state != (after := {"state": state, "message": message, **more}):
            self.state = after
            self._tell()

    def _set_failed(self, problem: ProblemError) -> None:
        after = {"state": "failed", "message": problem.message, "problem": problem.to_wire("launcher")}
        if self.state != after:
            self.state = after
            self._tell()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()
