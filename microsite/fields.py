"""From a tree of values to the dataclasses of the schema, or to problems."""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Any, Generic, TypeVar

from microsite import dates, nodes
from microsite.dates import BadDateError, Date
from microsite.model import WRITTEN, Years
from microsite.nodes import Listing, Node, Scalar, Table, repeated
from microsite.text import Problem, Severity, Span, Text, guess, nearest
from microsite.values import dataclass

T = TypeVar("T")

_SHOWN = 60
"""The most characters of a value that a message repeats."""
_FEW = 8
"""Where there are more fields than this, a list of them helps nobody."""

Reader = Callable[[Text], tuple[Any, tuple[Problem, ...]]]
"""What reads one value of a leaf type: the value, or None, and what is wrong with it."""

Relation = Callable[[Any, Table], tuple[Any, tuple[Problem, ...]]]
"""What looks at a record and its fields as written: the record, amended or not, and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Schema:
    """What reads the types that the lowest floors do not know."""

    readers: Mapping[Any, Reader]
    """What reads each leaf type."""
    relations: Mapping[type, Relation]
    """What has to hold between the fields of a record."""


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """What was read, and what is wrong with it."""

    value: T | None
    """The record; None where too much is wrong to make one."""
    problems: tuple[Problem, ...]
    """What an author has to mend."""
    lost: frozenset[str] = frozenset()
    """The ids of the records of which too much is wrong to make them."""


def read(kind: type[T], node: Node | None, schema: Schema, span: Span) -> Read[T]:
    """Return the record of the dataclass `kind` that `node` holds.

    `span` is where a missing field is missing from.
    """
    reading = _Reading(schema)
    value = reading.record(kind, node, span)
    return Read(value, tuple(reading.problems))


def read_list(kind: type[T], node: Node | None, schema: Schema) -> Read[tuple[T, ...]]:
    """Return the records of a file that is a list."""
    reading = _Reading(schema)
    items = reading.items(node, "a list")
    records = [reading.record(kind, item, _name_span(item)) for item in items]
    names = (item.get("id") if isinstance(item, Table) else None for item in items)
    lost = frozenset(n.text.content for n, r in zip(names, records, strict=True) if n is not None and r is None)
    return Read(tuple(r for r in records if r is not None), tuple(reading.problems), lost)


def read_mapping(kind: type[T], node: Node | None, schema: Schema) -> Read[tuple[tuple[Text, T], ...]]:
    """Return the records of a file that is a mapping, each with its key."""
    reading = _Reading(schema)
    table = reading.table(node, "a mapping of ids to entries")
    if table is None:
        return Read((), tuple(reading.problems))
    records = [(key, reading.record(kind, value, key.span)) for key, value in table.entries]
    lost = frozenset(key.content for key, record in records if record is None)
    return Read(tuple((k, r) for k, r in records if r is not None), tuple(reading.problems), lost)


def order(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a record, in the order in which an author writes them."""
    return WRITTEN.get(kind) or tuple(_shape(typing.cast("Hashable", kind)))


def inner(kind: Any) -> Any:
    """Return the type of the items of a list; the type itself where it is no list."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else kind


def types_of(kind: Any) -> Callable[[str], Any]:
    """Return what tells the type of each field of a record, or of each value of a mapping; None for no field."""
    if dataclasses.is_dataclass(kind):
        shape = _shape(typing.cast("Hashable", kind))
        return lambda name: shape[name].type if name in shape else None
    return lambda _: typing.get_args(kind)[1] if len(typing.get_args(kind)) > 1 else kind if kind == "csl" else None


def wrong(kind: Any, text: Text, schema: Schema) -> tuple[Problem, ...]:
    """Return what is wrong with a value of a leaf type, before it stands in a file."""
    return {**_READERS, **schema.readers}[kind](text)[1]


class _Reading:
    """One walk over a tree; it gathers the problems on its way."""

    def __init__(self, schema: Schema) -> None:
        self.readers = {**_READERS, **schema.readers}
        self.relations = schema.relations
        self.problems: list[Problem] = []

    def wrong(self, node: Node, wanted: str, hint: str = "") -> None:
        shown = f"`{_shown(node.text)}`" if isinstance(node, Scalar) else _kind_of(node)
        self.problems.append(Problem(nodes.first(node), "bad-value", f"{shown} is not {wanted}", hint))

    def table(self, node: Node | None, wanted: str) -> Table | None:
        if isinstance(node, Table):
            return node
        if node is not None and not _empty(node):
            self.wrong(node, wanted, "write a line `field: value` for each." if isinstance(node, Listing) else "")
        return None

    def items(self, node: Node | None, wanted: str) -> tuple[Node, ...]:
        if isinstance(node, Listing):
            return node.items
        if node is None or _empty(node):
            return ()
        if not isinstance(node, Scalar):
            self.wrong(node, wanted, "begin each item with `- `.")
            return ()
        # What is meant is clear: it is read, lest it be missed elsewhere.
        words = f'"{_shown(node.text)}"' if node.quoted else _shown(node.text)
        self.wrong(node, wanted, f"write `[{words}]`.")
        return (node,)

    def record(self, kind: type[T], node: Node | None, span: Span) -> T | None:
        table = self.table(node, "a mapping of fields to values")
        if table is None and node is not None and not isinstance(node, Scalar):
            return None
        entries = table.entries if table else ()
        shape = _shape(typing.cast("Hashable", kind))
        self.problems.extend(repeated(table) if table else ())
        given = {key.content: inner for key, inner in reversed(entries)}
        for key, inner in entries:
            if key.content not in shape:
                message = f"there is no field `{key}` here"
                self.problems.append(Problem(key.span, "unknown-field", message, _field_hint(key.content, shape)))
                # What is meant is clear: it is read, lest it be missed elsewhere.
                given.setdefault(nearest(key.content, shape), inner)
        value = self.made(kind, shape, given, span)
        if value is None or table is None or kind not in self.relations:
            return value
        amended, problems = self.relations[kind](value, table)
        self.problems.extend(problems)
        return typing.cast("T", amended)

    def made(self, kind: type[T], shape: Mapping[str, _Field], given: Mapping[str, Node], span: Span) -> T | None:
        values: dict[str, Any] = {}
        complete = True
        for name, expected in shape.items():
            node = given.get(name)
            if node is not None and not _empty(node):
                value = self.value(expected.type, node)
                if value is not None:
                    values[name] = value
                    continue
            elif expected.required:
                self.problems.append(Problem(span, "missing-field", f"the field `{name}` is missing"))
            complete = complete and not expected.required
        return kind(**values) if complete else None

    def value(self, kind: Any, node: Node) -> Any:
        origin, arguments = typing.get_origin(kind), typing.get_args(kind)
        if origin is tuple:
            return self.many(arguments[0], node)
        if origin in (Mapping, dict) or origin is typing.get_origin(Mapping[str, str]):
            return self.mapping(arguments[1], node)
        if kind in self.readers:
            return self.leaf(kind, node)
        return self.record(kind, node, nodes.first(node))

    def many(self, kind: Any, node: Node) -> tuple[Any, ...]:
        # One warning may be written without a list around it.
        if isinstance(node, Scalar) and getattr(kind, "__name__", "") == "Prose":
            node = Listing((node,), node.text)
        read = [self.value(kind, item) for item in self.items(node, "a list")]
        return tuple(value for value in read if value is not None)

    def mapping(self, kind: Any, node: Node) -> dict[str, Any]:
        table = self.table(node, "a mapping")
        if table is None:
            return {}
        self.problems.extend(repeated(table))
        read = {key.content: self.value(kind, value) for key, value in table.entries}
        return {key: value for key, value in read.items() if value is not None}

    def leaf(self, kind: type, node: Node) -> Any:
        if not isinstance(node, Scalar):
            mention = isinstance(node, Listing) and any(isinstance(item, Listing) for item in node.items)
            self.wrong(
                node, "a single value", "a value that begins with `[[` stands in quotation marks." if mention else ""
            )
            return None
        value, problems = self.readers[kind](node.text)
        self.problems.extend(problems)
        return value


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a dataclass, as a reader needs it."""

    type: Any
    required: bool


@cache
def _shape(kind: Hashable) -> Mapping[str, _Field]:
    assert isinstance(kind, type)
    hints = typing.get_type_hints(kind)
    return {
        f.name: _Field(_without_none(hints[f.name]), f.default is MISSING and f.default_factory is MISSING)
        for f in fields(kind)
    }


def _without_none(kind: Any) -> Any:
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return next(k for k in typing.get_args(kind) if k is not type(None))
    return kind


def _kind_of(node: Node) -> str:
    return "a list" if isinstance(node, Listing) else "a mapping" if isinstance(node, Table) else "a value"


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.null or not node.text.content.strip())


def _shown(text: Text) -> str:
    """Return a value as a message shows it: on one line, and not a whole paragraph."""
    words = " ".join(text.content.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"


def _field_hint(name: str, shape: Mapping[str, _Field]) -> str:
    """Return the field that was meant, or all of them where they are few."""
    if name.isdigit():
        return "a comma ends a value here: write numbers without one."
    listed = ", ".join(f"`{field}`" for field in shape)
    return guess(name, shape) or (f"there are {listed}." if len(shape) <= _FEW else "")


def _name_span(node: Node) -> Span:
    """Return the place of the record's id, or of its beginning."""
    name = node.get("id") if isinstance(node, Table) else None
    return name.text.span if name is not None else nodes.first(node)


def _bad(text: Text, wanted: str, hint: str = "") -> tuple[None, tuple[Problem, ...]]:
    return None, (Problem(text.span, "bad-value", f"`{_shown(text)}` is not {wanted}", hint),)


def _text(text: Text) -> tuple[Text | None, tuple[Problem, ...]]:
    return text, ()


def _int(text: Text) -> tuple[int | None, tuple[Problem, ...]]:
    plain = text.content.replace("−", "-")
    return (int(plain), ()) if re.fullmatch(r"[+-]?\d{1,15}", plain) else _bad(text, "a whole number")


def _float(text: Text) -> tuple[float | None, tuple[Problem, ...]]:
    plain = text.content.replace("−", "-")
    number = re.fullmatch(r"[+-]?\d{1,15}(?:\.\d+)?", plain)
    return (
        (float(plain), ()) if number else _bad(text, "a number", "write digits, and a point before decimals: `52.4`.")
    )


def _bool(text: Text) -> tuple[bool | None, tuple[Problem, ...]]:
    if text.content in ("true", "false"):
        return text.content == "true", ()
    return _bad(text, "`true` or `false`")


def _date(text: Text) -> tuple[Date | None, tuple[Problem, ...]]:
    try:
        return dates.read(text.content.strip()), ()
    except BadDateError as error:
        hint = _date_hint(text.content.strip()) if "EDTF" in str(error) else ""
        return None, (Problem(text.span, "bad-value", f"`{_shown(text)}`: {error}", hint),)


def _years(text: Text) -> tuple[Years | None, tuple[Problem, ...]]:
    try:
        return Years(dates.read_years(text.content.strip())), ()
    except BadDateError as error:
        hint = "write `1950`, `1950–1953` or `1991–`."
        return None, (Problem(text.span, "bad-value", f"`{_shown(text)}`: {error}", hint),)


def _date_hint(written: str) -> str:
    """Return how EDTF would write what looks like a date of another notation."""
    if re.fullmatch(r"\d{1,3}", written):
        return f"a year has four digits: `{int(written):04}`."
    parts = re.fullmatch(r"(\d{4})[-./](\d{1,2})(?:[-./](\d{1,2}))?", written)
    if parts:
        proper = "-".join([parts[1], *(f"{int(p):02}" for p in parts.groups()[1:] if p)])
        return f"write `{proper}`." if proper != written else ""
    dotted = re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", written)
    if dotted:
        return f"write `{dotted[3]}-{int(dotted[2]):02}-{int(dotted[1]):02}`."
    span = re.fullmatch(r"(\d{4})\s*[–—-]\s*(\d{4})", written)
    if span:
        return f"write an interval with a slash: `{span[1]}/{span[2]}`."
    about = re.fullmatch(r"(?:c\.?|ca\.?|circa|about|around)\s*(\d{4})", written, re.IGNORECASE)
    if about:
        return f"write `{about[1]}~`."
    named = re.fullmatch(r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2})(?:,\s*|\s+))?(\d{4})", written)
    month = [n for n, name in enumerate(dates.MONTHS) if n and named and name.startswith(named[2].title())]
    if named and month:
        day = named[1] or named[3]
        return f"write `{named[4]}-{month[0]:02}{f'-{int(day):02}' if day else ''}`."
    return "write it in EDTF: `1969`, `1969-03`, `1969-03-02`, `1957~`, `1937-07/1937-08`."


def _severity(text: Text) -> tuple[Severity | None, tuple[Problem, ...]]:
    if text.content in tuple(Severity):
        return Severity(text.content), ()
    return _bad(text, "a severity", "write `error`, `warning`, `note` or `off`.")


_READERS: Mapping[Any, Reader] = {
    Text: _text,
    int: _int,
    float: _float,
    bool: _bool,
    Date: _date,
    Years: _years,
    Severity: _severity,
}
