"""Citation coverage: what a chapter claims, and how much of it cites."""

from __future__ import annotations

import json

import pytest
from scriptorium import SITE, known, prose

from microsite import coverage, printing
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
    assert (("upper", 1), ("lower", 0), ("scholarship", 1), ("other", 1)) == found.sides
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


def plainly(_: str, words: str) -> str:
    """Paint nothing."""
    return words


def marked(style: str, words: str) -> str:
    """Paint so that it can be read in a test."""
    return f"<{style}>{words}</>"


def test_the_table_is_printed_in_columns() -> None:
    """`check` ends with a row a chapter, and a line for them all."""
    rows = coverage.table(written("In 1788 [@dorn].\n\nIn 1789."))
    expected = (
        "chapter  claims  cited   %  sources  most used  share  upper  lower  scholarship  other  languages\n"
        "a             2      1  50        1  dorn       100 %      0      0            1      0  de 1\n"
        "together: 1 of 2 claims cite, 50 %"
    )

    assert expected == printing.coverage_table(rows, plainly)


def test_the_table_is_read_at_a_glance() -> None:
    """What misses a threshold is red, with its chapter; what cites every claim is green."""
    missed = coverage.table(written("In 1788 [@dorn].\n\nIn 1789.", f"{SITE}coverage: {{claims: 90}}\n"))
    row = printing.coverage_table(missed, marked).splitlines()[1]

    assert row.startswith("<red>a      </>")
    assert "<red>50</>" in row
    assert "<green>100</>" in printing.coverage_table(coverage.table(written("In 1788 [@dorn].")), marked)


def test_the_table_fits_into_a_terminal() -> None:
    """Columns that do not fit are left out from the right, and the last line names them."""
    rows = coverage.table(written("In 1788 [@dorn].\n\nIn 1789."))
    lines = printing.coverage_table(rows, plainly, 75).splitlines()

    assert lines[0].endswith("  share  upper  lower")
    assert lines[-1].endswith("also shows: scholarship, other, languages")
    assert max(map(len, lines[:2])) <= 75


def test_the_coverage_is_there_for_programs() -> None:
    """The rows as JSON have the numbers, the balance, and what is missed."""
    rows = coverage.table(written("In 1788 [@dorn].\n\nIn 1789.", f"{SITE}coverage: {{claims: 90}}\n"))
    told = json.loads(printing.coverage_json((), rows))

    assert [] == told["problems"]
    assert {"chapter": "a", "claims": 2, "cited": 1, "claimed": 50.0}.items() <= told["coverage"][0].items()
    assert {"upper": 0, "lower": 0, "scholarship": 1, "other": 0} == told["coverage"][0]["sides"]
    assert ["claims"] == told["coverage"][0]["missed"]


def test_a_history_without_chapters_has_a_table() -> None:
    """Before the first chapter is written there is nothing to cover, and no traceback."""
    assert "together: 0 of 0 claims cite, 100 %" in printing.coverage_table((), plainly)
