"""Every call of the contract's own description is answered as it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from instance_process import InstanceProcess, dialogue
from test_voices import recording

import jupyterlab_vibevoice.contract

API: dict[str, Any] = json.loads(
    (Path(jupyterlab_vibevoice.contract.__file__).parent / "openapi.json").read_text(encoding="utf-8")
)
STREAMS = {"/api/events", "/api/jobs/{id}/events"}
BODIES: dict[tuple[str, str], Any] = {
    ("post", "/api/dialogues/parse"): {"script": "Nora: Hi"},
    ("post", "/api/jobs"): {"dialogue": dialogue("Hello")},
    ("patch", "/api/jobs/{id}"): {"pinned": True},
    ("post", "/api/jobs/{id}/turns/{turn_id}/takes"): {"seed": 3},
    ("post", "/v1/audio/speech"): {"model": "tts-1", "input": "Hello", "voice": "alloy"},
}


def schema_of(operation: dict[str, Any], status: int) -> dict[str, Any] | None:
    """The JSON Schema of an answer, with the contract's components."""
    content = operation["responses"][str(status)].get("content", {})
    if "application/json" not in content:
        return None
    return {**content["application/json"].get("schema", {}), "components": API["components"]}


async def test_every_call_is_answered_as_the_contract_says(instance: InstanceProcess) -> None:
    for path in API["paths"]:
        if path not in STREAMS:
            for method, operation in sorted(API["paths"][path].items(), key=lambda one: one[0] == "delete"):
                await check(instance, method, path, operation)


async def check(instance: InstanceProcess, method: str, path: str, operation: dict[str, Any]) -> None:
    """Makes a call with what it needs, and compares status and body with the description."""
    job = await instance.ended((await instance.create("One two", "Three"))["id"])
    form: dict[str, Any] = {"data": {"name": "Ann", "consent": "true"}, "files": {"file": recording(1.0)}}
    values = {"take_id": job["turns"][0]["take"], "turn_id": "u0", "revision": "1", "n": "0", "format": "flac"}
    values["id"] = job["id"]
    if path.startswith("/api/voices/"):
        values["id"] = (await instance.client.post("/api/voices", **form)).json()["id"]
    real = path.format_map(values)
    if path == "/session":
        real = (await instance.post("/api/session", status=200))["url"]
    more: dict[str, Any] = {"json": BODIES[method, path]} if (method, path) in BODIES else {}
    if path.endswith("/take"):
        more = {"json": {"take_id": values["take_id"]}}
    elif (method, path) == ("post", "/api/voices"):
        more = form
    answer = await instance.client.request(method, real, **more)
    assert str(answer.status_code) in operation["responses"], f"{method} {path}: {answer.text}"
    # A finished job has nothing to stop or to go on with.
    assert answer.status_code < 400 or path.endswith(("/cancel", "/resume")), f"{method} {path}: {answer.text}"
    if (schema := schema_of(operation, answer.status_code)) is not None:
        jsonschema.validate(answer.json(), schema)
