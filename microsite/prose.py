"""Ordinary prose, read straight from Markdown to HTML: paragraphs, headings, lists, emphasis, links.

1. `read` cuts a source at its blank lines into stretches: words, a heading, a list, or `Unread` where anything
   stands that could mean something else. A text in which something may reach over blank lines is not cut at all.
2. `_Inline` makes HTML of a line of words in one walk over its signs, and gives up where it is not certain.
3. `anchored` gives the stretches their ids, in the order in which Python-Markdown would.

What is not read here is left to Python-Markdown, whose HTML all this is, to the letter: `tests/test_prose.py` holds it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from microsite import anchors, punctuation
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    inner: str
    """Its HTML, without the element around it."""
    source: str
    """What was written."""


@dataclass(frozen=True, slots=True)
class Title:
    """A heading."""

    level: int
    """From 1, as it was written."""
    inner: str
    """Its HTML, without the element around it."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    tag: str
    """`ul` or `ol`."""
    items: tuple[tuple[Words, bool], ...]
    """The items, each with whether it is a paragraph in its item."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What only Python-Markdown reads."""

    source: str
    """What was written."""


Stretch = Words | Title | Items | Unread

_FAR = re.compile(r"[\x00-\x09\x0b-\x1f\x7f<]")
"""Characters of which one may change what stands far away: tags, tabs, what Markdown puts things aside with."""
_FAR_WORDS = ("```", "~~~", "]:", "[TOC]", "klzzwxh:")
"""Fences, definitions of links, a table of contents."""
_DEFINED = re.compile(r"\n[ ]{0,3}:[ ]")
"""A definition, whose term may be the paragraph before it."""
_NEAR = (">", "&", "{", "|", "![", "  \n", "\\", "`")
"""What is not certain in its own stretch; codes and escapes are looked at again."""
_SLASHES = re.compile(r"\n[ ]{0,3}(/{3,})[ ]*([\w-]?)")
"""A line of slashes, and whether a word follows them."""
_LINE = re.compile(r"\n[ ]*(?:[-=_*][-=_* ]*(?=\n|\Z)|/{3})")
"""A line that is a rule, or makes a heading of the one before it, or begins or ends a block."""
_CHUNK = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_NO_WORDS = re.compile(r"\s|#|[*+-][ ]|\d+\.[ ]|/{3}")
"""How a chunk begins that is no paragraph."""
_MARKER = re.compile(r"(?:[*+-]|\d+\.)[ ]+")
_INNER_MARKER = re.compile(r"\n[ ]+(?:[*+-]|\d+\.)[ ]")
_ITEM = re.compile(r"(?:\A|\n)(?:[*+-]|\d+\.)[ ]+")
_TITLE = re.compile(r"(#{1,6})([^#\\{\n]*)")
_LETTER = re.compile(r"[^\W_]")
_ESCAPE = re.compile(r"\\([\\*_{}\[\]()#+\-.!|\"'/@])")
_ESCAPED = re.compile("\x02(\\d+)\x03")
_SIGN = re.compile(
    r"""
      \*\**
    | __*
    | `(?:(?P<code>[^`]+)`(?!`))?
    | \[(?:(?P<words>[^\[\]`]*)\]\(
        (?P<url>[^\s()<>"'\\`\[\]&{}\x02\x03\U00010600\U00010601]+)
        (?:[ ]+"(?P<title>[^\s"'\\`()\[\]<>&{}=\x02\x03\U00010600\U00010601]
                          (?:[^\n"'\\`()\[\]<>&{}=\x02\x03\U00010600\U00010601]*[^\s"'\\`()\[\]<>&{}=\x02\x03\U00010600\U00010601])?)")?
      \))?
    """,
    re.VERBOSE,
)
"""What is a sign in words: a run of delimiters, a code, a link; a bracket alone is none."""
_TAGS = (("<em>", "</em>"), ("<strong>", "</strong>"), ("<strong><em>", "</em></strong>"))
"""What a run of one, two or three delimiters is, at its beginning and at its end."""
_FIRST = re.compile(r"[^\W_\U00010600\U00010601]+(?: [^\W_\U00010600\U00010601]+){0,4}(?=[ .,;:\n]|\Z)")
"""First words that have nothing in them and after them but blanks."""
_FIVE = 4
"""How many blanks five words have between them."""
_UNSAID = re.compile("<[^>]*>|&[^;]*;()|\x02\\d+\x03()|\U00010600\\d+\U00010601()")
"""What is in the HTML of words and is no words; where a group takes part, it stands for a blank."""
_BEGINNING = 160
"""In so many characters are most often five words."""
_FIVE_WORDS = re.compile(r"(?:\W*+\w++){5}\W")


def read(source: str, language: str) -> tuple[Stretch, ...] | None:
    """Return the stretches of a text, or None where it cannot be cut: then Python-Markdown has to read the whole."""
    if _FAR.search(source) or any(word in source for word in _FAR_WORDS) or _DEFINED.search(f"\n{source}"):
        return None
    return tuple(_joined(_chunks(source, _Inline(source, language)), source))


def _chunks(source: str, inline: _Inline) -> Iterator[tuple[int, int, Stretch]]:
    """Yield what stands between blank lines, and headings by themselves, each with its offsets."""
    near = any(sign in source for sign in _NEAR)
    lines = _LINE.search(f"\n{source}") is not None
    blocks: list[int] = []
    for chunk in _CHUNK.finditer(source):
        start, end = chunk.span()
        whole = chunk[0]
        if blocks or (near and _uncertain(whole)) or (lines and _LINE.search(f"\n{whole}")):
            _follow(blocks, whole)
            yield start, end, Unread(whole)
        elif "#" in whole:
            yield from _parts(source, start, end, inline)
        else:
            yield start, end, inline.stretch(whole) or Unread(whole)


def _parts(source: str, start: int, end: int, inline: _Inline) -> Iterator[tuple[int, int, Stretch]]:
    """Yield the headings of a chunk and what stands between them, or the chunk where one of these is not certain."""
    parts: list[tuple[int, int, Stretch]] = []
    cursor = start
    while cursor < end:
        stop = source.find("\n", cursor, end) if source[cursor] == "#" else source.find("\n#", cursor, end)
        stop = end if stop < 0 else stop
        part = inline.stretch(source[cursor:stop])
        if part is None:
            parts = [(start, end, Unread(source[start:end]))]
            break
        parts.append((cursor, stop, part))
        cursor = stop + 1
    yield from parts


def _follow(blocks: list[int], chunk: str) -> None:
    """Keep by how many slashes the blocks were opened that are not closed after a chunk."""
    if "///" in chunk:
        for line in _SLASHES.finditer(f"\n{chunk}"):
            slashes = len(line[1])
            if line[2]:
                blocks.append(slashes)
            elif slashes in blocks:
                del blocks[blocks.index(slashes) :]


def _uncertain(chunk: str) -> bool:
    """Tell whether a chunk has signs that are not read here; an image, an entity, a table, a break, attributes."""
    return (
        ">" in chunk
        or "&" in chunk
        or "{" in chunk
        or ("|" in chunk and "\n" in chunk)
        or "![" in chunk
        or "  \n" in chunk
        or ("\\" in chunk and "`" in chunk)
    )


def _joined(chunks: Iterator[tuple[int, int, Stretch]], source: str) -> Iterator[Stretch]:
    """Yield the stretches: lists that follow one another are one list, and what is unread is unread together.

    A list beside something unread may be one with it: then it is left unread, too.
    """
    held: list[tuple[int, int, Stretch]] = []
    for chunk in chunks:
        if held and not isinstance(chunk[2], Items | Unread):
            yield _one(held, source)
            held = []
        if isinstance(chunk[2], Items | Unread):
            held.append(chunk)
        else:
            yield chunk[2]
    if held:
        yield _one(held, source)


def _one(held: list[tuple[int, int, Stretch]], source: str) -> Stretch:
    lists = [stretch for _, _, stretch in held if isinstance(stretch, Items)]
    if len(lists) < len(held):
        return Unread(source[held[0][0] : held[-1][1]])
    if len(lists) == 1:
        return lists[0]
    items: list[tuple[Words, bool]] = []
    for number, one in enumerate(lists):
        last = len(one.items) - 1
        for place, (words, _) in enumerate(one.items):
            items.append((words, (number > 0 and place == 0) or (number < len(lists) - 1 and place == last)))
    return Items(lists[0].tag, tuple(items))


class _Inline:
    """What makes HTML of words in one language."""

    def __init__(self, source: str, language: str) -> None:
        self.entities = punctuation.entities(language)
        self.escapes = "\\" in source

    def stretch(self, chunk: str) -> Stretch | None:
        """Return the stretch that a chunk is, or None where that is not certain."""
        if not _NO_WORDS.match(chunk):
            return self.words(chunk)
        if chunk[0] == "#":
            found = _TITLE.fullmatch(chunk)
            words = self.words(found[2].strip()) if found else None
            return Title(len(found[1]), words.inner) if found and words else None
        return self.listed(chunk) if _MARKER.match(chunk) else None

    def listed(self, chunk: str) -> Items | None:
        """Return a tight list."""
        if _INNER_MARKER.search(chunk):
            return None
        items = []
        for item in _ITEM.split(chunk)[1:]:
            words = None if _NO_WORDS.match(item) or _LINE.match(f"\n{item}") else self.words(item)
            if words is None:
                return None
            items.append((words, False))
        return Items("ul" if chunk[0] in "*+-" else "ol", tuple(items))

    def words(self, chunk: str) -> Words | None:
        """Return a paragraph; there is none without a letter, or one that other signs may have a part in."""
        if not _LETTER.search(chunk):
            return None
        text = _ESCAPE.sub(lambda found: f"\x02{ord(found[1])}\x03", chunk) if self.escapes else chunk
        inner = self.html(text)
        return None if inner is None else Words(inner, chunk)

    def html(self, text: str) -> str | None:
        """Return the HTML of words, or None where it is not certain which they are."""
        pieces: list[str | None] = []
        cursor = links = 0
        opened = ""
        for sign in _SIGN.finditer(text):
            start, end = sign.span()
            what = text[start]
            if what == "[":
                if sign["url"] is None:
                    continue
                links += 1
                pieces += [self.node(text[cursor:start]), self.link(sign)]
            elif what == "`":
                if sign["code"] is None:
                    return None
                pieces += [self.node(text[cursor:start]), f"<code>{sign['code'].strip()}</code>"]
            else:
                opens, closes = _flanked(what, text[start - 1 : start] if start else "", text[end : end + 1])
                if not (opens or closes):
                    continue
                run = sign[0]
                if len(run) > len(_TAGS) or (opened and (opened != run or not closes)) or not (opened or opens):
                    return None
                pieces += [self.node(text[cursor:start]), _TAGS[len(run) - 1][bool(opened)]]
                opened = "" if opened else run
            cursor = end
        if opened or text.count("](") != links:
            return None
        pieces.append(self.node(text[cursor:]))
        return None if None in pieces else "".join(pieces)  # type: ignore[arg-type]  # none is None

    def link(self, sign: re.Match[str]) -> str | None:
        words = self.html(sign["words"])
        title = f' title="{sign["title"]}"' if sign["title"] is not None else ""
        return None if words is None else f'<a href="{sign["url"]}"{title}>{words}</a>'

    def node(self, text: str) -> str | None:
        """Return the words between two signs with their punctuation."""
        if not punctuation.marked(text):
            return text
        return None if punctuation.entangled(text) else punctuation.replaced(text, self.entities)


def _flanked(what: str, before: str, after: str) -> tuple[bool, bool]:
    """Tell whether a run of delimiters can begin emphasis, and whether it can end it, by what stands around it."""
    opens = bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace()
    if what == "*":
        return opens, closes
    return opens and not before.isalnum(), closes and not after.isalnum()


def titled(stretches: tuple[Stretch, ...]) -> tuple[tuple[int, str, str], ...]:
    """Return the level, the id and the HTML of each heading, in order."""
    used: set[str] = set()
    return tuple(
        (one.level, anchors.counted(anchors.of_heading(_said(one.inner)), used), one.inner)
        for one in stretches
        if isinstance(one, Title)
    )


def _said(inner: str) -> str:
    """Return the words of a heading."""
    return html.unescape(" ".join(re.sub("<[^>]*>", "", inner).split())) if "<" in inner or "&" in inner else inner


def paragraph(letter: str, words: Words, used: set[str]) -> tuple[str, str]:
    """Return the id of a paragraph or of an item of a list, and its HTML."""
    first = _FIRST.match(words.source)
    if first and (first[0].count(" ") == _FIVE or first.end() == len(words.source)):
        name = f"{letter}-{first[0].lower().replace(' ', '-')}"
    else:
        name = anchors.of_words(letter, _beginning(words.inner))
    return anchors.unique(name, used), shown(words.inner)


def _beginning(inner: str) -> str:
    """Return the words of HTML without tags, from the first to the fifth at least."""
    if len(inner) > _BEGINNING:
        # No entity has a blank in it; where a tag has one, it is left out.
        part = inner[: inner.rfind(" ", 0, _BEGINNING) + 1]
        words = _plain(part[: part.rfind("<")] if part.rfind("<") > part.rfind(">") else part)
        if _FIVE_WORDS.match(words):
            return words
    return _plain(inner)


def _plain(inner: str) -> str:
    return _UNSAID.sub(lambda found: " " if found.lastindex else "", inner)


def shown(inner: str) -> str:
    """Return HTML with what was escaped."""
    return _ESCAPED.sub(lambda found: chr(int(found[1])), inner) if "\x02" in inner else inner
