"""The picture of a timeline: lanes of sides over time, each event a mark with its title in a row of its lane."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from microsite import addresses, dates, lettering, rows, timescale
from microsite.dates import Date
from microsite.model import Event, Site
from microsite.rows import Guest, Seat
from microsite.strips import LaneView, MomentView, StripView, Stroke, TickView
from microsite.values import dataclass

WIDTH = 708.0
"""The least width of a picture, in pixels; where there is less, the style sheet shows none."""
NAMES = 12.0
"""The size of the names of lanes, in pixels; the style sheet has the same."""
_MOST = 100.0
"""The most that the name of a lane takes; a longer one takes more lines."""
_MARGIN = 10
"""From the names of lanes to the lanes."""
_LINE = 17
"""From one line of a name to the next."""
_STUB = 22.0
"""What an open end takes beside its mark."""

Place = Callable[[float], float]
"""What says where a year stands, between 0 and 1."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """The measures of a picture, in pixels."""

    row: int
    """The height of a row."""
    pad: int
    """From the edge of a lane to its first row, and from its last."""
    point: float
    """Half the room of a mark."""
    gap: float
    """From one event to the next in its row."""
    foot: int
    """The room for the scale."""
    titled: bool
    """Whether marks have their titles beside them."""


FULL = Gauge(row=24, pad=2, point=6.0, gap=12.0, foot=22, titled=True)
SMALL = Gauge(row=10, pad=5, point=4.0, gap=1.0, foot=22, titled=False)


@dataclass(frozen=True, slots=True)
class Placed:
    """An event and its scale."""

    event: Event
    """The event."""
    place: Place
    """What says where its years stand."""
    token: str = ""
    """A class by which it can be filtered beside those of its lane and its people."""


def strip(events: Sequence[Event], site: Site, to: Callable[[str], str]) -> StripView:
    """Return the picture of some events, one at least: each in its lane, with its title."""
    scale = timescale.scale([timescale.extent(event.date) for event in events])
    ticks = tuple(TickView(_percent(place), words) for place, words in scale.ticks(field(site)))
    breaks = tuple(_percent(place) for place in scale.breaks)
    return replace(drawn([Placed(event, scale.at) for event in events], site, to, FULL), ticks=ticks, breaks=breaks)


def drawn(events: Sequence[Placed], site: Site, to: Callable[[str], str], gauge: Gauge) -> StripView:
    """Return the picture of events in their lanes, without a scale."""
    lanes: list[LaneView] = []
    moments: dict[str, MomentView] = {}
    top = 0
    for lane, name in ranked(site, [one.event for one in events]):
        own = [one for one in events if lane_of(site, one.event) == lane]
        seats = rows.seated([_guest(one, gauge, field(site)) for one in own], field(site), gauge.gap)
        names = tuple(_wrapped(name))
        high = gauge.row * (1 + max(seat.row for seat in seats))
        height = max(high + 2 * gauge.pad, _LINE * len(names) + 4)
        first = top + (height - high + gauge.row) // 2
        for one, seat in zip(own, seats, strict=True):
            moments[one.event.id.content] = _moment(one, seat, first + gauge.row * seat.row, gauge, site, to)
        lanes.append(LaneView(lane, names, top, height))
        top += height
    ordered = tuple(moments[one.event.id.content] for one in events)
    return StripView(top + gauge.foot, _gutter(site), tuple(lanes), (), (), ordered)


def field(site: Site) -> float:
    """Return the least width of the pictures of a site without the names of lanes, in pixels."""
    return WIDTH - _gutter(site)


def ranked(site: Site, events: Iterable[Event]) -> tuple[tuple[str, str], ...]:
    """Return id and name of the lanes that events use, from the top."""
    used = {lane_of(site, event) for event in events}
    return tuple(lane for lane in _known(site) if lane[0] in used)


def lane_of(site: Site, event: Event) -> str:
    """Return the id of an event's lane, or nothing where it has none of those that there are."""
    return event.lane.content if event.lane and event.lane.content in dict(_known(site)) else ""


def tokens(site: Site, event: Event) -> tuple[str, ...]:
    """Return the classes by which an event is filtered: of its lane and of its people."""
    lane = lane_of(site, event)
    return (*([f"in-{lane}"] if lane else []), *dict.fromkeys(f"by-{person.id}" for person in event.people))


def _known(site: Site) -> tuple[tuple[str, str], ...]:
    """Return id and name of every lane: the first side, both, the other sides, the world outside, and none."""
    sides = [(side.id.content, side.name.content) for side in site.sides]
    return (*sides[:1], ("both", "Both sides"), *sides[1:], ("abroad", "Abroad"), ("", ""))


def _gutter(site: Site) -> int:
    """Return what the names of lanes take in every picture of a site; nothing where it has no sides."""
    lines = (line for _, name in _known(site) for line in _wrapped(name))
    return math.ceil(max(lettering.width(line, NAMES) for line in lines)) + _MARGIN if site.sides else 0


def _guest(one: Placed, gauge: Gauge, room: float) -> Guest:
    extent = timescale.extent(one.event.date)
    before, after = _ends(one.event.date)
    left = one.place(extent.low) * room - gauge.point - _STUB * bool(before)
    right = one.place(extent.high) * room + gauge.point + _STUB * bool(after)
    return Guest(left, right, one.event.title.content if gauge.titled else "")


def _ends(date: Date) -> tuple[str, str]:
    """Return how a date is open at its beginning and at its end, or nothing."""
    if date.form == ".":
        return "", ""
    first, last = date.form.split("/")
    return {"..": "open", "?": "lost"}.get(first, ""), {"..": "open", "?": "lost"}.get(last, "")


def _wrapped(name: str) -> Iterator[str]:
    """Yield the lines of a lane's name."""
    line = ""
    for word in name.split():
        longer = f"{line} {word}".strip()
        if line and lettering.width(longer, NAMES) > _MOST:
            yield line
            longer = word
        line = longer
    yield from [line] if line else []


def _moment(one: Placed, seat: Seat, y: int, gauge: Gauge, site: Site, to: Callable[[str], str]) -> MomentView:
    event, place, extent = one.event, one.place, timescale.extent(one.event.date)
    before, after = _ends(event.date)
    strokes = (Stroke(_percent(place(a)), _percent(place(b)), sure) for a, b, sure in extent.stretches)
    reach = gauge.point + rows.SPACE + _STUB * bool(before if seat.before else after)
    return MomentView(
        href=to(f"{addresses.TIMELINE}#{event.id}"),
        title=f"{dates.say(event.date)}: {event.title}",
        lane=lane_of(site, event),
        tokens=(*tokens(site, event), *([one.token] if one.token else [])),
        x=_percent(place(extent.point)),
        y=y,
        known=extent.known,
        strokes=tuple(stroke for stroke in strokes if stroke.start < stroke.end),
        before=before,
        after=after,
        label=seat.label,
        at=_percent(place(extent.low if seat.before else extent.high)),
        shift=round(-reach if seat.before else reach),
    )


def _percent(place: float) -> float:
    return round(100 * place, 1)
