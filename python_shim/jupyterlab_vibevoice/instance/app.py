"""The table of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tornado.web import Application

from .handlers import access, audio, base, engine, events, hub, jobs, pages, speech, takes, ui, voices

if TYPE_CHECKING:
    from .core import Instance

_ID = r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})"
_VOICE = r"([^/]{1,600})"

ROUTES: list[tuple[str, Any]] = [
    (r"/api/?", access.ApiHandler),
    (r"/api/status", engine.StatusHandler),
    (r"/api/events", events.InstanceEventsHandler),
    (r"/api/engine", engine.EngineHandler),
    (r"/api/log", engine.LogHandler),
    (r"/api/voices", voices.VoicesHandler),
    (rf"/api/voices/{_VOICE}/preview", voices.PreviewHandler),
    (rf"/api/voices/{_VOICE}", voices.VoiceHandler),
    (r"/api/dialogues/parse", jobs.ParseHandler),
    (r"/api/jobs", jobs.JobsHandler),
    (rf"/api/jobs/{_ID}", jobs.JobHandler),
    (rf"/api/jobs/{_ID}/(cancel|resume)", jobs.JobVerbHandler),
    (rf"/api/jobs/{_ID}/events", events.JobEventsHandler),
    (rf"/api/jobs/{_ID}/turns/{_ID}/takes", takes.TakesHandler),
    (rf"/api/jobs/{_ID}/turns/{_ID}/take", takes.ChoiceHandler),
    (rf"/api/jobs/{_ID}/takes/{_ID}\.(flac|wav)", takes.TakeAudioHandler),
    (rf"/api/jobs/{_ID}/revisions/(\d{{1,9}})/segments/(\d{{1,9}})\.(flac|wav)", audio.SegmentHandler),
    (rf"/api/jobs/{_ID}/audio\.(wav|flac|mp3|opus|m4a)", audio.WholeHandler),
    (rf"/api/jobs/{_ID}/captions\.(vtt|srt|json)", audio.CaptionsHandler),
    (rf"/api/jobs/{_ID}/peaks\.json", audio.PeaksHandler),
    (r"/api/tokens", access.TokensHandler),
    (r"/api/session", access.TicketHandler),
    (r"/session", access.SessionHandler),
    (r"/v1/audio/speech", speech.SpeechHandler),
    (r"/v1/models", speech.ModelsHandler),
    (r"/v1/audio/voices", speech.SpeechVoicesHandler),
    (r"/metrics", pages.MetricsHandler),
    (r"/openapi\.json", pages.OpenApiHandler),
    (r"/ui/(.*)", ui.UiHandler),
    (r"/?", pages.HomeHandler),
]


def make_app(instance: Instance) -> Application:
    """The web application of one instance."""
    arguments = {"instance": instance}
    routes, prefix = ROUTES, ""
    if instance.options.hub is not None:
        # A hub's proxy takes no prefix away.
        prefix = instance.options.hub.prefix_pattern
        routes = [("", hub.PrefixHandler), ("/oauth_callback", hub.LoginHandler), *ROUTES]
    return Application(
        [(prefix + pattern, handler, arguments) for pattern, handler in routes],
        default_handler_class=base.NotFoundHandler,
        default_handler_args=arguments,
        compress_response=False,
    )
