"""The curve of relations: what one event, two, or a lost source do to a weighted mean."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scriptorium import known, shelf

from microsite import curve, plot, relations
from microsite.curve import Curve, Sample, Scored
from microsite.history import History
from microsite.model import Event

TONES = st.integers(-3, 3)
EVENTS = st.lists(
    st.builds(
        lambda place, start, length, tone, sources: Scored(f"e{place}", start, start + length, tone, sources),
        st.integers(0, 10**6),
        st.floats(1900, 2000),
        st.sampled_from((0.0, 0.0, 1 / 12, 1.0, 5.0)),
        TONES,
        st.frozensets(st.sampled_from("abc"), min_size=1),
    ),
    min_size=1,
    max_size=12,
)


def at(year: float, tone: int, sources: str = "ab", end: float = 0.0) -> Scored:
    """Return an event with a tone, on a day or until another; each letter is a source."""
    return Scored(f"e{year}{tone}{sources}", year, end or year, tone, frozenset(sources))


def sample(events: Iterable[Scored], year: float, width: float = 2.0) -> Sample:
    """Return the curve of events at one moment."""
    return curve.curve(tuple(events), width, (year,)).samples[0]


def made(events: Iterable[Scored]) -> Curve:
    """Return the curve of events with the bandwidth and the moments that they ask for."""
    held = tuple(events)
    width = curve.bandwidth(held)
    return curve.curve(held, width, curve.moments(held, width))


def test_one_event_is_a_point() -> None:
    """A single event has no curve, not even on its own day."""
    found = sample([at(1950, 3)], 1950)

    assert (1.0, None, None, None, False) == (found.weight, found.value, found.low, found.high, found.alone)


def test_two_events_of_one_day_are_their_mean() -> None:
    """Events of one day weigh alike, whatever their tones and however many sources they have."""
    assert 0.5 == sample([at(1950, 3, "abc"), at(1950, -2, "ab")], 1950).value


def test_the_nearer_event_weighs_more() -> None:
    """Halfway between two events the curve is halfway; nearer to one it is nearer to its tone."""
    pair = [at(1950, 2), at(1952, -2)]

    assert [0.49, 0.0, -0.49] == [sample(pair, year).value for year in (1950, 1951, 1952)]


def test_an_event_weighs_less_with_time_as_the_formula_says() -> None:
    """One bandwidth away an event weighs exp(−1/2), two bandwidths away exp(−2), before as after."""
    event = at(1950, 1)

    assert [math.exp(-2), math.exp(-0.5), 1.0, math.exp(-0.5), math.exp(-2)] == [
        curve.weight(event, year, 2.0) for year in (1946, 1948, 1950, 1952, 1954)
    ]


def test_a_vague_date_is_spread_over_its_interval() -> None:
    """The weight of an interval is the mean of the weights of its days; it is greatest in its middle."""
    interval = at(1950, 1, end=1954)
    days = [curve.weight(at(1950 + day / 1000 * 4, 1), 1951, 2.0) for day in range(1001)]

    assert math.isclose(curve.weight(interval, 1951, 2.0), sum(days) / len(days), rel_tol=1e-3)
    assert curve.weight(interval, 1952, 2.0) == max(curve.weight(interval, 1948 + n / 2, 2.0) for n in range(17))
    assert 1.0 > curve.weight(interval, 1952, 2.0)


@pytest.mark.parametrize(("apart", "breaks"), [(4.6, False), (4.8, True), (40, True)])
def test_the_line_breaks_between_events_far_apart(apart: float, breaks: bool) -> None:  # noqa: FBT001 - a row of a table
    """Two single events further apart than 2.355 bandwidths are not joined."""
    pair = [at(1950, 1), at(1950 + apart, 1)]

    assert breaks == (sample(pair, 1950 + apart / 2).value is None)


def test_the_band_is_what_is_left_without_a_source() -> None:
    """Without a source go the events that cite only it; the lowest and the highest mean are the band."""
    found = sample([at(1950, 3, "a"), at(1950, 0, "bc"), at(1950, 0, "ab"), at(1950, -3, "c")], 1950)

    assert (0.0, -1.0, 1.0, False) == (found.value, found.low, found.high, found.alone)


def test_events_with_several_sources_have_no_band() -> None:
    """Where no event rests on one source, the edges of the band are the curve."""
    found = sample([at(1950, 3, "ab"), at(1950, 0, "bc")], 1950)

    assert (1.5, 1.5, 1.5) == (found.value, found.low, found.high)


def test_a_curve_on_one_source_says_so() -> None:
    """Where no curve would be left without a source, the sample is marked."""
    found = sample([at(1950, 2, "a"), at(1950, 1, "a")], 1950)

    assert (True, 1.5, 1.5, 1.5) == (found.alone, found.value, found.low, found.high)


@given(EVENTS)
def test_the_band_contains_the_curve(events: list[Scored]) -> None:
    """Whatever the events are, the curve lies in its band, and the band between the tones."""
    tones = [event.tone for event in events]

    for one in made(events).samples:
        assert (one.value is None) == (one.low is None) == (one.high is None)
        if one.value is not None and one.low is not None and one.high is not None:
            assert min(tones) <= one.low <= one.value <= one.high <= max(tones)


@given(EVENTS)
def test_friends_and_foes_are_treated_alike(events: list[Scored]) -> None:
    """Were every tone its opposite, the curve would be its mirror."""
    mirrored = [at_tone(event, -event.tone) for event in events]
    pairs = zip(made(events).samples, made(mirrored).samples, strict=True)

    assert all(one.value is None or one.value == -(other.value or 0.0) for one, other in pairs)


@given(EVENTS, st.randoms())
def test_the_order_of_events_does_not_matter(events: list[Scored], chance: object) -> None:
    """The numbers are the same to the last figure in whatever order the events come."""
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis's random has every method of Python's

    assert repr(made(events).samples) == repr(made(shuffled).samples)


@given(EVENTS)
def test_numbers_have_two_places(events: list[Scored]) -> None:
    """Numbers are rounded, and nought has no sign: other machines write the same bytes."""
    for one in made(events).samples:
        numbers = [n for n in (one.weight, one.value, one.low, one.high) if n is not None]

        assert all(re.fullmatch(r"-?\d+\.\d{1,2}", repr(n)) and repr(n) != "-0.0" for n in numbers)


def at_tone(event: Scored, tone: int) -> Scored:
    """Return an event with another tone."""
    return Scored(event.id, event.start, event.end, tone, event.sources)


@pytest.mark.parametrize(
    ("span", "expected"), [(0, 0.1), (3, 0.1), (10, 0.2), (50, 1), (105, 2), (160, 5), (2000, 50), (12000, 200)]
)
def test_the_bandwidth_follows_the_span(span: float, expected: float) -> None:
    """The bandwidth is a fiftieth of the span as a round number, and never less than a tenth of a year."""
    assert expected == pytest.approx(curve.bandwidth((at(100, 1), at(100 + span, 1))))


def test_samples_are_whole_steps() -> None:
    """A curve is sampled four times a bandwidth, from the first event to the last."""
    assert (1950.5, 1951.0, 1951.5) == curve.moments((at(1950.3, 1), at(1951.9, 1)), 2.0)
    assert () == curve.moments((), 2.0)


def test_only_some_sources_count() -> None:
    """An event counts as long as one of its sources does, and with no other."""
    left = curve.counted([at(1950, 1, "ab"), at(1951, 1, "c")], frozenset("bx"))

    assert [frozenset("b")] == [event.sources for event in left]


# ---- the page ----------------------------------------------------------------------------------


def event(name: str, date: str, tone: str, sources: str) -> str:
    """Return an event of `events.yaml`."""
    told = f", tone: {tone}, tone_reason: 'So it was, and “so”'" if tone else ""
    return f"- {{id: {name}, date: '{date}', title: The {name}{told}, sources: [{sources}]}}\n"


def history(*events: str, custom: str = "") -> History:
    """Return a history of these events."""
    shelves = shelf("dorn", "kowal") + (f"{shelf('letter')}  custom: {custom}\n" if custom else "")
    return known({"events.yaml": "".join(events), "sources/a.yaml": shelves})


QUARREL = (
    event("wedding", "1788-05-01", "2", "'@dorn, p. 3'"),
    event("fire", "1788-06", "-3", "'@dorn', '@kowal'"),
    event("harvest", "1788-09", "", "'@dorn'"),
    event("peace", "1790", "+1", "'@kowal'"),
)


def test_without_tones_there_is_no_curve() -> None:
    """A history whose events have no tones has neither a curve nor its files."""
    assert relations.whole(history(QUARREL[2])) is None
    assert [] == list(relations.files(history(QUARREL[2])))


def test_events_are_scored_by_what_they_cite() -> None:
    """An event's sources are those of its field, locators aside; a day is a moment and a month an interval."""
    found = curve.scored(history(*QUARREL).events)

    assert [("wedding", 2, {"dorn"}), ("fire", -3, {"dorn", "kowal"}), ("peace", 1, {"kowal"})] == [
        (one.id, one.tone, set(one.sources)) for one in found
    ]
    assert [True, False, False] == [one.start == one.end for one in found]


def test_the_files_tell_the_same_numbers() -> None:
    """The files have every event with its tone, reason and sources, and every moment of the curve."""
    whole = history(*QUARREL)
    found = {name: list(csv.reader(io.StringIO(data.decode(), newline=""))) for name, data in relations.files(whole)}
    full = relations.whole(whole)
    assert full is not None

    assert ["wedding", "1788-05-01", "2", "So it was, and “so”", "dorn"] == [
        found["relations.csv"][1][i] for i in (0, 1, 4, 6, 7)
    ]
    assert len(full.samples) == len(found["relations-curve.csv"]) - 1
    assert {len(found["relations-curve.csv"][0])} == {len(row) for row in found["relations-curve.csv"]}


def test_variants_count_other_sources() -> None:
    """There is a curve without each side's documents where there are some, and of scholarship alone."""
    letter = event("letter", "1789", "-1", "'@letter'")
    whole = history(*QUARREL, letter, custom="{kind: primary, side: upper}")
    full = relations.whole(whole)
    assert full is not None

    found = {one.id: len(one.curve.events) for one in relations.variants(whole, full)}
    assert {"without-upper": 3, "scholarship": 3, "documents": 1, "half": 4, "double": 4} == found


def test_each_event_is_a_link_in_the_picture() -> None:
    """Each point leads to its event; points of one tone and time stand beside one another."""
    same = [event(f"e{n}", "1788-05-01", "2", "'@dorn'") for n in range(5)]
    whole = history(*same, event("late", "1798", "2", "'@dorn'"))
    full = relations.whole(whole)
    assert full is not None
    drawn = plot.picture(full, "Curve", (), whole.events, str)

    assert [f"timeline.html#e{n}" for n in range(5)] == [dot.href for dot in drawn.dots[:5]]
    assert 6 == len({dot.path for dot in drawn.dots})
    assert "1 May 1788, +2: The e0" == drawn.dots[0].words


def test_the_line_of_the_picture_is_dashed_where_it_stands_alone() -> None:
    """A curve of one source is drawn as such, and has no firm line."""
    whole = history(*(event(f"e{n}", f"1788-0{n + 4}-01", "2", "'@dorn'") for n in range(4)))
    full = relations.whole(whole)
    assert full is not None
    drawn = plot.picture(full, "Curve", (), whole.events, str)

    assert ("", "") == (drawn.line, drawn.band)
    assert drawn.alone.startswith("M")


DATES = ("1788", "1788-07-14", "1788/..", "../1788", "/1788", "-0043", "Y17000", "17XX", "1789?")


@settings(deadline=None, max_examples=25)  # each example reads YAML
@given(st.lists(st.tuples(st.sampled_from(DATES), TONES), min_size=1, max_size=6))
def test_any_dates_can_be_drawn(found: list[tuple[str, int]]) -> None:
    """Open ends, far years and single days stay in the picture, whose size has a bound."""
    events = tuple(dated(f"e{n}", *one) for n, one in enumerate(found))
    full = made(curve.scored(events))
    drawn = plot.picture(full, "Curve", (), events, str)

    assert len(full.samples) <= 400
    assert 600 < drawn.width < 1500
    assert all(0 <= float(dot.path[1:].split()[0]) <= drawn.width for dot in drawn.dots)


def dated(name: str, date: str, tone: int) -> Event:
    """Return an event with a date and a tone."""
    return history(event(name, date, str(tone), "'@dorn'")).events[0]
