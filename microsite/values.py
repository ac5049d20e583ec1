"""The decorator of frozen values: what `dataclasses` makes of a class, for a tenth of the time.

`dataclasses.dataclass(frozen=True, slots=True)` compiles six functions a class, whether they are called or not: half
a millisecond, which each run paid for each of two hundred classes. Here what a class needs of its own is compiled, and
its fields are read, when it is first called for: few runs make values of half of the classes.

To types, and to `dataclasses.fields` and `replace`, these are dataclasses; `tests/test_values.py` compares the two.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, Field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - said to be given on
else:

    def dataclass(*, frozen: bool, slots: bool, eq: bool = True, order: bool = False) -> Callable[[type], type]:
        """Return what makes a class one of frozen values with slots; there is no other kind here."""
        if not (frozen and slots):
            raise TypeError("what is not frozen, or has no slots, is made by `dataclasses`")
        return lambda bare: _class(bare, eq=eq, order=order)


def _class(bare: type, *, eq: bool, order: bool) -> type:
    names = tuple(vars(bare).get("__annotations__", ()))
    # A class cannot be given slots: it is made anew, without the defaults, in whose places they come.
    inner = {name: value for name, value in vars(bare).items() if name not in {"__dict__", "__weakref__", *names}}
    late = {"__init__": _opening, **dict.fromkeys(_signs(eq=eq, order=order), _comparing)}
    late |= {"__hash__": _hashing} if eq else {}
    own = {name: _late(name, written) for name, written in late.items()}
    more = {"__slots__": names, "__match_args__": names, "__qualname__": bare.__qualname__}
    whole = {**_SHARED, **own, **inner, **more, "__dataclass_fields__": _Read(bare)}
    return types.new_class(bare.__name__, bare.__bases__, {}, lambda space: space.update(whole))


class _Read:
    """The fields of a class, which are read when somebody asks for them: by `dataclasses` they take ten times as long."""

    def __init__(self, bare: type) -> None:
        self.bare = bare

    def __get__(self, _: object, made: type) -> object:
        """Return them, and leave them in the place of this."""
        written = vars(self.bare)
        kinds: dict[str, Any] = written.get("__annotations__", {})
        found = {name: _field(name, kind, written.get(name, MISSING)) for name, kind in kinds.items()}
        type.__setattr__(made, "__dataclass_fields__", found)
        return found


@dataclasses.dataclass(init=False, repr=False, eq=False)
class _Pattern:
    """A class by which `dataclasses` shows what it calls a field that is one in earnest."""

    only: object


_PROPER = dataclasses.fields(_Pattern)[0]._field_type  # type: ignore[attr-defined]  # noqa: SLF001 - `fields` looks at it


def _field(name: str, kind: Any, default: object) -> Field[Any]:  # noqa: ANN401 - an annotation, whatever it is
    """Return a field as `dataclasses` has it; a class variable is none, and there is none in this house."""
    field: Any = default if isinstance(default, Field) else dataclasses.field(default=default)
    field.name, field.type, field.kw_only = name, kind, False
    field._field_type = _PROPER  # noqa: SLF001 - as above
    return typing.cast("Field[Any]", field)


# ---- what a class has of its own ---------------------------------------------------------------

_Fields = tuple[Field[Any], ...]
_Written = Callable[[type, str, _Fields, dict[str, object]], str]

_ORDER = {"__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}
_SIGNS = {"__eq__": "==", **_ORDER}


def _signs(*, eq: bool, order: bool) -> tuple[str, ...]:
    return (*(["__eq__"] if eq else []), *(_ORDER if order else []))


def _late(name: str, written: _Written) -> Callable[..., object]:
    """Return a method that compiles itself when it is first called, from what `written` returns, with what it names."""

    def method(self: object, *given: object, **named: object) -> object:
        names: dict[str, Any] = {}
        exec(written(type(self), name, _fields(self), names), names)  # noqa: S102 - of the names of fields alone
        setattr(type(self), name, names[name])
        return names[name](self, *given, **named)

    return method


def _opening(made: type, name: str, fields: _Fields, names: dict[str, object]) -> str:
    """Return the source of `__init__`, which writes into the slots themselves, past `__setattr__`."""
    given, lines = ["self"], ["    pass"]
    for field in fields:
        value, made_anew = field.name, field.default_factory is not MISSING
        default = field.default_factory if made_anew else field.default
        names |= {f"set_{value}": getattr(made, value).__set__, f"default_{value}": default}
        given.append(value if default is MISSING else f"{value}=default_{value}")
        fresh = f"default_{value}() if {value} is default_{value} else {value}"
        lines.append(f"    set_{value}(self, {fresh if made_anew else value})")
    return f"def {name}({', '.join(given)}):\n" + "\n".join(lines)


def _comparing(_made: type, name: str, fields: _Fields, _names: dict[str, object]) -> str:
    told = f"{_row('self', fields)} {_SIGNS[name]} {_row('other', fields)}"
    return f"def {name}(self, other): return {told} if other.__class__ is self.__class__ else NotImplemented"


def _hashing(_made: type, name: str, fields: _Fields, _names: dict[str, object]) -> str:
    return f"def {name}(self): return hash({_row('self', fields)})"


def _row(value: str, fields: _Fields) -> str:
    return f"({''.join(f'{value}.{field.name}, ' for field in fields if field.compare)})"


# ---- what all classes have ---------------------------------------------------------------------


def _assign(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _shown(self: object) -> str:
    parts = (f"{field.name}={getattr(self, field.name)!r}" for field in _fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(parts)})"


def _state(self: object) -> list[object]:
    return [getattr(self, field.name) for field in _fields(self)]


def _restore(self: object, state: list[object]) -> None:
    for field, value in zip(_fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


def _fields(value: Any) -> _Fields:  # noqa: ANN401 - it has the fields of a dataclass
    return dataclasses.fields(value)


_SHARED: dict[str, Callable[..., object]] = {
    "__setattr__": _assign,
    "__delattr__": _delete,
    "__repr__": _shown,
    "__getstate__": _state,
    "__setstate__": _restore,
}
