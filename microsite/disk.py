"""The door to the disk, to the environment and to the versions of what is installed."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from microsite import doorstep
from microsite.manuscript import DATA, Manuscript, decoded
from microsite.text import Problem, Text

PROJECT = Path(__file__).resolve().parent.parent
"""The folder of the project, whose templates and static files serve where a site has none."""

_SOURCE_ENDINGS = (".yaml", ".yml", ".json", ".bib")


_LEFTOVERS = (".", "~", "#")


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a site as bytes, by path relative to its folder, with forward slashes."""

    content: Mapping[str, bytes]
    """Each file that a build reads."""
    stamp: str
    """A digest of them all, and of the generator; empty after `reread`, when nobody asks for it."""


def read(site: Path) -> Files:
    """Return every file that a build of the site in the folder `site` reads.

    Templates and static files are the site's own, and the project's where it has none, file by file.
    """
    found: dict[str, bytes] = {}
    for root in dict.fromkeys((PROJECT, site)):
        for folder in ("templates", "static"):
            found |= {f"{folder}/{name}": path.read_bytes() for name, path in _walk(root / folder)}
    found |= {f"content/{name}": path.read_bytes() for name, path in _walk(site / "content")}
    for path in [*sorted(site.glob("*.csl")), site / "site.yaml"]:
        if path.is_file():
            found[path.name] = path.read_bytes()
    whole = hashlib.sha256(generator().encode())
    for name, data in sorted(found.items()):
        whole.update(f"{len(name)}:{name}{len(data)}:".encode())
        whole.update(data)
    return Files(dict(sorted(found.items())), whole.hexdigest())


def reread(site: Path, files: Files, changed: Iterable[Path]) -> Files:
    """Return the files of a site after some have changed: come, gone or been written; the others are not read again.

    `changed` are paths of files as a watcher tells them; where one is a folder, or lies outside of what a build
    reads, everything is read. What has not changed is the same object as before.
    """
    roots = [(name, root / name) for name in ("templates", "static") for root in dict.fromkeys((site, PROJECT))]
    roots.append(("content", site / "content"))
    content = dict(files.content)
    for path in changed:
        known = next(
            (f"{name}/{path.relative_to(root).as_posix()}" for name, root in roots if path.is_relative_to(root)), ""
        )
        if path.parent == site and (path.name == "site.yaml" or path.suffix == ".csl"):
            known = path.name
        if not known.startswith(("content/chapters/", "content/pages/", "site.yaml")) or not path.is_file():
            again = read(site).content
            return Files({p: content[p] if content.get(p) == data else data for p, data in again.items()}, "")
        if path.name.startswith(_LEFTOVERS) or path.name.endswith(("~", ".swp")):
            continue
        data = path.read_bytes()
        if content.get(known) != data:
            content[known] = data
    return Files(dict(sorted(content.items())), "")


def manuscript(files: Files, before: tuple[Files, Manuscript] | None = None) -> Manuscript:
    """Return the files as text with positions, and as bytes to copy.

    Given an earlier reading, the text of a file that is the same bytes object is the same object too.
    """
    texts: dict[str, Text] = {}
    assets: dict[str, bytes] = {}
    problems: list[Problem] = []
    old, known = (before[0].content, before[1].texts) if before else ({}, {})
    wrong_before = {problem.span.path for problem in before[1].problems} if before else set()
    for path, data in files.content.items():
        if path in known and old.get(path) is data and path not in wrong_before:
            texts[path] = known[path]
            continue
        if not _is_text(path):
            assets[path] = data
            continue
        text, wrong = decoded(path, data)
        problems.extend(wrong)
        if text is not None:
            texts[path] = text
    return Manuscript(texts, assets, tuple(problems))


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


def epoch() -> str:
    """Return the day that `SOURCE_DATE_EPOCH` names, as ISO 8601 has it, or an empty string.

    reproducible-builds.org: a build takes its date from this variable, never from the clock.
    """
    written = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(written), UTC).date().isoformat() if written.isdigit() else ""


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


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder with their paths in it, in order; no editor's leftovers."""
    yield from ((name, folder / name) for name, _ in doorstep.walk(str(folder)))
