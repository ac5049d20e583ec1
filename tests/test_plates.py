"""Compiled templates are kept beside the generator's own bytecode, and believed only as they were written."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from microsite import plates
from microsite.manuscript import Manuscript
from microsite.plates import Plates
from microsite.render import Renderer
from microsite.text import whole

SOURCE = "<p>{{ page.frame.title }}</p>"


@pytest.fixture(name="compiled")
def _compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of templates, which grow as they are compiled."""
    names: list[str] = []
    compile_ = jinja2.Environment.compile

    def noted(self: jinja2.Environment, source: str, name: str, *more: object) -> object:
        names.append(name)
        return compile_(self, source, name, *more)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", noted)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return names


def read(kept: Plates, source: str = SOURCE) -> None:
    """Read a template, which is sound, as a process does that has just begun."""
    manuscript = Manuscript({"templates/404.html": whole("templates/404.html", source)}, {}, ())

    assert not [*Renderer(manuscript, kept).problems()]


def test_a_template_is_compiled_once(tmp_path: Path, compiled: list[str]) -> None:
    """Whoever reads it later finds it, but for another source of the same name."""
    read(Plates(tmp_path / "made"))
    read(Plates(tmp_path / "made"))
    assert ["404.html"] == compiled

    read(Plates(tmp_path / "made"), f"{SOURCE}\n")
    read(Plates(tmp_path / "made"))
    assert ["404.html"] * 2 == compiled
    assert 2 == len([*(tmp_path / "made").iterdir()])


@pytest.mark.parametrize("damage", [b"", b"\0", b"x" * 40], ids=["emptied", "cut", "overwritten"])
def test_what_is_damaged_is_compiled_anew(damage: bytes, tmp_path: Path, compiled: list[str]) -> None:
    """And written over what was damaged."""
    read(Plates(tmp_path))
    (file,) = tmp_path.iterdir()
    sound = file.read_bytes()
    file.write_bytes(damage + sound[len(damage) : 100 if damage == b"\0" else None] if damage else b"")
    read(Plates(tmp_path))

    assert ["404.html"] * 2 == compiled
    assert sound == file.read_bytes()


def test_without_a_folder_they_last_as_long_as_the_process(tmp_path: Path, compiled: list[str]) -> None:
    """So they do where the folder cannot be made."""
    (tmp_path / "file").touch()
    for one in (Plates(), Plates(tmp_path / "file" / "made")):
        compiled.clear()
        read(one)
        read(one)

        assert ["404.html"] == compiled
    assert ["file"] == [path.name for path in tmp_path.iterdir()]


def test_nothing_is_written_where_python_writes_none(
    tmp_path: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `python -B` has it."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read(Plates(tmp_path))

    assert ["404.html"] == compiled
    assert not [*tmp_path.iterdir()]


def test_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written and tried a hundred times does not lie there for ever."""
    monkeypatch.setattr(plates, "_MOST", 3)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for number in range(6):
        Plates(tmp_path).keep(f"{number}", b"%d" % number)

    assert 3 == len([*tmp_path.iterdir()])
    assert b"5" == Plates(tmp_path).recall("5")
    assert Plates(tmp_path).recall("0") is None


def test_they_lie_beside_the_bytecode_of_the_generator() -> None:
    """Where `PYTHONPYCACHEPREFIX` says, if it does."""
    assert plates.own().folder == Path(plates.__cached__).parent / "templates"
