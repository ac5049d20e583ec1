"""How little is needed: no script, no host, no screen."""

from __future__ import annotations

import functools
import io
import re
import time
import unicodedata

import pytest
from browsing import KINDS, Built, NewPage, needs_chromium, visit
from playwright.sync_api import Page, Route
from pypdf import PdfReader

pytestmark = needs_chromium

SCRIPTED = ("search.html", "404.html")
"""The pages to whose words a script adds: what is found, and what may have been meant."""

each_chapter = pytest.mark.parametrize("kind", ["long chapter", "short chapter"])


@pytest.fixture(params=["sub-path", "disk"])
def root(request: pytest.FixtureRequest, history: Built) -> str:
    """Return the address of the site: below a path of a host, then on a disk."""
    return history.disk if request.param == "disk" else history.http


def test_no_page_complains(root: str, history: Built, page: Page) -> None:
    """Every page, read to its end and used a little, has no console message, breaks no policy, asks no other host."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in history.pages:
        visit(page, root + address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.keyboard.press("Tab")
        page.wait_for_load_state("networkidle")

    assert len(asked) > len(history.pages)
    assert [] == [url for url in asked if not url.startswith((root, "data:"))]


def test_a_page_that_breaks_the_policy_is_told(history: Built, new_page: NewPage) -> None:
    """A style in a page and a picture of another host are forbidden, and heard: the test above can fail."""
    page = new_page(forgiven=("violates", "elsewhere.example"))
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    visit(page, history.http)
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\"><img src=\"https://elsewhere.example/a.png\">')"
    )
    page.wait_for_timeout(200)

    assert {"style-src-attr", "img-src"} == {
        found[1] for text in heard if (found := re.match(r"violates ([\w-]+):", text))
    }


_WORDS = """() => {
  const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), seen = [];
  while (words.nextNode())
    if (words.currentNode.parentElement.checkVisibility({ visibilityProperty: true })) seen.push(words.currentNode.data);
  return seen.map((text) => text.trim()).filter(Boolean);
}"""
"""Returns the words that a reader of the text sees, in pieces."""

_PICTURES = "() => [...document.querySelectorAll('main :is(svg, img)')].filter((one) => one.checkVisibility()).length"
"""Returns how many pictures are shown."""


def test_everything_is_there_without_script(root: str, history: Built, new_page: NewPage) -> None:
    """With script off every page says the same words, in the same order, and shows the same pictures."""
    with_script, without = new_page(), new_page(java_script_enabled=False)
    for address in history.pages:
        for page in (with_script, without):
            visit(page, root + address)
        words, plain = (page.evaluate(_WORDS) for page in (with_script, without))

        assert plain, address
        if address not in SCRIPTED:
            assert words == plain, address
            assert with_script.evaluate(_PICTURES) == without.evaluate(_PICTURES), address


def test_what_needs_script_is_not_shown_without(history: Built, new_page: NewPage) -> None:
    """With script off no page has a button that does nothing, nor a field to type in."""
    page = new_page(java_script_enabled=False)
    for address in history.pages:
        visit(page, history.http + address)

        assert 0 == page.locator("button:visible, input:not([type=radio], [type=checkbox]):visible").count(), address


@pytest.mark.parametrize("animated", [True, False])
def test_no_page_waits_for_a_face_that_never_comes(*, animated: bool, history: Built, new_page: NewPage) -> None:
    """Who blocks fonts sees the page after a moment; who switches animations off too sees it at once."""
    page = new_page(bypass_csp=True, forgiven=(".woff2", "net::ERR_FAILED"))
    page.route("**/*.woff2", lambda route: route.abort())
    page.goto(history.http)
    if animated:
        page.wait_for_timeout(600)
    else:
        page.add_style_tag(content="*, ::before, ::after { animation: none !important }")

    assert "1" == page.evaluate("getComputedStyle(document.documentElement).opacity")


_SHIFTED = """() => new Promise((told) => {
  let sum = 0;
  const add = (list) => list.getEntries().forEach((entry) => { sum += entry.value; });
  new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => told(sum), 100);
})"""
"""Gives how far the text of a page has moved since it was opened (Layout Instability API)."""


@pytest.mark.parametrize(("upright", "italic"), [(0, 0), (0.1, 0.1), (0.35, 0), (0.1, 0.5)])
def test_no_text_moves_when_a_face_arrives(upright: float, italic: float, history: Built, new_page: NewPage) -> None:
    """Whether a face comes soon, a moment after the other or when the page is seen already: seconds for each."""
    for kind in ("glossary", "long chapter", "bibliography"):
        page = new_page(viewport={"width": 412, "height": 823})
        page.route("**/regular*.woff2", functools.partial(_late, upright))
        page.route("**/italic*.woff2", functools.partial(_late, italic))
        page.goto(history.http + history.kinds[kind])
        page.wait_for_timeout(900)

        assert 0 == page.evaluate(_SHIFTED), kind


def _late(seconds: float, route: Route) -> None:
    time.sleep(seconds)
    route.continue_()


def letters(text: str) -> str:
    """Return letters and digits alone: what hyphens, ligatures, quotation marks and the ends of lines leave of a text."""
    return re.sub(r"[\W_ʻʼ]", "", unicodedata.normalize("NFKC", text)).casefold()


def printed(page: Page) -> str:
    """Return the letters of a page as it is printed."""
    pdf = PdfReader(io.BytesIO(page.pdf(format="A4")))
    return letters(" ".join(sheet.extract_text() for sheet in pdf.pages))


_WITHOUT_NUMBERS = """all => all.map((one) => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll('[role=doc-backlink]').forEach((number) => number.remove());
  return copy.textContent;
})"""
"""Returns texts without the numbers of notes, which a PDF may hold in another order."""


@each_chapter
def test_a_chapter_prints_as_an_article(kind: str, history: Built, page: Page) -> None:
    """On paper a chapter has its text, each note and each source, and no word of navigation."""
    visit(page, history.http + history.kinds[kind])
    paper = printed(page)
    held = page.locator("main :is(h1, [role=doc-footnote], .csl-entry)").evaluate_all(_WITHOUT_NUMBERS)
    lost = [text for text in held if letters(text)[:30] not in paper]
    page.emulate_media(media="print")
    shown = page.locator("nav:visible, .skip:visible, [role=doc-backlink]:visible").all_text_contents()

    assert len(held) > 20
    assert [] == lost
    assert [] == [text for text in shown if not text.strip().isdigit()]


@each_chapter
def test_paper_has_whole_addresses(kind: str, history: Built, page: Page) -> None:
    """A note on a screen names the host of a link; on paper, where nobody can follow it, it has the whole address."""
    visit(page, history.http + history.kinds[kind])
    links = page.locator(".note .address").evaluate_all("all => all.map(one => [one.textContent, one.href])")
    paper = printed(page)

    assert links
    assert [] == [href for words, href in links if f"//{words}" not in href.replace("//www.", "//")]
    assert [] == [href for _, href in links if letters(href) not in paper]


@each_chapter
def test_what_is_folded_is_printed(kind: str, history: Built, page: Page) -> None:
    """Whatever can be unfolded on a screen lies open on paper."""
    visit(page, history.http + history.kinds[kind])
    folded = page.locator("main details:not([open])").evaluate_all(
        "all => all.flatMap(one => [...one.querySelectorAll('p, li, td')]).map(part => part.textContent)"
    )
    paper = printed(page)

    assert folded
    assert [] == [text for text in folded if letters(text)[:30] not in paper]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_can_be_printed(kind: str, history: Built, new_page: NewPage) -> None:
    """In the dark too, paper is white, and nothing is wider than a sheet: no kind of page is shrunk to fit."""
    page = new_page(color_scheme="dark", viewport={"width": 1280, "height": 900})
    visit(page, history.http + history.kinds[kind])
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 718, "height": 1000})
    paper, ink = page.evaluate(
        "() => { const { backgroundColor, color } = getComputedStyle(document.body); return [backgroundColor, color]; }"
    )

    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert max(map(int, re.findall(r"\d+", ink)[:3])) < 64
    assert 718 >= page.evaluate("document.scrollingElement.scrollWidth")
