"""Where characters stand, and how a finger points at them."""

from __future__ import annotations

import html
import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.manuscript import decoded, surely_sound
from microsite.text import Span, Text, aligned, finger, guess, unescaped, whole

PROSE = st.text(alphabet=string.ascii_letters + " \n.,;é毛Хю\u0301\t𝔸", max_size=80)
"""Text of several scripts: wide characters, a combining one, one beyond the first plane."""


def place(content: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, counted the slow way."""
    before = content[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def places(text: Text) -> list[tuple[int, int]]:
    """Return line and column of every character."""
    return [(text.at(i, i + 1).line, text.at(i, i + 1).column) for i in range(len(text.content))]


@given(PROSE)
def test_every_character_knows_its_place(content: str) -> None:
    """The place of a character is its line and its column, both counted from 1."""
    expected = [place(content, i) for i in range(len(content))]

    assert expected == places(whole("a.md", content))


@given(PROSE, st.data())
def test_parts_keep_their_places(content: str, data: st.DataObject) -> None:
    """A part of a part of a text knows where its characters stand in the file."""
    first = data.draw(st.integers(0, len(content)))
    last = data.draw(st.integers(first, len(content)))
    inner = data.draw(st.integers(first, last))
    part = whole("a.md", content).part(first, last).part(inner - first, last - first)

    assert content[inner:last] == part.content
    assert [place(content, i) for i in range(inner, last)] == places(part)


@given(PROSE)
def test_stripping_moves_no_character(content: str) -> None:
    """Without the white space at its ends, a text stands where its first letter stands."""
    bare = whole("a.md", content).strip()

    assert content.strip() == bare.content
    if bare:
        assert place(content, len(content) - len(content.lstrip())) == (bare.span.line, bare.span.column)


def test_span_of_several_lines_is_its_first() -> None:
    """A finger points at one line: the first."""
    assert Span("a.md", 1, 5, 3) == whole("a.md", "one two\nthree").at(4, 13)


def test_span_of_nothing_has_a_length() -> None:
    """A finger covers one character at least."""
    assert Span("a.md", 1, 1, 1) == whole("a.md", "").span


@pytest.mark.parametrize(
    ("value", "raw", "expected"),
    [
        ("plain", "plain", [1, 2, 3, 4, 5]),
        ("it's", "'it''s'", [2, 3, 4, 6]),
        ('a"b', r'"a\"b"', [2, 4, 5]),
        ("ab", '"a\\\n  b"', [2, 3]),
    ],
)
def test_values_are_found_in_what_was_written(value: str, raw: str, expected: list[int]) -> None:
    """Behind quotation marks and escapes each character is found where it was written."""
    assert expected == [column for _, column in places(aligned(value, whole("a.yaml", raw)))]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_byte_order_mark_and_line_ends_are_no_characters(mark: bytes, line_end: str) -> None:
    """Neither a byte order mark nor Windows' line ends move a column or a line."""
    text, problems = decoded("a.md", mark + line_end.join(("eins", "zwei", "drei")).encode())

    assert () == problems
    assert whole("a.md", "eins\nzwei\ndrei") == text


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no mark", "mark"])
def test_other_encodings_are_refused_at_their_byte(mark: bytes) -> None:
    """What is not UTF-8 is a problem at its first bad byte."""
    text, problems = decoded("a.md", mark + "ab\nпо".encode("cp1251"))

    assert text is None
    assert [(Span("a.md", 2, 1), "encoding")] == [(p.span, p.rule) for p in problems]
    assert "the byte 0xEF is not UTF-8" == problems[0].message


def test_no_character_that_html_forbids_is_text() -> None:
    """Of all characters those are refused that HTML forbids, and the two that stand for marks."""
    forbidden = {*range(9), 0x0B, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF, 0x10600, 0x10601}
    every = [*range(0xD800), *range(0xE000, 0x10800), 0x10FFFF]

    assert forbidden == {point for point in every if decoded("a.md", f"a{chr(point)}b".encode())[0] is None}


BYTES = st.lists(
    st.sampled_from((
        b"a", b"\r\n", b"\xef\xbb\xbf", b"\0", b"\x7f", b"\xc2\x80", "–".encode(), "北".encode(), "й".encode(),
        "e\u0301".encode(), "가".encode(), "\u1161".encode(), "\uf900".encode(), "\u2028".encode(), b"\xe2", b"\x80",
        b"\x93", b"\xc3", b"\xa9", b"\xef\xbf\xbf", b"\xed\xa0\x80",
    ))
    | st.characters().map(lambda one: one.encode("utf-8", "surrogatepass")),
    max_size=12,
).map(b"".join)  # fmt: skip


@given(BYTES)
def test_what_is_surely_sound_is_sound(data: bytes) -> None:
    """What is not decoded to be looked at is text, and in NFC."""
    text, problems = decoded("a.md", data)

    assert not surely_sound(data) or (text is not None and not problems)


def test_nothing_is_composed_with_what_is_surely_sound() -> None:
    """No character that passes makes one with a character before it, or is written as another."""
    every = (chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000)
    passing = {one for one in every if surely_sound(one.encode())}
    parts = [unicodedata.decomposition(chr(point)).split() for point in range(0x110000)]
    joining = {chr(int(some[-1], 16)) for some in parts if len(some) > 1 and not some[0].startswith("<")}

    assert {"a", "é", "й", "北", "—", "“"} <= passing
    assert not passing & joining
    assert all(unicodedata.is_normalized("NFC", one) and not unicodedata.combining(one) for one in passing)


def test_decomposed_letters_are_composed() -> None:
    """`u` with a combining diaeresis becomes `ü`, with a warning where it stands."""
    text, problems = decoded("a.md", b"Mu\xcc\x88hle")

    assert text is not None
    assert text.content == "Mühle"
    assert [(Span("a.md", 1, 2), "not-nfc")] == [(p.span, p.rule) for p in problems]


@pytest.mark.parametrize(
    ("line", "span", "expected"),
    [
        ("see [@lost] there", Span("", 1, 6, 5), "     ^^^^^"),
        ("毛泽东 [@lost]", Span("", 1, 6, 5), "        ^^^^^"),
        ("毛泽东", Span("", 1, 2, 1), "  ^^"),
        ("\tname: x", Span("", 1, 8, 1), "\t      ^"),
        ("e\u0301a", Span("", 1, 3, 1), " ^"),
        ("short", Span("", 1, 6, 1), "     ^"),
    ],
)
def test_finger_stands_under_what_it_means(line: str, span: Span, expected: str) -> None:
    """Han characters take two columns of a terminal, combining ones none, tabs stay tabs."""
    assert expected == finger(line, span)


@pytest.mark.parametrize(
    ("word", "expected"),
    [("luthi-2088", "did you mean `luthi-2008`?"), ("mill", ""), ("", "")],
)
def test_guess_names_the_nearest_or_nothing(word: str, expected: str) -> None:
    """A slip of a key is recognised; a different word is not."""
    assert expected == guess(word, {"luthi-2008", "gerson-2010", "tass"})


REFERENCES = [
    *("&", "&&", ";", "#", "amp;", "ldquo;", "lt", "not", "notit;", "#38;", "#x26", "eacute;", "words ", "<", " ", "“"),
    *("&amp;", "&ldquo;", "&rdquo;", "&lsquo;", "&rsquo;", "&ndash;", "&mdash;", "&hellip;", "&quot;", "&lt;", "&gt;"),
]


@given(st.lists(st.sampled_from(REFERENCES), max_size=12).map("".join))
def test_references_are_what_html_says(written: str) -> None:
    """Whatever stands side by side, the frequent ones are resolved as all are."""
    assert html.unescape(written) == unescaped(written)
