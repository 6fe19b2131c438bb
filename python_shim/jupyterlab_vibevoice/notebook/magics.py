"""`%%vibevoice` and `%vibevoice`: dialogues and the instance from cells."""

from __future__ import annotations

import hashlib
import json
import os
import string
from typing import TYPE_CHECKING, Any

from ..dialogue import parse
from .calls import fresh_key
from .cell_arguments import SUBCOMMANDS, CellOptions, read_cell_line, usage
from .errors import DialogueError, JobFailedError, OptionsError, VibeVoiceError, VoiceNotFoundError
from .job_display import JobDisplay
from .script_report import language_of, report

if TYPE_CHECKING:
    from .synchronous.client import Client
    from .synchronous.job import Job

# The magic's own line is the cell's first.
_FIRST_LINE = 2
_LARGE_BYTES = 5_000_000
_CAN_GO_ON = ("cancelled", "failed", "interrupted")


class CellError(Exception):
    """Ends a cell with words instead of a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")


class DetachedError(KeyboardInterrupt):
    """The kernel was interrupted while a cell followed a job, which goes on."""

    def _render_traceback_(self) -> list[str]:
        return str(self).split("\n")


class VibeVoiceMagics:
    """What the two magics do in one IPython shell; the client is made when it is first needed."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        """The client of this shell."""
        if self._client is None:
            from .synchronous.client import Client

            self._client = Client()
        return self._client

    def __call__(self, line: str, cell: str | None = None) -> None:
        """Runs a magic; what goes wrong is told in words."""
        try:
            if cell is None:
                self._run_line(line)
            else:
                self._run_cell(read_cell_line(line), cell)
        except VibeVoiceError as error:
            raise CellError(in_words(error)) from None

    def _run_cell(self, options: CellOptions, cell: str) -> None:
        text = self._filled(cell) if options.fill else cell
        if not self._check(text, is_check=options.check) or options.check:
            return
        job = self._job(text, options)
        if options.var is not None:
            self._shell.user_ns[options.var] = job
        shown = JobDisplay(self._shell.display_pub.publish, job)
        if not options.wait:
            shown.show()
            return
        self._follow(job, shown)
        if options.output is not None:
            job.save(options.output)
            shown.path = options.output.as_posix()
        if options.embed:
            shown.opus = job.audio("opus")
            if len(shown.opus) > _LARGE_BYTES:
                megabytes = len(shown.opus) * 4 / 3e6
                print(f"The notebook grows by {megabytes:.0f} MB; -o keeps the sound beside it instead.")
        if options.output is not None or options.embed:
            shown.show()

    def _filled(self, cell: str) -> str:
        try:
            return string.Formatter().vformat(cell, (), self._shell.user_ns)
        except (KeyError, IndexError, AttributeError, ValueError) as error:
            hint = "Define it, or write {{ and }} for braces that are spoken."
            raise OptionsError(f"--fill: {error} cannot be filled in.", hint=hint) from error

    def _check(self, text: str, *, is_check: bool) -> bool:
        """Tells what is wrong or doubtful; raises where the script cannot be spoken."""
        result = parse(text)
        language = language_of(os.environ)
        told = [report(text, one, "cell", language, first_line=_FIRST_LINE) for one in result.diagnostics]
        if any(one["severity"] == "error" for one in result.diagnostics):
            raise CellError("\n\n".join(told))
        if told:
            print("\n\n".join(told))
        if is_check:
            turns, speakers = len(result.dialogue["turns"]), [one.name for one in result.speakers]
            print(f"{turns} turns by {', '.join(speakers) or 'nobody'}.")
        return True

    def _job(self, text: str, options: CellOptions) -> Job:
        create = options.job_create()
        key = fresh_key() if options.again else _key_of(text, create)
        job = self.client.dialogue(text, idempotency_key=key, **create)
        if job.state in _CAN_GO_ON:
            print(f"This cell's job {job.id} goes on where it ended; --again makes a new one.")
            job.resume()
        return job

    def _follow(self, job: Job, shown: JobDisplay) -> None:
        try:
            shown.follow()
        except KeyboardInterrupt:
            raise DetachedError(_detached(job)) from None
        if job.state in ("failed", "interrupted"):
            job.wait()

    def _run_line(self, line: str) -> None:
        words = line.split()
        if not words:
            print(usage())
            return
        name, rest = words[0], words[1:]
        if name not in SUBCOMMANDS:
            raise OptionsError(f"%vibevoice does not know {name}.", hint=f"It knows {', '.join(SUBCOMMANDS)}.")
        getattr(self, f"_{name}")(rest)

    def _voices(self, words: list[str]) -> None:
        for voice in self.client.voices():
            facts = [", ".join(voice.languages), voice.gender or "", voice.description or ""]
            row = f"{voice.id:24} {voice.name:20} {' · '.join(fact for fact in facts if fact)}"
            if all(word.lower() in row.lower() for word in words):
                print(row)

    def _status(self, _: list[str]) -> None:
        instance = self.client.status()
        print(f"{instance.state}: {instance.message}" if instance.message else instance.state)
        for title, engine in (("engine", instance.engine), ("table read", instance.table_read)):
            if engine is not None:
                print(f"{title}: {engine.name} ({engine.model or engine.kind}) on {engine.device}")
        if instance.sleeps_at is not None:
            print(f"sleeps at {instance.sleeps_at}")

    def _jobs(self, words: list[str]) -> None:
        for job in self.client.jobs(int(words[0]) if words and words[0].isdecimal() else 10):
            facts = f"{job.state:11} {job.progress.fraction:4.0%} {job.seconds:8.1f} s"
            print(f"{job.id}  {facts}  {job.title or ''}".rstrip())

    def _attach(self, words: list[str]) -> None:
        job = self.client.attach(_needed_id(words))
        self._follow(job, JobDisplay(self._shell.display_pub.publish, job))

    def _cancel(self, words: list[str]) -> None:
        job = self.client.attach(_needed_id(words)).cancel()
        print(f"{job.id} is stopped; {job.seconds:.1f} s of audio stay. Run its cell again, or resume it, to go on.")

    def _wake(self, _: list[str]) -> None:
        print(self.client.wake().state)

    def _sleep(self, _: list[str]) -> None:
        print(self.client.sleep().state)

    def _log(self, words: list[str]) -> None:
        print(self.client.log(int(words[0]) if words and words[0].isdecimal() else 50), end="")


def in_words(error: VibeVoiceError) -> str:
    """What to tell somebody who has no use for a traceback."""
    lines = [str(error)]
    if isinstance(error, VoiceNotFoundError) and error.available:
        lines.append(f"There are: {', '.join(error.available)}.")
    if isinstance(error, DialogueError):
        lines += [issue.message for issue in error.diagnostics]
    if isinstance(error, JobFailedError) and error.job is not None:
        lines.append(f"Job {error.job.id} keeps {error.job.audio.seconds:.1f} s of audio; run the cell again to go on.")
    return "\n".join(lines)


def _detached(job: Job) -> str:
    return (
        f"Detached: job {job.id} goes on without this cell.\n"
        f"%vibevoice attach {job.id}   shows it again\n"
        f"%vibevoice cancel {job.id}   stops it"
    )


def _key_of(text: str, create: dict[str, Any]) -> str:
    """The same text and options give the same key, and so the same job."""
    same = json.dumps([text, create], sort_keys=True, ensure_ascii=False)
    return f"cell-{hashlib.sha256(same.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def _needed_id(words: list[str]) -> str:
    if len(words) != 1:
        raise OptionsError("Which job?", hint="%vibevoice jobs lists them.")
    return words[0]
