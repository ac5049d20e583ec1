"""What a process that was forked would have remembered, written down for the one that it was forked from."""

from __future__ import annotations

from typing import Any

from microsite.memo import written
from microsite.press import Memory, Written

Entries = list[tuple[str, str, Written]]
"""What is to be kept: kind, key and value."""


class Ledger:
    """A memory that, once it is away, keeps nothing, but writes down what was to be kept."""

    def __init__(self, memory: Memory) -> None:
        """Take what remembers."""
        self.memory = memory
        self.entries: Entries = []
        self.away = False

    def recall(self, kind: str, key: str) -> Any:
        """Return the JSON value that was kept under the key, or None."""
        return self.memory.recall(kind, key)

    def knows(self, kind: str, key: str) -> bool:
        """Tell whether something was kept under the key, and count that as a use."""
        return self.memory.knows(kind, key)

    def keep(self, kind: str, key: str, value: object) -> None:
        """Keep a JSON value under the key, or write down that it is to be kept."""
        if self.away:
            self.entries.append((kind, key, written(value)))
        else:
            self.memory.keep(kind, key, value)

    def held(self, kind: str, key: object) -> Any:
        """Return the value that this process holds under the key, or None."""
        return self.memory.held(kind, key)

    def hold(self, kind: str, key: object, value: object) -> None:
        """Hold a value, if this process lives on."""
        if not self.away:
            self.memory.hold(kind, key, value)

    def leave(self) -> None:
        """Keep nothing from now on: this is another process than that which has opened the memory."""
        self.away = True

    def taken(self) -> Entries:
        """Return what was to be kept, and begin another page."""
        entries, self.entries = self.entries, []
        return entries
