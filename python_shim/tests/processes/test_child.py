"""Children end with their owner, whatever either of them does."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from jupyterlab_vibevoice.processes import Child, OutputRing, is_alive, listening_tcp

OWNER = Path(__file__).with_name("owner.py")
IGNORE_TERM = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('armed', flush=True); time.sleep(600)"
)
WAIT = "import time; time.sleep(600)"
WAIT_ARMED = "import time; print('armed', flush=True); time.sleep(600)"
# Prints the grandchild's pid, after the grandchild has said that it is there.
WITH_GRANDCHILD = """
import subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, '-c', {code!r}], stdout=subprocess.PIPE, start_new_session={session})
{wait}
print(grandchild.pid, flush=True)
time.sleep(600)
"""


def with_grandchild(code: str, *, session: bool) -> str:
    wait = "grandchild.stdout.readline()" if "armed" in code else ""
    return WITH_GRANDCHILD.format(code=code, session=session, wait=wait)


async def start(code: str, ring: OutputRing, **options: Any) -> Child:
    return await Child.start([sys.executable, "-c", code], env=dict(os.environ), output=ring, **options)


async def next_line(ring: OutputRing) -> str:
    """The first line a child prints."""
    if lines := ring.tail(1):
        return lines[0]
    line: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    unsubscribe = ring.subscribe(lambda text: None if line.done() else line.set_result(text))
    try:
        return await line
    finally:
        unsubscribe()


async def gone(pid: int) -> bool:
    """Waits until a process that is not ours has ended."""

    def wait() -> bool:
        try:
            process = psutil.Process(pid)
            while process.status() != psutil.STATUS_ZOMBIE:
                try:
                    process.wait(timeout=0.05)
                    return True
                except psutil.TimeoutExpired:
                    continue
        except psutil.NoSuchProcess:
            return True
        return True

    return await asyncio.wait_for(asyncio.to_thread(wait), 90)


@asynccontextmanager
async def owner_of(code: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, int, list[int]]]:
    """An owner process, its child's pid, and the pids the child has printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(OWNER), code, stdout=asyncio.subprocess.PIPE, limit=2**16
    )
    assert process.stdout is not None
    # The owner and its child write to the same pipe, in whichever order they come to it.
    lines = [await process.stdout.readline() for _ in range(1 + ("grandchild" in code or "armed" in code))]
    numbers = [int(line) for line in lines if line != b"armed\n"]
    try:
        yield process, min(numbers), numbers
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # asyncio closes it late, with a warning


async def test_a_child_leads_its_own_session_and_its_exit_code_is_told() -> None:
    ring = OutputRing()
    child = await start("import os, sys; print(os.getsid(0) == os.getpid() == os.getpgid(0)); sys.exit(7)", ring)
    assert await child.wait() == 7
    assert ring.tail(5) == ["True"]
    assert await child.stop() == 7


async def test_the_environment_is_exactly_what_was_given_and_a_mark() -> None:
    ring = OutputRing()
    code = "import os; print(sorted(k for k in os.environ if not k.startswith(('LC_', 'VIBEVOICE_CHILD', 'PWD'))))"
    child = await Child.start([sys.executable, "-c", code], env={"ONLY": "this"}, output=ring)
    await child.wait()
    assert ring.tail(1) == ["['ONLY']"]


async def test_a_program_that_does_not_exist_is_said_before_anything_starts() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        await Child.start(["no-such-program"], env=dict(os.environ))


async def test_a_descriptor_that_is_passed_reaches_the_program() -> None:
    ring = OutputRing()
    read_end, write_end = os.pipe()
    os.write(write_end, b"hello")
    os.close(write_end)
    child = await start(f"import os; print(os.read({read_end}, 9))", ring, pass_fds=[read_end])
    os.close(read_end)
    await child.wait()
    assert ring.tail(1) == ["b'hello'"]


async def test_stop_sends_term_first() -> None:
    ring = OutputRing()
    code = (
        "import signal, sys, time; signal.signal(15, lambda *_: sys.exit(3)); print('armed', flush=True); time.sleep(9)"
    )
    child = await start(code, ring)
    await next_line(ring)
    assert await child.stop() == 3


async def test_a_child_that_ignores_term_is_killed_after_the_grace() -> None:
    ring = OutputRing()
    child = await start(IGNORE_TERM, ring)
    await next_line(ring)
    assert await child.stop(grace_s=0.2) == -signal.SIGKILL


@pytest.mark.parametrize(
    "session", [False, pytest.param(True, marks=pytest.mark.skipif(sys.platform != "linux", reason="needs /proc"))]
)
async def test_stop_ends_a_grandchild_that_ignores_term_in_the_group_and_outside_it(session: bool) -> None:
    ring = OutputRing()
    child = await start(with_grandchild(IGNORE_TERM, session=session), ring)
    grandchild = int(await next_line(ring))
    assert grandchild in child.family()
    await child.stop(grace_s=0.2)
    assert not is_alive(grandchild)


async def test_what_a_finished_child_left_behind_is_ended_by_stop() -> None:
    ring = OutputRing()
    code = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {WAIT!r}]).pid)"
    child = await start(code, ring)
    assert await child.wait() == 0
    straggler = int(ring.tail(1)[0])
    assert is_alive(straggler)
    await child.stop(grace_s=5)
    assert not is_alive(straggler)


@pytest.mark.parametrize(
    "code", [WAIT, IGNORE_TERM, with_grandchild(WAIT, session=False), with_grandchild(IGNORE_TERM, session=False)]
)
async def test_kill_9_of_the_owner_ends_the_whole_group(code: str) -> None:
    async with owner_of(code) as (owner, _child, pids):
        owner.kill()
        await owner.wait()
        for pid in pids:
            assert await gone(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="a process that left the group is found through /proc")
async def test_kill_9_of_the_owner_reaches_a_grandchild_in_a_session_of_its_own() -> None:
    async with owner_of(with_grandchild(IGNORE_TERM, session=True)) as (owner, _child, pids):
        owner.kill()
        await owner.wait()
        for pid in pids:
            assert await gone(pid)


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="the parent-death signal is set by setpriv, on Linux")
async def test_a_child_ends_with_its_owner_even_when_the_guard_was_killed_before() -> None:
    # The signal is there once the program runs: before, only the guard knows of the owner.
    async with owner_of(WAIT_ARMED) as (owner, child, _pids):
        for guard in psutil.Process(owner.pid).children():
            if "vibevoice-guard" in guard.cmdline():
                guard.kill()
        owner.kill()
        await owner.wait()
        assert await gone(child)


async def test_a_guard_leaves_with_its_child() -> None:
    before = {process.pid for process in psutil.Process().children()}
    child = await start("pass", OutputRing())
    await child.wait()
    assert {process.pid for process in psutil.Process().children()} <= before


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
async def test_the_ports_a_family_listens_on_are_found() -> None:
    ring = OutputRing()
    code = "import socket, time; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], flush=True)"
    code += "; time.sleep(600)"
    child = await start(code, ring)
    port = int(await next_line(ring))
    assert listening_tcp(child.family()) == {("127.0.0.1", port)}
    await child.stop()
