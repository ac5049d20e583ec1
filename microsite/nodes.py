"""Trees of values with positions, as YAML and JSON files hold them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # public by use, not in typeshed

import yaml

from microsite import syntax
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

_Problems = tuple[Problem, ...]
_LIMIT = 100_000
"""More values than a history has; only aliases of aliases reach it."""
_DEPTH = 100
"""Deeper than any schema here."""
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What YAML calls non-printable; told by what it is, since a class of all the others takes long to compile."""
_BREAKS = re.compile("[\x85\u2028\u2029]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_ESCAPES = {
    "'": re.compile("''"),
    '"': re.compile(r"\\(?:u[dD][89abAB]\w\w\\u\w{4}|x\w\w|u\w{4}|U\w{8}|.)", re.DOTALL),
}
"""What stands for a single character between quotation marks of a kind."""
_PAIR = len(r"\ud83c\udf3e")
_BLANK = re.compile(r"\s*")


def from_yaml(text: Text) -> tuple[Node | None, _Problems]:
    """Return the tree of a YAML document, or None where it is empty or not YAML."""
    bad = _UNPRINTABLE.search(text.content)
    if bad:
        message = f"the character U+{ord(bad[0]):04X} is not allowed in YAML"
        return None, (Problem(text.at(*bad.span()), "yaml-syntax", message),)
    # libyaml counts these as line ends, an editor does not.
    content = _BREAKS.sub(" ", text.content)
    try:
        return _Composer(text, yaml.parse(content, Loader=yaml.CSafeLoader)).document(), ()
    except yaml.MarkedYAMLError as error:
        return None, (_yaml_problem(text, error),)
    except _TanglesError as error:
        return None, (error.args[0],)


def from_json(text: Text) -> tuple[Node | None, _Problems]:
    """Return the tree of a JSON document, or None where it is not JSON."""
    try:
        json.loads(text.content)
        return _json_node(text, _skip(text, 0))[0], ()
    except json.JSONDecodeError as error:
        return None, (syntax.json_problem(text, error),)
    except RecursionError:
        return None, (Problem(text.at(0, 1), "json-syntax", "the values are nested too deeply"),)


def is_words(plain: str) -> bool:
    """Tell whether every reader of YAML takes a plain value for a string: not `1969`, `1969-03-02`, `yes` or `~`."""
    node = yaml.compose(f"- {plain}", Loader=yaml.CSafeLoader)
    return isinstance(node, yaml.SequenceNode) and str(node.value[0].tag).endswith(":str")


def first(node: Node) -> Span:
    """Return the place of a value, or of the first key of an indented mapping, which has no bracket."""
    bare = isinstance(node, Table) and not node.text.content and node.entries
    return node.entries[0][0].span if isinstance(node, Table) and bare else node.text.span


def repeated(table: Table) -> _Problems:
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


class _TanglesError(Exception):
    """What libyaml reads and this house does not; the argument: the problem."""


class _Composer:
    """What builds the tree from libyaml's events, each alias once.

    PyYAML's own composer recurses in C and ends the process on a file of ten thousand brackets.
    """

    def __init__(self, text: Text, events: Iterator[yaml.Event]) -> None:
        self.text = text
        self.events = events
        self.anchors: dict[str, tuple[Node, int] | None] = {}
        self.unused: dict[str, yaml.Event] = {}

    def document(self) -> Node | None:
        """Return the tree of the only document, or None where there is none."""
        node = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    hint = "a file is one document: leave the line out."
                    raise self.tangle(event, "a second document begins here", hint)
                node = self.node(next(self.events), 0)[0]
        for name, event in self.unused.items():
            hint = "a value that begins with `&` stands in quotation marks."
            raise self.tangle(event, f"nothing repeats the anchor `{name}`", hint)
        return node

    def node(self, event: yaml.Event, depth: int) -> tuple[Node, int]:
        """Return the node that begins with `event`, and how many values it holds, aliases written out."""
        if depth > _DEPTH:
            raise self.tangle(event, "the values are nested too deeply")
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        assert isinstance(event, yaml.NodeEvent)
        if event.anchor:
            self.anchors[event.anchor] = None
            self.unused[event.anchor] = event
        made = self.made(event, depth)
        if event.anchor:
            self.anchors[event.anchor] = made
        if made[1] > _LIMIT:
            raise self.tangle(event, f"the aliases repeat more than {_LIMIT} values")
        return made

    def alias(self, event: yaml.AliasEvent) -> tuple[Node, int]:
        if event.anchor not in self.anchors:
            hint = "a value that begins with `*` stands in quotation marks."
            raise self.tangle(event, f"there is no anchor `{event.anchor}` before this", hint)
        made = self.anchors[event.anchor]
        self.unused.pop(event.anchor, None)
        if made is None:
            raise self.tangle(event, "the alias stands inside of what it repeats")
        return made

    def tangle(self, event: yaml.Event, message: str, hint: str = "") -> _TanglesError:
        return _TanglesError(Problem(self.raw(event).span, "yaml-syntax", message, hint))

    def made(self, event: yaml.NodeEvent, depth: int) -> tuple[Node, int]:
        raw = self.raw(event)
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            hint = "a value that begins with `!` stands in quotation marks."
            raise self.tangle(event, "a type of YAML's own begins here", hint)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(_value(event.value, raw, event.style or ""), quoted=bool(event.style)), 1
        if isinstance(event, yaml.SequenceStartEvent):
            items = list(self.items(depth, yaml.SequenceEndEvent))
            return Listing(tuple(n for n, _ in items), raw), 1 + sum(size for _, size in items)
        nodes = list(self.items(depth, yaml.MappingEndEvent))
        keys = (key.text if isinstance(key, Scalar) else key.text.part(0, 1) for key, _ in nodes[::2])
        values = (value for value, _ in nodes[1::2])
        return Table(tuple(zip(keys, values, strict=True)), raw), 1 + sum(size for _, size in nodes)

    def items(self, depth: int, end: type[yaml.Event]) -> Iterator[tuple[Node, int]]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield self.node(event, depth + 1)

    def raw(self, event: yaml.Event) -> Text:
        start, end = event.start_mark, event.end_mark
        assert start is not None
        assert end is not None
        return self.text.part(start.index, end.index)


def _value(content: str, raw: Text, style: str) -> Text:
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


def _yaml_problem(text: Text, error: yaml.MarkedYAMLError) -> Problem:
    # For a bracket that is never closed, the context is the bracket, the problem the end of the file.
    unclosed = error.context is not None and ("flow" in error.context or "quoted" in error.context)
    mark = error.context_mark if unclosed and error.context_mark else error.problem_mark
    words = " ".join(part for part in (error.problem, error.context) if part)
    if mark is None:
        return Problem(text.span, "yaml-syntax", words)
    lines = text.content.split("\n")
    return syntax.yaml_problem(text, sum(len(line) + 1 for line in lines[: mark.line]) + mark.column, words)


def _skip(text: Text, offset: int) -> int:
    found = _BLANK.match(text.content, offset)
    return found.end() if found else offset


def _json_node(text: Text, start: int) -> tuple[Node, int]:
    """Return the value that begins at `start` and the offset after it; the text is valid JSON."""
    opening = text.content[start]
    if opening == '"':
        value, end = scanstring(text.content, start + 1, True)
        raw = text.part(start + 1, end - 1)
        return Scalar(_value(value, raw, '"'), quoted=True), end
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
