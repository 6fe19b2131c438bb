"""What a cell's output holds, by media type: the twin of src/client/output/display-bundle.ts, with the same cases."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from ..dialogue.clock import clock

if TYPE_CHECKING:
    from ..contract import JobOutput

JOB_MIME_TYPE: Final = "application/vnd.vibevoice.job.v1+json"
# Turns that the text form shows.
_TEXT_TURNS = 5
# What JavaScript's encodeURIComponent leaves as it is, beside letters and digits.
_PATH_SIGNS = "-_.!~*'()"


@dataclass(frozen=True)
class _Words:
    lang: str
    untitled: str
    states: dict[str, str]
    turns: str
    turn: str
    made: str
    made_of_one: str
    more: str
    one_more: str
    generated: str
    join: str


_EN = _Words(
    lang="en",
    untitled="Dialogue",
    states={
        "queued": "waiting",
        "running": "being made",
        "done": "done",
        "failed": "failed",
        "cancelled": "stopped",
        "interrupted": "interrupted",
    },
    turns="{} turns",
    turn="1 turn",
    made="{} of {} turns",
    made_of_one="{} of {} turn",
    more="… and {} more turns",
    one_more="… and 1 more turn",
    generated="AI-generated speech",
    join=", ",
)
_ZH = _Words(
    lang="zh-CN",
    untitled="对话",
    states={
        "queued": "等待中",
        "running": "生成中",
        "done": "已完成",
        "failed": "失败",
        "cancelled": "已停止",
        "interrupted": "已中断",
    },
    turns="{} 句",
    turn="1 句",
    made="{1} 句中的 {0} 句",
    made_of_one="{1} 句中的 {0} 句",
    more="……还有 {} 句",
    one_more="……还有 1 句",
    generated="AI 生成的语音",
    join="，",
)


def display_bundle(output: JobOutput) -> dict[str, Any]:
    """What to put in a cell's output: useful in every reader, also where nothing may run."""
    return {JOB_MIME_TYPE: output.to_wire(), "text/html": _html(output), "text/plain": _plain(output)}


def _words(output: JobOutput) -> _Words:
    return _ZH if (output.language or "").lower().startswith("zh") else _EN


def _facts(output: JobOutput) -> str:
    say = _words(output)
    made, count = output.turns_made, output.turn_count
    if made == count:
        turns = say.turn if count == 1 else say.turns.format(count)
    else:
        turns = (say.made_of_one if count == 1 else say.made).format(made, count)
    return say.join.join([say.states[output.state], turns, clock(output.seconds), say.generated])


def _rest(output: JobOutput, shown: int) -> list[str]:
    say, rest = _words(output), output.turn_count - shown
    return [say.one_more if rest == 1 else say.more.format(rest)] if rest > 0 else []


def _html(output: JobOutput) -> str:
    say = _words(output)
    lines = [f'<div lang="{say.lang}">']
    lines += [f"<p><strong>{_escaped(output.title or say.untitled)}</strong> ({_escaped(_facts(output))})</p>"]
    if output.path:
        lines += [f'<p><a href="{_escaped(_href(output.path))}" download>{_escaped(output.path)}</a></p>']
    if output.problem:
        lines += [f"<p>{_escaped(output.problem.message)}</p>"]
    if output.turns:
        said = [f"<li><b>{_escaped(turn.speaker)}</b>: {_escaped(turn.text)}</li>" for turn in output.turns]
        lines += ["<ol>", *said, "</ol>"]
    lines += [f"<p>{line}</p>" for line in _rest(output, len(output.turns))]
    return "\n".join([*lines, "</div>"])


def _plain(output: JobOutput) -> str:
    shown = output.turns[:_TEXT_TURNS]
    lines = [f"{output.title or _words(output).untitled} ({_facts(output)})"]
    lines += [output.path] if output.path else []
    lines += [output.problem.message] if output.problem else []
    lines += [f"{turn.speaker}: {turn.text}" for turn in shown]
    return "\n".join([*lines, *_rest(output, len(shown))])


def _href(path: str) -> str:
    """A relative path as a link: a name with a colon must not be taken for a scheme."""
    encoded = "/".join(quote(part, safe=_PATH_SIGNS) for part in path.split("/"))
    return f".{encoded}" if path.startswith("/") else encoded


def _escaped(text: str) -> str:
    return escape(text).replace("&#x27;", "'")
