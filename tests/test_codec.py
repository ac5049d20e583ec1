"""What is written down as JSON comes back as the very value, or not at all."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite import model
from microsite.codec import ForeignError, decode, encode
from microsite.model import Block, Body, Citation, Cite, Event, Gap, Hole, Mark, Mention, Source
from microsite.text import Severity, Span, Text

RECORDS = sorted(
    (k for k in vars(model).values() if isinstance(k, type) and dataclasses.is_dataclass(k)), key=lambda k: k.__name__
)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
SPAN = Span("a.md", 3, 7, 5)


@dataclass(frozen=True, slots=True)
class Odd:
    """What the model has nowhere, or only once."""

    pair: tuple[int, str]
    """A tuple of two types."""
    none: tuple[()]
    """A tuple of nothing."""
    names: frozenset[str]
    """A set."""
    number: int | float | bool | Severity
    """Several leaves."""
    table: Mapping[str, tuple[Span | Text | None, ...]]
    """A mapping to a union."""
    one: Literal[1, "a"] | None
    """A choice of two types."""
    self: Odd | None
    """Itself."""


@cache
def values(kind: object) -> st.SearchStrategy[object]:
    """Return what makes values of a type, whatever the codec thinks of it."""
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return st.one_of(*(values(part) for part in parts))
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        many = parts[1:] == (Ellipsis,)
        return st.lists(values(parts[0]), max_size=2).map(tuple) if many else st.tuples(*map(values, parts))
    if origin is frozenset:
        return st.frozensets(values(parts[0]))
    if origin is Mapping:
        return st.dictionaries(values(parts[0]), values(parts[1]), max_size=2)
    return leaf(kind)


def leaf(kind: object) -> st.SearchStrategy[object]:
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return st.deferred(lambda: st.builds(kind, *map(values, hints(kind))))
    if isinstance(kind, typing.NewType):
        return values(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    if kind is float:
        return st.floats(allow_nan=False)  # no field of the schema reads `nan`, and it is not equal to itself
    return JSONS if kind is object else st.from_type(typing.cast("type[object]", kind))


def hints(kind: type) -> list[object]:
    known = typing.get_type_hints(kind)
    return [known[field.name] for field in dataclasses.fields(typing.cast("typing.Any", kind))]


def same(one: object, other: object) -> bool:
    """Tell whether two values are equal in class too: 1 is not True, and nan is nan."""
    return repr(one) == repr(other)


@pytest.mark.parametrize("kind", [*RECORDS, Body, Mark, tuple[Text, ...]], ids=str)
@given(data=st.data())
def test_every_value_of_the_model_comes_back(kind: object, data: st.DataObject) -> None:
    """By way of a JSON text, and by no other way."""
    value = data.draw(values(kind))
    text = json.dumps(encode(value, kind), ensure_ascii=False)

    assert same(value, decode(kind, json.loads(text)))


@given(values(Odd))
def test_every_kind_of_type_comes_back(value: object) -> None:
    """Sets, tables, choices, tuples of several types, and a type that holds itself."""
    read = decode(Odd, json.loads(json.dumps(encode(value))))

    assert value == read or same(value, read)


@pytest.mark.parametrize("kind", [Body, Mark, Event, Span, Text, Source], ids=str)
@given(form=JSONS)
def test_foreign_json_is_refused(kind: object, form: object) -> None:
    """What is read at all is what would have been written."""
    try:
        value = decode(kind, form)
    except ForeignError:
        return
    assert same(form, encode(value, kind))


@pytest.mark.parametrize("kind", [Body, Event, Block], ids=str)
@given(data=st.data())
def test_json_that_was_changed_is_refused_or_is_another_value(kind: object, data: st.DataObject) -> None:
    """One piece of it replaced, taken out or doubled."""
    form = json.loads(json.dumps(encode(data.draw(values(kind)), kind)))
    lists = [form, *inner_lists(form)]
    target = data.draw(st.sampled_from(lists))
    place = data.draw(st.integers(0, len(target)))
    target[place : place + data.draw(st.integers(0, 1))] = data.draw(st.lists(JSONS, max_size=1))
    try:
        value = decode(kind, form)
    except ForeignError:
        return
    assert same(form, encode(value, kind))


def inner_lists(form: object) -> list[list[object]]:
    found = [item for item in form if isinstance(item, list)] if isinstance(form, list) else []
    return found + [inner for item in found for inner in inner_lists(item)]


def test_the_forms_are_compact() -> None:
    """A record is a list of its fields; only where several could stand does its name lead."""
    cite = Cite("k", SPAN)
    body: Body = ("<p>", Hole(Citation((cite,), SPAN), "text", "p-1"), Gap())

    assert ["a.md", 3, 7, 5] == encode(SPAN)
    assert ["x", "a.md", [[0, 3, 7]]] == encode(Text("x", "a.md", ((0, 3, 7),)))
    assert [
        "<p>",
        [
            "Hole",
            ["Citation", [["k", ["a.md", 3, 7, 5], "", "", "", "", False]], ["a.md", 3, 7, 5], False],
            "text",
            "p-1",
        ],
        ["Gap"],
    ] == encode(body, Body)
    assert "error" == encode(Severity.ERROR)
    assert ["a", "b"] == encode(frozenset("ba"), frozenset[str])


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        (Span, ["a.md", True, 7, 5]),
        (Span, ["a.md", 3.0, 7, 5]),
        (Span, ["a.md", 3, 7]),
        (Span, ["a.md", 3, 7, 5, 6]),
        (Span, {"path": "a.md"}),
        (Span, None),
        (Severity, "fatal"),
        (Severity, ["error"]),
        (Literal["a", 1], True),
        (Mark, ["Gap"]),
        (Mark, ["Span", "a.md", 3, 7, 5]),
        (Mark, []),
        (Mark, [["Mention"]]),
        (Body, "text"),
        (frozenset[str], ["a", "a"]),
        (tuple[int, str], [1]),
        (Mapping[str, int], {"a": "b"}),
        (object, (1,)),
    ],
)
def test_what_does_not_fit_is_foreign(kind: object, form: object) -> None:
    """Nothing is stretched to fit."""
    with pytest.raises(ForeignError):
        decode(kind, form)


def test_nesting_without_end_is_foreign() -> None:
    """It is no `RecursionError`."""
    form: list[object] = []
    for _ in range(5000):
        form = [["Block", "k", ["x", "a.md", []], "id", [], form]]

    with pytest.raises(ForeignError, match="nested too deep"):
        decode(Body, form)


class Marked(str):
    """A string of another class, as markupsafe has one."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (Mention(Marked("mao"), SPAN), None),
        (Span("a.md", 3, True), None),
        ([SPAN], tuple[Span, ...]),
        (Gap(), Mark),
        ({1: 2}, object),
        ((1, 2), object),
        ((SPAN,), None),
        (SPAN, Hole),
    ],
)
def test_what_could_not_be_read_again_is_not_written(value: object, kind: object) -> None:
    """A developer's error: a value of another type than the one named."""
    with pytest.raises(TypeError):
        encode(value, kind)


@pytest.mark.parametrize(
    "kind", [str | Severity, tuple[int] | frozenset[str], Mapping[int, str], bytes, Span | list[int]]
)
def test_types_that_json_cannot_tell_apart_are_errors(kind: object) -> None:
    """A developer's error too, and before any value is read."""
    with pytest.raises(TypeError):
        decode(kind, None)
