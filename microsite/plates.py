"""Templates as Python's bytecode, kept where that of the generator's own rooms lies.

To compile the templates of a chapter takes as long as to make a hundred chapters, and they are the same for each site.
They are believed for where they lie, as Python believes what lies beside them; memory holds nothing that is executed,
since it may come from another machine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from pathlib import Path

_SUM = 32
"""The length of a checksum."""
_MOST = 100
"""So many files are kept at the most: templates that are written and tried leave one each time."""


class Plates:
    """Compiled templates, found by all that they were made of."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the folder in which they are kept; without one they are kept as long as this process lives."""
        self.folder = folder
        self.held: dict[str, bytes] = {}

    def recall(self, key: str) -> bytes | None:
        """Return the bytecode that was kept under the key, or None where there is none, or something damaged."""
        name = _name(key)
        if name not in self.held and self.folder is not None:
            try:
                content = (self.folder / name).read_bytes()
            except OSError:
                return None
            if content[:_SUM] == hashlib.sha256(content[_SUM:]).digest():
                self.held[name] = content[_SUM:]
        return self.held.get(name)

    def keep(self, key: str, code: bytes) -> None:
        """Keep bytecode under the key; where the folder cannot be written, the next process compiles it anew."""
        name = _name(key)
        self.held[name] = code
        if self.folder is None or sys.dont_write_bytecode:
            return
        part = self.folder / f"{name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(hashlib.sha256(code).digest() + code)
            part.replace(self.folder / name)
            self._thin()
        except OSError:
            return

    def _thin(self) -> None:
        """Remove the oldest files where there are too many."""
        assert self.folder is not None
        with os.scandir(self.folder) as entries:
            aged = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
        for _, path in aged[:-_MOST]:
            Path(path).unlink(missing_ok=True)


def own() -> Plates:
    """Return those of this copy of the generator."""
    return Plates(Path(importlib.util.cache_from_source(__file__)).parent / "templates")


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
