"""The command `check`: what a build would say, and the citation coverage; once, or at every change."""

from __future__ import annotations

import shutil
import signal
import sys
import time
from argparse import Namespace
from threading import Event

from microsite import building, disk, printing
from microsite.console import BROKEN, BUILT, MisuseError, is_terminal, paint_for
from microsite.spool import Spool


def check(chosen: Namespace) -> int:
    """Check a site as a build does, and print the citation coverage; return the exit status."""
    if not chosen.watch:
        return _check(chosen)
    from microsite import watching  # noqa: PLC0415 - no other check pays for it

    stop = Event()
    # As an exception, Ctrl-C would be lost in the library that waits.
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    for _ in watching.changes(chosen.site, stop):
        _check_again(chosen)
    return BUILT


def _check_again(chosen: Namespace) -> None:
    """Check on a clean page; what goes while it is read comes with the next change."""
    if is_terminal(sys.stdout):
        sys.stdout.write("\x1b[2J\x1b[H")
    try:
        if not _check(chosen) and chosen.quiet and chosen.format == "text":
            print("nothing is wrong", file=sys.stderr)
    except (MisuseError, OSError) as error:
        print(f"build.py: {error}", file=sys.stderr)
    sys.stdout.flush()


def _check(chosen: Namespace) -> int:
    started = time.perf_counter()
    watcher = building.watcher_of(chosen)
    watcher.tell("read", 0, 0)
    files = building.read(chosen.site)
    memory = building.remembered(chosen, files)
    manuscript = disk.manuscript(files, memory)
    made = building.make(chosen, manuscript, memory, watcher, None, Spool())
    memory.close()
    watcher.finish()
    building.print_profile(chosen, watcher)
    if chosen.format == "json":
        sys.stdout.write(printing.coverage_json(made.findings, made.coverage))
        return BROKEN if building.fails(chosen, made) else BUILT
    sys.stdout.write(building.printed_problems(chosen, made, manuscript))
    if chosen.format == "text" and not chosen.quiet:
        width = shutil.get_terminal_size().columns if is_terminal(sys.stdout) else None
        print(printing.coverage_table(made.coverage, paint_for(sys.stdout), width))
        print(f"checked in {time.perf_counter() - started:.2f} s")
    return building.report_failure(chosen, made.findings) if building.fails(chosen, made) else BUILT
