"""The door to the disk, to the environment and to the versions of what is installed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import FileIO
from pathlib import Path

from microsite import doorstep
from microsite.manuscript import DATA, Manuscript, Texts, decoded
from microsite.press import Memory
from microsite.text import Text
from microsite.values import dataclass

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of the project, whose templates and static files serve where a site has none."""

_LENT = ("templates/", "static/")
_SOURCE_ENDINGS = (".yaml", ".yml", ".json", ".bib")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a site as bytes, by path relative to its folder, with forward slashes."""

    content: Mapping[str, bytes]
    """Each file that a build reads."""
    digests: Mapping[str, str]
    """The SHA-256 of each, in hexadecimal."""
    stamp: str
    """A digest of them all, and of the generator; empty where not all were read."""


def read(site: Path) -> Files:
    """Return every file that a build of the site in the folder `site` reads.

    Templates and static files are the site's own, and the project's where it has none, file by file.
    """
    found: dict[str, bytes] = {}
    for root in dict.fromkeys((PROJECT, site)):
        for folder in ("templates", "static"):
            found |= {f"{folder}/{name}": data for name, data in _contents(f"{root / folder}")}
    found |= {f"content/{name}": data for name, data in _contents(f"{site / 'content'}")}
    for path in [*sorted(site.glob("*.csl")), site / "site.yaml"]:
        if path.is_file():
            found[path.name] = path.read_bytes()
    whole = hashlib.sha256(generator().encode())
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(found.items())}
    for name, digest in digests.items():
        whole.update(f"{len(name)}:{name}{digest}".encode())
    return Files(dict(sorted(found.items())), digests, whole.hexdigest())


def reread(site: Path, before: Files, changed: Collection[str]) -> Files:
    """Return what `read` would, where of all files only those at the absolute paths `changed` are others than before.

    Only they are looked at; the content of the others is the same object. There is no stamp.
    """
    found, digests = dict(before.content), dict(before.digests)
    for path in changed:
        name = _name(site, Path(path))
        if not name:  # the end of a link: what it is called in the site, only a walk can tell
            return replace(read(site), stamp="")
        own = origin(site, name)
        if own.is_file():
            found[name] = own.read_bytes()
            digests[name] = hashlib.sha256(found[name]).hexdigest()
        else:
            found.pop(name, None)
            digests.pop(name, None)
    return Files(dict(sorted(found.items())), digests, "")


def manuscript(files: Files, memory: Memory, earlier: tuple[Files, Manuscript] | None = None) -> Manuscript:
    """Return the files as text with positions, and as bytes to copy.

    Text in which nothing was wrong is remembered, and decoded only where somebody reads it. `earlier` are files that
    were read before, and what they were as text: what is still the same object is the same.
    """
    old, before = earlier or (Files({}, {}, ""), Manuscript({}, {}, ()))
    kept = {path for path, data in files.content.items() if old.content.get(path) is data and path in before.texts}
    read = before.texts.read if isinstance(before.texts, Texts) else {}
    known: dict[str, Text] = {path: text for path, text in read.items() if path in kept}
    texts: dict[str, bytes] = {}
    assets: dict[str, bytes] = {}
    problems = [problem for problem in before.problems if problem.span.path in kept]
    for path, data in files.content.items():
        if not _is_text(path):
            assets[path] = data
        elif path in kept or memory.knows("sound", files.digests[path]):
            texts[path] = data
        else:
            text, wrong = decoded(path, data)
            problems.extend(wrong)
            if text is not None:
                texts[path], known[path] = data, text
            if not wrong:
                memory.keep("sound", files.digests[path], "")
    return Manuscript(Texts(texts, files.digests, known), assets, tuple(sorted(problems, key=lambda p: p.span)))


def origin(site: Path, path: str) -> Path:
    """Return where a file of a manuscript stands: in the site, or else in the project that lends it."""
    own, lent = site / path, PROJECT / path
    return lent if path.startswith(_LENT) and not own.exists() and lent.exists() else own


def folders(site: Path) -> frozenset[str]:
    """Return the folders in which a change can change a build: of the site, of the project, and where links lead."""
    lent = [PROJECT / name for name in ("templates", "static")]
    own = [site / name for name in ("templates", "static", "content")]
    return frozenset([str(site), *(inner for folder in (*lent, *own) for inner in _folders(str(folder)))])


@cache
def generator() -> str:
    """Return a digest of the generator's own files and of the versions of what it stands on."""
    whole = hashlib.sha256(sys.version.encode())
    for name, path in _walk(Path(__file__).resolve().parent):
        if name.endswith((".py", ".csl", ".json")):
            whole.update(name.encode() + hashlib.sha256(path.read_bytes()).digest())
    for name in doorstep.installed():
        whole.update(name.encode() + b"\n")
    return whole.hexdigest()


def style(name: str) -> str:
    """Return the text of one of the styles that come with the generator."""
    return (Path(__file__).resolve().parent / "styles" / name).read_text(encoding="utf-8")


def atlas() -> str:
    """Return the text of the atlas that comes with the generator."""
    return (Path(__file__).resolve().parent / "atlas.json").read_text(encoding="utf-8")


def client(name: str) -> str:
    """Return the text of one of the files that the development server gives to browsers."""
    return (Path(__file__).resolve().parent / "client" / name).read_text(encoding="utf-8")


def epoch() -> str:
    """Return the day that `SOURCE_DATE_EPOCH` names, as ISO 8601 has it, or an empty string.

    reproducible-builds.org: a build takes its date from this variable, never from the clock.
    """
    written = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(written), UTC).date().isoformat() if written.isdigit() else ""


def rewrite(path: Path, data: bytes) -> None:
    """Write a file of an author's anew, whole or not at all, with the rights that it has."""
    import tempfile  # noqa: PLC0415 - no build writes such a file

    real = Path(os.path.realpath(path))
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).chmod(real.stat().st_mode)
    Path(name).replace(real)


def _is_text(path: str) -> bool:
    if path.startswith("static/"):
        return False
    if path.startswith("content/sources/"):
        return path.endswith(_SOURCE_ENDINGS)
    if path.startswith(("content/chapters/", "content/pages/")):
        return path.endswith(".md")
    if path.startswith("templates/"):
        return True
    return path in ("site.yaml", *(f"content/{name}.yaml" for name in DATA)) or path.endswith(".csl")


def _name(site: Path, path: Path) -> str:
    """Return what a file is called in a manuscript, or an empty string where no manuscript has it by this path."""
    if path.is_relative_to(site):
        name = path.relative_to(site).as_posix()
        return name if name.startswith((*_LENT, "content/")) or "/" not in name else ""
    name = path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else ""
    return name if name.startswith(_LENT) else ""


def _folders(folder: str) -> Iterator[str]:
    """Yield a folder and all below it, and the folders of the files that links in them lead to.

    What goes while it is being read, or leads nowhere, is left out.
    """
    try:
        entries = [entry for entry in os.scandir(folder) if not doorstep.leftover(entry.name)]
    except OSError:
        return
    yield folder
    for entry in entries:
        with contextlib.suppress(OSError):  # a link to itself
            if entry.is_symlink() and doorstep.holds(entry.path, folder):
                continue
            if entry.is_dir():
                yield from _folders(entry.path)
            elif entry.is_symlink():
                yield str(Path(os.path.realpath(entry.path)).parent)


def _contents(folder: str) -> Iterator[tuple[str, bytes]]:
    """Yield the paths in a folder and the contents of the files below it, in order."""
    for name, _ in doorstep.walk(folder):
        with FileIO(f"{folder}/{name}") as file:  # unbuffered, and no `Path`: there are thousands
            yield name, file.readall()


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder with their paths in it, in order; no editor's leftovers."""
    yield from ((name, folder / name) for name, _ in doorstep.walk(str(folder)))
