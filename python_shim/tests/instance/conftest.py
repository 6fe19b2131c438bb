"""Real instances for the tests of this folder."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from instance_process import InstanceProcess, temporary_folder

Make = Callable[..., InstanceProcess]


@pytest.fixture
async def make() -> AsyncIterator[Make]:
    """Makes instances with options; they end with the test."""
    made: list[InstanceProcess] = []
    with temporary_folder() as folder:

        def one(*options: str, engine: str = "tone") -> InstanceProcess:
            made.append(InstanceProcess(Path(folder), *options, engine=engine))
            return made[-1]

        yield one
        for instance in made:
            await instance.close()


@pytest.fixture
async def instance(make: Make) -> InstanceProcess:
    """A running instance whose script runs the tone engine."""
    return await make().start()
