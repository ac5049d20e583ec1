"""Problems as they are printed: for people, for programs, for GitHub."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import Golden

from microsite import cli, console, printing
from microsite.rules import Finding
from microsite.text import Problem, Severity, Span, whole

FAULTS = Path(__file__).resolve().parent / "faults"
SITE = FAULTS / "several--files"


def shown(line: str, column: int, length: int) -> list[str]:
    """Return the excerpt of a line with the finger, without what stands before the bar."""
    problem = Problem(Span("a.md", 1, column, length), "bad-value", "it is wrong")
    printed = printing.as_text([Finding(problem, Severity.ERROR)], {"a.md": whole("a.md", line)})

    return [row[len("      | ") :] for row in printed.splitlines()[1:]]


@pytest.mark.parametrize(("form", "golden_name"), [("json", "expected.json"), ("github", "expected.github")])
def test_a_faulty_site_for_programs(
    form: str, golden_name: str, tmp_path: Path, golden: Golden, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a program reads has every problem of the run, in order, and nothing else."""
    site = shutil.copytree(SITE, tmp_path / "site")

    assert console.BROKEN == cli.main(["build", "--site", str(site), "--no-cache", "--format", form])
    told = capsys.readouterr()
    assert "" == told.err
    golden(SITE / golden_name, told.out)


def test_formats_tell_the_same() -> None:
    """Text, JSON and annotations have the same problems at the same places, in the same order."""
    heads = [
        line.split(" ")[0]
        for line in (SITE / "expected.txt").read_text(encoding="utf-8").splitlines()
        if " error: " in line or " warning: " in line
    ]
    fields = json.loads((SITE / "expected.json").read_text(encoding="utf-8"))
    notes = (SITE / "expected.github").read_text(encoding="utf-8").splitlines()

    assert heads == [f"{f['path']}:{f['line']}:{f['column']}:" for f in fields]
    assert [
        f"file={f['path']},line={f['line']},col={f['column']},endColumn={f['column'] + f['length']},title={f['rule']}"
        for f in fields
    ] == [note.split("::")[1].split(" ")[1] for note in notes]


def test_json_has_every_field() -> None:
    """A problem in JSON: place, length, severity, rule, message, hint; other scripts as they are."""
    problem = Problem(Span("a.md", 3, 7, 2), "unknown-mention", "no person `里夫`", "did you mean `里`?")

    assert [
        {
            "path": "a.md", "line": 3, "column": 7, "length": 2, "severity": "note",
            "rule": "unknown-mention", "message": "no person `里夫`", "hint": "did you mean `里`?",
        }
    ] == json.loads(printing.as_json([Finding(problem, Severity.NOTE)], {}))  # fmt: skip
    assert "里夫" in printing.as_json([Finding(problem, Severity.NOTE)], {})


def test_no_problems_are_an_empty_list() -> None:
    """JSON is a list also where nothing is wrong; text and annotations are empty."""
    assert [] == json.loads(printing.as_json([], {}))
    assert ["", ""] == [printing.as_text([], {}), printing.as_github([], {})]


def test_annotations_are_escaped() -> None:
    """GitHub reads `%` and line ends in messages, and `:` and `,` in properties, unless they are escaped."""
    problem = Problem(Span("a,b:c.md", 1, 1), "coverage", "50 % of it", "100 %\nof it")

    assert (
        "::notice file=a%2Cb%3Ac.md,line=1,col=1,endColumn=2,title=coverage::50 %25 of it%0A100 %25%0Aof it\n"
        == printing.as_github([Finding(problem, Severity.NOTE)], {})
    )


def test_the_finger_stands_under_the_word() -> None:
    """The finger covers the characters of the span, from its column."""
    assert ["the mill burns", "    ^^^^"] == shown("the mill burns", 5, 4)


def test_han_characters_are_two_columns_wide() -> None:
    """Before the finger and under it, a terminal gives Han characters two columns."""
    assert ["磨坊 mill 坊", "     ^^^^"] == shown("磨坊 mill 坊", 4, 4)
    assert ["磨坊 mill", "^^^^"] == shown("磨坊 mill", 1, 2)


def test_tabs_stay_tabs() -> None:
    """A tab before the finger is a tab under it, however wide the terminal makes it."""
    assert ["\ta\tb", "\t \t^"] == shown("\ta\tb", 4, 1)


def test_control_characters_are_not_obeyed() -> None:
    """What a terminal would obey is shown as its picture."""
    assert ["red ␛[31m", "    ^"] == shown("red \x1b[31m", 5, 1)


def test_a_long_line_is_cut_around_the_finger() -> None:
    """Of a file that is a single line, only the surroundings of the mistake are printed."""
    before, after = shown("a" * 5000 + "wrong" + "b" * 5000, 5001, 5)

    assert (142, "…", "…") == (len(before), before[0], before[-1])
    assert "wrong" == before[after.index("^") :][: after.count("^")]


def test_a_long_finger_ends_with_what_is_shown() -> None:
    """A finger under more than is shown ends where that ends."""
    before, after = shown("a" * 5000, 4, 4000)

    assert (141, 140) == (len(before), len(after))


def test_what_has_no_line_has_no_excerpt() -> None:
    """A problem of a file that could not be read, or at an empty line, is printed without an excerpt."""
    problem = Problem(Span("a.md", 2, 1), "encoding", "the byte 0x96 is not UTF-8", "save the file as UTF-8.")
    expected = "a.md:2:1: error: the byte 0x96 is not UTF-8 [encoding]\n      = save the file as UTF-8.\n"

    assert expected == printing.as_text([Finding(problem, Severity.ERROR)], {})
    assert expected == printing.as_text([Finding(problem, Severity.ERROR)], {"a.md": whole("a.md", "one\n\n")})
