"""Marks: what is found in prose, and where."""

from __future__ import annotations

import pytest
from casebook import Case, cases, titles
from hypothesis import given
from hypothesis import strategies as st
from plainly import scan

from microsite import marks
from microsite.manuscript import decoded
from microsite.model import Citation, Mention, NoteCall
from microsite.text import Span, whole

LETTERS = "ab é毛Хю𝔸\n.,’1"
PROSE = st.text(alphabet=LETTERS, max_size=40)
MARKS = st.sampled_from(
    [("[@a-1, p. 3]", Citation), ("[[a-1]]", Mention), ("[^a-1]", NoteCall), ("[[a-1|Ж 毛]]", Mention)]
)


@pytest.mark.parametrize("case", cases("marks.md"), ids=titles)
def test_marks(case: Case, update: bool) -> None:  # noqa: FBT001 - a fixture is passed by its name
    """What is a mark, and where it stands, is as the case says."""
    found = "\n".join(scan(marks.scan(whole("a.md", case.input))))
    case.compare(found or "no marks", update=update)


@given(PROSE, MARKS, PROSE, st.sampled_from(["", "\ufeff"]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_a_mark_anywhere_knows_its_place(
    before: str, mark: tuple[str, type], after: str, byte_order_mark: str, line_end: str
) -> None:
    """A mark is found where an editor shows it, after any letters, line ends and a byte order mark."""
    # Four spaces at the start of a line would be code.
    before, after = before.replace("    ", " "), after.replace("    ", " ")
    written, kind = mark
    text, _ = decoded("a.md", f"{byte_order_mark}{before}{written}{after}".replace("\n", line_end).encode())
    assert text is not None
    (found,) = (part for part in marks.scan(text).parts if isinstance(part[2], kind))
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1

    assert Span("a.md", line, column, len(written)) == text.at(*found[:2])


@given(PROSE, PROSE)
def test_a_key_anywhere_knows_its_place(before: str, inside: str) -> None:
    """The key in a citation is pointed at, whatever stands before it between the brackets."""
    inside = inside.replace("\n\n", " ")
    content = f"{before.replace('    ', ' ')}[{inside} @a-1]"
    (found,) = (m for _, _, m in marks.scan(whole("a.md", content)).parts if isinstance(m, Citation))
    ahead = content[: content.index("@a-1")]

    assert Span("a.md", ahead.count("\n") + 1, len(ahead) - (ahead.rfind("\n") + 1) + 1, 4) == found.cites[0].span


@given(st.text(alphabet="[]()`<>@|\\^:/-~ab \n*_{}\"'!#&;.毛", max_size=60))
def test_any_text_can_be_scanned(content: str) -> None:
    """No text, however broken, raises; marks come in order and do not overlap; no line moves."""
    found = marks.scan(whole("a.md", content))
    ends = [0, *(end for _, end, _ in found.parts)]

    assert all(start >= before for (start, _, _), before in zip(found.parts, ends, strict=False))
    assert len(content) == len(found.text.content)


@given(
    st.lists(
        st.sampled_from(
            ("[", "]", "[[a]]", "[@a, p. 3]", "@a [p. 3]", "-@a", "[^a]", "[a](b)", "](", "\\", "`", "``", "<b>", "<!--", "-->", "http://a.b/c",
             "xhttps://a", "\n", "\n\n", "\n/// map | a\n", "\n  ///\n", "\n [a]: b", "\n[a]: b", "a@b.c", "<a@b.c>", " ", "  ", "words", "毛", "@")
        ),
        max_size=20,
    ).map("".join)
)  # fmt: skip
def test_marks_are_looked_for_by_what_they_begin_with(content: str) -> None:
    """What is found by first characters is what is found by trying every place."""
    cursor, tried = 0, []
    while token := marks._TOKEN.search(content, cursor):
        tried.append(token.span())
        cursor = token.end()

    assert tried == [token.span() for token in marks._tokens(content, [])]
    assert not tried or any(sign in content for sign in marks._SIGNS)
