"""What the whole history needs to know of a text, without the text.

A text is long, and most of it concerns nobody but its own page. Its face is short: every question that goes over
all texts is answered by faces, and a text is opened only where its page is made or something in it is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

from microsite import addresses, citations, reading
from microsite.chapter import BlockFacts, Chapter, Page
from microsite.markup import Article
from microsite.model import Block, ChapterFront, PageFront
from microsite.reading import Questions, Reading
from microsite.text import Span, Text
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Traits:
    """What a text cites, names, links to and claims."""

    anchors: str
    """Every id that its page has as an anchor, with a blank between two."""
    cites: tuple[tuple[str, str, int | None], ...]
    """Each source that is cited, in reading order: its key, the anchor of its note or paragraph, the note's number."""
    asked: str
    """What the citation style is asked for: all citations, whatever the place where they stand in the file."""
    citations: int
    """How many citations there are; one can name several sources."""
    names: tuple[tuple[str, str], ...]
    """Each mention, in reading order: the id, and the anchor of its paragraph."""
    links: tuple[str, ...]
    """The relative addresses, in reading order."""
    blocks: tuple[BlockFacts, ...]
    """The blocks, as the checks see them."""
    shown: tuple[tuple[str, str, str], ...]
    """The blocks, in reading order: kind, argument and id."""
    disputes: tuple[Block, ...]
    """The disputes: these stand on another page too."""
    claims: int
    """How many paragraphs say something dated or numeric."""
    cited: int
    """How many of them cite."""
    bare: tuple[Span, ...]
    """The places of the others."""
    words: int
    """How many words the text has, marks left out."""
    file: str
    """A digest of the file and of the language of the site: of all that the text depends on."""
    front: str
    """Slug, number and front matter as one string without positions."""
    told: str
    """A digest of what other pages tell of the text: what it cites, names, shows and disputes."""


NONE = Traits("", (), "", 0, (), (), (), (), (), 0, 0, (), 0, "", "", "")
"""The traits of a face that is shown without any."""


@dataclass(frozen=True, slots=True)
class ChapterFace:
    """A chapter, as others see it."""

    path: str
    """The file."""
    slug: str
    """The id and the last part of the address."""
    number: int
    """The place in the reading order, from the file's name."""
    front: ChapterFront
    """The front matter."""
    traits: Traits
    """What the text is about."""

    @property
    def address(self) -> str:
        """Return the address of the page, from the site's root."""
        return addresses.chapter(self.slug)


@dataclass(frozen=True, slots=True)
class PageFace:
    """A page that is no chapter, as others see it."""

    path: str
    """The file."""
    slug: str
    """The id and the address."""
    front: PageFront
    """The front matter."""
    traits: Traits
    """What the text is about."""

    @property
    def address(self) -> str:
        """Return the address of the page, from the site's root."""
        return addresses.page(self.slug)


Face = ChapterFace | PageFace


@dataclass(frozen=True, slots=True)
class Folio:
    """A text, opened."""

    article: Article
    """The text as HTML with holes."""
    reading: Reading
    """What a reader meets in it."""


class Folios(Mapping[str, Folio]):
    """Texts by their files, each opened when it is asked for."""

    __slots__ = ()

    def questions(self, path: str) -> Questions:
        """Return what a text asks of the citation style."""
        return reading.questions(self[path].reading)


@dataclass(frozen=True, slots=True)
class Opened(Folios):
    """Texts that lie open."""

    folios: Mapping[str, Folio]
    """The texts."""

    def __getitem__(self, path: str) -> Folio:
        return self.folios[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.folios)

    def __len__(self) -> int:
        return len(self.folios)


def opened(text: Chapter | Page, *, citations_are_notes: bool) -> Folio:
    """Return a chapter or a page as its readers meet it."""
    return Folio(text.article, reading.read(text.article, citations_are_notes=citations_are_notes))


def chapter_face(text: Chapter, folio: Folio, file: str = "") -> ChapterFace:
    """Return the face of a chapter, given its folio and the digest of its file."""
    return ChapterFace(text.path, text.slug, text.number, text.front, _traits(text, folio, file))


def page_face(text: Page, folio: Folio, file: str = "") -> PageFace:
    """Return the face of a page, given its folio and the digest of its file."""
    return PageFace(text.path, text.slug, text.front, _traits(text, folio, file))


def _traits(text: Chapter | Page, folio: Folio, file: str) -> Traits:
    read = folio.reading
    claims, bare = (text.claims, text.bare) if isinstance(text, Chapter) else (0, ())
    notes = {note.id for note in read.notes}
    cites = tuple((cite.key, c.anchor, c.number) for c in read.citations for cite in c.citation.cites)
    names = tuple((mention.id, anchor) for mention, anchor in read.mentions)
    shown = tuple((block.kind, block.argument.content.strip(), block.id) for block in read.blocks)
    disputes = tuple(block for block in read.blocks if block.kind == "dispute")
    told = printed((cites, names, shown, disputes))
    return Traits(
        anchors=" ".join(sorted(folio.article.ids | notes)),
        cites=cites,
        asked=citations.asked(*reading.questions(read)),
        citations=len(read.citations),
        names=names,
        links=tuple(link.address for link in read.links),
        blocks=text.blocks,
        shown=shown,
        disputes=disputes,
        claims=claims,
        cited=claims - len(bare),
        bare=bare,
        words=text.words if isinstance(text, Chapter) else 0,
        file=file,
        front=printed((text.slug, text.number if isinstance(text, Chapter) else None, text.front)),
        told=hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def printed(shown: object) -> str:
    """Return a value as one string: two of one class with other fields give another, wherever they stand in a file."""
    kind = type(shown)
    if kind is str or shown is None or kind is int or kind is bool or kind is float:
        return repr(shown)
    if isinstance(shown, Text):
        return repr(shown.content)
    if isinstance(shown, tuple):
        return f"({','.join([printed(part) for part in shown])})"
    if is_dataclass(kind):
        names = _names(kind)
        return f"{kind.__name__}({','.join([printed(getattr(shown, name)) for name in names])})"
    return repr(shown)


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a dataclass; a place in a file has none that matter."""
    return () if kind is Span else tuple(field.name for field in fields(kind))
