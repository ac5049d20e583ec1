"""The press as this machine can have it: pandoc, the styles and the atlas."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

from microsite import disk, pandoc
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
        secret=_secret(),
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


def _secret() -> str:
    """Return what only this copy of the generator knows, or an empty string where it can keep nothing.

    What memory has under a key with this in it was put there by this machine: `.cache/` may come from another.
    """
    path = Path(__file__).resolve().parent / "__pycache__" / "secret"
    try:
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            with (
                contextlib.suppress(FileExistsError),
                os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
            ):
                file.write(os.urandom(32).hex())
        known = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
    return known if len(known) == 64 else ""  # noqa: PLR2004 - as many digits
