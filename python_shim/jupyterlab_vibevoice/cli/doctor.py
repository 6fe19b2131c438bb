"""`jupyter vibevoice doctor`: what works here, what does not, how to mend it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from .check import Check
from .checks import run_checks
from .doctor_words import tell
from .options import CommandOptions

_SIGNS = {"ok": "✓", "note": "·", "broken": "✗"}


def run_doctor(options: CommandOptions) -> int:
    """Prints every finding (or all as JSON); returns 1 where something keeps VibeVoice from working, else 0."""
    broken, found = 0, []
    for check in chain(run_checks(script=options.script), _page_checks(options)):
        broken += check.state == "broken"
        found.append(check)
        if not options.json:
            print(f"{_SIGNS[check.state]} {tell(check.name)}: {check.found}", flush=True)
            if check.fix:
                print(f"    {tell('fix', fix=check.fix)}", flush=True)
    if options.json:
        print(json.dumps({"works": broken == 0, "checks": [check.to_json() for check in found]}, ensure_ascii=False))
    elif broken == 0:
        print(tell("all_well"))
    else:
        print(tell("one_thing") if broken == 1 else tell("something", count=broken))
    return 1 if broken else 0


def _page_checks(options: CommandOptions) -> Iterator[Check]:
    if options.gradio:
        from .gradio_checks import gradio_checks

        yield from gradio_checks(options.gradio, script=options.script)
