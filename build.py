"""Build the history microsite in this folder: `python build.py`, or `python build.py --help`."""

import sys

NEEDED = "python -m pip install --require-hashes -r requirements.lock"

if __name__ == "__main__":
    try:
        from microsite.cli import main
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.startswith("microsite"):
            raise
        sys.exit(f"build.py: {missing.name} is not installed; run: {NEEDED}")
    sys.exit(main(sys.argv[1:]))
