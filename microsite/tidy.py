"""Data files and front matter as they are best written: the same values, the same comments, one manner.

1. A value in double quotation marks that needs none of their escapes gets single ones, and the other way round.
2. Ranges of pages and of years get an en dash.
3. The fields of a record stand in the order of the schema, each with the comments above it.
4. No line ends in blanks, and the file ends with its last line.

Each step changes stretches of the text and leaves every other character alone; after each, the values are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from microsite import fields, layout, ordering
from microsite.citations import KEY
from microsite.layout import Edit, Piece, TangledError, edited
from microsite.model import (
    ChapterFront,
    Citation,
    Event,
    PageFront,
    Person,
    Place,
    Quotation,
    Series,
    Site,
    Term,
    Years,
)
from microsite.patterns import late

KINDS: Mapping[str, Any] = {
    "site.yaml": Site,
    "content/events.yaml": tuple[Event, ...],
    "content/people.yaml": Mapping[str, Person],
    "content/places.yaml": Mapping[str, Place],
    "content/terms.yaml": Mapping[str, Term],
    "content/quotations.yaml": tuple[Quotation, ...],
    "content/series.yaml": tuple[Series, ...],
    "content/sources/": "csl",
    "content/chapters/": ChapterFront,
    "content/pages/": PageFront,
}
"""What each file holds, by its path or the beginning of it."""

_PRINTED = {
    (ChapterFront, "title"), (ChapterFront, "summary"), (ChapterFront, "question"), (PageFront, "title"),
    (PageFront, "summary"), (Event, "title"), (Event, "tone_reason"), (Person, "roles"), (Series, "title"),
    (Series, "unit"), (Site, "subtitle"),
}  # fmt: skip
"""Fields of plain words in which years are years: in prose an address or an id could look like them."""
_LABEL = r"(?:pp?|fols?|ff|cols?|ll?|lines?|paras?|nn|chs|vols|nos|docs|arts|secs|sections|pages|§§?)"
_LOCATOR = late(
    rf"(?P<key>{KEY})|(?P<lead>(?:\b{_LABEL}\.?\s*|,\s*)(?:\d+[rv]?(?:–\d+[rv]?)?,\s*)*\d+[rv]?)\s*-\s*(?=\d)"
)
_YEARS = late(r"(?<![\w.-])((?:1\d|20)\d\d)\s?-\s?((?:1\d|20)\d\d)(?![\w-])")
_SPAN = late(r"(\d)\s*[-–—]\s*(?=\d|\Z|['\"])")
_PAGES = late(r"(?<![\w-])(\d+)-(?=\d+(?![\w-]))")
_FRONT = late(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


def known(path: str) -> bool:
    """Tell whether a file is one of those that can be tidied; of sources in JSON and BibTeX, the letters alone."""
    return _kind(path) is not None or (path.startswith("content/sources/") and path.endswith((".json", ".bib")))


def stretch(path: str, content: str) -> tuple[int, int]:
    """Return from where to where a file is YAML: all of it, or its front matter."""
    if _kind(path) is None:
        return 0, 0
    if not path.endswith(".md"):
        return 0, len(content)
    found = _FRONT.match(content)
    return found.span("yaml") if found else (0, 0)


def tidied(path: str, content: str) -> str:
    """Return a file in its best manner; `content` is YAML, or has YAML for its front matter, in NFC."""
    start, end = stretch(path, content)
    whole = content[start:end]
    kind = _kind(path)
    for step in (_quoted, partial(_dashed, kind=kind), partial(ordering.ordered, kind=kind), _trimmed):
        whole = _careful(whole, step)
    return content[:start] + whole + content[end:]


def _kind(path: str) -> Any:
    if path.startswith("content/sources/") and not path.endswith((".yaml", ".yml")):
        return None
    return next(
        (kind for name, kind in KINDS.items() if path == name or (name.endswith("/") and path.startswith(name))), None
    )


def _careful(before: str, step: Callable[[str], str]) -> str:
    """Return what a step makes of a text, or the text itself where that would not say the same."""
    try:
        after = step(before)
        return after if _said(layout.of(before)) == _said(layout.of(after)) else before
    except TangledError:
        return before


def _said(piece: Piece | None) -> Any:
    """Return the values alone; a hyphen says what a dash says."""
    if piece is None:
        return None
    if piece.kind == "scalar":
        return re.sub(r"\s*[–—-]\s*", "-", piece.value)
    if piece.kind == "list":
        return [_said(item) for item in piece.children]
    return sorted((key.value, repr(_said(value))) for key, value in piece.entries)


def _quoted(content: str) -> str:
    return edited(content, [edit for piece in _scalars(layout.of(content)) for edit in _requoted(content, piece)])


def _requoted(content: str, piece: Piece) -> Iterator[Edit]:
    """Yield the change of the quotation marks of a value, where the other ones need fewer escapes."""
    raw = content[piece.start : piece.end]
    inner = raw[1:-1]
    if piece.style == '"' and not re.search(r"[\\'\n]", inner):
        yield piece.start, piece.end, f"'{inner}'"
    elif piece.style == "'" and "''" in inner and not re.search(r'[\\"\n]', inner):
        yield piece.start, piece.end, f'"{piece.value}"'


def _dashed(content: str, kind: Any) -> str:
    edits = []
    for piece, rule in _ruled(layout.of(content), kind):
        raw = content[piece.start : piece.end]
        if not (piece.style == '"' and "\\" in raw) and (better := rule(raw)) != raw:
            edits.append((piece.start, piece.end, better))
    return edited(content, edits)


Rule = Callable[[str], str]


def _locators(raw: str) -> str:
    return _LOCATOR.sub(lambda found: found[0] if found["key"] else f"{found['lead']}–", raw)


def _years(raw: str) -> str:
    return _YEARS.sub(r"\1–\2", raw)


def _span(raw: str) -> str:
    return _SPAN.sub(r"\1–", raw)


def _pages(raw: str) -> str:
    return _PAGES.sub(r"\1–", raw)


def _ruled(piece: Piece | None, kind: Any, place: Any = None) -> Iterator[tuple[Piece, Rule]]:
    """Yield each value in which a range may stand, with what gives it its dash."""
    for value, of, at in _typed(piece, kind, place):
        if of is Citation or at == (Quotation, "locator"):
            yield value, _locators
        elif of is Years:
            yield value, _span
        elif at in _PRINTED:
            yield value, _years
        elif at == ("csl", "page"):
            yield value, _pages


def _typed(piece: Piece | None, kind: Any, place: Any = None) -> Iterator[tuple[Piece, Any, Any]]:
    """Yield the single values with their types, and the record and the field that they stand in."""
    if piece is None:
        return
    if piece.kind == "scalar":
        yield piece, kind, place
    elif piece.kind == "list":
        inner = fields.inner(kind)
        for item in piece.children:
            yield from _typed(item, inner, place)
    else:
        types = fields.types_of(kind)
        for key, value in piece.entries:
            yield from _typed(value, types(key.value), (kind, key.value))


def _scalars(piece: Piece | None) -> Iterator[Piece]:
    """Yield the single values that are no keys."""
    if piece is None:
        return
    if piece.kind == "scalar":
        yield piece
    for child in piece.children[1::2] if piece.kind == "map" else piece.children:
        yield from _scalars(child)


def _trimmed(content: str) -> str:
    """Return the text without blanks at the ends of lines and of the text, but for those that a value has."""
    kept = set()
    for piece in _scalars(layout.of(content)):
        first, last = content.count("\n", 0, piece.start), content.count("\n", 0, max(piece.start, piece.end - 1))
        if last > first or piece.style in ("|", ">"):
            kept |= {*range(first, last + 1)}
    lines = [line if number in kept else line.rstrip(" \t") for number, line in enumerate(content.split("\n"))]
    while len(lines) > 1 and not lines[-1] and not lines[-2] and len(lines) - 2 not in kept:
        lines.pop()
    return "\n".join(lines) + ("\n" if lines[-1] else "")
