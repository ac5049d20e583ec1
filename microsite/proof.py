"""What a browser is shown: the pages of the last good edition, each with the script that keeps it fresh."""

from __future__ import annotations

import hashlib
import html
import mimetypes
import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, replace
from functools import lru_cache
from itertools import chain, islice

from microsite import disk
from microsite.patterns import late
from microsite.values import dataclass

OWN = "@serve/"
"""What the addresses of the server's own files begin with; no slug has an `@`."""

_HASHED = late(r"(?:static|files)/(?:.*/)?[^/]*\.[0-9a-f]{10}\.[^./]+")
_SHEET = late(rb"\.[0-9a-f]{10}\.css\b")
_UNAVAILABLE = 503
_STAND_IN = "stand-in-"
"""What the version begins with of a page that stands in for a site that is not there yet."""
_KEPT = 200
"""How many files of earlier editions are kept: a page may ask for its style sheet after an edit has renamed it."""
_TYPES = {
    ".atom": "application/atom+xml",
    ".bib": "application/x-bibtex",
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".ris": "application/x-research-info-systems",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""Types by ending where machines differ in what they hold to be right."""
_ANCHOR = late(rb'<(?:p|h[1-6]|li|dt|dd|tr|div|aside|figure|section|article|table|blockquote)\b[^>]*?\sid="([^"]+)"')
_BUILDING = "The first build is under way. This page becomes the site when it is done."
_BROKEN = "There is no good build yet. This page becomes the site when what is wrong is mended."


@dataclass(frozen=True, slots=True)
class Proof:
    """The last good edition, and what became of the newest."""

    outputs: Mapping[str, bytes] = field(default_factory=dict)
    """The files of the last good edition by address; none where there was no good one yet."""
    former: Mapping[str, bytes] = field(default_factory=dict)
    """Files of earlier editions whose names tell their content: a page that is being loaded may still ask."""
    built: bool = False
    """Whether a build has come to its end."""
    printed: str = ""
    """What the newest edition has of problems, as `build` prints them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to a request."""

    status: int
    """The status of HTTP."""
    type: str
    """The type of the content."""
    body: bytes
    """The content; a page has the script in it."""
    version: str = ""
    """What stays the same while the page does, but for the names of style sheets; empty for what is no page."""
    moved: str = ""
    """The path at which the answer is to be had, or empty."""


def renewed(proof: Proof, outputs: Mapping[str, bytes]) -> Proof:
    """Return the proof of a new good edition."""
    gone = ((a, data) for a, data in proof.outputs.items() if a not in outputs and _HASHED.fullmatch(a))
    kept = islice(chain(gone, proof.former.items()), _KEPT)
    return replace(proof, outputs=outputs, former=dict(kept), built=True)


def shown(proof: Proof, path: str) -> Shown:
    """Return what is answered to a request for `path`, which begins with a slash and is decoded."""
    address = path.removeprefix("/")
    if address.startswith(OWN):
        return _own(address.removeprefix(OWN))
    if not proof.outputs:
        return _waiting(proof)
    if not address or address.endswith("/"):
        address += "index.html"
    if address in proof.outputs:
        return _page(200, address, proof.outputs[address])
    if address in proof.former:
        return Shown(200, content_type(address), proof.former[address])
    if f"{address}/index.html" in proof.outputs:
        return Shown(302, "text/plain; charset=utf-8", b"", moved=f"/{address}/")
    return _page(404, "404.html", proof.outputs.get("404.html", b"<!DOCTYPE html><title>404</title><p>Not found\n"))


def outdated(proof: Proof, path: str, version: str) -> bool:
    """Tell whether a browser that shows this version of a page should load it again.

    A page stays where there is nothing to put in its place: while the first build is under way, or no build is good.
    """
    now = shown(proof, path).version
    return bool(version) and version != now and (bool(proof.outputs) or version.startswith(_STAND_IN))


def sheets(outputs: Mapping[str, bytes]) -> Collection[str]:
    """Return the addresses of the style sheets."""
    return [address for address in outputs if address.endswith(".css")]


def edited(old: bytes, new: bytes) -> str:
    """Return the id of the first paragraph, heading or other block of a page that was changed, or an empty string.

    Where something was only taken away, it is the block that stands there now.
    """
    before, after = dict(_blocks(old)), list(_blocks(new))
    for anchor, block in after:
        if before.get(anchor) != block:
            return anchor.decode()
    left = [anchor for anchor, _ in after]
    for number, anchor in enumerate(before):
        if left[number : number + 1] != [anchor]:
            return left[min(number, len(left) - 1)].decode() if left else ""
    return ""


def content_type(address: str) -> str:
    """Return the type of a file by the ending of its name."""
    ending = posixpath.splitext(address)[1].lower()
    found = _TYPES.get(ending) or mimetypes.guess_type(address)[0] or "application/octet-stream"
    text = found.startswith("text/") or found in ("application/json", "application/xml")
    return f"{found}; charset=utf-8" if text else found


@lru_cache(maxsize=64)
def _page(status: int, address: str, body: bytes) -> Shown:
    """Return a file; a page gets a version and the script, as the last thing in its head."""
    if not address.endswith(".html"):
        return Shown(status, content_type(address), body)
    version = ("" if status != _UNAVAILABLE else _STAND_IN) + hashlib.sha256(_SHEET.sub(b".css", body)).hexdigest()[:16]
    script = f'<script src="/{OWN}client.js" data-version="{version}" defer></script>'.encode()
    head, close, rest = body.partition(b"</head>")
    dressed = head + script + close + rest if close else body + script
    return Shown(status, content_type(address), dressed, version)


def _own(name: str) -> Shown:
    """Return a file of the server's own."""
    if name not in ("client.js", "panel.css"):
        return Shown(404, "text/plain; charset=utf-8", b"Not found\n")
    return Shown(200, content_type(name), disk.client(name).encode())


def _waiting(proof: Proof) -> Shown:
    """Return the page that stands in for a site of which there is no good edition yet."""
    words = _BROKEN if proof.built else _BUILDING
    filled = (
        disk.client("waiting.html")
        .replace("{words}", html.escape(words))
        .replace("{printed}", html.escape(proof.printed))
    )
    return _page(_UNAVAILABLE, "waiting.html", filled.encode())


def _blocks(page: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the blocks of a page that have an id, each with its HTML up to the next."""
    main = page[max(0, page.find(b"<main")) :]
    found = list(_ANCHOR.finditer(main))
    for one, following in zip(found, [*found[1:], None], strict=True):
        yield one[1], main[one.start() : following.start() if following else main.find(b"</main>")]
