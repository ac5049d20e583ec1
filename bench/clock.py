"""The measuring of programs that run and end: seconds of processor and of clock, and memory."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program, and of all that it started and waited for."""

    wall: float
    """Seconds of the clock."""
    processor: float
    """Seconds of the processors, the system's among them."""
    memory: float
    """The most memory that one of its processes held, in MB."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Several runs of the same."""

    runs: tuple[Run, ...]
    """The runs in their order."""

    @property
    def wall(self) -> float:
        """Return the median of the seconds of the clock."""
        return statistics.median(run.wall for run in self.runs)

    @property
    def processor(self) -> float:
        """Return the median of the seconds of the processors."""
        return statistics.median(run.processor for run in self.runs)

    @property
    def range(self) -> tuple[float, float]:
        """Return the least and the greatest of the seconds of the processors."""
        found = [run.processor for run in self.runs]
        return min(found), max(found)

    @property
    def memory(self) -> float:
        """Return the greatest memory in MB."""
        return max(run.memory for run in self.runs)


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder and return what it took; raise `RuntimeError` with its words where it fails."""
    log = folder.parent / f"{folder.name}.log"
    started = time.perf_counter()
    with log.open("wb") as said:
        actions = [(os.POSIX_SPAWN_DUP2, said.fileno(), 1), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)]
        here = Path.cwd()
        os.chdir(folder)  # what is spawned starts where this process is
        try:
            child = os.posix_spawnp(command[0], list(command), dict(os.environ), file_actions=actions)
        finally:
            os.chdir(here)
        _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    if status:
        raise RuntimeError(f"{' '.join(command)}\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
    # Linux counts in kB, macOS in bytes.
    memory = usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024)
    return Run(wall, usage.ru_utime + usage.ru_stime, memory)


def repeated(times: int, command: Sequence[str], folder: Path, before: Callable[[int], None]) -> Spread:
    """Return so many runs of a command, each after `before`, which gets the number of the run and is not measured."""
    runs = []
    for number in range(times):
        before(number)
        runs.append(run(command, folder))
    return Spread(tuple(runs))
