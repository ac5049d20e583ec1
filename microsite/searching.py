"""The catalogue that readers search: a slip for all that has an address of its own, as plain text.

The browser folds, stems and weighs (`static/search.js`), texts and questions alike: what one of two
stemmers found, the other would lose. So the catalogue holds no index, only what an excerpt must show anyway;
it is made in less time than memory would need to find it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from microsite import addresses
from microsite.parts import AccountView, DisputeView, EntryView, EventView, Parts
from microsite.passages import Passage, joined, line, plain, quotation, told
from microsite.patterns import late
from microsite.values import dataclass
from microsite.views import (
    BibliographyView,
    ChapterView,
    DisputesView,
    PageView,
    RegisterView,
    RelationsView,
    TimelineView,
    View,
)

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_ADDRESS = late(r"[.,]?\s*(?:https?://|doi:)\S+?(?=[.,;)]?(?:\s|$))")
_KINDS = {"people": "Person", "places": "Place", "terms": "Term"}
KINDS = ("Chapter", "Page", "Event", *_KINDS.values(), "Dispute", "Source")
"""The kinds of slips."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What can be found, such as a section of a chapter, an event, a person or a source."""

    kind: str
    """What it is, in a word."""
    address: str
    """The page and the anchor, from the site's root."""
    title: str
    """What it is called."""
    where: str
    """What stands beside the title: the chapter, the date, the years of a life."""
    names: tuple[str, ...]
    """Every other form of the name."""
    passages: tuple[Passage, ...]
    """What it says."""


def slips(view: View) -> tuple[Slip, ...]:
    """Return what can be found on a page, in the order of the page."""
    match view:
        case ChapterView():
            where = f"{view.card.number}. {view.card.title}, {view.card.years}"
            lead = Passage("", line(f"{view.card.summary} {view.question}"))
            first = Slip("Chapter", view.frame.address, view.card.title, view.card.years, (), (lead,))
            return tuple(_sections(first, where, view.parts))
        case PageView():
            first = Slip("Page", view.frame.address, view.title, "", (), ())
            return tuple(_sections(first, view.title, view.parts))
        case TimelineView():
            return tuple(_event(view, event) for section in view.sections for _, event in section.events)
        case RegisterView():
            return tuple(_entry(view, entry) for _, entries in view.groups for entry in entries)
        case DisputesView():
            # The accounts of an event stand on its own slip.
            return tuple(_dispute(view, one) for one in view.disputes if not _is_event(one))
        case RelationsView():
            return (Slip("Page", view.frame.address, view.frame.title, "", (), (Passage("", view.frame.description),)),)
        case BibliographyView():
            listed = ((one.id, _ADDRESS.sub("", plain(one.html))) for one in (*view.primary, *view.secondary))
            return tuple(Slip("Source", f"{addresses.BIBLIOGRAPHY}#{key}", words, "", (), ()) for key, words in listed)
        case _:
            return ()


def rows(view: View) -> str:
    """Return the slips of a page as the catalogue has them, with commas between: nothing where there is none.

    A row is kind, address, title, where, names, passages. A kind is its place in `KINDS`; a passage is anchor, text, and the ids of those whom it names. What is empty at
    the end of a list is left out. No row knows of another: those of a page that has not changed stay as they are.
    """
    made = [
        _short(
            KINDS.index(s.kind), s.address, s.title, s.where, list(s.names), [_row(passage) for passage in s.passages]
        )
        for s in slips(view)
    ]
    return _JSON.encode(made)[1:-1]


def together(found: Iterable[bytes]) -> bytes:
    """Return the rows of several pages, as UTF-8, as those of one."""
    return b",".join([rows for rows in found if rows])


def script(found: Iterable[bytes]) -> bytes:
    """Return a part of the catalogue as a script that adds these rows to it: unlike JSON, it can be read from a disk too."""
    return b"".join((_OPENING, together(found), _CLOSING))


_OPENING = (
    f'var catalogue=self.catalogue||{{"kinds":{json.dumps(KINDS)},"slips":[]}};catalogue.slips=catalogue.slips.concat(['
).encode()
_CLOSING = b"]);\n"


def _row(passage: Passage) -> list[object]:
    if passage.text and not passage.named:
        return [passage.anchor, passage.text]  # as most are
    return _short(passage.anchor, passage.text, list(passage.named))


def _short(*fields: object) -> list[object]:
    kept = list(fields)
    while kept and kept[-1] in ("", []):
        kept.pop()
    return kept


def _sections(first: Slip, where: str, parts: Parts) -> Iterator[Slip]:
    """Yield the slip of a text with what stands before its first heading, then one a heading."""
    address, title, beside = first.address, first.title, first.where
    passages = [*first.passages]
    for anchor, heading, passage in told(parts):
        if anchor:
            yield Slip(first.kind, address, title, beside, (), _telling(passages))
            address, title, beside = f"{first.address}#{anchor}", heading, where
            passages = []
        else:
            passages.append(passage)
    yield Slip(first.kind, address, title, beside, (), _telling(passages))


def _event(view: TimelineView, event: EventView) -> Slip:
    lines = (*event.people, *((event.place,) if event.place else ()))
    taking_part = tuple(line.href.partition("#")[2] for line in lines)
    words, named = joined((event.text,))
    passages = (
        Passage("", words, tuple(dict.fromkeys((*taking_part, *named)))),
        *_accounts(event.accounts),
        *(quotation(quote) for quote in event.quotations),
    )
    return Slip("Event", f"{view.frame.address}#{event.id}", event.title, event.date, (), passages)


def _accounts(found: Iterable[AccountView]) -> Iterator[Passage]:
    for account in found:
        words, named = joined(account.parts)
        yield Passage("", f"{account.name}: {words}", named)


def _entry(view: RegisterView, entry: EntryView) -> Slip:
    names = dict.fromkeys(text for _, text, _ in entry.forms if text != entry.name)
    where = ". ".join(filter(None, (entry.dates, "; ".join(entry.roles))))
    passages = (Passage("", *joined((entry.text,))),) if entry.text else ()
    return Slip(_KINDS[view.kind], f"{view.frame.address}#{entry.id}", entry.name, where, tuple(names), passages)


def _is_event(one: DisputeView) -> bool:
    return one.origin is not None and one.origin.href.startswith(f"{addresses.TIMELINE}#")


def _dispute(view: DisputesView, one: DisputeView) -> Slip:
    passages = (Passage("", *joined(one.intro)), *_accounts(one.accounts))
    origin = plain(one.origin.words) if one.origin else ""
    return Slip("Dispute", f"{view.frame.address}#{one.id}", plain(one.title), origin, (), _telling(passages))


def _telling(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """Return those passages that say something."""
    return tuple([passage for passage in passages if passage.text])
