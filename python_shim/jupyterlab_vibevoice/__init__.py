"""Multi-speaker speech in JupyterLab: the Python side of jupyterlab-vibevoice."""

from typing import Any

__version__ = "0.1.0"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the built front end."""
    return [{"src": "labextension", "dest": "jupyterlab-vibevoice"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What Jupyter server loads."""
    from .launcher.extension import VibeVoiceLauncher

    return [{"module": "jupyterlab_vibevoice", "app": VibeVoiceLauncher}]
