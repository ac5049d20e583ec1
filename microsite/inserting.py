"""A new entry in its place in a data file, of which not a byte is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from microsite import dates, mappings, nodes
from microsite.dates import BadDateError
from microsite.nodes import Listing, Node, Scalar, Table
from microsite.patterns import late
from microsite.text import Text

_LINE = late(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LATEST = ((1 << 30, 1, 1), (1 << 30, 1, 1))

Order = Callable[[str], object]
"""What tells where an entry stands among others, by its id or its date as written."""


class BracketsError(ValueError):
    """A file whose entries stand in brackets, where a line cannot be put between them."""


def inserted(raw: str, text: Text, lines: Sequence[str], key: str) -> tuple[str, int]:
    """Return the file with an entry in its place, and the number of the entry's first line.

    `raw` is the file as it stands, with its own line ends and its mark, `text` the same as read. `key` is
    the date of an event or else the id: where the entries stand in the order of theirs, the new one does,
    and at the end where they do not. Raise `BracketsError` where the entries stand in brackets.
    """
    node, _ = mappings.from_yaml(text)
    if isinstance(node, Table) and isinstance(node.get("references"), Listing):
        node = node.get("references")  # where CSL-YAML may keep its list
    if node is not None and not isinstance(node, Scalar) and node.text.content[:1] in ("[", "{"):
        raise BracketsError
    mark = raw[: raw.startswith("\ufeff")]
    written = _LINE.findall(raw[len(mark) :])
    starts = _starts(node)
    place = _place(_keys(node), key)
    width = _indent(written, starts)
    end = "\r\n" if any(line.endswith("\r\n") for line in written) else "\n"
    block = [" " * width + line + end if line else end for line in _as_item(lines, listed=_listed(node, lines))]
    at = _before_first(written, starts) if place == 0 and starts else _after(written, starts, place, width)
    blank = [end] if _apart(written, starts) else []
    if at == len(written) and written and not written[-1].endswith(("\n", "\r")):
        written[-1] += end
    block = [*block, *blank] if at < len(written) and place == 0 else [*(blank if written else ()), *block]
    first = at + next(i for i, line in enumerate(block) if line.strip()) + 1
    return "".join((mark, *written[:at], *block, *written[at:])), first


def _listed(node: Node | None, lines: Sequence[str]) -> bool:
    return isinstance(node, Listing) or (not isinstance(node, Table) and lines[0].startswith("id: "))


def _as_item(lines: Sequence[str], *, listed: bool) -> list[str]:
    if not listed:
        return list(lines)
    return [f"- {lines[0]}", *(f"  {line}" if line else "" for line in lines[1:])]


def _starts(node: Node | None) -> list[int]:
    """Return the line of each entry, from 0."""
    if isinstance(node, Listing):
        return [nodes.first(item).line - 1 for item in node.items]
    return [key.span.line - 1 for key, _ in node.entries] if isinstance(node, Table) else []


def _keys(node: Node | None) -> list[str]:
    """Return the id or, of an event, the date of each entry."""
    if isinstance(node, Table):
        return [key.content for key, _ in node.entries]
    items = node.items if isinstance(node, Listing) else ()
    found = [(item.get("date") or item.get("id")) if isinstance(item, Table) else None for item in items]
    return [key.text.content if isinstance(key, Scalar) else "" for key in found]


def _place(keys: Sequence[str], key: str) -> int:
    """Return how many entries stand before the new one."""
    day = _day(key)
    if day is not None and keys and all(_day(other) for other in keys):
        earlier = [number for number, other in enumerate(keys, 1) if (_day(other) or _LATEST) <= day]
        return earlier[-1] if earlier else 0
    if len(keys) > 1 and all(one <= other for one, other in pairwise(keys)):
        return sum(other <= key for other in keys)
    return len(keys)


def _day(written: str) -> tuple[tuple[int, int, int], tuple[int, int, int]] | None:
    try:
        return dates.read(written.strip()).order
    except BadDateError:
        return None


def _indent(written: Sequence[str], starts: Sequence[int]) -> int:
    line = written[starts[0]] if starts else ""
    return len(line) - len(line.lstrip(" "))


def _after(written: Sequence[str], starts: Sequence[int], place: int, width: int) -> int:
    """Return the line after the last one of the entries before `place`: comments belong to what follows them."""
    line = starts[place] if place < len(starts) else len(written)
    floor = starts[place - 1] + 1 if starts else 0
    while line > floor and _between(written[line - 1], width):
        line -= 1
    return line if starts else len(written)


def _between(line: str, width: int) -> bool:
    bare = line.strip()
    return not bare or bare == "..." or (bare.startswith("#") and len(line) - len(line.lstrip()) <= width)


def _before_first(written: Sequence[str], starts: Sequence[int]) -> int:
    """Return the line of the first entry or of a comment of its own, which a blank line parts from the file's."""
    line = starts[0]
    while line > 0 and written[line - 1].startswith("#"):
        line -= 1
    return line if line > 0 and not written[line - 1].strip() else starts[0]


def _apart(written: Sequence[str], starts: Sequence[int]) -> bool:
    """Tell whether blank lines part the entries: most of them, or the only one from what would follow."""
    gaps = [any(not line.strip() for line in written[one:other]) for one, other in pairwise(starts)]
    return sum(gaps) * 2 >= len(gaps)
