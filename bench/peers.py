"""The generators that are measured: this one, and its peers from their packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import histories

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator of sites."""

    name: str
    """What it is called; its format is the one of that name in `histories.FORMATS`."""
    build: tuple[str, ...]
    """The command that builds the site in the folder where it is run."""
    serve: tuple[str, ...]
    """The command that serves it at the port that stands for `{port}`; empty where it is not measured."""
    chapter: str
    """The file of a chapter, with `{number}` in five figures and `{slug}`."""
    made: str
    """The file that becomes of it."""
    address: str
    """Its address on the server."""
    remembered: tuple[str, ...]
    """The folders that a cold build does not have."""


def ours(name: str = "microsite") -> Peer:
    """Return this generator, by the name of one of its formats."""
    python, build = sys.executable, str(PROJECT / "build.py")
    return Peer(
        name=name,
        build=(python, build),
        serve=(python, build, "serve", "--port", "{port}"),
        chapter="content/chapters/{number}-{slug}.md",
        made="_site/chapters/{slug}.html",
        address="chapters/{slug}.html",
        remembered=("_site", ".cache"),
    )


def installed(folder: Path) -> Sequence[Peer]:
    """Return the peers, which are put into a folder from their packages where they are not there yet."""
    python, eleventy = folder / "python", folder / "node" / "node_modules"
    if not (python / "bin" / "mkdocs").exists():
        subprocess.run([sys.executable, "-m", "venv", python], check=True)
        subprocess.run([python / "bin" / "pip", "install", "--quiet", "-r", HERE / "peers.txt"], check=True)
    if shutil.which("npm") and not eleventy.exists():
        eleventy.parent.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / "eleventy" / name, eleventy.parent / name)
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=eleventy.parent, check=True)
    return tuple(_peers(python, eleventy))


def _peers(python: Path, eleventy: Path) -> Iterator[Peer]:
    # The package's own command is Python that starts the program: that would not be Hugo's time.
    hugo = next(iter((python / "lib").glob("python*/site-packages/hugo/binaries/hugo*")), None)
    if hugo:
        chapter, made = "content/chapters/{number}-{slug}.md", "public/chapters/{number}-{slug}/index.html"
        served = (str(hugo), "server", "--port", "{port}", "--renderToMemory")
        address = "chapters/{number}-{slug}/"
        yield Peer("Hugo", (str(hugo), "--quiet"), served, chapter, made, address, ("public", "resources"))
    if eleventy.exists():
        program = (str(eleventy / ".bin" / "eleventy"), "--config=eleventy.config.mjs")
        chapter, made = "content/chapters/{number}-{slug}.md", "public/chapters/{number}-{slug}/index.html"
        incremental = (*program, "--serve", "--incremental", "--quiet", "--port={port}")
        address = "chapters/{number}-{slug}/"
        yield Peer("Eleventy", (*program, "--quiet"), incremental, chapter, made, address, ("public",))
    chapter, made = "docs/chapters/{number}-{slug}.md", "site/chapters/{number}-{slug}.html"
    dirty = (str(python / "bin" / "mkdocs"), "-q", "build", "--dirty")
    yield Peer("MkDocs", dirty, (), chapter, made, "", ("site",))
    cached = (str(python / "bin" / "pelican"), "-q", "content", "-s", "pelicanconf.py", "-o", "output")
    yield Peer("Pelican", cached, (), "content/{number}-{slug}.md", "output/{slug}.html", "", ("output", "cache"))


def write(peer: Peer, folder: Path, chapters: int, eleventy: Path) -> None:
    """Write a history of so many chapters for a generator into an empty folder."""
    histories.write(folder, histories.FORMATS[peer.name](chapters))
    if peer.name == "Eleventy":
        (folder / "node_modules").symlink_to(eleventy, target_is_directory=True)


def named(pattern: str, number: int) -> str:
    """Return a path or an address with the number and the slug of a chapter in it."""
    return pattern.format(number=f"{number:05}", slug=histories.slug(number))


VERSIONS: Mapping[str, str] = dict(
    line.split("==") for line in (HERE / "peers.txt").read_text(encoding="utf-8").split("\n") if "==" in line
)
"""The versions of the peers from Python's packages."""
