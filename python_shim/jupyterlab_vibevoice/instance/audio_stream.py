"""Decodes sound while it comes, in a process of its own: `python -m jupyterlab_vibevoice.instance.audio_stream FD`.

On the socket FD: the bytes of a file in, until that side is shut; s16le mono 24 kHz out, as soon as there is some.
What cannot be decoded ends the process with status 1.
"""

from __future__ import annotations

import socket
import sys

from .audio_decode import limit, samples_of


def main(argv: list[str]) -> int:
    """Decodes under limits."""
    import av

    limit()
    connection = socket.socket(fileno=int(argv[0]))
    try:
        with connection.makefile("rb", buffering=0) as sound:
            for piece in samples_of(sound):
                connection.sendall(piece.astype("<i2").tobytes())
    except BrokenPipeError:
        return 0
    except (av.error.FFmpegError, ValueError, MemoryError, OverflowError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
