"""`jupyter vibevoice …`: JupyterLab behind the front door, a hub to try, and a check of what works here."""

from __future__ import annotations

import sys

from .options import parse_arguments

__all__ = ["main"]


def main(argv: list[str] | None = None) -> int:
    """Runs `jupyter vibevoice` with these arguments (default: the process's own); returns the exit code."""
    options = parse_arguments(sys.argv[1:] if argv is None else argv)
    if options.command == "doctor":
        from .doctor import run_doctor

        return run_doctor(options)
    if options.command == "hub":
        from .local_hub import run_local_hub

        return run_local_hub(options)
    from .lab import run_lab

    return run_lab(options)
