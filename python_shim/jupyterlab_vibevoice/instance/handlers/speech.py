"""OpenAI's speech interface."""

from __future__ import annotations

from .base import BaseHandler


class SpeechHandler(BaseHandler):
    """`POST v1/audio/speech`."""


class ModelsHandler(BaseHandler):
    """`GET v1/models`."""


class SpeechVoicesHandler(BaseHandler):
    """`GET v1/audio/voices`."""
