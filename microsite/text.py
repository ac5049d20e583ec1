"""Text that knows where it stands, and the problems that point into it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import accumulate

from microsite.patterns import late
from microsite.values import dataclass

_FAR = 1 << 60
"""More than any line or column."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A run of characters on one line of a file."""

    path: str
    """The file, relative to the site's folder, with forward slashes."""
    line: int
    """The line, counted from 1."""
    column: int
    """The first character, counted from 1 in characters, not bytes."""
    length: int = 1
    """How many characters the finger covers; at least 1."""


@dataclass(frozen=True, slots=True)
class Text:
    """A string and the place of each of its characters in the file that it was read from."""

    content: str
    """The characters; line ends are `\\n`."""
    path: str
    """The file, relative to the site's folder, with forward slashes."""
    anchors: tuple[tuple[int, int, int], ...]
    """(offset, line, column) of every character that does not simply follow the one before it."""

    def __str__(self) -> str:
        """Return the characters alone."""
        return self.content

    def __bool__(self) -> bool:
        """Tell whether there is a character."""
        return bool(self.content)

    @property
    def span(self) -> Span:
        """Return the place of the whole, or of its first line where it has several."""
        return self.at(0, len(self.content))

    def at(self, start: int, end: int) -> Span:
        """Return the place of the characters from `start` to `end` (0-based offsets), on one line."""
        offset, line, column = self.anchors[max(0, bisect_right(self.anchors, (start, _FAR, _FAR)) - 1)]
        stop = self.content.find("\n", start, end)
        last = end if stop < 0 else stop
        return Span(self.path, line, column + start - offset, max(1, last - start))

    def part(self, start: int, end: int) -> Text:
        """Return the characters from `start` to `end`, each with its place."""
        anchors = self.anchors
        first = max(0, bisect_right(anchors, (start, _FAR, _FAR)) - 1)
        offset, line, column = anchors[first]
        here = (0, line, column + start - offset)
        if first + 1 == len(anchors) or anchors[first + 1][0] > end:
            return Text(self.content[start:end], self.path, (here,))
        inner = anchors[first + 1 : bisect_right(anchors, (end, _FAR, _FAR))]
        return Text(self.content[start:end], self.path, (here, *[(o - start, n, c) for o, n, c in inner]))

    def strip(self) -> Text:
        """Return the text without the white space at its ends."""
        bare = self.content.strip()
        start = self.content.find(bare) if bare else 0
        return self.part(start, start + len(bare))


def whole(path: str, content: str) -> Text:
    """Return the text of a whole file."""
    anchors = [(0, 1, 1)]
    offset = content.find("\n")
    while offset >= 0:
        anchors.append((offset + 1, len(anchors) + 1, 1))
        offset = content.find("\n", offset + 1)
    return Text(content, path, tuple(anchors))


def replaced(text: Text, pattern: re.Pattern[str], by: Callable[[str], str]) -> Text:
    """Return the text with `by` of what `pattern` finds in its place; it stands where that begins."""
    pieces: list[Text] = []
    cursor = 0
    for found in pattern.finditer(text.content):
        start = text.part(found.start(), found.start())
        pieces += [text.part(cursor, found.start()), Text(by(found[0]), text.path, start.anchors)]
        cursor = found.end()
    pieces.append(text.part(cursor, len(text.content)))
    offsets = accumulate((len(piece.content) for piece in pieces), initial=0)
    anchors = ((o + offset, n, c) for offset, piece in zip(offsets, pieces, strict=False) for o, n, c in piece.anchors)
    return Text("".join(piece.content for piece in pieces), text.path, tuple(anchors))


def aligned(content: str, raw: Text) -> Text:
    """Return `content` with the places of the same characters in `raw`.

    `raw` is `content` as it was written: with quotation marks, indents or other line ends around
    and between. A character that is not found in it takes the place of the one before.
    """
    written, breaks = raw.content, [offset for offset, _, _ in raw.anchors]
    anchors: list[tuple[int, int, int]] = []
    offset, cursor, following = 0, 0, -1
    while offset < len(content):
        if not content[offset].isspace():
            found = written.find(content[offset], cursor)
            cursor = cursor if found < 0 else found
        after = bisect_right(breaks, cursor)
        jumps = cursor != following or breaks[after - 1] == cursor
        if jumps:
            span = raw.at(cursor, cursor)
            anchors.append((offset, span.line, span.column))
        cursor, offset = min(cursor + 1, len(written)), offset + 1
        # Most lines are written as they are read, and need not be gone through.
        line = written[cursor : breaks[after] if after < len(breaks) else None].rstrip() if jumps else ""
        if line and content.startswith(line, offset):
            cursor, offset = cursor + len(line), offset + len(line)
        following = cursor
    return Text(content, raw.path, tuple(anchors) or (raw.part(0, 0).anchors[:1]))


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """Nothing is published."""
    WARNING = "warning"
    """Published, but not with `--strict`."""
    NOTE = "note"
    """Printed, and no more than that."""
    OFF = "off"
    """Not even printed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place, and what would mend it."""

    span: Span
    """Where the finger points."""
    rule: str
    """The stable name of the rule that was broken, in kebab-case."""
    message: str
    """What is wrong: lower case, the author's own words in backticks, no full stop."""
    hint: str = ""
    """What would mend it, or empty."""
    mild: bool = False
    """Whether it is a warning where the rule makes an error: a source can be printed all the same."""


def holds(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text has one of some words: where its first character is not, nobody looks for the rest of it."""
    for word in words:  # noqa: SIM110 - in half the time of `any`
        if word[0] in text and word in text:
            return True
    return False


_REFERENCES = {
    "&ldquo;": "“",
    "&rdquo;": "”",
    "&lsquo;": "‘",
    "&rsquo;": "’",
    "&ndash;": "–",
    "&mdash;": "—",
    "&hellip;": "…",
    "&quot;": '"',
    "&lt;": "<",
    "&gt;": ">",
}
"""What most references in prose are: typographic punctuation, and what HTML keeps for itself."""
_REFERENCE = late("&(?:[lr][ds]quo|[nm]dash|hellip|quot|[lg]t);")


def unescaped(written: str) -> str:
    """Return HTML with what its character references stand for, as `html.unescape` does, and most often without it."""
    if "&" not in written:
        return written
    written = _REFERENCE.sub(lambda found: _REFERENCES[found[0]], written)
    if "&" not in written:
        return written
    if written.count("&") == written.count("&amp;"):
        return written.replace("&amp;", "&")
    from html import unescape  # noqa: PLC0415 - its table of two thousand names is dear

    return unescape(written)


_STEM = 3
"""The fewest letters that the beginning of a name has when it is meant for the name."""


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the one of `known` that is nearest to `word`, or an empty string where none is near."""
    import difflib  # noqa: PLC0415 - dear, and only a mistake is guessed at

    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.7)
    longer = [
        name for name in names if len(word) >= _STEM and name and (name.startswith(word) or word.startswith(name))
    ]
    return near[0] if near else longer[0] if len(longer) == 1 else ""


def guess(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the nearest of `known`, or an empty string where none is near."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else ""


def finger(line: str, span: Span) -> str:
    """Return the white space and the carets that stand under `span` in a terminal.

    Han characters take two columns there (Unicode Standard Annex 11), combining ones none.
    """
    before, under = line[: span.column - 1], line[span.column - 1 :][: span.length]
    blank = "".join("\t" if c == "\t" else " " * _width(c) for c in before)
    return blank + "^" * max(1, sum(_width(c) for c in under))


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
