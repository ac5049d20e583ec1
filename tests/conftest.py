"""What every test can ask for: the switch `--update`, what is golden, and a table for its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytest_plugins = ["browsing"]

Golden = Callable[[Path, str | bytes], None]
"""What compares a file that is kept with what was made just now."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switches: to write what was made over what is kept (read the diff afterwards), and to run the slowest."""
    parser.addoption("--update", action="store_true", help="write the goldens and the case files anew")
    parser.addoption(
        "--lighthouse", action="store_true", help="let Lighthouse read a page of each kind; in CI it always does"
    )


@dataclass(slots=True)
class Figures:
    """What the tests of a run have measured, printed as tables when it ends."""

    tables: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """By the title of a table and the name of a row: what is in each column."""

    def add(self, table: str, row: str, **columns: object) -> None:
        """Write figures into a row; several tests may fill columns of one row, `_` in a column's name is a space."""
        cells = self.tables.setdefault(table, {}).setdefault(row, {})
        cells.update({name.replace("_", " "): str(value) for name, value in columns.items()})

    def tally(self, table: str, row: str, **columns: int) -> None:
        """Add figures to those that a row has already."""
        cells = self.tables.get(table, {}).get(row, {})
        self.add(table, row, **{name: int(cells.get(name, 0)) + number for name, number in columns.items()})

    def lines(self) -> Iterator[tuple[str, list[str]]]:
        """Yield each table: its title and its lines, columns aligned."""
        for title, rows in self.tables.items():
            columns = list(dict.fromkeys(name for cells in rows.values() for name in cells))
            head = ("", *columns)
            body = [(row, *(cells.get(name, "–") for name in columns)) for row, cells in rows.items()]
            widths = [max(len(line[at]) for line in (head, *body)) for at in range(len(head))]
            yield (
                title,
                [
                    "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])])
                    for line in (head, *body)
                ],
            )


_MEASURED = pytest.StashKey[Figures]()


def pytest_configure(config: pytest.Config) -> None:
    """Lay out the sheet for the figures of this run."""
    config.stash[_MEASURED] = Figures()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures."""
    for title, lines in config.stash[_MEASURED].lines():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Figures:
    """Return the sheet for what a test measures: `figures.add("Bytes", "home", html=8931)`."""
    return request.config.stash[_MEASURED]


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Tell whether what is kept is to be written anew."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def golden(update: bool) -> Golden:  # noqa: FBT001 - a fixture is passed by its name
    """Return what asserts that a file holds what was made; with `--update` it makes the file hold it."""

    def compare(path: Path, actual: str | bytes) -> None:
        data = actual.encode() if isinstance(actual, str) else actual
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        expected = path.read_bytes() if path.exists() else b""

        assert expected.decode() == data.decode(), f"{path}: `pytest --update` writes it anew"

    return compare
