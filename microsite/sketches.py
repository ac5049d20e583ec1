"""Texts as they look before they are parsed: what they cite, and no more than that is sure."""

from __future__ import annotations

from collections.abc import Iterable

from microsite import chapter, faces
from microsite.chapter import Chapter, Page
from microsite.faces import ChapterFace, Opened, PageFace
from microsite.text import Text
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Sketches:
    """Some texts."""

    folios: Opened
    """The sketches by their files."""
    chapters: tuple[ChapterFace, ...]
    """The faces of the chapters."""
    pages: tuple[PageFace, ...]
    """The faces of the pages."""


def drawn(texts: Iterable[Text], *, citations_are_notes: bool) -> Sketches:
    """Return the sketches of the files of texts; of a file that can be none, there is none."""
    made = [one for one in map(chapter.sketch, texts) if one is not None]
    folios = {one.path: faces.opened(one, citations_are_notes=citations_are_notes) for one in made}
    return Sketches(
        Opened(folios),
        tuple(faces.chapter_face(one, folios[one.path]) for one in made if isinstance(one, Chapter)),
        tuple(faces.page_face(one, folios[one.path]) for one in made if isinstance(one, Page)),
    )
