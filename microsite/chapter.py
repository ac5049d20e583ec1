"""One file of prose understood alone: front matter, HTML with holes, and what its paragraphs claim."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

from microsite import blocks, fields, mappings, marks, markup
from microsite.blocks import Stretch
from microsite.fields import Schema
from microsite.marks import Scan
from microsite.markup import Article
from microsite.model import ChapterFront, Citation, NoteCall, PageFront
from microsite.nodes import Table
from microsite.patterns import late
from microsite.text import Problem, Span, Text
from microsite.values import dataclass

F = TypeVar("F", ChapterFront, PageFront)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or a list item of the source text."""

    start: int
    """Where it begins in the text."""
    end: int
    """Where it ends, without what is blank."""
    claims: bool
    """Whether it says something dated or numeric."""


@dataclass(frozen=True, slots=True)
class BlockFacts:
    """What the checks ask of a `///` block."""

    kind: str
    """The word after the slashes."""
    argument: Text
    """What stands after the bar."""
    span: Span
    """Its first line."""
    cites: bool
    """Whether something in it cites."""
    accounts: int
    """How many accounts stand in it."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter as its file alone tells it."""

    path: str
    """The file."""
    slug: str
    """The id and the last part of the address, from the file's name."""
    number: int
    """The place in the reading order, from the file's name."""
    front: ChapterFront
    """The front matter."""
    article: Article
    """The text."""
    claims: int
    """How many paragraphs of the source text say something dated or numeric."""
    bare: tuple[Span, ...]
    """The places of those of them that cite nothing, neither themselves nor in a footnote that they call."""
    blocks: tuple[BlockFacts, ...]
    """The blocks of the source text."""
    words: int
    """How many words the text has, marks left out."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is no chapter, as its file alone tells it."""

    path: str
    """The file."""
    slug: str
    """The id and the address, from the file's name."""
    front: PageFront
    """The front matter."""
    article: Article
    """The text."""
    blocks: tuple[BlockFacts, ...]
    """The blocks of the source text."""


_FRONT = late(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_NAME = late(r"(?P<number>\d+)-(?P<slug>[^/]+)\.md")
_SLUG = late(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ALIAS = late(r"(?!.*\.html$)\w[\w.-]*")
"""An old address may be of another house's making: capitals, letters of any script, underscores."""
_LOOSE = late(r"\[(?<!\\\[)\[(?![\^@]|[^\[\]\n]*\]\()\w[^\[\]\n]{0,40}")
"""What begins like a mention; a link in brackets does not."""
_CHUNK = late(r"\S[^\n]*(?:\n[ \t]*\S[^\n]*)*")
_ITEM = late(r"\n(?=[ \t]*(?:[*+-]|\d+\.)[ \t])")
_SLASHES = late(r"^[ ]{0,3}/{3,}.*$", re.MULTILINE)
_NO_PROSE = late(
    r"(?:#|/{3,}|\||!\[|<(?!(?:em|strong|i|b|span|a|abbr|cite|q|small|sup|sub|u|s)\b)|\[[^\]]+\]:|(?:-\s*){3,}$)"
)
_DIGIT = late(r"\d")
_DIGITS = "0123456789"
_ASCII = bytes(range(0x80))
_AMOUNTS = ("hundred", "thousand", "million", "billion", "dozen", "per cent", "percent")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMERAL = late(rf"\b(?:{'|'.join(_AMOUNTS)})s?\b|\b(?:\w+teen|{'|'.join(_TENS)})\b", re.IGNORECASE)
_STEMS = ("hundred", "thousand", "million", "billion", "dozen", "percent", "teen")
"""What words have to hold for `_NUMERAL` to be worth asking, if no tens and not `per cent`: it takes eight times as long."""
_TEN = late(f"ty(?:{'|'.join(f'(?<={ten})' for ten in _TENS)})")
"""Any of the tens: this begins with letters, and is found sooner than all of them one by one."""
_PER = late(r"per(?<!\wper)\W")
_NUMBER = late(r"[ \t]*\d+\.[ \t]")
"""The number of a list item."""
_BRACES = late(r"\{:?[ ]*[#.\w][^{}\n]*\}")
"""Ids and classes."""
_SHAPES = bytes(ord("a") if chr(n).isalnum() or n == ord("_") else n if n in b"'-" else ord(" ") for n in range(0x80))
_SHAPES = _SHAPES.replace(b"'", b"-").ljust(0x100)
"""What each ASCII character is in a word: a letter, a joint between two, or none of it."""
_SUMMARY = 200
"""The most characters of a summary."""
_PICTURES = ("quote", "chart", "map", "timeline")


def _fitting(front: F, _: Table) -> tuple[F, tuple[Problem, ...]]:
    """Return the front matter, and what is wrong with the length of its summary and with its old slugs."""
    hint = "write the last part of the old address, without `.html`."
    problems = [
        Problem(alias.span, "bad-value", f"`{alias}` is not a slug", hint)
        for alias in front.aliases
        if not _ALIAS.fullmatch(alias.content)
    ]
    length = len(front.summary.content) if front.summary else 0
    if front.summary and length > _SUMMARY:
        message = f"the summary has {length} characters, {length - _SUMMARY} too many"
        hint = f"cards and search engines show {_SUMMARY}."
        problems.append(Problem(front.summary.span, "bad-value", message, hint))
    return front, tuple(problems)


_SCHEMA = Schema({}, {ChapterFront: _fitting, PageFront: _fitting})


def parse_chapter(text: Text, language: str) -> tuple[Chapter | None, tuple[Problem, ...]]:
    """Return the chapter that the file tells, or None where it has no usable front matter or name."""
    name = _NAME.fullmatch(text.path.rsplit("/", 1)[-1])
    front, body, problems = _front(text, ChapterFront)
    if not name or not _SLUG.fullmatch(name["slug"]):
        hint = "name it like `04-the-alliance.md`: the number is its place, the rest its address."
        problems += (Problem(text.at(0, 0), "bad-value", "the file's name is no number and slug", hint),)
    scan, outline, wrong = _scan(body)
    problems += wrong
    if front is None or not name:
        return None, problems
    cuts = _cuts(scan)
    claiming = [paragraph for paragraph in _paragraphs(scan, outline, cuts) if paragraph.claims]
    citing = _citing(scan) if claiming else frozenset()
    bare = tuple(scan.text.at(p.start, p.end) for p in claiming if not _cites(scan, p.start, p.end, citing))
    article = markup.article(scan, language)
    facts = _facts(scan, outline)
    words = _counted(_without_marks(scan.text.content, cuts, 0, len(scan.text.content)))
    number, claims = int(name["number"]), len(claiming)
    chapter = Chapter(text.path, name["slug"], number, front, article, claims, bare, facts, words)
    return chapter, problems


def parse_page(text: Text, language: str) -> tuple[Page | None, tuple[Problem, ...]]:
    """Return the page that the file tells, or None where it has no usable front matter."""
    front, body, problems = _front(text, PageFront)
    slug = text.path.rsplit("/", 1)[-1].removesuffix(".md")
    if not _SLUG.fullmatch(slug):
        hint = "name it in lower case, like `about.md`."
        problems += (Problem(text.at(0, 0), "bad-value", f"`{slug}` is no slug", hint),)
    scan, outline, wrong = _scan(body)
    if front is None:
        return None, problems + wrong
    page = Page(text.path, slug, front, markup.article(scan, language), _facts(scan, outline))
    return page, problems + wrong


def sketch(text: Text) -> Chapter | Page | None:
    """Return a chapter or a page as its marks alone tell it: enough to know what it cites, and in what order.

    It takes a third of the time of the whole, as no Markdown is read. It may be wrong where a mark stands that HTML
    hides: nothing may depend on it but what is begun early.
    """
    name = _NAME.fullmatch(text.path.rsplit("/", 1)[-1]) if text.path.startswith("content/chapters/") else None
    front, body, _ = _front(text, ChapterFront) if name else _front(text, PageFront)
    scan = marks.scan(body)
    outline, _ = blocks.outline(scan)
    article = markup.sketch(scan, {stretch.start: stretch.end for stretch in outline})
    if name and isinstance(front, ChapterFront):
        return Chapter(text.path, name["slug"], int(name["number"]), front, article, 0, (), _facts(scan, outline), 0)
    slug = text.path.rsplit("/", 1)[-1].removesuffix(".md")
    return Page(text.path, slug, front, article, _facts(scan, outline)) if isinstance(front, PageFront) else None


def _front(text: Text, kind: type[F]) -> tuple[F | None, Text, tuple[Problem, ...]]:
    """Return the front matter, the text after it, and what is wrong with it."""
    found = _FRONT.match(text.content)
    if found is None:
        start = text.at(0, 3 if text.content.startswith("---") else 0)
        if text.content.startswith("---"):
            problem = Problem(start, "yaml-syntax", "the front matter is never closed", "close it with `---`.")
        else:
            problem = Problem(start, "missing-field", "there is no front matter", "begin with `---` and `title:`.")
        return None, text, (problem,)
    node, problems = mappings.from_yaml(text.part(*found.span("yaml")))
    body = text.part(found.end(), len(text.content))
    if problems:
        return None, body, problems
    read = fields.read(kind, node, _SCHEMA, text.at(0, 3))
    return read.value, body, read.problems


def _scan(body: Text) -> tuple[Scan, tuple[Stretch, ...], tuple[Problem, ...]]:
    scan = marks.scan(body)
    outline, problems = blocks.outline(scan)
    return scan, outline, (*scan.problems, *_note_problems(scan), *problems, *_pictures(scan), *_unclosed(scan))


def _unclosed(scan: Scan) -> Iterator[Problem]:
    """Yield the mentions and citations whose brackets are never closed."""
    content = scan.text.content
    taken = _cuts(scan) if "[[" in content else []
    for found in _LOOSE.finditer(content):
        place = bisect(taken, (found.start(), len(content)))
        if not (place and found.start() < taken[place - 1][1]):
            span = scan.text.at(found.start(), found.start() + len(found[0].rstrip()))
            hint = "write `[[id]]` or `[[id|words]]`; a bracket that is only a bracket is written `\\[`."
            yield Problem(span, "unknown-mention", "the mention is never closed", hint)
    for start, end, mark in scan.parts:
        if isinstance(mark, Citation) and mark.narrative and content[max(0, start - 1) : start] == "[":
            hint = "close it with `]`; a bracket that is only a bracket is written `\\[`."
            yield Problem(scan.text.at(start - 1, end), "bad-locator", "the citation is never closed", hint)


def _note_problems(scan: Scan) -> Iterator[Problem]:
    """Yield the footnotes that are called and not written, written twice, or never called."""
    calls = {m.label for _, _, m in scan.parts if isinstance(m, NoteCall)}
    written: dict[str, Text] = {}
    for label, note in scan.notes:
        if label.content in written:
            line = written[label.content].span.line
            yield Problem(
                label.span, "duplicate-id", f"the footnote `{label}` is written twice", f"it is first in line {line}."
            )
        written.setdefault(label.content, label)
        yield from note.problems
        for _, _, mark in note.parts:
            if isinstance(mark, NoteCall):
                calls.add(mark.label)
                yield Problem(mark.span, "broken-link", "a footnote calls no other", "write its text into this one.")
    for _, _, mark in scan.parts:
        if isinstance(mark, NoteCall) and mark.label not in written:
            yield Problem(
                mark.span, "broken-link", f"there is no footnote `{mark.label}`", f"write `[^{mark.label}]: …`."
            )
    for name, label in written.items():
        if name not in calls:
            yield Problem(label.span, "broken-link", f"the footnote `{name}` is never called", mild=True)


def _pictures(scan: Scan) -> Iterator[Problem]:
    """Yield the pictures that nothing describes to those who cannot see them."""
    if "![" not in scan.text.content and "<img" not in scan.text.content:
        return
    silent = [(s, e) for s, e in scan.code if scan.text.content[s:e].startswith(("`", "    ", "~", "\t", "<!--"))]
    for found in re.finditer(r"!\[\s*\](?=[(\[])|<img\b(?![^>]*\balt\s*=\s*[\"']?[^\"'\s>])[^>]*>", scan.text.content):
        if not any(start <= found.start() < end for start, end in silent):
            hint = 'say what it shows: `alt="A map of …"`.'
            if found[0].startswith("!"):
                hint = "say in the brackets what it shows: `![A map of …](map.svg)`."
            yield Problem(scan.text.at(*found.span()), "missing-alt", "the picture has no alternative text", hint)


def _paragraphs(scan: Scan, outline: tuple[Stretch, ...], cuts: list[tuple[int, int]]) -> Iterator[Paragraph]:
    """Yield what a reader would call a paragraph: no heading, table, code, caption or quotation block."""
    content = scan.text.content
    shown = [(s.start, s.end) for s in outline if s.opening.kind in _PICTURES]
    silent = [*shown, *((s, e) for s, e in scan.code if "\n" in content[s:e])]
    folded = content.casefold()
    stems = [*(stem for stem in _STEMS if stem in folded), *(_TENS if _TEN.search(folded) else ())]
    # Between `per` and `cent` may stand what is no words, and before them what was escaped.
    numerals = bool(stems) or ("cent" in folded and ("\\" in content or _PER.search(folded) is not None))
    numeral = (*stems, "per cent") if numerals else ()
    strange = _strange_digits(content)
    for chunk in _CHUNK.finditer(content):
        if silent and any(start <= chunk.start() < end for start, end in silent):
            continue
        for start, end in _items(content, *chunk.span()) if "\n" in chunk[0] or "///" in chunk[0] else (chunk.span(),):
            written = content[start:end]
            bare = written.strip()
            if not bare or _NO_PROSE.match(written.lstrip()):
                continue
            begin = start + written.find(bare)
            claims = (_numbered(written, strange) or _may_count(written, numeral)) and _claims(
                _without_marks(content, cuts, start, end), numeral, strange
            )
            yield Paragraph(begin, begin + len(bare), claims)


def _may_count(written: str, stems: tuple[str, ...]) -> bool:
    """Tell whether numerals may stand in words as they are written, given which stems the whole text may have."""
    if not stems:
        return False
    folded = written.casefold()
    return any(stem in folded for stem in stems) or ("per" in folded and "cent" in folded)


def _strange_digits(content: str) -> bool:
    """Tell whether a text has digits of other scripts: then they are looked for by a pattern, which takes ten times as long."""
    return _DIGIT.search(_beyond_ascii(content)) is not None


def _beyond_ascii(content: str) -> str:
    """Return the characters of a text that are not ASCII."""
    return content.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")


def _numbered(words: str, strange: bool) -> bool:  # noqa: FBT001 - what `_strange_digits` told of the whole text
    """Tell whether words have digits."""
    return any(map(words.__contains__, _DIGITS)) or (strange and _DIGIT.search(words) is not None)


def _claims(words: str, stems: tuple[str, ...], strange: bool) -> bool:  # noqa: FBT001 - as above
    """Tell whether words say something dated or numeric."""
    if _numbered(words, strange):
        return True
    folded = words.casefold() if stems else ""
    return any(stem in folded for stem in stems) and bool(_NUMERAL.search(words))


def _items(content: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the list items of a chunk, or the chunk; lines of slashes stand alone."""
    chunk = content[start:end]
    cuts = {start, end}
    if "///" in chunk:
        for found in _SLASHES.finditer(chunk):
            cuts |= {start + found.start(), min(end, start + found.end() + 1)}
    if "\n" in chunk:
        cuts |= {start + found.end() for found in _ITEM.finditer(chunk)}
    yield from pairwise(sorted(cuts))


def _counted(words: str) -> int:
    """Return how many words there are, hyphens and apostrophes within them."""
    for other in set(_beyond_ascii(words)):
        words = words.replace(other, "a" if other.isalnum() else "-" if other == "’" else " ")
    shapes = b" " + words.encode("ascii").translate(_SHAPES)
    # A letter after a joint begins a word only where there is no letter before that.
    apart = shapes.count(b" -a") + shapes.count(b"--a") if b"-a" in shapes else 0
    return shapes.count(b" a") + apart


def _cuts(scan: Scan) -> list[tuple[int, int]]:
    """Return the offsets of what is no words, in order: citations, addresses, tags. No two have a character in common."""
    return sorted([*((start, end) for start, end, _ in scan.parts), *scan.code])


def _without_marks(content: str, cuts: list[tuple[int, int]], start: int, end: int) -> str:
    """Return the words from `start` to `end`: nothing that stands in `cuts`, no numbers of a list."""
    pieces, cursor = [], start
    for place in range(max(0, bisect(cuts, (start, start)) - 1), len(cuts)):
        cut_start, cut_end = cuts[place]
        if cut_start >= end:
            break
        if cut_end > start:
            pieces.append(content[cursor : max(cursor, cut_start)])
            cursor = max(cursor, cut_end)
    pieces.append(content[cursor:end])
    words = " ".join(pieces)
    number = _NUMBER.match(words)
    words = f" {words[number.end() :]}" if number else words
    return _BRACES.sub(" ", words) if "{" in words else words


def _citing(scan: Scan) -> frozenset[str]:
    """Return the labels of the footnotes that cite."""
    return frozenset(label.content for label, note in scan.notes if _has_citation(note))


def _has_citation(scan: Scan) -> bool:
    return any(isinstance(mark, Citation) for _, _, mark in scan.parts)


def _cites(scan: Scan, start: int, end: int, citing: frozenset[str]) -> bool:
    inside = [mark for _, _, mark in scan.parts[bisect(scan.parts, (start,)) : bisect(scan.parts, (end,))]]
    return any(isinstance(m, Citation) or (isinstance(m, NoteCall) and m.label in citing) for m in inside)


def _facts(scan: Scan, outline: tuple[Stretch, ...]) -> tuple[BlockFacts, ...]:
    citing = _citing(scan) if outline else frozenset()
    return tuple(
        BlockFacts(
            s.opening.kind,
            s.opening.argument,
            s.span,
            _cites(scan, s.start, s.end, citing),
            sum(o.opening.kind == "account" and s.start < o.start < s.end for o in outline),
        )
        for s in outline
    )
