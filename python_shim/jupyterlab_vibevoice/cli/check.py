"""One finding of the doctor."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

State = Literal["ok", "note", "broken"]


@dataclass(frozen=True)
class Check:
    """One finding: `broken` keeps VibeVoice from working, a `note` is what could be better; `fix` says how."""

    name: str
    state: State
    found: str
    fix: str = ""

    def to_json(self) -> dict[str, str]:
        """As in `doctor --json`."""
        return {key: value for key, value in asdict(self).items() if value}
