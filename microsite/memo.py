"""Memory by value: what was worked out in an earlier run, kept in a folder.

A file a kind. Its first line tells which generator wrote it; each other line is one entry:

    checksum (64)  age (1)  name (64)  JSON

The name is the digest of the key, the age counts the runs since the entry was last of use, and the
checksum covers the name, the JSON and the first line. Whatever does not fit is forgotten: memory
can be lost or damaged, but it cannot be wrong. No pickle: a cache may come from another machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

_RUNS = 5
"""An entry that was of no use in as many runs is forgotten."""
_MAGIC = b"microsite memo 1 "
_CHECKSUM, _AGE, _BODY = slice(0, 64), slice(65, 66), slice(67, None)
_NAME, _JSON = slice(67, 131), slice(132, None)


def digest(*parts: str | bytes) -> str:
    """Return the SHA-256 of `parts` in hexadecimal; other parts, or parts cut elsewhere, give another."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        whole.update(b"%d%c" % (len(content), b"s" if isinstance(part, str) else b"b"))
        whole.update(content)
    return whole.hexdigest()


@dataclass(slots=True)
class _Shelf:
    """The entries of one kind: the one thing in this room that changes."""

    header: bytes
    """The first line of the file."""
    before: Mapping[bytes, bytes]
    """The lines of earlier runs by their names, not yet believed."""
    now: dict[bytes, bytes] = field(default_factory=dict)
    """The lines that were used or kept in this run."""


@dataclass(frozen=True, slots=True)
class Memo:
    """What earlier runs of the same generator knew, and what this one adds."""

    folder: Path
    """Where the files are."""
    stamp: str
    """The version of the generator and its libraries; another stamp, and all is forgotten."""
    _shelves: dict[str, _Shelf] = field(default_factory=dict)
    """What was read so far, by kind."""

    @classmethod
    def open(cls, folder: Path, stamp: str) -> Memo:
        """Return the memory that is kept in `folder`; nothing is read before it is asked for."""
        return cls(folder, stamp)

    def recall(self, kind: str, key: str) -> object | None:
        """Return the JSON value that was kept for `key`, each time a new one, or None where there is none."""
        shelf, name = self._shelf(kind), digest(key).encode()
        line = shelf.now.get(name) or shelf.before.get(name, b"")
        if not line or line[_CHECKSUM] != _checksum(shelf.header, line[_BODY]):
            return None
        try:
            value: object = json.loads(line[_JSON].decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):  # another machine's idea of JSON
            return None
        shelf.now[name] = line
        return value

    def keep(self, kind: str, key: str, value: object) -> None:
        """Remember the JSON value `value` for `key`; a later change of a list in it changes nothing here."""
        shelf, name = self._shelf(kind), digest(key).encode()
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        body = name + b" " + content
        shelf.now[name] = _checksum(shelf.header, body) + b" 0 " + body

    def close(self) -> None:
        """Write down what was used or kept, and what was of use in the last few runs.

        A kind that nobody asked for in this run stays as it is. Memory that cannot be written is no
        error: the next run knows less.
        """
        for kind, shelf in self._shelves.items():
            with contextlib.suppress(OSError):
                _write(self._path(kind), shelf)
        with contextlib.suppress(OSError):
            for path in filter(Path.is_file, self.folder.glob("*.memo")):
                self._forget(path)

    def _shelf(self, kind: str) -> _Shelf:
        if kind not in self._shelves:
            if not kind.replace("-", "").isalnum():
                raise ValueError(f"a kind is the name of a file, which {kind!r} cannot be")
            header = self._header(kind)
            self._shelves[kind] = _Shelf(header, _lines(self._path(kind), header))
        return self._shelves[kind]

    def _path(self, kind: str) -> Path:
        return self.folder / f"{kind}.memo"

    def _header(self, kind: str) -> bytes:
        return _MAGIC + digest(self.stamp, kind).encode()

    def _forget(self, path: Path) -> None:
        """Remove a file of another stamp: nobody may ever ask for its kind again."""
        with path.open("rb") as file:
            found = file.read(len(_MAGIC) + 64)
        if found.startswith(_MAGIC) and found != self._header(path.stem):
            path.unlink()


def _lines(path: Path, header: bytes) -> dict[bytes, bytes]:
    """Return the entries of a file by their names; none where it has another header or cannot be read."""
    try:
        first, *lines = path.read_bytes().split(b"\n") if path.is_file() else [b""]
    except OSError:
        return {}
    return {line[_NAME]: line for line in lines if len(line) > _JSON.start} if first == header else {}


def _checksum(header: bytes, body: bytes) -> bytes:
    whole = hashlib.sha256(header)
    whole.update(body)
    return whole.hexdigest().encode()


def _write(path: Path, shelf: _Shelf) -> None:
    """Write the entries that are still of use, unless they are what the file holds."""
    aged = {name: _aged(line) for name, line in shelf.before.items() if name not in shelf.now}
    used = {name: _as_used(line) for name, line in shelf.now.items()}
    after = {name: line for name, line in (aged | used).items() if line}
    if after == shelf.before:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    try:
        new.write_bytes(b"\n".join((shelf.header, *after.values(), b"")))
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise


def _aged(line: bytes) -> bytes:
    """Return the line a run older, or an empty one where that is too old."""
    age = int(line[_AGE]) + 1 if line[_AGE].isdigit() else _RUNS
    return line[: _AGE.start] + b"%d" % age + line[_AGE.stop :] if age < _RUNS else b""


def _as_used(line: bytes) -> bytes:
    return line if line[_AGE] == b"0" else line[: _AGE.start] + b"0" + line[_AGE.stop :]


@dataclass(frozen=True, slots=True)
class Forgetful:
    """The memory of a build with `--no-cache`: it knows nothing and keeps nothing."""

    def recall(self, kind: str, key: str) -> object | None:  # noqa: ARG002 - the shape of a memory
        """Return None."""
        return None

    def keep(self, kind: str, key: str, value: object) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""
