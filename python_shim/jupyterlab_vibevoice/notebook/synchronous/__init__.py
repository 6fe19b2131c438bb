# Made from ../asynchronous/__init__.py by scripts/generate-client.py: change that, then `npm run generate`.
"""The client for code without `await`."""
