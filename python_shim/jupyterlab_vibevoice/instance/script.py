"""One engine's process, kept in order: started, watched until it answers, restarted when it dies, ended for sleep."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.processes import OutputRing

from .adapters import EngineAdapter
from .adapters.choose import adapter_for
from .adapters.detect import Found
from .phases import Phase, read_phase
from .script_life import ScriptLife
from .script_start import draft_argv, engine_environment, find_script, script_argv
from .script_words import cause_in, find_cause

__all__ = ["EngineProcess", "draft_argv", "engine_environment", "find_script", "script_argv"]

State = Literal["stopped", "starting", "ready", "failed"]

_RESTART_PAUSES_S = (0.2, 2.0, 10.0)
_RESTART_WINDOW_S = 600.0
_QUIET_S = 900.0
_LAST_LOOK_S = 0.5
_LAST_LINES = 5
_LINES_TO_READ = 30
# In place of an exit code: the processes are there, and none listens where one did.
_DEAF = -1000
# Of sysexits.h, as our script and the draft engine use it.
_EX_CONFIG = 78


class EngineProcess:
    """Supervises what `argv` runs; it is up when it answers on `socket_path` or on a TCP port of its own.

    `env` is given as it is (see `engine_environment`); `table_reader` wakes the engine that speaks where the script has
    a mere page. Belongs to the running loop; `sleep` ends everything it started.
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
        table_reader: Callable[[], Awaitable[EngineAdapter]] | None = None,
        mapping_file: Path | None = None,
        api_key: str = "",
    ) -> None:
        self.name = name
        self.log = log
        self.state: State = "stopped"
        self.phase: str | None = None
        self.message = ""
        self.fraction: float | None = None
        self.problem: ProblemError | None = None
        self.found: Found | None = None
        self._mapping_file = mapping_file
        self._api_key = api_key
        self._argv, self._env, self._cwd = list(argv), dict(env), cwd
        self._socket_path = str(socket_path)
        self._quiet_timeout_s = quiet_timeout_s
        self._pauses_s = tuple(restart_pauses_s)
        self._listeners: list[Callable[[], None]] = []
        self._supervisor: asyncio.Task[None] | None = None
        self._outcome: asyncio.Future[EngineAdapter] | None = None
        self._ending = asyncio.Lock()
        self._last_sign_s = 0.0
        self._life: ScriptLife | None = None
        self._was_up = False
        self._table_reader = table_reader or _nobody

    @property
    def pid(self) -> int | None:
        """The script's process id while it runs."""
        return None if self._life is None else self._life.pid

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

    def doubt(self) -> None:
        """Says that a request to the engine broke: whether it is still there is looked for at once."""
        if self._life is not None:
            self._life.doubt()

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
                self._was_up = False
                self._tell("starting", "starting", "Starting the engine")
                code = await self._run()
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
        """One life of the script; returns its exit code. Raises ProblemError where another would end the same way."""
        unsubscribe = self.log.subscribe(self._heard)
        self._last_sign_s = time.monotonic()
        try:
            self._life = life = await ScriptLife.start(
                self._argv, env=self._env, cwd=self._cwd, socket_path=self._socket_path, log=self.log
            )
        except OSError as error:
            unsubscribe()
            raise ProblemError(
                "engine_failed",
                "The one-click script cannot be started.",
                hint="Is it a shell script that may be read?",
            ) from error
        over = asyncio.create_task(life.over())
        serving = asyncio.create_task(self._serve(life))
        try:
            await asyncio.wait({over, serving}, return_when=asyncio.FIRST_COMPLETED)
            if over.done():
                self._check_end(over.result())
                return over.result()
            serving.result()
            return _DEAF
        finally:
            unsubscribe()
            over.cancel()
            serving.cancel()
            await asyncio.gather(over, serving, return_exceptions=True)
            await life.stop()
            self._life = None

    async def _serve(self, life: ScriptLife) -> None:
        """From the first look until what answered does not answer any more. Raises ProblemError before it is up."""
        finding = asyncio.create_task(life.found())
        try:
            while not (await asyncio.wait({finding}, timeout=_LAST_LOOK_S))[0]:
                self._check_quiet()
            found: Found | None = finding.result()
        finally:
            finding.cancel()
        while found is not None:
            if found.kind != "native":
                # People may use its page while it loads.
                self.found = found
            adapter, self.found = await self._loaded(found)
            self._is_up(adapter)
            found = await life.changed(self.found)

    async def _loaded(self, found: Found) -> tuple[EngineAdapter, Found]:
        """What drives it, once it is ready; a page that cannot be driven is still a page. Raises ProblemError."""
        adapter = self._adapter(found)
        try:
            while not await self._is_loaded(adapter):
                self._check_quiet()
                await asyncio.sleep(_LAST_LOOK_S)
        except ProblemError as problem:
            if found.page is None or problem.code == "start_timeout":
                raise
            self.log.append(f"VibeVoice: {problem.message} {problem.hint or ''}")
            found = replace(found, kind="page")
            adapter = self._adapter(found)
        return adapter, found

    def _adapter(self, found: Found) -> EngineAdapter:
        return adapter_for(
            found,
            self._socket_path,
            self._table_reader,
            mapping_file=self._mapping_file,
            log=self.log,
            api_key=self._api_key,
        )

    def _is_up(self, adapter: EngineAdapter) -> None:
        if self._outcome is None or self._outcome.done():
            self._outcome = _new_outcome()
        self._was_up = True
        self._outcome.set_result(adapter)
        self._tell("ready", None, "")

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
        if time.monotonic() - self._last_sign_s <= self._quiet_timeout_s:
            return
        cause = find_cause(self.log.tail(_LINES_TO_READ))
        raise ProblemError(
            "start_timeout",
            cause.message
            if cause
            else f"The engine did not answer, and its script said nothing for {_minutes(self._quiet_timeout_s)}.",
            hint=cause.hint if cause else "Read the script's log, mend what it says, and try again.",
        )

    def _last_words(self) -> list[str]:
        home = os.path.expanduser("~")
        lines = [line.strip() for line in self.log.tail(_LAST_LINES) if line.strip()]
        return [line.replace(home, "~") if home != "/" else line for line in lines]

    def _check_end(self, code: int) -> None:
        """Raises ProblemError where starting it again will not help."""
        if code == _EX_CONFIG:
            words = self._last_words()
            hint = words[-1] if words else "Try its script in a terminal."
            raise ProblemError("engine_failed", "The engine cannot run here.", hint=hint, retryable=False)
        if self._was_up:
            return
        cause = find_cause(self.log.tail(_LINES_TO_READ))
        if cause is None:
            cause = cause_in(Path(self._argv[-1]), has_failed=code != 0)
        if cause is not None and cause.is_lasting:
            raise ProblemError("engine_failed", cause.message, hint=cause.hint, retryable=False)
        if code == 0:
            raise ProblemError(
                "engine_failed",
                "The one-click script ended, and left no server running.",
                hint="Its last line has to start one, and wait for it: exec python app.py. A server that the script"
                " starts elsewhere (a container, a system service) cannot be found.",
                retryable=False,
            )

    def _too_many_ends(self, code: int) -> ProblemError:
        cause = find_cause(self.log.tail(_LINES_TO_READ))
        last = "\n".join(self._last_words())
        if cause is not None:
            return ProblemError("engine_failed", cause.message, hint=cause.hint, retryable=False)
        return ProblemError(
            "engine_failed",
            f"The engine {_how_it_ended(code)}, {len(self._pauses_s) + 1} times in a row.",
            hint=f"Its last words: {last}" if last else "It printed nothing. Try its script in a terminal.",
            retryable=False,
        )

    def _fail(self, problem: ProblemError) -> None:
        self.problem = problem
        self._tell("failed", None, problem.message)
        if self._outcome is not None and not self._outcome.done():
            self._outcome.set_exception(problem)


async def _nobody() -> EngineAdapter:
    raise ProblemError("engine_failed", "The script has a web page, and nothing that speaks.", retryable=False)


def _how_it_ended(code: int) -> str:
    if code == _DEAF:
        return "stopped answering"
    return f"ended by signal {-code}" if code < 0 else f"ended with exit code {code}"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"


def _new_outcome() -> asyncio.Future[EngineAdapter]:
    """A future whose failure nobody has to ask for."""
    outcome: asyncio.Future[EngineAdapter] = asyncio.get_running_loop().create_future()
    outcome.add_done_callback(lambda done: done.cancelled() or done.exception())
    return outcome
