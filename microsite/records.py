"""The data files and `site.yaml`, understood alone: records with positions."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from microsite import citations, dates, fields, mappings, markup
from microsite.dates import BadDateError
from microsite.fields import Reader, Schema
from microsite.model import (
    Citation,
    Event,
    Mention,
    Person,
    Place,
    Point,
    Prose,
    Quotation,
    Series,
    Side,
    Site,
    Term,
    Tone,
)
from microsite.nodes import Listing, Node, Scalar, Table
from microsite.patterns import late
from microsite.rules import RULES
from microsite.text import Problem, Span, Text, guess
from microsite.values import dataclass

_ID = late(r"\w[\w.:-]*")
"""An id is an anchor, and the end of an address."""


@dataclass(frozen=True, slots=True)
class Records:
    """What the data files hold; a file that is absent holds nothing."""

    events: tuple[Event, ...] = ()
    """The events, in the order of the file."""
    people: tuple[tuple[Text, Person], ...] = ()
    """The people with their ids, in the order of the file."""
    places: tuple[tuple[Text, Place], ...] = ()
    """The places with their ids, in the order of the file."""
    terms: tuple[tuple[Text, Term], ...] = ()
    """The terms with their ids, in the order of the file."""
    quotations: tuple[Quotation, ...] = ()
    """The quotations, in the order of the file."""
    series: tuple[Series, ...] = ()
    """The series, in the order of the file."""
    lost: frozenset[str] = frozenset()
    """The ids of records of which too much is wrong to make them."""


def read_site(text: Text) -> tuple[Site | None, tuple[Problem, ...]]:
    """Return what `site.yaml` says, or None where its mandatory fields are missing."""
    node, problems = mappings.from_yaml(text)
    if problems:
        return None, problems
    read = fields.read(Site, node, Schema({}, {Site: _site, Side: _side}), Span(text.path, 1, 1))
    return read.value, read.problems


def read(name: str, text: Text, language: str) -> tuple[Records, tuple[Problem, ...]]:
    """Return what the data file `name` (`events`, `people` …) holds."""
    node, problems = mappings.from_yaml(text)
    if problems:
        return Records(), problems
    schema = schema_of(language)
    match name:
        case "events":
            events = fields.read_list(Event, node, schema)
            return Records(events=events.value or (), lost=events.lost), events.problems + _bad_ids(node)
        case "quotations":
            quotations = fields.read_list(Quotation, node, schema)
            return Records(quotations=quotations.value or (), lost=quotations.lost), quotations.problems
        case "series":
            series = fields.read_list(Series, node, schema)
            return Records(series=series.value or (), lost=series.lost), series.problems
        case "people":
            people = fields.read_mapping(Person, node, schema)
            return Records(people=people.value or (), lost=people.lost), people.problems + _bad_ids(node)
        case "places":
            places = fields.read_mapping(Place, node, schema)
            return Records(places=places.value or (), lost=places.lost), places.problems + _bad_ids(node)
        case _:
            terms = fields.read_mapping(Term, node, schema)
            return Records(terms=terms.value or (), lost=terms.lost), terms.problems + _bad_ids(node)


def _bad_ids(node: Node | None) -> tuple[Problem, ...]:
    """Return a problem for every id of a file that could not be an anchor: `Mao Zedong`."""
    listed = [item.get("id") for item in node.items if isinstance(item, Table)] if isinstance(node, Listing) else []
    names = [key for key, _ in node.entries] if isinstance(node, Table) else []
    ids = names + [name.text for name in listed if isinstance(name, Scalar) and name.text.content.strip()]
    hint = "an id has letters, digits, `-`, `_`, `.` and `:`, and no blanks."
    bad = (name for name in ids if not _ID.fullmatch(name.content))
    return tuple(Problem(name.span, "bad-value", f"`{name}` is not an id", hint) for name in bad)


def schema_of(language: str) -> Schema:
    """Return what reads the types that are more than a value, and what holds between the fields."""
    readers: dict[Any, Reader] = {
        Prose: partial(_prose, language),
        Citation: citations.read_field,
        Mention: _mention,
        Tone: _tone,
    }
    return Schema(readers, {Event: _event, Person: _person, Place: _place, Point: _point, Series: _series})


def _prose(language: str, text: Text) -> tuple[Prose, tuple[Problem, ...]]:
    return markup.passage(text, language)


def _mention(text: Text) -> tuple[Mention, tuple[Problem, ...]]:
    bare = text.strip()
    name = bare.content.removeprefix("@").removeprefix("[[").removesuffix("]]")
    return Mention(name, bare.span), ()


def _tone(text: Text) -> tuple[Tone | None, tuple[Problem, ...]]:
    written = text.content.replace("−", "-")
    if re.fullmatch(r"[+-]?[0-3]", written):
        return Tone(int(written)), ()
    hint = "a tone is a whole number from −3 (armed conflict) to +3 (alliance)."
    return None, (Problem(text.span, "bad-value", f"`{text}` is not a tone", hint),)


def _event(event: Event, table: Table) -> tuple[Event, tuple[Problem, ...]]:
    """Return the event with its whole span of time, and what its fields contradict."""
    problems = []
    tone, until, julian = table.get("tone"), table.get("until"), table.get("julian")
    if tone is not None and event.tone is not None and event.tone_reason is None:
        hint = "say what in the event speaks for it."
        problems.append(Problem(tone.text.span, "missing-field", "the tone has no `tone_reason`", hint))
    if julian is not None and event.julian and not _same_day(event):
        day = "-".join(f"{n:02}" for n in dates.julian(event.date.earliest))
        message = f"`{julian.text}` is not the day of `date` in the Julian calendar"
        problems.append(Problem(julian.text.span, "bad-value", message, f"that day is `{day}`."))
    if until is not None and event.until is not None:
        try:
            event = replace(event, date=dates.joined(event.date, event.until))
        except BadDateError as error:
            problems.append(Problem(until.text.span, "bad-value", f"`{until.text}`: {error}"))
    written = table.get("accounts")
    if isinstance(written, Listing) and len(written.items) > len(event.accounts):
        # Of a dispute that cannot be read whole, nothing further is said.
        event = replace(event, accounts=())
    return event, tuple(problems)


def _same_day(event: Event) -> bool:
    start = event.date.start
    exact = start is not None and start.exact
    return not exact or event.julian is None or dates.julian(event.date.earliest) == event.julian.earliest


def _person(person: Person, table: Table) -> tuple[Person, tuple[Problem, ...]]:
    died = table.get("died")
    if died is not None and person.born and person.died and person.died.latest < person.born.earliest:
        return person, (Problem(died.text.span, "bad-value", f"`{died.text}` is before the birth"),)
    return person, ()


def _place(place: Place, table: Table) -> tuple[Place, tuple[Problem, ...]]:
    problems = []
    for name, value, most in (("lat", place.lat, 90), ("lon", place.lon, 180)):
        node = table.get(name)
        if node is not None and value is not None and abs(value) > most:
            message = f"`{node.text}` is more than {most} degrees"
            problems.append(Problem(node.text.span, "bad-value", message))
    written = [key for key, _ in table.entries if key.content in ("lat", "lon")]
    if len(written) == 1:
        message = "a place on the map needs both `lat` and `lon`"
        problems.append(Problem(written[0].span, "missing-field", message))
    return place, tuple(problems)


def _point(point: Point, table: Table) -> tuple[Point, tuple[Problem, ...]]:
    span = table.entries[0][0].span if table.entries else table.text.span
    written = [name for name in ("value", "low", "high") if table.get(name) is not None]
    if len(written) > sum(number is not None for number in (point.value, point.low, point.high)):
        return point, ()  # one of them cannot be read, which has been said
    if (point.value is None) == (point.low is None and point.high is None):
        hint = "write `value`, or `low` and `high` for a range."
        return point, (Problem(span, "missing-field", "a point has either a `value` or a range", hint),)
    if (point.low is None) != (point.high is None):
        return point, (Problem(span, "missing-field", "a range has both `low` and `high`"),)
    if point.low is not None and point.high is not None and point.high < point.low:
        high = table.get("high")
        where = high.text.span if high is not None else span
        return point, (Problem(where, "bad-value", "the range ends below its beginning"),)
    return point, ()


def _series(series: Series, table: Table) -> tuple[Series, tuple[Problem, ...]]:
    points = table.get("points")
    empty = isinstance(points, Listing) and not points.items
    missing = Problem(series.id.span, "missing-field", f"the series `{series.id}` has no points")
    return series, (missing,) if empty else ()


def _site(site: Site, table: Table) -> tuple[Site, tuple[Problem, ...]]:
    checks = table.get("checks")
    names = [key for key, _ in checks.entries] if isinstance(checks, Table) else []
    unknown = (name for name in names if name.content not in RULES)
    return site, tuple(
        Problem(name.span, "unknown-field", f"there is no rule `{name}`", guess(name.content, RULES))
        for name in unknown
    )


def _side(side: Side, table: Table) -> tuple[Side, tuple[Problem, ...]]:
    hint = "write it like `'#b3261e'`, in quotation marks."
    if side.colour is None and (key := next((k for k, _ in table.entries if k.content == "colour"), None)):
        return side, (Problem(key.span, "bad-value", "the colour is empty: YAML takes `#` for a comment", hint),)
    if side.colour and not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", side.colour.content):
        return side, (Problem(side.colour.span, "bad-value", f"`{side.colour}` is not a colour", hint),)
    return side, ()
