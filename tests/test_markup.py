"""From Markdown to HTML with holes."""

from __future__ import annotations

import pytest
from casebook import Case, cases, titles
from hypothesis import given
from hypothesis import strategies as st
from plainly import body, problem

from microsite import anchors, marks, markup
from microsite.text import whole


def shown(written: str, language: str = "en-GB") -> str:
    """Return a text as HTML with holes, its headings and its notes after it."""
    made = markup.article(marks.scan(whole("content/pages/a.md", written)), language)
    notes = (f"note {label}: {body(text)}" for label, text in made.notes.items())
    return "\n".join([body(made.body).rstrip("\n"), *notes]).rstrip("\n")


@pytest.mark.parametrize("case", cases("markup.md"), ids=titles)
def test_markup(case: Case, update: bool) -> None:  # noqa: FBT001 - a fixture is passed by its name
    """What an author writes becomes the HTML of the case."""
    case.compare(shown(case.input), update=update)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-GB", "&ldquo;a &lsquo;b&rsquo;&rdquo;"),
        ("de", "&bdquo;a &sbquo;b&lsquo;&ldquo;"),
        ("de-AT", "&bdquo;a &sbquo;b&lsquo;&ldquo;"),
        ("ru", "&laquo;a &bdquo;b&ldquo;&raquo;"),
        ("fr", "&laquo;&#8239;a &ldquo;b&rdquo;&#8239;&raquo;"),
    ],
)
def test_quotation_marks_are_those_of_the_language(language: str, expected: str) -> None:
    """Straight quotation marks become those of the site's language."""
    assert f'<p id="p-a-b">{expected}</p>' == shown("\"a 'b'\"", language)


def test_headings_are_told_with_their_ids() -> None:
    """A text tells its headings in order, with level, id and words."""
    made = markup.article(marks.scan(whole("a.md", "## The [[mill]]\n\n### Wheel\n\n## Weir")), "en")

    assert [(2, "the"), (3, "wheel"), (2, "weir")] == [(h.level, h.id) for h in made.headings]
    assert "The ⟨names mill⟩" == body(made.headings[0].body)


def test_headings_of_the_first_level_are_lowered() -> None:
    """The first level is the page's title: where a text uses it, all of its headings go down by one."""
    made = markup.article(marks.scan(whole("a.md", "# Mill\n\n## Wheel")), "en")

    assert [2, 3] == [h.level for h in made.headings]


def test_ids_of_a_text_are_its_anchors() -> None:
    """Whatever has an id in the HTML can be linked to; nothing else can."""
    made = markup.article(marks.scan(whole("a.md", "## Mill\n\nOne two.\n\n<b id='x'>y</b> <i id=\"z\">y</i>")), "en")

    assert frozenset({"mill", "p-one-two", "p-y-y", "x", "z"}) == made.ids


def test_one_text_is_not_remembered_in_the_next() -> None:
    """The same text gives the same ids, whatever was read before it."""
    assert shown("The mill.") == shown("The mill.")


def test_fields_have_no_notes_and_no_blocks() -> None:
    """A field of a data file is prose with citations and mentions, and no more."""
    _, problems = markup.passage(whole("a.yaml", "A[^1] b [@c, p. three].\n\n/// timeline\n///"), "en")

    assert ["bad-locator", "bad-value", "block-syntax"] == sorted(one.rule for one in problems)
    assert "1:2-5 bad-value: a field of a data file has no footnotes" in [problem(one) for one in problems]


@given(st.text(alphabet="[]()`<>@|\\^:/-~ab \n*_{}\"'!#&;.毛=", max_size=60))
def test_any_text_can_be_marked_up(content: str) -> None:
    """No text, however broken, raises; no slot is left in its HTML."""
    html = shown(content)

    assert anchors.SLOT_OPEN not in html
    assert anchors.SLOT_CLOSE not in html
