"""YAML read straight away: whatever is written, the tree is what libyaml makes of it, or there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite import composer, mappings
from microsite.text import whole

PIECES = (
    "title: ", "years: ", "draft: true\n", "a: b\n", "a_b: 1950–1953\n", "k:", ":", ": ", " #", "#", "-", "- ", "?", "&a", "*a", "!b", "|", ">",
    "'", '"', "%", "@", "`", "~", "null", "{", "}", "[", "]", ",", "\n", "\n", "\n\n", " ", "  ", "\t", "\r", "\u00a0", "\u2028", "\u0085",
    "\ufeff", "\x01", "words", "The Alliance", "1950", "0x1F", "1:20", "http://a.b/c", "it's", "毛泽东", "𝔸", "é", "<<: x", "---", "...", "\\",
)  # fmt: skip


@given(st.lists(st.sampled_from((*PIECES, *PIECES[:5], *PIECES[:5])), max_size=12).map("".join))
def test_what_is_read_is_what_libyaml_reads(written: str) -> None:
    """A mapping that is read straight away has the same keys, values and places."""
    text = whole("a.md", f"---\n{written}").part(4, 4 + len(written))
    read = mappings.plain(text)

    assert read is None or (read, ()) == composer.from_yaml(text)


@pytest.mark.parametrize(
    "written",
    [
        "title: The Alliance\nyears: 1950–1953\nsummary: Two sides; one text – “both”.\n",
        "title: 毛泽东, in Moscow",
        "draft: true\n",
    ],
)
def test_front_matter_is_read_straight_away(written: str) -> None:
    """Ordinary front matter needs no libyaml."""
    text = whole("a.md", written)

    assert mappings.plain(text) is not None
    assert composer.from_yaml(text) == mappings.from_yaml(text)


@pytest.mark.parametrize(
    "written", ["title: A: B", "title: 'A'", "title: A # b", "title:\n", "- a", "a: b\n c", "a: [b]", "a: b\n\n"]
)
def test_what_is_not_certain_is_left_to_libyaml(written: str) -> None:
    """What could be anything but words is not read straight away."""
    assert mappings.plain(whole("a.md", written)) is None
