"""Reads the bodies of requests: strictly, and with every issue's path into the JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, NoReturn, Self, TypeVar

from pydantic import BaseModel, ValidationError, model_validator

from jupyterlab_vibevoice.contract import models
from jupyterlab_vibevoice.contract.problems import RequestError

Model = TypeVar("Model", bound=BaseModel)

_REFUSED_NULL: Final = {"code": "null", "message": "Leave the key out: null is no value here."}
# The one place where null means something: a speaker for whom nobody has chosen a voice.
_MAY_BE_NULL: Final = ("dialogue", "cast")
# Who has more to mend than this is told the first of it.
_MOST_ISSUES: Final = 100


class JobCreate(models.JobCreate):
    """Body of `POST api/jobs`: exactly one of `script` and `dialogue`."""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if (self.script is None) == (self.dialogue is None):
            raise ValueError("Give exactly one of script and dialogue")
        return self


def read_request(model: type[Model], body: bytes | str) -> Model:
    """Return the request in `body` (JSON; an empty body is `{}`); raise `RequestError` with the issues."""
    try:
        value = json.loads(body or b"{}", parse_constant=_refuse_constant)
        return check_request(model, value)
    except RecursionError as error:
        issue = {"path": [], "code": "json", "message": "The body is nested too deeply."}
        raise RequestError("The request cannot be read.", [issue]) from error
    except ValueError as error:
        issue = {"path": [], "code": "json", "message": "The body is not JSON."}
        raise RequestError("The request cannot be read.", [issue]) from error


def check_request(model: type[Model], value: object) -> Model:
    """Return the request that the JSON value holds; raise `RequestError` with the issues."""
    issues = [{"path": list(path), **_REFUSED_NULL} for path in islice(_nulls(value, ()), _MOST_ISSUES)]
    if issues:
        raise RequestError("The request is not understood.", issues)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise RequestError("The request is not understood.", wire_issues(error, value)) from error


def wire_issues(error: ValidationError, value: object) -> list[dict[str, Any]]:
    """Return the contract's issues for what pydantic says of the JSON value; no value is repeated in them."""
    details = error.errors(include_url=False, include_input=False)[:_MOST_ISSUES]
    return [{"path": _path(detail, value), "code": detail["type"], "message": detail["msg"]} for detail in details]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _path(detail: Any, value: object) -> list[str | int]:
    """Keep the steps that lead through the value: pydantic names members of unions between them."""
    path: list[str | int] = []
    for step in detail["loc"]:
        is_index = isinstance(value, list) and isinstance(step, int) and step < len(value)
        if is_index or (isinstance(value, dict) and step in value):
            value = value[step]  # type: ignore[index]  # a list or a dict: the lines above
            path.append(step)
    if detail["type"] == "missing":
        path.append(detail["loc"][-1])
    elif detail["type"].startswith("union_tag_"):
        path.append(detail["ctx"]["discriminator"].strip("'"))
    return path


def _nulls(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if value is None and path[:-1] != _MAY_BE_NULL:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _nulls(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _nulls(item, (*path, index))
