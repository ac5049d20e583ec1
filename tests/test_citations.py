"""Citations: Pandoc's grammar, with positions."""

from __future__ import annotations

import pytest
from casebook import Case, cases, titles
from plainly import cite, problem

from microsite import citations
from microsite.model import Cite
from microsite.text import Span, whole


def read(written: str) -> str:
    """Return what stands between brackets in words: a line a source, then the problems."""
    text = whole("a.md", written)
    citation, problems = citations.read(text, text.span)
    cites = [cite(one) for one in citation.cites] if citation else ["no citation"]
    return "\n".join([*cites, *(problem(one) for one in problems)])


@pytest.mark.parametrize("case", cases("citations.md"), ids=titles)
def test_citations(case: Case, update: bool) -> None:  # noqa: FBT001 - a fixture is passed by its name
    """What an author writes between brackets means what the case says."""
    case.compare(read(case.input), update=update)


def test_keys_know_their_places() -> None:
    """The finger of an unknown source points at its key, wherever in the brackets it stands."""
    text = whole("a.md", "see @a, p. 3;\nalso -@毛-b")
    citation, _ = citations.read(text, text.span)

    assert citation is not None
    assert [Span("a.md", 1, 5, 2), Span("a.md", 2, 6, 5)] == [one.span for one in citation.cites]


@pytest.mark.parametrize(
    ("written", "hint"),
    [("dorn-1788", "write `@dorn-1788`."), ("Dorn 1788, p. 3", "write `@key, p. 3`.")],
)
def test_fields_want_a_citation(written: str, hint: str) -> None:
    """A field `sources` that holds no citation says how to write one."""
    _, (wrong,) = citations.read_field(whole("a.yaml", written))

    assert ("bad-value", f"`{written}` is not a citation", hint) == (wrong.rule, wrong.message, wrong.hint)


@pytest.mark.parametrize(
    ("locator", "label", "numbers", "suffix"),
    [
        (None, "", "", ""),
        ("pp. 3–5", "page", "3–5", ""),
        ("second leaf", "", "", ", second leaf"),
        ("7", "page", "7", ""),
    ],
)
def test_locators_can_stand_apart(locator: str | None, label: str, numbers: str, suffix: str) -> None:
    """The field `locator` of a quotation is read as what follows a key."""
    here = Span("a.yaml", 1, 1)
    found, problems = citations.of("dorn", here, None if locator is None else whole("a.yaml", locator))

    assert () == problems
    assert Cite("dorn", here, "", label, numbers, suffix) == found
