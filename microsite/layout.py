"""The layout of a YAML document: every value with the offsets at which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import yaml

from microsite.values import dataclass

Edit = tuple[int, int, str]
"""From and to which offset of a text something else is to stand, and what."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A value as it is written."""

    kind: Literal["scalar", "list", "map"]
    """What it is."""
    start: int
    """The offset of its first character, its quotation mark or bracket too."""
    end: int
    """The offset after its last character; of what has no brackets, that of its last child."""
    style: str
    """Of a scalar `'`, `"`, `|`, `>` or nothing; of the others `[` where they stand in brackets."""
    value: str
    """What a scalar says; else empty."""
    children: tuple[Piece, ...] = ()
    """The items of a list; the keys and values of a mapping in turn."""

    @property
    def entries(self) -> tuple[tuple[Piece, Piece], ...]:
        """Return the keys of a mapping with their values, in order."""
        return tuple(zip(self.children[::2], self.children[1::2], strict=True))


class TangledError(ValueError):
    """A document with anchors, types or several parts, whose pieces cannot be moved."""


def of(content: str) -> Piece | None:
    """Return the layout of a YAML document; None where it is empty.

    Raise `TangledError` where it uses what no file of a history needs, or is no YAML.
    """
    try:
        events = yaml.parse(content, Loader=yaml.CSafeLoader)
        found = [_piece(event, events) for event in events if isinstance(event, yaml.NodeEvent)]
    except yaml.YAMLError:
        raise TangledError from None
    if len(found) > 1:
        raise TangledError
    return found[0] if found else None


def edited(content: str, edits: Sequence[Edit]) -> str:
    """Return a text with its edits made; they do not overlap."""
    for start, end, words in sorted(edits, reverse=True):
        content = content[:start] + words + content[end:]
    return content


def _piece(event: yaml.Event, events: Iterator[yaml.Event]) -> Piece:
    if not isinstance(event, yaml.NodeEvent) or event.anchor or getattr(event, "tag", None):
        raise TangledError
    assert event.start_mark is not None
    assert event.end_mark is not None
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.ScalarEvent):
        return Piece("scalar", start, end, event.style or "", event.value)
    children: list[Piece] = []
    closing: yaml.Event = event
    for closing in events:
        if isinstance(closing, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            break
        children.append(_piece(closing, events))
    flow = bool(getattr(event, "flow_style", False))
    if flow and closing.end_mark is not None:
        end = closing.end_mark.index
    elif children:
        end = max(end, children[-1].end)
    kind: Literal["list", "map"] = "list" if isinstance(event, yaml.SequenceStartEvent) else "map"
    return Piece(kind, start, end, "[" if flow else "", "", tuple(children))
