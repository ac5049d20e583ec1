#!/usr/bin/env python3
"""Build the history microsite in this folder: `python build.py`, or `python build.py --help`."""

import sys

NEEDED = "python -m pip install --require-hashes -r requirements.lock"

if __name__ == "__main__":
    # Where `PYTHONDONTWRITEBYTECODE` is set, as images of Python have it, each run would compile every room anew,
    # which takes longer than the rest of a build in which one text was edited. `__pycache__` is as ours as `.cache`.
    sys.dont_write_bytecode = False
    try:
        from microsite.cli import main

        sys.exit(main(sys.argv[1:]))
    except ModuleNotFoundError as missing:
        # The rooms are imported when they are needed: a library can be missed late.
        if missing.name is None or missing.name.partition(".")[0] in ("microsite", *sys.stdlib_module_names):
            raise
        print(f"build.py: {missing.name} is not installed; run: {NEEDED}", file=sys.stderr)
        sys.exit(2)
