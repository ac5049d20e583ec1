"""The whole history: what is named and cited where, in which order, and what belongs to what."""

from __future__ import annotations

import pytest
from scriptorium import known, prose, shelf

from microsite import history
from microsite.history import Occurrence

EVENT = "- {{id: {id}, date: '{date}', title: {id}, sources: ['@dorn']{more}}}\n"


def event(name: str, date: str, more: str = "") -> str:
    """Return an event of `events.yaml`."""
    return EVENT.format(id=name, date=date, more=f", {more}" if more else "")


def test_chapters_are_read_by_number_then_by_name() -> None:
    """The number of a file gives the place of its chapter, as a number and not as a word."""
    files = {f"chapters/{name}.md": prose("x") for name in ("10-z", "2-b", "02-a", "1-c")}

    assert ["c", "a", "b", "z"] == [c.slug for c in known(files).chapters]


def test_neighbours_stand_before_and_after() -> None:
    """The first chapter has none before it, the last none after it."""
    whole = known({"chapters/1-a.md": prose("x"), "chapters/2-b.md": prose("x")})
    (_, after), (before, _) = whole.neighbours("a"), whole.neighbours("b")

    assert ("b", "a") == (after and after.slug, before and before.slug)
    assert (None, None) == (whole.neighbours("a")[0], whole.neighbours("b")[1])


def test_events_are_in_the_order_of_their_dates() -> None:
    """Events are told by their first day, then by their last, then by their ids."""
    whole = known(
        {"events.yaml": event("c", "1789") + event("b", "1788-02") + event("a", "1788-02") + event("d", "1788")}
    )

    assert ["d", "a", "b", "c"] == [str(e.id) for e in whole.events]


def test_events_belong_to_the_first_chapter_of_their_year() -> None:
    """An event is of the first chapter whose years hold its first day, or of the one that it names, or of none."""
    files = {
        "chapters/1-a.md": prose("x", years="1788–1790"),
        "chapters/2-b.md": prose("x", years="1790–"),
        "events.yaml": event("one", "1790-05")
        + event("two", "1791")
        + event("named", "1788", "chapter: b")
        + event("early", "1700")
        + event("long", "1789/1800")
        + event("until", "../1789"),
    }
    expected = {"one": "a", "two": "b", "named": "b", "long": "a", "until": "a"}

    assert expected == known(files).homes


def test_until_is_part_of_the_date() -> None:
    """An event with `until` is an interval from then on."""
    whole = known({"events.yaml": event("a", "1788-03-02", "until: '1788-03-15'")})

    assert "1788-03-02/1788-03-15" == whole.events[0].date.edtf


def test_names_know_where_they_are_named() -> None:
    """Chapters, pages, events and registers name people, each place once, in reading order."""
    files = {
        "people.yaml": "anna: {name: Anna}\nberta: {name: Berta, description: 'Sister of [[anna]].', see: [anna]}\n",
        "chapters/1-a.md": prose("First [[anna]], then [[anna|her]] again.\n\nLater [[anna]]."),
        "pages/about.md": "---\ntitle: About\n---\nOf [[anna]].",
        "events.yaml": event("wedding", "1788", "people: [anna], text: 'Of [[anna]].'"),
        "sources/a.yaml": shelf("dorn"),
    }
    expected = (
        Occurrence("chapters/a.html#p-first-then-again", "Wheel"),
        Occurrence("chapters/a.html#p-later", "Wheel"),
        Occurrence("about.html#p-of", "About"),
        Occurrence("timeline.html#wedding", "wedding"),
        Occurrence("people.html#berta", "Berta"),
    )

    assert expected == known(files).named["anna"]


CITING = {
    "chapters/1-a.md": prose("One [@dorn, p. 1].[^x]\n\nTwo [@dorn; @kowal].\n\n[^x]: See [@kowal]."),
    "events.yaml": event("wedding", "1788"),
    "sources/a.yaml": shelf("dorn", "kowal", "unread"),
}


def test_sources_know_where_they_are_cited() -> None:
    """A source is cited at its notes, a footnote counting where it is called, and by events."""
    cited = known(CITING).cited
    expected = {
        "dorn": [
            ("chapters/a.html#cite-dorn-1", 1),
            ("chapters/a.html#cite-dorn-2", 3),
            ("timeline.html#wedding", None),
        ],
        "kowal": [("chapters/a.html#note-x", 2), ("chapters/a.html#cite-dorn-2", 3)],
    }

    assert expected == {key: [(o.address, o.note) for o in found] for key, found in cited.items()}
    assert ["dorn", "kowal"] == [source.id for source in known(CITING).cited_sources()]


def test_without_notes_sources_are_cited_at_paragraphs() -> None:
    """Where the style sets citations into the text, they stand in their paragraph; a footnote is still a note."""
    cited = known(CITING, notes=False).cited
    expected = [("chapters/a.html#note-x", 1), ("chapters/a.html#p-two", None)]

    assert expected == [(o.address, o.note) for o in cited["kowal"]]


def test_a_chapter_cites_what_it_shows() -> None:
    """The source of a quotation that a chapter shows is a source of the chapter."""
    files = {
        "chapters/1-a.md": prose("/// quote | oath\n///"),
        "quotations.yaml": "- {id: oath, text: I swear, source: acts}",
        "sources/a.yaml": shelf("acts", "dorn"),
    }

    assert frozenset({"acts"}) == known(files).sources_of(known(files).chapters[0])


def test_a_quotation_is_where_a_text_shows_it_first() -> None:
    """Its event cites the source of a quotation that no text shows; the others have their own places."""
    files = {
        "chapters/1-a.md": prose("/// quote | oath\n///"),
        "chapters/2-b.md": prose("/// quote | oath\n///"),
        "events.yaml": "- {id: wedding, date: 1788, title: Wedding, sources: ['@dorn']}\n",
        "quotations.yaml": (
            "- {id: oath, text: I swear, source: acts, event: wedding}\n"
            "- {id: song, text: La la, source: songs, event: wedding}\n"
        ),
        "sources/a.yaml": shelf("acts", "dorn", "songs"),
    }
    found = known(files)

    assert {"oath": "chapters/a.html#quote-oath"} == found.shown
    assert ["chapters/a.html#quote-oath", "chapters/b.html#quote-oath"] == [o.address for o in found.cited["acts"]]
    assert ["timeline.html#wedding"] == [o.address for o in found.cited["songs"]]


@pytest.mark.parametrize("side", ["upper", "Upper Village"])
def test_sides_are_known_by_id_and_by_name(side: str) -> None:
    """An account names its side by id or by name; any other name is kept as it is."""
    site = known({}).site

    assert ("Upper Village", "upper") == (history.side_name(site, side), history.side_id(site, side))
    assert ("The abbey", "") == (history.side_name(site, "The abbey"), history.side_id(site, "The abbey"))


def test_disputes_are_gathered() -> None:
    """The disputes of chapters stand in reading order, then those of events."""
    block = "/// dispute | Who?\n//// account | upper\nWe [@dorn].\n////\n//// account | The abbey\nThey [@dorn].\n////\n///"
    accounts = "accounts: [{side: lower, text: No., sources: ['@dorn']}, {side: upper, text: Yes., sources: ['@dorn']}]"
    files = {
        "chapters/1-a.md": prose(block),
        "events.yaml": event("fire", "1788", accounts),
        "sources/a.yaml": shelf("dorn"),
    }
    found = known(files).disputes

    assert ["chapters/a.html#dispute-who", "timeline.html#fire"] == [d.address for d in found]
    assert [["Upper Village", "The abbey"], ["Lower Village", "Upper Village"]] == [
        [a[0] for a in d.accounts] for d in found
    ]


def test_of_two_with_one_id_the_first_counts() -> None:
    """A double is a problem of its own; until it is mended, the first is meant."""
    whole = known({"people.yaml": "anna: {name: First}\n", "terms.yaml": "anna: {name: Second}\n"})

    assert "First" == whole.targets["anna"].name
    assert [("anna", "person"), ("anna", "term")] == [(d.id, d.kind) for d in whole.declared]


def test_nothing_is_a_history_too() -> None:
    """A site without chapters, data and sources can be asked everything."""
    whole = known({})

    assert ((), (), (), {}, ()) == (whole.texts, whole.events, whole.cited_sources(), whole.named, whole.disputes)
