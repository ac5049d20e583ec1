"""What other processes have made of a site, on the disk until it is published: all of it would fill a small machine."""

from __future__ import annotations

import fcntl
import os
from functools import partial
from typing import IO

from microsite.press import Laid, Lay


class Spool:
    """A file without a name, to which each process adds."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._file: IO[bytes] | None = None

    def begin(self) -> Lay:
        """Return what lays files there; processes that are forked after this can use it."""
        if self._file is None:
            import tempfile  # noqa: PLC0415 - a build that makes few pages needs none

            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it is closed with the process
        return partial(_lay, self._file)


def _lay(file: IO[bytes], content: bytes, digest: str) -> Laid:
    handle = file.fileno()
    fcntl.lockf(handle, fcntl.LOCK_EX)  # between processes; all of them have one place in the file
    try:
        start = os.lseek(handle, 0, os.SEEK_END)
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
    finally:
        fcntl.lockf(handle, fcntl.LOCK_UN)
    return Laid(digest, len(content), handle, start)
