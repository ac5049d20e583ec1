"""The picture of a timeline: every event once, where its date says, and nothing over anything else."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scriptorium import known, shelf

from microsite import dates, lanes, lettering, rows, timescale
from microsite.history import History
from microsite.model import Event
from microsite.rows import Guest
from microsite.strips import MomentView, StripView
from microsite.text import whole
from microsite.timescale import Extent

PROJECT = Path(__file__).resolve().parent.parent
NO_SIDES = "title: The Mill\nlanguage: en-GB\n"
THREE_SIDES = (
    "title: The Mill\nlanguage: en-GB\nsides:\n  - {id: upper, name: Upper Village}\n"
    "  - {id: lower, name: Lower Village}\n  - {id: abbey, name: The Abbey of Saint Quarin on the Hill}\n"
)
DATES = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.integers(1, 2400).map(lambda year: f"{year:04}"),
    st.sampled_from(
        (
            "1788~",
            "1788-03?",
            "178X",
            "17XX",
            "1788-21",
            "1788/1790",
            "1788-03/1788-05-02",
            "1700/..",
            "1788/",
            "../1788",
        )
    ),
)
EVENTS = st.lists(
    st.tuples(
        DATES, st.text("lim W…", min_size=1, max_size=90), st.sampled_from(("upper", "both", "lower", "abroad", ""))
    ),
    min_size=1,
    max_size=24,
)


def mill(*events: str, site: str = NO_SIDES, people: str = "") -> History:
    """Return a history with these events, each the fields of one but for id and source."""
    written = "".join(f"- {{id: e{i}, sources: ['@dorn'], {event}}}\n" for i, event in enumerate(events))
    front = "---\ntitle: Wheel\nyears: 1788–1790\n---\nIt turned [@dorn].\n"
    files = {"site.yaml": site, "events.yaml": written, "chapters/01-wheel.md": front, "sources/a.yaml": shelf("dorn")}
    return known(files | ({"people.yaml": people} if people else {}))


def drawn(history: History) -> StripView:
    """Return the picture of all events of a history."""
    return lanes.strip(history.events, history.site, str)


def event(number: int, date: str, title: str, lane: str) -> Event:
    """Return an event, in no order."""
    given_lane = whole("lane", lane) if lane else None
    return Event(whole("id", f"e{number}"), dates.read(date), whole("title", title), lane=given_lane)


def boxes(strip: StripView, width: float) -> list[tuple[float, float, float, float]]:
    """Return what each event takes when the lanes have a width: left, top, right, bottom, in pixels."""
    return [(*reach(moment, width), moment.y + 7.0) for moment in strip.moments]


def reach(moment: MomentView, width: float) -> tuple[float, float, float]:
    """Return the left edge, the top and the right edge of an event."""
    marks = [moment.x, *(end for stroke in moment.strokes for end in (stroke.start, stroke.end))]
    left, right = min(marks) / 100 * width - 4.5, max(marks) / 100 * width + 4.5
    start = moment.at / 100 * width + moment.shift
    wide = lettering.width(moment.label, rows.SIZE)
    return (
        min(left, start - wide if moment.shift < 0 else start),
        moment.y - 7.0,
        max(right, start if moment.shift < 0 else start + wide),
    )


def meeting(strip: StripView, width: float) -> list[tuple[str, str]]:
    """Return the events of which one is over another, by their titles."""
    held = zip(strip.moments, boxes(strip, width), strict=True)
    return [
        (one.title, other.title)
        for (one, a), (other, b) in combinations(held, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


# ---- dates ----


@pytest.mark.parametrize(
    ("written", "first", "begun", "done", "last", "sure"),
    [
        ("1788-01-01", 1788, 1788, 1788, 1788, True),
        ("1788-01-01?", 1788, 1788, 1788, 1788, False),
        ("1788", 1788, 1789, 1788, 1789, False),
        ("1788-07", 1788.5, 1788 + 7 / 12, 1788.5, 1788 + 7 / 12, False),
        ("1788/1790", 1788, 1789, 1790, 1791, False),
        ("1788-01-01/1790", 1788, 1788, 1790, 1791, True),
        ("1788-01-01/..", 1788, 1788, 1788, None, True),
        ("../1788", None, 1788, 1788, 1789, False),
    ],
)
def test_a_date_spans_its_days(
    written: str, first: float | None, begun: float, done: float, last: float | None, *, sure: bool
) -> None:
    """A day is a moment; a month and a year are all their days; an interval keeps what is not known of its ends."""
    found = timescale.extent(dates.read(written))
    numbers = [found.first, found.begun, found.done, found.last]

    assert [n if n is None else round(n, 2) for n in numbers] == [
        n if n is None else round(n, 2) for n in (first, begun, done, last)
    ]
    assert sure == found.known


@settings(deadline=None)
@given(DATES)
def test_stretches_follow_each_other(written: str) -> None:
    """What lasted lies between what may have; together they reach from the first day to the last."""
    found = timescale.extent(dates.read(written))
    held = list(found.stretches)

    assert all(start < end for start, end, _ in held)
    assert [start for start, _, _ in held[1:]] == [end for _, end, _ in held[:-1]]
    assert not held or (found.low, found.high) == (held[0][0], held[-1][1])
    assert sum(sure for _, _, sure in held) <= 1
    assert found.low <= found.point <= max(found.begun, found.high)


# ---- the scale ----


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-5000, 2100), st.floats(0, 30)), min_size=1, max_size=30))
def test_time_runs_from_left_to_right(spans: list[tuple[float, float]]) -> None:
    """Later years stand further to the right, within the edges, and no tick's words are over another's."""
    scale = timescale.scale([Extent(start, start, start + long, start + long, known=True) for start, long in spans])
    years = sorted(year for start, long in spans for year in (start, start + long))
    places = [scale.at(year) for year in years]
    ticks = [(place * 600, lettering.width(words, timescale.SIZE)) for place, words in scale.ticks(600) if words]

    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert all(a + wide / 2 < b - other / 2 for (a, wide), (b, other) in pairwise(ticks))


def test_a_long_time_without_events_is_left_out() -> None:
    """Where nothing happened for most of the time the scale has a break; what is left has room, and ticks of its own."""
    scale = timescale.scale([timescale.extent(dates.read(day)) for day in ("1689-09-06", "1858-05-28", "1915-06-07")])

    assert 1 == len(scale.breaks)
    assert scale.at(1690) < scale.breaks[0] < scale.at(1858)
    assert scale.at(1915) - scale.at(1858) > 0.8
    assert "1689" == next(scale.ticks(600))[1] or "1690" == next(scale.ticks(600))[1]


def test_a_scale_of_months_names_them() -> None:
    """Within a year or so ticks are months; January is the year."""
    scale = timescale.scale([timescale.extent(dates.read(day)) for day in ("1968-12-20", "1969-03-15")])

    assert ["1969", "Feb", "Mar"] == [words for _, words in scale.ticks(600)]


# ---- rows and lanes ----


@settings(max_examples=60, deadline=None)
@given(EVENTS, st.floats(1, 3))
def test_nothing_is_over_anything_else(written: list[tuple[str, str, str]], times: float) -> None:
    """No mark and no title meets another, in the narrowest picture as in wider ones, and all is within the edges."""
    site = (
        mill("date: 1788, title: It").site
        if not any(lane for _, _, lane in written)
        else mill("date: 1788, title: It", site=THREE_SIDES).site
    )
    events = [event(i, date, title, lane) for i, (date, title, lane) in enumerate(written)]
    events.sort(key=lambda one: one.date.order)
    strip, width = lanes.strip(events, site, str), lanes.field(site) * times

    assert [] == meeting(strip, width)
    assert all(-4 <= left and right <= width + 4 for left, _, right, _ in boxes(strip, width))
    assert [f"timeline.html#{one.id}" for one in events] == [moment.href for moment in strip.moments]
    assert all(
        lane.top <= m.y <= lane.top + lane.height for lane in strip.lanes for m in strip.moments if m.lane == lane.id
    )


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 600), st.floats(0, 200), st.text("abc ", max_size=80)), max_size=30))
def test_an_event_stands_in_the_first_free_row(items: list[tuple[float, float, str]]) -> None:
    """In every row above its own, something is where it would be."""
    guests = [Guest(left, min(left + wide, 600), title) for left, wide, title in items]
    seats = rows.seated(guests, 600, 12)
    for number, seat in enumerate(seats):
        above = {s.row for s in seats[:number] if s.left - 12 < seat.right and seat.left - 12 < s.right}

        assert set(range(seat.row)) <= above
        assert seat.row not in above


def test_a_title_stands_where_there_is_room() -> None:
    """After its mark; before it near the right edge; in the middle of a long one, its first words."""
    seats = rows.seated(
        [Guest(0, 9, "The mill"), Guest(590, 599, "The mill"), Guest(50, 550, "The mill by the weir")], 600, 12
    )

    assert [("The mill", False), ("The mill", True), ("The…", False)] == [(s.label, s.before) for s in seats]


def test_lanes_stand_in_the_order_of_the_sides() -> None:
    """The first side above, both between it and the others, then the world; a lane without events is not drawn."""
    fields = ["lane: abroad", "lane: lower", "lane: both", "lane: upper", ""]
    history = mill(*(f"date: 1788, title: It, {lane}".strip(", ") for lane in fields), site=THREE_SIDES)
    strip = drawn(history)

    assert ["upper", "both", "lower", "abroad", ""] == [lane.id for lane in strip.lanes]
    assert [lane.top + lane.height for lane in strip.lanes[:-1]] == [lane.top for lane in strip.lanes[1:]]
    assert strip.height >= strip.lanes[-1].top + strip.lanes[-1].height


def test_a_site_without_sides_has_one_lane_without_a_name() -> None:
    """Where nobody is named, nothing stands beside the picture."""
    strip = drawn(mill("date: 1788, title: It"))

    assert [""] == [lane.id for lane in strip.lanes]
    assert ((), 0) == (strip.lanes[0].names, strip.gutter)


def test_what_is_not_known_is_drawn() -> None:
    """A known day is a full mark; a month a hollow one with its days; open and unknown ends are told apart."""
    found = drawn(
        mill(
            "date: 1788-03-02, title: A", "date: 1788-04, title: B", "date: 1789/.., title: C", "date: 1790/, title: D"
        )
    ).moments

    assert [True, False, False, False] == [moment.known for moment in found]
    assert [0, 1, 1, 1] == [len(moment.strokes) for moment in found]
    assert [("", ""), ("", ""), ("", "open"), ("", "lost")] == [(m.before, m.after) for m in found]
    assert "2 March 1788: A" == found[0].title
