"""What `fmt` does: the same values and comments in one manner, and nothing a second time."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from casebook import Case, cases, titles
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite import cli, tidy
from microsite.console import BROKEN, BUILT, MISUSED

MILL = Path(__file__).resolve().parent / "sites" / "mill"


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    """Return a copy of a site with every kind of file."""
    return shutil.copytree(MILL, tmp_path / "mill", ignore=shutil.ignore_patterns("golden", "_site", ".cache"))


def fmt(site: Path, *words: str) -> int:
    """Return the exit status of `fmt`."""
    return cli.main(["fmt", "--site", str(site), *words])


@pytest.mark.parametrize("case", cases("tidy.md"), ids=titles)
def test_cases(case: Case, update: bool) -> None:  # noqa: FBT001 - a fixture is passed by its name
    """Each case is a file, by its path in the first line, before and after; `·` stands for a blank at an end."""
    path, _, content = case.input.replace("·", " ").partition("\n")
    made = tidy.tidied(path, content + "\n")

    case.compare(
        re.sub(r" +$", lambda found: "·" * len(found[0]), made.rstrip("\n"), flags=re.MULTILINE), update=update
    )
    assert made == tidy.tidied(path, made)


# ---- the law: values and comments stay, and a second time there is nothing to do

VALUES = st.sampled_from(
    [
        "T", "'it''s'", '"q"', '"a\\tb"', "'a \"b\" ''c'", "[a, 'b']", "{text: x, lang: en}", "|\n    # no comment\n\n    end",
        ">-\n    long\n    words", "|+\n    kept\n", "plain\n    goes on", "", "~", "1950-1953", "'1969-03-02'",
        "['@a, pp. 3-5', '@b-1950-1951, p. 7-9']", "\n  - side: x\n    text: y", "\n  - text: y  # eol\n    # above\n    side: x",
    ]
)  # fmt: skip
NAMES = st.permutations(
    ["id", "date", "title", "text", "sources", "place", "accounts", "tone_reason", "lane", "strange"]
)
ABOVE = st.sampled_from(["", "", "# c{}\n", "\n# c{}\n", "  # c{}\n", "   \n", "\n"])
AFTER = st.sampled_from(["", "", "  # e{}", " "])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Return a file of events in any order and manner."""
    lines: list[str] = []
    for record in range(draw(st.integers(0, 3))):
        for place, name in enumerate(draw(NAMES)[: draw(st.integers(1, 6))]):
            above = draw(ABOVE).format(f"{record}.{name if place else 'record'}")
            value = draw(VALUES)
            after = "" if "\n" in value else draw(AFTER).format(f"{record}.{name}")
            lines.append(f"{above}{'  ' if place else '- '}{name}: {value}{after}\n")
    return "".join(lines)


def dashless(value: Any) -> Any:
    """Return values with hyphens for dashes, which is what may change in them."""
    if isinstance(value, list):
        return [dashless(item) for item in value]
    if isinstance(value, dict):
        return {key: dashless(item) for key, item in value.items()}
    return re.sub(r"\s*–\s*", "-", value) if isinstance(value, str) else value


@settings(deadline=None)
@given(files())
def test_values_and_comments_stay(content: str) -> None:
    """For PyYAML the file says what it said, every comment stands in it, and a second run changes nothing."""
    made = tidy.tidied("content/events.yaml", content)
    comments = re.compile(r"# [ce]\d\.\w+")

    assert dashless(yaml.safe_load(content)) == dashless(yaml.safe_load(made))
    assert sorted(comments.findall(content)) == sorted(comments.findall(made))
    assert made == tidy.tidied("content/events.yaml", made)


@settings(deadline=None)
@given(files())
def test_comments_stay_with_their_fields(content: str) -> None:
    """A comment above or behind a field of a record is above or behind it afterwards, wherever the field went."""
    made = tidy.tidied("content/events.yaml", content)

    for record, name in re.findall(r"# e(\d)\.(\w+)", made):
        assert re.search(rf"^[- ] {name}:[^\n]*  # e{record}\.{name}$", made, re.MULTILINE)
    if made.count("#") == content.count("#") and not re.search(r"\|\+|plain", content):
        for record, name in re.findall(r"^ *# c(\d)\.(?!record)(\w+)$", made, re.MULTILINE):
            assert re.search(rf"^ *# c{record}\.{name}\n(?:[ \t]*\n)*(?:[- ]) {name}:", made, re.MULTILINE)


# ---- the command


def test_the_site_is_tidied(mill: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each file that changes is named with its lines; a second run finds nothing, and what is built stays the same."""
    shutil.rmtree(mill / "templates", ignore_errors=True)
    assert BUILT == cli.main(["build", "--site", str(mill), "--no-cache", "-q", "--output", str(mill / "before")])
    capsys.readouterr()

    assert BUILT == fmt(mill)
    told = capsys.readouterr()
    assert "content/chapters/02-der-brand.md:3\n" in told.out
    assert told.err.endswith(" files changed\n")
    assert BUILT == fmt(mill)
    assert ("", "nothing to change\n") == capsys.readouterr()
    assert BUILT == cli.main(["build", "--site", str(mill), "--no-cache", "-q", "--output", str(mill / "after")])
    before, after = ({p.name: p.read_bytes() for p in (mill / name).rglob("*.html")} for name in ("before", "after"))
    assert before == after


def test_check_changes_nothing_and_fails(mill: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--check` names files and lines and has the status of a fault; once all is tidy, that of none."""
    before = {path: path.read_bytes() for path in mill.rglob("*.*") if path.is_file()}

    assert BROKEN == fmt(mill, "--check")
    assert "content/people.yaml:" in capsys.readouterr().out
    assert before == {path: path.read_bytes() for path in mill.rglob("*.*") if path.is_file()}
    fmt(mill)
    assert BUILT == fmt(mill, "--check")


def test_the_changes_are_shown(mill: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--diff` prints what `patch` understands, of the file that is named."""
    assert BUILT == fmt(mill, "--diff", "content/chapters/02-der-brand.md")
    told = capsys.readouterr().out

    assert "-years: 1788-1790\n+years: 1788–1790\n" in told
    assert told.startswith("--- a/content/chapters/02-der-brand.md\n")
    assert MISUSED == fmt(mill, "templates/page.html")


@pytest.mark.parametrize(("data", "rule"), [(b"a: [b\n", "yaml-syntax"), (b"a: \xff\n", "encoding")])
def test_what_cannot_be_read_is_told_and_left_alone(
    data: bytes, rule: str, mill: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is no YAML, or no text, is told as a build tells it; the others are tidied all the same."""
    (mill / "content" / "terms.yaml").write_bytes(data)

    assert BROKEN == fmt(mill)
    told = capsys.readouterr()
    assert f"[{rule}]" in told.out
    assert "content/people.yaml:" in told.out
    assert told.err.endswith("; 1 could not be read\n")
    assert data == (mill / "content" / "terms.yaml").read_bytes()


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_mark_stay(mark: str, mill: Path) -> None:
    """A file of Windows stays one; decomposed letters are composed, in the prose of a chapter too."""
    path = mill / "content" / "chapters" / "02-der-brand.md"
    path.write_bytes((mark + "---\r\ntitle: Mu\u0308hle\r\nyears: 1788-1790\r\n---\r\nMu\u0308hle  \r\n").encode())
    fmt(mill)

    assert (mark + "---\r\ntitle: Mühle\r\nyears: 1788–1790\r\n---\r\nMühle  \r\n").encode() == path.read_bytes()
