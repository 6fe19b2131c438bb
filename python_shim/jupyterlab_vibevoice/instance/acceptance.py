"""From a request to a job in the library: everything that can be refused is refused here, in words."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from typing import TYPE_CHECKING, Any

from ..contract.problems import ProblemError
from .casting import check_voices, fill_in, speakers_of, wanted_cast
from .lane_engine import LaneEngine
from .library import Library
from .modes import gap_samples, settle_mode
from .problems import disk_full, is_disk_full
from .reading import Reading, estimate_turns, read_script

if TYPE_CHECKING:
    from ..contract import JobCreate

DEFAULT_GAP_MS = 350
MAX_SPEAKERS = 4
_ROOM_BYTES = 64 * 1024 * 1024
_MAX_KEY = 200


class Acceptance:
    """Checks and keeps new jobs; `engines` are the lanes' engines by name, `default` is the lane of who names none."""

    def __init__(self, library: Library, engines: dict[str, LaneEngine], default: str) -> None:
        self._library = library
        self._engines = engines
        self._default = default

    def engine_for(self, name: str | None) -> LaneEngine:
        """The engine of a lane; where no script runs, everything is a table read."""
        return self._engines.get(name or self._default) or self._engines["draft"]

    def accept(self, request: JobCreate, *, key: str | None) -> str:
        """Keeps a job durably and returns its id; the same key and request give the same job."""
        body = request.model_dump(mode="json", exclude_none=True)
        request_hash = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        if key is not None and (earlier := self._earlier(key, request_hash)) is not None:
            return earlier
        reading = self._read(body)
        engine = self.engine_for(body.get("engine"))
        estimates = estimate_turns(reading.dialogue, body.get("gap_ms", DEFAULT_GAP_MS))
        check_size(reading.dialogue, estimates, engine.description or {})
        settings, warnings = self._settle(body, reading.dialogue, engine)
        self.require_room()
        try:
            origin = {"lane": engine.name, "idempotency_key": key, "request_hash": request_hash}
            gap = gap_samples(settings, engine.description or {})
            job_id = self._keep(body, reading.dialogue, estimates, settings=settings, gap=gap, **origin)
            for warning in [*reading.warnings, *warnings]:
                self._library.events.append(job_id, "warning", **warning)
        except Exception as error:
            if is_disk_full(error):
                raise disk_full() from error
            raise
        return job_id

    def _earlier(self, key: str, request_hash: str) -> str | None:
        if not key or len(key) > _MAX_KEY:
            raise ProblemError("invalid_request", f"An Idempotency-Key has 1 to {_MAX_KEY} characters.")
        row = self._library.jobs.find_by_key(key)
        if row is None:
            return None
        if row["request_hash"] != request_hash:
            raise ProblemError(
                "invalid_request",
                "This Idempotency-Key was used for another request.",
                hint="Use a new key for a new request.",
            )
        found: str = row["id"]
        return found

    @staticmethod
    def _read(body: dict[str, Any]) -> Reading:
        if "script" in body:
            return read_script(body["script"])
        dialogue = body["dialogue"]
        dialogue["turns"] = [turn for turn in dialogue["turns"] if turn["text"].strip() or turn.get("pauses")]
        ids = [turn["id"] for turn in dialogue["turns"]]
        if len(set(ids)) < len(ids):
            raise ProblemError("invalid_dialogue", "Two turns have the same id.", hint="Give each turn its own id.")
        return Reading(dialogue, [])

    def _settle(
        self, body: dict[str, Any], dialogue: dict[str, Any], engine: LaneEngine
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """All settings with their defaults, and warnings about what the engine lacks."""
        described = engine.description or {}
        cast = wanted_cast(dialogue, body.get("cast", {}))
        if engine.voices is not None:
            check_voices(cast.values(), [voice["id"] for voice in self.known_voices(engine)])
            cast = fill_in(cast, dialogue, engine.voices)
        settings: dict[str, Any] = {
            "engine": engine.name,
            "cast": cast,
            "seed": body.get("seed", secrets.randbits(32)),
            "gap_ms": body.get("gap_ms", DEFAULT_GAP_MS),
            "mode": settle_mode(body.get("mode"), described),
            "unsupported": body.get("unsupported", "warn"),
        }
        warnings = []
        for option in ("steps", "guidance"):
            if option not in body:
                continue
            if described and not described["can"][option]:
                warnings.append(lacks(option, is_error=settings["unsupported"] == "error"))
            else:
                settings[option] = body[option]
        return settings, warnings

    def known_voices(self, engine: LaneEngine) -> list[dict[str, Any]]:
        """The voices a lane can speak with: the engine's own, and uploaded ones where it can."""
        own = engine.voices or []
        if not (engine.description or {}).get("can", {}).get("clone"):
            return own
        return [*own, *({"id": row["id"], "name": row["name"]} for row in self._library.voices.all())]

    def require_room(self) -> None:
        """Raises when the disk has too little room left to keep what is accepted."""
        try:
            if shutil.disk_usage(self._library.folder).free >= _ROOM_BYTES:
                self._library.keep_reserve()
                return
        except OSError as error:
            if not is_disk_full(error):
                raise
        raise disk_full()

    def _keep(
        self,
        body: dict[str, Any],
        dialogue: dict[str, Any],
        estimates: list[float],
        *,
        settings: dict[str, Any],
        gap: int,
        **origin: str | None,
    ) -> str:
        return self._library.jobs.accept(
            dialogue,
            estimates,
            {
                **origin,
                "title": body.get("title") or dialogue.get("title"),
                "ref": body.get("ref"),
                "settings": json.dumps(settings, ensure_ascii=False),
                "gap": gap,
            },
        )


def lacks(option: str, *, is_error: bool) -> dict[str, Any]:
    """The warning that an engine lacks an option; raises `unsupported_option` where that was asked for."""
    message = f"The engine has no option {option}."
    if is_error:
        raise ProblemError("unsupported_option", message, hint="Leave the option out, or allow it to be ignored.")
    return {"code": "unsupported_option", "message": f"{message} It was ignored."}


def check_size(dialogue: dict[str, Any], estimates: list[float], engine: dict[str, Any]) -> None:
    """Raises where a dialogue is empty, has too many speakers, or is longer than the engine can speak."""
    if not dialogue["turns"]:
        raise ProblemError("empty_dialogue", "The dialogue has no turns.", hint="Write a line such as 'Nora: Hello.'")
    most = min(MAX_SPEAKERS, engine.get("max_speakers", MAX_SPEAKERS))
    found = len(speakers_of(dialogue))
    if found > most:
        raise ProblemError(
            "too_many_speakers", f"The dialogue has {found} speakers, the engine {most} voices.", hint="Merge speakers."
        )
    limit_s = engine.get("max_seconds")
    expected_s = sum(estimates)
    if limit_s and expected_s > limit_s:
        raise ProblemError(
            "dialogue_too_long",
            f"The dialogue is about {expected_s / 60:.0f} min long; the engine's limit is {limit_s / 60:.0f} min.",
            hint="Split it at a chapter.",
            details={"limit_seconds": limit_s, "expected_seconds": expected_s},
        )
