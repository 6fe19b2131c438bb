"""Which field of a Gradio page is what: found by label and type, in English and Chinese, never by position."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from jupyterlab_vibevoice.contract.problems import ProblemError

from .gradio_app import Call, Field, GradioApp

Role = Literal["script", "count", "steps", "guidance", "seed"]

_TEXT = frozenset({"textbox", "text", "textarea", "code"})
_NUMBER = frozenset({"slider", "number"})
_CHOICE = frozenset({"dropdown", "radio"})
_RULES: dict[Role, tuple[frozenset[str], re.Pattern[str]]] = {
    "script": (_TEXT, re.compile(r"script|dialog|conversation|\btext|文本|脚本|剧本|对话|台词|文案", re.I)),
    "count": (
        _NUMBER | _CHOICE,
        re.compile(r"(?:number|num|count)\W*(?:of\W*)?(?:speaker|voice)|(?:说话人|角色|讲者|发言人|音色)数|人数", re.I),
    ),
    "steps": (_NUMBER, re.compile(r"\bsteps\b|步数", re.I)),
    "guidance": (_NUMBER, re.compile(r"^cfg|\bcfg\b|guidance|引导|指导", re.I)),
    "seed": (_NUMBER | _TEXT, re.compile(r"\bseed\b|种子", re.I)),
}
_SPEAKER = re.compile(
    r"^(?:select\s+|选择\s*)?(?:speaker|voice|host|说话人|角色|音色|声音|讲者|发言人|主播)\s*[#:：]?\s*(?P<n>\d|[a-d一二三四])?\b",
    re.I,
)
_ORDINALS = {sign: number for group in ("1234", "abcd", "一二三四") for number, sign in enumerate(group, 1)}
_STOP = re.compile(r"\bstop\b|停止|中止|终止", re.I)
_WHOLE = re.compile(r"complete|whole|full|final|download|完整|全部|下载", re.I)
_LOG = re.compile(r"\blog\b|status|message|日志|状态|信息", re.I)
# The demo's seed reaches no generator: it is set once, when the script starts.
_SEED_OF_THE_DEMO = re.compile(r"^seed \(-1 = random\)$", re.I)


@dataclass(frozen=True)
class Matching:
    """Positions of inputs and outputs of `call` by what they are; `values` are of inputs that are always sent so."""

    call: Call
    inputs: dict[Role, int]
    speakers: tuple[int, ...]
    live: int | None
    whole: int | None
    log: int | None
    stop: Call | None
    values: dict[int, Any] = field(default_factory=dict)
    has_seed: bool = False

    @property
    def unmatched(self) -> list[int]:
        """Inputs that nothing is known of; they are sent as the page shows them."""
        known = {*self.inputs.values(), *self.speakers, *self.values}
        return [position for position in range(len(self.call.inputs)) if position not in known]


def match(app: GradioApp) -> Matching:
    """What is what on a page. Raises `engine_failed` where no call takes a script and gives sound."""
    found = [made for call in app.calls if (made := match_call(app, call)) is not None]
    if not found:
        raise ProblemError(
            "engine_failed",
            "The Gradio page has no text field for a dialogue that is answered with sound, or none that can be told.",
            hint="Open its own page, or name its fields in a mapping file: docs/engines.md says how.",
            retryable=False,
        )
    return max(found, key=lambda made: len(made.call.inputs))


def match_call(app: GradioApp, call: Call) -> Matching | None:
    """What is what in one call; None where it takes no script or gives no sound."""
    inputs = match_inputs(call)
    live, whole = match_sounds(call)
    if (live is None and whole is None) or "script" not in inputs:
        return None
    seed = call.inputs[inputs["seed"]] if "seed" in inputs else None
    return Matching(
        call=call,
        inputs=inputs,
        speakers=match_speakers(call, taken=set(inputs.values())),
        live=live,
        whole=whole,
        log=match_log(call),
        stop=find_stop(app),
        has_seed=seed is not None and not _SEED_OF_THE_DEMO.match(seed.label),
    )


def match_inputs(call: Call) -> dict[Role, int]:
    """Positions of the inputs that are recognised; a sole text field without a telling label is the script."""
    found: dict[Role, int] = {}
    for role, (kinds, label) in _RULES.items():
        fits = [n for n, one in enumerate(call.inputs) if one.kind in kinds and label.search(one.label)]
        fits = [position for position in fits if position not in found.values()]
        if fits:
            # Where two text fields could be it, the dialogue is written in the larger one.
            found[role] = max(fits, key=lambda n: _lines(call.inputs[n])) if role == "script" else fits[0]
    texts = [n for n, one in enumerate(call.inputs) if one.kind in _TEXT and n not in found.values()]
    if "script" not in found and len(texts) == 1:
        found["script"] = texts[0]
    return found


def _lines(one: Field) -> int:
    lines = one.props.get("lines")
    return lines if isinstance(lines, int) else 1


def match_speakers(call: Call, *, taken: set[int]) -> tuple[int, ...]:
    """Positions of the fields that choose voices, in the order of their speakers."""
    found: list[tuple[int, int]] = []
    for position, one in enumerate(call.inputs):
        hit = _SPEAKER.match(one.label)
        if hit and one.kind in _CHOICE and one.choices and position not in taken:
            sign = (hit["n"] or "").lower()
            found.append((_ORDINALS.get(sign, len(found) + 1), position))
    return tuple(position for _, position in sorted(found))


def match_sounds(call: Call) -> tuple[int | None, int | None]:
    """Positions of the outputs with the sound while it is made and the whole sound; None for what is not there."""
    sounds = [position for position, one in enumerate(call.outputs) if one.kind == "audio"]
    live = next((position for position in sounds if call.outputs[position].props.get("streaming")), None)
    others = [position for position in sounds if position != live]
    named = [position for position in others if _WHOLE.search(call.outputs[position].label)]
    return live, next(iter([*named, *others]), None)


def match_log(call: Call) -> int | None:
    """The position of the output in which a page tells how it goes."""
    texts = [n for n, one in enumerate(call.outputs) if one.kind in _TEXT]
    return next((n for n in texts if _LOG.search(call.outputs[n].label)), texts[0] if texts else None)


def find_stop(app: GradioApp) -> Call | None:
    """The call of a stop button that wants nothing and waits in no queue."""
    return next(
        (call for call in app.calls if not call.inputs and not call.is_queued and _STOP.search(call.trigger)), None
    )
