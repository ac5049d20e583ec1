"""The entries of the registers, the timeline and the bibliography, as their pages show them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape

from microsite import addresses, charts, dates, history
from microsite.filling import Filler
from microsite.model import Entry, Event, NameForm, Person, Place, Prose, Quotation
from microsite.occurrences import Occurrence
from microsite.parts import AccountView, EntryView, EventView, Line, Reference, SourceView
from microsite.patterns import late

_FORMS = {
    "zh": "Chinese",
    "zh-Hans": "simplified characters",
    "zh-Hant": "traditional characters",
    "zh-Latn-pinyin": "pinyin",
    "zh-Latn-wadegile": "Wade–Giles",
    "ru": "Russian",
    "ru-Latn": "Russian, transliterated",
    "mn": "Mongolian",
    "ug": "Uyghur",
    "ja": "Japanese",
    "ko": "Korean",
    "vi": "Vietnamese",
    "de": "German",
    "fr": "French",
}
_PARAGRAPH = late(r"\s*<p[^>]*>(.*?)</p>", re.DOTALL)
_SENTENCE = late(r"(?:(?<=\w{4})|(?<=>)|(?<=[’”)]))[.!?。][’”)]*(?=\s+(?:<[^>]*>)*[‘“]?[^\W_a-z])")
"""The end of a sentence: no stop after a short word, which may be an abbreviation, and none before a small letter."""


def event(filler: Filler, one: Event, *, full: bool) -> EventView:
    """Return an event; `full` with all that only the timeline shows."""
    whole = filler.history
    name = one.id.content
    home = whole.homes.get(name)
    chapter = filler.line(home) if home and full else None
    own = [q for q in whole.quotations.values() if full and q.event and q.event.id == name]
    elsewhere = [q for q in own if q.id.content in whole.shown]
    lane = one.lane.content if one.lane else ""
    return EventView(
        id=name,
        date=dates.say(one.date),
        iso=one.date.iso,
        other_dates=_other_dates(one),
        title=one.title.content,
        href=filler.to(f"{addresses.TIMELINE}#{name}"),
        lane=lane,
        lane_name=history.side_name(whole.site, lane),
        tone=f"{one.tone:+d}".replace("-", "−") if one.tone is not None else "",
        tone_reason=one.tone_reason.content if one.tone_reason else "",
        text=filler.field(one.text) if full else Markup(),
        place=filler.line(one.place.id) if one.place and full else None,
        people=tuple(line for m in one.people if full and (line := filler.line(m.id))),
        sources=filler.cites(one.sources) if full else (),
        accounts=accounts(filler, one) if full else (),
        quotations=tuple(filler.quote(q, f"quote-{q.id}") for q in own if q.id.content not in whole.shown),
        passages=tuple(_passages(filler, elsewhere)),
        chapter=chapter,
        references=references(filler, whole.named.get(name, ())) if full else (),
    )


def accounts(filler: Filler, one: Event) -> tuple[AccountView, ...]:
    """Return what is said of an event."""
    site = filler.history.site
    return tuple(
        AccountView(
            history.side_name(site, account.side.content),
            history.side_id(site, account.side.content),
            (paragraphs(filler, account.text),),
            filler.cites(account.sources),
        )
        for account in one.accounts
    )


def paragraphs(filler: Filler, prose: Prose) -> Markup:
    """Return a field of prose in paragraphs."""
    html = filler.field(prose)
    return html if "<p" in html else Markup("<p>{}</p>").format(html)


def entry(filler: Filler, name: str, one: Entry, *, full: bool) -> EntryView:
    """Return an entry of a register; `full` with all that only the register shows."""
    whole = filler.history
    page = {Person: addresses.PEOPLE, Place: addresses.PLACES}.get(type(one), addresses.GLOSSARY)
    happened = whole.events_with(name) if full and isinstance(one, Person | Place) else ()
    return EntryView(
        id=name,
        name=one.name.content,
        href=filler.to(f"{page}#{name}"),
        native=tuple((f.lang.content, f.text.content) for f in one.names if _native(f)),
        forms=tuple((f.lang.content, f.text.content, form_name(f.lang.content)) for f in one.names),
        dates=life(one) if isinstance(one, Person) else "",
        roles=tuple(role.content for role in one.roles) if isinstance(one, Person) else (),
        text=filler.field(one.description) if full else _brief(filler, one),
        coordinates=charts.coordinates(one) if isinstance(one, Place) else "",
        see=tuple(line for m in one.see if full and (line := filler.line(m.id))),
        sources=filler.cites(one.sources) if full else (),
        events=tuple(_event_line(filler, e) for e in happened),
        timeline=_alone(filler, name, one) if happened else "",
        references=references(filler, whole.named.get(name, ())) if full else (),
    )


def _brief(filler: Filler, one: Entry) -> Markup:
    """Return what a chapter says of an entry: nothing of who has offices, which say it, else a sentence."""
    return Markup() if isinstance(one, Person) and one.roles else lead(filler.field(one.description))


def lead(html: Markup) -> Markup:
    """Return the first sentence of a field of prose; its first paragraph where no sentence surely ends before."""
    first = _PARAGRAPH.match(html)
    text = first[1] if first else str(html)
    ends = (found.end() for found in _SENTENCE.finditer(text))
    return Markup(next((text[:end] for end in ends if text.count("<", 0, end) == 2 * text.count("</", 0, end)), text))


def source(filler: Filler, key: str, html: str, *, within: str = "") -> SourceView:
    """Return an entry of the bibliography; `within` an address, only where that page cites it."""
    found = filler.history.cited.get(key, ())
    kept = [o for o in found if not within or o.address.startswith(f"{within}#")]
    return SourceView(key, Markup(html), references(filler, kept))


def references(filler: Filler, found: Iterable[Occurrence]) -> tuple[Reference, ...]:
    """Return the places where something is named or cited: the notes of one page on one line."""
    pages: dict[tuple[str, str], list[Occurrence]] = {}
    for occurrence in found:
        page = occurrence.address.partition("#")[0]
        key = (page if page.startswith("chapters/") or occurrence.note else occurrence.address, occurrence.title)
        pages.setdefault(key, []).append(occurrence)
    return tuple(
        Reference(
            filler.to(group[0].address),
            title,
            tuple((filler.to(o.address), o.note) for o in group if o.note is not None),
        )
        for (_, title), group in pages.items()
    )


def life(person: Person) -> str:
    """Return the years of a life in words; nothing where neither end is known."""
    if person.born and person.died:
        return f"{dates.say(person.born)}–{dates.say(person.died)}"
    if person.born:
        return f"born {dates.say(person.born)}"
    return f"died {dates.say(person.died)}" if person.died else ""


def form_name(lang: str) -> str:
    """Return what the language of a name is called, or its tag."""
    return _FORMS.get(lang, _FORMS.get(lang.partition("-")[0], "also" if lang.startswith("en") else lang))


def filed(name: str, one: Entry) -> tuple[str, str]:
    """Return the key by which an entry is filed: without accents and articles, the id last."""
    words = one.sort.content if isinstance(one, Person) and one.sort else one.name.content
    plain = unicodedata.normalize("NFD", words.lower().lstrip("‘“'\""))
    return "".join(c for c in plain if not unicodedata.combining(c)), name


def letter(name: str, one: Entry) -> str:
    """Return the letter under which an entry is filed."""
    first = filed(name, one)[0][:1].upper()
    return first if first.isalpha() else "0–9"


def _native(form: NameForm) -> bool:
    return form.lang.content in ("zh-Hans", "ru", "mn", "ko", "ja", "vi", "ug") or form.lang.content.endswith("Hant")


def _passages(filler: Filler, found: Iterable[Quotation]) -> Iterator[Line]:
    """Yield links to quotations where texts show them; those that would be called alike are counted."""
    from textwrap import shorten  # noqa: PLC0415 - few pages have such a link

    called: Counter[str] = Counter()
    for one in found:
        dated = dates.say(one.date) if one.date else ""
        speaker = one.speaker or one.document
        opening = shorten(one.text.content, 40, placeholder=" …")
        words = ", ".join(filter(None, (speaker.content if speaker else f"‘{opening}’", dated)))
        called[words] += 1
        number = f" ({called[words]})" if called[words] > 1 else ""
        yield Line(filler.to(filler.history.shown[one.id.content]), escape(words + number))


def _other_dates(one: Event) -> tuple[str, ...]:
    found = []
    if one.local:
        found.append(f"{dates.say(one.local)} by local time")
    if one.julian:
        found.append(f"{dates.say(one.julian)} in the Julian calendar")
    return tuple(found)


def _alone(filler: Filler, name: str, one: Entry) -> str:
    """Return the way to the timeline with the events of a person alone; nothing where it has no such filter."""
    people = {person.id for event in filler.history.events for person in event.people}
    return filler.to(f"{addresses.TIMELINE}#by-{name}") if isinstance(one, Person) and len(people) > 1 else ""


def _event_line(filler: Filler, one: Event) -> Line:
    words = Markup('{} <span class="date">{}</span>').format(one.title.content, dates.say(one.date))
    return Line(filler.to(f"{addresses.TIMELINE}#{one.id}"), words)
