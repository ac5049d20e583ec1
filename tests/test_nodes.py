"""YAML and JSON as trees in which every value knows where it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite import mappings, nodes
from microsite.manuscript import decoded
from microsite.nodes import Listing, Node, Scalar, Table
from microsite.text import Problem, Span, Text, whole

Piece = tuple[str, str]
"""A character of a value, and how it is written."""


@dataclass(frozen=True, slots=True)
class Style:
    """A way of writing a value in YAML."""

    before: str
    """What stands before the first character."""
    after: str
    """What stands after the last."""
    alphabet: tuple[Piece, ...]
    """What a word can hold."""
    gaps: tuple[Piece, ...]
    """What can stand between two words."""


def as_written(characters: str) -> tuple[Piece, ...]:
    """Return the pieces of characters that are written as they are."""
    return tuple((c, c) for c in characters)


LETTERS = as_written("abuxnN059é毛Хю𝔸")
MARKS = as_written("[]@-|>#;.’")
SPACE, FOLD = (" ", " "), (" ", "\n    ")
ESCAPES = (
    ('"', '\\"'), ("\\", "\\\\"), ("é", "\\u00e9"), ("[", "\\x5b"), ("毛", "\\u6bdb"), ("𝔸", "\\U0001d538"), ("/", "\\/"),
)  # fmt: skip
STYLES = {
    "plain": Style("", "", LETTERS, (SPACE, FOLD)),
    "single-quoted": Style("'", "'", (*LETTERS, *MARKS, ("'", "''"), ('"', '"')), (SPACE, FOLD)),
    "double-quoted": Style('"', '"', (*LETTERS, *MARKS, *ESCAPES), (SPACE, FOLD, ("\n", "\\n"), ("\t", "\\t"))),
    "literal": Style("|-\n    ", "", (*LETTERS, *MARKS), (SPACE, ("\n", "\n    "))),
    "folded": Style(">-\n    ", "", (*LETTERS, *MARKS), (SPACE, FOLD)),
    "folded after a comment": Style(">- # [abu] x@\n    ", "", (*LETTERS, *MARKS), (SPACE, FOLD)),
}


def pieces(style: Style) -> st.SearchStrategy[list[Piece]]:
    """Return a strategy for values: words of the style with gaps between."""
    word = st.lists(st.sampled_from(style.alphabet), min_size=1, max_size=5)
    first = st.sampled_from(LETTERS)
    further = st.lists(st.tuples(st.sampled_from(style.gaps), first, word), max_size=5)
    return st.builds(
        lambda head, tail, rest: [head, *tail, *(p for gap, letter, more in rest for p in (gap, letter, *more))],
        first, word, further,
    )  # fmt: skip


def scalar(text: Text) -> Text:
    """Return the value of the field `it` of a YAML document."""
    node, problems = mappings.from_yaml(text)

    assert () == problems
    assert isinstance(node, Table)
    found = node.get("it")
    assert isinstance(found, Scalar)
    return found.text


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("encode", [str.encode, lambda s: b"\xef\xbb\xbf" + s.replace("\n", "\r\n").encode()])
@given(data=st.data())
def test_every_character_of_a_value_knows_its_place(
    style: Style, encode: Callable[[str], bytes], data: st.DataObject
) -> None:
    """However a value is written, each of its letters stands where an editor shows it."""
    chosen = data.draw(pieces(style))
    raw = "# 毛\nother: [a, b]\nit: " + style.before
    expected = {}
    for offset, (character, written) in enumerate(chosen):
        line, column = raw.count("\n") + 1, len(raw) - raw.rfind("\n")
        expected[offset] = (character, line, column)
        raw += written
    text, _ = decoded("a.yaml", encode(f"{raw}{style.after}\nlast: 1\n"))
    assert text is not None
    value = scalar(text)

    assert "".join(character for character, _ in chosen) == value.content
    found = {i: (c, value.at(i, i + 1).line, value.at(i, i + 1).column) for i, c in enumerate(value.content)}
    visible = [i for i, c in enumerate(value.content) if not c.isspace()]
    assert [expected[i] for i in visible] == [found[i] for i in visible]


def plain(node: Node | None) -> object:
    """Return the tree as Python's own lists and dicts."""
    match node:
        case Scalar():
            return node.text.content
        case Listing():
            return [plain(item) for item in node.items]
        case Table():
            return {key.content: plain(value) for key, value in node.entries}
    return None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("date: 1969-03-02", {"date": "1969-03-02"}),
        ("date: 1957~", {"date": "1957~"}),
        ("yes: no", {"yes": "no"}),
        ("n: 0x1F", {"n": "0x1F"}),
        ("a: [1, {b: c}]", {"a": ["1", {"b": "c"}]}),
        ("a: &x [1]\nb: *x", {"a": ["1"], "b": ["1"]}),
        ("- a\n-\n- ''", ["a", "", ""]),
        ("", None),
        ("# nothing\n", None),
        ("a: x\u2028y", {"a": "x y"}),
    ],
)
def test_values_are_not_interpreted(written: str, expected: object) -> None:
    """YAML's guesses at dates, numbers and truth are not made: the schema says what a value is."""
    assert expected == plain(mappings.from_yaml(whole("a.yaml", written))[0])


@pytest.mark.parametrize(("written", "null"), [("~", True), ("null", True), ("", True), ("'~'", False), ("x", False)])
def test_nothing_is_told_from_something_quoted(written: str, null: bool) -> None:  # noqa: FBT001
    """An empty value is none; one in quotation marks is what stands in them."""
    node, _ = mappings.from_yaml(whole("a.yaml", f"it: {written}"))
    assert isinstance(node, Table)
    value = node.get("it")
    assert isinstance(value, Scalar)

    assert null == value.null


@pytest.mark.parametrize(
    ("written", "line", "column", "message"),
    [
        ("a: [1, 2\nb: 3\n", 1, 4, "a comma or a `]` is missing"),
        ('a: "open\n\n', 1, 4, "the quotation mark is never closed"),
        ("a: b: c", 1, 5, "no `:` can stand here"),
        ("sources: @luthi", 1, 10, "no value begins with this character"),
        ("a:\n\t- x", 2, 1, "a tab where YAML wants spaces"),
        ("a: \x07", 1, 4, "the character U+0007 is not allowed in YAML"),
        ("a: *x", 1, 4, "there is no anchor `x` before this"),
        ("a: &x [*x]", 1, 8, "the alias stands inside of what it repeats"),
        ("a: 1\n---\nb: 2", 2, 1, "a second document begins here"),
        ("毛: [", 1, 4, "a value or a closing bracket is missing"),
    ],
)
def test_broken_yaml_has_a_place(written: str, line: int, column: int, message: str) -> None:
    """What is not YAML is one problem, at the character that an author has to look at."""
    node, (problem,) = mappings.from_yaml(whole("a.yaml", written))

    assert node is None
    assert ("yaml-syntax", line, column) == (problem.rule, problem.span.line, problem.span.column)
    assert message == problem.message


def test_deep_yaml_is_refused() -> None:
    """A hundred thousand brackets are a problem, not the end of the process."""
    _, (problem,) = mappings.from_yaml(whole("a.yaml", "[" * 100_000))

    assert "the values are nested too deeply" == problem.message


def test_aliases_of_aliases_are_refused() -> None:
    """A document that would be billions of values when written out is refused before it is."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    _, (problem,) = mappings.from_yaml(whole("a.yaml", "\n".join(lines)))

    assert "the aliases repeat more than 100000 values" == problem.message


def test_repeated_keys_are_problems() -> None:
    """A field that stands twice is a problem where it stands the second time."""
    node, _ = mappings.from_yaml(whole("a.yaml", "a: 1\nb: 2\na: 3"))
    assert isinstance(node, Table)
    first = "it is first written in line 1."

    assert (Problem(Span("a.yaml", 3, 1), "duplicate-key", "the field `a` stands twice", first),) == nodes.repeated(
        node
    )


def test_json_values_know_their_places() -> None:
    """A value of CSL-JSON stands where it is written, escapes before it or not."""
    node, _ = nodes.from_json(
        whole("a.json", '[\n  {"id": "x", "title": "Caf\\u00e9 \\"é\\"", "n": [1, true, null]}\n]')
    )
    assert isinstance(node, Listing)
    (item,) = node.items
    assert isinstance(item, Table)
    title = item.get("title")
    assert title is not None

    assert [{"id": "x", "title": 'Café "é"', "n": ["1", "true", "null"]}] == plain(node)
    assert [(2, 25), (2, 28), (2, 35), (2, 37)] == [
        (title.text.at(i, i).line, title.text.at(i, i).column) for i in (0, 3, 5, 6)
    ]


@pytest.mark.parametrize(
    ("written", "line", "column"),
    [('[{"id": "x",}]', 1, 12), ("[1\n2]", 2, 1), ("", 1, 1), ('{"a": "\n"}', 1, 7), ("[] x", 1, 4)],
)
def test_broken_json_has_a_place(written: str, line: int, column: int) -> None:
    """What is not JSON is one problem, where an author has to look."""
    node, (problem,) = nodes.from_json(whole("a.json", written))

    assert node is None
    assert ("json-syntax", line, column) == (problem.rule, problem.span.line, problem.span.column)
