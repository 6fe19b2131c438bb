"""What `say`, `voices` and `jobs` ask of the instance."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from typing import Any

from ..contract import ProgressEvent
from ..dialogue.clock import clock
from ..notebook import AsyncClient, AsyncJob
from ..notebook.cell_arguments import cast_of
from ..notebook.errors import VibeVoiceError
from ..notebook.magics import in_words
from ..notebook.sound import format_of
from .instance_here import NotStartedError, instance_here
from .speaking_words import tell

_BAR_SIGNS = 24


async def run_with_instance(options: argparse.Namespace, text: str | None) -> int:
    """Runs a command that needs an instance; returns its exit status."""
    try:
        if text is not None:
            format_of(options.output)
        async with instance_here(os.environ, _tell_start) as client:
            if text is not None:
                return await _say(client, options, text)
            await (_list_voices if options.command == "voices" else _list_jobs)(client, options)
            return 0
    except NotStartedError as error:
        print(f"{tell('not_started')}\n{error}", file=sys.stderr)
    except VibeVoiceError as error:
        print(in_words(error), file=sys.stderr)
    return 1


def _tell_start() -> None:
    if sys.stderr.isatty():
        print(tell("starting"), file=sys.stderr)


async def _say(client: AsyncClient, options: argparse.Namespace, text: str) -> int:
    how: dict[str, Any] = {"seed": options.seed, "engine": options.engine, "title": options.title}
    job = await client.dialogue(text, cast=cast_of(options.voice) or None, **how)
    bar = _Bar()
    try:
        async with contextlib.aclosing(job.events()) as events:
            async for event in events:
                if isinstance(event, ProgressEvent):
                    bar.show(event.fraction, event.eta_seconds)
    finally:
        bar.clear()
    await job.wait()
    await job.save(options.output)
    if sys.stderr.isatty():
        speakers = ", ".join(job.data.settings.cast)
        print(tell("written", path=options.output, time=clock(job.seconds), speakers=speakers), file=sys.stderr)
    return 0


class _Bar:
    """A line that is written anew; nothing where nobody looks."""

    def __init__(self) -> None:
        self._is_seen = sys.stderr.isatty()

    def show(self, fraction: float, eta_s: float | None) -> None:
        """How far it is."""
        if not self._is_seen:
            return
        percent = round(fraction * 100)
        words = tell("percent", percent=percent) if eta_s is None else tell("left", percent=percent, time=clock(eta_s))
        full = round(fraction * _BAR_SIGNS)
        sys.stderr.write(f"\r\x1b[K[{'#' * full}{'.' * (_BAR_SIGNS - full)}] {words}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Leaves an empty line for what follows."""
        if self._is_seen:
            sys.stderr.write("\r\x1b[K")


async def _list_voices(client: AsyncClient, options: argparse.Namespace) -> None:
    voices = await client.voices()
    if options.json:
        print(json.dumps([voice.to_wire() for voice in voices], ensure_ascii=False, indent=2))
        return
    for voice in voices:
        facts = " · ".join(fact for fact in (", ".join(voice.languages), voice.gender, voice.description) if fact)
        print(f"{voice.id:24} {voice.name:20} {facts}".rstrip())


async def _list_jobs(client: AsyncClient, options: argparse.Namespace) -> None:
    jobs = await client.jobs(options.count)
    if options.json:
        print(json.dumps([_summary(job) for job in jobs], ensure_ascii=False, indent=2))
        return
    for job in jobs:
        facts = f"{job.state:11} {job.progress.fraction:4.0%} {clock(job.seconds):>8}"
        print(f"{job.id}  {facts}  {job.title or ''}".rstrip())


def _summary(job: AsyncJob) -> dict[str, Any]:
    return {"id": job.id, "state": job.state, "title": job.title, "seconds": job.seconds, "at": job.data.created_at}
