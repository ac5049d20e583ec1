"""The catalogue as files: of a large history so many that an edit makes only one of them another.

A reader loads them all at the first search, and what has not changed since the last one is not asked for again.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from microsite import searching
from microsite.memo import digest
from microsite.pieces import Piece, Print, kept
from microsite.press import Memory, Output, Tell
from microsite.prints import Prints

Leaf = tuple[Print, Piece]
"""A print, and what it was made of."""

_WHOLE = 600_000
"""A catalogue of no more characters is one file."""
_LEAST = 120_000
"""A file has so many at least, but for the last."""
_MOST = 500_000
"""A file has no more, if each of its pages has less."""
_ONE_IN = 8
"""Of so many pages, one may begin a file."""


def parts(
    prints: Prints, leaves: Sequence[Leaf], memory: Memory, name: Callable[[str], str], tell: Tell
) -> Mapping[str, Output]:
    """Return address and content of each file, in the order of the site; `name` makes an address of a SHA-256."""
    made: dict[str, Output] = {}
    done = 0
    for group in grouped(leaves):
        made |= _part(prints, group, memory, name)
        done += len(group)
        tell("search", done, len(leaves))
    return made


def _part(prints: Prints, group: Sequence[Leaf], memory: Memory, name: Callable[[str], str]) -> Mapping[str, Output]:
    """Return one file by its address, remembered by the pages whose slips it has."""
    keys = tuple([one.key for one, _ in group])
    held: Any = memory.held("catalogue", keys)
    if held is not None:
        return {held[0]: held[1]}
    key = digest(*keys)
    before = kept(memory.recall("catalogue", key), prints.standing)
    if before:
        return before
    script = searching.script([prints.rows(one, piece) for one, piece in group])
    sealed = hashlib.sha256(script).hexdigest()
    address = name(sealed)
    memory.keep("catalogue", key, {address: sealed})
    memory.hold("catalogue", keys, (address, script))
    return {address: prints.lay(script, sealed)}


def grouped(leaves: Iterable[Leaf]) -> Iterator[Sequence[Leaf]]:
    """Yield the pages of each file.

    Where a file begins, the address of its first page decides, and how much the one before holds. So wherever a
    page is put in, taken out or made longer, the files soon begin where they did.
    """
    listed = [leaf for leaf in leaves if leaf[0].size]
    if sum([one.size for one, _ in listed]) <= _WHOLE:
        yield listed
        return
    start = size = 0
    for place, (one, _) in enumerate(listed):
        full = size + one.size > _MOST
        if size and (full or (size >= _LEAST and _begins(next(iter(one.pages), "")))):
            yield listed[start:place]
            start, size = place, 0
        size += one.size
    yield listed[start:]


@cache  # asked of each page by each edition that a process makes
def _begins(address: str) -> bool:
    """Tell whether a page may be the first in a file: that its address decides, wherever it stands."""
    return zlib.crc32(address.encode("utf-8", "surrogatepass")) % _ONE_IN == 0
