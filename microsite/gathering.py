"""What each file of a manuscript tells alone, from memory where it told the same before."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from microsite import clusters, codec, records, sketches, sources, texts, workers
from microsite.clusters import Style, StyleError
from microsite.faces import ChapterFace, Folios, PageFace
from microsite.manuscript import DATA, Manuscript
from microsite.memo import digest
from microsite.model import Site
from microsite.press import STYLES, Memory, Press
from microsite.records import Records
from microsite.sources import Shelf
from microsite.text import Problem, Span, Text, guess, whole
from microsite.values import dataclass

_Unkept = list[Callable[[], None]]
"""What keeps what was read, for when there is time."""
_MANY = 8
"""So many stale texts are sketched first, for what they cite to be formatted while they are parsed."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A manuscript, file by file."""

    site: Site
    """What is true of the whole site."""
    chapters: tuple[ChapterFace, ...]
    """The chapters, drafts too, in the order of their files."""
    pages: tuple[PageFace, ...]
    """The pages that are no chapters, drafts too."""
    folios: Folios
    """The texts of both by their files, each read when it is asked for."""
    records: Records
    """What the data files hold."""
    shelf: Shelf
    """The sources of all files."""
    style: Style
    """The citation style."""
    problems: tuple[Problem, ...]
    """What is wrong in any file alone."""

    @property
    def unread(self) -> frozenset[str]:
        """Return the files of the content in which something is wrong and of which nothing could be read."""
        wrong = {problem.span.path for problem in self.problems if not problem.mild}
        if not wrong:
            return frozenset()
        held = {f"content/{name}.yaml" for name in DATA if getattr(self.records, name)}
        told = {source.span.path for source in self.shelf.sources}
        written = {chapter.path for chapter in self.chapters} | {page.path for page in self.pages}
        return frozenset(wrong - held - told - written - {"site.yaml"})


def gather(
    manuscript: Manuscript,
    press: Press,
    memory: Memory,
    jobs: int,
    ahead: Callable[[Gathered], object],
    meanwhile: Callable[[], object] = workers.nothing,
) -> Gathered:
    """Return what the files tell, each alone; `jobs` processes parse, or one a core where it is 0.

    Where many texts have to be parsed and there is something to cite, `ahead` is first told what can be known
    without: texts are sketches there. While other processes parse, this one does `meanwhile`.
    """
    press.tell("parse", 0, 0)
    site, site_problems = _site(manuscript, memory)
    language = site.language.content
    style, style_problems = _style(site, manuscript, press)
    desk = texts.Desk(manuscript, language, style.notes, memory, meanwhile)
    unkept: _Unkept = []
    held, record_problems = _records(manuscript, language, memory, unkept)
    shelf = _shelf(manuscript, press, memory, unkept)
    if shelf.sources and desk.stale >= _MANY:
        files = (manuscript.texts[path] for path in desk if path.endswith(".md"))
        drawn = sketches.drawn(files, citations_are_notes=style.notes)
        ahead(Gathered(site, drawn.chapters, drawn.pages, drawn.folios, held, shelf, style, ()))
    for keep in unkept:
        keep()
    chapters, chapter_problems = desk.chapters(jobs, press.tell)
    pages, page_problems = desk.pages(jobs, press.tell)
    problems = (
        *manuscript.problems, *site_problems, *chapter_problems, *page_problems, *record_problems,
        *shelf.problems, *style_problems, *_strangers(manuscript),
    )  # fmt: skip
    return Gathered(site, chapters, pages, desk, held, shelf, style, problems)


def _site(manuscript: Manuscript, memory: Memory) -> tuple[Site, tuple[Problem, ...]]:
    """Return what `site.yaml` says; a site without a name where it does not, for the checks to go on."""
    text = manuscript.texts.get("site.yaml")
    if text is None:
        nameless = whole("site.yaml", "")
        unread = any(p.span.path == "site.yaml" for p in manuscript.problems)
        hint = "write at least `title:` and `language:` into it."
        missing = Problem(Span("site.yaml", 1, 1), "missing-field", "there is no `site.yaml` here", hint)
        return Site(nameless, whole("site.yaml", "en")), () if unread else (missing,)
    held = memory.held("site", text)
    site, problems = held or records.read_site(text)
    memory.hold("site", text, (site, problems))
    return site or Site(whole("site.yaml", ""), whole("site.yaml", "en")), problems


def _remembered(
    memory: Memory, unkept: _Unkept, room: str, read: tuple[Text, str], kind: Any, make: Callable[[], Any]
) -> Any:
    """Return what `make` makes of a text, from memory where the same text was read before.

    What is to be kept of it is added to `unkept`: nobody waits for that before pandoc is begun.
    """
    text, more = read
    key = digest(text.path, text.content, more)
    known = texts.recalled(memory, room, key, kind)
    if known is None:
        known = make()
        unkept.append(partial(_keep, memory, room, key, known, kind))
    return known


def _keep(memory: Memory, room: str, key: str, made: object, kind: Any) -> None:
    memory.keep(room, key, codec.encode(made, kind))
    memory.hold(room, key, made)


def _records(
    manuscript: Manuscript, language: str, memory: Memory, unkept: _Unkept
) -> tuple[Records, tuple[Problem, ...]]:
    held: dict[str, Any] = {}
    lost: frozenset[str] = frozenset()
    problems: list[Problem] = []
    kind: Any = tuple[Records, tuple[Problem, ...]]
    for name in DATA:
        text = manuscript.texts.get(f"content/{name}.yaml")
        if text is not None:
            read, wrong = _remembered(
                memory, unkept, "records", (text, language), kind, partial(records.read, name, text, language)
            )
            held[name] = getattr(read, name)
            lost |= read.lost
            problems.extend(wrong)
    return Records(**held, lost=lost), tuple(problems)


def _shelf(manuscript: Manuscript, press: Press, memory: Memory, unkept: _Unkept) -> Shelf:
    read = partial(sources.read, convert=press.read_bibtex)
    found = [
        _remembered(memory, unkept, "sources", (text, press.version), Shelf, partial(read, text))
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


def _style(site: Site, manuscript: Manuscript, press: Press) -> tuple[Style, tuple[Problem, ...]]:
    """Return the citation style, and what is wrong with it; the default where it is not to be had."""
    usual = press.styles[STYLES[0]]
    if site.citation_style is None:
        return clusters.read_style(usual), ()
    name = site.citation_style.content
    text = manuscript.texts.get(posixpath.normpath(name))
    torn = _torn(text) if text else None
    if torn is not None:
        return clusters.read_style(usual), (torn,)
    try:
        return clusters.read_style(text.content if text else press.styles.get(name, usual)), ()
    except StyleError as error:
        return clusters.read_style(usual), (Problem(site.citation_style.span, "bad-value", str(error)),)


def _torn(text: Text) -> Problem | None:
    """Return why a style is no XML, or None."""
    import xml.etree.ElementTree as etree  # noqa: PLC0415 - few sites have a style of their own

    try:
        etree.fromstring(text.content)  # noqa: S314 - the site's own file; expat expands no bomb (libexpat 2.4)
    except etree.ParseError as error:
        line, column = error.position
        message = f"the style is not XML: {error.msg.partition(':')[0]}"
        return Problem(Span(text.path, line, column + 1), "bad-value", message)
    return None
