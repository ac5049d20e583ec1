"""The press as this machine can have it: pandoc, the styles and the atlas."""

from __future__ import annotations

from collections.abc import Callable

from microsite import disk, pandoc, plates
from microsite.press import Lay, Memory, Press, Tell, staying, styles_from


def press(memory: Memory, ahead: pandoc.Ahead, tell: Tell, spool: Callable[[], Lay] = staying) -> Press:
    """Return the tools of a build, which begins citations in `ahead`, tells of its work, and has a `spool` for pages.

    Raise `PandocError` where pandoc is missing or too old.
    """
    version, styles = _version(memory), styles_from(disk.style)
    return Press(
        cite=ahead.run,
        read_bibtex=pandoc.bibtex,
        write_bibtex=ahead.write_bibtex,
        version=version,
        styles=styles,
        atlas=disk.atlas,
        plates=plates.own(),
        tell=tell,
        begin=ahead.begin,
        busy=ahead.busy,
        begin_bibtex=ahead.begin_bibtex,
        spool=spool,
    )


def _version(memory: Memory) -> str:
    """Return the version of pandoc; of a program that looks as it did, it is remembered."""
    looks = pandoc.looks()
    known = memory.recall("pandoc", looks)
    if isinstance(known, str):
        return known
    version = pandoc.version()
    memory.keep("pandoc", looks, version)
    return version
