# Made from ../asynchronous/job.py by scripts/generate-client.py: change that, then `npm run generate`.
"""One job: what it was when it was last asked for, and what can be done with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Literal, Self

from ... import contract
from ..calls import Call, checked, fresh_key, path_of
from ..describe_job import describe_job
from ..display_bundle import display_bundle
from ..errors import ConflictError, JobFailedError
from ..job_events import JobEvent, JobEventReader
from ..problems import own_problem
from ..sound import AudioFormat, format_of, samples_of, to_array, whole_file
from ..turn_records import TurnRecord, turn_id_of, turn_records, turn_table
from .exchange import Exchange
from .following import follow

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

UNDER_WAY = ("queued", "running")


class Job:
    """A job; leaving any of its methods early leaves the job alone: only `cancel` stops it."""

    def __init__(self, exchange: Exchange, data: contract.Job) -> None:
        self._exchange = exchange
        self.data = data
        """The contract's `Job`, as it was when it was last asked for."""

    @property
    def id(self) -> str:
        """Names it for `attach`."""
        return self.data.id

    @property
    def state(self) -> str:
        """queued, running, done, failed, cancelled or interrupted."""
        return self.data.state

    @property
    def title(self) -> str | None:
        """Title that people see."""
        return self.data.title

    @property
    def seconds(self) -> float:
        """Seconds of sound there are."""
        return self.data.audio.seconds

    @property
    def progress(self) -> contract.Progress:
        """How far it is."""
        return self.data.progress

    @property
    def turns(self) -> list[TurnRecord]:
        """Its turns: who, what, and when where that is known."""
        return turn_records(self.data)

    def turns_df(self) -> Any:
        """Its turns as a pandas DataFrame; OptionsError where pandas is not installed."""
        return turn_table(self.data)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.state} {self.progress.fraction:.0%}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return display_bundle(describe_job(self.data))

    # Following

    def refresh(self) -> Self:
        """Asks how it is now."""
        self.data = self._exchange.model(contract.Job, Call(path=self._path()))
        return self

    def events(self, after: int = 0) -> Generator[JobEvent, None]:
        """What happens, each event once, over as many connections as it takes, until the job ends; 0 replays all."""
        return follow(self._exchange, self._path("events"), JobEventReader(after))

    def wait(self) -> Self:
        """Returns when it is done or was cancelled; JobFailedError, with the audio so far, when it ended otherwise."""
        self.refresh()
        after = 0
        while self.state in UNDER_WAY:
            for event in self.events(after):
                after = event.id
            self.refresh()
        if self.state in ("failed", "interrupted"):
            raise JobFailedError(self.data.problem or _interruption(self.state), job=self.data)
        return self

    # Sound and captions

    def audio(self, format: AudioFormat = "flac") -> bytes:
        """The whole file; other formats than WAV only once the job has ended."""
        check = samples_of if format == "wav" else None
        return self._exchange.content(self._audio_call(format, check))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the whole file, in the format that its name ends in (wav, flac, mp3, opus, m4a)."""
        call = self._audio_call(format_of(path))
        with self._exchange.chunks(call) as chunks:
            with whole_file(path) as file:
                for chunk in chunks:
                    file.write(chunk)

    def to_numpy(self) -> NDArray[numpy.float32]:
        """The samples so far, -1 to 1, at `data.audio.sample_rate`."""
        return to_array(self.audio("wav"))

    def listen(self) -> Generator[bytes, None]:
        """The sound as it is made: s16le mono, one chunk a segment; what is there already comes first."""
        self.refresh()
        revision, made = self.data.audio.revision, self.data.audio.segments
        for number in range(made):
            yield self._samples(revision, number)
        if self.state not in UNDER_WAY:
            return
        for event in self.events():
            if isinstance(event, contract.SegmentEvent) and event.revision == revision:
                # An event may be the first news of several segments.
                while made <= event.n:
                    yield self._samples(revision, made)
                    made += 1

    def segment(self, number: int, *, revision: int | None = None, format: str = "flac") -> bytes:
        """One segment as a file of its own (flac or wav)."""
        chosen = self.data.audio.revision if revision is None else revision
        path = self._path("revisions", chosen, "segments", f"{number}.{format}")
        # Whether a FLAC is whole its decoder says.
        check = samples_of if format == "wav" else None
        return self._exchange.content(Call(path=path, accept="*/*", check=check))

    def captions(self, format: Literal["vtt", "srt"] = "vtt") -> str:
        """Captions with the speakers' names."""
        return self._exchange.text(Call(path=self._path(f"captions.{format}"), accept="*/*"))

    def cues(self) -> contract.Captions:
        """Captions as data, with the times of words where the engine tells them."""
        return self._exchange.model(contract.Captions, Call(path=self._path("captions.json")))

    def peaks(self, per_second: int = 20) -> contract.Peaks:
        """The waveform."""
        call = Call(path=self._path("peaks.json"), query={"per_second": per_second})
        return self._exchange.model(contract.Peaks, call)

    # Changing

    def cancel(self, *, keep: bool = True) -> Self:
        """Stops it; the audio so far stays, unless `keep` is False: then the job is forgotten."""
        try:
            self._post("cancel")
        except ConflictError:
            if keep:
                raise
        if not keep:
            self.delete()
        return self

    def resume(self) -> Self:
        """Goes on where its audio ends."""
        return self._post("resume")

    def retake(self, turn: int | str, *, idempotency_key: str | None = None, **how: Any) -> Self:
        """Speaks a turn (its place or its id) again; the take is chosen when it is done. `how` is `TakeCreate`."""
        body = checked(contract.TakeCreate, how)
        path = self._path("turns", turn_id_of(self.data, turn), "takes")
        call = Call(method="POST", path=path, body=body, key=idempotency_key or fresh_key())
        return self._take(call)

    def choose_take(self, turn: int | str, take_id: str) -> Self:
        """Makes another take of a turn the one that is heard."""
        path = self._path("turns", turn_id_of(self.data, turn), "take")
        body = checked(contract.TakeChoice, {"take_id": take_id})
        return self._take(Call(method="PUT", path=path, body=body))

    def take_audio(self, take_id: str, format: str = "flac") -> bytes:
        """One take alone (flac or wav)."""
        return self._exchange.content(Call(path=self._path("takes", f"{take_id}.{format}"), accept="*/*"))

    def update(self, **changes: Any) -> Self:
        """Renames it (`title`), keeps it from retention (`pinned`), gives it another `ref`."""
        body = checked(contract.JobUpdate, changes)
        return self._take(Call(method="PATCH", path=self._path(), body=body))

    def delete(self) -> None:
        """Forgets it and its audio."""
        self._exchange.content(Call(method="DELETE", path=self._path()))

    def _samples(self, revision: int, number: int) -> bytes:
        return samples_of(self.segment(number, revision=revision, format="wav"))

    def _post(self, step: str) -> Self:
        return self._take(Call(method="POST", path=self._path(step)))

    def _take(self, call: Call) -> Self:
        self.data = self._exchange.model(contract.Job, call)
        return self

    def _audio_call(self, format: str, check: Callable[[bytes], object] | None = None) -> Call:
        return Call(path=self._path(f"audio.{format}"), accept="*/*", check=check, is_slow=True)

    def _path(self, *steps: str | int) -> str:
        return path_of("api", "jobs", self.data.id, *steps)


def _interruption(state: str) -> contract.Problem:
    if state == "interrupted":
        return own_problem("instance_stopped", "The instance stopped while the job ran.", "Resume the job.")
    return own_problem("engine_failed", "The job failed.", "Resume the job to try again.")
