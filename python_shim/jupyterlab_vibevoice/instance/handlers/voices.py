"""Voices: the engines' own, and those that were uploaded."""

from __future__ import annotations

from .base import BaseHandler


class VoicesHandler(BaseHandler):
    """`GET api/voices`, `POST api/voices`."""

    async def get(self) -> None:
        """All voices there are."""
        self.answer({"voices": await self.instance.voices()})


class VoiceHandler(BaseHandler):
    """`DELETE api/voices/{id}`."""

    def delete(self, voice_id: str) -> None:
        """Forgets an uploaded voice."""
        self.instance.library.voices.forget(voice_id)
        self.set_status(204)
        self.finish()


class PreviewHandler(BaseHandler):
    """`GET api/voices/{id}/preview`."""
