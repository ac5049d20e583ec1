"""The sources: CSL items from YAML, JSON and BibTeX files, checked and with positions.

Variables and types are those of CSL 1.0.2, appendices III and IV.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping

from microsite import dates, mappings, nodes
from microsite.dates import BadDateError
from microsite.model import Source
from microsite.nodes import Listing, Node, Scalar, Table
from microsite.patterns import late
from microsite.text import Problem, Span, Text, guess
from microsite.values import dataclass

TYPES = frozenset(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
    interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent performance periodical personal_communication post post-weblog regulation
    report review review-book software song speech standard thesis treaty webpage""".split()
)
_USUAL = ("book", "chapter", "article-journal", "article-newspaper", "document", "thesis", "webpage")
"""The types that a history cites most, for whoever knows none of them."""
NAMES = frozenset(
    """author chair collection-editor compiler composer container-author contributor curator director
    editor editor-translator editorial-director executive-producer guest host illustrator interviewer
    narrator organizer original-author performer producer recipient reviewed-author script-writer
    series-creator translator""".split()
)
DATES = frozenset("accessed available-date event-date issued original-date submitted".split())
WORDS = frozenset(
    """abstract annote archive archive-place archive_collection archive_location authority call-number
    chapter-number citation-key citation-label citation-number collection-number collection-title
    container-title container-title-short dimensions division DOI edition event event-place event-title
    first-reference-note-number genre ISBN ISSN issue journalAbbreviation jurisdiction keyword language
    locator medium note number number-of-pages number-of-volumes original-publisher
    original-publisher-place original-title page page-first part-number part-title PMCID PMID
    printing-number publisher publisher-place references reviewed-genre reviewed-title scale section
    shortTitle source status supplement-number title title-short translated-title URL version volume
    volume-title volume-title-short year-suffix""".split()
)
PRIMARY = frozenset(
    """bill hearing interview legal_case legislation manuscript personal_communication regulation
    speech treaty document""".split()
)
"""Types that are sources of the time, unless `custom: {kind: …}` says otherwise; a keyword `primary` makes one too."""

_FIELDS = NAMES | DATES | WORDS | {"id", "type", "custom", "categories"}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "article-journal": ("title", "container-title"),
    "article-magazine": ("title", "container-title", "issued"),
    "article-newspaper": ("title", "container-title", "issued"),
    "book": ("title", "issued"),
    "chapter": ("title", "container-title"),
    "thesis": ("title", "publisher"),
}
_STANDS_FOR = {"issued": ("status", "original-date", "URL")}
"""A field that may be missing where another tells as much."""
_ENTRY = late(r"^[ \t]*@(?!comment|preamble|string)(\w+)\s*[{(]\s*([^\s,{}()]+)\s*,", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sources of one file."""

    sources: tuple[Source, ...]
    """The sources, in the order of the file; an id may stand twice."""
    problems: tuple[Problem, ...]
    """What an author has to mend."""


class BibliographyError(ValueError):
    """A BibTeX file that cannot be read."""

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


def read(text: Text, convert: Callable[[str], str]) -> Shelf:
    """Return the sources of a file in CSL-YAML, CSL-JSON or BibTeX, which its name tells.

    `convert` makes CSL-JSON of BibTeX, and raises `BibliographyError` where it cannot.
    """
    if text.path.endswith(".bib"):
        return _bibtex(text, convert)
    node, problems = nodes.from_json(text) if text.path.endswith(".json") else mappings.from_yaml(text)
    read, wrong = _items(node)
    return Shelf(read, (*problems, *wrong))


def _bibtex(text: Text, convert: Callable[[str], str]) -> Shelf:
    """Return the sources of a BibTeX file; an item stands where its entry begins."""
    try:
        converted = convert(text.content)
    except BibliographyError as error:
        # Pandoc stops where it can go on no longer, at the end of the file or at the next entry.
        lines = text.content.rstrip().split("\n")
        line = min(max(error.line, 1), len(lines))
        column = min(max(error.column, 1), len(lines[line - 1])) if error.line == line else len(lines[line - 1])
        message = re.sub(r"['\"]([^'\"]+)['\"]", r"`\1`", str(error))
        hint = "the entry before it may lack a comma or a `}`."
        return Shelf((), (Problem(Span(text.path, line, max(1, column)), "bibtex-syntax", message, hint),))
    starts: dict[str, list[Span]] = {}
    for entry in _ENTRY.finditer(text.content):
        starts.setdefault(entry[2], []).append(text.at(*entry.span(2)))
    sources = []
    for item in json.loads(converted):
        spans = starts.get(str(item["id"]), [text.span])
        sources.append(_source(str(item["id"]), spans.pop(0) if len(spans) > 1 else spans[0], item))
    repeated = _repeated(starts, {s.id for s in sources})
    return Shelf(tuple(sources), repeated)


def _repeated(starts: Mapping[str, list[Span]], known: set[str]) -> tuple[Problem, ...]:
    """Return the ids that a BibTeX file gives to a second entry; pandoc keeps one of them only."""
    return tuple(
        Problem(span, "duplicate-id", f"the id `{key}` is taken", f"it is first given at line {spans[0].line}.")
        for key, spans in starts.items()
        for span in spans[1:]
        if key in known
    )


def _items(node: Node | None) -> tuple[tuple[Source, ...], tuple[Problem, ...]]:
    """Return the sources of a list of CSL items; CSL-YAML may keep it under `references`."""
    if isinstance(node, Table) and node.get("references") is not None:
        node = node.get("references")
    if node is None or (isinstance(node, Scalar) and node.null):
        return (), ()
    if not isinstance(node, Listing):
        hint = "begin each source with `- id:`."
        return (), (Problem(nodes.first(node), "bad-value", "the file is not a list of sources", hint),)
    sources: list[Source] = []
    problems: list[Problem] = []
    for item in node.items:
        read, wrong = _item(item)
        sources += [read] if read else []
        problems.extend(wrong)
    return tuple(sources), tuple(problems)


def _item(node: Node) -> tuple[Source | None, tuple[Problem, ...]]:
    if not isinstance(node, Table):
        return None, (Problem(node.text.span, "bad-value", "a source is a mapping of fields to values"),)
    name = node.get("id")
    if not isinstance(name, Scalar) or not name.text.content.strip():
        return None, (Problem(nodes.first(node), "missing-field", "the source has no `id`"),)
    span = name.text.span
    fields = {key.content: (key, value) for key, value in reversed(node.entries) if not _empty(value)}
    wrong = {name: problem for name, field in fields.items() for problem in _misshapen(*field)}
    # What has another shape than CSL's would keep pandoc from reading any source at all.
    item = {name: _plain(value, name) for name, (_, value) in reversed(fields.items()) if name not in wrong}
    problems = [*nodes.repeated(node), *_strange(node), *wrong.values()]
    kind = str(item.get("type", ""))
    if kind and kind not in TYPES:
        where = fields["type"][1].text.span
        hint = guess(kind, TYPES) or f"most are one of {', '.join(f'`{usual}`' for usual in _USUAL)}."
        problems.append(Problem(where, "bad-value", f"there is no type `{kind}`", hint, mild=True))
    problems.extend(_missing(fields.keys(), name.text.content.strip(), kind, span))
    return _source(name.text.content.strip(), span, item), tuple(problems)


def _missing(written: Collection[str], source: str, kind: str, span: Span) -> Iterator[Problem]:
    """Yield what a source of this type should tell and does not: warnings, since it can be printed."""
    for name in ("type", *_NEEDED.get(kind, ("title",))):
        if not any(other in written for other in (name, *_STANDS_FOR.get(name, ()))):
            yield Problem(span, "missing-field", f"the source `{source}` has no `{name}`", mild=True)


def _strange(table: Table) -> Iterator[Problem]:
    """Yield the fields of an item that CSL does not have."""
    for key, _ in table.entries:
        if key.content not in _FIELDS:
            message = f"CSL has no field `{key}`"
            yield Problem(key.span, "unknown-field", message, guess(key.content, _FIELDS), mild=True)


def _misshapen(key: Text, value: Node) -> Iterator[Problem]:
    """Yield the problem of a field that has another shape than CSL's."""
    name = key.content
    if name in NAMES and not _are_names(value):
        hint = "write a list: `[{family: Lüthi, given: Lorenz M.}]`."
        yield Problem(value.text.span, "bad-value", f"`{key}` is not a list of names", hint)
    elif name in DATES and not _is_date(value):
        hint = "write `1950-02-14`, or `{date-parts: [[1950, 2, 14]]}`."
        yield Problem(value.text.span, "bad-value", f"`{key}` is not a date", hint)
    elif name in WORDS | {"id", "type"} and not isinstance(value, Scalar):
        yield Problem(value.text.span, "bad-value", f"`{key}` is not a single value")


def _are_names(node: Node) -> bool:
    if not isinstance(node, Listing):
        return False
    return all(isinstance(n, Table) and _is_name(n) for n in node.items)


def _is_name(table: Table) -> bool:
    told = any(table.get(part) is not None for part in ("family", "literal", "given"))
    return told and all(isinstance(value, Scalar) for _, value in table.entries)


def _is_date(node: Node) -> bool:
    """Tell whether the node is a date of CSL-JSON: `date-parts`, or `literal` or `raw` words."""
    if isinstance(node, Scalar):
        return _is_edtf(node.text.content)
    if not isinstance(node, Table):
        return False
    parts = node.get("date-parts")
    if parts is None:
        return any(node.get(name) is not None for name in ("literal", "raw"))
    return isinstance(parts, Listing) and bool(parts.items) and all(_is_day(day) for day in parts.items)


def _is_edtf(written: str) -> bool:
    try:
        dates.read(written.strip())
    except BadDateError:
        return False
    return bool(re.fullmatch(r"-?\d{4}(-\d\d){0,2}([/].*)?[?~]?", written))


def _is_day(node: Node) -> bool:
    if not isinstance(node, Listing) or not 1 <= len(node.items) <= 3:
        return False
    numbers = [n.text.content if isinstance(n, Scalar) else "" for n in node.items]
    if not all(re.fullmatch(r"-?\d{1,6}", n) for n in numbers):
        return False
    _, month, day = (*map(int, numbers), 1, 1)[:3]
    return (1 <= month <= 12 or 13 <= month <= 24) and 1 <= day <= 31


def _empty(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.null or not node.text.content.strip())


def _plain(node: Node, key: str) -> object:
    """Return the value as CSL-JSON has it: numbers in dates, strings elsewhere."""
    if isinstance(node, Table):
        return {name.content: _plain(value, name.content) for name, value in node.entries}
    if isinstance(node, Listing):
        return [_plain(item, key) for item in node.items]
    written = node.text.content
    if key in DATES:
        return _edtf(written)
    if key == "date-parts" and re.fullmatch(r"-?\d{1,6}", written):
        return int(written)
    if key not in WORDS and not node.quoted and written in ("true", "false"):
        return written == "true"
    return written


def _edtf(written: str) -> object:
    """Return the date of a single string, as CSL-JSON writes it; words stay words."""
    days = [[int(n) for n in re.findall(r"(?<!\d)-?\d{4,}|\d+", day)] for day in written.rstrip("?~").split("/")]
    if not all(days):
        return {"raw": written}
    return {"date-parts": days, **({"circa": True} if written.endswith(("?", "~")) else {})}


def _source(name: str, span: Span, item: Mapping[str, object]) -> Source:
    custom = item.get("custom")
    ours = custom if isinstance(custom, Mapping) else {}
    kind = str(ours.get("kind", ""))
    fields = {key: value for key, value in item.items() if key not in ("custom", "categories")}
    fields["id"] = name
    if "translated-title" in ours:
        fields["custom-translated-title"] = str(ours["translated-title"])
    tags = re.findall(r"\w+", str(item.get("keyword", "")).lower())
    primary = kind == "primary" or (not kind and ("primary" in tags or item.get("type") in PRIMARY))
    return Source(name, span, fields, primary, str(ours.get("side", "")), str(item.get("language", "")))
