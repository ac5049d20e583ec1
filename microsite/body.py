"""What cuts HTML at its slots into a body: strings, holes, gaps and blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from microsite.anchors import SLOT, SLOT_CLOSE, SLOT_OPEN
from microsite.marks import Opening
from microsite.model import Block, Body, Gap, Hole, Link, Mark
from microsite.patterns import late
from microsite.text import Span, Text, unescaped

_TOKEN = late(
    f"""
    (?=[<{SLOT_OPEN}])  # nothing begins otherwise, and a tag that has nothing to tell stays what it is
    (?:
      {SLOT_OPEN}(?P<slot>\\d+){SLOT_CLOSE}
    | (?P<block><block\\s[^>]*>)
    | (?P<title><blocktitle(?:\\s[^>]*)?>)
    | (?P<titled></blocktitle>\\n?)
    | (?P<end></block>\\n?)
    | (?P<gap><gap(?:\\s[^>]*)?></gap>\\n?|<gap\\s*/?>\\n?)
    | (?P<comment><!--.*?-->)
    | (?P<tag><(?P<name>[A-Za-z][\\w:-]*+)(?:[^<>"']|"[^"]*"|'[^']*')+>)
    | (?P<link><(?P<leaves>/)?a(?![\\w:-])[^<>]*>)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_ADDRESS = late(r"""\s(?P<name>href|src)=(?P<quote>["'])(?P<address>.*?)(?P=quote)""", re.DOTALL)
_ABSOLUTE = late(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_RELATIVE = late(r'<a href="(?![A-Za-z][A-Za-z0-9+.-]*:|//)')
"""A link in words that leads to another page of the site."""
_NAMED = late(r'<\w+ id="')
_ID = late(r'\sid="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of HTML between whose ends all is closed that is opened."""

    html: str
    """The HTML."""
    ids: tuple[str, ...] = ()
    """The ids in it, where they are known: then it is of words, links and emphasis alone."""


@dataclass(slots=True)
class _Frame:
    """A block that is being read, or the whole."""

    opening: Opening | None
    id: str = ""
    parts: list[str | Hole | Gap | Block] = field(default_factory=list)
    title: Body = ()


class Cutter:
    """What knows the marks of one text; `cut` may be asked several times, in the order of the text."""

    def __init__(self, found: tuple[Mark | Opening, ...], text: Text) -> None:
        self.found = found
        self.text = text
        self.cursors: dict[str, int] = {}

    def cut(self, pieces: Sequence[Piece]) -> Body:
        """Return the body that pieces of HTML are, a line each."""
        walk = _Walk(self)
        for number, piece in enumerate(pieces, 1):
            end = "\n" if number < len(pieces) else ""
            slotted = SLOT_OPEN in piece.html
            if not piece.ids or _RELATIVE.search(piece.html):
                walk.html(f"{piece.html}{'<gap></gap>' if piece.ids and slotted else ''}{end}")
            elif slotted:
                walk.words(piece)
            else:
                walk.string(piece.html + end)
                walk.anchor = piece.ids[-1]
        return _merged(walk.frames[0].parts)

    def link(self, address: str, *, image: bool) -> Link:
        """Return the link to `address`, with the place where the author wrote it."""
        plain = unescaped(address)
        start = self.text.content.find(plain, self.cursors.get(plain, 0))
        if start < 0:
            return Link(plain, Span(self.text.path, self.text.span.line, 1), image)
        self.cursors[plain] = start + len(plain)
        return Link(plain, self.text.at(start, start + len(plain)), image)


class _Walk:
    """One walk through a piece of HTML."""

    def __init__(self, cutter: Cutter) -> None:
        self.cutter = cutter
        self.frames = [_Frame(None)]
        self.anchor = ""
        self.links = 0

    def words(self, piece: Piece) -> None:
        """Read words without relative links, in which marks stand; notes may be called after them."""
        written = SLOT.split(piece.html)
        ids = iter(piece.ids)
        links = 0
        for place, string in enumerate(written):
            if place % 2:
                self.hole(int(string), "link" if links else "text")
                continue
            for _ in _NAMED.finditer(string):
                self.anchor = next(ids)
            links += string.count("<a ") - string.count("</a>")
            self.string(string)
        self.frames[-1].parts.append(Gap())

    def html(self, source: str) -> None:
        """Read HTML."""
        if SLOT_OPEN not in source and "<" not in source:
            self.string(source)
            return
        cursor = 0
        for token in _TOKEN.finditer(source):
            self.string(source[cursor : token.start()])
            self.token(token)
            cursor = token.end()
        self.string(source[cursor:])

    def string(self, text: str) -> None:
        if text:
            self.frames[-1].parts.append(text)

    def token(self, token: re.Match[str]) -> None:
        if token["slot"]:
            self.hole(int(token["slot"]), "link" if self.links else "text")
        elif token["block"]:
            slot, name = SLOT.search(token["block"]), _ID.search(token["block"])
            opening = self.cutter.found[int(slot[1])] if slot else None
            # A block without its slot stands where none can, which `blocks.outline` tells.
            known = opening if isinstance(opening, Opening) else None
            assert name
            self.frames.append(_Frame(known, name[1]))
            self.anchor = name[1]
        elif token["titled"]:
            self.frames[-1].title = _stripped(_merged(self.frames[-1].parts))
            self.frames[-1].parts.clear()
        elif token["end"]:
            self.close()
        elif token["gap"]:
            self.frames[-1].parts.append(Gap())
        elif token["tag"]:
            self.tag(token)
        elif token["link"]:
            self.links = max(0, self.links + (-1 if token["leaves"] else 1))
            self.string(token[0])
        elif not token["title"]:
            self.string(token[0])

    def hole(self, number: int, inside: str) -> None:
        mark = self.cutter.found[number]
        if isinstance(mark, Opening):
            return  # what Markdown did not take for a block, which `blocks.outline` tells
        where = "link" if inside == "link" else "attribute" if inside == "attribute" else "text"
        self.frames[-1].parts.append(Hole(mark, where, self.anchor))  # type: ignore[arg-type]  # str, not Literal

    def tag(self, token: re.Match[str]) -> None:
        tag = token["tag"]
        self.links += token["name"] == "a"
        found = _ID.search(tag)
        if found and token["name"] in ("p", "li", "dd", "table", "figure", "h2", "h3", "h4", "h5", "h6"):
            self.anchor = found[1]
        cursor = 0
        for address in _ADDRESS.finditer(tag):
            if _ABSOLUTE.match(unescaped(address["address"])) or SLOT_OPEN in address["address"]:
                continue
            self.attribute(tag[cursor : address.start("address")])
            link = self.cutter.link(address["address"], image=address["name"] == "src")
            self.frames[-1].parts.append(Hole(link, "attribute", self.anchor))
            cursor = address.end("address")
        self.attribute(tag[cursor:])

    def attribute(self, text: str) -> None:
        """Keep a piece of a tag; a mark in it becomes plain words."""
        cursor = 0
        for slot in SLOT.finditer(text):
            self.string(text[cursor : slot.start()])
            self.hole(int(slot[1]), "attribute")
            cursor = slot.end()
        self.string(text[cursor:])

    def close(self) -> None:
        frame = self.frames.pop()
        if frame.opening is None:
            self.frames[-1].parts.extend(frame.parts)
            return
        made = Block(frame.opening.kind, frame.opening.argument, frame.id, frame.title, _merged(frame.parts))
        self.frames[-1].parts.append(made)


def _merged(parts: list[str | Hole | Gap | Block]) -> Body:
    """Return parts of which no two strings follow one another."""
    merged: list[str | Hole | Gap | Block] = []
    strings: list[str] = []
    for part in parts:
        if isinstance(part, str):
            strings.append(part)
            continue
        if strings:
            merged.append("".join(strings))
            strings = []
        merged.append(part)
    return (*merged, "".join(strings)) if strings else tuple(merged)


def _stripped(parts: Body) -> Body:
    """Return the parts of a title without the line end that Markdown puts before it."""
    first = parts[0].lstrip() if parts and isinstance(parts[0], str) else None
    return tuple(parts if first is None else [first, *parts[1:]] if first else parts[1:])
