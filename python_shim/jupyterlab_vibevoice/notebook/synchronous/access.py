# Made from ../asynchronous/access.py by scripts/generate-client.py: change that, then `npm run generate`.
"""Finds the address of the instance: one that was given, or one that a launcher knows and starts."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from ...contract import Instance, InstanceStart
from ..calls import Call, checked
from ..place import Place, Target, target_of
from ..problems import error_of, own_problem
from .exchange import Exchange
from .following import InstanceReader, follow

_SETTLED = ("ready", "busy", "asleep", "failed", "stopped")


class FixedAccess:
    """An address and a token that the caller gave; a token that is a function is asked again when it was refused."""

    def __init__(self, url: str, place: Place, *, scheme: str) -> None:
        self._url = url
        self._place = place
        self._scheme = scheme

    def target(self) -> Target:
        """Where to call."""
        return Target(self._url, self._place.authorization(self._scheme))

    def renew(self, stale: Target) -> Target | None:
        """Another target, where the caller's function gives another token."""
        fresh = self.target()
        return None if fresh == stale else fresh

    def forget(self, stale: Target) -> None:
        """Nothing: there is no other address."""


class Launcher:
    """The launcher API: knows the instance, starts it, stops it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def get(self) -> Instance:
        """How the instance is; starts nothing."""
        return self._exchange.model(Instance, Call(path="api/instance"))

    def start(self, how: dict[str, Any]) -> Instance:
        """Starts the instance, or joins the start under way."""
        body = checked(InstanceStart, how)
        call = Call(method="POST", path="api/instance", body=body, is_idempotent=True)
        return self._exchange.model(Instance, call)

    def stop(self) -> Instance:
        """Stops the instance; jobs under way can be resumed."""
        return self._exchange.model(Instance, Call(method="DELETE", path="api/instance"))

    def events(self) -> Generator[Instance, None]:
        """Every change of the instance, the present state first."""
        return follow(self._exchange, "api/instance/events", InstanceReader())

    def log(self, tail: int) -> str:
        """What the one-click script printed, or the instance where it did not get that far."""
        return self._exchange.text(Call(path="api/instance/log", query={"tail": tail}, accept="text/plain"))

    def settled(self, instance: Instance) -> Instance:
        """The instance once it takes jobs; raises what it failed with."""
        if instance.state not in _SETTLED:
            for told in self.events():
                instance = told
                if told.state in _SETTLED:
                    break
        if instance.state in ("failed", "stopped"):
            problem = instance.problem or own_problem("instance_stopped", "The instance did not start.")
            raise error_of(problem)
        return instance


class LauncherAccess:
    """Asks a launcher for the instance's address and token; starts a stopped instance if it `starts`."""

    def __init__(self, launcher: Launcher, place: Place, *, starts: bool) -> None:
        self._launcher = launcher
        self._place = place
        self._starts = starts
        self._known: Target | None = None

    def target(self) -> Target:
        """Where to call; NotReadyError where the instance is stopped and is not to be started."""
        known = self._known
        if known is not None and known.is_fresh(time.time()):
            return known
        return self._ask()

    def renew(self, stale: Target) -> Target | None:
        """The address and token as the launcher knows them now."""
        fresh = self._ask()
        return None if fresh == stale else fresh

    def forget(self, stale: Target) -> None:
        """The next call asks the launcher again."""
        if self._known == stale:
            self._known = None

    def learn(self, instance: Instance) -> None:
        """Takes what a call of the launcher has said anyway."""
        self._known = target_of(instance, self._place)

    def _ask(self) -> Target:
        instance = self._launcher.start({}) if self._starts else self._launcher.get()
        self.learn(instance)
        if self._known is None and self._starts:
            self.learn(self._launcher.settled(instance))
        if self._known is None:
            hint = "Start it, then try again."
            raise error_of(instance.problem or own_problem("instance_stopped", "The instance is not running.", hint))
        return self._known
