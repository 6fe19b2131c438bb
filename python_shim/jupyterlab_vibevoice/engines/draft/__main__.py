"""`python -m jupyterlab_vibevoice.engines.draft`: serves the native protocol on VIBEVOICE_ENGINE_SOCKET.

`--check` says instead whether it could speak; the exit code is 0 when it could.
"""

from __future__ import annotations

import os
import sys


def main(argv: list[str]) -> int:
    """Runs the engine, or the check; returns the exit code."""
    if argv == ["--check"]:
        from .check import check

        is_able, sentence = check()
        print(sentence)
        return 0 if is_able else 1
    path = os.environ.get("VIBEVOICE_ENGINE_SOCKET")
    if argv or not path:
        print("usage: VIBEVOICE_ENGINE_SOCKET=FILE python -m jupyterlab_vibevoice.engines.draft [--check]")
        return 2
    # One core is the measure; numpy's own threads would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from ..native import listen, serve
    from .engine import DraftEngine
    from .espeak import EspeakMissing

    try:
        engine = DraftEngine()
    except EspeakMissing as error:
        print(error, flush=True)
        return 1
    listener = listen(path)
    engine.warm()
    print(f"Draft engine ready: espeak-ng {engine.version}, robot voices for a table read", flush=True)
    try:
        serve(engine, listener)
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
