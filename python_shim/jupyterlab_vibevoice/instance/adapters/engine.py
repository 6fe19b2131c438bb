"""What a lane may ask of an engine, whatever its kind."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from jupyterlab_vibevoice.contract import EngineDescription, Voice


@dataclass(frozen=True)
class RenderTurn:
    """A turn as an engine is sent it; `sample_path` is the absolute path of an uploaded voice's WAV sample."""

    id: str
    text: str
    voice: str
    sample_path: str | None = None


@dataclass(frozen=True)
class RenderRequest:
    """Turns to render in one pass; `state` is a checkpoint of the same request to go on from.

    `is_live`: sound is wanted as soon as there is some, even where the engine has better sound at the end (`Anew`).
    """

    turns: Sequence[RenderTurn]
    seed: int = 0
    steps: int | None = None
    guidance: float | None = None
    state: bytes | None = None
    is_live: bool = False


@dataclass(frozen=True)
class Queued:
    """The engine has so many other requests to do first; `eta_s` seconds where it can tell."""

    position: int
    eta_s: float | None = None


@dataclass(frozen=True)
class AudioChunk:
    """More audio: s16le, 24 kHz, mono, whole samples."""

    pcm: bytes


@dataclass(frozen=True)
class Anew:
    """The sound so far was a foretaste: what follows is all of it again, as good as the engine has it."""


@dataclass(frozen=True)
class TurnEdge:
    """A turn begins or ends, `at_s` seconds of audio after the render began."""

    turn_id: str
    at_s: float
    edge: Literal["start", "end"]


@dataclass(frozen=True)
class WordTime:
    """Where a word, as it stands in the turn's text, begins and ends: seconds of audio since the render began."""

    turn_id: str
    text: str
    at_s: float
    end_s: float | None = None


@dataclass(frozen=True)
class Checkpoint:
    """What the engine needs to go on after the last audio sent; opaque."""

    state: bytes


@dataclass(frozen=True)
class End:
    """The render is over: all was spoken (`complete`), or the engine's limit was reached (`limit`)."""

    reason: Literal["complete", "limit"]


RenderEvent = Queued | AudioChunk | Anew | TurnEdge | WordTime | Checkpoint | End


class EngineAdapter(Protocol):
    """An engine that is up. Calls raise ProblemError: `engine_failed` when it is gone or talks nonsense."""

    async def describe(self) -> EngineDescription:
        """What the engine is and whether it can render yet."""
        ...

    async def voices(self) -> list[Voice]:
        """The engine's own voices, the default ones first."""
        ...

    def render(self, request: RenderRequest) -> AsyncGenerator[RenderEvent, None]:
        """Renders; ends after `End`. Closing the iterator (`aclose`) stops the engine within one frame."""
        ...
