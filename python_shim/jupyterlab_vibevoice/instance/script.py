"""One engine's process, kept in order: started, watched until it answers, restarted when it dies, ended for sleep."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.processes import Child, OutputRing, listening_tcp_ports

from .adapters import EngineAdapter
from .adapters.detect import Found, adapter_for, detect_kind
from .phases import Phase, read_phase
from .script_start import draft_argv, engine_environment, find_script, script_argv

__all__ = ["EngineProcess", "draft_argv", "engine_environment", "find_script", "script_argv"]

State = Literal["stopped", "starting", "ready", "failed"]

_GRACE_S = 10.0
_RESTART_PAUSES_S = (0.2, 2.0, 10.0)
_RESTART_WINDOW_S = 600.0
_QUIET_S = 900.0
_FIRST_LOOK_S = 0.004
_LAST_LOOK_S = 0.5
# Walking /proc for listening ports costs some milliseconds: not before a native engine had its chance, nor often.
_PORTS_AFTER_S = 1.0
_LAST_LINES = 5
# Of sysexits.h, as our script and the draft engine use it.
_EX_CONFIG = 78


class EngineProcess:
    """Supervises what `argv` runs; it is up when it answers on `socket_path` or on a TCP port of its own.

    `env` is given as it is (see `engine_environment`). Belongs to the running loop; `sleep` ends everything it started.
    """

    def __init__(
        self,
        *,
        name: str,
        argv: Sequence[str],
        env: Mapping[str, str],
        socket_path: str | Path,
        log: OutputRing,
        cwd: str | Path | None = None,
        quiet_timeout_s: float = _QUIET_S,
        restart_pauses_s: Sequence[float] = _RESTART_PAUSES_S,
    ) -> None:
        self.name = name
        self.log = log
        self.state: State = "stopped"
        self.phase: str | None = None
        self.message = ""
        self.fraction: float | None = None
        self.problem: ProblemError | None = None
        self.found: Found | None = None
        self._argv, self._env, self._cwd = list(argv), dict(env), cwd
        self._socket_path = str(socket_path)
        self._quiet_timeout_s = quiet_timeout_s
        self._pauses_s = tuple(restart_pauses_s)
        self._listeners: list[Callable[[], None]] = []
        self._supervisor: asyncio.Task[None] | None = None
        self._outcome: asyncio.Future[EngineAdapter] | None = None
        self._ending = asyncio.Lock()
        self._last_sign_s = 0.0
        self._child: Child | None = None

    @property
    def pid(self) -> int | None:
        """The script's process id while it runs."""
        return None if self._child is None else self._child.pid

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Calls back after every change of state, phase, message or fraction; returns the function that ends it."""
        self._listeners.append(callback)

        def unsubscribe() -> None:
            with contextlib.suppress(ValueError):
                self._listeners.remove(callback)

        return unsubscribe

    async def wake(self) -> EngineAdapter:
        """The adapter of the engine, started if need be; joins a start under way. Raises ProblemError when it fails.

        Cancelling the call does not stop the start. A failed engine is tried anew.
        """
        async with self._ending:
            if self._supervisor is None or self._supervisor.done():
                self._outcome = _new_outcome()
                self._supervisor = asyncio.create_task(self._supervise(), name=f"engine {self.name}")
            outcome = self._outcome
        assert outcome is not None
        return await asyncio.shield(outcome)

    async def sleep(self) -> None:
        """Ends the engine: TERM, 10 s, KILL to all that it started; whoever waits for it is told."""
        async with self._ending:
            supervisor, self._supervisor = self._supervisor, None
            if supervisor is not None:
                supervisor.cancel()
                await asyncio.gather(supervisor, return_exceptions=True)
            if self._outcome is not None and not self._outcome.done():
                self._outcome.set_exception(ProblemError("engine_starting", "The engine was put to sleep."))
            self.problem = self.found = None
            self._tell("stopped", None, "")

    def _tell(self, state: State, phase: str | None, message: str, fraction: float | None = None) -> None:
        before = (self.state, self.phase, self.message, self.fraction)
        self.state, self.phase, self.message, self.fraction = state, phase, message, fraction
        if before != (state, phase, message, fraction):
            for listener in tuple(self._listeners):
                listener()

    async def _supervise(self) -> None:
        """Runs the script, again after each of its ends, until the restarts are used up or it is put to sleep."""
        starts: deque[float] = deque()
        try:
            while True:
                self.problem = self.found = None
                self._tell("starting", "starting", "Starting the engine")
                code = await self._run()
                if code == _EX_CONFIG:
                    raise self._unable()
                now = time.monotonic()
                while starts and now - starts[0] > _RESTART_WINDOW_S:
                    starts.popleft()
                if len(starts) >= len(self._pauses_s):
                    raise self._too_many_ends(code)
                pause_s = self._pauses_s[len(starts)]
                starts.append(now)
                if self._outcome is None or self._outcome.done():
                    self._outcome = _new_outcome()
                self._tell("starting", "restarting", "The engine ended by itself; it is started again")
                await asyncio.sleep(pause_s)
        except ProblemError as problem:
            self._fail(problem)

    async def _run(self) -> int:
        """One life of the script; returns its exit code."""
        unsubscribe = self.log.subscribe(self._heard)
        self._last_sign_s = time.monotonic()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._socket_path)
        try:
            child = await Child.start(
                self._argv, env=self._env, cwd=self._cwd, output=self.log, orphan_grace_s=_GRACE_S
            )
        except OSError as error:
            unsubscribe()
            raise ProblemError(
                "engine_failed",
                "The one-click script cannot be started.",
                hint="Is it a shell script that may be read?",
            ) from error
        self._child = child
        up, ended = asyncio.create_task(self._until_up(child)), asyncio.create_task(child.wait())
        try:
            await asyncio.wait({up, ended}, return_when=asyncio.FIRST_COMPLETED)
            if up.done():
                self._is_up(up)
            return await ended
        finally:
            unsubscribe()
            up.cancel()
            ended.cancel()
            await asyncio.gather(up, ended, return_exceptions=True)
            await child.stop(_GRACE_S)
            self._child = None

    def _is_up(self, up: asyncio.Task[EngineAdapter]) -> None:
        """Tells those who wait; an engine that answers but cannot be driven goes on, for its page's sake."""
        try:
            adapter = up.result()
        except ProblemError as problem:
            if self.found is None:
                raise
            self._fail(problem)
            return
        self._tell("ready", None, "")
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_result(adapter)

    async def _until_up(self, child: Child) -> EngineAdapter:
        """Waits until the script answers and is ready. Raises ProblemError."""
        started_s = time.monotonic()
        pause_s = _FIRST_LOOK_S
        while (found := await self._look(child, time.monotonic() - started_s)) is None:
            self._check_quiet()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.3, _LAST_LOOK_S)
        self.found = found
        adapter = adapter_for(found, self._socket_path)
        self.found = None
        while not await self._is_loaded(adapter):
            self._check_quiet()
            await asyncio.sleep(_LAST_LOOK_S)
        self.found = found
        return adapter

    async def _is_loaded(self, adapter: EngineAdapter) -> bool:
        try:
            description = await adapter.describe()
        except ProblemError as problem:
            # It may have died: then its process ends too, which is told elsewhere.
            if problem.retryable:
                return False
            raise
        if description.state == "ready":
            return True
        self._heard_phase(Phase("loading", description.message or "Loading the model", description.fraction))
        return False

    async def _look(self, child: Child, elapsed_s: float) -> Found | None:
        found = await detect_kind(self._socket_path)
        if found is not None or elapsed_s < _PORTS_AFTER_S:
            return found
        ports = listening_tcp_ports(child.family())
        return await detect_kind(self._socket_path, ports) if ports else None

    def _heard(self, line: str) -> None:
        self._last_sign_s = time.monotonic()
        phase = read_phase(line)
        if phase is not None:
            self._heard_phase(phase)

    def _heard_phase(self, phase: Phase) -> None:
        if self.state != "starting":
            return
        if (phase.phase, phase.message, phase.fraction) != (self.phase, self.message, self.fraction):
            self._last_sign_s = time.monotonic()
        self._tell("starting", phase.phase, phase.message, phase.fraction)

    def _check_quiet(self) -> None:
        if time.monotonic() - self._last_sign_s > self._quiet_timeout_s:
            raise ProblemError(
                "start_timeout",
                f"The engine did not answer, and its script said nothing for {self._quiet_timeout_s / 60:.0f} minutes.",
                hint="Read the script's log, mend what it says, and try again.",
            )

    def _last_words(self) -> list[str]:
        home = os.path.expanduser("~")
        lines = [line.strip() for line in self.log.tail(_LAST_LINES) if line.strip()]
        return [line.replace(home, "~") if home != "/" else line for line in lines]

    def _unable(self) -> ProblemError:
        """The script says itself that starting it again will not help; its last line says what will."""
        words = self._last_words()
        hint = words[-1] if words else "Try its script in a terminal."
        return ProblemError("engine_failed", "The engine cannot run here.", hint=hint, retryable=False)

    def _too_many_ends(self, code: int) -> ProblemError:
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        last = "\n".join(self._last_words())
        return ProblemError(
            "engine_failed",
            f"The engine ended {how}, {len(self._pauses_s) + 1} times in a row.",
            hint=f"Its last words: {last}" if last else "It printed nothing. Try its script in a terminal.",
            retryable=False,
        )

    def _fail(self, problem: ProblemError) -> None:
        self.problem = problem
        self._tell("failed", None, problem.message)
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_exception(problem)


def _new_outcome() -> asyncio.Future[EngineAdapter]:
    """A future whose failure nobody has to ask for."""
    outcome: asyncio.Future[EngineAdapter] = asyncio.get_running_loop().create_future()
    outcome.add_done_callback(lambda done: done.cancelled() or done.exception())
    return outcome
