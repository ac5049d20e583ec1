"""Problems as they are printed: for people, for programs, for GitHub."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from microsite.rules import Finding
from microsite.text import Severity, Span, Text, finger

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
