"""Every file of a published site: pages, copied files, downloads, and what hosts read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, date
from functools import partial
from itertools import chain
from urllib.parse import urlsplit

from microsite import casting, catalogue, copies, links, makeready, pages, timelines
from microsite.citeproc import Answer
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
from microsite.press import Memory, Order, Output, Press, lasting
from microsite.prints import Prints
from microsite.shares import Shares
from microsite.text import Problem

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
    shares = Shares(library, digest(pages.ground(library, setting)), answer.engine, casting.needs(library, memory))
    prints = Prints(manuscript, shares, ledger, order.standing, press.plates, press.spool)
    pieces = [*casting.texts(shares, setting, memory), *casting.wholes(shares, setting, ready.data, memory)]
    found = prints.prints(pieces, order.jobs, press.tell)
    leaves = [(one, piece) for piece, some in zip(pieces, found, strict=True) for one in some]
    if known.texts:
        files = catalogue.parts(prints, leaves, memory, partial(copies.named, "static/catalogue.js"), press.tell)
        made |= files
        letters = lasting(memory, "letters", (known.cited,), lambda: pages.letters(known))
        views = tuple(pages.search(library, setting, letters, tuple(files)))
        pieces.append(Piece(digest(repr(views)), lambda _: iter(views), single=True, weight=0))
        found.append(prints.print(pieces[-1]))
    for one in chain.from_iterable(found):
        made.update(one.pages)
    prints.remember(pieces, found)
    made |= ready.exported()
    made["_headers"] = _HEADERS.encode()
    made[".nojekyll"] = b""
    return _ordered(made, memory), tuple(dict.fromkeys(prints.problems))


def _ordered(made: Mapping[str, Output], memory: Memory) -> Mapping[str, Output]:
    """Return the files in the order of their addresses, which is seldom another than that of the edition before."""
    order: Mapping[str, None] | None = memory.held("order", "")
    if order is None or order.keys() != made.keys():
        order = dict.fromkeys(sorted(made))
        memory.hold("order", "", order)
    return {address: made[address] for address in order}


def _library(known: History, answer: Answer, places: Mapping[str, str], press: Press, memory: Memory) -> Library:
    token = (known.cited, answer)
    menu = lasting(memory, "menu", token, lambda: tuple(pages.menu(known, cited=bool(answer.entries))))
    numbers = lasting(memory, "numbers", token, lambda: _numbers(known))
    anchors = links.page_anchors(known)
    return Library(known, answer, places, anchors, makeready.drawer(known.site, press, memory), menu, numbers)


def _numbers(known: History) -> Mapping[str, int]:
    """Return the number of each chapter in the reading order, by its slug; of two with one slug, the first counts."""
    return {chapter.slug: number for number, chapter in reversed(list(enumerate(known.chapters, 1)))}


def _lanes(known: History, memory: Memory) -> bytes:
    """Return the sheet that filters the timeline, from memory where the history was resolved to the same."""
    return lasting(memory, "lanes", (known.cited,), lambda: timelines.style(known).encode() if known.events else b"")


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
