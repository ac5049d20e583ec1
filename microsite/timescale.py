"""A scale of time: where years stand between two edges, with long times without events left out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from microsite import lettering
from microsite.dates import Date, Day, Part
from microsite.values import dataclass

_EMPTY = 0.4
"""A time without events that takes more than this part of a scale is left out, where there is more to show."""
_BREAK = 0.05
"""The part of the scale that is left of it."""
_EDGE = 0.02
"""The part of the scale before the first event, and after the last."""
_LEAST = 0.25
"""The least length of time that is worth a scale, in years."""
_STEPS = (1 / 12, 1 / 4, *(float(m * 10**n) for n in range(10) for m in (1, 2, 5)))
"""From one tick to the next, in years: a month, a quarter, a year and more."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SIZE = 11.0
"""The size of the type of the ticks, in pixels; the style sheet has the same."""
_APART = 14.0
"""From one tick's words to the next, in pixels; three times that from tick to tick."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The days that a date may mean, as years with fractions."""

    first: float | None
    """The first moment at which it may begin; None where the beginning is open or not known."""
    begun: float
    """The moment at which it has begun in any case."""
    done: float
    """The first moment at which it may be over; before `begun` where nothing is sure to last."""
    last: float | None
    """The last moment at which it may be over; None where the end is open or not known."""
    known: bool
    """Whether the day on which it begins is known, and nobody doubts it."""

    @property
    def low(self) -> float:
        """Return the first moment that has a place on a scale."""
        return self.begun if self.first is None else self.first

    @property
    def high(self) -> float:
        """Return the last moment that has a place on a scale."""
        return self.done if self.last is None else self.last

    @property
    def point(self) -> float:
        """Return where its mark stands: the day on which it begins, or the middle of those that this may be."""
        return (self.low + self.begun) / 2

    @property
    def stretches(self) -> Iterator[tuple[float, float, bool]]:
        """Yield start and end of what takes time, and whether it lasted so long or lies somewhere within."""
        if self.begun >= self.done:
            yield from [(self.low, self.high, False)] if self.low < self.high else []
            return
        yield from [(self.low, self.begun, False)] if self.low < self.begun else []
        yield self.begun, self.done, True
        yield from [(self.done, self.high, False)] if self.done < self.high else []


def extent(date: Date) -> Extent:
    """Return the days that a date may mean; one day is a moment, an interval ends in the evening of its last."""
    start, end = date.start, date.end
    if date.form == "." and start:
        first, last = _morning(start.earliest), _evening(start.latest)
        moment = start.earliest == start.latest
        return Extent(first, first if moment else last, first, first if moment else last, start.exact)
    if start and end:
        done = _evening(end.latest) if end.earliest == end.latest else _morning(end.earliest)
        return Extent(_morning(start.earliest), _begun(start), done, _evening(end.latest), start.exact)
    if start:
        return Extent(_morning(start.earliest), _begun(start), _begun(start), None, start.exact)
    assert end is not None
    morning = _morning(end.earliest)
    return Extent(None, morning, morning, _evening(end.latest), known=False)


def _begun(part: Part) -> float:
    return _morning(part.earliest) if part.earliest == part.latest else _evening(part.latest)


def _morning(day: Day) -> float:
    return day[0] + (day[1] - 1) / 12 + (day[2] - 1) / 372


def _evening(day: Day) -> float:
    return day[0] + (day[1] - 1) / 12 + day[2] / 372


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a scale in which time runs evenly."""

    start: float
    """In years."""
    end: float
    """In years."""
    left: float
    """The place of its start, between 0 and 1."""
    right: float
    """The place of its end, between 0 and 1."""

    def at(self, year: float) -> float:
        """Return the place of a year; what lies outside stands at the edge."""
        part = (year - self.start) / (self.end - self.start)
        return self.left + (self.right - self.left) * min(max(part, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where years stand between 0 and 1."""

    runs: tuple[Run, ...]
    """In the order of time; between one and the next a long time is left out."""

    def at(self, year: float) -> float:
        """Return the place of a year; what lies outside stands at the edge."""
        return next((run for run in self.runs if year <= run.end), self.runs[-1]).at(year)

    @property
    def breaks(self) -> tuple[float, ...]:
        """Return the places of what is left out."""
        return tuple((run.right + after.left) / 2 for run, after in pairwise(self.runs))

    def ticks(self, width: float) -> Iterator[tuple[float, str]]:
        """Yield place and words of each tick of a scale of a width in pixels; the words where there is room."""
        free = -math.inf
        for run in self.runs:
            for year in _years(run, (run.right - run.left) * width):
                words, place = _words(year), run.at(year)
                half = lettering.width(words, SIZE) / 2
                fits = free <= place * width - half
                free = place * width + half + _APART if fits else free
                yield place, words if fits else ""


def scale(extents: Iterable[Extent]) -> Scale:
    """Return the scale of some events: even, but for long times in which there is none."""
    held = _busy(extents)
    gaps = [after[0] - one[1] for one, after in pairwise(held)]
    whole = held[-1][1] - held[0][0]
    while gaps and max(gaps) > _EMPTY * whole and whole - max(gaps) > _LEAST:
        place = gaps.index(max(gaps))
        whole -= gaps[place]
        gaps[place] = -1.0
    groups = [[held[0]]]
    for gap, one in zip(gaps, held[1:], strict=True):
        groups.append([one]) if gap < 0 else groups[-1].append(one)
    edge = max(whole * _EDGE, (_LEAST - whole) / 2)
    return Scale(tuple(_laid_out([(group[0][0] - edge, group[-1][1] + edge) for group in groups])))


def _busy(extents: Iterable[Extent]) -> list[tuple[float, float]]:
    """Return the times that have events, those that meet as one."""
    busy: list[tuple[float, float]] = []
    for start, end in sorted((one.low, one.high) for one in extents):
        if busy and start <= busy[-1][1]:
            busy[-1] = (busy[-1][0], max(end, busy[-1][1]))
        else:
            busy.append((start, end))
    return busy


def _laid_out(spans: list[tuple[float, float]]) -> Iterator[Run]:
    """Yield the stretches side by side, each as wide as it is long."""
    unit = (1 - _BREAK * (len(spans) - 1)) / sum(end - start for start, end in spans)
    left = 0.0
    for start, end in spans:
        right = left + (end - start) * unit
        yield Run(start, end, left, right)
        left = right + _BREAK


def _years(run: Run, width: float) -> Iterator[float]:
    """Yield the moments of a stretch that have a tick: the first year where no round one lies in it."""
    length = run.end - run.start
    step = next((s for s in _STEPS if s / length * width >= _APART * 3), _STEPS[-1])
    first, last = math.ceil(run.start / step - 1e-6), math.floor(run.end / step + 1e-6)
    yield from [n * step for n in range(first, last + 1)] or [float(math.floor((run.start + run.end) / 2))]


def _words(year: float) -> str:
    """Return a year, or the name of a month that is not January."""
    number, month = divmod(round(year * 12), 12)
    if month:
        return _MONTHS[month]
    return str(number) if number > 0 else f"{1 - number} BCE"
