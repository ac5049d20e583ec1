"""One look at all files before a build reads them, for the next to see at once whether anything has changed."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from microsite import disk, doorstep, inventory, publish, standing
from microsite.doorstep import Seen
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Glance:
    """How everything stood before a build read it, for the next one to see whether it still does."""

    started: float
    """When, by the clock that measures how long something takes."""
    before: Sequence[Seen]
    """What `doorstep.look` told."""

    @classmethod
    def of(cls, chosen: Namespace) -> Glance:
        """Return how everything stands, or stood when the doorstep looked."""
        if chosen.seen and Path(doorstep.named(chosen.words)) == chosen.site:
            return cls(chosen.started, chosen.seen)
        started = time.perf_counter()
        return cls(started, doorstep.look(f"{chosen.site}") if chosen.site.is_dir() else ())

    def enter(self, chosen: Namespace, files: disk.Files, known: Mapping[str, str]) -> None:
        """Enter into the inventory what was read."""
        if not chosen.no_cache:
            inventory.keep(f"{chosen.site / '.cache'}", known, self.before, files.read, self._took())

    def keep(self, chosen: Namespace, said: tuple[str, str], made: Sequence[str], output: Path) -> None:
        """Remember what the build made and `said`, of problems and at its end, where the doorstep can ask for it."""
        site = doorstep.named(chosen.words)
        if chosen.no_cache or chosen.profile or Path(site) != chosen.site:
            return
        # Strings: a thousand paths take as long as all the rest of it.
        paths = [f"{output}/{name}" for name in (*made, standing.MANIFEST)] + [*map(str, publish.traces(output))]
        doorstep.keep(site, chosen.words, [*self.before], self._took(), said, paths)

    def _took(self) -> int:
        return int((time.perf_counter() - self.started) * 1e9)
