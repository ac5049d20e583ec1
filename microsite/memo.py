"""Memory by value: what was worked out in an earlier run, kept in a folder.

One SQLite file, a row an entry, found by its kind and by the digest of its key: a run reads what it asks for
and writes what it has learnt, however much is known. The content of a row is

    checksum (32 bytes)  JSON

The checksum covers the stamp of the generator, the kind, the name and the JSON. Whatever does not fit is
forgotten: memory can be lost or damaged, but it cannot be wrong. No pickle: a cache may come from another
machine. `idle` counts the runs since the entry was last of use.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from microsite.press import Written

FILE = "memory.db"
"""The name of the file in its folder."""

_RUNS = 5
"""An entry that was of no use in as many runs is forgotten."""
_SUM = 32
"""The length of a checksum."""
_MUCH = 16_000_000
"""More bytes than this do not wait for the end of a run to be written, and are not read before they are asked for."""
_MANY = 100
"""Whoever has asked for so many entries of a kind will ask for the others: they are read at once, if they are short."""
_ASIDE = 40
"""So many entries are put aside at the most: what an edit remembers, not what a first build does."""
_DAMAGES = (sqlite3.Error, ValueError, OverflowError)
"""What reading a damaged file can raise: its own words, in an error message or in a row, need not be UTF-8."""
_PASSING = frozenset({5, 6, 8, 10, 13, 14})
"""What is not the file's fault: busy, locked, read-only, the disk, full, cannot be opened (sqlite.org/rescode.html)."""
_TABLES = """
    PRAGMA application_id = 0x6d656d6f;
    CREATE TABLE stamp (stamp TEXT NOT NULL);
    CREATE TABLE entries (kind TEXT NOT NULL, name BLOB NOT NULL, idle INTEGER NOT NULL, content BLOB NOT NULL);
    CREATE INDEX names ON entries (kind, name, idle);
"""


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
    """The entries of one kind."""

    rows: dict[bytes, tuple[int, int]]
    """Row and idleness of what the file holds, by name; the content is not yet believed."""
    used: set[bytes] = field(default_factory=set)
    """The names that were of use in this run."""
    new: dict[bytes, bytes] = field(default_factory=dict)
    """The contents that are not yet written, by name."""
    asked: int = 0
    """How often a content was read from the file."""
    read: dict[int, object] = field(default_factory=dict)
    """What was read before it was asked for, by row."""


class Memo:
    """What earlier runs of the same generator knew, and what this one adds."""

    def __init__(self, folder: Path, stamp: str) -> None:
        """Take the folder, and the version of the generator and its libraries: under another stamp all is forgotten."""
        self.path = folder / FILE
        self.stamp = stamp
        self._shelves: dict[str, _Shelf] = {}
        self._file: sqlite3.Connection | None = None
        self._tried = False
        self._waiting = 0
        self._process = os.getpid()
        self._forked = False
        self._inherited: list[sqlite3.Connection] = []

    @classmethod
    def open(cls, folder: Path, stamp: str) -> Memo:
        """Return the memory that is kept in `folder`; nothing is read before it is asked for."""
        return cls(folder, stamp)

    def recall(self, kind: str, key: str) -> object | None:
        """Return the JSON value that was kept for `key`, each time a new one, or None where there is none."""
        shelf, name = self._shelf(kind), _name(key)
        content = shelf.new.get(name) or self._content(kind, shelf, name)
        if not content or content[:_SUM] != self._checksum(kind, name, content[_SUM:]):
            return None
        try:
            value: object = json.loads(content[_SUM:].decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError):  # another machine's idea of JSON
            return None
        shelf.used.add(name)
        return value

    def knows(self, kind: str, key: str) -> bool:
        """Tell whether something was kept for `key`, and count that as a use; its content may still prove damaged."""
        shelf, name = self._shelf(kind), _name(key)
        if name in shelf.new or name in shelf.rows:
            shelf.used.add(name)
            return True
        return False

    def keep(self, kind: str, key: str, value: object) -> None:
        """Remember the JSON value `value` for `key`; a later change of a list in it changes nothing here."""
        shelf, name = self._shelf(kind), _name(key)
        content = written(value).json
        shelf.new[name] = self._checksum(kind, name, content) + content
        shelf.used.add(name)
        self._waiting += len(content)
        if self._waiting > _MUCH:
            self._write(last=False)

    def held(self, kind: str, key: object) -> object | None:  # noqa: ARG002 - the shape of a memory
        """Return None: only JSON outlives a run."""
        return None

    def hold(self, kind: str, key: object, value: object) -> None:
        """Do nothing."""

    def close(self, *, forget: bool = True) -> None:
        """End a run: write down what was kept, and forget what was of no use in the last few runs, unless told not to.

        A kind that nobody asked for in this run stays as it is. Memory that cannot be written is no
        error: the next run knows less. Whoever asks again begins another run.
        """
        self._write(last=forget)
        self._shut()
        self._shelves.clear()
        self._tried = False

    def _checksum(self, kind: str, name: bytes, content: bytes) -> bytes:
        whole = hashlib.sha256(f"{self.stamp}\0{kind}\0".encode())
        whole.update(name)
        whole.update(content)
        return whole.digest()

    def _shelf(self, kind: str) -> _Shelf:
        if kind not in self._shelves:
            self._shelves[kind] = _Shelf(self._rows(kind))
        return self._shelves[kind]

    def _rows(self, kind: str) -> dict[bytes, tuple[int, int]]:
        try:
            file = self._opened()
            found = file.execute("SELECT name, rowid, idle FROM entries WHERE kind = ?", (kind,)) if file else ()
            return {name: (row, idle) for name, row, idle in found if isinstance(name, bytes) and isinstance(idle, int)}
        except _DAMAGES:
            self._forget()
            return {}

    def _content(self, kind: str, shelf: _Shelf, name: bytes) -> bytes:
        if name not in shelf.rows:
            return b""
        row = shelf.rows[name][0]
        if row not in shelf.read:
            shelf.asked += 1
            try:
                # Of a kind with few entries, whoever asks for two will ask for most.
                enough = _MANY if len(shelf.rows) > _MANY else 2
                self._fetch(shelf, row, kind if shelf.asked == enough else None)
            except _DAMAGES:
                self._forget()
                return b""
        content = shelf.read.pop(row, b"")
        return content if isinstance(content, bytes) else b""

    def _fetch(self, shelf: _Shelf, row: int, kind: str | None) -> None:
        """Read the content of a row, and of many others of its kind where that is given; raise what SQLite does."""
        file, room = self._opened(), _MUCH
        if file and kind is not None:
            for other, content in file.execute("SELECT rowid, content FROM entries WHERE kind = ?", (kind,)):
                shelf.read[other] = content
                room -= len(content) if isinstance(content, bytes) else 0
                if room < 0:
                    break
        if file and row not in shelf.read:
            shelf.read.update(file.execute("SELECT rowid, content FROM entries WHERE rowid = ?", (row,)))

    # ---- the file --------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection | None:
        """Return the file, or None where there is none, or none of ours."""
        if self._process != os.getpid():
            self._parted()
        if self._file is None and not self._tried:
            self._tried = True
            try:
                if self.path.is_file() and not self.path.is_symlink():
                    self._file = _connected(self.path)
                    if self._file.execute("SELECT stamp FROM stamp").fetchall() != [(self.stamp,)]:
                        self._forget()
            except _DAMAGES:
                self._forget()
            except OSError:
                self._shut()
        return self._file

    def _parted(self) -> None:
        """Open the file anew in a process that was forked: "Do not carry a connection across a fork" (sqlite.org/howtocorrupt.html)."""
        self._process, self._tried, self._forked = os.getpid(), False, True
        if self._file is not None:
            self._inherited.append(self._file)  # not closed either, or the locks of the other process would be gone
            self._file = None

    def _made(self) -> sqlite3.Connection:
        """Return the file, which is made where there is none; raise what the disk or SQLite does."""
        file = self._opened()
        if file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = file = _connected(self.path)
            file.executescript(f"BEGIN IMMEDIATE; {_TABLES}")
            file.execute("INSERT INTO stamp VALUES (?)", (self.stamp,))
            file.execute("COMMIT")
        return file

    def _shut(self) -> None:
        if self._file is not None:
            with contextlib.suppress(*_DAMAGES):
                self._file.close()
        self._file = None

    def _forget(self) -> None:
        """Remove a file that is damaged, or of another generator; what this run has kept so far stays."""
        self._shut()
        if not self._forked:  # the file is the other process's: what cannot be read is not known here, and no more
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)
                self.path.with_name(f"{FILE}-journal").unlink(missing_ok=True)
        for shelf in self._shelves.values():
            shelf.rows.clear()
            shelf.read.clear()

    def _write(self, *, last: bool) -> None:
        """Write what waits, and at the last grow older what was of no use; where nothing is to be said, nothing."""
        self._waiting = 0
        for _ in range(2):  # the second time into a new file, where the first had proved damaged
            changes = [(kind, shelf, _aged(shelf) if last else {}) for kind, shelf in self._shelves.items()]
            if not any(shelf.new or aged for _, shelf, aged in changes):
                return
            try:
                file = self._made()
                file.execute("BEGIN IMMEDIATE")
                for kind, shelf, aged in changes:
                    _put(file, kind, shelf, aged)
                file.execute("COMMIT")
            except OSError:
                self._abandon()
                return
            except _DAMAGES as error:
                self._abandon()
                if getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING:
                    return
                self._forget()
            else:
                for shelf in self._shelves.values():
                    shelf.new.clear()
                return

    def _abandon(self) -> None:
        if self._file is not None:
            with contextlib.suppress(*_DAMAGES):
                self._file.execute("ROLLBACK")
        self._shut()


def written(value: object) -> Written:
    """Return a JSON value as memory writes it."""
    return value if isinstance(value, Written) else Written(spelled(value).encode("utf-8", "surrogatepass"))


def spelled(value: object) -> str:
    """Return the JSON of a value as memory writes it, before it becomes bytes."""
    return _JSON.encode(value)


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _name(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def _connected(path: Path) -> sqlite3.Connection:
    """Return the database at a path.

    Not synchronous: a crash of the machine may damage it, and then it is forgotten; that of a program cannot.
    """
    file = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    file.executescript("PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
    return file


def _aged(shelf: _Shelf) -> Mapping[int, int]:
    """Return the new idleness of each row that has another now."""
    rows = ((row, idle, name in shelf.used) for name, (row, idle) in shelf.rows.items() if name not in shelf.new)
    return {row: 0 if used else idle + 1 for row, idle, used in rows if idle or not used}


def _put(file: sqlite3.Connection, kind: str, shelf: _Shelf, aged: Mapping[int, int]) -> None:
    old = [(shelf.rows[name][0],) for name in shelf.new if name in shelf.rows]
    old += [(row,) for row, idle in aged.items() if not 0 <= idle < _RUNS]
    file.executemany("DELETE FROM entries WHERE rowid = ?", old)
    ages = ((idle, row) for row, idle in aged.items() if 0 <= idle < _RUNS)
    file.executemany("UPDATE entries SET idle = ? WHERE rowid = ?", ages)
    shelf.read.clear()  # a row that goes gives its number to another
    for name, content in shelf.new.items():
        done = file.execute("INSERT INTO entries VALUES (?, ?, 0, ?)", (kind, name, content))
        shelf.rows[name] = (done.lastrowid or 0, 0)


class Resident:
    """The memory of a process that lives on: over what is written down it holds the values themselves.

    One is kept for the life of the process; each edition is made with it, and after each comes `rest`. What an edit
    has to remember is put aside, and written as JSON when there is time for it, at `settle`.
    """

    def __init__(self, inner: Memo | Forgetful) -> None:
        """Take the memory that lasts."""
        self.inner = inner
        self._values: dict[tuple[str, object], object] = {}
        self._used: dict[tuple[str, object], int] = {}
        self._aside: dict[tuple[str, str], object] = {}
        self._run = 0

    def recall(self, kind: str, key: str) -> object | None:
        """Return the JSON value that was kept for `key`, each time a new one, or None where there is none."""
        if (kind, key) in self._aside:
            self.inner.keep(kind, key, self._aside.pop((kind, key)))
        return self.inner.recall(kind, key)

    def knows(self, kind: str, key: str) -> bool:
        """Tell whether something was kept for `key`; its content may still prove damaged."""
        return (kind, key) in self._aside or self.inner.knows(kind, key)

    def keep(self, kind: str, key: str, value: object) -> None:
        """Remember the JSON value `value` for `key`; nobody may change a list in it."""
        self._aside.pop((kind, key), None)
        if len(self._aside) < _ASIDE:
            self._aside[kind, key] = value
        else:
            self.inner.keep(kind, key, value)

    def settle(self) -> None:
        """Keep what was put aside."""
        aside, self._aside = self._aside, {}
        for (kind, key), value in aside.items():
            self.inner.keep(kind, key, value)

    def held(self, kind: str, key: object) -> object | None:
        """Return the very value that is held under `key`, or None."""
        value = self._values.get((kind, key))
        if value is not None:
            self._used[kind, key] = self._run
        return value

    def hold(self, kind: str, key: object, value: object) -> None:
        """Hold a value, which nobody may change, until it was of no use in the last few runs."""
        self._values[kind, key] = value
        self._used[kind, key] = self._run

    def close(self) -> None:
        """Write down what is new; of what is written, nothing is forgotten: what was held was not asked for there."""
        self.settle()
        self.inner.close(forget=False)

    def rest(self) -> None:
        """End the making of one edition: let go what was of no use in the last few."""
        self._run += 1
        for name in [name for name, run in self._used.items() if run + _RUNS < self._run]:
            del self._values[name], self._used[name]


class Forgetful:
    """The memory of a build with `--no-cache`: it knows nothing of any other run, and leaves nothing to one."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._kept: dict[tuple[str, str], bytes] = {}

    def recall(self, kind: str, key: str) -> object | None:
        """Return the JSON value that was kept for `key` in this run, each time a new one, or None."""
        known = self._kept.get((kind, key))
        return None if known is None else typing.cast("object", json.loads(known))

    def knows(self, kind: str, key: str) -> bool:
        """Tell whether something was kept for `key` in this run."""
        return (kind, key) in self._kept

    def keep(self, kind: str, key: str, value: object) -> None:
        """Remember the JSON value `value` for `key` until the run ends."""
        self._kept[kind, key] = written(value).json

    def held(self, kind: str, key: object) -> object | None:  # noqa: ARG002
        """Return None."""
        return None

    def hold(self, kind: str, key: object, value: object) -> None:
        """Do nothing."""

    def close(self, *, forget: bool = True) -> None:
        """Do nothing."""
