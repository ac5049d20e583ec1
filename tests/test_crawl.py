"""The whole history, followed link by link: below a path of a host, and on a disk."""

from __future__ import annotations

import http.client
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from browsing import Built

LEADS = ("href", "src", "poster", "data", "xlink:href")
"""The attributes that hold an address."""

REFERS = (
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "for",
    "headers",
    "list",
    "popovertarget",
)
"""The attributes that hold ids of the same page."""


class Read(HTMLParser):
    """A page as whoever follows links reads it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.referred: list[str] = []
        self.canonical = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as it is called
        own = {name: value or "" for name, value in attrs}
        self.ids += [own["id"]] if "id" in own else []
        self.referred += [one for name in REFERS for one in own.get(name, "").split()]
        if own.get("rel") == "canonical":
            self.canonical = own["href"]
            return
        self.links += [own[name] for name in LEADS if name in own]
        self.links += [part.split()[0] for part in own.get("srcset", "").split(",") if part.strip()]


@cache
def read(path: Path) -> Read:
    """Return a page that was read."""
    return Read(path.read_text(encoding="utf-8"))


def pages(history: Built) -> Iterator[tuple[str, Read]]:
    """Yield address and content of every page."""
    yield from ((address, read(history.folder / address)) for address in history.pages)


@pytest.fixture(params=["sub-path", "disk"])
def root(request: pytest.FixtureRequest, history: Built) -> str:
    """Return the address of the site: below a path of a host, then on a disk."""
    return history.disk if request.param == "disk" else history.http


def test_every_link_leads_somewhere(root: str, history: Built) -> None:
    """From every page every link stays in the site or says where it goes, and every anchor is there."""
    lost = []
    for address, page in pages(history):
        for link in dict.fromkeys(page.links):
            url, anchor = urldefrag(urljoin(root + address, link))
            if urlsplit(link).scheme in ("http", "https", "mailto"):
                continue
            file = history.folder / unquote(url.removeprefix(root))
            there = url.startswith(root) and file.is_file()
            if not there or (anchor and unquote(anchor) not in read(file).ids):
                lost.append(f"{address}: {link}")

    assert [] == lost


def test_every_page_and_file_is_served(history: Built) -> None:
    """What a page leads to or loads comes with status 200; what is not there, with 404 and the page for it."""
    host = urlsplit(history.http)
    line = http.client.HTTPConnection(host.netloc)
    urls = {
        urldefrag(urljoin(history.http + address, link)).url for address, page in pages(history) for link in page.links
    }
    wrong = []
    for url in sorted(url for url in urls if url.startswith(history.http)):
        line.request("GET", urlsplit(url).path)
        answer = line.getresponse()
        answer.read()
        if answer.status != http.HTTPStatus.OK:
            wrong.append((url, answer.status))
    line.request("GET", f"{host.path}no/such/page.html")
    unknown = line.getresponse()

    assert [] == wrong
    assert http.HTTPStatus.NOT_FOUND == unknown.status
    assert read(history.folder / "404.html").links == Read(unknown.read().decode()).links


def test_every_page_is_led_to(history: Built) -> None:
    """From the first page every other can be reached by links, but for the one that answers an unknown address."""
    seen, left = set(), ["index.html"]
    while left:
        address = left.pop()
        if address in seen or not address.endswith(".html"):
            continue
        seen.add(address)
        found = (urldefrag(urljoin(history.http + address, link)).url for link in read(history.folder / address).links)
        left += [url.removeprefix(history.http) for url in found if url.startswith(history.http)]

    assert ["404.html"] == sorted({*history.pages} - seen)


def test_every_id_is_there_once(history: Built) -> None:
    """No page has an id twice, and what a label, a description or a table's cell refers to is on its page."""
    twice = {
        address: {one for one, times in Counter(page.ids).items() if times > 1} for address, page in pages(history)
    }
    lost = {address: {*page.referred} - {*page.ids} for address, page in pages(history)}

    assert {} == {address: ids for address, ids in twice.items() if ids}
    assert {} == {address: ids for address, ids in lost.items() if ids}


def test_styles_load_what_is_there(root: str, history: Built) -> None:
    """Fonts and pictures that a style sheet names are files of the site."""
    lost = []
    for sheet in history.folder.rglob("*.css"):
        address = sheet.relative_to(history.folder).as_posix()
        for link in re.findall(r"""url\(\s*["']?([^"')]+)""", sheet.read_text(encoding="utf-8")):
            url = urljoin(root + address, link)
            if not link.startswith(("data:", "#")) and not (history.folder / url.removeprefix(root)).is_file():
                lost.append(f"{address}: {link}")

    assert [] == lost


def test_absolute_addresses_are_of_the_site(history: Built) -> None:
    """The feed, the list of pages and every canonical address lead to pages of the site, at its own address."""
    listed = [one.text or "" for one in ET.parse(history.folder / "sitemap.xml").iter() if one.tag.endswith("}loc")]  # noqa: S314 - our own
    fed = [one.get("href", "") for one in ET.parse(history.folder / "feed.xml").iter() if one.tag.endswith("}link")]  # noqa: S314 - our own
    base = min(listed, key=len)
    own = {address: page.canonical for address, page in pages(history) if page.canonical}
    lost = []
    for url in (*listed, *fed):
        address, anchor = urldefrag(url.removeprefix(base) or "index.html")
        file = history.folder / (address or "index.html")
        if not url.startswith(base) or not file.is_file() or (anchor and anchor not in read(file).ids):
            lost.append(url)

    assert [] == lost
    assert {*listed} == {*own.values()}
    assert {} == {address: url for address, url in own.items() if url.removeprefix(base) not in (address, "")}
