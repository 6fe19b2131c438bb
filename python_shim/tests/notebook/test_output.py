"""What a notebook keeps of a job, checked by the cases that src/client/__tests__/job-output.spec.ts reads too."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
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
def test_long_dialogues_take_less_than_14_kb(count: int, text: str) -> None:
    wire = json.loads(json.dumps(CASES[1]["job"]))
    wire["dialogue"]["turns"] = [{"id": f"t{index}", "speaker": "主持人", "text": text} for index in range(count)]
    output = describe_job(Job.model_validate_json(json.dumps(wire)))
    assert len(output.to_json().encode()) < 14_000
    assert output.turn_count == count
    assert len(output.turns) >= min(count, 40)
    assert output.turns[0].text.endswith("…")


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ('"Nobody & nothing knows," she said, "what glows down there in the dark." ' * 3, 80),
        ("海水在发光，而我们站在黑暗里，" * 6, 60),
    ],
    ids=["English", "Chinese"],
)
def test_ten_jobs_of_90_minutes_make_a_notebook_of_300_kb_at_most(text: str, turns: int) -> None:
    wire = json.loads(json.dumps(CASES[1]["job"]))
    ids = [f"t{index}" for index in range(363)]
    wire["dialogue"]["turns"] = [{"id": each, "speaker": "主持人", "text": text} for each in ids]
    state = CASES[0]["job"]["turns"][0] | {"speaker": "主持人"}
    wire["turns"] = [
        state | {"id": each, "index": index, "start": index * 14.88, "end": index * 14.88 + 14.53}
        for index, each in enumerate(ids)
    ]
    output = describe_job(Job.model_validate_json(json.dumps(wire)), path="the-light-in-the-sea.mp3")
    assert len(output.turns) >= turns
    shown = {"output_type": "display_data", "metadata": {}, "data": display_bundle(output)}
    cell = {"cell_type": "code", "metadata": {}, "execution_count": 1, "outputs": [shown]}
    cells = [cell | {"id": f"cell-{n}", "source": "%%vibevoice -o the-light-in-the-sea.mp3"} for n in range(10)]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    written: str = nbformat.writes(nbformat.from_dict(notebook))  # type: ignore[no-untyped-call] # nbformat has no types
    assert len(written.encode()) <= 300_000
