"""The Jupyter server extension: launcher API and forwarding."""

from typing import Any

__all__ = ["VibeVoiceLauncher"]


def __getattr__(name: str) -> Any:
    """Loads the extension when it is asked for, and Jupyter server with it."""
    if name == "VibeVoiceLauncher":
        from .extension import VibeVoiceLauncher

        return VibeVoiceLauncher
    raise AttributeError(name)
