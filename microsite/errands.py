"""A program that is sent on an errand, from files into files: it waits for nobody to read what it says.

Imported when the first is sent: to be able to costs three milliseconds, and most runs send none.
"""

from __future__ import annotations

import os
import select
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from microsite.values import dataclass


class UnsentError(Exception):
    """A program does not start; the message says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a program said when it was done."""

    code: int
    """Its exit status."""
    out: str
    """What it said."""
    err: str
    """What it complained of."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A program at work in a folder of its own."""

    process: subprocess.Popen[bytes]
    """The program."""
    folder: tempfile.TemporaryDirectory[str]
    """The folder, with the files `in`, `out` and `err`."""

    def wait(self, seconds: int) -> Said:
        """Return what it said when it is done; raise `TimeoutError` where it takes longer, and end it."""
        try:
            code = self.process.wait(0 if _watched(self.process, seconds) else seconds)
            out, err = (Path(self.folder.name, name).read_text(encoding="utf-8") for name in ("out", "err"))
            return Said(code, out, err)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        finally:
            self.stop()

    def stop(self) -> None:
        """End it, if it has not ended, and remove its folder."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.folder.cleanup()


def send(command: Sequence[str], text: str, files: Mapping[str, str], more: Mapping[str, str]) -> Errand:
    """Start a program that reads `text`, with `files` around it and `more` in its environment.

    A `{}` among its options stands for its folder. Raises `UnsentError` where it does not start.
    """
    folder = tempfile.TemporaryDirectory(prefix="microsite-")
    for name, content in {**files, "in": text}.items():
        Path(folder.name, name).write_text(content, encoding="utf-8", newline="")
    words = [command[0], *(word.replace("{}", folder.name) for word in command[1:])]
    try:
        with (
            Path(folder.name, "in").open("rb") as source,
            Path(folder.name, "out").open("wb") as out,
            Path(folder.name, "err").open("wb") as err,
        ):
            own = {**os.environ, **more}
            process = subprocess.Popen(words, stdin=source, stdout=out, stderr=err, cwd=folder.name, env=own)
    except OSError as error:
        folder.cleanup()
        raise UnsentError(error.strerror) from None
    return Errand(process, folder)


def asked(*command: str) -> str:
    """Return what a program says to a short question, or an empty string where it does not even start."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def _watched(process: subprocess.Popen[bytes], seconds: int) -> bool:
    """Wait for the end of a process where the system tells of it, sooner than `wait`, which looks every 50 ms; tell if it does."""
    if not hasattr(os, "pidfd_open") or process.poll() is not None:
        return False
    try:
        told = os.pidfd_open(process.pid)
    except OSError:
        return False
    try:
        waiting = select.poll()
        waiting.register(told)
        waiting.poll(seconds * 1000)
    finally:
        os.close(told)
    return True
