"""Chapters and pages: the face of each, and the text itself when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from microsite import chapter, codec, faces, workers
from microsite.chapter import Chapter, Page
from microsite.faces import ChapterFace, Folio, PageFace
from microsite.manuscript import Manuscript
from microsite.memo import digest
from microsite.press import Memory, Tell, counted
from microsite.text import Problem, Text

T = TypeVar("T", Chapter, Page)
F = TypeVar("F", ChapterFace, PageFace)

_OPEN = 2000
"""So many texts lie open at once, at some 25 kB each; to take one up again costs a quarter of a millisecond."""

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
class Sketches(Mapping[str, Folio]):
    """Texts as they look before they are parsed, by their files."""

    folios: Mapping[str, Folio]
    """The sketches, opened."""
    chapters: tuple[ChapterFace, ...]
    """The faces of the chapters."""
    pages: tuple[PageFace, ...]
    """The faces of the pages."""

    def __getitem__(self, path: str) -> Folio:
        return self.folios[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.folios)

    def __len__(self) -> int:
        return len(self.folios)


@dataclass(frozen=True, slots=True)
class Desk(Mapping[str, Folio]):
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

    def chapters(self, jobs: int, tell: Tell) -> tuple[tuple[ChapterFace, ...], tuple[Problem, ...]]:
        """Return the faces of the chapters in the order of their files, and what is wrong in each file alone."""
        return _each("content/chapters/", _CHAPTERS, self, jobs, tell)

    def pages(self, jobs: int, tell: Tell) -> tuple[tuple[PageFace, ...], tuple[Problem, ...]]:
        """Return the faces of the pages, and what is wrong in each file alone."""
        return _each("content/pages/", _PAGES, self, jobs, tell)

    @property
    def stale(self) -> int:
        """Return how many texts have to be parsed."""
        return sum(not self._lies(self.key(path)) for path in self if path.endswith(".md"))

    def _lies(self, key: str) -> bool:
        """Tell whether a text is known to this process, or to memory."""
        return self.memory.held("face", f"{key} {self.notes}") is not None or self.memory.knows("parse", key)

    def sketched(self) -> Sketches:
        """Return all texts as sketches: what they cite, and no more than that is sure."""
        made = [chapter.sketch(self.manuscript.texts[path]) for path in self if path.endswith(".md")]
        folios = {one.path: faces.opened(one, citations_are_notes=self.notes) for one in made if one is not None}
        return Sketches(
            folios,
            tuple(faces.chapter_face(one, folios[one.path]) for one in made if isinstance(one, Chapter)),
            tuple(faces.page_face(one, folios[one.path]) for one in made if isinstance(one, Page)),
        )

    def key(self, path: str) -> str:
        """Return the key of what a file tells alone; in a process that lives on it is known of the same file."""
        token = (self.manuscript.digest(path), self.language)
        held = self.memory.held("key", path)
        if held is not None and held[0] == token:
            return str(held[1])
        key = digest(path, *token)
        self.memory.hold("key", path, (token, key))
        return key

    def open(self, path: str, parsed: T) -> Folio:
        """Return the folio of a text, which now lies open; of very many, those that memory has are put away."""
        folio = faces.opened(parsed, citations_are_notes=self.notes)
        if len(self.fresh) < _OPEN or not self.memory.knows("parse", self.key(path)):
            self.fresh[path] = folio
        return folio

    def __getitem__(self, path: str) -> Folio:
        if path not in self.fresh:
            way: Any = _CHAPTERS if path.startswith("content/chapters/") else _PAGES
            parsed = recalled(self.memory, "parse", self.key(path), way.form, hold=False)
            text, _ = parsed or way.parse(self.manuscript.texts[path], self.language)
            if text is None:
                raise KeyError(path)
            return self.open(path, text)
        return self.fresh[path]

    def __iter__(self) -> Iterator[str]:
        return (path for path in self.manuscript.texts if path.startswith(("content/chapters/", "content/pages/")))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _each(folder: str, way: _Way[T, F], desk: Desk, jobs: int, tell: Tell) -> tuple[tuple[F, ...], tuple[Problem, ...]]:
    """Return the faces of the texts in a folder, and what is wrong in each alone.

    Both are remembered by the value of the file; of many that are not, several processes make texts.
    """
    paths = desk.manuscript.paths(folder, ".md")
    keys = [desk.key(path) for path in paths]
    known = [_known(key, way, desk) for key in keys]
    parsed = [
        (desk.memory.knows("parse", key) and face is None and recalled(desk.memory, "parse", key, way.form, hold=False))
        or None
        for key, face in zip(keys, known, strict=True)
    ]
    stale = [
        desk.manuscript.texts[path]
        for path, face, one in zip(paths, known, parsed, strict=True)
        if face is None and one is None
    ]
    made = counted(
        tell, "parse", workers.mapped(_Parse(way.parse, desk.language, way.form).encoded, stale, jobs), len(stale)
    )
    found: list[F] = []
    problems: list[Problem] = []
    for key, face, one in zip(keys, known, parsed, strict=True):
        if face is None:
            face = _faced(key, one or _fresh(key, next(made), way, desk), way, desk)  # noqa: PLW2901 - the same thing, made
        found += [face[0]] if face[0] is not None else []
        problems.extend(face[1])
    return tuple(found), tuple(problems)


def _known(key: str, way: _Way[T, F], desk: Desk) -> tuple[F | None, tuple[Problem, ...]] | None:
    """Return the face that is remembered of a text, with the problems of its file, or None."""
    key = f"{key} {desk.notes}"
    face: tuple[F | None, tuple[Problem, ...]] | None = recalled(desk.memory, "face", key, way.face_form)
    return face


def _fresh(key: str, form: codec.Json, way: _Way[T, F], desk: Desk) -> _Parsed[T]:
    """Return what a file told just now, and remember it."""
    desk.memory.keep("parse", key, form)
    parsed: _Parsed[T] = codec.decode(way.form, form)
    return parsed


def _faced(key: str, parsed: _Parsed[T], way: _Way[T, F], desk: Desk) -> tuple[F | None, tuple[Problem, ...]]:
    """Return the face of a text with the problems of its file, and remember it."""
    text, problems = parsed
    face = way.face(text, desk.open(text.path, text), key) if text is not None else None
    desk.memory.keep("face", f"{key} {desk.notes}", codec.encode((face, problems), way.face_form))
    desk.memory.hold("face", f"{key} {desk.notes}", (face, problems))
    return face, problems


@dataclass(frozen=True, slots=True)
class _Parse(Generic[T]):
    """What a process of the pool is given: a function and what it always gets."""

    parse: Callable[[Text, str], _Parsed[T]]
    """What reads one file."""
    language: str
    """The language of the site."""
    kind: Any
    """The type of what that returns."""

    def encoded(self, text: Text) -> codec.Json:
        """Return what the file tells as memory keeps it, which goes from process to process sooner than the value."""
        return codec.encode(self(text), self.kind)

    def __call__(self, text: Text) -> _Parsed[T]:
        """Return what the file tells."""
        return self.parse(text, self.language)


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
