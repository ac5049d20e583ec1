"""What the last build came to, for one that finds every file as it was.

A build is a function of its words, its environment and the files that it reads. Where all of these are what they
were, and the files that it made stand as it left them, there is nothing to do but to say so again.

Files are compared by size, times and inode, as git does it. That can deceive where a file is changed twice within
one tick of the file system's clock; so nothing is kept of a build that began less than `_TICK` after a change.

Imported by every run, before anything is known: hence no imports but what Python has loaded anyway. Where it is in
any doubt, the build goes its long way, which finds out.
"""

from __future__ import annotations

import os
import sys

_TICK = 2_100_000_000
"""In nanoseconds, more than the coarsest clock of a file system has: FAT, 2 seconds."""
_VERSION = "doorstep 1"
_PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_IGNORED = (".", "~", "#")
_LIBRARIES = ("jinja2", "markdown", "markupsafe", "pymdown_extensions", "pypandoc_binary", "pyyaml", "rcssmin")
_ENVIRONMENT = ("SOURCE_DATE_EPOCH",)
_END = "\n\0\n"


def walk(folder: str) -> list[tuple[str, os.stat_result]]:
    """Return the files below a folder, in order: their paths in it, and what the system says of them.

    No editor's leftovers, and no link to a folder that it stands in, which would never end.
    """
    found: list[tuple[str, os.stat_result]] = []
    _gather(folder, "", found)
    return found


def installed() -> list[str]:
    """Return names and versions of the libraries, from the names of their folders: nothing is imported."""
    found = set()
    for place in sys.path:
        if place.rstrip("/").endswith("-packages") and os.path.isdir(place):
            names = (name for name in os.listdir(place) if name.endswith(".dist-info"))
            found |= {name for name in names if name.lower().startswith(_LIBRARIES)}
    return sorted(found)


def leftover(name: str) -> bool:
    """Tell whether a file of this name is an editor's or a program's own, and none of the site's."""
    return name.startswith(_IGNORED) or name.endswith(("~", ".swp")) or name == "__pycache__"


def holds(link: str, folder: str) -> bool:
    """Tell whether a link in `folder` leads to a folder that it stands in."""
    # `realpath`: Path.resolve raises for a link to itself.
    outer, inner = os.path.realpath(link), os.path.realpath(folder)
    return inner == outer or inner.startswith(outer.rstrip(os.sep) + os.sep)


def named(words: list[str]) -> str:
    """Return the folder of the site that the words name; another than the grammar of all words finds only by mistake."""
    for place, word in enumerate(words):
        if word == "--site" and place + 1 < len(words):
            return words[place + 1]
        if word.startswith("--site="):
            return word.removeprefix("--site=")
    return "."


def begin(site: str) -> int:
    """Return the time in nanoseconds on the clock of the file system that holds the site's memory, or 0 without one."""
    try:
        os.makedirs(os.path.join(site, ".cache"), exist_ok=True)
        marker = os.path.join(site, ".cache", "doorstep.new")
        with open(marker, "wb"):
            return os.stat(marker).st_mtime_ns
    except OSError:
        return 0


def standing(site: str) -> tuple[str, int]:
    """Return a line for each file that a build of the site reads, and when the latest of them was changed."""
    lines = [sys.version, *installed()]
    latest = 0
    folders = [os.path.join(_PROJECT, "microsite")]
    folders += [
        os.path.join(root, name) for root in dict.fromkeys((_PROJECT, site)) for name in ("templates", "static")
    ]
    for folder in (*folders, os.path.join(site, "content")):
        lines.append(folder)
        for name, status in walk(folder):
            latest = max(latest, status.st_mtime_ns, status.st_ctime_ns)
            lines.append(_line(name, status))
    for name in sorted(os.listdir(site)):
        if name == "site.yaml" or name.endswith(".csl"):
            status = os.stat(os.path.join(site, name))
            latest = max(latest, status.st_mtime_ns, status.st_ctime_ns)
            lines.append(_line(name, status))
    return "\n".join(lines), latest


def keep(
    site: str, words: list[str], before: tuple[str, int], begun: int, said: tuple[str, str], made: list[str]
) -> None:
    """Remember what a build came to.

    `before` is what `standing` returned and `begun` what `begin` did, before anything was read; `said` are the
    problems and the line that closes a build that changes nothing; `made` are the paths that now are as they
    should be: files, or nothing where a killed run would have left something.
    """
    lines, latest = before
    if not begun or latest > begun - _TICK or "\0" in said[0]:
        return
    try:
        outputs = "\n".join(map(_found, made))
        whole = _END.join((_order(words), lines, *said, outputs))
        new = os.path.join(site, ".cache", "doorstep.new")
        with open(new, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(whole)
        os.replace(new, _record(site, words))
    except OSError:
        return  # the next run knows less


def unchanged(words: list[str]) -> tuple[str, str] | None:
    """Return what a build with these words says where nothing has changed: its problems and its last line."""
    site = named(words)
    if (words and words[0] != "build" and not words[0].startswith("-")) or {"--no-cache", "--profile"} & {*words}:
        return None
    try:
        with open(_record(site, words), encoding="utf-8", errors="surrogateescape", newline="") as file:
            order, lines, problems, closing, outputs = file.read().split(_END)
        if order != _order(words) or lines != standing(site)[0]:
            return None
        for line in outputs.split("\n"):
            if line != _found(line.partition("\t")[0]):
                return None
    except (OSError, ValueError):
        return None
    return problems, closing


def _gather(folder: str, inner: str, found: list[tuple[str, os.stat_result]]) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        name = entry.name
        if leftover(name) or (entry.is_symlink() and holds(entry.path, folder)):
            continue
        if entry.is_dir():
            _gather(entry.path, f"{inner}{name}/", found)
        elif entry.is_file():
            found.append((inner + name, entry.stat()))


def _line(path: str, status: os.stat_result) -> str:
    return f"{path}\t{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def _found(path: str) -> str:
    return _line(path, os.lstat(path)) if os.path.lexists(path) else f"{path}\tnothing"


def _order(words: list[str]) -> str:
    """Return all that an outcome depends on beside the files."""
    return "\n".join((_VERSION, os.getcwd(), *(os.environ.get(name, "") for name in _ENVIRONMENT), *words))


def _record(site: str, words: list[str]) -> str:
    import binascii  # noqa: PLC0415 - built in, but not loaded before it is asked for

    return os.path.join(
        site, ".cache", f"doorstep-{binascii.crc32(_order(words).encode('utf-8', 'surrogateescape')):08x}"
    )
