"""From Markdown to HTML with holes.

1. `marks.scan` finds every mark in the source text; a slot, a word of a script that no author
   writes in, takes its place.
2. `prose` makes HTML of what is ordinary prose, and Python-Markdown (`engine`) of all else; both take a slot for
   a word and leave it alone.
3. `body` cuts the HTML at the slots.
"""

from __future__ import annotations

import typing
from collections import deque
from collections.abc import Iterator, Mapping

from microsite import anchors, blocks, body, marks, prose
from microsite.anchors import SLOT_CLOSE, SLOT_OPEN
from microsite.body import Piece
from microsite.marks import Opening, Scan
from microsite.model import Block, Body, Hole, Mark, NoteCall, Prose
from microsite.patterns import late
from microsite.prose import Stretch, Title, Unread
from microsite.text import Problem, Text
from microsite.values import dataclass

if typing.TYPE_CHECKING:
    from microsite.engine import Engine

_IDS = late(r"""<[^<>]*\sid=["']?([^"'\s>]+)""")
_FIRST_BLANK = late(r"[ \t]+(?=\n|\Z)")
_BLANK = late(r"\n[ \t]+(?=\n|\Z)")
_TOC_DEPTH = 4
"""Headings below this level are none of the table of contents."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text."""

    level: int
    """2 for a section, 3 for a section of a section."""
    id: str
    """Its permanent id."""
    body: Body
    """Its words."""


@dataclass(frozen=True, slots=True)
class Article:
    """A text as HTML with holes."""

    body: Body
    """The text."""
    notes: Mapping[str, Body]
    """The footnotes by label."""
    headings: tuple[Heading, ...]
    """The headings, in order."""
    ids: frozenset[str]
    """Every id that the text has as an anchor."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A text as HTML."""

    pieces: tuple[Piece, ...]
    headings: tuple[tuple[int, str, str], ...]
    """Level, id and HTML."""


def article(scan: Scan, language: str, *, ordinary: bool = True) -> Article:
    """Return the HTML with holes of a text whose marks were found.

    Without `ordinary`, Python-Markdown reads all of it, and what comes back is the same.
    """
    found: list[Mark | Opening] = []
    source = _slotted(scan, found)
    sources = [(str(label), _slotted(note, found)) for label, note in scan.notes]
    # What is defined in one text is known in all, what a note defines in those before it.
    ordinary = ordinary and not any("]:" in text for _, text in sources)
    press = _Press(language.partition("-")[0], ordinary)
    made = press.made(source)
    notes = {label: press.made(text, note=True).pieces for label, text in sources}
    lower = any(level == 1 for level, _, _ in made.headings)
    cutter = body.Cutter(tuple(found), scan.text)
    whole = cutter.cut(made.pieces)
    headings = tuple(Heading(level + lower, name, cutter.cut((Piece(words),))) for level, name, words in made.headings)
    cut_notes = {label: cutter.cut(pieces) for label, pieces in notes.items()}
    ids = {name for piece in made.pieces for name in (piece.ids or _IDS.findall(piece.html))}
    return Article(whole, cut_notes, headings, frozenset(ids))


class _Press:
    """What makes HTML of the texts of one article, which share their ids: the article's own, then its notes."""

    def __init__(self, language: str, ordinary: bool) -> None:  # noqa: FBT001 - a field
        self.language = language
        self.ordinary = ordinary
        self.begin()

    def begin(self) -> None:
        """Begin an article."""
        self.used = set(anchors.RESERVED)
        self.defined = False
        self.engine: Engine | None = None

    def long(self) -> Engine:
        """Return Python-Markdown, for what is no ordinary prose."""
        if self.engine is None:
            from microsite.engine import Engine  # noqa: PLC0415 - dear, and ordinary prose needs none of it

            self.engine = Engine(self.language, self.used)
        return self.engine

    def made(self, source: str, *, note: bool = False) -> _Made:
        """Return the HTML of a text; a note is read straight away as a whole, or not at all."""
        stretches = prose.read(source, self.language, defined=self.defined) if self.ordinary else None
        self.defined |= "]:" in source
        if stretches is not None and not (note and any(isinstance(one, Unread | Title) for one in stretches)):
            made = self.direct(stretches, prose.definitions(source))
            if made is not None:
                return made
            self.begin()
            self.defined = "]:" in source
        engine = self.long()
        whole = engine.convert(source)
        return _Made((Piece(whole),) if whole else (), tuple(engine.headings()))

    def direct(self, stretches: tuple[Stretch, ...], definitions: str) -> _Made | None:
        """Return the HTML of what could be read straight away; None where the rest cannot be read by itself.

        The links that are defined are known from the first word on.
        """
        titles = prose.titled(stretches)
        lower = any(level == 1 for level, _, _ in titles)
        self.used.update(name for _, name, _ in titles)
        if titles or any(isinstance(one, Unread) for one in stretches):
            self.used.add("")
        if definitions:
            self.long().convert(definitions)
        names = iter(titles)
        pieces = []
        for one in stretches:
            if isinstance(one, Unread):
                made = self.long().part(one.source)
                if made is None:
                    return None
                pieces += [Piece(made)] if made else []
            elif isinstance(one, Title):
                level, name, inner = next(names)
                tag = f"h{min(6, level + lower)}"
                pieces.append(Piece(f'<{tag} id="{name}">{inner}</{tag}>', (name,)))
            else:
                pieces.append(Piece(*prose.written(one, self.used)))
        return _Made(tuple(pieces), tuple(one for one in titles if one[0] <= _TOC_DEPTH))


def sketch(scan: Scan, ends: Mapping[int, int]) -> Article:
    """Return the holes and the blocks of a text in order, without any HTML; `ends` tells by its start where a block ends."""
    notes = {str(label): tuple(_holes(deque(note.parts), {}, len(note.text.content))) for label, note in scan.notes}
    return Article(tuple(_holes(deque(scan.parts), ends, len(scan.text.content))), notes, (), frozenset())


def _holes(parts: deque[tuple[int, int, Mark | Opening]], ends: Mapping[int, int], stop: int) -> Iterator[Hole | Block]:
    """Yield what begins before `stop`, and take it from the parts."""
    while parts and parts[0][0] < stop:
        start, end, mark = parts.popleft()
        if isinstance(mark, Opening):
            titled = marks.scan(mark.argument)
            title = tuple(_holes(deque(titled.parts), {}, len(titled.text.content)))
            yield Block(mark.kind, mark.argument, "", title, tuple(_holes(parts, ends, ends.get(start, end))))
        else:
            yield Hole(mark, "text", "")


def passage(text: Text, language: str) -> tuple[Prose, tuple[Problem, ...]]:
    """Return a field of a data file as HTML with holes, and what is wrong with its marks."""
    scan = marks.scan(text)
    problems = [*scan.problems]
    for start, end, found in scan.parts:
        if isinstance(found, NoteCall):
            problems.append(Problem(found.span, "bad-value", "a field of a data file has no footnotes"))
        if isinstance(found, Opening):
            problems.append(Problem(scan.text.at(start, end), "block-syntax", "a field of a data file has no blocks"))
    return Prose(text, article(scan, language).body), tuple(problems)


def _slotted(scan: Scan, found: list[Mark | Opening]) -> str:
    """Return the source with a slot for each mark; the marks are appended to `found`."""
    pieces = []
    cursor = 0
    parts: list[tuple[int, int, Mark | Opening | None]] = [*scan.parts]
    if misplaced := blocks.listed(scan):
        # What begins a block in a list item is told by `blocks`; there Python-Markdown can begin it again and again.
        parts = sorted([*parts, *((offset, offset, None) for offset in misplaced)], key=lambda part: part[:2])
    for start, end, mark in parts:
        if mark is None:
            pieces += [scan.text.content[cursor:start], "\\"]
            cursor = start
            continue
        found.append(mark)
        slot = f"{SLOT_OPEN}{len(found) - 1}{SLOT_CLOSE}"
        if isinstance(mark, Opening):
            fence = scan.text.content[start:end].partition("|")[0].rstrip()
            title = _slotted(marks.scan(mark.argument), found)
            slot = f"{fence} | {slot} {title}"
        pieces += [scan.text.content[cursor:start], slot]
        cursor = end
    text = "".join([*pieces, scan.text.content[cursor:]])
    # What is left of a footnote's definition is blanks, which would be indented code.
    return _BLANK.sub("\n", _FIRST_BLANK.sub("", text, 1) if text[:1] in (" ", "\t") else text)
