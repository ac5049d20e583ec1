"""Citation coverage: what a chapter claims, and how much of it cites."""

from __future__ import annotations

import pytest
from scriptorium import SITE, known, prose

from microsite import coverage
from microsite.coverage import Row
from microsite.history import History

SOURCES = """
- {id: dorn, type: book, title: D, language: de, issued: {date-parts: [[1990]]}}
- {id: oath, type: treaty, title: O, language: la, issued: {date-parts: [[1788]]}, custom: {side: upper}}
- {id: writ, type: treaty, title: W, issued: {date-parts: [[1789]]}}
"""


def written(text: str, site: str = SITE) -> History:
    """Return a history of one chapter."""
    return known({"site.yaml": site, "chapters/1-a.md": prose(text), "sources/a.yaml": SOURCES})


def row(text: str) -> Row:
    """Return the coverage of a chapter."""
    return coverage.table(written(text))[0]


@pytest.mark.parametrize(
    ("text", "claims", "cited"),
    [
        ("It stood.", 0, 0),
        ("It stood in 1788.", 1, 0),
        ("It stood in 1788 [@dorn].", 1, 1),
        ("It had twenty wheels.", 1, 0),
        ("It stood in 1788.[^a]\n\n[^a]: So [@dorn].", 1, 1),
        ("It stood in 1788.[^a]\n\n[^a]: So they say.", 1, 0),
        ("See [@dorn, p. 3].", 0, 0),
        ("## 1788\n\nIt stood.", 0, 0),
        ("- in 1788\n- in 1789 [@dorn]\n- once", 2, 1),
        ("1. one\n2. two", 0, 0),
        ("| 1788 | 12 |\n|---|---|\n| 1 | 2 |", 0, 0),
        ("```\n1788\n```", 0, 0),
        ("`1788` is code.", 0, 0),
        ("[x](1788.html) is an address.\n{: #p-1 }", 0, 0),
        ("In 1788.\nAnd in 1789 [@dorn].\n\nIn 1790.", 2, 1),
        (
            "/// dispute | Who?\n//// account | upper\nIn 1788.\n////\n//// account | lower\nIn 1789 [@dorn].\n////\n///",
            2,
            1,
        ),
        ("> In 1788.", 1, 0),
    ],
)
def test_claims_are_paragraphs_with_numbers(text: str, claims: int, cited: int) -> None:
    """A paragraph or list item that says something dated or numeric claims; it cites, or its footnote does."""
    assert (claims, cited) == (row(text).claims, row(text).cited)


def test_nothing_claimed_is_wholly_covered() -> None:
    """A chapter without claims misses none."""
    assert 100 == row("It stood.").claimed


def test_sources_are_weighed() -> None:
    """A row tells how many sources are cited, which most, whose they are and in which languages."""
    found = row("One [@dorn; @oath]. Two [@dorn]. Three [@writ].")

    assert (4, 3, "dorn", 50.0) == (found.citations, found.sources, found.most_used, found.share)
    assert (("other", 1), ("scholarship", 1), ("upper", 1)) == found.sides
    assert (("?", 1), ("de", 1), ("la", 1)) == found.languages


@pytest.mark.parametrize(
    ("least", "expected"),
    [
        ("claims: 51", ["50 % of the claiming paragraphs cite, less than 51 %"]),
        ("claims: 50", []),
        ("sources: 2", ["1 source is cited, fewer than 2"]),
        ("single_source: 99", ["`dorn` has 100 % of the citations, more than 99 %"]),
        ("single_source: 100", []),
    ],
)
def test_thresholds_fail_a_chapter(least: str, expected: list[str]) -> None:
    """A chapter below a threshold of `site.yaml` is a problem of its own."""
    whole = written("In 1788 [@dorn].\n\nIn 1789.", f"{SITE}coverage: {{{least}}}\n")

    assert expected == [p.message for p in coverage.problems(whole, coverage.table(whole))]


def test_the_table_is_printed_in_columns() -> None:
    """`check` ends with a row a chapter."""
    whole = written("In 1788 [@dorn].\n\nIn 1789.")
    expected = (
        "chapter  claims  cited   %  sources  most used  share  upper  lower  scholarship  other  languages\n"
        "a             2      1  50        1  dorn       100 %      0      0            1      0  de 1"
    )

    assert expected == coverage.printed(whole, coverage.table(whole))
