"""An owner to be killed: starts one child with the code in argv, prints its pid, and waits for ever."""

import asyncio
import os
import sys

from jupyterlab_vibevoice.processes import Child


async def main() -> None:
    child = await Child.start([sys.executable, "-c", sys.argv[1]], env=dict(os.environ), orphan_grace_s=0.3)
    print(child.pid, flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
