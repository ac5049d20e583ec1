"""Maps of places: land and water, points that are links, and names of which none is over another.

1. The main panel shows all places but those far off, which an arrow at its edge points to.
2. Names are set in a panel; places that crowd where a name found no room get a panel of their own.
3. That panel is treated in the same way, until its scale is what Natural Earth's data can bear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from microsite import addresses, atlas, charts, globe, lettering, panels
from microsite.atlas import Atlas
from microsite.globe import Frame, Vector
from microsite.lettering import Box, Label
from microsite.model import Place
from microsite.panels import WIDTH, Panel
from microsite.parts import Parts, PictureView, Shape, Spot, TableView, Words
from microsite.values import dataclass

_BARS = (2000, 1000, 500, 200, 100, 50, 20)
"""The lengths in km that a measure may have."""
_SMALL = 21.0
"""The size of the type of measures and waters."""
_WIDE = 8.0
"""Above as many km a unit, waters have no names."""
_MARGIN = 28.0
"""From an arrow to the edge that it points over."""
_BESIDE = 24.0
"""As near to its water, in units, a name has to be."""
_LINK = Markup('<a href="{}">{}</a>')


@dataclass(frozen=True, slots=True)
class Locality:
    """A place that a map is asked to show."""

    name: str
    """What stands beside it."""
    href: str
    """Where it leads."""
    lat: float
    """Degrees north."""
    lon: float
    """Degrees east."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map that has been drawn."""

    height: float
    """In units of the picture, which is `WIDTH` wide."""
    ground: tuple[Shape, ...]
    """Areas and lines of the earth, the lowest first, in units of `unit`."""
    unit: int
    """How many units of the picture are one of the ground."""
    shapes: tuple[Shape, ...]
    """Frames of insets, measures and leaders, which lie on it."""
    words: tuple[Words, ...]
    """Words that are no places."""
    spots: tuple[Spot, ...]
    """The places."""


Draw = Callable[[tuple[Locality, ...], bool], Drawing]
"""What draws maps; the second argument tells whether one is rough, as for a text."""


def picture(
    places: Mapping[str, Place], draw: Draw, name: str, to: Callable[[str], str], caption: Parts, *, listed: bool
) -> PictureView | None:
    """Return the map of those places that have coordinates; one in a text is rough, and its places are `listed`."""
    found = localities(places, to)
    if not found:
        return None
    drawing = draw(found, listed)
    held = [place for place in places.values() if place.lat is not None and place.lon is not None] if listed else []
    rows = tuple(
        (_LINK.format(one.href, one.name), escape(charts.coordinates(place)))
        for one, place in zip(found, held, strict=False)
    )
    return PictureView(
        id=name,
        kind="map",
        title="Map",
        description=f"A map of {', '.join(one.name for one in found)}.",
        width=WIDTH,
        height=drawing.height,
        marks=(),
        groups=(),
        table=TableView(("Place", "Latitude and longitude"), rows),
        notes=(escape("Broken lines are borders of today, not of the time; none is a judgement of a claim."),),
        cautions=(),
        sources=(escape("Natural Earth (public domain), in Lambert’s azimuthal equal-area projection"),),
        caption=caption,
        ground=drawing.ground,
        unit=drawing.unit,
        shapes=drawing.shapes,
        words=drawing.words,
        spots=drawing.spots,
    )


def localities(places: Mapping[str, Place], to: Callable[[str], str]) -> tuple[Locality, ...]:
    """Return those places that have coordinates, as a map shows them; `to` returns the way to an address."""
    return tuple(
        Locality(place.name.content, to(f"{addresses.PLACES}#{i}"), place.lat, place.lon)
        for i, place in places.items()
        if place.lat is not None and place.lon is not None
    )


def draw(sheets: Atlas, places: tuple[Locality, ...], *, waters: bool, rough: bool) -> Drawing:
    """Return the map of one place or more; with `waters` it has the English names of rivers and lakes.

    The ground of a `rough` one is drawn with fewer points.
    """
    vectors = [globe.vector(place.lat, place.lon) for place in places]
    far = panels.beyond(vectors)
    members = tuple(i for i in range(len(places)) if i not in far)
    made = panels.panels(sheets, vectors, [place.name for place in places], members)
    unit = atlas.ROUGH if rough else 1
    ground: list[Shape] = []
    shapes: list[Shape] = []
    words: list[Words] = []
    spots: list[Spot] = []
    for panel in made:
        sheet = _Sheet(panel, places, vectors, () if panel.key else tuple(sorted(far)))
        ground += atlas.ground(sheets, panel.frame, unit)
        shapes += sheet.shapes()
        words += [*sheet.words(), *(sheet.waters(sheets) if waters else ())]
        spots += sheet.spots()
    height = max(panel.frame.top + panel.frame.height for panel in made)
    lower, upper = (tuple(shape for shape in held if shape.path) for held in (ground, shapes))
    return Drawing(height, lower, unit, upper, tuple(words), tuple(spots))


class _Sheet:
    """A panel with all its words: places first, then its measure, then waters."""

    def __init__(
        self, panel: Panel, places: tuple[Locality, ...], vectors: Sequence[Vector], far: tuple[int, ...]
    ) -> None:
        self.panel, self.frame, self.places = panel, panel.frame, places
        points = [self.frame.at(vectors[i]) for i in panel.members]
        self.indices = [*panel.members, *far]
        self.arrows = _arrows(self.frame, [vectors[i] for i in far], points)
        self.points = [*points, *((x, y) for x, y, _ in self.arrows)]
        self.room = panels.room(self.frame)
        self.length, self.measure = self._measure()
        self.keys = list(self._keys())
        self.labels = self._labels()

    def _keys(self) -> Iterator[tuple[str, Box]]:
        """Yield the letters of the insets and its own, and the room of each."""
        taken = [self.measure, *(lettering.dot(*point) for point in self.points)]
        for letter, inset in self.panel.windows:
            boxes = [_corner(self.frame.at(v), self.frame.at(inset.projection.centre)) for v in inset.rim()]
            seen = [box for box in boxes if box.within(self.room)] or boxes
            box = next((box for box in seen if not any(box.meets(other) for other in taken)), seen[0])
            taken.append(box)
            yield letter, box
        if self.panel.key:
            yield (
                self.panel.key,
                Box(self.frame.left + 8, self.frame.top + 8, self.frame.left + 36, self.frame.top + 38),
            )

    def _measure(self) -> tuple[int, Box]:
        """Return how many km the measure is long, and its room: a lower corner where no place is."""
        km = next((km for km in _BARS if km / self.frame.scale < self.frame.width / 5), _BARS[-1])
        wide = max(km / self.frame.scale, lettering.width(f"{km} km", _SMALL))
        top, bottom = self.frame.top + self.frame.height - 50, self.frame.top + self.frame.height - 14
        lefts = (self.frame.left + 20, self.frame.left + self.frame.width - 20 - wide)
        boxes = [Box(left, top, left + wide, bottom) for left in lefts]
        return km, next((b for b in boxes if not any(b.meets(lettering.dot(*p)) for p in self.points)), boxes[0])

    def _labels(self) -> Mapping[int, Label]:
        """Return the labels by their place among `points`: close to them where there is room, else farther off."""
        wanted = {n: self.places[i].name for n, i in enumerate(self.indices) if i not in self.panel.inset}
        taken = [self.measure, *(box for _, box in self.keys)]
        near = lettering.placed(wanted, self.points, self.room, taken, far=False)
        lost = {n: name for n, name in wanted.items() if n not in near}
        taken += [label.box for label in near.values()]
        return {**near, **lettering.placed(lost, self.points, self.room, taken, far=True)}

    def shapes(self) -> Iterator[Shape]:
        """Yield the frames of insets, the measure, and lines from points to their names."""
        for _, inset in self.panel.windows:
            rim = [*inset.rim()]
            yield Shape("window", self.frame.lines([[*rim, rim[0]]], 0.5, 0))
        length = round(self.length / self.frame.scale)
        yield Shape("bar", f"M{self.measure.left:.0f} {self.measure.bottom - 8:.0f}v8h{length}v-8")
        leaders = (label.leader for label in self.labels.values() if label.leader)
        yield Shape("leader", "".join(globe.path([(a, b), (c, d)]) for a, b, c, d in leaders))

    def words(self) -> Iterator[Words]:
        """Yield the measure and the letters of the insets."""
        yield Words(round(self.measure.left), round(self.measure.bottom - 14), "start", "measure", f"{self.length} km")
        for letter, box in self.keys:
            yield Words(round(box.left + 4), round(box.bottom - 6), "start", "key", letter)

    def waters(self, sheets: Atlas) -> Iterator[Words]:
        """Yield the names of waters, as far as there is room."""
        taken = [self.measure, *(box for _, box in self.keys), *(label.box for label in self.labels.values())]
        taken += [lettering.dot(*point) for point in self.points]
        drawn = atlas.waters(sheets, self.frame)
        for name, anchors in sheets.waters if self.frame.scale < _WIDE else ():
            half = lettering.width(name, _SMALL) / 2
            spots = (p for p in map(self.frame.at, anchors) if any(_beside(p, line) for line in drawn))
            boxes = (Box(x - half, y - 28, x + half, y - 4) for x, y in spots)
            box = next((b for b in boxes if b.within(self.room) and not any(b.meets(o) for o in taken)), None)
            if box:
                taken.append(box)
                yield Words(round(box.left + half), round(box.bottom - 6), "middle", "water", name)

    def spots(self) -> Iterator[Spot]:
        """Yield the places; one that an inset names has no link here."""
        for n, i in enumerate(self.indices):
            (x, y), label, place = self.points[n], self.labels.get(n), self.places[i]
            arrow = self.arrows[n - len(self.panel.members)][2] if n >= len(self.panel.members) else ""
            href = "" if i in self.panel.inset else place.href
            words = Words(round(label.x), round(label.y), label.anchor, "name", place.name) if label else None
            yield Spot(round(x), round(y), href, place.name, arrow, words)


def _arrows(
    frame: Frame, vectors: Sequence[Vector], points: Sequence[globe.Point]
) -> tuple[tuple[float, float, str], ...]:
    """Return arrows at the edge of a frame that point to places beyond it: where each stands, and its path."""
    start = frame.at(frame.projection.centre)
    made: list[tuple[float, float, str]] = []
    for v in vectors:
        end = frame.at(v)
        angle = math.atan2(end[1] - start[1], end[0] - start[0])
        x, y = _edge(frame, start, angle)
        along = -1 if abs(y - frame.top - frame.height / 2) < frame.height / 2 - _MARGIN - 1 else 0
        for _ in range(40):
            if all(math.dist((x, y), other) > 32 for other in [*points, *((a, b) for a, b, _ in made)]):  # noqa: PLR2004
                break
            x, y = (x, y - 16 * along) if along else (x + 16, y)
        x, y = min(x, frame.left + frame.width - _MARGIN), min(y, frame.top + frame.height - _MARGIN)
        c, s = math.cos(angle), math.sin(angle)
        tip, tail = (x + 14 * c, y + 14 * s), (x - 14 * c, y - 14 * s)
        barbs = [(tip[0] - 12 * c - side * 8 * s, tip[1] - 12 * s + side * 8 * c) for side in (1, -1)]
        made.append((x, y, globe.path([tail, tip]) + globe.path([barbs[0], tip, barbs[1]])))
    return tuple(made)


def _edge(frame: Frame, start: globe.Point, angle: float) -> globe.Point:
    """Return where a ray meets the edge of a frame, some way within."""
    c, s = math.cos(angle), math.sin(angle)
    right, bottom = frame.left + frame.width - _MARGIN, frame.top + frame.height - _MARGIN
    across = ((right if c > 0 else frame.left + _MARGIN) - start[0]) / c if abs(c) > 1e-9 else math.inf  # noqa: PLR2004
    down = ((bottom if s > 0 else frame.top + _MARGIN) - start[1]) / s if abs(s) > 1e-9 else math.inf  # noqa: PLR2004
    far = max(0.0, min(across, down))
    return start[0] + far * c, start[1] + far * s


def _corner(at: globe.Point, centre: globe.Point) -> Box:
    """Return the room of a letter within the edge of a window, on the way from there to its centre."""
    away = math.dist(at, centre) or 1.0
    x, y = (p + (c - p) * min(1.0, 24 / away) for p, c in zip(at, centre, strict=True))
    return Box(x - 13, y - 14, x + 13, y + 14)


def _beside(point: globe.Point, line: Sequence[globe.Point]) -> bool:
    return any(globe.off(point, a, b) < _BESIDE for a, b in pairwise(line))
