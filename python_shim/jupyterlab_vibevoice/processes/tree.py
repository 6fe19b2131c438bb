"""Which processes belong to a child: its group, what carries its mark, what descends from it.

Linux reads /proc. Elsewhere only the group is known, and a process that left it is not seen.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from dataclasses import dataclass
from pathlib import Path

# Every child gets a random value of this variable; who inherited it is of the family, whatever session it moved to.
MARK = "VIBEVOICE_CHILD"
_PROC = Path("/proc")
_TCP_LISTEN = "0A"


@dataclass(frozen=True)
class _Entry:
    pid: int
    parent: int
    group: int


def has_proc() -> bool:
    """Whether this system has Linux's /proc."""
    return (_PROC / "self" / "stat").exists()


def _entries() -> list[_Entry]:
    """Running processes of this user; others could not be signalled, and on a shared machine there are thousands."""
    found = []
    user = os.geteuid()
    for folder in os.scandir(_PROC):
        if not folder.name.isdigit():
            continue
        try:
            if user and folder.stat().st_uid != user:
                continue
            stat = Path(folder.path, "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it ended meanwhile
        # The command name, in parentheses, may hold spaces and parentheses itself.
        state, parent, group = stat[stat.rindex(")") + 2 :].split()[:3]
        if state not in "ZX":
            found.append(_Entry(int(folder.name), int(parent), int(group)))
    return found


def _is_marked(pid: int, mark: bytes) -> bool:
    try:
        return mark in (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return False


def members(group: int, mark: str) -> set[int]:
    """Pids, zombies left out, that are in `group`, carry `mark`, or descend from one that does; never this process."""
    if not has_proc():
        return {group} if is_group_alive(group) else set()
    entries = _entries()
    wanted = f"{MARK}={mark}".encode()
    family = {entry.pid for entry in entries if entry.group == group or _is_marked(entry.pid, wanted)}
    children: dict[int, list[int]] = {}
    for entry in entries:
        children.setdefault(entry.parent, []).append(entry.pid)
    todo = list(family)
    while todo:
        for pid in children.get(todo.pop(), ()):
            if pid not in family:
                family.add(pid)
                todo.append(pid)
    return family - {os.getpid()}


def is_group_alive(group: int) -> bool:
    """Whether a process group has a member (a zombie counts)."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie, which only waits to be reaped, does not."""
    if has_proc():
        try:
            stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return False
        return stat[stat.rindex(")") + 2] not in "ZX"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _socket_inodes(pids: set[int]) -> set[str]:
    inodes = set()
    for pid in pids:
        try:
            for fd in (_PROC / str(pid) / "fd").iterdir():
                target = os.readlink(fd)
                if target.startswith("socket:["):
                    inodes.add(target[8:-1])
        except OSError:
            continue
    return inodes


def listening_tcp(pids: set[int]) -> set[tuple[str, int]]:
    """Where one of `pids` listens, as host and port to connect to from this machine; empty where there is no /proc."""
    found: set[tuple[str, int]] = set()
    inodes = _socket_inodes(pids) if has_proc() else set()
    if not inodes:
        return found
    for table in ("tcp", "tcp6"):
        try:
            lines = (_PROC / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == _TCP_LISTEN and fields[9] in inodes:
                host, _, port = fields[1].rpartition(":")
                found.add((_host(host), int(port, 16)))
    return found


def _host(words: str) -> str:
    """An address of /proc/net/tcp, 32-bit words in the machine's order; any address becomes the loopback."""
    raw = bytes.fromhex(words)
    if sys.byteorder == "little":
        raw = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
    address = ipaddress.ip_address(raw)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_unspecified:
        return "127.0.0.1" if address.version == 4 else "::1"
    return str(address)
