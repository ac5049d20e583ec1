"""What `explain` says of the things of a site: where they are defined, where they are used, what stands on them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite import cli, console

MILL = str(Path(__file__).resolve().parent / "sites" / "mill")


def explained(name: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is printed of a thing of the mill."""
    assert console.BUILT == cli.main(["explain", name, "--site", MILL, "--no-cache"])
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "head", "defined"),
    [
        ("bock-1950", "bock-1950 (source): ", "content/sources/"),
        ("brand-1788", "brand-1788 (event): Die Mühle brennt", "content/events.yaml:"),
        ("dorn-jost", "dorn-jost (person): Jost Dorn", "content/people.yaml:"),
        ("talbe", "talbe (place): Talbe", "content/places.yaml:"),
        ("wehr", "wehr (term): ", "content/terms.yaml:"),
        ("das-wehr", "das-wehr (chapter): ", "content/chapters/"),
        ("eid-1788", "eid-1788 (quotation): Клянусь", "content/quotations.yaml:"),
        ("saecke", "saecke (series): Gemahlenes Korn", "content/series.yaml:"),
    ],
)
def test_a_thing_is_told_by_its_id(name: str, head: str, defined: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything that has an id is told with its kind, its name and the place where it is defined."""
    told = explained(name, capsys)

    assert told.startswith(head)
    assert re.search(rf"^defined +{re.escape(defined)}", told, re.MULTILINE)


@pytest.mark.parametrize("written", ["[[dorn-jost]]", "Jost Dorn", "jost dorn"])
def test_a_thing_is_known_by_its_name(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A name serves as well as the id, and so does a mark copied out of the prose."""
    assert explained("dorn-jost", capsys) == explained(written, capsys)


def test_every_use_is_where_it_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line names a place of a file, and the id stands there."""
    places = re.findall(r"^  (\S+):(\d+):(\d+) ", explained("bock-1950", capsys), re.MULTILINE)

    assert len(places) > 10
    for path, line, column in places:
        written = (Path(MILL) / path).read_text(encoding="utf-8").split("\n")[int(line) - 1]
        assert written[int(column) - 1 :].lstrip("-@").startswith("bock-1950")


def test_what_stands_on_one_source_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A source is told with the events and quotations that have no other."""
    told = explained("rede-1902", capsys).splitlines()[-1]

    assert told.startswith("Without it, there would be no source for ")
    assert "event `fest`" in told


def test_what_nothing_uses_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A thing that is never named says so."""
    assert "Nothing uses it." in explained("steine", capsys)


def test_what_is_unknown_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is nothing's is told in a line, with the rule, the id or the name that was meant."""
    for written, meant in (("bok-1950", "bock-1950"), ("uncited-evnt", "uncited-event"), ("Jost Dron", "dorn-jost")):
        assert console.MISUSED == cli.main(["explain", written, "--site", MILL, "--no-cache"])
        told = (
            f"build.py: there is no rule `{written}`, and nothing on this site has that id; did you mean `{meant}`?\n"
        )
        assert told == capsys.readouterr().err
