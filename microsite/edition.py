"""The spine: from a manuscript to an edition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from microsite import checks, citeproc, coverage, history, outputs
from microsite.citeproc import Answer, Request, Section
from microsite.clusters import Style
from microsite.coverage import Row
from microsite.gathering import Gathered, gather
from microsite.grounds import Grounds
from microsite.history import History
from microsite.manuscript import Manuscript
from microsite.press import STYLES, Memory, Order, Press
from microsite.rules import Finding, weighed
from microsite.text import Problem, Severity, Span


@dataclass(frozen=True, slots=True)
class Edition:
    """A site as it would be published, and all that is wrong with it."""

    outputs: Mapping[str, bytes]
    """The files by address; none where there are errors."""
    findings: tuple[Finding, ...]
    """What is wrong, in the order of files and lines."""
    coverage: tuple[Row, ...]
    """The citation coverage, a row a chapter."""
    counts: Mapping[str, int]
    """How many there are of what, for the closing line."""

    @property
    def broken(self) -> bool:
        """Tell whether an error keeps it from being published."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def make(manuscript: Manuscript, order: Order, press: Press, memory: Memory) -> Edition:
    """Return the edition that a manuscript makes: gather, resolve, check, cite, render."""
    gathered = gather(manuscript, press, memory, order.jobs, partial(_begin, order, press, memory))
    press.tell("resolve", 0, 0)
    known = _resolved(gathered, order)
    press.tell("check", 0, 0)
    broken = checks.check(known, _grounds(manuscript, gathered, order))
    press.tell("cite", 0, 0)
    answer = _cite(known, gathered.style, press, memory)
    press.tell("render", 0, 0)
    files, torn = outputs.outputs(manuscript, known, answer, order, press, memory)
    problems = (*gathered.problems, *broken, *_warned(answer), *torn)
    findings = weighed(problems, gathered.site.checks)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    return Edition({} if failed else files, findings, coverage.table(known), _counts(known, answer))


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
    known = _resolved(gathered, order)
    broken = checks.check(known, _grounds(manuscript, gathered, order))
    return Survey(known, weighed((*gathered.problems, *broken), gathered.site.checks))


def _begin(order: Order, press: Press, memory: Memory, gathered: Gathered) -> None:
    """Let pandoc format the citations of sketched texts beside their parsing; it is the same that `_cite` will ask."""
    request = _request(_resolved(gathered, order), gathered.style)
    citeproc.begin(request, press.begin, partial(memory.recall, "cite"), press.version)


def _resolved(gathered: Gathered, order: Order) -> History:
    """Return the history, without the drafts unless they are ordered."""
    chapters = [c for c in gathered.chapters if order.drafts or not c.front.draft]
    pages = [p for p in gathered.pages if order.drafts or not p.front.draft]
    notes = gathered.style.notes
    shelf = gathered.shelf.sources
    return history.resolve(gathered.site, chapters, pages, gathered.records, shelf, citations_are_notes=notes)


def _grounds(manuscript: Manuscript, gathered: Gathered, order: Order) -> Grounds:
    files = frozenset(manuscript.copied) | {path for path in manuscript.texts if path.endswith(".csl")}
    fronts = [(c.slug, c.front.draft) for c in gathered.chapters] + [(p.slug, p.front.draft) for p in gathered.pages]
    drafts = frozenset(slug for slug, draft in fronts if draft and not order.drafts)
    unread = gathered.unread
    slugs = (re.fullmatch(r"content/(?:chapters/\d+-|pages/)([^/]+)\.md", path) for path in unread)
    lost = gathered.records.lost | {found[1] for found in slugs if found}
    return Grounds(files, drafts, frozenset(STYLES), unread, lost)


def _warned(answer: Answer) -> tuple[Problem, ...]:
    """Return what pandoc warned of: no warning of its is swallowed, though it knows no positions."""
    where = Span("site.yaml", 1, 1)
    return tuple(Problem(where, "bad-value", f"pandoc says: {said}", mild=True) for said in answer.problems)


def _request(known: History, style: Style) -> Request:
    """Return what the citation style is asked for: every citation, but those of unknown sources."""
    texts = [(t.slug, known.readings[t.slug]) for t in known.texts]
    asked = [
        Section(
            slug,
            tuple(c.citation for c in read.citations),
            tuple(c.number or i for i, c in enumerate(read.citations, 1)),
        )
        for slug, read in texts
    ]
    sections = tuple(s for s in asked if all(cite.key in known.sources for c in s.citations for cite in c.cites))
    short = tuple(cite for cite in history.short_cites(known) if cite.key in known.cited and cite.key in known.sources)
    return Request(style.text, known.site.language.content, known.cited_sources(), sections, short)


def _cite(known: History, style: Style, press: Press, memory: Memory) -> Answer:
    """Return every citation as the style prints it."""
    return citeproc.cite(
        _request(known, style),
        press.cite,
        partial(memory.recall, "cite"),
        partial(memory.keep, "cite"),
        press.version,
    )


def _counts(known: History, answer: Answer) -> Mapping[str, int]:
    return {
        "chapters": len(known.chapters),
        "words": sum(c.words for c in known.chapters),
        "events": len(known.events),
        "sources": len(answer.entries),
        "citations": sum(len(read.citations) for read in known.readings.values()),
    }
