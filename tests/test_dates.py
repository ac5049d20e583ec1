"""Dates: what is read, how it is said, and how dates are put in order."""

from __future__ import annotations

import calendar
import datetime as dt

import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from hypothesis import given
from hypothesis import strategies as st

from microsite import dates
from microsite.dates import BEGINNING, END, BadDateError

YEARS = st.one_of(
    st.integers(0, 9999).map("{:04}".format),
    st.integers(1, 9999).map("-{:04}".format),
    st.integers(0, 999).map("{:03}X".format),
    st.integers(0, 99).map("{:02}XX".format),
    st.integers(10_000, 999_999_999).map("Y{}".format),
)
MONTHS = st.sampled_from([*(f"{n:02}" for n in range(1, 13)), "0X", "1X", "XX"])
DAYS = st.sampled_from([*(f"{n:02}" for n in range(1, 29)), "0X", "1X", "2X", "XX"])
SEASONS = st.sampled_from(["21", "22", "23", "24"])
PARTS = st.builds(
    "{}{}".format,
    st.one_of(
        YEARS,
        st.builds("{}-{}".format, YEARS, MONTHS | SEASONS),
        st.builds("{}-{}-{}".format, YEARS, MONTHS, DAYS),
    ),
    st.sampled_from(["", "?", "~", "%"]),
)
OPEN = st.builds("{0[0]}{1}{0[1]}".format, st.sampled_from([("", "/.."), ("", "/"), ("../", ""), ("/", "")]), PARTS)


@given(PARTS | OPEN)
def test_reading_and_writing_are_one(written: str) -> None:
    """What is read from EDTF writes the same EDTF."""
    assert written == dates.read(written).edtf


@given(PARTS, PARTS)
def test_intervals_are_read_and_written_or_reversed(first: str, last: str) -> None:
    """An interval writes what it was read from, unless it cannot end after it begins."""
    if dates.read(last).latest < dates.read(first).earliest:
        with pytest.raises(BadDateError, match="ends before it begins"):
            dates.read(f"{first}/{last}")
        return

    assert f"{first}/{last}" == dates.read(f"{first}/{last}").edtf


@given(PARTS | OPEN)
def test_no_date_ends_before_it_begins(written: str) -> None:
    """The earliest day of a date is never after the latest."""
    date = dates.read(written)

    assert date.earliest <= date.latest


@given(PARTS | OPEN)
def test_words_are_never_notation(written: str) -> None:
    """No `X`, `~`, `?`, `%` or `..` of the notation is left in what readers read."""
    said = dates.say(dates.read(written))

    assert said == said.strip()
    assert not set("X~?%/") & set(said)


@given(PARTS)
def test_library_edtf_agrees(written: str) -> None:
    """The PyPI library `edtf` means the same days, where it can read what we can."""
    # Of a year before 0 whose month or day is unknown, it takes the last month for the first.
    reversed_there = written.startswith("-") and "XX" in written
    theirs = None if reversed_there else days_of_the_library(written)

    assert theirs in (None, dates.read(written).order)


def days_of_the_library(written: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return the first and the last day by the library, or None where it fails, in any of its ways."""
    try:
        date = parse_edtf(written)
        return tuple(date.lower_strict())[:3], tuple(date.upper_strict())[:3]
    except (EDTFParseException, ValueError, AttributeError):
        return None


def test_library_edtf_reads_what_is_common() -> None:
    """The comparison with the library is not empty: it reads most of what histories write."""
    common = (
        "1969",
        "1969-03",
        "1969-03-02",
        "1969-03~",
        "1957?",
        "195X",
        "19XX",
        "1958-XX",
        "1958-21",
        "-0043",
        "Y17000",
    )

    assert all(days_of_the_library(written) for written in common)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1969", "1969"),
        ("1969-03", "March 1969"),
        ("1969-03-02", "2 March 1969"),
        ("1969-03~", "about March 1969"),
        ("1957?", "perhaps 1957"),
        ("1957%", "perhaps about 1957"),
        ("195X", "the 1950s"),
        ("19XX", "the 20th century"),
        ("20XX", "the 21st century"),
        ("10XX", "the 11th century"),
        ("000X", "the 0s"),
        ("1958-07-0X", "early July 1958"),
        ("1958-07-1X", "mid-July 1958"),
        ("1958-07-2X", "late July 1958"),
        ("1958-07-3X", "late July 1958"),
        ("1958-07-XX", "July 1958, day unknown"),
        ("1958-XX", "1958, month unknown"),
        ("1958-21", "spring 1958"),
        ("1958-24", "winter 1958"),
        ("-0043", "44 BCE"),
        ("0000", "1 BCE"),
        ("0500-01", "January 500"),
        ("Y17000", "17000"),
        ("Y-17000", "17001 BCE"),
        ("1937-07/1937-08", "July–August 1937"),
        ("1937-07-07/1937-07-09", "7–9 July 1937"),
        ("1937-07-07/1937-08-09", "7 July – 9 August 1937"),
        ("1937-07-07/1938-08-09", "7 July 1937 – 9 August 1938"),
        ("1937-12/1938-01", "December 1937 – January 1938"),
        ("1937/1945", "1937–1945"),
        ("1937/1937", "1937"),
        ("1937-07-07/1937-07-07", "7 July 1937"),
        ("1937-07/1937-08-03", "July 1937 – 3 August 1937"),
        ("1957~/1958", "about 1957 – 1958"),
        ("1957-21/1957-22", "spring 1957 – summer 1957"),
        ("1918/..", "from 1918"),
        ("../1918", "until 1918"),
        ("1918/", "1918 to an unknown date"),
        ("/1918", "an unknown date to 1918"),
    ],
)
def test_dates_are_said_in_words(written: str, expected: str) -> None:
    """Readers see words, not notation."""
    assert expected == dates.say(dates.read(written))


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("1969", (1969, 1, 1), (1969, 12, 31)),
        ("1968-02", (1968, 2, 1), (1968, 2, 29)),
        ("1900-02", (1900, 2, 1), (1900, 2, 28)),
        ("1969-03-02?", (1969, 3, 2), (1969, 3, 2)),
        ("1958-07-3X", (1958, 7, 30), (1958, 7, 31)),
        ("1958-02-2X", (1958, 2, 20), (1958, 2, 28)),
        ("1958-0X", (1958, 1, 1), (1958, 9, 30)),
        ("1958-1X", (1958, 10, 1), (1958, 12, 31)),
        ("1958-22", (1958, 6, 1), (1958, 8, 31)),
        ("19XX", (1900, 1, 1), (1999, 12, 31)),
        ("1918/..", (1918, 1, 1), END),
        ("/1918", BEGINNING, (1918, 12, 31)),
    ],
)
def test_dates_have_a_first_and_a_last_day(
    written: str, earliest: tuple[int, int, int], latest: tuple[int, int, int]
) -> None:
    """What is not known of a date is between two days."""
    assert (earliest, latest) == dates.read(written).order


def test_dates_are_ordered_by_first_day_then_by_last() -> None:
    """Who begins earlier stands first; of two that begin together, who ends earlier."""
    ordered = ["../1900", "-0043", "195X", "1950", "1950-01", "1950-01-01", "1950/1953", "1950-02", "1950/.."]
    expected = ["../1900", "-0043", "1950-01-01", "1950-01", "1950", "1950/1953", "195X", "1950/..", "1950-02"]

    assert expected == sorted(ordered, key=lambda written: dates.read(written).order)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2 March 1969", "not a date in EDTF"),
        ("1969-3", "not a date in EDTF"),
        ("1969-03-02T12:00", "not a date in EDTF"),
        ("69", "not a date in EDTF"),
        ("", "not a date in EDTF"),
        ("１９６９", "not a date in EDTF"),
        ("1969-13", "there is no month 13"),
        ("1969-00", "there is no month 00"),
        ("1969-02-29", "there is no day 29 in that month"),
        ("1969-02-3X", "there is no day 3X in that month"),
        ("1969-04-31", "there is no day 31 in that month"),
        ("1969-03-00", "there is no day 00 in that month"),
        ("1969-21-01", "a season has no day"),
        ("1969/1968", "the interval ends before it begins"),
        ("../..", "an interval needs a date at one end at least"),
        ("/", "an interval needs a date at one end at least"),
    ],
)
def test_what_is_no_date_says_why(written: str, why: str) -> None:
    """Another notation, a day that the calendar has not, and a reversed interval are refused."""
    with pytest.raises(BadDateError) as refused:
        dates.read(written)

    assert why == str(refused.value)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1969", "1969"),
        ("1969-03", "1969-03"),
        ("1969-03-02~", "1969-03-02"),
        ("0000-03-02", ""),
        ("-0043", ""),
        ("195X", ""),
        ("1958-21", ""),
        ("1958-07-3X", ""),
        ("1969/1970", ""),
    ],
)
def test_machines_are_told_what_html_can_say(written: str, expected: str) -> None:
    """HTML's `time` knows days, months and years after 1 BCE; all else has no machine's form."""
    assert expected == dates.read(written).iso


@pytest.mark.parametrize(
    ("written", "edtf", "said"),
    [
        ("1950", "1950", "1950"),
        ("1950–1953", "1950/1953", "1950–1953"),
        ("1950-1953", "1950/1953", "1950–1953"),
        ("1950 – 1953", "1950/1953", "1950–1953"),
        ("1991–", "1991/..", "1991–"),
        ("44", "0044", "44"),
        ("-44–14", "-0044/0014", "45 BCE–14"),
    ],
)
def test_years_of_a_chapter(written: str, edtf: str, said: str) -> None:
    """The years of a chapter are a year, a span or an open span, with any dash."""
    date = dates.read_years(written)

    assert (edtf, said) == (date.edtf, dates.say_years(date))


@pytest.mark.parametrize("written", ["", "–1950", "1950–53", "1953–1950", "1950/1953", "195X", "1950 "])
def test_what_is_no_years_is_refused(written: str) -> None:
    """A chapter's years have a beginning, and do not run backwards."""
    with pytest.raises(BadDateError):
        dates.read_years(written)


@pytest.mark.parametrize(
    ("date", "until", "expected"),
    [
        ("1969-03-02", "1969-03-15", "1969-03-02/1969-03-15"),
        ("1969/1970", "1971/1972", "1969/1972"),
        ("1969", "..", "1969/.."),
    ],
)
def test_until_makes_an_interval(date: str, until: str, expected: str) -> None:
    """`until` ends what `date` begins."""
    end = dates.read("1900/..") if until == ".." else dates.read(until)

    assert expected == dates.joined(dates.read(date), end).edtf


@pytest.mark.parametrize(
    ("gregorian", "expected"),
    [
        ((1582, 10, 15), (1582, 10, 5)),
        ((1917, 11, 7), (1917, 10, 25)),
        ((1918, 2, 14), (1918, 2, 1)),
        ((1900, 3, 13), (1900, 2, 29)),
        ((1, 1, 1), (1, 1, 3)),
        ((-4712, 1, 1), (-4712, 2, 8)),
        ((-4713, 11, 24), (-4712, 1, 1)),
    ],
)
def test_julian_days(gregorian: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    """The October Revolution was in October; 1 January 4713 BCE is day 0 of the Julian day numbers."""
    assert expected == dates.julian(gregorian)


@given(st.dates(dt.date(1, 1, 1), dt.date(9998, 12, 31)))
def test_julian_days_follow_one_another(day: dt.date) -> None:
    """The day after a day is the next of the Julian calendar, whose every fourth year is a leap year."""
    year, month, number = dates.julian((day.year, day.month, day.day))
    after = day + dt.timedelta(days=1)
    last = 29 if month == 2 and year % 4 == 0 else calendar.mdays[month]
    tomorrow = (year, month, number + 1) if number < last else (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)

    assert tomorrow == dates.julian((after.year, after.month, after.day))
