"""What each file held when it was last read, believed as long as size, times and inode are what they were.

The inventory spares the reading, and decides nothing else: it gives the SHA-256 of a file, which is the key of all that
is remembered of it. A file that was changed less than a tick of the file system's clock before it was looked at is
not entered, since it could be changed again and look the same.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from io import FileIO

from microsite.doorstep import TICK, Seen
from microsite.values import dataclass

_VERSION = "inventory 1"
_SUM = 64
"""The length of a digest, in hexadecimal."""


class ChangedError(OSError):
    """A file is another than it was when somebody looked at it."""

    def __init__(self, path: str) -> None:
        super().__init__(errno.ESTALE, "it was changed while it was read", path)


@dataclass(frozen=True, slots=True, eq=False)
class Contents(Mapping[str, bytes]):
    """Files that are known by their digests, each read when somebody asks for it."""

    places: Mapping[str, str]
    """The path of each, by what a manuscript calls it."""
    digests: Mapping[str, str]
    """The SHA-256 of each, in hexadecimal."""
    read: dict[str, bytes]
    """What has been read."""
    again: bool
    """Whether a file can be read again."""

    def __getitem__(self, name: str) -> bytes:
        """Return what a file holds; raise `ChangedError` where that is not what its digest says."""
        if name not in self.read:
            data = content(self.places[name])
            if hashlib.sha256(data).hexdigest() != self.digests[name]:
                raise ChangedError(self.places[name])
            self.read[name] = data
        return self.read[name]

    def let_go(self, name: str) -> None:
        """Hold what a file holds no longer, where it can be read again."""
        if self.again:
            self.read.pop(name, None)

    def __contains__(self, name: object) -> bool:
        return name in self.places

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def recalled(folder: str) -> Mapping[str, str]:
    """Return the digest of each file that is entered, by `entry`; none where the inventory is lost or damaged."""
    try:
        with open(os.path.join(folder, "inventory"), "rb") as file:
            seal, _, whole = file.read().partition(b"\n")
    except OSError:
        return {}
    if seal != _seal(whole):
        return {}
    rows = whole.decode("utf-8", "surrogateescape").split("\0")
    return {row[_SUM:]: row[:_SUM] for row in rows}


def entry(seen: Seen) -> str:
    """Return what a file is entered by: its path, and all that the system says of it."""
    _, path, state, _ = seen
    return f"{path}\t{state}"


def keep(folder: str, known: Mapping[str, str], before: Sequence[Seen], digests: Mapping[str, str], took: int) -> None:
    """Enter the digests of files, which are given by path, unless all are known.

    `before` is what `doorstep.look` returned before anything was read, which is `took` nanoseconds ago.
    """
    fresh = [seen for seen in before if seen[1] in digests and entry(seen) not in known]
    if not fresh:
        return
    new = os.path.join(folder, "inventory.new")
    try:
        os.makedirs(folder, exist_ok=True)
        with open(new, "wb", buffering=0) as file:
            file.write(b"\n")
            # The clock is the file system's own, which may be another machine's.
            last = os.fstat(file.fileno()).st_mtime_ns - took - TICK
            if any(seen[3] < last for seen in fresh):
                rows = {entry(seen): digests[seen[1]] for seen in before if seen[3] < last and seen[1] in digests}
                whole = "\0".join(digest + row for row, digest in rows.items()).encode("utf-8", "surrogateescape")
                file.seek(0)
                file.write(_seal(whole) + b"\n" + whole)
                os.replace(new, os.path.join(folder, "inventory"))
            else:
                os.remove(new)
    except OSError:
        return  # the next run reads more


def content(path: str) -> bytes:
    """Return what a file holds that was seen; raise `ChangedError` where it is gone."""
    try:
        with FileIO(path) as file:  # unbuffered, and no `Path`: there are thousands
            return file.readall()
    except FileNotFoundError as error:
        raise ChangedError(path) from error


def _seal(whole: bytes) -> bytes:
    return hashlib.sha256(f"{_VERSION}\0".encode() + whole).hexdigest().encode()
