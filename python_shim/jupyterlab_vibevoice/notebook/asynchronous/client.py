"""One instance, as code sees it."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Mapping
from types import TracebackType
from typing import Any, Self

import httpx

from ... import contract
from ..calls import Call, checked, fresh_key, path_of
from ..errors import OptionsError
from ..patience import Patience
from ..place import Token, find_place
from ..sound import sample_bytes
from ..transport import http_options
from .access import AsyncFixedAccess, AsyncLauncher, AsyncLauncherAccess
from .exchange import AsyncAccess, AsyncExchange
from .following import InstanceReader, follow
from .job import AsyncJob

Text = str | contract.DialogueInput | contract.Dialogue | Mapping[str, Any]


class AsyncClient:
    """Calls one instance; making it asks nothing. Use it as a context manager, or `aclose` it.

    Without `url` or `launcher` the environment says where the instance is, as in Jupyter's kernels. With a launcher, a
    stopped instance is started by the first call that needs it, unless `starts` is False. `token` may be a function.
    """

    def __init__(
        self,
        *,
        url: str | None = None,
        token: Token | None = None,
        launcher: str | None = None,
        starts: bool = True,
        patience: Patience | None = None,
    ) -> None:
        place = find_place(os.environ, url=url, token=token, launcher=launcher)
        patience = patience or Patience()
        self._http = httpx.AsyncClient(**http_options(patience))
        self._launcher: AsyncLauncher | None = None
        self._known: AsyncLauncherAccess | None = None
        access: AsyncAccess
        if place.launcher is not None:
            login = AsyncFixedAccess(place.launcher, place, scheme="token")
            self._launcher = AsyncLauncher(AsyncExchange(login, self._http, patience, keeps_contract=False))
            access = self._known = AsyncLauncherAccess(self._launcher, place, starts=starts)
        else:
            access = AsyncFixedAccess(place.url or "", place, scheme="Bearer")
        self._exchange = AsyncExchange(access, self._http, patience, keeps_contract=True)

    async def aclose(self) -> None:
        """Closes the connections; jobs go on."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    # The instance

    async def status(self) -> contract.Instance:
        """How the instance is; starts nothing."""
        if self._launcher is not None:
            return self._learn(await self._launcher.get())
        return await self._exchange.model(contract.Instance, Call(path="api/status"))

    async def start(self, **how: Any) -> contract.Instance:
        """Starts the instance (`InstanceStart`) and returns it once it takes jobs; one that runs is joined as it is."""
        launcher = self._needed_launcher()
        return self._learn(await launcher.settled(await launcher.start(how)))

    async def stop(self) -> contract.Instance:
        """Stops the instance; jobs under way are kept and can be resumed."""
        return self._learn(await self._needed_launcher().stop())

    def changes(self) -> AsyncGenerator[contract.Instance, None]:
        """Every change of the instance, the present state first, until you leave the loop."""
        if self._launcher is not None:
            return self._launcher.events()
        return follow(self._exchange, "api/events", InstanceReader())

    async def wake(self) -> contract.Instance:
        """Begins to wake the engine."""
        return await self._exchange.model(contract.Instance, Call(method="POST", path="api/engine"))

    async def sleep(self) -> contract.Instance:
        """Puts the engine to sleep, which frees the GPU; jobs and audio stay."""
        return await self._exchange.model(contract.Instance, Call(method="DELETE", path="api/engine"))

    async def log(self, tail: int = 200) -> str:
        """The last lines of what the one-click script printed."""
        if self._launcher is not None:
            return await self._launcher.log(tail)
        return await self._exchange.text(Call(path="api/log", query={"tail": tail}, accept="text/plain"))

    async def new_token(self) -> contract.TokenAnswer:
        """Another token for this instance."""
        return await self._exchange.model(contract.TokenAnswer, Call(method="POST", path="api/tokens"))

    async def page_link(self) -> str:
        """A path that works once, within 60 seconds, and logs a browser tab in to the instance."""
        call = Call(method="POST", path="api/session")
        return (await self._exchange.model(contract.SessionAnswer, call)).url

    # Voices and scripts

    async def voices(self) -> list[contract.Voice]:
        """The voices there are, the default ones first."""
        return (await self._exchange.model(contract.VoiceList, Call(path="api/voices"))).voices

    async def add_voice(self, name: str, sample: str | os.PathLike[str] | bytes, *, consent: bool) -> contract.Voice:
        """Makes a voice of a recording (a file or its bytes); `consent`: that whose voice it is has agreed."""
        if not consent:
            raise OptionsError("A voice needs the consent of whose it is.")
        form = {"name": name, "consent": "true"}
        call = Call(method="POST", path="api/voices", form=form, file=("sample", sample_bytes(sample)))
        return await self._exchange.model(contract.Voice, call)

    async def delete_voice(self, voice_id: str) -> None:
        """Deletes a voice that was added."""
        await self._exchange.content(Call(method="DELETE", path=path_of("api", "voices", voice_id)))

    async def preview_voice(self, voice_id: str) -> bytes:
        """A spoken sentence in this voice, as a file that every browser plays."""
        return await self._exchange.content(Call(path=path_of("api", "voices", voice_id, "preview"), accept="*/*"))

    async def parse(self, script: str) -> contract.ParseAnswer:
        """Reads a dialogue script; bad text gives diagnostics, not an error."""
        body = contract.ParseRequest(script=script)
        call = Call(method="POST", path="api/dialogues/parse", body=body, is_idempotent=True)
        return await self._exchange.model(contract.ParseAnswer, call)

    # Jobs

    async def dialogue(self, text: Text, *, idempotency_key: str | None = None, **how: Any) -> AsyncJob:
        """Hands in a dialogue script, or a dialogue, and returns its job at once; `how` are the keys of `JobCreate`.

        The same `idempotency_key` gives the same job. Raises DialogueError, TooLongError, VoiceNotFoundError and more.
        """
        if isinstance(text, str):
            source: dict[str, Any] = {"script": text}
        else:
            source = {"dialogue": text if isinstance(text, Mapping) else text.to_wire()}
        body = checked(contract.JobCreate, {**source, **how})
        call = Call(method="POST", path="api/jobs", body=body, key=idempotency_key or fresh_key())
        return self._job(await self._exchange.model(contract.Job, call))

    async def attach(self, job_id: str) -> AsyncJob:
        """The job with this id, whoever made it."""
        return self._job(await self._exchange.model(contract.Job, Call(path=path_of("api", "jobs", job_id))))

    async def jobs(self, limit: int = 20, *, ref: str | None = None) -> list[AsyncJob]:
        """The newest jobs, the newest first."""
        return [self._job(job) for job in (await self._page(limit, ref, None)).jobs]

    async def all_jobs(self, *, ref: str | None = None) -> AsyncGenerator[AsyncJob, None]:
        """All jobs, the newest first, asked for as you go."""
        before: str | None = None
        while True:
            page = await self._page(100, ref, before)
            for job in page.jobs:
                yield self._job(job)
            before = page.next
            if before is None:
                return

    async def _page(self, limit: int, ref: str | None, before: str | None) -> contract.JobList:
        query: dict[str, str | int] = {"limit": limit}
        query |= {"ref": ref} if ref is not None else {}
        query |= {"before": before} if before is not None else {}
        return await self._exchange.model(contract.JobList, Call(path="api/jobs", query=query))

    def _job(self, job: contract.Job) -> AsyncJob:
        return AsyncJob(self._exchange, job)

    def _learn(self, instance: contract.Instance) -> contract.Instance:
        if self._known is not None:
            self._known.learn(instance)
        return instance

    def _needed_launcher(self) -> AsyncLauncher:
        if self._launcher is None:
            hint = "Give the client a launcher instead of a url."
            raise OptionsError("Only a launcher can start and stop an instance.", hint=hint)
        return self._launcher
