"""What readers find: the search page in a browser, from a sub-path and from a disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import Built, NewPage, needs_chromium, published
from playwright.sync_api import Page

pytestmark = needs_chromium

FILES = {
    "site.yaml": "title: Two Neighbours\nlanguage: en-GB\n",
    "content/chapters/01-quarrel.md": (
        "---\ntitle: The Quarrel\nyears: 1956–1964\n---\n"
        "In 1958 [[mao]] received [[khrushchev]] in [[beijing]] [@lu-1990].\n\n"
        "## What was signed\n\nThe treaty was negotiated for two months [@lu-1990].\n\n"
        "The envoys then went home [@lu-1990].\n\n"
        "## What was said\n\nIn China it is called the Sino-Soviet quarrel, 中苏两党关于国际共产主义运动的论战, and in Russian the word is раскол [@lu-1990].\n"
    ),
    "content/people.yaml": (
        "mao:\n  name: Mao Zedong\n  names:\n    - {text: 毛泽东, lang: zh-Hans}\n    - {text: 毛澤東, lang: zh-Hant}\n"
        "    - {text: Máo Zédōng, lang: zh-Latn-pinyin}\n    - {text: Mao Tse-tung, lang: zh-Latn-wadegile}\n"
        "    - {text: Мао Цзэдун, lang: ru}\n  description: Chairman.\n  sources: ['@lu-1990']\n"
        "khrushchev:\n  name: Nikita Khrushchev\n  names:\n    - {text: Никита Хрущёв, lang: ru}\n"
        "    - {text: 赫鲁晓夫, lang: zh-Hans}\n    - {text: Nikita Chruschtschow, lang: de}\n"
        "  description: First secretary.\n  sources: ['@lu-1990']\n"
        "xi:\n  name: Xi Zhongxun\n  names: [{text: Hsi Chung-hsün, lang: zh-Latn-wadegile}, {text: Ch’in’s man, lang: en}]\n"
        "  description: Vice-premier.\n  sources: ['@lu-1990']\n"
    ),
    "content/places.yaml": "beijing:\n  name: Beijing\n  names: [{text: Peking, lang: en}, {text: Пекин, lang: ru}]\n  description: A capital.\n  sources: ['@lu-1990']\n",
    "content/events.yaml": (
        "- id: visit-1958\n  date: 1958-07-31\n  title: A secret visit\n  text: An aeroplane landed.\n"
        "  people: [khrushchev, mao]\n  place: beijing\n  sources: ['@lu-1990']\n"
    ),
    "content/sources/all.yaml": (
        "- id: lu-1990\n  type: book\n  title: Quarrels of Neighbours\n  author: [{family: Lüthi, given: Lorenz}]\n"
        "  issued: {date-parts: [[1990]]}\n"
    ),
}
"""A site in English whose names are in three scripts."""

MAO, KHRUSHCHEV, BEIJING = "people.html#mao", "people.html#khrushchev", "places.html#beijing"
VISIT, MET = "timeline.html#visit-1958", "chapters/quarrel.html#p-in-1958-received-in"
SIGNED = "chapters/quarrel.html#p-the-treaty-was-negotiated-for"
SAID = "chapters/quarrel.html#p-in-china-it-is-called"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Yield the built site."""
    root = tmp_path_factory.mktemp("search")
    for name, text in FILES.items():
        path = root / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with published(root / "source", root) as built:
        yield built


@pytest.fixture(params=["sub-path", "disk"])
def root(request: pytest.FixtureRequest, site: Built) -> str:
    """Return the address of the site: below a path of a host, then on a disk."""
    return site.disk if request.param == "disk" else site.http


def found(page: Page, question: str) -> list[str]:
    """Return where the results of a question lead, in their order."""
    page.fill("#q", question)
    page.press("#q", "Enter")
    page.wait_for_function("words => document.getElementById('count').textContent.includes(words)", arg=f"“{question}”")
    links = page.query_selector_all("#results a")
    return [link.get_attribute("href") for link in links]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Yield a site whose catalogue is several files."""
    root = tmp_path_factory.mktemp("large")
    for name, text in FILES.items():
        path = root / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    filling = "The miller went to the weir and found it open. " * 900
    for number in range(2, 20):
        front = f"---\ntitle: Mill {number}\nyears: {1900 + number}\n---\n"
        path = root / f"source/content/chapters/{number:02}-mill-{number}.md"
        path.write_text(f"{front}Wheel{'abcdefghijklmnopqrst'[number]} turned.\n\n{filling}\n", encoding="utf-8")
    with published(root / "source", root) as built:
        yield built


@pytest.mark.parametrize("where", ["http", "disk"])
def test_a_catalogue_of_several_files_is_one(where: str, large: Built, page: Page) -> None:
    """Whatever file its slips are in, everything is found, and that of the first chapter once."""
    page.goto(f"{getattr(large, where)}search.html")
    load = page.get_attribute("#search", "data-load") or ""

    assert load.count("catalogue.") > 1
    assert found(page, "wheelc") == ["chapters/mill-2.html#p-wheelc-turned"]
    assert found(page, "wheelt") == ["chapters/mill-19.html#p-wheelt-turned"]
    assert found(page, "毛泽东")[0] == MAO
    assert found(page, "aeroplane landed") == [VISIT]


@pytest.mark.parametrize(
    ("question", "first", "also"),
    [
        ("毛泽东", MAO, VISIT),
        ("毛澤東", MAO, VISIT),
        ("泽东", MAO, VISIT),
        ("国际共产主义", SAID, SAID),
        ("Хрущёв", KHRUSHCHEV, VISIT),
        ("хрущев", KHRUSHCHEV, VISIT),
        ("Хрущёва", KHRUSHCHEV, VISIT),
        ("раскола", SAID, SAID),
        ("Mao Tse-tung", MAO, VISIT),
        ("mao tsetung", MAO, VISIT),
        ("maozedong", MAO, MAO),
        ("Máo Zédōng", MAO, VISIT),
        ("Chruschtschow", KHRUSHCHEV, VISIT),
        ("Krushchev", KHRUSHCHEV, VISIT),
        ("Hsi Chung-hsun", "people.html#xi", "people.html#xi"),
        ("Ch'in's man", "people.html#xi", "people.html#xi"),
        ("Peking", BEIJING, VISIT),
        ("Пекин 1958", MET, VISIT),
        ("treaties", SIGNED, SIGNED),
        ("negotiation", SIGNED, SIGNED),
        ("quarrels", "bibliography.html#lu-1990", "chapters/quarrel.html"),
        ("luthi", "bibliography.html#lu-1990", "bibliography.html#lu-1990"),
        ('"months treaty"', None, None),
        ("кит", None, None),
    ],
)
def test_what_is_found(root: str, page: Page, question: str, first: str | None, also: str | None) -> None:
    """Three scripts, every form of a name, stems, slips of the pen; and nothing where there is nothing."""
    page.goto(f"{root}search.html")
    results = found(page, question)

    assert first == next(iter(results), None)
    assert also is None or also in results


def test_every_result_leads_somewhere(root: str, page: Page, site: Built) -> None:
    """Each result is a file of the site, and its anchor an id of the page."""
    page.goto(f"{root}search.html")
    for address in {
        link for question in ("mao", "1958", "Lüthi", "treaty", "раскол") for link in found(page, question)
    }:
        name, _, anchor = address.partition("#")

        assert f'id="{anchor}"' in (site.folder / name).read_text(encoding="utf-8") or not anchor


def test_nothing_is_loaded_before_the_first_question(root: str, page: Page) -> None:
    """Whoever only opens the page pays for no catalogue."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{root}search.html")
    page.wait_for_timeout(300)

    assert [] == [url for url in asked if "catalogue" in url or "minisearch" in url]
    assert found(page, "treaty")
    assert 1 == sum("catalogue" in url for url in asked)


def test_results_say_what_they_are(root: str, page: Page) -> None:
    """A result has its kind, an excerpt with the words marked in their language, and is counted aloud."""
    page.goto(f"{root}search.html")
    found(page, "毛泽东")
    first = page.query_selector("#results li")

    assert "Person" in first.query_selector(".kicker").inner_text()
    assert ["毛泽东"] == [mark.inner_text() for mark in first.query_selector_all("mark")]
    assert "zh" == first.query_selector("mark span").get_attribute("lang")
    assert "status" == page.get_attribute("#count", "role")
    assert page.inner_text("#count").startswith("3 results")


def test_the_address_holds_the_question(root: str, page: Page) -> None:
    """A question in the address is asked; what is typed is written there."""
    page.goto(f"{root}search.html?q=%E8%B5%AB%E9%B2%81%E6%99%93%E5%A4%AB")
    page.wait_for_selector("#results a")

    assert KHRUSHCHEV == page.get_attribute("#results a", "href")
    found(page, "raskol")
    assert page.url.endswith("search.html?q=raskol")


def test_the_slash_opens_the_search(root: str, page: Page) -> None:
    """On every page the key leads to the field, in which it is a letter; the search page can switch it off."""
    page.goto(f"{root}chapters/quarrel.html")
    page.keyboard.press("/")
    page.wait_for_url(f"{root}search.html")
    page.wait_for_function("document.activeElement.id === 'q'")
    page.keyboard.type("a/b")

    assert "a/b" == page.input_value("#q")
    page.uncheck("#slash")
    page.goto(f"{root}index.html")
    page.keyboard.press("/")
    page.wait_for_timeout(200)
    assert page.url == f"{root}index.html"


def test_without_script_the_page_points_to_the_registers(root: str, new_page: NewPage) -> None:
    """With script off there is no field that does nothing, but the letters of every register."""
    opened = new_page(java_script_enabled=False)
    opened.goto(f"{root}search.html")

    assert "Searching needs JavaScript" in opened.inner_text("main")
    assert not opened.is_visible("#search")
    letters = [a.get_attribute("href") for a in opened.query_selector_all("nav.shelves .by-letter a")]
    assert [BEIJING, KHRUSHCHEV, MAO, "people.html#xi"] == sorted(letters, key=lambda link: (link != BEIJING, link))
