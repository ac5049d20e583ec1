"""What a history is held to: functions from the whole to problems."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from microsite import addresses, census, coverage, evidence, history, links
from microsite.chapter import Chapter
from microsite.history import History
from microsite.rules import RULES
from microsite.text import Problem, Span, guess

_KINDS = {"person": "a person", "place": "a place", "term": "a term", "event": "an event", "chapter": "a chapter"}
_WHERE = {
    "event": "an event",
    "person": "a person",
    "place": "a place",
    "term": "a term",
    "source": "a source",
    "chapter": "a chapter",
}
_STRAIGHT = re.compile(r"['\"]")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the checks look at beside the history."""

    files: frozenset[str]
    """The files that are copied, by their path in the site's folder."""
    drafts: frozenset[str]
    """The slugs of chapters and pages that are left out as drafts."""
    styles: frozenset[str]
    """The citation styles that there are by name."""


def check(whole: History, grounds: Grounds) -> tuple[Problem, ...]:
    """Return everything that is wrong with a history, in no order."""
    return tuple(problem for one in CHECKS for problem in one(whole, grounds))


def duplicate_ids(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield every id that is given a second time."""
    first: dict[str, history.Declared] = {}
    for declared in whole.declared:
        known = first.setdefault(declared.id, declared)
        if known is not declared:
            place = f"{known.span.path}:{known.span.line}"
            message = f"the id `{declared.id}` is taken"
            yield Problem(declared.span, "duplicate-id", message, f"{_WHERE[known.kind]} has it, at {place}.")


def unknown_sources(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield every citation of a source that is not there."""
    for citation in census.citations(whole):
        for cite in citation.cites:
            if cite.key not in whole.sources:
                hint = guess(cite.key, whole.sources)
                yield Problem(cite.span, "unknown-source", f"no source `{cite.key}`", hint)
    for quotation in whole.quotations.values():
        key = quotation.source
        if key.id not in whole.sources:
            yield Problem(key.span, "unknown-source", f"no source `{key.id}`", guess(key.id, whole.sources))
        yield from evidence.locator_problems(quotation)


def unknown_mentions(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield every mention of something that is not there, or not of the kind that is asked for."""
    for mention, kind in census.mentions(whole):
        target = whole.targets.get(mention.id)
        if target is None:
            known = (name for name, t in whole.targets.items() if not kind or t.kind == kind)
            hint = "it is a draft: build with `--drafts`." if mention.id in grounds.drafts else guess(mention.id, known)
            wanted = kind or "person, place, term, event or chapter"
            yield Problem(mention.span, "unknown-mention", f"no {wanted} `{mention.id}`", hint)
        elif kind and target.kind != kind:
            message = f"`{mention.id}` is {_KINDS[target.kind]}, not {_KINDS[kind]}"
            yield Problem(mention.span, "unknown-mention", message)


def unknown_blocks(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield every `///` block that shows a quotation, a series or a place that is not there."""
    shown: Mapping[str, tuple[str, Mapping[str, object]]] = {
        "quote": ("quotation", whole.quotations),
        "chart": ("series", whole.series),
        "map": ("place", whole.places),
    }
    for text in whole.texts:
        for block in text.blocks:
            if block.kind in shown:
                noun, known = shown[block.kind]
                names = re.finditer(r"[^\s,]+", block.argument.content) if block.kind == "map" else [None]
                for found in names:
                    part = block.argument.part(*found.span()) if found else block.argument.strip()
                    if part.content and part.content not in known:
                        yield Problem(part.span, "unknown-mention", f"no {noun} `{part}`", guess(part.content, known))


def uncited(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield events, accounts and paragraphs without a source."""
    for event in whole.events:
        if not event.sources:
            yield Problem(event.id.span, "uncited-event", f"the event `{event.id}` has no source")
        for account in event.accounts:
            if not account.sources and not list(evidence.prose_citations(account.text)):
                yield Problem(account.side.span, "uncited-account", f"the account of `{account.side}` cites nothing")
    for text in whole.texts:
        for block in text.blocks:
            if block.kind == "account" and not block.cites:
                yield Problem(block.span, "uncited-account", f"the account of `{block.argument}` cites nothing")
    for chapter in whole.chapters:
        for paragraph in chapter.paragraphs:
            if paragraph.claims and not paragraph.cites:
                message = "the paragraph says something dated or numeric and cites nothing"
                yield Problem(paragraph.span, "uncited-paragraph", message)


def uncited_sources(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the sources that nothing cites."""
    for source in whole.sources.values():
        if source.id not in whole.cited:
            yield Problem(source.span, "uncited-source", f"nothing cites the source `{source.id}`")


def one_sided(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the disputes with fewer than two accounts."""
    for text in whole.texts:
        for block in text.blocks:
            if block.kind == "dispute" and block.accounts < 2:  # noqa: PLR2004
                number = "one account" if block.accounts else "no account"
                yield Problem(block.span, "one-sided-dispute", f"the dispute has {number}")
    for event in whole.events:
        if len(event.accounts) == 1:
            side = event.accounts[0].side
            yield Problem(side.span, "one-sided-dispute", f"the event `{event.id}` has one account")


def events_outside(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the events that belong to no chapter."""
    for event in whole.events:
        if whole.chapters and event.id.content not in whole.homes:
            message = f"no chapter has the year of the event `{event.id}`"
            yield Problem(event.id.span, "event-outside-chapters", message, "name its chapter with `chapter:`.")


def lanes(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the lanes that are no side of the site."""
    known = [*(side.id.content for side in whole.site.sides), "both", "abroad"]
    for event in whole.events:
        if event.lane and event.lane.content not in known:
            hint = guess(event.lane.content, known) or f"write {', '.join(f'`{lane}`' for lane in known)}."
            yield Problem(event.lane.span, "bad-value", f"there is no lane `{event.lane}`", hint)


def site_values(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield what is wrong in `site.yaml` beyond its types."""
    site = whole.site
    if not re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", site.language.content):
        message = f"`{site.language}` is not a language tag (BCP 47)"
        yield Problem(site.language.span, "bad-value", message, "write it like `en-GB`.")
    if site.base_url and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", site.base_url.content):
        hint = "write it like `https://example.org/history/`."
        yield Problem(site.base_url.span, "bad-value", f"`{site.base_url}` is not an absolute address", hint)
    style = site.citation_style
    if style and style.content not in grounds.styles and style.content not in grounds.files:
        hint = guess(style.content, grounds.styles) or "write `chicago-18`, or the path of a CSL file."
        yield Problem(style.span, "bad-value", f"there is no citation style `{style}`", hint)
    for name in site.checks:
        if name not in RULES:
            yield Problem(site.title.span, "unknown-field", f"`checks` names no rule `{name}`", guess(name, RULES))
    if len(site.sides) == 1:
        yield Problem(site.sides[0].id.span, "bad-value", "a history has no sides, or two or more")


def broken_links(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield the relative links that lead nowhere."""
    anchors = links.page_anchors(whole)
    for source, address, link in census.links(whole):
        found = links.resolved(link.address, source, address, grounds.files, anchors)
        if found is None:
            path = unquote(link.address.partition("#")[0])
            known = [*anchors, *(posixpath.relpath(f, posixpath.dirname(source)) for f in grounds.files)]
            hint = guess(path, known) if path else guess(link.address[1:], anchors.get(address, ()))
            yield Problem(link.span, "broken-link", f"`{link.address}` leads nowhere", hint)


def clashes(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the pages that would have the address of another."""
    taken: dict[str, str] = {page: "the generator" for page in _made_pages()}
    for text in whole.texts:
        kind = addresses.chapter if isinstance(text, Chapter) else addresses.page
        places = [(kind(text.slug), Span(text.path, 1, 1))]
        places += [(kind(alias.content), alias.span) for alias in text.front.aliases]
        for address, span in places:
            known = taken.setdefault(address.casefold(), text.path)
            if known != text.path or (address, span) != places[0] and address == places[0][0]:
                yield Problem(span, "address-clash", f"the address `{address}` is taken", f"{known} has it.")


def straight_quotes(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield straight quotation marks in what is printed as it stands."""
    for text in census.printed_texts(whole):
        found = _STRAIGHT.search(text.content)
        if found:
            proper = "’" if found[0] == "'" else "“ or ”"
            message = f"`{found[0]}` is printed as it stands"
            yield Problem(text.at(*found.span()), "straight-quotes", message, f"write {proper}.")


def coverage_thresholds(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the chapters that miss a threshold of citation coverage."""
    yield from coverage.problems(whole, coverage.table(whole))


CHECKS: tuple[Callable[[History, Grounds], Iterator[Problem]], ...] = (
    duplicate_ids,
    unknown_sources,
    unknown_mentions,
    unknown_blocks,
    uncited,
    uncited_sources,
    one_sided,
    events_outside,
    lanes,
    site_values,
    broken_links,
    clashes,
    straight_quotes,
    coverage_thresholds,
)


def _made_pages() -> tuple[str, ...]:
    made = (addresses.HOME, addresses.NOT_FOUND, addresses.DISPUTES, addresses.BIBLIOGRAPHY)
    return (*made, *addresses.REGISTERS.values())
