"""The spine: from a manuscript to an edition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

from microsite import checks, citeproc, coverage, history, workers
from microsite.citeproc import Answer, Request, Sealed, Section
from microsite.clusters import Style
from microsite.coverage import Row
from microsite.faces import ChapterFace, Face, PageFace
from microsite.gathering import Gathered, gather
from microsite.grounds import Grounds
from microsite.history import History
from microsite.manuscript import Manuscript
from microsite.press import STYLES, Memory, Order, Output, Press
from microsite.rules import Finding, weighed
from microsite.text import Problem, Severity, Span
from microsite.values import dataclass

F = TypeVar("F", ChapterFace, PageFace)


@dataclass(frozen=True, slots=True)
class Edition:
    """A site as it would be published, and all that is wrong with it."""

    outputs: Mapping[str, Output]
    """The files by address; none where there are errors, or where nothing was to be published."""
    findings: tuple[Finding, ...]
    """What is wrong, in the order of files and lines."""
    history: History
    """Everything that is known."""
    counts: Mapping[str, int]
    """How many there are of what, for the closing line."""

    @property
    def coverage(self) -> tuple[Row, ...]:
        """Return the citation coverage, a row a chapter."""
        return coverage.table(self.history)

    @property
    def broken(self) -> bool:
        """Tell whether an error keeps it from being published."""
        return _fail(self.findings)


def make(manuscript: Manuscript, order: Order, press: Press, memory: Memory) -> Edition:
    """Return the edition that a manuscript makes: gather, resolve, check, cite, render."""
    meanwhile = partial(_compile, manuscript, press, memory)
    gathered = gather(manuscript, press, memory, order.jobs, partial(_begin, order, press, memory), meanwhile)
    press.tell("resolve", 0, 0)
    known = _resolved(gathered, order, memory)
    press.tell("check", 0, 0)
    broken = _checked(known, _grounds(manuscript, gathered, order), memory)
    press.tell("cite", 0, 0)
    # Imported here: until then pandoc may be at work already.
    from microsite import makeready, outputs  # noqa: PLC0415

    ready = makeready.begun(manuscript, known, order, press, memory)
    answer = _cite(known, gathered.style, order, press, memory, ready.steps)
    press.tell("render", 0, 0)
    problems = (*gathered.problems, *broken, *_warned(answer))
    if _fail(weighed(problems, gathered.site.checks)):
        order = replace(order, standing=None)
    files, torn = outputs.outputs(manuscript, known, answer, order, press, memory, ready)
    findings = weighed((*problems, *torn), gathered.site.checks)
    return Edition({} if _fail(findings) else files, findings, known, _counts(known, answer))


@dataclass(frozen=True, slots=True)
class Survey:
    """A history and what is wrong with it, before a citation is formatted or a page made."""

    history: History
    """Everything known."""
    findings: tuple[Finding, ...]
    """What is wrong, in the order of files and lines."""


def survey(manuscript: Manuscript, order: Order, press: Press, memory: Memory) -> Survey:
    """Return what the files tell, and what is wrong with them."""
    gathered = gather(manuscript, press, memory, order.jobs, lambda _sketched: None)
    known = _resolved(gathered, order, memory)
    broken = checks.check(known, _grounds(manuscript, gathered, order))
    return Survey(known, weighed((*gathered.problems, *broken), gathered.site.checks))


def _fail(findings: tuple[Finding, ...]) -> bool:
    """Tell whether an error keeps an edition from being published."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def _resolved(gathered: Gathered, order: Order, memory: Memory) -> History:
    """Return the history, without the drafts unless they are ordered.

    Where a process makes one edition after another and all that texts tell of themselves is as before, what
    follows of it is too.
    """
    notes = gathered.style.notes
    token = (gathered.site, gathered.records, gathered.shelf, notes, order.drafts)
    held = memory.held("resolved", "")
    same = held is not None and held[0] == token
    chapters = _fresh(held[1].chapters, gathered.chapters) if held is not None and same else None
    pages = _fresh(held[1].pages, gathered.pages) if held is not None and same else None
    if held is not None and chapters is not None and pages is not None:
        known = history.reopened(held[2], chapters, pages, gathered.folios)
    else:
        known = history.resolve(
            gathered.site,
            [c for c in gathered.chapters if order.drafts or not c.front.draft],
            [p for p in gathered.pages if order.drafts or not p.front.draft],
            gathered.records,
            gathered.shelf.sources,
            gathered.folios,
            citations_are_notes=notes,
        )
    memory.hold("resolved", "", (token, gathered, known))
    return known


def _fresh(before: tuple[F, ...], now: tuple[F, ...]) -> Mapping[str, F] | None:
    """Return the texts that are others now, by their files; None where one has come or gone, or tells another thing."""
    if len(before) != len(now):
        return None
    pairs = [(old, new) for old, new in zip(before, now, strict=True) if old is not new]
    told = all((old.path, old.front, old.traits.told) == (new.path, new.front, new.traits.told) for old, new in pairs)
    return {new.path: new for _, new in pairs} if told else None


def _grounds(manuscript: Manuscript, gathered: Gathered, order: Order) -> Grounds:
    files = frozenset(manuscript.copied) | {path for path in [*manuscript.texts] if path.endswith(".csl")}
    texts: tuple[Face, ...] = () if order.drafts else (*gathered.chapters, *gathered.pages)
    drafts = frozenset([text.slug for text in texts if text.front.draft])
    unread = gathered.unread
    slugs = (re.fullmatch(r"content/(?:chapters/\d+-|pages/)([^/]+)\.md", path) for path in unread)
    lost = gathered.records.lost | {found[1] for found in slugs if found}
    return Grounds(files, drafts, frozenset(STYLES), unread, lost)


def _checked(known: History, grounds: Grounds, memory: Memory) -> tuple[Problem, ...]:
    """Return everything that is wrong with a history.

    Where a process makes one edition after another and the history was resolved to the same, what asks no more than
    texts tell others is asked anew only where something was wrong, for the places of it; and so are texts alone that
    are as they were.
    """
    held = memory.held("checked", "")
    same = held is not None and held[0] is known.declared and held[1] == grounds
    texts, outside, between, alone = held[2:] if held is not None and same else ((), None, None, None)
    if outside is None:
        outside = checks.outside(known, grounds)
    if between != ():
        between = checks.between(known, grounds)
    alone = checks.alone(_others(known, texts) if alone == () else known, grounds)
    memory.hold("checked", "", (known.declared, grounds, known.texts, outside, between, alone))
    return (*outside, *between, *alone, *checks.inside(known, grounds))


def _others(known: History, before: tuple[Face, ...]) -> History:
    """Return a history of the texts alone that are others than before, each in its place."""
    fresh = [new for old, new in zip(before, known.texts, strict=True) if old is not new]
    chapters = tuple(text for text in fresh if isinstance(text, ChapterFace))
    return replace(known, events=(), chapters=chapters, pages=tuple(p for p in fresh if isinstance(p, PageFace)))


def _warned(answer: Answer) -> tuple[Problem, ...]:
    """Return what pandoc warned of: no warning of its is swallowed, though it knows no positions."""
    where = Span("site.yaml", 1, 1)
    return tuple(Problem(where, "bad-value", f"pandoc says: {said}", mild=True) for said in answer.problems)


def _begin(order: Order, press: Press, memory: Memory, gathered: Gathered) -> None:
    """Let pandoc format the citations of sketched texts beside their parsing; it is the same that `_cite` will ask."""
    request = _request(_resolved(gathered, order, memory), gathered.style)
    citeproc.begin(request, press.begin, partial(memory.recall, "cite"), press.version, workers.several(order.jobs))


def _compile(manuscript: Manuscript, press: Press, memory: Memory) -> None:
    """Compile the templates, and import what makes pages, beside the parsing."""
    from microsite import makeready, outputs  # noqa: F401, PLC0415 - as above

    for _ in makeready.templates(manuscript, press, memory):
        pass


def _request(known: History, style: Style) -> Request:
    """Return what the citation style is asked for: every citation, but those of unknown sources."""
    asked = {
        text.slug: Sealed(text.slug, text.traits.asked, text.traits.citations, partial(_section, known, text))
        for text in reversed(known.texts)
        if all(key in known.sources for key, _, _ in text.traits.cites)
    }
    short = tuple(cite for cite in history.short_cites(known) if cite.key in known.cited and cite.key in known.sources)
    return Request(style, known.site.language.content, known.cited_sources(), tuple(asked.values()), short)


def _cite(known: History, style: Style, order: Order, press: Press, memory: Memory, steps: Iterator[None]) -> Answer:
    """Return every citation as the style prints it, from memory where the same is asked of the same history.

    While pandoc is at work, `steps` are taken.
    """
    questions = [text.traits.asked for text in known.texts]  # whose they are, `known.cited` tells
    held = memory.held("answer", style.text)
    if held is not None and held[0] is known.cited and held[1] == questions:
        answer: Answer = held[2]
        return answer
    answer = citeproc.cite(
        _request(known, style),
        partial(_formatted, press, steps),
        partial(memory.recall, "cite"),
        partial(memory.keep, "cite"),
        press.version,
        partial(memory.knows, "cite"),
        press.begin,
        workers.several(order.jobs),
    )
    if not answer.problems:
        memory.hold("answer", style.text, (known.cited, questions, answer))
    return answer


def _formatted(
    press: Press, steps: Iterator[None], ast: str, references: str, csl: str, locale: str
) -> tuple[str, str]:
    """Return what pandoc answers, and take steps until it does: another core is at work on that."""
    while press.busy(ast, references, csl, locale) and next(steps, True) is None:
        pass
    return press.cite(ast, references, csl, locale)


def _section(known: History, text: Face) -> Section:
    return Section(text.slug, *known.folios.questions(text.path))


def _counts(known: History, answer: Answer) -> Mapping[str, int]:
    return {
        "chapters": len(known.chapters),
        "words": sum(c.traits.words for c in known.chapters),
        "events": len(known.events),
        "sources": len(answer.entries),
        "citations": sum(text.traits.citations for text in known.texts),
    }
