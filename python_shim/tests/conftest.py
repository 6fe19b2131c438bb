"""How the tests are shared out to several processes, which stay together, which begin; and their patience."""

from __future__ import annotations

import inspect

import httpx
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# Their tests share a hub or a kernel, which is costly to start.
_TOGETHER = ("tests/hub", "tests/notebook")
# Begun first: no process is left alone with one of them at the end.
_LONGEST = (
    "tests/hub",
    "tests/survival/test_killed_parts.py",
    "tests/instance/test_recovery.py",
    "tests/launcher/test_hub.py",
    "tests/cli/test_lab.py",
    "tests/instance/test_wild_scripts.py",
    "tests/notebook",
    "tests/survival/test_hostile.py",
)


# Where a test says nothing of time, httpx gives up after five seconds: too few for a server on a busy machine.
_patience = inspect.signature(httpx.get).parameters["timeout"].default
_patience.connect = _patience.read = _patience.write = _patience.pool = 60.0


def group_of(nodeid: str) -> str:
    """What a test shares its process with: its file, or the whole folder."""
    file = nodeid.split("::", 1)[0]
    folder = file.rsplit("/", 1)[0]
    return folder if folder in _TOGETHER else file


class SharedOut(LoadFileScheduling):
    """Gives a whole group to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharedOut:
    """Of all that xdist offers, the one that keeps groups whole."""
    return SharedOut(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest groups come first (with `--no-loadscope-reorder`)."""
    rank = {name: number for number, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: rank.get(group_of(item.nodeid), len(rank)))
