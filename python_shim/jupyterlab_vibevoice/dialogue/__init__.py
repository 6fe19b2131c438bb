"""The dialogue-script grammar (docs/dialogue.md), the twin of src/dialogue."""

from .foreign import detect_format
from .identity import identity_of
from .parse import parse, print_script
from .report import localize, localize_fix
from .types import Diagnostic, Dialogue, Fix, Line, ParseResult, Speaker, Turn

__all__ = [
    "Diagnostic",
    "Dialogue",
    "Fix",
    "Line",
    "ParseResult",
    "Speaker",
    "Turn",
    "detect_format",
    "identity_of",
    "localize",
    "localize_fix",
    "parse",
    "print_script",
]
