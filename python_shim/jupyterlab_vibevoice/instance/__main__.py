"""`python -m jupyterlab_vibevoice.instance`: binds, answers `GET api` at once, then loads the rest."""

from __future__ import annotations

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
    from .serve import serve

    return serve(options, listener, first)


if __name__ == "__main__":
    sys.exit(main())
