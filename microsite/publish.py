"""Publishing whole or not at all: the old site, and at one instant the new one.

1. The new site is built beside the folder, in `.name.next/`, from links to what has not changed.
2. The two folders are exchanged, in one instant where the system can.
3. The old one is removed, but for what came into it meanwhile; or, where little is new, laid by as the `spare`.

Of a spare the next new site is built, by as many steps as files have changed in two runs: to link a thousand pages
and to remove them takes longer than to make the few that are new.

The manifest `.microsite` in the folder lists what was made here. Everything else in the folder is
somebody's, and is carried over as it is. A run that was killed is finished, or undone, by the next.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from microsite import standing
from microsite.press import Kept, Laid, Output
from microsite.values import dataclass

if TYPE_CHECKING:
    import ctypes

_MARKER = "made-by-microsite"
"""By this file in it, a later run knows the folder of a killed one."""
_MANY = 30
"""So many new files are written through to the disk all at once, not one by one."""


class Refusal(Exception):  # noqa: N818 - not an error of the program
    """The folder is not ours to write; the message is one line that says what to do."""


class LostError(Exception):
    """A file that was to be kept does not stand in the folder as it was made: it has to be made again."""


@dataclass(frozen=True, slots=True)
class Report:
    """What publishing did, in files."""

    written: int
    """Files that are new, or were not as they should be."""
    unchanged: int
    """Files that were as they should be."""
    removed: int
    """Files that no longer belong."""
    digests: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The SHA-256 of each file by its path, in hexadecimal."""
    changed: frozenset[str] = field(default=frozenset(), compare=False)
    """The paths of those that were written."""
    gone: frozenset[str] = field(default=frozenset(), compare=False)
    """The paths of those that were removed."""


def publish(
    outputs: Mapping[str, Output], folder: Path, sources: Path | None = None, spare: Path | None = None
) -> Report:
    """Make `folder` hold `outputs`, by their paths in it, and return what that took.

    The old site may be laid by at `spare`, on the same file system, for the next run: what it has the very files of
    that stand in the folder, need not be put there.
    Raises `LostError` where an output is `Kept` and is not there: nothing was changed then.
    Raises `Refusal` where the folder is not ours, or holds `sources` (None: there are none to hold);
    `ValueError` for a path that is not a clean relative one; `OSError` where the disk fails. Then too
    the folder is the whole old site, or the whole new one if only the clearing up failed.
    """
    return publish_by(exchange, outputs, folder, sources, spare)


def current(folder: Path) -> Mapping[str, str]:
    """Return the digests of the files that stand in `folder` as they were made, by their paths."""
    found = standing.read(_place(folder))
    return {path: found.made[path].digest for path in sorted(found.whole)}


def listed(folder: Path) -> Mapping[str, str]:
    """Return the same of all files that were made, whether or not they stand as they were: `publish` will look."""
    made = standing.listed(standing.read_manifest(_place(folder)) or b"")
    return {path: one.digest for path, one in made.items()}


def traces(folder: Path) -> tuple[Path, ...]:
    """Return what stands beside `folder` while a run is at work, or after one that was killed."""
    place = _place(folder)
    return _workshop(place), _lock(place)


def mend(folder: Path) -> None:
    """Finish or undo what a killed run left beside `folder`; `publish` begins with it."""
    place = _place(folder)
    if _littered(place):
        with _alone(place):
            _clear(place)


def publish_by(
    swap: Callable[[Path, Path], bool],
    outputs: Mapping[str, Output],
    folder: Path,
    sources: Path | None,
    spare: Path | None = None,
) -> Report:
    """Publish with `swap`, which exchanges two folders in one instant, or changes nothing and returns False.

    Then there are two renames, and an instant between them without the folder: after a kill in it
    there is none until `mend` or the next `publish` puts the old one back.
    """
    _check_names(outputs)
    place = _place(folder)
    made = _made(outputs, place)
    digests = {path: one.digest for path, one in made.items()}
    if _untouched(place, sources, made):
        return Report(0, len(outputs), 0, digests)
    with _alone(place):
        _clear(place)
        found = _checked(place, sources)
        kept = frozenset(path for path in found.whole if found.made[path] == made.get(path))
        if not standing.stands(found, made):
            _check_movable(place, found, outputs)
            new = {path: None if path in kept else _content(path, outputs[path]) for path in outputs}
            _renew(swap, place, found, new, made, spare)
    changed, gone = frozenset(outputs) - kept, frozenset(found.made) - outputs.keys()
    return Report(len(changed), len(kept), len(gone), digests, changed, gone)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one instant, or return False where the system or the file system cannot.

    Linux: renameat2(2), RENAME_EXCHANGE; macOS: renamex_np(2), RENAME_SWAP. Both constants are 2.
    """
    library = _library()
    here = -100  # AT_FDCWD
    if hasattr(library, "renameat2"):
        return bool(library.renameat2(here, os.fsencode(one), here, os.fsencode(other), 2) == 0)
    if hasattr(library, "renamex_np"):
        return bool(library.renamex_np(os.fsencode(one), os.fsencode(other), 2) == 0)
    return False


@cache
def _library() -> ctypes.CDLL:
    """Return the functions of the system that Python has no names for."""
    import ctypes  # noqa: PLC0415 - dear, and not needed where nothing has changed

    return ctypes.CDLL(None, use_errno=True)


# ---- what stands -------------------------------------------------------------------------------


def _place(folder: Path) -> Path:
    """Return the absolute path of the folder; a link in its last part stays one, to be refused."""
    place = folder.resolve() if folder.name in ("", "..") else folder.parent.resolve() / folder.name
    if not place.name:
        raise Refusal(f"`{place}` is no place for a site: name a folder in it")
    return place


def _made(outputs: Mapping[str, Output], place: Path) -> dict[str, standing.Made]:
    """Return what the manifest will say of the outputs; of those that are kept, what it says already."""
    kept = any(isinstance(content, Kept) for content in outputs.values())
    listed = standing.listed(standing.read_manifest(place) or b"") if kept else {}
    made = {}
    for path, content in outputs.items():
        if isinstance(content, bytes):
            made[path] = standing.Made(hashlib.sha256(content).hexdigest(), len(content))
        elif isinstance(content, Laid):
            made[path] = standing.Made(content.digest, content.size)
        elif path in listed and listed[path].digest == content.digest:
            made[path] = listed[path]
        else:
            raise LostError(path)
    return made


def _content(path: str, output: Output) -> bytes | Laid:
    if isinstance(output, Kept):
        raise LostError(path)
    return output


def _untouched(place: Path, sources: Path | None, made: Mapping[str, standing.Made]) -> bool:
    """Tell without the lock whether there is nothing to do; what another run moves meanwhile must be read again."""
    try:
        if _littered(place) or standing.listed(standing.read_manifest(place) or b"") != made:
            return False
        return standing.stands(_checked(place, sources), made)
    except (OSError, Refusal):
        return False


# ---- what is refused ---------------------------------------------------------------------------


def _check_names(outputs: Mapping[str, Output]) -> None:
    parents = standing.parents(outputs)
    for path in outputs:
        if standing.UNFIT.search(path) or path in parents or standing.MANIFEST in (path, path.partition("/")[0]):
            raise ValueError(f"not a path for an output: {path!r}")


def _checked(place: Path, sources: Path | None) -> standing.Folder:
    """Return the folder as it stands, if it is ours to replace."""
    if place.is_symlink():
        raise Refusal(f"`{place}` is a symbolic link: name the folder that it leads to")
    if os.path.lexists(place) and not place.is_dir():
        raise Refusal(f"`{place}` is a file: name a folder for the output")
    if sources is not None and sources.resolve().is_relative_to(place):
        raise Refusal(f"`{place}` holds the sources: name another folder for the output")
    if place.is_dir() and standing.read_manifest(place) is None and not _is_empty(place):
        raise Refusal(
            f"`{place}` holds files and no manifest `{standing.MANIFEST}` of ours: empty it or name another folder"
        )
    return standing.read(place)


def _check_movable(place: Path, found: standing.Folder, outputs: Mapping[str, Output]) -> None:
    """Raise `Refusal` where replacing the folder would lose something or fail halfway."""
    foreign, parents = found.foreign, standing.parents(outputs)
    held = (standing.parents(foreign) | foreign.keys()) & outputs.keys()
    for path in sorted(held | {p for p in foreign.keys() & parents if not standing.is_folder(foreign[p])}):
        raise Refusal(f"`{place / path}` is in the way of an output and was not made by us: move it elsewhere")
    folders = {path: status for path, status in found.standing.items() if standing.is_folder(status)}
    if os.path.ismount(place) or len({status.st_dev for status in folders.values()}) > 1:
        raise Refusal(f"`{place}` is or holds a mount point and cannot be replaced: name another folder")
    for path in folders:
        _check_writable(place / path)


def _check_writable(folder: Path) -> None:
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise Refusal(f"`{folder}` cannot be written: change its permissions or name another folder for the output")


# ---- beside the folder -------------------------------------------------------------------------


def _workshop(place: Path) -> Path:
    """Return the folder in which `tree` becomes the new site, and then is the old one."""
    return place.with_name(f".{place.name}.next")


def _lock(place: Path) -> Path:
    return place.with_name(f".{place.name}.lock")


def _littered(place: Path) -> bool:
    """Tell whether another run is at work, or was killed."""
    return any(map(os.path.lexists, traces(place)))


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold the lock beside the folder; the second of two runs waits here."""
    place.parent.mkdir(parents=True, exist_ok=True)
    _check_writable(place.parent)
    handle = _locked(_lock(place))
    try:
        yield
    finally:
        _lock(place).unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path) -> int:
    """Return a handle on the locked file; a file that its last holder removed meanwhile is no lock."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        fcntl.flock(handle, fcntl.LOCK_EX)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), path.lstat()):
                return handle
        os.close(handle)


def _renew(
    swap: Callable[[Path, Path], bool],
    place: Path,
    found: standing.Folder,
    outputs: Mapping[str, bytes | Laid | None],
    made: Mapping[str, standing.Made],
    spare: Path | None,
) -> None:
    """Build the new site, put it where the old one is, and clear up; an output that is None is there already."""
    try:
        _build(place, found, outputs, made, spare)
        _replace(place, found, swap)
    finally:
        _clear(place, spare if _written(outputs) < _MANY else None)  # else it would hold as much again on the disk


def _written(outputs: Mapping[str, bytes | Laid | None]) -> int:
    return sum(content is not None for content in outputs.values())


def _build(
    place: Path,
    found: standing.Folder,
    outputs: Mapping[str, bytes | Laid | None],
    made: Mapping[str, standing.Made],
    spare: Path | None,
) -> None:
    """Make the new site in the workshop.

    The manifest comes last, so that no file of ours is younger, and by a rename: a tree with a
    manifest is a whole one.
    """
    foreign, workshop = found.foreign, _workshop(place)
    bare = {path for path, status in foreign.items() if standing.is_folder(status)}
    ours = standing.parents(outputs)
    folders = ("", *sorted(ours | standing.parents(foreign) | bare))
    workshop.mkdir()
    (workshop / _MARKER).touch()
    contents = {**outputs, **dict.fromkeys(foreign.keys() - bare)}
    carried = {path: found.standing[path] for path, content in contents.items() if content is None}
    ready = _taken(spare, place, carried) if spare else frozenset()
    for folder in folders:
        (workshop / "tree" / folder).mkdir(exist_ok=True)
    old, new = f"{place}/", f"{workshop}/tree/"  # strings: a thousand paths are dearer than a thousand links
    # Where no site was, a crash of the machine loses none: what it has cut short is not whole, and made again.
    fresh = found.manifest is None
    much = not fresh and _written(outputs) >= _MANY and hasattr(_library(), "syncfs")
    singly = not (much or fresh)
    for path, content in contents.items():
        if path in ready:
            continue
        if content is None:
            _carry(old + path, new + path)
        else:
            _write(new + path, content, sync=singly)
    _write(workshop / "manifest", standing.manifest_of(made), sync=singly)
    (workshop / "manifest").rename(workshop / "tree" / standing.MANIFEST)
    for folder in reversed(folders):
        whole = folder in bare - ours
        _settle(workshop / "tree" / folder, place / folder, found.standing.get(folder), whole=whole)
        if singly:
            _sync(workshop / "tree" / folder)
    if much:
        _sync_all(workshop)


def _taken(spare: Path, place: Path, carried: standing.Standing) -> frozenset[str]:
    """Begin the new site with what the spare has of the files that are carried over, and return those: the very same files."""
    tree = _workshop(place) / "tree"
    if spare.is_symlink() or not spare.is_dir():
        return frozenset()
    try:
        spare.rename(tree)
    except OSError:  # another file system
        return frozenset()
    there = standing.scan(tree)
    if sum(not standing.is_folder(status) for status in there.values()) != _lines(tree / standing.MANIFEST) + 1:
        _rescue(tree, place)  # who was in the folder when it was replaced can have written here since
        there = standing.scan(tree)
    (tree / standing.MANIFEST).unlink(missing_ok=True)  # a tree with a manifest is a whole one
    ready = frozenset([path for path in carried.keys() & there if os.path.samestat(carried[path], there[path])])
    folders = standing.parents(ready)
    bare = {path: standing.is_folder(status) for path, status in there.items() if path not in ("", standing.MANIFEST)}
    _remove(tree, {path: is_bare for path, is_bare in bare.items() if path not in (folders if is_bare else ready)})
    return ready


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.is_file() else 0


def _carry(old: str, new: str) -> None:
    """Make `new` the same file as `old`, or a copy where the file system has no such links."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno == errno.EXDEV:
            raise Refusal(f"`{old}` is on a file system of its own: name another folder for the output") from error
        shutil.copy2(old, new, follow_symlinks=False)
        if not Path(new).is_symlink():
            _sync(Path(new))


def _write(path: str | Path, content: bytes | Laid, *, sync: bool) -> None:
    rest = memoryview(content if isinstance(content, bytes) else os.pread(content.handle, content.size, content.start))
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        while rest:
            rest = rest[os.write(file, rest) :]
        if sync:
            os.fsync(file)
    finally:
        os.close(file)


def _settle(new: Path, old: Path, status: os.stat_result | None, *, whole: bool) -> None:
    """Give a new folder the permissions of the old one, and its times if it is `whole` as it was."""
    if status and standing.is_folder(status):
        (shutil.copystat if whole else shutil.copymode)(old, new)


def _sync_all(folder: Path) -> None:
    """Have everything on the disk that was written to its file system: sooner than file by file where there is much."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _library().syncfs(handle):
            import ctypes  # noqa: PLC0415 - as above

            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), f"{folder}")
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    """Have what was written on the disk; some network file systems cannot say this of folders."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _replace(place: Path, found: standing.Folder, swap: Callable[[Path, Path], bool]) -> None:
    """Put the new site where the old one is, which then is in the workshop."""
    workshop = _workshop(place)
    if found.manifest is None:  # nothing, or an empty folder, which rename(2) replaces
        (workshop / "tree").rename(place)
    elif not swap(workshop / "tree", place):
        place.rename(workshop / "old")
        (workshop / "tree").rename(place)
    _sync(place.parent)


def _clear(place: Path, spare: Path | None = None) -> None:
    """Remove the workshop: the same after a success, an error and a kill; an old site may become the spare."""
    workshop = _workshop(place)
    if not os.path.lexists(workshop):
        return
    if workshop.is_symlink() or not workshop.is_dir() or not ((workshop / _MARKER).exists() or _is_empty(workshop)):
        raise Refusal(f"`{workshop}` is in the way of the generator, which did not make it: move it elsewhere")
    if (workshop / "old").exists() and not os.path.lexists(place):
        (workshop / "old").rename(place)
    for left in (workshop / "tree", workshop / "old"):
        if left.exists():
            there = _rescue(left, place)
            if not (spare and _laid_by(left, there, spare)):
                _remove(left, there)
    for name in ("manifest", _MARKER):
        (workshop / name).unlink(missing_ok=True)
    workshop.rmdir()


def _laid_by(left: Path, there: Mapping[str, bool], spare: Path) -> bool:
    """Tell whether an old site is the spare now: one in which all of ours stands and nothing else."""
    made = standing.listed(standing.read_manifest(left) or b"")
    if {path for path, bare in there.items() if not bare} != {standing.MANIFEST, *made}:
        return False
    try:
        left.rename(spare)
    except OSError:  # no such place, something in it, or another file system
        return False
    return True


def _rescue(left: Path, place: Path) -> Mapping[str, bool]:
    """Move to the site what others put into an old one after it was read, and return what is left as `standing.names` does."""
    there = standing.names(left)
    manifest = standing.read_manifest(left)
    foreign = standing.others(there, standing.listed(manifest)) if manifest is not None else []
    for path in foreign if foreign and standing.read_manifest(place) is not None else ():
        kept, status = place / path, (left / path).lstat()
        if standing.is_folder(status):
            kept.mkdir(parents=True, exist_ok=True)
        elif not os.path.lexists(kept) or kept.lstat().st_mtime_ns < status.st_mtime_ns:
            kept.parent.mkdir(parents=True, exist_ok=True)
            (left / path).rename(kept)
            del there[path]
    return there


def _remove(folder: Path, there: Mapping[str, bool]) -> None:
    """Remove a folder in which that stands."""
    for path, bare in reversed([*there.items()]):
        (os.rmdir if bare else os.unlink)(f"{folder}/{path}")


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None
