"""The door to pandoc: which program, and what it is asked."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from microsite.sources import BibliographyError

NEEDED = (3, 9)
"""The first version that knows `.reset-citation-positions`, and the oldest that this house was tested with."""
_HINT = "python -m pip install 'pypandoc_binary>=1.17'"
_SECONDS = 300
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


def run(ast: str, references: str, csl: str, locale: str) -> tuple[str, str]:
    """Return pandoc's AST of the document `ast` with its citations made, and what it said on the way.

    `references` is CSL-JSON, `csl` the text of the style. Raise PandocError where pandoc gives up.
    """
    with tempfile.TemporaryDirectory(prefix="microsite-") as folder:
        bibliography, style = Path(folder, "references.json"), Path(folder, "style.csl")
        bibliography.write_text(references, encoding="utf-8")
        style.write_text(csl, encoding="utf-8")
        options = ("--citeproc", f"--bibliography={bibliography}", f"--csl={style}", f"--metadata=lang={locale}")
        done = _ask(("--from=json", "--to=json", *options), ast, folder)
    if done.returncode:
        raise PandocError(f"pandoc gave up: {_line(done.stderr.replace(folder, ''))}")
    return done.stdout, done.stderr


def bibtex(text: str) -> str:
    """Return a BibTeX or BibLaTeX file as CSL-JSON; raise BibliographyError where it is malformed."""
    with tempfile.TemporaryDirectory(prefix="microsite-") as folder:
        done = _ask(("--from=biblatex", "--to=csljson"), text, folder)
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
    with tempfile.TemporaryDirectory(prefix="microsite-") as folder:
        done = _ask(("--from=csljson", "--to=biblatex"), listing, folder)
    if done.returncode:
        raise PandocError(f"pandoc gave up: {_line(done.stderr)}")
    return done.stdout


def _candidates() -> tuple[str, ...]:
    """Return where a pandoc can be; nothing of the wheel is imported, as that takes longer than to run pandoc."""
    spec = importlib.util.find_spec("pypandoc")
    folders = spec.submodule_search_locations or () if spec else ()
    inside = (Path(folder, "files", name) for folder in folders for name in ("pandoc", "pandoc.exe"))
    return (*(str(path) for path in inside if path.is_file()), *filter(None, (shutil.which("pandoc"),)))


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


def _ask(options: tuple[str, ...], text: str, folder: str) -> subprocess.CompletedProcess[str]:
    """Run pandoc so that it reads nothing but `text`, the files named in `options` and its own data."""
    command = (find().path, "--sandbox", f"--data-dir={folder}", *options)
    try:
        return subprocess.run(
            command,
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=_SECONDS,
            cwd=folder,
            check=False,
        )
    except OSError as error:
        raise PandocError(f"pandoc does not start: {error.strerror}; {_HINT}") from None
    except subprocess.TimeoutExpired:
        raise PandocError(f"pandoc took longer than {_SECONDS} seconds") from None


def _line(said: str) -> str:
    """Return what pandoc said, on one line."""
    return " ".join(said.split()) or "it did not say why"
