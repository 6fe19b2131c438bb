"""Scripts to test with: the shared cases, hostile ones, and random ones that are the same at every run."""

import json
import random
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

_CASES = Path(__file__).parents[3] / "src/contract/fixtures/dialogue/cases.json"
_PIECES = [
    "Speaker 1:", "speaker 2 :", "SPEAKER 10：", "说话人1：", "发言人 2:", "S1:", "[S2]", "[1]", "[2]:", "[Alice]",
    "[alice]", "[角色A]", "【角色B】：", "Alice:", "Bob: ", "Dr. Lin:", "小红（生气地）：", "主持人：", "**Alice:**",
    "- **Bob**: ", "* Ana:", "Note:", "https://", "C:\\", "12:30", "（小声）", "(laughs)", "(see page 3)",
    "(语气犹豫)", "（a（b））", "(whispering)", "[sighs]", "[Music]", "[笑]", "[pause]", "[pause:500]",
    "[pause:1.5s]", "[停顿：2秒]", "[wait 20s]", "[break=.5]", "[SFX: door]", "[a|b:c]", "[[x] y]",
    "[x](https://a.b)", "[unclosed", "]", "[00:01:23]", "(1:02)", "<|im_end|>", "<|", "|>", "\\", "\\[", "\\(", "\\:",
    "//", "# ", "## 标题", "####", "---", "...", "title: T", "language: zh", "speakers:", "  Alice: v", "\t老王: ",
    "key: value", " - ", " — ", ":", "：", "/", "{", "<", "WEBVTT", "**", "Hello there", "你好，世界。", "……", "ok",
    "5", "’", "。", "！", "，",
]  # fmt: skip
_ENDS = ["\n", "\n", "\n", "\r\n", "\r", "\n\n"]
_HOSTILE = (
    "\x00\t\x0b\x0c\x1c\x1f\x7f\x85\xa0\xad\u0301\u0345\u200b\u200d\u200e\u2028\u2029\u2060\u3000\ufeff\ufffd"
    "\ud800\udbff\udc00\udfffßſİıKςΣﬁ٣५Ⅷ½一龥𠮷😀🏽👩🏻💻é한𝟙"
)


@cache
def load_cases() -> list[dict[str, Any]]:
    """The shared cases of docs/dialogue.md."""
    cases: list[dict[str, Any]] = json.loads(_CASES.read_text(encoding="utf-8"))
    return cases


def hostile_scripts() -> list[str]:
    """Short texts that have broken parsers."""
    return [
        *_HOSTILE,
        *(f"A{sign}: x{sign}y [{sign}] ({sign})" for sign in _HOSTILE),
        *(f"{sign}[A{sign}] x\n{sign}A{sign}：y" for sign in _HOSTILE),
        "\ufeff", "\ufeff\ufeffA: x", "A:\ufeff x", "---", "---\n",
        "---\ntitle:\n---", "---\nspeakers:\n---\n", "[]", "[ ]: x", "[]()", "[x]()", "A: []", "A: ()", "（）",
        "A: （）x", "A: （" * 50, "A: " + "（a）" * 50, "A: " + "）" * 50, "[" * 60, "]" * 60, "[a" * 60, "\\" * 60,
        "A" * 25 + ": x", "A " * 5 + ": x", "A:" + " " * 70 + "x", "A" + " " * 70 + ": x", "e\u0301" * 24 + ": x",
        "e\u0301" * 40 + ": x", "𠮷" * 24 + "：x", "𠮷" * 25 + "：x", "[" + "𠮷" * 24 + "] x",
        "A: " + "😀" * 41 + "[music: " + "😀" * 20 + "]", "A: hi " + "𠮷" * 24 + "：x\n" + "𠮷" * 24 + "：y",
        "A (" + "\u0301" * 300 + "a): x", "A: （" + "a\u0301\u0302" * 20 + "）x", "<" + "😀" * 998 + "<person1>",
        "<" + "😀" * 990 + "<person1>",
    ]  # fmt: skip


@cache
def _assigned() -> str:
    """Every character of Unicode 3.2: classified alike by every runtime since."""
    old = unicodedata.ucd_3_2_0
    return "".join(chr(code) for code in range(0x110000) if old.category(chr(code)) not in {"Cn", "Co", "Cs"})


def _random_piece(source: random.Random) -> str:
    kind = source.random()
    if kind < 0.62:
        return source.choice(_PIECES)
    if kind < 0.8:
        return source.choice(_ENDS)
    if kind < 0.88:
        return " "
    if kind < 0.95:
        return source.choice(_HOSTILE)
    return source.choice(_assigned())


def _mutate(source: random.Random, script: str) -> str:
    for _ in range(source.randint(1, 5)):
        at = source.randint(0, len(script))
        end = min(len(script), at + source.randint(0, 6))
        match source.randrange(4):
            case 0:
                script = script[:at] + script[end:]
            case 1:
                script = script[:at] + _random_piece(source) + script[at:]
            case 2:
                script = script[:end] + script[at:]
            case _:
                script = script[:at] + script[at:end][::-1] + script[end:]
    return script


def random_scripts(count: int, *, seed: int = 3) -> list[str]:
    """Random and mutated scripts; the same for the same seed."""
    source = random.Random(seed)
    cases = [case["input"] for case in load_cases()]
    scripts = []
    for index in range(count):
        if index % 2:
            script = "".join(_random_piece(source) for _ in range(source.randint(1, 24)))
        else:
            script = _mutate(source, source.choice(_ENDS).join(source.sample(cases, source.randint(1, 3))))
        # Two half surrogates side by side are one character in JavaScript.
        scripts.append(json.loads(json.dumps(script)))
    return scripts
