"""Permanent ids: what a heading, a paragraph or a block is called as long as its first words stay."""

from __future__ import annotations

from microsite.patterns import late

SLOT_OPEN, SLOT_CLOSE = "\U00010600", "\U00010601"
"""Two letters of Linear A, which nobody can read: to Markdown, a slot is a word."""
SLOT = late(f"{SLOT_OPEN}(\\d+){SLOT_CLOSE}")
"""The place of a mark in Markdown or HTML, with its number."""
STASH = late("\u0002[^\u0003]*\u0003")
"""What Markdown has put aside."""
RESERVED = frozenset({"main", "top", "chapter", "notes", "events", "people", "places", "terms", "sources", "cite"})
"""Ids that the templates use on a page of prose."""

_FIRST_WORDS = late(r"(?:\W*\w+){1,5}")
_NO_SLUG = late(r"[^\w\s-]")
_BLANK = late(r"[-\s]+")
_COUNTED = late(r"(.*)_([0-9]+)")


def slug(words: str) -> str:
    """Return words as they stand in an address: lower case, letters and digits of any script, hyphens."""
    bare = SLOT.sub("", STASH.sub("", words)) if "\u0002" in words or SLOT_OPEN in words else words
    return _BLANK.sub("-", _NO_SLUG.sub("", bare).strip().lower())


def of_heading(words: str) -> str:
    """Return the id of a heading, which is none that a page has for itself."""
    plain = slug(words) or "section"
    return f"{plain}-section" if plain in RESERVED else plain


def of_words(letter: str, words: str) -> str:
    """Return the id of a paragraph or another element: `p-` and its first five words."""
    found = _FIRST_WORDS.match(words)
    return f"{letter}-{slug(found[0]) if found else ''}".rstrip("-")


def unique(name: str, used: set[str]) -> str:
    """Return an id that is not in use, and use it: `p-the-mill`, `p-the-mill-2`."""
    number = 1
    found = name
    while found in used:
        number += 1
        found = f"{name}-{number}"
    used.add(found)
    return found


def counted(name: str, used: set[str]) -> str:
    """Return the id of a heading that is not in use, and use it: `mill`, `mill_1`, as Python-Markdown's toc counts."""
    found = name
    if name in used:
        numbered = _COUNTED.fullmatch(name)
        base, number = (numbered[1], int(numbered[2])) if numbered else (name, 0)
        while (found := f"{base}_{(number := number + 1)}") in used:
            pass
    used.add(found)
    return found
