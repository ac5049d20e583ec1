"""The pages of a site: what each shows, as a value that a template gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup, escape

from microsite import addresses, dates, entries, timelines
from microsite.faces import ChapterFace, Face, PageFace
from microsite.filling import MANY, Filler, Library
from microsite.history import Dispute, History, side_id
from microsite.model import Entry
from microsite.parts import AccountView, Card, DisputeView, EntryView, EraView, Line, SourceView
from microsite.values import dataclass
from microsite.views import (
    BibliographyView,
    ChapterView,
    DisputesView,
    FeedItem,
    FeedView,
    Frame,
    HomeView,
    NotFoundView,
    PageView,
    RedirectView,
    RegisterView,
    RelationsView,
    SearchView,
    TimelineView,
    View,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a site is published with."""

    base_url: str
    """The absolute address, with a slash at its end, or empty."""
    root: str
    """The path of the host that this build is made for, with a slash at both ends, or empty: it may lie anywhere."""
    updated: str
    """The date of this edition, as ISO 8601 has it, or empty."""
    assets: tuple[tuple[str, str], ...]
    """The files of `static/`, in the order of their names there: name and address."""
    lanes: str
    """The address of the style sheet that filters the timeline."""


Maker = Callable[["_Maker"], Iterator[View]]
"""A function that makes the views of one kind of page."""
Makers = tuple[Maker, ...]
"""Several of them."""


def views(library: Library, setting: Setting, some: Makers) -> Iterator[View]:
    """Yield some of the pages that are of no text: those of `APART` or of `TELLING`."""
    maker = _Maker(library, setting)
    for one in some:
        yield from one(maker)


def text(library: Library, setting: Setting, face: Face) -> Iterator[View]:
    """Yield the page of a text; the library need hold no more than the share of that page."""
    maker = _Maker(library, setting)
    yield _chapter(maker, face) if isinstance(face, ChapterFace) else _page(maker, face)


def ground(library: Library, setting: Setting) -> str:
    """Return what all pages are made of beside their shares: what stands around them."""
    maker = _Maker(library, setting)
    answer = library.answer
    here = ("chapters/-.html", "-.html")
    return repr(
        (replace(setting, lanes=""), answer.delimiter, answer.notes, [maker.frame(address, "") for address in here])
    )


def letters(whole: History) -> Mapping[str, tuple[Line, ...]]:
    """Return a link to the first entry of each letter of each register, by the address of the register."""
    held: Mapping[str, Mapping[str, Entry]] = {
        addresses.PEOPLE: whole.people,
        addresses.PLACES: whole.places,
        addresses.GLOSSARY: whole.terms,
    }
    return {register: tuple(_letters(register, entries)) for register, entries in held.items()}


def search(
    library: Library, setting: Setting, letters: Mapping[str, tuple[Line, ...]], catalogue: tuple[str, ...]
) -> Iterator[View]:
    """Yield the page for those who search the catalogue, whose files have these addresses, or the registers by letters."""
    maker = _Maker(library, setting)
    if not maker.history.texts:
        return
    whole = ((page, words) for page, words in maker.library.menu if page not in (addresses.HOME, addresses.SEARCH))
    listed = tuple((Line(page, escape(words)), letters.get(page, ())) for page, words in whole)
    frame = maker.frame(addresses.SEARCH, "Search", "Words and names in every script, all over this history.")
    yield SearchView(frame, " ".join(addresses.relative(addresses.SEARCH, part) for part in catalogue), listed)


def _letters(register: str, held: Mapping[str, Entry]) -> Iterator[Line]:
    """Yield a link to the first entry of each letter of a register."""
    first: dict[str, str] = {}
    for name, entry in sorted(held.items(), key=lambda pair: entries.filed(*pair)):
        first.setdefault(entries.letter(name, entry), name)
    for letter, name in first.items():
        yield Line(f"{register}#{name}", escape(letter))


class _Maker:
    """What makes the views of one site."""

    def __init__(self, library: Library, setting: Setting) -> None:
        self.library = library
        self.history: History = library.history
        self.setting = setting

    def filler(self, address: str, slug: str = "", source: str = "") -> Filler:
        return Filler(self.library, address, slug, source)

    def way(self, address: str, target: str) -> str:
        """Return the way from a page to another address.

        A host answers with the page for what is not there at any depth: its ways begin at the root, where that is known.
        """
        root = self.root(address)
        return root + target if root else addresses.relative(address, target)

    def root(self, address: str) -> str:
        """Return where the ways of a page begin, or an empty string: at the page."""
        return self.setting.root if address == addresses.NOT_FOUND else ""

    def frame(self, address: str, title: str, description: str = "") -> Frame:
        site = self.history.site
        base = self.setting.base_url
        here = "" if address == addresses.HOME else address
        root, folder = self.root(address), address.rpartition("/")[0]
        return Frame(
            address=address,
            title=title,
            description=description,
            language=site.language.content,
            site=site.title.content,
            subtitle=_text(site.subtitle),
            author=_text(site.author),
            license=_text(site.license),
            edition=_edition(self.setting.updated),
            home=self.way(address, addresses.HOME),
            canonical=base + here if base and address != addresses.NOT_FOUND else "",
            feed=self.way(address, "feed.xml") if base else "",
            menu=_menu(folder, root, self.library.menu, address),
            search=self.way(address, addresses.SEARCH) if self.history.texts else "",
            assets=_ways(folder, root, self.setting.assets),
            sides=tuple((side.id.content, side.name.content) for side in site.sides),
        )

    def card(self, chapter: ChapterFace, address: str) -> Card:
        return Card(
            href=self.way(address, addresses.chapter(chapter.slug)),
            number=self.library.numbers[chapter.slug],
            title=chapter.front.title.content,
            years=dates.say_years(chapter.front.years.date),
            summary=_text(chapter.front.summary),
            draft=chapter.front.draft,
        )


@lru_cache(maxsize=16)
def _ways(folder: str, root: str, named: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Return the way to each address from the pages in a folder, all of which have the same."""
    start = f"{folder}/" if folder else ""
    return tuple([(name, root + target if root else addresses.relative(start, target)) for name, target in named])


def _menu(folder: str, root: str, named: tuple[tuple[str, str], ...], address: str) -> tuple[Line, ...]:
    """Return the menu of a page."""
    lines = _lines(folder, root, named)
    places = [place for place, (page, _) in enumerate(named) if page == address]
    if not places:
        return lines
    way = root + address if root else addresses.relative(address, address)
    return tuple([Line(way, o.words, current=True) if n in places else o for n, o in enumerate(lines)])


@lru_cache(maxsize=16)
def _lines(folder: str, root: str, named: tuple[tuple[str, str], ...]) -> tuple[Line, ...]:
    ways = _ways(folder, root, tuple((words, page) for page, words in named))
    return tuple([Line(way, escape(words)) for words, way in ways])


@lru_cache(maxsize=4)
def _edition(updated: str) -> str:
    """Return the date of an edition in words, or an empty string."""
    return dates.say(dates.read(updated)) if updated else ""


def menu(whole: History, *, cited: bool) -> Iterator[tuple[str, str]]:
    """Yield the pages that every page links to: those that there are; `cited` where there is a bibliography."""
    yield from [(addresses.HOME, "Chapters")] if whole.chapters else []
    yield from [(addresses.TIMELINE, "Timeline")] if whole.events else []
    yield from [(addresses.RELATIONS, "Relations")] if any(e.tone is not None for e in whole.events) else []
    yield from [(addresses.PEOPLE, "People")] if whole.people else []
    yield from [(addresses.PLACES, "Places")] if whole.places else []
    yield from [(addresses.GLOSSARY, "Glossary")] if whole.terms else []
    yield from [(addresses.DISPUTES, "Disputes")] if whole.disputes else []
    yield from [(addresses.BIBLIOGRAPHY, "Bibliography")] if cited else []
    for page in whole.pages:
        yield addresses.page(page.slug), (page.front.menu or page.front.title).content
    yield from [(addresses.SEARCH, "Search")] if whole.texts else []


def home(maker: _Maker) -> Iterator[View]:
    """Yield the first page."""
    whole = maker.history
    numbers = (
        ("chapters", len(whole.chapters), addresses.HOME),
        ("events", len(whole.events), addresses.TIMELINE),
        ("people", len(whole.people), addresses.PEOPLE),
        ("places", len(whole.places), addresses.PLACES),
        ("terms", len(whole.terms), addresses.GLOSSARY),
        ("disputes", len(whole.disputes), addresses.DISPUTES),
        ("sources", len(maker.library.answer.entries), addresses.BIBLIOGRAPHY),
    )
    summary = _text(whole.site.summary)
    frame = maker.frame(addresses.HOME, whole.site.title.content, summary or _text(whole.site.subtitle))
    cards = tuple(maker.card(chapter, addresses.HOME) for chapter in whole.chapters)
    filler = maker.filler(addresses.HOME)
    curve = None
    if whole.events:
        from microsite import relations as relating  # noqa: PLC0415 - see `relations`

        curve = relating.glance(filler)
    way = filler.to(addresses.RELATIONS) if curve else ""
    yield HomeView(frame, summary, cards, tuple(n for n in numbers if n[1]), curve, way)


def _chapter(maker: _Maker, chapter: ChapterFace) -> ChapterView:
    whole = maker.history
    address = addresses.chapter(chapter.slug)
    filler = maker.filler(address, chapter.slug, chapter.path)
    before, after = whole.neighbours(chapter.slug)
    card = maker.card(chapter, address)
    article = whole.folios[chapter.path].article
    parts = filler.fill(article.body)
    named = dict.fromkeys(name for name, _ in chapter.traits.names)
    frame = maker.frame(address, chapter.front.title.content, card.summary)
    return ChapterView(
        frame=frame,
        card=card,
        question=_text(chapter.front.question),
        headings=tuple((h.level, h.id, filler.words(h.body)) for h in article.headings),
        parts=parts,
        events=tuple(entries.event(filler, event, full=False) for event in whole.events_of(chapter.slug)),
        people=_named(filler, named, whole.people),
        places=_named(filler, named, whole.places),
        terms=_named(filler, named, whole.terms),
        sources=_sources_of(maker, filler, chapter),
        eras=_eras(maker, chapter),
        before=maker.card(before, address) if before else None,
        after=maker.card(after, address) if after else None,
        citation=_how_to_cite(maker, card, frame),
    )


def _eras(maker: _Maker, here: ChapterFace) -> tuple[EraView, ...]:
    """Return the chapters as a band, on which a reader sees where the chapter `here` stands.

    One alone makes none, and of more than `MANY` no reader would see anything.
    """
    if not 1 < len(maker.library.numbers) <= MANY:
        return ()
    cards = [(chapter, maker.card(chapter, here.address)) for chapter in maker.history.chapters]
    return tuple(
        EraView(card.href, card.years.partition("–")[0], card.title, current=chapter.slug == here.slug)
        for chapter, card in cards
    )


def _page(maker: _Maker, page: PageFace) -> PageView:
    address = page.address
    filler = maker.filler(address, page.slug, page.path)
    frame = maker.frame(address, page.front.title.content, _text(page.front.summary))
    article = maker.history.folios[page.path].article
    headings = tuple((h.level, h.id, filler.words(h.body)) for h in article.headings)
    parts = filler.fill(article.body)
    return PageView(frame, page.front.title.content, headings, parts)


def timeline(maker: _Maker) -> Iterator[View]:
    """Yield the timeline, its events under the chapters that they belong to."""
    whole = maker.history
    if not whole.events:
        return
    filler = maker.filler(addresses.TIMELINE)
    yield TimelineView(
        frame=maker.frame(addresses.TIMELINE, "Timeline", f"{len(whole.events)} dated and cited events, in order."),
        number=len(whole.events),
        whole=timelines.whole(filler),
        filters=tuple(timelines.filters(filler)),
        sections=tuple(timelines.sections(filler)),
        sheet=filler.to(maker.setting.lanes),
    )


def relations(maker: _Maker) -> Iterator[View]:
    """Yield the page of the curve of relations, where events have tones."""
    whole = maker.history
    if not whole.events:
        return
    from microsite import relations as relating  # noqa: PLC0415 - the page of a text needs none of it

    full = relating.whole(whole)
    if full is None:
        return
    filler = maker.filler(addresses.RELATIONS)
    words = f"An editorial reading of {len(full.events)} cited events, and how far it leans on single sources."
    yield RelationsView(
        frame=maker.frame(addresses.RELATIONS, relating.TITLE, words),
        curve=relating.picture(filler, full),
        method=relating.method(whole, full),
        variants=tuple(relating.variant_views(filler, full, relating.variants(whole, full))),
        events=relating.event_table(filler, full),
        samples=relating.sample_table(full),
        downloads=relating.downloads(),
    )


def registers(maker: _Maker) -> Iterator[View]:
    """Yield people, places and terms."""
    from microsite import maps  # noqa: PLC0415 - the page of a text seldom needs any of it

    whole = maker.history
    kinds: tuple[tuple[str, str, str, Mapping[str, Entry]], ...] = (
        ("people", addresses.PEOPLE, "People", whole.people),
        ("places", addresses.PLACES, "Places", whole.places),
        ("terms", addresses.GLOSSARY, "Glossary", whole.terms),
    )
    for kind, address, title, held in kinds:
        if held:
            filler = maker.filler(address)
            words = f"{kind.capitalize()} of this history, and where each is named."
            frame = maker.frame(address, title, words)
            shown = whole.places if kind == "places" else {}
            picture = maps.picture(shown, maker.library.draw, "map", filler.to, (), listed=False)
            yield RegisterView(frame, kind, picture, _lettered(filler, held))


def disputes(maker: _Maker) -> Iterator[View]:
    """Yield the page of all that is disputed."""
    found = maker.history.disputes
    if found:
        filler = maker.filler(addresses.DISPUTES)
        words = "Where the record disagrees: accounts side by side, each with its sources."
        frame = maker.frame(addresses.DISPUTES, "Disputes", words)
        yield DisputesView(frame, tuple(_dispute(filler, one) for one in found))


def _dispute(filler: Filler, one: Dispute) -> DisputeView:
    accounts = tuple(
        AccountView(name, side_id(filler.history.site, name), filler.fill(body, notes=False), filler.cites(sources))
        for name, body, sources in one.accounts
    )
    origin = Line(filler.to(one.address), escape(one.where))
    return DisputeView(one.id, filler.flat(one.title), filler.fill(one.intro, notes=False), accounts, origin)


def bibliography(maker: _Maker) -> Iterator[View]:
    """Yield the bibliography, primary and secondary sources apart, each linked to where it is cited."""
    listed = maker.library.answer.entries
    if not listed:
        return
    filler = maker.filler(addresses.BIBLIOGRAPHY)
    split: dict[bool, list[SourceView]] = {True: [], False: []}
    for key, html in listed:
        split[maker.history.sources[key].primary].append(entries.source(filler, key, html))
    kinds = (("bibliography.json", "CSL-JSON"), ("bibliography.bib", "BibTeX"), ("bibliography.ris", "RIS"))
    downloads = tuple(Line(file, escape(name)) for file, name in kinds)
    words = f"The {len(listed)} sources that are cited, and where."
    frame = maker.frame(addresses.BIBLIOGRAPHY, "Bibliography", words)
    yield BibliographyView(frame, tuple(split[True]), tuple(split[False]), downloads)


def not_found(maker: _Maker) -> Iterator[View]:
    """Yield the page for addresses that are not there."""
    cards = tuple(maker.card(chapter, addresses.NOT_FOUND) for chapter in maker.history.chapters)
    yield NotFoundView(maker.frame(addresses.NOT_FOUND, "Page not found"), cards)


def redirects(maker: _Maker) -> Iterator[View]:
    """Yield a page for each old address."""
    for text in maker.history.texts:
        for alias in text.front.aliases:
            old = addresses.chapter(alias.content) if isinstance(text, ChapterFace) else addresses.page(alias.content)
            yield RedirectView(maker.frame(old, text.front.title.content), addresses.relative(old, text.address))


def feed(maker: _Maker) -> Iterator[View]:
    """Yield what machines read: feed, list of pages, rules for robots."""
    whole, base = maker.history, maker.setting.base_url
    items = [
        FeedItem(base + addresses.chapter(c.slug), c.front.title.content, _text(c.front.summary))
        for c in whole.chapters
    ]
    for event in whole.events:
        told = str(maker.filler(addresses.TIMELINE).field(event.text))
        summary = Markup(told.replace("</p>", "</p> ")).striptags()
        title = f"{dates.say(event.date)}: {event.title}"
        items.append(FeedItem(f"{base}{addresses.TIMELINE}#{event.id}", title, summary))
    listed = [page for page, _ in maker.library.menu if page != addresses.HOME]
    listed += [addresses.chapter(c.slug) for c in whole.chapters]
    frame = maker.frame("feed.xml", whole.site.title.content, _text(whole.site.summary))
    updated = f"{maker.setting.updated}T00:00:00Z" if maker.setting.updated else ""
    yield FeedView(frame, base, updated, tuple(items), (base, *(base + page for page in sorted(listed))))


APART: Makers = (home, relations, not_found, redirects, feed)
"""The pages that do not tell where something is named or cited; their library does not know it."""
TELLING: Makers = (timeline, registers, disputes, bibliography)
"""The pages that do."""


def _text(text: object) -> str:
    return " ".join(str(text).split()) if text else ""


def _named(filler: Filler, named: Mapping[str, None], held: Mapping[str, Entry]) -> tuple[EntryView, ...]:
    found = [(name, held[name]) for name in named if name in held]
    ordered = sorted(found, key=lambda pair: entries.filed(*pair))
    return tuple(entries.entry(filler, name, entry, full=False) for name, entry in ordered)


def _lettered(filler: Filler, held: Mapping[str, Entry]) -> tuple[tuple[str, tuple[EntryView, ...]], ...]:
    groups: dict[str, list[EntryView]] = {}
    for name, entry in sorted(held.items(), key=lambda pair: entries.filed(*pair)):
        groups.setdefault(entries.letter(name, entry), []).append(entries.entry(filler, name, entry, full=True))
    return tuple((letter, tuple(group)) for letter, group in groups.items())


def _sources_of(maker: _Maker, filler: Filler, chapter: ChapterFace) -> tuple[SourceView, ...]:
    """Return the entries of the sources that a chapter cites, in the order of the bibliography."""
    whole = maker.history
    here = whole.sources_of(chapter)
    address = chapter.address
    listed = ((key, html) for key, html in maker.library.answer.entries if key in here)
    short = whole.citations_are_notes
    return tuple(
        entries.source(filler, key, filler.cite(whole.bare_cite(key)) if short else html, within=address)
        for key, html in listed
    )


def _how_to_cite(maker: _Maker, card: Card, frame: Frame) -> str:
    """Return the page as a source of others: author, title, site, edition, address."""
    site = maker.history.site
    parts = [
        f"{frame.author}, " if frame.author else "",
        f"‘{card.title}’, in {site.title}",
        f" ({frame.edition})" if frame.edition else "",
        f", {frame.canonical}" if frame.canonical else "",
    ]
    return "".join(parts) + "."
