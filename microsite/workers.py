"""Work that several processes share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

_FEW = 30
"""Fewer pieces of work than this are done sooner than a pool of processes starts."""
_PIECES = 16
"""So many pieces go to a process at once: the first come back while the others are under way."""


def mapped(work: Callable[[A], B], pieces: Sequence[A], jobs: int) -> Iterator[B]:
    """Yield what `work` makes of each piece, in order, by `jobs` processes, or one a core where it is 0."""
    number = jobs or os.cpu_count() or 1
    if len(pieces) < _FEW or number == 1 or not hasattr(os, "fork"):
        yield from map(work, pieces)
        return
    # Imported here: it takes as long as the parsing of three chapters.
    import multiprocessing  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415

    with ProcessPoolExecutor(number, multiprocessing.get_context("fork")) as pool:
        yield from pool.map(work, pieces, chunksize=_PIECES)
