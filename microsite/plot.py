"""The picture of a curve: where the line, its band, the events and the eras stand, as short paths."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from markupsafe import escape

from microsite import addresses, charts, dates
from microsite.curve import STEPS, Curve, Sample, Scored
from microsite.curves import CurveView, DotView, EraView
from microsite.faces import ChapterFace
from microsite.model import Event
from microsite.parts import Line

_WIDTH = 884
"""About as wide is the time of the history."""
_SIDE = 8
"""From the first year to the edge, and from the last."""
_HEAD = 98
"""The room for the titles of the eras, which stand aslant."""
_LEVEL = 42
"""From one tone to the next."""
_EDGE = 22
"""From the highest tone to the edge of the bands, and from the lowest."""
_FOOT = 22
"""The room for the years."""
_DOT = 7
"""The room of a point, so that it touches no other."""
_ROWS = (0, -_DOT, _DOT, -2 * _DOT, 2 * _DOT)
"""How far points of one tone stand beside its rule where they would be one over another."""
_TICKS = 12
"""No more years than these are written."""
_NAMES = {3: "alliance", 0: "neutral", -3: "armed conflict"}
_MINUS = str.maketrans("-", "−")

Pair = tuple[float, float]


def picture(
    curve: Curve,
    title: str,
    chapters: tuple[ChapterFace, ...],
    events: tuple[Event, ...],
    to: Callable[[str], str],
    *,
    whole: Curve | None = None,
    terse: bool = False,
) -> CurveView:
    """Return the picture of a curve of some of `events`; of a variant, with the line of the `whole` behind.

    A `terse` picture has half of the samples in its band and says only the year of each event.
    """
    measure = _Measure(whole or curve)
    samples = curve.samples[::2] if terse else curve.samples
    known = {event.id.content: event for event in events}
    dots = () if whole else tuple(_dots(curve.events, known, measure, to, terse=terse))
    last = int(max((event.end for event in curve.events), default=0.0))
    words = f"{len(curve.events)} events from {measure.span[0]} to {last}, each at its tone, and their weighted mean."
    return CurveView(
        title=title,
        description=words,
        width=measure.width,
        height=6 * _LEVEL + 2 * _EDGE + _FOOT,
        head=0 if whole else _HEAD,
        levels=tuple((round(measure.y(t)), signed(t), _NAMES.get(t, "")) for t in range(3, -4, -1)),
        ticks=tuple((round(measure.x(year), 1), str(year)) for year in _ticks(*measure.span)),
        eras=tuple(_eras(chapters, measure, to)),
        band="".join(_area(run, measure) for run in _runs(samples)),
        behind="".join(_line(run, measure) for run in _runs(whole.samples)) if whole else "",
        line="".join(_line(run, measure) for run in _firm(curve.samples, alone=False)),
        alone="".join(_line(run, measure) for run in _firm(curve.samples, alone=True)),
        dots=dots,
        events=len(curve.events),
        bandwidth=years(curve.bandwidth),
    )


def signed(tone: float) -> str:
    """Return a tone with its sign: `+2`, `0`, `−1.25`."""
    return (f"{tone:+d}" if isinstance(tone, int) else f"{tone:+.2f}").translate(_MINUS) if tone else "0"


def years(number: float) -> str:
    """Return a length of time in words: `2 years`, `0.5 years`."""
    return "1 year" if number == 1 else f"{number:.3g} years"


class _Measure:
    """Where years and tones stand."""

    def __init__(self, curve: Curve) -> None:
        first = math.floor(min((e.start for e in curve.events), default=0.0))
        last = math.ceil(max((e.end for e in curve.events), default=1.0))
        self.span = (first, max(last, first + 1))
        length = self.span[1] - first
        # A whole number of units from one sample to the next: the paths are a third shorter so.
        step = curve.bandwidth / STEPS
        self.scale = max(1, round(_WIDTH * step / length)) / step
        self.width = math.ceil(length * self.scale) + 2 * _SIDE

    def x(self, year: float) -> float:
        return _SIDE + (year - self.span[0]) * self.scale

    def y(self, tone: float) -> float:
        return _EDGE + (3 - tone) * _LEVEL

    def at(self, sample: Sample, tone: float | None) -> Pair:
        return self.x(sample.year), self.y(tone or 0.0)


def _runs(samples: tuple[Sample, ...]) -> Iterator[list[Sample]]:
    """Yield the stretches of time in which there is a curve."""
    run: list[Sample] = []
    for sample in samples:
        if sample.value is not None:
            run.append(sample)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _firm(samples: tuple[Sample, ...], *, alone: bool) -> Iterator[list[Sample]]:
    """Yield the stretches that stand on one source alone, or else on more; each begins where the other ends."""
    for whole in _runs(samples):
        run: list[Sample] = []
        for before, sample in pairwise(whole):
            if (before.alone or sample.alone) == alone:
                run = [*run, sample] if run else [before, sample]
            elif run:
                yield run
                run = []
        if run:
            yield run


def _line(run: list[Sample], measure: _Measure) -> str:
    return _path([measure.at(sample, sample.value) for sample in run])


def _area(run: list[Sample], measure: _Measure) -> str:
    """Return the outline of a band, in pieces: none where its edges are one."""
    pieces: list[str] = []
    piece: list[Sample] = []
    for sample in [*run, None]:
        if sample is not None:
            piece.append(sample)
        if sample is None or sample.low == sample.high:
            if any(one.low != one.high for one in piece):
                over = [measure.at(one, one.high) for one in piece]
                pieces.append(_path([*over, *(measure.at(one, one.low) for one in reversed(piece))]) + "z")
            piece = piece[-1:]
    return "".join(pieces)


def _path(points: list[Pair]) -> str:
    """Return a line through points as SVG writes it, each from the one before, in tenths of a unit."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = ((x - a, y - b) for (a, b), (x, y) in pairwise(tenths))
    return f"M{_joined(tenths[:1])}l{_joined(steps)}" if len(tenths) > 1 else ""


def _joined(pairs: Iterable[tuple[int, int]]) -> str:
    written = " ".join(f"{number / 10:g}" for pair in pairs for number in pair)
    return written.replace(" -", "-").replace("-0.", "-.").replace(" 0.", " .")


def _dots(
    scored: tuple[Scored, ...], known: dict[str, Event], measure: _Measure, to: Callable[[str], str], *, terse: bool
) -> Iterator[DotView]:
    """Yield the events, those of one tone beside one another where they would hide each other."""
    ends: dict[tuple[int, int], float] = {}
    for one in sorted(scored, key=lambda e: (e.start, e.end, e.id)):
        x, end = round(measure.x(one.start)), round(measure.x(one.end))
        row = next((r for r in _ROWS if ends.get((one.tone, r), -99) + _DOT <= x), None)
        row = min(_ROWS, key=lambda r: ends.get((one.tone, r), -99)) if row is None else row
        ends[one.tone, row] = end
        event = known[one.id]
        when = str(int(one.start)) if terse else dates.say(event.date)
        path = f"M{x} {round(measure.y(one.tone)) + row}h{max(end - x, 0)}"
        yield DotView(to(f"{addresses.TIMELINE}#{one.id}"), path, f"{when}, {signed(one.tone)}: {event.title}")


def _eras(chapters: tuple[ChapterFace, ...], measure: _Measure, to: Callable[[str], str]) -> Iterator[EraView]:
    """Yield the chapters as bands, each until the next begins."""
    first, last = measure.span
    spans = [(chapter, chapter.front.years.date) for chapter in chapters]
    for place, (chapter, span) in enumerate(spans):
        after = charts.year(spans[place + 1][1]) if place + 1 < len(spans) else last
        start = max(charts.year(span), first)
        end = min(charts.year(span, end=True) if span.end or span.form == "." else last, last)
        end = min(end, after) if after > start else end
        if end > start:
            x = round(measure.x(start), 1)
            line = Line(to(addresses.chapter(chapter.slug)), escape(chapter.front.title.content))
            yield EraView(x, round(measure.x(end) - x, 1), line, dates.say_years(span))


def _ticks(first: int, last: int) -> range:
    step = next((s for n in range(9) for m in (1, 2, 5) if (last - first) / (s := m * 10**n) <= _TICKS), 10**9)
    return range(-(-first // step) * step, last + 1, step)
