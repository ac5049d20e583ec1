"""What an author can write, as values: the schema of every file and the marks of the prose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, NewType

from microsite.dates import Date
from microsite.text import Severity, Span, Text
from microsite.values import dataclass

# ---- marks: what the generator finds in prose ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cite:
    """One source of a citation, and where in it."""

    key: str
    """The id of the source."""
    span: Span
    """The place of `@key`."""
    prefix: str = ""
    """The words before the source: `see`."""
    label: str = ""
    """The kind of locator, a CSL term such as `page` or `chapter`; empty for none."""
    locator: str = ""
    """The numbers after the label: `46–50`."""
    suffix: str = ""
    """The words after the locator, with the punctuation that leads to them."""
    bare: bool = False
    """Whether the author's name is left out: `[-@key]`."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Sources cited at one place: `[@a, p. 3; @b]`, or `@a [p. 3]` in the text."""

    cites: tuple[Cite, ...]
    """The sources, in the author's order; at least one."""
    span: Span
    """The place of the whole mark."""
    narrative: bool = False
    """Whether the author's name stands in the text: `@a [p. 3]`."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person, place, term, event or chapter named in prose or in a field: `[[id|label]]`."""

    id: str
    """The id of what is named."""
    span: Span
    """The place of the id."""
    label: str = ""
    """The words to print instead of the name, or empty."""


@dataclass(frozen=True, slots=True)
class NoteCall:
    """The place where a footnote is called: `[^label]`."""

    label: str
    """The author's name for the footnote."""
    span: Span
    """The place of the mark."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relative address in prose: of a page, an anchor or an asset."""

    address: str
    """The address as written."""
    span: Span
    """The place where it is written."""
    image: bool = False
    """Whether a picture is shown rather than linked."""


Mark = Citation | Mention | NoteCall | Link


@dataclass(frozen=True, slots=True)
class Hole:
    """The place of a mark in HTML."""

    mark: Mark
    """What is to fill it."""
    inside: Literal["text", "link", "attribute"]
    """What it stands in: a link cannot hold a link, an attribute cannot hold any tag."""
    anchor: str
    """The id of the paragraph or heading that it stands in, or empty."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The end of a block of prose, where the notes that it calls can stand."""


@dataclass(frozen=True, slots=True)
class Block:
    """A `///` block: a dispute, an account, a quote, a chart, a map or a timeline."""

    kind: str
    """The word after the slashes."""
    argument: Text
    """What stands after the bar, as written."""
    id: str
    """The permanent id of the block on its page."""
    title: Body
    """The argument as prose."""
    content: Body
    """What stands inside."""


Body = tuple[str | Hole | Gap | Block, ...]
"""HTML with holes: a string is HTML, complete and escaped."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A short passage of Markdown in a field: one or more paragraphs with marks."""

    text: Text
    """The passage as written."""
    body: Body
    """The passage as HTML with holes."""


# ---- site.yaml ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Side:
    """A party of the history, with a lane in the timeline and a colour everywhere."""

    id: Text
    """What `side:` and `lane:` call it."""
    name: Text
    """What readers call it."""
    colour: Text | None = None
    """A CSS colour, `#rgb` or `#rrggbb`; never the only sign of a side."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Thresholds of citation coverage; below one, the build fails."""

    claims: float | None = None
    """The least share of claiming paragraphs that cite, in per cent, in every chapter."""
    sources: int | None = None
    """The least number of sources cited in every chapter."""
    single_source: float | None = None
    """The greatest share of a chapter's citations that one source may have, in per cent."""


@dataclass(frozen=True, slots=True)
class Site:
    """`site.yaml`: what is true of the whole site."""

    title: Text
    """The name of the site."""
    language: Text
    """The language of the pages, a BCP 47 tag: `en-GB`."""
    subtitle: Text | None = None
    """A line under the title."""
    summary: Text | None = None
    """One or two sentences for the first page and for search engines."""
    base_url: Text | None = None
    """Where the site will be published; used only where an absolute address is demanded."""
    author: Text | None = None
    """Who answers for the site."""
    license: Text | None = None
    """The licence of the text: a name or an SPDX expression."""
    updated: Date | None = None
    """The date of this edition, for the feed and the sitemap."""
    citation_style: Text | None = None
    """`chicago-18`, `chicago-17`, `chicago-18-ibid`, or the path of a CSL file."""
    sides: tuple[Side, ...] = ()
    """The parties of the history: none, two or more."""
    checks: Mapping[str, Severity] = field(default_factory=dict)
    """The severity of a rule, by its name, where it is not the default."""
    coverage: Coverage | None = None
    """Thresholds of citation coverage."""
    editor: Text | None = None
    """What opens a file from the panel of `serve`: `vscode`, `idea` or another name, or an address with `{path}` in it."""


# ---- front matter ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a chapter."""

    date: Date
    """From the first day of the first year to the last day of the last, or open."""


@dataclass(frozen=True, slots=True)
class ChapterFront:
    """The front matter of a chapter."""

    title: Text
    """The title of the chapter."""
    years: Years
    """The years that it tells of: `1950`, `1950–1953` or `1991–`."""
    summary: Text | None = None
    """One sentence of at most 200 characters, for cards, search results and the meta description."""
    question: Text | None = None
    """The question that the chapter answers, shown under its title."""
    draft: bool = False
    """Whether the chapter is built only with `--drafts`."""
    aliases: tuple[Text, ...] = ()
    """Old slugs, whose addresses redirect to the chapter."""


@dataclass(frozen=True, slots=True)
class PageFront:
    """The front matter of a page that is no chapter."""

    title: Text
    """The title of the page."""
    menu: Text | None = None
    """What the menu calls the page, where its title is too long for a line of links."""
    summary: Text | None = None
    """One sentence of at most 200 characters, for search results and the meta description."""
    draft: bool = False
    """Whether the page is built only with `--drafts`."""
    aliases: tuple[Text, ...] = ()
    """Old slugs, whose addresses redirect to the page."""


# ---- data files --------------------------------------------------------------------------------


Tone = NewType("Tone", int)
"""What an event did to the relation, from −3 (armed conflict) to +3 (alliance)."""


@dataclass(frozen=True, slots=True)
class Account:
    """What one side, or one historian, says of an event that is disputed."""

    side: Text
    """The id of a side, or a name: `British archives`."""
    text: Prose
    """What it says."""
    sources: tuple[Citation, ...] = ()
    """Where it says so; at least one."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a time: an item of `events.yaml`."""

    id: Text
    """The permanent id."""
    date: Date
    """When it happened, in EDTF."""
    title: Text
    """What happened, in a few words."""
    until: Date | None = None
    """When it ended; the same as writing an interval in `date`."""
    local: Date | None = None
    """The date by the other side's clocks, where it is another."""
    julian: Date | None = None
    """The date in the Julian calendar, where the sources use it."""
    text: Prose | None = None
    """One to three sentences."""
    place: Mention | None = None
    """Where it happened: an id of `places.yaml`."""
    people: tuple[Mention, ...] = ()
    """Who took part: ids of `people.yaml`."""
    tone: Tone | None = None
    """What it did to the relation, from −3 (armed conflict) to +3 (alliance)."""
    tone_reason: Text | None = None
    """Why this tone; mandatory with it."""
    sources: tuple[Citation, ...] = ()
    """Where it is told; at least one."""
    lane: Text | None = None
    """Where the timeline draws it: the id of a side, `both` or `abroad`."""
    chapter: Mention | None = None
    """The chapter that it belongs to, where the years do not tell."""
    accounts: tuple[Account, ...] = ()
    """What is said of it where the record disagrees."""


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name as one script, language or romanisation writes it."""

    text: Text
    """The name."""
    lang: Text
    """A BCP 47 tag, or one with a romanisation: `zh-Latn-pinyin`, `zh-Latn-wadegile`, `ru-Latn`."""


@dataclass(frozen=True, slots=True)
class Person:
    """An entry of `people.yaml`."""

    name: Text
    """The name that the site uses."""
    sort: Text | None = None
    """The name as it is filed, where that differs: `Khrushchev, Nikita`."""
    names: tuple[NameForm, ...] = ()
    """Every other form of the name."""
    born: Date | None = None
    """The date of birth, in EDTF."""
    died: Date | None = None
    """The date of death, in EDTF."""
    roles: tuple[Text, ...] = ()
    """Offices, with their years."""
    description: Prose | None = None
    """Who this was."""
    sources: tuple[Citation, ...] = ()
    """Where this is told."""
    see: tuple[Mention, ...] = ()
    """Related entries."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of `places.yaml`."""

    name: Text
    """The name that the site uses."""
    names: tuple[NameForm, ...] = ()
    """Every other form of the name."""
    lat: float | None = None
    """Degrees north of the equator (WGS 84)."""
    lon: float | None = None
    """Degrees east of Greenwich (WGS 84)."""
    description: Prose | None = None
    """What it is to this history."""
    sources: tuple[Citation, ...] = ()
    """Where this is told."""
    see: tuple[Mention, ...] = ()
    """Related entries."""


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of `terms.yaml`, printed in the glossary."""

    name: Text
    """The term."""
    names: tuple[NameForm, ...] = ()
    """The term in other languages and scripts."""
    description: Prose | None = None
    """What it means."""
    sources: tuple[Citation, ...] = ()
    """Where this is told."""
    see: tuple[Mention, ...] = ()
    """Related entries."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A checked passage of a document: an item of `quotations.yaml`."""

    id: Text
    """The permanent id."""
    text: Text
    """The passage, to the letter."""
    source: Mention
    """The id of the source."""
    date: Date | None = None
    """When it was said or written."""
    speaker: Text | None = None
    """Who speaks."""
    person: Mention | None = None
    """The speaker's id in `people.yaml`."""
    document: Text | None = None
    """The document that it stands in."""
    locator: Text | None = None
    """Where in the source."""
    lang: Text | None = None
    """The language of `text`, a BCP 47 tag; that of the site where it is left out."""
    translation: Text | None = None
    """The passage in the language of the site."""
    translator: Text | None = None
    """Who translated it."""
    quoted_in: Prose | None = None
    """Where the passage was read, if not in the document itself."""
    event: Mention | None = None
    """The event that it belongs to."""
    note: Prose | None = None
    """What a reader must know of the wording."""


@dataclass(frozen=True, slots=True)
class Point:
    """One number of a series."""

    date: Date
    """When it was so; an interval for a total over several years."""
    value: float | None = None
    """The number, or else `low` and `high`."""
    low: float | None = None
    """The lower end of a range."""
    high: float | None = None
    """The upper end of a range."""
    group: Text | None = None
    """What or by whom is counted; points of different groups are never joined."""
    unit: Text | None = None
    """The unit, where it is not that of the series."""
    approximate: bool = False
    """Whether the source itself says `about`."""
    sources: tuple[Citation, ...] = ()
    """Where the number stands."""
    note: Prose | None = None
    """What the number counts."""
    caution: Prose | None = None
    """What must not be done with it."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers over time: an item of `series.yaml`."""

    id: Text
    """The permanent id."""
    title: Text
    """What is counted."""
    unit: Text
    """In what."""
    points: tuple[Point, ...]
    """The numbers."""
    definition: Prose | None = None
    """What counts as one."""
    sources: tuple[Citation, ...] = ()
    """Where the numbers stand."""
    note: Prose | None = None
    """What a reader must know."""
    caution: tuple[Prose, ...] = ()
    """What must not be done with the numbers: one warning, or a list."""
    confidence: Text | None = None
    """`high`, `medium` or `disputed`."""


Entry = Person | Place | Term
"""A record of a register, kept under its id."""


@dataclass(frozen=True, slots=True)
class Source:
    """A historical source: a CSL item, with what the site adds to it."""

    id: str
    """The key that citations use."""
    span: Span
    """Where the item stands."""
    item: Mapping[str, object]
    """The CSL variables (CSL 1.0.2, appendix IV), without `custom`."""
    primary: bool
    """Whether it is a source of the time; else it is scholarship."""
    side: str
    """The id of the side whose voice or archive it is, or empty."""
    language: str
    """The language of the source, a BCP 47 tag, or empty."""


WRITTEN: Mapping[type, tuple[str, ...]] = {
    Site: tuple(
        "title subtitle summary language base_url author license updated citation_style sides checks coverage editor".split()
    ),
    Event: tuple(
        "id date until local julian title text place people tone tone_reason sources lane accounts chapter".split()
    ),
    Quotation: tuple(
        "id date speaker person document source locator lang text translation translator quoted_in event note".split()
    ),
    Series: tuple("id title unit definition confidence sources points note caution".split()),
}
"""The order in which an author writes the fields, where it is not that of the class: Python wants what is mandatory first."""
