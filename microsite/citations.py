"""The grammar of citations: Pandoc's, read with positions.

Pandoc User's Guide, “Citation syntax”; locator terms after the en-US locale of CSL 1.0.2.
"""

from __future__ import annotations

import hashlib
import json
import re

from microsite.model import Citation, Cite
from microsite.patterns import late
from microsite.text import Problem, Span, Text

Value = tuple[str, str, str, str, str, bool]
"""A cite without its place: key, prefix, label, locator, suffix, bare."""
KEY = r"-?@(?:\{[^{}\n]+\}|\w(?:\w|[:.#$%&\-+?<>~/](?=\w))*)"
"""A citation key with its sign; single punctuation may stand inside, or anything in braces."""

_KEY = late(rf"(?<![\w@]){KEY}")
_LABELS = {
    "appendix": ("app", "apps", "appendix", "appendices"),
    "article-locator": ("art", "arts", "article", "articles"),
    "book": ("bk", "bks", "book", "books"),
    "chapter": ("ch", "chs", "chap", "chaps", "chapter", "chapters"),
    "column": ("col", "cols", "column", "columns"),
    "figure": ("fig", "figs", "figure", "figures"),
    "folio": ("fol", "fols", "folio", "folios"),
    "issue": ("no", "nos", "number", "numbers"),
    "line": ("l", "ll", "line", "lines"),
    "note": ("n", "nn", "note", "notes"),
    "page": ("p", "pp", "page", "pages"),
    "paragraph": ("para", "paras", "paragraph", "paragraphs", "¶", "¶¶"),
    "part": ("pt", "pts", "part", "parts"),
    "section": ("sec", "secs", "section", "sections", "§", "§§"),
    "table": ("tbl", "tbls", "table", "tables"),
    "verse": ("v", "vv", "verse", "verses"),
    "volume": ("vol", "vols", "volume", "volumes"),
}
_TERMS = {term: label for label, terms in _LABELS.items() for term in terms}
_NUMBER = r"(?:[A-Za-z]?\d+[a-z]?(?:[.:]\d+)*|[ivxlc]+|[IVXLCDM]+)(?![\w])"
_NUMBERS = late(rf"{_NUMBER}(?:(?:\s*[-–—]\s*|\s*,\s*(?:and\s+)?|\s*&\s*|\s+and\s+){_NUMBER})*")
_LEAD = late(r"\s*,?\s*")
_TERM = late(r"(§§?|¶¶?|[A-Za-z]+)(\.?)\s*")
_BRACED = late(r"\{([^{}]*)\}")
_RANGE = late(r"(\d+)\s*[-–—]\s*(\d+)")


def read(content: Text, span: Span) -> tuple[Citation | None, tuple[Problem, ...]]:
    """Return the citation that stands between brackets: `see @a, pp. 3–5; @b, doc. 12`.

    None where there is no key in it: then the brackets are only brackets.
    """
    cites: list[Cite] = []
    problems: list[Problem] = []
    for part in _parts(content):
        cite, wrong = _cite(part)
        if cite is None:
            return None, ()
        cites.append(cite)
        problems.extend(wrong)
    return Citation(tuple(cites), span), tuple(problems)


def read_field(content: Text) -> tuple[Citation | None, tuple[Problem, ...]]:
    """Return the citation in a field of a data file; one of no source, and a problem, where it is none.

    So a record with a source that cannot be read is not taken for one without a source.
    """
    written = content.content.strip()
    citation, problems = read(content, content.span)
    if citation is None:
        hint = f"write `@{written}`." if re.fullmatch(r"[\w.:-]+", written) else "write `@key, p. 3`."
        problem = Problem(content.span, "bad-value", f"`{' '.join(written.split())}` is not a citation", hint)
        return Citation((), content.span), (problem,)
    if written.startswith("[") and written.endswith("]"):
        hint = f"leave out the brackets: `{written[1:-1]}`."
        return citation, (Problem(content.span, "bad-value", "a citation has no brackets here", hint),)
    return citation, problems


def read_narrative(key: Text, rest: Text | None, span: Span) -> tuple[Citation, tuple[Problem, ...]]:
    """Return the citation `@key [rest]`, whose author's name stands in the text."""
    if rest is None:
        rest = key.part(0, 0)
    end = 0 if _KEY.search(rest.content, 0, _split(rest)[0]) else _split(rest)[0]
    cite, problems = _after(key, rest.part(0, end), "")
    cites, others = [cite], list(problems)
    more = rest.part(min(end + (end > 0), len(rest.content)), len(rest.content))
    for part in _parts(more) if more else ():
        further, wrong = _cite(part)
        cites += [further] if further else []
        others.extend(wrong)
    return Citation(tuple(cites), span, narrative=True), tuple(others)


def of(key: str, span: Span, locator: Text | None) -> tuple[Cite, tuple[Problem, ...]]:
    """Return the cite of a source at a locator that is written apart: `pp. 3–5`."""
    if locator is None:
        return Cite(key, span), ()
    label, numbers, suffix, problems = _locator(locator)
    return Cite(key, span, "", label, numbers, suffix if label or not suffix else f", {suffix.strip()}"), problems


def _split(content: Text) -> tuple[int, ...]:
    """Return the offsets of the semicolons outside braces and brackets, and of the end."""
    if ";" not in content.content:
        return (len(content.content),)
    depth, found = 0, []
    for offset, character in enumerate(content.content):
        depth += (character in "{[") - (character in "}]")
        if character == ";" and depth == 0:
            found.append(offset)
    return (*found, len(content.content))


def _parts(content: Text) -> tuple[Text, ...]:
    """Return what stands between the semicolons; a part without a key belongs to the one before it."""
    ends = _split(content)
    starts = (0, *(end + 1 for end in ends[:-1]))
    cuts: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        keyed = _KEY.search(content.content, start, end)
        if cuts and not (keyed and _KEY.search(content.content, *cuts[-1])):
            cuts[-1] = (cuts[-1][0], end)
        else:
            cuts.append((start, end))
    return tuple(content.part(start, end) for start, end in cuts)


def _cite(part: Text) -> tuple[Cite | None, tuple[Problem, ...]]:
    found = _KEY.search(part.content)
    if not found:
        return None, ()
    prefix = part.content[: found.start()].strip()
    return _after(part.part(*found.span()), part.part(found.end(), len(part.content)), prefix)


def _after(key: Text, rest: Text, prefix: str) -> tuple[Cite, tuple[Problem, ...]]:
    """Return the cite of `key` with the locator and the suffix that `rest` holds."""
    label, locator, suffix, problems = _locator(rest)
    name = key.content.lstrip("-").removeprefix("@").strip("{}")
    cite = Cite(name, key.span, prefix, label, locator, suffix, key.content.startswith("-"))
    return cite, problems


def _locator(rest: Text) -> tuple[str, str, str, tuple[Problem, ...]]:
    """Return label, locator, suffix and problems; words that are no locator are a suffix."""
    lead = _LEAD.match(rest.content)
    start = lead.end() if lead else 0
    braced = _BRACED.match(rest.content, start)
    inner = rest.part(*braced.span(1)) if braced else rest.part(start, len(rest.content))
    tail = rest.content[braced.end() :] if braced else ""
    term = _TERM.match(inner.content)
    label = _TERMS.get(term[1].lower(), "") if term else ""
    numbers = _NUMBERS.match(inner.content, term.end() if term and label else 0)
    if numbers and (label or inner.content[:1].isdigit()):
        problems = _reversed(inner, numbers)
        return label or "page", numbers[0].strip(), inner.content[numbers.end() :].rstrip() + tail, problems
    if term and label and (term[2] or term[1] in ("p", "pp")):
        message = f"`{inner.content.strip()}` has no number that can be read"
        problem = Problem(inner.strip().span, "bad-locator", message, f"write `{term[0].strip()} 3`, or leave it out.")
        return "", "", rest.content.rstrip(), (problem,)
    return "", "", rest.content.rstrip(), ()


def _reversed(inner: Text, numbers: re.Match[str]) -> tuple[Problem, ...]:
    """Return a problem for every range that ends before it begins; `123–5` means 123–125."""
    return tuple(
        Problem(inner.at(*found.span()), "bad-locator", f"`{found[0]}` ends before it begins")
        for found in _RANGE.finditer(inner.content, *numbers.span())
        if len(found[2]) >= len(found[1]) and int(found[2]) < int(found[1])
    )


def value(cite: Cite) -> Value:
    """Return `cite` without its place: what its short form depends on."""
    return cite.key, cite.prefix, cite.label, cite.locator, cite.suffix, cite.bare


def asked(found: tuple[Citation, ...], numbers: tuple[int, ...]) -> str:
    """Return a digest of citations and the numbers of their notes: what their words in a text depend on."""
    values = [[[value(cite) for cite in citation.cites], citation.narrative] for citation in found]
    return hashlib.sha256(json.dumps([values, numbers]).encode()).hexdigest()
