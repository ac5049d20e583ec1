"""A chapter understood alone: what its words come to."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from microsite import chapter
from microsite.text import whole

PIECES = (
    "words", "it's", "post-war", "a—b", "x_y", "毛泽东", "١٩٥٠", "²", "①", "İ", "million", "Million", "fifteen", "twenty", "per cent", "per", "cent", "[^1]",
    "[@a, p. 3]", "[[a|b]]", "{.a}", "{: #b}", "1950", "1. ", "\\x", "`9`", "’", "-", "'", ".", ", ", " ", " ", "\n", "\n\n", "\n- ", "\n2. ",
)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


@given(texts)
def test_words_are_counted_as_they_are_written(words: str) -> None:
    """Letters and digits of any script, with hyphens and apostrophes between them."""
    assert len(re.findall(r"\w+(?:[’'-]\w+)*", words)) == chapter._counted(words)


@given(texts)
def test_every_paragraph_is_asked_whether_it_claims(content: str) -> None:
    """What is known of the whole text keeps no paragraph from being asked: each claims as it does when it is asked alone."""
    assume("    " not in content)  # which is code
    scan, outline, _ = chapter._scan(whole("content/chapters/01-a.md", content))
    cuts = chapter._cuts(scan)
    asked = [
        chapter._claims(
            chapter._without_marks(scan.text.content, cuts, start, end),
            (*chapter._STEMS, *chapter._TENS, "per cent"),
            True,
        )
        for chunk in chapter._CHUNK.finditer(scan.text.content)
        for start, end in chapter._items(scan.text.content, *chunk.span())
        if (bare := scan.text.content[start:end].strip()) and not chapter._NO_PROSE.match(bare)
    ]

    assert asked == [paragraph.claims for paragraph in chapter._paragraphs(scan, outline, cuts)]
