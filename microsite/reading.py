"""The order in which a reader meets the marks of a text, its notes at their calls."""

from __future__ import annotations

from collections.abc import Iterator

from microsite.markup import Article
from microsite.model import Block, Body, Citation, Hole, Link, Mention, NoteCall
from microsite.text import Text
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a text: a citation, or a footnote at its first call."""

    id: str
    """The permanent id: the footnote's label, or the source and how often it was cited before."""
    number: int
    """The number that is printed, from 1."""
    mark: Citation | NoteCall
    """What calls it."""
    anchor: str
    """The id of the paragraph that calls it."""
    body: Body
    """The text of a footnote; empty for a citation."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation where a reader finds it."""

    citation: Citation
    """The citation."""
    anchor: str
    """The id of its note, or of its paragraph where the style makes no notes."""
    number: int | None
    """The number of its note, or None."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader meets in a text."""

    notes: tuple[Note, ...]
    """The notes in order."""
    citations: tuple[Cited, ...]
    """The citations in order, those of a footnote at its call."""
    mentions: tuple[tuple[Mention, str], ...]
    """The mentions in order, each with the id of its paragraph."""
    links: tuple[Link, ...]
    """The relative addresses in order."""
    blocks: tuple[Block, ...]
    """The blocks in order, each before what stands in it."""


def read(article: Article, *, citations_are_notes: bool) -> Reading:
    """Return what a reader of the article meets."""
    notes: list[Note] = []
    cited: list[Cited] = []
    mentions: list[tuple[Mention, str]] = []
    links: list[Link] = []
    counts: dict[str, int] = {}
    for hole, footnote in _with_notes(article):
        mark = hole.mark
        if isinstance(mark, Mention):
            mentions.append((mark, hole.anchor))
        elif isinstance(mark, Link):
            links.append(mark)
        elif isinstance(mark, NoteCall):
            body = article.notes[mark.label]
            notes.append(Note(f"note-{mark.label}", len(notes) + 1, mark, hole.anchor, body))
        elif footnote or not citations_are_notes or hole.inside == "attribute":
            note = notes[-1] if footnote else None
            cited.append(Cited(mark, note.id if note else hole.anchor, note.number if note else None))
        else:
            key = mark.cites[0].key
            counts[key] = counts.get(key, 0) + 1
            notes.append(Note(f"cite-{_plain(key)}-{counts[key]}", len(notes) + 1, mark, hole.anchor, ()))
            cited.append(Cited(mark, notes[-1].id, notes[-1].number))
    return Reading(tuple(notes), tuple(cited), tuple(mentions), tuple(links), tuple(blocks_of(article.body)))


Questions = tuple[tuple[Citation, ...], tuple[int, ...]]
"""What the citation style is asked for."""


def questions(read: Reading) -> Questions:
    """Return what the citation style is asked for: the citations in order, and the number of the note of each.

    Where the style makes no notes, it is their place in the text.
    """
    numbers = tuple(cited.number or place for place, cited in enumerate(read.citations, 1))
    return tuple(cited.citation for cited in read.citations), numbers


def holes_of(body: Body) -> Iterator[Hole]:
    """Yield the holes of a body and of the blocks in it, in order."""
    for part in body:
        if isinstance(part, Hole):
            yield part
        elif isinstance(part, Block):
            yield from holes_of(part.title if part.kind in ("dispute", "account") else ())
            yield from holes_of(part.content)


def blocks_of(body: Body) -> Iterator[Block]:
    """Yield the blocks of a body, each before those inside of it."""
    for part in body:
        if isinstance(part, Block):
            yield part
            yield from blocks_of(part.content)


def plain(body: Body) -> str:
    """Return the HTML of a body without what its holes would show."""
    return "".join(part for part in body if isinstance(part, str))


def _with_notes(article: Article) -> Iterator[tuple[Hole, bool]]:
    """Yield the holes in order, each with whether it stands in a footnote; a footnote at its first call."""
    called: set[str] = set()
    for hole in holes_of(article.body):
        mark = hole.mark
        if not isinstance(mark, NoteCall):
            yield hole, False
        elif mark.label not in called and mark.label in article.notes:
            called.add(mark.label)
            yield hole, False
            for inner in holes_of(article.notes[mark.label]):
                if not isinstance(inner.mark, NoteCall):
                    yield Hole(inner.mark, inner.inside, hole.anchor), True


def _plain(key: str) -> str:
    """Return a key without the characters that an id in an address would have to escape."""
    return "".join(c if c.isalnum() or c in "-_.:" else "-" for c in key)


def words(text: Text) -> str:
    """Return a text on one line."""
    return " ".join(text.content.split())
