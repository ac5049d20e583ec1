"""What records and blocks cite and name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from microsite import citations, reading
from microsite.model import Body, Citation, Cite, Entry, Event, Mention, Prose, Quotation, Series
from microsite.text import Problem


def participants(event: Event) -> tuple[str, ...]:
    """Return the ids of the people and of the place of an event."""
    return tuple(mention.id for mention in (*event.people, *((event.place,) if event.place else ())))


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
    yield from body_citations(prose.body) if prose else ()


def quotation_cite(quotation: Quotation) -> Cite:
    """Return the cite of the document that a quotation is taken from."""
    return citations.of(quotation.source.id, quotation.source.span, quotation.locator)[0]


def locator_problems(quotation: Quotation) -> tuple[Problem, ...]:
    """Return what is wrong with the locator of a quotation."""
    return citations.of(quotation.source.id, quotation.source.span, quotation.locator)[1]


def shown_keys(
    kind: str, name: str, quotations: Mapping[str, Quotation], series: Mapping[str, Series]
) -> Iterator[str]:
    """Yield the sources of what a block shows: a quotation or a series, by its id."""
    if kind == "quote" and name in quotations:
        yield quotations[name].source.id
        yield from (c.key for found in prose_citations(quotations[name].quoted_in) for c in found.cites)
    if kind == "chart" and name in series:
        yield from (cite.key for found in series_citations(series[name]) for cite in found.cites)


def passages(
    events: Iterable[Event], entries: Iterable[Entry], quotations: Iterable[Quotation], series: Iterable[Series]
) -> Iterator[Prose]:
    """Yield every field of prose of data."""
    for event in events:
        yield from (prose for prose in (event.text, *(a.text for a in event.accounts)) if prose)
    yield from (entry.description for entry in entries if entry.description)
    for quotation in quotations:
        yield from (prose for prose in (quotation.quoted_in, quotation.note) if prose)
    for one in series:
        points = (prose for point in one.points for prose in (point.note, point.caution))
        yield from (prose for prose in (one.definition, one.note, *one.caution, *points) if prose)


def body_citations(body: Body) -> Iterator[Citation]:
    """Yield the citations of a body."""
    return (hole.mark for hole in reading.holes_of(body) if isinstance(hole.mark, Citation))


def prose_mentions(prose: Prose | None) -> Iterator[Mention]:
    """Yield the mentions in a field of prose."""
    return (h.mark for h in reading.holes_of(prose.body if prose else ()) if isinstance(h.mark, Mention))
