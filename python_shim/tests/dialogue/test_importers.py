"""The importers agree with their twins on the shared cases."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_vibevoice.dialogue.importers import ImportFormatError, import_script

CASES = json.loads(
    (Path(__file__).parents[3] / "src/contract/fixtures/dialogue-importers/cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_reads_foreign_formats_as_the_typescript_twin_does(case: dict[str, Any]) -> None:
    source = case["source"] if "source" in case else base64.b64decode(case["source_base64"])
    if "error" in case:
        with pytest.raises(ImportFormatError) as raised:
            import_script(case["format"], source)
        assert raised.value.code == case["error"]
    else:
        assert import_script(case["format"], source) == case["script"]


def test_refuses_what_is_too_large_before_reading_it() -> None:
    with pytest.raises(ImportFormatError) as raised:
        import_script("json", " " * 8_000_001)
    assert raised.value.code == "too_large"
