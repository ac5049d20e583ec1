"""Pages as they come off the press, each remembered by what it is made of.

Memory holds of a page its digest and the slips that it puts into the catalogue; the page itself stands where it
was published. So what has not changed is neither made again nor read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from microsite import searching
from microsite.manuscript import Manuscript
from microsite.memo import digest
from microsite.press import Kept, Memory, Output
from microsite.render import Renderer, stamp
from microsite.text import Problem
from microsite.values import dataclass
from microsite.views import View

_Make = Callable[[], Iterator[View]]


@dataclass(frozen=True, slots=True)
class Print:
    """The pages that are made of one share."""

    key: str
    """The digest of all that they are made of."""
    pages: Mapping[str, Output]
    """The pages by address."""
    views: _Make
    """Makes their views."""


class Prints:
    """What makes the pages of one site, or finds that they are made."""

    def __init__(self, manuscript: Manuscript, memory: Memory, standing: Mapping[str, str] | None) -> None:
        """Take the digests of what stands where the site is published, by address."""
        self.manuscript = manuscript
        self.memory = memory
        self.standing = standing
        self.dress = stamp(manuscript)
        self.problems: list[Problem] = []
        self._renderer: Renderer | None = None

    def page(self, key: str, views: _Make) -> Print:
        """Return the pages of views, given a digest of all that these are made of."""
        key = f"{self.dress} {key}"
        known = self.memory.held("page", key) or self._standing(key)
        if known is not None:
            return Print(key, known, views)
        made: dict[str, bytes] = {}
        torn: list[Problem] = []
        rows: list[bytes] = []
        for view in views():
            pages, problems = self._rendering().render(view)
            made |= {address: page.encode() for address, page in pages.items()}
            torn.extend(problems)
            rows.append(searching.rows(view))
        self.problems.extend(torn)
        self._keep(key, made, searching.together(rows))
        return Print(key, made, views)

    def bundle(self, key: str, views: _Make) -> Print:
        """Return the pages of several views, each of which is remembered by itself too: by what it shows."""
        key = f"bundle {self.dress} {key}"
        known = self.memory.held("page", key) or self._standing(key)
        if known is not None:
            for one in self.memory.recall("bundle", key) or ():  # which are of use still
                self.memory.knows("page", one)
                self.memory.knows("rows", one)
            return Print(key, known, views)
        made: dict[str, Output] = {}
        rows: list[bytes] = []
        inner: list[str] = []
        for view in views():
            one = self.page(digest(type(view).__name__, repr(view)), partial(_alone, view))
            made |= one.pages
            rows.append(self.rows(one))
            inner.append(one.key)
        self._keep(key, made, searching.together(rows))
        self.memory.keep("bundle", key, inner)
        return Print(key, made, views)

    def rows(self, made: Print) -> bytes:
        """Return what the pages put into the catalogue."""
        held: bytes | None = self.memory.held("rows", made.key)
        if held is not None:
            return held
        known = self.memory.recall("rows", made.key)
        if isinstance(known, str):
            rows = known.encode()
        else:
            rows = searching.together(map(searching.rows, made.views()))
            self.memory.keep("rows", made.key, rows.decode())
        self.memory.hold("rows", made.key, rows)
        return rows

    def _standing(self, key: str) -> Mapping[str, Output] | None:
        """Return the pages that were made of the same before and stand as they were made, or None."""
        known = self.memory.recall("page", key)
        return kept(known, self.standing)

    def _keep(self, key: str, made: Mapping[str, Output], rows: bytes) -> None:
        """Remember pages; not those of templates with problems, which are to be told each time."""
        if not self.problems:
            self.memory.keep("page", key, {address: _digest(page) for address, page in made.items()})
            self.memory.keep("rows", key, rows.decode())
            self.memory.hold("page", key, made)
            self.memory.hold("rows", key, rows)

    def _rendering(self) -> Renderer:
        if self._renderer is None:
            self._renderer = self.memory.held("renderer", self.dress) or Renderer(self.manuscript)
            self.memory.hold("renderer", self.dress, self._renderer)
            if not self.memory.knows("templates", self.dress):
                self.problems.extend(self._renderer.problems())
            if not self.problems:
                self.memory.keep("templates", self.dress, "sound")
        return self._renderer


def kept(known: object, standing: Mapping[str, str] | None) -> Mapping[str, Output] | None:
    """Return the files of which the digests are known by address, if they stand as they were made or need not stand."""
    if isinstance(known, dict) and (standing is None or all(standing.get(a) == known[a] for a in known)):
        return {address: Kept(known[address]) for address in known}
    return None


def _alone(view: View) -> Iterator[View]:
    yield view


def _digest(page: Output) -> str:
    return page.digest if isinstance(page, Kept) else hashlib.sha256(page).hexdigest()
