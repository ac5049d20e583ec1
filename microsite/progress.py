"""What is seen of long work: a bar on a terminal, a line a stage elsewhere, and where the time went."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TextIO

from microsite.console import is_terminal

STAGES: Mapping[str, tuple[str, str, str]] = {
    "read": ("reading", "", ""),
    "load": ("loading", "", ""),
    "parse": ("parsing", "parsed", "file"),
    "resolve": ("resolving", "", ""),
    "check": ("checking", "", ""),
    "cite": ("citing", "cited", ""),
    "render": ("rendering", "rendered", "page"),
    "search": ("cataloguing", "catalogued", "page"),
    "publish": ("publishing", "", ""),
}
"""The stages of a build in their order: what it is doing; what a line says that it has done, and to what."""

_PATIENCE = 0.3
"""Seconds of work before a bar appears: what is done sooner needs none."""
_WORTH = 0.1
"""Seconds that a stage takes to be worth a line, where there is no bar."""
_TICK = 0.05
"""Seconds between two pictures of the bar."""
_WIDTH = 24
"""Characters of the bar."""
_CLEAR = "\r\x1b[2K"
"""To the beginning of the line, and nothing in it (ECMA-48, EL)."""


class Watcher:
    """What a build tells of its work, and what is shown of it.

    It keeps the time of each stage, which lasts until another one is told.
    """

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = time.perf_counter) -> None:
        """Show on `stream`, or nowhere; `clock` returns seconds."""
        self.stream = stream
        self.bar = stream is not None and is_terminal(stream)
        self.clock = clock
        self.spent: dict[str, float] = dict.fromkeys(STAGES, 0.0)
        self.stage = ""
        self.done = 0
        self.started = self.since = self.drawn = clock()

    def tell(self, stage: str, done: int, total: int) -> None:
        """Take note that `done` of `total` of a stage are done; 0 of 0 where it is a single step."""
        if stage != self.stage:
            self._turn(stage)
        if done:
            self.done += 1
        now = self.clock()
        if self.bar and now - self.started > _PATIENCE and (now - self.drawn > _TICK or not done):
            self.drawn = now
            self._write(_CLEAR + _pictured(stage, done, total, self._unicode()))

    def finish(self) -> None:
        """End the last stage, and clear the line of the bar for what is printed next."""
        self._turn("")
        if self.bar and self.drawn != self.started:
            self._write(_CLEAR)

    def _turn(self, stage: str) -> None:
        now = self.clock()
        if self.stage:
            self.spent[self.stage] += now - self.since
            _, did, noun = STAGES[self.stage]
            spent = self.spent[self.stage]
            if did and not self.bar and spent >= _WORTH and bool(noun) == bool(self.done):
                counted = f" {self.done:,} {noun}{'s' if self.done > 1 else ''}" if noun else ""
                self._write(f"{did}{counted} in {spent:.1f} s\n")
        self.stage, self.since, self.done = stage, now, 0

    def _unicode(self) -> bool:
        return self.stream is not None and (self.stream.encoding or "").lower().startswith("utf")

    def _write(self, words: str) -> None:
        if self.stream is not None:
            self.stream.write(words)
            self.stream.flush()


def profile(spent: Mapping[str, float]) -> str:
    """Return where the time went: a line a stage with its seconds and its share."""
    whole = sum(spent.values())
    lines = [f"{stage:<9}{seconds:>8.3f} s {100 * seconds / (whole or 1):>4.0f} %" for stage, seconds in spent.items()]
    return "\n".join([*lines, f"{'together':<9}{whole:>8.3f} s"])


def _pictured(stage: str, done: int, total: int, unicode: bool) -> str:  # noqa: FBT001 - of two, named at its one call
    doing = STAGES[stage][0]
    if not total:
        return f"{doing} {'…' if unicode else '...'}"
    full = round(_WIDTH * done / total)
    filled, left = "█░" if unicode else "#."
    return f"{doing:<11} {filled * full}{left * (_WIDTH - full)} {done:,} of {total:,}"
