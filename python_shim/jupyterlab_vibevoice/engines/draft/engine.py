"""The draft engine behind the native protocol: turns in, samples, exact edges and the times of words out."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..native import EngineProblem, Sink
from .espeak import Espeak, Mark
from .spoken import Spoken, has_chinese, read_aloud
from .voices import BY_ID, VOICES, DraftVoice

if TYPE_CHECKING:
    from .resample import Resampler

RATE = 24_000
# Words a minute, espeak's measure.
_SPEED = 165
_FIRST_CHUNK_BYTES = RATE // 10 * 2
_CHUNK_BYTES = RATE * 2
# What a turn without anything to speak ("……") lasts.
_SILENT_TURN_SAMPLES = RATE // 4


class DraftEngine:
    """Speaks one request at a time; others wait. Raises EspeakMissing where there is no espeak-ng."""

    def __init__(self) -> None:
        self._espeak = Espeak.load()
        self._lock = threading.Lock()
        self.version = self._espeak.version

    def warm(self) -> None:
        """Loads what the first render needs, beside the first requests."""
        threading.Thread(target=_resampler, args=(1.0,), daemon=True).start()

    def describe(self) -> dict[str, Any]:
        """The contract's `EngineDescription`."""
        return {
            "name": "draft",
            "kind": "native",
            "model": "espeak-ng",
            "revision": self.version,
            "device": "cpu",
            "languages": ["en", "zh", "yue"],
            "sample_rate": RATE,
            "max_speakers": 4,
            "max_seconds": 24 * 3600,
            "can": {
                "stream": True,
                "resume": True,
                # espeak repeats itself to within half a millisecond, not to the bit.
                "seed": False,
                "clone": False,
                "exact_turns": True,
                "steps": False,
                "guidance": False,
            },
            "state": "ready",
            "message": "Robot voices for a table read: for order, timing and mistakes.",
        }

    def voices(self) -> list[dict[str, Any]]:
        """All voices, the four default ones first."""
        return [voice.to_wire() for voice in VOICES]

    def render(self, request: dict[str, Any], sink: Sink) -> None:
        """Speaks the turns in order; a checkpoint after each says how many are done."""
        turns = [_Turn.read(turn) for turn in request["turns"]]
        first = _first_turn(request.get("state"), len(turns))
        with self._turn_at_the_library(sink):
            track = _Track(sink)
            leans_chinese = sum(1 if has_chinese(turn.text) else -1 for turn in turns) > 0
            for number, turn in enumerate(turns[first:], start=first + 1):
                self._speak(turn, track, leans_chinese=leans_chinese)
                state = base64.b64encode(json.dumps({"turns": number}).encode()).decode()
                sink.line({"state": state})
        sink.line({"end": "complete"})

    @contextmanager
    def _turn_at_the_library(self, sink: Sink) -> Iterator[None]:
        while not self._lock.acquire(timeout=0.1):
            sink.check()
        try:
            yield
        finally:
            self._lock.release()

    def _speak(self, turn: _Turn, track: _Track, *, leans_chinese: bool) -> None:
        track.sink.check()
        spoken = read_aloud(
            turn.text,
            is_cantonese=turn.voice.han == "yue",
            leans_chinese=leans_chinese or turn.voice.language in ("zh", "yue"),
        )
        track.begin(turn.id, _resampler(turn.voice.gain(is_han=spoken.is_han)))
        if spoken.text:
            try:
                self._espeak.speak(
                    spoken.text,
                    voice=turn.voice.espeak_name(is_han=spoken.is_han),
                    rate=_SPEED,
                    pitch=turn.voice.pitch,
                    sink=track.receive,
                )
            except ValueError as error:
                raise EngineProblem("engine_failed", f"The draft engine failed: {error}.", status=502) from error
        track.end(spoken, self._espeak.rate)


class _Turn:
    """A turn of a request."""

    def __init__(self, turn_id: str, text: str, voice: DraftVoice) -> None:
        self.id, self.text, self.voice = turn_id, text, voice

    @classmethod
    def read(cls, wire: Any) -> _Turn:
        try:
            turn_id, text, voice_id = str(wire["id"]), str(wire["text"]), str(wire["voice"])
        except (KeyError, TypeError) as error:
            raise EngineProblem("invalid_request", "A turn needs id, text and voice.") from error
        if voice_id not in BY_ID:
            raise EngineProblem(
                "voice_not_found",
                "The draft engine does not have this voice.",
                hint="Choose one of its own voices; it cannot use recordings.",
                status=404,
            )
        return cls(turn_id, text, BY_ID[voice_id])


def _first_turn(state: Any, count: int) -> int:
    if state is None:
        return 0
    try:
        done = int(json.loads(base64.b64decode(state, validate=True))["turns"])
    except (ValueError, KeyError, TypeError) as error:
        raise EngineProblem("invalid_request", "This checkpoint is not one of the draft engine's.") from error
    return max(0, min(done, count))


def _resampler(gain: float) -> Resampler:
    # numpy takes longer to load than everything else together: late, and beside the first requests.
    from .resample import Resampler

    return Resampler(gain)


class _Track:
    """The audio of one render as it leaves: chunks, edges and words on one clock.

    espeak's blocks are gathered and converted together: the calls cost more than the numbers in them.
    """

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self._samples = 0
        self._turn_start = 0
        self._waves = bytearray()
        self._chunk_bytes = _FIRST_CHUNK_BYTES
        self._marks: list[Mark] = []
        self._turn_id = ""
        self._resampler: Resampler | None = None

    def begin(self, turn_id: str, resampler: Resampler) -> None:
        self._turn_id, self._turn_start, self._marks = turn_id, self._samples, []
        self._resampler = resampler
        self.sink.line({"turn": turn_id, "at": self._samples / RATE, "edge": "start"})

    def receive(self, wave: bytes, marks: list[Mark]) -> None:
        """espeak's own block, 60 ms: the frame within which a caller that left stops the work."""
        self._marks += marks
        self._waves += wave
        if len(self._waves) >= self._chunk_bytes:
            self._convert()
        self.sink.check()

    def end(self, spoken: Spoken, rate: int) -> None:
        self._convert(is_last=True)
        if self._samples == self._turn_start:
            self._give(bytes(_SILENT_TURN_SAMPLES * 2))
        words = spoken.words(self._marks, (self._samples - self._turn_start) * rate // RATE)
        if words:
            start_s = self._turn_start / RATE
            times = [
                {
                    "turn": self._turn_id,
                    "text": word.text,
                    "at": round(start_s + word.start / rate, 4),
                    "end": round(start_s + word.end / rate, 4),
                }
                for word in words
            ]
            self.sink.line({"words": times})
        self.sink.line({"turn": self._turn_id, "at": self._samples / RATE, "edge": "end"})

    def _convert(self, *, is_last: bool = False) -> None:
        assert self._resampler is not None
        waves = bytes(self._waves)
        self._waves.clear()
        self._give(self._resampler.push(waves) + (self._resampler.finish() if is_last else b""))

    def _give(self, pcm: bytes) -> None:
        if pcm:
            self._samples += len(pcm) // 2
            self.sink.audio(pcm)
            self._chunk_bytes = _CHUNK_BYTES
