"""What `openapi.json` says is what happens, whatever is sent: schemathesis asks every operation, well and badly."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from instance_process import InstanceProcess, temporary_folder
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import jupyterlab_vibevoice.contract

_DESCRIPTION = Path(jupyterlab_vibevoice.contract.__file__).parent / "openapi.json"
_CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Never ends: the tests of events read it.
_ENDLESS = "/api/events"
_PATIENCE_S = 60


@pytest.mark.timeout(900)
@pytest.mark.parametrize("examples", [5, pytest.param(150, marks=pytest.mark.long)])
async def test_every_answer_is_one_that_the_description_names(examples: int) -> None:
    with temporary_folder() as folder:
        instance = await InstanceProcess(Path(folder), engine="draft").start()
        try:
            job = await instance.ended((await instance.create("One", "Two"))["id"])
            await asyncio.to_thread(ask_everything, instance, job, examples)
            assert (await instance.get("/api/status"))["state"] != "failed"
        finally:
            await instance.close()


def ask_everything(instance: InstanceProcess, job: dict[str, Any], examples: int) -> None:
    """So many cases for each operation: half as the description has it, half not."""
    description = json.loads(_DESCRIPTION.read_text(encoding="utf-8"))
    asked = 0
    for found in schemathesis.openapi.from_dict(description).get_all_operations():
        operation = found.ok()
        if operation.path != _ENDLESS:
            ask(operation, instance, job, examples)
            asked += 1
    assert asked == sum(len(methods) for methods in description["paths"].values()) - 1


def ask(operation: APIOperation[Any, Any, Any], instance: InstanceProcess, job: dict[str, Any], examples: int) -> None:
    """Asks one operation; every second time about a job that is there, which is not deleted."""
    turn = job["turns"][0]
    real = {"id": job["id"], "turn_id": turn["id"], "take_id": turn["take"], "revision": 1, "n": 0}
    kinds = [operation.as_strategy(generation_mode=mode) for mode in GenerationMode]

    @given(case=st.one_of(*kinds), is_real=st.booleans())
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        # What fails is shown as it was sent; making it smaller would ask for minutes.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def one(case: Case, is_real: bool) -> None:
        if is_real and operation.method != "delete":
            known = {name: value for name, value in real.items() if name in case.path_parameters}
            case.path_parameters.update(known)
        answer = case.call(base_url=instance.address, headers=instance.login(), timeout=_PATIENCE_S)
        case.validate_response(answer, checks=_CHECKS)

    one()
