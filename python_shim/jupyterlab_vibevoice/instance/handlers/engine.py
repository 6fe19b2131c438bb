"""The status of the instance, its engine, its log."""

from __future__ import annotations

from .base import BaseHandler

_MOST_LINES = 10_000


class StatusHandler(BaseHandler):
    """`GET api/status`."""

    def get(self) -> None:
        """The contract's `Instance`."""
        self.answer(self.instance.status.wire())


class EngineHandler(BaseHandler):
    """`POST api/engine`, `DELETE api/engine`."""

    def post(self) -> None:
        """Begins to wake the engine."""
        self.instance.wake()
        self.answer(self.instance.status.wire(), 202)

    async def delete(self) -> None:
        """Interrupts the jobs under way, then puts the engines to sleep."""
        await self.instance.put_to_sleep()
        self.answer(self.instance.status.wire(), 202)


class LogHandler(BaseHandler):
    """`GET api/log?tail=`."""

    def get(self) -> None:
        """The last lines of what the one-click script printed."""
        count = self.read_number("tail", 200, least=1, most=_MOST_LINES)
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("".join(f"{line}\n" for line in self.instance.log.tail(count)))
