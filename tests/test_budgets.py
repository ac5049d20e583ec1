"""What a page weighs: the budgets of bytes, over every page of this project's history."""

from __future__ import annotations

import functools
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import pytest
from browsing import Built
from conftest import Figures

HOME = 14_600
"""HTML and CSS of the first page: what the first round trip brings (RFC 6928, ten segments of 1,460 bytes)."""
CHAPTER = 30_000
"""HTML and CSS of a chapter of `WORDS` words; a longer one may weigh as much more as it is longer."""
WORDS = 2_500
EVERYTHING = 120_000
"""A chapter with all that it asks for."""
SCRIPT = 6_000
"""The script of any page, but for what serves search alone."""
TITLE = "What pages weigh, in bytes (gzip -9)"


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page asks for, compressed as static hosts do it."""

    html: int
    """The page itself."""
    css: int
    """Its style sheets."""
    script: int
    """Its scripts."""
    fonts: int
    """Every font that its style sheets name, whether it needs it or not."""
    other: int
    """Icon and pictures."""

    @property
    def first(self) -> int:
        """Return what a browser needs before it can draw."""
        return self.html + self.css

    @property
    def whole(self) -> int:
        """Return all of it."""
        return self.first + self.script + self.fonts + self.other


@functools.cache
def size(path: Path) -> int:
    """Return the bytes of a file on the wire; fonts are compressed already."""
    data = path.read_bytes()
    return len(data) if path.suffix == ".woff2" else len(gzip.compress(data, 9, mtime=0))


def asked(page: Element, name: str, attribute: str, kind: str = "") -> Iterator[str]:
    """Yield the addresses of the elements of a name, of links only those of a kind."""
    for element in page.iter(name):
        if attribute in element.attrib and kind in [*element.get("rel", "").split(" "), ""]:
            yield element.attrib[attribute]


def weight(path: Path) -> Weight:
    """Return what a page weighs."""
    page = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
    beside = functools.partial(_beside, path.parent)
    sheets = [beside(href) for href in asked(page, "link", "href", "stylesheet")]
    named = {
        font for sheet in sheets for font in (sheet.parent / "fonts").glob("*.woff2") if font.name in sheet.read_text()
    }
    pictures = [*asked(page, "link", "href", "icon"), *asked(page, "img", "src")]
    return Weight(
        size(path),
        sum(map(size, sheets)),
        sum(size(beside(src)) for src in asked(page, "script", "src")),
        sum(map(size, named)),
        sum(size(beside(one)) for one in pictures if not one.startswith("data:")),
    )


def _beside(folder: Path, address: str) -> Path:
    return (folder / address).resolve()


def words(path: Path) -> int:
    """Return how many words the text of a chapter has: without notes, pictures and their tables."""
    page = html5lib.parse(path.read_bytes(), namespaceHTMLElements=False)
    prose = page.find(".//div[@class='prose']")
    return len("".join(_told(prose)).split()) if prose is not None else 0


def _told(element: Element) -> Iterator[str]:
    if element.get("role") == "doc-footnote" or element.get("class", "").startswith("picture"):
        return
    yield element.text or ""
    for inner in element:
        yield from _told(inner)
        yield inner.tail or ""


@pytest.fixture(scope="session")
def weights(history: Built) -> dict[str, Weight]:
    """Return what each page weighs, by its address."""
    return {page: weight(history.folder / page) for page in history.pages}


def test_weights_are_told(weights: dict[str, Weight], figures: Figures) -> None:
    """The run ends with a table of what every page weighs."""
    for page, one in weights.items():
        figures.add(
            TITLE, page, HTML=one.html, CSS=one.css, both=one.first, script=one.script, fonts=one.fonts, total=one.whole
        )

    assert weights


def test_home_comes_with_the_first_round_trip(weights: dict[str, Weight]) -> None:
    """The first page and its style sheet fit into what a host sends before it is answered."""
    assert weights["index.html"].first <= HOME


def test_chapters_are_light(history: Built, weights: dict[str, Weight], figures: Figures) -> None:
    """A chapter and its style sheet weigh no more than its length allows, and 30 kB where it is of usual length."""
    heavy = {}
    for page in [page for page in weights if page.startswith("chapters/")]:
        told = words(history.folder / page)
        allowed = CHAPTER * max(WORDS, told) // WORDS
        figures.add(TITLE, page, words=told, allowed=allowed)
        heavy |= {page: (weights[page].first, allowed)} if weights[page].first > allowed else {}

    assert {} == heavy


def test_a_chapter_with_all_it_asks_for_is_light(weights: dict[str, Weight]) -> None:
    """Text, style, script, both fonts and the icon stay below 120 kB."""
    chapters = {page: one.whole for page, one in weights.items() if page.startswith("chapters/")}

    assert {} == {page: whole for page, whole in chapters.items() if whole > EVERYTHING}


def test_scripts_are_small(weights: dict[str, Weight]) -> None:
    """No page but that of search asks for more than 6 kB of script."""
    scripts = {page: one.script for page, one in weights.items() if page != "search.html"}

    assert {} == {page: script for page, script in scripts.items() if script > SCRIPT}
