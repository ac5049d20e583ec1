"""What templates get: values, each all that one page or one part of it shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

# ---- parts of a page ---------------------------------------------------------------------------


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
    """`chart`, `map` or `timeline`."""
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
    shapes: tuple[Shape, ...] = ()
    """Areas and lines of a map, the lowest first."""
    words: tuple[Words, ...] = ()
    """Words of a map that are no places."""
    spots: tuple[Spot, ...] = ()
    """The places of a map."""


Part = Markup | NotesView | DisputeView | QuoteView | PictureView
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
    """Passages of documents that belong to it."""
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


@dataclass(frozen=True, slots=True)
class EraView:
    """The years of a chapter in the picture of the curve."""

    x: float
    """From the left."""
    width: float
    """In the units of the picture."""
    line: Line
    """The chapter, by its title."""
    years: str
    """Its years, in words."""


@dataclass(frozen=True, slots=True)
class DotView:
    """An event in the picture of the curve."""

    href: str
    """Its place in the timeline."""
    path: str
    """Its place in the picture, as SVG writes it: a point, or a stroke as long as its date."""
    words: str
    """When, what, and the tone."""


@dataclass(frozen=True, slots=True)
class CurveView:
    """The picture of a curve of relations."""

    title: str
    """What it shows."""
    description: str
    """The same in a sentence, for those who cannot see it."""
    width: int
    """In units of the picture, as all that follows."""
    height: int
    """From the top of the bands to the foot of the years."""
    head: int
    """The room above the bands for the titles of the chapters; 0 where they have none."""
    levels: tuple[tuple[int, str, str], ...]
    """From the top, number and name of each tone that has a rule."""
    ticks: tuple[tuple[float, str], ...]
    """From the left, and year."""
    eras: tuple[EraView, ...]
    """The chapters."""
    band: str
    """The outline of the band."""
    behind: str
    """A line to compare with, or empty."""
    line: str
    """The curve."""
    alone: str
    """The curve where it stands on one source alone."""
    dots: tuple[DotView, ...]
    """The events."""
    events: int
    """How many events the curve is made of."""
    bandwidth: str
    """The bandwidth in words."""


@dataclass(frozen=True, slots=True)
class VariantView:
    """A curve made otherwise."""

    id: str
    """The permanent id."""
    title: str
    """What is otherwise."""
    events: int
    """How many events count."""
    furthest: str
    """How far it is from the curve at most, or empty where they never meet in time."""
    when: str
    """The year in which it is that far."""
    curve: CurveView
    """The picture."""


@dataclass(frozen=True, slots=True)
class MethodView:
    """The numbers of the method."""

    events: int
    """How many events have a tone."""
    dated: int
    """How many events there are."""
    sources: int
    """How many sources the events with a tone cite."""
    single: int
    """How many of these are the only source of an event."""
    single_events: int
    """How many events have only one source."""
    vague: int
    """How many dates are not one day."""
    bandwidth: str
    """The bandwidth in words."""
    least: str
    """The weight that a curve has to exceed."""
    apart: str
    """How far apart two single events break the line, in words."""
    step: str
    """The step from one sample to the next, in words."""
    breaks: tuple[str, ...]
    """The years without a curve, in words."""
    alone: tuple[str, ...]
    """The years in which it stands on one source alone, in words."""
    widest: str
    """The greatest width of the band."""
    widest_when: str
    """The year of it."""


# ---- whole pages -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page has around its own."""

    address: str
    """The address of the page from the site's root."""
    title: str
    """The title of the page, without the site's."""
    description: str
    """For search engines, or empty."""
    language: str
    """The language of the page."""
    site: str
    """The title of the site."""
    subtitle: str
    """The subtitle of the site, or empty."""
    author: str
    """Who answers for the site, or empty."""
    license: str
    """The licence of the text, or empty."""
    edition: str
    """The date of this edition, in words, or empty."""
    home: str
    """The way to the home page."""
    canonical: str
    """The absolute address, or empty where the site has none."""
    feed: str
    """The way to the feed, or empty."""
    menu: tuple[Line, ...]
    """The pages that every page links to."""
    search: str
    """The way to the search page, or empty."""
    assets: tuple[tuple[str, str], ...]
    """The files of `static/`: name, and the way to the hashed file."""
    sides: tuple[tuple[str, str], ...]
    """The sides: id and name."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page."""

    frame: Frame
    """What every page has."""
    summary: str
    """What the history is about."""
    chapters: tuple[Card, ...]
    """The chapters in reading order."""
    counts: tuple[tuple[str, int, str], ...]
    """What there is: a noun, a number, and the page."""
    curve: CurveView | None
    """The relation at a glance, where events have tones."""
    relations: str
    """The way to the page of the curve, or empty."""


@dataclass(frozen=True, slots=True)
class ChapterView:
    """A chapter."""

    frame: Frame
    """What every page has."""
    card: Card
    """Title, years, summary."""
    question: str
    """The question that it answers, or empty."""
    headings: tuple[tuple[int, str, Markup], ...]
    """Level, id and words of each heading."""
    parts: Parts
    """The text."""
    events: tuple[EventView, ...]
    """The events of the chapter."""
    people: tuple[EntryView, ...]
    """The people that it names."""
    places: tuple[EntryView, ...]
    """The places that it names."""
    terms: tuple[EntryView, ...]
    """The terms that it names."""
    sources: tuple[SourceView, ...]
    """The sources that it cites."""
    before: Card | None
    """The chapter before."""
    after: Card | None
    """The chapter after."""
    citation: str
    """How to cite the page."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A page that is no chapter."""

    frame: Frame
    """What every page has."""
    title: str
    """Its title."""
    headings: tuple[tuple[int, str, Markup], ...]
    """Level, id and words of each heading."""
    parts: Parts
    """The text."""


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The events of the whole history."""

    frame: Frame
    """What every page has."""
    groups: tuple[tuple[str, Line | None, tuple[EventView, ...]], ...]
    """An id, the chapter or None, and its events."""


@dataclass(frozen=True, slots=True)
class RegisterView:
    """A register: people, places or terms."""

    frame: Frame
    """What every page has."""
    kind: str
    """`people`, `places` or `terms`."""
    picture: PictureView | None
    """The map of the places, or None."""
    groups: tuple[tuple[str, tuple[EntryView, ...]], ...]
    """A letter and its entries."""


@dataclass(frozen=True, slots=True)
class DisputesView:
    """All that is disputed."""

    frame: Frame
    """What every page has."""
    disputes: tuple[DisputeView, ...]
    """The disputes, in reading order."""


@dataclass(frozen=True, slots=True)
class RelationsView:
    """The curve of relations: how it is made, of what, and how else it could be."""

    frame: Frame
    """What every page has."""
    curve: CurveView
    """The picture."""
    method: MethodView
    """The numbers of the method."""
    variants: tuple[VariantView, ...]
    """The same with other sources counted, or with another bandwidth."""
    events: TableView
    """The events that the curve is made of."""
    samples: TableView
    """The curve as numbers."""
    downloads: tuple[Line, ...]
    """The same for spreadsheets."""


@dataclass(frozen=True, slots=True)
class BibliographyView:
    """The sources that are cited."""

    frame: Frame
    """What every page has."""
    primary: tuple[SourceView, ...]
    """The sources of the time."""
    secondary: tuple[SourceView, ...]
    """Scholarship."""
    downloads: tuple[Line, ...]
    """The same for reference managers."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page for those who search."""

    frame: Frame
    """What every page has."""
    catalogue: str
    """The way to the script that holds what can be found."""
    pages: tuple[tuple[Line, tuple[Line, ...]], ...]
    """What can be read through instead: a page and, where it is a register, its letters."""


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """What is shown where there is nothing."""

    frame: Frame
    """What every page has."""


@dataclass(frozen=True, slots=True)
class RedirectView:
    """An old address that leads to a new one."""

    frame: Frame
    """What every page has."""
    target: str
    """The way to the new address."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An entry of the feed."""

    address: str
    """The absolute address."""
    title: str
    """Its title."""
    summary: str
    """A sentence of plain text."""


@dataclass(frozen=True, slots=True)
class FeedView:
    """The feed and the list of pages: what machines read."""

    frame: Frame
    """What every page has."""
    root: str
    """The absolute address of the site, with a slash at its end."""
    updated: str
    """The date of this edition, as RFC 3339 has it."""
    items: tuple[FeedItem, ...]
    """The entries."""
    pages: tuple[str, ...]
    """The absolute addresses of all pages."""


View = (
    HomeView
    | ChapterView
    | PageView
    | TimelineView
    | RegisterView
    | DisputesView
    | RelationsView
    | BibliographyView
    | SearchView
    | NotFoundView
    | RedirectView
    | FeedView
)
