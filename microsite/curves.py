"""The pictures of the curve of relations, and the numbers of its method, as templates get them."""

from __future__ import annotations

from microsite.parts import Line
from microsite.values import dataclass


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
