"""Titles and descriptions of the settings in other languages.

JupyterLab's server translates a schema before it sends it, but looks for words in language packs only; here it is
given the catalogue of this package. The list of all schemas (2.28) has those of extensions untranslated, whoever asks.
"""

from __future__ import annotations

import gettext
import json
from pathlib import Path

DOMAIN = "jupyterlab_vibevoice"
_LOCALE = Path(__file__).resolve().parents[1] / "locale"
# Between a context and its message, as gettext has it.
_EOT = "\4"


class _Catalogue(gettext.NullTranslations):
    """The words of one language, from the file that JupyterLab's pages read too."""

    def __init__(self, words: dict[str, list[str]]) -> None:
        super().__init__()
        self._words = words

    def pgettext(self, context: str, message: str) -> str:
        """The message in this language; itself where that is not known."""
        return (self._words.get(f"{context}{_EOT}{message}") or [message])[0] or message


def offer_words() -> None:
    """Gives JupyterLab's server, where there is one, the words of our settings."""
    try:
        from jupyterlab_server.translation_utils import TranslationBundle, translator
    except ImportError:
        return

    class OwnBundle(TranslationBundle):
        def update_locale(self, locale_: str) -> None:
            self._locale = locale_
            self._translator = _catalogue(locale_)

    # The table from which `translator.load` takes what it has made before; a later version may have none.
    bundles = getattr(translator, "_TRANSLATORS", None)
    if isinstance(bundles, dict):
        bundles[DOMAIN] = OwnBundle(DOMAIN, translator._LOCALE)


def _catalogue(locale: str) -> gettext.NullTranslations:
    file = _LOCALE / locale / "LC_MESSAGES" / f"{DOMAIN}.json"
    # A locale comes from a person's settings: only the folders that there are count.
    if locale not in {folder.name for folder in _LOCALE.iterdir()} or not file.is_file():
        return gettext.NullTranslations()
    return _Catalogue(json.loads(file.read_text(encoding="utf-8")))
