#!/usr/bin/env python3
"""Build the history microsite in this folder: `python build.py`, or `python build.py --help`."""

import os
import sys

NEEDED = "python -m pip install --require-hashes -r requirements.lock"


def run() -> int:
    """Run the command that the words name and return the exit status."""
    try:
        from microsite.cli import main  # noqa: PLC0415 - for the message below

        return main(sys.argv[1:])
    except ModuleNotFoundError as missing:
        # The rooms are imported when they are needed: a library can be missed late.
        if missing.name is None or missing.name.partition(".")[0] in ("microsite", *sys.stdlib_module_names):
            raise
        print(f"build.py: {missing.name} is not installed; run: {NEEDED}", file=sys.stderr)
        return 2


def leave(status: int) -> None:
    """End the process at once: to take apart what it knows, value by value, takes a tenth of a build."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
    except OSError:  # nobody reads any more, or the disk is full
        status = status or 1
    os._exit(status)


if __name__ == "__main__":
    # Where `PYTHONDONTWRITEBYTECODE` is set, as images of Python have it, each run would compile every room anew,
    # which takes longer than the rest of a build in which one text was edited. `__pycache__` is as ours as `.cache`.
    sys.dont_write_bytecode = False
    if sys.argv[1:2] == ["serve"]:  # whose threads and processes Python sees out
        sys.exit(run())
    leave(run())
