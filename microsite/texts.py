"""Chapters and pages: the face of each, and the text itself when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Generic, TypeVar

from microsite import chapter, codec, faces, workers
from microsite.chapter import Chapter, Page
from microsite.drawers import Drawers
from microsite.faces import ChapterFace, Folio, PageFace
from microsite.manuscript import Manuscript
from microsite.memo import digest
from microsite.press import Memory, Tell, counted
from microsite.text import Problem, Text
from microsite.values import dataclass

T = TypeVar("T", Chapter, Page)
F = TypeVar("F", ChapterFace, PageFace)

_Parsed = tuple[T | None, tuple[Problem, ...]]


_OPEN = 1000
"""So many texts lie open at once; those beyond are remembered, and opened again when their pages are made."""


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
    made: dict[str, Any] = field(default_factory=dict)
    """The keys that were made in this run."""

    def chapters(self, jobs: int, tell: Tell) -> tuple[tuple[ChapterFace, ...], tuple[Problem, ...]]:
        """Return the faces of the chapters in the order of their files, and what is wrong in each file alone."""
        return _each("content/chapters/", _CHAPTERS, self, jobs, tell)

    def pages(self, jobs: int, tell: Tell) -> tuple[tuple[PageFace, ...], tuple[Problem, ...]]:
        """Return the faces of the pages, and what is wrong in each file alone."""
        return _each("content/pages/", _PAGES, self, jobs, tell)

    @property
    def stale(self) -> int:
        """Return how many texts have to be parsed."""
        return sum(not self.memory.knows("parse", self.key(path)) for path in self if path.endswith(".md"))

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
        held = self.memory.held("key", path) or self.made.get(path)
        if held is None or held[0] != token:
            held = (token, digest(path, *token))
            self.memory.hold("key", path, held)
            self.made[path] = held
        return str(held[1])

    def open(self, path: str, parsed: T) -> Folio:
        """Return the folio of a text, which now lies open, unless the desk is full."""
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
    keys = {path: desk.key(path) for path in desk.manuscript.paths(folder, ".md")}
    drawers = Drawers(desk.memory, "faces", f"{folder} {desk.notes}", way.face_form)
    lying = [path for path, key in keys.items() if desk.memory.knows("parse", key)]  # all: they are of use still
    known: dict[str, Any] = {path: drawers.get(path, key) for path, key in keys.items()}
    parsed: dict[str, Any] = {
        path: recalled(desk.memory, "parse", keys[path], way.form, hold=False) for path in lying if known[path] is None
    }
    stale = [path for path, face in known.items() if face is None and parsed.get(path) is None]
    made = counted(tell, "parse", _forms(stale, way, desk, jobs), len(stale))
    for path in [path for path, face in known.items() if face is None]:
        text, problems = parsed.get(path) or _fresh(keys[path], next(made), way, desk)
        face = way.face(text, desk.open(path, text), keys[path]) if text is not None else None
        known[path] = drawers.put(path, keys[path], (face, problems))
    drawers.close(keys)
    return tuple(face for face, _ in known.values() if face is not None), tuple(p for _, w in known.values() for p in w)


def _forms(paths: Sequence[str], way: _Way[T, F], desk: Desk, jobs: int) -> Iterator[codec.Json]:
    """Yield what each of the files tells as memory keeps it; not more than a desk full of texts is read at once."""
    for start in range(0, len(paths), _OPEN):
        batch = [desk.manuscript.texts[path] for path in paths[start : start + _OPEN]]
        yield from workers.mapped(_Parse(way.parse, desk.language, way.form).encoded, batch, jobs)


def _fresh(key: str, form: codec.Json, way: _Way[T, F], desk: Desk) -> _Parsed[T]:
    """Return what a file told just now, and remember it."""
    desk.memory.keep("parse", key, form)
    parsed: _Parsed[T] = codec.decode(way.form, form)
    return parsed


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
