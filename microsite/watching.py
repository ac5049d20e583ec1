"""What changes on disk, told as soon as it does: the only room that imports watchfiles."""

from __future__ import annotations

import contextlib
import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Event

# The documented backend (watchfiles.helpmanual.io/api/rust_backend): `watchfiles.watch` cannot be told to begin
# before it is asked for the first change, and what happens between is lost.
from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

from microsite import disk, doorstep

_STEP = 1
"""Milliseconds between two looks at what has come in; a change is told when a look finds no more than the last."""
_LONGEST = 40
"""Milliseconds after which a change is told although more come in."""
_HEARTBEAT = 500
"""Milliseconds after which the folders are looked at although nothing was told: they may have been moved away."""
_POLLING = "microsoft-standard" in platform.release().lower()
"""Whether to look at each file again and again: Windows tells its Linux nothing of its own disks."""
_POLL = 300
"""Milliseconds between two such looks."""
_PAUSE = 0.1
"""Seconds between two looks for folders that come and go."""

ANYTHING: frozenset[str] = frozenset()
"""What is told where any file may have changed: folders have come, gone or moved."""


def changes(site: Path, stop: Event) -> Iterator[frozenset[str]]:
    """Yield the paths of the files that change, as soon as they do, or `ANYTHING`; first of all that.

    Returns when `stop` is set. What happens after a yield is told by the next; nothing is lost between.
    """
    while not stop.is_set():
        watched = _standing(site)
        try:
            with _notifier(sorted(folder for folder, inode in watched.items() if inode)) as notifier:
                if _standing(site) != watched:
                    continue  # one that came too late to be watched
                yield ANYTHING
                yield from _told(notifier, site, watched, stop)
        except FileNotFoundError:  # a folder went while it was asked for
            stop.wait(_PAUSE)


def git_is_busy(site: Path) -> bool:
    """Tell whether git is changing the folder: a checkout touches many files, and is over when its lock is gone."""
    for git in (folder / ".git" for folder in (site, *site.parents)):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if git.is_dir():
                return (git / "index.lock").exists()
            if git.is_file():  # a work tree of its own: `gitdir: /where/it/is`
                home = git.read_text(encoding="utf-8").partition(": ")[2].strip()
                return (git.parent / home / "index.lock").exists()
    return False


def _notifier(folders: list[str]) -> RustNotify:
    """Return what tells of changes; where the system watches no more folders, it looks at each file again and again."""
    try:
        return RustNotify(folders, False, _POLLING, _POLL, False, True)
    except FileNotFoundError:
        raise
    except (OSError, WatchfilesRustInternalError):
        return RustNotify(folders, False, True, _POLL, False, True)


def _told(notifier: RustNotify, site: Path, watched: Mapping[str, int], stop: Event) -> Iterator[frozenset[str]]:
    """Yield what is told until the folders are no longer those that are watched, or `stop` is set."""
    while True:
        told = notifier.watch(_LONGEST, _STEP, _HEARTBEAT, stop)
        if told in ("stop", "signal"):
            return
        paths = {path for _, path in told} if isinstance(told, set) else set()
        if not all(_inode(folder) == inode for folder, inode in watched.items()):
            return
        if any(Path(path).is_dir() or Path(path).is_symlink() for path in paths) and _standing(site) != watched:
            return
        chosen = frozenset(path for path in paths if _matters(path, str(site)))
        if chosen:
            yield chosen


def _standing(site: Path) -> Mapping[str, int]:
    """Return the folders to watch, each with its inode, or 0 where it is not there.

    By its inode a folder is told from another of the same name, which has come in its place.
    """
    roots = (str(site), *(str(site / name) for name in ("content", "templates", "static")))
    return {folder: _inode(folder) for folder in (*roots, *disk.folders(site))}


def _inode(folder: str) -> int:
    try:
        return Path(folder).stat().st_ino
    except OSError:
        return 0


def _matters(path: str, site: str) -> bool:
    """Tell whether a build could read a file: no editor's leftover; of the site's own folder only what it reads."""
    folder, name = os.path.split(path)
    if folder == site:
        return name == "site.yaml" or name.endswith(".csl")
    return not doorstep.leftover(name)
