"""Every file of a published site: pages, copied files, downloads, and what hosts read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import MAXYEAR, date
from functools import cache, partial
from urllib.parse import urlsplit

from microsite import catalogue, copies, links, makeready, pages, timelines
from microsite.citeproc import Answer
from microsite.faces import Face
from microsite.filling import Library
from microsite.history import History
from microsite.ledger import Ledger
from microsite.makeready import Ready
from microsite.manuscript import Manuscript
from microsite.memo import digest
from microsite.model import Site
from microsite.pages import Setting
from microsite.pieces import Piece
from microsite.policy import POLICY
from microsite.press import Memory, Order, Output, Press
from microsite.prints import Prints
from microsite.shares import Needs, Shares
from microsite.text import Problem
from microsite.views import View

_HEADERS = f"""/*
  Content-Security-Policy: {POLICY}
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
/static/*
  Cache-Control: public, max-age=31536000, immutable
/files/*
  Cache-Control: public, max-age=31536000, immutable
"""


def outputs(
    manuscript: Manuscript, known: History, answer: Answer, order: Order, press: Press, memory: Memory, ready: Ready
) -> tuple[Mapping[str, Output], tuple[Problem, ...]]:
    """Return every file of the site by its address, and what is wrong with the templates."""
    ledger = Ledger(memory)
    copied = copies.copied(manuscript, known.site, order.standing, memory)
    library = _library(known, answer, {path: address for path, (address, _) in copied.items()}, press, ledger)
    static = sorted((p.removeprefix("static/"), to) for p, (to, _) in copied.items() if p.startswith("static/"))
    made: dict[str, Output] = dict(copied.values())
    sheet = _lanes(known, memory)
    lanes = copies.hashed(timelines.SHEET, sheet)
    made |= {lanes: sheet} if sheet else {}
    setting = Setting(_base_url(known.site, order), _root(order), _updated(known, order), tuple(static), lanes)
    prints = Prints(manuscript, ledger, order.standing, press.secret, press.spool)
    shares = Shares(library, digest(pages.ground(library, setting)), answer.engine, _needs(library, memory))
    pieces = [*_texts(shares, setting, memory), *_wholes(shares, setting, ready.data, memory)]
    found = prints.prints(pieces, order.jobs, press.tell)
    leaves = [(one, piece) for piece, some in zip(pieces, found, strict=True) for one in some]
    done = [one for one, _ in leaves]
    if known.texts:
        files = catalogue.parts(prints, leaves, memory, partial(copies.named, "static/catalogue.js"), press.tell)
        made |= files
        views = tuple(pages.search(library, setting, tuple(files)))
        done += prints.print(Piece(digest(repr(views)), lambda: iter(views), single=True, weight=0))
    for one in done:
        made |= one.pages
    prints.remember(done)
    made |= ready.exported()
    made["_headers"] = _HEADERS.encode()
    made[".nojekyll"] = b""
    return dict(sorted(made.items())), tuple(dict.fromkeys(prints.problems))


def _texts(shares: Shares, setting: Setting, memory: Memory) -> Iterator[Piece]:
    """Yield what the pages of texts are made of."""
    plain = replace(setting, lanes="")  # the sheet of the timeline alone
    for text, key in _keyed(shares, memory):
        yield Piece(key, partial(_text_views, shares, plain, text), single=True, weight=text.traits.words)


def _wholes(shares: Shares, setting: Setting, data: str, memory: Memory) -> Iterator[Piece]:
    """Yield what the other pages are made of, given a digest of the data files."""
    whole = shares.history
    records = (whole.events, whole.people, whole.places, whole.terms, whole.sources)
    weight = 20 * sum(map(len, records)) + 5 * len(whole.texts)
    for share, some in ((shares.apart(_told(shares, memory)), pages.APART), (shares.whole(), pages.TELLING)):
        library = cache(share[1])
        for maker in some:
            key = digest(data, share[0], maker.__name__)
            yield Piece(key, partial(_whole_views, library, setting, maker), single=False, weight=weight)


def _told(shares: Shares, memory: Memory) -> str:
    """Return what texts tell to pages without one, from memory where the history was resolved to the same."""
    held = memory.held("shown", "")
    if held is not None and held[0] is shares.known:
        return str(held[1])
    told = shares.told()
    memory.hold("shown", "", (shares.known, told))
    return told


def _library(known: History, answer: Answer, places: Mapping[str, str], press: Press, memory: Memory) -> Library:
    menu = tuple(pages.menu(known, cited=bool(answer.entries)))
    numbers = {chapter.slug: number for number, chapter in reversed(list(enumerate(known.chapters, 1)))}
    anchors = links.page_anchors(known)
    return Library(known, answer, places, anchors, makeready.drawer(known.site, press, memory), menu, numbers)


def _keyed(shares: Shares, memory: Memory) -> Iterator[tuple[Face, str]]:
    """Yield each text with the key of its page: from memory where neither it nor what is resolved has changed.

    Where an author's links lead, other texts decide too: the keys of texts that have any are found anew each time.
    """
    held = memory.held("shares", "")
    same = held is not None and held[0] is shares.known and held[1] == shares.ground
    before: Mapping[str, tuple[Face, str]] = held[2] if same else {}
    known: dict[str, tuple[Face, str]] = {}
    for text in shares.history.texts:
        one = before.get(text.path)
        if one is not None and one[0] is text:
            known[text.path] = one
        else:
            one = (text, shares.key(text))
            if not shares.bound(text):
                known[text.path] = one
        yield one
    memory.hold("shares", "", (shares.known, shares.ground, known))


def _lanes(known: History, memory: Memory) -> bytes:
    """Return the sheet that filters the timeline, from memory where the history was resolved to the same."""
    held = memory.held("lanes", "")
    if held is not None and held[0] is known.cited:
        return bytes(held[1])
    sheet = timelines.style(known).encode() if known.events else b""
    memory.hold("lanes", "", (known.cited, sheet))
    return sheet


def _needs(library: Library, memory: Memory) -> Needs:
    """Return the needs that are known of a library: those of the one before, where it was resolved to the same."""
    token = (library.history.cited, library.answer)
    held = memory.held("needs", "")
    if held is not None and all(one is other for one, other in zip(held[0], token, strict=True)):
        known: Needs = held[1]
        return known
    needs: Needs = {}
    memory.hold("needs", "", (token, needs))
    return needs


def _whole_views(share: Callable[[], Library], setting: Setting, maker: pages.Maker) -> Iterator[View]:
    return pages.views(share(), setting, (maker,))


def _text_views(shares: Shares, setting: Setting, text: Face) -> Iterator[View]:
    return pages.text(shares.of(text), setting, text)


def _base_url(site: Site, order: Order) -> str:
    chosen = order.base_url or (site.base_url.content if site.base_url else "")
    return chosen.rstrip("/") + "/" if chosen else ""


def _root(order: Order) -> str:
    """Return the path of the address that the build is ordered for; that in `site.yaml` binds the bytes to no place."""
    return urlsplit(order.base_url).path.rstrip("/") + "/" if order.base_url else ""


def _updated(known: History, order: Order) -> str:
    """Return the date of the edition: of the environment, of `site.yaml`, else of the last event."""
    if order.epoch:
        return order.epoch
    if known.site.updated and known.site.updated.iso:
        return "-".join(f"{n:02}" for n in known.site.updated.earliest)
    days = [day for event in known.events if 0 < (day := event.date.earliest)[0] <= MAXYEAR]
    return date(*max(days)).isoformat() if days else ""
