"""`python -m jupyterlab_vibevoice.instance`: binds, answers `GET api` at once, then loads the rest."""

from __future__ import annotations

import logging
import os
import sys

from .first_answer import FirstAnswer
from .options import bind_socket, parse_options


def main(argv: list[str] | None = None) -> int:
    """Runs one instance until SIGTERM, SIGINT or the end of its lifeline; returns the exit status."""
    os.umask(0o077)
    options = parse_options(argv)
    listener = bind_socket(options)
    first = FirstAnswer(listener, options.hub)
    first.start()
    # Everything that takes time to import comes after the socket answers.
    try:
        from .serve import serve
    except ImportError:
        if options.hub is None:
            raise
        logging.exception("The instance cannot be loaded")
        first.stay()
        return 1
    return serve(options, listener, first)


if __name__ == "__main__":
    sys.exit(main())
