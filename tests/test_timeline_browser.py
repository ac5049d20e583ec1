"""The timeline in a browser: words that never meet, and filters that need no script."""

from __future__ import annotations

import pytest
from browsing import Built, NewPage, needs_chromium
from playwright.sync_api import Page

pytestmark = needs_chromium

_MEETING = """() => [...document.querySelectorAll('.lanes svg:not(svg svg)')].flatMap((picture) => {
  const boxes = [...picture.querySelectorAll('text')].filter((one) => one.checkVisibility())
    .map((one) => [one.textContent, one.getBoundingClientRect()]);
  return boxes.flatMap(([words, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([others]) => `${words} / ${others}`));
})"""
"""Returns the words of pictures that are over one another."""

_BEYOND = """() => [...document.querySelectorAll('.era .lanes .field')].flatMap((picture) => {
  const { left, right } = picture.getBoundingClientRect();
  return [...picture.querySelectorAll('a text')].filter((one) => one.getBoundingClientRect().left < left - 1
    || one.getBoundingClientRect().right > right + 1).map((one) => one.textContent);
})"""
"""Returns the titles that do not end within their picture."""

_LEFT = "() => [...document.querySelectorAll('.moment')].filter((one) => one.checkVisibility()).map((one) => one.id)"
"""Returns the ids of the events that the list shows."""

_DRAWN = """() => [...document.querySelectorAll('.era .lanes a')]
  .filter((one) => one.checkVisibility() && one.querySelector('text').checkVisibility())
  .map((one) => one.getAttribute('href').slice(1))"""
"""Returns the ids of the events that the pictures name."""


def left(page: Page) -> list[str]:
    """Return the ids of the events that are shown."""
    found: list[str] = page.evaluate(_LEFT)
    return found


def visit(page: Page, address: str) -> None:
    """Open a page, and wait until it is laid out: a font that is waited for can hold it back a moment longer."""
    page.goto(address)
    page.wait_for_selector("h1")


def with_class(page: Page, name: str) -> list[str]:
    """Return the ids of the events that have a class, in order."""
    found: list[str] = page.evaluate(
        "name => [...document.getElementsByClassName(name)].filter((one) => one.matches('.moment')).map((one) => one.id)",
        name,
    )
    return found


@pytest.mark.parametrize("width", [768, 800, 992, 1024, 1280, 1312, 1600, 2400])
def test_no_words_are_over_others(width: int, new_page: NewPage, history: Built, mill: Built) -> None:
    """At every width that has pictures, no title, name or year meets another, and all of them end within."""
    page = new_page(viewport={"width": width, "height": 900})
    for site in (history, mill):
        visit(page, f"{site.http}timeline.html")

        page.wait_for_selector(".era .lanes")
        assert [] == page.evaluate(_MEETING)
        assert [] == page.evaluate(_BEYOND)


@pytest.mark.parametrize("width", [320, 390, 767])
def test_a_narrow_window_has_rails_instead(width: int, new_page: NewPage, history: Built) -> None:
    """Where titles have no room beside each other, the list stands beside its rails; nothing scrolls sideways."""
    page = new_page(viewport={"width": width, "height": 900})
    visit(page, f"{history.http}timeline.html")

    assert not page.is_visible(".lanes")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    rails = page.evaluate("getComputedStyle(document.querySelector('.moment'), '::before').backgroundImage")
    assert "repeating-linear-gradient" in rails


def test_every_event_is_drawn_once(page: Page, history: Built) -> None:
    """Each entry of the list has one mark with its title, which leads to it, in the same order."""
    visit(page, f"{history.http}timeline.html")

    assert left(page) == page.evaluate(_DRAWN)


@pytest.mark.parametrize(
    ("name", "opener"), [("in-soviet", ""), ("during-the-split", "Chapter"), ("by-zhou-enlai", "Person")]
)
def test_a_filter_works_without_script(name: str, opener: str, new_page: NewPage, history: Built) -> None:
    """What is chosen is left in the list and in the pictures, is counted as its label said, and can be taken back."""
    page = new_page(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    visit(page, f"{history.http}timeline.html")
    whole = left(page)
    if opener:
        page.click(f"summary:has-text('{opener}')")
    page.check(f"#{name}")
    chosen = [one for one in whole if one in with_class(page, name)] if opener != "Chapter" else left(page)

    assert 0 < len(chosen) < len(whole)
    assert chosen == left(page) == page.evaluate(_DRAWN)
    assert page.inner_text(f"label:has(#{name}) .number") == str(len(chosen))
    assert page.evaluate("getComputedStyle(document.querySelector('.remain b'), '::before').content") == "counter(left)"
    assert page.is_visible(".remain")
    page.click("text=Show all >> visible=true")
    assert whole == left(page)
    assert not page.is_visible(".remain")


def test_filters_are_combined_without_script(new_page: NewPage, history: Built) -> None:
    """What is left has all that was chosen; an era that has events of either and none of both says so."""
    page = new_page(java_script_enabled=False)
    visit(page, f"{history.http}timeline.html")
    page.check("#in-china")
    page.click("summary:has-text('Person')")
    page.check("#by-khrushchev")

    both = [one for one in with_class(page, "in-china") if one in with_class(page, "by-khrushchev")]
    assert both == left(page)
    empty = page.locator(".era:visible:not(:has(.moment:visible))")
    assert empty.count() > 0


def test_a_link_chooses_without_script(new_page: NewPage, history: Built) -> None:
    """The way from a person's entry leads to the timeline of that person alone, and from there to the whole."""
    page = new_page(java_script_enabled=False)
    visit(page, f"{history.http}people.html")
    page.click("#zhou-enlai a:has-text('on the timeline')")

    page.wait_for_selector(".remain a")
    assert page.url.endswith("timeline.html#by-zhou-enlai")
    assert with_class(page, "by-zhou-enlai") == left(page)
    page.click(".remain a")
    assert len(left(page)) > 100


@pytest.mark.parametrize("disk", [False, True], ids=["host", "disk"])
def test_the_address_keeps_what_is_chosen(disk: bool, page: Page, history: Built) -> None:  # noqa: FBT001 - a row of a table
    """With script a choice is in the address, which chooses it again; its number is told; going back to all clears it."""
    visit(page, f"{history.disk if disk else history.http}timeline.html#by-zhou-enlai")

    assert page.is_checked("#by-zhou-enlai")
    page.check("#in-soviet")
    number = len(left(page))
    assert page.url.endswith("timeline.html?lane=in-soviet&person=by-zhou-enlai")
    assert page.inner_text("[role=status]") == f"{number} of {page.locator('.moment').count()} events"
    page.reload()
    page.wait_for_selector("h1")
    assert number == len(left(page))
    page.click(".remain button")
    page.wait_for_url("**/timeline.html")
    assert len(left(page)) == page.locator(".moment").count()


def test_lanes_are_chosen_by_the_keyboard(page: Page, history: Built) -> None:
    """One stop leads to the lanes, and arrows go from one to the next; the focus is seen."""
    visit(page, f"{history.http}timeline.html")
    page.focus("#all-lane")
    page.keyboard.press("ArrowDown")

    assert page.is_checked("#in-china")
    assert with_class(page, "in-china") == left(page)
    assert "none" != page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
