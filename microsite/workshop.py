"""A folder that changes, made into an edition again and again by one process that remembers."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from microsite import disk, editors, notices, printing
from microsite.memo import Memo, Resident
from microsite.text import Severity
from microsite.values import dataclass

if TYPE_CHECKING:  # imported by the first build: until then the server already answers
    from microsite.manuscript import Manuscript
    from microsite.press import Order, Press

_TRIES = 10
"""How often files are read that vanish under the hand of whoever reads them."""
_BREATH = 0.02
"""Seconds between two tries."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a build came to."""

    outputs: Mapping[str, bytes]
    """The files of the edition by address; none where nothing can be shown."""
    notices: tuple[notices.Notice, ...]
    """What is wrong, for the notices."""
    printed: str
    """What is wrong, as `build` prints it."""
    counts: Mapping[Severity, int]
    """How many problems there are of each severity."""


class Workshop:
    """What stays between two builds."""

    def __init__(self, site: Path, *, drafts: bool) -> None:
        self.site = site
        self.drafts = drafts
        self._memory = Resident(Memo.open(site / ".cache", disk.generator()))
        self._tools: tuple[Order, Press] | None = None
        self._editor = editors.DEFAULT
        self._last: tuple[disk.Files, Manuscript] | None = None
        self._made: Made | None = None

    def make(self, changed: frozenset[str]) -> Made:
        """Return what the folder makes now: the same value as before where no file has another content.

        `changed` are the paths that were told to have changed, or none where any may have.
        """
        try:
            files = self._files(changed)
        except OSError as error:
            self._last = None
            return self._kept(self._made, lost(f"{error.filename or self.site}: {error.strerror}"))
        before, self._made = self._made, None  # unless something comes of it, there is nothing to say again
        if before is not None and self._last is not None and files.content == self._last[0].content:
            return self._kept(before, before)
        self._last = files, disk.manuscript(files, self._memory, self._last)
        return self._kept(before, self._edition(self._last[1]))

    def settle(self) -> None:
        """Do what was put off while somebody waited for an edition."""
        self._memory.settle()

    def close(self) -> None:
        """Write down what is remembered, for the next process."""
        self._memory.close()

    def _kept(self, before: Made | None, made: Made) -> Made:
        self._made = before if made == before and before is not None else made
        return self._made

    def _files(self, changed: frozenset[str]) -> disk.Files:
        """Return the files; raise OSError where they cannot be read, although they were given time.

        Many programs empty a file and then write it: one that has just lost all it held is given time too.
        """
        trouble: OSError | None = None
        for _attempt in range(_TRIES):
            try:
                self.site.stat()
                known = self._last[0] if self._last and changed else None
                files = disk.reread(self.site, known, changed) if known else disk.read(self.site)
            except OSError as error:
                trouble = error
            else:
                trouble = None
                if not self._emptied(files):
                    return files
            time.sleep(_BREATH)
        if trouble is not None:
            raise trouble
        return files

    def _emptied(self, files: disk.Files) -> bool:
        """Tell whether a file holds nothing that held something when it was last read."""
        if all(files.content.values()):
            return False
        before = self._last[0].content if self._last else {}
        return any(not content and before.get(path) for path, content in files.content.items())

    def _edition(self, manuscript: Manuscript) -> Made:
        from microsite import edition, pandoc  # noqa: PLC0415 - see above

        try:
            made = edition.make(manuscript, *self._with(), self._memory)
        except pandoc.PandocError as error:
            return lost(str(error))
        # A `site.yaml` that cannot be read names no editor: it is the one that it named before.
        self._editor = notices.editor(manuscript.texts.get("site.yaml")) or self._editor
        self._memory.rest()
        return Made(
            {address: content for address, content in made.outputs.items() if isinstance(content, bytes)},
            notices.notices(made.findings, manuscript.texts, self.site, self._editor),
            printing.as_text(made.findings, manuscript.texts),
            {s: sum(found.severity is s for found in made.findings) for s in (Severity.ERROR, Severity.WARNING)},
        )

    def _with(self) -> tuple[Order, Press]:
        """Return order and tools; raise PandocError where there is no pandoc, which may be installed meanwhile."""
        from microsite import fitting, pandoc  # noqa: PLC0415
        from microsite.press import Order, silent  # noqa: PLC0415

        if self._tools is None:
            press = fitting.press(self._memory, pandoc.Ahead(), silent)
            self._tools = (Order(self.drafts, "", disk.epoch(), 0), press)
        return self._tools


def lost(words: str) -> Made:
    """Return what a build comes to that cannot be tried; `words` say why."""
    return Made({}, notices.trouble(words), f"{words}\n", {Severity.ERROR: 1, Severity.WARNING: 0})
