"""What an author sees while writing: the page, the panel and the style sheet, in a browser that stays open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import NewPage, needs_chromium
from playwright.sync_api import Error, Page
from test_memory import written
from test_serve import PATIENCE, WEIR, Served, serving, until

pytestmark = needs_chromium

MILLISECONDS = 1000 * PATIENCE
LONG = "---\ntitle: The Weir\nyears: 1702–1719\n---\n" + "".join(
    f"Paragraph number {n} says what happened at the weir in 1702, at some length and with care [@dorn, p. {n}].\n\n"
    for n in range(1, 81)
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Yield the server of a small site."""
    with serving(written(tmp_path_factory.mktemp("serve") / "site")) as one:
        one.ask("/")
        yield one


@pytest.fixture(autouse=True)
def good(served: Served) -> Iterator[None]:
    """Put the site back to how it was."""
    yield
    written(served.folder)
    for name in ("templates/404.html", "static/chapter.css"):
        (served.folder / name).unlink(missing_ok=True)


def waits(page: Page, holds: str, value: Any = None) -> None:
    """Wait until an expression holds in a page, through any number of reloads.

    Playwright's own `wait_for_function` evaluates strings in the page, which its policy forbids.
    """

    def held() -> bool:
        try:
            return bool(page.evaluate(holds, value))
        except Error:  # the page is on its way
            return False

    until(held, holds)


def visit(page: Page, served: Served, path: str) -> None:
    """Open a page, and wait until it hears of changes."""
    page.goto(f"http://{served.host}{path}")
    waits(page, "document.querySelector('microsite-problems')")


def test_an_edit_shows_itself(served: Served, page: Page) -> None:
    """What is saved is on the page a moment later, ten times over."""
    visit(page, served, "/chapters/weir.html")
    for number in range(10):
        served.write(WEIR, served.read(WEIR).rstrip() + f"\n\nIn 1703 the miller of house {number} came [@dorn].\n")
        waits(page, "words => document.querySelector('main').innerText.includes(words)", f"house {number} came")


def test_another_page_stays_as_it_is(served: Served, page: Page) -> None:
    """A page that an edit does not change is not loaded again."""
    visit(page, served, "/chapters/fire.html")
    page.evaluate("window.mine = true")
    served.change(WEIR, "was shut", "was opened")
    until(lambda: b"was opened" in served.page("/chapters/weir.html"))
    page.wait_for_timeout(300)

    assert page.evaluate("window.mine")


def test_the_panel_comes_and_goes(served: Served, page: Page) -> None:
    """An error lays the panel over the last good page, with excerpt, finger and link; when it is mended, it goes."""
    visit(page, served, "/chapters/weir.html")
    panel, count = page.locator("microsite-problems section"), page.locator("microsite-problems .count")
    served.change(WEIR, "@dorn", "@dorm")
    panel.wait_for(timeout=MILLISECONDS)

    assert "1 error · behind this is the last good edition" == panel.locator(".lead").inner_text()
    assert "@dorm" == panel.locator("mark").inner_text()
    assert f"vscode://file{served.folder}/{WEIR}:5:28" == panel.locator("a").get_attribute("href")
    assert "did you mean `dorn`?" in panel.locator("pre").inner_text()
    assert "^^^^^" in panel.locator("pre").inner_text()
    assert "The weir was shut" in page.inner_text("main")
    assert "1 error" == count.inner_text()
    served.change(WEIR, "@dorm", "@dorn")
    panel.wait_for(state="hidden", timeout=MILLISECONDS)
    assert not count.is_visible()


def test_escape_hides_the_panel(served: Served, page: Page) -> None:
    """Escape puts the panel away, on other pages too; the count brings it back; another error opens it."""
    visit(page, served, "/chapters/weir.html")
    panel, count = page.locator("microsite-problems section"), page.locator("microsite-problems .count")
    served.change(WEIR, "@dorn", "@dorm")
    panel.wait_for(timeout=MILLISECONDS)
    page.keyboard.press("Escape")
    assert not panel.is_visible()
    visit(page, served, "/chapters/fire.html")
    count.wait_for(timeout=MILLISECONDS)
    assert not panel.is_visible()
    count.click()
    assert panel.is_visible()
    panel.locator("button").click()
    assert not panel.is_visible()
    served.change(WEIR, "@dorm", "@dormouse")
    panel.wait_for(timeout=MILLISECONDS)


def test_warnings_are_a_count(served: Served, page: Page) -> None:
    """Warnings do not stand before the page; whoever asks for them sees them."""
    visit(page, served, "/")
    panel, count = page.locator("microsite-problems section"), page.locator("microsite-problems .count")
    served.change("content/people.yaml", "name: Anna", "name: Anna's")
    count.wait_for(timeout=MILLISECONDS)

    assert "1 warning" == count.inner_text()
    assert not panel.is_visible()
    count.click()
    assert "[straight-quotes]" in panel.inner_text()


def test_a_style_sheet_changes_without_a_reload(served: Served, page: Page) -> None:
    """A new style sheet takes the place of the old one; the page is not loaded again."""
    (served.folder / "static").mkdir(exist_ok=True)
    visit(page, served, "/chapters/weir.html")
    page.evaluate("window.mine = true")
    for size in (21, 22, 23):
        served.write("static/chapter.css", f"main p {{ font-size: {size}px }}\n")
        waits(page, "size => getComputedStyle(document.querySelector('main p')).fontSize === `${size}px`", size)

    waits(page, "document.querySelectorAll('link[rel=stylesheet]').length === 1")
    assert page.evaluate("window.mine")
    served.change(WEIR, "was shut", "was opened")
    waits(page, "document.querySelector('main').innerText.includes('was opened')")
    waits(page, "getComputedStyle(document.querySelector('main p')).fontSize === '23px'")


def test_the_view_stays(served: Served, page: Page) -> None:
    """What is read stays where it is while text is put in above; an edit out of sight is scrolled to."""
    served.write(WEIR, LONG)
    until(lambda: b"Paragraph number 80" in served.page("/chapters/weir.html"))
    visit(page, served, "/chapters/weir.html")
    page.evaluate("document.getElementById('p-paragraph-number-40-says-what').scrollIntoView({behavior: 'instant'})")
    page.evaluate("scrollBy({top: -60, behavior: 'instant'})")
    where = "document.getElementById('p-paragraph-number-40-says-what').getBoundingClientRect().top"
    before = page.evaluate(where)
    # Of another chapter, which shows nothing of the text: the view of this one may not move.
    served.write(
        WEIR,
        LONG.replace("number 41 says", "number 41 still says").replace("care [@dorn, p. 2]", "much care [@dorn, p. 2]"),
    )
    waits(page, "document.querySelector('main').innerText.includes('number 41 still says')")
    waits(page, "document.readyState === 'complete'")
    page.wait_for_timeout(200)
    top = "document.getElementById('p-paragraph-number-2-says-what').getBoundingClientRect()"

    assert 0 <= page.evaluate(f"{top}.top") <= page.evaluate("innerHeight")
    page.evaluate("document.getElementById('p-paragraph-number-40-says-what').scrollIntoView({behavior: 'instant'})")
    page.evaluate("scrollBy({top: -60, behavior: 'instant'})")
    served.write(WEIR, served.read(WEIR).replace("number 42 says", "number 42 also says"))
    waits(page, "document.querySelector('main').innerText.includes('number 42 also says')")
    waits(page, "document.readyState === 'complete'")
    page.wait_for_timeout(200)

    assert abs(before - page.evaluate(where)) < 2


def test_two_browsers(served: Served, new_page: NewPage) -> None:
    """Both see the edit, and both the panel."""
    pages = [new_page(), new_page(viewport={"width": 390, "height": 800})]
    for page in pages:
        visit(page, served, "/chapters/weir.html")
    served.change(WEIR, "was shut", "was opened")
    for page in pages:
        waits(page, "document.querySelector('main').innerText.includes('was opened')")
        waits(page, "document.querySelector('microsite-problems')")
    served.change(WEIR, "@dorn", "@dorm")
    for page in pages:
        page.locator("microsite-problems section").wait_for(timeout=MILLISECONDS)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_after_sleep(served: Served, new_page: NewPage) -> None:
    """A browser without a network catches up when it has one again."""
    page = new_page(forgiven=("WebSocket", "ERR_INTERNET"))
    visit(page, served, "/chapters/weir.html")
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    served.change(WEIR, "was shut", "was opened")
    until(lambda: b"was opened" in served.page("/chapters/weir.html"))
    assert "was shut" in page.inner_text("main")
    page.evaluate("dispatchEvent(new Event('focus'))")

    waits(page, "document.querySelector('main').innerText.includes('was opened')")


def test_the_server_comes_back(tmp_path: Path, new_page: NewPage) -> None:
    """A page says when its server is gone, and is fresh when it is back."""
    page = new_page(forgiven=("WebSocket",))
    with serving(written(tmp_path / "site")) as one:
        one.ask("/")
        visit(page, one, "/chapters/weir.html")
    page.locator("microsite-problems .lost").wait_for(timeout=MILLISECONDS)
    one.change(WEIR, "was shut", "was opened")
    with serving(one.folder, port=one.port):
        waits(page, "document.querySelector('main').innerText.includes('was opened')")
        page.locator("microsite-problems .lost").wait_for(state="hidden", timeout=MILLISECONDS)


def test_the_first_page_comes_by_itself(tmp_path: Path, new_page: NewPage) -> None:
    """Whoever comes before the first build sees that there is one, and then the page; so for one that fails."""
    page = new_page(forgiven=("503", "WebSocket"))
    folder = written(tmp_path / "site")
    text = (folder / WEIR).read_text(encoding="utf-8")
    (folder / WEIR).write_text("---\ntitle: [\n---\n", encoding="utf-8")
    with serving(folder) as served:
        page.goto(f"http://{served.host}/chapters/weir.html")
        page.locator("microsite-problems section").wait_for(timeout=MILLISECONDS)
        waits(page, "document.querySelector('main').innerText.includes('There is no good build yet')")
        served.write(WEIR, text)
        waits(page, "document.querySelector('main').innerText.includes('The weir was shut')")
        assert not page.locator("microsite-problems section").is_visible()


def test_a_page_that_is_there_at_last(served: Served, new_page: NewPage) -> None:
    """An address that is not there yet becomes the page when its file is written."""
    page = new_page(forgiven=("404",))
    visit(page, served, "/ice.html")
    served.write("content/pages/ice.md", "---\ntitle: The Ice\n---\nIt froze in 1709 [@dorn].\n")
    waits(page, "document.querySelector('main').innerText.includes('It froze in 1709')")
    (served.folder / "content/pages/ice.md").unlink()

    waits(page, "!document.querySelector('main').innerText.includes('It froze in 1709')")


def test_a_storm_ends_in_the_last_state(served: Served, page: Page) -> None:
    """While a script saves faster than a person can, the page keeps up, and ends right."""
    visit(page, served, "/chapters/weir.html")
    text = served.read(WEIR)
    for number in range(300):
        served.write(WEIR, text.replace("1702 [", f"1702, {number} times ["))
        page.wait_for_timeout(5)
    waits(page, "document.querySelector('main').innerText.includes('1702, 299 times')")
