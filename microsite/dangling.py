"""What is cited, named, shown or linked and is not there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from microsite import addresses, census, evidence, links
from microsite.faces import Face
from microsite.grounds import Grounds
from microsite.history import History
from microsite.model import Citation, Cite, Mention, Place
from microsite.text import Problem, Text, guess

KINDS = {"person": "a person", "place": "a place", "term": "a term", "event": "an event", "chapter": "a chapter"}
"""The kinds of what can be named, with their articles."""
_MADE = (*addresses.REGISTERS.values(), addresses.DISPUTES, addresses.BIBLIOGRAPHY, addresses.RELATIONS)
"""The pages that there are where there is something to stand on them."""
_FILES = {"person": "content/people", "place": "content/places", "term": "content/terms", "event": "content/events"}


def unknown_sources(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield every citation of a source that is not there."""
    for quotation in whole.quotations.values():
        yield from evidence.locator_problems(quotation)
    if grounds.lacks("content/sources/"):
        return
    sound = whole.cited.keys() <= whole.sources.keys()  # told at once, where no text need be asked
    texts = () if sound else whole.texts
    wrong = [text for text in texts if any(key not in whole.sources for key, _, _ in text.traits.cites)]
    for citation in census.citations(whole, wrong):
        for cite in citation.cites:
            if cite.key not in whole.sources:
                yield Problem(
                    cite.span, "unknown-source", f"no source `{cite.key}`", _source_hint(whole, citation, cite)
                )
    for quotation in whole.quotations.values():
        key = quotation.source
        if key.id not in whole.sources:
            yield Problem(key.span, "unknown-source", f"no source `{key.id}`", guess(key.id, whole.sources))


def unknown_mentions(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield every mention of something that is not there, or not of the kind that is asked for."""
    texts = () if whole.named.keys() <= whole.targets.keys() else whole.texts
    wrong = [text for text in texts if any(name not in whole.targets for name, _ in text.traits.names)]
    for mention, kind in census.mentions(whole, wrong):
        target = whole.targets.get(mention.id)
        if target is None:
            files = [_FILES[kind]] if kind in _FILES else [] if kind else _FILES.values()
            if mention.id not in grounds.lost and not any(grounds.lacks(file) for file in files):
                wanted = kind or "person, place, term, event or chapter"
                hint = _mention_hint(whole, grounds, mention, kind)
                yield Problem(mention.span, "unknown-mention", f"no {wanted} `{mention.id}`", hint)
        elif kind and target.kind != kind:
            message = f"`{mention.id}` is {KINDS[target.kind]}, not {KINDS[kind]}"
            yield Problem(mention.span, "unknown-mention", message)


def unknown_blocks(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield every `///` block that shows a quotation, a series or a place that is not there."""
    shown: Mapping[str, tuple[str, Mapping[str, object], str]] = {
        "quote": ("quotation", whole.quotations, "content/quotations"),
        "chart": ("series", whole.series, "content/series"),
        "map": ("place", whole.places, "content/places"),
    }
    for text in whole.texts:
        for block in text.traits.blocks:
            if block.kind in shown:
                noun, known, file = shown[block.kind]
                for name in _names(block.kind, block.argument):
                    held = known.get(name.content)
                    if held is None and name.content not in grounds.lost and not grounds.lacks(file):
                        yield Problem(name.span, "unknown-mention", f"no {noun} `{name}`", guess(name.content, known))
                    if isinstance(held, Place) and held.lat is None:
                        yield Problem(name.span, "missing-field", f"the place `{name}` has no `lat` and `lon`")


def broken_links(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield the relative links that lead nowhere."""
    anchors = links.page_anchors(whole)

    def leads(link: str, text: Face) -> bool:
        return links.resolved(link, text.path, text.address, grounds.files, anchors) is not None

    linking = [text for text in whole.texts if text.traits.links]
    wrong = [text for text in linking if not all(leads(link, text) for link in text.traits.links)]
    for source, address, link in census.links(whole, wrong):
        page = links.page(link.address, source, address)
        found = links.resolved(link.address, source, address, grounds.files, anchors)
        if found is None and not grounds.lacks_page(page):
            path, _, anchor = unquote(link.address).partition("#")
            draft = posixpath.basename(page).removesuffix(".html") in grounds.drafts
            hint = "it is a draft: build with `--drafts`." if draft else ""
            if page in anchors and anchor:
                hint = guess(f"#{anchor}", (f"#{name}" for name in anchors[page]))
            elif page in _MADE:
                hint = "the site has nothing that would stand on this page."
            elif path.startswith("/"):
                hint = "links are relative: this one would lead out of a site that is not at the root of its host."
            yield Problem(
                link.span,
                "broken-link",
                f"`{link.address}` leads nowhere",
                hint or guess(path, _reachable(whole, source, address, grounds.files)),
            )


def _source_hint(whole: History, citation: Citation, cite: Cite) -> str:
    target = whole.targets.get(cite.key)
    if target:
        return f"it is {KINDS[target.kind]}: name it, `[[{cite.key}]]`."
    if not whole.sources:
        return "there is no source yet: write one into `content/sources/`."
    bare = "an `@` that cites nothing is written `\\@`." if citation.narrative and not cite.locator else ""
    return guess(cite.key, whole.sources) or bare


def _mention_hint(whole: History, grounds: Grounds, mention: Mention, kind: str) -> str:
    """Return what was probably meant: a draft, a source, a name in the place of an id, or an id that is near."""
    if mention.id in grounds.drafts:
        return "it is a draft: build with `--drafts`."
    if mention.id.removeprefix("@") in whole.sources:
        return f"it is a source: cite it, `[@{mention.id.removeprefix('@')}]`."
    if mention.label in whole.targets:
        return f"the id stands first: `[[{mention.label}|{mention.id}]]`."
    targets = [target for target in whole.targets.values() if not kind or target.kind == kind]
    named = [target.id for target in targets if target.name.casefold() == mention.id.casefold()]
    return f"did you mean `{named[0]}`?" if named else guess(mention.id, (target.id for target in targets))


def _names(kind: str, argument: Text) -> Iterator[Text]:
    """Yield the ids that a block names: one, but for a map, which has several, or all places."""
    if kind == "map":
        yield from (argument.part(*found.span()) for found in re.finditer(r"[^\s,]+", argument.content))
    elif argument.content.strip():
        yield argument.strip()


def _reachable(whole: History, source: str, address: str, files: frozenset[str]) -> Iterator[str]:
    """Yield every address and file as a link from this place would write it."""
    yield from (addresses.relative(address, page) for page in links.page_anchors(whole))
    here = posixpath.dirname(source)
    yield from (posixpath.relpath(path, here) for path in (*files, *(text.path for text in whole.texts)))
