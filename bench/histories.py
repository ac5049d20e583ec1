"""Histories of any size, in the format of this generator and in those of its peers.

The same chapters for everybody: some 990 words under four headings, eight notes, emphasis, a list, a link to
another chapter. With `cited`, ours have what no peer has: citations in half of the notes, mentions, events, people,
places and sources. All of it follows from the number of a chapter: the same number, the same bytes, anywhere.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

WORDS, NOTES, SECTIONS = 990, 8, 4
"""What a chapter has: words with those of its notes, notes, headings."""
_PARAGRAPHS = 3
"""How many paragraphs a section has."""
_NOTE = 14
"""How many words a note has."""
_PARAGRAPH = (WORDS - NOTES * _NOTE - SECTIONS * 18) // (SECTIONS * _PARAGRAPHS)
"""How many words a paragraph has, where a section has 18 in its heading, its list and its link."""
_NUMBERS = 100_000
"""Chapters are numbered in five figures."""

_VOCABULARY = (
    "alliance ambassador archive armistice army border bridge cable camp canton capital century chairman channel "
    "charter city claim coast commander commission committee communique conference congress consul convoy council "
    "crisis custom decree delegate delegation demand department deputy despatch dispute district doctrine document "
    "embassy empire envoy evidence exile factory famine ferry fleet frontier garrison general government governor "
    "grain harbour harvest headquarters history island journal journey land language leader league legation letter "
    "line loan march market meeting memoir memorandum message military minister ministry mission mountain movement "
    "nation negotiation network note office officer order outpost page paper party peace people plan pledge policy "
    "port position power premier president press principle proposal protest province quarrel question railway record "
    "reform region report republic resolution retreat revolution river road rumour school secretary session "
    "settlement side silence soldier speech station statement steppe strategy student summit talk telegram term "
    "territory text theatre theory trade train treaty troops union valley version village visit voice war winter "
    "witness word worker year youth after again against almost along already among because before behind between "
    "beyond both during each early either every first from great had held into kept knew large late left less long "
    "made many more most moved near never new northern old once only open other over quiet rather reached "
    "remained returned same second sent several short signed since small southern still such sudden than that their "
    "then there these they through thus told took toward under until upon wanted was were when where which while "
    "whole with without wrote"
).split()  # fmt: skip


def prose(number: int, chapters: int, *, cited: bool) -> str:
    """Return the text of the chapter `number`, from 1, of a history of so many chapters."""
    chance = random.Random(number)  # the same chapter for the same number
    lines: list[str] = []
    note = 0
    for section in range(SECTIONS):
        lines += [f"## {_title(chance)}", ""]
        for paragraph in range(_PARAGRAPHS):
            words = _sentences(chance, _PARAGRAPH)
            if paragraph < NOTES // SECTIONS:
                note += 1
                words += f"[^n{note}]"
            if paragraph == 0:
                words += f" {_aside(chance, number, chapters, section, cited=cited)}"
            lines += [words, ""]
    lines += [f"- {_sentences(chance, 4)}" for _ in range(3)]
    lines.append("")
    for one in range(1, note + 1):
        source = f" [@source-{chance.randrange(_sources(chapters)) + 1}, p. {chance.randrange(300) + 1}]"
        lines += [f"[^n{one}]: {_sentences(chance, _NOTE)}{source if cited and one % 2 else ''}", ""]
    return "\n".join(lines)


def ours(chapters: int, *, cited: bool) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of a history in our format."""
    yield "site.yaml", "title: A history made for measuring\nlanguage: en\nauthor: Nobody\nupdated: 2026-01-01\n"
    for number in range(1, chapters + 1):
        year = 1000 + number % 900
        front = f"---\ntitle: {_name(number)}\nyears: {year}–{year + 1}\nsummary: What came to pass, in short.\n---\n\n"
        yield f"content/chapters/{number:05}-{slug(number)}.md", front + prose(number, chapters, cited=cited)
    if cited:
        yield from _registers(chapters)


def hugo(chapters: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the same history for Hugo."""
    yield (
        "hugo.toml",
        'baseURL = "https://example.org/"\ntitle = "A history"\ndisableKinds = ["taxonomy", "term", "RSS"]\n',
    )
    yield "layouts/_default/single.html", _LAYOUT.format(title="{{ .Title }}", content="{{ .Content }}")
    listed = '<ol>{{ range .RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol>'
    yield "layouts/_default/list.html", _LAYOUT.format(title="{{ .Title }}", content=listed)
    home = '<ol>{{ range .Site.RegularPages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol>'
    yield "layouts/index.html", _LAYOUT.format(title="{{ .Site.Title }}", content=home)
    yield from _plain(chapters, "content/chapters", lambda n: f'---\ntitle: "{_name(n)}"\nweight: {n}\n---\n\n')


def eleventy(chapters: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the same history for Eleventy."""
    yield (
        "eleventy.config.mjs",
        (
            'import footnotes from "markdown-it-footnote";\n'
            "export default function (config) {\n"
            '  config.amendLibrary("md", (library) => library.use(footnotes).set({ typographer: true }));\n'
            '  return { dir: { input: "content", includes: "../layouts", output: "public" }, markdownTemplateEngine: false };\n'
            "}\n"
        ),
    )
    yield "layouts/page.njk", _LAYOUT.format(title="{{ title }}", content="{{ content | safe }}")
    listed = "{% for one in collections.chapter %}<li><a href='{{ one.url }}'>{{ one.data.title }}</a></li>{% endfor %}"
    yield "content/index.njk", _LAYOUT.format(title="A history", content=f"<ol>{listed}</ol>")
    fronts: Callable[[int], str] = lambda n: f'---\ntitle: "{_name(n)}"\nlayout: page.njk\ntags: chapter\n---\n\n'  # noqa: E731 - one line a format
    yield from _plain(chapters, "content/chapters", fronts)


def mkdocs(chapters: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the same history for MkDocs."""
    yield (
        "mkdocs.yml",
        (
            "site_name: A history\nuse_directory_urls: false\nplugins: []\n"
            "markdown_extensions: [footnotes, tables, attr_list, def_list, toc, smarty]\n"
            "theme: {name: null, custom_dir: layouts}\n"
        ),
    )
    listed = (
        "<nav>{% if page.previous_page %}<a href='{{ page.previous_page.url|url }}'>Before</a>{% endif %}"
        "{% if page.next_page %}<a href='{{ page.next_page.url|url }}'>After</a>{% endif %}</nav>{{ page.content }}"
    )
    yield "layouts/main.html", _LAYOUT.format(title="{{ page.title }}", content=listed)
    yield "docs/index.md", "# A history\n"
    yield from _plain(chapters, "docs/chapters", lambda n: f"---\ntitle: {_name(n)}\n---\n\n")


def pelican(chapters: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the same history for Pelican."""
    extensions = ("footnotes", "tables", "attr_list", "def_list", "toc", "smarty", "meta")
    configs = "".join(f"'markdown.extensions.{name}': {{}}, " for name in extensions)
    yield (
        "pelicanconf.py",
        (
            "SITENAME = 'A history'\nSITEURL = ''\nTIMEZONE = 'UTC'\nDEFAULT_LANG = 'en'\nPATH = 'content'\n"
            "DEFAULT_PAGINATION = False\nTHEME = 'theme'\nARTICLE_URL = ARTICLE_SAVE_AS = '{slug}.html'\n"
            "AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ''\nDIRECT_TEMPLATES = ['index']\n"
            "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = None\nLOAD_CONTENT_CACHE = CACHE_CONTENT = True\n"
            f"CONTENT_CACHING_LAYER = 'generator'\nMARKDOWN = {{'extension_configs': {{{configs}}}, 'output_format': 'html5'}}\n"
        ),
    )
    yield "theme/templates/article.html", _LAYOUT.format(title="{{ article.title }}", content="{{ article.content }}")
    listed = "{% for one in articles %}<li><a href='{{ one.url }}'>{{ one.title }}</a></li>{% endfor %}"
    yield "theme/templates/index.html", _LAYOUT.format(title="A history", content=f"<ol>{listed}</ol>")
    for name in (
        "base",
        "page",
        "author",
        "category",
        "tag",
        "archives",
        "authors",
        "categories",
        "tags",
        "period_archives",
    ):
        yield f"theme/templates/{name}.html", ""
    fronts: Callable[[int], str] = lambda n: f"Title: {_name(n)}\nDate: 2026-01-01\nSlug: {slug(n)}\n\n"  # noqa: E731 - one line a format
    yield from _plain(chapters, "content", fronts)


FORMATS: Mapping[str, Callable[[int], Iterator[tuple[str, str]]]] = {
    "microsite": lambda chapters: ours(chapters, cited=False),
    "microsite, cited": lambda chapters: ours(chapters, cited=True),
    "Hugo": hugo,
    "Eleventy": eleventy,
    "MkDocs": mkdocs,
    "Pelican": pelican,
}
"""The files of a history of so many chapters, by whose format it is."""


def write(folder: Path, files: Iterator[tuple[str, str]]) -> None:
    """Write the files into a folder, which is made."""
    for path, text in files:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def slug(number: int) -> str:
    """Return the last part of the address of the chapter `number`."""
    return f"chapter-{number}"


def _plain(chapters: int, folder: str, front: Callable[[int], str]) -> Iterator[tuple[str, str]]:
    """Yield the chapters as everybody understands them, each with its front matter."""
    for number in range(1, chapters + 1):
        yield f"{folder}/{number:05}-{slug(number)}.md", front(number) + prose(number, chapters, cited=False)


def _registers(chapters: int) -> Iterator[tuple[str, str]]:
    """Yield the data files: an event and a person for every second chapter, a place for every tenth, sources."""
    chance = random.Random(chapters)
    events, people, places, sources = [], [], [], []
    for one in range(1, chapters // 2 + 1):
        cite = f"'@source-{chance.randrange(_sources(chapters)) + 1}, p. {one % 300 + 1}'"
        events.append(
            f"- id: event-{one}\n  date: '{1000 + one % 900}-0{one % 9 + 1}-1{one % 9}'\n  title: {_title(chance)}\n"
            f"  text: {_sentences(chance, 20)}\n  people: [person-{one}]\n  tone: {one % 7 - 3}\n"
            f"  tone_reason: {_title(chance)}\n  sources: [{cite}]\n"
        )
        people.append(
            f"person-{one}:\n  name: {_title(chance)} {one}\n  description: {_sentences(chance, 15)}\n  sources: [{cite}]\n"
        )
        if one % 5 == 1:
            lat, lon = 20 + one % 40, 40 + one % 100
            places.append(f"place-{one}:\n  name: {_title(chance)} {one}\n  lat: {lat}\n  lon: {lon}\n")
    sources += [
        f"- id: source-{one}\n  type: book\n  title: {_title(chance)}\n  author: [{{family: Writer{one}, given: A.}}]\n"
        f"  issued: {{date-parts: [[{1900 + one % 120}]]}}\n  publisher: Press\n  publisher-place: City\n"
        for one in range(1, _sources(chapters) + 1)
    ]
    yield "content/events.yaml", "\n".join(events)
    yield "content/people.yaml", "\n".join(people)
    yield "content/places.yaml", "\n".join(places)
    yield "content/sources/sources.yaml", "\n".join(sources)


def _sources(chapters: int) -> int:
    return max(5, chapters // 5)


def _name(number: int) -> str:
    return f"{_title(random.Random(number + _NUMBERS))} {number}"


def _title(chance: random.Random) -> str:
    return " ".join(chance.choices(_VOCABULARY, k=3)).capitalize()


def _sentences(chance: random.Random, words: int) -> str:
    """Return so many words in sentences, with some of what slows a reader of Markdown."""
    found = chance.choices(_VOCABULARY, k=words)
    for place in range(11, words, 17):
        found[place] += "."
        if place + 1 < words:
            found[place + 1] = found[place + 1].capitalize()
    if words > 30:  # noqa: PLR2004 - a paragraph
        found[3] = f"*{found[3]}*"
        found[7] = f"**{found[7]}**"
        found[15] = f'"{found[15]}'
        found[18] += '"'
        found[22] += " -- though"
    whole = " ".join(found)
    return whole[0].upper() + whole[1:].rstrip(".") + "."


def _aside(chance: random.Random, number: int, chapters: int, section: int, *, cited: bool) -> str:
    """Return a sentence that leads elsewhere: to another chapter, or to somebody."""
    other = chance.randrange(chapters) + 1
    if cited:
        person = chance.randrange(max(1, chapters // 2)) + 1
        return f"See [[{slug(other)}]] and [[person-{person}]]."
    return f"See *{_title(chance)}* in the part {'abcd'[section]} and [the list](https://example.org/{number}/{other})."


_LAYOUT = (
    '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
    "<body>\n<main>\n<h1>{title}</h1>\n{content}\n</main>\n</body>\n</html>\n"
)
"""The page of a peer: as little as a page can be."""
