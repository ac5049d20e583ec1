"""Every file of a published site: pages, copied files, downloads, and what hosts read."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping
from datetime import MAXYEAR, date
from urllib.parse import urlsplit

from microsite import atlas, codec, exports, links, maps, pages, relations, searching, sheets, timelines
from microsite.citeproc import Answer
from microsite.filling import Library
from microsite.history import History
from microsite.manuscript import Manuscript
from microsite.maps import Draw, Drawing, Locality
from microsite.memo import digest
from microsite.model import Site
from microsite.pages import Setting
from microsite.policy import POLICY
from microsite.press import Memory, Order, Press, Tell, counted
from microsite.render import Renderer, stamp
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
    manuscript: Manuscript, known: History, answer: Answer, order: Order, press: Press, memory: Memory
) -> tuple[Mapping[str, bytes], tuple[Problem, ...]]:
    """Return every file of the site by its address, and what is wrong with the templates."""
    copied = _copied(manuscript, known.site)
    places = {path: address for path, (address, _) in copied.items()}
    library = Library(known, answer, places, links.page_anchors(known), _drawer(known.site, press, memory))
    static = {path.removeprefix("static/"): address for path, address in places.items() if path.startswith("static/")}
    made = dict(copied.values())
    sheet = timelines.style(known).encode() if known.events else b""
    lanes = _hashed(timelines.SHEET, sheet)
    made |= {lanes: sheet} if sheet else {}
    setting = Setting(_base_url(known.site, order), _root(order), _updated(known, order), static, lanes)
    problems: list[Problem] = []
    shown = tuple(pages.views(library, setting))
    told = counted(press.tell, "search", shown, len(shown))
    catalogue = searching.script(slip for view in told for slip in searching.slips(view))
    address = _hashed("static/catalogue.js", catalogue)
    if known.texts:
        made[address] = catalogue
        shown += tuple(pages.search(library, setting, address, shown))
    rendered, torn = _rendered(manuscript, shown, memory, press.tell)
    made |= rendered
    problems.extend(torn)
    cited = known.cited_sources()
    if cited:
        listing = exports.csl_json(cited)
        made["bibliography.json"] = listing.encode()
        made["bibliography.ris"] = exports.ris(cited).encode()
        made["bibliography.bib"] = _bibtex(listing, press, memory).encode()
    made |= relations.files(known)
    made["_headers"] = _HEADERS.encode()
    made[".nojekyll"] = b""
    return dict(sorted(made.items())), tuple(dict.fromkeys(problems))


def _rendered(
    manuscript: Manuscript, shown: tuple[View, ...], memory: Memory, tell: Tell
) -> tuple[Mapping[str, bytes], tuple[Problem, ...]]:
    """Return the pages by address, each remembered by its view, its templates and Jinja's version."""
    renderer: Renderer | None = None
    dress = stamp(manuscript)
    pages_made: dict[str, bytes] = {}
    problems: list[Problem] = []
    tell("render", 0, 0)
    for number, view in enumerate(shown, 1):
        key = digest(dress, type(view).__name__, repr(view))
        known = memory.recall("render", key)
        if isinstance(known, dict) and all(isinstance(page, str) for page in known.values()):
            pages_made |= {address: page.encode() for address, page in known.items()}
            continue
        if renderer is None:
            renderer = Renderer(manuscript)
            problems.extend(renderer.problems())
        made, torn = renderer.render(view)
        tell("render", number, len(shown))
        problems.extend(torn)
        pages_made |= {address: page.encode() for address, page in made.items()}
        if not torn:
            memory.keep("render", key, dict(made))
    return pages_made, tuple(problems)


def _drawer(site: Site, press: Press, memory: Memory) -> Draw:
    """Return what draws maps, each remembered by its places."""
    waters = site.language.content.startswith("en")

    def draw(places: tuple[Locality, ...], rough: bool) -> Drawing:  # noqa: FBT001 - it has the type `Draw`
        key = digest(repr(places), repr(waters), repr(rough))
        try:
            return codec.decode(Drawing, memory.recall("map", key))
        except codec.ForeignError:
            made = maps.draw(atlas.read(press.atlas()), places, waters=waters, rough=rough)
            memory.keep("map", key, codec.encode(made, Drawing))
            return made

    return draw


def _bibtex(listing: str, press: Press, memory: Memory) -> str:
    key = digest(press.version, listing)
    known = memory.recall("bibtex", key)
    if isinstance(known, str):
        return known
    made = press.write_bibtex(listing)
    memory.keep("bibtex", key, made)
    return made


def _copied(manuscript: Manuscript, site: Site) -> Mapping[str, tuple[str, bytes]]:
    """Return address and bytes of every file that is copied: hashed names, so that caches may keep them.

    A style sheet names its fonts and pictures by their hashed names too.
    """
    copied: dict[str, tuple[str, bytes]] = {}
    for path, data in manuscript.copied.items():
        if not path.endswith(".css"):
            copied[path] = (_hashed(path, data), data)
    places = {path: address for path, (address, _) in copied.items()}
    for path in manuscript.copied:
        if path.endswith(".css"):
            styled = sheets.published(path, manuscript.copied, places, site)
            copied[path] = (_hashed(path, styled), styled)
    return copied


def _hashed(path: str, data: bytes) -> str:
    stem, ending = posixpath.splitext(posixpath.basename(path))
    folder = "static" if path.startswith("static/") else "files"
    inner = posixpath.dirname(path).removeprefix("static").strip("/") if folder == "static" else ""
    return posixpath.join(folder, inner, f"{stem}.{hashlib.sha256(data).hexdigest()[:10]}{ending}")


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
