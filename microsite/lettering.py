"""Where the words of a map stand: beside their points, and never one over another.

Greedy over candidates: first close around the point, then farther off with a line that leads to it. What finds no
room is tried again before all others, so that the result depends on the words alone. Christensen, Marks and Shieber
1995, "An empirical study of algorithms for point-feature label placement", have the candidates and better searches;
for some forty names the difference cannot be seen.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from microsite.values import dataclass

SIZE = 25.0
"""The size of the type, in units of the picture; the style sheet has the same."""
_DOT = 9.0
"""Half the width of the room of a point."""
_GAP = 14.0
"""From a point to its words."""
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture."""

    left: float
    """In units of the picture."""
    top: float
    """In units of the picture."""
    right: float
    """In units of the picture."""
    bottom: float
    """In units of the picture."""

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles have something in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Tell whether it lies in another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Words that found room."""

    x: float
    """Of the point that is named by `anchor`."""
    y: float
    """Of the line that the words stand on."""
    anchor: str
    """`start`, `middle` or `end`: which point of the words `x` is."""
    box: Box
    """The room that they take."""
    leader: tuple[float, float, float, float] | None
    """The line from the point to the words, or None."""


def dot(x: float, y: float) -> Box:
    """Return the room of a point."""
    return Box(x - _DOT, y - _DOT, x + _DOT, y + _DOT)


@lru_cache(maxsize=4096)
def width(words: str, size: float = SIZE) -> float:
    """Return how wide words are at most, in a wide text face."""
    return sum(_em(letter) for letter in words) * size


def _em(letter: str) -> float:
    """Return the width of a letter in ems: those of Georgia, and a little more."""
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if letter in " .,;:’‘'|!()[]iIljtfr-":
        return 0.40
    return 0.92 if letter in "mwMWЖШЩЮжшщюы@—" else 0.74 if letter.isupper() else 0.60


def placed(
    named: Mapping[int, str], points: Sequence[tuple[float, float]], room: Box, taken: Iterable[Box], *, far: bool
) -> Mapping[int, Label]:
    """Return labels for the points with these indices, as far as there is room.

    No label meets another, one of `points` or what is `taken`. With `far` they may stand off their points.
    """
    fixed = [*taken, *(dot(*p) for p in points)]
    order = sorted(named, key=lambda i: (-_neighbours(points, i), i))
    wishes = {i: _Wishes(candidates(*points[i], width(named[i]), far=far), room) for i in named}
    best: Mapping[int, Label] = {}
    for _ in range(_TRIES):
        found = _once(order, wishes, fixed)
        best = found if len(found) > len(best) else best
        lost = [i for i in order if i not in found]
        if not lost or order[: len(lost)] == lost:
            break
        order = lost + [i for i in order if i in found]
    return best


class _Wishes:
    """The labels within a room that a point can have, the best first, each made once."""

    def __init__(self, made: Iterator[Label], room: Box) -> None:
        self.coming = (label for label in made if label.box.within(room))
        self.known: list[Label] = []

    def __iter__(self) -> Iterator[Label]:
        yield from self.known
        for label in self.coming:
            self.known.append(label)
            yield label


def _once(order: Sequence[int], wishes: Mapping[int, _Wishes], fixed: Sequence[Box]) -> Mapping[int, Label]:
    made: dict[int, Label] = {}
    taken = [_sides(box) for box in fixed]
    for i in order:
        label = next((label for label in wishes[i] if _free(label.box, taken)), None)
        if label:
            made[i] = label
            taken.append(_sides(label.box))
    return made


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def _free(box: Box, taken: Iterable[tuple[float, float, float, float]]) -> bool:
    """Tell whether a rectangle meets none of those with such sides; written out, as most of a map's time is spent here."""
    left, top, right, bottom = _sides(box)
    for other_left, other_top, other_right, other_bottom in taken:
        if left < other_right and other_left < right and top < other_bottom and other_top < bottom:
            return False
    return True


def candidates(x: float, y: float, wide: float, *, far: bool) -> Iterator[Label]:
    """Yield the labels that a point can have, the best first: to the right, to the left, and around it."""
    slant = 12.0
    for across, down, anchor in (
        (_GAP, 0.0, "start"),
        (-_GAP, 0.0, "end"),
        (slant, -slant - 3, "start"),
        (slant, slant + 3, "start"),
        (-slant, -slant - 3, "end"),
        (-slant, slant + 3, "end"),
        (0.0, -_GAP - 11, "middle"),
        (0.0, _GAP + 11, "middle"),
    ):
        yield _label(x + across, y + down, anchor, wide, None)
    if far:
        for ring in range(3, 26):
            for turn in range(16):
                angle = math.tau * turn / 16
                px, py = x + 16 * ring * math.cos(angle), y + 16 * ring * math.sin(angle)
                anchor = "start" if math.cos(angle) >= 0 else "end"
                end = px - 6 if anchor == "start" else px + 6
                yield _label(px, py, anchor, wide, (x, y, end, py))


def _label(x: float, y: float, anchor: str, wide: float, leader: tuple[float, float, float, float] | None) -> Label:
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    box = Box(left - 2, y - SIZE * 0.56, left + wide + 2, y + SIZE * 0.56)
    return Label(x, y + SIZE * 0.34, anchor, box, leader)


def _neighbours(points: Sequence[tuple[float, float]], i: int) -> int:
    return sum(math.dist(points[i], other) < 6 * SIZE for other in points)
