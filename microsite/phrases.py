"""Words, read straight from Markdown to HTML: emphasis, links, codes, tags, what is escaped, and punctuation.

One walk over the signs of a line; where it is not certain what one of them is, there is no HTML.
"""

from __future__ import annotations

import re

from microsite import anchors, punctuation
from microsite.anchors import SLOT_OPEN
from microsite.patterns import late
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph, or what else is words and no more."""

    inner: str
    """Its HTML, without the element around it; what is kept as it was written stands between signs that nobody writes."""
    source: str
    """What was written."""


_LETTER = late(r"[^\W_]")
_ESCAPE = late(r"\\([\\*_{}\[\]()#+\-.!|\"'/@])")
_KEPT = late("\x02(\\d+)\x03")
"""What is kept as it was written: its bytes as one number, for which Markdown has no rule."""
TAG = r"""</?(?:abbr|b|br|cite|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|wbr)(?:[ ](?:class|dir|lang|title)="[^"<>&\\`*_\[\]{}\n\x02\x03\U00010600]{0,99}")*[ ]?/?>"""
"""A tag that stands in words, and has nothing to tell but to a browser."""
_RAW = late(rf"&(?:\#[0-9]{{1,9}}|\#x[0-9a-fA-F]{{1,9}}|[A-Za-z][0-9A-Za-z]{{0,30}});|{TAG}")
"""A character reference or a tag."""
_ENTITY = late(r"&(?!\s)")
"""What may be a character reference where it is none of those."""
_SIGN = late(
    r"""
      \*(?P<more>\*{0,2})(?P<held>[^\s*_`\[<](?:[^*_`\[<]*[^\s*_`\[<])?)\*(?P=more)(?!\*)
    | \*\**
    | __*
    | `(?:(?P<code>[^`]+)`(?!`))?
    | <(?:(?P<address>https?://[^\s<>"'&`*\\\[\]{}\x02\x03\U00010600]+)>)?
    | \[(?:(?P<words>[^\[\]`<]*)\]\((?P<url>[^\s()<>"'\\`\[\]&{}\x02\x03]+)(?:[ ]+"(?P<title>[^\n"'\\`()\[\]<>&{}=\x02\x03]+)")?\))?
    """,
    re.VERBOSE,
)
"""What is a sign in words: emphasis without signs in it, a run of delimiters, a code, an address, a link.

A bracket alone is none, unless links are defined.
"""
_TAGS = (("<em>", "</em>"), ("<strong>", "</strong>"), ("<strong><em>", "</em></strong>"))
"""What a run of one, two or three delimiters is, at its beginning and at its end."""
_WORD = r"\*{0,3}[^\W_\U00010600\U00010601]+\*{0,3}"
_FIRST = late(rf"{_WORD}(?: {_WORD}){{0,4}}(?=[ .,;:\n]|\Z)")
"""First words that have nothing in them and after them but blanks, and stars around them, which are emphasis."""
_FIVE = 4
"""How many blanks five words have between them."""
_UNSAID = late("<[^>]*>|&[^;]*;()|\x02\\d+\x03()|\U00010600\\d+\U00010601()")
"""What is in the HTML of words and is no words; where a group takes part, it stands for a blank."""
_BEGINNING = 160
"""In so many characters are most often five words."""
_FIVE_WORDS = late(r"(?:\W*+\w++){5}\W")


class Reader:
    """What makes HTML of words in one language."""

    def __init__(self, source: str, language: str, *, defined: bool = False) -> None:
        """Take the whole text in which the words stand, and whether any link is defined that its brackets may mean."""
        self.entities = punctuation.entities(language)
        self.escapes = "\\" in source
        self.raw = "&" in source or "<" in source
        self.defined = defined

    def words(self, written: str) -> Words | None:
        """Return what is written as words, or None where it may be more than that.

        Without a letter it may: Markdown takes a paragraph of a single sign for raw HTML.
        """
        text = written
        if self.escapes and "\\" in text:
            text = _ESCAPE.sub(lambda found: _kept(found[1]), text)
        if self.raw and ("&" in text or "<" in text):
            if "`" in text or text is not written:
                return None
            rest = _RAW.sub("", text)
            if _ENTITY.search(rest) or not _LETTER.search(rest):
                return None
            text = _RAW.sub(lambda found: _kept(found[0]), text).replace("&", "&amp;")
        inner = self.html(text) if _LETTER.search(written) else None
        return None if inner is None else Words(inner, written)

    def html(self, text: str) -> str | None:
        """Return the HTML of words, or None where it is not certain which they are."""
        if not ("*" in text or "[" in text or "_" in text or "`" in text or "<" in text):
            return self.node(text)
        pieces: list[str | None] = []
        cursor = links = 0
        opened = ""
        for sign in _SIGN.finditer(text):
            start, end = sign.span()
            what = text[start]
            made: list[str | None]
            if (held := sign["held"]) is not None:
                before, after = _TAGS[len(sign["more"])]
                made = [before, None if opened else self.node(held), after]
            elif what == "[":
                if sign["url"] is None and not self.defined:
                    continue
                links += 1
                made = [self.link(sign)]
            elif what in {"`", "<"}:
                made = [_single(sign)]
            else:
                opens, closes = _flanked(what, text[start - 1 : start] if start else "", text[end : end + 1])
                if not (opens or closes):
                    continue
                made = [_tag(sign[0], opened, opens=opens, closes=closes)]
                opened = "" if opened else sign[0]
            pieces += [self.node(text[cursor:start]), *made]
            cursor = end
        if opened or text.count("](") != links:
            return None
        pieces.append(self.node(text[cursor:]))
        return None if None in pieces else "".join(pieces)  # type: ignore[arg-type]  # none is None

    def link(self, sign: re.Match[str]) -> str | None:
        """Return the HTML of a link, which has no mark in its address; None where its brackets may be of another kind."""
        url, title = sign["url"], sign["title"]
        if url is None:
            return None
        words = None if SLOT_OPEN in url or (title and SLOT_OPEN in title) else self.html(sign["words"])
        named = f' title="{title}"' if title else ""
        return None if words is None or (title and title != title.strip()) else f'<a href="{url}"{named}>{words}</a>'

    def node(self, text: str) -> str | None:
        """Return the words between two signs with their punctuation."""
        if not punctuation.marked(text):
            return text
        return None if punctuation.entangled(text) else punctuation.replaced(text, self.entities)


def _single(sign: re.Match[str]) -> str | None:
    """Return the HTML of a code or an address, or None of a sign that begins none."""
    if (code := sign["code"]) is not None:
        return f"<code>{code.strip()}</code>"
    address = sign["address"]
    return None if address is None else f'<a href="{address}">{address}</a>'


def _kept(raw: str) -> str:
    """Return what is to be kept as it is, between signs that nobody writes."""
    return f"\x02{int.from_bytes(raw.encode('utf-8', 'surrogatepass'), 'big')}\x03"


def _given(kept: re.Match[str]) -> str:
    """Return what was kept."""
    number = int(kept[1])
    return number.to_bytes((number.bit_length() + 7) // 8, "big").decode("utf-8", "surrogatepass")


def _tag(run: str, opened: str, *, opens: bool, closes: bool) -> str | None:
    """Return what a run of delimiters is where `opened` is not yet ended, or None where that is not certain."""
    if len(run) > len(_TAGS) or (opened and (opened != run or not closes)) or not (opened or opens):
        return None
    return _TAGS[len(run) - 1][bool(opened)]


def _flanked(what: str, before: str, after: str) -> tuple[bool, bool]:
    """Tell whether a run of delimiters can begin emphasis, and whether it can end it, by what stands around it."""
    opens = bool(after) and not after.isspace()
    closes = bool(before) and not before.isspace()
    if what == "*":
        return opens, closes
    return opens and not before.isalnum(), closes and not after.isalnum()


def name(letter: str, words: Words) -> str:
    """Return the id of words, if nothing else has it: `p-` and the first five."""
    first = _FIRST.match(words.source)
    if first and (first[0].count(" ") == _FIVE or first.end() == len(words.source)):
        return f"{letter}-{first[0].lower().replace(' ', '-').replace('*', '')}"
    return anchors.of_words(letter, _beginning(words.inner))


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
    """Return HTML with what was kept."""
    return _KEPT.sub(_given, inner) if "\x02" in inner else inner
