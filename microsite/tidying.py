"""The command `fmt`: data files and front matter in their best manner, or what would change."""

from __future__ import annotations

import difflib
import os
import sys
import unicodedata
from argparse import Namespace
from collections.abc import Iterator, Sequence

from microsite import building, disk, mappings, printing, tidy
from microsite.console import BROKEN, BUILT, MisuseError
from microsite.manuscript import decoded
from microsite.rules import Finding, weighed
from microsite.text import Text
from microsite.values import dataclass

_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Change:
    """What a file is and what it would be."""

    path: str
    """The file, from the site's folder."""
    before: str
    """The text as it stands, with `\\n` for line ends."""
    after: str
    """The text in its best manner."""
    data: bytes
    """The same as bytes, with the file's own line ends and mark."""


def tidy_up(chosen: Namespace) -> int:
    """Tidy the files of a site, or say what that would change; return the exit status."""
    changes: list[_Change] = []
    broken: list[tuple[Finding, Text | None]] = []
    files = building.read(chosen.site).content
    for path in _chosen(chosen, [path for path in files if tidy.known(path)]):
        text, problems = _read(path, files[path])
        if problems:
            broken += [(problem, text) for problem in problems]
        elif text is not None and (change := _changed(path, files[path])):
            changes.append(change)
    sys.stdout.write(printing.as_text([finding for finding, _ in broken], {t.path: t for _, t in broken if t}))
    for change in changes:
        if chosen.diff:
            sys.stdout.writelines(_diff(change))
        if not (chosen.check or chosen.diff):
            disk.rewrite(chosen.site / change.path, change.data)
        if not (chosen.quiet or chosen.diff):
            print(f"{change.path}:{','.join(_lines(change))}")
    _close(chosen, changes, len(broken))
    return BROKEN if broken or (changes and chosen.check) else BUILT


def _close(chosen: Namespace, changes: Sequence[_Change], broken: int) -> None:
    done = "would change" if chosen.check or chosen.diff else "changed"
    counted = f"{len(changes)} file{'' if len(changes) == 1 else 's'} {done}" if changes else "nothing to change"
    left = f"; {broken} could not be read" if broken else ""
    if not chosen.quiet or broken:
        print(f"{counted}{left}", file=sys.stderr)


def _chosen(chosen: Namespace, known: Sequence[str]) -> list[str]:
    """Return the files to tidy: those that are named, by their path from here or from the site, or all."""
    if not chosen.paths:
        return list(known)
    places = {os.path.realpath(chosen.site / path): path for path in known}
    found = []
    for name in chosen.paths:
        path = places.get(os.path.realpath(name)) or (name if name in known else None)
        if path is None:
            raise MisuseError(
                f"`{name}` is no file that `fmt` knows: `site.yaml`, front matter, data files and sources in YAML"
            )
        found.append(path)
    return found


def _read(path: str, data: bytes) -> tuple[Text | None, tuple[Finding, ...]]:
    """Return a file as text, and what keeps it from being read; that it is not in NFC does not."""
    text, problems = decoded(path, data)
    if text is not None:
        start, end = tidy.stretch(path, text.content)
        problems = mappings.from_yaml(text.part(start, end))[1]
    return text, weighed(problems, {})


def _changed(path: str, data: bytes) -> _Change | None:
    written = data.decode("utf-8")
    mark = _MARK if written.startswith(_MARK) else ""
    ends = "\r\n" if written.count("\r\n") * 2 > written.count("\n") else "\n"
    before = written.removeprefix(_MARK).replace("\r\n", "\n").replace("\r", "\n")
    after = tidy.tidied(path, unicodedata.normalize("NFC", before))
    made = (mark + after.replace("\n", ends)).encode()
    return _Change(path, before, after, made) if made != data else None


def _lines(change: _Change) -> Iterator[str]:
    """Yield the lines that change, as they are numbered before: `9`, `14-16`."""
    matcher = difflib.SequenceMatcher(None, change.before.split("\n"), change.after.split("\n"), autojunk=False)
    same = True
    for tag, start, end, _, _ in matcher.get_opcodes():
        if tag != "equal":
            same = False
            yield f"{start + 1}" if end - start < 2 else f"{start + 1}-{end}"  # noqa: PLR2004 - two lines are a range
    if same:
        yield "line ends"


def _diff(change: _Change) -> Iterator[str]:
    before, after = change.before.splitlines(keepends=True), change.after.splitlines(keepends=True)
    for line in difflib.unified_diff(before, after, f"a/{change.path}", f"b/{change.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
