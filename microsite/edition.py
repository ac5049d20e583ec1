"""The spine: from a manuscript to an edition."""

from __future__ import annotations

import multiprocessing
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from microsite import (
    chapter,
    checks,
    citeproc,
    clusters,
    codec,
    coverage,
    history,
    outputs,
    records,
    sources,
)
from microsite.chapter import Chapter, Page
from microsite.checks import Grounds
from microsite.citeproc import Answer, Request, Section
from microsite.history import History
from microsite.manuscript import DATA, Manuscript
from microsite.memo import digest
from microsite.model import Site
from microsite.press import STYLES, Memory, Order, Press
from microsite.records import Records
from microsite.rules import Finding, weighed
from microsite.sources import Shelf
from microsite.text import Problem, Severity, Span, Text, guess, whole

T = TypeVar("T")

_Parsed = tuple[T | None, tuple[Problem, ...]]
_Read = tuple[list[T], tuple[Problem, ...]]
_CHAPTER: Any = tuple[Chapter | None, tuple[Problem, ...]]
_PAGE: Any = tuple[Page | None, tuple[Problem, ...]]
_POOL = 30
"""Fewer stale chapters than this are parsed sooner than a pool of processes starts."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A site as it would be published, and all that is wrong with it."""

    outputs: Mapping[str, bytes]
    """The files by address; none where there are errors."""
    findings: tuple[Finding, ...]
    """What is wrong, in the order of files and lines."""
    coverage: str
    """The table of citation coverage."""
    counts: Mapping[str, int]
    """How many there are of what, for the closing line."""

    @property
    def broken(self) -> bool:
        """Tell whether an error keeps it from being published."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def make(manuscript: Manuscript, order: Order, press: Press, memory: Memory) -> Edition:
    """Return the edition that a manuscript makes: parse, resolve, check, cite, render."""
    site, problems = _site(manuscript)
    language = site.language.content
    written, paged = manuscript.within("content/chapters/", ".md"), manuscript.within("content/pages/", ".md")
    chapters, wrong = _each(written, chapter.parse_chapter, _CHAPTER, language, memory, order.jobs)
    extra, also_wrong = _each(paged, chapter.parse_page, _PAGE, language, memory, order.jobs)
    held, wrong_records = _records(manuscript, language, memory)
    shelf = _shelf(manuscript, press, memory)
    problems += (*manuscript.problems, *wrong, *also_wrong, *wrong_records, *shelf.problems, *_strangers(manuscript))
    csl = _style(site, manuscript, press)
    kept = [c for c in chapters if order.drafts or not c.front.draft]
    kept_pages = [p for p in extra if order.drafts or not p.front.draft]
    known = history.resolve(
        site, kept, kept_pages, held, shelf.sources, citations_are_notes=clusters.read_style(csl).notes
    )
    texts: tuple[Chapter | Page, ...] = (*chapters, *extra)
    drafts = frozenset(text.slug for text in texts if text.front.draft and not order.drafts)
    files = frozenset(path for path in manuscript.assets)
    csl_files = frozenset(path for path in manuscript.texts if path.endswith(".csl"))
    problems += checks.check(known, Grounds(files | csl_files, drafts, frozenset(STYLES)))
    answer = _cite(known, csl, press, memory)
    files_made, torn = outputs.outputs(manuscript, known, answer, order, press, memory)
    findings = weighed((*problems, *torn), site.checks)
    made = Edition(files_made, findings, coverage.printed(known, coverage.table(known)), _counts(known, answer))
    return Edition({}, findings, made.coverage, made.counts) if made.broken else made


def _site(manuscript: Manuscript) -> tuple[Site, tuple[Problem, ...]]:
    """Return what `site.yaml` says; a site without a name where it does not, for the checks to go on."""
    text = manuscript.texts.get("site.yaml")
    if text is None:
        nameless = whole("site.yaml", "")
        unread = any(p.span.path == "site.yaml" for p in manuscript.problems)
        hint = "write at least `title:` and `language:` into it."
        missing = Problem(Span("site.yaml", 1, 1), "missing-field", "there is no `site.yaml` here", hint)
        return Site(nameless, whole("site.yaml", "en")), () if unread else (missing,)
    site, problems = records.read_site(text)
    return site or Site(whole("site.yaml", ""), whole("site.yaml", "en")), problems


def _each(
    texts: tuple[Text, ...],
    parse: Callable[[Text, str], _Parsed[T]],
    kind: Any,
    language: str,
    memory: Memory,
    jobs: int,
) -> _Read[T]:
    """Return what each file tells alone, remembered by its value; many at once are parsed by several processes."""
    keys = [digest(text.path, text.content, language) for text in texts]
    known = [_recalled(memory, "parse", key, kind) for key in keys]
    stale = [text for text, parsed in zip(texts, known, strict=True) if parsed is None]
    fresh = iter(_parsed(stale, _Parse(parse, language), jobs))
    found: list[T] = []
    problems: list[Problem] = []
    for key, parsed in zip(keys, known, strict=True):
        if parsed is None:
            parsed = next(fresh)  # noqa: PLW2901 - the same thing, from the other place
            memory.keep("parse", key, codec.encode(parsed, kind))
        found += [parsed[0]] if parsed[0] is not None else []
        problems.extend(parsed[1])
    return found, tuple(problems)


@dataclass(frozen=True, slots=True)
class _Parse(Generic[T]):
    """What a process of the pool is given: a function and what it always gets."""

    parse: Callable[[Text, str], _Parsed[T]]
    """What reads one file."""
    language: str
    """The language of the site."""

    def __call__(self, text: Text) -> _Parsed[T]:
        """Return what the file tells."""
        return self.parse(text, self.language)


def _parsed(texts: list[Text], parse: Callable[[Text], _Parsed[T]], jobs: int) -> Iterable[_Parsed[T]]:
    workers = jobs or os.cpu_count() or 1
    if len(texts) < _POOL or workers == 1 or "fork" not in multiprocessing.get_all_start_methods():
        return map(parse, texts)
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        return list(pool.map(parse, texts, chunksize=max(1, len(texts) // (4 * workers))))


def _recalled(memory: Memory, room: str, key: str, kind: Any) -> Any:
    """Return what was kept, or None where nothing was, or something of another form."""
    form = memory.recall(room, key)
    if form is None:
        return None
    try:
        return codec.decode(kind, form)
    except codec.ForeignError:
        return None


def _remembered(memory: Memory, room: str, read: tuple[Text, str], kind: Any, make: Callable[[], Any]) -> Any:
    """Return what `make` makes of a text, from memory where the same text was read before."""
    text, more = read
    key = digest(text.path, text.content, more)
    known = _recalled(memory, room, key, kind)
    if known is None:
        known = make()
        memory.keep(room, key, codec.encode(known, kind))
    return known


def _records(manuscript: Manuscript, language: str, memory: Memory) -> tuple[Records, tuple[Problem, ...]]:
    held: dict[str, Any] = {}
    problems: list[Problem] = []
    kind: Any = tuple[Records, tuple[Problem, ...]]
    for name in DATA:
        text = manuscript.texts.get(f"content/{name}.yaml")
        if text is not None:
            read, wrong = _remembered(
                memory, "records", (text, language), kind, partial(records.read, name, text, language)
            )
            held[name] = getattr(read, name)
            problems.extend(wrong)
    return Records(**held), tuple(problems)


def _shelf(manuscript: Manuscript, press: Press, memory: Memory) -> Shelf:
    found = [
        _remembered(memory, "sources", (text, press.version), Shelf, partial(sources.read, text, press.read_bibtex))
        for text in manuscript.within("content/sources/")
    ]
    return Shelf(tuple(s for one in found for s in one.sources), tuple(p for one in found for p in one.problems))


def _strangers(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield the files in `content/` that nothing reads and that look as if something should."""
    known = [f"content/{name}.yaml" for name in DATA]
    for path in manuscript.assets:
        folder, _, name = path.rpartition("/")
        if folder == "content" and name.endswith((".yaml", ".yml", ".json", ".bib")):
            yield Problem(Span(path, 1, 1), "unknown-field", f"nothing reads the file `{path}`", guess(path, known))
        if folder in ("content/chapters", "content/pages") and name.endswith((".markdown", ".mdown", ".txt")):
            yield Problem(Span(path, 1, 1), "unknown-field", f"nothing reads the file `{path}`", "name it `….md`.")


def _style(site: Site, manuscript: Manuscript, press: Press) -> str:
    """Return the CSL style; the default where the site names one that is not there, which is an error."""
    name = site.citation_style.content if site.citation_style else STYLES[0]
    text = manuscript.texts.get(posixpath.normpath(name))
    return text.content if text else press.styles.get(name, press.styles[STYLES[0]])


def _cite(known: History, csl: str, press: Press, memory: Memory) -> Answer:
    """Return every citation as the style prints it; unknown sources are left out."""
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
    short = tuple(cite for cite in history.short_cites(known) if cite.key in known.sources)
    request = Request(csl, known.site.language.content, known.cited_sources(), sections, short)
    return citeproc.cite(
        request,
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
