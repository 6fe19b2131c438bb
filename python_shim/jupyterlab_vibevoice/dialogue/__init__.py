"""The dialogue-script grammar (docs/dialogue.md), the twin of src/dialogue: the same words, the same results.

Dialogues and diagnostics are plain dictionaries in the contract's form. Importers of foreign formats are in
`jupyterlab_vibevoice.dialogue.importers`.
"""

from .align import align_turn_ids
from .estimate import estimate_seconds, estimate_text_seconds, estimate_turn_seconds
from .fixes import apply_fix
from .foreign import detect_format
from .format import format_script
from .identity import identity_of
from .parse import parse, print_script
from .report import localize, localize_fix
from .types import Diagnostic, Dialogue, Fix, Line, ParseResult, Speaker, Turn
from .vibevoice import VibeVoiceScript, spoken_line, to_vibevoice

__all__ = [
    "Diagnostic",
    "Dialogue",
    "Fix",
    "Line",
    "ParseResult",
    "Speaker",
    "Turn",
    "VibeVoiceScript",
    "align_turn_ids",
    "apply_fix",
    "detect_format",
    "estimate_seconds",
    "estimate_text_seconds",
    "estimate_turn_seconds",
    "format_script",
    "identity_of",
    "localize",
    "localize_fix",
    "parse",
    "print_script",
    "spoken_line",
    "to_vibevoice",
]
