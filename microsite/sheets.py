"""Style sheets as they are published: whole, small, naming files by their hashes, in the colours of the sides."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

import rcssmin

from microsite.model import Site
from microsite.patterns import late

MAIN = "static/style.css"
"""The sheet of every page, which ends with the colours of the sides."""

_ADDRESS = late(rb"""(url\(\s*["']?)([^"')\s:]+)(["']?\s*\))""")
_IMPORT = late(rb"""^@import\s+["']([^"':]+)["']\s*;[ \t]*\n?""", re.MULTILINE)


def published(path: str, files: Mapping[str, bytes], places: Mapping[str, str], site: Site) -> bytes:
    """Return a style sheet with those that it imports in it, without what only authors read: spaces and comments.

    A page so asks for one file, which is compressed as one. `files` are all that are copied, `places` their addresses;
    what a sheet names and is not there stays as it is.
    """
    return b"".join(_pieces(path, files, places, site, {path}))


def _pieces(
    path: str, files: Mapping[str, bytes], places: Mapping[str, str], site: Site, seen: set[str]
) -> Iterator[bytes]:
    """Yield the sheets that a sheet imports, each once, and then itself."""
    data = files[path]
    for found in _IMPORT.finditer(data):
        other = _beside(path, found[1])
        if other in files and other not in seen:
            seen.add(other)
            yield from _pieces(other, files, places, site, seen)
    own = _IMPORT.sub(lambda found: b"" if _beside(path, found[1]) in files else found[0], data)
    yield rcssmin.cssmin(_relinked(path, own, places))
    if path == MAIN:
        yield _colours(site).encode()


def _beside(path: str, name: bytes) -> str:
    """Return the path of a file that a sheet names."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), name.decode(errors="replace")))


def _relinked(path: str, data: bytes, places: Mapping[str, str]) -> bytes:
    here = posixpath.dirname(path)

    def one(found: re.Match[bytes]) -> bytes:
        target = _beside(path, found[2])
        return found[1] + posixpath.relpath(places[target], here).encode() + found[3] if target in places else found[0]

    return _ADDRESS.sub(one, data)


def _colours(site: Site) -> str:
    """Return the colours that `site.yaml` gives to the sides, paler in the dark, as custom properties of CSS."""
    given = [(f"--side-{number}", side.colour.content) for number, side in enumerate(site.sides, 1) if side.colour]
    if not given:
        return ""
    light = "".join(f"{name}:{colour};" for name, colour in given)
    dark = "".join(f"{name}:color-mix(in oklab,{colour} 45%,white);" for name, colour in given)
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
