"""The words of a page: its headings and passages, as plain text, each with the address that it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite.parts import DisputeView, NotesView, Parts, PictureView, QuoteView, StripPart
from microsite.patterns import late
from microsite.text import unescaped
from microsite.values import dataclass

_INLINE = frozenset("a abbr b bdi cite code em i mark q s small span strong sub sup time u wbr".split())
_BARE = late(f"</?(?:{'|'.join(sorted(_INLINE))})>")
"""An inline tag that has no attributes: it says nothing."""
_TOKEN = late(
    rf"((?:[^<]++|{_BARE.pattern})++)|<sup\b[^>]*\bclass=\"call\".*?</sup>|<!--.*?-->"
    r"|<(/?)([a-z][a-z0-9]*)((?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL,
)
"""A text, or the slash, the name and the rest of a tag; nothing of the call of a note, or of a comment."""
_ID = late(r"\sid=\"([^\"]*)\"")
_MENTION = late(r"class=\"mention to-(?:person|place|term)\" href=\"[^\"#]*#([^\"]*)\"")
_HEADING = late(r"h[1-6]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or what else a result can lead to."""

    anchor: str
    """Its id on the page, or empty where only the slip has one."""
    text: str
    """What it says, on one line."""
    named: tuple[str, ...] = ()
    """The ids of the people, places and terms that it names: whoever looks for one by another name finds it."""


_NOTHING = Passage("", "")


def plain(html: str) -> str:
    """Return HTML as text on one line, without the calls of notes."""
    if "<" not in html:
        return line(unescaped(html))
    return " ".join(passage.text for _, _, passage in _walk(html))


def told(parts: Parts) -> Iterator[tuple[str, str, Passage]]:
    """Yield id and words of each heading, or else a passage, in reading order."""
    anchor = ""
    for part in parts:
        match part:
            case NotesView():
                own = (note for note in part.notes if not note.flat)
                yield from (("", "", Passage(note.id, *joined(note.parts))) for note in own)
            case DisputeView():
                # Its accounts have a slip of their own.
                words, named = joined(part.intro)
                yield "", "", Passage(part.id, line(f"{plain(part.title)} {words}"), named)
            case QuoteView():
                yield "", "", quotation(part)
            case PictureView() | StripPart():
                words, named = joined(part.caption)
                yield "", "", Passage(part.id, line(f"{part.title}. {words}"), named)
            case _:
                for heading, title, passage in _walk(part, anchor):
                    anchor = heading or passage.anchor
                    yield heading, title, passage


def _walk(html: str, anchor: str = "") -> Iterator[tuple[str, str, Passage]]:
    """Yield the headings and passages of HTML: a passage is what follows an id."""
    words: list[str] = []
    named: list[str] = []
    inside = ""
    for text, close, name, rest in _TOKEN.findall(html):
        if text:
            words.append(_BARE.sub("", text) if "<" in text else text)
            continue
        if rest and "mention" in rest and (found := _MENTION.search(rest)):
            named.append(found[1])
        if name in _INLINE or not name:
            continue
        words.append(" ")
        opened = _ID.search(rest) if rest and not close else None
        ended = bool(close) and name == inside
        if not (opened or ended):
            continue
        said = line(unescaped("".join(words)))
        if ended:
            yield anchor, said, _NOTHING
        elif said:
            yield "", "", Passage(anchor, said, tuple(dict.fromkeys(named)))
        words, named = [], []
        anchor = unescaped(opened[1]) if opened else anchor
        inside = name if opened and _HEADING.fullmatch(name) else ""
    said = line(unescaped("".join(words)))
    if said:
        yield "", "", Passage(anchor, said, tuple(dict.fromkeys(named)))


def joined(parts: Parts) -> tuple[str, tuple[str, ...]]:
    """Return the words of parts on one line, and whom they name."""
    found = [passage for heading, _, passage in told(parts) if not heading]
    if len(found) == 1:  # as of nearly every note
        return found[0].text, found[0].named
    return line(" ".join(p.text for p in found)), tuple(dict.fromkeys(name for p in found for name in p.named))


def quotation(quote: QuoteView) -> Passage:
    """Return a passage of a document, in its own tongue and in translation; it names who speaks."""
    caption, named = joined(quote.caption)
    origin = ", ".join(filter(None, (quote.speaker, quote.document)))
    words = (f"{origin}:" if origin else "", *quote.text, *quote.translation, plain(quote.note), caption)
    speaker = quote.speaker_href.partition("#")[2]
    return Passage(quote.id, line(" ".join(words)), tuple(dict.fromkeys(filter(None, (speaker, *named)))))


def line(text: str) -> str:
    """Return a text on one line."""
    if "  " not in text and text.isprintable():  # then no other space is in it than the one between two words
        return text.strip(" ")
    return " ".join(text.split())
