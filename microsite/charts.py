"""Pictures drawn from the site's data: where each shape stands, and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    """Return a number as readers expect it: `1,816`, `0.5`, `−3`."""
    return (f"{value:,.0f}" if value == int(value) else f"{value:,.10g}").replace("-", "−")


def amount(point: Point) -> str:
    """Return the value of a point, or its range."""
    about = "about " if point.approximate else ""
    if point.value is not None:
        return about + number(point.value)
    low, high = point.low or 0, point.high or 0
    return f"{about}{number(low)}{' to ' if low < 0 else '–'}{number(high)}"


def _bars(points: tuple[Point, ...], groups: tuple[str, ...]) -> tuple[tuple[Mark, ...], float]:
    least, most = _scope([end for point in points for end in (_low(point), _high(point))])
    scale = (_WIDTH - _LABELS - 110) / (most - least)
    height = 16 + _ROW * len(points)
    marks: list[Mark] = [_nought(_LABELS - least * scale, 4, 0, height - 12)] if least else []
    for row, point in enumerate(points):
        group = point.group.content if point.group else ""
        y = 8 + _ROW * row
        low, high = _low(point), _high(point)
        kind = "range" if low != high else "bar"
        start, end = (low, high) if low != high else (min(low, 0), max(high, 0))
        x, width = round(_LABELS + (start - least) * scale, 1), round(max((end - start) * scale, 1.5), 1)
        label = f"{dates.say(point.date)} {group}".strip()
        marks.append(Mark(0, y, 0, "label", 0, label if len(label) <= 40 else label[:38] + "…"))  # noqa: PLR2004
        marks.append(Mark(x, y, width, kind, groups.index(group) % GROUPS, amount(point)))
    return tuple(marks), height


def _lines(points: tuple[Point, ...], groups: tuple[str, ...]) -> tuple[tuple[Mark, ...], float]:
    """Return a line for each group, its points in order, broken where more than two years are missing."""
    height = 300.0
    years = [year(point.date) for point in points]
    first, last = min(years), max(years)
    least, most = _scope([_high(point) for point in points])
    across, up = (_WIDTH - 90) / max(last - first, 1), (height - 50) / (most - least)
    foot = height - 30 + least * up  # where 0 stands
    marks = [Mark(round(60 + (y - first) * across, 1), height - 20, 0, "tick", 0, str(y)) for y in _ticks(first, last)]
    marks += [Mark(60, round(foot - v * up, 1), _WIDTH - 90, "rule", 0, number(v)) for v in _levels(least, most)]
    marks += [_nought(60, foot, _WIDTH - 90, 0)] if least else []
    for index, group in enumerate(groups):
        own = sorted((p for p in points if (p.group.content if p.group else "") == group), key=lambda p: p.date.order)
        places = [
            (year(p.date), round(60 + (year(p.date) - first) * across, 1), round(foot - _high(p) * up, 1)) for p in own
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


def _scope(numbers: Sequence[float]) -> tuple[float, float]:
    """Return the least and the most that a scale shows: 0 is on it, and it is no point."""
    least, most = min((0.0, *numbers)), max((0.0, *numbers))
    return least, most if least < most else 1.0


def _nought(x: float, y: float, width: float, height: float) -> Mark:
    """Return the line of 0, which a scale has that goes below."""
    x, y = round(x, 1), round(y, 1)
    return Mark(x, y, width, "nought", 0, "", "", f"{x},{y} {x + width},{y + height}")


def _levels(least: float, most: float) -> tuple[float, ...]:
    """Return three or so round numbers from the least to the most; 0 only where some are less."""
    whole = most - least
    magnitude = 10.0 ** (len(str(int(whole))) - 1)
    step = next((m * magnitude for m in (0.2, 0.5, 1.0, 2.0, 5.0) if whole / (m * magnitude) <= 5), whole)  # noqa: PLR2004
    return tuple(step * i for i in range(int(least / step) if least else 1, int(most / step) + 1))


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
