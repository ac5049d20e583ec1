"""Notes and bibliography in the words of a citation style.

1. `cite` asks its memory for every section, every short form and the entries, each by the value of all it depends on.
2. What is not remembered becomes one document for pandoc. It begins with every source in full and every source in
   short: so what tells two sources apart (a first name, a letter after the year) is the same in every run.
3. The answer is read paragraph by paragraph, in the order of the questions.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import accumulate

from microsite import clusters, items
from microsite.citations import Value, asked, value
from microsite.clusters import GAP, Printed, Style
from microsite.inlines import Json, Leaf, cut, html, leaves, plain, settled
from microsite.model import Citation, Cite, Source
from microsite.text import Span
from microsite.values import dataclass

Run = Callable[[str, str, str, str], tuple[str, str]]
"""Pandoc: AST, references, CSL and locale in; AST and messages out."""
Recall = Callable[[str], Json]
"""What was kept under a key, or None."""
Start = Callable[[Sequence[tuple[str, str, str, str]]], None]
"""What begins runs of pandoc side by side, for the `Run` of each not to wait as long."""
Keep = Callable[[str, Json], None]
"""Keeps a value under a key."""

_FORMAT = "1"
"""The form of what is remembered."""
_MUCH = 2_000
"""So many questions are worth a run of their own: pandoc answers them in a second."""
_TIMES = 10
"""So many to each source at least: every run begins with all sources, which takes as long as five of a source's notes."""
_NOWHERE = Span("", 1, 1)
_HANDLED = ("Bibliography entry with no printed form", "Citation with no printed form")


@dataclass(frozen=True, slots=True)
class Section:
    """A run of citations in which the first of each source is in full: a chapter."""

    name: str
    """What the answer calls it."""
    citations: tuple[Citation, ...]
    """In reading order; those of a footnote stand where it is called."""
    numbers: tuple[int, ...] = ()
    """The number of the note of each citation; its place in the section, from 1, where this is left out."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A section that is opened only where its words are not known."""

    name: str
    """What the answer calls it."""
    asked: str
    """The digest of what it asks: `citations.asked`."""
    count: int
    """How many citations it has."""
    open: Callable[[], Section] = field(compare=False)
    """Returns the section; what is asked is known without."""


@dataclass(frozen=True, slots=True)
class Request:
    """All that the words of a site's citations depend on."""

    style: Style
    """The citation style."""
    locale: str
    """The language of the site, a BCP 47 tag."""
    sources: tuple[Source, ...]
    """Every source that the site cites; an in-text style that numbers them does so in this order."""
    sections: tuple[Section | Sealed, ...]
    """The chapters; their names differ."""
    short: tuple[Cite, ...]
    """What the timeline and the registers cite: always in short form, in no order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The words of a site's citations."""

    sections: Mapping[str, tuple[Printed, ...]]
    """By the name of the section, one for each citation."""
    short: Mapping[Value, str]
    """HTML by the value of the cite, without a final stop."""
    entries: tuple[tuple[str, str], ...]
    """Key and HTML of every source, in the order of the bibliography."""
    delimiter: str
    """What stands between two sources of one note."""
    notes: bool
    """Whether the style cites in notes; else in the text."""
    problems: tuple[str, ...]
    """What pandoc warned of and this room cannot mend; then nothing of the run was kept."""
    engine: str = ""
    """The digest of all that every word depends on beside its own citation."""


def cite(
    request: Request,
    run: Run,
    recall: Recall,
    keep: Keep,
    version: str,
    knows: Callable[[str], bool] = lambda _: False,
    start: Start = lambda _: None,
    runs: int = 1,
) -> Answer:
    """Return the citations and the bibliography of a site, asking `run` only for what `recall` does not know.

    `version` is that of the engine and of all else that was changed since something was kept. A sealed section
    of which `knows` says that it is known is recalled when somebody reads it. Much is asked in as many as `runs`, each
    of which `start` is told before.
    """
    style = request.style
    references = items.references(request.sources, request.locale)
    engine = engine_key(style.text, request.locale, references, version)
    if not request.sources and not request.short and not any(map(_asks, request.sections)):
        # What has nothing to say need not be asked: pandoc takes longer to start than a chapter to be made.
        return Answer({s.name: () for s in request.sections}, {}, (), style.delimiter, style.notes, (), engine)
    left = {s.name: s for s in request.sections if isinstance(s, Sealed) and knows(section_key(engine, s.asked))}
    opened = [s.open() if isinstance(s, Sealed) else s for s in request.sections if s.name not in left]
    sections = {
        s.name: _printed_from(recall(section_key(engine, asked(s.citations, s.numbers))), len(s.citations))
        for s in opened
    }
    shorts = {cited: _text_from(recall(short_key(engine, cited))) for cited in dict.fromkeys(map(value, request.short))}
    entries = _entries_from(recall(entries_key(engine)))
    problems: tuple[str, ...] = ()
    if entries is None or None in sections.values() or None in shorts.values():
        wanted = tuple(s for s in opened if sections[s.name] is None)
        values = tuple(sorted(v for v, known in shorts.items() if known is None))
        shares = _shares(request, wanted, values, runs)
        asks = [(_document(request, style, *share), references, style.text, request.locale) for share in shares]
        start(asks)
        new = _together([_read(request, style, *share, run(*ask)) for share, ask in zip(shares, asks, strict=True)])
        problems = new.problems
        for key, kept in _kept(engine, wanted, new) if not problems else ():
            keep(key, kept)
        sections |= new.sections
        shorts |= new.short
        entries = new.entries
    known = {name: printed for name, printed in sections.items() if printed is not None}
    words = {cited: text for cited, text in shorts.items() if text is not None}
    known_or_left: Mapping[str, tuple[Printed, ...]] = known
    if left:

        def late(name: str) -> tuple[Printed, ...]:
            kept = _printed_from(recall(section_key(engine, left[name].asked)), left[name].count)
            if kept is not None:
                return kept
            return cite(replace(request, sections=(left[name].open(),), short=()), run, recall, keep, version).sections[
                name
            ]

        known_or_left = _Late(known, frozenset(left), late)
    return Answer(known_or_left, words, entries, style.delimiter, style.notes, problems, engine)


def _asks(section: Section | Sealed) -> bool:
    return bool(section.count if isinstance(section, Sealed) else section.citations)


def begin(request: Request, start: Start, recall: Recall, version: str, runs: int = 1) -> None:
    """Let `start` begin what `cite` would ask of its `run` for the same request; nothing where it would not ask."""

    def run(*_: str) -> tuple[str, str]:
        raise _BegunError

    with contextlib.suppress(_BegunError):
        cite(request, run, recall, lambda _key, _value: None, version, start=start, runs=runs)


class _BegunError(Exception):
    """The question is asked; its answer is for later."""


class _Late(Mapping[str, tuple[Printed, ...]]):
    """The sections by name, some of them recalled when somebody reads them."""

    def __init__(
        self,
        known: Mapping[str, tuple[Printed, ...]],
        left: frozenset[str],
        late: Callable[[str], tuple[Printed, ...]],
    ) -> None:
        self.known, self.left, self.late = known, left, late

    def __getitem__(self, name: str) -> tuple[Printed, ...]:
        return self.late(name) if name in self.left else self.known[name]

    def __contains__(self, name: object) -> bool:
        return name in self.left or name in self.known

    def __iter__(self) -> Iterator[str]:
        yield from self.known
        yield from self.left

    def __len__(self) -> int:
        return len(self.known) + len(self.left)


def engine_key(csl: str, locale: str, references: str, version: str) -> str:
    """Return the key of all that every word of the answer depends on."""
    return _digest(_FORMAT, version, csl, locale, references)


def section_key(engine: str, questions: str) -> str:
    """Return the key of the citations of a section, given the digest of what is asked."""
    return _digest(engine, "section", questions)


def short_key(engine: str, cite: Value) -> str:
    """Return the key of a short form."""
    return _digest(engine, "short", json.dumps(cite))


def entries_key(engine: str) -> str:
    """Return the key of the bibliography."""
    return _digest(engine, "entries")


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


_Share = tuple[tuple[Section, ...], tuple[Value, ...]]
"""What one run is asked: sections and short forms."""


def _shares(request: Request, sections: tuple[Section, ...], shorts: tuple[Value, ...], runs: int) -> Sequence[_Share]:
    """Return what each run is asked, about as much as the others: of little, one run all.

    What tells sources apart is the same in each, as each begins with all of them; the first has the short forms.
    """
    whole = len(shorts) + sum(len(section.citations) for section in sections)
    number = max(1, min(runs, whole // max(_MUCH, _TIMES * len(request.sources))))
    ends = list(accumulate((len(section.citations) for section in sections), initial=len(shorts)))
    places = [min(number - 1, number * end // max(1, whole)) for end in ends[:-1]]
    held = [tuple(s for s, place in zip(sections, places, strict=True) if place == share) for share in range(number)]
    return [(some, () if share else shorts) for share, some in enumerate(held)]


def _document(request: Request, style: Style, sections: tuple[Section, ...], shorts: tuple[Value, ...]) -> str:
    """Return the AST that asks for everything, a paragraph a question."""
    bare = [_alone((source.id, "", "", "", "", False)) for source in request.sources]
    lone = [*bare, *bare, *(_alone(short) for short in shorts)]
    blocks = [clusters.cluster(citation, GAP * place, style) for place, citation in enumerate(lone, 1)]
    for section in sections:
        blocks.append({"t": "Header", "c": [1, ["", ["reset-citation-positions"], []], []]})
        numbers = section.numbers or range(1, len(section.citations) + 1)
        pairs = zip(section.citations, numbers, strict=True)
        blocks += [clusters.cluster(citation, n if style.notes else 0, style) for citation, n in pairs]
    return json.dumps({"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": blocks}, ensure_ascii=False)


def _together(answers: Sequence[Answer]) -> Answer:
    """Return what several runs said to one request; the bibliography is the same in each."""
    sections = {name: printed for answer in answers for name, printed in answer.sections.items()}
    short = {cited: words for answer in answers for cited, words in answer.short.items()}
    problems = tuple(sorted({problem for answer in answers for problem in answer.problems}))
    return replace(answers[0], sections=sections, short=short, problems=problems)


def _alone(cite: Value) -> Citation:
    key, prefix, label, locator, suffix, bare = cite
    return Citation((Cite(key, _NOWHERE, prefix, label, locator, suffix, bare),), _NOWHERE)


def _read(
    request: Request, style: Style, sections: tuple[Section, ...], shorts: tuple[Value, ...], said: tuple[str, str]
) -> Answer:
    """Return what pandoc said to the document of the same arguments."""
    document: Json = json.loads(said[0])
    match document:
        case {"blocks": [*blocks, {"t": "Div", "c": [["refs", *_], list(listed)]}]}:
            pass
        case {"blocks": [*blocks]}:
            listed = []
        case _:
            blocks, listed = [], []
    sources = {source.id: source for source in request.sources}
    count = len(request.sources)
    answers = iter(blocks[2 * count :])
    short = {cited: clusters.short(next(answers), cited[0], style, sources) for cited in shorts}
    found = {}
    for section in sections:
        next(answers)
        found[section.name] = tuple(
            clusters.printed(next(answers), citation, style, sources) for citation in section.citations
        )
    entries = _entries(request, style, blocks[:count], listed)
    return Answer(found, short, entries, style.delimiter, style.notes, _problems(said[1]))


def _entries(request: Request, style: Style, full: list[Json], listed: list[Json]) -> tuple[tuple[str, str], ...]:
    """Return the entries as the style sorts them, and among them those of sources that it lists nowhere."""
    entries: list[tuple[str, tuple[Leaf, ...]]] = []
    for block in listed:
        match block:
            case {"t": "Div", "c": [[str(name), *_], [{"t": "Para", "c": inner}, *_]]}:
                parts = settled(leaves(inner, request.locale))
                entries += [(name.removeprefix("ref-"), parts)] if plain(parts).strip() else []
    languages = {source.id: source.language for source in request.sources}
    there = {key for key, _ in entries}
    missing = [(s, block) for s, block in zip(request.sources, full, strict=True) if s.id not in there]
    for source, block in missing:
        parts = _entry(source, clusters.full(block, style))
        place = next((i for i, (_, other) in enumerate(entries) if _sortable(other) > _sortable(parts)), len(entries))
        entries.insert(place, (source.id, parts))
    return tuple((key, str(html(parts, languages.get(key, "")))) for key, parts in entries)


def _entry(source: Source, note: tuple[Leaf, ...]) -> tuple[Leaf, ...]:
    """Return an entry made of a full note: the author's family name in front where the note begins with the author."""
    given, family = items.lead(source)
    text = plain(note)
    if not text:
        return (Leaf(f"{items.called(source)}."),)
    named = f"{given} {family}"
    if given and text.startswith(named):
        note = (Leaf(f"{family}, {given}"), *cut(note, len(named), len(text)))
    return (*note, Leaf("" if text.endswith((".", "?", "!")) else "."))


def _sortable(parts: tuple[Leaf, ...]) -> str:
    """Return letters and digits alone, without accents or case."""
    letters = unicodedata.normalize("NFKD", plain(parts)).casefold()
    return re.sub(r"[^\w\s]", "", "".join(c for c in letters if not unicodedata.combining(c))).strip()


def _problems(said: str) -> tuple[str, ...]:
    """Return the warnings that this room does not handle, each on one line."""
    warnings = (" ".join(part.split()) for part in re.split(r"(?m)^\[[A-Z]+\] ", said))
    bare = (warning.removeprefix("Citeproc: ") for warning in warnings)
    return tuple(sorted({warning for warning in bare if warning and not warning.startswith(_HANDLED)}))


def _kept(engine: str, sections: tuple[Section, ...], new: Answer) -> list[tuple[str, Json]]:
    """Return what is to be kept of a run, by its key."""
    kept: list[tuple[str, Json]] = [(entries_key(engine), [list(entry) for entry in new.entries])]
    kept += [(short_key(engine, cited), text) for cited, text in new.short.items()]
    for section in sections:
        printed = new.sections[section.name]
        kept.append(
            (
                section_key(engine, asked(section.citations, section.numbers)),
                [[p.narrative, [list(x) for x in p.parts], p.stop] for p in printed],
            )
        )
    return kept


def _printed_from(kept: Json, count: int) -> tuple[Printed, ...] | None:
    found = []
    for one in kept if isinstance(kept, list) else ():
        match one:
            case [str(narrative), list(parts), str(stop)]:
                found.append(Printed(narrative, _pairs(parts), stop))
    return tuple(found) if isinstance(kept, list) and len(found) == count else None


def _entries_from(kept: Json) -> tuple[tuple[str, str], ...] | None:
    pairs = _pairs(kept) if isinstance(kept, list) else ()
    return pairs if isinstance(kept, list) and len(pairs) == len(kept) else None


def _pairs(kept: list[Json]) -> tuple[tuple[str, str], ...]:
    found = []
    for pair in kept:
        match pair:
            case [str(key), str(words)]:
                found.append((key, words))
    return tuple(found)


def _text_from(kept: Json) -> str | None:
    return kept if isinstance(kept, str) else None
