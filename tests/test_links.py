"""Where relative links lead."""

from __future__ import annotations

import pytest
from scriptorium import known, prose, shelf

from microsite import links

FILES = frozenset({"content/chapters/mill.svg", "content/pictures/the weir.jpg"})
WHOLE = known(
    {
        "chapters/1-wheel.md": prose("## Weir\n\nIt stood [@dorn]. See [[anna]]."),
        "chapters/2-fire.md": prose("It burned."),
        "pages/about.md": "---\ntitle: About\n---\n## Method\n",
        "people.yaml": "anna: {name: Anna}\n",
        "sources/a.yaml": shelf("dorn"),
    }
)
ANCHORS = links.page_anchors(WHOLE)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("mill.svg", "file:content/chapters/mill.svg"),
        ("./mill.svg", "file:content/chapters/mill.svg"),
        ("../pictures/the%20weir.jpg", "file:content/pictures/the weir.jpg"),
        ("mill.svg#view", "file:content/chapters/mill.svg"),
        ("2-fire.md", "chapters/fire.html"),
        ("fire.html", "chapters/fire.html"),
        ("7-fire.md", "chapters/fire.html"),
        ("2-fire.md#p-it-burned", "chapters/fire.html#p-it-burned"),
        ("../pages/about.md#method", "about.html#method"),
        ("../about.html", "about.html"),
        ("../people.html#anna", "people.html#anna"),
        ("../bibliography.html#dorn", "bibliography.html#dorn"),
        ("../bibliography.bib", "bibliography.bib"),
        ("../index.html", "index.html"),
        ("#weir", "chapters/wheel.html#weir"),
        ("#cite-dorn-1", "chapters/wheel.html#cite-dorn-1"),
        ("", "chapters/wheel.html#"),
    ],
)
def test_links_lead_to_files_pages_and_anchors(link: str, expected: str) -> None:
    """A link is read from its file first, then from its page; a chapter may have had another number."""
    assert expected == links.resolved(link, "content/chapters/1-wheel.md", "chapters/wheel.html", FILES, ANCHORS)


@pytest.mark.parametrize(
    "link",
    [
        "fire.md",
        "2-smoke.md",
        "#nowhere",
        "2-fire.md#weir",
        "weir.svg",
        "../timeline.html",
        "../../site.yaml",
        "../people.html#dorn",
    ],
)
def test_other_links_lead_nowhere(link: str) -> None:
    """What is not there, or has no such anchor, or is not made, is nowhere."""
    assert links.resolved(link, "content/chapters/1-wheel.md", "chapters/wheel.html", FILES, ANCHORS) is None


def test_pages_that_are_not_made_have_no_anchors() -> None:
    """There is no timeline without events, and no glossary without terms."""
    assert {"timeline.html", "glossary.html", "places.html", "disputes.html"}.isdisjoint(ANCHORS)
