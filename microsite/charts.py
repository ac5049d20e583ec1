"""Pictures drawn from the site's data: where each shape stands, and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup, escape

from microsite import dates
from microsite.dates import Date
from microsite.model import Citation, Place, Point, Prose, Series
from microsite.parts import Mark, Parts, PictureView, TableView

_WIDTH = 640.0
_LABELS = 250.0
"""The width of the labels beside bars."""
_ROW = 26.0
_MANY = 14
"""More points than this are drawn against time, fewer as bars with their labels."""
GROUPS = 6
"""As many groups have a colour, a pattern and a shape of their own."""
_APART = Markup(
    "{} in another unit, and only in the table: what is counted in different units is not drawn on one scale."
)


def chart(
    series: Series,
    name: str,
    field: Callable[[Prose | None], Markup],
    cites: Callable[[tuple[Citation, ...]], tuple[Markup, ...]],
    caption: Parts,
) -> PictureView:
    """Return the chart of a series: bars, or a line for each group against time.

    Points in another unit than the series are no part of the picture, only of its table.
    """
    points = _comparable(series)
    groups = _groups(points)
    marks, height = _lines(points, groups) if _timed(points) else _bars(points, groups)
    left_out = len(series.points) - len(points)
    apart = (_APART.format("One number is" if left_out == 1 else f"{left_out} numbers are"),) if left_out else ()
    notes = (*(field(prose) for prose in (series.definition, series.note) if prose), *apart)
    return PictureView(
        id=name,
        kind="chart",
        title=f"{series.title} ({series.unit})",
        description=f"{series.title}, in {series.unit}: {len(points)} numbers, given in the table below.",
        width=_WIDTH,
        height=height,
        marks=marks,
        groups=groups,
        table=_number_table(series, field, cites),
        notes=notes,
        cautions=tuple(field(prose) for prose in series.caution),
        sources=cites(series.sources),
        caption=caption,
    )


def crowded(series: Series) -> int:
    """Return how many groups the lines of a series have where these are more than can be told apart, else 0."""
    points = _comparable(series)
    groups = len(_groups(points))
    return groups if groups > GROUPS and _timed(points) else 0


def _comparable(series: Series) -> tuple[Point, ...]:
    """Return the points of a series that are in its own unit."""
    own = series.unit.content
    return tuple(point for point in series.points if point.unit is None or point.unit.content == own)


def _groups(points: tuple[Point, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(point.group.content if point.group else "" for point in points))


def _timed(points: tuple[Point, ...]) -> bool:
    return len(points) > _MANY and all(point.date.start for point in points)


def year(date: Date, *, end: bool = False) -> float:
    """Return a date as a number of years, at its beginning or at its end; an open end is the other one."""
    day = date.latest if end else date.earliest
    if abs(day[0]) >= 10**9:
        day = date.earliest if end else date.latest
    return day[0] + (day[1] - 1) / 12 + (day[2] - 1) / 372


def coordinates(place: Place) -> str:
    """Return latitude and longitude in words, or an empty string where they are not known."""
    if place.lat is None or place.lon is None:
        return ""
    north, east = "N" if place.lat >= 0 else "S", "E" if place.lon >= 0 else "W"
    return f"{abs(place.lat):.2f}° {north}, {abs(place.lon):.2f}° {east}"


def number(value: float) -> str:
    """Return a number as readers expect it: `1,816`, `0.5`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def amount(point: Point) -> str:
    """Return the value of a point, or its range."""
    about = "about " if point.approximate else ""
    if point.value is not None:
        return about + number(point.value)
    return f"{about}{number(point.low or 0)}–{number(point.high or 0)}"


def _bars(points: tuple[Point, ...], groups: tuple[str, ...]) -> tuple[tuple[Mark, ...], float]:
    most = max((_high(point) for point in points), default=1.0) or 1.0
    scale = (_WIDTH - _LABELS - 110) / most
    marks: list[Mark] = []
    for row, point in enumerate(points):
        group = point.group.content if point.group else ""
        y = 8 + _ROW * row
        low, high = _low(point), _high(point)
        start = low if low != high else 0.0
        kind = "range" if low != high else "bar"
        x, width = round(_LABELS + start * scale, 1), round(max((high - start) * scale, 1.5), 1)
        label = f"{dates.say(point.date)} {group}".strip()
        marks.append(Mark(0, y, 0, "label", 0, label if len(label) <= 40 else label[:38] + "…"))  # noqa: PLR2004
        marks.append(Mark(x, y, width, kind, groups.index(group) % GROUPS, amount(point)))
    return tuple(marks), 16 + _ROW * len(points)


def _lines(points: tuple[Point, ...], groups: tuple[str, ...]) -> tuple[tuple[Mark, ...], float]:
    """Return a line for each group, its points in order, broken where more than two years are missing."""
    height = 300.0
    years = [year(point.date) for point in points]
    first, last = min(years), max(years)
    most = max(_high(point) for point in points) or 1.0
    across, up = (_WIDTH - 90) / max(last - first, 1), (height - 50) / most
    marks = [Mark(round(60 + (y - first) * across, 1), height - 20, 0, "tick", 0, str(y)) for y in _ticks(first, last)]
    marks += [Mark(60, round(height - 30 - v * up, 1), _WIDTH - 90, "rule", 0, number(v)) for v in _levels(most)]
    for index, group in enumerate(groups):
        own = sorted((p for p in points if (p.group.content if p.group else "") == group), key=lambda p: p.date.order)
        places = [
            (year(p.date), round(60 + (year(p.date) - first) * across, 1), round(height - 30 - _high(p) * up, 1))
            for p in own
        ]
        run: list[str] = []
        for place, (at, x, y) in enumerate(places):
            if run and at - places[place - 1][0] > 2:  # noqa: PLR2004
                marks.append(Mark(0, 0, 0, "line", index % GROUPS, "", "", " ".join(run)))
                run = []
            run.append(f"{x},{y}")
            marks.append(Mark(x, y, 0, "dot", index % GROUPS, ""))
        if len(run) > 1:
            marks.append(Mark(0, 0, 0, "line", index % GROUPS, "", "", " ".join(run)))
    return tuple(marks), height


def _ticks(first: float, last: float) -> range:
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100) if (last - first) / s <= 10), 200)  # noqa: PLR2004
    start = int(first) // step * step
    return range(start if start >= first else start + step, int(last) + 1, step)


def _levels(most: float) -> tuple[float, ...]:
    """Return three or so round numbers up to the most."""
    magnitude = 10.0 ** (len(str(int(most))) - 1)
    step = next((m * magnitude for m in (0.2, 0.5, 1.0, 2.0, 5.0) if most / (m * magnitude) <= 5), most)  # noqa: PLR2004
    return tuple(step * i for i in range(1, int(most / step) + 1))


def _low(point: Point) -> float:
    return point.value if point.value is not None else point.low or 0.0


def _high(point: Point) -> float:
    return point.value if point.value is not None else point.high or 0.0


def _number_table(
    series: Series,
    field: Callable[[Prose | None], Markup],
    cites: Callable[[tuple[Citation, ...]], tuple[Markup, ...]],
) -> TableView:
    """Return the numbers; a column that would be empty is left out."""
    rows = []
    for point in series.points:
        remarks = [part for part in (field(point.note), field(point.caution)) if part]
        group = point.group.content if point.group else ""
        unit = f" {point.unit}" if point.unit else ""
        cells = (escape(dates.say(point.date)), escape(group), escape(amount(point) + unit))
        rows.append((*cells, Markup("<br>").join(remarks), Markup("; ").join(cites(point.sources))))
    heads = ("Date", "Count", str(series.unit)[:1].upper() + str(series.unit)[1:], "Remarks", "Source")
    kept = [i for i in range(len(heads)) if any(row[i] for row in rows)]
    return TableView(tuple(heads[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in rows))
