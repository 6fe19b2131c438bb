"""What a script's last words mean: one table, first match wins; each row says what happened and what to change."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Cause:
    """Why a script ended; `is_lasting` when starting it again brings the same."""

    message: str
    hint: str
    is_lasting: bool = False


_Text = str | Callable[[re.Match[str]], str]


def _rule(
    message: _Text, hint: _Text, pattern: str, *, is_lasting: bool = True
) -> tuple[_Text, _Text, re.Pattern[str], bool]:
    return message, hint, re.compile(pattern, re.IGNORECASE), is_lasting


def _named(before: str, after: str) -> Callable[[re.Match[str]], str]:
    def text(match: re.Match[str]) -> str:
        return f"{before}{match['name'].rsplit('/', 1)[-1][:_LONGEST_NAME]}{after}"

    return text


_WINDOWS = Cause(
    "The one-click script was saved with Windows line ends, which a shell cannot read.",
    r"Mend it in a terminal: sed -i 's/\r$//' and its name.",
    is_lasting=True,
)
_ASKS = Cause(
    "The script asks a question, and here nobody can answer it.",
    "Let it take the answer from an option or a variable, or write the answer in: echo y | command.",
    is_lasting=True,
)
_TABLE = (
    _rule(
        _WINDOWS.message,
        _WINDOWS.hint,
        r"\$'\\r'|\r: (?:command )?not found|bad interpreter: .*\^M",
    ),
    _rule(
        "The port that the script wants is taken, perhaps by another user's script on this machine.",
        'Let it listen on the port it is given: "$PORT" (Gradio takes GRADIO_SERVER_PORT by itself).',
        r"address already in use|EADDRINUSE|cannot find empty port|port \d+ is (?:already )?(?:in use|occupied)"
        r"|port is already allocated|端口.{0,12}(?:占用|被使用)|地址已(?:在|被)使用",
    ),
    _rule(
        "The script needs a terminal, and here it has none.",
        "Take out what asks for one (tty, tput, whiptail, `docker run -t`), or start its server directly.",
        r"not a (?:tty|terminal)|isatty|inappropriate ioctl|(?:requires?|needs?|must be run in) an? (?:interactive )?"
        r"(?:tty|terminal)|input device is not a TTY|TERM environment variable not set|需要.{0,6}终端",
    ),
    _rule(
        _ASKS.message,
        _ASKS.hint,
        r"EOFError|EOF when reading a line|\[y(?:es)?/n(?:o)?\]|\(y(?:es)?/n(?:o)?\)|press (?:enter|any key|return)"
        r"|please (?:enter|select|choose|input)|请(?:输入|选择|按)|是否继续",
    ),
    _rule(
        "The GPU has too little free memory for the model.",
        "End other programs that use it, or choose a smaller model.",
        r"CUDA out of memory|OutOfMemoryError|CUBLAS_STATUS_ALLOC_FAILED|显存不足",
        is_lasting=False,
    ),
    _rule(
        "The script needs a GPU, and none can be used here.",
        "Run it on a machine with a GPU, or tell it to use the CPU.",
        r"not compiled with CUDA|no CUDA-capable device|Found no NVIDIA driver|CUDA driver version is insufficient"
        r"|nvidia-smi: (?:command )?not found",
    ),
    _rule(
        _named("The Python package ", " is missing where the script runs."),
        _named("Install it in the script's own environment: pip install ", "."),
        r"(?:ModuleNotFoundError: )?No module named '?(?P<name>[\w.]+)",
    ),
    _rule(
        _named("The program ", " is not installed here."),
        _named("Install ", ", or take it out of the script."),
        r"(?P<name>[\w./+-]+): (?:command not found|not found)$",
    ),
    _rule(
        "The disk is full.",
        "Free some space; the script needs room for packages and weights.",
        r"No space left on device|Disk quota exceeded|磁盘空间不足",
    ),
    _rule(
        "The script could not reach the network.",
        "Check the connection or the proxy's settings, or download the weights beforehand.",
        r"Could not resolve host|Temporary failure in name resolution|Network is unreachable|Max retries exceeded"
        r"|couldn't connect to 'https?:",
        is_lasting=False,
    ),
    _rule(
        "The script may not read or write a file that it needs.",
        "Look at the log for its name, and mend its permissions.",
        r"Permission denied",
    ),
    _rule(
        "The script has a mistake in its shell language.",
        "The log names the line.",
        r"syntax error|unexpected end of file",
    ),
)


# `read` by itself; a loop over a file's lines (`while read`) asks nobody.
_READS = re.compile(r"^\s*(?:read\s|select\s+\w+\s+in\b)", re.MULTILINE)
_LONGEST_SCRIPT = 256 * 1024


def cause_in(script: Path, *, has_failed: bool) -> Cause | None:
    """What in the script itself is known to go wrong, where its output says nothing; questions only if `has_failed`.

    Where nobody sees a question, a shell does not even print it.
    """
    try:
        with script.open("rb") as file:
            text = file.read(_LONGEST_SCRIPT)
    except OSError:
        return None
    if text.count(b"\r\n") > text.count(b"\n") // 2:
        return _WINDOWS
    return _ASKS if has_failed and _READS.search(text.decode("utf-8", "replace")) else None


def find_cause(lines: Sequence[str]) -> Cause | None:
    """What the last lines of an output say about its end, the latest line first; None where they say nothing known."""
    for line in reversed(lines):
        for message, hint, pattern, is_lasting in _TABLE:
            match = pattern.search(line)
            if match is not None:
                said = [one if isinstance(one, str) else one(match) for one in (message, hint)]
                return Cause(said[0], said[1], is_lasting)
    return None
