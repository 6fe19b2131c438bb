"""Four instances live through minutes of what people do; afterwards everything must be where it was.

`python tests/soak [--minutes 3] [--seed N]` prints the figures of every rest, then one line a check and
`N passed, N failed, 0 skipped`. The seed repeats the choices, not the interleaving.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from pathlib import Path

# The instances are started as the tests of the instance start theirs.
sys.path.insert(0, str(Path(__file__).parent.parent / "instance"))

# The first rounds fill caches, pools and pages that stay: what comes after them must add nothing.
_WARM_ROUNDS = 2
_FEWEST_ROUNDS = 5
_LONGEST_ROUND_S = 150.0


def rounds_of(minutes: float) -> tuple[int, float]:
    """How many rounds of load there are, and the seconds of each."""
    rounds = max(_FEWEST_ROUNDS, round(minutes * 60 / _LONGEST_ROUND_S))
    return rounds, minutes * 60 / rounds


async def soak(*, minutes: float, seed: int) -> int:
    """Runs everything; returns the exit status."""
    from household import Household
    from verdict import judge

    rounds, seconds = rounds_of(minutes)
    print(f"seed {seed}, {rounds} rounds of {seconds:.0f} s, 4 instances with 3 people each", flush=True)
    async with Household(random.Random(seed)) as household:
        rests = [await household.rest()]
        print(f"before: {rests[0]}", flush=True)
        for number in range(rounds):
            await household.live(seconds)
            rests.append(await household.rest())
            print(f"after round {number + 1}: {rests[-1]} · {household.diary.summary()}", flush=True)
    return judge(household.diary, rests[min(_WARM_ROUNDS, len(rests) - 2) :], household.left_behind())


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(prog="python tests/soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    return asyncio.run(soak(minutes=options.minutes, seed=options.seed))


if __name__ == "__main__":
    sys.exit(main())
