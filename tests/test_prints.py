"""Pages that several processes make: the same as one makes, and what was learnt stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from test_memory import build, tree, written

PROSE = "\n\n".join(
    f"In {1700 + n} the miller ground grain of {n} fields, *as ever* [@dorn, p. {n}]." for n in range(1, 50)
)


def large(folder: Path) -> Path:
    """Return the folder with a site that is worth a pool of processes."""
    written(folder)
    for number in range(4, 64):
        front = f"---\ntitle: Year {number}\nyears: {1790 + number}\n---\n\n"
        path = folder / f"content/chapters/{number:02}-year-{number}.md"
        path.write_text(
            f"{front}## The {number}th\n\nSays [[anna]] of {number} [@dorn].\n\n{PROSE}\n", encoding="utf-8"
        )
    (folder / "content/places.yaml").write_text(
        "mill: {name: The mill, description: Burnt., lat: 51.5, lon: 7.5, sources: ['@dorn']}\n", encoding="utf-8"
    )
    return folder


def test_two_processes_make_what_one_makes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """However many there are, every file is the same, and so is what is printed."""
    folder = large(tmp_path / "site")
    made = [build(folder, tmp_path / jobs, capsys, "--no-cache", "--jobs", jobs) for jobs in "123"]

    assert [0, 0, 0] == [status for status, _ in made]
    assert made[0][1] == made[1][1] == made[2][1]
    assert tree(tmp_path / "1") == tree(tmp_path / "2") == tree(tmp_path / "3")


def test_what_others_made_is_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two processes leave behind the same memory as one: after an edit, the next build makes the same of either."""
    folder, other = large(tmp_path / "site"), tmp_path / "other"
    build(folder, folder / "_site", capsys, "--jobs", "2")
    shutil.copytree(folder, other)
    shutil.rmtree(other / ".cache")
    build(other, other / "_site", capsys, "--jobs", "1")
    for one in (folder, other):
        path = one / "content/chapters/07-year-7.md"
        path.write_text(path.read_text(encoding="utf-8").replace("Says", "Said"), encoding="utf-8")
        build(one, one / "_site", capsys, "--jobs", "2")
    build(other, tmp_path / "cold", capsys, "--no-cache", "--jobs", "1")

    assert tree(folder / "_site") == tree(other / "_site") == tree(tmp_path / "cold")


def test_problems_come_in_the_order_of_the_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A template that some pages tear is told of in the same words by one process and by two, each time."""
    folder = large(tmp_path / "site")
    templates = folder / "templates"
    templates.mkdir()
    (templates / "chapter.html").write_text("{{ 1 // (page.card.number % 7) }}\n{{ page.lost }}", encoding="utf-8")
    (templates / "timeline.html").write_text("{{ page.nowhere }}", encoding="utf-8")
    made = [build(folder, tmp_path / "out", capsys, *more) for more in (("--jobs", "1"), ("--jobs", "2"), ())]
    made.append(build(folder, tmp_path / "out", capsys, "--no-cache", "--jobs", "2"))

    assert made[0][0] == 1
    assert "there is no `nowhere` in a TimelineView" in made[0][1]
    assert "division or modulo by zero" in made[0][1]
    assert [made[0]] * 4 == made


def test_a_template_that_is_none_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One that cannot be read is told of once, however many pages need it and whoever makes them."""
    folder = large(tmp_path / "site")
    (folder / "templates").mkdir()
    (folder / "templates/entries.html").write_text("{% macro %}", encoding="utf-8")
    made = [build(folder, tmp_path / "out", capsys, "--jobs", jobs) for jobs in "12"]

    assert made[0][0] == 1
    assert made[0] == made[1]
    assert made[0][1].count("[template-error]") == 1
