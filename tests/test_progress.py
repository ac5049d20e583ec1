"""What is seen of long work: a bar on a terminal, a line a stage elsewhere, and where the time went."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from microsite import press, progress
from microsite.progress import STAGES, Watcher


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal, and keeps what it shows."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        """Say yes."""
        return True

    def shown(self) -> list[str]:
        """Return what stood in the line, one after the other."""
        assert isinstance(self.buffer, io.BytesIO)
        return self.buffer.getvalue().decode(self.encoding).split("\r\x1b[2K")


def ticking(*seconds: float) -> Iterator[float]:
    """Yield the times that a clock tells, the last for ever."""
    yield from seconds
    while True:
        yield seconds[-1]


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def test_a_bar_grows() -> None:
    """On a terminal, work that takes long shows how far it is, and leaves an empty line."""
    terminal = Terminal()
    clock = ticking(0, 0, 0, 1, 2, 3)
    watcher = Watcher(terminal, lambda: next(clock))
    for number in range(1, 4):
        watcher.tell("parse", number, 3)
    watcher.finish()
    pictures = terminal.shown()

    assert "parsing     ████████████████░░░░░░░░ 2 of 3" in pictures
    assert "parsing     ████████████████████████ 3 of 3" in pictures
    assert "" == pictures[-1]


def test_short_work_shows_no_bar() -> None:
    """What is done before anybody could read it is not shown."""
    terminal = Terminal()
    watcher = Watcher(terminal, lambda: 0.1)
    watcher.tell("parse", 1, 1)
    watcher.finish()

    assert [""] == terminal.shown()


def test_a_bar_is_drawn_in_what_the_terminal_has() -> None:
    """Where a terminal has no blocks, the bar is of signs that it has."""
    terminal = Terminal("ascii")
    clock = ticking(0, 0, 1)
    watcher = Watcher(terminal, lambda: next(clock))
    watcher.tell("render", 1, 2)

    assert ["", "rendering   ############............ 1 of 2"] == terminal.shown()


def test_lines_elsewhere() -> None:
    """Elsewhere a stage is a line when it is over; one that took no time, or had nothing to do, has none."""
    lines = io.StringIO()
    now = 0.0
    watcher = Watcher(lines, lambda: now)
    for seconds, stage, done in (
        (0, "resolve", 0),
        (0.01, "parse", 1),
        (1, "parse", 2),
        (0.5, "cite", 0),
        (2, "search", 0),
        (3, "", 0),
    ):
        now += seconds
        watcher.tell(stage, done, done) if stage else watcher.finish()

    assert "parsed 2 files in 1.5 s\ncited in 2.0 s\n" == lines.getvalue()


def test_a_dumb_terminal_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that cannot go back in its line is told in lines."""
    monkeypatch.setenv("TERM", "dumb")

    assert not Watcher(Terminal()).bar


def test_time_belongs_to_the_stage_that_was_told() -> None:
    """A stage lasts until another is told, and may come back."""
    times = iter([0.0, 0, 0, 2, 2, 3, 3, 7])
    watcher = Watcher(None, lambda: next(times))
    for stage in ("parse", "cite", "parse"):
        watcher.tell(stage, 0, 0)
    watcher.finish()

    assert {"parse": 6.0, "cite": 1.0} == {stage: spent for stage, spent in watcher.spent.items() if spent}


def test_a_profile_has_every_stage() -> None:
    """Each stage is a line with its seconds and its share of the whole."""
    spent = dict.fromkeys(STAGES, 0.0) | {"parse": 3.0, "cite": 1.0}

    assert [*STAGES, "together"] == [line.split()[0] for line in progress.profile(spent).splitlines()]
    assert "parse       3.000 s   75 %" in progress.profile(spent)


def test_counting_changes_nothing() -> None:
    """What is counted comes out as it went in, and each item is told."""
    told: list[tuple[str, int, int]] = []

    assert ["a", "b"] == list(press.counted(lambda *words: told.append(words), "parse", iter("ab"), 2))
    assert [("parse", 1, 2), ("parse", 2, 2)] == told
