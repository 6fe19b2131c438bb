"""Importers of foreign formats, the twin of src/dialogue/importers: explicit, never guessed without asking."""

from collections.abc import Callable

from .data import import_data
from .fountain import import_fountain
from .markup import import_podcastfy, import_ssml
from .script_writer import MAX_IMPORT_LENGTH, ImportFormatError
from .subtitles import import_subtitles
from .tagged import import_dia, import_elevenlabs
from .transcript import import_docx, import_markdown

__all__ = ["IMPORT_FORMATS", "ImportFormatError", "import_script"]

_READERS: dict[str, Callable[[str], str]] = {
    "dia": import_dia,
    "podcastfy": import_podcastfy,
    "ssml": import_ssml,
    "srt": import_subtitles,
    "vtt": import_subtitles,
    "json": import_data,
    "yaml": import_data,
    "fountain": import_fountain,
    "elevenlabs": import_elevenlabs,
    "markdown": import_markdown,
}
IMPORT_FORMATS = (*_READERS, "docx")
"""Names of the formats that `import_script` reads."""


def import_script(format_name: str, source: str | bytes) -> str:
    """Turns a foreign text (for `docx` its bytes) into a dialogue script; raises `ImportFormatError`."""
    if len(source) > MAX_IMPORT_LENGTH:
        raise ImportFormatError("too_large")
    if format_name == "docx":
        return import_docx(source if isinstance(source, bytes) else source.encode())
    return _READERS[format_name](source if isinstance(source, str) else source.decode("utf-8", "replace"))
