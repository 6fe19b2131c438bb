"""What a script is doing, read from what it prints: one table, first match wins."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Phase:
    """A phase as a word the client localises, a sentence, and the part that is done (0 to 1) where it is known."""

    phase: str
    message: str
    fraction: float | None = None


_PERCENT = r"(?P<percent>\d{1,3}(?:\.\d+)?)\s?%"
_OF = r"(?P<done>\d+)\s?/\s?(?P<all>\d+)"

_Message = str | Callable[[re.Match[str]], str]


def _rule(phase: str, message: _Message, pattern: str) -> tuple[str, _Message, re.Pattern[str]]:
    return phase, message, re.compile(pattern, re.IGNORECASE)


def _named(before: str, after: str = "") -> Callable[[re.Match[str]], str]:
    """A message with the name that the line holds; a name is cut, and never a path."""

    def message(match: re.Match[str]) -> str:
        name = match.group("name").rsplit("/", 1)[-1][:60]
        return f"{before} {name}{after}"

    return message


_MODEL_FILE = r"[\w.-]+\.(?:safetensors|bin|gguf|pt|json|txt|model|onnx)"
_PIP = "|".join((
    "Installing collected packages", "Building wheel", "Preparing metadata", "Installing build dependencies",
    "Successfully installed", "Requirement already satisfied", "正在安装", "安装依赖",
))  # fmt: skip
_LOADED = "model|weights|checkpoint|processor|tokenizer|tensors"
_PAGE = "Running on (?:local|public) URL|Uvicorn running on|Application startup complete"

_TABLE = (
    _rule("serving", "Its page is up", _PAGE),
    _rule("loading", lambda m: f"Loading checkpoint {m['done']}/{m['all']}", rf"Loading checkpoint shards.*?{_OF}"),
    _rule("loading", "Loading checkpoint", rf"Loading checkpoint shards.*?{_PERCENT}|Loading checkpoint shards"),
    _rule("downloading", _named("Downloading"), rf"^(?P<name>{_MODEL_FILE}):\s*{_PERCENT}"),
    _rule("downloading", "Downloading the model", rf"Fetching \d+ files.*?{_PERCENT}"),
    _rule("downloading", _named("Downloading"), r"^\s*Downloading (?P<name>[\w.+-]+(?:\.whl|\.tar\.gz|\.zip)?)"),
    _rule("downloading", "Downloading", rf"(?:download|下载).*?{_PERCENT}"),
    _rule("downloading", "Downloading", r"^\s*(?:Downloading|正在下载|下载)"),
    _rule("installing", _named("Installing"), r"^Collecting (?P<name>[\w.+-]+)"),
    _rule("installing", "Installing Python packages", rf"^(?:{_PIP})"),
    _rule("installing", _named("Cloning"), r"^Cloning into '?(?P<name>[^'.\s]+)"),
    _rule("loading", "Loading the model", rf"load(?:ing)?\b.*(?:{_LOADED})[^%]*?(?:{_PERCENT})?$"),
    _rule("loading", "Loading the model", rf"(?:加载.*模型|模型.*加载)[^%]*?(?:{_PERCENT})?$"),
    _rule("loading", "Warming up", r"warm(?:ing)?[ -]?up|预热"),
    _rule("loading", "Compiling", r"^(?:Compiling|Capturing CUDA graph)"),
    # A tqdm bar without a name: `45%|████▌     | 9/20 [00:01<00:02]`.
    _rule("working", "Working", rf"^\s*{_PERCENT}\s?\|"),
)


def read_phase(line: str) -> Phase | None:
    """The phase that a line of output tells of; None when it tells nothing."""
    for phase, message, pattern in _TABLE:
        match = pattern.search(line)
        if match is not None:
            return Phase(phase, message if isinstance(message, str) else message(match), _fraction(match))
    return None


def _fraction(match: re.Match[str]) -> float | None:
    groups = match.groupdict()
    if groups.get("all"):
        done, everything = int(groups["done"]), int(groups["all"])
        return min(1.0, done / everything) if everything else None
    if groups.get("percent"):
        return min(1.0, float(groups["percent"]) / 100)
    return None
