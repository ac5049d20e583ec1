"""The door to pandoc: which program, and what it is asked."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from microsite.patterns import late
from microsite.sources import BibliographyError
from microsite.values import dataclass

if TYPE_CHECKING:
    from microsite.errands import Errand, Said

NEEDED = (3, 9)
"""The first version that knows `.reset-citation-positions`, and the oldest that this house was tested with."""
_HINT = "python -m pip install 'pypandoc_binary>=1.17'"
_SECONDS = 300
_ROOM = "-A128m"
"""Room for new values (GHC User's Guide, `-A`): with pandoc's own 8 MB, half of its time goes into tidying up."""
_PLACE = late(r"\(line (\d+), column (\d+)\):?\s*(.*)", re.DOTALL)


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
        self.begun: dict[tuple[str, str, str, str], Errand] = {}
        self.written: dict[str, Errand] = {}

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


def _citing(ast: str, references: str, csl: str, locale: str) -> Errand:
    """Begin to make the citations of a document."""
    options = ("--citeproc", "--bibliography=references.json", "--csl=style.csl", f"--metadata=lang={locale}")
    files = {"references.json": references, "style.csl": csl}
    return _begun(("--from=json", "--to=json", *options), ast, files)


def _cited(running: Errand) -> tuple[str, str]:
    """Return what pandoc made, and what it said on the way."""
    done = _done(running)
    if done.code:
        raise PandocError(f"pandoc gave up: {_line(done.err.replace(running.folder.name, ''))}")
    return done.out, done.err


def bibtex(text: str) -> str:
    """Return a BibTeX or BibLaTeX file as CSL-JSON; raise BibliographyError where it is malformed."""
    done = _done(_begun(("--from=biblatex", "--to=csljson"), text))
    if done.code:
        place = _PLACE.search(done.err)
        if place is None:
            raise BibliographyError(1, 1, _line(done.err))
        raise BibliographyError(
            int(place[1]), int(place[2]), _line(place[3].splitlines()[0] if place[3] else "malformed")
        )
    return done.out


def write_bibtex(listing: str) -> str:
    """Return a CSL-JSON text as BibLaTeX; raise PandocError where pandoc gives up."""
    return _cited(_writing(listing))[0]


def _writing(listing: str) -> Errand:
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
    from microsite import errands  # noqa: PLC0415 - as above

    found = re.match(r"pandoc(?:\.exe)? (\d+(?:\.\d+)*)", errands.asked(path, "--version"))
    return found[1] if found else "0"


def _numbers(written: str) -> tuple[int, ...]:
    return tuple(int(number) for number in written.split("."))


def _begun(options: tuple[str, ...], text: str, files: Mapping[str, str] = MappingProxyType({})) -> Errand:
    """Start pandoc so that it reads nothing but `text`, the files in its own folder and its own data."""
    from microsite import errands  # noqa: PLC0415 - dear, and no pandoc runs where memory has what it said

    path = find().path
    # Another's pandoc may be built to take no such wish, and end.
    more = {"GHCRTS": _ROOM} if path in _wheels() else {}
    try:
        return errands.send((path, "--sandbox", "--data-dir={}", *options), text, files, more)
    except errands.UnsentError as error:
        raise PandocError(f"pandoc does not start: {error}; {_HINT}") from None


def _done(running: Errand) -> Said:
    """Return what pandoc said when it is done."""
    try:
        return running.wait(_SECONDS)
    except TimeoutError:
        raise PandocError(f"pandoc took longer than {_SECONDS} seconds") from None


def _line(said: str) -> str:
    """Return what pandoc said, on one line."""
    return " ".join(said.split()) or "it did not say why"
