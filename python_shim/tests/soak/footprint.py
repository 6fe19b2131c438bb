"""What an instance takes of the machine: memory, handles, threads, processes, disk."""

from __future__ import annotations

import asyncio
import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

import psutil

MARK = "VIBEVOICE_SOAK"
_SETTLED_S = 30.0


@dataclass(frozen=True)
class Footprint:
    """One instance at rest; memory in MB, disk in kB (its state and its temporary files)."""

    memory: float
    handles: int
    threads: int
    processes: int
    disk: float

    def __str__(self) -> str:
        return (
            f"{self.memory:.1f} MB {self.handles} handles {self.threads} threads "
            f"{self.processes} processes {self.disk:.0f} kB"
        )


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder, by their length."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            # Files may go while they are counted.
            with contextlib.suppress(FileNotFoundError):
                total += os.stat(os.path.join(path, name), follow_symlinks=False).st_size
    return total


def measure(pid: int, *folders: Path) -> Footprint:
    """What a process and its children take now; memory, handles and threads are those of the process itself."""
    process = psutil.Process(pid)
    with process.oneshot():
        return Footprint(
            memory=process.memory_info().rss / 2**20,
            handles=process.num_fds(),
            threads=process.num_threads(),
            processes=1 + len(process.children(recursive=True)),
            disk=sum(map(size_of, folders)) / 1000,
        )


async def settled(pid: int, *folders: Path) -> Footprint:
    """The footprint once handles, threads and processes have stopped changing for a second, or after half a minute."""
    deadline = asyncio.get_running_loop().time() + _SETTLED_S
    last, same = measure(pid, *folders), 0
    while same < 4 and asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.25)
        found = measure(pid, *folders)
        is_same = (found.handles, found.threads, found.processes) == (last.handles, last.threads, last.processes)
        last, same = found, same + 1 if is_same else 0
    return last


def marked(mark: str) -> list[str]:
    """Command lines of the processes whose environment carries our mark."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.status() != psutil.STATUS_ZOMBIE and process.environ().get(MARK) == mark:
                found.append(" ".join(process.cmdline()))
    return found
