"""Ordinary prose, read straight from Markdown to HTML: paragraphs, headings, lists, emphasis, links.

1. `read` cuts a source at its blank lines into stretches: words, a heading, a list, or `Unread` where anything
   stands that could mean something else. A text in which something may reach over blank lines is not cut at all.
2. `phrases` makes HTML of words.
3. `titled` and `written` give the stretches their ids, in the order in which Python-Markdown would.

What is not read here is left to Python-Markdown, whose HTML all this is, to the letter: `tests/test_prose.py` holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from microsite import anchors, phrases
from microsite.patterns import late
from microsite.phrases import Reader, Words
from microsite.text import holds, unescaped
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """A heading."""

    level: int
    """From 1, as it was written."""
    inner: str
    """Its HTML, without the element around it."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    tag: str
    """`ul` or `ol`."""
    items: tuple[tuple[Words, bool], ...]
    """The items, each with whether it is a paragraph in its item."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation."""

    paragraphs: tuple[Words, ...]
    """Its paragraphs."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What only Python-Markdown reads."""

    source: str
    """What was written."""


Stretch = Words | Title | Items | Quote | Unread

_NEAR_BYTES = bytes(byte for byte in range(256) if byte == ord("\n") or (byte >= ord(" ") and byte not in b"\x7f"))
"""All but those of which one may change what stands far away: tabs, what Markdown puts things aside with."""
_SENTENCES = late(r"[^\W\d_][\w .,;()?]*")
"""A line of words and stops: where no underscores are in it, and no dots side by side, it says what it says."""
_FAR_WORDS = ("```", "~~~", "[TOC]")
"""Fences, a table of contents."""
_TAMED = late(rf"{phrases.TAG}|<https?://[^\s<>]*>")
"""What begins with `<` and changes nothing but the words around it: tags that stand in words, and addresses."""
_LABEL = late(r"\[([^\[\]\n]+)\]:")
_LINKS = late(r'(?:[ ]{0,3}\[[^\[\]\n]+\]:[ ]*[^\s<>]+(?:[ ]+"[^"\n]*")?[ ]*(?:\n|\Z))+')
"""Definitions of links by themselves."""
_DEFINED = late(r"\n[ ]{0,3}:[ ]")
"""A definition, whose term may be the paragraph before it."""
_NEAR = (">", "]:", "{", "|", "![", "  \n", "\\", "`")
"""What is not certain in its own stretch; codes and escapes are looked at again."""
_SLASHES = late(r"\n[ ]{0,3}(/{3,})[ ]*([\w-]?)")
"""A line of slashes, and whether a word follows them."""
_LINE = late(r"\n[ ]*(?:[-=_*][-=_* ]*(?=\n|\Z)|/{3})")
"""A line that is a rule, or makes a heading of the one before it, or begins or ends a block."""
_QUOTED = late(r"(?:\A|(?<=\n))>(?:[^\S\n]*(?=\n|\Z)|[ ]?)")
_CHUNK = late(r"[^\n]+(?:\n[^\n]+)*")
_NO_WORDS = late(r"\s|#|[*+-][ ]|\d+\.[ ]|/{3}")
"""How a chunk begins that is no paragraph."""
_MARKER = late(r"(?:[*+-]|\d+\.)[ ]+")
_INNER_MARKER = late(r"\n[ ]+(?:[*+-]|\d+\.)[ ]")
_ITEM = late(r"(?:\A|\n)(?:[*+-]|\d+\.)[ ]+")
_TITLE = late(r"(#{1,6})([^#\\{\n]*)")


def read(source: str, language: str, *, defined: bool = False) -> tuple[Stretch, ...] | None:
    """Return the stretches of a text, or None where it cannot be cut: then Python-Markdown has to read the whole.

    `defined` tells whether links are defined elsewhere that brackets may mean.
    """
    if "_" not in source and ".." not in source and _SENTENCES.fullmatch(source):  # as most notes are
        return (Words(source, source),)
    far = source.encode("utf-8", "surrogatepass").translate(None, _NEAR_BYTES)
    if far or holds(source, _FAR_WORDS) or _DEFINED.search(f"\n{source}"):
        return None
    if "<" in source and source.count("<") != len(_TAMED.findall(source)):
        return None
    if "]:" in source:
        links = [chunk for chunk in _CHUNK.findall(source) if "]:" in chunk]
        labels = [label.strip().lower() for label in _LABEL.findall("\n".join(links))]
        if not all(map(_LINKS.fullmatch, links)) or len({*labels}) < len(labels):
            return None
        defined = True
    return tuple(_joined(_chunks(source, Reader(source, language, defined=defined)), source))


def definitions(source: str) -> str:
    """Return what defines links in a text that was read: paragraphs of their own, in which no link is defined twice."""
    return "\n".join([chunk for chunk in _CHUNK.findall(source) if "]:" in chunk]) if "]:" in source else ""


def _chunks(source: str, reader: Reader) -> Iterator[tuple[int, int, Stretch]]:
    """Yield what stands between blank lines, and headings by themselves, each with its offsets."""
    near = holds(source, _NEAR)
    lines = _LINE.search(f"\n{source}") is not None
    blocks: list[int] = []
    for chunk in _CHUNK.finditer(source):
        start, end = chunk.span()
        whole = chunk[0]
        if blocks or (near and _uncertain(whole)) or (lines and _LINE.search(f"\n{whole}")):
            _follow(blocks, whole)
            quote = _quote(whole, reader) if whole[0] == ">" and not blocks else None
            yield start, end, quote or Unread(whole)
        elif "#" in whole:
            yield from _parts(source, start, end, reader)
        else:
            yield start, end, _stretch(whole, reader) or Unread(whole)


def _quote(chunk: str, reader: Reader) -> Quote | None:
    """Return the quotation that a chunk is: paragraphs, each line of them with its sign."""
    if chunk.count("\n>") < chunk.count("\n"):
        return None
    inner = _QUOTED.sub("", chunk)
    if (
        inner.endswith("\n")
        or _uncertain(inner)
        or _LINE.search(f"\n{inner}")
        or "#" in inner
        or _DEFINED.search(f"\n{inner}")
    ):
        return None
    paragraphs = []
    for part in _CHUNK.finditer(inner):
        words = None if _NO_WORDS.match(part[0]) else reader.words(part[0])
        if words is None:
            return None
        paragraphs.append(words)
    return Quote(tuple(paragraphs)) if paragraphs else None


def _parts(source: str, start: int, end: int, reader: Reader) -> Iterator[tuple[int, int, Stretch]]:
    """Yield the headings of a chunk and what stands between them, or the chunk where one of these is not certain."""
    parts: list[tuple[int, int, Stretch]] = []
    cursor = start
    while cursor < end:
        stop = source.find("\n", cursor, end) if source[cursor] == "#" else source.find("\n#", cursor, end)
        stop = end if stop < 0 else stop
        part = _stretch(source[cursor:stop], reader)
        if part is None:
            parts = [(start, end, Unread(source[start:end]))]
            break
        parts.append((cursor, stop, part))
        cursor = stop + 1
    yield from parts


def _follow(blocks: list[int], chunk: str) -> None:
    """Keep by how many slashes the blocks were opened that are not closed after a chunk."""
    if "///" in chunk:
        for line in _SLASHES.finditer(f"\n{chunk}"):
            slashes = len(line[1])
            if line[2]:
                blocks.append(slashes)
            elif slashes in blocks:
                del blocks[blocks.index(slashes) :]


def _uncertain(chunk: str) -> bool:
    """Tell whether a chunk has signs that are not read here; an image, a table, a break, attributes."""
    return (
        (">" in chunk and ("<" not in chunk or ">" in _TAMED.sub("", chunk)))
        or "{" in chunk
        or "]:" in chunk
        or ("|" in chunk and "\n" in chunk)
        or "![" in chunk
        or "  \n" in chunk
        or ("\\" in chunk and "`" in chunk)
    )


def _stretch(chunk: str, reader: Reader) -> Stretch | None:
    """Return the stretch that a chunk is, or None where that is not certain."""
    if not _NO_WORDS.match(chunk):
        return reader.words(chunk)
    if chunk[0] == "#":
        found = _TITLE.fullmatch(chunk)
        words = reader.words(found[2].strip()) if found else None
        return Title(len(found[1]), phrases.shown(words.inner)) if found and words else None
    return _list(chunk, reader) if _MARKER.match(chunk) else None


def _list(chunk: str, reader: Reader) -> Items | None:
    """Return the list that a chunk is, an item a marker."""
    if _INNER_MARKER.search(chunk):
        return None
    items = []
    for item in _ITEM.split(chunk)[1:]:
        words = None if _NO_WORDS.match(item) or _LINE.match(f"\n{item}") else reader.words(item)
        if words is None:
            return None
        items.append((words, False))
    return Items("ul" if chunk[0] in "*+-" else "ol", tuple(items))


def _joined(chunks: Iterator[tuple[int, int, Stretch]], source: str) -> Iterator[Stretch]:
    """Yield the stretches: lists that follow one another are one list, quotations one, and what is unread is unread together.

    A list or a quotation beside something unread may be one with it: then it is left unread, too.
    """
    held: list[tuple[int, int, Stretch]] = []
    for chunk in chunks:
        if isinstance(chunk[2], Items | Quote | Unread):
            held.append(chunk)
            continue
        if held:
            yield from _one(held, source)
            held = []
        yield chunk[2]
    yield from _one(held, source)


def _one(held: list[tuple[int, int, Stretch]], source: str) -> Iterator[Stretch]:
    """Yield what stretches are that stand side by side."""
    if any(isinstance(stretch, Unread) for _, _, stretch in held):
        yield Unread(source[held[0][0] : held[-1][1]])
        return
    for kind, alike in groupby((stretch for _, _, stretch in held), type):
        if kind is Items:
            yield _loose([one for one in alike if isinstance(one, Items)])
        else:
            yield Quote(tuple(words for one in alike if isinstance(one, Quote) for words in one.paragraphs))


def _loose(lists: list[Items]) -> Items:
    """Return the list that lists are: an item is a paragraph where a blank line stands before or after it."""
    items: list[tuple[Words, bool]] = []
    for number, one in enumerate(lists):
        last = len(one.items) - 1
        for place, (words, _) in enumerate(one.items):
            items.append((words, (number > 0 and place == 0) or (number < len(lists) - 1 and place == last)))
    return Items(lists[0].tag, tuple(items))


def titled(stretches: tuple[Stretch, ...]) -> tuple[tuple[int, str, str], ...]:
    """Return the level, the id and the HTML of each heading, in order."""
    used: set[str] = set()
    return tuple(
        (one.level, anchors.counted(anchors.of_heading(_said(one.inner)), used), one.inner)
        for one in stretches
        if isinstance(one, Title)
    )


def _said(inner: str) -> str:
    """Return the words of a heading."""
    return unescaped(" ".join(re.sub("<[^>]*>", "", inner).split())) if "<" in inner or "&" in inner else inner


def written(stretch: Words | Items | Quote, used: set[str]) -> tuple[str, tuple[str, ...]]:
    """Return the HTML of a stretch, and the ids in it, which are in use from now on."""
    if isinstance(stretch, Words):
        name, html = _paragraph(stretch, used)
        return html, (name,)
    if isinstance(stretch, Quote):
        named = [_paragraph(words, used) for words in stretch.paragraphs]
        paragraphs = "\n".join(html for _, html in named)
        return f"<blockquote>\n{paragraphs}\n</blockquote>", tuple(name for name, _ in named)
    items = [_item(words, used, spaced=spaced) for words, spaced in stretch.items]
    listed = "\n".join(html for _, html in items)
    return f"<{stretch.tag}>\n{listed}\n</{stretch.tag}>", tuple(name for name, _ in items)


def _paragraph(words: Words, used: set[str]) -> tuple[str, str]:
    name = anchors.unique(phrases.name("p", words), used)
    return name, f'<p id="{name}">{phrases.shown(words.inner)}</p>'


def _item(words: Words, used: set[str], *, spaced: bool) -> tuple[str, str]:
    if spaced:
        name, html = _paragraph(words, used)
        return name, f"<li>\n{html}\n</li>"
    name = anchors.unique(phrases.name("l", words), used)
    return name, f'<li id="{name}">{phrases.shown(words.inner)}</li>'
