"""What the pages of a site are cast from, a piece each: of one edition after another, no more is worked out than has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


def texts(shares: Shares, setting: Setting, memory: Memory) -> list[Piece]:
    """Return what the pages of texts are made of: from memory where neither text nor what is resolved has changed.

    Where an author's links lead, other texts decide too: the keys of texts that have any are found anew each time.
    """
    plain = replace(setting, lanes="")  # the sheet of the timeline alone
    held = memory.held("shares", "")
    same = held is not None and held[0] is shares.known and held[1] == shares.ground
    known: dict[str, tuple[Face, Piece]] = {**held[2]} if same else {}
    get = known.get

    def cast(text: Face) -> Piece:
        piece = Piece(shares.key(text), partial(_text, plain, text), single=True, weight=text.traits.words)
        known.pop(text.path, None)
        if not shares.bound(text):
            known[text.path] = (text, piece)
        return piece

    made = [
        one[1] if (one := get(text.path)) is not None and one[0] is text else cast(text)
        for text in shares.history.texts
    ]
    memory.hold("shares", "", (shares.known, shares.ground, known))
    return made


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
