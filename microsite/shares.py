"""What of the whole history one page is made of: its share, and the key of it.

The page of a text is made of its text, of the cards beside it, of what it names, cites, shows and links to, and of
its events. Its library holds that and no more, and its key is a digest of just that: what a page cannot see cannot
make it another, and what it can see is in its key. So a page is found in memory without being made.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from microsite import addresses, evidence, links, occurrences, reading
from microsite.citations import Value, value
from microsite.citeproc import Answer
from microsite.faces import NONE, ChapterFace, Face, Opened, Traits, printed
from microsite.filling import MANY, Library
from microsite.history import History
from microsite.model import Citation, Entry, Event, Link, Mention, Prose, Quotation, Series
from microsite.occurrences import Occurrence
from microsite.values import dataclass

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class _Need:
    """What one thing that a page shows needs beside itself."""

    names: tuple[str, ...]
    """The ids that it names."""
    cites: tuple[Value, ...]
    """What it cites in short."""
    keys: tuple[str, ...]
    """The sources that it cites."""
    links: tuple[str, ...]
    """The relative addresses that it links to, which each page has another way to."""
    print: str
    """The thing and all that it needs, as one string without positions."""


Needs = dict[tuple[str, str], _Need]
"""What each thing needs, by kind and id."""


class Shares:
    """The shares of all texts of a library."""

    def __init__(self, library: Library, ground: str, engine: str, known: Needs) -> None:
        """Take a digest of what every page is made of, one of what all citations are, and the needs that are known.

        These may have been found in another library, if it has the same entries, targets and citations.
        """
        self.library = library
        self.history = library.history
        self.ground = ground
        self.engine = engine
        self.entries: Mapping[str, Entry] = {**self.history.terms, **self.history.places, **self.history.people}
        self.listed = {key: (place, html) for place, (key, html) in enumerate(library.answer.entries)}
        self.known = known
        self.moments: dict[str, str] = {}
        self.shut: dict[str, ChapterFace] = {}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Return the place of each chapter in the reading order, from 0, by its slug."""
        return {chapter.slug: place for place, chapter in enumerate(self.history.chapters)}

    def bound(self, text: Face) -> bool:
        """Tell whether the page of a text shows a link of its author's: where that leads, other texts decide too."""
        return bool(text.traits.links) or any(need.links for need in self.needs(text))

    def key(self, text: Face) -> str:
        """Return the key of the page of a text."""
        whole = [self.ground, text.traits.file, self.engine if text.traits.asked else "", text.traits.asked]
        if isinstance(text, ChapterFace):
            place = self.places[text.slug]
            beside = self.history.chapters[self.beside(place)]
            whole += [str(place), *(chapter.traits.front for chapter in beside)]
        whole += [self.moment(event) for event in self.events(text)]
        for key in self.cited(text):
            html, bare = self.listed.get(key, (0, ""))[1], self.library.answer.short.get(_bare_value(key), "")
            whole += [f"{key} {key in self.history.sources}", html, bare]
        needs = self.needs(text)
        whole += [need.print for need in needs]
        linked = (*text.traits.links, *(link for need in needs for link in need.links))
        whole += [self.way(link, text.path, text.address) for link in linked]
        return _sealed(whole)

    def whole(self, told: str) -> tuple[str, Callable[[], Library]]:
        """Return what the pages without a text are made of beside the data files, with its key; `told` is what `told` returns."""
        linked = [link.address for _, link in self.history.linked]
        linked += [link for text in self.history.texts if text.traits.disputes for link in text.traits.links]
        ways = [self.way(link, "", addresses.TIMELINE) for link in linked]
        return self._key(told, *ways), lambda: replace(self.library, history=_faced(self.history, _told))

    def apart(self, shown: str) -> tuple[str, Callable[[], Library]]:
        """Return the same for pages that tell nothing of where something is named or cited; `shown` is what `shown` returns."""

        def library() -> Library:
            history = replace(_faced(self.history, _bare), named={}, cited={}, shown={})
            return replace(self.library, history=history, anchors={})

        return self._key(shown), library

    def told(self) -> str:
        """Return a digest of what pages without a text show of texts."""
        return _sealed(f"{text.path} {text.traits.front} {text.traits.told}" for text in self.history.texts)

    def shown(self) -> str:
        """Return the same, but for where something is named or cited."""
        texts = self.history.texts
        return _sealed(f"{text.path} {text.traits.front} {printed(text.traits.disputes)}" for text in texts)

    def _key(self, *parts: str) -> str:
        return _sealed((self.ground, self.engine, *parts))

    def of(self, text: Face) -> Library:
        """Return what the page of a text is made of."""
        full = self.history
        needs = self.needs(text)
        names = sorted({name for need in needs for name in need.names} | {name for name, _ in text.traits.names})
        keys = {*self.cited(text), *(key for need in needs for key in need.keys)}
        place = self.places[text.slug] if isinstance(text, ChapterFace) else 0
        beside = full.chapters[self.beside(place)] if isinstance(text, ChapterFace) else ()
        events = tuple(map(_brief, self.events(text)))
        history = replace(
            full,
            chapters=tuple([text if c is text else self.closed(c) for c in beside]),
            pages=() if isinstance(text, ChapterFace) else (text,),
            folios=Opened({text.path: full.folios[text.path]}),
            events=events,
            people=_some(full.people, names),
            places=_some(full.places, names),
            terms=_some(full.terms, names),
            quotations={
                a: full.quotations[a] for k, a, _ in text.traits.shown if k == "quote" and a in full.quotations
            },
            series={a: full.series[a] for k, a, _ in text.traits.shown if k == "chart" and a in full.series},
            sources={key: full.sources[key] for key in keys if key in full.sources},
            targets=_some(full.targets, names),
            homes={},
            told={text.slug: events},
            involved={},
            named={},
            cited=_own(text),
            shown={},
            linked=(),
            disputes=(),
            declared=(),
        )
        return replace(self.library, history=history, answer=self.answered(text, needs))

    def closed(self, text: ChapterFace) -> ChapterFace:
        """Return a chapter as those beside it show it: its front, and nothing of its traits."""
        if text.slug not in self.shut:
            self.shut[text.slug] = replace(text, traits=NONE)
        return self.shut[text.slug]

    def answered(self, text: Face, needs: Iterable[_Need]) -> Answer:
        """Return what the citation style says to a text and to what it shows."""
        answer = self.library.answer
        sections = {text.slug: answer.sections[text.slug]} if text.slug in answer.sections else {}
        cites = [*(cite for need in needs for cite in need.cites), *map(_bare_value, self.cited(text))]
        short = {cite: answer.short[cite] for cite in cites if cite in answer.short}
        entries = tuple((key, self.listed[key][1]) for key in self.cited(text) if key in self.listed)
        return replace(answer, sections=sections, short=short, entries=entries)

    def beside(self, place: int) -> slice:
        """Return which chapters the page of a chapter shows: all where they are few, else those before and after."""
        return slice(None) if len(self.history.chapters) <= MANY else slice(max(0, place - 1), place + 2)

    def events(self, text: Face) -> tuple[Event, ...]:
        """Return the events that a text shows: its own, or those of the whole history on a page that has a strip."""
        if isinstance(text, ChapterFace):
            return self.history.events_of(text.slug)
        return self.history.events if any(kind == "timeline" for kind, _, _ in text.traits.shown) else ()

    def cited(self, text: Face) -> list[str]:
        """Return the sources that a text cites, in the order of the bibliography."""
        if not (text.traits.cites or text.traits.shown):
            return []
        last = (len(self.listed), "")
        return sorted(self.history.sources_of(text), key=lambda key: (self.listed.get(key, last)[0], key))

    def needs(self, text: Face) -> list[_Need]:
        """Return what is named and shown in a text."""
        if not (text.traits.names or text.traits.shown):
            return []
        names = dict.fromkeys(name for name, _ in text.traits.names)
        found = [self.named(name) for name in names]
        for kind, argument, _ in text.traits.shown:
            if kind == "quote":
                found.append(self.quoted(argument))
            elif kind == "chart":
                found.append(self.charted(argument))
            elif kind == "map":
                found += [self.named(name) for name in re.findall(r"[^\s,]+", argument)]
        return found

    def named(self, name: str) -> _Need:
        """Return what the name of somebody or something needs, with what stands of it at the foot of a page."""
        if ("name", name) in self.known:
            return self.known["name", name]
        entry = self.entries.get(name)
        if entry is None:
            return self.need("name", name, None, (name,), ())
        return self.need("name", name, replace(entry, see=(), sources=()), (name,), (entry.description,))

    def quoted(self, name: str) -> _Need:
        """Return what a quotation needs."""
        one = self.history.quotations.get(name)
        if one is None:
            return self.need("quote", name, None, (), ())
        person = (one.person.id,) if one.person else ()
        own = Citation((evidence.quotation_cite(one),), one.source.span)
        return self.need("quote", name, one, person, (one.quoted_in, one.note), (own,))

    def charted(self, name: str) -> _Need:
        """Return what a series needs."""
        one = self.history.series.get(name)
        if one is None:
            return self.need("chart", name, None, (), ())
        prose = (
            one.definition,
            one.note,
            *one.caution,
            *(p for point in one.points for p in (point.note, point.caution)),
        )
        return self.need(
            "chart", name, one, (), prose, (*one.sources, *(c for point in one.points for c in point.sources))
        )

    def need(
        self,
        kind: str,
        name: str,
        shown: Entry | Quotation | Series | None,
        names: tuple[str, ...],
        prose: Iterable[Prose | None],
        cited: tuple[Citation, ...] = (),
    ) -> _Need:
        """Return what something needs that has these names, fields of prose and citations."""
        if (kind, name) in self.known:
            return self.known[kind, name]
        marks = [hole.mark for one in prose if one for hole in reading.holes_of(one.body)]
        cites = [*cited, *(mark for mark in marks if isinstance(mark, Citation))]
        values = tuple(value(cite) for citation in cites for cite in citation.cites)
        keys = tuple(cite.key for citation in cites for cite in citation.cites)
        every = (*names, *(mark.id for mark in marks if isinstance(mark, Mention)))
        print_ = printed((
            kind, name, shown,
            tuple(self.history.targets.get(one) for one in every),
            tuple((one, self.library.answer.short.get(one)) for one in values),
            tuple(key in self.history.sources for key in keys),
        ))  # fmt: skip
        linked = tuple(mark.address for mark in marks if isinstance(mark, Link))
        self.known[kind, name] = _Need(every, values, keys, linked, print_)
        return self.known[kind, name]

    def way(self, link: str, path: str, address: str) -> str:
        """Return where a relative link leads from a page and its file, or an empty string."""
        found = links.resolved(link, path, address, self.library.files, self.library.anchors) or ""
        return self.library.files.get(found.removeprefix("file:"), found)

    def moment(self, event: Event) -> str:
        """Return an event as a chapter shows it, as one string."""
        name = event.id.content
        if name not in self.moments:
            self.moments[name] = printed(_brief(event))
        return self.moments[name]


def _sealed(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _bare_value(key: str) -> Value:
    """Return the value of a cite of a source and no place in it: `History.bare_cite`."""
    return key, "", "", "", "", False


def _brief(event: Event) -> Event:
    """Return an event without what only the timeline tells."""
    return replace(event, text=None, place=None, people=(), sources=(), chapter=None, accounts=())


def _faced(history: History, shown: Callable[[Traits], Traits]) -> History:
    """Return a history whose texts are closed, with no more of their traits than is shown."""
    chapters = tuple(replace(chapter, traits=shown(chapter.traits)) for chapter in history.chapters)
    pages = tuple(replace(page, traits=shown(page.traits)) for page in history.pages)
    return replace(history, chapters=chapters, pages=pages, folios=Opened({}))


def _told(traits: Traits) -> Traits:
    return replace(
        NONE, cites=traits.cites, names=traits.names, shown=traits.shown, disputes=traits.disputes, told=traits.told
    )


def _bare(traits: Traits) -> Traits:
    return replace(NONE, disputes=traits.disputes)


def _some(held: Mapping[str, V], names: list[str]) -> Mapping[str, V]:
    """Return what is held under some names, in the order of these."""
    return {name: held[name] for name in names if name in held}


def _own(text: Face) -> Mapping[str, tuple[Occurrence, ...]]:
    """Return where a text itself cites each source."""
    title = text.front.title.content
    found = [(key, Occurrence(f"{text.address}#{anchor}", title, n)) for key, anchor, n in text.traits.cites]
    return occurrences.grouped(found)
