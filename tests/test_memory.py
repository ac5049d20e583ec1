"""The law of memory: what is built with it is what is built without, byte for byte."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from microsite import cli
from microsite.workshop import Workshop

PROJECT = Path(__file__).resolve().parent.parent
STEPS = 11
"""How many changes a walk makes; each is built twice, at about half a second."""

SITE: Mapping[str, str] = {
    "site.yaml": "title: The Mill\nlanguage: en-GB\nbase_url: https://mill.example/\nupdated: '1999-11-11'\n",
    "content/chapters/01-weir.md": "---\ntitle: The Weir\nyears: 1702–1719\n---\nThe weir was shut in 1702 [@dorn, p. 3].\n",
    "content/chapters/02-fire.md": "---\ntitle: The Fire\nyears: 1788\n---\nIt burned in 1788 [@dorn; @pell, ch. 2], says [[anna]].\n",
    "content/chapters/03-ash.md": "---\ntitle: The Ash\nyears: 1790–\ndraft: true\n---\nNothing is left of [[weir]].\n",
    "content/pages/about.md": "---\ntitle: About\n---\nSee [the fire](../chapters/02-fire.md).\n",
    "content/people.yaml": "anna:\n  name: Anna\n  description: Sister of nobody.\n",
    "content/events.yaml": "- {id: shut, date: '1702-05', title: The weir is shut, sources: ['@dorn']}\n"
    "- {id: burnt, date: '1788', title: The mill burns, sources: ['@pell, p. 1'], people: [anna]}\n",
    "content/sources/books.yaml": "- {id: dorn, type: book, title: Mills, issued: {date-parts: [[1911]]}}\n"
    "- {id: pell, type: book, title: Fires, issued: {date-parts: [[1920]]}}\n",
    "content/pages/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>\n",
}

Change = Callable[[Path, random.Random], object]


def written(folder: Path) -> Path:
    """Return the folder with a small site in it."""
    for path, content in SITE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def some(folder: Path, pattern: str, chance: random.Random) -> Path | None:
    """Return one of the files that a pattern finds, or None."""
    found = sorted(path for path in folder.glob(pattern) if path.is_file())
    return chance.choice(found) if found else None


def replaced(path: Path | None, pattern: str, by: str) -> None:
    """Change the first place in a file that the pattern finds."""
    if path:
        path.write_text(re.sub(pattern, by, path.read_text(encoding="utf-8"), count=1), encoding="utf-8")


def appended(path: Path | None, words: str) -> None:
    """Write words at the end of a file."""
    if path:
        path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")


def edit_a_body(folder: Path, chance: random.Random) -> None:
    """Add a paragraph that cites and names."""
    words = f"\nIn {chance.randint(1, 9)} ways [@dorn, p. {chance.randint(1, 9)}], by [[anna]] at [[shut|the weir]].\n"
    appended(some(folder, "content/chapters/*.md", chance), words)


def edit_a_title(folder: Path, chance: random.Random) -> None:
    """Give a chapter another title, which every page with a link to it shows."""
    replaced(some(folder, "content/chapters/*.md", chance), r"title: .*", f"title: Part {chance.randint(1, 99)}")


def edit_the_years(folder: Path, chance: random.Random) -> None:
    """Give a chapter other years, and with them other events."""
    replaced(some(folder, "content/chapters/*.md", chance), r"years: .*", f"years: 1700–{chance.randint(1701, 1799)}")


def edit_an_event(folder: Path, chance: random.Random) -> None:
    """Move an event to another year."""
    replaced(folder / "content/events.yaml", r"date: '\d{4}", f"date: '{chance.randint(1702, 1799)}")


def edit_a_source(folder: Path, chance: random.Random) -> None:
    """Give a source another title."""
    replaced(folder / "content/sources/books.yaml", r"title: \w+", f"title: Mills{chance.randint(1, 99)}")


def edit_a_person(folder: Path, chance: random.Random) -> None:
    """Give a person another name."""
    replaced(folder / "content/people.yaml", r"name: .*", f"name: Anna {chance.choice('ABC')}")


def edit_the_site(folder: Path, chance: random.Random) -> None:
    """Give the site another subtitle, style of citation, or language."""
    line = chance.choice(
        ("subtitle: One", "citation_style: chicago-17", "citation_style: chicago-18-ibid", "author: A. Dorn")
    )
    name = line.partition(":")[0]
    site = folder / "site.yaml"
    kept = [one for one in site.read_text(encoding="utf-8").splitlines() if not one.startswith(name)]
    site.write_text("\n".join([*kept, line, ""]), encoding="utf-8")


def edit_a_template(folder: Path, chance: random.Random) -> None:
    """Replace one of the project's templates."""
    name = chance.choice(("chapter.html", "timeline.html", "base.html", "parts.html"))
    content = (PROJECT / "templates" / name).read_text(encoding="utf-8")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / name).write_text(f"{content}{{# {chance.random()} #}}<!-- {name} -->\n", encoding="utf-8")


def drop_the_templates(folder: Path, _: random.Random) -> None:
    """Go back to the project's templates and style sheet."""
    for name in ("templates", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)


def edit_the_style_sheet(folder: Path, chance: random.Random) -> None:
    """Replace the project's style sheet, whose name on every page is that of its content."""
    (folder / "static").mkdir(exist_ok=True)
    (folder / "static" / "style.css").write_text(f"p {{ margin: {chance.randint(1, 9)}px; }}\n", encoding="utf-8")


def edit_an_asset(folder: Path, chance: random.Random) -> None:
    """Change a picture, and with it its name."""
    appended(folder / "content/pages/plan.svg", f"<!-- {chance.random()} -->\n")


def edit_a_description(folder: Path, chance: random.Random) -> None:
    """Have a person described by another, whom the foot of each chapter then shows, with a source and a link."""
    words = chance.choice(("Knew [[burnt]]", "Read [@pell, p. 4]", "See [it](pages/about.md)", "Nobody"))
    replaced(folder / "content/people.yaml", r"description: .*", f'description: "{words} {chance.randint(1, 99)}."')


def edit_a_page(folder: Path, chance: random.Random) -> None:
    """Add a paragraph to a page: of all events, of one who is named, with a link to a paragraph of a chapter."""
    words = chance.choice(
        ("/// timeline\n///", "Says [[anna]] [@dorn].", "See [there](../chapters/02-fire.md#p-it-burned-in-1788).")
    )
    appended(folder / "content/pages/about.md", f"\n{words}\n")


def add_a_chapter(folder: Path, chance: random.Random) -> None:
    """Add a chapter."""
    number = chance.randint(4, 99)
    text = f"---\ntitle: New {number}\nyears: 17{number:02}\naliases: [old-{number}]\n---\nIn 1700 [@pell].\n"
    (folder / f"content/chapters/{number:02}-new-{number}.md").write_text(text, encoding="utf-8")


def rename_a_chapter(folder: Path, chance: random.Random) -> None:
    """Give a chapter another address; what named it by the old one is broken."""
    path = some(folder, "content/chapters/*.md", chance)
    if path:
        path.rename(path.with_name(f"{path.name[:-3]}-x.md"))


def delete_a_chapter(folder: Path, chance: random.Random) -> None:
    """Delete a chapter."""
    path = some(folder, "content/chapters/*.md", chance)
    if path:
        path.unlink()


def break_a_chapter(folder: Path, chance: random.Random) -> None:
    """Cite a source and name a person that are not there."""
    appended(some(folder, "content/chapters/*.md", chance), "\nIn 1799 [@nobody], says [[nobody]].\n")


def break_a_file(folder: Path, chance: random.Random) -> None:
    """Make a file that is no YAML."""
    appended(some(folder, "content/*.yaml", chance), "[ no: yaml\n")


def mend(folder: Path, _: random.Random) -> None:
    """Put everything back to how it was in the beginning."""
    for name in ("content", "templates", "static"):
        shutil.rmtree(folder / name, ignore_errors=True)
    written(folder)


def forget(folder: Path, _: random.Random) -> None:
    """Lose the memory."""
    shutil.rmtree(folder / ".cache", ignore_errors=True)


def garble(folder: Path, chance: random.Random) -> None:
    """Change bytes of the memory, as a bad disk would."""
    path = some(folder, chance.choice((".cache/*", ".cache/_site/**/*")), chance)
    if path:
        data = bytearray(path.read_bytes())
        for _ in range(min(20, len(data))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(bytes(data))


def truncate(folder: Path, chance: random.Random) -> None:
    """Cut a file of the memory off, as a full disk would."""
    path = some(folder, chance.choice((".cache/*", ".cache/_site/**/*")), chance)
    if path:
        path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size + 1)])


def edit_secretly(folder: Path, chance: random.Random) -> None:
    """Change a letter of a file, and set its time back: size and time are as they were."""
    path = some(folder, "content/*/*.md", chance)
    if path:
        status = path.stat()
        head, _, tail = path.read_text(encoding="utf-8").rpartition("e")
        path.write_text(f"{head}{chance.choice('aiou')}{tail}" if head else tail, encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def touch_all(folder: Path, _: random.Random) -> None:
    """Give every file another time, and no other content."""
    for path in folder.glob("content/**/*.*"):
        path.touch()


def wait(_folder: Path, _chance: random.Random) -> None:
    """Let the tick pass within which no change can be told from another by its time."""
    time.sleep(2.2)


def touch_nothing(_folder: Path, _chance: random.Random) -> None:
    """Build twice."""


CHANGES: tuple[Change, ...] = (
    edit_a_body, edit_a_title, edit_the_years, edit_an_event, edit_a_source, edit_a_person, edit_the_site,
    edit_a_description, edit_a_page, edit_a_template, drop_the_templates, edit_the_style_sheet, edit_an_asset,
    add_a_chapter, rename_a_chapter, delete_a_chapter, break_a_chapter, break_a_file, mend, touch_nothing,
    edit_secretly, touch_all, wait,
)  # fmt: skip
DAMAGES: tuple[Change, ...] = (forget, garble, truncate)


def build(folder: Path, output: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    """Return exit status and printed problems of a build: where a site has its own place, of one that keeps a spare."""
    elsewhere = [] if output == folder / "_site" else ["--output", str(output)]
    status = cli.main(["build", "--site", str(folder), *elsewhere, "-q", "--jobs", "1", *options])
    return status, capsys.readouterr().out


@pytest.mark.parametrize("seed", range(4))
def test_memory_changes_nothing(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After any changes, and any damage to the memory, the site is the one that is built from nothing."""
    chance = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    folder = written(tmp_path / "site")
    warm, cold = folder / "_site", tmp_path / "cold"
    # Each walk begins with another change of the list, so that all are made in every run.
    order = [*CHANGES[seed::4], *chance.choices(CHANGES, k=STEPS)][:STEPS]
    done = ["begin"]
    status = 0
    for change in (touch_nothing, *order):
        if status and chance.random() < 0.5:
            mend(folder, chance)
            done.append("mend")
        if chance.random() < 0.3:
            damage = chance.choice(DAMAGES)
            damage(folder, chance)
            done.append(damage.__name__)
        change(folder, chance)
        done.append(change.__name__)
        options = chance.choice(((), (), ("--drafts",), ("--base-url", "https://other.example/"), ("--strict",)))

        expected = build(folder, cold, capsys, "--no-cache", *options)

        assert expected == build(folder, warm, capsys, *options), done
        assert tree(cold) == tree(warm), done
        status = expected[0]


@pytest.mark.parametrize("seed", range(2))
def test_a_process_that_lives_on_makes_the_same(seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What holds values between two editions makes of any changes what is made from nothing."""
    chance = random.Random(100 + seed)  # noqa: S311 - a walk that can be walked again
    folder, cold = written(tmp_path / "site"), tmp_path / "cold"
    held = Workshop(folder, drafts=False)
    done = ["begin"]
    for change in (touch_nothing, edit_a_body, *chance.choices(CHANGES, k=STEPS)):
        change(folder, chance)
        done.append(change.__name__)
        made = held.make(frozenset())
        status, printed = build(folder, cold, capsys, "--no-cache")

        assert printed == made.printed, done
        if not status:
            expected = {path: data for path, data in tree(cold).items() if path != ".microsite"}
            assert expected == made.outputs, done
        else:
            assert {} == made.outputs, done
            mend(folder, chance)
            done.append("mend")


def test_the_walk_can_break_and_mend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is broken is not published, and what is mended is, whatever is remembered of it."""
    folder, output = written(tmp_path / "site"), tmp_path / "out"
    chance = random.Random(0)  # noqa: S311 - always the same
    first = build(folder, output, capsys)
    before = tree(output)
    break_a_chapter(folder, chance)
    broken = build(folder, output, capsys)
    mend(folder, chance)

    assert (0, 1) == (first[0], broken[0])
    assert "no source `nobody`" in broken[1]
    assert before == tree(output)
    assert first == build(folder, output, capsys)
    assert before == tree(output)


SCRIPT = """
import sys
from microsite.cli import main
status = main(sys.argv[1:])
print(status, *sorted({"jinja2", "markdown", "yaml", "pymdownx", "markupsafe"} & sys.modules.keys()))
"""


def test_a_build_with_nothing_changed_imports_nothing(tmp_path: Path) -> None:
    """It needs no Jinja, no Markdown and no YAML to see that nothing is to be done."""
    folder = written(tmp_path / "site")
    command = (sys.executable, "-B", "-c", SCRIPT, "build", "--site", folder, "-q")
    said = [
        subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
        for _ in range(2)
    ]

    assert ["0 jinja2 markupsafe yaml", "0"] == said


def test_a_build_with_nothing_changed_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the site nor the memory is written again where both are as they should be.

    What the doorstep keeps is: a slow machine may come to it only in the second build (`test_doorstep.py`).
    """

    def stands(folder: Path) -> dict[Path, tuple[int, int]]:
        kept = (path for path in folder.rglob("*") if not path.name.startswith((".cache", "doorstep-")))
        return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in kept}

    folder = written(tmp_path / "site")
    build(folder, folder / "_site", capsys)
    before = stands(folder)
    build(folder, folder / "_site", capsys)

    assert before == stands(folder)


@pytest.mark.parametrize("harm", [Path.unlink, lambda page: page.write_bytes(b"another's")], ids=["removed", "changed"])
def test_what_was_harmed_beside_an_edit_is_made_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], object]
) -> None:
    """A page that somebody took away or wrote over stands again after the next build, whatever that is made for."""
    folder = written(tmp_path / "site")
    build(folder, folder / "_site", capsys)
    edit_a_title(folder, random.Random(0))  # noqa: S311 - always the same
    harm(folder / "_site/timeline.html")
    build(folder, folder / "_site", capsys)
    build(folder, tmp_path / "clean", capsys, "--no-cache")

    assert tree(tmp_path / "clean") == tree(folder / "_site")


def test_warnings_are_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A build with nothing changed prints the warnings that the first one printed."""
    folder = written(tmp_path / "site")
    appended(folder / "content/events.yaml", "- {id: far, date: '1500', title: Far, sources: ['@dorn']}\n")
    first = build(folder, folder / "_site", capsys)

    assert "no chapter has the year of the event `far`" in first[1]
    assert first == build(folder, folder / "_site", capsys)


def test_a_site_that_somebody_touched_is_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that was deleted or changed by hand is made again, though nothing else has changed."""
    folder = written(tmp_path / "site")
    build(folder, folder / "_site", capsys)
    before = tree(folder / "_site")
    (folder / "_site/index.html").unlink()
    (folder / "_site/about.html").write_text("x", encoding="utf-8")
    build(folder, folder / "_site", capsys)

    assert before == tree(folder / "_site")
