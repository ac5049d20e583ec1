"""A program is sent on an errand: what it says comes back, and nothing of it is left."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from microsite import errands

HERE = "import os, sys; print(os.getcwd(), open('more').read(), sys.stdin.read(), os.environ['OWN'], *sys.argv[1:])"


def test_what_a_program_says_comes_back() -> None:
    """It reads its text and the files around it, in a folder that is gone afterwards."""
    errand = errands.send((sys.executable, "-c", HERE, "--at={}"), "text", {"more": "file"}, {"OWN": "wish"})
    said = errand.wait(60)

    folder, *rest = said.out.split()
    assert ["file", "text", "wish", f"--at={folder}"] == rest
    assert (0, "") == (said.code, said.err)
    assert not Path(folder).exists()


def test_a_program_that_takes_too_long_is_ended() -> None:
    """And so is its folder."""
    errand = errands.send((sys.executable, "-c", "import time; time.sleep(60)"), "", {}, {})
    with pytest.raises(TimeoutError):
        errand.wait(1)

    assert errand.process.poll() is not None
    assert not Path(errand.folder.name).exists()


def test_a_program_that_is_not_there_is_not_sent() -> None:
    """The message is the system's."""
    with pytest.raises(errands.UnsentError, match="No such file"):
        errands.send(("/nowhere/at/all",), "", {}, {})
    assert errands.asked("/nowhere/at/all", "--version") == ""
