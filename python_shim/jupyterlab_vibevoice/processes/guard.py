"""A shell outside a child's group that ends the whole family when the owner is gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess

# $1 group, $2 mark, $3 tenths of a second between TERM and KILL. The guard's own environment does not carry the mark.
_SCRIPT = r"""
trap '' HUP INT TERM QUIT PIPE
read -r word
[ "$word" = done ] && exit 0
marked() {
  [ -d /proc/self ] || return
  grep -lsF "VIBEVOICE_CHILD=$2" /proc/[0-9]*/environ 2>/dev/null | sed 's|/proc/||;s|/environ||'
}
is_alive() { kill -0 -- "-$1" 2>/dev/null || [ -n "$(marked "$1" "$2")" ]; }
end() {
  kill "-$3" -- "-$1" 2>/dev/null
  for pid in $(marked "$1" "$2"); do kill "-$3" "$pid" 2>/dev/null; done
}
end "$1" "$2" TERM
tenths=0
while is_alive "$1" "$2" && [ "$tenths" -lt "$3" ]; do sleep 0.1; tenths=$((tenths + 1)); done
end "$1" "$2" KILL
exit 0
"""


class Guard:
    """Reads the lifeline; at its end TERM to the group and to what carries the mark, then KILL after `grace_s`."""

    def __init__(self, group: int, mark: str, grace_s: float) -> None:
        guard_end, self._owner_end = os.pipe()
        try:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", _SCRIPT, "vibevoice-guard", str(group), mark, str(round(grace_s * 10))],
                stdin=guard_end,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath},
                cwd="/",
                start_new_session=True,
            )
        finally:
            os.close(guard_end)

    async def dismiss(self) -> None:
        """Sends the guard home; it touches nobody."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._owner_end, b"done\n")
        os.close(self._owner_end)
        await asyncio.get_running_loop().run_in_executor(None, self._process.wait)
