"""Ordinary prose: whatever is written, the article is what Python-Markdown alone makes of it."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown.extensions import smarty

from microsite import anchors, engine, marks, markup, prose, punctuation
from microsite.prose import Unread
from microsite.text import whole

PROJECT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "de", "fr", "ru")

TAME = (
    "*", "_", "**", "***", "*em*", "**strong**", "***both***", "_em_", "__strong__", "(*em*),", "`code`", '`a id="b"`', ' id=\\"b\\"', "`[a](b)`", "[words](a.md)",
    '[words](https://a.org/b_c "A title")', "[*em*](b#c)", "[sic]", "[[mill]]", "[[mill|the mill]]", "[@dorn, p. 3]", "[^1]",
    " it's ", ' "quoted" ', " 'quoted' ", "\"'both'\"", "--", " --- ", "...", "’80s", "'80s", "\\*", "\\[", "\\_", "5 * 3", " & ", "A &\n",
    "<br>", "<b>", "</b>", '<i lang="zh">', "</i>", "<https://a.org/b_c>", "&mdash;", "&nbsp;", "&amp;", "&#x2014;", "[words][a]", "[a]", "[a][]",
    "snake_case", "毛泽东", "Жуков", "1953", "1953. ", "İ", "(", ")", ", ", ". ", "! ", "? ", ": ", "; ", "—", "“", "”", "\u00a0",
)  # fmt: skip
"""What ordinary prose has in its lines."""
FRAMES = (
    "\n", "\n", "\n\n", "\n\n", "\n\n\n", "\n\n## ", "\n# ", "\n\n### ", "\n\n- ", "\n- ", "\n\n* ", "\n\n1. ", "\n2. ", "\n  ", "\n    ",
    "\n\n> ", "\n> ", "\n\n[^1]: ", "\n\n    ", "\n\n/// timeline\n///\n\n", "\n\n/// quote | q\n", "\n///\n\n", "\n\n/// dispute | D\n",
    "\n\n//// account | A\n", "\n////\n", "\n\n| a | b |\n|---|---|\n| c | d |\n\n", "\n---\n", "\n===\n", "\n\n[a]: /b\n\n", '\n\n[A]: b.md "T"\n[s]: c.md\n\n', "\n\n<!-- words -->\n\n", "\n\n---\n\n", "\n\n```\n",
)  # fmt: skip
"""What stands between its lines."""
WILD = (
    "<", "<div>", "<!-- ", "-->", "<a>", "<B>", "&", "&a", "&;", "{", "}", "{: #a .b}", "{.c}", "|", ">", "~", "=", "#", "##", "`", "``", "]", "[", "](",
    "![", "](a)", "]: /b", "\n: ", "\\", "\\\\", "\t", "\r", "\f", "\x02", "\x03", "\u2028", "****", "  \n", "-", "----", "....", "@",
    "[TOC]", "klzzwxh:0001",
)  # fmt: skip
"""What is hard to tell."""
WORDS = ("a", "s", "The mill", "b c", "one two three four five six", "Notes", "p-a", "id", " ", " ", " ")

ordinary = st.lists(st.sampled_from((*TAME, *FRAMES, *WORDS, *WORDS, *WORDS)), max_size=24).map("".join)
anything = st.lists(st.sampled_from((*TAME, *FRAMES, *WILD, *WILD, *WORDS, *WORDS)), max_size=24).map("".join)


def differs(source: str, language: str = "en") -> bool:
    """Tell whether an article is another when Python-Markdown reads all of it."""
    scan = marks.scan(whole("content/pages/a.md", source))
    return markup.article(scan, language) != markup.article(scan, language, ordinary=False)


def written() -> Iterator[Path]:
    """Yield every file of Markdown that the project has."""
    for folder in (PROJECT / "content", PROJECT / "tests", PROJECT / "README.md", PROJECT / "CHANGELOG.md"):
        yield from [folder] if folder.is_file() else sorted(folder.rglob("*.md"))


def is_read(source: str) -> bool:
    """Tell whether Python-Markdown reads a text: some options of Pygments it cannot write down where there is none."""
    try:
        engine.engine("en").reset().convert(source)
    except TypeError:
        return False
    return True


def upstream() -> Iterator[Path]:
    """Yield the tests of Python-Markdown."""
    yield from sorted((PROJECT / "tests/upstream").rglob("test_[!o]*.py"))


@pytest.mark.parametrize("path", [*written()], ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_what_is_written_is_read_the_same(path: Path) -> None:
    """Each file, and each paragraph of it alone, becomes the same article."""
    source = path.read_text(encoding="utf-8", errors="replace")

    assert [] == [part for part in (source, *source.split("\n\n")) if differs(part)]


@pytest.mark.parametrize("path", [*upstream()], ids=lambda path: path.stem)
def test_what_upstream_asks_is_read_the_same(path: Path) -> None:
    """Each text in the tests of Python-Markdown, what is written and what becomes of it, becomes the same article."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    strings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    texts = [text for text in map(textwrap.dedent, sorted(strings)) if is_read(text)]

    assert [] == [text for text in texts if differs(text)]


@given(st.sampled_from(LANGUAGES), ordinary)
def test_ordinary_prose_is_read_the_same(language: str, source: str) -> None:
    """Any string of what ordinary prose has becomes the same article."""
    assume(not (">" in source and "///" in source))

    assert not differs(source, language)


@given(st.sampled_from(LANGUAGES), anything)
def test_anything_is_read_the_same(language: str, source: str) -> None:
    """Any string of signs and words becomes the same article."""
    # Of a block that begins in a quotation and ends elsewhere pymdownx never finds the end.
    assume(not (">" in source and "///" in source))

    assert not differs(source, language)


@pytest.mark.parametrize(
    "source",
    [
        "The mill *stood*, **still** and ***whole***,\nby the _river_ -- \"for years\" -- 'til it's gone...",
        "## The mill\n\nWords.\n\n### Its wheel\nMore words.",
        "- one\n- two\n  goes on\n\nWords.\n\n1. one\n2. two\n\n3. three",
        'A [link *there*](about.md#method "Method") and [out](https://example.org/a_b), and `code`.',
        "> A quotation,\n> it's *long*.\n>\n> And on.\n\n> And on.\n\nWords & words.",
        "\\*Not\\* and \\[not].",
        "毛泽东 and Жуков [sic] met in 1953, and 5 * 3 is snake_case.",
        'It is <i lang="ru">Правда</i>,<br>1<sup>st</sup>&nbsp;issue &mdash; AT & T: <https://example.org/a_b--c>.',
        "## The <em>mill</em> &amp; more\n\nWords.",
    ],
)
def test_ordinary_prose_is_read_straight_away(source: str) -> None:
    """Nothing of it is left to Python-Markdown."""
    stretches = prose.read(source, "en")

    assert stretches is not None
    assert [] == [stretch for stretch in stretches if isinstance(stretch, Unread)]
    assert not differs(source)


def test_only_what_is_not_certain_is_left_to_markdown() -> None:
    """What stands around a table or a block is read straight away; a list beside one is not."""
    stretches = prose.read(
        "Words.\n\n| a | b |\n|---|---|\n\n- a\n\nWords.\n\n/// quote | q\nA.\n\nB.\n///\n\nWords.", "en"
    )

    assert stretches is not None
    assert [False, True, False, True, False] == [isinstance(stretch, Unread) for stretch in stretches]


def test_what_defines_links_is_left_to_markdown_with_what_may_mean_them() -> None:
    """Paragraphs without brackets, or with the whole of a link in them, are read straight away."""
    source = "[Words][a].\n\nWords.\n\n[a]: b.md\n\nA [link](c.md) and words."
    stretches = prose.read(source, "en")

    assert stretches is not None
    assert [True, False, True, False] == [isinstance(stretch, Unread) for stretch in stretches]
    assert not differs(source)


def test_punctuation_knows_what_smarty_knows() -> None:
    """What the expressions are made of is upstream's."""
    assert smarty.punctClass == punctuation.PUNCTUATION_CLASS
    assert smarty.closeClass == punctuation.CLOSE_CLASS
    assert {name: smarty.substitutions[name] for name in punctuation.NAMES} == punctuation.ENTITIES


@given(st.lists(st.sampled_from(("a", "a_1", "a_2", "b", "a_1_1", "a_x", "_3")), max_size=12))
def test_headings_are_counted_as_upstream_does(names: list[str]) -> None:
    """The ids of headings of the same words are those of Python-Markdown."""
    from markdown.extensions.toc import unique  # noqa: PLC0415 - what this test alone is about

    ours: set[str] = set()
    theirs: set[str] = set()

    assert [unique(name, theirs) for name in names] == [anchors.counted(name, ours) for name in names]


@given(st.text(max_size=30))
def test_a_slug_is_that_of_upstream(words: str) -> None:
    """What words are in an address is what Python-Markdown makes of them."""
    from markdown.extensions.toc import slugify_unicode  # noqa: PLC0415 - what this test alone is about

    assert slugify_unicode(anchors.SLOT.sub("", anchors.STASH.sub("", words)), "-") == anchors.slug(words)
