"""Pandoc's inlines as leaves, and leaves as HTML.

1. `leaves` flattens the tree: a leaf is text with all that holds for it. Emphasis in emphasis is roman.
2. `settled` does what a citation style has no words for: the four signs below.
3. `html` nests tags around runs of leaves. Nothing but text and the tags of `_TAGS` can come out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TypeAlias

from markupsafe import Markup, escape

from microsite.patterns import late
from microsite.values import dataclass

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""What a JSON text holds."""

OPEN, CLOSE = "\ue000", "\ue001"
"""Signs around an original title and its translation: roman, and outside the title's quotation marks."""
GIVEN = "\ue002"
"""The sign before a given name that follows its family name without a comma: `Shen Zhihua`."""
LESS = "\ue003"
"""The sign for a `<` that is no markup."""
SIGNS = late(f"[{OPEN}{CLOSE}{GIVEN}{LESS}]")
"""The signs, which no author's text may hold: they are from Unicode's private use area."""

_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_HAN += "\uf900-\ufaff\U00020000-\U0003ffff"
_WIDE = "\u3001-\u3004\u3008-\u3020\uff01-\uff0f\uff1a-\uff20"
_CYRILLIC = "\u0400-\u052f"
_RUNS = (
    rf"(?P<han>[{_HAN}{_WIDE}](?:[{_HAN}{_WIDE}0-9—–·]*[{_HAN}{_WIDE}])?)"
    rf"|(?P<cyrillic>[{_CYRILLIC}]+(?:[\s\d.,:;()«»„“’–—-]+[{_CYRILLIC}]+)*)"
)
_ADDRESS = late(r"(?:https?://[^\s/?#:@]+(?::\d+)?(?:[/?#]\S*)?|mailto:\S+)", re.IGNORECASE)
"""What is linked to. A host holds no colon: pandoc makes `https://javascript:x` of an address without a host."""
_QUOTES = {"en-GB": "‘’“”", "de": "„“‚‘", "fr": "«»“”", "es": "«»“”", "it": "«»“”", "ru": "«»„“"}
_NESTED = late(r"\([^()]*(\([^()]*\))(?=[^()]*\))")
_STYLES = {"Emph": "i", "Strong": "b", "SmallCaps": "small-caps", "Superscript": "sup", "Subscript": "sub"}
_TAGS = {
    "a": Markup('<a href="{0}">{1}</a>'),
    "i": Markup("<i>{1}</i>"),
    "b": Markup("<b>{1}</b>"),
    "small-caps": Markup('<span class="small-caps">{1}</span>'),
    "sup": Markup("<sup>{1}</sup>"),
    "sub": Markup("<sub>{1}</sub>"),
    "lang": Markup('<span lang="{0}">{1}</span>'),
}
_CLOSING = "’”»“‘"


@dataclass(frozen=True, slots=True)
class Leaf:
    """Text, and all that holds for it."""

    text: str
    """The characters, not escaped."""
    styles: frozenset[str] = frozenset()
    """`i`, `b`, `sup`, `sub` and `small-caps`."""
    href: str = ""
    """Where it links to, or empty."""
    mark: str = ""
    """The class of an empty span, which marks a place; then there is no text."""


Piece = tuple[Leaf, str]
"""A leaf of one script, and its language where that is not the language of the page."""


def leaves(inlines: Json, language: str) -> tuple[Leaf, ...]:
    """Return the leaves of pandoc's `inlines`, of adjoining like ones one; `language` decides the quotation marks."""
    marks = _QUOTES.get(language) or _QUOTES.get(language.partition("-")[0]) or "“”‘’"
    return _joined(_walk(inlines, Leaf(""), marks))


def settled(parts: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
    """Return `parts` with the signs obeyed and gone, and with square brackets within round ones.

    Marks go where there is anything to do. Chicago 18, §6.107; what is italic is a title, and stays as it is.
    """
    text = plain(parts)
    if not SIGNS.search(text) and not _NESTED.search(text):
        return parts
    single = [Leaf(character, leaf.styles, leaf.href, leaf.mark) for leaf in parts for character in leaf.text]
    return _joined(_squared([leaf for leaf in _obeyed(single) if not SIGNS.match(leaf.text)]))


def plain(parts: Iterable[Leaf]) -> str:
    """Return the characters of `parts`."""
    return "".join(leaf.text for leaf in parts)


def cut(parts: tuple[Leaf, ...], start: int, end: int) -> tuple[Leaf, ...]:
    """Return what stands from the character `start` to `end` of `parts`; marks go."""
    found, offset = [], 0
    for leaf in parts:
        text = leaf.text[max(0, start - offset) : max(0, end - offset)]
        offset += len(leaf.text)
        found += [Leaf(text, leaf.styles, leaf.href, leaf.mark)] if text else []
    return tuple(found)


def html(parts: tuple[Leaf, ...], language: str) -> Markup:
    """Return `parts` as HTML; `language` (a BCP 47 tag, or empty) is that of the source they tell of."""
    pieces = (piece for leaf in parts for piece in _by_script(leaf, language))
    return _nested(tuple(piece for piece in pieces if piece[0].text), tuple(_TAGS))


def _walk(inlines: Json, around: Leaf, marks: str) -> Iterator[Leaf]:
    """Yield the leaves of inlines within what holds `around` them: a run of words and spaces, which most are, is one."""
    said: list[str] = []
    for node in inlines if isinstance(inlines, list) else ():
        word = _word(node)
        if word is not None:
            said.append(word)
            continue
        if said:
            yield Leaf("".join(said), around.styles, around.href)
            said.clear()
        yield from _within(node, around, marks)
    if said:
        yield Leaf("".join(said), around.styles, around.href)


def _within(node: Json, around: Leaf, marks: str) -> Iterator[Leaf]:
    """Yield the leaves of a node that holds others, or marks a place."""
    match node:
        case {"t": str(kind), "c": inner} if kind in _STYLES:
            yield from _walk(inner, replace(around, styles=around.styles ^ {_STYLES[kind]}), marks)
        case {"t": "Underline" | "Strikeout", "c": inner}:
            yield from _walk(inner, around, marks)
        case {"t": "Quoted", "c": [{"t": str(kind)}, inner]}:
            pair = marks if kind == "DoubleQuote" else marks[2:] + marks[:2]
            yield replace(around, text=pair[0])
            yield from _walk(inner, around, pair[2:] + pair[:2])
            yield replace(around, text=pair[1])
        case {"t": "Link", "c": [_, inner, [str(target), _]]}:
            href = target if _ADDRESS.fullmatch(target) else ""
            yield from _walk(inner, replace(around, href=around.href or href), marks)
        case {"t": "Span", "c": [[_, [str(name), *_], _], []]}:
            yield replace(around, mark=name)
        case {"t": "Span" | "Cite" | "Image", "c": [_, inner, *_]}:
            yield from _walk(inner, around, marks)


def _word(node: Json) -> str | None:
    """Return the characters of a node that is nothing but these, or None."""
    kind, held = (node.get("t"), node.get("c")) if isinstance(node, dict) else (None, None)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    words = held[-1] if kind in ("Code", "Math") and isinstance(held, list) else held
    return words if kind in ("Str", "Code", "Math") and isinstance(words, str) else None


def _joined(parts: Iterable[Leaf]) -> tuple[Leaf, ...]:
    """Return `parts` with adjoining ones that differ only in text joined, and without empty ones."""
    runs = groupby([p for p in parts if p.text or p.mark], key=lambda p: (p.styles, p.href, p.mark))
    return tuple([Leaf(plain(run), *alike) for alike, run in runs])


def _obeyed(single: list[Leaf]) -> Iterator[Leaf]:
    """Return leaves of one character each in the order and style that the signs ask for."""
    text = plain(single)
    cursor = 0
    while cursor < len(single):
        if text[cursor] == OPEN:
            end = text.find(CLOSE, cursor) if CLOSE in text[cursor:] else len(text) - 1
            tail = re.compile(rf"([.,]?)([{_CLOSING}]*)").match(text, end + 1)
            stop, closed = tail.span(1) if tail else (end + 1, end + 1), tail.end() if tail else end + 1
            yield from single[stop[1] : closed]
            yield from (replace(leaf, styles=frozenset(), href="") for leaf in single[cursor : end + 1])
            yield from (replace(leaf, styles=frozenset(), href="") for leaf in single[slice(*stop)])
            cursor = closed
        elif text.startswith(f", {GIVEN}", cursor):
            cursor += 1
        else:
            yield replace(single[cursor], text="<") if text[cursor] == LESS else single[cursor]
            cursor += 1


def _squared(single: list[Leaf]) -> Iterator[Leaf]:
    """Return leaves of one character each with `[` and `]` for a pair of brackets within another."""
    inner = {at for pair in _NESTED.finditer(plain(single)) for at in pair.span(1)}
    for offset, leaf in enumerate(single):
        flip = "i" not in leaf.styles and not leaf.href
        if flip and offset in inner and leaf.text == "(":
            yield replace(leaf, text="[")
        elif flip and offset + 1 in inner and leaf.text == ")":
            yield replace(leaf, text="]")
        else:
            yield leaf


def _by_script(leaf: Leaf, language: str) -> Iterator[Piece]:
    """Return the pieces of `leaf` that are of one script, each with its language or none; Han is roman."""
    if leaf.text.isascii():
        yield leaf, ""
        return
    cursor = 0
    for found in _runs().finditer(leaf.text):
        yield replace(leaf, text=leaf.text[cursor : found.start()]), ""
        roman = leaf.styles - {"i"} if found["han"] else leaf.styles
        yield replace(leaf, text=found[0], styles=roman), _language(found, language)
        cursor = found.end()
    yield replace(leaf, text=leaf.text[cursor:]) if cursor else leaf, ""


@cache
def _runs() -> re.Pattern[str]:
    """Return what finds runs of Han and Cyrillic; it takes long to compile, and only new citations need it."""
    return re.compile(_RUNS)


def _language(found: re.Match[str], language: str) -> str:
    """Return the language of a run: that of the source where the script fits, else the likeliest."""
    primary = language.partition("-")[0]
    if found["cyrillic"]:
        return language if primary in ("be", "bg", "kk", "ky", "mk", "mn", "sr", "uk") else "ru"
    if primary in ("zh", "ja", "ko"):
        return language
    return "ja" if re.search("[\u3041-\u30ff]", found[0]) else "ko" if re.search("[\uac00-\ud7af]", found[0]) else "zh"


def _nested(pieces: tuple[Piece, ...], layers: tuple[str, ...]) -> Markup:
    """Return `pieces` within the tags of `layers`, the first of which is the outermost."""
    while layers and not any(_value(piece, layers[0]) for piece in pieces):
        layers = layers[1:]
    if not layers:
        return escape("".join([leaf.text for leaf, _ in pieces]))
    runs = groupby(pieces, key=lambda piece: _value(piece, layers[0]))
    return Markup("").join(_tagged(layers[0], value, _nested(tuple(run), layers[1:])) for value, run in runs)


def _value(piece: Piece, layer: str) -> str:
    leaf, language = piece
    if layer == "a":
        return leaf.href
    return language if layer == "lang" else layer if layer in leaf.styles else ""


def _tagged(layer: str, value: str, inner: Markup) -> Markup:
    return _TAGS[layer].format(value, inner) if value else inner
