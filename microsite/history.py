"""The whole history, everything known and every name resolved: what pages and checks ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from markupsafe import escape

from microsite import addresses, citations, reading
from microsite.chapter import Chapter, Page
from microsite.model import (
    Account,
    Block,
    Body,
    Citation,
    Cite,
    Entry,
    Event,
    Mention,
    Person,
    Place,
    Prose,
    Quotation,
    Series,
    Site,
    Source,
    Term,
)
from microsite.reading import Reading, words
from microsite.records import Records
from microsite.text import Problem, Span, Text

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
class Occurrence:
    """A place of the site where something is named or cited."""

    address: str
    """The page and the anchor, from the site's root."""
    title: str
    """What the place is called: a chapter's title, an event's title."""
    note: int | None = None
    """The number of the note, where it is one."""


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
    chapters: tuple[Chapter, ...]
    """The chapters in reading order."""
    pages: tuple[Page, ...]
    """The pages that are no chapters, by slug."""
    readings: Mapping[str, Reading]
    """What a reader meets in each chapter and page, by slug."""
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
    named: Mapping[str, tuple[Occurrence, ...]]
    """Where each id is named, in reading order."""
    cited: Mapping[str, tuple[Occurrence, ...]]
    """Where each source is cited, in reading order, chapters first."""
    disputes: tuple[Dispute, ...]
    """The disputes in reading order, then those of events that no chapter shows."""
    declared: tuple[Declared, ...]
    """Every id where it is given, doubles included."""
    citations_are_notes: bool
    """Whether the citation style makes notes."""

    @property
    def texts(self) -> tuple[Chapter | Page, ...]:
        """Return what is written in prose: the chapters in reading order, then the pages."""
        return (*self.chapters, *self.pages)

    def neighbours(self, slug: str) -> tuple[Chapter | None, Chapter | None]:
        """Return the chapters before and after, in reading order."""
        slugs = [chapter.slug for chapter in self.chapters]
        place = slugs.index(slug)
        before = self.chapters[place - 1] if place else None
        after = self.chapters[place + 1] if place + 1 < len(slugs) else None
        return before, after

    def events_of(self, slug: str) -> tuple[Event, ...]:
        """Return the events that belong to a chapter, in the order of their dates."""
        return tuple(event for event in self.events if self.homes.get(event.id.content) == slug)

    def events_with(self, name: str) -> tuple[Event, ...]:
        """Return the events in which a person takes part, or that happen at a place."""
        return tuple(event for event in self.events if name in participants(event))

    def sources_of(self, slug: str) -> frozenset[str]:
        """Return the ids of the sources that a chapter or a page cites, itself or by what it shows."""
        read = self.readings[slug]
        cited = {cite.key for cited in read.citations for cite in cited.citation.cites}
        shown = {key for block in read.blocks for key in _shown_keys(block, self.quotations, self.series)}
        return frozenset(cited | shown)

    def cited_sources(self) -> tuple[Source, ...]:
        """Return the sources that are cited anywhere, by id."""
        return tuple(source for key, source in sorted(self.sources.items()) if key in self.cited)


def participants(event: Event) -> tuple[str, ...]:
    """Return the ids of the people and of the place of an event."""
    return tuple(mention.id for mention in (*event.people, *((event.place,) if event.place else ())))


def address_of(text: Chapter | Page) -> str:
    """Return the address of a chapter or a page, from the site's root."""
    return addresses.chapter(text.slug) if isinstance(text, Chapter) else addresses.page(text.slug)


def resolve(
    site: Site,
    chapters: Iterable[Chapter],
    pages: Iterable[Page],
    records: Records,
    sources: Iterable[Source],
    *,
    citations_are_notes: bool,
) -> History:
    """Return the history that all of this is together; of two with one id, the first counts."""
    ordered = tuple(sorted(chapters, key=lambda c: (c.number, c.slug)))
    paged = tuple(sorted(pages, key=lambda p: p.slug))
    shelf = tuple(sources)
    by_id = {event.id.content: event for event in reversed(records.events)}
    events = tuple(sorted(by_id.values(), key=lambda e: (e.date.order, e.id.content)))
    texts: tuple[Chapter | Page, ...] = (*ordered, *paged)
    readings = {t.slug: reading.read(t.article, citations_are_notes=citations_are_notes) for t in reversed(texts)}
    homes = _homes(ordered, events)
    quotations = {quotation.id.content: quotation for quotation in reversed(records.quotations)}
    series = {one.id.content: one for one in reversed(records.series)}
    return History(
        site=site,
        chapters=ordered,
        pages=paged,
        readings=readings,
        events=events,
        people=_by_id(records.people),
        places=_by_id(records.places),
        terms=_by_id(records.terms),
        quotations=quotations,
        series=series,
        sources={source.id: source for source in reversed(shelf)},
        targets=_targets(ordered, events, records),
        homes=homes,
        named=_grouped(_naming(texts, readings, events, records)),
        cited=_grouped(_citing(texts, readings, events, records, quotations, series)),
        disputes=tuple(_disputes(ordered, readings, events, site)),
        declared=tuple(_declared(ordered, records, shelf)),
        citations_are_notes=citations_are_notes,
    )


def short_cites(history: History) -> tuple[Cite, ...]:
    """Return every cite that is printed in its short form: those of data files, quotations and disputes."""
    found = [cite for event in history.events for c in event_citations(event) for cite in c.cites]
    entries: tuple[Entry, ...] = (*history.people.values(), *history.places.values(), *history.terms.values())
    for entry in entries:
        found += [cite for c in (*entry.sources, *prose_citations(entry.description)) for cite in c.cites]
    found += [quotation_cite(q) for q in history.quotations.values()]
    for q in history.quotations.values():
        found += [cite for c in (*prose_citations(q.quoted_in), *prose_citations(q.note)) for cite in c.cites]
    found += [cite for one in history.series.values() for c in series_citations(one) for cite in c.cites]
    for dispute in history.disputes:
        bodies = (dispute.title, dispute.intro, *(body for _, body, _ in dispute.accounts))
        found += [cite for body in bodies for c in _citations(body) for cite in c.cites]
    return tuple(found)


def event_citations(event: Event) -> Iterator[Citation]:
    """Yield the citations of an event and of its accounts."""
    yield from event.sources
    yield from prose_citations(event.text)
    for account in event.accounts:
        yield from account.sources
        yield from prose_citations(account.text)


def series_citations(series: Series) -> Iterator[Citation]:
    """Yield the citations of a series and of its points."""
    yield from series.sources
    for prose in (series.definition, series.note, *series.caution):
        yield from prose_citations(prose)
    for point in series.points:
        yield from point.sources
        for prose in (point.note, point.caution):
            yield from prose_citations(prose)


def prose_citations(prose: Prose | None) -> Iterator[Citation]:
    """Yield the citations of a field of prose."""
    yield from _citations(prose.body) if prose else ()


def quotation_cite(quotation: Quotation) -> Cite:
    """Return the cite of the document that a quotation is taken from."""
    return citations.of(quotation.source.id, quotation.source.span, quotation.locator)[0]


def side_name(site: Site, side: str) -> str:
    """Return the name of a side, by its id or as it is written."""
    return next((s.name.content for s in site.sides if side in (s.id.content, s.name.content)), side)


def _citations(body: Body) -> Iterator[Citation]:
    return (hole.mark for hole in reading.holes_of(body) if isinstance(hole.mark, Citation))


def _mentions(prose: Prose | None) -> Iterator[Mention]:
    return (h.mark for h in reading.holes_of(prose.body if prose else ()) if isinstance(h.mark, Mention))


def _by_id(entries: tuple[tuple[Text, _E], ...]) -> Mapping[str, _E]:
    return dict(sorted((name.content, entry) for name, entry in reversed(entries)))


def _homes(chapters: tuple[Chapter, ...], events: tuple[Event, ...]) -> Mapping[str, str]:
    """Return the chapter of each event: the one that it names, else the first whose years contain it."""
    homes = {}
    for event in events:
        first, last = event.date.order
        named = event.chapter.id if event.chapter else ""
        fitting = (c.slug for c in chapters if _contains(c, first) or (_contains(c, last) and first[0] < -9999))
        slug = next((c.slug for c in chapters if c.slug == named), None) if named else next(fitting, None)
        if slug:
            homes[event.id.content] = slug
    return homes


def _contains(chapter: Chapter, day: tuple[int, int, int]) -> bool:
    return chapter.front.years.date.earliest <= day <= chapter.front.years.date.latest


def _targets(chapters: tuple[Chapter, ...], events: tuple[Event, ...], records: Records) -> Mapping[str, Target]:
    found: list[Target] = []
    found += [Target("chapter", c.slug, c.front.title.content, addresses.chapter(c.slug)) for c in chapters]
    for kind, entries in (("person", records.people), ("place", records.places), ("term", records.terms)):
        page = addresses.REGISTERS[kind]
        found += [Target(kind, i.content, e.name.content, f"{page}#{i}") for i, e in entries]  # type: ignore[arg-type]  # the loop widens the literal
    found += [Target("event", e.id.content, e.title.content, f"{addresses.TIMELINE}#{e.id}") for e in events]
    return {target.id: target for target in reversed(found)}


def _declared(chapters: tuple[Chapter, ...], records: Records, sources: tuple[Source, ...]) -> Iterator[Declared]:
    yield from (Declared(c.slug, "chapter", Span(c.path, 1, 1)) for c in chapters)
    for kind, entries in (("person", records.people), ("place", records.places), ("term", records.terms)):
        yield from (Declared(name.content, kind, name.span) for name, _ in entries)
    yield from (Declared(event.id.content, "event", event.id.span) for event in records.events)
    yield from (Declared(source.id, "source", source.span) for source in sources)


def _grouped(found: Iterable[tuple[str, Occurrence]]) -> Mapping[str, tuple[Occurrence, ...]]:
    """Return the occurrences by id, each address once, in the order of their finding."""
    groups: dict[str, dict[str, Occurrence]] = {}
    for name, occurrence in found:
        groups.setdefault(name, {}).setdefault(occurrence.address, occurrence)
    return {name: tuple(group.values()) for name, group in groups.items()}


def _naming(
    texts: tuple[Chapter | Page, ...], readings: Mapping[str, Reading], events: tuple[Event, ...], records: Records
) -> Iterator[tuple[str, Occurrence]]:
    """Yield what is named where: in chapters and pages, by events, in registers."""
    for text in texts:
        for mention, anchor in readings[text.slug].mentions:
            yield mention.id, Occurrence(f"{address_of(text)}#{anchor}", text.front.title.content)
    for event in events:
        here = Occurrence(f"{addresses.TIMELINE}#{event.id}", event.title.content)
        accounts = (m for account in event.accounts for m in _mentions(account.text))
        for name in (*participants(event), *(m.id for m in (*_mentions(event.text), *accounts))):
            yield name, here
    for kind, key, entry in _entries(records):
        here = Occurrence(f"{addresses.REGISTERS[kind]}#{key}", entry.name.content)
        for mention in (*_mentions(entry.description), *entry.see):
            if mention.id != key.content:
                yield mention.id, here


def _entries(records: Records) -> Iterator[tuple[str, Text, Entry]]:
    yield from (("person", name, entry) for name, entry in records.people)
    yield from (("place", name, entry) for name, entry in records.places)
    yield from (("term", name, entry) for name, entry in records.terms)


def _citing(
    texts: tuple[Chapter | Page, ...],
    readings: Mapping[str, Reading],
    events: tuple[Event, ...],
    records: Records,
    quotations: Mapping[str, Quotation],
    series: Mapping[str, Series],
) -> Iterator[tuple[str, Occurrence]]:
    """Yield what source is cited where: in chapters and pages, by events and their quotations, in registers."""
    for text in texts:
        address, title = address_of(text), text.front.title.content
        for cited in readings[text.slug].citations:
            here = Occurrence(f"{address}#{cited.anchor}", title, cited.number)
            yield from ((cite.key, here) for cite in cited.citation.cites)
        for block in readings[text.slug].blocks:
            here = Occurrence(f"{address}#{block.id}", title)
            yield from ((key, here) for key in _shown_keys(block, quotations, series))
    for event in events:
        here = Occurrence(f"{addresses.TIMELINE}#{event.id}", event.title.content)
        yield from ((cite.key, here) for c in event_citations(event) for cite in c.cites)
        own = (q for q in quotations.values() if q.event and q.event.id == event.id.content)
        yield from ((quotation.source.id, here) for quotation in own)
    for kind, name, entry in _entries(records):
        here = Occurrence(f"{addresses.REGISTERS[kind]}#{name}", entry.name.content)
        found = (*entry.sources, *prose_citations(entry.description))
        yield from ((cite.key, here) for c in found for cite in c.cites)


def _shown_keys(block: Block, quotations: Mapping[str, Quotation], series: Mapping[str, Series]) -> Iterator[str]:
    """Yield the sources of what a block shows."""
    name = block.argument.content.strip()
    if block.kind == "quote" and name in quotations:
        yield quotations[name].source.id
        yield from (c.key for found in prose_citations(quotations[name].quoted_in) for c in found.cites)
    if block.kind == "chart" and name in series:
        yield from (cite.key for found in series_citations(series[name]) for cite in found.cites)


def _disputes(
    chapters: tuple[Chapter, ...], readings: Mapping[str, Reading], events: tuple[Event, ...], site: Site
) -> Iterator[Dispute]:
    for chapter in chapters:
        for block in readings[chapter.slug].blocks:
            if block.kind == "dispute":
                yield _block_dispute(chapter, block, site)
    for event in events:
        if event.accounts:
            address = f"{addresses.TIMELINE}#{event.id}"
            accounts = tuple(_event_account(account, site) for account in event.accounts)
            intro = event.text.body if event.text else ()
            title = (str(escape(event.title.content)),)
            yield Dispute(address, event.id.content, title, intro, accounts, "event")


def _block_dispute(chapter: Chapter, block: Block, site: Site) -> Dispute:
    inner = [part for part in block.content if isinstance(part, Block) and part.kind == "account"]
    intro = tuple(part for part in block.content if not isinstance(part, Block))
    accounts = tuple((side_name(site, words(part.argument)), part.content, ()) for part in inner)
    address = f"{addresses.chapter(chapter.slug)}#{block.id}"
    return Dispute(address, f"{chapter.slug}.{block.id}", block.title, intro, accounts, chapter.front.title.content)


def _event_account(account: Account, site: Site) -> tuple[str, Body, tuple[Citation, ...]]:
    return side_name(site, account.side.content), account.text.body, account.sources


def locator_problems(quotation: Quotation) -> tuple[Problem, ...]:
    """Return what is wrong with the locator of a quotation."""
    return citations.of(quotation.source.id, quotation.source.span, quotation.locator)[1]


def side_id(site: Site, side: str) -> str:
    """Return the id of a side, by its id or its name; empty where it is not one of the site's."""
    return next((s.id.content for s in site.sides if side in (s.id.content, s.name.content)), "")
