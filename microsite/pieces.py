"""What pages are made of, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from microsite.press import Kept, Output
from microsite.shares import Shares
from microsite.values import dataclass
from microsite.views import View


@dataclass(frozen=True, slots=True)
class Piece:
    """What pages are to be made of."""

    key: str
    """The digest of all that they are made of."""
    views: Callable[[Shares], Iterator[View]]
    """Makes their views, given what one page may look at: a piece that is held from edition to edition holds none of them."""
    single: bool
    """Whether it is one page; else each is remembered by itself too: by what it shows."""
    weight: int
    """How much work it is, in words of prose, about."""


@dataclass(frozen=True, slots=True)
class Print:
    """What one view has become."""

    key: str
    """The digest of all that it is made of."""
    pages: Mapping[str, Output]
    """The pages by address: none where the template is torn, several where a view has several templates."""
    digests: Mapping[str, str]
    """The SHA-256 of each page by its address, in hexadecimal."""
    size: int
    """The length of its slips in the catalogue, in characters."""
    rows: bytes | None
    """Its slips as the catalogue has them, as UTF-8; None where memory has them."""

    @property
    def stands(self) -> bool:
        """Tell whether a page of it is not here, but stands where it was published."""
        return any(isinstance(page, Kept) for page in self.pages.values())


Index = Mapping[str, tuple[Mapping[str, str], int]]
"""Pages by their keys: the digest of each by its address, and the length of the slips."""


def indexed(prints: Iterable[Print]) -> Index:
    """Return the index of some prints."""
    return {one.key: (one.digests, one.size) for one in prints if one.pages}


def kept(known: object, standing: Mapping[str, str] | None) -> Mapping[str, Output] | None:
    """Return the files of which the digests are known by address, if they stand as they were made or need not stand."""
    if isinstance(known, dict) and (standing is None or all(standing.get(a) == known[a] for a in known)):
        return {address: Kept(known[address]) for address in known}
    return None
