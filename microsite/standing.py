"""What stands in the folder of a site: what was made, as the manifest lists it, and what is somebody else's."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from microsite.patterns import late
from microsite.values import dataclass

MANIFEST = ".microsite"
"""The file that lists what the generator made: a line a file, `sha256  size  path`."""
UNFIT = late(r"[\x00-\x1f\x7f\\\ud800-\udfff]|(?:^|/)\.{0,2}(?:/|$)")
"""What no clean relative path has."""

_LINE = late(r"([0-9a-f]{64})  (0|[1-9]\d*)  ([^\n]+)\n")

Standing = Mapping[str, os.stat_result]
"""What stands in a folder, by paths in it, and itself as ``; no link is followed."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the manifest says of a file."""

    digest: str
    """Its SHA-256, in hexadecimal."""
    size: int
    """Its length in bytes."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it stands."""

    standing: Standing
    """Everything in it."""
    manifest: bytes | None
    """The manifest, or None: there is none, or none that could be ours."""
    made: Mapping[str, Made]
    """What the manifest lists."""
    whole: frozenset[str]
    """The files among them that are as they were made."""
    foreign: Standing
    """What somebody else made; a folder of ours that holds such a thing is still ours."""


def read(place: Path) -> Folder:
    """Return a folder as it stands."""
    manifest = read_manifest(place)
    made = listed(manifest or b"")
    standing = scan(place)
    there = {path: stat.S_ISDIR(status.st_mode) for path, status in standing.items()}
    foreign = {path: standing[path] for path in others(there, made)}
    whole = frozenset(path for path in made if manifest is not None and _is_whole(place, path, made[path], standing))
    return Folder(standing, manifest, made, whole, foreign)


def read_manifest(place: Path) -> bytes | None:
    """Return the manifest in a folder, or None: there is none, or none that could be ours."""
    path = place / MANIFEST
    if path.is_symlink() or not path.is_file():
        return None
    content = path.read_bytes()
    return content if _is_ours(content) else None


@lru_cache(2)  # the old one and the new: a run reads each several times
def _is_ours(manifest: bytes) -> bool:
    """Tell whether a manifest is written as this room writes it."""
    return manifest_of(listed(manifest)) == manifest


@lru_cache(2)
def listed(manifest: bytes) -> Mapping[str, Made]:
    """Return what a manifest lists; a path that could lead out of the folder is not believed."""
    lines = _LINE.findall(manifest.decode("utf-8", "replace"))
    return {path: Made(digest, int(size)) for digest, size, path in lines if not UNFIT.search(path)}


def manifest_of(made: Mapping[str, Made]) -> bytes:
    """Return the manifest that lists some files."""
    return "".join(f"{m.digest}  {m.size}  {path}\n" for path, m in sorted(made.items())).encode()


def scan(folder: Path) -> dict[str, os.stat_result]:
    """Return what stands in the folder: nothing where there is none."""
    found = {"": folder.stat()} if folder.is_dir() else {}
    waiting = list(found)
    while waiting:
        parent = waiting.pop()
        before = f"{parent}/" if parent else ""
        with os.scandir(f"{folder}/{parent}") as entries:
            for entry in entries:
                path = before + entry.name
                found[path] = status = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(status.st_mode):
                    waiting.append(path)
    return found


def _is_whole(place: Path, path: str, made: Made, standing: Standing) -> bool:
    """Tell whether a file is as it was made, reading it only if it was changed after the manifest."""
    status = standing.get(path)
    if status is None or not stat.S_ISREG(status.st_mode) or status.st_size != made.size:
        return False
    if status.st_mtime_ns <= standing[MANIFEST].st_mtime_ns:
        return True
    return hashlib.sha256((place / path).read_bytes()).hexdigest() == made.digest


def stands(found: Folder, made: Mapping[str, Made]) -> bool:
    """Tell whether the folder is the whole site that `made` lists, and has the manifest of it."""
    return found.manifest is not None and found.made == made and len(found.whole) == len(made)


def others(there: Mapping[str, bool], made: Mapping[str, Made]) -> list[str]:
    """Return what somebody else made, given of all that stands in a folder whether it is a folder itself."""
    ours = parents(made)
    return [path for path, bare in there.items() if path not in ("", MANIFEST) and path not in (ours if bare else made)]


def parents(paths: Iterable[str]) -> set[str]:
    """Return every folder that is needed to hold `paths`."""
    found: set[str] = set()
    for path in paths:
        parent = path.rpartition("/")[0]
        while parent and parent not in found:
            found.add(parent)
            parent = parent.rpartition("/")[0]
    return found


def is_folder(status: os.stat_result) -> bool:
    """Tell whether that is a folder, of which the system says so much."""
    return stat.S_ISDIR(status.st_mode)


def names(folder: Path) -> dict[str, bool]:
    """Return what stands in the folder, each before what stands in it, and whether it is a folder; itself as ``."""
    found, waiting = {"": True}, [""]
    while waiting:
        parent = waiting.pop()
        before = f"{parent}/" if parent else ""
        with os.scandir(f"{folder}/{parent}") as entries:
            here = {before + entry.name: entry.is_dir(follow_symlinks=False) for entry in entries}
        found |= here
        waiting += [path for path, bare in here.items() if bare]
    return found
