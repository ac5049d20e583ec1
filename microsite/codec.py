"""Values as JSON and back: what memory writes down, and what it believes of what it reads.

1. A type is read once, and gives a `_Coder`: two functions, and the Python types that they take.
2. A record is the list of its fields, in the order of the class: `["a.md", 3, 7, 5]` is a `Span`.
3. Where several records can stand, the list begins with the name of the class.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Hashable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Literal, TypeGuard, TypeVar, overload

from microsite.values import dataclass

T = TypeVar("T")

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
"""What a JSON text can say."""

_Turn = Callable[[object], object]


class ForeignError(ValueError):
    """The JSON was not made from a value of this type."""


@dataclass(frozen=True, slots=True)
class _Coder:
    """How the values of one type are written and read."""

    encode: _Turn
    """From a value to JSON; raises `TypeError` for a value of another type."""
    decode: _Turn
    """From JSON to the value; raises `ForeignError`."""
    values: frozenset[type]
    """The classes of the values."""
    forms: frozenset[type]
    """The classes of the JSON; a union is told apart by them."""
    plain: bool = False
    """Whether value and JSON are the same, and the class is all that there is to check."""


def encode(value: object, kind: object = None) -> Json:
    """Return the JSON of `value`, a value of the type `kind`; None for its own class, which must be a dataclass.

    Raises `TypeError` for a value that `kind` does not allow: its JSON could not be read again.
    """
    return typing.cast("Json", _coder(type(value) if kind is None else kind).encode(value))


@overload
def decode(kind: type[T], form: object) -> T: ...
@overload
def decode(kind: object, form: object) -> object: ...
def decode(kind: object, form: object) -> object:
    """Return the value of the type `kind` whose JSON is `form`.

    Raises `ForeignError` where `form` is not such JSON, whatever else it is.
    """
    try:
        return _coder(kind).decode(form)
    except RecursionError as error:
        raise ForeignError("nested too deep") from error


@cache
def _coder(kind: Hashable) -> _Coder:
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if kind in _PLAIN:
        return _plain(_PLAIN[kind])
    if origin in (types.UnionType, typing.Union):
        return _union(parts)
    if origin is not None and origin in _MAKERS:
        return _MAKERS[origin](parts)
    return _named(kind)


def _named(kind: object) -> _Coder:
    """Return the coder of a type that a class or an alias names."""
    if isinstance(kind, typing.NewType):
        return _coder(kind.__supertype__)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _choice({member: member.value for member in kind})
    if _is_record(kind):
        return _record(kind)
    if kind is object:
        return _Coder(_json, _believed, frozenset(_ANY), frozenset(_ANY))
    raise TypeError(f"no JSON for values of {kind!r}")


def _is_record(kind: object) -> TypeGuard[type]:
    return isinstance(kind, type) and dataclasses.is_dataclass(kind)


# ---- leaves ------------------------------------------------------------------------------------

_PLAIN: dict[object, frozenset[type]] = {
    str: frozenset({str}),
    int: frozenset({int}),
    bool: frozenset({bool}),
    float: frozenset({float, int}),  # PEP 484: an int may stand for a float
    None: frozenset({types.NoneType}),
    types.NoneType: frozenset({types.NoneType}),
}
_ANY = (str, int, float, bool, types.NoneType, list, dict)


def _plain(allowed: frozenset[type]) -> _Coder:
    """Return the coder of the values whose class is exactly one of `allowed`."""

    def encode(value: object) -> object:
        return value if type(value) in allowed else _refuse(value, allowed)

    def decode(form: object) -> object:
        return form if type(form) in allowed else _reject(allowed)

    return _Coder(encode, decode, allowed, allowed, plain=True)


def _choice(forms: Mapping[object, object]) -> _Coder:
    """Return the coder of an enumeration, each value with its JSON; True is not 1 here."""
    by_value = {(type(value), value): form for value, form in forms.items()}
    by_form = {(type(form), form): value for value, form in forms.items()}

    def encode(value: object) -> object:
        key = (type(value), value)
        return by_value[key] if key in by_value else _refuse(value, by_value)

    def decode(form: object) -> object:
        key = (type(form), form)
        return by_form[key] if isinstance(form, _ANY[:5]) and key in by_form else _reject(by_form)

    return _Coder(encode, decode, frozenset(map(type, forms)), frozenset(map(type, forms.values())))


def _json(value: object) -> object:
    """Return `value` itself, which must be JSON already."""
    if isinstance(value, dict):
        for item in (*map(_coder(str).encode, value), *value.values()):
            _json(item)
    elif isinstance(value, list):
        for item in value:
            _json(item)
    return value if type(value) in _ANY else _refuse(value, "JSON")


def _believed(form: object) -> object:
    try:
        return _json(form)
    except TypeError as error:
        raise ForeignError("not JSON") from error


def _refuse(value: object, wanted: object) -> typing.NoReturn:
    raise TypeError(f"{value!r} is not of {wanted}")


def _reject(wanted: object) -> typing.NoReturn:
    raise ForeignError(f"not of {wanted}")


# ---- collections -------------------------------------------------------------------------------


def _tuple(parts: tuple[object, ...]) -> _Coder:
    if parts[1:] == (Ellipsis,):
        return _row(_coder(parts[0]))
    return _fixed(tuple(map(_coder, parts)))


def _row(item: _Coder) -> _Coder:
    """Return the coder of a tuple of any length."""
    allowed = item.values if item.plain else frozenset()

    def encode(value: object) -> object:
        parts = _of(tuple, value)
        return list(parts) if allowed.issuperset(map(type, parts)) else list(map(item.encode, parts))

    def decode(form: object) -> object:
        if type(form) is not list:
            _reject(list)
        return tuple(form) if allowed.issuperset(map(type, form)) else tuple(map(item.decode, form))

    return _Coder(encode, decode, frozenset({tuple}), frozenset({list}))


def _fixed(items: tuple[_Coder, ...]) -> _Coder:
    """Return the coder of a tuple that has one value for each of `items`."""
    alike = len({(item.plain, item.values) for item in items}) == 1
    allowed = items[0].values if alike and items[0].plain else frozenset()
    readers = [item.decode for item in items]

    def encode(value: object) -> object:
        parts = _of(tuple, value)
        if len(parts) != len(items):
            _refuse(value, f"{len(items)} parts")
        if allowed.issuperset(map(type, parts)):
            return list(parts)
        return [item.encode(part) for item, part in zip(items, parts, strict=True)]

    def decode(form: object) -> object:
        if type(form) is not list or len(form) != len(items):
            _reject(f"{len(items)} parts")
        if allowed and allowed.issuperset(map(type, form)):
            return tuple(form)
        return tuple([read(part) for read, part in zip(readers, form, strict=True)])

    return _Coder(encode, decode, frozenset({tuple}), frozenset({list}))


def _mapping(parts: tuple[object, ...]) -> _Coder:
    """Return the coder of a mapping from names; its order is kept."""
    if parts[0] is not str:
        raise TypeError(f"no JSON for a mapping from {parts[0]!r}")
    name, item = _coder(str), _coder(parts[1])

    def encode(value: object) -> object:
        if not isinstance(value, Mapping):
            _refuse(value, Mapping)
        return {typing.cast("str", name.encode(k)): item.encode(v) for k, v in value.items()}

    def decode(form: object) -> object:
        return {name.decode(k): item.decode(v) for k, v in _from(dict, form).items()}

    return _Coder(encode, decode, frozenset({dict, types.MappingProxyType}), frozenset({dict}))


def _set(parts: tuple[object, ...]) -> _Coder:
    """Return the coder of a set of strings, written in order."""
    if parts != (str,):
        raise TypeError(f"no JSON for a set of {parts!r}")
    row = _row(_coder(str))

    def encode(value: object) -> object:
        return row.encode(tuple(sorted(_of(frozenset, value))))

    def decode(form: object) -> object:
        found = frozenset(typing.cast("tuple[str, ...]", row.decode(form)))
        return found if len(found) == len(_from(list, form)) else _reject("a set")

    return _Coder(encode, decode, frozenset({frozenset}), frozenset({list}))


def _of(kind: type[T], value: object) -> T:
    return value if type(value) is kind else _refuse(value, kind)


def _from(kind: type[T], form: object) -> T:
    return form if type(form) is kind else _reject(kind)


_MAKERS: dict[object, Callable[[tuple[object, ...]], _Coder]] = {
    tuple: _tuple,
    frozenset: _set,
    dict: _mapping,
    Mapping: _mapping,
    Literal: lambda parts: _choice({part: part for part in parts}),
}


# ---- records and unions ------------------------------------------------------------------------


def _record(kind: type) -> _Coder:
    """Return the coder of a dataclass: a list of its fields."""

    def encode(value: object) -> object:
        return _turns(kind)[0](value)

    def decode(form: object) -> object:
        return _turns(kind)[1](form)

    return _Coder(encode, decode, frozenset({kind}), frozenset({list}))


_begun: set[type] = set()
"""The dataclasses of which `_turns` is being worked out: one that holds itself is asked for later."""


@cache
def _turns(kind: type) -> tuple[_Turn, _Turn]:
    """Return what writes the values of a dataclass and what reads them; asked for late, as a type can hold itself.

    They are compiled for the fields: to go over these in a loop takes half as long again.
    """
    hints, fields = typing.get_type_hints(kind), dataclasses.fields(kind)
    if not all(field.init and not field.kw_only for field in fields):
        raise TypeError(f"{kind!r} cannot be made from its fields in order")
    coders = [_coder(hints[field.name]) for field in fields]
    names: dict[str, typing.Any] = {"kind": kind, "refuse": _refuse, "reject": _reject}
    _begun.add(kind)
    for place, (field, coder) in enumerate(zip(fields, coders, strict=True)):
        hint = hints[field.name]
        write, read = _turns(hint) if _is_record(hint) and hint not in _begun else (coder.encode, coder.decode)
        names |= {f"allowed{place}": coder.values, f"write{place}": write, f"read{place}": read}
    _begun.remove(kind)
    exec(_SOURCE.format(**_pieces([field.name for field in fields], coders)), names)  # noqa: S102 - of names of fields alone
    return names["encode"], names["decode"]


_SOURCE = """
def encode(value):
    if type(value) is not kind:
        refuse(value, kind)
    {parts}= {fields}
    if {unfit}:
        refuse(value, kind)
    return [{written}]

def decode(form):
    if type(form) is not list or len(form) != {size}:
        reject(kind)
    {parts}= form
    if {unfit}:
        reject(kind)
    return kind({read})
"""
"""What is its own JSON is of its classes, or the whole is not; every other field has a coder."""


def _pieces(fields: Sequence[str], coders: Sequence[_Coder]) -> Mapping[str, object]:
    """Return what the source of a record's functions is put together from."""
    every = range(len(coders))
    return {
        "size": len(coders),
        "parts": "".join(f"part{n}, " for n in every) or "() ",
        "fields": "".join(f"value.{name}, " for name in fields) or "()",
        "unfit": " or ".join(f"type(part{n}) not in allowed{n}" for n in every if coders[n].plain) or "False",
        "written": ", ".join(f"part{n}" if coders[n].plain else f"write{n}(part{n})" for n in every),
        "read": ", ".join(f"part{n}" if coders[n].plain else f"read{n}(part{n})" for n in every),
    }


def _union(kinds: tuple[object, ...]) -> _Coder:
    """Return the coder of what is one of several types, told apart by the class of the JSON or by its tag."""
    records = tuple(k for k in kinds if _is_record(k))
    coders = [_coder(k) for k in kinds if k not in records or len(records) == 1]
    if len(records) > 1:
        coders.append(_tagged(records))
    plain = _plain(frozenset().union(*(coder.values for coder in coders if coder.plain)))
    dressed = [coder for coder in coders if not coder.plain]
    return _switch(kinds, [plain, *dressed]) if dressed else plain


def _switch(kinds: tuple[object, ...], coders: Sequence[_Coder]) -> _Coder:
    """Return the coder that hands each value, and each piece of JSON, to the one that takes its class."""
    by_value = {kind: coder.encode for coder in coders for kind in coder.values}
    by_form = {kind: coder.decode for coder in coders for kind in coder.forms}
    if len(by_form) != sum(len(coder.forms) for coder in coders):
        raise TypeError(f"the JSON of {kinds!r} could not be told apart")

    def encode(value: object) -> object:
        write = by_value.get(type(value))
        return write(value) if write else _refuse(value, kinds)

    def decode(form: object) -> object:
        read = by_form.get(type(form))
        return read(form) if read else _reject(kinds)

    return _Coder(encode, decode, frozenset(by_value), frozenset(by_form))


def _tagged(kinds: tuple[type, ...]) -> _Coder:
    """Return the coder of what is one of several dataclasses: the name of the class leads the list."""
    coders = {kind: (kind.__name__, _coder(kind).encode) for kind in kinds}
    readers = {kind.__name__: _coder(kind).decode for kind in kinds}
    if len(readers) != len(kinds):
        raise TypeError(f"two classes of one name in {kinds!r}")

    def encode(value: object) -> object:
        name, write = coders.get(type(value)) or _refuse(value, kinds)
        return [name, *typing.cast("list[object]", write(value))]

    def decode(form: object) -> object:
        tag = form[0] if isinstance(form, list) and form and isinstance(form[0], str) else ""
        return readers[tag](form[1:]) if tag in readers and isinstance(form, list) else _reject(kinds)

    return _Coder(encode, decode, frozenset(kinds), frozenset({list}))
