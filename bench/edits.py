"""What is edited: one thing in a history of ours, and what a build after it must come to."""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import peers
from bench.clock import run
from bench.peers import PROJECT, Peer


def body(peer: Peer, folder: Path, chapters: int) -> Callable[[int], None]:
    """Return what puts another sentence into the first paragraph of a chapter, each time another chapter."""

    def edit(number: int) -> None:
        file = folder / peers.named(peer.chapter, 1 + (chapters // 2 + number * 7) % chapters)
        text = file.read_text(encoding="utf-8")
        head, mark, rest = text.partition(". ")
        file.write_text(f"{head}{mark}Edition {'x' * (number + 1)} says so. {rest}", encoding="utf-8")

    return edit


def _replacing(path: str, old: str, new: str) -> Callable[[Path, int], None]:
    def edit(folder: Path, number: int) -> None:
        file = folder / path
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / path, file)
        text = file.read_text(encoding="utf-8")
        assert old in text, path
        file.write_text(text.replace(old, new.replace("…", "x" * (number + 1)), 1), encoding="utf-8")

    return edit


_CHAPTER = "content/chapters/00007-chapter-7.md"
EDITS: Mapping[str, Callable[[Path, int], None]] = {
    "the title of a chapter": _replacing(_CHAPTER, "\ntitle: ", "\ntitle: Once … "),
    "an event": _replacing("content/events.yaml", "\n  title: ", "\n  title: Once … "),
    "a source": _replacing("content/sources/sources.yaml", "\n  title: ", "\n  title: Once … "),
    "a template": _replacing("templates/chapter.html", "<article", "<article data-edition='…'"),
    "a style sheet": _replacing("static/style.css", "body {", "body { --edition: '…';"),
}
"""The other edits of ours, by what is edited; each is called with the folder and the number of the run."""


def is_right(peer: Peer, folder: Path) -> bool:
    """Tell whether the site that stands is, byte for byte, the one that a build without memory makes."""
    clean = folder.parent / f"{folder.name}-clean"
    shutil.rmtree(clean, ignore_errors=True)
    run((*peer.build, "--no-cache", "--output", str(clean)), folder)
    return _same(folder / "_site", clean)


def _same(one: Path, other: Path) -> bool:
    found = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    expected = {path.relative_to(other) for path in other.rglob("*") if path.is_file()}
    return found == expected and all(filecmp.cmp(one / path, other / path, shallow=False) for path in found)
