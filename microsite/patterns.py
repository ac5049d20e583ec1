"""Regular expressions that are compiled when they are first asked for something.

A hundred of them take a hundredth of a second, and most runs need half.
"""

from __future__ import annotations

import re
import typing
from typing import AnyStr

_ASKED = ("search", "match", "fullmatch", "sub", "split", "finditer", "findall", "pattern")


class _Pattern:
    """What is compiled when it is first asked for something, and from then on answers as quickly as `re` does."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self.source = source
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = re.compile(self.source, self.flags)
        for one in _ASKED:
            setattr(self, one, getattr(compiled, one))
        return getattr(compiled, name)


def late(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what does as `re.compile` of the same would, and raises `re.error` later."""
    return typing.cast("re.Pattern[AnyStr]", _Pattern(source, flags))
