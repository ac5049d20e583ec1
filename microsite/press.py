"""What a build is made with and asked for: the tools, the memory and the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

STYLES = ("chicago-18", "chicago-17", "chicago-18-ibid")
"""The citation styles that there are by name; the first is the default."""


class Memory(Protocol):
    """What remembers, by value."""

    def recall(self, kind: str, key: str) -> Any:
        """Return the JSON value that was kept under the key, or None."""

    def keep(self, kind: str, key: str, value: object) -> None:
        """Keep a JSON value under the key."""


def _wait(*_question: str) -> None:
    """Do nothing: all is done when it is asked for."""


@dataclass(frozen=True, slots=True)
class Press:
    """The tools of the house: what runs pandoc, and what it is."""

    cite: Callable[[str, str, str, str], tuple[str, str]]
    """Formats citations: AST, references, style and locale to AST and warnings."""
    read_bibtex: Callable[[str], str]
    """Makes CSL-JSON of BibTeX; raises `BibliographyError`."""
    write_bibtex: Callable[[str], str]
    """Makes BibTeX of CSL-JSON."""
    version: str
    """The version of pandoc."""
    styles: Mapping[str, str]
    """The CSL styles that there are by name."""
    atlas: Callable[[], str]
    """Reads the atlas that maps are drawn from."""
    begin: Callable[[str, str, str, str], None] = _wait
    """Begins to format citations, for `cite` to be asked the same later."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a build is asked for beside its files."""

    drafts: bool
    """Whether drafts are built."""
    base_url: str
    """The absolute address instead of the one in `site.yaml`, or empty."""
    epoch: str
    """The date of the edition instead of the one in `site.yaml`, as ISO 8601 has it, or empty."""
    jobs: int
    """How many processes parse; 0 for one a core."""


def styles_from(read: Callable[[str], str]) -> Mapping[str, str]:
    """Return the styles that there are by name, read by their file names."""
    return {name: read(f"{name}.csl") for name in STYLES}
