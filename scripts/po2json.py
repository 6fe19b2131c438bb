"""Compiles the translations: each .po below the locale folder becomes the .json that JupyterLab's server reads.

`python scripts/po2json.py` writes; `--check` only says whether they are up to date (exit status 1 where not).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

DOMAIN = "jupyterlab_vibevoice"
LOCALE = Path(__file__).resolve().parent.parent / "python_shim" / DOMAIN / "locale"


def compile_catalog(catalog: Catalog, *, language: str) -> str:
    """The JSON form of a catalog: `{"": head, msgid: [msgstr, ...], context + EOT + msgid: [...]}`."""
    compiled: dict[str, object] = {
        "": {
            "domain": DOMAIN,
            "language": language,
            "plural_forms": catalog.plural_forms,
            "version": "1",
        }
    }
    for message in catalog:
        key = message.id[0] if message.pluralizable else message.id
        if not key:
            continue
        strings = list(message.string) if message.pluralizable else [message.string]
        compiled[f"{message.context}\u0004{key}" if message.context else key] = strings
    return json.dumps(compiled, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Compiles or checks every catalog; returns the exit status."""
    status = 0
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        text = compile_catalog(catalog, language=source.parent.parent.name.replace("_", "-"))
        target = source.with_suffix(".json")
        if "--check" not in arguments:
            target.write_text(text, encoding="utf-8")
        elif not target.is_file() or target.read_text(encoding="utf-8") != text:
            print(f"{target.name} is older than {source.name}: run scripts/po2json.py")
            status = 1
    return status


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
