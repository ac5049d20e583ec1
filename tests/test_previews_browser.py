"""Cards of links, and where the reader is: with a pointer, keys and fingers, on a host and from a disk."""

from __future__ import annotations

import contextlib
import gzip
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import PROJECT, Built, NewPage, build, hosted, needs_chromium, published
from conftest import Figures
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as LateError

pytestmark = needs_chromium

LONG = " ".join(["The wheel turned, and the miller ground what the village brought."] * 18)
"""Enough prose that a chapter is longer than any window."""

FILES = {
    "site.yaml": "title: The Mill\nlanguage: en-GB\nupdated: 1999-11-11\n",
    "content/chapters/01-weir.md": (
        "---\ntitle: The Weir\nyears: 1702–1719\nsummary: How the water was held.\nquestion: Who shut it?\n---\n"
        f"## Water\n\nIn 1702 the weir was shut [@dorn, p. 3].\n\n{LONG}\n"
    ),
    "content/chapters/02-fire.md": (
        "---\ntitle: The Fire\nyears: 1788–1790\nsummary: How the mill burned.\n---\n"
        "## Smoke\n\nIn 1788 [[anna]], the sister of the miller, saw [[burnt|the fire]] at [[wharf]] "
        "and took her [[toll]] to [[weir]] [@dorn, p. 12; @pell, ch. 2].\n\n"
        f"{LONG}\n\n## Ash\n\n{LONG}\n\n"
        "What was left in 1790 went to [[anna]] [@pell, ch. 3].\n\n"
        f"## Silence\n\n{LONG}\n\n{LONG}\n"
    ),
    "content/people.yaml": (
        "anna:\n  name: Anna Kessel\n  names: [{text: Анна Кессель, lang: ru}]\n  born: '1760'\n  roles: [Heiress]\n"
        f"  description: Kept the books of the mill. {LONG}\n  sources: ['@dorn']\n"
    ),
    "content/places.yaml": "wharf:\n  name: The Wharf\n  description: Where boats were loaded.\n  sources: ['@dorn']\n",
    "content/terms.yaml": "toll:\n  name: Toll\n  description: The sixteenth part of the flour.\n  sources: ['@dorn']\n",
    "content/events.yaml": (
        "- {id: shut, date: '1702-05', title: The weir is shut, text: Boards were laid., sources: ['@dorn']}\n"
        "- {id: burnt, date: '1788', title: The mill burns, text: Sparks flew as far as the church., sources: ['@pell, p. 1'], tone: -2, tone_reason: Harm.}\n"
    ),
    "content/sources/books.yaml": (
        "- {id: dorn, type: book, title: Mills, author: [{family: Dorn, given: Ute}], issued: {date-parts: [[1911]]}}\n"
        "- {id: pell, type: book, title: Fires, author: [{family: Pell, given: Ian}], issued: {date-parts: [[1920]]}}\n"
    ),
}
"""A site of two chapters that name one of each."""

FIRE = "chapters/fire.html"
CARD = "#preview:popover-open"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the site before it is built."""
    folder = tmp_path_factory.mktemp("mill") / "source"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(source: Path) -> Iterator[Built]:
    """Yield the site, on a host and on a disk."""
    with published(source, source.parent) as built:
        yield built


def opened(page: Page, address: str) -> Page:
    """Return a page that has gone to an address."""
    page.goto(address)
    return page


_SPOT = """
link => {
  const box = link.getClientRects()[0];
  return [box.x + Math.min(link.ownerSVGElement ? 180 : 6, box.width / 2), box.y + box.height / 2];
}
"""
"""Gives a point of a link: in its first line, and in a picture beside its axis."""


_SETTLED = """
async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 3; frame += 1) await new Promise((done) => requestAnimationFrame(done));
}
"""
"""Ends when nothing moves any more: the fonts have come, and the page has been told that it was scrolled."""


def still(page: Page, link: Locator) -> None:
    """Bring a link into the middle of the window, and wait until the page has told that it was scrolled."""
    link.evaluate("link => link.scrollIntoView({block: 'center'})")
    page.evaluate(_SETTLED)


def rest(page: Page, link: Locator) -> None:
    """Move the pointer from beside a link onto it."""
    still(page, link)
    x, y = link.evaluate(_SPOT)
    page.mouse.move(1, 1)
    page.mouse.move(x, y, steps=2)


def told(page: Page) -> str:
    """Return the words of the card, as soon as there is one."""
    return page.locator(CARD).inner_text(timeout=5000)


def show(page: Page, link: Locator) -> str:
    """Rest on a link until its card is there, and return its words; a busy machine may lose a move of the pointer."""
    for _ in range(4):
        rest(page, link)
        with contextlib.suppress(LateError):
            page.wait_for_selector(CARD, timeout=4000)
            break
    return told(page)


def closed(page: Page) -> None:
    """Wait until there is no card."""
    page.wait_for_function("() => !document.querySelector('#preview:popover-open')", timeout=3000)


def quiet(page: Page) -> bool:
    """Tell whether no card comes in the time that one would take."""
    page.wait_for_timeout(900)
    return not page.locator(CARD).count()


def apart(one: Any, other: Any) -> bool:
    """Tell whether two boxes do not lie over one another."""
    return bool(
        one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
        or one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
    )


KINDS = [
    (FIRE, ".prose .to-person", 0, ("Anna Kessel", "Анна Кессель", "1760", "Kept the books")),
    (FIRE, ".prose .to-place", 0, ("The Wharf", "Where boats were loaded")),
    (FIRE, ".prose .to-term", 0, ("Toll", "sixteenth part")),
    (FIRE, ".prose .to-event", 0, ("1788", "The mill burns", "Sparks flew")),
    (FIRE, ".prose .to-chapter", 0, ("1702–1719", "The Weir", "Who shut it?", "How the water was held.")),
    (FIRE, ".note a[href$='#dorn']", 0, ("Dorn, Ute. Mills",)),
    (FIRE, ".note a[href$='#pell']", 0, ("Pell, Ian. Fires",)),
    (FIRE, ".turn .prev", 0, ("The Weir", "Who shut it?")),
    (FIRE, ".strip a", 0, ("The mill burns", "Sparks flew")),
    ("people.html", ".where a", 0, ("The Fire", "saw the fire")),
    ("bibliography.html", ".where .number", 0, ("Dorn",)),
    ("timeline.html", ".meta .sources a", 0, ("Dorn, Ute. Mills",)),
    ("index.html", ".curve svg a[href*=burnt]", 0, ("1788", "The mill burns", "Sparks flew")),
]  # fmt: skip
"""A page, a link on it, and what its card has."""


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize(("address", "link", "index", "words"), KINDS)
def test_resting_on_a_link_shows_what_it_leads_to(
    site: Built,
    new_page: NewPage,
    address: str,
    link: str,
    index: int,
    words: tuple[str, ...],
    width: int,
    scheme: str,
) -> None:
    """Every kind of link has its card, which lies within the window and not over the link, and has no id twice."""
    page = opened(new_page(viewport={"width": width, "height": 700}, color_scheme=scheme), site.http + address)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = page.locator(link).nth(index)
    show(page, found)
    page.wait_for_function(
        "word => document.querySelector('#preview:popover-open')?.innerText.includes(word)", arg=words[-1]
    )
    card, at = page.locator(CARD).bounding_box(), found.bounding_box()

    assert card
    assert at
    assert [] == [word for word in words if word not in told(page)]
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= width
    assert card["y"] >= 0
    assert card["y"] + card["height"] <= 700
    assert apart(card, at)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert sorted(set(ids)) == sorted(ids)


def test_a_page_is_fetched_once(site: Built, page: Page) -> None:
    """Two cards from one page cost one request; what this page has costs none, but of whom it says only the offices."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site.http)))
    opened(page, site.http + FIRE)
    for link in (".prose .to-person", ".prose .to-chapter", ".prose .to-place", ".turn .prev"):
        show(page, page.locator(link).first)
        page.keyboard.press("Escape")

    assert 1 == asked.count("chapters/weir.html")
    assert ["people.html"] == [url for url in asked if url.startswith(("people", "places"))]


def test_the_style_of_the_card_comes_with_the_first(site: Built, page: Page) -> None:
    """Who rests on nothing pays for no style sheet of cards."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, site.http + FIRE)

    assert [] == [url for url in asked if "preview" in url and url.endswith(".css")]
    show(page, page.locator(".prose .to-place"))
    assert 1 == len([url for url in asked if "preview" in url and url.endswith(".css")])


def test_a_card_can_be_entered_kept_and_dismissed(site: Built, page: Page) -> None:
    """It stays while the pointer is in it, goes soon after it left, and Escape takes it away (WCAG 2.2, 1.4.13)."""
    opened(page, site.http + FIRE)
    show(page, page.locator(".prose .to-person").first)
    box = page.locator(CARD).bounding_box()
    assert box
    page.mouse.move(box["x"] + 40, box["y"] + 30, steps=4)
    page.wait_for_timeout(700)

    assert page.locator(CARD).count()
    page.mouse.wheel(0, 60)
    page.wait_for_function("() => document.querySelector('#preview:popover-open').scrollTop > 0")
    page.mouse.move(1, 1, steps=3)
    closed(page)
    show(page, page.locator(".prose .to-place"))
    page.keyboard.press("Escape")
    closed(page)


def test_passing_over_a_link_shows_nothing(site: Built, page: Page) -> None:
    """Only who rests is shown a card, and what scrolls below a pointer at rest was not pointed at."""
    opened(page, site.http + FIRE)
    box = page.locator(".prose .to-place").bounding_box()
    assert box
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.move(box["x"] + 4, box["y"] - 40)

    assert quiet(page)
    page.evaluate("scrollBy(0, -40)")
    assert quiet(page)


def test_scrolling_closes_the_card(site: Built, page: Page) -> None:
    """A card does not travel with the page."""
    opened(page, site.http + FIRE)
    show(page, page.locator(".prose .to-place"))
    page.mouse.wheel(0, 300)

    closed(page)


def test_keys_get_the_cards_too(site: Built, page: Page) -> None:
    """The focus shows a card, that describes the link; Escape closes it, and Tab goes on as without it."""
    opened(page, site.http + FIRE)
    link = page.locator(".prose .to-person").first
    still(page, link)
    page.evaluate("document.querySelector('.prose h2').tabIndex = -1; document.querySelector('.prose h2').focus()")
    page.keyboard.press("Tab")

    assert "Kept the books" in told(page)
    assert "preview" == link.get_attribute("aria-describedby")
    assert "polite" == page.get_attribute("#preview", "aria-live")
    page.keyboard.press("Escape")
    closed(page)
    assert link.evaluate("link => link === document.activeElement")
    assert link.get_attribute("aria-describedby") is None
    page.keyboard.press("Tab")
    assert "The mill burns" in told(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline.html#burnt")


def test_a_first_tap_shows_and_a_second_follows(site: Built, new_page: NewPage) -> None:
    """A finger gets the card of what the page has, with a link to go on; outside, a tap closes it."""
    page = new_page(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    opened(page, site.http + FIRE)
    link = page.locator(".prose .to-person").first
    link.tap()

    assert "Kept the books" in told(page)
    assert page.url.endswith(FIRE)
    assert page.evaluate("document.activeElement.id") == "preview"
    assert page.locator(f"{CARD} .onward a").get_attribute("href") == f"{site.http}people.html#anna"
    page.locator(".prose h2").first.tap()
    closed(page)
    link.tap()
    told(page)
    link.tap()
    page.wait_for_url("**/people.html#anna")


def test_a_tap_follows_where_the_page_has_nothing_to_show(site: Built, new_page: NewPage) -> None:
    """Nobody who taps waits for a card from another page."""
    page = new_page(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    opened(page, site.http + FIRE)
    page.locator(".turn .prev").tap()

    page.wait_for_url("**/chapters/weir.html")


def test_other_clicks_are_left_alone(site: Built, page: Page) -> None:
    """A mouse follows at once, also while the card is open, and so does what clicks for its user."""
    opened(page, site.http + FIRE)
    show(page, page.locator(".prose .to-place"))
    page.locator(".prose .to-place").click()
    page.wait_for_url("**/places.html#wharf")
    page.go_back()
    page.locator(".prose .to-place").evaluate("link => link.click()")

    page.wait_for_url("**/places.html#wharf")


def test_a_note_in_sight_is_lit_and_one_out_of_sight_is_shown(site: Built, new_page: NewPage) -> None:
    """Beside its text a note needs no copy; a note lights its call in turn."""
    page = opened(new_page(viewport={"width": 1280, "height": 700}), site.http + FIRE)
    call, note = page.locator(".call a").first, page.locator(".note").first
    rest(page, call)

    assert "note flat lit" == note.get_attribute("class")
    assert quiet(page)
    rest(page, note.locator("p"))
    page.wait_for_function("() => document.querySelector('.call a').classList.contains('lit')")
    assert "note flat" == note.get_attribute("class")
    page.set_viewport_size({"width": 390, "height": 160})
    assert "Dorn" in show(page, call)


def test_without_script_the_links_lead_to_the_same_words(site: Built, new_page: NewPage) -> None:
    """Cards are a convenience: every link is a link."""
    page = opened(new_page(java_script_enabled=False), site.http + FIRE)
    page.locator(".prose .to-person").first.click()

    assert page.url.endswith("people.html#anna")
    expect(page.locator("#anna")).to_contain_text("Kept the books")


def test_from_a_disk_there_is_what_the_page_has(site: Built, page: Page) -> None:
    """A page on a disk can fetch nothing, and does not try: the browser would complain."""
    opened(page, site.disk + FIRE)

    assert "Heiress" in show(page, page.locator(".prose .to-person").first)
    rest(page, page.locator(".prose .to-event"))
    page.wait_for_function("() => document.getElementById('preview').innerText.includes('The mill burns')")
    page.keyboard.press("Escape")
    rest(page, page.locator(".turn .prev"))
    assert quiet(page)


def test_who_saves_data_has_nothing_fetched(site: Built, new_page: NewPage) -> None:
    """Where the browser saves data, cards are of what the page has."""
    page = new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    opened(page, site.http + FIRE)
    rest(page, page.locator(".turn .prev"))

    assert quiet(page)
    assert "The Wharf" in show(page, page.locator(".prose .to-place"))


def test_nothing_moves_for_who_wants_no_motion(site: Built, new_page: NewPage) -> None:
    """Neither the card nor the line that tells how much is read."""
    for motion, moves in (("no-preference", True), ("reduce", False)):
        page = opened(new_page(reduced_motion=motion), site.http + FIRE)
        show(page, page.locator(".prose .to-place"))
        duration = page.evaluate("getComputedStyle(document.getElementById('preview')).transitionDuration")
        line = page.evaluate("getComputedStyle(document.getElementById('chapter'), '::before').animationName")

        assert moves == (duration != "0s")
        assert moves == (line != "none")


def test_a_browser_without_anchors_gets_cards(site: Built, new_page: NewPage) -> None:
    """Where CSS has no anchors, the place of the card is computed: in the window, and not over the link."""
    page = new_page(viewport={"width": 390, "height": 700})
    page.add_init_script("CSS.supports = () => false")
    opened(page, site.http + FIRE)
    for link in (".prose .to-person", ".prose .to-term", ".note p a"):
        show(page, page.locator(link).first)
        card, at = page.locator(CARD).bounding_box(), page.locator(link).first.bounding_box()

        assert not page.locator(f"{CARD}.anchored").count()
        assert card
        assert apart(card, at)
        assert 0 <= card["x"] <= 390 - card["width"]
        assert 0 <= card["y"] <= 700 - card["height"]
        page.keyboard.press("Escape")


# ---- where the reader is ----


def test_the_contents_know_where_the_reader_is(site: Built, new_page: NewPage) -> None:
    """Beside the text the section in sight is marked; at the head of the text nothing is."""
    page = opened(new_page(viewport={"width": 1440, "height": 800}), site.http + FIRE)
    marked = "[...document.querySelectorAll('.contents [aria-current]')].map((link) => link.textContent).join()"
    for name in ("Ash", "Silence", "Ash", "Smoke"):
        page.evaluate("name => document.getElementById(name).scrollIntoView()", name.lower())
        page.wait_for_function(f"name => {marked} === name", arg=name)
    for name in ("Cite", "Sources"):
        page.locator(".contents").get_by_text(name).click()
        page.wait_for_function(f"name => {marked} === name", arg=name)
    page.set_viewport_size({"width": 1000, "height": 800})
    page.evaluate("scrollTo(0, 0)")

    page.wait_for_function(f"() => {marked} === ''")


def test_the_band_shows_the_eras(site: Built, new_page: NewPage) -> None:
    """Each chapter is a link by its first year and its title, the one that is read is marked; without script."""
    page = opened(new_page(java_script_enabled=False, viewport={"width": 390, "height": 700}), site.http + FIRE)
    band = page.get_by_role("navigation", name="Eras").get_by_role("link")

    expect(band).to_have_text(["1702 The Weir", "1788 The Fire"])
    assert [None, "page"] == [link.get_attribute("aria-current") for link in band.all()]
    assert [] == [box for link in band.all() if (box := link.bounding_box()) and min(box["width"], box["height"]) < 24]
    band.first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    label = band.first.locator("span").bounding_box()
    assert label
    assert label["x"] + label["width"] <= 390
    page.keyboard.press("Enter")
    page.wait_for_url("**/weir.html")


def test_a_page_may_have_a_short_name_in_the_menu(source: Path, tmp_path: Path) -> None:
    """`menu` of the front matter stands in the menu, the title on the page."""
    shutil.copytree(source, tmp_path / "source")
    (tmp_path / "source/content/pages").mkdir()
    (tmp_path / "source/content/pages/tales.md").write_text(
        "---\ntitle: Tales told about the mill\nmenu: Tales\n---\nMany.\n"
    )
    build(tmp_path / "source", tmp_path / "site")
    text = (tmp_path / "site/tales.html").read_text(encoding="utf-8")

    assert '<a href="tales.html" aria-current="page">Tales</a>' in text
    assert "<h1>Tales told about the mill</h1>" in text


# ---- what is not there ----

LOST = ("Failed to load resource: the server responded with a status of 404",)


@pytest.fixture(scope="module")
def rooted(source: Path) -> Iterator[str]:
    """Yield the address of the site, built for the path at which it is served."""
    folder = source.parent / "rooted"
    build(source, folder, "--base-url", "https://mill.example/some/path")
    with hosted(folder) as address:
        yield address


@pytest.mark.parametrize(
    ("asked", "guess"),
    [
        ("chapters/fires.html", "The Fire"),
        ("chapters/a/b/wier.htm", "The Weir"),
        ("The%20Fire", "The Fire"),
        ("biblography", "Bibliography"),
        ("a/b/c/quite-another-matter/", ""),
    ],
)
def test_an_unknown_address_is_helped_at_any_depth(rooted: str, new_page: NewPage, asked: str, guess: str) -> None:
    """Built for its path, the page is dressed and its links lead on from any depth; it guesses, and offers a search."""
    page = opened(new_page(forgiven=LOST), rooted + asked)
    said = page.locator(".guess")

    expect(said).to_contain_text("Search for")
    expect(said).to_contain_text(guess)
    assert bool(guess) == ("Did you mean" in str(said.text_content()))
    assert "none" != page.evaluate("getComputedStyle(document.querySelector('.cards')).borderTopStyle")
    for link in page.locator("main a, header a, footer p > a:not(.up)").all():
        address = str(link.evaluate("link => link.href"))
        assert page.request.get(address).status == 200, address
    page.locator(".guess a").last.click()
    page.wait_for_url(f"{rooted}search.html?q=*")


def test_without_script_the_page_lists_what_there_is(rooted: str, new_page: NewPage) -> None:
    """The chapters with their years, and the registers."""
    page = opened(new_page(java_script_enabled=False, forgiven=LOST), f"{rooted}a/b/c/d.html")

    expect(page.locator(".cards a")).to_have_text(["1702–1719 The Weir", "1788–1790 The Fire"])
    expect(page.locator("main")).to_contain_text("Glossary")
    expect(page.locator(".guess")).to_be_empty()


def test_without_an_order_for_a_path_the_page_lies_anywhere(site: Built, page: Page) -> None:
    """As all pages: its links are relative, and it is whole on a disk too."""
    opened(page, f"{site.disk}404.html")

    assert [] == [a for a in page.locator("[href]").all() if str(a.get_attribute("href")).startswith("/")]
    page.locator(".cards a").first.click()
    expect(page.locator("h1")).to_have_text("The Weir")


# ---- what it costs ----


def test_script_keeps_its_budget(site: Built, figures: Figures) -> None:
    """On no page does script weigh more than 6 kB, each file compressed by itself, nor all of it compressed together."""
    for address in site.pages:
        page = site.folder / address
        names = re.findall(r'<script src="([^"]+)"', page.read_text(encoding="utf-8"))
        loaded = [(page.parent / name).resolve() for name in names if "/search." not in name]
        weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in loaded)
        figures.add("Script without search, bytes compressed", address, bytes=weight, files=len(loaded))

        assert weight <= 6000
    scripts = sorted(path for path in (PROJECT / "static").glob("*.js") if path.stem != "search")
    together = len(gzip.compress(b"".join(path.read_bytes() for path in scripts), 9))
    figures.add("Script without search, bytes compressed", "all together", bytes=together, files=len(scripts))

    assert together <= 6000
