"""What the last build came to, for one that finds every file as it was.

A build is a function of its words, its environment and the files that it reads. Where all of these are what they
were, and the files that it made stand as it left them, there is nothing to do but to say so again.

Files are compared by size, times and inode, as git does it. That can deceive where a file is changed twice within
one tick of the file system's clock; so nothing is kept of a build that began less than `TICK` after a change.

Imported by every run, before anything is known: hence no imports but what Python has loaded anyway. Where it is in
any doubt, the build goes its long way, which finds out.
"""

from __future__ import annotations

import os
import sys
import time

TICK = 2_100_000_000
"""In nanoseconds, more than the coarsest clock of a file system has: FAT, 2 seconds."""
_VERSION = "doorstep 2"
PROJECT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
"""The folder of the project, whose templates and static files serve where a site has none."""
_IGNORED = (".", "~", "#")
_LIBRARIES = ("jinja2", "markdown", "markupsafe", "pymdown_extensions", "pypandoc_binary", "pyyaml", "rcssmin")
_ENVIRONMENT = ("SOURCE_DATE_EPOCH",)
_END = "\n\0\n"


Seen = tuple[str, str, str, int]
"""A file: what a manuscript calls it, its path, what the system says of it, and when it was last changed."""


def look(site: str) -> list[Seen]:
    """Return the files that a build of the site reads; of two that are called the same, the last counts.

    Those of the generator itself are called `microsite/…`.
    """
    found: list[Seen] = []
    _gather(os.path.join(PROJECT, "microsite"), "microsite/", found)
    for root in dict.fromkeys((PROJECT, PROJECT if os.path.abspath(site) == PROJECT else site)):
        for name in ("templates", "static"):
            _gather(os.path.join(root, name), f"{name}/", found)
    _gather(os.path.join(site, "content"), "content/", found)
    for name in sorted(os.listdir(site)):
        path = os.path.join(site, name)
        if (name == "site.yaml" or name.endswith(".csl")) and os.path.isfile(path):
            found.append(_seen(name, path, os.stat(path)))
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


def standing(seen: list[Seen]) -> str:
    """Return a line for each file, and one for all else that a build is made of."""
    return "\n".join([sys.version, *installed(), *(f"{path}\t{state}" for _, path, state, _ in seen)])


def keep(site: str, words: list[str], before: list[Seen], took: int, said: tuple[str, str], made: list[str]) -> None:
    """Remember what a build came to, unless something was changed too shortly before it.

    `before` is what `look` returned before anything was read, which is `took` nanoseconds ago; `said` are the
    problems and the line that closes a build that changes nothing; `made` are the paths that now are as they
    should be: files, or nothing where a killed run would have left something.
    """
    latest = max((changed for _, _, _, changed in before), default=0)
    # The clock spares the writing; the file system's own clock, which may be another machine's, decides.
    if latest > time.time_ns() - took - TICK or "\0" in said[0]:
        return
    new = os.path.join(site, ".cache", "doorstep.new")
    try:
        whole = _END.join((_order(words), standing(before), *said, "\n".join(map(_found, made))))
        with open(new, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(whole)
        if latest > os.stat(new).st_mtime_ns - took - TICK:
            os.remove(new)
        else:
            os.replace(new, _record(site, words))
    except OSError:
        return  # the next run knows less


def unchanged(words: list[str]) -> tuple[list[Seen], tuple[str, str] | None]:
    """Return the files that a build with these words would read, where it has looked, and what it would say.

    That is its problems and its last line; None where something has changed, or may have.
    """
    site = named(words)
    seen: list[Seen] = []
    if (words and words[0] != "build" and not words[0].startswith("-")) or {"--no-cache", "--profile"} & {*words}:
        return seen, None
    try:
        with open(_record(site, words), encoding="utf-8", errors="surrogateescape", newline="") as file:
            order, lines, problems, closing, outputs = file.read().split(_END)
        seen = look(site)
        if order != _order(words) or lines != standing(seen):
            return seen, None
        for line in outputs.split("\n"):
            if line != _found(line.partition("\t")[0]):
                return seen, None
    except (OSError, ValueError):
        return seen, None
    return seen, (problems, closing)


def _gather(folder: str, inner: str, found: list[Seen]) -> None:
    """Find the files below a folder, in order: no editor's leftovers, and nothing by a link that would never end."""
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
            found.append(_seen(inner + name, entry.path, entry.stat()))


def _seen(name: str, path: str, status: os.stat_result) -> Seen:
    return name, path, _state(status), max(status.st_mtime_ns, status.st_ctime_ns)


def _state(status: os.stat_result) -> str:
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def _found(path: str) -> str:
    try:
        return f"{path}\t{_state(os.lstat(path))}"
    except OSError:
        return f"{path}\tnothing"


def _order(words: list[str]) -> str:
    """Return all that an outcome depends on beside the files."""
    return "\n".join((_VERSION, os.getcwd(), *(os.environ.get(name, "") for name in _ENVIRONMENT), *words))


def _record(site: str, words: list[str]) -> str:
    import binascii  # noqa: PLC0415 - built in, but not loaded before it is asked for

    return os.path.join(
        site, ".cache", f"doorstep-{binascii.crc32(_order(words).encode('utf-8', 'surrogateescape')):08x}"
    )
