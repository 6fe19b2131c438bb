"""Voices: the engines' own, and those that were uploaded."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ...contract.problems import ProblemError, RequestError
from ..clock import iso, seconds
from ..multipart import MultipartReader
from .base import BaseHandler

if TYPE_CHECKING:
    from ..core import Instance

_UPLOAD_LIMIT = 100 * 1024 * 1024


class VoicesHandler(BaseHandler):
    """`GET api/voices`, `POST api/voices`."""

    max_body = _UPLOAD_LIMIT + 64 * 1024

    def initialize(self, instance: Instance) -> None:
        """Called by tornado."""
        super().initialize(instance)
        self._form: MultipartReader | None = None
        self._voice_id = ""
        self._upload = Path()

    def check(self) -> None:
        """Makes ready for a recording, which goes to the disk as it comes."""
        super().check()
        if self.request.method == "POST":
            voices = self.instance.library.voices
            self.instance.acceptance.require_room()
            self._voice_id = voices.new_id()
            self._upload = voices.path(self._voice_id).with_suffix(".upload")
            kind = self.request.headers.get("Content-Type", "")
            self._form = MultipartReader(kind, self._upload, limit=_UPLOAD_LIMIT)

    def data_received(self, chunk: bytes) -> None:
        """Called by tornado with the next bytes of the form."""
        if self.has_room(len(chunk)) and self._form is not None:
            try:
                self._form.feed(chunk)
            except ProblemError as problem:
                # Told once the whole form has come: who still sends does not read.
                self.refusal = problem
                self._clean()

    async def get(self) -> None:
        """All voices there are."""
        self.answer({"voices": await self.instance.voices.all()})

    async def post(self) -> None:
        """Adds a voice, if whose it is has agreed."""
        form, voices = self._form, self.instance.library.voices
        if form is None:
            raise RequestError("The request is not understood.", [])
        try:
            self.require_room()
            if self.refusal is not None:
                raise self.refusal
            form.finish()
            name = self._name(form)
            samples = await self.instance.sound.decode(self._upload, voices.path(self._voice_id))
        finally:
            self._clean()
        voices.add(self._voice_id, name, samples)
        row = voices.find(self._voice_id)
        created_at = iso(row["created_at"]) if row else None
        voice = {"id": self._voice_id, "name": name, "languages": [], "uploaded": True, "seconds": seconds(samples)}
        self.answer({**voice, "created_at": created_at}, 201)

    @staticmethod
    def _name(form: MultipartReader) -> str:
        name = form.fields.get("name", "").strip()
        issues = []
        if not 1 <= len(name) <= 100:
            issues.append({"path": ["name"], "code": "length", "message": "A name has 1 to 100 characters."})
        if form.fields.get("consent") != "true":
            message = "Say consent=true once the person whose voice it is has agreed."
            issues.append({"path": ["consent"], "code": "consent", "message": message})
        if not form.file_bytes:
            issues.append({"path": ["file"], "code": "missing", "message": "Send the recording as file."})
        if unknown := set(form.fields) - {"name", "consent"}:
            issues.append({"path": [min(unknown)], "code": "extra_forbidden", "message": "There is no such field."})
        if issues:
            raise RequestError("The voice cannot be added.", issues)
        return name

    def on_finish(self) -> None:
        """Leaves nothing of the upload behind, however it ended."""
        self._clean()

    def on_connection_close(self) -> None:
        """Called by tornado when the caller went."""
        self._clean()

    def _clean(self) -> None:
        if self._form is not None:
            self._form.close()
            with contextlib.suppress(OSError):
                self._upload.unlink(missing_ok=True)


class VoiceHandler(BaseHandler):
    """`DELETE api/voices/{id}`."""

    def delete(self, voice_id: str) -> None:
        """Forgets an uploaded voice."""
        self.instance.library.voices.forget(unquote(voice_id))
        self.set_status(204)
        self.finish()


class PreviewHandler(BaseHandler):
    """`GET api/voices/{id}/preview`."""

    async def get(self, voice_id: str) -> None:
        """A few words in that voice, as WAV."""
        data = await self.instance.voices.preview(unquote(voice_id))
        self.set_header("Content-Type", "audio/wav")
        self.set_header("Cache-Control", "private, max-age=3600")
        self.finish(data)
