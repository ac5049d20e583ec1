"""What templates get: values, each all that one page shows."""

from __future__ import annotations

from markupsafe import Markup

from microsite.curves import CurveView, MethodView, VariantView
from microsite.eras import FilterView, SectionView, WholeView
from microsite.parts import (
    Card,
    DisputeView,
    EntryView,
    EraView,
    EventView,
    Line,
    Parts,
    PictureView,
    SourceView,
    TableView,
)
from microsite.values import dataclass


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
    eras: tuple[EraView, ...]
    """All chapters in reading order, this one among them; none where it is alone."""
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
    number: int
    """How many events there are."""
    whole: WholeView
    """All of them at a glance."""
    filters: tuple[FilterView, ...]
    """What can be chosen."""
    sections: tuple[SectionView, ...]
    """The events, era by era."""
    sheet: str
    """The way to the style sheet that filters."""


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
    """The way to each script that holds a part of what can be found, with a blank between two."""
    pages: tuple[tuple[Line, tuple[Line, ...]], ...]
    """What can be read through instead: a page and, where it is a register, its letters."""


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """What is shown where there is nothing."""

    frame: Frame
    """What every page has."""
    chapters: tuple[Card, ...]
    """The chapters in reading order."""


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
