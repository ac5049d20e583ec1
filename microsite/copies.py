"""The files that are published as they are, style sheets near enough so, under names that change with their content."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Mapping

from microsite import faces
from microsite.manuscript import Manuscript
from microsite.memo import digest
from microsite.model import Site
from microsite.pieces import kept
from microsite.press import Memory, Output


def copied(
    manuscript: Manuscript, site: Site, standing: Mapping[str, str] | None, memory: Memory
) -> Mapping[str, tuple[str, Output]]:
    """Return address and content of every file that is copied: hashed names, so that caches may keep them.

    A style sheet names its fonts and pictures by their hashed names too. What stands where the site is published,
    whose digests `standing` has by address, nobody reads.
    """
    files = manuscript.copied
    token = ([(path, manuscript.digest(path)) for path in files], site, standing)
    held = memory.held("copied", "")
    if held is not None and held[0] == token:
        known: Mapping[str, tuple[str, Output]] = held[1]
        return known
    made: dict[str, tuple[str, Output]] = {}
    for path, sealed in token[0]:
        if not path.endswith(".css"):
            address = named(path, sealed)
            stands = kept({address: sealed}, standing)
            made[path] = (address, stands[address] if stands else files[path])
    places = {path: address for path, (address, _) in made.items()}
    for path, sheet in _sheets(manuscript, files, places, site, memory).items():
        made[path] = (hashed(path, sheet), sheet)
    memory.hold("copied", "", (token, made))
    return made


def _sheets(
    manuscript: Manuscript, files: Mapping[str, bytes], places: Mapping[str, str], site: Site, memory: Memory
) -> Mapping[str, bytes]:
    """Return the style sheets as they are published, remembered by all of them and by what they can name."""
    paths = [path for path in files if path.endswith(".css")]
    key = digest(*(f"{path} {manuscript.digest(path)}" for path in paths), repr(places), faces.printed(site.sides))
    known = memory.recall("sheets", key)
    if isinstance(known, dict):
        return {path: str(sheet).encode("utf-8", "surrogateescape") for path, sheet in known.items()}
    from microsite import sheets  # noqa: PLC0415 - an edit of a text needs none of it

    made = {path: sheets.published(path, files, places, site) for path in paths}
    memory.keep("sheets", key, {path: sheet.decode("utf-8", "surrogateescape") for path, sheet in made.items()})
    return made


def hashed(path: str, data: bytes) -> str:
    """Return the address of a copied file."""
    return named(path, hashlib.sha256(data).hexdigest())


def named(path: str, sealed: str) -> str:
    """Return the address of a copied file whose SHA-256 is known."""
    stem, ending = posixpath.splitext(posixpath.basename(path))
    folder = "static" if path.startswith("static/") else "files"
    inner = posixpath.dirname(path).removeprefix("static").strip("/") if folder == "static" else ""
    return posixpath.join(folder, inner, f"{stem}.{sealed[:10]}{ending}")
