"""Multi-speaker speech in JupyterLab: the Python side of jupyterlab-vibevoice."""

__version__ = "0.1.0"
