"""What an answer says: data of the contract, or the error that it stands for. Nothing here waits or connects."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from . import errors
from .problems import error_of, own_problem

if TYPE_CHECKING:
    from ..contract.problems import ProblemCode

Model = TypeVar("Model", bound=BaseModel)
Headers = Mapping[str, str]
_PAGE = re.compile(rb"\s*<(!doctype|html)", re.IGNORECASE)
_STOPPED = (
    "The hub runs no instance at this address.",
    "Start VibeVoice again: in JupyterLab, or on the page of the hub.",
)
_VERSIONS = "Another version may be running: bring both to the same version."


def is_page(headers: Headers, body: bytes = b"") -> bool:
    """Whether an answer is a web page where data was wanted; the names of `headers` are read in any case."""
    return "text/html" in headers.get("content-type", "") or _PAGE.match(body) is not None


def login_page(status: int, headers: Headers) -> errors.VibeVoiceError:
    """The error for a page, most likely of a login, that came instead of data."""
    if "x-jupyterhub-version" in headers:
        # Not even the user's Jupyter server answered for the instance: the hub led to its own login.
        return errors.ConnectionFailedError(_STOPPED[0], status=status, hint=_STOPPED[1])
    message = "A web page came instead of an answer: the login is missing or has ended."
    return errors.AuthError(own_problem("login_required", message, "Log in again."), status=status)


def read_model(model: type[Model], body: bytes | str, *, status: int | None = None) -> Model:
    """The contract's data in a body; ProtocolError where it is none."""
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        said = error.errors(include_url=False, include_input=False, include_context=False)
        issues = [{"path": list(one["loc"]), "code": one["type"], "message": one["msg"]} for one in said]
        # What came may hold a dialogue's text, and pydantic's own words would repeat it.
        message = "The answer is not what contract 1 says."
        raise errors.ProtocolError(message, issues, status=status, hint=_VERSIONS) from None


def read_answer(model: type[Model], body: bytes, status: int) -> Model:
    """The same for an answer; JSON that begins and does not end was cut, and is a ConnectionFailedError."""
    try:
        return read_model(model, body, status=status)
    except errors.ProtocolError as error:
        begins = body[:100].lstrip()[:1] in (b"{", b"[")
        if begins and error.issues[0]["code"] == "json_invalid":
            raise errors.ConnectionFailedError("The answer broke off.", status=status) from None
        raise


def read_error(status: int, headers: Headers, body: bytes) -> errors.VibeVoiceError:
    """The error that an answer of 300 and above stands for; whatever its body is, this does not raise."""
    from ..contract import Problem

    facts: dict[str, Any] = {"status": status, "retry_after": retry_after(headers)}
    try:
        return error_of(Problem.model_validate_json(body), **facts)
    except ValidationError:
        # No problem, or one with a code of a later contract.
        return _by_status(status, facts)


def _by_status(status: int, facts: dict[str, Any]) -> errors.VibeVoiceError:
    """An answer that is no Problem comes from something in between: a proxy, a hub, Jupyter."""
    if status < 400 or status in (401, 403):
        code: ProblemCode = "not_yours" if status == 403 else "login_required"
        return error_of(own_problem(code, "The server wants a login for this.", "Log in again."), **facts)
    if status in (404, 405, 410):
        return error_of(own_problem("not_found", "Nothing answers at this address."), **facts)
    if status == 413:
        return error_of(own_problem("too_large", "The server between refuses that much data."), **facts)
    if status in (408, 424, 429) or status > 500:
        # JupyterHub answers 424 for a server that it has stopped.
        said, hint = _STOPPED if status == 424 else (f"A server between answered {status}.", None)
        return errors.ConnectionFailedError(said, hint=hint, **facts)
    if status == 500:
        return error_of(own_problem("internal", "The server broke.", "Its log knows more."), **facts)
    return errors.ProtocolError(f"An answer of status {status} does not say why.", **facts)


def retry_after(headers: Headers) -> float | None:
    """Seconds of `Retry-After`, whether it is a number or a date (by the server's own clock)."""
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        if re.fullmatch(r"\d+(\.\d+)?", value):
            return float(value)
        now = headers.get("date")
        then = parsedate_to_datetime(value)
        since = parsedate_to_datetime(now) if now else datetime.now(UTC)
        return max(0.0, (then - since).total_seconds())
    except (ValueError, TypeError):
        return None
