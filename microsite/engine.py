"""Python-Markdown with the author's dialect: what reads all that is no ordinary prose.

`_Identifier` gives the tree its permanent ids, its figures, and a gap where notes can stand.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from functools import cache

import markdown
from markdown.extensions import Extension
from markdown.extensions.smarty import SmartyExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block as MarkdownBlock

from microsite import anchors, punctuation
from microsite.marks import KINDS
from microsite.patterns import late
from microsite.shortcuts import Shortcuts
from microsite.text import unescaped

_HEADING = late(r"<h[1-6][ >]")


class Engine:
    """Python-Markdown of a language, at work on the texts of one article, whose ids they share."""

    def __init__(self, language: str, used: set[str]) -> None:
        """Begin an article; `used` are the ids that are in use, to which those of its texts are added."""
        self.markdown = engine(language)
        self.markdown.reset()
        self.markdown.permanent.used = used  # type: ignore[attr-defined]  # `_Permanent` sets it

    def convert(self, source: str) -> str:
        """Return the HTML of a whole text."""
        return self.markdown.convert(source)

    def part(self, source: str) -> str | None:
        """Return the HTML of a part of a text, or None where the rest of the text has to be known.

        The rest has to be known of headings and of ids that an author gives, which come before the ids of all
        paragraphs; of a block that is not closed, as what follows belongs to it; and of what Markdown has put aside
        and forgotten, which it counts.
        """
        if ("{" in source and ("#" in source or "id" in source)) or not source.strip():
            return None
        made = self.markdown.convert(source)
        unclosed = self.markdown.parser.blockprocessors["blocks"].stack  # type: ignore[attr-defined]  # pymdownx's
        return None if unclosed or "klzzwxh" in made or _HEADING.search(made) else made

    def headings(self) -> Iterator[tuple[int, str, str]]:
        """Yield level, id and HTML of the headings of the text that was converted last."""
        yield from _flat(self.markdown.toc_tokens)  # type: ignore[attr-defined]  # the extension sets it


def _flat(tokens: list[dict[str, object]]) -> Iterator[tuple[int, str, str]]:
    """Yield level, id and words of the headings; Markdown nests them."""
    for token in tokens:
        yield int(str(token["level"])), str(token["id"]), str(token["html"])
        children = token["children"]
        assert isinstance(children, list)
        yield from _flat(children)


@cache
def engine(language: str) -> markdown.Markdown:
    """Return the Markdown of a language, made once a process."""
    smarty = _smarty(language)
    return markdown.Markdown(extensions=[*_dialect(smarty), Shortcuts(smarty)], output_format="html")


def _dialect(smarty: SmartyExtension) -> tuple[Extension | str, ...]:
    """Return the extensions that the author's dialect is made of."""
    toc = TocExtension(slugify=_heading_slug, toc_depth="1-4")
    return ("tables", "attr_list", "def_list", "fenced_code", smarty, toc, _Blocks(), _Permanent())


def _smarty(language: str) -> SmartyExtension:
    """Return what sets the typographic punctuation of a language."""
    return SmartyExtension(smart_angled_quotes=False, substitutions=dict(punctuation.quotes(language)))


def _heading_slug(words: str, _: str) -> str:
    return anchors.of_heading(words)


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
        self.identifier = md.permanent = _Identifier(md)  # type: ignore[attr-defined]  # as toc does with its tokens
        md.treeprocessors.register(self.identifier, "permanent", 1)
        md.ESCAPED_CHARS.append("@")  # which cites, unless it is escaped
        md.registerExtension(self)

    def reset(self) -> None:
        """Begin a new text; its footnotes are converted without one, so that they share its ids."""
        self.identifier.used = set(anchors.RESERVED)


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
                element.set("id", anchors.unique(_first_words(element), self.used))
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
    raw = element.tag == "p" and len(element) == 0 and anchors.STASH.fullmatch((element.text or "").strip())
    return element.tag in ("p", "table", "figure", "pre", "block") and not raw


def _first_words(element: etree.Element) -> str:
    if element.tag == "block":
        return f"{element.get('kind')}-{anchors.slug(''.join(element[0].itertext()))}".rstrip("-")
    written = element[0].get("alt", "") if element.tag == "figure" else "".join(element.itertext())
    words = anchors.SLOT.sub(" ", anchors.STASH.sub(" ", unescaped(written.replace(AMP_SUBSTITUTE, "&"))))
    return anchors.of_words(element.tag[0], words)


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
        if child.tag not in ("block", "blocktitle") and anchors.SLOT.search("".join(child.itertext())):
            gap = etree.Element("gap")
            gap.tail, child.tail = child.tail, ""
            parent.insert(index + 1, gap)
