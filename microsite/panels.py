"""The panels of a map: what the main one leaves to an arrow, and what crowds so that it needs an inset."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from microsite import atlas, globe, lettering
from microsite.atlas import Atlas
from microsite.globe import Frame, Vector
from microsite.lettering import Box
from microsite.values import dataclass

WIDTH = 1280.0
"""The width of a map, in its units."""
_GUTTER = 24.0
_HALF = (WIDTH - _GUTTER) / 2
_MANY = 7
"""More places than this take an inset of full width."""
_NEAR = 92.0
"""Places nearer than this, in units, belong to the same crowd."""
_CLEAR = 14.0
"""Points nearer than this, in units, touch."""
_DEPTH = 3
"""How often an inset may have insets."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A frame, and the places that are shown in it."""

    frame: Frame
    """What it shows, and where."""
    members: tuple[int, ...]
    """The places that stand in it."""
    inset: frozenset[int]
    """Those of them that an inset names."""
    windows: tuple[tuple[str, Frame], ...]
    """The insets: letter and frame."""
    key: str
    """Its own letter, or empty for the main one."""


def panels(sheets: Atlas, vectors: Sequence[Vector], names: Sequence[str], members: tuple[int, ...]) -> list[Panel]:
    """Return the main panel and the insets, where they stand in the picture."""
    main = atlas.framed(sheets, [vectors[i] for i in members], WIDTH, 560, 880)
    waiting = [(main, members, "", 0)]
    done: list[Panel] = []
    while waiting:
        frame, held, key, depth = waiting.pop(0)
        crowds = _crowds(sheets, frame, vectors, names, held) if depth < _DEPTH else []
        letters = [_letter(len(done) + len(waiting) + i) for i in range(len(crowds))]
        windows = tuple((letter, inset) for letter, (inset, _) in zip(letters, crowds, strict=True))
        done.append(Panel(frame, held, frozenset(i for _, crowd in crowds for i in crowd), windows, key))
        waiting += [(inset, crowd, letter, depth + 1) for letter, (inset, crowd) in zip(letters, crowds, strict=True)]
    return _laid_out(done)


def _crowds(
    sheets: Atlas, frame: Frame, vectors: Sequence[Vector], names: Sequence[str], held: tuple[int, ...]
) -> list[tuple[Frame, tuple[int, ...]]]:
    """Return the insets that a panel needs: each crowd with a place that needs a larger scale.

    Such is one whose name found no room, whose point touches another, or that is on a border.
    """
    points = [frame.at(vectors[i]) for i in held]
    found = lettering.placed(dict(enumerate(names[i] for i in held)), points, room(frame), (), far=False)
    lost = {i for i in range(len(held)) if i not in found or _touched(points, i)}
    lost |= {i for i in range(len(held)) if atlas.on_border(sheets, vectors[held[i]])}
    crowds = []
    while lost:
        crowd = _linked(points, min(lost))
        lost -= crowd
        members = tuple(held[i] for i in sorted(crowd))
        width = WIDTH if len(members) > _MANY else _HALF
        inset = atlas.framed(sheets, [vectors[i] for i in members], width, 400, 840 if width == WIDTH else 600)
        apart = any(math.dist(inset.at(vectors[members[0]]), inset.at(vectors[i])) > _CLEAR for i in members)
        if apart and inset.scale < 0.7 * frame.scale:
            crowds.append((inset, members))
    return crowds


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)  # noqa: PLR2004


def _touched(points: Sequence[globe.Point], i: int) -> bool:
    """Tell whether a point is not clear of all others."""
    return any(math.dist(points[i], p) < _CLEAR for j, p in enumerate(points) if j != i)


def _linked(points: Sequence[globe.Point], start: int) -> set[int]:
    """Return the points that can be reached from one by short steps."""
    crowd, new = {start}, [start]
    while new:
        here = new.pop()
        near = {i for i, p in enumerate(points) if math.dist(p, points[here]) < _NEAR} - crowd
        crowd |= near
        new += sorted(near)
    return crowd


def _laid_out(panels: list[Panel]) -> list[Panel]:
    """Return the panels where they stand: one below the other, halves side by side."""
    frames: dict[str, Frame] = {}
    top, waiting = 0.0, list(panels)
    while waiting:
        row = [waiting.pop(0)]
        if row[0].frame.width == _HALF:
            row += [panel for panel in waiting if panel.frame.width == _HALF][:1]
            waiting = [panel for panel in waiting if panel not in row]
        high = max(panel.frame.height for panel in row)
        wide = _HALF if len(row) > 1 else WIDTH
        for place, one in enumerate(row):
            left = place * (_HALF + _GUTTER)
            frames[one.key] = replace(one.frame, left=left, top=top, width=wide, height=high)
        top += high + _GUTTER
    return [
        replace(panel, frame=frames[panel.key], windows=tuple((key, frames[key]) for key, _ in panel.windows))
        for panel in panels
    ]


def beyond(vectors: Sequence[Vector]) -> frozenset[int]:
    """Return the few places that are so far from most others that a map of these can be much larger."""
    order = sorted(range(len(vectors)), key=lambda i: sum(globe.angle(vectors[i], v) for v in vectors))
    far = [globe.angle(vectors[order[0]], vectors[i]) for i in order] if order else []
    for few in range(1, max(len(vectors) // 6, len(vectors) > 3) + 1):  # noqa: PLR2004
        if far[-few - 1] < 0.76 * far[-few] and far[-few] > 0.7:  # noqa: PLR2004
            return frozenset(order[-few:])
    return frozenset()


def room(frame: Frame) -> Box:
    return Box(frame.left + 6, frame.top + 6, frame.left + frame.width - 6, frame.top + frame.height - 6)
