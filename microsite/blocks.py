"""The outline of the `///` blocks of a source text: what begins and ends where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from microsite.marks import KINDS, Opening, Scan
from microsite.text import Problem, Span, Text, guess

_CLOSING = re.compile(r"^[ ]{0,3}(/{3,})[ ]*$", re.MULTILINE)
_OPTIONS = re.compile(r"\n(?:[ ]{4,}|\t)\S[^\n]*")
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
    openings = {start: (end, found) for start, end, found in scan.parts if isinstance(found, Opening)}
    closings = {m.start(): m for m in _CLOSING.finditer(content) if not _silent(scan, m.start())}
    stack: list[_Open] = []
    done: list[Stretch] = []
    problems: list[Problem] = []
    for offset in sorted({*openings, *closings}):
        if offset in openings:
            end, opening = openings[offset]
            slashes = len(content[offset:end].lstrip()) - len(content[offset:end].lstrip().lstrip("/"))
            problems.extend(_wrong(scan.text, opening, offset, end, slashes, stack))
            stack.append(_Open(opening, offset, end, slashes))
            continue
        closing = closings[offset]
        while stack and stack[-1].slashes != len(closing[1]):
            if all(block.slashes != len(closing[1]) for block in stack):
                break
            problems.append(_unclosed(scan.text, stack.pop()))
        if not stack or stack[-1].slashes != len(closing[1]):
            span = scan.text.at(*closing.span(1))
            problems.append(Problem(span, "block-syntax", f"`{closing[1]}` closes no block", _hint(stack)))
            continue
        block = stack.pop()
        span = scan.text.at(block.start, block.end)
        within = stack[-1].opening.kind if stack else ""
        done.append(Stretch(block.opening, span, block.start, closing.end(), within))
    problems.extend(_unclosed(scan.text, block) for block in stack)
    return tuple(sorted(done, key=lambda s: s.start)), tuple(problems)


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
        found.append(Problem(span, "block-syntax", f"the block `{kind}` needs words after a bar: `/// {kind} | …`"))
    if any(block.slashes == slashes for block in stack):
        hint = f"give it more slashes than the block around it: `{'/' * (slashes + 1)} {kind}`."
        found.append(Problem(span, "block-syntax", f"the block `{kind}` has as many slashes as one around it", hint))
    if kind == "account" and not any(block.opening.kind == "dispute" for block in stack):
        found.append(Problem(span, "block-syntax", "an `account` stands inside of a `dispute`"))
    if kind in KINDS and _OPTIONS.match(text.content, end):
        option = text.at(end + 1, text.content.find("\n", end + 1))
        message = "an indented line under the first is an option, and this block has none"
        found.append(Problem(option, "block-syntax", message, "leave a blank line, or do not indent it."))
    return found
