"""The page of the curve of relations: its picture, its method in numbers, its variants, its tables and files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from microsite import addresses, curve, dates, plot
from microsite.curve import Curve
from microsite.curves import CurveView, MethodView, VariantView
from microsite.filling import Filler
from microsite.history import History
from microsite.model import Source
from microsite.parts import Line, TableView
from microsite.values import dataclass

EVENTS_FILE = "relations.csv"
CURVE_FILE = "relations-curve.csv"
TITLE = "The curve of relations"
_LINK = Markup('<a href="{}">{}</a>')
_APART = 2.355
"""Two equal Gauss curves, 2·√(2·ln 4) bandwidths apart, add up to 1 halfway."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A curve of other events, or with another bandwidth."""

    id: str
    """The permanent id, and the column of the file."""
    title: str
    """What is otherwise."""
    curve: Curve
    """The curve."""


def whole(history: History) -> Curve | None:
    """Return the curve of all events with a tone; None where there are none."""
    events = curve.scored(history.events)
    width = curve.bandwidth(events)
    return curve.curve(events, width, curve.moments(events, width)) if events else None


def variants(history: History, full: Curve) -> Iterator[Variant]:
    """Yield the curve without the documents of each side, of documents or scholarship alone, and smoother or less."""
    cited = {key for event in full.events for key in event.sources}
    known = [history.sources[key] for key in sorted(cited) if key in history.sources]
    moments = tuple(sample.year for sample in full.samples)
    for name, title, kept in _shelves(history, known):
        left = curve.counted(full.events, frozenset(source.id for source in kept))
        if left and len(kept) < len(known):
            yield Variant(name, title, curve.curve(left, full.bandwidth, moments))
    for name, title, width in (
        ("half", "Half the bandwidth", full.bandwidth / 2),
        ("double", "Twice the bandwidth", full.bandwidth * 2),
    ):
        yield Variant(name, f"{title}: {plot.years(width)}", curve.curve(full.events, width, moments))


def glance(filler: Filler) -> CurveView | None:
    """Return the picture of the first page."""
    history = filler.history
    full = whole(history)
    return plot.picture(full, TITLE, history.chapters, history.events, filler.to, terse=True) if full else None


def picture(filler: Filler, full: Curve) -> CurveView:
    """Return the picture of the curve's own page."""
    return plot.picture(full, TITLE, filler.history.chapters, filler.history.events, filler.to)


def variant_views(filler: Filler, full: Curve, found: Iterable[Variant]) -> Iterator[VariantView]:
    """Yield the variants as the page shows them, each over the curve that it varies."""
    history = filler.history
    for one in found:
        drawn = plot.picture(one.curve, one.title, history.chapters, history.events, filler.to, whole=full)
        off, when = _furthest(full, one.curve)
        yield VariantView(one.id, one.title, len(one.curve.events), off, when, drawn)


def method(history: History, full: Curve) -> MethodView:
    """Return the numbers of the method."""
    samples = full.samples
    wide = max(samples, key=lambda s: (s.high or 0.0) - (s.low or 0.0), default=None)
    return MethodView(
        events=len(full.events),
        dated=len(history.events),
        sources=len({key for event in full.events for key in event.sources}),
        single=len(full.single),
        single_events=sum(len(event.sources) == 1 for event in full.events),
        vague=sum(event.end > event.start for event in full.events),
        bandwidth=plot.years(full.bandwidth),
        least=f"{curve.LEAST:g}",
        apart=plot.years(round(full.bandwidth * _APART, 1)),
        step=plot.years(full.samples[1].year - full.samples[0].year) if len(samples) > 1 else "",
        breaks=_stretches([(s.year, s.value is None) for s in samples]),
        alone=_stretches([(s.year, s.alone) for s in samples]),
        widest=f"{(wide.high or 0.0) - (wide.low or 0.0):.2f}" if wide else "",
        widest_when=str(int(wide.year)) if wide else "",
    )


def event_table(filler: Filler, full: Curve) -> TableView:
    """Return the events that the curve is made of, each with its tone, its reason and its sources."""
    known = {event.id.content: event for event in filler.history.events}
    rows = []
    for one in full.events:
        event = known[one.id]
        rows.append((
            escape(dates.say(event.date)),
            escape(plot.signed(one.tone)),
            _LINK.format(filler.to(f"{addresses.TIMELINE}#{one.id}"), event.title),
            escape(event.tone_reason or ""),
            Markup("; ").join(filler.cites(event.sources)),
        ))  # fmt: skip
    return TableView(("Date", "Tone", "Event", "Reason", "Sources"), tuple(rows))


def sample_table(full: Curve) -> TableView:
    """Return the curve as numbers."""
    rows = tuple(
        (
            escape(f"{sample.year:g}"),
            escape("—" if sample.value is None else plot.signed(sample.value)),
            escape("—" if sample.low is None else plot.signed(sample.low)),
            escape("—" if sample.high is None else plot.signed(sample.high)),
            escape(f"{sample.weight:.2f}"),
            escape("yes" if sample.alone else ""),
        )
        for sample in full.samples
    )
    return TableView(("Year", "Curve", "Lowest", "Highest", "Weight", "One source alone"), rows)


def downloads() -> tuple[Line, ...]:
    """Return the files of the same numbers."""
    return Line(EVENTS_FILE, escape("the events (CSV)")), Line(CURVE_FILE, escape("the curve and its variants (CSV)"))


def files(history: History) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the curve by address; none where no event has a tone."""
    full = whole(history)
    if full:
        yield EVENTS_FILE, _csv(_event_rows(history, full))
        yield CURVE_FILE, _csv(_sample_rows(full, tuple(variants(history, full))))


def _shelves(history: History, known: list[Source]) -> Iterator[tuple[str, str, list[Source]]]:
    """Yield id, title and the sources that count of each variant that the sources allow."""
    names = [(side.id.content, side.name.content) for side in history.site.sides]
    for side, name in names:
        kept = [source for source in known if not (source.primary and source.side == side)]
        yield f"without-{side}", f"Without the documents of one side: {name}", kept
    others = {side for side, _ in names} | {""}
    kept = [source for source in known if not (source.primary and source.side not in others)]
    yield "without-abroad", "Without the documents of others", kept
    yield "scholarship", "Scholarship only", [source for source in known if not source.primary]
    yield "documents", "Documents of the time only", [source for source in known if source.primary]


def _furthest(full: Curve, other: Curve) -> tuple[str, str]:
    """Return how far two curves are apart at most, and the year of it; empty where they never meet in time."""
    pairs = zip(full.samples, other.samples, strict=True)
    both = [(abs(a.value - b.value), a.year) for a, b in pairs if a.value is not None and b.value is not None]
    off, when = max(both, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0.0))
    return (f"{off:.2f}", str(int(when))) if both else ("", "")


def _stretches(found: list[tuple[float, bool]]) -> tuple[str, ...]:
    """Return the years in which something is so, stretch by stretch: `2006–2020`."""
    runs: list[list[float]] = []
    before = False
    for year, so in found:
        if so and not before:
            runs.append([])
        if so:
            runs[-1].append(year)
        before = so
    spans = ((int(run[0]), int(run[-1])) for run in runs)
    return tuple(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _event_rows(history: History, full: Curve) -> Iterator[tuple[object, ...]]:
    known = {event.id.content: event for event in history.events}
    yield ("id", "date", "from", "to", "tone", "title", "reason", "sources")
    for one in full.events:
        event = known[one.id]
        sources = " ".join(cite.key for citation in event.sources for cite in citation.cites)
        yield (
            one.id, event.date.edtf, f"{one.start:.3f}", f"{one.end:.3f}", one.tone, event.title,
            event.tone_reason or "", sources,
        )  # fmt: skip


def _sample_rows(full: Curve, others: tuple[Variant, ...]) -> Iterator[tuple[object, ...]]:
    yield ("year", "curve", "lowest", "highest", "weight", "one_source_alone", *(other.id for other in others))
    for place, sample in enumerate(full.samples):
        values = (sample.value, sample.low, sample.high)
        beside = (other.curve.samples[place].value for other in others)
        flat = ["" if value is None else f"{value:.2f}" for value in (*values, *beside)]
        yield (f"{sample.year:g}", *flat[:3], f"{sample.weight:.2f}", int(sample.alone), *flat[3:])


def _csv(rows: Iterable[tuple[object, ...]]) -> bytes:
    """Return rows as RFC 4180 has them."""
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerows(rows)
    return held.getvalue().encode()
