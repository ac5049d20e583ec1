"""What several processes have made, until it is published."""

from __future__ import annotations

import hashlib
from pathlib import Path

from microsite import publish, workers
from microsite.press import Laid, Output
from microsite.spool import Spool

PAGES = {f"pages/{number}.html": f"{number} of many ".encode() * number for number in range(1, 200)}


def test_what_several_processes_lay_is_published(tmp_path: Path) -> None:
    """Each page comes out as it went in, however many processes lay theirs at once."""
    lay = Spool().begin()

    def laid(page: tuple[str, bytes]) -> tuple[str, Output]:
        return page[0], lay(page[1], hashlib.sha256(page[1]).hexdigest())

    made = dict(page for _, page in workers.forked(laid, [*PAGES.items()], 3))

    assert all(isinstance(output, Laid) for output in made.values())
    report = publish.publish(made, tmp_path / "site")
    assert len(PAGES) == report.written
    assert PAGES == {path: (tmp_path / "site" / path).read_bytes() for path in PAGES}
    assert dict(publish.current(tmp_path / "site")) == dict(report.digests)


def test_what_is_laid_stands_already(tmp_path: Path) -> None:
    """A page that was laid and stands as it is laid is not written again."""
    lay = Spool().begin()
    publish.publish(PAGES, tmp_path / "site")
    path = next(iter(PAGES))
    other = {path: lay(b"another", hashlib.sha256(b"another").hexdigest())}
    laid = {path: lay(data, hashlib.sha256(data).hexdigest()) for path, data in PAGES.items()}

    report = publish.publish({**laid, **other}, tmp_path / "site")

    assert ({path}, len(PAGES) - 1) == (set(report.changed), report.unchanged)
    assert b"another" == (tmp_path / "site" / path).read_bytes()
