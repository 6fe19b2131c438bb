"""What `%load_ext jupyterlab_vibevoice` does to a shell."""

from __future__ import annotations

from typing import Any

from .completion import known_voices, matcher
from .magics import VibeVoiceMagics


def load(shell: Any) -> None:
    """Gives the shell its two magics, and completion for them."""
    magics = VibeVoiceMagics(shell)
    shell.register_magic_function(magics, magic_kind="line_cell", magic_name="vibevoice")
    completer = getattr(shell, "Completer", None)
    if completer is not None:
        completer.custom_matchers.append(matcher(known_voices(_quiet_client)))


def _quiet_client() -> Any:
    """A client for completion: it starts no instance, and does not wait long."""
    from .patience import Patience
    from .synchronous.client import Client

    return Client(starts=False, patience=Patience(timeout_s=2.0, max_retries=0))
