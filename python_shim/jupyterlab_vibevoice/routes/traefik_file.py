"""Routes as files for Traefik's file provider, and its static configuration.

Files are JSON, which is YAML too, so that no value can break out of its place. Traefik reads them as Go templates:
a value that would open one is refused. Recipes: https://doc.traefik.io/traefik/ (3.7).
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from .route import PREFIX, Route, check_target
from .slug import SLUG_PATTERN

WEB = "web"
API = "traefik"
GENERATION_HEADER = "X-VibeVoice-Route"
LAB_NAME = "vv-lab"

Configuration = dict[str, Any]


def dump(configuration: Configuration) -> str:
    """The text of a file; raises ValueError where a value would be read as a template."""
    text = json.dumps(configuration, indent=1)
    if "{{" in text:
        raise ValueError("A value of a route must not hold {{")
    return text + "\n"


def render_route(route: Route) -> Configuration:
    """One instance's router, service and middlewares; the generation header shows which start answered."""
    strip, mark = f"{route.name}-strip", f"{route.name}-mark"
    return {
        "http": {
            "routers": {
                route.name: {
                    # The slash is part of the rule: without it /vibevoice/ann would catch /vibevoice/anna.
                    "rule": f"PathPrefix(`{route.path}`)",
                    "entryPoints": [WEB],
                    "service": route.name,
                    "middlewares": ["vv-encoded", mark, strip],
                }
            },
            "middlewares": {
                strip: {"stripPrefix": {"prefixes": [route.path.rstrip("/")]}},
                mark: {"headers": {"customResponseHeaders": {GENERATION_HEADER: route.generation}}},
            },
            "services": {route.name: _service(route.target)},
        }
    }


def render_lab(target: str, generation: str) -> Configuration:
    """`/`: JupyterLab at `target`, which also answers for slugs that have no route."""
    name = lab_name(generation)
    router = {"rule": "PathPrefix(`/`)", "entryPoints": [WEB], "service": name}
    return {"http": {"routers": {name: router}, "services": {name: _service(check_target(target))}}}


def lab_name(generation: str) -> str:
    """The name of JupyterLab's router of one start."""
    return f"{LAB_NAME}-g{generation}"


def _service(target: str) -> Configuration:
    # -1ms: what the instance writes goes out at once, also where it announced a length.
    return {"loadBalancer": {"servers": [{"url": target}], "responseForwarding": {"flushInterval": "-1ms"}}}


def render_common(*, api_user: str, api_secret: str, certificate: tuple[Path, Path] | None) -> Configuration:
    """What all routes share: the redirect to the slash, path rules, the guarded API, and the certificate."""
    # Traefik checks it at every poll, by bcrypt in 230 ms; for a secret of 256 random bits plain SHA is no weakness.
    digest = base64.b64encode(hashlib.sha1(api_secret.encode()).digest()).decode()
    configuration: Configuration = {
        "http": {
            "routers": {
                "vv-slash": {
                    "rule": f"PathRegexp(`^{PREFIX}/{SLUG_PATTERN}$`)",
                    "entryPoints": [WEB],
                    "middlewares": ["vv-slash"],
                    "service": "noop@internal",
                },
                "vv-api": {
                    "rule": "PathPrefix(`/api`)",
                    "entryPoints": [API],
                    "middlewares": ["vv-api"],
                    "service": "api@internal",
                },
            },
            "middlewares": {
                "vv-slash": {
                    "redirectRegex": {
                        "regex": f"^https?://[^/]+({PREFIX}/{SLUG_PATTERN})(\\?.*)?$",
                        "replacement": "${1}/${2}",
                    }
                },
                # Encoded slashes, backslashes and NUL mean different things to programs: refused.
                "vv-encoded": {
                    "encodedCharacters": {
                        "allowEncodedPercent": True,
                        "allowEncodedHash": True,
                        "allowEncodedQuestionMark": True,
                        "allowEncodedSemicolon": True,
                    }
                },
                "vv-api": {"basicAuth": {"users": [f"{api_user}:{{SHA}}{digest}"]}},
            },
        }
    }
    if certificate:
        files = {"certFile": str(certificate[0]), "keyFile": str(certificate[1])}
        configuration["tls"] = {"certificates": [files], "stores": {"default": {"defaultCertificate": files}}}
    return configuration


def render_static(*, address: str, api_address: str, dynamic: Path, is_tls: bool) -> Configuration:
    """What Traefik is told at its start; `address` and `api_address` are `host:port`."""
    http: Configuration = {"aliasHeadersStrategy": "delete", "sanitizePath": True}
    # Tornado, behind it, breaks off at 64 KiB of headers, which would be a 502; Traefik allows 4 KiB more than it says.
    http["maxHeaderBytes"] = 56 * 1024
    if is_tls:
        http["tls"] = {}
    return {
        "global": {"checkNewVersion": False, "sendAnonymousUsage": False},
        "log": {"level": "INFO", "format": "json"},
        "entryPoints": {
            WEB: {
                "address": address,
                "asDefault": True,
                "http": http,
                "forwardedHeaders": {"trustedIPs": []},
                "transport": {
                    "lifeCycle": {"requestAcceptGraceTimeout": "0s", "graceTimeOut": "1s"},
                    # Read: the default of 60 s cuts long uploads; a stranger's slow request may last half an hour.
                    "respondingTimeouts": {
                        "readTimeout": "30m" if is_tls else "0s",
                        "writeTimeout": "0s",
                        "idleTimeout": "180s",
                    },
                },
            },
            API: {"address": api_address, "http": {"aliasHeadersStrategy": "delete"}},
        },
        "api": {"dashboard": False},
        "ping": {},
        "serversTransport": {
            "maxIdleConnsPerHost": 200,
            "forwardingTimeouts": {"dialTimeout": "3s", "responseHeaderTimeout": "0s", "idleConnTimeout": "90s"},
        },
        "providers": {"providersThrottleDuration": "10ms", "file": {"directory": str(dynamic), "watch": True}},
    }
