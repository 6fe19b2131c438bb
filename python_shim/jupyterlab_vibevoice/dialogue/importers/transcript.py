"""Transcripts: Markdown, plain text, Word documents."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from xml.parsers import expat

from .script_writer import MAX_IMPORT_LENGTH, ImportedPart, ImportFormatError, write_script

_TIME = re.compile(r"[(\[]?(?<![0-9A-Za-z_])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?(?![0-9A-Za-z_])[)\]]?")
_HEAD = re.compile(r"([^:：]{1,48}?)\s*[:：]\s*(\S.*)")
_NAME_LINE = re.compile(r"([^:：.!?。！？,，]{1,41}?)\s*")


def import_markdown(source: str) -> str:
    """Markdown or plain text: `**Ana:** hi`, `Ana (00:12): hi`, or a line `Ana  0:03` above what she says."""
    return write_script(_read_lines(re.split(r"\r\n|\r|\n", source)))


def import_docx(file: bytes) -> str:
    """Word documents: paragraphs are read as a transcript, headings as chapters. `file` is the bytes of the .docx."""
    return write_script(_read_lines(_paragraphs(_document_xml(file))))


def _read_lines(lines: Iterable[str]) -> list[ImportedPart]:
    parts: list[ImportedPart] = []
    for raw in lines:
        chapter = re.fullmatch(r"\s{0,3}#{1,6}\s+(.*)", raw)
        if chapter:
            parts.append(ImportedPart("chapter", _plain(chapter[1])))
            continue
        line = _plain(_TIME.sub(" ", raw))
        head = _HEAD.fullmatch(line)
        if head:
            parts.append(ImportedPart("turn", head[2], head[1]))
        elif line and _TIME.search(raw) and _NAME_LINE.fullmatch(line) and unicodedata.category(line[0])[0] == "L":
            parts.append(ImportedPart("turn", "", line))
        elif parts and parts[-1].kind == "turn":
            parts[-1].text += " " + line
        elif line:
            parts.append(ImportedPart("comment", line))
    return parts


def _plain(line: str) -> str:
    """Takes quote marks, bullets, emphasis and link targets away."""
    text = re.sub(r"^[\s>]*(?:[-*+]\s+)?", "", line)
    text = re.sub(r"!?\[([^\]\[]*)\]\([^()]*\)", r"\1", text)
    return re.sub(r"[ \t]+", " ", re.sub(r"\*\*|__|`", "", text)).strip()


def _document_xml(file: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            entry = archive.getinfo("word/document.xml")
            if entry.file_size > MAX_IMPORT_LENGTH:
                raise ImportFormatError("too_large")
            return archive.read(entry)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError):
        raise ImportFormatError("malformed") from None


def _paragraphs(xml: bytes) -> list[str]:
    if re.search(b"<!(?:DOCTYPE|ENTITY)", xml, re.IGNORECASE):
        raise ImportFormatError("malformed")
    reader = _Paragraphs()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise ImportFormatError("malformed") from None
    return reader.lines


class _Paragraphs:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "w:p" or not self.lines:
            self.lines.append("")
        if name == "w:pStyle" and re.match("heading|title|标题", attributes.get("w:val", ""), re.IGNORECASE):
            self.lines[-1] += "# "
        self.lines[-1] += {"w:br": " ", "w:tab": "\t"}.get(name, "")
        self._in_text = self._in_text or name == "w:t"

    def end(self, name: str) -> None:
        self._in_text = self._in_text and name != "w:t"

    def say(self, text: str) -> None:
        if self._in_text:
            self.lines[-1] += text
