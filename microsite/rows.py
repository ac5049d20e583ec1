"""The rows of a lane: where events stand in them, so that no mark and no title is over another.

Rows are filled from the top: an event stands in the first one in which it is clear of all others when the picture is
as narrow as it is ever shown. Where it is wider, marks move apart and titles keep their size, so that what is clear
once is clear at every width.
"""

from __future__ import annotations

from collections.abc import Sequence

from microsite import lettering
from microsite.values import dataclass

SIZE = 13.0
"""The size of the titles, in pixels; the style sheet has the same."""
SPACE = 3.0
"""From what is drawn of an event to its title, in pixels."""


@dataclass(frozen=True, slots=True)
class Guest:
    """What is drawn of an event, and what is to stand beside it."""

    left: float
    """The edge of its shapes, in pixels of the narrowest picture."""
    right: float
    """The other edge."""
    title: str
    """Its title, or empty."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an event stands."""

    row: int
    """From 0."""
    left: float
    """The edge of all that belongs to it, in pixels of the narrowest picture."""
    right: float
    """The other edge."""
    label: str
    """Its title as far as there is room."""
    before: bool
    """Whether the title stands before the shapes."""


def seated(guests: Sequence[Guest], room: float, gap: float) -> list[Seat]:
    """Return the seat of each event in a picture of a width, each `gap` from the next in its row."""
    rows: list[list[Seat]] = []
    seats = []
    for guest in guests:
        left, right, label, before = _taken(guest, room)
        free = (i for i, held in enumerate(rows) if all(right + gap <= s.left or s.right + gap <= left for s in held))
        seat = Seat(next(free, len(rows)), left, right, label, before)
        if seat.row == len(rows):
            rows.append([])
        rows[seat.row].append(seat)
        seats.append(seat)
    return seats


def _taken(guest: Guest, room: float) -> tuple[float, float, str, bool]:
    """Return what an event takes: with its title after it, else before it, else with what there is room for."""
    if not guest.title:
        return guest.left, guest.right, "", False
    after, before = room - guest.right - SPACE, guest.left - SPACE
    backwards = _wide(guest.title) > after and (_wide(guest.title) <= before or before > after)
    label = _shortened(guest.title, before if backwards else after)
    taken = SPACE + _wide(label)
    if backwards:
        return guest.left - taken, guest.right, label, True
    return guest.left, guest.right + taken, label, False


def _shortened(title: str, room: float) -> str:
    """Return a title, or its first words with an ellipsis, or nothing, as there is room."""
    if _wide(title) <= room:
        return title
    words = title.split()
    shorter = (" ".join(words[:number]).rstrip(",;:–—-") + "…" for number in range(len(words) - 1, 0, -1))
    return next((label for label in shorter if _wide(label) <= room), "")


def _wide(title: str) -> float:
    return lettering.width(title, SIZE)
