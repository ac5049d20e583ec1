"""The front door: a build that finds nothing changed goes no further, everybody else is shown to a command."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Sequence

from microsite import doorstep

_OBJECTS = 400_000
"""After so many new objects the collector looks for rings: a run makes few, and every look goes over all it knows."""


def main(words: Sequence[str]) -> int:
    """Run the command that the words name and return the exit status."""
    started = time.perf_counter()
    if "serve" not in words:  # which lives on, and is to pause for no long look
        gc.set_threshold(_OBJECTS, 50, 50)
    seen, said = doorstep.unchanged(list(words))
    if said is None:
        from microsite import commands  # noqa: PLC0415 - what the last build came to is known without any of it

        return commands.run(list(words), started, seen)
    problems, closing = said
    try:
        sys.stdout.write(problems)
        if closing:
            print(f"{closing} in {time.perf_counter() - started:.2f} s")
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return 0
