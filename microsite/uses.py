"""Where each thing of a history is used in the files, and by what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from microsite import evidence
from microsite.faces import Face
from microsite.history import History
from microsite.model import Citation, Entry, Event, Mention, Prose, Quotation, Series
from microsite.text import Span, Text
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Use:
    """A place in the files where something is named, cited or shown."""

    id: str
    """What is used."""
    span: Span
    """Where."""
    manner: str
    """How: `cited`, `named`, `shown`, or the field that names it."""
    user: str
    """The id of what uses it."""
    kind: str
    """What that is: `chapter`, `event`, `person` …"""


def uses(whole: History) -> Iterator[Use]:
    """Yield every use of everything: texts in reading order, then the data files."""
    for text in whole.texts:
        yield from _of_text(whole, text, "chapter" if text in whole.chapters else "page")
    for event in whole.events:
        yield from _of_event(event)
    entries: tuple[tuple[str, dict[str, Entry]], ...] = (
        ("person", dict(whole.people)), ("place", dict(whole.places)), ("term", dict(whole.terms))
    )  # fmt: skip
    for kind, held in entries:
        for name, entry in held.items():
            yield from _named(entry.see, "see", name, kind)
            yield from _evidence((*entry.sources,), (entry.description,), name, kind)
    for quotation in whole.quotations.values():
        yield from _of_quotation(quotation)
    for series in whole.series.values():
        yield from _of_series(series)


def definitions(whole: History) -> Iterator[tuple[str, str, Span]]:
    """Yield the id, the kind and the place of everything that has an id; of two with one id, both."""
    yield from ((declared.id, declared.kind, declared.span) for declared in whole.declared)


def supports(whole: History, source: str) -> Iterator[tuple[str, str]]:
    """Yield kind and id of what would be left without a source if this one were taken out."""
    for event in whole.events:
        if {cite.key for citation in event.sources for cite in citation.cites} == {source}:
            yield "event", event.id.content
    yield from (("quotation", q.id.content) for q in whole.quotations.values() if q.source.id == source)


def _of_text(whole: History, text: Face, kind: str) -> Iterator[Use]:
    slug, read = text.slug, whole.folios[text.path].reading
    yield from _cited((cited.citation for cited in read.citations), slug, kind)
    yield from _named((mention for mention, _ in read.mentions), "named", slug, kind)
    for block in read.blocks:
        if block.kind in ("quote", "chart", "map"):
            words = block.argument
            yield from (Use(name.content, name.span, "shown", slug, kind) for name in _names(words))


def _of_event(event: Event) -> Iterator[Use]:
    name = event.id.content
    yield from _named(event.people, "people", name, "event")
    yield from _named((m for m in (event.place,) if m), "place", name, "event")
    yield from _named((m for m in (event.chapter,) if m), "chapter", name, "event")
    yield from _evidence(event.sources, (event.text,), name, "event")
    for account in event.accounts:
        yield from _evidence(account.sources, (account.text,), name, "event")


def _of_quotation(quotation: Quotation) -> Iterator[Use]:
    name = quotation.id.content
    yield Use(quotation.source.id, quotation.source.span, "cited", name, "quotation")
    yield from _named((m for m in (quotation.person,) if m), "person", name, "quotation")
    yield from _named((m for m in (quotation.event,) if m), "event", name, "quotation")
    yield from _evidence((), (quotation.quoted_in, quotation.note), name, "quotation")


def _of_series(series: Series) -> Iterator[Use]:
    name = series.id.content
    yield from _evidence(series.sources, (series.definition, series.note, *series.caution), name, "series")
    for point in series.points:
        yield from _evidence(point.sources, (point.note, point.caution), name, "series")


def _evidence(sources: tuple[Citation, ...], passages: tuple[Prose | None, ...], user: str, kind: str) -> Iterator[Use]:
    """Yield what a record cites and names in its sources and its prose."""
    yield from _cited(sources, user, kind)
    for prose in passages:
        yield from _cited(evidence.prose_citations(prose), user, kind)
        yield from _named(evidence.prose_mentions(prose), "named", user, kind)


def _cited(citations: Iterable[Citation], user: str, kind: str) -> Iterator[Use]:
    yield from (Use(cite.key, cite.span, "cited", user, kind) for citation in citations for cite in citation.cites)


def _named(mentions: Iterable[Mention], manner: str, user: str, kind: str) -> Iterator[Use]:
    yield from (Use(mention.id, mention.span, manner, user, kind) for mention in mentions)


def _names(words: Text) -> Iterator[Text]:
    """Yield the ids that a block shows; a map may show several."""
    return (words.part(*found.span()) for found in re.finditer(r"[^\s,]+", words.content))
