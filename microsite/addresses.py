"""The addresses of the pages, and the way from one to another."""

from __future__ import annotations

import posixpath

HOME = "index.html"
TIMELINE = "timeline.html"
PEOPLE = "people.html"
PLACES = "places.html"
GLOSSARY = "glossary.html"
DISPUTES = "disputes.html"
RELATIONS = "relations.html"
BIBLIOGRAPHY = "bibliography.html"
SEARCH = "search.html"
NOT_FOUND = "404.html"

REGISTERS = {"person": PEOPLE, "place": PLACES, "term": GLOSSARY, "event": TIMELINE}
"""The page of each kind of entry; the entry's id is its anchor."""


def chapter(slug: str) -> str:
    """Return the address of a chapter."""
    return f"chapters/{slug}.html"


def page(slug: str) -> str:
    """Return the address of a page that is no chapter."""
    return f"{slug}.html"


def relative(start: str, target: str) -> str:
    """Return the way from the page `start` to `target`, which may have an anchor.

    Relative, so that the same bytes work at a root, under a path, and from a disk.
    """
    address, _, anchor = target.partition("#")
    if address == start:
        return f"#{anchor}" if anchor else posixpath.basename(address)
    folder = start.rpartition("/")[0]
    if not folder:
        way = address
    elif address.startswith(f"{folder}/"):
        way = address[len(folder) + 1 :]
    elif "/" not in folder:
        way = f"../{address}"
    else:
        way = posixpath.relpath(address, folder)
    return f"{way}#{anchor}" if anchor else way
