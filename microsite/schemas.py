"""JSON Schemas of every file that an author writes, made from the dataclasses that read them.

Draft 7, which editors know best. What a schema can say is less than what a build checks: that an id exists, or a date.
"""

from __future__ import annotations

import ast
import inspect
import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields as fields_of
from functools import cache
from typing import Any

from microsite import fields, model, sources
from microsite.dates import Date
from microsite.editors import EDITORS
from microsite.model import (
    ChapterFront,
    Citation,
    Event,
    Mention,
    PageFront,
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
    Years,
)
from microsite.press import STYLES
from microsite.rules import RULES
from microsite.text import Severity, Text

Schema = dict[str, Any]

_WORDS = ["string", "number", "boolean"]
"""What YAML may take a title for, which is read as it is written: `1984`, `Yes`."""
LEAVES: Mapping[Any, Schema] = {
    Text: {"type": _WORDS},
    Prose: {"type": _WORDS},
    Citation: {"type": "string", "pattern": "@"},
    Mention: {"type": ["string", "integer"]},
    Date: {"type": ["string", "integer"], "pattern": r"^\s*[-Y0-9X./~?%]+\s*$"},
    Years: {"type": ["string", "integer"], "pattern": r"^\s*\d{1,4}\s*(?:[-–—]\s*(?:\d{1,4})?)?\s*$"},
    Tone: {"enum": [*range(-3, 4), *(f"−{n}" for n in range(1, 4)), *(f"+{n}" for n in range(1, 4))]},
    Severity: {"enum": [str(severity) for severity in Severity]},
    int: {"type": ["integer", "string"], "pattern": r"^[+−-]?\d{1,15}$"},
    float: {"type": ["number", "string"], "pattern": r"^[+−-]?\d{1,15}(?:\.\d+)?$"},
    bool: {"type": "boolean"},
}
"""What each leaf type looks like, as far as a schema can tell."""

_ID = {"type": ["string", "integer"], "pattern": r"^[^\s!]+$"}
_MORE: Mapping[tuple[type, str], Schema] = {
    (Event, "id"): _ID,
    (Quotation, "id"): _ID,
    (Series, "id"): _ID,
    (Side, "colour"): {"type": "string", "pattern": "^#(?:[0-9a-fA-F]{3}){1,2}$"},
    (Site, "language"): {"type": "string", "pattern": "^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"},
    (Site, "base_url"): {"type": "string", "pattern": "^https?://"},
    (Site, "citation_style"): {"anyOf": [{"enum": list(STYLES)}, {"type": "string", "pattern": r"\.csl$"}]},
    (Site, "editor"): {"anyOf": [{"enum": list(EDITORS)}, {"type": "string", "pattern": r"\{path\}"}]},
    (ChapterFront, "summary"): {"type": _WORDS, "maxLength": 200},
    (PageFront, "summary"): {"type": _WORDS, "maxLength": 200},
    (Place, "lat"): {"type": ["number", "string"], "minimum": -90, "maximum": 90},
    (Place, "lon"): {"type": ["number", "string"], "minimum": -180, "maximum": 180},
    (Series, "confidence"): {"enum": ["high", "medium", "disputed"]},
}
"""Fields that are narrower than their type."""
_RELATIONS: Mapping[type, Schema] = {
    Event: {"dependencies": {"tone": ["tone_reason"]}},
    Place: {"dependencies": {"lat": ["lon"], "lon": ["lat"]}},
    Series: {"allOf": [{"properties": {"points": {"minItems": 1}}}]},
    Point: {
        "oneOf": [{"required": ["value"]}, {"required": ["low", "high"]}],
        "dependencies": {"low": ["high"], "high": ["low"]},
    },
}
"""What holds between the fields of a record."""
_CUSTOM: Schema = {
    "type": "object",
    "description": "What the site adds to CSL.",
    "properties": {
        "kind": {"enum": ["primary", "secondary"], "description": "A source of the time, or scholarship."},
        "side": {"type": "string", "description": "The id of the side whose voice or archive it is."},
        "translated-title": {"type": "string", "description": "The title in the language of the site."},
    },
}


def names() -> tuple[str, ...]:
    """Return the names of the schemas."""
    return tuple(_FILES)


def file_of(name: str) -> str:
    """Return the pattern of the files that a schema is about, from the site's folder."""
    return _FILES[name][0]


def printed(name: str) -> str:
    """Return a schema as JSON text."""
    pattern, title, made = _FILES[name]
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": f"{title} ({pattern})"}
    return json.dumps({**head, **made()}, ensure_ascii=False, indent=2) + "\n"


def _list_of(kind: type) -> Schema:
    return {"type": ["array", "null"], "items": _record(kind)}


def _mapping_of(kind: type) -> Schema:
    return {"type": ["object", "null"], "propertyNames": {"pattern": r"^\S+$"}, "additionalProperties": _record(kind)}


def _record(kind: type) -> Schema:
    """Return the schema of a record: an object with these fields and no others."""
    hints, told = typing.get_type_hints(kind), _told()
    optional = {f.name for f in fields_of(kind) if f.default is not MISSING or f.default_factory is not MISSING}
    properties = {}
    for name in fields.order(kind):
        made = _MORE.get((kind, name)) or _value(_without_none(hints[name]))
        properties[name] = {
            "description": told[kind.__name__, name],
            **(_or_nothing(made) if name in optional else made),
        }
    required = [name for name in fields.order(kind) if name not in optional]
    return {
        "type": "object",
        "description": told[kind.__name__, ""],
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
        **_RELATIONS.get(kind, {}),
    }


def _value(kind: Any) -> Schema:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        items: Schema = {"type": "array", "items": _value(arguments[0])}
        return {"anyOf": [items, LEAVES[Prose]]} if arguments[0] is Prose else items
    if origin is typing.get_origin(Mapping[str, str]):
        properties = {rule.name: {"description": rule.meaning, **LEAVES[Severity]} for rule in RULES.values()}
        return {"type": "object", "properties": properties, "additionalProperties": False}
    return LEAVES[kind] if kind in LEAVES else _record(kind)


def _or_nothing(made: Schema) -> Schema:
    """Return the schema of a field that may also be left empty."""
    if "enum" in made:
        return {**made, "enum": [*made["enum"], None]}
    if "anyOf" in made:
        return {**made, "anyOf": [*made["anyOf"], {"type": "null"}]}
    kinds = made["type"] if isinstance(made["type"], list) else [made["type"]]
    return {**made, "type": [*kinds, "null"]}


def _without_none(kind: Any) -> Any:
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return next(k for k in typing.get_args(kind) if k is not type(None))
    return kind


@cache
def _told() -> Mapping[tuple[str, str], str]:
    """Return what the docstrings of the model say: of each class, and of each of its fields."""
    found: dict[tuple[str, str], str] = {}
    for node in ast.parse(inspect.getsource(model)).body:
        if isinstance(node, ast.ClassDef):
            found[node.name, ""] = ast.get_docstring(node) or ""
            for field, after in zip(node.body, node.body[1:], strict=False):
                if isinstance(field, ast.AnnAssign) and isinstance(after, ast.Expr):
                    found[node.name, ast.unparse(field.target)] = str(ast.literal_eval(after.value))
    return found


def _csl() -> Schema:
    """Return the schema of a file of sources: CSL 1.0.2 as far as pandoc reads it."""
    part = {"type": ["string", "number", "boolean", "null"]}
    name = {
        "type": "object",
        "properties": dict.fromkeys(
            ("family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"), part
        ),
        "anyOf": [{"required": [key]} for key in ("family", "literal", "given")],
    }
    day = {"type": "array", "items": {"type": ["integer", "string"]}, "minItems": 1, "maxItems": 3}
    parts = {"type": "array", "items": day, "minItems": 1, "maxItems": 2}
    date = {"anyOf": [{"type": ["string", "integer"]}, {"type": "object", "properties": {"date-parts": parts}}]}
    properties: Schema = {"id": {"description": "The key that citations use.", **_ID}}
    properties["type"] = {"enum": sorted(sources.TYPES), "description": "The type of CSL."}
    properties |= {key: {"type": ["array", "null"], "items": name} for key in sorted(sources.NAMES)}
    properties |= {key: {"anyOf": [*date["anyOf"], {"type": "null"}]} for key in sorted(sources.DATES)}
    properties |= dict.fromkeys(sorted(sources.WORDS), part)
    properties |= {"custom": _CUSTOM, "categories": {"type": "array"}}
    item = {"type": "object", "properties": properties, "required": ["id"], "additionalProperties": False}
    items = {"type": "array", "items": item}
    return {
        "anyOf": [
            items,
            {"type": "null"},
            {"type": "object", "properties": {"references": items}, "required": ["references"]},
        ]
    }


_FILES: Mapping[str, tuple[str, str, Any]] = {
    "site": ("site.yaml", "A site", lambda: _record(Site)),
    "chapter": ("content/chapters/*.md", "The front matter of a chapter", lambda: _record(ChapterFront)),
    "page": ("content/pages/*.md", "The front matter of a page", lambda: _record(PageFront)),
    "events": ("content/events.yaml", "The events", lambda: _list_of(Event)),
    "people": ("content/people.yaml", "The people, by id", lambda: _mapping_of(Person)),
    "places": ("content/places.yaml", "The places, by id", lambda: _mapping_of(Place)),
    "terms": ("content/terms.yaml", "The terms, by id", lambda: _mapping_of(Term)),
    "quotations": ("content/quotations.yaml", "The quotations", lambda: _list_of(Quotation)),
    "series": ("content/series.yaml", "Numbers over time", lambda: _list_of(Series)),
    "sources": ("content/sources/*.yaml", "Sources in CSL-YAML", _csl),
}
"""Each schema: the files that it is about, its title, and what makes it."""
