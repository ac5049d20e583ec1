"""The timeline as its template gets it: the whole at a glance, its eras, and what filters them."""

from __future__ import annotations

from microsite.parts import EventView, Line
from microsite.strips import StripView
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class BandView:
    """An era in the picture of the whole."""

    x: float
    """From the left."""
    width: float
    """In percent."""
    href: str
    """Its place on the page."""
    title: str
    """Its title and its years."""
    token: str
    """The class by which it is filtered."""
    year: str
    """The year in which it begins, or empty where there is no room for it."""


@dataclass(frozen=True, slots=True)
class WholeView:
    """The whole time at a glance, era beside era: every event as a mark without words."""

    strip: StripView
    """The lanes and the events."""
    bands: tuple[BandView, ...]
    """The eras."""


@dataclass(frozen=True, slots=True)
class SectionView:
    """The events of a chapter, or those of none."""

    id: str
    """The permanent id."""
    tokens: tuple[str, ...]
    """The classes by which it is filtered: its own, and those of its events."""
    line: Line | None
    """The chapter, by its title and its years; None for the events of no chapter."""
    strip: StripView
    """Their picture."""
    events: tuple[tuple[str, EventView], ...]
    """The classes of each event, and the event."""


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """What a filter lets choose."""

    id: str
    """The permanent id, and the class of what it leaves."""
    lane: str
    """The id of the lane, or empty."""
    words: str
    """What it says."""
    number: int
    """How many events it leaves."""


@dataclass(frozen=True, slots=True)
class FilterView:
    """A filter: one of several can be chosen, or all."""

    name: str
    """`lane`, `chapter` or `person`."""
    title: str
    """What it filters by."""
    whole: str
    """What it says where nothing is chosen."""
    choices: tuple[ChoiceView, ...]
    """What can be chosen, two at least."""
