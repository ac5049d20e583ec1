"""Work that several processes share."""

from __future__ import annotations

import os

import pytest

from microsite import workers


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_copy_knows_what_is_known_here(number: int) -> None:
    """What a process is forked with need not be sent to it; each result comes with the place of its piece."""
    here = os.getpid()
    made = [*workers.forked(lambda piece: (piece * 3, os.getpid() == here), range(10), number)]

    assert [(n, (n * 3, False)) for n in range(10)] == sorted(made)


def test_two_jobs_are_two_processes() -> None:
    """With two jobs and many pieces, this process only waits."""
    here = os.getpid()
    who = {made for _, made in workers.forked(lambda _: os.getpid(), range(1000), 2)}

    assert here not in who
    assert len(who) in (1, 2)


def test_an_order_of_none_is_one_a_core() -> None:
    """With no number of jobs, there is a process a core; an order of one is one."""
    assert workers.several(0) == os.cpu_count()
    assert workers.several(1) == 1
