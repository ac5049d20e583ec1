"""Where things are named and sources cited, all over the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from microsite import addresses, evidence
from microsite.chapter import Chapter, Page
from microsite.model import Entry, Event, Quotation, Series
from microsite.reading import Reading
from microsite.records import Records
from microsite.text import Text


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place of the site where something is named or cited."""

    address: str
    """The page and the anchor, from the site's root."""
    title: str
    """What the place is called: a chapter's title, an event's title."""
    note: int | None = None
    """The number of the note, where it is one."""


def naming(
    texts: tuple[Chapter | Page, ...], readings: Mapping[str, Reading], events: tuple[Event, ...], records: Records
) -> Iterator[tuple[str, Occurrence]]:
    """Yield what is named where: in chapters and pages, by events, in registers."""
    for text in texts:
        for mention, anchor in readings[text.slug].mentions:
            yield mention.id, Occurrence(f"{address_of(text)}#{anchor}", text.front.title.content)
    for event in events:
        here = Occurrence(f"{addresses.TIMELINE}#{event.id}", event.title.content)
        accounts = (m for account in event.accounts for m in evidence.prose_mentions(account.text))
        for name in (*evidence.participants(event), *(m.id for m in (*evidence.prose_mentions(event.text), *accounts))):
            yield name, here
    for kind, key, entry in _entries(records):
        here = Occurrence(f"{addresses.REGISTERS[kind]}#{key}", entry.name.content)
        for mention in (*evidence.prose_mentions(entry.description), *entry.see):
            if mention.id != key.content:
                yield mention.id, here


def citing(
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
            yield from ((key, here) for key in evidence.shown_keys(block, quotations, series))
    for event in events:
        here = Occurrence(f"{addresses.TIMELINE}#{event.id}", event.title.content)
        yield from ((cite.key, here) for c in evidence.event_citations(event) for cite in c.cites)
        own = (q for q in quotations.values() if q.event and q.event.id == event.id.content)
        yield from ((quotation.source.id, here) for quotation in own)
    for kind, name, entry in _entries(records):
        here = Occurrence(f"{addresses.REGISTERS[kind]}#{name}", entry.name.content)
        found = (*entry.sources, *evidence.prose_citations(entry.description))
        yield from ((cite.key, here) for c in found for cite in c.cites)


def _entries(records: Records) -> Iterator[tuple[str, Text, Entry]]:
    """Yield the entries of the registers with their kinds and ids."""
    yield from (("person", name, entry) for name, entry in records.people)
    yield from (("place", name, entry) for name, entry in records.places)
    yield from (("term", name, entry) for name, entry in records.terms)


def grouped(found: Iterable[tuple[str, Occurrence]]) -> Mapping[str, tuple[Occurrence, ...]]:
    """Return the occurrences by id, each address once, in the order of their finding."""
    groups: dict[str, dict[str, Occurrence]] = {}
    for name, occurrence in found:
        groups.setdefault(name, {}).setdefault(occurrence.address, occurrence)
    return {name: tuple(group.values()) for name, group in groups.items()}


def address_of(text: Chapter | Page) -> str:
    """Return the address of a chapter or a page, from the site's root."""
    return addresses.chapter(text.slug) if isinstance(text, Chapter) else addresses.page(text.slug)
