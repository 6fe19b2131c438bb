# Made from ../asynchronous/exchange.py by scripts/generate-client.py: change that, then `npm run generate`.
"""Calls one API: with its login, its retries and its errors; what comes back is checked."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

import httpx
from pydantic import BaseModel

from ...contract import CONTRACT, ApiAnswer
from ..answers import is_page, login_page, read_answer, read_error
from ..calls import Call
from ..errors import ConnectionFailedError, IdleTimeoutError, NotReadyError, ProtocolError, VibeVoiceError
from ..messages import MessageReader
from ..patience import Patience, is_worth_retrying
from ..place import Target
from ..transport import let_be_silent, readable, slow_timeout

Model = TypeVar("Model", bound=BaseModel)
Read = TypeVar("Read")
logger = logging.getLogger("jupyterlab_vibevoice.client")
# A page of a proxy or hub may be long; its first part says all that is wanted.
_LONGEST_PROBLEM = 256 * 1024


class Access(Protocol):
    """Knows the address that is called, and gets another when that one no longer works."""

    def target(self) -> Target:
        """Where to call."""
        ...

    def renew(self, stale: Target) -> Target | None:
        """Another target after `stale` was refused; None where there is none to be had."""
        ...

    def forget(self, stale: Target) -> None:
        """Asks again before the next call: `stale` did not answer."""
        ...


class Exchange:
    """With `keeps_contract` the number of the contract is asked before the first call."""

    def __init__(self, access: Access, http: httpx.Client, patience: Patience, *, keeps_contract: bool) -> None:
        self.patience = patience
        self._access = access
        self._http = http
        self._keeps_contract = keeps_contract
        self._checked: set[str] = set()

    def model(self, model: type[Model], call: Call) -> Model:
        """Calls and reads data of the contract."""
        return self._fetch(call, lambda body, status: read_answer(model, body, status))

    def content(self, call: Call) -> bytes:
        """Calls and reads bytes."""
        return self._fetch(call, lambda body, _: body)

    def text(self, call: Call) -> str:
        """Calls and reads text."""
        return (self.content(call)).decode("utf-8", "replace")

    @contextmanager
    def chunks(self, call: Call) -> Iterator[Iterator[bytes]]:
        """Calls once and gives the body as it comes; no retry."""
        with self._open(call) as response:
            yield self._read_chunks(response)

    @contextmanager
    def messages(self, call: Call) -> Iterator[Iterator[str] | None]:
        """Calls once and gives the messages of a stream of events; IdleTimeoutError where it falls silent.

        None where there are no more to come, as a 204 says.
        """
        with self._open(call) as response:
            if response.status_code == 204:
                yield None
                return
            let_be_silent(response.request, self.patience.idle_s)
            kind = response.headers.get("content-type", "")
            if "text/event-stream" not in kind:
                raise ProtocolError(f"Events were expected, {kind or 'nothing'} came.")
            yield self._read_messages(response)

    def _read_messages(self, response: httpx.Response) -> Iterator[str]:
        reader = MessageReader()
        try:
            for chunk in response.iter_bytes():
                for message in reader.feed(chunk):
                    yield message
        except httpx.ReadTimeout as error:
            message = f"Nothing was heard for {self.patience.idle_s:g} seconds."
            raise IdleTimeoutError(message) from error
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise readable(error) from error

    def _read_chunks(self, response: httpx.Response) -> Iterator[bytes]:
        try:
            for chunk in response.iter_bytes():
                yield chunk
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise readable(error) from error

    def _fetch(self, call: Call, read: Callable[[bytes, int], Read]) -> Read:
        """What `read` makes of the answer's body and status, after as many attempts as the call bears."""
        retries = self.patience.max_retries if call.is_repeatable else 0
        attempt = 0
        while True:
            try:
                with self._open(call) as response:
                    body = b"".join([chunk for chunk in self._read_chunks(response)])
                    if is_page({}, body):
                        raise login_page(response.status_code, response.headers)
                    if call.check is not None:
                        call.check(body)
                    return read(body, response.status_code)
            except VibeVoiceError as error:
                if attempt >= retries or not is_worth_retrying(error):
                    raise
                pause_s = self.patience.pause_s(error, attempt)
            attempt += 1
            time.sleep(pause_s)

    @contextmanager
    def _open(self, call: Call) -> Iterator[httpx.Response]:
        """Sends once and gives a good answer, its body unread; a token that has just expired is renewed on the way."""
        target = self._access.target()
        response = self._send(target, call)
        try:
            if response.status_code == 401:
                fresh = self._access.renew(target)
                if fresh is not None:
                    response.close()
                    target, response = fresh, self._send(fresh, call)
            if response.status_code >= 300:
                error = self._read_error(response)
                if isinstance(error, ConnectionFailedError | NotReadyError):
                    self._access.forget(target)
                raise error
            if is_page(response.headers):
                raise login_page(response.status_code, response.headers)
            yield response
        finally:
            response.close()

    def _send(self, target: Target, call: Call) -> httpx.Response:
        self._check_contract(target)
        request = self._http.build_request(
            call.method,
            target.url + call.path,
            timeout=slow_timeout(self.patience) if call.is_slow else self._http.timeout,
            **call.request(),
        )
        if target.authorization:
            request.headers["Authorization"] = target.authorization
        try:
            response = self._http.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            # An instance that is gone may come back elsewhere: the next call asks for its address again.
            self._access.forget(target)
            logger.debug("%s %s: %s", call.method, call.path, type(error).__name__)
            raise readable(error) from error
        logger.debug("%s %s: %s", call.method, call.path, response.status_code)
        return response

    def _read_error(self, response: httpx.Response) -> VibeVoiceError:
        """The error that an answer stands for; where its explanation breaks off, the status alone has to do."""
        body = b""
        try:
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _LONGEST_PROBLEM:
                    break
        except (httpx.HTTPError, httpx.StreamError):
            logger.debug("The explanation of status %s broke off.", response.status_code)
        return read_error(response.status_code, response.headers, body)

    def _check_contract(self, target: Target) -> None:
        if not self._keeps_contract or target.url in self._checked:
            return
        try:
            response = self._http.get(f"{target.url}api", headers={"Accept": "application/json"})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._access.forget(target)
            raise readable(error) from error
        if response.status_code >= 300:
            raise read_error(response.status_code, response.headers, response.content)
        if is_page(response.headers, response.content):
            raise login_page(response.status_code, response.headers)
        answer = read_answer(ApiAnswer, response.content, response.status_code)
        if answer.contract != CONTRACT:
            raise ProtocolError(
                f"The instance (version {answer.version}) keeps contract {answer.contract}, this client {CONTRACT}.",
                hint="Bring both to the same version.",
            )
        self._checked.add(target.url)
