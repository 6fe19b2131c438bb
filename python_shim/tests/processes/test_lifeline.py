"""A child hears that its owner is gone."""

import asyncio
import os
import sys

import psutil

from jupyterlab_vibevoice.processes import Child, OutputRing, make_lifeline, watch_lifeline

WATCHER = """
import asyncio, sys
from jupyterlab_vibevoice.processes import watch_lifeline
async def main():
    ended = asyncio.Event()
    watch_lifeline(int(sys.argv[1]), ended.set)
    print('watching', flush=True)
    await ended.wait()
    print('the owner is gone', flush=True)
asyncio.run(main())
"""


async def test_closing_the_owners_end_is_heard_by_the_child() -> None:
    ring = OutputRing()
    lifeline = make_lifeline()
    watching = asyncio.Event()
    ring.subscribe(lambda _: watching.set())
    argv = [sys.executable, "-c", WATCHER, str(lifeline.child_fd)]
    child = await Child.start(argv, env=dict(os.environ), output=ring, pass_fds=[lifeline.child_fd])
    lifeline.close_child_end()
    await watching.wait()
    lifeline.close()
    assert await child.wait() == 0
    assert ring.tail(1) == ["the owner is gone"]


async def test_a_watch_that_was_ended_hears_nothing_and_leaves_no_descriptor() -> None:
    before = psutil.Process().num_fds()
    lifeline = make_lifeline()
    heard: list[str] = []
    stop = watch_lifeline(os.dup(lifeline.child_fd), lambda: heard.append("end"))
    stop()
    stop()
    lifeline.close()
    await asyncio.sleep(0)
    assert heard == [] and psutil.Process().num_fds() == before
