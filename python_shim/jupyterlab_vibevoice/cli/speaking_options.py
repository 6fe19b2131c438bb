"""The arguments of `jupyter vibevoice say`, `check`, `voices` and `jobs`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .speaking_words import tell

SPEAKING = ("say", "check", "voices", "jobs")


def add_speaking(commands: Any) -> None:
    """Adds the commands to a parser's."""
    say = commands.add_parser("say", help=tell("help_say"), description=tell("help_say"))
    say.add_argument("file", help=tell("help_file"))
    say.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help=tell("help_output"))
    say.add_argument("-v", "--voice", action="append", default=[], metavar="SPEAKER=VOICE", help=tell("help_voice"))
    say.add_argument("--seed", type=int, help=tell("help_seed"))
    say.add_argument("--engine", choices=("script", "draft"), help=tell("help_engine"))
    say.add_argument("--title", help=tell("help_title"))
    check = commands.add_parser("check", help=tell("help_check"), description=tell("help_check"))
    check.add_argument("file", help=tell("help_file"))
    check.add_argument("--json", action="store_true", help=tell("help_json"))
    check.add_argument("--fix", action="store_true", help=tell("help_fix"))
    voices = commands.add_parser("voices", help=tell("help_voices"), description=tell("help_voices"))
    voices.add_argument("--json", action="store_true", help=tell("help_json"))
    jobs = commands.add_parser("jobs", help=tell("help_jobs"), description=tell("help_jobs"))
    jobs.add_argument("--json", action="store_true", help=tell("help_json"))
    jobs.add_argument("-n", "--count", type=int, default=10, help=tell("help_count"))
