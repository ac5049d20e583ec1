"""Pages as they come off the press, each remembered by what it is made of.

Memory holds of a page its digest and the slips that it puts into the catalogue; the page itself stands where it
was published. So what has not changed is neither made again nor read; and of what has, several processes make much.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import chain, count

from microsite import searching, workers
from microsite.ledger import Entries, Ledger
from microsite.manuscript import Manuscript
from microsite.memo import digest
from microsite.pieces import Index, Piece, Print, indexed, kept
from microsite.press import Lay, Tell, silent, staying
from microsite.render import Plates, Renderer, stamp
from microsite.shares import Shares
from microsite.text import Problem
from microsite.views import View

_MUCH = 40_000
"""Pages of so much weight are worth a pool of processes."""
_PIECES = 8
"""So many pieces go to a process at once, where each is one page and there are many."""

_ROOM = 10_000_000
"""So many characters of slips are held; what is beyond is read from memory when a file of the catalogue is made."""


class Prints:
    """What makes the pages of one site, or finds that they are made."""

    def __init__(
        self,
        manuscript: Manuscript,
        shares: Shares,
        memory: Ledger,
        standing: Mapping[str, str] | None,
        plates: Plates,
        spool: Callable[[], Lay],
    ) -> None:
        """Take the digests of what stands where the site is published, by address, what keeps compiled templates, and a spool."""
        self.shares = shares
        self.plates = plates
        self.spool = spool
        self.lay: Lay = staying()
        self.manuscript = manuscript
        self.memory = memory
        self.standing = standing
        self.dress = stamp(manuscript)
        self.problems: list[Problem] = []
        self._renderer: Renderer | None = None
        self._index: Index | None = None
        self._room = _ROOM
        self._former: Mapping[str, list[Print]] = memory.held("prints", self.dress) or {}

    def prints(self, pieces: Sequence[Piece], jobs: int, tell: Tell) -> list[list[Print]]:
        """Return what becomes of each piece; `jobs` processes make it, or one a core where it is 0."""
        found = [self._former.get(piece.key) for piece in pieces]
        for place in [place for place, prints in enumerate(found) if prints is None]:
            found[place] = self._known(pieces[place])
        stale = [place for place, prints in enumerate(found) if prints is None]
        total = sum([piece.single for piece in pieces])
        done = total - sum(pieces[place].single for place in stale)
        if done:
            tell("render", done, total)
        told = count(done + 1)
        torn: dict[int, list[Problem]] = {}
        for place, prints, problems in self._making(pieces, stale, jobs):
            found[place], torn[place] = [*map(self._lightened, prints)], problems
            if pieces[place].single:
                tell("render", next(told), total)
        self.problems.extend(problem for _, problems in sorted(torn.items()) for problem in problems)
        return [prints or [] for prints in found]

    def print(self, piece: Piece) -> list[Print]:
        """Return what becomes of a piece that is made here if it has to be."""
        return self.prints([piece], 1, silent)[0]

    def rows(self, one: Print, piece: Piece) -> bytes:
        """Return what a print of the piece puts into the catalogue."""
        if one.rows is not None:
            return one.rows
        known = self._recalled(one.key)
        if known:
            return known[1].encode()
        views = [view for view in piece.views(self.shares) if piece.single or self._key_of(view) == one.key]
        return searching.together([searching.rows(view).encode() for view in views])

    def remember(self, pieces: Sequence[Piece], found: Sequence[list[Print]]) -> None:
        """Keep an index of all pages, so that the next run finds them without asking for each; or hold the pages themselves."""
        if self.problems:
            return
        keys = [piece.key for piece in pieces]
        fresh = [place for place, key in enumerate(keys) if key not in self._former]
        rest = {keys[place]: found[place] for place in fresh if any(one.stands for one in found[place])}
        known = dict(zip(keys, found, strict=True))
        for key in rest:
            del known[key]
        self.memory.hold("prints", self.dress, known)
        lives_on = self.memory.held("prints", self.dress) is not None
        listed = chain.from_iterable(rest.values() if lives_on else found)
        index = indexed(listed)
        if lives_on:
            self.memory.hold("index", self.dress, index)
        elif index != self._indexed():
            self.memory.keep("index", self.dress, index)

    def _lightened(self, one: Print) -> Print:
        """Return a print without its slips where memory has them and enough are held."""
        self._room -= one.size
        return replace(one, rows=None) if self._room < 0 and self.memory.knows("page", one.key) else one

    # ---- what is known ---------------------------------------------------------------------

    def _known(self, piece: Piece) -> list[Print] | None:
        """Return the prints of a piece where all were made before and stand as they were made, or None."""
        key = self._key(piece.key)
        if piece.single:
            one = self._found(key)
            return None if one is None else [one]
        inner = self.memory.held("bundle", key) or self.memory.recall("bundle", key)
        found = [self._seen(str(one)) for one in inner] if isinstance(inner, list) else [None]
        prints = [one for one in found if one is not None]
        return prints if len(prints) == len(found) else None

    def _seen(self, key: str) -> Print | None:
        """Return the print of one of several views, where it is held or found, or None."""
        return self._held.get(key) or self._found(key)

    def _found(self, key: str) -> Print | None:
        """Return the print that has a key, where it was made before and stands as it was made, or None."""
        indexed = self._indexed().get(key)
        if indexed is not None and self.memory.knows("page", key):
            pages = kept(indexed[0], self.standing)
            return None if pages is None else Print(key, pages, indexed[0], indexed[1], None)
        known = self._recalled(key)
        pages = kept(known[0], self.standing) if known else None
        return None if pages is None or known is None else Print(key, pages, known[0], len(known[1]), known[1].encode())

    @cached_property
    def _held(self) -> Mapping[str, Print]:
        """Return the prints of the last edition by their own keys, if this process has lived on."""
        return {one.key: one for prints in self._former.values() for one in prints}

    def _recalled(self, key: str) -> tuple[Mapping[str, str], str] | None:
        """Return the digests of pages and their slips as they were kept, or None."""
        match self.memory.recall("page", key):
            case [dict(digests), str(rows)]:
                return digests, rows
        return None

    def _indexed(self) -> Index:
        if self._index is None:
            self._index = self.memory.held("index", self.dress)
        if self._index is None:
            known = self.memory.recall("index", self.dress)
            self._index = {key: (one[0], one[1]) for key, one in known.items()} if isinstance(known, dict) else {}
        return self._index

    # ---- making ----------------------------------------------------------------------------

    def _making(
        self, pieces: Sequence[Piece], stale: Sequence[int], jobs: int
    ) -> Iterator[tuple[int, list[Print], list[Problem]]]:
        """Yield the place, the prints and the problems of each stale piece, as it is done."""
        number = workers.several(jobs)
        if number == 1 or len(stale) == 1 or sum(500 + pieces[place].weight for place in stale) < _MUCH:
            yield from ((place, *self._made(pieces[place], pieces[place].views(self.shares))) for place in stale)
            return
        list(self._rendering().problems())  # they are told; what is compiled now, no process compiles again
        self.lay = self.spool()
        # What takes longest goes first, and alone.
        shares = [[place] for place in stale if not pieces[place].single]
        single = [place for place in stale if pieces[place].single]
        size = max(1, min(_PIECES, len(single) // (4 * number)))
        shares += [single[n : n + size] for n in range(0, len(single), size)]
        for _, (made, entries) in workers.forked(partial(self._away, pieces), shares, number):
            for entry in entries:
                self.memory.keep(*entry)
            for place, prints, problems in made:
                self._hold(pieces[place], prints, problems)
                yield place, prints, problems

    def _away(
        self, pieces: Sequence[Piece], places: Sequence[int]
    ) -> tuple[list[tuple[int, list[Print], list[Problem]]], Entries]:
        """Return what becomes of the pieces at some places, and what is to be remembered: in a process of the pool."""
        self.memory.leave()
        # One kind of work after the other: while it does the second, a processor forgets how it did the first.
        views = [list(pieces[place].views(self.shares)) for place in places]
        made = [(place, *self._made(pieces[place], some)) for place, some in zip(places, views, strict=True)]
        return made, self.memory.taken()

    def _made(self, piece: Piece, views: Iterable[View]) -> tuple[list[Print], list[Problem]]:
        """Return what becomes of a piece, given its views, and what is wrong with its templates."""
        torn: list[Problem] = []
        made: list[Print] = []
        for view in views:
            key = self._key(piece.key) if piece.single else self._key_of(view)
            known = None if piece.single else self._seen(key)
            one, problems = (known, ()) if known else self._pulled(key, view)
            made.append(one)
            torn.extend(problems)
        if not piece.single and not (torn or self.problems):
            self.memory.keep("bundle", self._key(piece.key), [one.key for one in made])
        self._hold(piece, made, torn)
        return made, torn

    def _pulled(self, key: str, view: View) -> tuple[Print, Sequence[Problem]]:
        """Return a print of a view, and remember it; not where its template has problems, which are told each time."""
        texts, problems = self._rendering().render(view)
        pages = {address: page.encode() for address, page in texts.items()}
        rows = searching.rows(view)
        digests = {address: hashlib.sha256(page).hexdigest() for address, page in pages.items()}
        if not (problems or self.problems):
            self.memory.keep("page", key, [digests, rows])
        laid = {address: self.lay(page, digests[address]) for address, page in pages.items()}
        return Print(key, laid, digests, len(rows), rows.encode()), problems

    def _hold(self, piece: Piece, made: Sequence[Print], torn: Sequence[Problem]) -> None:
        """Hold which prints a piece has become, if this process lives on."""
        if torn or self.problems:
            return
        if not piece.single:
            self.memory.hold("bundle", self._key(piece.key), [one.key for one in made])

    def _key(self, key: str) -> str:
        return f"{self.dress} {key}"

    def _key_of(self, view: View) -> str:
        return self._key(digest(type(view).__name__, repr(view)))

    def _rendering(self) -> Renderer:
        if self._renderer is None:
            self._renderer = self.memory.held("renderer", self.dress) or Renderer(self.manuscript, self.plates)
            self.memory.hold("renderer", self.dress, self._renderer)
            if not self.memory.knows("templates", self.dress):
                self.problems.extend(self._renderer.problems())
            if not self.problems:
                self.memory.keep("templates", self.dress, "sound")
        return self._renderer
