"""What libyaml reads, as a tree of values with positions."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from microsite import syntax
from microsite.nodes import Listing, Node, Problems, Scalar, Table, placed
from microsite.patterns import late
from microsite.text import Problem, Text

_LIMIT = 100_000
"""More values than a history has; only aliases of aliases reach it."""
_DEPTH = 100
"""Deeper than any schema here."""
_UNPRINTABLE = late("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What YAML calls non-printable; told by what it is, since a class of all the others takes long to compile."""
_BREAKS = late("[\x85\u2028\u2029]")


def from_yaml(text: Text) -> tuple[Node | None, Problems]:
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


def is_words(plain: str) -> bool:
    """Tell whether every reader of YAML takes a plain value for a string: not `1969`, `1969-03-02`, `yes` or `~`."""
    node = yaml.compose(f"- {plain}", Loader=yaml.CSafeLoader)
    return isinstance(node, yaml.SequenceNode) and str(node.value[0].tag).endswith(":str")


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
            return Scalar(placed(event.value, raw, event.style or ""), quoted=bool(event.style)), 1
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


def _yaml_problem(text: Text, error: yaml.MarkedYAMLError) -> Problem:
    # For a bracket that is never closed, the context is the bracket, the problem the end of the file.
    unclosed = error.context is not None and ("flow" in error.context or "quoted" in error.context)
    mark = error.context_mark if unclosed and error.context_mark else error.problem_mark
    words = " ".join(part for part in (error.problem, error.context) if part)
    if mark is None:
        return Problem(text.span, "yaml-syntax", words)
    lines = text.content.split("\n")
    return syntax.yaml_problem(text, sum(len(line) + 1 for line in lines[: mark.line]) + mark.column, words)
