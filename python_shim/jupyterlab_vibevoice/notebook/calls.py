"""One call of an API, complete but for its target, and paths whose parts never leave their place."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from pydantic import ValidationError

from ..contract import WireModel
from . import errors
from .problems import own_problem

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, kw_only=True)
class Call:
    """`path` is below the target's URL; a POST with a `key`, or one that `is_idempotent`, is safe to repeat.

    `check` raises where the bytes that came cannot be the whole; a ConnectionFailedError is tried again.
    """

    path: str
    method: Method = "GET"
    query: Mapping[str, str | int] = field(default_factory=dict)
    body: WireModel | None = None
    form: Mapping[str, str] | None = None
    file: tuple[str, bytes] | None = None
    accept: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None
    is_idempotent: bool = False
    is_slow: bool = False
    """Whether the first byte may take minutes, as where an hour of sound is encoded before."""
    check: Callable[[bytes], object] | None = None

    @property
    def is_repeatable(self) -> bool:
        """Whether sending it twice does no harm."""
        return self.method != "POST" or self.key is not None or self.is_idempotent

    def request(self) -> dict[str, Any]:
        """What httpx's `build_request` takes besides method, URL and login."""
        headers = {"Accept": self.accept, **self.headers}
        if self.key is not None:
            headers["Idempotency-Key"] = self.key
        made: dict[str, Any] = {"headers": headers}
        if self.query:
            made["params"] = dict(self.query)
        if self.body is not None:
            made["content"] = self.body.to_json()
            headers["Content-Type"] = "application/json"
        if self.file is not None:
            made["files"] = {"file": self.file}
            made["data"] = dict(self.form or {})
        return made


def path_of(*parts: str | int) -> str:
    """A path from its steps; OptionsError for what cannot be one, such as `..`."""
    return "/".join(_step(str(part)) for part in parts)


def _step(part: str) -> str:
    if not part or part in (".", "..") or not part.isprintable():
        raise errors.OptionsError("That cannot be an identifier.")
    return quote(part, safe="")


def fresh_key() -> str:
    """A key under which a call makes something once."""
    return secrets.token_hex(16)


def checked(model: type[WireModel], values: Mapping[str, Any]) -> WireModel:
    """The body of a request, checked before anything is sent; None counts as absent."""
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        said = error.errors(include_url=False, include_input=False, include_context=False)
        where = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'request'}: {one['msg']}" for one in said)
        problem = own_problem("invalid_request", f"The request is not understood: {where}.")
        raise errors.InvalidRequestError(problem) from None
