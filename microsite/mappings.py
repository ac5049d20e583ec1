"""YAML as most of it is written, a line a field, read straight away; libyaml reads all else, and takes long to import."""

from __future__ import annotations

from microsite.nodes import Node, Problems, Scalar, Table
from microsite.patterns import late
from microsite.text import Text

_FIELD = late(r"(?P<key>[a-z_]+):[ ]+(?P<value>[^\W_](?:(?:[^\n:#]|:(?![ \n]|\Z)|(?<! )#)*[^\s:#])?)(?:\n|\Z)")
"""A field with a plain value: it begins with a letter or a digit, and neither a comment nor a field is in it."""


def from_yaml(text: Text) -> tuple[Node | None, Problems]:
    """Return the tree of a YAML document, or None where it is empty or not YAML."""
    table = plain(text)
    if table is not None:
        return table, ()
    from microsite import composer  # noqa: PLC0415 - libyaml is dear, and most front matter needs none of it

    return composer.from_yaml(text)


def plain(text: Text) -> Table | None:
    """Return the mapping where each line is a field with a plain value, or None where that is not certain."""
    content = text.content
    # What is not printable YAML has no place for, or may take for a blank or the end of a line.
    if not content or not content.replace("\n", "").isprintable():
        return None
    entries: list[tuple[Text, Node]] = []
    cursor = 0
    while cursor < len(content):
        field = _FIELD.match(content, cursor)
        if field is None:
            return None
        entries.append((text.part(*field.span("key")), Scalar(text.part(*field.span("value")), quoted=False)))
        cursor = field.end()
    return Table(tuple(entries), text.part(0, 0))
