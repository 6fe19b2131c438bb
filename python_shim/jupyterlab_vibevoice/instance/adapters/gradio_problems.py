"""What goes wrong in a Gradio page, with its cause and what to do: its error texts as the contract's problems."""

from __future__ import annotations

import re

from jupyterlab_vibevoice.contract.problems import ProblemError

from .http import HttpFailure

_FFMPEG = re.compile(r"ff(?:mpeg|probe)", re.I)
_MEMORY = re.compile(r"out of memory|CUDA_ERROR_OUT_OF_MEMORY|ALLOC_FAILED|MemoryError|can't allocate memory", re.I)
_STOPPED = re.compile(r"stopped by user|generation stopped|🛑|已停止|被中止|cancelled by", re.I)
_FULL_QUEUE = re.compile(r"queue is full", re.I)
# The community demo's own marks, and anybody's last word.
_MARKED = re.compile(r"❌|🛑")
_BLAME = re.compile(r"\berror\b|\bfail|exception|stopped by user|错误|失败|已停止", re.I)
# What the community demo prints where its generating thread dies: the page itself then calls what it has a success.
_FATAL = re.compile(r"error in generation thread|out of memory|CUDA error|ff(?:mpeg|probe)\W.*not found", re.I)
# Paths of the machine, and what stands in quotes, which may be somebody's words.
_PRIVATE = re.compile(
    r"(?:[A-Za-z]:)?(?:[\\/][\w.+@~-]+){2,}|'[^']{12,}'|\"[^\"]{12,}\"|“[^”]*”|‘[^’]{12,}’|「[^」]*」"
)
_LONGEST = 200


def unreachable(error: HttpFailure) -> ProblemError:
    """The page does not answer, or broke off."""
    return ProblemError(
        "engine_failed",
        f"The script's page cannot be used: {error}.",
        hint="Try again; the script's log may say why it ended.",
        retryable=True,
    )


def of_failure(text: str | None) -> ProblemError:
    """The problem behind what a page says of a call that failed; None where it says nothing."""
    said = (text or "").strip()
    if _FFMPEG.search(said):
        return ProblemError(
            "engine_failed",
            "The script's page needs the programs ffmpeg and ffprobe, and does not find them.",
            hint="Install them (apt, conda or brew install ffmpeg), put the engine to sleep, and resume.",
            retryable=False,
        )
    if _MEMORY.search(said):
        return ProblemError(
            "engine_failed",
            "The script ran out of memory while it spoke.",
            hint="Split the dialogue at chapters, end other programs on the GPU, or take a smaller model; then resume.",
            retryable=True,
        )
    if _STOPPED.search(said):
        return ProblemError(
            "engine_failed",
            "Somebody stopped it in the script's own page.",
            hint="Resume, and leave the page's stop button alone meanwhile.",
            retryable=True,
        )
    if not said:
        return ProblemError(
            "engine_failed",
            "The script's page failed without saying why.",
            hint="The script's log says more. With show_error=True in its launch() it would say so here.",
            retryable=True,
        )
    return ProblemError(
        "engine_failed",
        f"The script's page says: {_presentable(said)}",
        hint="The script's log says more.",
        retryable=True,
    )


def of_refusal(status: int, text: str) -> ProblemError:
    """The problem behind an answer to a call that was not even taken."""
    if _FULL_QUEUE.search(text) or status == 503:
        return ProblemError(
            "queue_full",
            "The queue of the script's page is full.",
            hint="Others use the same page. Resume when they are done.",
            retry_after_s=30,
        )
    return of_failure(f"It answered with status {status}. {text}")


def find_blame(log: str) -> ProblemError | None:
    """What went wrong in a call that ended as if well, by what the page showed as its own log; None for nothing."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    blamed = [line for line in lines if _MARKED.search(line)] or [line for line in lines[-1:] if _BLAME.search(line)]
    return of_failure(blamed[-1]) if blamed else None


def of_silence() -> ProblemError:
    """The problem of a call that ended well but gave no sound, and does not say why."""
    return ProblemError(
        "engine_failed",
        "The script's page ended without any sound.",
        hint="The script's log may say why. Try its own page with the same text.",
        retryable=True,
    )


def is_fatal(line: str) -> bool:
    """Whether a line of the script's log says that a speech under way has broken off."""
    return _FATAL.search(line) is not None


def _presentable(text: str) -> str:
    plain = _PRIVATE.sub("…", " ".join(text.split())).removeprefix("❌ ")
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"
