"""Who can read: axe, narrow windows, large text, and the keyboard alone."""

from __future__ import annotations

import pytest
from browsing import KINDS, Built, NewPage, needs_chromium, tool, visit
from conftest import Figures
from playwright.sync_api import Page

pytestmark = needs_chromium

STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""The rules of axe that are held: WCAG 2.2 at AA, and what its authors find wise."""

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

each_kind = pytest.mark.parametrize("kind", KINDS)
each_theme = pytest.mark.parametrize("theme", ["light", "dark"])
each_width = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core, a script."""
    return tool("axe-core/axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """Return what axe finds wrong in a page with everything in it opened, a line each."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate(axe)
    options = {
        "runOnly": {"type": "tag", "values": STANDARDS},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("options => axe.run(document, options).then(result => result.violations)", options)
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@each_kind
@each_theme
@each_width
def test_axe_finds_nothing(
    kind: str, theme: str, size: dict[str, int], history: Built, new_page: NewPage, axe: str, figures: Figures
) -> None:
    """Contrast, names, roles, order, targets: in the light and in the dark, on a desk and on a phone."""
    page = new_page(viewport=size, color_scheme=theme)
    visit(page, history.http + history.kinds[kind])
    found = violations(page, axe)
    figures.tally("Pages", kind, axe=len(found))

    assert [] == found


def test_axe_reads_the_page(page: Page, history: Built, axe: str) -> None:
    """A picture without words and a link without a name are found: the test above can fail."""
    visit(page, history.http)
    page.evaluate("document.querySelector('main').append(new Image(), document.createElement('button'))")

    assert ["button-name", "image-alt"] == sorted(line.partition(":")[0] for line in violations(page, axe))


def test_axe_finds_nothing_in_another_history(new_page: NewPage, mill: Built, axe: str) -> None:
    """The dress fits other content, in another language and with other sides."""
    page = new_page(viewport=NARROW)
    found = {}
    for address in mill.pages:
        visit(page, mill.http + address)
        found[address] = violations(page, axe)

    assert {} == {address: wrong for address, wrong in found.items() if wrong}


_STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth, wrong = [];
  for (const box of [document.documentElement, document.body])
    if (getComputedStyle(box).overflowX !== 'visible') wrong.push(`${box.tagName} hides what is too wide`);
  if (document.scrollingElement.scrollWidth > width) wrong.push(`scrolls to ${document.scrollingElement.scrollWidth}`);
  const scrolls = (one) => one && one !== document.body &&
    (['auto', 'scroll'].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
  const unseen = (one) => one && (getComputedStyle(one).clipPath !== 'none' || unseen(one.parentElement));
  for (const one of document.body.querySelectorAll('*')) {
    if (!one.checkVisibility({ visibilityProperty: true }) || unseen(one)) continue;
    const { left, right } = one.getBoundingClientRect(), style = getComputedStyle(one);
    const name = `${one.tagName} .${one.getAttribute('class')} “${one.textContent.trim().slice(0, 30)}”`;
    if (right > left && (right > width + 1 || left < -1) && !scrolls(one.parentElement)) wrong.push(`${name} to ${left}…${right}`);
    const cut = ['hidden', 'clip'].includes(style.overflowX) && style.textOverflow !== 'ellipsis';
    if (cut && one.scrollWidth > one.clientWidth + 1) wrong.push(`${name} is cut at ${one.clientWidth} of ${one.scrollWidth}`);
  }
  return wrong;
}"""
"""Returns what is wider than the window, but for what scrolls by itself, and what is cut off."""


def enlarged(page: Page, times: float) -> None:
    """Set the browser's own text size, as its settings do: sizes in pixels stay, those in `rem`, `em` and `%` grow.

    Zooming would be another thing: it makes the window smaller, which the narrow windows below stand for.
    """
    sizes = {"standard": round(16 * times), "fixed": round(13 * times)}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})


@pytest.mark.parametrize(
    ("width", "times"),
    [(320, 1), (390, 2), (768, 2), (1280, 2)],
    ids=["320", "390 at 200%", "768 at 200%", "1280 at 200%"],
)
def test_nothing_scrolls_sideways(width: int, times: float, new_page: NewPage, history: Built) -> None:
    """Every page fits a window of 320 pixels (WCAG 1.4.10) and text of twice the size (1.4.4), and nothing is cut off."""
    page = new_page(viewport={"width": width, "height": 800})
    enlarged(page, times)
    wrong = {}
    for address in history.pages:
        visit(page, history.http + address)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        wrong[address] = page.evaluate(_STICKS_OUT)

    assert {} == {address: found for address, found in wrong.items() if found}


@each_kind
def test_text_grows_with_the_readers_setting(kind: str, new_page: NewPage, history: Built) -> None:
    """No text keeps its size when the browser's text size is doubled, but for that of pictures, which have a scale.

    Nine tenths of twice the size are enough: what is very large already may be held back by the window.
    """
    sizes = []
    for times in (1, 2):
        page = new_page(viewport=NARROW)
        enlarged(page, times)
        visit(page, history.http + history.kinds[kind])
        sizes.append(
            page.evaluate(
                "[...document.querySelectorAll('body :not(svg, svg *)')].map(one => parseFloat(getComputedStyle(one).fontSize))"
            )
        )

    assert [] == [(before, after) for before, after in zip(*sizes, strict=True) if after < 1.9 * before]


_STOPS = """() => {
  const all = [...document.querySelectorAll('*')];
  const look = (one) => [one, ...one.querySelectorAll('*')].map(getComputedStyle).map((style) =>
    [style.outlineStyle, style.outlineWidth, style.stroke, style.strokeWidth, style.fill, style.boxShadow].join()).join(';');
  const walked = [];
  window.walked = () => { document.activeElement.blur(); return walked.map(([at, seen, then]) => [at, seen && then !== look(all[at])]); };
  document.addEventListener('focusin', ({ target }) => {
    const { width, height } = target.getBoundingClientRect();
    walked.push([all.indexOf(target), target instanceof SVGElement || (width > 1 && height > 1), look(target)]);
  });
  return all.filter((one) => {
    if (!one.matches('a[href], button, input, select, textarea, summary, [tabindex]') || one.tabIndex < 0) return false;
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== 'radio') return true;
    const group = [...document.getElementsByName(one.name)];
    return one === (group.find((radio) => radio.checked) ?? group[0]);
  }).map((one) => [all.indexOf(one), `${one.tagName} “${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40)}”`]);
}"""
"""Returns number and name of everything that Tab has to reach, in the order of the document.

From then on `walked()` returns where the focus has been: the number, and whether it could be seen, which is to say
that the element has a size (a dot of a picture has only a stroke) and looked otherwise than without the focus.
"""

_FIRST, _LAST = 250, 50
"""How many stops are walked from the top of a page and to its end; the longest have two thousand of a few sorts."""


@each_kind
def test_tab_reaches_everything(kind: str, new_page: NewPage, history: Built, figures: Figures) -> None:
    """Tab goes through all that can be followed or pressed, in the order of the text, each marked, and is never caught."""
    page = new_page(viewport=WIDE)
    visit(page, history.http + history.kinds[kind])
    page.mouse.click(1, 1)
    stops = page.evaluate(_STOPS)
    parts = (stops,) if len(stops) <= _FIRST + _LAST else (stops[:_FIRST], stops[-_LAST:])
    for part in parts:
        if part is not parts[0]:
            page.evaluate("at => document.querySelectorAll('*')[at].focus()", part[0][0])
        for _ in part[part is not parts[0] :]:
            page.keyboard.press("Tab")
    walked = page.evaluate("walked()")
    expected = dict(stop for part in parts for stop in part)
    figures.add("Pages", kind, tab_stops=len(stops))

    assert list(expected.values()) == [expected.get(number, f"element {number}") for number, _ in walked]
    assert [] == [expected[number] for number, marked in walked if not marked]


@each_kind
def test_the_first_stop_skips_to_the_text(kind: str, page: Page, history: Built) -> None:
    """The first Tab shows the skip link; followed, it leads into the text, and Tab goes on from there."""
    visit(page, history.http + history.kinds[kind])
    page.mouse.click(1, 1)
    page.keyboard.press("Tab")
    shown = page.evaluate("document.activeElement.getBoundingClientRect().toJSON()")
    href = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    inside = page.evaluate("document.activeElement.matches('main')")
    page.keyboard.press("Tab")

    assert "#main" == href
    assert shown["width"] >= 24
    assert shown["height"] >= 24
    assert min(shown["top"], shown["left"]) >= 0
    assert inside
    assert page.evaluate(
        "document.activeElement.closest('main') !== null || document.querySelector('main a[href]') === null"
    )


@each_width
def test_a_note_is_called_and_left_again(size: dict[str, int], new_page: NewPage, history: Built) -> None:
    """Enter on a call leads to its note, into the window; from there one goes back to the same call, and on."""
    page = new_page(viewport=size)
    visit(page, history.http + history.kinds["long chapter"])
    call = page.locator("[role=doc-noteref]").nth(3)
    call.focus()
    page.keyboard.press("Enter")
    note = page.locator(f"[id='{call.get_attribute('href').removeprefix('#')}']")

    assert page.url.endswith(call.get_attribute("href") or "?")
    assert "doc-footnote" == note.get_attribute("role")
    assert note.evaluate(
        "note => { const { top } = note.getBoundingClientRect(); return top >= 0 && top < innerHeight; }"
    )
    page.keyboard.press("Tab")
    assert note.evaluate("note => note.contains(document.activeElement)")
    note.locator("[role=doc-backlink]").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(f"#{call.get_attribute('id')}")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    assert call.evaluate("call => call === document.activeElement")


@each_kind
def test_what_is_folded_opens_by_key(kind: str, page: Page, history: Built) -> None:
    """Enter opens what is folded, and Space closes it again."""
    visit(page, history.http + history.kinds[kind])
    folded = page.locator("main details:visible > summary")
    for at in range(min(2, folded.count())):
        summary = folded.nth(at)
        before = summary.evaluate("one => one.parentElement.open")
        summary.focus()
        page.keyboard.press("Enter")
        between = summary.evaluate("one => one.parentElement.open")
        page.keyboard.press("Space")

        assert [before, not before, before] == [before, between, summary.evaluate("one => one.parentElement.open")]


@each_kind
def test_the_slash_opens_the_search_of_every_page(kind: str, page: Page, history: Built) -> None:
    """On each kind of page the key leads to the field of the search, ready to be written in."""
    visit(page, history.http + history.kinds[kind])
    page.keyboard.press("/")
    page.wait_for_url("**/search.html")
    page.wait_for_function("document.activeElement.id === 'q'")


_CONTRAST = """() => {
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour, under) => {
    probe.fillStyle = under; probe.fillRect(0, 0, 1, 1); probe.fillStyle = colour; probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => colour.map((c) => c / 255).map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
  const paper = getComputedStyle(document.documentElement).backgroundColor, ground = light(rgb(paper, paper));
  return [...document.querySelectorAll('svg text')].filter((text) => text.checkVisibility()).flatMap((text) => {
    const ink = light(rgb(getComputedStyle(text).fill, paper));
    const ratio = (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05);
    return ratio < 4.5 ? [`${text.textContent.trim()}: ${ratio.toFixed(2)}`] : [];
  });
}"""
"""Returns the words of pictures whose contrast with the paper is below 4.5 (WCAG 1.4.3), which axe cannot tell."""


@each_kind
@each_theme
def test_words_of_pictures_can_be_read(kind: str, theme: str, new_page: NewPage, history: Built) -> None:
    """Labels in maps, curves and charts stand out from the paper as text does."""
    page = new_page(viewport=WIDE, color_scheme=theme)
    visit(page, history.http + history.kinds[kind])

    assert [] == page.evaluate(_CONTRAST)
