"""What a build is made with and asked for: the tools, the memory and the order."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, Protocol, TypeVar

from microsite.plates import Plates
from microsite.values import dataclass

T = TypeVar("T")

STYLES = ("chicago-18", "chicago-17", "chicago-18-ibid")
"""The citation styles that there are by name; the first is the default."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that need not be made: it stands where the site is published, as it was made before."""

    digest: str
    """Its SHA-256, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A file that another process has made: it lies within a file of that process and of this until it is published."""

    digest: str
    """Its SHA-256, in hexadecimal."""
    size: int
    """Its length in bytes."""
    handle: int
    """The file descriptor of that in which it lies."""
    start: int
    """Where it begins there, in bytes."""


Output = bytes | Kept | Laid
"""A file of the site."""

Lay = Callable[[bytes, str], Output]
"""What lays a file, given with its SHA-256, where it takes no room in this process."""


@dataclass(frozen=True, slots=True)
class Written:
    """A JSON value that was written already: by another process, so that the one that remembers need not."""

    json: bytes
    """The JSON, as UTF-8."""


class Memory(Protocol):
    """What remembers, by value."""

    def recall(self, kind: str, key: str) -> Any:
        """Return the JSON value that was kept under the key, or None."""

    def knows(self, kind: str, key: str) -> bool:
        """Tell whether something was kept under the key, and count that as a use."""

    def keep(self, kind: str, key: str, value: object) -> None:
        """Keep a JSON value, `Written` or not, under the key."""

    def held(self, kind: str, key: object) -> Any:
        """Return the value that this process holds under the key, or None."""

    def hold(self, kind: str, key: object, value: object) -> None:
        """Hold a value of any type under a hashable key, if this process lives on."""


def staying() -> Lay:
    """Return what leaves a file where it is."""
    return lambda content, _digest: content


def lasting(memory: Memory, kind: str, token: tuple[object, ...], make: Callable[[], T]) -> T:
    """Return what `make` makes, from memory where it was last made of the same: of the very values in `token`."""
    held = memory.held(kind, "")
    if held is not None and all(map(operator.is_, held[0], token)):
        known: T = held[1]
        return known
    made = make()
    memory.hold(kind, "", (token, made))
    return made


def _wait(*_question: object) -> None:
    """Do nothing: all is done when it is asked for."""


def _idle(*_question: str) -> bool:
    """Return False: nothing was begun."""
    return False


class Tell(Protocol):
    """What is told of the work: the pure floors know no clock and print nothing."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Take note that `done` of `total` of a stage are done; 0 of 0 where it is a single step.

        The stages, in their order: `read`, `load`, `parse`, `resolve`, `check`, `cite`, `render`, `search`, `publish`.
        """


def silent(_stage: str, _done: int, _total: int, /) -> None:
    """Take no note."""


def counted(tell: Tell, stage: str, items: Iterable[T], total: int) -> Iterator[T]:
    """Yield the items, and tell of each that it is there."""
    for number, item in enumerate(items, 1):
        tell(stage, number, total)
        yield item


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
    plates: Plates
    """What keeps templates that were compiled."""
    tell: Tell = silent
    """Takes note of how far the work is."""
    begin: Callable[[Sequence[tuple[str, str, str, str]]], None] = _wait
    """Begins to format citations, for `cite` to be asked each of the same later."""
    busy: Callable[[str, str, str, str], bool] = _idle
    """Tells whether `cite` would have to wait for what was begun."""
    begin_bibtex: Callable[[str], None] = _wait
    """Begins to make BibTeX, for `write_bibtex` to be asked the same later."""
    spool: Callable[[], Lay] = staying
    """Returns what lays files that are made by several processes."""


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
    standing: Mapping[str, str] | None = field(default_factory=dict)
    """The digests of the files that stand where the site will be published, as they were made, by address.

    None: nothing will be published, so that no page need be made of which it is known that it can be made.
    """


def styles_from(read: Callable[[str], str]) -> Mapping[str, str]:
    """Return the styles that there are by name, read by their file names."""
    return {name: read(f"{name}.csl") for name in STYLES}
