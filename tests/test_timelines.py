"""The page of the timeline: its eras, what filters them, and the real history drawn in lanes."""

from __future__ import annotations

import math
import re
from pathlib import Path

from scriptorium import known
from test_lanes import THREE_SIDES, meeting, mill

from microsite import lanes, rows, timelines, timescale
from microsite.history import History

PROJECT = Path(__file__).resolve().parent.parent


def test_the_whole_has_every_event_once() -> None:
    """Era beside era, from left to right, each event in the band of its own."""
    history = mill("date: 1788, title: A", "date: 1790, title: B", "date: 1850, title: C")

    assert [("wheel", 2), ("", 1)] == [(era.slug, len(era.events)) for era in timelines.eras(history)]


def test_each_choice_has_its_rules() -> None:
    """What can be chosen is shown again by its class, with ids escaped as CSS has it, and told by its name."""
    people = "".join(
        f"{name}: {{name: 'Jost \"J.\" Dorn', description: A miller., sources: ['@dorn']}}\n"
        for name in ("dorn.jost", "lu")
    )
    events = [
        "date: 1788, title: It, people: [dorn.jost], lane: upper",
        "date: 1789, title: It, people: [lu], lane: both",
    ]
    style = timelines.style(mill(*events, site=THREE_SIDES, people=people))

    assert r":has(#by-dorn\.jost:checked)" in style
    assert r"~ * .by-dorn\.jost" in style
    assert r'--person-name:"Jost \"J.\" Dorn"' in style
    assert ".timeline > .moment.in-upper{--rail:0}" in style
    assert style.count("{") == style.count("}")


def test_both_sides_span_two_rails() -> None:
    """Beside the list what concerns both stands across the rails of two sides, or has its own where there is one."""
    two = mill(
        "date: 1788, title: A, lane: upper",
        "date: 1788, title: B, lane: lower",
        "date: 1788, title: C, lane: both",
        site=THREE_SIDES,
    )
    one = mill("date: 1788, title: A, lane: upper", "date: 1788, title: C, lane: both", site=THREE_SIDES)

    assert [".timeline{--rails:2}", ".timeline > .moment.in-both{--rail:0;--span:2}"] == _lines(
        two, "rails", "both{--rail"
    )
    assert [".timeline{--rails:2}", ".timeline > .moment.in-both{--rail:1}"] == _lines(one, "rails", "both{--rail")


def _lines(history: History, *words: str) -> list[str]:
    return [line for line in timelines.style(history).splitlines() if any(word in line for word in words)]


def test_the_style_sheet_knows_the_measures() -> None:
    """The sizes of the type that widths are reckoned with are those of the style sheet."""
    sheet = (PROJECT / "static" / "strip.css").read_text(encoding="utf-8")

    assert f".lanes text {{ fill: var(--ink); font-size: {rows.SIZE:g}px; }}" in sheet
    assert re.search(rf"\.lanes \.names text .*font-size: {lanes.NAMES:g}px", sheet)
    assert re.search(rf"\.lanes text\.tick.*font-size: {timescale.SIZE:g}px", sheet)
    narrowest = float(re.findall(r"@media print, \(min-width: (\d+)em\)", sheet)[0]) * 16

    # 1.25rem at 106.25% on both sides, and a scroll bar.
    assert lanes.WIDTH <= narrowest - 2 * 1.25 * 17 - 15


def test_every_event_of_this_history_has_its_title() -> None:
    """Of the real events none is over another, and few titles are cut short."""
    files = {
        path.relative_to(PROJECT / "content").as_posix(): path.read_text(encoding="utf-8")
        for path in (PROJECT / "content").rglob("*.*")
        if path.suffix in (".md", ".yaml") and path.parent.name != "pages" and path.name != "STYLE.md"
    }
    history = known(files | {"site.yaml": (PROJECT / "site.yaml").read_text(encoding="utf-8")})
    strips = [lanes.strip(era.events, history.site, str) for era in timelines.eras(history)]
    cut = [moment.title for strip in strips for moment in strip.moments if moment.label.endswith("…")]

    assert [] == [pair for strip in strips for pair in meeting(strip, lanes.field(history.site))]
    assert len(history.events) == sum(len(strip.moments) for strip in strips)
    assert len(cut) <= len(history.events) / 30
    assert math.isclose(sum(lane.height for lane in strips[0].lanes), strips[0].height - lanes.FULL.foot)
