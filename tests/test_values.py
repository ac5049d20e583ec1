"""Frozen values are what `dataclasses` would make of them."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import pickle
from pathlib import Path
from typing import Any

import pytest

from microsite import values
from microsite.text import Span

HOUSE = Path(values.__file__).parent
ROOMS = sorted(path.stem for path in HOUSE.glob("*.py"))
CLASSES = [
    made
    for room in ROOMS
    for made in vars(importlib.import_module(f"microsite.{room}")).values()
    if isinstance(made, type) and made.__module__ == f"microsite.{room}" and dataclasses.is_dataclass(made)
]
VALUES = [made for made in CLASSES if made.__setattr__ is values._assign]
each_class = pytest.mark.parametrize("made", VALUES, ids=lambda made: made.__qualname__)


def twin(made: type) -> Any:
    """Return what `dataclasses` makes of the same fields, with the same methods of its own."""
    plain = dataclasses.make_dataclass(
        made.__name__,
        [(f.name, f.type, copied(f)) for f in dataclasses.fields(made)],  # type: ignore[arg-type]  # a class as it is
        frozen=True,
        eq="__eq__" in vars(made),
        order=made is Span,
    )
    plain.__qualname__ = made.__qualname__
    return plain


def copied(field: dataclasses.Field[Any]) -> Any:
    """Return a field for another class."""
    told = {name: getattr(field, name) for name in ("default", "default_factory", "repr", "hash", "compare")}
    return dataclasses.field(**told)


def test_most_classes_are_values() -> None:
    """The comparison below compares something."""
    assert len(VALUES) > 150


@each_class
def test_a_value_is_what_dataclasses_make(made: Any) -> None:
    """It is made, told apart, hashed, shown, copied and refuses to change as its twin does."""
    other = twin(made)
    names = [field.name for field in dataclasses.fields(made)]
    needed = [f.name for f in dataclasses.fields(made) if dataclasses.MISSING is f.default is f.default_factory]
    one, two = made(*map(str, range(len(names)))), made(**{name: name for name in names})
    its, his = other(*map(str, range(len(names)))), other(**{name: name for name in names})

    assert list(inspect.signature(made).parameters) == list(inspect.signature(other).parameters)
    assert [getattr(one, name) for name in names] == [getattr(its, name) for name in names]
    assert dataclasses.asdict(two) == dataclasses.asdict(his)
    assert [*map(repr, dataclasses.fields(made))] == [*map(repr, dataclasses.fields(other))]
    assert (made.__match_args__, made.__slots__) == (other.__match_args__, tuple(names))
    assert not hasattr(one, "__dict__")
    assert made.__doc__
    if "__repr__" not in vars(made) or made.__repr__ is values._shown:
        assert (repr(one), repr(two)) == (repr(its), repr(his))
    if "__eq__" in vars(made):
        assert (one == one, one == two, one != two) == (its == its, its == his, its != his)  # noqa: PLR0124
        assert one == dataclasses.replace(two, **{name: getattr(one, name) for name in names})
        assert (hash(one), hash(two)) == (hash(its), hash(his))
        assert one == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))  # noqa: S301 - just made
        assert one.__eq__(its) is NotImplemented
    with pytest.raises(TypeError):
        made(*names, "more")
    if needed:
        with pytest.raises(TypeError, match=needed[-1]):
            made(**{name: "" for name in names if name != needed[-1]})
    for name in names[:1]:
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(one, name, "")
        with pytest.raises(dataclasses.FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(one, name)


@each_class
def test_defaults_are_those_of_the_fields(made: Any) -> None:
    """Each value gets a default of its own where a function makes it."""
    given = {f.name: "" for f in dataclasses.fields(made) if dataclasses.MISSING is f.default is f.default_factory}
    one, two, its = made(**given), made(**given), twin(made)(**given)
    for field in dataclasses.fields(made):
        assert getattr(one, field.name) == getattr(its, field.name)
        fresh = field.default_factory is not dataclasses.MISSING
        assert (getattr(one, field.name) is getattr(two, field.name)) != fresh


def test_places_have_an_order() -> None:
    """By file, then by line and column, as `dataclasses` orders them."""
    one, two = Span("a", 1, 2), Span("a", 2, 1)

    assert one < two
    assert two > one
    assert one <= two
    assert two >= one
    assert [one, two] == sorted([two, one])
    with pytest.raises(TypeError):
        assert one < 3  # type: ignore[operator]  # that is tested


def test_other_dataclasses_are_refused() -> None:
    """What changes, or has a `__dict__`, is no value."""
    with pytest.raises(TypeError, match="made by `dataclasses`"):
        values.dataclass(frozen=False, slots=True)
