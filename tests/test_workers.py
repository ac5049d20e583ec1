"""Work that several processes share."""

from __future__ import annotations

import os

import pytest

from microsite import workers


def double(number: int) -> tuple[int, int]:
    """Return twice the number, and who has worked it out."""
    return 2 * number, os.getpid()


@pytest.mark.parametrize("jobs", [0, 1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 29, 30, 100])
def test_results_come_in_order(count: int, jobs: int) -> None:
    """Whoever works it out, the first result is that of the first piece."""
    assert [2 * n for n in range(count)] == [made for made, _ in workers.mapped(double, range(count), jobs)]


def test_one_job_is_one_process() -> None:
    """With one job, and with few pieces, nobody else is asked."""
    assert {os.getpid()} == {who for _, who in workers.mapped(double, range(100), 1)}
    assert {os.getpid()} == {who for _, who in workers.mapped(double, range(29), 2)}


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_copy_knows_what_is_known_here(number: int) -> None:
    """What a process is forked with need not be sent to it; each result comes with the place of its piece."""
    here = os.getpid()
    made = [*workers.forked(lambda piece: (piece * 3, os.getpid() == here), range(10), number)]

    assert [(n, (n * 3, False)) for n in range(10)] == sorted(made)


def test_two_jobs_are_two_processes() -> None:
    """With two jobs and many pieces, this process only waits."""
    who = {who for _, who in workers.mapped(double, range(1000), 2)}

    assert os.getpid() not in who
    assert len(who) in (1, 2)
