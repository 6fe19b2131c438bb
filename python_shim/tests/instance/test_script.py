"""The engine's process: started once, told in phases, restarted within bounds, ended with all it started."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.instance.adapters import AudioChunk, EngineAdapter, NativeAdapter, RenderRequest, RenderTurn
from jupyterlab_vibevoice.instance.adapters.openai import OpenAiAdapter
from jupyterlab_vibevoice.instance.adapters.page import PageAdapter
from jupyterlab_vibevoice.instance.script import EngineProcess, draft_argv, engine_environment
from jupyterlab_vibevoice.instance.script_start import free_port
from jupyterlab_vibevoice.processes import OutputRing, is_alive

RESOURCES = Path(__file__).resolve().parents[1] / "resources"
Make = Callable[..., EngineProcess]
TableReader = Callable[[], Awaitable[EngineAdapter]]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Make]:
    made: list[EngineProcess] = []

    def make_process(argv: list[str], *, table_reader: TableReader | None = None, **more: str) -> EngineProcess:
        socket_path = tmp_path / "engine.sock"
        env = {**engine_environment(os.environ, socket_path=socket_path), **more}
        process = EngineProcess(
            name="test",
            argv=argv,
            env=env,
            socket_path=socket_path,
            log=OutputRing(),
            restart_pauses_s=(0, 0, 0),
            table_reader=table_reader,
        )
        made.append(process)
        return process

    yield make_process
    for process in made:
        await process.sleep()


@pytest.fixture
def slow(make: Make, tmp_path: Path) -> EngineProcess:
    argv = [sys.executable, str(RESOURCES / "slow_engine.py")]
    return make(argv, LOADED=str(tmp_path / "loaded"), FRAMES=str(tmp_path / "frames"))


async def until(process: EngineProcess, condition: Callable[[], bool]) -> None:
    """Waits for the change that makes a condition true."""
    changed = asyncio.Event()
    unsubscribe = process.subscribe(changed.set)
    try:
        while not condition():
            changed.clear()
            await asyncio.wait_for(changed.wait(), 60)
    finally:
        unsubscribe()


def pid_of(process: EngineProcess) -> int:
    """The pid of the script while it runs."""
    assert process.pid is not None
    return process.pid


async def test_the_draft_engine_wakes_speaks_and_sleeps(make: Make) -> None:
    process = make(draft_argv())
    adapter = await process.wake()
    assert process.state == "ready"
    turns = [RenderTurn("t1", "Hello.", "draft-en-f5")]
    audio = [event.pcm async for event in adapter.render(RenderRequest(turns)) if isinstance(event, AudioChunk)]
    assert sum(map(len, audio)) > 24_000 * 2 * 0.3
    pid = pid_of(process)
    await process.sleep()
    assert process.state == "stopped" and not is_alive(pid)


async def test_everyone_who_wakes_it_shares_one_start(make: Make) -> None:
    process = make(draft_argv())
    adapters = await asyncio.gather(*(process.wake() for _ in range(5)))
    assert all(adapter is adapters[0] for adapter in adapters)
    assert await process.wake() is adapters[0]


async def test_giving_up_the_wait_does_not_stop_the_start(slow: EngineProcess, tmp_path: Path) -> None:
    first = asyncio.create_task(slow.wake())
    await until(slow, lambda: slow.fraction == 0.5)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    (tmp_path / "loaded").touch()
    assert isinstance(await slow.wake(), NativeAdapter)


async def test_what_the_engine_says_while_it_loads_is_the_phase(slow: EngineProcess, tmp_path: Path) -> None:
    waking = asyncio.create_task(slow.wake())
    await until(slow, lambda: slow.fraction is not None)
    assert (slow.state, slow.phase, slow.fraction) == ("starting", "loading", 0.5)
    assert slow.message == "Loading checkpoint 1/2"
    (tmp_path / "loaded").touch()
    await waking


async def test_a_script_that_keeps_ending_fails_with_its_last_words(make: Make, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    process = make(["/bin/sh", str(RESOURCES / "script_that_dies.sh")], STARTS=str(starts))
    with pytest.raises(ProblemError) as caught:
        await process.wake()
    assert caught.value.code == "engine_failed" and process.state == "failed"
    assert "exit code 3" in caught.value.message and "RuntimeError: no luck today" in str(caught.value.hint)
    assert len(starts.read_text().splitlines()) == 4


async def test_a_script_that_says_it_cannot_run_here_is_not_started_again(make: Make, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    process = make(["/bin/sh", str(RESOURCES / "script_that_dies.sh")], STARTS=str(starts), DIE_WITH="78")
    with pytest.raises(ProblemError, match="cannot run here") as caught:
        await process.wake()
    assert caught.value.hint == "RuntimeError: no luck today" and not caught.value.retryable
    assert len(starts.read_text().splitlines()) == 1


async def test_a_failed_engine_is_tried_anew_when_it_is_woken_again(make: Make, tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    process = make(["/bin/sh", str(RESOURCES / "script_that_dies.sh")], STARTS=str(starts))
    for _ in range(2):
        with pytest.raises(ProblemError):
            await process.wake()
    assert len(starts.read_text().splitlines()) == 8


async def test_an_engine_that_is_killed_is_started_again(make: Make) -> None:
    process = make(draft_argv())
    await process.wake()
    first = pid_of(process)
    os.kill(first, signal.SIGKILL)
    await until(process, lambda: process.state == "starting")
    adapter = await process.wake()
    assert pid_of(process) != first
    assert (await adapter.describe()).name == "draft"


async def test_a_start_that_is_put_to_sleep_says_so(slow: EngineProcess) -> None:
    waking = asyncio.create_task(slow.wake())
    await until(slow, lambda: slow.state == "starting" and slow.fraction is not None)
    pid = pid_of(slow)
    await slow.sleep()
    with pytest.raises(ProblemError, match="put to sleep"):
        await waking
    assert not is_alive(pid)


async def test_an_engine_of_another_sample_rate_is_refused_in_words(make: Make, tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    loaded.touch()
    argv = [sys.executable, str(RESOURCES / "slow_engine.py")]
    process = make(argv, LOADED=str(loaded), FRAMES=str(tmp_path / "frames"), SAMPLE_RATE="16000")
    with pytest.raises(ProblemError, match="16000 Hz, where 24000 Hz is needed"):
        await process.wake()
    assert process.state == "failed"


async def test_a_script_that_cannot_be_started_is_a_problem(make: Make) -> None:
    with pytest.raises(ProblemError, match="cannot be started"):
        await make(["/no/such/script"]).wake()


async def eventually(condition: Callable[[], bool]) -> None:
    """Waits for what nothing tells of."""
    async with asyncio.timeout(120):
        while not condition():  # noqa: ASYNC110 - a change without a state of its own
            await asyncio.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="ports are found through /proc")
async def test_a_page_gives_way_to_a_server_that_comes_later_and_a_dead_server_is_missed(
    make: Make, tmp_path: Path
) -> None:
    draft_socket = tmp_path / "draft.sock"
    draft = EngineProcess(
        name="draft",
        argv=draft_argv(),
        env=engine_environment(os.environ, socket_path=draft_socket),
        socket_path=draft_socket,
        log=OutputRing(),
    )
    process = make(
        ["/bin/bash", str(RESOURCES / "wild" / "late-server.sh")],
        table_reader=draft.wake,
        WILD=str(RESOURCES),
        WILD_PORT=str(free_port()),
        GO=str(tmp_path / "go"),
    )
    try:
        assert isinstance(await process.wake(), PageAdapter)
        assert process.found is not None and process.found.kind == "page" and process.found.page is not None
        (tmp_path / "go").touch()
        await eventually(lambda: process.found is not None and process.found.kind == "openai")
        # While it loads, the page is what there is.
        async with asyncio.timeout(90):
            while not isinstance(await process.wake(), OpenAiAdapter):  # noqa: ASYNC110 - a change without a state
                await asyncio.sleep(0.02)
        # The page beside it lives on, and so does the script.
        speech = [p for p in psutil.Process(pid_of(process)).children() if "speech_server.py" in " ".join(p.cmdline())]
        speech[0].kill()
        process.doubt()
        await until(process, lambda: process.state == "starting")
        await until(process, lambda: process.state == "ready")
    finally:
        await draft.sleep()


async def test_a_script_that_hangs_without_a_word_times_out(tmp_path: Path) -> None:
    socket_path = tmp_path / "engine.sock"
    process = EngineProcess(
        name="hang",
        argv=[shutil.which("sleep") or "sleep", "600"],
        env=engine_environment(os.environ, socket_path=socket_path),
        socket_path=socket_path,
        log=OutputRing(),
        quiet_timeout_s=0.2,
    )
    with pytest.raises(ProblemError) as caught:
        await process.wake()
    assert caught.value.code == "start_timeout"
    await process.sleep()
