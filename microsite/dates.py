"""Dates as historians write them: EDTF in, words and an order out.

The syntax is that of levels 0 and 1 of the Extended Date/Time Format (ISO 8601-2:2019, annex A),
and of level 2 the days and months of which only the first digit is known (`1958-07-3X`).
The library `edtf` cannot read those, and takes longer to import than a small site to build.
"""

from __future__ import annotations

import re

from microsite.patterns import late
from microsite.values import dataclass

Day = tuple[int, int, int]
"""Year, month and day; the year is astronomical (1 BCE = 0), the calendar Gregorian throughout."""

BEGINNING: Day = (-(10**9), 1, 1)
END: Day = (10**9, 12, 31)

MONTHS = ("", *"January February March April May June July August September October November December".split())
"""The names of the months, from 1; those of `calendar` change with the machine's language."""
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_SEASON_MONTHS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 12)}
_THIRDS = {"0": "early ", "1": "mid-", "2": "late ", "3": "late "}
_QUALIFIERS = {"": "", "~": "about ", "?": "perhaps ", "%": "perhaps about "}
_PART = late(
    r"(?P<year>-?\d{4}|\d{3}X|\d{2}XX|Y-?[1-9]\d{4,8})"
    r"(?:-(?P<month>\d\d|[01]X|XX)(?:-(?P<day>\d\d|[0-3]X|XX))?)?"
    r"(?P<qualifier>[?~%]?)",
    re.ASCII,
)
_YEARS = late(r"(-?\d{1,4})(?:\s*[–—-]\s*(-?\d{1,4})?)?(?<!\s)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One end of a date, known to the year, the month or the day, or less."""

    year: str
    """As written: `1969`, `-0043`, `195X`, `Y17000`."""
    month: str
    """As written: `03`, `0X`, `XX`, a season from `21` to `24`, or empty."""
    day: str
    """As written: `02`, `3X`, `XX`, or empty."""
    qualifier: str
    """`~` approximate, `?` uncertain, `%` both, or empty."""

    @property
    def edtf(self) -> str:
        """Return the part as it is written."""
        return "-".join(p for p in (self.year, self.month, self.day) if p) + self.qualifier

    @property
    def earliest(self) -> Day:
        """Return the first day that the part allows."""
        year = _low_year(self.year)
        month = _months(self.month)[0]
        return (year, month, _days(self.day, year, month)[0])

    @property
    def latest(self) -> Day:
        """Return the last day that the part allows."""
        year = _high_year(self.year)
        month = _months(self.month)[1]
        return (year, month, _days(self.day, year, month)[1])

    @property
    def exact(self) -> bool:
        """Tell whether the part is one certain day."""
        return self.earliest == self.latest and not self.qualifier


@dataclass(frozen=True, slots=True)
class Date:
    """A day, a month, a year, a season, or an interval, with what is not known of it."""

    start: Part | None
    """The date, or the beginning of the interval; None where it is open or unknown."""
    end: Part | None
    """The end of the interval; None where it is open, unknown, or there is no interval."""
    form: str
    """`.` a date; else what stands at the two ends of an interval, each `p`, `..` or `?`: `p/..`."""

    @property
    def edtf(self) -> str:
        """Return the date in the syntax that it was read from."""
        if self.form == "." and self.start:
            return self.start.edtf
        first, last = self.form.split("/")
        return f"{_end_text(first, self.start)}/{_end_text(last, self.end)}"

    @property
    def earliest(self) -> Day:
        """Return the first day that the date allows."""
        return self.start.earliest if self.start else BEGINNING

    @property
    def latest(self) -> Day:
        """Return the last day that the date allows."""
        if self.form == "." and self.start:
            return self.start.latest
        return self.end.latest if self.end else END

    @property
    def order(self) -> tuple[Day, Day]:
        """Return the key by which dates are put in order: earliest day, then latest."""
        return (self.earliest, self.latest)

    @property
    def iso(self) -> str:
        """Return the valid date string of HTML's `time` element, or an empty string for none.

        HTML, 2.3.5: a year of four digits at least, a month, or a day; no more and no less is known.
        """
        start = self.start
        if self.form != "." or start is None or not re.fullmatch(r"(?!0000)\d{4}", start.year):
            return ""
        whole = start.month.isdigit() and start.month <= "12" and start.day.isdigit()
        if whole or (start.month.isdigit() and start.month <= "12" and not start.day):
            return start.edtf.rstrip("?~%")
        return start.year if not start.month else ""


class BadDateError(ValueError):
    """The text is no date; the message says why, in lower case and without a full stop."""


def read(text: str) -> Date:
    """Return the date that `text` writes in EDTF.

    Raises `BadDateError` for another syntax, a day that the calendar has not, a reversed interval.
    """
    if "/" not in text:
        return Date(_part(text), None, ".")
    first, _, last = text.partition("/")
    start, end = _end(first), _end(last)
    if start is None and end is None:
        raise BadDateError("an interval needs a date at one end at least")
    if start and end and end.latest < start.earliest:
        raise BadDateError("the interval ends before it begins")
    return Date(start, end, f"{_end_form(first)}/{_end_form(last)}")


def read_years(text: str) -> Date:
    """Return the years of a chapter: `1950`, `1950–1953`, `1950-1953` or `1991–`.

    Raises `BadDateError` for anything else and for a reversed span.
    """
    found = _YEARS.fullmatch(text)
    if not found:
        raise BadDateError("not a year or a span of years")
    first, last = found[1], found[2]
    if last is None:
        return read(_padded(first) if text == first else f"{_padded(first)}/..")
    if int(last) < int(first):
        raise BadDateError("the span ends before it begins")
    return read(f"{_padded(first)}/{_padded(last)}")


def joined(date: Date, until: Date) -> Date:
    """Return the interval from the beginning of `date` to the end of `until`.

    Raises `BadDateError` if that is reversed.
    """
    return read(f"{date.edtf.split('/')[0]}/{until.edtf.split('/')[-1]}")


def julian(day: Day) -> Day:
    """Return the day of the Julian calendar that is `day` of the Gregorian one.

    Meeus, *Astronomical Algorithms*, chapter 7, by way of the Julian day number.
    """
    year, month, number = day
    before = (14 - month) // 12
    y, m = year + 4800 - before, month + 12 * before - 3
    days = number + (153 * m + 2) // 5 + 365 * y + y // 4 - y // 100 + y // 400 - 32045
    c = days + 32082
    d = (4 * c + 3) // 1461
    e = c - 1461 * d // 4
    n = (5 * e + 2) // 153
    return (d - 4800 + n // 10, n + 3 - 12 * (n // 10), e - (153 * n + 2) // 5 + 1)


def say(date: Date) -> str:
    """Return the date in English words: `early March 1969`, `July–August 1937`, `from 1918`."""
    start, end = date.start, date.end
    if date.form == "." and start:
        return _say_part(start)
    if start and end:
        return _say_span(start, end)
    if start:
        return f"from {_say_part(start)}" if date.form == "p/.." else f"{_say_part(start)} to an unknown date"
    assert end is not None
    return f"until {_say_part(end)}" if date.form == "../p" else f"an unknown date to {_say_part(end)}"


def say_years(date: Date) -> str:
    """Return a span of years: `1950–1953`, `1991–`."""
    first = _say_year(date.start.year) if date.start else ""
    if date.form == ".":
        return first
    return f"{first}–{_say_year(date.end.year) if date.end else ''}"


def _part(text: str) -> Part:
    found = _PART.fullmatch(text)
    if not found:
        raise BadDateError("not a date in EDTF")
    part = Part(found["year"], found["month"] or "", found["day"] or "", found["qualifier"])
    if part.month in _SEASONS and part.day:
        raise BadDateError("a season has no day")
    if part.month.isdigit() and part.month not in _SEASONS and not 1 <= int(part.month) <= 12:
        raise BadDateError(f"there is no month {part.month}")
    last = _days("", part.earliest[0], part.latest[1])[1]
    if (part.day.isdigit() and not 1 <= int(part.day) <= last) or (part.day == "3X" and last < 30):
        raise BadDateError(f"there is no day {part.day} in that month")
    return part


def _end(text: str) -> Part | None:
    return None if text in ("", "..") else _part(text)


def _end_form(text: str) -> str:
    return {"": "?", "..": ".."}.get(text, "p")


def _end_text(form: str, part: Part | None) -> str:
    return part.edtf if part else {"?": "", "..": ".."}[form]


def _padded(year: str) -> str:
    return f"-{int(year[1:]):04}" if year.startswith("-") else f"{int(year):04}"


def _low_year(year: str) -> int:
    return int(year.removeprefix("Y").replace("X", "0"))


def _high_year(year: str) -> int:
    return int(year.removeprefix("Y").replace("X", "9"))


def _months(month: str) -> tuple[int, int]:
    if month in _SEASON_MONTHS:
        return _SEASON_MONTHS[month]
    if month in ("", "XX"):
        return (1, 12)
    return {"0X": (1, 9), "1X": (10, 12)}.get(month) or (int(month), int(month))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days(day: str, year: int, month: int) -> tuple[int, int]:
    last = 29 if month == 2 and _is_leap(year) else (28, 30, 31)[(month != 2) + (month in (1, 3, 5, 7, 8, 10, 12))]
    if day in ("", "XX"):
        return (1, last)
    if "X" in day:
        return (max(1, int(day[0]) * 10), min(last, int(day[0]) * 10 + 9))
    return (int(day), int(day))


def _say_year(year: str) -> str:
    if year.endswith("XX"):
        return f"the {int(year[:2]) + 1}{_ordinal(int(year[:2]) + 1)} century"
    if year.endswith("X"):
        return f"the {int(year[:3] + '0')}s"
    number = int(year.removeprefix("Y"))
    return str(number) if number > 0 else f"{1 - number} BCE"


def _ordinal(number: int) -> str:
    return "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _say_part(part: Part) -> str:
    return _QUALIFIERS[part.qualifier] + _say_bare(part)


def _say_bare(part: Part) -> str:
    year = _say_year(part.year)
    if not part.month:
        return year
    if part.month in _SEASONS:
        return f"{_SEASONS[part.month]} {year}"
    if "X" in part.month:
        return f"{year}, month unknown"
    month = f"{MONTHS[int(part.month)]} {year}"
    if not part.day:
        return month
    if part.day == "XX":
        return f"{month}, day unknown"
    return f"{_THIRDS[part.day[0]]}{month}" if "X" in part.day else f"{int(part.day)} {month}"


def _say_span(start: Part, end: Part) -> str:
    if start == end:
        return _say_part(start)
    plain = not (start.qualifier or end.qualifier) and "X" not in start.edtf + end.edtf
    if plain and start.year == end.year and start.month not in _SEASONS and end.month not in _SEASONS:
        if start.day and end.day and start.month == end.month:
            return f"{int(start.day)}–{_say_bare(end)}"
        if start.month and end.month and not (start.day or end.day):
            return f"{MONTHS[int(start.month)]}–{_say_bare(end)}"
        if start.day and end.day:
            return f"{int(start.day)} {MONTHS[int(start.month)]} – {_say_bare(end)}"
    if plain and not (start.month or end.month):
        return f"{_say_year(start.year)}–{_say_year(end.year)}"
    return f"{_say_part(start)} – {_say_part(end)}"
