"""What each file of a manuscript tells alone, from memory where it told the same before."""

from __future__ import annotations

import multiprocessing
import os
import posixpath
import xml.etree.ElementTree as etree
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from microsite import chapter, clusters, codec, faces, records, sources
from microsite.chapter import Chapter, Page
from microsite.clusters import Style, StyleError
from microsite.faces import ChapterFace, Folio, PageFace
from microsite.manuscript import DATA, Manuscript
from microsite.memo import digest
from microsite.model import Site
from microsite.press import STYLES, Memory, Press, Tell, counted
from microsite.records import Records
from microsite.sources import Shelf
from microsite.text import Problem, Span, Text, guess, whole

T = TypeVar("T", Chapter, Page)
F = TypeVar("F", ChapterFace, PageFace)

_Parsed = tuple[T | None, tuple[Problem, ...]]
_POOL = 30
"""Fewer stale chapters than this are parsed sooner than a pool of processes starts."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """A manuscript, file by file."""

    site: Site
    """What is true of the whole site."""
    chapters: tuple[ChapterFace, ...]
    """The chapters, drafts too, in the order of their files."""
    pages: tuple[PageFace, ...]
    """The pages that are no chapters, drafts too."""
    folios: Mapping[str, Folio]
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
        held = {f"content/{name}.yaml" for name in DATA if getattr(self.records, name)}
        told = {source.span.path for source in self.shelf.sources}
        written = {chapter.path for chapter in self.chapters} | {page.path for page in self.pages}
        wrong = {problem.span.path for problem in self.problems if not problem.mild}
        return frozenset(wrong - held - told - written - {"site.yaml"})


def gather(manuscript: Manuscript, press: Press, memory: Memory, jobs: int) -> Gathered:
    """Return what the files tell, each alone; `jobs` processes parse, or one a core where it is 0."""
    press.tell("parse", 0, 0)
    site, site_problems = _site(manuscript)
    language = site.language.content
    style, style_problems = _style(site, manuscript, press)
    desk = _Desk(manuscript, language, style.notes, memory)
    chapters, chapter_problems = _each("content/chapters/", _CHAPTERS, desk, jobs, press.tell)
    pages, page_problems = _each("content/pages/", _PAGES, desk, jobs, press.tell)
    held, record_problems = _records(manuscript, language, memory)
    shelf = _shelf(manuscript, press, memory)
    problems = (
        *manuscript.problems, *site_problems, *chapter_problems, *page_problems, *record_problems,
        *shelf.problems, *style_problems, *_strangers(manuscript),
    )  # fmt: skip
    return Gathered(site, chapters, pages, desk, held, shelf, style, problems)


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


@dataclass(frozen=True, slots=True)
class _Way(Generic[T, F]):
    """How the files of a folder become texts, and texts faces."""

    parse: Callable[[Text, str], _Parsed[T]]
    """What reads one file."""
    form: Any
    """The type of what that returns."""
    face: Callable[[T, Folio, str], F]
    """What makes a face."""
    face_form: Any
    """The type of a face, or None, with the problems of its file."""


_CHAPTERS = _Way(
    chapter.parse_chapter,
    tuple[Chapter | None, tuple[Problem, ...]],
    faces.chapter_face,
    tuple[ChapterFace | None, tuple[Problem, ...]],
)
_PAGES = _Way(
    chapter.parse_page,
    tuple[Page | None, tuple[Problem, ...]],
    faces.page_face,
    tuple[PageFace | None, tuple[Problem, ...]],
)


@dataclass(frozen=True, slots=True)
class _Desk(Mapping[str, Folio]):
    """The texts by their files: what was parsed in this run lies there, the others are remembered or parsed anew."""

    manuscript: Manuscript
    """The files."""
    language: str
    """The language of the site."""
    notes: bool
    """Whether the citation style makes notes."""
    memory: Memory
    """What remembers the texts."""
    fresh: dict[str, Folio] = field(default_factory=dict)
    """What was opened in this run."""

    def key(self, path: str) -> str:
        """Return the key of what a file tells alone."""
        return digest(path, self.manuscript.texts[path].content, self.language)

    def open(self, path: str, parsed: T) -> Folio:
        """Return the folio of a text, which now lies open."""
        self.fresh[path] = faces.opened(parsed, citations_are_notes=self.notes)
        return self.fresh[path]

    def __getitem__(self, path: str) -> Folio:
        if path not in self.fresh:
            way: Any = _CHAPTERS if path.startswith("content/chapters/") else _PAGES
            parsed = _recalled(self.memory, "parse", self.key(path), way.form)
            text, _ = parsed or way.parse(self.manuscript.texts[path], self.language)
            if text is None:
                raise KeyError(path)
            return self.open(path, text)
        return self.fresh[path]

    def __iter__(self) -> Iterator[str]:
        return (path for path in self.manuscript.texts if path.startswith(("content/chapters/", "content/pages/")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _each(
    folder: str, way: _Way[T, F], desk: _Desk, jobs: int, tell: Tell
) -> tuple[tuple[F, ...], tuple[Problem, ...]]:
    """Return the faces of the texts in a folder, and what is wrong in each alone.

    Both are remembered by the value of the file; of many that are not, several processes make texts.
    """
    texts = desk.manuscript.within(folder, ".md")
    keys = [desk.key(text.path) for text in texts]
    known = [_recalled(desk.memory, "face", digest(key, repr(desk.notes)), way.face_form) for key in keys]
    parsed = [
        (desk.memory.knows("parse", key) and face is None and _recalled(desk.memory, "parse", key, way.form)) or None
        for key, face in zip(keys, known, strict=True)
    ]
    stale = [text for text, face, one in zip(texts, known, parsed, strict=True) if face is None and one is None]
    made = counted(tell, "parse", _parsed(stale, _Parse(way.parse, desk.language), jobs), len(stale))
    found: list[F] = []
    problems: list[Problem] = []
    for key, face, one in zip(keys, known, parsed, strict=True):
        if face is None:
            face = _faced(key, one or _fresh(key, next(made), way, desk), way, desk)  # noqa: PLW2901 - the same thing, made
        found += [face[0]] if face[0] is not None else []
        problems.extend(face[1])
    return tuple(found), tuple(problems)


def _fresh(key: str, parsed: _Parsed[T], way: _Way[T, F], desk: _Desk) -> _Parsed[T]:
    """Return what a file told just now, and remember it."""
    desk.memory.keep("parse", key, codec.encode(parsed, way.form))
    return parsed


def _faced(key: str, parsed: _Parsed[T], way: _Way[T, F], desk: _Desk) -> tuple[F | None, tuple[Problem, ...]]:
    """Return the face of a text with the problems of its file, and remember it."""
    text, problems = parsed
    face = way.face(text, desk.open(text.path, text), key) if text is not None else None
    desk.memory.keep("face", digest(key, repr(desk.notes)), codec.encode((face, problems), way.face_form))
    return face, problems


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


def _parsed(texts: list[Text], parse: Callable[[Text], _Parsed[T]], jobs: int) -> Iterator[_Parsed[T]]:
    workers = jobs or os.cpu_count() or 1
    if len(texts) < _POOL or workers == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(parse, texts)
        return
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        yield from pool.map(parse, texts, chunksize=max(1, len(texts) // (4 * workers)))


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
    lost: frozenset[str] = frozenset()
    problems: list[Problem] = []
    kind: Any = tuple[Records, tuple[Problem, ...]]
    for name in DATA:
        text = manuscript.texts.get(f"content/{name}.yaml")
        if text is not None:
            read, wrong = _remembered(
                memory, "records", (text, language), kind, partial(records.read, name, text, language)
            )
            held[name] = getattr(read, name)
            lost |= read.lost
            problems.extend(wrong)
    return Records(**held, lost=lost), tuple(problems)


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


def _style(site: Site, manuscript: Manuscript, press: Press) -> tuple[Style, tuple[Problem, ...]]:
    """Return the citation style, and what is wrong with it; the default where it is not to be had."""
    usual = press.styles[STYLES[0]]
    if site.citation_style is None:
        return clusters.read_style(usual), ()
    name = site.citation_style.content
    text = manuscript.texts.get(posixpath.normpath(name))
    try:
        if text is not None:
            etree.fromstring(text.content)  # noqa: S314 - the site's own file; expat expands no bomb (libexpat 2.4)
        return clusters.read_style(text.content if text else press.styles.get(name, usual)), ()
    except etree.ParseError as error:
        line, column = error.position
        span = Span(text.path if text else name, line, column + 1)
        return clusters.read_style(usual), (
            Problem(span, "bad-value", f"the style is not XML: {error.msg.partition(':')[0]}"),
        )
    except StyleError as error:
        return clusters.read_style(usual), (Problem(site.citation_style.span, "bad-value", str(error)),)
