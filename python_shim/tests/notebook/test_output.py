"""What a notebook keeps of a job, checked by the cases that src/client/__tests__/job-output.spec.ts reads too."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from jupyterlab_vibevoice.contract import Job
from jupyterlab_vibevoice.notebook.describe_job import describe_job
from jupyterlab_vibevoice.notebook.display_bundle import display_bundle

CASES = json.loads((Path(__file__).parents[3] / "src/contract/fixtures/output/cases.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_notebook_keeps_the_same_as_from_typescript(case: dict[str, Any]) -> None:
    job = Job.model_validate_json(json.dumps(case["job"]))
    at = datetime.fromisoformat(case["at"])
    assert display_bundle(describe_job(job, path=case.get("path"), at=at)) == case["bundle"]


@pytest.mark.parametrize(
    ("count", "text"), [(363, "海水在发光，而我们站在黑暗里。" * 8), (10_000, '<&>"' * 50), (1, "字" * 20_000)]
)
def test_long_dialogues_take_less_than_20_kb(count: int, text: str) -> None:
    wire = json.loads(json.dumps(CASES[1]["job"]))
    wire["dialogue"]["turns"] = [{"id": f"t{index}", "speaker": "主持人", "text": text} for index in range(count)]
    output = describe_job(Job.model_validate_json(json.dumps(wire)))
    assert len(output.to_json().encode()) < 20_000
    assert (output.turn_count, len(output.turns)) == (count, min(count, 200))
    assert output.turns[0].text.endswith("…")
