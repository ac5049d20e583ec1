"""The door to pandoc: which program, and what it is asked."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import select
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Self

from microsite.sources import BibliographyError
from microsite.values import dataclass

NEEDED = (3, 9)
"""The first version that knows `.reset-citation-positions`, and the oldest that this house was tested with."""
_HINT = "python -m pip install 'pypandoc_binary>=1.17'"
_SECONDS = 300
_ROOM = "-A128m"
"""Room for new values (GHC User's Guide, `-A`): with pandoc's own 8 MB, half of its time goes into tidying up."""
_PLACE = re.compile(r"\(line (\d+), column (\d+)\):?\s*(.*)", re.DOTALL)


class PandocError(Exception):
    """Pandoc is missing, too old or did not like what it was given; the message is one line."""


@dataclass(frozen=True, slots=True)
class Program:
    """A pandoc on this machine."""

    path: str
    """Where it is."""
    version: str
    """What it calls itself: `3.9.0.2`."""


@cache
def find() -> Program:
    """Return the wheel's pandoc, or else the one on the PATH; raise PandocError where neither will do."""
    found = [Program(path, _version(path)) for path in _candidates()]
    for program in found:
        if _numbers(program.version) >= NEEDED:
            return program
    older = f"pandoc {found[0].version} is too old" if found else "pandoc is missing"
    raise PandocError(f"{older}; 3.9 or later is needed: {_HINT}")


def version() -> str:
    """Return the version of pandoc, for memory that must not outlive it."""
    return find().version


def looks() -> str:
    """Return where pandoc may be, and what the system says of each: of the same program, the version is the same."""
    found = [(path, Path(path).stat()) for path in _candidates()]
    return "\n".join(f"{path} {s.st_size} {s.st_mtime_ns} {s.st_ctime_ns} {s.st_ino}" for path, s in found)


def run(ast: str, references: str, csl: str, locale: str) -> tuple[str, str]:
    """Return pandoc's AST of the document `ast` with its citations made, and what it said on the way.

    `references` is CSL-JSON, `csl` the text of the style. Raise PandocError where pandoc gives up.
    """
    return _cited(_citing(ast, references, csl, locale))


class Ahead:
    """Runs of pandoc that were begun before somebody waits for them; each is found again by what it was given."""

    def __init__(self) -> None:
        self.begun: dict[tuple[str, str, str, str], _Running] = {}
        self.written: dict[str, _Running] = {}

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop what nobody has waited for."""
        for running in (*self.begun.values(), *self.written.values()):
            running.stop()

    def begin(self, questions: Sequence[tuple[str, str, str, str]]) -> None:
        """Begin what `run` will be asked for, and stop what was begun before: it is asked for no longer."""
        for other in [*self.begun]:
            if other not in questions:
                self.begun.pop(other).stop()
        for asked in questions:
            if asked not in self.begun:
                self.begun[asked] = _citing(*asked)

    def busy(self, ast: str, references: str, csl: str, locale: str) -> bool:
        """Tell whether `run` would have to wait for what was begun."""
        running = self.begun.get((ast, references, csl, locale))
        return running is not None and running.process.poll() is None

    def run(self, ast: str, references: str, csl: str, locale: str) -> tuple[str, str]:
        """Return what `pandoc.run` returns, sooner where it was begun."""
        asked = (ast, references, csl, locale)
        return _cited(self.begun.pop(asked) if asked in self.begun else _citing(*asked))

    def begin_bibtex(self, listing: str) -> None:
        """Begin what `write_bibtex` will be asked for."""
        if listing not in self.written:
            self.written[listing] = _writing(listing)

    def write_bibtex(self, listing: str) -> str:
        """Return what `pandoc.write_bibtex` returns, sooner where it was begun."""
        return _cited(self.written.pop(listing) if listing in self.written else _writing(listing))[0]


def _citing(ast: str, references: str, csl: str, locale: str) -> _Running:
    """Begin to make the citations of a document."""
    options = ("--citeproc", "--bibliography=references.json", "--csl=style.csl", f"--metadata=lang={locale}")
    files = {"references.json": references, "style.csl": csl}
    return _begun(("--from=json", "--to=json", *options), ast, files)


def _cited(running: _Running) -> tuple[str, str]:
    """Return what pandoc made, and what it said on the way."""
    done = running.wait()
    if done.returncode:
        raise PandocError(f"pandoc gave up: {_line(done.stderr.replace(running.folder.name, ''))}")
    return done.stdout, done.stderr


def bibtex(text: str) -> str:
    """Return a BibTeX or BibLaTeX file as CSL-JSON; raise BibliographyError where it is malformed."""
    done = _begun(("--from=biblatex", "--to=csljson"), text).wait()
    if done.returncode:
        place = _PLACE.search(done.stderr)
        if place is None:
            raise BibliographyError(1, 1, _line(done.stderr))
        raise BibliographyError(
            int(place[1]), int(place[2]), _line(place[3].splitlines()[0] if place[3] else "malformed")
        )
    return done.stdout


def write_bibtex(listing: str) -> str:
    """Return a CSL-JSON text as BibLaTeX; raise PandocError where pandoc gives up."""
    return _cited(_writing(listing))[0]


def _writing(listing: str) -> _Running:
    return _begun(("--from=csljson", "--to=biblatex"), listing)


def _candidates() -> tuple[str, ...]:
    """Return where a pandoc can be."""
    return (*_wheels(), *filter(None, (shutil.which("pandoc"),)))


def _wheels() -> tuple[str, ...]:
    """Return where the wheel has its pandoc; nothing of it is imported, as that takes longer than to run pandoc."""
    spec = importlib.util.find_spec("pypandoc")
    folders = spec.submodule_search_locations or () if spec else ()
    inside = (Path(folder, "files", name) for folder in folders for name in ("pandoc", "pandoc.exe"))
    return tuple(str(path) for path in inside if path.is_file())


def _version(path: str) -> str:
    """Return what `path` calls itself, or `0` where it does not even start."""
    try:
        done = subprocess.run(
            (path, "--version"), capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return "0"
    found = re.match(r"pandoc(?:\.exe)? (\d+(?:\.\d+)*)", done.stdout)
    return found[1] if found else "0"


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in written.split("."))


@dataclass(frozen=True, slots=True)
class _Running:
    """A pandoc at work in a folder of its own, from files into files: it waits for nobody to read what it says."""

    process: subprocess.Popen[bytes]
    folder: tempfile.TemporaryDirectory[str]

    def wait(self) -> subprocess.CompletedProcess[str]:
        """Return what it said when it is done."""
        try:
            _watch(self.process)
            code = self.process.wait(_SECONDS)
            out, err = (Path(self.folder.name, name).read_text(encoding="utf-8") for name in ("out", "err"))
            return subprocess.CompletedProcess((), code, out, err)
        except subprocess.TimeoutExpired:
            raise PandocError(f"pandoc took longer than {_SECONDS} seconds") from None
        finally:
            self.stop()

    def stop(self) -> None:
        """End it, if it has not ended, and remove its folder."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


def _begun(options: tuple[str, ...], text: str, files: Mapping[str, str] = MappingProxyType({})) -> _Running:
    """Start pandoc so that it reads nothing but `text`, the files in its own folder and its own data."""
    folder = tempfile.TemporaryDirectory(prefix="microsite-")
    for name, content in {**files, "in": text}.items():
        Path(folder.name, name).write_text(content, encoding="utf-8", newline="")
    path = find().path
    command = (path, "--sandbox", f"--data-dir={folder.name}", *options)
    # Another's pandoc may be built to take no such wish, and end.
    env = {**os.environ, "GHCRTS": _ROOM} if path in _wheels() else None
    try:
        with (
            Path(folder.name, "in").open("rb") as source,
            Path(folder.name, "out").open("wb") as out,
            Path(folder.name, "err").open("wb") as err,
        ):
            process = subprocess.Popen(command, stdin=source, stdout=out, stderr=err, cwd=folder.name, env=env)
    except OSError as error:
        folder.cleanup()
        raise PandocError(f"pandoc does not start: {error.strerror}; {_HINT}") from None
    return _Running(process, folder)


def _watch(process: subprocess.Popen[bytes]) -> None:
    """Wait for the end of a process: where the system tells of it, sooner than `wait`, which looks every 50 ms."""
    if hasattr(os, "pidfd_open") and process.poll() is None:
        with contextlib.suppress(OSError):
            told = os.pidfd_open(process.pid)
            try:
                waiting = select.poll()
                waiting.register(told)
                waiting.poll(_SECONDS * 1000)
            finally:
                os.close(told)


def _line(said: str) -> str:
    """Return what pandoc said, on one line."""
    return " ".join(said.split()) or "it did not say why"
