"""The sphere on paper: an equal-area projection, and what of a line or an area a frame shows.

A place on the sphere is a vector of length 1, so that there is no seam at 180° and no pole.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from microsite.values import dataclass

Vector = tuple[float, float, float]
"""A place on the sphere: towards 0° N 0° E, towards 0° N 90° E, towards the north pole."""

Point = tuple[float, float]
"""A place on paper: to the right and down."""

RADIUS = 6371.0
"""The mean radius of the earth in km: Moritz 1980, Geodetic Reference System 1980, R1."""


def vector(lat: float, lon: float) -> Vector:
    """Return the vector of a place in degrees."""
    phi, lam = math.radians(lat), math.radians(lon)
    along = math.cos(phi)
    return along * math.cos(lam), along * math.sin(lam), math.sin(phi)


def degrees(v: Vector) -> tuple[float, float]:
    """Return latitude and longitude of a vector."""
    return math.degrees(math.atan2(v[2], math.hypot(v[0], v[1]))), math.degrees(math.atan2(v[1], v[0]))


def angle(a: Vector, b: Vector) -> float:
    """Return the angle between two places in radians."""
    return 2 * math.asin(min(1.0, math.dist(a, b) / 2))


def middle(vectors: Sequence[Vector]) -> Vector:
    """Return the direction in which most of the vectors lie; the first where they cancel out."""
    x, y, z = map(math.fsum, zip(*vectors, strict=True))
    length = math.sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length) if length > 1e-6 else vectors[0]  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class Projection:
    """Lambert's azimuthal equal-area projection: no area is too large, and directions from its centre are true.

    Snyder 1987, Map Projections: A Working Manual, equations 22-4, 24-2 and 20-14, written with vectors.
    """

    centre: Vector
    """The place that is shown without distortion."""
    east: Vector
    """Its east."""
    north: Vector
    """Its north."""

    @classmethod
    def about(cls, centre: Vector) -> Projection:
        """Return the projection around a place, with north up there."""
        lat, lon = (math.radians(d) for d in degrees(centre))
        east = (-math.sin(lon), math.cos(lon), 0.0)
        north = (-math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat))
        return cls(centre, east, north)

    def project(self, v: Vector) -> Point:
        """Return where a place stands, in km to the right and down from the centre."""
        (a, b, c), (d, e, _), (g, h, i) = self.centre, self.east, self.north
        x, y, z = v
        # The opposite of the centre is a circle; it is drawn as a point far out.
        k = RADIUS * math.sqrt(2 / max(1 + a * x + b * y + c * z, 1e-12))
        return k * (d * x + e * y), -k * (g * x + h * y + i * z)

    def place(self, point: Point) -> Vector:
        """Return the place that stands at a point; a point beyond the sphere is taken for its rim."""
        far = math.hypot(*point)
        if far == 0:
            return self.centre
        angle = 2 * math.asin(min(1.0, far / (2 * RADIUS)))
        across, up = math.sin(angle) * point[0] / far, -math.sin(angle) * point[1] / far
        x, y, z = (
            math.cos(angle) * c + across * e + up * n
            for c, e, n in zip(self.centre, self.east, self.north, strict=True)
        )
        return x, y, z


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the picture, and what of the sphere it shows."""

    projection: Projection
    """How the sphere is laid flat."""
    shift: Point
    """The point in km that is in the middle of the rectangle."""
    scale: float
    """How many km a unit of the picture is."""
    left: float
    """In units of the picture."""
    top: float
    """In units of the picture."""
    width: float
    """In units of the picture."""
    height: float
    """In units of the picture."""

    def seen(self, vectors: Sequence[Vector]) -> list[Point]:
        """Return where in the picture places stand: the same as `at` says of each, written out for many."""
        (a, b, c), (d, e, _), (g, h, i) = self.projection.centre, self.projection.east, self.projection.north
        middle, centre, (across, down), scale = (
            self.left + self.width / 2, self.top + self.height / 2, self.shift, self.scale,
        )  # fmt: skip
        root, points = math.sqrt, []
        for x, y, z in vectors:
            lying = 1 + a * x + b * y + c * z
            k = RADIUS * root(2 / (max(1e-12, lying)))
            right, up = k * (d * x + e * y), -k * (g * x + h * y + i * z)
            points.append((middle + (right - across) / scale, centre + (up - down) / scale))
        return points

    def at(self, v: Vector) -> Point:
        """Return where in the picture a place stands."""
        x, y = self.projection.project(v)
        return (
            self.left + self.width / 2 + (x - self.shift[0]) / self.scale,
            self.top + self.height / 2 + (y - self.shift[1]) / self.scale,
        )

    def place(self, point: Point) -> Vector:
        """Return what place stands at a point of the picture."""
        x = (point[0] - self.left - self.width / 2) * self.scale + self.shift[0]
        y = (point[1] - self.top - self.height / 2) * self.scale + self.shift[1]
        return self.projection.place((x, y))

    def holds(self, point: Point, margin: float = 0) -> bool:
        """Tell whether a point of the picture lies in the rectangle, as far from its edge."""
        return (
            self.left + margin <= point[0] <= self.left + self.width - margin
            and self.top + margin <= point[1] <= self.top + self.height - margin
        )

    def reduced(self, unit: int) -> Frame:
        """Return the same rectangle in units of so many of the picture."""
        return replace(
            self,
            scale=self.scale * unit,
            left=self.left / unit,
            top=self.top / unit,
            width=self.width / unit,
            height=self.height / unit,
        )

    def rim(self) -> Iterator[Vector]:
        """Yield places along the edge of the rectangle, around it."""
        for side in range(4):
            for step in (0.0, 0.25, 0.5, 0.75):
                x, y = ((step, 0.0), (1.0, step), (1 - step, 1.0), (0.0, 1 - step))[side]
                yield self.place((self.left + x * self.width, self.top + y * self.height))

    def radius(self) -> float:
        """Return the angle from the centre of the projection to the farthest corner, in radians."""
        return max(angle(self.projection.centre, v) for v in self.rim())

    # ---- what it shows ---------------------------------------------------------------------

    def area(self, rings: Iterable[Sequence[Vector]], detail: float, smallest: float) -> str:
        """Return the path of areas, for the rule `evenodd`; those narrower than `smallest` units are left out.

        The inside of a ring is to its left. Where that holds the opposite of the centre, paper shows its outside:
        it is turned by a rectangle around all.
        """
        paths = []
        for ring in rings:
            points = self.seen(ring)
            outside = _signed(points) / 2 * self.scale**2 > 1.5 * math.pi * RADIUS**2
            cut = thinned(_closed(self._cut(points)), detail)
            if outside:
                paths.append(self.sheet())
            if len(cut) > 3 and (outside or _breadth(cut) >= smallest):  # noqa: PLR2004
                paths.append(path(cut[:-1]) + "z")
        return "".join(paths)

    def lines(self, lines: Iterable[Sequence[Vector]], detail: float, shortest: float) -> str:
        """Return the path of lines; what is shorter than `shortest` units is left out."""
        return "".join(path(run) for run in self.runs(lines, detail, shortest))

    def runs(self, lines: Iterable[Sequence[Vector]], detail: float, shortest: float) -> Iterator[list[Point]]:
        """Yield what is seen of lines, but for what is shorter than `shortest` units."""
        found = (thinned(run, detail) for line in lines for run in self._clipped(self.seen(line)))
        yield from (run for run in found if _breadth(run) >= shortest)

    def sheet(self) -> str:
        """Return the path of what of the rectangle is a place on the sphere."""
        far = 1.999 * RADIUS / self.scale
        x, y = self.at(self.projection.centre)
        disc = [(x + far * math.cos(math.tau * i / 120), y + far * math.sin(math.tau * i / 120)) for i in range(120)]
        corners = max(
            math.dist((x, y), (a, b))
            for a in (self.left, self.left + self.width)
            for b in (self.top, self.top + self.height)
        )
        return self.path() if corners < far else path(self._cut(disc)) + "z"

    def path(self) -> str:
        """Return the path of the rectangle."""
        return f"M{self.left:.0f} {self.top:.0f}h{self.width:.0f}v{self.height:.0f}h-{self.width:.0f}z"

    def _cut(self, points: list[Point]) -> list[Point]:
        """Return the part of a ring in the rectangle (Sutherland and Hodgman 1974)."""
        low, high = (self.left, self.top), (self.left + self.width, self.top + self.height)
        for axis, limit, sign in ((0, low[0], 1), (0, high[0], -1), (1, low[1], 1), (1, high[1], -1)):
            far = [(point[axis] - limit) * sign for point in points]
            if not far or min(far) >= 0:
                continue  # all of it is inside
            if max(far) < 0:
                return []
            cut: list[Point] = []
            for i, b in enumerate(points):
                a = points[i - 1]
                inside, was = far[i] >= 0, far[i - 1] >= 0
                if inside != was:
                    t = (limit - a[axis]) / (b[axis] - a[axis])
                    cut.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
                if inside:
                    cut.append(b)
            points = cut
        return points

    def _clipped(self, points: list[Point]) -> Iterator[list[Point]]:
        """Yield the runs of a line in the rectangle."""
        run: list[Point] = []
        left, top, right, bottom = self.left, self.top, self.left + self.width, self.top + self.height
        for a, b in pairwise(points):
            (ax, ay), (bx, by) = a, b
            # Most are far beyond an edge; within a unit of it, rounding has a say.
            if (ax < left - 1 and bx < left - 1) or (ax > right + 1 and bx > right + 1):
                continue
            if (ay < top - 1 and by < top - 1) or (ay > bottom + 1 and by > bottom + 1):
                continue
            found = self._crossing(a, b)
            if found is None:
                continue
            if run and run[-1] != found[0]:
                yield run
                run = []
            run = run or [found[0]]
            run.append(found[1])
        if run:
            yield run

    def _crossing(self, a: Point, b: Point) -> tuple[Point, Point] | None:
        """Return the part of a segment in the rectangle (Liang and Barsky 1984)."""
        if math.dist(a, b) * self.scale > RADIUS:
            return None  # it passes the opposite of the centre, where paper is torn
        start, end = 0.0, 1.0
        for axis, low, high in ((0, self.left, self.left + self.width), (1, self.top, self.top + self.height)):
            step = b[axis] - a[axis]
            if step == 0:
                if not low <= a[axis] <= high:
                    return None
                continue
            first, second = sorted(((low - a[axis]) / step, (high - a[axis]) / step))
            start, end = max(start, first), min(end, second)
            if start > end:
                return None
        cut = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for t in (start, end)]
        return (a if start == 0 else cut[0]), (b if end == 1 else cut[1])


def thinned(line: list[Point], detail: float) -> list[Point]:
    """Return a line without the points that lie within `detail` of it (Douglas and Peucker 1973)."""
    last = len(line) - 1
    if last < 2:  # noqa: PLR2004
        return line
    kept, stack = {0, last}, [(0, last)]
    while stack:
        first, last = stack.pop()
        away, index = _farthest(line, first, last)
        if away > detail:
            kept.add(index)
            stack += [(first, index), (index, last)]
    return [line[i] for i in sorted(kept)]


def _farthest(line: list[Point], first: int, last: int) -> tuple[float, int]:
    """Return how far the farthest point between two is off their segment, and which it is; of several, the last.

    It is `off` written out: half of the time that the ground of a map takes is spent here.
    """
    (left, top), (right, bottom) = line[first], line[last]
    dx, dy = right - left, bottom - top
    length = dx * dx + dy * dy
    away, index, far = 0.0, 0, math.hypot
    for i in range(first + 1, last):
        x, y = line[i]
        px, py = x - left, y - top
        t = (px * dx + py * dy) / length if length else 0.0
        if t <= 0:
            distance = far(px, py)
        elif t < 1:
            distance = far(px - t * dx, py - t * dy)
        else:
            distance = far(px - dx, py - dy)
        if distance >= away:
            away, index = distance, i
    return away, index


def _signed(points: Sequence[Point]) -> float:
    """Return twice the area of a ring: less than 0 where its inside is to the left, as y points down."""
    before = [points[-1], *points[:-1]] if points else []
    return math.fsum([ax * by - bx * ay for (ax, ay), (bx, by) in zip(before, points, strict=True)])


def _closed(points: list[Point]) -> list[Point]:
    return [*points, points[0]] if points else []


def _breadth(points: Sequence[Point]) -> float:
    if not points:
        return 0.0
    xs, ys = zip(*points, strict=True)
    return math.hypot(max(xs) - min(xs), max(ys) - min(ys))


def path(points: Sequence[Point]) -> str:
    """Return a line as SVG writes it, in whole units, each point from the one before."""
    made, before = "", (0, 0)
    for x, y in points:
        now = round(x), round(y)
        across, down = now[0] - before[0], now[1] - before[1]
        if not made:
            made = f"M{across} {down}l"
        elif now != before:
            made += f"{'' if across < 0 or made[-1] == 'l' else ' '}{across}{'' if down < 0 else ' '}{down}"
        before = now
    return made.removesuffix("l")


def off(point: Point, a: Point, b: Point) -> float:
    """Return how far a point is off a segment."""
    dx, dy, px, py = b[0] - a[0], b[1] - a[1], point[0] - a[0], point[1] - a[1]
    length = dx * dx + dy * dy
    t = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - t * dx, py - t * dy)
