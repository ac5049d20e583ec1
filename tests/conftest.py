"""What every test can ask for: the switch `--update`, and what is golden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str | bytes], None]
"""What compares a file that is kept with what was made just now."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that writes what was made over what is kept; read the diff afterwards."""
    parser.addoption("--update", action="store_true", help="write the goldens and the case files anew")


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
