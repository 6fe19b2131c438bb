"""The same fixtures as src/contract/__tests__/fixtures.spec.ts, read by the generated models."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, ValidationError

from jupyterlab_vibevoice import contract
from jupyterlab_vibevoice.contract.problems import RequestError
from jupyterlab_vibevoice.contract.requests import check_request, read_request, wire_issues

ROOT = Path(__file__).parents[3] / "src/contract/fixtures"
SCHEMA = json.loads((Path(contract.__file__).parent / "schema.json").read_text())


def cases(kind: str) -> list[Any]:
    files = sorted(ROOT.glob(f"[A-Z]*/{kind}/*.json"))
    return [pytest.param(file, id=f"{file.parts[-3]}-{file.stem}") for file in files]


def model_of(file: Path) -> type[BaseModel]:
    return getattr(contract, file.parts[-3])


def json_schema_errors(file: Path, value: object) -> list[Any]:
    schema = {"$ref": f"#/$defs/{file.parts[-3]}", "$defs": SCHEMA["$defs"]}
    return list(jsonschema.Draft202012Validator(schema).iter_errors(value))


def test_every_schema_has_fixtures() -> None:
    assert {file.name for file in ROOT.iterdir() if file.name[0].isupper()} == set(SCHEMA["$defs"])


@pytest.mark.parametrize("file", cases("valid"))
def test_a_valid_value_is_taken_and_sent_unchanged(file: Path) -> None:
    value = json.loads(file.read_text())
    read = model_of(file).model_validate(value)
    assert read.model_dump(mode="json", by_alias=True, exclude_none=True) == value
    assert json_schema_errors(file, value) == []


@pytest.mark.parametrize("file", cases("invalid"))
def test_an_invalid_value_is_refused_and_its_path_is_blamed(file: Path) -> None:
    fixture = json.loads(file.read_text())
    with pytest.raises(ValidationError) as caught:
        model_of(file).model_validate(fixture["value"])
    paths = [issue["path"] for issue in wire_issues(caught.value, fixture["value"])]
    expected = fixture["path"]
    assert any(path[: len(expected)] == expected for path in paths), paths
    assert json_schema_errors(file, fixture["value"])


def test_a_request_with_null_is_refused_at_its_key() -> None:
    with pytest.raises(RequestError) as caught:
        read_request(contract.JobCreate, b'{"script": "Alice: hi", "seed": null}')
    assert caught.value.status == 400
    assert caught.value.to_wire("r1")["issues"][0]["path"] == ["seed"]


def test_a_speaker_without_a_voice_may_be_null() -> None:
    dialogue = {"version": 1, "cast": {"A": None}, "turns": [], "chapters": []}
    request = check_request(contract.JobCreate, {"dialogue": dialogue})
    assert request.to_wire() == {"dialogue": dialogue}


@pytest.mark.parametrize("body", [b"{", b'{"seed": NaN}', b"\xff"])
def test_a_body_that_is_no_json_is_a_problem_and_no_crash(body: bytes) -> None:
    with pytest.raises(RequestError) as caught:
        read_request(contract.JobUpdate, body)
    assert caught.value.code == "invalid_request"


def test_an_empty_body_is_an_empty_object() -> None:
    assert read_request(contract.TakeCreate, b"").to_wire() == {}


def test_issues_do_not_repeat_what_was_sent() -> None:
    with pytest.raises(RequestError) as caught:
        read_request(contract.JobCreate, json.dumps({"script": ["whisper it"]}))
    assert "whisper" not in json.dumps(caught.value.to_wire("r"))
