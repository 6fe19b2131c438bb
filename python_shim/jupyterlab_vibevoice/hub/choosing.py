"""What a user may choose when his instance starts, within what the administrator allows.

The launcher asks the hub with `{"started_by": "vibevoice", "start": InstanceStart, "profile": name}`; but a user may
send anything, and the Spawner's own options form knows neither of these keys.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from tornado.web import HTTPError

from ..routes import slug_for
from .settings import VibeVoiceHub

if TYPE_CHECKING:
    from ..contract import InstanceStart

_STARTED_BY, _START, _PROFILE = "started_by", "start", "profile"


def read_start(given: Mapping[str, Any], settings: VibeVoiceHub) -> InstanceStart:
    """What was asked of the instance; raises HTTPError 400 for what is no InstanceStart, or a script not allowed."""
    from ..contract import InstanceStart

    try:
        start = InstanceStart.model_validate(given.get(_START, {}))
    except ValidationError:
        raise HTTPError(400, "What the instance was asked to be is not understood.") from None
    if start.script is not None and "script" not in settings.users_choose:
        raise HTTPError(400, "This hub does not let its users choose the one-click script.")
    return start


def spawner_options(given: Mapping[str, Any], settings: VibeVoiceHub) -> dict[str, Any]:
    """What the Spawner gets as the user's options: his own where it has a form, and the administrator's.

    Raises HTTPError 400 for a profile that there is not, or where users choose none.
    """
    own = {name: value for name, value in given.items() if name not in (_STARTED_BY, _START)}
    if _STARTED_BY in given and _PROFILE in own:
        own |= _profile(own.pop(_PROFILE), settings)
    return {**settings.user_options, **own}


def _profile(name: object, settings: VibeVoiceHub) -> dict[str, Any]:
    if "profile" not in settings.users_choose:
        raise HTTPError(400, "This hub does not let its users choose a profile.")
    if not settings.profiles:
        return {_PROFILE: name}
    if not isinstance(name, str) or name not in settings.profiles:
        raise HTTPError(400, f"This hub has the profiles {', '.join(sorted(settings.profiles))}.")
    return dict(settings.profiles[name])


def instance_words(user_name: str, settings: VibeVoiceHub, start: InstanceStart) -> str:
    """The options of a user's instance, as it reads them from its environment: the administrator's numbers are limits.

    A choice that is not allowed is as if it had not been made: JupyterLab sends its settings with every start.
    """

    def chosen(name: str, limit: float) -> float:
        value = getattr(start, name) if name in settings.users_choose else None
        return limit if value is None else min(value, limit)

    numbers = {
        "--idle-minutes": chosen("idle_minutes", settings.idle_minutes),
        "--activity-seconds": settings.activity_seconds,
        "--library-gigabytes": chosen("library_gigabytes", settings.library_gigabytes),
    }
    words = ["--slug", slug_for(user_name)]
    words += [word for name, value in numbers.items() for word in (name, f"{value:g}")]
    if start.engine_start is not None and "engine_start" in settings.users_choose:
        words += ["--engine-start", start.engine_start]
    if script := start.script or settings.script:
        # In one word: a path may begin as an option does.
        words.append(f"--script={script}")
    return json.dumps(words)
