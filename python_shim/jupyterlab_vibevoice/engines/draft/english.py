"""English as it is said: what espeak reads wrongly is written out before it sees it."""

from __future__ import annotations

import re

from .spoken import Rewriting

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_MONTH = "|".join(_MONTHS)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_DIVISIONS = (
    "Chapter|Part|Act|Scene|Section|Volume|Book|Episode|Season|Phase|Article|Appendix|Level|World War|Type|Round"
)
_UNITS = {
    "km/h": "kilometers per hour", "mph": "miles per hour", "m/s": "meters per second", "km": "kilometers",
    "cm": "centimeters", "mm": "millimeters", "kg": "kilograms", "mg": "milligrams", "lb": "pounds", "lbs": "pounds",
    "oz": "ounces", "ft": "feet", "ml": "milliliters", "ms": "milliseconds", "kHz": "kilohertz", "MHz": "megahertz",
    "GHz": "gigahertz", "Hz": "hertz", "kW": "kilowatts", "kWh": "kilowatt hours", "MB": "megabytes",
    "GB": "gigabytes", "TB": "terabytes", "KB": "kilobytes", "kB": "kilobytes", "dB": "decibels",
    "°C": "degrees Celsius", "℃": "degrees Celsius", "°F": "degrees Fahrenheit", "°": "degrees", "m²": "square meters",
    "km²": "square kilometers",
}  # fmt: skip
_MONEY = {
    "$": ("dollars", "cents"),
    "€": ("euros", "cents"),
    "£": ("pounds", "pence"),
    "¥": ("yuan", ""),
    "￥": ("yuan", ""),
}
_SCALES = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion"}
_FRACTIONS = {"1/2": "one half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter", "3/4": "three quarters"}


def _rule(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _year(text: str) -> str:
    """`2026` is twenty twenty-six, `2005` two thousand five, `1905` nineteen oh five."""
    century, rest = text[:2], text[2:]
    if text[1:3] == "00":
        return text
    if rest == "00":
        return f"{century} hundred"
    return f"{century} oh {rest[1]}" if rest[0] == "0" else f"{century} {rest}"


def _american_date(match: re.Match[str]) -> str | None:
    month, day = int(match.group(1)), int(match.group(2))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{_MONTHS[month - 1]} {_ordinal(day)}, {_year(match.group(3))}"


def _decade(match: re.Match[str]) -> str:
    """`1990s` is nineteen nineties, `'90s` nineties."""
    century, tens = match.group(1) or "", match.group(2)
    return f"{century} {_DECADES[tens]}".strip()


def _ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _iso_date(match: re.Match[str]) -> str | None:
    year, month, day = match.group(1), int(match.group(2)), int(match.group(3))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{_MONTHS[month - 1]} {_ordinal(day)}, {_year(year)}"


def _money(match: re.Match[str]) -> str:
    sign, whole, cents, scale = match.group(1), match.group(2), match.group(3), match.group(4)
    large, small = _MONEY[sign]
    if scale:
        word = _SCALES.get(scale.strip().lower(), scale.strip())
        return f"{whole}{'.' + cents if cents else ''} {word} {large}"
    unit = {"dollars": "dollar", "euros": "euro", "pounds": "pound"}.get(large, large) if whole == "1" else large
    if cents and len(cents) == 2 and small:
        return f"{whole} {unit} and {int(cents)} {small}" if int(cents) else f"{whole} {unit}"
    return f"{whole}{'.' + cents if cents else ''} {unit if not cents else large}"


def _time(match: re.Match[str]) -> str | None:
    hour, minute = int(match.group(1)), match.group(2)
    if hour > 23:
        return None
    half = match.group(3)
    after = "" if not half else " A M" if half[0] in "aA" else " P M"
    if minute == "00":
        return f"{hour}{after or chr(32) + 'o' + chr(39) + 'clock'}"
    return f"{hour} {'oh ' + minute[1] if minute[0] == '0' else minute}{after}"


def _roman(match: re.Match[str]) -> str | None:
    value = 0
    numerals = [_ROMAN[sign] for sign in match.group(2)]
    for one, following in zip(numerals, [*numerals[1:], 0], strict=True):
        value += -one if one < following else one
    return f"{match.group(1)} {value}"


def _digits(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match.group())
    return ", ".join(" ".join(group) for group in groups)


def _unit(match: re.Match[str]) -> str:
    number, name = match.group(1), _UNITS[match.group(2)]
    if number == "1":
        name = re.sub(r"(\w)s\b", r"\1", name.replace("feet", "foot"), count=1)
    return f"{number} {name}"


_DECADES = {"2": "twenties", "3": "thirties", "4": "forties", "5": "fifties", "6": "sixties", "7": "seventies"}
_DECADES |= {"8": "eighties", "9": "nineties"}
_YEAR = re.compile(r"(?<![\d.,$€£-])\b(?:20[1-9]\d|1[1-9]\d\d)\b(?![.,]?\d|%| (?:people|times|words|dollars|euros))")
_NUMBER = r"\d+(?:\.\d+)?"
_UNIT_NAMES = "|".join(re.escape(name) for name in sorted(_UNITS, key=len, reverse=True))
_RULES = (
    (_rule(r"[’]"), "'"),
    (_rule(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (_rule(r"(?<!\d)\+?1?[ -]?\(?\d{3}\)?[ -]\d{3}-\d{4}(?!\d)|(?<![\d-])\d{3}-\d{4}(?![\d-])"), _digits),
    (_rule(r"\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})\b"), _iso_date),
    (_rule(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b"), _american_date),
    (_rule(r"\b24/7\b"), "24 7"),
    (_rule(r"\band/or\b"), "and or"),
    (_rule(r"[\u2212](?=\d)"), "minus "),
    (_rule(r"(?:\b(1[1-9]|20)|['\u2018])([2-9])0s\b"), _decade),
    (_rule(r"([$€£¥￥])\s?(\d+)(?:\.(\d+))?(\s?(?:thousand|million|billion|trillion|bn|[kKmMbB])\b)?"), _money),
    (_rule(r"\b(\d{1,2}):(\d{2})(?::\d{2})?(?:\s?([aApP]\.?[mM]\b\.?))?"), _time),
    (_rule(rf"(?<![\w.])({_NUMBER})\s?({_UNIT_NAMES})(?![\w/])"), _unit),
    (_rule(rf"\b({_DIVISIONS}) ([IVXLC]+)\b"), _roman),
    (_rule(r"(?<![\d/.])\d/\d(?![\d/])"), lambda match: _FRACTIONS.get(match.group())),
    (_rule(r"\b((?:1[1-9]|20)\d\d)\s?[-–]\s?((?:1[1-9]|20)\d\d)\b"), lambda m: f"{_year(m[1])} to {_year(m[2])}"),
    (_rule(r"(?<![\w.-])(\d+(?:\.\d+)?)\s?[-–]\s?(\d+(?:\.\d+)?)(?![\w-])"), r"\1 to \2"),
    (_rule(rf"\b((?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?),? (\d{{4}})\b"), lambda m: f"{m[1]}, {_year(m[2])}"),
    (_rule(r"\be\.g\.,?", re.IGNORECASE), "for example,"),
    (_rule(r"\bi\.e\.,?", re.IGNORECASE), "that is,"),
    (_rule(r"\betc\.", re.IGNORECASE), "et cetera."),
    (_rule(r"\bvs\.?(?=\s)", re.IGNORECASE), "versus"),
    (_rule(r"\bapprox\.", re.IGNORECASE), "approximately"),
    (_rule(r"\bNo\. ?(?=\d)|#(?=\d)"), "number "),
    (_rule(r"(?<=\d)\s?[x×]\s?(?=\d)"), " by "),
    (_rule(r"(?<=[A-Za-z])-(?=\d)"), " "),
)


def say_english(rewriting: Rewriting) -> None:
    """Rewrites numbers, dates, money, units and abbreviations."""
    if not re.search(r"\d|’|\.\w\.|etc\.|vs|approx|[IVX]", rewriting.text):
        return
    for pattern, said in _RULES:
        rewriting.replace(pattern, said)

    def year(match: re.Match[str]) -> str | None:
        # A number that was written with a comma is an amount.
        written = rewriting.origin[match.end() - 1][1] - rewriting.origin[match.start()][0]
        return _year(match.group()) if written == 4 else None

    rewriting.replace(_YEAR, year)
