"""The command `build`: a site is made, its problems are printed, and it is published or not."""

from __future__ import annotations

import re
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from microsite import disk, inventory, printing, progress, publish
from microsite.console import BROKEN, BUILT, MisuseError, is_terminal
from microsite.doorstep import Seen
from microsite.glance import Glance
from microsite.memo import Forgetful, Memo, digest
from microsite.progress import Watcher
from microsite.rules import Finding
from microsite.spool import Spool
from microsite.text import Severity
from microsite.values import dataclass

if TYPE_CHECKING:  # imported where it is needed: a build with nothing changed must not pay for it
    from microsite.edition import Edition
    from microsite.manuscript import Manuscript
    from microsite.press import Press

_RESULT = "result"
"""The kind of memory that holds what an earlier run with the same files came to."""


def build(chosen: Namespace) -> int:
    """Build a site and publish it; return the exit status."""
    try:
        try:
            return _build(chosen, {} if chosen.no_cache else inventory.recalled(f"{chosen.site / '.cache'}"))
        except inventory.ChangedError:  # somebody writes meanwhile: then no file is believed to be as it was
            chosen.seen = []
            return _build(chosen, {})
    except publish.Refusal as error:
        raise MisuseError(str(error)) from None


def _build(chosen: Namespace, known: Mapping[str, str]) -> int:
    started: float = chosen.started
    site: Path = chosen.site
    output: Path = chosen.output or site / "_site"
    watcher = watcher_of(chosen)
    watcher.tell("read", 0, 0)
    glance = Glance.of(chosen)
    files = read(site, glance.before, known)
    publish.mend(output)
    memory = remembered(chosen, files)
    asked = (chosen.base_url, str(chosen.drafts), str(chosen.strict), chosen.format, site.as_posix())
    key = digest(files.stamp, disk.epoch(), *asked)
    before = _known(memory, key)
    # Where something is new, what stands there is looked at but once, when it is replaced.
    looked = publish.current if before is not None else publish.listed
    standing = {} if chosen.no_cache else looked(output)
    if before is not None and before.site == _sealed(standing):
        sys.stdout.write(before.printed)
        memory.close()
        watcher.finish()
        print_profile(chosen, watcher)
        glance.keep(chosen, (before.printed, _closing(chosen, standing, output)), [*standing], output)
        glance.enter(chosen, files, known)
        return _done(chosen, started, _unchanged(standing), output)
    manuscript = disk.manuscript(files, memory)
    spool = Spool()
    made = make(chosen, manuscript, memory, watcher, standing, spool)
    watcher.finish()
    printed = printed_problems(chosen, made, manuscript)
    sys.stdout.write(printed)
    glance.enter(chosen, files, known)
    if fails(chosen, made):
        memory.close()
        return report_failure(chosen, made.findings)
    watcher.tell("publish", 0, 0)
    try:
        report = publish.publish(made.outputs, output, site, _spare(chosen))
    except publish.LostError:  # somebody has changed the folder
        made, report = _again(chosen, manuscript, memory, watcher, spool, output)
    memory.keep(_RESULT, key, [printed, _sealed(report.digests)])
    memory.close()
    watcher.finish()
    glance.keep(chosen, (printed, _closing(chosen, made.outputs, output)), [*made.outputs], output)
    counted = ", ".join(f"{n:,} {noun if n != 1 else noun[:-1]}" for noun, n in made.counts.items())
    changed = f"{_pages(report.changed):,} of {_pages(made.outputs):,} pages changed, {_pages(report.gone):,} removed"
    print_profile(chosen, watcher)
    return _done(chosen, started, f"{counted}; {changed}", output)


def _spare(chosen: Namespace) -> Path | None:
    """Return where the site lies that was replaced: with what is remembered; what is published elsewhere has no place there."""
    return None if chosen.no_cache or chosen.output else chosen.site / ".cache" / "_site"


def _again(
    chosen: Namespace, manuscript: Manuscript, memory: Memo | Forgetful, watcher: Watcher, spool: Spool, output: Path
) -> tuple[Edition, publish.Report]:
    """Make and publish a site once more, given what stands there now; if that is changed again, none of it is relied on."""
    made = make(chosen, manuscript, memory, watcher, publish.current(output), spool)
    try:
        return made, publish.publish(made.outputs, output, chosen.site)
    except publish.LostError:
        made = make(chosen, manuscript, memory, watcher, {}, spool)
        return made, publish.publish(made.outputs, output, chosen.site)


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


def read(site: Path, seen: Sequence[Seen] = (), known: Mapping[str, str] = MappingProxyType({})) -> disk.Files:
    """Return the files of a site as `disk.read` does; raise `MisuseError` where there is no such folder."""
    if not site.is_dir():
        raise MisuseError(f"there is no folder {site}")
    return disk.read(site, seen, known)


def remembered(chosen: Namespace, files: disk.Files) -> Memo | Forgetful:
    """Return what the site's `.cache/` remembers, or what remembers nothing."""
    return Forgetful() if chosen.no_cache else Memo.open(chosen.site / ".cache", files.generator)


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
    spool: Spool,
) -> Edition:
    """Return the edition that the files make; many pages of it lie in the spool."""
    watcher.tell("load", 0, 0)
    # Imported here, so that a build with nothing changed imports none of it.
    from microsite import edition, fitting, pandoc  # noqa: PLC0415
    from microsite.press import Order  # noqa: PLC0415

    if chosen.base_url and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", chosen.base_url):
        raise MisuseError(
            f"`{chosen.base_url}` is not an absolute address; write it like `https://example.org/history/`"
        )
    order = Order(chosen.drafts, chosen.base_url, disk.epoch(), chosen.jobs, standing)
    try:
        with pandoc.Ahead() as ahead:
            return edition.make(manuscript, order, fitting.press(memory, ahead, watcher.tell, spool.begin), memory)
    except pandoc.PandocError as error:
        raise MisuseError(str(error)) from None


def tools(memory: Memo | Forgetful) -> Press:
    """Return what a history is read with; raise `MisuseError` where pandoc is missing or too old."""
    from microsite import fitting, pandoc  # noqa: PLC0415 - as above
    from microsite.press import silent  # noqa: PLC0415

    try:
        return fitting.press(memory, pandoc.Ahead(), silent)
    except pandoc.PandocError as error:
        raise MisuseError(str(error)) from None


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


def _closing(chosen: Namespace, made: Iterable[str], output: Path) -> str:
    """Return what is said when the next build finds all as it is now."""
    return "" if _silent(chosen) else f"{_unchanged(made)}; {output}"


def _silent(chosen: Namespace) -> bool:
    return bool(chosen.quiet or chosen.format != "text")


def _unchanged(made: Iterable[str]) -> str:
    return f"{_pages(made):,} pages, nothing changed"


def _pages(addresses: Iterable[str]) -> int:
    """Return how many of the files are pages."""
    return sum(address.endswith(".html") for address in addresses)
