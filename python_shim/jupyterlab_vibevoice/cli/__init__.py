"""`jupyter vibevoice …`: JupyterLab behind the front door, a hub to try, what works here, dialogues, kernels."""

from __future__ import annotations

import sys

from .options import parse_arguments
from .speaking_options import SPEAKING

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Runs `jupyter vibevoice` with these arguments (default: the process's own); returns the exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] and argv[0] in SPEAKING:
        from .speaking import run_speaking

        return run_speaking(argv)
    if argv[:1] == ["kernels"]:
        from .kernels import run_kernels

        return run_kernels(argv)
    options = parse_arguments(argv)
    if options.command == "doctor":
        from .doctor import run_doctor

        return run_doctor(options)
    if options.command == "hub":
        from .local_hub import run_local_hub

        return run_local_hub(options)
    from .lab import run_lab

    return run_lab(options)
