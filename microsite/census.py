"""Everything of one kind that a history holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from microsite import addresses, evidence, reading
from microsite.faces import Face
from microsite.history import History
from microsite.model import Citation, Entry, Link, Mention, Prose
from microsite.text import Text


def citations(whole: History, texts: Iterable[Face]) -> Iterator[Citation]:
    """Yield every citation of some texts, and of all data."""
    for text in texts:
        yield from (cited.citation for cited in whole.folios[text.path].reading.citations)
    for event in whole.events:
        yield from evidence.event_citations(event)
    for entry in entries(whole):
        yield from entry.sources
        yield from evidence.prose_citations(entry.description)
    for quotation in whole.quotations.values():
        for prose in (quotation.quoted_in, quotation.note):
            yield from evidence.prose_citations(prose)
    for series in whole.series.values():
        yield from evidence.series_citations(series)


def mentions(whole: History, texts: Iterable[Face]) -> Iterator[tuple[Mention, str]]:
    """Yield every mention in some texts and in all data with the kind that it has to be of, or empty for any."""
    for text in texts:
        yield from ((mention, "") for mention, _ in whole.folios[text.path].reading.mentions)
    for event in whole.events:
        yield from ((mention, "person") for mention in event.people)
        yield from ((mention, "place") for mention in (event.place,) if mention)
        yield from ((mention, "chapter") for mention in (event.chapter,) if mention)
    for entry in entries(whole):
        yield from ((mention, "") for mention in entry.see)
    for quotation in whole.quotations.values():
        yield from ((mention, "person") for mention in (quotation.person,) if mention)
        yield from ((mention, "event") for mention in (quotation.event,) if mention)
    for prose in passages(whole):
        yield from ((hole.mark, "") for hole in reading.holes_of(prose.body) if isinstance(hole.mark, Mention))


def entries(whole: History) -> Iterator[Entry]:
    """Yield every entry of the registers."""
    yield from whole.people.values()
    yield from whole.places.values()
    yield from whole.terms.values()


def passages(whole: History) -> Iterator[Prose]:
    """Yield every field of prose of the data files."""
    return evidence.passages(whole.events, entries(whole), whole.quotations.values(), whole.series.values())


def links(whole: History, texts: Iterable[Face]) -> Iterator[tuple[str, str, Link]]:
    """Yield every relative link of some texts and of all data with the path of its file and the address of its page."""
    for text in texts:
        yield from ((text.path, text.address, link) for link in whole.folios[text.path].reading.links)
    yield from ((path, addresses.TIMELINE, link) for path, link in whole.linked)


def printed_texts(whole: History) -> Iterator[Text]:
    """Yield the texts that are printed as they stand: titles, names and roles."""
    site = whole.site
    yield from (text for text in (site.title, site.subtitle, site.summary) if text)
    for text in whole.texts:
        yield text.front.title
        yield from (t for t in (text.front.summary,) if t)
    yield from (chapter.front.question for chapter in whole.chapters if chapter.front.question)
    for event in whole.events:
        yield from (t for t in (event.title, event.tone_reason) if t)
    for entry in entries(whole):
        yield from (entry.name, *(form.text for form in entry.names))
    for person in whole.people.values():
        yield from person.roles
    yield from (series.title for series in whole.series.values())
