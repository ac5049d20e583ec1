"""The curve of relations: the mean of the tones of events near a day, and how far it leans on single sources.

1. Each event with a tone is a weight over time: 1 on its day, less before and after as a Gauss curve
   falls; a date that is not known to the day, or that lasts, spreads the same weight over its interval.
2. The curve is the mean of the tones with these weights. Events are equal: none counts more than another.
3. Where the weights add up to no more than one event on its day, there is no curve: one alone is a point.
4. For each source, the curve is worked out again without the events that cite only it; the lowest and
   the highest of these are the band. Where one of them has no curve, the curve stands on one source alone.

A Nadaraya–Watson estimator (Nadaraya 1964, Watson 1964). The tones are steps of a scale, not
measurements: the mean takes the steps for equal, which nobody has shown, and the page says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from microsite import charts
from microsite.model import Event
from microsite.values import dataclass

LEAST = 1.0
"""The weight that a curve has to exceed: that of one event on its own day."""
_PARTS = 50
"""The bandwidth is about this part of the whole span."""
STEPS = 4
"""As many samples are taken within a bandwidth."""
_NARROWEST = 0.1
"""A bandwidth below a month would show the calendar, not a relation."""


@dataclass(frozen=True, slots=True)
class Scored:
    """An event with a tone, as the curve sees it."""

    id: str
    """The id of the event."""
    start: float
    """The first moment of its date, in years."""
    end: float
    """The last moment of its date, in years; that of a day is its first."""
    tone: int
    """From −3 to +3."""
    sources: frozenset[str]
    """The ids of the sources that it cites."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The curve at one moment."""

    year: float
    """The moment, in years."""
    weight: float
    """The weights of all events together: 1 is one event on its day."""
    value: float | None
    """The mean of the tones; None where the weight is too small."""
    low: float | None
    """The lowest mean that is left without one source."""
    high: float | None
    """The highest mean that is left without one source."""
    alone: bool
    """Whether there is a curve only thanks to one source."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve with all that it was made of."""

    events: tuple[Scored, ...]
    """The events that count."""
    bandwidth: float
    """The standard deviation of the Gauss curve, in years."""
    samples: tuple[Sample, ...]
    """The curve from the first event to the last, in equal steps."""
    single: tuple[str, ...]
    """The sources that are the only ones of some event."""


def scored(events: Iterable[Event]) -> tuple[Scored, ...]:
    """Return the events that have a tone, as the curve sees them."""
    return tuple(_scored(event, event.tone) for event in events if event.tone is not None)


def counted(events: Iterable[Scored], sources: frozenset[str]) -> tuple[Scored, ...]:
    """Return the events that cite one of `sources` at least, with no other source than these."""
    return tuple(replace(event, sources=event.sources & sources) for event in events if event.sources & sources)


def bandwidth(events: tuple[Scored, ...]) -> float:
    """Return a fiftieth of the span of the events, in years, as 1, 2 or 5 times a power of ten."""
    first = min((event.start for event in events), default=0.0)
    wanted = max((_last(events) - first) / _PARTS, _NARROWEST)
    power = 10.0 ** math.floor(math.log10(wanted))
    return min((power * step for step in (1, 2, 5, 10)), key=lambda width: abs(math.log(width / wanted)))


def moments(events: tuple[Scored, ...], width: float) -> tuple[float, ...]:
    """Return the moments at which a curve of a bandwidth is sampled: whole steps between first and last event."""
    if not events:
        return ()
    step = width / STEPS
    first, last = math.ceil(min(e.start for e in events) / step), math.floor(_last(events) / step)
    return tuple(round(number * step, 6) for number in range(first, last + 1))


@lru_cache(maxsize=32)  # the first page, the curve's own and its files ask for the same few
def curve(events: tuple[Scored, ...], width: float, years: tuple[float, ...]) -> Curve:
    """Return the curve of events with a bandwidth, at some moments."""
    single = tuple(sorted({next(iter(event.sources)) for event in events if len(event.sources) == 1}))
    lonely = _lonely(events)
    columns = zip(*(_weights(event.start, event.end, width, years) for event in events), strict=True)
    rows = [*columns] if events else [()] * len(years)
    samples = tuple(_sample(events, lonely, row, year) for row, year in zip(rows, years, strict=True))
    return Curve(events, width, samples, single)


def weight(event: Scored, year: float, width: float) -> float:
    """Return what an event counts at a moment: 1 on its day; of an interval, the mean over its days."""
    return _weights(event.start, event.end, width, (year,))[0]


@lru_cache(maxsize=2048)  # the variants of a curve have most of their events in common
def _weights(start: float, end: float, width: float, years: tuple[float, ...]) -> tuple[float, ...]:
    """Return what an event from `start` to `end` counts at each of some moments."""
    length = end - start
    if length <= 0:
        return tuple([math.exp(-(((year - start) / width) ** 2) / 2) for year in years])
    scale = width * math.sqrt(2)
    areas = [math.erf((end - year) / scale) - math.erf((start - year) / scale) for year in years]
    return tuple([scale * math.sqrt(math.pi) / 2 * area / length for area in areas])


def _scored(event: Event, tone: int) -> Scored:
    day = event.date.earliest == event.date.latest
    start = charts.year(event.date)
    end = start if day else max(start, charts.year(event.date, end=True))
    cited = frozenset(cite.key for citation in event.sources for cite in citation.cites)
    return Scored(event.id.content, start, end, tone, cited)


def _last(events: Iterable[Scored]) -> float:
    return max((event.end for event in events), default=0.0)


def _sample(
    events: tuple[Scored, ...], lonely: Sequence[Sequence[int]], weights: Sequence[float], year: float
) -> Sample:
    """Return the curve at a moment; numbers are rounded to two places, so that they are the same everywhere.

    `lonely` has of each single source the places of its events, `weights` what each event counts.
    """
    toned = [w * event.tone for event, w in zip(events, weights, strict=True)]
    whole, total = math.fsum(weights), math.fsum(toned)
    value = _mean(total, whole)
    if value is None:
        return Sample(year, _rounded(whole), None, None, None, alone=False)
    others = [
        _mean(total - math.fsum([toned[i] for i in part]), whole - math.fsum([weights[i] for i in part]))
        for part in lonely
    ]
    left = [value, *(other for other in others if other is not None)]
    return Sample(year, _rounded(whole), value, min(left), max(left), alone=None in others)


def _lonely(events: tuple[Scored, ...]) -> Sequence[Sequence[int]]:
    """Return the places of the events of each source that is the only one of some."""
    parts: dict[str, list[int]] = {}
    for place, event in enumerate(events):
        if len(event.sources) == 1:
            parts.setdefault(next(iter(event.sources)), []).append(place)
    return [*parts.values()]


def _mean(total: float, weight: float) -> float | None:
    return _rounded(total / weight) if _rounded(weight) > LEAST else None


def _rounded(number: float) -> float:
    return round(number, 2) + 0.0  # never −0.0
