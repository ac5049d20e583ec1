"""Problems and coverage as they are printed: for people, for programs, for GitHub."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from microsite.rules import Finding
from microsite.text import Severity, Span, Text, finger

if TYPE_CHECKING:  # the room of coverage imports half the house, of which a table needs nothing
    from microsite.coverage import Row

_WIDTH = 140
"""The most characters that are shown of a line."""
_SHOWN = {code: 0x2400 + code for code in range(0x20) if code != ord("\t")} | {0x7F: 0x2421}
"""Control characters, which a terminal would obey, as the pictures that Unicode has of them."""

Formatter = Callable[[Iterable[Finding], Mapping[str, Text]], str]


def as_text(findings: Iterable[Finding], texts: Mapping[str, Text]) -> str:
    """Return each problem with its line and a finger on it, as compilers print them."""
    return "".join(_printed(finding, texts) for finding in findings)


def as_json(findings: Iterable[Finding], _: Mapping[str, Text]) -> str:
    """Return the problems as a JSON list: path, line, column, length, severity, rule, message, hint."""
    return json.dumps([_fields(finding) for finding in findings], ensure_ascii=False, indent=1) + "\n"


def as_github(findings: Iterable[Finding], _: Mapping[str, Text], folder: str = "") -> str:
    """Return the problems as annotations of a GitHub workflow, a line each; `folder` is the site's in the repository.

    GitHub Docs, “Workflow commands”: `%`, line ends, and in properties `:` and `,` are escaped.
    """
    return "".join(_annotation(finding, folder) for finding in findings)


FORMATS: Mapping[str, Formatter] = {"text": as_text, "json": as_json, "github": as_github}
"""What `--format` knows."""


def excerpt(finding: Finding, texts: Mapping[str, Text]) -> tuple[str, Span] | None:
    """Return what is shown of the line of a problem, and the place in it; None where there is nothing to show."""
    span = finding.problem.span
    text = texts.get(span.path)
    # The anchors of a whole file are its lines. To split it once a problem takes seconds where there are many.
    if text is None or span.line > len(text.anchors):
        return None
    start = text.anchors[span.line - 1][0]
    end = text.content.find("\n", start)
    line = text.content[start:] if end < 0 else text.content[start:end]
    return _window(line.translate(_SHOWN), span) if line.strip() else None


def coverage_table(rows: Sequence[Row], paint: Callable[[str, str], str], width: int | None = None) -> str:
    """Return the citation coverage as a table, a line a chapter and one for them all.

    What misses a threshold is red, what cites every claim green. `width` is that of the terminal, in
    characters: what does not fit into it is left out, from the right, and the last line says so.
    """
    heads = ["chapter", "claims", "cited", "%", "sources", "most used", "share"]
    heads += [*(side for side, _ in rows[0].sides), "languages"] if rows else []
    cells = [_cells(row) for row in rows]
    widths = [max(len(line[column]) for line in (heads, *cells)) for column in range(len(heads))]
    columns = len(heads)
    while width and sum(widths[:columns]) + 2 * columns > width and columns > _LEAST:
        columns -= 1
    styles = [{}, *(_styles(row) for row in rows)]
    lines = [
        "  ".join(
            _cell(line[i], widths[i], i in (0, 5, len(heads) - 1), style.get(i, ""), paint) for i in range(columns)
        )
        for line, style in zip([heads, *cells], styles, strict=True)
    ]
    lines[0] = paint("bold", lines[0])
    claims, cited = sum(row.claims for row in rows), sum(row.cited for row in rows)
    share = f"{100 * cited / claims:.0f} %" if claims else "100 %"
    lines.append(f"together: {cited:,} of {claims:,} claims cite, {share}")
    if columns < len(heads):
        lines.append(paint("dim", f"a wider terminal, or --format json, also shows: {', '.join(heads[columns:])}"))
    return "\n".join(line.rstrip() for line in lines)


def coverage_json(findings: Iterable[Finding], rows: Sequence[Row]) -> str:
    """Return problems and coverage as a JSON object, with a list of each."""
    listed = [
        {
            "chapter": row.slug, "claims": row.claims, "cited": row.cited, "claimed": round(row.claimed, 1),
            "citations": row.citations, "sources": row.sources, "most_used": row.most_used,
            "share": round(row.share, 1), "sides": dict(row.sides), "languages": dict(row.languages),
            "missed": [name for name, _ in row.missed],
        }
        for row in rows
    ]  # fmt: skip
    whole = {"problems": [_fields(finding) for finding in findings], "coverage": listed}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


_LEAST = 7
"""The columns that are shown however narrow the terminal is."""
_COLUMN = {"claims": 3, "sources": 4, "single_source": 6}
"""The column of what a threshold is about."""


def _cells(row: Row) -> list[str]:
    spoken = " ".join(f"{language} {number}" for language, number in row.languages)
    numbers = [str(row.claims), str(row.cited), f"{row.claimed:.0f}", str(row.sources)]
    return [row.slug, *numbers, row.most_used, f"{row.share:.0f} %", *(str(n) for _, n in row.sides), spoken]


def _styles(row: Row) -> dict[int, str]:
    whole = {3: "green" if row.cited == row.claims else "yellow"}
    return whole | {_COLUMN[name]: "red" for name, _ in row.missed} | ({0: "red"} if row.missed else {})


def _cell(words: str, width: int, left: bool, style: str, paint: Callable[[str, str], str]) -> str:  # noqa: FBT001 - of two, named at its one call
    placed = words.ljust(width) if left else words.rjust(width)
    return paint(style, placed) if style else placed


def _printed(finding: Finding, texts: Mapping[str, Text]) -> str:
    problem = finding.problem
    span = problem.span
    head = f"{span.path}:{span.line}:{span.column}: {finding.severity}: {problem.message} [{problem.rule}]\n"
    found = excerpt(finding, texts)
    pointed = f"{span.line:>5} | {found[0]}\n      | {finger(*found)}\n" if found else ""
    hint = f"      = {problem.hint}\n" if problem.hint else ""
    return head + pointed + hint


def _window(line: str, span: Span) -> tuple[str, Span]:
    """Return what is shown of a line, and the place of the finger in it: a file of JSON can be a single line."""
    if len(line) <= _WIDTH:
        return line.rstrip(), span
    start = max(0, min(span.column - 1 - _WIDTH // 3, len(line) - _WIDTH))
    end = start + _WIDTH
    shown = ("…" if start else "") + line[start:end].rstrip() + ("…" if end < len(line) else "")
    column = span.column - start + (1 if start else 0)
    return shown, replace(span, column=column, length=max(1, min(span.length, end - span.column + 1)))


def _fields(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    return {
        "path": problem.span.path,
        "line": problem.span.line,
        "column": problem.span.column,
        "length": problem.span.length,
        "severity": str(finding.severity),
        "rule": problem.rule,
        "message": problem.message,
        "hint": problem.hint,
    }


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _annotation(finding: Finding, folder: str) -> str:
    problem = finding.problem
    span = problem.span
    place = f"file={_property(posixpath.normpath(posixpath.join(folder, span.path)))},line={span.line},col={span.column},endColumn={span.column + span.length}"
    words = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return f"::{_LEVELS[finding.severity]} {place},title={_property(problem.rule)}::{_message(words)}\n"


def _message(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _message(words).replace(":", "%3A").replace(",", "%2C")
