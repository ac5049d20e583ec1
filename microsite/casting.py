"""What the pages of a site are cast from, a piece each: of one edition after another, no more is worked out than has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial

from microsite import pages
from microsite.faces import Face
from microsite.filling import Library
from microsite.memo import digest
from microsite.pages import Setting
from microsite.pieces import Piece
from microsite.press import Memory, lasting
from microsite.shares import Needs, Shares
from microsite.views import View


def needs(library: Library, memory: Memory) -> Needs:
    """Return the needs that are known of a library: those of the one before, where it was resolved to the same."""
    return lasting(memory, "needs", (library.history.cited, library.answer), dict)


def texts(shares: Shares, setting: Setting, memory: Memory) -> Iterator[Piece]:
    """Yield what the pages of texts are made of: from memory where neither text nor what is resolved has changed.

    Where an author's links lead, other texts decide too: the keys of texts that have any are found anew each time.
    """
    plain = replace(setting, lanes="")  # the sheet of the timeline alone
    held = memory.held("shares", "")
    same = held is not None and held[0] is shares.known and held[1] == shares.ground
    before: Mapping[str, tuple[Face, Piece]] = held[2] if same else {}
    known = {**before}
    for text in shares.history.texts:
        one = before.get(text.path)
        if one is not None and one[0] is text:
            yield one[1]
            continue
        known.pop(text.path, None)
        piece = Piece(shares.key(text), partial(_text, plain, text), single=True, weight=text.traits.words)
        if not shares.bound(text):
            known[text.path] = (text, piece)
        yield piece
    memory.hold("shares", "", (shares.known, shares.ground, known))


def wholes(shares: Shares, setting: Setting, data: str, memory: Memory) -> Iterator[Piece]:
    """Yield what the other pages are made of, given a digest of the data files."""
    whole = shares.history
    records = (whole.events, whole.people, whole.places, whole.terms, whole.sources)
    weight = 20 * sum(map(len, records)) + 5 * len(whole.texts)
    shown, told = lasting(memory, "shown", (shares.known,), lambda: (shares.shown(), shares.told()))
    for share, some in ((shares.apart(shown), pages.APART), (shares.whole(told), pages.TELLING)):
        library = cache(share[1])
        for maker in some:
            key = digest(data, share[0], maker.__name__)
            yield Piece(key, partial(_whole, library, setting, maker), single=False, weight=weight)


def _text(setting: Setting, text: Face, shares: Shares) -> Iterator[View]:
    return pages.text(shares.of(text), setting, text)


def _whole(share: Callable[[], Library], setting: Setting, maker: pages.Maker, _: Shares) -> Iterator[View]:
    return pages.views(share(), setting, (maker,))
