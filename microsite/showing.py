"""The commands `schema` and `completion`: what editors and shells are told of this house."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from microsite import completion, schemas
from microsite.console import BUILT, unknown


def schema(chosen: Namespace) -> int:
    """Print a schema, list them all, or write them into a folder; return the exit status."""
    if chosen.output is not None:
        _write(chosen.output)
    elif chosen.name is None:
        width = max(map(len, schemas.names()))
        for name in schemas.names():
            print(f"{name:<{width}}  {schemas.file_of(name)}")
    elif chosen.name in schemas.names():
        sys.stdout.write(schemas.printed(chosen.name))
    else:
        raise unknown(f"there is no schema `{chosen.name}`", chosen.name, schemas.names())
    return BUILT


def complete(chosen: Namespace) -> int:
    """Print the script that makes a shell complete the command line; return the exit status."""
    sys.stdout.write(completion.script(chosen.shell))
    return BUILT


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in schemas.names():
        path = folder / f"{name}.json"
        path.write_text(schemas.printed(name), encoding="utf-8", newline="\n")
        print(path)
