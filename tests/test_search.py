"""The catalogue that readers search: what has a slip, what stands on it, and how it is written."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from markupsafe import Markup
from scriptorium import known, prose, shelf

from microsite import pages, passages, searching
from microsite.citeproc import Answer
from microsite.filling import Library
from microsite.links import page_anchors
from microsite.maps import Drawing
from microsite.pages import Setting
from microsite.passages import Passage
from microsite.searching import Slip
from microsite.views import View

FILES: Mapping[str, str] = {
    "chapters/01-wheel.md": prose(
        "Before it all, [[dorn|Dorn]] built [@dorn, p. 3].\n\n"
        "## The *second* wheel\n\nIt turned.[^why]\n\n- Oak\n- Ash\n\n"
        "/// dispute | Who paid?\nNobody knows.\n\n"
        "//// account | Upper Village\nWe did [@dorn].\n////\n\n"
        "//// account | Lower Village\nWe did [@dorn].\n////\n///\n\n"
        "[^why]: Because of [[dorn]] & Sons.\n"
    ),
    "pages/about.md": "---\ntitle: About\n---\nWho we are.\n\n## Errors\n\nTell us.\n",
    "people.yaml": (
        "dorn:\n  name: Dorn the Elder\n  sort: Dorn\n"
        "  names:\n    - {text: 多恩, lang: zh-Hans}\n    - {text: Дорн, lang: ru}\n    - {text: To-ên, lang: zh-Latn-wadegile}\n"
        "  born: 1740\n  died: 1801\n  roles: [Miller]\n  description: He milled.\n  sources: ['@dorn']\n"
    ),
    "places.yaml": "weir:\n  name: The Weir\n  description: Where [[dorn]] drowned.\n  sources: ['@dorn']\n",
    "events.yaml": (
        "- id: flood\n  date: 1789-05\n  title: The flood\n  text: Water came.\n  people: [dorn]\n  place: weir\n"
        "  sources: ['@dorn']\n  lane: upper\n"
        "  accounts:\n    - {side: upper, text: It was high., sources: ['@dorn']}\n"
        "    - {side: lower, text: It was low., sources: ['@dorn']}\n"
    ),
    "sources/all.yaml": shelf("dorn"),
}


@cache
def views() -> tuple[View, ...]:
    """Return the pages of a small history."""
    history = known(FILES)
    entry = 'Dorn, <i>Mills</i>. Press, 1788. <a href="https://mills.example/a?b">https://mills.example/a?b</a>.'
    answer = Answer({}, {}, (("dorn", entry),), "; ", notes=True, problems=())
    menu, numbers = tuple(pages.menu(history, cited=True)), {"wheel": 1}
    library = Library(
        history, answer, {}, page_anchors(history), lambda *_: Drawing(0.0, (), 1, (), (), ()), menu, numbers
    )
    setting = Setting("", "", "", (), "")
    texts = (view for text in history.texts for view in pages.text(library, setting, text))
    return (*texts, *pages.views(library, setting, (*pages.APART, *pages.TELLING)))


def slips() -> tuple[Slip, ...]:
    """Return the slips of a small history."""
    return tuple(slip for view in views() for slip in searching.slips(view))


def script() -> bytes:
    """Return the catalogue of a small history."""
    return searching.script([searching.rows(view).encode() for view in views()])


def slip(title: str) -> Slip:
    """Return the slip of a title."""
    return next(one for one in slips() if one.title == title)


def written() -> Mapping[str, list[list[object]]]:
    """Return the catalogue as a browser reads it."""
    text = script().decode()

    found = re.fullmatch(
        r"var catalogue=self\.catalogue\|\|(\{.*?\});catalogue\.slips=catalogue\.slips\.concat\((.*)\);\n", text
    )

    assert found
    empty: Mapping[str, list[list[object]]] = json.loads(found[1])
    assert empty["slips"] == []
    return {**empty, "slips": json.loads(found[2])}


def test_all_that_has_an_address_has_a_slip() -> None:
    """Chapters and pages have one a heading; events, entries, disputes and sources one each."""
    expected = [
        ("Chapter", "chapters/wheel.html", "Wheel"),
        ("Chapter", "chapters/wheel.html#the-second-wheel", "The second wheel"),
        ("Page", "about.html", "About"),
        ("Page", "about.html#errors", "Errors"),
        ("Event", "timeline.html#flood", "The flood"),
        ("Person", "people.html#dorn", "Dorn the Elder"),
        ("Place", "places.html#weir", "The Weir"),
        ("Dispute", "disputes.html#wheel.dispute-who-paid", "Who paid?"),
        ("Source", "bibliography.html#dorn", "Dorn, Mills. Press, 1788."),
    ]

    assert expected == [(one.kind, one.address, one.title) for one in slips()]


def test_names_are_kept_in_every_form() -> None:
    """Whatever a register calls somebody stands on the slip, in every script."""
    assert ("多恩", "Дорн", "To-ên") == slip("Dorn the Elder").names
    assert "1740–1801. Miller" == slip("Dorn the Elder").where


def test_passages_lead_to_paragraphs() -> None:
    """A section knows the ids of its paragraphs and footnotes, what they say, and whom they name."""
    expected = (
        Passage("p-it-turned", "It turned."),
        Passage("note-why", "Because of Dorn the Elder & Sons.", ("dorn",)),
    )
    found = slip("The second wheel").passages

    assert expected == found[:2]
    assert "1. Wheel, 1788–1790" == slip("The second wheel").where
    assert [True, True] == [
        any(word in passage.text for passage in found) for word in ("Oak", "Who paid? Nobody knows.")
    ]


def test_citations_are_no_text() -> None:
    """A paragraph is what a reader reads of it; the notes of citations are left to the slips of their sources."""
    assert (Passage("p-before-it-all-built", "Before it all, Dorn (Дорн) built.", ("dorn",)),) == slip("Wheel").passages


def test_events_name_who_took_part() -> None:
    """People and place of an event are found with it; its accounts are told once, on its own slip."""
    said = slip("The flood").passages

    assert ("dorn", "weir") == said[0].named
    assert ["Water came.", "Upper Village: It was high.", "Lower Village: It was low."] == [one.text for one in said]
    assert "May 1789" == slip("The flood").where


def test_accounts_of_disputes_are_told_by_their_own_slip() -> None:
    """A chapter's dispute has a slip with every account, and says where it comes from."""
    assert "Wheel" == slip("Who paid?").where
    assert ["Nobody knows.", "Upper Village: We did", "Lower Village: We did"] == [
        one.text.partition(" (")[0] for one in slip("Who paid?").passages
    ]


def test_the_catalogue_points_at_those_who_are_named() -> None:
    """A passage holds the ids of whom it names, whose slips have their other names."""
    held = written()
    weir = next(row for row in held["slips"] if row[1] == "places.html#weir")

    assert [["", "Where Dorn the Elder drowned.", ["dorn"]]] == weir[5]
    assert 1 == sum(row[1] == "people.html#dorn" for row in held["slips"])


def test_what_is_empty_is_left_out() -> None:
    """A source has neither names nor passages, and its row ends with its title."""
    held = written()
    source = next(row for row in held["slips"] if row[1] == "bibliography.html#dorn")

    assert [held["kinds"].index("Source"), "bibliography.html#dorn", "Dorn, Mills. Press, 1788."] == source  # type: ignore[arg-type]


def test_the_catalogue_is_the_same_each_time() -> None:
    """No set, no clock and no hash seed is in it."""
    source = "import sys; sys.path[:0] = {path!r}; import test_search as t; sys.stdout.buffer.write(t.script())"
    path = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
    runs = [
        subprocess.run(
            [sys.executable, "-B", "-c", source.format(path=path)],
            env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert [script()] * 2 == runs


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<br>two</p><p>three</p>", "one two three"),
        ("a <em>b</em>c &amp; &lt;d&gt;", "a bc & <d>"),
        ('word<sup class="call"><a id="call-x" href="#x">1</a></sup>.', "word."),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 2"),
        ('<img alt="a > b"> after', "after"),
    ],
)
def test_html_becomes_words(html: str, text: str) -> None:
    """Blocks part words, inline elements do not, and calls of notes are no words."""
    assert text == passages.plain(Markup(html))  # noqa: S704 - it is the test's own
