"""KubeSpawner's profiles, which it applies after every hook, as they are for instances."""

from __future__ import annotations

from inspect import isawaitable
from typing import Any

_OVERRIDE = "kubespawner_override"
# What a profile would start instead of the instance.
_COMMAND = ("cmd", "args")


class OwnProfiles:
    """The profiles of a hub for its users' instances: none where none was asked for, and the command stays ours."""

    def __init__(self, before: Any) -> None:
        self._before = before

    @classmethod
    def of(cls, before: Any) -> OwnProfiles:
        """Made from a `profile_list`: a list, a dict, a callable that gives one, or one made before."""
        return before if isinstance(before, cls) else cls(before)

    async def __call__(self, spawner: Any) -> list[dict[str, Any]]:
        """The list for a start."""
        if not spawner.user_options.get("profile"):
            return []
        found = self._before(spawner) if callable(self._before) else self._before
        if isawaitable(found):
            found = await found
        profiles = [found[key] for key in sorted(found)] if isinstance(found, dict) else found
        return [_without_command(profile) for profile in profiles]


def _without_command(part: Any) -> Any:
    """A profile, or a part of one, whose overrides leave the command alone."""
    if not isinstance(part, dict):
        return part
    return {
        name: {trait: each for trait, each in value.items() if trait not in _COMMAND}
        if name == _OVERRIDE
        else _without_command(value)
        for name, value in part.items()
    }
