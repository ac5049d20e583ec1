"""The parts of pages that templates get: values, each all that one of them shows."""

from __future__ import annotations

from markupsafe import Markup

from microsite.strips import StripView
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A link with its words."""

    href: str
    """Where it leads, relative to the page."""
    words: Markup
    """What it says."""
    current: bool = False
    """Whether it leads to the page that it stands on."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where something is named or cited, as a link."""

    href: str
    """Where it leads, relative to the page."""
    title: str
    """The title of what it leads to."""
    notes: tuple[tuple[str, int], ...]
    """Address and number of each note there; empty where it is no note."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note."""

    id: str
    """Its permanent id."""
    number: int
    """The number that is printed."""
    parts: Parts
    """What it says."""
    flat: bool
    """Whether it is one paragraph without its own `p`."""


@dataclass(frozen=True, slots=True)
class NotesView:
    """The notes that a block of prose calls."""

    notes: tuple[NoteView, ...]
    """The notes in order."""


@dataclass(frozen=True, slots=True)
class AccountView:
    """One side's account."""

    name: str
    """Whose account it is."""
    side: str
    """The id of the side, or empty where it is not one of the site's."""
    parts: Parts
    """What it says."""
    sources: tuple[Markup, ...]
    """Its sources, where they stand apart."""


@dataclass(frozen=True, slots=True)
class DisputeView:
    """Accounts side by side."""

    id: str
    """The permanent id."""
    title: Markup
    """What is disputed."""
    intro: Parts
    """What stands before the accounts."""
    accounts: tuple[AccountView, ...]
    """The accounts, in the author's order."""
    origin: Line | None
    """Where it comes from, on a page that gathers disputes."""


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A passage of a document, in its own tongue beside its translation."""

    id: str
    """The permanent id."""
    text: tuple[str, ...]
    """The paragraphs of the passage."""
    lang: str
    """The language of the passage."""
    translation: tuple[str, ...]
    """The paragraphs of the translation; none where there is none."""
    translator: str
    """Who translated it, or empty."""
    speaker: str
    """Who speaks, or empty."""
    speaker_href: str
    """The entry of the speaker, or empty."""
    date: str
    """When, in words, or empty."""
    document: str
    """The document, or empty."""
    source: Markup
    """The source, as a link."""
    quoted_in: Markup
    """Where the passage was read, if not in the document."""
    note: Markup
    """What a reader must know of the wording."""
    caption: Parts
    """What the author adds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape of a picture, in its units."""

    x: float
    """From the left."""
    y: float
    """From the top."""
    width: float
    """0 for a point."""
    kind: str
    """A class name: `bar`, `range`, `dot`, `line`, `tick`."""
    group: int
    """The number of the group, from 0, for its colour and its shape."""
    label: str
    """The words beside it, or empty."""
    href: str = ""
    """Where it leads, or empty."""
    points: str = ""
    """The points of a line, as SVG writes them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a map shows beside its places: an area or a line."""

    kind: str
    """A class name: `sea`, `grid`, `land`, `lake`, `river`, `border`, `frame`, `window`, `bar`, `leader`."""
    path: str
    """As SVG writes it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a map."""

    x: float
    """From the left."""
    y: float
    """From the top."""
    href: str
    """Where it leads, or empty where a larger map beside it has its link."""
    words: str
    """Its name."""
    arrow: str
    """The path of an arrow, where the place lies beyond the edge; empty where it is a point."""
    label: Words | None
    """Its name where it found room."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words on a map."""

    x: float
    """From the left."""
    y: float
    """Of the line that they stand on, from the top."""
    anchor: str
    """`start`, `middle` or `end`: where in them `x` is."""
    kind: str
    """A class name: `name`, `water`, `measure` or `key`."""
    text: str
    """What they say."""


@dataclass(frozen=True, slots=True)
class TableView:
    """The numbers of a picture, or places, or events, as a table."""

    heads: tuple[str, ...]
    """The heads of the columns."""
    rows: tuple[tuple[Markup, ...], ...]
    """The cells, row by row."""


@dataclass(frozen=True, slots=True)
class PictureView:
    """A picture drawn from the site's data, with its table."""

    id: str
    """The permanent id."""
    kind: str
    """`chart` or `map`."""
    title: str
    """What it shows."""
    description: str
    """The same in a sentence, for those who cannot see it."""
    width: float
    """In the units of the marks."""
    height: float
    """In the units of the marks."""
    marks: tuple[Mark, ...]
    """The shapes."""
    groups: tuple[str, ...]
    """The names of the groups, by number."""
    table: TableView
    """The same as a table."""
    notes: tuple[Markup, ...]
    """Definition, note and warnings."""
    cautions: tuple[Markup, ...]
    """What must not be done with the numbers."""
    sources: tuple[Markup, ...]
    """Where the numbers stand."""
    caption: Parts
    """What the author says of it."""
    ground: tuple[Shape, ...] = ()
    """Areas and lines of the earth on a map, the lowest first."""
    unit: int = 1
    """How many units of the picture are one of the ground."""
    shapes: tuple[Shape, ...] = ()
    """What lies on the ground beside places and words."""
    words: tuple[Words, ...] = ()
    """Words of a map that are no places."""
    spots: tuple[Spot, ...] = ()
    """The places of a map."""


@dataclass(frozen=True, slots=True)
class StripPart:
    """The events of a chapter between the paragraphs of its text: a strip, and the same as a list."""

    id: str
    """The permanent id."""
    title: str
    """What it shows."""
    strip: StripView | None
    """The picture; None where there are no events."""
    events: tuple[tuple[str, Line], ...]
    """When, and a link to each event."""
    caption: Parts
    """What the author says of it."""


Part = Markup | NotesView | DisputeView | QuoteView | PictureView | StripPart
Parts = tuple[Part, ...]
"""HTML and what stands between it; a template shows each part by its kind."""


@dataclass(frozen=True, slots=True)
class EventView:
    """An event as the timeline shows it."""

    id: str
    """The permanent id."""
    date: str
    """The date in words."""
    iso: str
    """The date for machines, or empty."""
    other_dates: tuple[str, ...]
    """Local and Julian dates, in words."""
    title: str
    """What happened."""
    href: str
    """Its place in the timeline."""
    lane: str
    """The id of a side, `both`, `abroad`, or empty."""
    lane_name: str
    """The lane in words."""
    tone: str
    """The tone with its sign, or empty."""
    tone_reason: str
    """Why this tone."""
    text: Markup
    """The event in a few sentences."""
    place: Line | None
    """Where it happened."""
    people: tuple[Line, ...]
    """Who took part."""
    sources: tuple[Markup, ...]
    """Where it is told."""
    accounts: tuple[AccountView, ...]
    """What is said of it where the record disagrees."""
    quotations: tuple[QuoteView, ...]
    """Passages of documents that belong to it, and stand in no text."""
    passages: tuple[Line, ...]
    """Who speaks in the others, and when: links to the texts that show them."""
    chapter: Line | None
    """The chapter that it belongs to."""
    references: tuple[Reference, ...]
    """Where it is named."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry of a register."""

    id: str
    """The permanent id."""
    name: str
    """The name that the site uses."""
    href: str
    """Its place in the register."""
    native: tuple[tuple[str, str], ...]
    """The name in its own scripts: language and text."""
    forms: tuple[tuple[str, str, str], ...]
    """Every other form of the name: language, text, and what the language is called."""
    dates: str
    """The years of a life, in words, or empty."""
    roles: tuple[str, ...]
    """Offices, with their years."""
    text: Markup
    """The description."""
    coordinates: str
    """Latitude and longitude in words, or empty."""
    see: tuple[Line, ...]
    """Related entries."""
    sources: tuple[Markup, ...]
    """Where it is told."""
    events: tuple[Line, ...]
    """The events that it is part of."""
    timeline: str
    """The way to the timeline with these events alone, or empty."""
    references: tuple[Reference, ...]
    """Where it is named."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """An entry of the bibliography."""

    id: str
    """The id of the source."""
    html: Markup
    """The formatted source."""
    references: tuple[Reference, ...]
    """Where it is cited."""


@dataclass(frozen=True, slots=True)
class EraView:
    """A chapter as a segment of the band of eras."""

    href: str
    """Its address, relative to the page."""
    since: str
    """The year with which it begins, in words."""
    title: str
    """Its title."""
    current: bool
    """Whether it is the page that the band stands on."""


@dataclass(frozen=True, slots=True)
class Card:
    """A chapter in a list."""

    href: str
    """Its address, relative to the page."""
    number: int
    """Its place in the reading order."""
    title: str
    """Its title."""
    years: str
    """Its years, in words."""
    summary: str
    """One sentence, or empty."""
    draft: bool
    """Whether it is a draft."""
