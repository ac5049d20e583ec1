"""Whole sites: built as a reader of the README would, compared with goldens, and walked link by link."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
from conftest import Golden

PROJECT = Path(__file__).resolve().parent.parent
SITES = PROJECT / "tests" / "sites"
COPIED = ("site.yaml", "content", "templates", "static", "author-date.csl")

GOLDENS: Mapping[str, tuple[str, ...]] = {
    "smallest": ("index.html", "chapters/the-digging.html", "bibliography.html", "404.html", "robots.txt"),
    "mill": (
        "index.html", "chapters/das-wehr.html", "chapters/der-brand.html", "chapters/danach.html",
        "chapters/wehrbau.html", "ueber.html", "404.html",
        "timeline.html", "people.html", "places.html", "glossary.html", "disputes.html", "bibliography.html",
        "bibliography.json", "bibliography.bib", "bibliography.ris", "feed.xml", "sitemap.xml", "robots.txt", "_headers",
    ),
    "intext": ("chapters/the-digging.html", "bibliography.html"),
}  # fmt: skip
"""What is compared of each site."""

EVERYWHERE = (
    ".microsite", ".nojekyll", "_headers", "404.html", "index.html", "robots.txt", "search.html",
    "bibliography.html", "bibliography.json", "bibliography.bib", "bibliography.ris",
)  # fmt: skip
"""What the smallest site has beside its chapter and the files of the project's `static/`."""

each_site = pytest.mark.parametrize("site", GOLDENS)
each_golden = pytest.mark.parametrize(
    ("site", "page"), [(site, page) for site, pages in GOLDENS.items() for page in pages]
)


def copied(site: str, folder: Path) -> Path:
    """Return a copy of a golden site, without its goldens."""
    for name in COPIED:
        source = SITES / site / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder


def build(folder: Path, *options: str, **environment: str) -> Mapping[str, bytes]:
    """Return what a strict build of the site in a folder publishes; it has to succeed."""
    command = (sys.executable, "-B", PROJECT / "build.py", "build", "--site", folder, "--strict", "-q", *options)
    clean = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr), done.stdout
    made = folder / "_site"
    return {path.relative_to(made).as_posix(): path.read_bytes() for path in sorted(made.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, bytes]]:
    """Return what each golden site publishes, built from a copy."""
    root = tmp_path_factory.mktemp("sites")
    return {site: build(copied(site, root / site)) for site in GOLDENS}


def pages(outputs: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield address and text of every page."""
    yield from ((address, data.decode()) for address, data in outputs.items() if address.endswith(".html"))


def parsed(text: str) -> ET.Element:
    """Return the tree of a page; raise at the first error that HTML 5 knows."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree: ET.Element = parser.parse(text)
    return tree


def ids(text: str) -> list[str]:
    """Return every id of a page, in order."""
    return [element.get("id", "") for element in parsed(text).iter() if "id" in element.attrib]


def addresses(text: str) -> Iterator[str]:
    """Yield every address that a page leads to or loads, but for what says its own."""
    for element in parsed(text).iter():
        if element.tag == "meta" or element.get("rel") == "canonical":
            continue
        yield from (element.attrib[name] for name in ("href", "src", "poster", "data") if name in element.attrib)


def unhashed(data: bytes) -> str:
    """Return a file without the digests in the names of others, which change with every stroke of a style sheet."""
    return re.sub(r"(?<=\.)[0-9a-f]{10}(?=\.\w+[\"')])", "digest", data.decode())


@each_golden
def test_pages_are_golden(site: str, page: str, made: Mapping[str, Mapping[str, bytes]], golden: Golden) -> None:
    """Every page is what somebody has read and found right; `--update` writes it anew, to be read again."""
    golden(SITES / site / "golden" / page, unhashed(made[site][page]))


def test_the_smallest_site_has_no_page_too_many(made: Mapping[str, Mapping[str, bytes]]) -> None:
    """A title, a language, a chapter and a source make a site; no register, timeline or feed is made of nothing."""
    static = {address for address in made["smallest"] if address.startswith("static/")}
    expected = {*EVERYWHERE, "chapters/the-digging.html", *static}

    assert sorted(expected) == sorted(made["smallest"])


def test_drafts_are_not_published(made: Mapping[str, Mapping[str, bytes]]) -> None:
    """A draft has no page, no line in a list, and no source in the bibliography for its sake."""
    assert [] == [address for address, data in made["mill"].items() if b"Entwurf" in data or "notiz" in address]


def test_drafts_are_built_when_asked_for(tmp_path: Path) -> None:
    """With `--drafts` they are chapters and pages as all others."""
    built = build(copied("mill", tmp_path), "--drafts")

    assert {"chapters/entwurf.html", "notiz.html"} <= built.keys()
    assert b"entwurf.html" in built["index.html"]


@each_site
def test_pages_are_html(site: str, made: Mapping[str, Mapping[str, bytes]]) -> None:
    """Every page parses as HTML 5 without an error."""
    faults = {}
    for address, text in pages(made[site]):
        try:
            parsed(text)
        except html5lib.html5parser.ParseError as error:
            faults[address] = str(error)

    assert {} == faults


@each_site
def test_ids_are_unique(site: str, made: Mapping[str, Mapping[str, bytes]]) -> None:
    """No page has an id twice."""
    twice = {address: [one for one in ids(text) if ids(text).count(one) > 1] for address, text in pages(made[site])}

    assert {} == {address: found for address, found in twice.items() if found}


@each_site
def test_every_link_leads_somewhere(site: str, made: Mapping[str, Mapping[str, bytes]]) -> None:
    """Every relative address is a file of the site, and every anchor an id of its page."""
    anchors = {address: {*ids(text)} for address, text in pages(made[site])}
    lost = []
    for address, text in pages(made[site]):
        for link in addresses(text):
            found = urlsplit(link)
            if found.scheme:
                continue
            target = os.path.normpath(Path(address).parent / unquote(found.path)) if found.path else address
            if target not in made[site] or (found.fragment and unquote(found.fragment) not in anchors.get(target, ())):
                lost.append(f"{address}: {link}")

    assert [] == lost


@each_site
def test_links_are_relative(site: str, made: Mapping[str, Mapping[str, bytes]]) -> None:
    """No address begins at a root or loads from another host, so that the same bytes work anywhere."""
    rooted = [(page, link) for page, text in pages(made[site]) for link in addresses(text) if link.startswith("/")]
    loaded = [(page, found) for page, text in pages(made[site]) for found in re.findall(r'\ssrc="(https?:[^"]*)', text)]

    assert [] == rooted
    assert [] == loaded


@each_site
def test_pages_keep_their_policy(site: str, made: Mapping[str, Mapping[str, bytes]]) -> None:
    """There is no style and no script in a page: the Content-Security-Policy would forbid it."""
    broken = [
        (address, element.tag)
        for address, text in pages(made[site])
        for element in parsed(text).iter()
        if "style" in element.attrib
        or element.tag == "style"
        or (element.tag == "script" and "src" not in element.attrib)
        or any(name.startswith("on") for name in element.attrib)
    ]

    assert [] == broken


@each_site
def test_no_mark_is_left(site: str, made: Mapping[str, Mapping[str, bytes]]) -> None:
    """What looks like a mark on a page is in code, or was written with a backslash."""
    literal = {"chapters/der-brand.html": ["[[muehle]]", "[@bock"]}
    left = {}
    for address, text in pages(made[site]):
        words = re.sub(r"<(code|pre)\b.*?</\1>|<!--.*?-->", "", text, flags=re.DOTALL)
        found = re.findall(r"\[\[[^\]]+\]\]|\[-?@[\w]+|\[\^\w+\]|[\U00010600\U00010601]", words)
        left[address] = [one for one in found if one not in literal.get(address, ())]

    assert {} == {address: found for address, found in left.items() if found}


def test_machines_can_read_what_is_theirs(made: Mapping[str, Mapping[str, bytes]]) -> None:
    """The feed and the list of pages are XML, and their addresses are absolute and there."""
    base = "https://muehle.example/geschichte/"
    feed, sitemap = (ET.fromstring(made["mill"][name]) for name in ("feed.xml", "sitemap.xml"))  # noqa: S314 - our own
    listed = [element.text or "" for element in sitemap.iter() if element.tag.endswith("}loc")]
    linked = [element.get("href", "") for element in feed.iter() if element.tag.endswith("}link")]
    local = [(link.partition("#")[0].removeprefix(base) or "index.html") for link in (*listed, *linked)]

    assert [] == [link for link in (*listed, *linked) if not link.startswith(base)]
    assert [] == [address for address in local if address not in made["mill"]]
    assert sorted(set(listed)) == sorted(listed)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Vladivostok", "LC_ALL": "C", "LANG": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Anchorage", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
    ],
    ids=["east", "west"],
)
def test_the_same_input_gives_the_same_bytes(
    environment: Mapping[str, str], made: Mapping[str, Mapping[str, bytes]], tmp_path: Path
) -> None:
    """Another folder, other times of the files, another hash seed, zone and locale: the same site, to the byte."""
    folder = copied("mill", tmp_path / "ein anderer Ort")
    for path in folder.rglob("*"):
        os.utime(path, (10**9, 10**9))

    assert made["mill"] == build(folder, "--no-cache", "--jobs", "1", **environment)


def test_the_date_of_an_edition_can_be_given(tmp_path: Path) -> None:
    """`SOURCE_DATE_EPOCH` is the date of the edition, and of nothing else."""
    dated = build(copied("mill", tmp_path), SOURCE_DATE_EPOCH="86400")

    assert b"<updated>1970-01-02T00:00:00Z</updated>" in dated["feed.xml"]


def test_a_build_touches_nothing_but_its_output(tmp_path: Path) -> None:
    """Beside `_site/` and `.cache/` nothing is written, neither in the site nor in the project."""
    folder = copied("mill", tmp_path)
    own = (folder, *(PROJECT / name for name in ("microsite", "templates", "static")))
    before = [sorted(stamps(one)) for one in own]
    build(folder)

    assert before == [sorted(stamps(one)) for one in own]


def stamps(folder: Path) -> Iterator[tuple[str, int]]:
    """Yield path and time of every file in a folder, but for what a build is there to write."""
    own = (folder / "_site", folder / ".cache")
    files = (path for path in folder.rglob("*") if path.is_file() and not any(path.is_relative_to(one) for one in own))
    yield from ((str(path), path.stat().st_mtime_ns) for path in files)
