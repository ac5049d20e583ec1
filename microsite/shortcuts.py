"""Shortcuts through Python-Markdown: the same HTML in less time.

1. `_Inline` does not try a pattern on a text that has none of the characters that the pattern begins with;
   upstream tries each of fourteen on every text.
2. `_Smart` sets the typographic punctuation of a text in one pass. Where quotation marks stand close together, what
   becomes of one depends on what became of the other: such a text goes the long way, through `smarty` itself.
3. `_Raw` does not look for blocks of raw HTML in a text that has neither `<` nor `&`.

`tests/test_shortcuts.py` holds that no text is any different for it.
"""

from __future__ import annotations

import xml.etree.ElementTree as etree
from collections.abc import Mapping
from functools import cached_property

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.smarty import SmartyExtension
from markdown.inlinepatterns import (
    AUTOLINK_RE,
    AUTOMAIL_RE,
    BACKTICK_RE,
    ENTITY_RE,
    ESCAPE_RE,
    HTML_RE,
    IMAGE_LINK_RE,
    LINE_BREAK_RE,
    LINK_RE,
    DelimiterProcessor,
    Pattern,
)
from markdown.inlinepatterns import InlineProcessor as InlinePattern
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import ETX, STX, AtomicString

from microsite import punctuation

_TRIGGERS: Mapping[str, str] = {
    BACKTICK_RE: "`",
    ESCAPE_RE: "\\",
    LINK_RE: "[",
    IMAGE_LINK_RE: "![",
    AUTOLINK_RE: "<",
    AUTOMAIL_RE: "<",
    HTML_RE: "<",
    ENTITY_RE: "&",
    LINE_BREAK_RE: "  \n",
}
"""What a text must have for a regular expression to match in it, by that expression; others are always tried."""

_USUAL = {"smart_quotes": True, "smart_dashes": True, "smart_ellipses": True, "smart_angled_quotes": False}
"""What `smarty` has to be told to set: what `punctuation` finds."""


class Shortcuts(Extension):
    """What replaces parts of Python-Markdown by quicker ones; the last of the extensions."""

    def __init__(self, smarty: SmartyExtension | None) -> None:
        """Take what sets the typographic punctuation; it stays as it is where it is to set other than ours."""
        super().__init__()
        usual = smarty is not None and {name: smarty.getConfig(name) for name in _USUAL} == _USUAL
        self.kept = (
            tuple(f"{STX}{smarty.substitutions[name]}{ETX}" for name in punctuation.NAMES) if smarty and usual else ()
        )

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the quicker ones in the places of the others."""
        md.preprocessors.register(_Raw(md), "html_block", 20)
        md.treeprocessors.register(_Inline(md), "inline", 20)
        if self.kept:
            md.treeprocessors.register(_Smart(md.treeprocessors["smarty"], self.kept), "smarty", 6)
            md.postprocessors.register(_Bare(), "smarty", 25)


class _Inline(InlineProcessor):
    """Emphasis, links, code … in the texts that can have them."""

    @cached_property
    def tried(self) -> tuple[tuple[Pattern, str, str], ...]:
        """Return the patterns in their order, each with two triggers; an empty one is in every text."""
        return tuple((pattern, *_triggers(pattern)) for pattern in self.md.inlinePatterns)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803
        """Do what the private method of the same name does; that it is called, a test holds."""
        if isinstance(data, AtomicString):
            return data
        begin = 0
        while patternIndex < len(self.tried):
            pattern, one, other = self.tried[patternIndex]
            matched = False
            if one in data or other in data:
                data, matched, begin = self._InlineProcessor__applyPattern(pattern, data, patternIndex, begin)  # type: ignore[attr-defined]  # private
            if not matched:
                patternIndex += 1  # noqa: N806
                begin = 0
        return data


def _triggers(pattern: Pattern) -> tuple[str, str]:
    """Return two strings of which a text must have one for the pattern to match in it."""
    match pattern:
        case DelimiterProcessor(tokens=[one, other]):
            return one, other
        case InlinePattern():
            trigger = _TRIGGERS.get(pattern.getCompiledRegExp().pattern, "")
            return trigger, trigger
    return "", ""


class _Smart(Treeprocessor):
    """Typographic punctuation: each mark as its entity, between the signs that Markdown puts around what is stashed."""

    def __init__(self, smarty: Treeprocessor, kept: tuple[str, ...]) -> None:
        super().__init__(smarty.md)
        self.smarty = smarty
        self.kept = kept

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            if element is not root:
                if element.text:
                    element.text = self.set(element.text)
                if element.tail:
                    element.tail = self.set(element.tail)

    def set(self, text: str) -> str:
        """Return the text with its typographic punctuation."""
        if isinstance(text, AtomicString) or not punctuation.marked(text):
            return text
        return self.long_way(text) if punctuation.entangled(text) else punctuation.replaced(text, self.kept)

    def long_way(self, text: str) -> str:
        """Return what `smarty` makes of the text."""
        root = etree.Element("div")
        part = etree.SubElement(root, "p")
        part.text = text
        self.smarty.run(root)
        return part.text


class _Bare(Postprocessor):
    """Entities without the signs around them."""

    def run(self, text: str) -> str:
        return text.replace(f"{STX}&", "&").replace(f";{ETX}", ";")


class _Raw(HtmlBlockPreprocessor):
    """Blocks of raw HTML."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if any("<" in line or "&" in line for line in lines) else lines
