"""Every command by its name: arguments in, an exit status out."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from microsite import arguments
from microsite.console import BROKEN, INTERRUPTED, MISUSED, MisuseError
from microsite.doorstep import Seen


def run(words: Sequence[str], started: float, seen: Sequence[Seen]) -> int:
    """Run the command that the words name and return the exit status.

    `seen` are the files that a build reads as they were at `started`, by the clock that measures how long something
    takes; none where nobody has looked.
    """
    try:
        chosen = arguments.chosen(list(words))
        chosen.words, chosen.started, chosen.seen = list(words), started, list(seen)
        return _run(chosen)
    except BrokenPipeError:
        # The reader of the output has seen enough: `build.py check | head`.
        sys.stderr.close()
        return BROKEN
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    except MisuseError as error:
        print(f"build.py: {error}", file=sys.stderr)
        return MISUSED
    except OSError as error:
        print(f"build.py: {error.filename or 'the disk'}: {error.strerror}", file=sys.stderr)
        return BROKEN


def _run(chosen: Namespace) -> int:
    """Run a command; each comes from a room of its own, which no other command pays for."""
    match chosen.command:
        case "build":
            from microsite import building  # noqa: PLC0415

            return building.build(chosen)
        case "check":
            from microsite import checking  # noqa: PLC0415

            return checking.check(chosen)
        case "serve":
            from microsite import serving  # noqa: PLC0415

            return serving.serve(chosen)
        case "new":
            from microsite import drafting  # noqa: PLC0415

            return drafting.new(chosen)
        case "fmt":
            from microsite import tidying  # noqa: PLC0415

            return tidying.tidy_up(chosen)
        case "schema" | "completion":
            from microsite import showing  # noqa: PLC0415

            return showing.schema(chosen) if chosen.command == "schema" else showing.complete(chosen)
        case _:
            from microsite import explaining  # noqa: PLC0415

            return explaining.explain(chosen)
