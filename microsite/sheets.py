"""Style sheets as they are published: small, naming files by their hashes, in the colours of the sides."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

import rcssmin

from microsite.model import Site

MAIN = "static/style.css"
"""The sheet of every page, which ends with the colours of the sides."""

_ADDRESS = re.compile(rb"""(url\(\s*["']?)([^"')\s:]+)(["']?\s*\))""")


def published(path: str, data: bytes, places: Mapping[str, str], site: Site) -> bytes:
    """Return a style sheet without what only authors read: spaces and comments.

    `places` has the address of each copied file, by its path; what a sheet names and is not there stays as it is.
    """
    small: bytes = rcssmin.cssmin(_relinked(path, data, places))
    return small + (_colours(site).encode() if path == MAIN else b"")


def _relinked(path: str, data: bytes, places: Mapping[str, str]) -> bytes:
    here = posixpath.dirname(path)

    def one(found: re.Match[bytes]) -> bytes:
        target = posixpath.normpath(posixpath.join(here, found[2].decode(errors="replace")))
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
