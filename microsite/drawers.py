"""Many small things as memory holds them: some dozens in a drawer, each under a key of its own.

To ask memory for a thousand things is dearer than what they tell, and to write a thousand things anew is dearer than
to write the one drawer that has something new in it. A thing lies in the drawer of its name, whatever comes and goes
beside it; that it is what was kept, its key says.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from microsite import codec
from microsite.press import Memory

_NUMBER = 64
"""How many drawers there are of a kind."""
_FORMER = 3
"""A drawer holds so many times as many things as there are now, since what was may come back, as with a branch."""


class Drawers:
    """The things of one type that are kept by name and key."""

    def __init__(self, memory: Memory, kind: str, label: str, form: Any) -> None:
        """Take the memory, the kind of it that holds the drawers, what is written on these, and the type of the things."""
        self.memory = memory
        self.kind = kind
        self.label = label
        self.form = form
        self.opened: dict[int, dict[str, str]] = {}
        self.touched: set[int] = set()

    def get(self, name: str, key: str) -> Any:
        """Return the thing that was kept by a name under a key, or None."""
        form = self._drawer(name).get(key)
        try:
            return codec.decode(self.form, json.loads(form)) if isinstance(form, str) else None
        except (ValueError, RecursionError):  # not JSON, or not of this type
            return None

    def put(self, name: str, key: str, form: str) -> Any:
        """Return a thing, given as the JSON that memory keeps of it, which now lies in its drawer."""
        self._drawer(name)[key] = form
        self.touched.add(_number(name))
        return codec.decode(self.form, json.loads(form))

    def close(self, names: Sequence[str], key: Callable[[str], str]) -> None:
        """Remember the drawers that have something new in them, given the names of all things that there are, and their keys."""
        for number in self.touched:
            drawer = self.opened[number]
            inside = [name for name in names if _number(name) == number]
            if len(drawer) > _FORMER * len(inside):
                here = set(map(key, inside))
                drawer = {name: form for name, form in drawer.items() if name in here}
            self.memory.keep(self.kind, f"{self.label} {number}", drawer)

    def _drawer(self, name: str) -> dict[str, str]:
        """Return a drawer: the JSON of each thing as text, which takes a tenth of the room."""
        number = _number(name)
        if number not in self.opened:
            known = self.memory.recall(self.kind, f"{self.label} {number}")
            self.opened[number] = known if isinstance(known, dict) else {}
        return self.opened[number]


@cache
def _number(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % _NUMBER
