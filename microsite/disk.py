"""The door to the disk, to the environment and to the versions of what is installed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import MappingProxyType

from microsite import doorstep, inventory
from microsite.doorstep import Seen
from microsite.manuscript import DATA, MANY, Manuscript, Part, Texts, decoded, surely_sound
from microsite.press import Memory
from microsite.text import Problem, Text
from microsite.values import dataclass

PROJECT = Path(doorstep.PROJECT)
"""The folder of the project, whose templates and static files serve where a site has none."""

_LENT = ("templates/", "static/")
_MUCH = 32_000_000
"""So many bytes of files are held at once that nobody has asked for yet."""
_OWN = "microsite/"
"""What the files of the generator are called."""
_SOURCE_ENDINGS = (".yaml", ".yml", ".json", ".bib")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a site as bytes, by path relative to its folder, with forward slashes."""

    content: Mapping[str, bytes]
    """Each file that a build reads."""
    digests: Mapping[str, str]
    """The SHA-256 of each, in hexadecimal."""
    generator: str
    """A digest of the generator, as `generator` returns it."""
    read: Mapping[str, str] = field(default_factory=dict)
    """The SHA-256 of each file that was looked at, the generator's own among them, by its path on the disk."""

    @property
    def stamp(self) -> str:
        """Return a digest of them all, and of the generator."""
        whole = hashlib.sha256(self.generator.encode())
        for name, digest in self.digests.items():
            whole.update(f"{len(name)}:{name}{digest}".encode())
        return whole.hexdigest()


def read(site: Path, seen: Sequence[Seen] = (), known: Mapping[str, str] = MappingProxyType({})) -> Files:
    """Return every file that a build of the site in the folder `site` reads.

    Templates and static files are the site's own, and the project's where it has none, file by file.
    `seen` are the files where somebody has looked already. What the inventory `known` has of them is read when somebody
    asks for it, and what would take too much room is read again then, which can raise `inventory.ChangedError`.
    """
    found = {one[0]: one for one in seen or doorstep.look(f"{site}")}
    told = {name: known.get(inventory.entry(one), "") for name, one in found.items()}
    fresh: dict[str, bytes] = {}
    room = _MUCH
    for name in [name for name, digest in told.items() if not digest]:
        data = inventory.content(found[name][1])
        told[name] = hashlib.sha256(data).hexdigest()
        room -= len(data)
        if room >= 0 or not seen:
            fresh[name] = data
    own = [name for name in sorted(found) if not name.startswith(_OWN)]
    digests = {name: told[name] for name in own}
    places = {name: found[name][1] for name in own}
    made = {name: digest for name, digest in told.items() if name.startswith(_OWN)}
    whole = {found[name][1]: digest for name, digest in told.items()}
    return Files(inventory.Contents(places, digests, fresh, bool(seen)), digests, _stamp(made), whole)


def reread(site: Path, before: Files, changed: Collection[str]) -> Files:
    """Return what `read` would, where of all files only those at the absolute paths `changed` are others than before.

    Only they are looked at; the content of the others is the same object.
    """
    found, digests = dict(before.content), dict(before.digests)
    came = False
    for path in changed:
        name = _name(site, Path(path))
        if not name:  # the end of a link: what it is called in the site, only a walk can tell
            return read(site)
        own = origin(site, name)
        if own.is_file():
            came |= name not in found
            found[name] = own.read_bytes()
            digests[name] = hashlib.sha256(found[name]).hexdigest()
        else:
            found.pop(name, None)
            digests.pop(name, None)
    return Files(dict(sorted(found.items())) if came else found, digests, before.generator)


def manuscript(files: Files, memory: Memory, earlier: tuple[Files, Manuscript] | None = None) -> Manuscript:
    """Return the files as text with positions, and as bytes to copy.

    Text in which nothing was wrong is remembered, and decoded only where somebody reads it. `earlier` are files that
    were read before, and what they were as text: what is still the same object is the same.
    """
    kept: frozenset[str] = frozenset()
    known: dict[str, Text] = {}
    problems: list[Problem] = []
    room = iter(range(MANY, 0, -1))  # for files that are to be decoded
    if earlier is not None:
        old, before = earlier
        was = old.content.get
        fresh = {path for path, data in files.content.items() if was(path) is not data}
        kept = frozenset(before.texts).intersection(files.content).difference(fresh)
        known = dict(before.texts.read) if isinstance(before.texts, Texts) else {}
        for path in known.keys() - kept:
            del known[path]
        problems = [problem for problem in before.problems if problem.span.path in kept]

    def sound(path: str) -> bool:
        """Tell whether a file can be read as text; note what is wrong in it."""
        if memory.knows("sound", files.digests[path]):
            return True
        clear = surely_sound(files.content[path])  # then another process may decode it
        text, wrong = (None, ()) if clear else decoded(path, files.content[path])
        problems.extend(wrong)
        if text is not None and len(known) < MANY:
            known[path] = text
        if isinstance(files.content, inventory.Contents) and not (clear and next(room, 0)):
            files.content.let_go(path)
        if not wrong:
            memory.keep("sound", files.digests[path], "")
        return clear or text is not None

    texts = dict.fromkeys([path for path in files.content if path in kept or (_is_text(path) and sound(path))])
    assets = dict.fromkeys([path for path in files.content if path not in texts and not _is_text(path)])
    return Manuscript(
        Texts(Part(files.content, texts), files.digests, known),
        Part(files.content, assets),
        tuple(sorted(problems, key=lambda problem: problem.span)),
    )


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
    return read(PROJECT).generator


def _stamp(made: Mapping[str, str]) -> str:
    """Return the digest of the generator, given those of its files."""
    whole = hashlib.sha256("\n".join([sys.version, *doorstep.installed()]).encode())
    for name, digest in made.items():
        if name.endswith((".py", ".csl", ".json")):
            whole.update(f"{name} {digest}\n".encode())
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


@cache  # asked of each file by each edition that a process makes
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
