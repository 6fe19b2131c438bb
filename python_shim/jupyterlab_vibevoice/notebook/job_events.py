"""The events of a job as a reader needs them: each once, in order, none missing, unknown ones harmless."""

from __future__ import annotations

import json
from typing import Final, TypeAlias

from pydantic import ValidationError

from .. import contract
from .answers import read_model
from .errors import ConnectionFailedError

JobEvent: TypeAlias = (
    contract.QueuedEvent
    | contract.LoadingEvent
    | contract.StartedEvent
    | contract.SegmentEvent
    | contract.TurnEvent
    | contract.ProgressEvent
    | contract.RevisionEvent
    | contract.WarningEvent
    | contract.DoneEvent
    | contract.FailedEvent
    | contract.CancelledEvent
    | contract.InterruptedEvent
    | contract.UnknownEvent
)
"""What happened in a job; `type` tells which."""

_TERMINAL: Final = frozenset({"done", "failed", "cancelled", "interrupted"})


class JobEventReader:
    """Reads messages into events, whatever was repeated, lost or put in another order on the way."""

    def __init__(self, after: int) -> None:
        self.newest = after
        self.is_over = False
        # After this event one was missing before: whoever asked again and got no more takes what there is.
        self._excused = -1

    @property
    def headers(self) -> dict[str, str]:
        """What to send when connecting (again)."""
        return {"Last-Event-ID": str(self.newest)} if self.newest > 0 else {}

    def read(self, data: str) -> JobEvent | None:
        """The event of a message; None for one that was read already. ConnectionFailedError where one is missing."""
        event = read_event(data)
        if event.id <= self.newest:
            return None
        if event.id > self.newest + 1 and self._excused != self.newest:
            self._excused = self.newest
            raise ConnectionFailedError("An event is missing.")
        self.newest = event.id
        # Choosing a take of a job that has ended tells of another revision, and nothing more.
        self.is_over = event.type in _TERMINAL or (self.is_over and event.type == "revision")
        return event


def read_event(data: str) -> JobEvent:
    """An event from its JSON; of a type of a later contract it is an `UnknownEvent`. ProtocolError where it is none."""
    try:
        return contract.JobEvent.model_validate_json(data).root
    except ValidationError as error:
        if error.errors(include_input=False)[0]["type"] == "union_tag_invalid":
            value = json.loads(data)
            known = {**value, "type": "unknown", "name": str(value["type"])}
            return read_model(contract.UnknownEvent, json.dumps(known))
        return read_model(contract.JobEvent, data).root
