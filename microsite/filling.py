"""What fills the holes of a body: links, notes, and the pictures of its blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from microsite import addresses, charts, citations, dates, evidence, history, lanes, links, reading
from microsite.citeproc import Answer
from microsite.clusters import Printed
from microsite.history import History
from microsite.model import Block, Body, Citation, Cite, Gap, Hole, Link, Mention, NoteCall, Place, Prose, Quotation
from microsite.parts import (
    AccountView,
    DisputeView,
    Line,
    NotesView,
    NoteView,
    Part,
    Parts,
    PictureView,
    QuoteView,
    StripPart,
)
from microsite.patterns import late
from microsite.reading import Note
from microsite.values import dataclass

if TYPE_CHECKING:  # imported where a map is shown
    from microsite.maps import Draw

MANY = 40
"""Of more chapters than this, no page but those of the whole shows all: a band of so many eras is a grey line."""


def _form(html: str) -> Callable[..., Markup]:
    """Return what puts values into HTML, escaped, where it has `%s`: in a tenth of the time of `Markup.format`."""
    return lambda *values: _safe(html % tuple([v if type(v) is Markup else escape(v) for v in values]))


def _safe(html: str) -> Markup:
    """Return HTML as what it is; `Markup` itself looks first whether it is given HTML already."""
    return str.__new__(Markup, html)


_LINK = _form('<a href="%s">%s</a>')
_MENTION = _form('<a class="mention to-%s" href="%s">%s</a>')
_NATIVE = _form(' (<span class="native" lang="%s">%s</span>)')
_CALL = _form('<sup class="call"><a id="call-%s" href="#%s" role="doc-noteref">%s</a></sup>')
_AGAIN = _form('<sup class="call"><a href="#%s" role="doc-noteref">%s</a></sup>')
_PUNCTUATION = late(r"[.,;:!?…]+")
_ID = late(r'(<[a-z][^<>]*?)\sid="[^"]*"')
"""An id in HTML; what is shown a second time, on another page, has none."""
_ADDRESS = late(r'<a href="(https?://(?:www\.)?([^/"?#]+)[^"]*)">\1</a>')
"""A link whose words are its address."""
_HOST = r'<a class="address" href="\1">\2</a>'
"""The same as a note has it: where it leads, in a word; printed, the style sheet has all of it."""
_OPEN = late(r"<(/?)([a-z]+)")
_ANCHOR = late(r"</?a\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Library:
    """What is the same for every page."""

    history: History
    """The whole history."""
    answer: Answer
    """The citations as the style prints them."""
    files: Mapping[str, str]
    """The address of each file that is copied, by its path in the site's folder."""
    anchors: Mapping[str, frozenset[str]]
    """The ids of every page."""
    draw: Draw
    """What draws maps."""
    menu: tuple[tuple[str, str], ...]
    """The pages that every page links to: those that there are, each with what it is called."""
    numbers: Mapping[str, int]
    """The place of each chapter in the reading order, from 1, by its slug."""


class Filler:
    """What fills the bodies of one page."""

    def __init__(self, library: Library, address: str, slug: str = "", source: str = "") -> None:
        """Take the page's address, and slug and path of its text where it has one."""
        self.library = library
        self.history = library.history
        self.address = address
        self.source = source
        self.slug = slug
        read = self.history.folios[source].reading if source else None
        self.notes: dict[Citation | NoteCall, Note] = {note.mark: note for note in read.notes} if read else {}
        self.labels = {n.mark.label: n for n in self.notes.values() if isinstance(n.mark, NoteCall)}
        printed = library.answer.sections.get(slug, ())
        cited = [c.citation for c in read.citations] if read else []
        self.printed: dict[Citation, Printed] = dict(zip(cited, printed, strict=False))
        self.mentions = read.mentions if read else ()
        self.introduced: set[str] = set()

    def to(self, address: str) -> str:
        """Return the way from this page to an address."""
        return addresses.relative(self.address, address)

    def source_link(self, key: str, words: str) -> Markup:
        """Return the words of a source as a link to its entry, as far as they hold no link of their own."""
        before, link, after = str(words).partition("<a ")
        if key not in self.history.sources or not _balanced(before):
            return _safe(words)
        bare = before.rstrip(" ,.;:(‘“")
        linked = _LINK(self.to(f"{addresses.BIBLIOGRAPHY}#{key}"), _safe(bare))
        return _safe("".join((linked, before[len(bare) :], link, after)))

    def cite(self, cite: Cite) -> Markup:
        """Return a cite in its short form, as a link to its entry."""
        words = self.library.answer.short.get(citations.value(cite))
        if words and cite.prefix[:1].islower():
            # The style takes every short form for a sentence of its own; here it stands in brackets or in a list.
            words = words[:1].lower() + words[1:]
        return self.source_link(cite.key, words) if words is not None else Markup(escape(cite.key))

    def cites(self, found: tuple[Citation, ...]) -> tuple[Markup, ...]:
        """Return the cites of a field `sources`, one by one."""
        return tuple(self.cite(cite) for citation in found for cite in citation.cites)

    def field(self, prose: Prose | None) -> Markup:
        """Return a field of prose as HTML, its citations in brackets; a single paragraph without its `p`."""
        if prose is None:
            return Markup()
        # Of a Markup, `re.sub` would make one again, and escape what it puts in.
        html = str(self.flat(prose.body))
        inner = re.fullmatch(r"\s*<p(?:\s[^>]*)?>(.*)</p>\s*", html, re.DOTALL)
        single = inner and "<p" not in inner[1]
        return Markup(inner[1] if inner and single else _ID.sub(r"\1", html))

    def unbracketed(self, prose: Prose | None) -> Markup:
        """Return a field that is one citation without the brackets that it would have in a sentence."""
        html = self.field(prose)
        alone = prose is not None and len(list(evidence.prose_citations(prose))) == 1
        found = re.fullmatch(r"\((.*)\)", html, re.DOTALL) if alone else None
        return Markup(found[1]) if found else html

    def flat(self, body: Body) -> Markup:
        """Return a body as HTML without notes and blocks: its citations stand in brackets."""
        parts = (self.hole(part, notes=False) if isinstance(part, Hole) else part for part in body)
        return _safe("".join([part for part in parts if isinstance(part, str)]))

    def words(self, body: Body) -> Markup:
        """Return a heading for a table of contents: no notes, no links."""
        held = (self.plain(part.mark) if isinstance(part, Hole) else part for part in body)
        html = "".join([part for part in held if isinstance(part, str)])
        return _safe((_ANCHOR.sub("", html) if "<" in html else html).strip())

    def plain(self, mark: object) -> Markup:
        """Return the words of a mark where no link can be."""
        if isinstance(mark, Mention):
            return self.label(mark)
        return escape(self.link(mark)) if isinstance(mark, Link) else Markup()

    def label(self, mention: Mention) -> Markup:
        """Return what a mention prints."""
        target = self.history.targets.get(mention.id)
        return escape(mention.label or (target.name if target else mention.id))

    def link(self, link: Link) -> str:
        """Return where a relative link of the author's leads from this page."""
        found = links.resolved(link.address, self.source, self.address, self.library.files, self.library.anchors)
        if found is None:
            return link.address
        if found.startswith("file:"):
            return self.to(self.library.files[found.removeprefix("file:")])
        return self.to(found)

    # ---- holes -----------------------------------------------------------------------------

    def hole(self, hole: Hole, *, notes: bool) -> Markup:
        """Return what fills a hole."""
        mark = hole.mark
        if hole.inside == "attribute" or (hole.inside == "link" and isinstance(mark, Mention)):
            return self.plain(mark)
        match mark:
            case Mention():
                return self.mention(mark)
            case Citation():
                return self.citation(mark, notes=notes)
            case NoteCall():
                return self.call(mark) if notes else Markup()
            case Link():
                return escape(self.link(mark))

    def mention(self, mention: Mention) -> Markup:
        target = self.history.targets.get(mention.id)
        words = self.label(mention)
        return _MENTION(target.kind, self.to(target.address), words) if target else words

    def introduction(self, mention: Mention, after: str) -> Markup:
        """Return the name of a person in their own script, at the first mention in a text."""
        person = self.history.people.get(mention.id)
        if not person or mention.id in self.introduced or after.startswith(("’", "'", "&rsquo;", "-")):
            return Markup()
        self.introduced.add(mention.id)
        # Cyrillic first: the register has Chinese forms of Russian names too.
        wanted = ("ru", "zh-Hans", "zh-Hant")
        forms = {form.lang.content: form.text.content for form in reversed(person.names)}
        return next((_NATIVE(lang, forms[lang]) for lang in wanted if lang in forms), Markup())

    def citation(self, citation: Citation, *, notes: bool) -> Markup:
        """Return a citation in the text: the call of its note, or its words in brackets."""
        printed = self.printed.get(citation)
        name = Markup(printed.narrative) if printed else Markup()
        note = self.notes.get(citation)
        if notes and note:
            return name + _CALL(note.number, note.id, note.number) if name else _CALL(note.number, note.id, note.number)
        if not self.library.answer.notes and printed:
            return self.cluster(citation, printed)
        short = Markup("; ").join(self.cite(cite) for cite in citation.cites)
        return Markup("{} ({})").format(name, short) if name else Markup("({})").format(short)

    def cluster(self, citation: Citation, printed: Printed) -> Markup:
        """Return the words of a style that makes no notes; a link where they are of one source."""
        words = Markup(" ").join(filter(None, (Markup(printed.narrative), *(Markup(h) for _, h in printed.parts))))
        return self.source_link(citation.cites[0].key, words) if len(citation.cites) == 1 else words

    def call(self, mark: NoteCall) -> Markup:
        note = self.labels.get(mark.label)
        if note is None:
            return Markup()
        first = note.mark == mark
        return _CALL(note.number, note.id, note.number) if first else _AGAIN(note.id, note.number)

    # ---- notes -----------------------------------------------------------------------------

    def note(self, note: Note) -> NoteView:
        """Return a note: a citation's words, or a footnote with its citations spliced in."""
        if isinstance(note.mark, Citation):
            return NoteView(note.id, note.number, (self.sentence(note.mark),), flat=True)
        parts = [self.spliced(part) for part in note.body if isinstance(part, str | Hole)]
        return NoteView(note.id, note.number, (_safe("".join(parts)),), flat=False)

    def sentence(self, citation: Citation) -> Markup:
        """Return the words of a citation with the stop that the style ends a note with."""
        printed = self.printed.get(citation)
        return _safe("".join((self.joined(citation), printed.stop if printed else ".")))

    def joined(self, citation: Citation) -> Markup:
        printed = self.printed.get(citation)
        if printed is None:
            return Markup("; ").join(escape(cite.key) for cite in citation.cites)
        linked = (self.source_link(key, _ADDRESS.sub(_HOST, html)) for key, html in printed.parts)
        return _safe(self.library.answer.delimiter.join(linked))

    def spliced(self, part: str | Hole) -> Markup:
        if isinstance(part, Hole) and isinstance(part.mark, Citation) and part.inside == "text":
            printed = self.printed.get(part.mark)
            name = Markup(printed.narrative + ", ") if printed and printed.narrative else Markup()
            return name + self.joined(part.mark)
        return self.hole(part, notes=False) if isinstance(part, Hole) else _safe(part)

    # ---- whole bodies ----------------------------------------------------------------------

    def fill(self, body: Body, *, notes: bool = True) -> Parts:
        """Return a body with its holes filled, and its notes where a block of prose has called them."""
        return tuple(_merged(self.parts(body, notes=notes)))

    def parts(self, body: Body, *, notes: bool) -> Iterator[Part | str]:
        """Yield what a body becomes; a string is HTML too."""
        called: list[Note] = []
        moved = ""
        noted = [self.noted(part) if notes else None for part in body]
        for index, part in enumerate(body):
            last = index + 1 == len(body)
            after, coming = ("", None) if last else (body[index + 1], noted[index + 1])
            match part:
                case str():
                    kept = part if notes else _ID.sub(r"\1", part)
                    yield _before(kept.removeprefix(moved), coming)
                    moved = ""
                case Hole():
                    moved = _pulled(noted[index], after)
                    yield moved  # punctuation, in which nothing is to be escaped
                    yield self.hole(part, notes=notes)
                    if isinstance(part.mark, Mention) and part.inside == "text" and self.slug and notes:
                        yield self.introduction(part.mark, after if isinstance(after, str) else "")
                    if (note := noted[index]) is not None:
                        called.append(note)
                case Gap():
                    if called:
                        yield NotesView(tuple([self.note(note) for note in called]))
                        called.clear()
                case Block():
                    yield self.block(part, notes=notes)
        if called:
            yield NotesView(tuple([self.note(note) for note in called]))

    def noted(self, part: object) -> Note | None:
        """Return the note that a part of a body calls, or None."""
        return (
            self.notes.get(part.mark) if isinstance(part, Hole) and isinstance(part.mark, Citation | NoteCall) else None
        )

    # ---- blocks ----------------------------------------------------------------------------

    def block(self, block: Block, *, notes: bool) -> Part:
        """Return what a block shows."""
        if block.kind == "dispute":
            return self.dispute(block, notes=notes)
        if block.kind == "quote":
            found = self.history.quotations.get(block.argument.content.strip())
            caption = self.fill(block.content, notes=notes)
            return self.quote(found, block.id, caption) if found else Markup()
        return self.picture(block, notes=notes) or Markup()

    def dispute(self, block: Block, *, notes: bool) -> DisputeView:
        title = self.fill(block.title, notes=notes)
        heading = Markup("").join(part for part in title if isinstance(part, Markup))
        called = tuple(part for part in title if isinstance(part, NotesView))
        rest = tuple(p for p in block.content if not (isinstance(p, Block) and p.kind == "account"))
        accounts = [p for p in block.content if isinstance(p, Block) and p.kind == "account"]
        views = tuple(self.account(account, notes=notes) for account in accounts)
        return DisputeView(block.id, heading, called + self.fill(rest, notes=notes), views, None)

    def account(self, block: Block, *, notes: bool) -> AccountView:
        written = reading.words(block.argument)
        name = history.side_name(self.history.site, written)
        side = history.side_id(self.history.site, written)
        return AccountView(name, side, self.fill(block.content, notes=notes), ())

    def quote(self, quotation: Quotation, name: str, caption: Parts = ()) -> QuoteView:
        """Return a quotation as a page shows it."""
        person = self.history.targets.get(quotation.person.id) if quotation.person else None
        lang = quotation.lang.content if quotation.lang else self.history.site.language.content
        return QuoteView(
            id=name,
            text=_paragraphs(quotation.text.content),
            lang=lang,
            translation=_paragraphs(quotation.translation.content) if quotation.translation else (),
            translator=quotation.translator.content if quotation.translator else "",
            speaker=quotation.speaker.content if quotation.speaker else "",
            speaker_href=self.to(person.address) if person else "",
            date=dates.say(quotation.date) if quotation.date else "",
            document=quotation.document.content if quotation.document else "",
            source=self.cite(evidence.quotation_cite(quotation)),
            quoted_in=self.unbracketed(quotation.quoted_in),
            note=self.field(quotation.note),
            caption=caption,
        )

    def picture(self, block: Block, *, notes: bool) -> PictureView | StripPart | None:
        """Return the chart, the map or the strip of dates that a block asks for."""
        caption = self.fill(block.content, notes=notes)
        name = block.argument.content.strip()
        if block.kind == "chart":
            series = self.history.series.get(name)
            return charts.chart(series, block.id, self.field, self.cites, caption) if series else None
        if block.kind == "map":
            from microsite import maps  # noqa: PLC0415 - most pages have none

            places = wanted(self.history.places, name, [mark.id for mark, _ in self.mentions])
            return maps.picture(places, self.library.draw, block.id, self.to, caption, listed=True)
        return self.strip(block.id, caption)

    def strip(self, name: str, caption: Parts) -> StripPart:
        """Return the events of the chapter as a strip; on a page that is no chapter, those of the whole history."""
        own = any(chapter.slug == self.slug for chapter in self.history.chapters)
        events = self.history.events_of(self.slug) if own else self.history.events
        return StripPart(
            id=name,
            title=f"The events of this {'chapter' if own else 'history'}",
            strip=lanes.strip(events, self.history.site, self.to) if events else None,
            events=tuple(
                (dates.say(one.date), Line(self.to(f"{addresses.TIMELINE}#{one.id}"), escape(one.title.content)))
                for one in events
            ),
            caption=caption,
        )

    def line(self, name: str) -> Line | None:
        """Return a link to what an id names."""
        target = self.history.targets.get(name)
        return Line(self.to(target.address), escape(target.name)) if target else None


def wanted(places: Mapping[str, Place], argument: str, named: Sequence[str]) -> Mapping[str, Place]:
    """Return the places that the map of a block shows: those of its argument, or all that its text names."""
    return {i: places[i] for i in re.findall(r"[^\s,]+", argument) or named if i in places}


def _merged(parts: Iterable[Part | str]) -> Iterator[Part]:
    """Yield the parts, HTML that follows HTML joined to it."""
    held: list[str] = []
    for part in parts:
        if isinstance(part, str):
            held.append(part)
            continue
        if held:
            yield _safe("".join(held))
            held.clear()
        yield part
    if held:
        yield _safe("".join(held))


def _before(text: str, coming: Note | None) -> str:
    """Return a text without the space that leads to the call of a citation's note, which is what follows."""
    return text.rstrip(" \n") if coming is not None and _is_call(coming) else text


def _pulled(note: Note | None, after: object) -> str:
    """Return the punctuation after a citation, which stands before the call of its note."""
    if note is None or not _is_call(note) or not isinstance(after, str):
        return ""
    found = _PUNCTUATION.match(after)
    return found[0] if found else ""


def _is_call(note: Note) -> bool:
    """Tell whether a note is that of a citation of which nothing but the call stands in the text."""
    return isinstance(note.mark, Citation) and not note.mark.narrative


def _balanced(html: str) -> bool:
    if "<" not in html:
        return bool(html.strip())
    depth = sum(-1 if closing else 1 for closing, _ in _OPEN.findall(html))
    return depth == 0 and bool(html.strip())


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"\n\s*\n", text.strip()) if part.strip())
