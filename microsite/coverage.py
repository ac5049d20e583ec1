"""Citation coverage: to a history what test coverage is to code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from microsite.faces import ChapterFace
from microsite.history import History
from microsite.model import Coverage
from microsite.text import Problem, Span
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """The coverage of one chapter."""

    slug: str
    """The chapter."""
    claims: int
    """How many paragraphs say something dated or numeric."""
    cited: int
    """How many of them cite."""
    citations: int
    """How many times a source is cited."""
    sources: int
    """How many different sources are cited."""
    most_used: str
    """The id of the source that is cited most, or empty."""
    share: float
    """Its share of the citations, in per cent."""
    sides: tuple[tuple[str, int], ...]
    """How many of the cited sources are whose: each side's id in the order of the site, `scholarship`, `other`."""
    languages: tuple[tuple[str, int], ...]
    """How many of the cited sources are in which language, most first."""
    missed: tuple[tuple[str, str], ...]
    """The thresholds of `site.yaml` that it misses, each with what is wrong."""

    @property
    def claimed(self) -> float:
        """Return the share of the claiming paragraphs that cite, in per cent; 100 where none claims."""
        return 100 * self.cited / self.claims if self.claims else 100.0


def table(history: History) -> tuple[Row, ...]:
    """Return a row a chapter, in reading order."""
    return tuple(_row(history, chapter) for chapter in history.chapters)


def problems(history: History, rows: tuple[Row, ...]) -> Iterator[Problem]:
    """Yield the chapters that miss a threshold of `site.yaml`."""
    for chapter, row in zip(history.chapters, rows, strict=True):
        where = Span(chapter.path, 1, 1, 3)
        yield from (Problem(where, "coverage", message) for _, message in row.missed)


def _missed(least: Coverage | None, row: Row) -> Iterator[tuple[str, str]]:
    if least is None:
        return
    if least.claims is not None and row.claimed < least.claims:
        yield "claims", f"{row.claimed:.0f} % of the claiming paragraphs cite, less than {least.claims:g} %"
    if least.sources is not None and row.sources < least.sources:
        counted = "1 source is" if row.sources == 1 else f"{row.sources} sources are"
        yield "sources", f"{counted} cited, fewer than {least.sources}"
    if least.single_source is not None and row.share > least.single_source:
        message = f"`{row.most_used}` has {row.share:.0f} % of the citations, more than {least.single_source:g} %"
        yield "single_source", message


def _row(history: History, chapter: ChapterFace) -> Row:
    traits = chapter.traits
    keys = Counter(key for key, _, _ in traits.cites if key in history.sources)
    most, number = keys.most_common(1)[0] if keys else ("", 0)
    voices = Counter(_voice(history, key) for key in keys)
    sides = [*(side.id.content for side in history.site.sides), "scholarship", "other"]
    row = Row(
        slug=chapter.slug,
        claims=traits.claims,
        cited=traits.cited,
        citations=keys.total(),
        sources=len(keys),
        most_used=most,
        share=100 * number / keys.total() if keys else 0.0,
        sides=tuple((side, voices[side]) for side in sides),
        languages=_counted(history.sources[key].language.partition("-")[0] or "?" for key in keys),
        missed=(),
    )
    return replace(row, missed=tuple(_missed(history.site.coverage, row)))


def _voice(history: History, key: str) -> str:
    source = history.sources[key]
    if not source.primary:
        return "scholarship"
    return source.side if source.side in {s.id.content for s in history.site.sides} else "other"


def _counted(names: Iterator[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(names)
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
