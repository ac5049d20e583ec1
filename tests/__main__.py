"""Everything that has to pass before a commit: format, lint, types, tests, and no memory lost."""

import subprocess
import sys
from pathlib import Path

STEPS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("pytest",),
    ("bench", "--quick"),
)


def main() -> int:
    """Run the steps in order; return the exit status of the first that fails, or 0."""
    root = Path(__file__).resolve().parent.parent
    for step in STEPS:
        print("$", " ".join(step), flush=True)
        status = subprocess.run([sys.executable, "-m", *step], cwd=root, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
