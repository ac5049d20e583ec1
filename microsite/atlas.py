"""The sheets that maps are drawn on: Natural Earth at several degrees of detail, and what of it a frame shows."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate

from microsite import globe
from microsite.globe import Frame, Point, Projection, Vector
from microsite.parts import Shape
from microsite.values import dataclass

_DETAIL = 2.6
"""How far, in units of the picture, a simplified line may be off; on rough ground 2.4 times as far."""
ROUGH = 4
"""How many units of the picture the unit of the ground on a rough map is: its paths take half the room."""
_RIVER = 110.0
"""Of what length on, in units of the picture, rivers are drawn."""
_BORDER = 5.0
"""A place as near to a border, in km, is on it."""


class _Level:
    """Natural Earth at one degree of detail; its vectors are made when they are first asked for."""

    def __init__(self, read: Mapping[str, object]) -> None:
        self.read = read
        self.closest = float(str(read["closest"]))
        self.layers: dict[str, list[_Line]] = {}

    def covers(self, frame: Frame) -> bool:
        """Tell whether it has data for all that a frame shows."""
        box = self.read["box"]
        if not isinstance(box, list) or box[0] <= -180:  # noqa: PLR2004
            return True
        rim = [globe.degrees(v) for v in frame.rim()]
        return all(box[0] <= lon <= box[2] and box[1] <= lat <= box[3] for lat, lon in rim)

    def within(self, kind: str, frame: Frame) -> Iterator[list[Vector]]:
        """Yield the lines of a kind that may be seen in a frame."""
        if kind not in self.layers:
            unit = float(str(self.read["unit"]))
            self.layers[kind] = [_Line(row, unit) for row in _rows(self.read[kind])]
        centre, radius = frame.projection.centre, frame.radius()
        for line in self.layers[kind]:
            if globe.angle(centre, line.centre) > radius + line.far:
                continue
            middle, reach, vectors = line.capped()
            if globe.angle(centre, middle) <= radius + reach:
                yield vectors


class _Line:
    """A line of the atlas: of most, no map asks for more than where they are about."""

    def __init__(self, row: list[int], unit: float) -> None:
        """Take the steps from point to point, in units of so many degrees: to the east, to the north, and so on."""
        self.xs, self.ys, self.unit = list(accumulate(row[::2])), list(accumulate(row[1::2])), unit
        west, east, south, north = min(self.xs), max(self.xs), min(self.ys), max(self.ys)
        self.centre = globe.vector((south + north) / 2 * unit, (west + east) / 2 * unit)
        self.far = math.radians((east - west + north - south + 1) / 2 * unit)
        """From its centre no point is farther, in radians: a way there leads along a meridian, then a parallel."""
        self.cap: tuple[Vector, float, list[Vector]] | None = None

    def capped(self) -> tuple[Vector, float, list[Vector]]:
        """Return the middle and the radius of a circle around it, and its vectors."""
        if self.cap is None:
            unit = self.unit
            vectors = [globe.vector(y * unit, x * unit) for x, y in zip(self.xs, self.ys, strict=True)]
            middle = globe.middle(vectors)
            self.cap = middle, globe.angle(middle, max(vectors, key=partial(math.dist, middle))), vectors
        return self.cap


def _rows(found: object) -> list[list[int]]:
    return found if isinstance(found, list) else []


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """Natural Earth as far as the house carries it."""

    levels: tuple[_Level, ...]
    """From the roughest to the finest."""
    waters: tuple[tuple[str, tuple[Vector, ...]], ...]
    """English names of waters, and where they may stand."""

    def level(self, frame: Frame) -> _Level:
        """Return the roughest level that bears the scale of a frame, or the finest that covers it."""
        covering = [level for level in self.levels if level.covers(frame)]
        return next((level for level in covering if level.closest <= frame.scale), covering[-1])


@lru_cache(maxsize=1)
def read(text: str) -> Atlas:
    """Return the atlas that `atlas.json` holds."""
    held = json.loads(text)
    waters = tuple((name, tuple(globe.vector(y, x) for x, y in points)) for name, points in held["names"])
    return Atlas(tuple(_Level(level) for level in held["levels"]), waters)


@lru_cache(maxsize=4096)
def on_border(sheets: Atlas, v: Vector) -> bool:
    """Tell whether a place is on a border of today: so near that a small map cannot tell its side."""
    around = Frame(Projection.about(v), (0, 0), 1.0, 0, 0, 2 * _BORDER, 2 * _BORDER)
    return bool(next(around.runs(sheets.level(around).within("border", around), 0, 0), None))


def ground(atlas: Atlas, frame: Frame, unit: int) -> Iterator[Shape]:
    """Yield sea, land and lines of a frame, in units of so many of the picture: 1 or `ROUGH`."""
    level, small = atlas.level(frame), frame.reduced(unit)
    detail = _DETAIL if unit == 1 else 2.4 * _DETAIL / unit
    yield Shape("sea", small.sheet())
    yield Shape("land", small.area(level.within("land", frame), detail, 10 / unit))
    yield Shape("grid", small.lines(_grid(frame.scale), detail, 1 / unit))
    yield Shape("lake", small.area(level.within("lake", frame), detail, 24 / unit))
    yield Shape("river", small.lines(level.within("river", frame), detail, _RIVER / unit))
    yield Shape("border", small.lines(level.within("border", frame), detail, 10 / unit))
    yield Shape("frame", small.path())


def waters(sheets: Atlas, frame: Frame) -> list[list[Point]]:
    """Return the rivers and the shores of lakes as a frame shows them."""
    level = sheets.level(frame)
    rivers = frame.runs(level.within("river", frame), _DETAIL, _RIVER)
    return [*rivers, *frame.runs(level.within("lake", frame), _DETAIL, 24)]


def _grid(scale: float) -> Iterator[list[Vector]]:
    """Yield meridians and parallels, the closer the larger the scale; none on the largest."""
    step = next((s for most, s in ((1, 0), (2.5, 5), (6, 10)) if scale < most), 30)
    for lon in range(-180, 180, step) if step else ():
        yield [globe.vector(lat, lon) for lat in range(-80, 81, 5)]
    for lat in range(-80, 81, step) if step else ():
        yield [globe.vector(lat, lon) for lon in range(-180, 181, 5)]


def framed(atlas: Atlas, vectors: Sequence[Vector], width: float, low: float, high: float) -> Frame:
    """Return the frame of this width that holds these places, `low` to `high` units high."""
    centre = globe.middle(vectors)
    for _ in range(3):
        centre = Projection.about(centre).place(_bounds(Projection.about(centre), vectors)[0])
    projection = Projection.about(centre)
    shift, across, down = _bounds(projection, vectors)
    scale = max(across / (width * 0.8 - 40), down / (high - 140), 0.05)
    while True:
        height = ROUGH * round(min(high, max(low, down / scale + 140)) / ROUGH)
        frame = Frame(projection, shift, scale, 0, 0, width, height)
        closest = atlas.level(frame).closest
        if scale >= min(closest, *(level.closest for level in atlas.levels if level.covers(frame))):
            return frame
        scale = closest


def _bounds(projection: Projection, vectors: Sequence[Vector]) -> tuple[globe.Point, float, float]:
    """Return the middle, the width and the height of what these places take, in km."""
    xs, ys = zip(*(projection.project(v) for v in vectors), strict=True)
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), max(xs) - min(xs), max(ys) - min(ys)
