"""Typographic punctuation: what becomes of straight quotation marks, hyphens and dots, by the rules of `smarty`.

One expression finds every mark. Where quotation marks stand close together, what becomes of one depends on what became
of the other: such a text is entangled, and only `smarty` itself knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from microsite.patterns import late

NAMES = (
    "right-single-quote", "left-single-quote", "right-double-quote", "left-double-quote",
    "mdash", "ndash", "ellipsis",
)  # fmt: skip
"""The names of what the groups of `FOUND` are, from group 1."""
ENTITIES: Mapping[str, str] = {
    "left-single-quote": "&lsquo;", "right-single-quote": "&rsquo;",
    "left-double-quote": "&ldquo;", "right-double-quote": "&rdquo;",
    "mdash": "&mdash;", "ndash": "&ndash;", "ellipsis": "&hellip;",
}  # fmt: skip
"""What they become in English."""
_QUOTES = {
    "de": ("&bdquo;", "&ldquo;", "&sbquo;", "&lsquo;"),
    "fr": ("&laquo;&#8239;", "&#8239;&raquo;", "&ldquo;", "&rdquo;"),
    "ru": ("&laquo;", "&raquo;", "&bdquo;", "&ldquo;"),
}
"""Double and single quotation marks, opening and closing, of languages that do not write English ones."""

PUNCTUATION_CLASS = r"""[!"#\$\%'()*+,-.\/:;<=>?\@\[\\\]\^_`{|}~]"""
"""Upstream's `punctClass`: what is punctuation at the beginning of a text."""
CLOSE_CLASS = r"[^\ \t\r\n\[\{\(\-\u0002\u0003]"
"""Upstream's `closeClass`: what a mark closes after."""
_BASES = ("\\s", "--", "–", "—", "&nbsp;", "&[mn]dash;", "&#8211;", "&#8212;")
"""What a quotation mark opens after: `openingQuotesBase` of `smarty`, each alternative of its own width."""

ENTANGLED = late(r"""'(?:.?['"]|-)|"(?:.?['"]|-)|-['"]""", re.DOTALL)
"""Quotation marks so near to others or to a hyphen that it matters in which order they are replaced."""


def _punctuation(mark: str, decade: str, closing: str, after: str) -> str:
    """Return the expression for a quotation mark: an empty group where it closes, then one for any other.

    Each looks back from behind the mark, so that it begins with the mark itself: the scan for it is then
    a scan for single characters. `decade` goes before all other rules, `closing` holds what must not follow a mark
    that closes after a word, `after` what alone is enough for it to close.
    """
    opening = "|".join(f"(?<={base}{mark})" for base in _BASES)
    begins = rf"(?<=\A{mark})(?={PUNCTUATION_CLASS}\B)"
    closes = rf"(?!(?:{opening})(?=\w))(?:(?<={CLOSE_CLASS}{mark}){closing}|(?={after}))"
    return f"{mark}(?:(?:{begins}{decade}|{closes})()|())"


FOUND = late(
    "|".join(
        (
            _punctuation("'", r"|(?<!\w')(?=\d{2}s)", r"(?!\s|s\b|\d)", r"\s|s\b"),
            _punctuation('"', "", "", r"\s"),
            r"-(?<!--)(?:--(?!-)()|-(?!-)())",
            r"\.(?<!\.\.)\.\.(?!\.)()",
        )
    )
)
"""Every mark that is replaced; the last group that takes part tells by what."""


def quotes(language: str) -> Mapping[str, str]:
    """Return the quotation marks of a language, by name, where they are not English."""
    names = ("left-double-quote", "right-double-quote", "left-single-quote", "right-single-quote")
    return dict(zip(names, _QUOTES.get(language, ()), strict=False))


@cache
def entities(language: str) -> tuple[str, ...]:
    """Return what the groups of `FOUND` become in a language."""
    known = {**ENTITIES, **quotes(language)}
    return tuple(known[name] for name in NAMES)


def marked(text: str) -> bool:
    """Tell whether a text can have anything to be replaced."""
    return "'" in text or '"' in text or "--" in text or "..." in text


def entangled(text: str) -> bool:
    """Tell whether only `smarty` knows what becomes of a text."""
    return ("'" in text or '"' in text) and bool(ENTANGLED.search(text))


def replaced(text: str, by: tuple[str, ...]) -> str:
    """Return a text that is not entangled with what stands in `by` for each mark."""
    return FOUND.sub(lambda found: by[(found.lastindex or 0) - 1], text)
