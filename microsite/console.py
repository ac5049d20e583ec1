"""What every command shares: the exit statuses, misuse, and how a terminal is spoken to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TextIO

from microsite.text import guess

BUILT, BROKEN, MISUSED = 0, 1, 2
"""The exit statuses: done, the content has errors, the command line cannot be understood."""

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it: 128 and the number of the signal."""

Paint = Callable[[str, str], str]
"""What puts words into a style: `paint("red", "3 errors")`."""

_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
"""The styles by name, as ECMA-48 numbers them (Select Graphic Rendition)."""


class MisuseError(Exception):
    """What only the caller can mend: a folder that is not there, an answer that is missing."""


def unknown(message: str, word: str, known: Iterable[str]) -> MisuseError:
    """Return the complaint about a word that there is not, with what was probably meant."""
    hint = guess(word, known)
    return MisuseError(f"{message}; {hint}" if hint else message)


def paint_for(stream: TextIO) -> Paint:
    """Return what colours words on a terminal, and leaves them as they are elsewhere.

    https://no-color.org: where `NO_COLOR` is set and not empty, nothing is coloured; `FORCE_COLOR` is its opposite.
    """
    if os.environ.get("NO_COLOR"):
        return _plain
    return _painted if os.environ.get("FORCE_COLOR") or (is_terminal(stream)) else _plain


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person watches a stream, on a terminal that can go back in its line."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _plain(_: str, words: str) -> str:
    return words


def _painted(style: str, words: str) -> str:
    return f"\x1b[{_STYLES[style]}m{words}\x1b[0m"
