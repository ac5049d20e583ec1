"""The timeline: its eras with their pictures, the whole at a glance, its filters, and the style sheet that filters.

A filter is a group of radio buttons; what is chosen hides the rest by rules of CSS, one a choice, so that it works
without script. A browser that does not know `:has()` shows all. A choice can also be the target of a link.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from microsite import addresses, dates, entries, lanes, lettering, timescale
from microsite.eras import BandView, ChoiceView, FilterView, SectionView, WholeView
from microsite.filling import Filler
from microsite.history import History
from microsite.lanes import Place, Placed
from microsite.model import Event
from microsite.parts import Line
from microsite.timescale import Scale
from microsite.values import dataclass

SHEET = "static/lanes.css"
"""The style sheet that filters, before its name is hashed."""
_SPACE = 0.004
"""From one era to the next in the picture of the whole."""
_INSET = 5
"""From the edge of an era to its first event in the picture of the whole, and from its last, in pixels."""
_YEARS = Markup("{} <span>{}</span>")


@dataclass(frozen=True, slots=True)
class Era:
    """A chapter that has events, or what belongs to none."""

    slug: str
    """The id of the chapter, or empty."""
    title: str
    """Its title, or empty."""
    years: str
    """Its years in words, or empty."""
    events: tuple[Event, ...]
    """Its events, one at least."""

    @property
    def token(self) -> str:
        """Return the class by which it is filtered."""
        return f"during-{self.slug or 'none'}"


def eras(history: History) -> tuple[Era, ...]:
    """Return the chapters that have events, in reading order, and then the events of none."""
    found = [
        Era(one.slug, one.front.title.content, dates.say_years(one.front.years.date), events)
        for one in history.chapters
        if (events := history.events_of(one.slug))
    ]
    rest = tuple(event for event in history.events if event.id.content not in history.homes)
    return (*found, *([Era("", "", "", rest)] if rest else []))


def sections(filler: Filler) -> Iterator[SectionView]:
    """Yield the eras with all that is told of their events."""
    site = filler.history.site
    for era in eras(filler.history):
        title = _YEARS.format(era.title, era.years)
        yield SectionView(
            id=_id(era),
            tokens=(era.token, *dict.fromkeys(token for event in era.events for token in lanes.tokens(site, event))),
            line=Line(filler.to(addresses.chapter(era.slug)), title) if era.slug else None,
            strip=lanes.strip(era.events, site, filler.to),
            events=tuple((_classes(filler, event), entries.event(filler, event, full=True)) for event in era.events),
        )


def whole(filler: Filler) -> WholeView:
    """Return the picture of all events, era beside era; each is as wide as the years and the events that it has."""
    held = eras(filler.history)
    room = lanes.field(filler.history.site)
    scales = [timescale.scale([timescale.extent(event.date) for event in era.events]) for era in held]
    left, placed, bands = 0.0, [], []
    for era, scale, wide in zip(held, scales, _widths(held), strict=True):
        bands.append(_band(era, left, wide, room))
        placed += [Placed(event, _within(scale, left, wide, _INSET / room), era.token) for event in era.events]
        left += wide + _SPACE
    return WholeView(lanes.drawn(placed, filler.history.site, filler.to, lanes.SMALL), tuple(bands))


def filters(filler: Filler) -> Iterator[FilterView]:
    """Yield the filters that have more than one choice."""
    for one in _filters(filler.history):
        if len(one.choices) > 1:
            yield one


def style(history: History) -> str:
    """Return the style sheet of the lanes of a history, and of what its filters hide."""
    return "".join((*_rails(history), *(rule for one in _filters(history) for rule in _rules(one))))


def _id(era: Era) -> str:
    return f"era-{era.slug or 'none'}"


def _classes(filler: Filler, event: Event) -> str:
    """Return the classes of an event in the list: what filters it, and what is known of its date."""
    extent = timescale.extent(event.date)
    states = {
        "vague": not extent.known,
        "lasting": any(sure for _, _, sure in extent.stretches) or extent.first is None or extent.last is None,
    }
    own = lanes.tokens(filler.history.site, event)
    return " ".join((*own, *(name for name, so in states.items() if so)))


def _widths(held: Sequence[Era]) -> Iterator[float]:
    """Yield the width of each era: half of all by its events, half for being there."""
    scope = 1 - _SPACE * (len(held) - 1)
    number = sum(len(era.events) for era in held)
    for era in held:
        yield scope * (len(era.events) / number + 1 / len(held)) / 2


def _within(scale: Scale, left: float, wide: float, inset: float) -> Place:
    return lambda year: left + inset + (wide - 2 * inset) * scale.at(year)


def _band(era: Era, left: float, wide: float, room: float) -> BandView:
    year = era.years.partition("–")[0]
    return BandView(
        x=round(100 * left, 2),
        width=round(100 * wide, 2),
        href=f"#{_id(era)}",
        title=f"{era.title}, {era.years}" if era.slug else "Other events",
        token=era.token,
        year=year if lettering.width(year, timescale.SIZE) + 4 <= wide * room else "",
    )


def _filters(history: History) -> Iterator[FilterView]:
    site, events = history.site, history.events
    tokens = Counter(token for event in events for token in lanes.tokens(site, event))
    own = [(lane, name) for lane, name in lanes.ranked(site, events) if lane]
    yield FilterView(
        "lane", "Lane", "All lanes", tuple(ChoiceView(f"in-{i}", i, name, tokens[f"in-{i}"]) for i, name in own)
    )
    listed = ((era.token, f"{era.title}, {era.years}" if era.slug else "Other events", era) for era in eras(history))
    yield FilterView(
        "chapter", "Chapter", "All chapters", tuple(ChoiceView(i, "", name, len(era.events)) for i, name, era in listed)
    )
    people = [(name, one) for name, one in history.people.items() if tokens[f"by-{name}"]]
    people.sort(key=lambda pair: entries.filed(*pair))
    yield FilterView(
        "person",
        "Person",
        "Everybody",
        tuple(ChoiceView(f"by-{i}", "", one.name.content, tokens[f"by-{i}"]) for i, one in people),
    )


def _rails(history: History) -> Iterator[str]:
    """Yield the rules of the lanes beside the list: the number of the rail of each, and how many it spans."""
    used = [lane for lane, _ in lanes.ranked(history.site, history.events)]
    sides = [lane for lane in used if lane not in ("both", "abroad", "")]
    both = len(sides) > 1
    rails = [*sides, *(lane for lane in used if lane not in sides and not (both and lane == "both"))]
    yield f".timeline{{--rails:{len(rails)}}}\n"
    for number, lane in enumerate(rails):
        yield f".timeline > .moment{f'.in-{_ident(lane)}' if lane else ''}{{--rail:{number}}}\n"
    if both and "both" in used:
        yield ".timeline > .moment.in-both{--rail:0;--span:2}\n"


def _rules(one: FilterView) -> Iterator[str]:
    """Yield what each choice of a filter leaves, and the words that tell what is chosen.

    The rules of `static/timeline.css` hide everything as soon as something is chosen; these show again what has the
    class of the choice. So a browser tries each of them only on the few elements that have its class.
    """
    for choice in one.choices:
        name = _ident(choice.id)
        chosen = f".filters:is(:has(#{name}:checked),:has(#{name}:target):has(#all-{one.name}:checked))"
        yield f"{chosen} ~ * .{name},{chosen} ~ .{name}{{--{one.name}:initial;--{one.name}-faint:initial}}\n"
        yield f'{chosen},{chosen} ~ .remain{{--{one.name}-name:"{_string(choice.words)}"}}\n'


def _ident(name: str) -> str:
    """Return an id as a selector writes it (CSS Syntax, 4.3.7)."""
    return re.sub(r"[^\w-]", r"\\\g<0>", name)


def _string(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"')
