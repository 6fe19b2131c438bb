"""What goes wrong, by the codes of docs/contract.md, section 5.

    ProblemError            carries a code; its table row gives HTTP status and whether trying again can help
    └─ RequestError         the body of a request is not what the contract says (`invalid_request`), with its issues

Foreign errors (tornado, aiohttp, pydantic, engines) are mapped to these at one place per room; inner code raises them
from their cause. Neither message nor hint ever holds a token, a path of this machine or the text of a dialogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jupyterlab_vibevoice.contract.problem_codes import PROBLEM_CODES, ProblemCode, ProblemRule

__all__ = ["PROBLEM_CODES", "ProblemCode", "ProblemError", "ProblemRule", "RequestError"]


class ProblemError(Exception):
    """A problem that a caller is told of; `message` says what happened, `hint` what to do next, both in English.

    `details` are the optional keys of `Problem` that belong to the code, such as `available` or `limit_seconds`.
    """

    def __init__(
        self,
        code: ProblemCode,
        message: str,
        *,
        hint: str | None = None,
        issues: Sequence[dict[str, Any]] | None = None,
        retry_after_s: float | None = None,
        retryable: bool | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        rule = PROBLEM_CODES[code]
        self.code: ProblemCode = code
        self.message = message
        self.hint = hint
        self.issues = list(issues or ())
        self.retry_after_s = retry_after_s
        self.details = dict(details or {})
        self.status = rule.status
        self.retryable = rule.retryable if retryable is None else retryable

    @property
    def headers(self) -> dict[str, str]:
        """The headers that the answer needs besides its body."""
        return {} if self.retry_after_s is None else {"Retry-After": str(max(1, round(self.retry_after_s)))}

    def to_wire(self, request_id: str = "") -> dict[str, Any]:
        """Return the `Problem` that is sent."""
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.hint is not None:
            body["hint"] = self.hint
        body |= {"retryable": self.retryable, "request_id": request_id}
        if self.issues:
            body["issues"] = self.issues
        return body | self.details


class RequestError(ProblemError):
    """The body of a request is not what the contract says; every issue leads to its value by `path`."""

    def __init__(self, message: str, issues: Sequence[dict[str, Any]]) -> None:
        super().__init__("invalid_request", message, hint="Mend what the issues name; then try again.", issues=issues)
