"""Word lists, limits and messages: the copy of src/dialogue/dialogue.json that travels in this package."""

import json
from importlib.resources import files
from typing import Any, Final

TABLES: Final[dict[str, Any]] = json.loads(files(__package__).joinpath("dialogue.json").read_text("utf-8"))
LIMITS: Final[dict[str, Any]] = TABLES["limits"]
WORDS: Final[dict[str, Any]] = TABLES["words"]
