"""`python -m jupyterlab_vibevoice.engines.draft`: serves the native protocol on VIBEVOICE_ENGINE_SOCKET.

`--check` says instead whether it could speak (exit code 0: it could), `--speak FILE` writes a dialogue as a WAV file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .engine import DraftEngine


# Of sysexits.h: starting again will not help; the last line says what will.
EX_CONFIG = 78


def main(argv: list[str]) -> int:
    """Runs the engine, or the check; returns the exit code."""
    if argv == ["--check"]:
        from .check import check

        is_able, sentence = check()
        print(sentence)
        return 0 if is_able else 1
    path = os.environ.get("VIBEVOICE_ENGINE_SOCKET")
    is_by_hand = len(argv) == 2 and argv[0] == "--speak"
    if not is_by_hand and (argv or not path):
        print("usage: VIBEVOICE_ENGINE_SOCKET=FILE python -m jupyterlab_vibevoice.engines.draft")
        print("       python -m jupyterlab_vibevoice.engines.draft --speak FILE | --check")
        return 2
    # One core is the measure; numpy's own threads would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from .engine import DraftEngine
    from .espeak import EspeakMissing

    try:
        engine = DraftEngine()
    except EspeakMissing as error:
        print(error, flush=True)
        return EX_CONFIG
    if is_by_hand:
        from ..speak import speak_file

        return speak_file(engine, Path(argv[1]))
    return _serve(engine, str(path))


def _serve(engine: DraftEngine, path: str) -> int:
    from ..native import listen, serve

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
