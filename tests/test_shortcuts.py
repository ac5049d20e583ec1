"""Shortcuts through Python-Markdown: whatever is written, the HTML is what it is without them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import markdown
import pytest
from casebook import CASES
from hypothesis import given
from hypothesis import strategies as st

from microsite import engine, shortcuts

PROJECT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "de", "fr", "ru")

SIGNS = (
    "'", '"', "''", "'\"", "\"'", "-", "--", "---", "----", ".", "...", "....", "*", "**", "***", "_", "__", "`", "``", "\\",
    "\\'", "\\*", "[", "]", "![", "](", "(", ")", "[a]: /b 'c'", "<", ">", "<b>", "</b>", "<br/>", "<!-- c -->", "<div>",
    "</div>", "<a@b.cd>", "<http://b.cd>", "&", "&amp;", "&nbsp;", "&#8211;", "&mdash;", "{", "}", "{: #a .b}", "|", "---|---",
    "#", "# ", "- ", "1. ", "> ", ": ", "  \n", "\n", "\n\n", "\n    ", "```\n", "/// quote | a\n", "///\n", "[TOC]",
    "’", "“", "–", "—", "\u00a0", "\t", "\r", "\f", "\u0002", "\u0003", "\u2028", "!", "?", ",", ";", ":", "=", "~", "@",
)  # fmt: skip
"""What Markdown reads, and what is hard to tell from it."""
WORDS = ("a", "s", "b c", "don", "t", "tis", "80s", "1953", "Ж", "毛", " ", " ", " ", "\U000106001\U00010601")
"""What stands between."""

pieces = st.lists(st.sampled_from((*SIGNS, *WORDS, *WORDS, *WORDS)), max_size=24).map("".join)
punctuated = st.lists(st.sampled_from((*SIGNS[:12], *WORDS, *"–—(),;:!?&", "&nbsp;")), max_size=24).map("".join)


@cache
def plain(language: str) -> markdown.Markdown:
    """Return Python-Markdown with the author's dialect, and without the shortcuts."""
    return markdown.Markdown(extensions=engine._dialect(engine._smarty(language)), output_format="html")


def converted(made: markdown.Markdown, source: str) -> tuple[str, object]:
    """Return the HTML and the headings of a source."""
    return made.reset().convert(source), made.toc_tokens  # type: ignore[attr-defined]


def quick(language: str, source: str) -> tuple[str, object]:
    """Return the HTML and the headings of a source, made the short ways."""
    return converted(engine.engine(language), source)


def written() -> Iterator[Path]:
    """Yield every file of Markdown that the project has."""
    for folder in (PROJECT / "content", PROJECT / "tests", PROJECT / "README.md", PROJECT / "CHANGELOG.md"):
        yield from [folder] if folder.is_file() else sorted(folder.rglob("*.md"))


@pytest.mark.parametrize("path", [*written()], ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_what_is_written_is_converted_the_same(path: Path) -> None:
    """Each file, and each paragraph of it alone, becomes the same HTML, ids and headings included."""
    source = path.read_text(encoding="utf-8", errors="replace")
    for part in (source, *source.split("\n\n")) if path.parent == CASES or "content" in path.parts else (source,):
        assert converted(plain("en"), part) == quick("en", part)


@given(st.sampled_from(LANGUAGES), pieces)
def test_what_could_be_written_is_converted_the_same(language: str, source: str) -> None:
    """Any string of signs and words becomes the same HTML."""
    assert converted(plain(language), source) == quick(language, source)


@given(st.sampled_from(LANGUAGES), punctuated)
def test_punctuation_is_set_the_same(language: str, source: str) -> None:
    """Any string of quotation marks, dashes, dots and words becomes the same HTML."""
    assert converted(plain(language), source) == quick(language, source)


@pytest.mark.parametrize("expression", shortcuts._TRIGGERS)
@given(pieces)
def test_no_pattern_matches_without_its_trigger(expression: str, source: str) -> None:
    """A text that has not what a pattern begins with is no text for that pattern."""
    pattern = next(p for p in plain("en").inlinePatterns if p.getCompiledRegExp().pattern == expression)
    without = source.replace(shortcuts._TRIGGERS[expression], "")

    assert shortcuts._TRIGGERS[expression] in without or not pattern.getCompiledRegExp().search(without)


def test_every_pattern_of_the_dialect_has_a_trigger() -> None:
    """None of the dialect's patterns is tried on a text that has nothing for it."""
    tried = engine.engine("en").treeprocessors["inline"].tried  # type: ignore[attr-defined]

    assert 14 == len(tried)
    assert [] == [type(pattern).__name__ for pattern, *triggers in tried if "" in triggers]


def test_the_shortcuts_are_taken() -> None:
    """Markdown calls what replaces its own: nothing is tried where there is nothing to try."""
    made = engine.engine.__wrapped__("en")
    made.treeprocessors["inline"].__dict__["tried"] = ()

    assert '<p id="p-a">*a*</p>' == made.convert("*a*")
    assert "\x02&ldquo;\x03ab\x02&rdquo;\x03" == made.treeprocessors["smarty"].set('"ab"')
