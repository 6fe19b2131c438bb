"""The Jupyter server extension: launcher API and forwarding."""
