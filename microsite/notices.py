"""Problems for the panel in the browser: each as `build` prints it, with a link into the editor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from microsite import disk, editors, printing
from microsite.rules import Finding
from microsite.text import Severity, Text
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """A problem for the browser: `place` and `words` together are what `build` prints."""

    severity: str
    """`error`, `warning` or `note`."""
    place: str
    """Path, line and column, with colons between; empty where the trouble is in no file."""
    link: str
    """The address that opens the place in the editor, or empty."""
    words: str
    """The rest of what is printed, with the excerpt and the finger."""
    start: int
    """The first of the characters of `words` that the finger points at, from 0."""
    length: int
    """How many they are; 0 where there is no excerpt."""


def notices(findings: Iterable[Finding], texts: Mapping[str, Text], site: Path, editor: str) -> tuple[Notice, ...]:
    """Return the problems for the browser; `editor` is what `site.yaml` calls it."""
    return tuple(_notice(finding, texts, site, editor) for finding in findings)


def trouble(words: str) -> tuple[Notice, ...]:
    """Return what keeps a build from being tried, which has no place in a file."""
    return (Notice(str(Severity.ERROR), "", "", f"{words}\n", 0, 0),)


@lru_cache(maxsize=1)
def editor(text: Text | None) -> str | None:
    """Return what `site.yaml` names as the editor, its default, or None where the file cannot be read."""
    from microsite import mappings, records  # noqa: PLC0415 - the first build needs them, and until then the server answers

    if text is None or mappings.from_yaml(text)[1]:
        return None
    site, _ = records.read_site(text)
    return site.editor.content if site and site.editor else editors.DEFAULT


def _notice(finding: Finding, texts: Mapping[str, Text], site: Path, chosen: str) -> Notice:
    span = finding.problem.span
    place = f"{span.path}:{span.line}:{span.column}"
    words = printing.as_text([finding], texts).removeprefix(place)
    found = printing.excerpt(finding, texts)
    start = words.index(" | ", words.index("\n")) + len(" | ") + found[1].column - 1 if found else 0
    length = min(found[1].length, len(found[0]) - found[1].column + 1) if found else 0
    link = editors.link(chosen, str(disk.origin(site, span.path)), span.line, span.column)
    return Notice(str(finding.severity), place, link, words, start, length)
