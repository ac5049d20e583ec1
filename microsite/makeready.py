"""What is made of a site before the words of its citations are known: files for other programs, templates, maps.

A printer's makeready is all that is done before the first good sheet. Here it is done while pandoc is at work, step by
step and into memory; a step that nobody had time for is taken where its page is made. The bytes are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from microsite import addresses, codec, faces, filling, render
from microsite.history import History
from microsite.manuscript import Manuscript
from microsite.memo import digest
from microsite.model import Site
from microsite.pieces import kept
from microsite.press import Memory, Order, Output, Press
from microsite.values import dataclass

if TYPE_CHECKING:  # imported where a map is made: most pages have none
    from microsite.maps import Draw, Drawing, Locality


@dataclass(frozen=True, slots=True)
class Ready:
    """What is made ready of a site, as far as there was time."""

    data: str
    """A digest of the data files, of the sources and of what is true of the whole site."""
    exported: Callable[[], Mapping[str, Output]]
    """Returns the files for other programs, which are made once."""
    steps: Iterator[None]
    """Takes another step each time that it is asked."""


def begun(manuscript: Manuscript, known: History, order: Order, press: Press, memory: Memory) -> Ready:
    """Return what is made ready of a history, of which nothing is made yet; but pandoc begins to make BibTeX."""
    data = digest(_data(manuscript), faces.printed(known.site))
    key = digest(data, press.version, *sorted(known.cited))
    exported = cache(_exports(known, key, press, memory, order))
    return Ready(data, exported, _steps(manuscript, known, press, memory, exported))


def drawer(site: Site, press: Press, memory: Memory) -> Draw:
    """Return what draws maps, each remembered by its places."""

    def draw(places: tuple[Locality, ...], rough: bool) -> Drawing:  # noqa: FBT001 - it has the type `Draw`
        from microsite import atlas, maps  # noqa: PLC0415 - see above

        key = _map(site, places, rough=rough)
        try:
            return codec.decode(maps.Drawing, memory.recall("map", key))
        except codec.ForeignError:
            made = maps.draw(atlas.read(press.atlas()), places, waters=_waters(site), rough=rough)
            memory.keep("map", key, codec.encode(made, maps.Drawing))
            return made

    return draw


def _map(site: Site, places: tuple[Locality, ...], *, rough: bool) -> str:
    """Return the key of a map."""
    return digest(repr(places), repr(_waters(site)), repr(rough))


def _waters(site: Site) -> bool:
    """Tell whether maps name waters: the atlas has their names in English."""
    return site.language.content.startswith("en")


def templates(manuscript: Manuscript, press: Press, memory: Memory) -> Iterator[None]:
    """Compile the templates that memory does not have, and pause after each."""
    if not memory.knows("templates", render.stamp(manuscript)):
        yield from render.compiled(manuscript, press.plates)


def _steps(
    manuscript: Manuscript, known: History, press: Press, memory: Memory, exported: Callable[[], object]
) -> Iterator[None]:
    """Make what memory does not have, and pause after each: maps last, as several processes draw what is left of them."""
    yield from templates(manuscript, press, memory)
    exported()
    yield
    draw = drawer(known.site, press, memory)
    for places, rough in _maps(known):
        if not memory.knows("map", _map(known.site, places, rough=rough)):
            draw(places, rough)
            yield


def _maps(known: History) -> Iterator[tuple[tuple[Locality, ...], bool]]:
    """Yield what the maps of the register and of the texts show, and whether they are rough."""
    from microsite import maps  # noqa: PLC0415 - see above

    shown = [(addresses.PLACES, known.places, False)]
    for text in known.texts:
        named = [name for name, _ in text.traits.names]
        blocks = [argument for kind, argument, _ in text.traits.shown if kind == "map"]
        shown += [(text.address, filling.wanted(known.places, argument, named), True) for argument in blocks]
    for address, places, rough in shown:
        found = maps.localities(places, partial(addresses.relative, address))
        if found:
            yield found, rough


# ---- files for other programs ------------------------------------------------------------------


def _data(manuscript: Manuscript) -> str:
    """Return a digest of the data files and of the sources."""
    paths = (path for path in manuscript.texts if path.endswith((".yaml", ".json", ".bib", ".yml")))
    return digest(*(part for path in paths for part in (path, manuscript.digest(path))))


def _exports(
    known: History, key: str, press: Press, memory: Memory, order: Order
) -> Callable[[], Mapping[str, Output]]:
    """Return what returns the files for other programs, remembered by what they are made of; pandoc begins now."""
    held: Mapping[str, Output] | None = memory.held("export", key)
    before = kept(memory.recall("export", key), order.standing) if held is None else held
    if before is not None:
        return lambda: before
    from microsite import exports  # noqa: PLC0415 - an edit of a text needs none of it

    cited = known.cited_sources()
    listing = exports.csl_json(cited) if cited else ""
    if cited and not memory.knows("bibtex", digest(press.version, listing)):
        press.begin_bibtex(listing)
    return partial(_exported, known, key, listing, press, memory)


def _exported(known: History, key: str, listing: str, press: Press, memory: Memory) -> Mapping[str, Output]:
    made: dict[str, bytes] = {}
    if known.events:
        from microsite import relations  # noqa: PLC0415 - as above

        made |= relations.files(known)
    if listing:
        from microsite import exports  # noqa: PLC0415 - as above

        made["bibliography.json"] = listing.encode()
        made["bibliography.ris"] = exports.ris(known.cited_sources()).encode()
        made["bibliography.bib"] = _bibtex(listing, press, memory).encode()
    memory.keep("export", key, {address: hashlib.sha256(data).hexdigest() for address, data in made.items()})
    memory.hold("export", key, made)
    return made


def _bibtex(listing: str, press: Press, memory: Memory) -> str:
    key = digest(press.version, listing)
    known = memory.recall("bibtex", key)
    if isinstance(known, str):
        return known
    made = press.write_bibtex(listing)
    memory.keep("bibtex", key, made)
    return made
