"""Trees of values with positions, as YAML and JSON files hold them."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # public by use, not in typeshed

from microsite import syntax
from microsite.patterns import late
from microsite.text import Problem, Span, Text, aligned, replaced
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, uninterpreted: the schema says what it is to be."""

    text: Text
    """The value as the author sees it: without quotation marks, escapes and indents."""
    quoted: bool
    """Whether it was written in quotation marks or as a block."""

    @property
    def null(self) -> bool:
        """Tell whether the author wrote nothing."""
        return not self.quoted and self.text.content in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Node, ...]
    """The items, in order."""
    text: Text
    """The list as written."""


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, with every key that was written, in order."""

    entries: tuple[tuple[Text, Node], ...]
    """The keys with their values; a key may stand twice, which is a problem of its own."""
    text: Text
    """The mapping as written."""

    def get(self, key: str) -> Node | None:
        """Return the value of the first entry under `key`, or None."""
        return next((value for name, value in self.entries if name.content == key), None)


Node = Scalar | Listing | Table

Problems = tuple[Problem, ...]
_NUMBER = late(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_ESCAPES = {
    "'": re.compile("''"),
    '"': re.compile(r"\\(?:u[dD][89abAB]\w\w\\u\w{4}|x\w\w|u\w{4}|U\w{8}|.)", re.DOTALL),
}
"""What stands for a single character between quotation marks of a kind."""
_PAIR = len(r"\ud83c\udf3e")
_BLANK = late(r"\s*")


def from_json(text: Text) -> tuple[Node | None, Problems]:
    """Return the tree of a JSON document, or None where it is not JSON."""
    try:
        json.loads(text.content)
        return _json_node(text, _skip(text, 0))[0], ()
    except json.JSONDecodeError as error:
        return None, (syntax.json_problem(text, error),)
    except RecursionError:
        return None, (Problem(text.at(0, 1), "json-syntax", "the values are nested too deeply"),)


def first(node: Node) -> Span:
    """Return the place of a value, or of the first key of an indented mapping, which has no bracket."""
    bare = isinstance(node, Table) and not node.text.content and node.entries
    return node.entries[0][0].span if isinstance(node, Table) and bare else node.text.span


def repeated(table: Table) -> Problems:
    """Return a problem for each key that stands a second time."""
    seen: dict[str, Text] = {}
    problems = []
    for key, _ in table.entries:
        first = seen.setdefault(key.content, key)
        if first is not key:
            message = f"the field `{key}` stands twice"
            hint = f"it is first written in line {first.span.line}."
            problems.append(Problem(key.span, "duplicate-key", message, hint))
    return tuple(problems)


def placed(content: str, raw: Text, style: str) -> Text:
    """Return a value with the places of its characters: the style tells what is not part of it."""
    if raw.content == content:
        return raw
    if style in ("|", ">"):
        raw = raw.part(raw.content.find("\n") + 1, len(raw.content))
    elif style:
        raw = replaced(raw.part(raw.content[:1] == style, len(raw.content)), _ESCAPES[style], _escaped)
    return aligned(content, raw)


def _escaped(written: str) -> str:
    """Return the character that an escape stands for; a blank for one that nobody sees."""
    if written[1] in "xuU":
        return str(json.loads(f'"{written}"')) if len(written) == _PAIR else chr(int(written[2:], base=16))  # noqa: FURB166 - the prefix is YAML’s, not Python’s
    return written[1] if written[1] in "'\"\\/" else " "


def _skip(text: Text, offset: int) -> int:
    found = _BLANK.match(text.content, offset)
    return found.end() if found else offset


def _json_node(text: Text, start: int) -> tuple[Node, int]:
    """Return the value that begins at `start` and the offset after it; the text is valid JSON."""
    opening = text.content[start]
    if opening == '"':
        read, end = scanstring(text.content, start + 1, True)
        raw = text.part(start + 1, end - 1)
        return Scalar(placed(read, raw, '"'), quoted=True), end
    if opening == "[":
        return _json_items(text, start)
    if opening == "{":
        return _json_entries(text, start)
    found = _NUMBER.match(text.content, start)
    assert found is not None
    return Scalar(text.part(start, found.end()), quoted=False), found.end()


def _json_items(text: Text, start: int) -> tuple[Node, int]:
    items: list[Node] = []
    cursor = _skip(text, start + 1)
    while text.content[cursor] != "]":
        item, cursor = _json_node(text, _skip(text, cursor + (text.content[cursor] == ",")))
        items.append(item)
        cursor = _skip(text, cursor)
    return Listing(tuple(items), text.part(start, cursor + 1)), cursor + 1


def _json_entries(text: Text, start: int) -> tuple[Node, int]:
    entries: list[tuple[Text, Node]] = []
    cursor = _skip(text, start + 1)
    while text.content[cursor] != "}":
        key, cursor = _json_node(text, _skip(text, cursor + (text.content[cursor] == ",")))
        assert isinstance(key, Scalar)
        value, cursor = _json_node(text, _skip(text, _skip(text, cursor) + 1))
        entries.append((key.text, value))
        cursor = _skip(text, cursor)
    return Table(tuple(entries), text.part(start, cursor + 1)), cursor + 1
