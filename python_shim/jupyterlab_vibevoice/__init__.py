"""Multi-speaker speech in JupyterLab: the Python side of jupyterlab-vibevoice."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .notebook import AsyncClient as AsyncClient
    from .notebook import Client as Client

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Loads the client when it is first named."""
    if name not in ("AsyncClient", "Client"):
        raise AttributeError(name)
    from . import notebook

    return getattr(notebook, name)


def load_ipython_extension(ipython: Any) -> None:
    """`%load_ext jupyterlab_vibevoice`: gives cells `%%vibevoice` and `%vibevoice`."""
    from .notebook.extension import load

    load(ipython)


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Where JupyterLab finds the built front end."""
    return [{"src": "labextension", "dest": "jupyterlab-vibevoice"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """What Jupyter server loads."""
    from .launcher.extension import VibeVoiceLauncher

    return [{"module": "jupyterlab_vibevoice", "app": VibeVoiceLauncher}]
