"""Where things are named and sources cited, all over the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from microsite import addresses, evidence
from microsite.faces import Face
from microsite.model import Entry, Event, Link, Prose, Quotation, Series
from microsite.reading import holes_of
from microsite.records import Records
from microsite.text import Text
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place of the site where something is named or cited."""

    address: str
    """The page and the anchor, from the site's root."""
    title: str
    """What the place is called: a chapter's title, an event's title."""
    note: int | None = None
    """The number of the note, where it is one."""


def naming(texts: tuple[Face, ...], events: tuple[Event, ...], records: Records) -> Iterator[tuple[str, Occurrence]]:
    """Yield what is named where: in chapters and pages, by events, in registers."""
    for text in texts:
        address, title = text.address, text.front.title.content
        for name, anchor in text.traits.names:
            yield name, Occurrence(f"{address}#{anchor}", title)
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


def showing(texts: tuple[Face, ...]) -> Mapping[str, str]:
    """Return where each quotation is shown first, in chapters and pages, by its id."""
    return {
        name: f"{text.address}#{anchor}"
        for text in reversed(texts)
        for kind, name, anchor in reversed(text.traits.shown)
        if kind == "quote"
    }


def citing(
    texts: tuple[Face, ...],
    events: tuple[Event, ...],
    records: Records,
    quotations: Mapping[str, Quotation],
    series: Mapping[str, Series],
) -> Iterator[tuple[str, Occurrence]]:
    """Yield what source is cited where: in chapters and pages, by events and the quotations that only they show, in registers."""
    for text in texts:
        address, title = text.address, text.front.title.content
        for key, anchor, number in text.traits.cites:
            yield key, Occurrence(f"{address}#{anchor}", title, number)
        for block, name, anchor in text.traits.shown:
            here = Occurrence(f"{address}#{anchor}", title)
            yield from ((key, here) for key in evidence.shown_keys(block, name, quotations, series))
    elsewhere = showing(texts)
    own: dict[str, list[Quotation]] = {}
    for quotation in (one for one in quotations.values() if one.id.content not in elsewhere):
        own.setdefault(quotation.event.id if quotation.event else "", []).append(quotation)
    for event in events:
        here = Occurrence(f"{addresses.TIMELINE}#{event.id}", event.title.content)
        yield from ((cite.key, here) for c in evidence.event_citations(event) for cite in c.cites)
        yield from ((quotation.source.id, here) for quotation in own.get(event.id.content, ()))
    for kind, own_name, entry in _entries(records):
        here = Occurrence(f"{addresses.REGISTERS[kind]}#{own_name}", entry.name.content)
        found = (*entry.sources, *evidence.prose_citations(entry.description))
        yield from ((cite.key, here) for c in found for cite in c.cites)


def linking(passages: Iterable[Prose]) -> Iterator[tuple[str, Link]]:
    """Yield the relative links in fields of prose, each with the path of its file."""
    for prose in passages:
        yield from ((prose.text.path, hole.mark) for hole in holes_of(prose.body) if isinstance(hole.mark, Link))


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
