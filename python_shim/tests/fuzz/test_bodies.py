"""Bodies of requests: read, or refused with the issues."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from jupyterlab_vibevoice.contract import JobUpdate, ParseRequest, SpeechRequest, TakeCreate
from jupyterlab_vibevoice.contract.problems import ProblemError
from jupyterlab_vibevoice.contract.requests import JobCreate, read_request
from jupyterlab_vibevoice.instance.multipart import MultipartReader

from .depth import examples
from .material import DEEP, JSON_VALUES, mutated, pieces

_MODELS: list[type[BaseModel]] = [JobCreate, JobUpdate, ParseRequest, SpeechRequest, TakeCreate]
_TURN = {"id": "t1", "speaker": "Nora", "text": "Hello", "pauses": [{"at": 1, "seconds": 0.5}]}
_DIALOGUE = {"version": 1, "cast": {"Nora": None}, "turns": [_TURN], "chapters": [{"title": "One", "before_turn": 0}]}
_JOB = {"dialogue": _DIALOGUE, "engine": "draft", "cast": {"Nora": "v"}, "seed": 1, "gap_ms": 3, "mode": "turns"}
_FORM = (
    b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nGrandma\r\n--b\r\nContent-Disposition: form-data; '
    b'name="file"; filename="x.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF....\r\n--b--\r\n'
)


@st.composite
def _nearly_a_job(draw: st.DrawFn) -> bytes:
    job = dict(_JOB)
    for key in draw(st.lists(st.sampled_from(sorted(_JOB)), max_size=2)):
        job[key] = draw(JSON_VALUES)
    if draw(st.booleans()):
        job["dialogue"] = {**_DIALOGUE, "turns": [{**_TURN, draw(st.sampled_from(sorted(_TURN))): draw(JSON_VALUES)}]}
    return json.dumps(job).encode()


@examples(300)
@given(
    st.sampled_from(_MODELS),
    st.one_of(
        _nearly_a_job(),
        JSON_VALUES.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")),
        mutated([json.dumps(_JOB).encode()]),
        DEEP.map(str.encode),
        st.binary(max_size=30),
    ),
)
def test_a_body_is_a_request_or_a_problem_that_can_be_sent(model: type[BaseModel], body: bytes) -> None:
    try:
        read_request(model, body)
    except ProblemError as problem:
        assert problem.status == 400
        json.dumps(problem.to_wire("r"), ensure_ascii=False, allow_nan=False)


def _form(chunks: list[bytes], path: Path) -> tuple[object, ...]:
    path.unlink(missing_ok=True)
    reader = MultipartReader("multipart/form-data; boundary=b", path, limit=200)
    try:
        for chunk in chunks:
            reader.feed(chunk)
        reader.finish()
    except ProblemError as problem:
        return (problem.code,)
    finally:
        reader.close()
    return (reader.fields, path.read_bytes() if path.exists() else None)


@examples(300)
@given(pieces(st.one_of(mutated([_FORM, b"preamble\r\n" + _FORM, _FORM + b"epilogue"]), st.binary(max_size=60))))
def test_a_form_is_read_the_same_however_it_is_cut(chunks: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        assert _form(chunks, path) == _form([b"".join(chunks)], path)
