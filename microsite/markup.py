"""From Markdown to HTML with holes.

1. `marks.scan` finds every mark in the source text; a slot, a word of a script that no author
   writes in, takes its place.
2. Python-Markdown makes HTML of the text; it takes a slot for a word and leaves it alone.
3. `_Identifier` gives the tree its permanent ids, its figures, and a gap where notes can stand.
4. `body.cut` cuts the HTML at the slots.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from collections import deque
from collections.abc import Iterator, Mapping
from functools import cache

import markdown
from markdown.extensions import Extension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.toc import TocExtension, slugify_unicode
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block as MarkdownBlock

from microsite import body, marks
from microsite.marks import KINDS, Opening, Scan
from microsite.model import Block, Body, Hole, Mark, NoteCall, Prose
from microsite.shortcuts import Shortcuts
from microsite.text import Problem, Text
from microsite.values import dataclass

SLOT_OPEN, SLOT_CLOSE = body.SLOT_OPEN, body.SLOT_CLOSE

_RESERVED = frozenset({"main", "top", "chapter", "notes", "events", "people", "places", "terms", "sources", "cite"})
"""Ids that the templates use on a page of prose."""
_SLOT = re.compile(f"{SLOT_OPEN}\\d+{SLOT_CLOSE}")
_STASH = re.compile("\u0002[^\u0003]*\u0003")
_WORDS = re.compile(r"""(?!\d+\.)["'(“‘…]*[^\W_](?:[^\x00-\x1f\\`*_\[\]<>&{}|~]*[^\s\x00-\x1f\\`*_\[\]<>&{}|~])?""")
"""A line of words that begins like no block and has none of the characters that begin anything else."""
_FIRST_WORDS = re.compile(r"(?:\W*\w+){1,5}")
_QUOTES = {
    "de": ("&bdquo;", "&ldquo;", "&sbquo;", "&lsquo;"),
    "fr": ("&laquo;&#8239;", "&#8239;&raquo;", "&ldquo;", "&rdquo;"),
    "ru": ("&laquo;", "&raquo;", "&bdquo;", "&ldquo;"),
}
"""Double and single quotation marks, opening and closing, of languages that do not write English ones."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a text."""

    level: int
    """2 for a section, 3 for a section of a section."""
    id: str
    """Its permanent id."""
    body: Body
    """Its words."""


@dataclass(frozen=True, slots=True)
class Article:
    """A text as HTML with holes."""

    body: Body
    """The text."""
    notes: Mapping[str, Body]
    """The footnotes by label."""
    headings: tuple[Heading, ...]
    """The headings, in order."""
    ids: frozenset[str]
    """Every id that the text has as an anchor."""


def article(scan: Scan, language: str) -> Article:
    """Return the HTML with holes of a text whose marks were found."""
    engine = _engine(language.partition("-")[0])
    engine.reset()
    found: list[Mark | Opening] = []
    made = _made(engine, _slotted(scan, found))
    tokens = list(_flat(engine.toc_tokens))  # type: ignore[attr-defined]  # the extension sets it
    lower = any(level == 1 for level, _, _ in tokens)
    notes = {str(label): _made(engine, _slotted(note, found)) for label, note in scan.notes}
    cutter = body.Cutter(tuple(found), scan.text)
    whole = cutter.cut(made)
    headings = tuple(Heading(level + lower, name, cutter.cut(words)) for level, name, words in tokens)
    cut_notes = {label: cutter.cut(text) for label, text in notes.items()}
    return Article(whole, cut_notes, headings, frozenset(re.findall(r"""<[^<>]*\sid=["']?([^"'\s>]+)""", made)))


def sketch(scan: Scan, ends: Mapping[int, int]) -> Article:
    """Return the holes and the blocks of a text in order, without any HTML; `ends` tells by its start where a block ends."""
    notes = {str(label): tuple(_holes(deque(note.parts), {}, len(note.text.content))) for label, note in scan.notes}
    return Article(tuple(_holes(deque(scan.parts), ends, len(scan.text.content))), notes, (), frozenset())


def _holes(parts: deque[tuple[int, int, Mark | Opening]], ends: Mapping[int, int], stop: int) -> Iterator[Hole | Block]:
    """Yield what begins before `stop`, and take it from the parts."""
    while parts and parts[0][0] < stop:
        start, end, mark = parts.popleft()
        if isinstance(mark, Opening):
            titled = marks.scan(mark.argument)
            title = tuple(_holes(deque(titled.parts), {}, len(titled.text.content)))
            yield Block(mark.kind, mark.argument, "", title, tuple(_holes(parts, ends, ends.get(start, end))))
        else:
            yield Hole(mark, "text", "")


def passage(text: Text, language: str) -> tuple[Prose, tuple[Problem, ...]]:
    """Return a field of a data file as HTML with holes, and what is wrong with its marks."""
    scan = marks.scan(text)
    problems = [*scan.problems]
    for start, end, found in scan.parts:
        if isinstance(found, NoteCall):
            problems.append(Problem(found.span, "bad-value", "a field of a data file has no footnotes"))
        if isinstance(found, Opening):
            problems.append(Problem(scan.text.at(start, end), "block-syntax", "a field of a data file has no blocks"))
    return Prose(text, article(scan, language).body), tuple(problems)


def slug(words: str) -> str:
    """Return words as they stand in an address: lower case, letters and digits of any script, hyphens."""
    return slugify_unicode(_SLOT.sub("", _STASH.sub("", words)), "-")


def _slotted(scan: Scan, found: list[Mark | Opening]) -> str:
    """Return the source with a slot for each mark; the marks are appended to `found`."""
    pieces = []
    cursor = 0
    for start, end, mark in scan.parts:
        found.append(mark)
        slot = f"{SLOT_OPEN}{len(found) - 1}{SLOT_CLOSE}"
        if isinstance(mark, Opening):
            fence = scan.text.content[start:end].partition("|")[0].rstrip()
            title = _slotted(marks.scan(mark.argument), found)
            slot = f"{fence} | {slot} {title}"
        pieces += [scan.text.content[cursor:start], slot]
        cursor = end
    text = "".join([*pieces, scan.text.content[cursor:]])
    # What is left of a footnote's definition is blanks, which would be indented code.
    return re.sub(r"(?m)^[ \t]+$", "", text)


def _made(engine: markdown.Markdown, source: str) -> str:
    """Return the HTML of a source with slots; words in which Markdown has nothing to read are a paragraph."""
    if not _WORDS.fullmatch(source):
        return engine.convert(source)
    root = etree.Element("div")
    etree.SubElement(root, "p").text = source
    for name in ("smarty", "permanent"):
        engine.treeprocessors[name].run(root)
    made = engine.serializer(root).removeprefix("<div>").removesuffix("</div>")
    for processor in engine.postprocessors:
        made = processor.run(made)
    return made


def _flat(tokens: list[dict[str, object]]) -> Iterator[tuple[int, str, str]]:
    """Yield level, id and words of the headings; Markdown nests them."""
    for token in tokens:
        yield int(str(token["level"])), str(token["id"]), str(token["html"])
        children = token["children"]
        assert isinstance(children, list)
        yield from _flat(children)


@cache
def _engine(language: str) -> markdown.Markdown:
    """Return the Markdown of a language, made once a process."""
    smarty = _smarty(language)
    return markdown.Markdown(extensions=[*_dialect(smarty), Shortcuts(smarty)], output_format="html")


def _dialect(smarty: SmartyExtension) -> tuple[Extension | str, ...]:
    """Return the extensions that the author's dialect is made of."""
    toc = TocExtension(slugify=_heading_slug, toc_depth="1-4")
    return ("tables", "attr_list", "def_list", "fenced_code", smarty, toc, _Blocks(), _Permanent())


def _smarty(language: str) -> SmartyExtension:
    """Return what sets the typographic punctuation of a language."""
    names = ("left-double-quote", "right-double-quote", "left-single-quote", "right-single-quote")
    quotes = dict(zip(names, _QUOTES.get(language, ()), strict=False))
    return SmartyExtension(smart_angled_quotes=False, substitutions=quotes)


def _heading_slug(words: str, separator: str) -> str:
    plain = slug(words) or "section"
    return f"{plain}{separator}section" if plain in _RESERVED else plain


class _Blocks(BlocksExtension):  # type: ignore[misc]  # untyped upstream
    """The `///` blocks; what they show is up to the templates."""

    def extendMarkdownBlocks(self, md: markdown.Markdown, block_mgr: object) -> None:  # noqa: N802
        md.block_level_elements += ["block", "blocktitle", "gap"]
        for kind in KINDS:
            block_mgr.register(type(f"_{kind}", (_Block,), {"NAME": kind}), {})  # type: ignore[attr-defined]


class _Block(MarkdownBlock):  # type: ignore[misc]  # untyped upstream
    """A block as an element that `body.cut` reads: its slot, its title, its content."""

    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        slot, _, title = self.argument.partition(" ")
        element = etree.SubElement(parent, "block", {"slot": slot, "kind": self.NAME})
        etree.SubElement(element, "blocktitle").text = title
        return element

    def on_markdown(self) -> str:
        return "block"


class _Permanent(Extension):
    """What registers `_Identifier` after all that gives ids of its own."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802
        self.identifier = _Identifier(md)
        md.treeprocessors.register(self.identifier, "permanent", 1)
        md.ESCAPED_CHARS.append("@")  # which cites, unless it is escaped
        md.registerExtension(self)

    def reset(self) -> None:
        """Begin a new text; its footnotes are converted without one, so that they share its ids."""
        self.identifier.used = set(_RESERVED)


class _Identifier(Treeprocessor):
    """What gives every paragraph an id that lasts, and makes figures of pictures that stand alone.

    The id is that of the first five words: it outlives changes of what comes before and after.
    """

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self.used: set[str] = set()

    def run(self, root: etree.Element) -> None:
        if root.find(".//h1") is not None:
            _lower(root)
        self.used |= {e.get("id", "") for e in root.iter()}
        for parent in list(root.iter()):
            for child in list(parent):
                _figure(child)
        for element in root.iter():
            _align(element)
            if _needs_id(element) and not element.get("id"):
                element.set("id", _unique(_first_words(element), self.used))
        for parent in [root, *root.iter("block")]:
            _gaps(parent)


def _lower(root: etree.Element) -> None:
    """Put every heading one level down: the first level is the page's title."""
    for element in root.iter():
        if re.fullmatch(r"h[1-5]", element.tag):
            element.tag = f"h{int(element.tag[1]) + 1}"


def _needs_id(element: etree.Element) -> bool:
    if element.tag in ("li", "dd"):
        return element.find("p") is None
    # A paragraph of one stashed piece is raw HTML or code, which will take the paragraph's place.
    raw = element.tag == "p" and len(element) == 0 and _STASH.fullmatch((element.text or "").strip())
    return element.tag in ("p", "table", "figure", "pre", "block") and not raw


def _first_words(element: etree.Element) -> str:
    if element.tag == "block":
        return f"{element.get('kind')}-{slug(''.join(element[0].itertext()))}".rstrip("-")
    written = element[0].get("alt", "") if element.tag == "figure" else "".join(element.itertext())
    words = _SLOT.sub(" ", _STASH.sub(" ", html.unescape(written.replace(AMP_SUBSTITUTE, "&"))))
    found = _FIRST_WORDS.match(words)
    return f"{element.tag[0]}-{slug(found[0]) if found else ''}".rstrip("-")


def _unique(name: str, used: set[str]) -> str:
    number = 1
    unique = name
    while unique in used:
        number += 1
        unique = f"{name}-{number}"
    used.add(unique)
    return unique


def _align(element: etree.Element) -> None:
    """Put the alignment of a cell into a class: the site's policy forbids styles in a page."""
    style = element.attrib.pop("style", "") if element.tag in ("th", "td") else ""
    if style:
        element.set("class", style.removeprefix("text-align: ").rstrip(";"))


def _figure(element: etree.Element) -> None:
    """Make a figure of a paragraph that holds a picture and nothing else."""
    alone = element.tag == "p" and len(element) == 1 and element[0].tag == "img"
    if not alone or (element.text or "").strip() or (element[0].tail or "").strip():
        return
    image = element[0]
    caption, credit, licence = (image.attrib.pop(name, "") for name in ("title", "credit", "license"))
    element.tag = "figure"
    image.tail = ""
    if caption or credit or licence:
        words = etree.SubElement(element, "figcaption")
        words.text = f"{caption} " if caption else ""
        rights = ", ".join(part for part in (credit, licence) if part)
        if rights:
            etree.SubElement(words, "small", {"class": "credit"}).text = rights


def _gaps(parent: etree.Element) -> None:
    """Put a gap after each child that has a slot: notes may be called there."""
    for index, child in reversed(list(enumerate(parent))):
        if child.tag not in ("block", "blocktitle") and _SLOT.search("".join(child.itertext())):
            gap = etree.Element("gap")
            gap.tail, child.tail = child.tail, ""
            parent.insert(index + 1, gap)
