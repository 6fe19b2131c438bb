"""Applies fixes."""

from .report import Utf16
from .types import Fix


def apply_fix(text: str, fix: Fix) -> str:
    """Return the text with a fix applied; raises ValueError where its edits, in UTF-16 units, do not fit the text.

    A fix that names an importer has no edits: see `importers.import_script`.
    """
    units = text.encode("utf-16-le", "surrogatepass") if Utf16(text)(len(text)) > len(text) else None
    pieces: list[str] = []
    at = 0
    length = len(units) // 2 if units is not None else len(text)
    for edit in fix["edits"]:
        if edit["from"] < at or edit["to"] < edit["from"] or edit["to"] > length:
            raise ValueError(f"An edit from {edit['from']} to {edit['to']} does not fit its text")
        pieces += [_cut(text, units, at, edit["from"]), edit["insert"]]
        at = edit["to"]
    return "".join(pieces) + _cut(text, units, at, length)


def _cut(text: str, units: bytes | None, start: int, end: int) -> str:
    return text[start:end] if units is None else units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
