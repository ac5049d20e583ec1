"""The outline of the `///` blocks of a source text: what begins and ends where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.marks import KINDS, Opening, Scan
from microsite.patterns import late
from microsite.text import Problem, Span, Text, guess
from microsite.values import dataclass

_CLOSING = late(r"^[ ]{0,3}(/{3,})[ ]*$", re.MULTILINE)
_OPTIONS = late(r"\n(?:[ ]{4,}|\t)\S[^\n]*")
_LINE = rf"(/{{3,}}[ ]*({'|'.join(KINDS)})\b[^\n]*)"
_INDENTED = late(rf"^(?=[ \t>]*(?:>|\t|[ ]{{4}}))[ \t>]*{_LINE}", re.MULTILINE)
_LISTED = late(rf"^[ \t>]*(?:(?:[*+-]|\d+\.)[ \t]+)+{_LINE}", re.MULTILINE)
_ANY = late(rf"^[ \t]*{_LINE}", re.MULTILINE)
_TITLED = ("dispute", "account", "quote", "chart")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A block and the offsets that it takes."""

    opening: Opening
    """Its first line."""
    span: Span
    """The place of its first line."""
    start: int
    """The offset of its first character."""
    end: int
    """The offset after its last line."""
    within: str
    """The kind of the block around it, or empty."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A block that is not closed yet."""

    opening: Opening
    start: int
    end: int
    slashes: int


def outline(scan: Scan) -> tuple[tuple[Stretch, ...], tuple[Problem, ...]]:
    """Return the blocks in the order of their beginnings, and what is wrong with their syntax."""
    content = scan.text.content
    if "///" not in content and not any("///" in note.text.content for _, note in scan.notes):
        return (), ()
    openings = {start: (end, found) for start, end, found in scan.parts if isinstance(found, Opening)}
    closings = {m.start(): m for m in _CLOSING.finditer(content) if not _silent(scan, m.start())}
    walk = _Walk(scan.text, [(m.start(), len(m[1])) for m in closings.values()])
    for offset in sorted({*openings, *closings}):
        if offset in openings:
            walk.begin(openings[offset][1], offset, openings[offset][0])
        else:
            walk.finish(closings[offset])
    while walk.stack:
        walk.lose()
    return tuple(sorted(walk.done, key=lambda s: s.start)), (*walk.problems, *_misplaced(scan))


class _Walk:
    """One walk over the lines of slashes; a mistake is told once, and what comes after it is read as meant."""

    def __init__(self, text: Text, closings: list[tuple[int, int]]) -> None:
        self.text = text
        self.closings = closings
        self.stack: list[_Open] = []
        self.done: list[Stretch] = []
        self.problems: list[Problem] = []

    def begin(self, opening: Opening, start: int, end: int) -> None:
        line = self.text.content[start:end].lstrip()
        slashes = len(line) - len(line.lstrip("/"))
        around = self.stack[-1] if self.stack else None
        nests = around is not None and around.opening.kind == "dispute" and opening.kind != "dispute"
        if around is not None and around.slashes == slashes and not nests:
            self.lose(start)
        self.problems.extend(_wrong(self.text, opening, start, end, slashes, self.stack))
        self.stack.append(_Open(opening, start, end, slashes))

    def finish(self, closing: re.Match[str]) -> None:
        slashes = len(closing[1])
        if any(block.slashes == slashes for block in self.stack):
            while self.stack[-1].slashes != slashes:
                self.lose(closing.start())
            self.close(closing.end())
            return
        span = self.text.at(*closing.span(1))
        self.problems.append(Problem(span, "block-syntax", f"`{closing[1]}` closes no block", _hint(self.stack)))
        later = (number for offset, number in self.closings if offset > closing.start())
        if self.stack and self.stack[-1].slashes not in later:
            self.close(closing.end())

    def close(self, end: int) -> None:
        block = self.stack.pop()
        span = self.text.at(block.start, block.end)
        within = self.stack[-1].opening.kind if self.stack else ""
        self.done.append(Stretch(block.opening, span, block.start, end, within))

    def lose(self, end: int | None = None) -> None:
        """Close the innermost block where another begins or ends, or at the end of the text."""
        self.problems.append(_unclosed(self.text, self.stack[-1]))
        self.close(len(self.text.content) if end is None else end)


def _misplaced(scan: Scan) -> Iterator[Problem]:
    """Yield the blocks that begin where Markdown finds none: in quotations, list items and footnotes."""
    found = [(scan.text, m) for m in _INDENTED.finditer(scan.text.content) if not _silent(scan, m.start(1))]
    found += [(scan.text, m) for m in _listed(scan)]
    found += [(note.text, m) for _, note in scan.notes for m in _ANY.finditer(note.text.content)]
    for text, line in found:
        message = f"the block `{line[2]}` does not begin at the left margin"
        hint = "a block stands neither in a quotation, nor in a list, nor in a footnote."
        yield Problem(text.at(*line.span(1)), "block-syntax", message, hint)


def listed(scan: Scan) -> list[int]:
    """Return the offsets at which a block begins behind the sign of a list item."""
    return [m.start(1) for m in _listed(scan)]


def _listed(scan: Scan) -> Iterator[re.Match[str]]:
    if "///" in scan.text.content:
        yield from (m for m in _LISTED.finditer(scan.text.content) if not _silent(scan, m.start(1)))


def _silent(scan: Scan, offset: int) -> bool:
    return any(start <= offset < end for start, end in scan.code)


def _hint(stack: list[_Open]) -> str:
    if not stack:
        return ""
    inner = stack[-1]
    return f"the block `{inner.opening.kind}` is closed by as many slashes as open it: `{'/' * inner.slashes}`."


def _unclosed(text: Text, block: _Open) -> Problem:
    message = f"the block `{block.opening.kind}` is never closed"
    return Problem(text.at(block.start, block.end), "block-syntax", message, f"close it with `{'/' * block.slashes}`.")


def _wrong(text: Text, opening: Opening, start: int, end: int, slashes: int, stack: list[_Open]) -> list[Problem]:
    """Return what is wrong with the first line of a block."""
    span = text.at(start, end)
    kind = opening.kind
    found = []
    if kind not in KINDS:
        found.append(Problem(span, "block-syntax", f"there is no block `{kind}`", guess(kind, KINDS)))
    if kind in _TITLED and not opening.argument.content.strip():
        what = "words" if kind in ("dispute", "account") else "an id"
        found.append(Problem(span, "block-syntax", f"the block `{kind}` needs {what} after a bar: `/// {kind} | …`"))
    if any(block.slashes == slashes for block in stack):
        hint = f"give it more slashes than the block around it: `{'/' * (slashes + 1)} {kind}`."
        found.append(Problem(span, "block-syntax", f"the block `{kind}` has as many slashes as one around it", hint))
    if kind == "account" and not any(block.opening.kind in ("dispute", *_unknown(stack)) for block in stack):
        found.append(Problem(span, "block-syntax", "an `account` stands inside of a `dispute`"))
    if kind in KINDS and _OPTIONS.match(text.content, end):
        option = text.at(end + 1, text.content.find("\n", end + 1))
        message = "an indented line under the first is an option, and this block has none"
        found.append(Problem(option, "block-syntax", message, "leave a blank line, or do not indent it."))
    return found


def _unknown(stack: list[_Open]) -> set[str]:
    """Return the kinds that there are not: one of them may have been meant to be a dispute."""
    return {block.opening.kind for block in stack} - {*KINDS}
