"""Where the instance is: what the caller gave, else what the environment says (docs/contract.md, section 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from .errors import OptionsError

if TYPE_CHECKING:
    from ..contract import Instance

Token = str | Callable[[], str]
# A token is renewed this long before it ends, so that clocks may differ.
_RENEWAL_MARGIN_S = 60.0


@dataclass(frozen=True)
class Target:
    """An address that can be called (with a slash at its end), and what opens it; it never shows its login."""

    url: str
    authorization: str | None = None
    expires_at: float | None = None

    def __repr__(self) -> str:
        return f"Target({self.url!r})"

    def is_fresh(self, now: float) -> bool:
        """Whether its token still opens it for a while; `now` in seconds since 1970."""
        return self.expires_at is None or self.expires_at - _RENEWAL_MARGIN_S > now


@dataclass(frozen=True)
class Place:
    """An instance (`url`), or a launcher that knows one (`launcher`), each with its token."""

    url: str | None = None
    launcher: str | None = None
    token: Token | None = None

    def __repr__(self) -> str:
        return f"Place({self.url or self.launcher!r})"

    def authorization(self, scheme: str) -> str | None:
        """Value of the `Authorization` header."""
        word = self.token() if callable(self.token) else self.token
        return f"{scheme} {word}" if word else None


def find_place(
    environ: Mapping[str, str],
    *,
    url: str | None = None,
    token: Token | None = None,
    launcher: str | None = None,
) -> Place:
    """What the caller gave, else what the environment says; OptionsError where neither names an address."""
    if url and launcher:
        raise OptionsError("Give a url or a launcher, not both.")
    if url:
        return Place(url=_folder(url), token=token)
    if launcher:
        return Place(launcher=launcher_url(launcher), token=token)
    if url := environ.get("VIBEVOICE_URL"):
        return Place(url=_folder(url), token=token or environ.get("VIBEVOICE_TOKEN"))
    if launcher := environ.get("VIBEVOICE_LAUNCHER"):
        return Place(launcher=launcher_url(launcher), token=token or environ.get("VIBEVOICE_LAUNCHER_TOKEN"))
    raise OptionsError(
        "No VibeVoice instance is known here.",
        hint="Give url and token, or launcher and token; or set VIBEVOICE_URL and VIBEVOICE_TOKEN, or "
        "VIBEVOICE_LAUNCHER and VIBEVOICE_LAUNCHER_TOKEN. Jupyter does that for its kernels where we are installed.",
    )


def launcher_url(base_url: str) -> str:
    """The launcher's own address, made from Jupyter's base URL where that was given."""
    base = _folder(base_url)
    return base if base.endswith("/jupyterlab-vibevoice/") else f"{base}jupyterlab-vibevoice/"


def target_of(instance: Instance, launcher: Place) -> Target | None:
    """The target that an instance's description leads to; None where it cannot be called yet."""
    base = launcher.launcher or ""
    address = (instance.kernel_url or instance.url) if instance.token else instance.url
    if not address or instance.state == "stopped":
        return None
    url = _folder(urljoin(base, address))
    if instance.token:
        ends = instance.token_expires_at
        return Target(url, f"Bearer {instance.token}", datetime.fromisoformat(ends).timestamp() if ends else None)
    # Without a token the launcher forwards, below its own address and with Jupyter's login, which goes nowhere else.
    is_own = urlsplit(url)[:2] == urlsplit(base)[:2]
    return Target(url, launcher.authorization("token") if is_own else None)


def _folder(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise OptionsError("An address begins with http:// or https:// and has no query.")
    return url if url.endswith("/") else f"{url}/"
