"""The command `build`: a site is made, its problems are printed, and it is published or not."""

from __future__ import annotations

import gc
import re
import sys
import time
from argparse import Namespace
from collections.abc import Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from microsite import disk, doorstep, printing, progress, publish
from microsite.console import BROKEN, BUILT, MisuseError, is_terminal
from microsite.memo import Forgetful, Memo, digest
from microsite.progress import Watcher
from microsite.rules import Finding
from microsite.text import Severity

if TYPE_CHECKING:  # imported where it is needed: a build with nothing changed must not pay for it
    from microsite.edition import Edition
    from microsite.manuscript import Manuscript
    from microsite.press import Press, Tell

_OBJECTS = 100_000
"""After so many new objects the collector looks for rings: a build makes few, and every look goes over all it knows."""
_RESULT = "result"
"""The kind of memory that holds what an earlier run with the same files came to."""


def build(chosen: Namespace) -> int:
    """Build a site and publish it; return the exit status."""
    try:
        return _build(chosen)
    except publish.Refusal as error:
        raise MisuseError(str(error)) from None


def _build(chosen: Namespace) -> int:
    started = time.perf_counter()
    gc.set_threshold(_OBJECTS, 50, 50)
    site: Path = chosen.site
    output: Path = chosen.output or site / "_site"
    glance = _Glance.of(chosen)
    watcher = watcher_of(chosen)
    watcher.tell("read", 0, 0)
    files = read(site)
    publish.mend(output)
    memory = remembered(chosen)
    asked = (chosen.base_url, str(chosen.drafts), str(chosen.strict), chosen.format, site.as_posix())
    key = digest(files.stamp, disk.epoch(), *asked)
    standing = {} if chosen.no_cache else publish.current(output)
    known = _known(memory, key)
    if known is not None and known.site == _sealed(standing):
        sys.stdout.write(known.printed)
        memory.close()
        watcher.finish()
        print_profile(chosen, watcher)
        glance.keep(chosen, known.printed, [*standing], output)
        return _done(chosen, started, _unchanged(standing), output)
    manuscript = disk.manuscript(files, memory)
    made = make(chosen, manuscript, memory, watcher, standing)
    watcher.finish()
    printed = printed_problems(chosen, made, manuscript)
    sys.stdout.write(printed)
    if fails(chosen, made):
        memory.close()
        return report_failure(chosen, made.findings)
    watcher.tell("publish", 0, 0)
    try:
        report = publish.publish(made.outputs, output, site)
    except publish.LostError:  # somebody changed the folder meanwhile: then nothing in it is relied on
        made = make(chosen, manuscript, memory, watcher, {})
        report = publish.publish(made.outputs, output, site)
    memory.keep(_RESULT, key, [printed, _sealed(report.digests)])
    memory.close()
    watcher.finish()
    glance.keep(chosen, printed, [*made.outputs], output)
    counted = ", ".join(f"{n:,} {noun if n != 1 else noun[:-1]}" for noun, n in made.counts.items())
    changed = f"{report.written} of {len(made.outputs)} files changed, {report.removed} removed"
    print_profile(chosen, watcher)
    return _done(chosen, started, f"{counted}; {changed}", output)


@dataclass(frozen=True, slots=True)
class _Glance:
    """How everything stood before a build read it, for the next one to see whether it still does."""

    site: str
    """The site's folder as the words name it; empty where nothing is to be kept."""
    started: float
    """When, by the clock that measures how long something takes."""
    before: tuple[str, int]
    """What `doorstep.standing` told."""

    @classmethod
    def of(cls, chosen: Namespace) -> _Glance:
        """Return how everything stands."""
        site = doorstep.named(chosen.words)
        if chosen.no_cache or chosen.profile or Path(site) != chosen.site or not chosen.site.is_dir():
            return cls("", 0, ("", 0))
        started = time.perf_counter()
        return cls(site, started, doorstep.standing(site))

    def keep(self, chosen: Namespace, printed: str, made: Sequence[str], output: Path) -> None:
        """Remember what the build came to."""
        if self.site:
            closing = "" if _silent(chosen) else f"{_unchanged(made)}; {output}"
            paths = [output / name for name in (*made, publish.MANIFEST)] + [*publish.traces(output)]
            took = int((time.perf_counter() - self.started) * 1e9)
            doorstep.keep(self.site, chosen.words, self.before, took, (printed, closing), [*map(str, paths)])


@dataclass(frozen=True, slots=True)
class _Known:
    """What an earlier run with the same files came to."""

    printed: str
    """What it printed of problems."""
    site: str
    """A digest of the files that it published."""


def _known(memory: Memo | Forgetful, key: str) -> _Known | None:
    match memory.recall(_RESULT, key):
        case [str(printed), str(site)]:
            return _Known(printed, site)
    return None


def _sealed(digests: Mapping[str, str]) -> str:
    return digest(*(part for pair in sorted(digests.items()) for part in pair))


def read(site: Path) -> disk.Files:
    """Return the files of a site; raise `MisuseError` where there is no such folder."""
    if not site.is_dir():
        raise MisuseError(f"there is no folder {site}")
    return disk.read(site)


def remembered(chosen: Namespace) -> Memo | Forgetful:
    """Return what the site's `.cache/` remembers, or what remembers nothing."""
    return Forgetful() if chosen.no_cache else Memo.open(chosen.site / ".cache", disk.generator())


def watcher_of(chosen: Namespace) -> Watcher:
    """Return what shows the work: on a terminal, or in lines, but those not to a program."""
    shown = not chosen.quiet and (is_terminal(sys.stderr) or chosen.format == "text")
    return Watcher(sys.stderr if shown else None)


def print_profile(chosen: Namespace, watcher: Watcher) -> None:
    """Print where the time went, where that is asked for."""
    if chosen.profile:
        print(progress.profile(watcher.spent), file=sys.stderr)


def make(
    chosen: Namespace,
    manuscript: Manuscript,
    memory: Memo | Forgetful,
    watcher: Watcher,
    standing: Mapping[str, str] | None,
) -> Edition:
    """Return the edition that the files make."""
    watcher.tell("load", 0, 0)
    # Imported here, so that a build with nothing changed imports none of it.
    from microsite import edition, pandoc  # noqa: PLC0415
    from microsite.press import Order  # noqa: PLC0415

    if chosen.base_url and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", chosen.base_url):
        raise MisuseError(
            f"`{chosen.base_url}` is not an absolute address; write it like `https://example.org/history/`"
        )
    order = Order(chosen.drafts, chosen.base_url, disk.epoch(), chosen.jobs, standing)
    try:
        with pandoc.Ahead() as ahead:
            press = replace(
                tools(watcher.tell),
                cite=ahead.run,
                write_bibtex=ahead.write_bibtex,
                begin=ahead.begin,
                begin_bibtex=ahead.begin_bibtex,
            )
            return edition.make(manuscript, order, press, memory)
    except pandoc.PandocError as error:
        raise MisuseError(str(error)) from None


def tools(tell: Tell) -> Press:
    """Return what an edition is made with; raise `MisuseError` where pandoc is missing or too old."""
    from microsite import pandoc  # noqa: PLC0415
    from microsite.press import Press, styles_from  # noqa: PLC0415

    try:
        version = pandoc.version()
    except pandoc.PandocError as error:
        raise MisuseError(str(error)) from None
    styles = styles_from(disk.style)
    return Press(pandoc.run, pandoc.bibtex, pandoc.write_bibtex, version, styles, disk.atlas, tell)


def printed_problems(chosen: Namespace, made: Edition, manuscript: Manuscript) -> str:
    """Return the problems in the format that is asked for; GitHub wants paths from the folder of the repository."""
    if chosen.format == "github" and not chosen.site.is_absolute():
        return printing.as_github(made.findings, manuscript.texts, chosen.site.as_posix())
    return printing.FORMATS[chosen.format](made.findings, manuscript.texts)


def fails(chosen: Namespace, made: Edition) -> bool:
    """Tell whether the site is not to be published: for an error, or with `--strict` for a warning."""
    return made.broken or (chosen.strict and any(f.severity is Severity.WARNING for f in made.findings))


def report_failure(chosen: Namespace, findings: Sequence[Finding]) -> int:
    """Count what is wrong, for people, and return the exit status."""
    if chosen.format == "text":
        numbers = [(s, sum(f.severity is s for f in findings)) for s in (Severity.ERROR, Severity.WARNING)]
        counted = " and ".join(f"{n} {s}{'s' if n > 1 else ''}" for s, n in numbers if n)
        published = "; nothing was published" if chosen.command == "build" else ""
        print(f"{counted}{published}", file=sys.stderr)
    return BROKEN


def _done(chosen: Namespace, started: float, words: str, output: Path) -> int:
    if not _silent(chosen):
        print(f"{words}; {output} in {time.perf_counter() - started:.2f} s")
    return BUILT


def _silent(chosen: Namespace) -> bool:
    return bool(chosen.quiet or chosen.format != "text")


def _unchanged(made: Sized) -> str:
    return f"{len(made):,} files, nothing changed"
