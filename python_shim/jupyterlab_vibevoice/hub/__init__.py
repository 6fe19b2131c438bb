"""JupyterHub: one line in its configuration gives every user an instance of their own.

from jupyterlab_vibevoice.hub import configure
configure(c)
"""

from .configure import configure

__all__ = ["configure"]
