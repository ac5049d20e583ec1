"""Maps: whatever the places are, they stand where they are, named and apart."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite import atlas, codec, disk, globe, lettering, maps, panels
from microsite.lettering import Box
from microsite.maps import Drawing, Locality
from microsite.model import Place
from microsite.panels import WIDTH
from microsite.text import whole

SHEETS = atlas.read(disk.atlas())

USSURI = {"Khabarovsk": (48.48, 135.08), "Zhenbao (Damansky) Island": (46.49, 133.84), "Heixiazi": (48.37, 134.67)}
FAR_EAST = USSURI | {"Beijing": (39.9, 116.41), "Lop Nur": (40.81, 89.79), "Ulaanbaatar": (47.92, 106.92)}

somewhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def drawn(places: Mapping[str, tuple[float, float]]) -> Drawing:
    """Return the map of places by their names."""
    held = tuple(Locality(name, f"#{name}", lat, lon) for name, (lat, lon) in places.items())
    return maps.draw(SHEETS, held, waters=True, rough=False)


def numbered(found: Sequence[tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Return places with names."""
    return {f"Place {i}": one for i, one in enumerate(found)}


def boxes(drawing: Drawing) -> list[Box]:
    """Return the room that every word of a map takes, at most."""
    words = [(spot.label, lettering.SIZE) for spot in drawing.spots if spot.label]
    words += [(one, lettering.SIZE if one.kind == "key" else 21.0) for one in drawing.words]
    made = []
    for one, size in words:
        wide = lettering.width(one.text, size)
        left = one.x - {"start": 0.0, "middle": wide / 2, "end": wide}[one.anchor]
        made.append(Box(left + 1, one.y - 0.5 * size, left + wide - 1, one.y))
    return made


def overlaps(drawing: Drawing) -> list[tuple[Box, Box]]:
    """Return the pairs of words of which one is over the other."""
    found = boxes(drawing)
    return [(a, b) for i, a in enumerate(found) for b in found[i + 1 :] if a.meets(b)]


def points(path: str) -> list[tuple[float, float]]:
    """Return the corners of a path of lines."""
    made: list[tuple[float, float]] = []
    for start in re.findall(r"M([-\d. ]+)(?:l([-\d. ]+))?", path):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", " ".join(start))]
        x, y = numbers[:2]
        made.append((x, y))
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            made.append((x, y))
    return made


# ---- the sphere ----------------------------------------------------------------------------------


@given(somewhere, somewhere)
def test_projection_and_back(centre: tuple[float, float], place: tuple[float, float]) -> None:
    """A place on paper is the place that it was, but for the opposite of the centre."""
    projection = globe.Projection.about(globe.vector(*centre))
    there = globe.vector(*place)
    back = projection.place(projection.project(there))

    assert globe.angle(there, back) < 1e-4 or globe.angle(projection.centre, there) > 3.1


def test_areas_are_true() -> None:
    """Snyder's numbers for the sphere (p. 333, table 28): 40° from the centre is 0.68404 of the radius, 90° 1.41421."""
    projection = globe.Projection.about(globe.vector(0, 0))

    assert math.isclose(0.68404 * globe.RADIUS, projection.project(globe.vector(0, 40))[0], rel_tol=1e-5)
    assert math.isclose(-1.41421 * globe.RADIUS, projection.project(globe.vector(90, 0))[1], rel_tol=1e-5)


LAND = [
    (39.9, 116.4),
    (55.8, 50.0),
    (39.0, -98.0),
    (-15.8, -47.9),
    (-24.0, 134.0),
    (20.0, 20.0),
    (-85.0, 50.0),
    (67.5, 179.9),
]
SEA = [
    (0.0, -140.0),
    (30.0, -40.0),
    (-40.0, 80.0),
    (30.0, 170.0),
    (-55.0, -120.0),
    (88.0, 0.0),
    (42.0, 51.0),
    (-30.0, -10.0),
]


@pytest.mark.parametrize("centre", [(0, 0), (50, 100), (-35, -70), (-48, -80), (90, 0), (-90, 0), (0, 180), (40, -75)])
def test_land_is_land_from_everywhere(centre: tuple[float, float]) -> None:
    """What is land and what is sea does not depend on the centre, not even where its opposite is land."""
    projection = globe.Projection.about(globe.vector(*centre))
    frame = globe.Frame(projection, (0, 0), 5, 0, 0, 5200, 5200)
    level = SHEETS.levels[0]
    path = frame.area(level.within("land", frame), 0.2, 0)
    seen = [globe.vector(*one) for one in LAND + SEA]
    near = [globe.angle(projection.centre, v) < 2.9 for v in seen]

    expected = [land for land, ok in zip([True] * len(LAND) + [False] * len(SEA), near, strict=True) if ok]
    assert expected == [within(path, frame.at(v)) for v, ok in zip(seen, near, strict=True) if ok]


def within(path: str, at: tuple[float, float]) -> bool:
    """Tell whether a point is in a path, by the rule `evenodd`."""
    crossed = 0
    for part in filter(None, path.split("z")):
        ring = points(part)
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > at[1]) != (by > at[1]) and at[0] < ax + (at[1] - ay) / (by - ay) * (bx - ax):
                crossed += 1
    return crossed % 2 == 1


# ---- maps ----------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.lists(somewhere, min_size=1, max_size=12))
def test_any_places_can_be_drawn(found: list[tuple[float, float]]) -> None:
    """Whatever the places are, each has one link, all stand on the picture, and no word is over another."""
    drawing = drawn(numbered(found))
    inner = [
        *((s.x, s.y) for s in drawing.spots),
        *(p for s in (*drawing.ground, *drawing.shapes) for p in points(s.path)),
    ]

    assert sorted(f"#Place {i}" for i in range(len(found))) == sorted(s.href for s in drawing.spots if s.href)
    assert all(-1 <= x <= WIDTH + 1 and -1 <= y <= drawing.height + 1 for x, y in inner)
    assert [] == overlaps(drawing)


@pytest.mark.parametrize(
    "found",
    [
        [(46.0, 11.0)],
        [(46.0, 11.0), (46.0, 11.0)],
        [(46.0, 11.0)] * 12,
        [(90.0, 0.0), (-90.0, 0.0)],
        [(10.0, 20.0), (-10.0, -160.0)],
        [(0.0, 179.9), (0.0, -179.9)],
        [(-17.7, 178.0), (-13.8, -171.8), (64.7, -172.5), (66.2, 169.8)],
    ],
)
def test_odd_places_can_be_drawn(found: list[tuple[float, float]]) -> None:
    """One place, the same place twice, the poles, opposite places, and places on both sides of the 180th meridian."""
    drawing = drawn(numbered(found))

    assert len(found) == sum(bool(spot.href) for spot in drawing.spots)
    assert all(spot.label for spot in drawing.spots if spot.href)
    assert [] == overlaps(drawing)


def test_the_180th_meridian_is_no_edge() -> None:
    """Two places on both sides of it are neighbours on the map, the eastern one to the right."""
    west, east = drawn({"West": (0, 179), "East": (0, -179)}).spots

    assert 0 < east.x - west.x < 400
    assert abs(west.y - east.y) <= 1


def test_no_land_is_cut_at_the_180th_meridian() -> None:
    """Chukotka is one: no coast runs along the meridian that its data are cut at."""
    projection = globe.Projection.about(globe.vector(67, 180))
    frame = globe.Frame(projection, (0, 0), 1.0, 0, 0, 600, 300)
    corners = points(frame.area(SHEETS.levels[1].within("land", frame), 1, 0))

    assert corners
    assert [] == [
        p for p in corners if abs(p[0] - 300) < 1 and 20 < p[1] < 280 and globe.degrees(frame.place(p))[0] > 66
    ]


def test_crowded_places_have_an_inset() -> None:
    """Where names or points are over another at the scale of the map, a panel of larger scale has them."""
    drawing = drawn(FAR_EAST)
    small = {spot.words for spot in drawing.spots if not spot.href}

    assert ["A", "A"] == [one.text for one in drawing.words if one.kind == "key"]
    assert {*USSURI} == small
    assert "Ussuri" in {one.text for one in drawing.words if one.kind == "water"}


def test_places_far_off_are_pointed_to() -> None:
    """One place beyond an ocean does not make the others small: an arrow at the edge leads there."""
    drawing = drawn(FAR_EAST | {"New York": (40.75, -73.97)})
    (arrow,) = (spot for spot in drawing.spots if spot.arrow)

    assert ("New York", "#New York") == (arrow.words, arrow.href)
    assert arrow.y < 60


def test_borders_keep_their_side() -> None:
    """Zhenbao lies on the border, Beijing does not."""
    assert atlas.on_border(SHEETS, globe.vector(*USSURI["Zhenbao (Damansky) Island"]))
    assert not atlas.on_border(SHEETS, globe.vector(39.9, 116.41))


def test_an_inset_is_of_larger_scale() -> None:
    """The scale of every inset is larger than that of the panel that it is part of."""
    vectors = [globe.vector(*place) for place in FAR_EAST.values()]
    made = panels.panels(SHEETS, vectors, [*FAR_EAST], tuple(range(len(vectors))))
    scales = {panel.key: panel.frame.scale for panel in made}

    assert ["", "A"] == [panel.key for panel in made]
    assert all(scales[key] < panel.frame.scale for panel in made for key, _ in panel.windows)


def test_waters_are_named_in_english_alone() -> None:
    """A map for readers of another language has no English names."""
    held = tuple(Locality(name, "#", lat, lon) for name, (lat, lon) in FAR_EAST.items())
    drawing = maps.draw(SHEETS, held, waters=False, rough=False)

    assert set() == {one.text for one in drawing.words if one.kind == "water"}


def test_a_rough_map_is_lighter_and_shows_the_same() -> None:
    """The ground of a map in a text has fewer points; its places and their names stand where they stood."""
    held = tuple(Locality(name, "#", lat, lon) for name, (lat, lon) in FAR_EAST.items())
    fine, rough = (maps.draw(SHEETS, held, waters=True, rough=one) for one in (False, True))

    assert (fine.spots, fine.shapes, fine.height) == (rough.spots, rough.shapes, rough.height)
    assert 0.7 * sum(len(s.path) for s in fine.ground) > sum(len(s.path) for s in rough.ground)
    assert f"M0 0h{WIDTH / rough.unit:.0f}" == rough.ground[0].path.partition("v")[0]


def test_a_drawing_can_be_remembered() -> None:
    """What memory gives back is what was drawn."""
    drawing = drawn(FAR_EAST)

    assert drawing == codec.decode(Drawing, codec.encode(drawing, Drawing))


def test_without_coordinates_there_is_no_map() -> None:
    """Places that nobody has located are on no map, and nothing is drawn for them."""
    lost = {"mill": Place(whole("a", "Mill"))}

    assert maps.picture(lost, lambda *_: pytest.fail("drawn"), "map", str, (), listed=True) is None


def test_the_table_has_the_same_places() -> None:
    """Every place on the map is in its table, with its coordinates; one that is not located is in neither."""
    places = {"weir": Place(whole("a", "Weir"), lat=47.5, lon=10.25), "mill": Place(whole("a", "Mill"))}
    picture = maps.picture(
        places, lambda held, rough: maps.draw(SHEETS, held, waters=True, rough=rough), "map", str, (), listed=True
    )
    assert picture is not None

    assert ['<a href="places.html#weir">Weir</a>', "47.50° N, 10.25° E"] == [
        str(cell) for cell in picture.table.rows[0]
    ]
    assert ["Weir"] == [spot.words for spot in picture.spots]
