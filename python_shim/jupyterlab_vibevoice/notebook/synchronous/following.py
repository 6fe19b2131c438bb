# Made from ../asynchronous/following.py by scripts/generate-client.py: change that, then `npm run generate`.
"""Follows a stream of events over as many connections as it takes."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping
from typing import Protocol, TypeVar

from ...contract import Instance
from ..answers import read_model
from ..calls import Call
from ..errors import ConnectionFailedError, VibeVoiceError
from ..patience import is_worth_retrying
from .exchange import Exchange

Event_co = TypeVar("Event_co", covariant=True)


class EventReader(Protocol[Event_co]):
    """Reads messages into events and knows where to go on after a break."""

    @property
    def is_over(self) -> bool:
        """Whether nothing follows when the stream ends now."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """What to send when connecting (again)."""
        ...

    def read(self, data: str) -> Event_co | None:
        """The event of a message; None for one that is to be skipped."""
        ...


class InstanceReader:
    """Reads `instance` events; such a stream has no end."""

    is_over = False
    headers: Mapping[str, str] = {}

    def read(self, data: str) -> Instance | None:
        """The instance as it is told."""
        return read_model(Instance, data)


def follow(exchange: Exchange, path: str, reader: EventReader[Event_co]) -> Generator[Event_co, None]:
    """The events of a stream; gives up after as many failures in a row as the client's patience allows."""
    failures = 0
    while True:
        lost: VibeVoiceError = ConnectionFailedError("The stream of events broke off.")
        call = Call(path=path, accept="text/event-stream", headers=reader.headers)
        try:
            with exchange.messages(call) as messages:
                if messages is None:
                    return
                for data in messages:
                    event = reader.read(data)
                    if event is not None:
                        failures = 0
                        yield event
        except VibeVoiceError as error:
            lost = error
        if reader.is_over and isinstance(lost, ConnectionFailedError):
            return
        if not is_worth_retrying(lost) or failures >= exchange.patience.stream_attempts:
            raise lost
        time.sleep(exchange.patience.pause_s(lost, failures))
        failures += 1
