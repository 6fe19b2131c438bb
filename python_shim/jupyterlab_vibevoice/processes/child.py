"""One child process, in a session of its own, that ends with its owner however the owner ends.

Three things start: a *gate* (a shell that becomes the program when it is told to, and ends when its owner dies before
that), a *guard* (a shell outside the child's group that reads the lifeline and ends the group when the owner is gone),
and then the program.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import os
import secrets
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence

from .guard import Guard
from .output import OutputRing
from .tree import MARK, has_proc, is_group_alive, members
from .watch import PipeReader, watch_exit

_SHELL = "/bin/sh"
_KILL_WAIT_S = 5.0
_LAST_OUTPUT_S = 1.0

_GATE = 'read -r word && [ "$word" = go ] || exit 125\nexec "$@" </dev/null'


@functools.cache
def _death_signal() -> tuple[str, ...]:
    """The words before a command that make Linux send it TERM when its owner dies; empty where `setpriv` cannot."""
    tool = shutil.which("setpriv")
    if tool is None:
        return ()
    words = (tool, "--pdeathsig", "TERM", "--")
    try:
        probe = subprocess.run([*words, "true"], capture_output=True, check=False, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return words if probe.returncode == 0 else ()


def _spawn(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: str | os.PathLike[str] | None,
    output_fd: int | None,
    pass_fds: Sequence[int],
    orphan_grace_s: float,
) -> tuple[subprocess.Popen[bytes], Guard]:
    """The program behind its gate, the guard beside it, the gate opened."""
    # Linux sends the signal at the end of the thread that started the child: no other thread lives as long as we do.
    is_main = threading.current_thread() is threading.main_thread()
    gate_read, gate_write = os.pipe()
    try:
        process = subprocess.Popen(
            [_SHELL, "-c", _GATE, "vibevoice-gate", *(_death_signal() if is_main else ()), *argv],
            stdin=gate_read,
            stdout=output_fd,
            stderr=output_fd,
            env=env,
            cwd=cwd,
            pass_fds=pass_fds,
            start_new_session=True,
        )
        # From here to "go" the gate ends by itself when the owner dies, after it the guard is there.
        guard = Guard(process.pid, env[MARK], orphan_grace_s)
        with contextlib.suppress(BrokenPipeError):
            os.write(gate_write, b"go\n")
        return process, guard
    finally:
        os.close(gate_read)
        os.close(gate_write)


class Child:
    """A running child process: `pid`, `pgid`, `wait()`, `stop()`. Made by `start`; belongs to the running loop."""

    def __init__(self, process: subprocess.Popen[bytes], *, mark: str, guard: Guard, reader: PipeReader | None) -> None:
        self._process = process
        self._mark = mark
        self._guard: Guard | None = guard
        self._reader = reader
        self._exited = watch_exit(process)

    @classmethod
    async def start(
        cls,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: str | os.PathLike[str] | None = None,
        output: OutputRing | None = None,
        pass_fds: Sequence[int] = (),
        orphan_grace_s: float = 3.0,
    ) -> Child:
        """Starts `argv` with exactly `env`; stdin is empty, output goes into `output`, or to the owner's own when None.

        `orphan_grace_s` lies between TERM and KILL when the owner dies. Raises FileNotFoundError when there is no such
        program.
        """
        program = shutil.which(argv[0], path=env.get("PATH", os.defpath))
        if program is None:
            raise FileNotFoundError(f"There is no program {argv[0]}")
        mark = secrets.token_hex(16)
        reader = None if output is None else PipeReader(output)
        try:
            process, guard = _spawn(
                [program, *argv[1:]],
                env={**env, MARK: mark},
                cwd=cwd,
                output_fd=None if reader is None else reader.write_fd,
                pass_fds=pass_fds,
                orphan_grace_s=orphan_grace_s,
            )
        except BaseException:
            if reader is not None:
                reader.close()
            raise
        if reader is not None:
            reader.start()
        return cls(process, mark=mark, guard=guard, reader=reader)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def pgid(self) -> int:
        """The process group and session, led by the child."""
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended (minus the signal's number for a signal), None while it runs."""
        return self._process.returncode

    def family(self) -> set[int]:
        """Pids of the child and of all that came from it, also those that left its group (Linux)."""
        return members(self.pgid, self._mark)

    async def wait(self) -> int:
        """Waits for the child's own end, with its last output read; what it left behind runs on until `stop`."""
        code = await asyncio.shield(self._exited)
        if self._reader is not None:
            await self._reader.drained(_LAST_OUTPUT_S)
        if not self.family():
            await self._release()
        return code

    async def stop(self, grace_s: float = 10.0) -> int:
        """TERM to the whole family, KILL after `grace_s`; returns the exit code. May be called again."""
        if self._guard is not None:
            self._signal(signal.SIGTERM)
            if not await self._gone(grace_s):
                self._signal(signal.SIGKILL)
                await self._gone(_KILL_WAIT_S)
        code = await asyncio.shield(self._exited)
        await self._release()
        return code

    async def _gone(self, timeout_s: float) -> bool:
        """Whether the whole family ends in time; nothing tells of a grandchild's end, so it is looked for."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        await asyncio.wait([self._exited], timeout=timeout_s)
        pause_s = 0.01
        while self.family():
            if loop.time() >= deadline:
                return False
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.5, 0.25)
        return True

    def _signal(self, number: signal.Signals) -> None:
        family = self.family() if has_proc() else set()
        if is_group_alive(self.pgid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pgid, number)
        for pid in family:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if os.getpgid(pid) != self.pgid:
                    os.kill(pid, number)

    async def _release(self) -> None:
        """Sends the guard away and frees what belongs to this child."""
        guard, self._guard = self._guard, None
        if self._reader is not None:
            self._reader.close()
        if guard is not None:
            await guard.dismiss()
