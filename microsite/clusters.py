"""Citations as pandoc reads them, and as it prints them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from microsite.inlines import Json, Leaf, cut, html, leaves, plain, settled
from microsite.items import called, words
from microsite.model import Citation, Cite, Source
from microsite.patterns import late
from microsite.values import dataclass

GAP = 10_000_000
"""How far apart the notes of the registers are numbered: never in each other's reach for ‘Ibid.’ or ‘near note’."""

_TERMS = (
    "book",
    "chapter",
    "column",
    "figure",
    "folio",
    "issue",
    "line",
    "note",
    "page",
    "paragraph",
    "part",
    "section",
    "verse",
    "volume",
)

_UNLISTED = {"appendix": ("app.", "apps."), "article-locator": ("art.", "arts."), "table": ("table", "tables")}
"""Labels that CSL knows and pandoc does not read (Text.Pandoc.Citeproc.Locator, locatorTerms)."""
_SILENT = "opus"
"""The label of a place that has no term: pandoc reads it, nobody uses it, and here its term is empty."""
_WORD = "zq"
"""What stands before a label for pandoc: no word of any language, so that a locator is one in any locale."""
_MARK: Json = {"t": "Span", "c": [["", ["cite"], []], []]}
_SENTENCE = late(r"[^\W\d_]{4,}[.?!]\s+[^\W\d_]|[{}\[\]]")
_NOTE_NUMBER = late(r"\s*[(\[][^()\[\]]*\d0{7}[^()\[\]]*[)\]]|,?\s*\S*\s*\d+0{7}")
"""Such as ` (n 30000000)`: a reference to a note of ours that nobody can see."""
_OWN_STOP = late(r"[.?!…][’”»“‘]+$")
_INNER_STOP = late(r"\.(?=[’”»“‘]+$)")
_SUBSTITUTE = late(r"""subsequent-author-substitute(?<=\ssubsequent-author-substitute)=(["']).*?\1""")
"""What a style prints for an author who has just been named; it begins with letters, and so is found sooner."""
_STYLE_TAG = late(r"<style\b[^>]*>")
_LAYOUT = late(r"<citation\b.*?<layout\b([^>]*)>", re.DOTALL)


class StyleError(Exception):
    """The text is no CSL style that can stand alone; the message says why, in lower case."""


@dataclass(frozen=True, slots=True)
class Style:
    """A citation style, ready for pandoc."""

    text: str
    """The CSL, with our terms, and without dashes for an author's name: every entry must stand alone."""
    notes: bool
    """Whether it cites in notes; else in the text."""
    bare_pages: bool
    """Whether pages are printed without a label, as Chicago does: then words may follow them within the locator."""
    delimiter: str
    """What stands between two sources of one citation."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A citation in the words of the style."""

    narrative: str
    """The author's name for the text, as HTML; empty where the author wrote none with `@key`."""
    parts: tuple[tuple[str, str], ...]
    """Key and HTML of each source, without delimiter and final stop; of an in-text style the whole, under the first."""
    stop: str
    """What ends the note after the last part: a full stop, or nothing where the part has its own: `“Why?”`."""


@lru_cache(4)  # it takes longer to read than all that a process that lives on does after an edit
def read_style(csl: str) -> Style:
    """Return the style that `csl` describes; raise StyleError where it is none, or only the name of another."""
    bare = re.sub(r"<!--.*?-->", "", csl, flags=re.DOTALL)
    head, layout = _STYLE_TAG.search(bare), _LAYOUT.search(bare)
    if not head:
        raise StyleError("not a CSL style: there is no `<style>` in it")
    if not layout:
        parent = re.search(r'href="([^"]*)"[^>]*rel="independent-parent"', bare)
        raise StyleError(f"this style only names another: {parent[1]}" if parent else "there is no `<citation>` in it")
    delimiter = re.search(r"""\bdelimiter=["']([^"']*)""", layout[1])
    notes = not re.search(r"""\bclass=["']in-text["']""", head[0])
    bare_pages = notes and 'page-range-format="chicago' in head[0]
    text = _SUBSTITUTE.sub("", bare)
    text = text.replace("</info>", f"</info>{_locale()}", 1)
    return Style(text, notes, bare_pages, delimiter[1] if delimiter else "")


def cluster(citation: Citation, number: int, style: Style) -> Json:
    """Return the paragraph that asks for `citation` in the note `number` (0 for none).

    Of a note style each source but the first is marked, so that the answer can be taken apart.
    """
    modes = [_mode(cite, narrative=citation.narrative and not place) for place, cite in enumerate(citation.cites)]
    cites: list[Json] = [
        _cited(cite, mode, number, style, marked=style.notes and place > 0)
        for place, (cite, mode) in enumerate(zip(citation.cites, modes, strict=True))
    ]
    return {"t": "Para", "c": [{"t": "Cite", "c": [cites, []]}]}


def printed(block: Json, citation: Citation, style: Style, sources: Mapping[str, Source]) -> Printed:
    """Return what pandoc made of the paragraph of `citation`."""
    keys = tuple(cite.key for cite in citation.cites)
    text, note = _halves(block)
    if not style.notes:
        name, rest = _in_text(settled(leaves(text, "")), narrative=citation.narrative)
        return Printed(_html(name, keys[0], sources), ((keys[0], _html(rest, keys[0], sources)),) if rest else (), "")
    pieces = [_trimmed(piece, style.delimiter) for piece in _split(leaves(note, ""))]
    pieces[-1], stop = _stopped(pieces[-1])
    named = (_named(piece, key, sources) for key, piece in zip(keys, pieces, strict=True))
    parts = tuple((key, _html(piece, key, sources)) for key, piece in zip(keys, named, strict=True))
    return Printed(_html(settled(leaves(text, "")), keys[0], sources), parts, stop or "." * (not plain(pieces[-1])))


def short(block: Json, key: str, style: Style, sources: Mapping[str, Source]) -> str:
    """Return the HTML of one source in its short form, without a final stop, not even one before the quotation mark."""
    text, note = _halves(block)
    parts = settled(leaves(note or text, ""))
    if style.notes:
        parts, _ = _stopped(_without(_NOTE_NUMBER, parts))
        parts = _without(_INNER_STOP, parts)
    return _html(_named(parts, key, sources), key, sources)


def full(block: Json, style: Style) -> tuple[Leaf, ...]:
    """Return one source in full, without a final stop or the brackets around it."""
    text, note = _halves(block)
    parts, _ = _stopped(settled(leaves(note or text, "")))
    said = plain(parts)
    bracketed = not style.notes and said[:1] in ("(", "[") and said[-1:] in (")", "]")
    return cut(parts, 1, len(said) - 1) if bracketed else parts


def _locale() -> str:
    """Return the terms that let pandoc read our labels, for every language; no style uses their form `verb`."""
    labels = "".join(f'<term name="{name}" form="verb">{_WORD}{name}</term>' for name in (*_TERMS, _SILENT))
    forms = ("", ' form="short"', ' form="symbol"')
    silent = "".join(f'<term name="{_SILENT}"{form}><single/><multiple/></term>' for form in forms)
    return f"<locale><terms>{labels}{silent}</terms></locale>"


def _mode(cite: Cite, *, narrative: bool) -> str:
    return "AuthorInText" if narrative else "SuppressAuthor" if cite.bare else "NormalCitation"


def _cited(cite: Cite, mode: str, number: int, style: Style, *, marked: bool) -> Json:
    return {
        "citationId": cite.key,
        "citationPrefix": [*([_MARK] if marked else []), *_inlines(words(cite.prefix.strip()))],
        "citationSuffix": _inlines(_suffix(cite, style)),
        "citationMode": {"t": mode},
        "citationNoteNum": number,
        "citationHash": 0,
    }


def _suffix(cite: Cite, style: Style) -> str:
    """Return the words after the source as pandoc reads them: `, {label place} rest`.

    Words behind a comma tell where in the source, as numbers do: `, doc. 63` stands before the address, not after.
    Empty braces say that there is no locator, whatever the rest looks like.
    """
    label, place, rest = cite.label, words(cite.locator), words(cite.suffix.rstrip())
    if label in _UNLISTED:
        several = bool(re.search(r"[–,&-]|\band\b", place))
        label, place = _SILENT, f"{_UNLISTED[label][several]} {place}"
    open_ended = label in ("", _SILENT) or (label == "page" and style.bare_pages)
    if open_ended and rest.startswith(",") and not _SENTENCE.search(rest):
        label, place, rest = label or _SILENT, (place + rest).lstrip(", "), ""
    if not place or _SENTENCE.search(place):
        label, place, rest = "", "", place + rest
    lead = " " if rest and (rest[0].isalnum() or rest[0] in "{[") else ""
    return f", {{{_WORD}{label} {place}}}{lead}{rest}" if place else f", {{}}{lead}{rest}" if rest else ""


def _inlines(text: str) -> list[Json]:
    pieces = re.findall(r"\s+|\S+", text)
    return [{"t": "Space"} if piece.isspace() else {"t": "Str", "c": piece} for piece in pieces]


def _halves(block: Json) -> tuple[list[Json], list[Json]]:
    """Return the inlines that stand in the text and those of the note."""
    text: list[Json] = []
    note: list[Json] = []
    match block:
        case {"t": "Para", "c": [{"t": "Cite", "c": [_, list(inner)]}, *_]}:
            for node in inner:
                match node:
                    case {"t": "Note", "c": [{"t": "Para", "c": list(inside)}, *_]}:
                        note += inside
                    case _:
                        text.append(node)
    return text, note


def _split(parts: tuple[Leaf, ...]) -> list[tuple[Leaf, ...]]:
    """Return what stands between the marks."""
    pieces: list[list[Leaf]] = [[]]
    for leaf in parts:
        if leaf.mark:
            pieces.append([])
        else:
            pieces[-1].append(leaf)
    return [settled(tuple(piece)) for piece in pieces]


def _named(parts: tuple[Leaf, ...], key: str, sources: Mapping[str, Source]) -> tuple[Leaf, ...]:
    """Return `parts`, or the title of the source where the style prints nothing."""
    return parts if plain(parts).strip() else (Leaf(called(sources[key]) if key in sources else key),)


def _html(parts: tuple[Leaf, ...], key: str, sources: Mapping[str, Source]) -> str:
    return str(html(parts, sources[key].language if key in sources else ""))


def _without(pattern: re.Pattern[str], parts: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
    """Return `parts` without the first match of `pattern`."""
    found = pattern.search(plain(parts))
    return cut(parts, 0, found.start()) + cut(parts, found.end(), len(plain(parts))) if found else parts


def _trimmed(parts: tuple[Leaf, ...], end: str) -> tuple[Leaf, ...]:
    """Return `parts` without the space around them and without `end`."""
    text = plain(parts)
    bare = text.rstrip().removesuffix(end.strip()).rstrip()
    return cut(parts, len(text) - len(text.lstrip()), len(bare))


def _stopped(parts: tuple[Leaf, ...]) -> tuple[tuple[Leaf, ...], str]:
    """Return `parts` without the final full stop, and what is to be set in its place."""
    text = plain(parts).rstrip()
    if text.endswith(".") and not _OWN_STOP.search(text):
        return cut(parts, 0, len(text) - 1), "."
    return cut(parts, 0, len(text)), ""


def _in_text(parts: tuple[Leaf, ...], *, narrative: bool) -> tuple[tuple[Leaf, ...], tuple[Leaf, ...]]:
    """Return the author's name and the rest of a citation such as `Lüthi (2008, 5)`; the rest is the last bracket."""
    text, depth = plain(parts).rstrip(), 0
    if not narrative or not text or "sup" in parts[0].styles:
        return (), cut(parts, 0, len(text))
    for offset in range(len(text) - 1, -1, -1):
        depth += (text[offset] in ")]") - (text[offset] in "([")
        if depth == 0:
            break
    if text[-1] not in ")]":
        return parts, ()
    return cut(parts, 0, len(text[:offset].rstrip())), cut(parts, offset, len(text))
