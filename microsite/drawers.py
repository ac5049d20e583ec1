"""Many small things as memory holds them: some dozens in a drawer, each under a key of its own.

To ask memory for a thousand things is dearer than what they tell, and to write a thousand things anew is dearer than
to write the one drawer that has something new in it. A thing lies in the drawer of its name, whatever comes and goes
beside it; that it is what was kept, its key says.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from microsite import codec
from microsite.press import Memory, Written

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

    def get(self, keys: Mapping[str, str]) -> dict[str, Any]:
        """Return the things that were kept under keys, which are given by name; None where there is none.

        One drawer after another: of thousands of things, no more than some dozens lie about that nobody has asked for.
        """
        found: dict[str, Any] = dict.fromkeys(keys)
        for number, names in groupby(sorted(keys, key=_number), _number):
            drawer = self._drawer(number)
            found |= {name: self._read(drawer.get(keys[name])) for name in names}
        return found

    def put(self, name: str, key: str, form: str) -> Any:
        """Return a thing, given as the JSON that memory keeps of it, which now lies in its drawer."""
        number = _number(name)
        if number not in self.opened:
            # Each as text, which takes a tenth of the room.
            known = self._drawer(number).items()
            self.opened[number] = {key: json.dumps(one, ensure_ascii=False) for key, one in known}
        self.opened[number][key] = form
        return codec.decode(self.form, json.loads(form))

    def close(self, names: Sequence[str], key: Callable[[str], str]) -> None:
        """Remember the drawers that have something new in them, given the names of all things that there are, and their keys."""
        for number, drawer in self.opened.items():
            inside = [name for name in names if _number(name) == number]
            here = set(map(key, inside)) if len(drawer) > _FORMER * len(inside) else drawer.keys()
            things = [f"{json.dumps(name)}:{form}" for name, form in drawer.items() if name in here]
            self.memory.keep(
                self.kind, f"{self.label} {number}", Written(f"{{{','.join(things)}}}".encode("utf-8", "surrogatepass"))
            )

    def _read(self, form: object) -> Any:
        try:
            return None if form is None else codec.decode(self.form, form)
        except codec.ForeignError:  # not of this type
            return None

    def _drawer(self, number: int) -> dict[str, object]:
        """Return a drawer: the JSON of each thing by its key."""
        known = self.memory.recall(self.kind, f"{self.label} {number}")
        return known if isinstance(known, dict) else {}


@cache
def _number(name: str) -> int:
    return zlib.crc32(name.encode("utf-8", "surrogatepass")) % _NUMBER
