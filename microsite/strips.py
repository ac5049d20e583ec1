"""The pictures of time as templates get them: lanes, and where each event stands in them.

What lies across is in percent of the width, so that a picture is as wide as its page and its type stays as
large as it is; what lies down is in pixels.
"""

from __future__ import annotations

from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class LaneView:
    """The events of one side, of both, or of the world outside."""

    id: str
    """The id of a side, `both`, `abroad`, or empty."""
    names: tuple[str, ...]
    """What it is called, in lines that fit beside it."""
    top: int
    """From the top."""
    height: int
    """As high as its rows."""


@dataclass(frozen=True, slots=True)
class TickView:
    """A year or a month of the scale."""

    x: float
    """From the left."""
    words: str
    """What is written, or empty where there is no room for it."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A stretch of time."""

    start: float
    """From the left."""
    end: float
    """From the left."""
    sure: bool
    """Whether it lasted so long; else it is some time within it."""


@dataclass(frozen=True, slots=True)
class MomentView:
    """An event in its lane."""

    href: str
    """Its entry."""
    title: str
    """When and what: what it is called."""
    lane: str
    """The id of its lane."""
    tokens: tuple[str, ...]
    """The classes by which it can be filtered."""
    x: float
    """Where its point stands: its first day, or the middle of the days that it may be."""
    y: int
    """The middle of its row."""
    known: bool
    """Whether the day is known, and nobody doubts it."""
    strokes: tuple[Stroke, ...]
    """How long it lasted, and how long it may be."""
    before: str
    """`open` where it has no beginning, `lost` where nobody knows it, or empty."""
    after: str
    """`open` where it has no end, `lost` where nobody knows it, or empty."""
    label: str
    """Its title as far as there is room, or empty."""
    at: float
    """Where the label begins, or ends."""
    shift: int
    """From there to the label; less than 0 where it ends there."""


@dataclass(frozen=True, slots=True)
class StripView:
    """A stretch of time: its events in lanes, each with its title, none over another."""

    height: int
    """From the top of the lanes to the foot of the scale."""
    gutter: int
    """The width of the names of the lanes."""
    lanes: tuple[LaneView, ...]
    """The lanes that have events, from the top."""
    ticks: tuple[TickView, ...]
    """The scale."""
    breaks: tuple[float, ...]
    """Where a long time without events is left out."""
    moments: tuple[MomentView, ...]
    """The events, in the order of time."""
