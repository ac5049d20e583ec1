"""The fields of records in the order of the schema, each with the comments that stand above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from microsite import fields, layout
from microsite.layout import Edit, Piece, TangledError, edited


def ordered(content: str, kind: Any) -> str:
    """Return the text with the fields of its records in order, the inner records first."""
    while True:
        edits = list(_moves(content, layout.of(content), kind))
        if not edits:
            return content
        content = edited(content, edits)


def _moves(content: str, piece: Piece | None, kind: Any) -> Iterator[Edit]:
    """Yield the changes of the innermost records whose fields are out of order."""
    if piece is None or piece.kind == "scalar":
        return
    if piece.kind == "list":
        for item in piece.children:
            yield from _moves(content, item, fields.inner(kind))
        return
    types = fields.types_of(kind)
    inner = [edit for key, value in piece.entries for edit in _moves(content, value, types(key.value))]
    yield from inner
    wanted = _wanted(piece, kind)
    if not inner and wanted != sorted(wanted):
        yield from _moved(content, piece, wanted)


def _wanted(piece: Piece, kind: Any) -> list[int]:
    """Return the entries of a mapping in the order in which they should stand; what nobody knows stands last."""
    names = [key.value for key, _ in piece.entries]
    order = ("id", "type") if kind == "csl" else fields.order(kind) if isinstance(kind, type) else ()
    places = {name: place for place, name in enumerate(order)}
    alone = range(len(names))
    if not order or len(set(names)) < len(names):
        return [*alone]
    return sorted(alone, key=lambda i: places.get(names[i], len(places)))


def _moved(content: str, piece: Piece, wanted: Sequence[int]) -> Iterator[Edit]:
    if piece.style:
        yield from _moved_in_brackets(content, piece, wanted)
        return
    lines = _stretches(content, piece)
    if lines is None:
        return
    stretches = [content[start:end] for start, end in lines]
    lead = content[content.rfind("\n", 0, piece.start) + 1 : piece.start]
    if lead.strip() and re.match(r"(?:[ \t]*\n)*[ \t]*#", stretches[wanted[0]]):
        # Its comment would stand before the dash, as if it were about the whole record.
        wanted = [0, *(i for i in wanted if i)]
    blank = " " * len(lead)
    bare = [stretches[i].removeprefix(blank if i else "") for i in wanted]
    first = re.sub(r"\A(?:[ \t]*\n)+ *", "", bare[0])
    if list(wanted) != sorted(wanted):
        yield lines[0][0], lines[-1][1], "\n".join([first, *(blank + one for one in bare[1:])])


def _stretches(content: str, piece: Piece) -> list[tuple[int, int]] | None:
    """Return from where to where each entry stands with the comments above it, or None where they share lines.

    The first begins at its key, the others at the beginning of a line; the last ends before the end of its line.
    """
    ends = [_line_end(content, _last(content, value if value.end > key.end else key)) for key, value in piece.entries]
    starts = [content.rfind("\n", 0, key.start) + 1 for key, _ in piece.entries]
    shared = any(
        content[start : key.start].strip() for start, (key, _) in list(zip(starts, piece.entries, strict=True))[1:]
    )
    if shared or any(start <= end for start, end in zip(starts[1:], ends[:-1], strict=True)):
        return None
    begins = [piece.start, *(end + 1 for end in ends[:-1])]
    return list(zip(begins, ends, strict=True))


def _line_end(content: str, offset: int) -> int:
    found = content.find("\n", offset)
    return len(content) if found < 0 else found


def _last(content: str, piece: Piece) -> int:
    """Return the offset after what a value says: blank lines after a block are not part of it, unless it keeps them."""
    while piece.children:
        if piece.style:
            return piece.end
        piece = (
            piece.children[-1]
            if piece.children[-1].end > piece.children[-1].start
            else piece.children[-2 if piece.kind == "map" else -1]
        )
    raw = content[piece.start : piece.end]
    if piece.style in ("|", ">"):
        if "+" in raw.partition("\n")[0]:
            raise TangledError
        return piece.start + len(raw.rstrip())
    return piece.end


def _moved_in_brackets(content: str, piece: Piece, wanted: Sequence[int]) -> Iterator[Edit]:
    """Yield the entries of a mapping in brackets in another order; the commas stay where they are."""
    if "#" in content[piece.start : piece.end]:
        return
    slots = [(key.start, max(key.end, value.end)) for key, value in piece.entries]
    # An entry without a value ends with its colon, which libyaml does not count to it.
    if any(
        not content[key.end : value.end].startswith(":") and value.start == value.end for key, value in piece.entries
    ):
        return
    for (start, end), i in zip(slots, wanted, strict=True):
        yield start, end, content[slice(*slots[i])]
