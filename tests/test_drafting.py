"""What `new` writes: skeletons that pass, in their place, and nothing else is touched."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite import cli, inserting, scalars, skeletons
from microsite.console import BROKEN, BUILT, MISUSED
from microsite.inserting import BracketsError
from microsite.text import whole

MILL = Path(__file__).resolve().parent / "sites" / "mill"
EVENT = ("event", "--date", "1703-05-01", "--title", "Der Müller's Fest", "--source", "@bock-1950, p. 3")


@pytest.fixture
def mill(tmp_path: Path) -> Path:
    """Return a copy of a site with every kind of file."""
    return shutil.copytree(MILL, tmp_path / "mill", ignore=shutil.ignore_patterns("golden", "_site", ".cache"))


def new(site: Path, *words: str) -> int:
    """Return the exit status of `new`."""
    return cli.main(["new", words[0], "--site", str(site), "--no-cache", *words[1:]])


def problems(site: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return the first lines of what `check` says, drafts too, without positions."""
    cli.main(["check", "--site", str(site), "--no-cache", "-q", "--drafts"])
    return [line.partition(": ")[2] for line in capsys.readouterr().out.splitlines() if line.startswith("content/")]


@pytest.mark.parametrize(
    ("words", "path", "written"),
    [
        (EVENT, "content/events.yaml", "- id: der-mullers-fest-1703"),
        (
            ("person", "--name", "Ada Hale", "--form", "ru=Ада Хейл", "--born", "1700"),
            "content/people.yaml",
            "ada-hale:",
        ),
        (("place", "--name", "Oxley", "--lat", "52.4", "--lon", "−2.1"), "content/places.yaml", "oxley:"),
        (("term", "--name", "Malter", "--source", "@bock-1950"), "content/terms.yaml", "malter:"),
        (
            ("source", "--type", "book", "--author", "Hale, Ada", "--title", "Oxley: eine Mühle", "--issued", "1902"),
            "content/sources/",
            "- id: hale-1902",
        ),
        (("chapter", "--title", "Nach dem Brand", "--years", "1851–"), "content/chapters/", "title: Nach dem Brand"),
    ],
)
def test_a_skeleton_passes(
    words: tuple[str, ...], path: str, written: str, mill: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is written stands where it belongs, breaks no rule, and its path is the only thing on the output."""
    before = problems(mill, capsys)

    assert BUILT == new(mill, *words)
    told = capsys.readouterr().out
    assert told.startswith(str(mill / path))
    assert 1 == told.count("\n")
    assert written in Path(told.rstrip("\n")).read_text(encoding="utf-8").split("\n")
    assert [] == [
        p for p in problems(mill, capsys) if p not in before and "[uncited-source]" not in p and "[coverage]" not in p
    ]


def test_a_chapter_has_the_next_number_and_is_a_draft(mill: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file is named after the last one, with as many digits, and is built only with the drafts."""
    last = max((mill / "content" / "chapters").glob("*.md")).name

    assert BUILT == new(mill, "chapter", "--title", "Die neue Mühle", "--years", "1901-1950")
    made = Path(capsys.readouterr().out.rstrip("\n"))
    assert f"{int(last[:2]) + 1:02}-die-neue-muhle.md" == made.name
    assert "draft: true" in made.read_text(encoding="utf-8")


def test_nothing_is_overwritten(mill: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second thing of the same id is refused, and so is a number that is taken."""
    assert BUILT == new(mill, "chapter", "--title", "Die neue Mühle", "--years", "1901–1950")
    made = Path(capsys.readouterr().out.rstrip("\n"))
    made.write_text("mine", encoding="utf-8")

    assert MISUSED == new(
        mill, "chapter", "--title", "Other", "--slug", made.stem[3:], "--years", "1901", "--number", made.name[:2]
    )
    assert MISUSED == new(mill, "term", "--name", "x", "--id", "dorn-jost")
    assert "the id `dorn-jost` is taken, by a person, at content/people.yaml:1" in capsys.readouterr().err
    assert "mine" == made.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("event",), "`new event` needs --date and --title and --source; on a terminal it asks"),
        (("evnet",), "`evnet` is nothing that `new` makes; did you mean `event`?"),
        (("event", "--datum", "x"), "`--datum` means nothing to `new event`; did you mean `--date`?"),
        (
            ("event", "--date", "2 March 1969", *EVENT[3:]),
            "--date: `2 March 1969`: not a date in EDTF; write `1969-03-02`.",
        ),
        ((*EVENT[:5], "--source", "@bok-1950"), "--source: no source `bok-1950`; did you mean `bock-1950`?"),
        ((*EVENT, "--person", "Jost Dorn"), "--person: no person `Jost Dorn`; did you mean `dorn-jost`?"),
        ((*EVENT, "--place", "dorn-jost"), "--place: no place `dorn-jost`; `new place` writes one"),
        ((*EVENT, "--lane", "unterdrof"), "--lane: `unterdrof` is no lane; did you mean `unterdorf`?"),
        ((*EVENT, "--tone", "4"), "--tone: `4` is not a tone; a tone is a whole number from −3 (armed conflict) to +3"),
        ((*EVENT, "--id", "a b"), "--id: `a b` is not an id"),
        (("person", "--name", "A", "--form", "Ада"), "--form: `Ада` is not a form of a name; write it like"),
        (
            ("source", "--title", "A", "--type", "bok", "--issued", "1"),
            "--type: CSL has no type `bok`; did you mean `book`?",
        ),
        (("chapter", "--title", "水磨记", "--years", "1900"), "`水磨记` is no address"),
    ],
)
def test_a_wrong_answer_is_told_in_a_line(
    words: tuple[str, ...], told: str, mill: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An answer that cannot stand is told with what was meant, and nothing is written."""
    before = {path: path.read_bytes() for path in mill.rglob("*.*") if path.is_file()}

    assert MISUSED == new(mill, *words)
    captured = capsys.readouterr()
    assert ("", True) == (captured.out, captured.err.startswith(f"build.py: {told}"))
    assert before == {path: path.read_bytes() for path in mill.rglob("*.*") if path.is_file()}


def test_what_contradicts_itself_is_not_written(mill: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Answers that are right alone and wrong together are told as a build tells them."""
    assert BROKEN == new(mill, "person", "--name", "Ada Hale", "--born", "1902", "--died", "1802")
    told = capsys.readouterr()

    assert "`1802` is before the birth [bad-value]" in told.err
    assert told.err.endswith("nothing was written\n")
    assert "ada-hale" not in (mill / "content" / "people.yaml").read_text(encoding="utf-8")


def test_a_terminal_is_asked(mill: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is asked for; a wrong answer is told and asked for again, an empty one passes where it may."""
    typed = io.StringIO("gestern\n1703\n\nEin Fest\nbock-1950\n@bock-1950\n\n" + "\n" * 10)
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", typed)

    assert BUILT == new(mill, "event")
    told = capsys.readouterr()
    assert "`gestern`: not a date in EDTF" in told.err
    assert "`bock-1950` is not a citation; write `@bock-1950`." in told.err
    held = yaml.safe_load((mill / "content" / "events.yaml").read_text(encoding="utf-8"))
    assert {"id": "ein-fest-1703", "date": 1703, "title": "Ein Fest", "sources": ["@bock-1950"]} in [
        event | {"date": int(event["date"])} if event["id"] == "ein-fest-1703" else event for event in held
    ]


def test_an_end_of_answers_writes_nothing(
    mill: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-D in the middle of the questions leaves everything as it was."""
    typed = io.StringIO("1703\n")
    monkeypatch.setattr(typed, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", typed)

    assert MISUSED == new(mill, "event")
    assert capsys.readouterr().err.endswith("nothing was written\n")


def test_an_empty_site_gets_its_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a site that has only a title, the folders and files are made."""
    (tmp_path / "site.yaml").write_text("title: T\nlanguage: en\n", encoding="utf-8")

    assert BUILT == new(tmp_path, "chapter", "--title", "One", "--years", "1900–")
    assert BUILT == new(tmp_path, "source", "--type", "book", "--title", "A Book", "--issued", "1900")
    assert BUILT == new(tmp_path, "event", "--date", "1901", "--title", "It", "--source", "@book-1900")
    assert BUILT == new(tmp_path, "person", "--name", "Ada")
    assert ["01-one.md", "sources.yaml", "events.yaml", "people.yaml"] == [
        Path(line).name for line in capsys.readouterr().out.splitlines()
    ]
    assert BUILT == cli.main(["check", "--site", str(tmp_path), "--no-cache", "-q", "--drafts"])


# ---- the place in a file

COMMENT = st.sampled_from(["", "\n", "# about the next\n", "\n# one\n# two\n", "   \n"])
TEXTS = st.sampled_from(["T", "'a: b'", "|\n    # no comment\n\n    end", ">-\n    long\n    words"])
ENTRIES = st.lists(st.tuples(COMMENT, st.integers(1000, 2020), TEXTS), max_size=6)


@settings(deadline=None)
@given(
    ENTRIES,
    COMMENT,
    st.integers(1000, 2020),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
    st.integers(0, 2),
)
def test_every_other_byte_stays(
    entries: list[tuple[str, int, str]], tail: str, year: int, end: str, mark: str, indent: int
) -> None:
    """The file without the entry is the file that it was; with it, one event more, in the order of the dates."""
    lines = "".join(
        f"{before}- id: e{i}\n  date: '{day}'\n  text: {text}\n" for i, (before, day, text) in enumerate(entries)
    )
    content = "".join(
        " " * indent + line if line.strip() else line for line in (lines + tail).splitlines(keepends=True)
    )
    raw = mark + content.replace("\n", end)
    made, line = inserting.inserted(raw, whole("e.yaml", content), ["id: new", f"date: '{year}'", "text: T"], str(year))

    assert made.startswith(mark)
    made, raw = made.removeprefix(mark), raw.removeprefix(mark)
    before, after = yaml.safe_load(content) or [], yaml.safe_load(made)
    block = made.splitlines(keepends=True)[line - 1 : line + 2]

    assert "- id: new" == block[0].strip()
    assert before == [event for event in after if event["id"] != "new"]
    assert len(after) == len(before) + 1
    place = [event["id"] for event in after].index("new")
    assert all(int(event["date"]) > year for event in after[place + 1 : place + 2]) or sorted(
        e["date"] for e in before
    ) != [e["date"] for e in before]
    rest = "".join(made.splitlines(keepends=True)[: line - 1] + made.splitlines(keepends=True)[line + 2 :])
    assert raw.split() == rest.split()
    assert ("\r\n" in made) == ("\r\n" in raw)


def test_entries_in_brackets_are_left_to_the_author() -> None:
    """A file that is one list in brackets has no line for another entry."""
    content = "[{id: a, date: '1900'}]\n"

    with pytest.raises(BracketsError):
        inserting.inserted(content, whole("e.yaml", content), ["id: b"], "1901")


def test_entries_by_id_keep_their_order() -> None:
    """Where ids stand in order, the new one does; where they do not, it stands at the end."""
    for content, expected in (("a: {}\nc: {}\n", "a: {}\nb: {}\nc: {}\n"), ("c: {}\na: {}\n", "c: {}\na: {}\nb: {}\n")):
        made, _ = inserting.inserted(content, whole("t.yaml", content), ["b: {}"], "b")

        assert expected == made


# ---- values


@settings(deadline=None)
@given(st.text(max_size=30))
def test_a_value_is_read_as_it_was_meant(value: str) -> None:
    """Whatever is written is the same string for every reader, after a colon and in brackets."""
    words = "".join(c for c in value if c.isprintable())

    assert {"a": words} == yaml.safe_load(f"a: {scalars.written(words)}")
    assert [words] == yaml.safe_load(f"[{scalars.written(words, flow=True)}]")


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("The Alliance of the Two", "alliance-two"),
        ("Mao’s “Journey”", "maos-journey"),
        ("Lüthi", "luthi"),
        ("毛泽东", "毛泽东"),
        ("Сталин", "сталин"),
        ("One two three four five six", "one-two-three-four-five"),
        ("The", "the"),
    ],
)
def test_ids_suggest_themselves(words: str, slug: str) -> None:
    """An id is made of the telling words, without accents, in any script."""
    assert slug == skeletons.slug(words)
