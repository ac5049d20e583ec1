"""Pictures drawn from data: where shapes stand, and the table of the same numbers."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from scriptorium import known, shelf

from microsite import charts, dates
from microsite.model import Citation, Place, Point, Prose, Series
from microsite.parts import PictureView
from microsite.text import whole


def points(*numbers: str) -> str:
    """Return points of `series.yaml`, each `date value` or `date low–high`, with more fields after a bar."""
    lines = []
    for one in numbers:
        written, _, more = one.partition(" | ")
        day, _, value = written.partition(" ")
        low, _, high = value.partition("–")
        held = f"low: {low}, high: {high}" if high else f"value: {low}"
        lines.append(f"    - {{date: '{day}', {held}, sources: ['@dorn']{', ' + more if more else ''}}}\n")
    return "".join(lines)


def chart(*numbers: str) -> PictureView:
    """Return the chart of a series with these points."""
    head = "- id: sacks\n  title: Flour\n  unit: sacks\n  points:\n"
    whole_history = known({"series.yaml": head + points(*numbers), "sources/a.yaml": shelf("dorn")})
    return charts.chart(whole_history.series["sacks"], "sacks", plain, cited, ())


def plain(prose: Prose | None) -> Markup:
    """Return a field as it is written."""
    return Markup("{}").format(prose.text.content) if prose else Markup()


def cited(citations: Iterable[Citation]) -> tuple[Markup, ...]:
    """Return the keys of citations."""
    return tuple(Markup("{}").format(cite.key) for citation in citations for cite in citation.cites)


def to(address: str) -> str:
    """Return an address as it is."""
    return address


def test_few_numbers_are_bars() -> None:
    """Each number has a label and a bar as long as it is great; a range floats between its ends."""
    picture = chart("1788 10", "1789 20", "1790 10–20 | approximate: true")
    drawn = [(m.kind, m.x, m.width, m.label) for m in picture.marks if m.kind != "label"]

    assert [("bar", 250.0, 140.0, "10"), ("bar", 250.0, 280.0, "20"), ("range", 390.0, 140.0, "about 10–20")] == drawn
    assert ["1788", "1789", "1790"] == [m.label for m in picture.marks if m.kind == "label"]


def test_the_table_tells_the_same_numbers() -> None:
    """Every picture has its numbers as a table, without columns that would be empty."""
    table = chart("1788 1816", "1789-03 0.5 | unit: hundredweight").table

    assert ("Date", "Sacks", "Source") == table.heads
    assert [("1788", "1,816", "dorn"), ("March 1789", "0.5 hundredweight", "dorn")] == [
        tuple(map(str, r)) for r in table.rows
    ]


def test_groups_are_never_joined() -> None:
    """Points that are counted differently are different lines; a gap of years breaks a line."""
    years = [*range(1780, 1786), *range(1789, 1793)]
    upper = [f"{year} {year - 1700} | group: upper" for year in years]
    lower = [f"{year} 5 | group: lower" for year in years]
    lines = [m for m in chart(*upper, *lower).marks if m.kind == "line"]

    assert ("upper", "lower") == chart(*upper, *lower).groups
    assert [(0, 6), (0, 4), (1, 6), (1, 4)] == [(m.group, len(m.points.split())) for m in lines]


@pytest.mark.parametrize("numbers", [["1788 0"], ["1788 0"] * 20, [f"{1700 + n} {n / 50}" for n in range(20)], []])
def test_odd_numbers_can_be_drawn(numbers: list[str]) -> None:
    """Noughts, fractions below one, and no numbers at all are pictures too."""
    picture = chart(*numbers) if numbers else charts.chart(EMPTY, "x", plain, cited, ())

    assert all(0 <= m.x <= picture.width and 0 <= m.y <= picture.height for m in picture.marks)


def test_bars_below_nought_lead_to_the_left() -> None:
    """From the line of 0, which stands where the least number leaves room for it; a range may lie across it."""
    picture = chart("1788 -10", "1789 20", "1790 -5–10", "1791 0")
    drawn = [(m.kind, m.x, m.width, m.label) for m in picture.marks if m.kind in ("bar", "range")]
    expected = [
        ("bar", 250.0, 93.3, "−10"),
        ("bar", 343.3, 186.7, "20"),
        ("range", 296.7, 140.0, "−5 to 10"),
        ("bar", 343.3, 1.5, "0"),
    ]

    assert expected == drawn
    assert ["343.3,4 343.3,112.0"] == [m.points for m in picture.marks if m.kind == "nought"]
    assert [] == [m for m in chart("1788 10").marks if m.kind == "nought"]


def test_lines_below_nought_have_its_line() -> None:
    """Rules and the line of 0 stand where the numbers do."""
    marks = chart(*(f"{1780 + n} {10 * (n - 10)}" for n in range(21))).marks
    rules = {m.label: m.y for m in marks if m.kind == "rule"}
    dots = [m.y for m in marks if m.kind == "dot"]

    assert {"−100": dots[0], "−50": dots[5], "0": dots[10], "50": dots[15], "100": dots[20]} == rules
    assert [(60, dots[10])] == [(m.x, m.y) for m in marks if m.kind == "nought"]


def test_all_numbers_may_be_below_nought() -> None:
    """The line of 0 is then at the end of the bars, and above the lines."""
    bars = chart("1788 -10", "1789 -20").marks
    lines = chart(*(f"{1780 + n} {-n - 1}" for n in range(20))).marks

    assert [(390.0, 140.0), (250.0, 280.0)] == [(m.x, m.width) for m in bars if m.kind == "bar"]
    assert {m.y for m in lines if m.kind == "nought"} == {
        min(m.y for m in lines if m.kind in ("nought", "dot", "rule"))
    }


EMPTY = Series(whole("a", "id"), whole("a", "Flour"), whole("a", "sacks"), ())


@given(
    st.lists(
        st.tuples(st.integers(1500, 1900), st.integers(-(10**9), 10**9) | st.decimals(-(10**6), 10**6, places=3)),
        min_size=1,
        max_size=40,
    )
)
def test_shapes_stay_in_their_picture(numbers: list[tuple[int, int | Decimal]]) -> None:
    """Whatever the numbers are, no shape stands outside of its picture."""
    held = tuple(Point(dates.read(str(year)), value=float(value)) for year, value in numbers)
    picture = charts.chart(Series(EMPTY.id, EMPTY.title, EMPTY.unit, held), "x", plain, cited, ())

    assert all(0 <= m.x and m.x + m.width <= picture.width and 0 <= m.y <= picture.height for m in picture.marks)


def place(lat: float, lon: float) -> Place:
    """Return a place."""
    return Place(whole("a", "Mill"), lat=lat, lon=lon)


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [(47.5, 10.25, "47.50° N, 10.25° E"), (-1.0, -2.0, "1.00° S, 2.00° W"), (0, 0, "0.00° N, 0.00° E")],
)
def test_coordinates_are_said_with_their_hemispheres(lat: float, lon: float, expected: str) -> None:
    """South and west are words, not minus signs."""
    assert expected == charts.coordinates(place(lat, lon))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (1816, "1,816"), (0.5, "0.5"), (-3, "−3"), (1234567.25, "1,234,567.25"), (1e9, "1,000,000,000")],
)
def test_numbers_are_written_for_readers(value: float, expected: str) -> None:
    """Thousands are parted by commas; nothing is rounded away."""
    assert expected == charts.number(value)


def test_another_unit_is_not_drawn() -> None:
    """A number in another unit has no bar, and the others are as long as if it were not there; the table has it."""
    picture = chart("1788 10", "1789 20", "1790 9000 | unit: pounds")

    assert chart("1788 10", "1789 20").marks == picture.marks
    assert ["1788", "1789", "1790"] == [str(row[0]) for row in picture.table.rows]
    assert "9,000 pounds" in picture.table.rows[2]
    assert picture.notes[-1].startswith("One number is in another unit")


def test_the_unit_of_the_series_may_be_said_again() -> None:
    """A point that names the unit that the series has anyway is drawn like all others."""
    assert chart("1788 10").marks == chart("1788 10 | unit: sacks").marks


@pytest.mark.parametrize(("groups", "numbers", "told"), [(6, 18, 0), (7, 21, 7), (7, 14, 0)])
def test_lines_are_few_enough_to_be_told_apart(groups: int, numbers: int, told: int) -> None:
    """There are six colours with their patterns; bars have their words beside them and may be of more groups."""
    found = (f"{1788 + n // groups} {n + 1} | group: Mill {n % groups}" for n in range(numbers))
    head = "- id: sacks\n  title: Flour\n  unit: sacks\n  points:\n"
    made = known({"series.yaml": head + points(*found), "sources/a.yaml": shelf("dorn")})

    assert told == charts.crowded(made.series["sacks"])
