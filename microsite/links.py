"""Where relative links lead: to pages, to anchors, to files that are copied."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator, Mapping
from functools import cached_property
from urllib.parse import unquote

from microsite import addresses
from microsite.history import History


def resolved(
    link: str, source: str, address: str, files: Container[str], anchors: Mapping[str, frozenset[str]]
) -> str | None:
    """Return where a relative link leads: an address of the site or `file:` and a path; None for nowhere.

    A link is read from the place of the source file first (`05-split.md`, `map.svg`), then from the
    address of the page (`the-split.html`).
    """
    path, _, anchor = unquote(link).partition("#")
    path = path.partition("?")[0]
    if not path:
        return f"{address}#{anchor}" if not anchor or anchor in anchors.get(address, ()) else None
    local = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    if local in files:
        return f"file:{local}"
    there = page(link, source, address)
    if there in anchors and (not anchor or anchor in anchors[there]):
        return f"{there}#{anchor}" if anchor else there
    return None


def page(link: str, source: str, address: str) -> str:
    """Return the address of the page that a relative link would lead to, were it there."""
    path = unquote(link).partition("#")[0].partition("?")[0]
    if not path:
        return address
    local = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return _page_of(local) or posixpath.normpath(posixpath.join(posixpath.dirname(address), path))


def page_anchors(whole: History) -> Mapping[str, frozenset[str]]:
    """Return the ids of every page that there will be, by its address."""
    found: dict[str, frozenset[str]] = {addresses.HOME: frozenset(), addresses.NOT_FOUND: frozenset()}
    for kind, entries in (("person", whole.people), ("place", whole.places), ("term", whole.terms)):
        if entries:
            found[addresses.REGISTERS[kind]] = frozenset(entries)
    if whole.events:
        found[addresses.TIMELINE] = frozenset(event.id.content for event in whole.events)
    if any(event.tone is not None for event in whole.events):
        found[addresses.RELATIONS] = frozenset({"curve", "method", "variants", "half", "double", "events", "numbers"})
        found |= {"relations.csv": frozenset(), "relations-curve.csv": frozenset()}
    if whole.disputes:
        found[addresses.DISPUTES] = frozenset(dispute.id for dispute in whole.disputes)
    if whole.texts:
        found[addresses.SEARCH] = frozenset()
    if whole.cited:
        found[addresses.BIBLIOGRAPHY] = frozenset(whole.cited)
        found |= {f"bibliography.{ending}": frozenset() for ending in ("json", "bib", "ris")}
    return _Anchors(whole, found)


class _Anchors(Mapping[str, frozenset[str]]):
    """The ids of every page; those of a text are taken apart when somebody asks for them."""

    def __init__(self, whole: History, others: Mapping[str, frozenset[str]]) -> None:
        self.whole = whole
        self.others = others

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Return the ids of each text, with a blank between two, by the address of its page."""
        return {text.address: text.traits.anchors for text in self.whole.texts if text.address not in self.others}

    def __getitem__(self, address: str) -> frozenset[str]:
        written = self.texts.get(address)
        return self.others[address] if written is None else frozenset(written.split())

    def __iter__(self) -> Iterator[str]:
        yield from self.texts
        yield from self.others

    def __len__(self) -> int:
        return len(self.texts) + len(self.others)


def _page_of(path: str) -> str | None:
    """Return the address of the page that a source file becomes."""
    found = re.fullmatch(r"content/chapters/\d+-([^/]+)\.md", path)
    if found:
        return addresses.chapter(found[1])
    found = re.fullmatch(r"content/pages/([^/]+)\.md", path)
    return addresses.page(found[1]) if found else None
