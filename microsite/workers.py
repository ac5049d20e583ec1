"""Work that several processes share."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")


def several(jobs: int) -> int:
    """Return how many processes work for an order of `jobs`, or of one a core where it is 0: one where none can fork."""
    return (jobs or os.cpu_count() or 1) if hasattr(os, "fork") else 1


def nothing() -> None:
    """Do nothing."""


def forked(
    work: Callable[[A], B], pieces: Sequence[A], number: int, meanwhile: Callable[[], object] = nothing
) -> Iterator[tuple[int, B]]:
    """Yield what `work` makes of each piece, with its place, as it is done, by so many processes.

    This one does something else `meanwhile`, which is short: what is done by then waits.
    They are copies of this one, and so `work` may be a function of anything that is known here; only pieces and what
    becomes of them go from one to another.
    """
    # Imported here: it takes as long as the parsing of ten chapters.
    import multiprocessing  # noqa: PLC0415
    from concurrent.futures import ProcessPoolExecutor, as_completed  # noqa: PLC0415

    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(min(number, len(pieces)), fork, initializer=_inherit, initargs=(work,)) as pool:
        places = {pool.submit(_do, piece): place for place, piece in enumerate(pieces)}
        meanwhile()
        for done in as_completed([*places]):
            yield places.pop(done), done.result()  # what nobody holds any longer is let go


_inherited: list[Callable[[Any], Any]] = []
"""In a process that was forked, its work."""


def _inherit(work: Callable[[Any], Any]) -> None:
    gc.freeze()  # a collection would write to all that a copy shares with the others, and so make it its own
    _inherited.append(work)


def _do(piece: Any) -> Any:  # noqa: ANN401 - `forked` knows the types
    return _inherited[-1](piece)
