"""The whole history, everything known and every name resolved: what pages and checks ask."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal, TypeVar

from markupsafe import escape

from microsite import addresses, dates, evidence, occurrences
from microsite.faces import ChapterFace, Face, Folios, PageFace
from microsite.model import (
    Account,
    Block,
    Body,
    Citation,
    Cite,
    Entry,
    Event,
    Link,
    Person,
    Place,
    Quotation,
    Series,
    Site,
    Source,
    Term,
)
from microsite.occurrences import Occurrence
from microsite.reading import words
from microsite.records import Records
from microsite.text import Span, Text
from microsite.values import dataclass

_E = TypeVar("_E", Person, Place, Term)

Kind = Literal["chapter", "event", "person", "place", "term"]


@dataclass(frozen=True, slots=True)
class Target:
    """What an id names, and where readers find it."""

    kind: Kind
    """What it is."""
    id: str
    """The id."""
    name: str
    """What an unlabelled mention prints."""
    address: str
    """The page and the anchor, from the site's root."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Accounts side by side, of a chapter's block or of an event."""

    address: str
    """The page and the anchor, from the site's root."""
    id: str
    """An id that is unique among the disputes."""
    title: Body
    """What is disputed."""
    intro: Body
    """What stands before the accounts."""
    accounts: tuple[tuple[str, Body, tuple[Citation, ...]], ...]
    """Whose account (the id of a side or a name), what it says, and its sources where they stand apart."""
    where: str
    """The title of the chapter or `event`."""


@dataclass(frozen=True, slots=True)
class Declared:
    """An id where it is given."""

    id: str
    """The id."""
    kind: str
    """What it is the id of: `chapter`, `person`, `source` …"""
    span: Span
    """The place where it is given."""


@dataclass(frozen=True, slots=True)
class History:
    """The whole history."""

    site: Site
    """What is true of the whole site."""
    chapters: tuple[ChapterFace, ...]
    """The chapters in reading order."""
    pages: tuple[PageFace, ...]
    """The pages that are no chapters, by slug."""
    folios: Folios
    """The text of each chapter and page by its file, read when it is asked for."""
    events: tuple[Event, ...]
    """The events in the order of their dates."""
    people: Mapping[str, Person]
    """The people by id."""
    places: Mapping[str, Place]
    """The places by id."""
    terms: Mapping[str, Term]
    """The terms by id."""
    quotations: Mapping[str, Quotation]
    """The quotations by id."""
    series: Mapping[str, Series]
    """The series by id."""
    sources: Mapping[str, Source]
    """The sources by id, cited or not."""
    targets: Mapping[str, Target]
    """What each id names."""
    homes: Mapping[str, str]
    """The slug of the chapter that each event belongs to, by the event's id; an event may have none."""
    told: Mapping[str, tuple[Event, ...]]
    """The events that belong to each chapter, by its slug, in the order of their dates."""
    involved: Mapping[str, tuple[Event, ...]]
    """The events of each person and each place, by id, in the order of their dates."""
    named: Mapping[str, tuple[Occurrence, ...]]
    """Where each id is named, in reading order."""
    cited: Mapping[str, tuple[Occurrence, ...]]
    """Where each source is cited, in reading order, chapters first."""
    linked: tuple[tuple[str, Link], ...]
    """The relative links in the prose of the data, each with the path of its file."""
    shown: Mapping[str, str]
    """Where a text shows each quotation first, from the site's root, by the quotation's id."""
    disputes: tuple[Dispute, ...]
    """The disputes in reading order, then those of events that no chapter shows."""
    declared: tuple[Declared, ...]
    """Every id where it is given, doubles included."""
    citations_are_notes: bool
    """Whether the citation style makes notes."""

    @property
    def texts(self) -> tuple[Face, ...]:
        """Return what is written in prose: the chapters in reading order, then the pages."""
        return (*self.chapters, *self.pages)

    def neighbours(self, slug: str) -> tuple[ChapterFace | None, ChapterFace | None]:
        """Return the chapters before and after, in reading order."""
        slugs = [chapter.slug for chapter in self.chapters]
        place = slugs.index(slug)
        before = self.chapters[place - 1] if place else None
        after = self.chapters[place + 1] if place + 1 < len(slugs) else None
        return before, after

    def events_of(self, slug: str) -> tuple[Event, ...]:
        """Return the events that belong to a chapter, in the order of their dates."""
        return self.told.get(slug, ())

    def events_with(self, name: str) -> tuple[Event, ...]:
        """Return the events in which a person takes part, or that happen at a place."""
        return self.involved.get(name, ())

    def sources_of(self, text: Face) -> frozenset[str]:
        """Return the ids of the sources that a chapter or a page cites, itself or by what it shows."""
        cited = {key for key, _, _ in text.traits.cites}
        for kind, name, _ in text.traits.shown:
            cited |= {*evidence.shown_keys(kind, name, self.quotations, self.series)}
        return frozenset(cited)

    def bare_cite(self, key: str) -> Cite:
        """Return a cite of a source and no place in it, as a list of sources has it."""
        return Cite(key, self.sources[key].span)

    def cited_sources(self) -> tuple[Source, ...]:
        """Return the sources that are cited anywhere, by id."""
        return tuple(source for key, source in sorted(self.sources.items()) if key in self.cited)


def resolve(
    site: Site,
    chapters: Iterable[ChapterFace],
    pages: Iterable[PageFace],
    records: Records,
    sources: Iterable[Source],
    folios: Folios,
    *,
    citations_are_notes: bool,
) -> History:
    """Return the history that all of this is together; of two with one id, the first counts."""
    ordered = tuple(sorted(chapters, key=lambda c: (c.number, c.slug)))
    paged = tuple(sorted(pages, key=lambda p: p.slug))
    shelf = tuple(sources)
    by_id = {event.id.content: event for event in reversed(records.events)}
    events = tuple(sorted(by_id.values(), key=lambda e: (e.date.order, e.id.content)))
    texts: tuple[Face, ...] = (*ordered, *paged)
    homes = _homes(ordered, events)
    quotations = dict(reversed({one.id.content: one for one in reversed(records.quotations)}.items()))
    series = {one.id.content: one for one in reversed(records.series)}
    people, places, terms = _by_id(records.people), _by_id(records.places), _by_id(records.terms)
    entries: tuple[Entry, ...] = (*people.values(), *places.values(), *terms.values())
    return History(
        site=site,
        chapters=ordered,
        pages=paged,
        folios=folios,
        events=events,
        people=people,
        places=places,
        terms=terms,
        quotations=quotations,
        series=series,
        sources={source.id: source for source in reversed(shelf)},
        targets=_targets(ordered, events, records),
        homes=homes,
        told=_gathered((homes.get(event.id.content, ""), event) for event in events),
        involved=_gathered((name, event) for event in events for name in dict.fromkeys(evidence.participants(event))),
        named=occurrences.grouped(occurrences.naming(texts, events, records)),
        cited=occurrences.grouped(occurrences.citing(texts, events, records, quotations, series)),
        linked=tuple(occurrences.linking(evidence.passages(events, entries, quotations.values(), series.values()))),
        shown=occurrences.showing(texts),
        disputes=tuple(_disputes(ordered, events, site)),
        declared=tuple(_declared(ordered, paged, records, shelf)),
        citations_are_notes=citations_are_notes,
    )


def reopened(
    history: History, chapters: Mapping[str, ChapterFace], pages: Mapping[str, PageFace], folios: Folios
) -> History:
    """Return the history with some of its texts anew, by their files, which tell of themselves what they told before."""
    return replace(
        history,
        chapters=tuple([chapters.get(one.path, one) for one in history.chapters]) if chapters else history.chapters,
        pages=tuple([pages.get(one.path, one) for one in history.pages]) if pages else history.pages,
        folios=folios,
    )


def short_cites(history: History) -> tuple[Cite, ...]:
    """Return every cite that is printed in its short form: those of data files, quotations, disputes and lists."""
    found = [cite for event in history.events for c in evidence.event_citations(event) for cite in c.cites]
    entries: tuple[Entry, ...] = (*history.people.values(), *history.places.values(), *history.terms.values())
    for entry in entries:
        found += [cite for c in (*entry.sources, *evidence.prose_citations(entry.description)) for cite in c.cites]
    found += [evidence.quotation_cite(q) for q in history.quotations.values()]
    for q in history.quotations.values():
        found += [
            cite
            for c in (*evidence.prose_citations(q.quoted_in), *evidence.prose_citations(q.note))
            for cite in c.cites
        ]
    found += [cite for one in history.series.values() for c in evidence.series_citations(one) for cite in c.cites]
    for dispute in history.disputes:
        bodies = (dispute.title, dispute.intro, *(body for _, body, _ in dispute.accounts))
        found += [cite for body in bodies for c in evidence.body_citations(body) for cite in c.cites]
    if history.citations_are_notes:
        for chapter in history.chapters:
            found += map(history.bare_cite, sorted(history.sources_of(chapter) & history.sources.keys()))
    return tuple(found)


def side_name(site: Site, side: str) -> str:
    """Return the name of a side, by its id or as it is written."""
    return next((s.name.content for s in site.sides if side in (s.id.content, s.name.content)), side)


def _gathered(found: Iterable[tuple[str, Event]]) -> Mapping[str, tuple[Event, ...]]:
    """Return the events by the name that each is paired with."""
    groups: dict[str, list[Event]] = {}
    for name, event in found:
        groups.setdefault(name, []).append(event)
    return {name: tuple(group) for name, group in groups.items() if name}


def _by_id(entries: tuple[tuple[Text, _E], ...]) -> Mapping[str, _E]:
    return dict(sorted(((name.content, entry) for name, entry in reversed(entries)), key=lambda pair: pair[0]))


def _homes(chapters: tuple[ChapterFace, ...], events: tuple[Event, ...]) -> Mapping[str, str]:
    """Return the chapter of each event: the one that it names, else the first whose years contain it.

    One sweep over time: what of the open chapters comes first in reading order lies on top of a heap.
    """
    if not events:
        return {}
    slugs = {chapter.slug for chapter in chapters}
    spans = [(c.front.years.date.earliest, c.front.years.date.latest, place) for place, c in enumerate(chapters)]
    coming = sorted(spans, reverse=True)
    open_ones: list[tuple[int, tuple[int, int, int]]] = []
    homes: dict[str, str] = {}
    for day, event in sorted(((_known_day(event), event) for event in events), key=lambda pair: pair[0]):
        while coming and coming[-1][0] <= day:
            _, latest, place = coming.pop()
            heapq.heappush(open_ones, (place, latest))
        while open_ones and open_ones[0][1] < day:
            heapq.heappop(open_ones)
        named = event.chapter.id if event.chapter else ""
        if named in slugs:
            homes[event.id.content] = named
        elif not named and open_ones:
            homes[event.id.content] = chapters[open_ones[0][0]].slug
    return homes


def _known_day(event: Event) -> tuple[int, int, int]:
    """Return the first day of an event, or the last where it has no first."""
    first, last = event.date.order
    return last if first == dates.BEGINNING else first


def _targets(chapters: tuple[ChapterFace, ...], events: tuple[Event, ...], records: Records) -> Mapping[str, Target]:
    found: list[Target] = []
    found += [Target("chapter", c.slug, c.front.title.content, c.address) for c in chapters]
    for kind, entries in (("person", records.people), ("place", records.places), ("term", records.terms)):
        page = addresses.REGISTERS[kind]
        found += [Target(kind, i.content, e.name.content, f"{page}#{i}") for i, e in entries]  # type: ignore[arg-type]  # the loop widens the literal
    found += [Target("event", e.id.content, e.title.content, f"{addresses.TIMELINE}#{e.id}") for e in events]
    return {target.id: target for target in reversed(found)}


def _declared(
    chapters: tuple[ChapterFace, ...], pages: tuple[PageFace, ...], records: Records, sources: tuple[Source, ...]
) -> Iterator[Declared]:
    yield from (Declared(c.slug, "chapter", Span(c.path, 1, 1)) for c in chapters)
    for kind, entries in (("person", records.people), ("place", records.places), ("term", records.terms)):
        yield from (Declared(name.content, kind, name.span) for name, _ in entries)
    yield from (Declared(event.id.content, "event", event.id.span) for event in records.events)
    yield from (Declared(source.id, "source", source.span) for source in sources)
    yield from (Declared(p.slug, "page", Span(p.path, 1, 1)) for p in pages)
    yield from (Declared(one.id.content, "quotation", one.id.span) for one in records.quotations)
    yield from (Declared(one.id.content, "series", one.id.span) for one in records.series)


def _disputes(chapters: tuple[ChapterFace, ...], events: tuple[Event, ...], site: Site) -> Iterator[Dispute]:
    for chapter in chapters:
        for block in chapter.traits.disputes:
            yield _block_dispute(chapter, block, site)
    for event in events:
        if event.accounts:
            address = f"{addresses.TIMELINE}#{event.id}"
            accounts = tuple(_event_account(account, site) for account in event.accounts)
            intro = event.text.body if event.text else ()
            title = (str(escape(event.title.content)),)
            yield Dispute(address, event.id.content, title, intro, accounts, "event")


def _block_dispute(chapter: ChapterFace, block: Block, site: Site) -> Dispute:
    inner = [part for part in block.content if isinstance(part, Block) and part.kind == "account"]
    intro = tuple(part for part in block.content if not isinstance(part, Block))
    accounts = tuple((side_name(site, words(part.argument)), part.content, ()) for part in inner)
    address = f"{chapter.address}#{block.id}"
    return Dispute(address, f"{chapter.slug}.{block.id}", block.title, intro, accounts, chapter.front.title.content)


def _event_account(account: Account, site: Site) -> tuple[str, Body, tuple[Citation, ...]]:
    return side_name(site, account.side.content), account.text.body, account.sources


def side_id(site: Site, side: str) -> str:
    """Return the id of a side, by its id or its name; empty where it is not one of the site's."""
    return next((s.id.content for s in site.sides if side in (s.id.content, s.name.content)), "")
