"""What a history is held to: functions from the whole to problems."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from microsite import addresses, census, charts, coverage, dangling, editors, evidence, history
from microsite.faces import ChapterFace
from microsite.grounds import Grounds
from microsite.history import History
from microsite.patterns import late
from microsite.text import Problem, Span, guess

_WHERE = {
    "event": "an event",
    "person": "a person",
    "place": "a place",
    "term": "a term",
    "source": "a source",
    "chapter": "a chapter",
    "page": "a page",
    "quotation": "a quotation",
    "series": "a series",
}
_APART = {"page": "page", "quotation": "quotation", "series": "series"}
"""The kinds whose ids are never confused with those of others."""
_STRAIGHT = late(r"['\"]")


def check(whole: History, grounds: Grounds) -> tuple[Problem, ...]:
    """Return everything that is wrong with a history, in no order."""
    return (*outside(whole, grounds), *between(whole, grounds), *alone(whole, grounds), *inside(whole, grounds))


def outside(whole: History, grounds: Grounds) -> tuple[Problem, ...]:
    """Return what is wrong in `site.yaml`, in the data files and in the front matter: no text need be asked."""
    return tuple(problem for one in OUTSIDE for problem in one(whole, grounds))


def between(whole: History, grounds: Grounds) -> tuple[Problem, ...]:
    """Return what is wrong in citations and mentions: but for its place, what texts tell others decides it."""
    return tuple(problem for one in BETWEEN for problem in one(whole, grounds))


def alone(whole: History, grounds: Grounds) -> tuple[Problem, ...]:
    """Return what is wrong in texts and events, whatever other texts there are."""
    return tuple(problem for one in ALONE for problem in one(whole, grounds))


def inside(whole: History, grounds: Grounds) -> tuple[Problem, ...]:
    """Return what is wrong in texts given the others."""
    return tuple(problem for one in INSIDE for problem in one(whole, grounds))


def duplicate_ids(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield every id that is given a second time."""
    first: dict[tuple[str, str], history.Declared] = {}
    for declared in whole.declared:
        known = first.setdefault((_APART.get(declared.kind, ""), declared.id), declared)
        chapter = first.get(("", declared.id)) if declared.kind == "page" else None
        if chapter is not None and chapter.kind == "chapter":
            known = chapter  # what is read in prose is known by its slug
        if known is not declared:
            place = f"{known.span.path}:{known.span.line}"
            message = f"the id `{declared.id}` is taken"
            yield Problem(declared.span, "duplicate-id", message, f"{_WHERE[known.kind]} has it, at {place}.")


def uncited(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield events and accounts without a source."""
    for event in whole.events:
        if not event.sources:
            hint = 'write `sources: ["@key, p. 3"]`.'
            yield Problem(event.id.span, "uncited-event", f"the event `{event.id}` has no source", hint)
        for account in event.accounts:
            if not account.sources and not list(evidence.prose_citations(account.text)):
                yield Problem(account.side.span, "uncited-account", f"the account of `{account.side}` cites nothing")
    for text in whole.texts:
        for block in text.traits.blocks:
            if block.kind == "account" and not block.cites:
                yield Problem(block.span, "uncited-account", f"the account of `{block.argument}` cites nothing")


def uncited_paragraphs(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the paragraphs of chapters that say something dated or numeric and cite nothing."""
    for chapter in whole.chapters:
        for span in chapter.traits.bare:
            message = "the paragraph says something dated or numeric and cites nothing"
            yield Problem(span, "uncited-paragraph", message)


def uncited_sources(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield the sources that nothing cites, as far as can be known, nor tries to cite by a wrong id."""
    if grounds.unread or grounds.lost:
        return
    idle = [source for source in whole.sources.values() if source.id not in whole.cited]
    meant = " ".join(problem.hint for problem in dangling.unknown_sources(whole, grounds)) if idle else ""
    for source in idle:
        if f"`{source.id}`" not in meant:
            yield Problem(source.span, "uncited-source", f"nothing cites the source `{source.id}`")


def one_sided(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the disputes with fewer than two accounts."""
    for text in whole.texts:
        for block in text.traits.blocks:
            if block.kind == "dispute" and block.accounts < 2:  # noqa: PLR2004
                number = "one account" if block.accounts else "no account"
                yield Problem(block.span, "one-sided-dispute", f"the dispute has {number}")
    for event in whole.events:
        if len(event.accounts) == 1:
            side = event.accounts[0].side
            yield Problem(side.span, "one-sided-dispute", f"the event `{event.id}` has one account")


def events_outside(whole: History, grounds: Grounds) -> Iterator[Problem]:
    """Yield the events that belong to no chapter, as far as all chapters can be read."""
    if grounds.lacks("content/chapters/"):
        return
    for event in whole.events:
        if whole.chapters and event.chapter is None and event.id.content not in whole.homes:
            message = f"no chapter has the year of the event `{event.id}`"
            yield Problem(event.id.span, "event-outside-chapters", message, "name its chapter with `chapter:`.")


def crowded_charts(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the series of which a chart would have more lines than can be told apart."""
    for series in whole.series.values():
        if groups := charts.crowded(series):
            message = f"the series `{series.id}` has {groups} groups, of which a chart can tell {charts.GROUPS} apart"
            yield Problem(series.id.span, "bad-value", message, "split it into two series.")


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
    if style and style.content not in grounds.styles | grounds.files | grounds.unread:
        hint = guess(style.content, grounds.styles) or "write `chicago-18`, or the path of a CSL file."
        yield Problem(style.span, "bad-value", f"there is no citation style `{style}`", hint)
    if site.editor and not editors.known(site.editor.content):
        hint = guess(site.editor.content, editors.EDITORS) or "an address of your own has `{path}` in it."
        yield Problem(site.editor.span, "bad-value", f"there is no editor `{site.editor}`", hint)
    if len(site.sides) == 1:
        yield Problem(site.sides[0].id.span, "bad-value", "a history has no sides, or two or more")
    ids = [side.id.content for side in site.sides]
    for place, side in enumerate(site.sides):
        if side.id.content in ids[:place]:
            yield Problem(side.id.span, "duplicate-id", f"the id `{side.id}` is taken", "another side has it.")


def clashes(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the pages that would have the address of another."""
    taken: dict[str, str] = dict.fromkeys(_made_pages(), "the generator")
    slugs = {chapter.slug: chapter.path for chapter in reversed(whole.chapters)}
    for text in whole.texts:
        kind = addresses.chapter if isinstance(text, ChapterFace) else addresses.page
        places = [(text.address, Span(text.path, 1, 1))]
        places += [(kind(alias.content), alias.span) for alias in text.front.aliases]
        for address, span in places:
            known = taken.setdefault(address.casefold(), text.path)
            if isinstance(text, ChapterFace) and slugs[text.slug] != text.path and address == places[0][0]:
                continue  # two chapters of one slug are a double id, which has been said
            if known != text.path or ((address, span) != places[0] and address == places[0][0]):
                yield Problem(span, "address-clash", f"the address `{address}` is taken", f"{known} has it.")


def straight_quotes(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield straight quotation marks in what is printed as it stands."""
    for text in census.printed_texts(whole):
        found = ("'" in text.content or '"' in text.content) and _STRAIGHT.search(text.content)
        if found:
            proper = "’" if found[0] == "'" else "“ or ”"
            message = f"`{found[0]}` is printed as it stands"
            yield Problem(text.at(*found.span()), "straight-quotes", message, f"write {proper}.")


def coverage_thresholds(whole: History, _: Grounds) -> Iterator[Problem]:
    """Yield the chapters that miss a threshold of citation coverage."""
    if whole.site.coverage:
        yield from coverage.problems(whole, coverage.table(whole))


_Check = Callable[[History, Grounds], Iterator[Problem]]

OUTSIDE: tuple[_Check, ...] = (
    duplicate_ids, events_outside, crowded_charts, lanes, site_values, clashes, straight_quotes,
)  # fmt: skip
"""The checks that ask nothing of a text but its front matter."""
BETWEEN: tuple[_Check, ...] = (dangling.unknown_sources, dangling.unknown_mentions, uncited_sources)
"""The checks that ask of a text what it cites and names, and where."""
ALONE: tuple[_Check, ...] = (dangling.unknown_blocks, uncited, uncited_paragraphs, one_sided)
"""The checks that ask of each text and each event by itself."""
INSIDE: tuple[_Check, ...] = (dangling.broken_links, coverage_thresholds)
"""The checks that ask more."""


def _made_pages() -> tuple[str, ...]:
    made = (addresses.HOME, addresses.NOT_FOUND, addresses.DISPUTES, addresses.BIBLIOGRAPHY)
    return (*made, addresses.RELATIONS, addresses.SEARCH, *addresses.REGISTERS.values())
