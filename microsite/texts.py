"""Chapters and pages: the face of each, and the text itself when somebody asks for it."""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, Generic, TypeVar

from microsite import chapter, codec, faces, workers
from microsite.chapter import Chapter, Page
from microsite.drawers import Drawers
from microsite.faces import ChapterFace, Folio, Folios, PageFace
from microsite.manuscript import Manuscript
from microsite.memo import digest, spelled, written
from microsite.press import Memory, Tell, counted
from microsite.reading import Questions
from microsite.text import Problem, Text
from microsite.values import dataclass

T = TypeVar("T", Chapter, Page)
F = TypeVar("F", ChapterFace, PageFace)

_FOLDERS = ("content/chapters/", "content/pages/")
"""Where texts lie."""
_FEW = 30
"""Fewer texts than this are parsed sooner than a pool of processes starts."""
_PIECES = 16
"""So many texts go to a process at once: the first come back while the others are under way."""
_OPEN = 40
"""No more texts than this lie open: of thousands, what is open would fill the memory of a small machine."""

_Parsed = tuple[T | None, tuple[Problem, ...]]


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


@dataclass(frozen=True, slots=True)
class _Faced:
    """What this process holds of the texts of a folder."""

    digests: Mapping[str, str]
    """The digests of all files, by their paths, in their order."""
    faces: Mapping[str, Any]
    """The face of each text with the problems of its file, or None where nothing is held."""
    fresh: Sequence[str]
    """The files of which nothing is held."""


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
class Desk(Folios):
    """The texts by their files: a few lie open, the others are remembered or parsed anew."""

    manuscript: Manuscript
    """The files."""
    language: str
    """The language of the site."""
    notes: bool
    """Whether the citation style makes notes."""
    memory: Memory
    """What remembers the texts."""
    meanwhile: Callable[[], object] = workers.nothing
    """What is done here while several other processes parse."""
    opened: dict[str, Folio] = field(default_factory=dict)
    """What was opened last."""
    asked: dict[str, codec.Json] = field(default_factory=dict)
    """What was parsed in another process asks of the citation style."""
    made: dict[str, str] = field(default_factory=dict)
    """The keys of texts, by their files, as far as somebody has asked."""
    faced: dict[str, _Faced] = field(default_factory=dict)
    """What this process holds of the texts of a folder, as far as somebody has asked."""

    def chapters(self, jobs: int, tell: Tell) -> tuple[tuple[ChapterFace, ...], tuple[Problem, ...]]:
        """Return the faces of the chapters in the order of their files, and what is wrong in each file alone."""
        return _each(_FOLDERS[0], _CHAPTERS, self, jobs, tell)

    def pages(self, jobs: int, tell: Tell) -> tuple[tuple[PageFace, ...], tuple[Problem, ...]]:
        """Return the faces of the pages, and what is wrong in each file alone."""
        return _each(_FOLDERS[1], _PAGES, self, jobs, tell)

    @property
    def stale(self) -> int:
        """Return how many texts have to be parsed."""
        return sum(not self.memory.knows("parse", self.key(path)) for one in _FOLDERS for path in self.held(one).fresh)

    def held(self, folder: str) -> _Faced:
        """Return what this process holds of the texts in a folder."""
        if folder not in self.faced:
            now = self.manuscript.digests(self.manuscript.paths(folder, ".md"))
            before = self.memory.held("told", folder)
            same = before is not None and before[0] == (self.language, self.notes)
            old, known = before[1:] if same else ({}, {})
            fresh = [path for path, digest in now.items() if old.get(path) != digest]
            faces = known if [*known] == [*now] else {path: known.get(path) for path in now}
            self.faced[folder] = _Faced(now, {**faces, **dict.fromkeys(fresh)}, fresh)
        return self.faced[folder]

    def hold(self, folder: str, known: Mapping[str, Any]) -> None:
        """Hold faces with the problems of their files, if this process lives on."""
        self.memory.hold("told", folder, ((self.language, self.notes), self.held(folder).digests, known))

    def key(self, path: str) -> str:
        """Return the key of what a file tells alone."""
        if path not in self.made:
            self.made[path] = digest(path, self.manuscript.digest(path), self.language)
        return self.made[path]

    def open(self, path: str, parsed: T) -> Folio:
        """Return the folio of a text, which now lies open; of many, those that were opened first are closed again."""
        folio = self.opened[path] = faces.opened(parsed, citations_are_notes=self.notes)
        if len(self.opened) > _OPEN:
            del self.opened[next(iter(self.opened))]
        return folio

    def questions(self, path: str) -> Questions:
        """Return what a text asks of the citation style."""
        if path not in self.asked:
            return Folios.questions(self, path)
        return typing.cast("Questions", codec.decode(Questions, self.asked[path]))

    def __getitem__(self, path: str) -> Folio:
        if path not in self.opened:
            way: Any = _CHAPTERS if path.startswith(_FOLDERS[0]) else _PAGES
            parsed = recalled(self.memory, "parse", self.key(path), way.form, hold=False)
            text, _ = parsed or way.parse(self.manuscript.texts[path], self.language)
            if text is None:
                raise KeyError(path)
            return self.open(path, text)
        return self.opened[path]

    def __iter__(self) -> Iterator[str]:
        return (path for path in self.manuscript.texts if path.startswith(_FOLDERS))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _each(folder: str, way: _Way[T, F], desk: Desk, jobs: int, tell: Tell) -> tuple[tuple[F, ...], tuple[Problem, ...]]:
    """Return the faces of the texts in a folder, and what is wrong in each alone.

    Both are remembered by the value of the file; of many that are not, several processes make texts.
    """
    known: dict[str, Any] = {**desk.held(folder).faces}
    keys = {path: desk.key(path) for path in desk.held(folder).fresh}
    lying = {path for path, key in keys.items() if desk.memory.knows("parse", key)}  # all: they are of use still
    drawers = Drawers(desk.memory, "faces", f"{folder} {desk.notes}", way.face_form)
    known |= drawers.get(keys)
    for path in [path for path in keys if known[path] is None and path in lying]:
        parsed = recalled(desk.memory, "parse", keys[path], way.form, hold=False)
        if parsed is not None:
            known[path] = drawers.put(path, keys[path], _faced(way, desk, path, keys[path], parsed))
    stale = [path for path in keys if known[path] is None]
    for told in counted(tell, "parse", _told(way, desk, keys, stale, jobs), len(stale)):
        desk.memory.keep("parse", keys[told.path], told.parse)
        known[told.path] = drawers.put(told.path, keys[told.path], told.face)
    drawers.close([*known], desk.key)
    desk.hold(folder, known)
    return (
        tuple([face for face, _ in known.values() if face is not None]),
        tuple([problem for _, wrong in known.values() for problem in wrong]),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What a text tells, as memory keeps it: so it goes from process to process sooner than the values."""

    path: str
    """The file."""
    parse: object
    """The text with the problems of its file."""
    face: str
    """Its face, with the same."""


def _told(way: _Way[T, F], desk: Desk, keys: Mapping[str, str], stale: Sequence[str], jobs: int) -> Iterator[_Told]:
    """Yield what stale texts tell, as they are done."""

    def tell(path: str, parsed: _Parsed[T]) -> _Told:
        return _Told(path, codec.encode(parsed, way.form), _faced(way, desk, path, keys[path], parsed))

    def some(paths: Sequence[str]) -> list[tuple[_Told, codec.Json]]:
        # One kind of work after the other: while it does the second, a processor forgets how it did the first.
        parsed = [way.parse(desk.manuscript.texts[path], desk.language) for path in paths]
        made = [tell(*pair) for pair in zip(paths, parsed, strict=True)]
        return [(replace(told, parse=written(told.parse)), _asked(desk, told)) for told in made]

    number = workers.several(jobs)
    if len(stale) < _FEW or number == 1:
        yield from (tell(path, way.parse(desk.manuscript.texts[path], desk.language)) for path in stale)
        return
    pieces = [stale[start : start + _PIECES] for start in range(0, len(stale), _PIECES)]
    for _, made in workers.forked(some, pieces, number, desk.meanwhile):
        for told, asked in made:
            if asked is not None:
                desk.asked[told.path] = asked
            yield told


def _faced(way: _Way[T, F], desk: Desk, path: str, key: str, parsed: _Parsed[T]) -> str:
    """Return the face of a text, which now lies open, with the problems of its file, as the JSON that memory keeps."""
    text, problems = parsed
    face = way.face(text, desk.open(path, text), key) if text is not None else None
    return spelled(codec.encode((face, problems), way.face_form))


def _asked(desk: Desk, told: _Told) -> codec.Json:
    """Return what a text that lies open asks of the citation style, as memory would keep it; None where nothing lies."""
    return codec.encode(desk.questions(told.path), Questions) if told.path in desk.opened else None


def recalled(memory: Memory, room: str, key: str, kind: Any, *, hold: bool = True) -> Any:
    """Return the value that was kept, or None where nothing was, or something of another form."""
    held = memory.held(room, key)
    form = memory.recall(room, key) if held is None else None
    if form is None:
        return held
    try:
        known = codec.decode(kind, form)
    except codec.ForeignError:
        return None
    if hold:
        memory.hold(room, key, known)
    return known
