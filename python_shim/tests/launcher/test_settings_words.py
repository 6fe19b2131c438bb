"""A schema of ours is sent in Chinese where JupyterLab is Chinese."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyterlab_server.translation_utils import translator

from jupyterlab_vibevoice.launcher.settings_words import DOMAIN, offer_words

SCHEMAS = sorted((Path(__file__).parents[3] / "schema").glob("*.json"))
# Names that are the same in every language.
NAMES = {"VibeVoice", "MP3", "M4A", "Opus", "FLAC", "WAV"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    offer_words()
    yield
    translator.set_locale("en")
    del translator._TRANSLATORS[DOMAIN]


def told(schema: Any) -> Iterator[str]:
    """Every title and description in a schema, wherever it is."""
    for key, value in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if key in ("title", "description") and isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from told(value)


def read(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_every_title_and_description_is_chinese_in_a_chinese_lab(path: Path) -> None:
    translator.set_locale("zh_CN")
    english, chinese = list(told(read(path))), list(told(translator.translate_schema(read(path))))
    assert len(english) == len(chinese) > 1
    assert [text for text in chinese if not CHINESE.search(text) and text not in NAMES] == []


@pytest.mark.parametrize("locale", ["en", "fr_FR"])
def test_other_languages_see_english(locale: str) -> None:
    translator.set_locale(locale)
    schema = read(SCHEMAS[0])
    assert list(told(translator.translate_schema(schema))) == list(told(read(SCHEMAS[0])))
