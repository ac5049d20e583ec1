"""Sketches: what is asked of pandoc before a text is parsed is what is asked after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite import chapter, disk, edition, gathering, pandoc
from microsite.errands import Errand
from microsite.gathering import Gathered
from microsite.memo import Forgetful
from microsite.plates import Plates
from microsite.press import Order, Press, silent, styles_from
from microsite.text import whole

PROJECT = Path(__file__).resolve().parent.parent
SITES = [PROJECT, *sorted(path for path in (PROJECT / "tests/sites").iterdir() if (path / "site.yaml").is_file())]
ORDER = Order(drafts=False, base_url="", epoch="", jobs=1)


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_a_sketch_asks_what_the_text_asks(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources, citations in their order with the numbers of their notes, and short forms are known from marks alone."""
    monkeypatch.setattr(gathering, "_MANY", 1)
    press = Press(pandoc.run, pandoc.bibtex, str, "", styles_from(disk.style), disk.atlas, Plates(), silent)
    sketched: list[Gathered] = []
    manuscript = disk.manuscript(disk.read(site), Forgetful())
    gathered = gathering.gather(manuscript, press, Forgetful(), 1, sketched.append)
    asked = [edition._request(edition._resolved(one, ORDER, Forgetful()), one.style) for one in (*sketched, gathered)]

    assert 2 == len(asked)
    assert asked[0] == asked[1]


def test_a_sketch_nests_blocks_as_the_text_does() -> None:
    """What stands in a block, and in a block in it, stands there in the sketch."""
    text = "/// dispute | Who [@a]?\n//// account | China\nThey [@b].\n////\n///\n\nAnd [@c]."
    made = chapter.sketch(whole("content/pages/p.md", f"---\ntitle: P\n---\n{text}"))

    assert made is not None
    dispute, after = made.article.body
    assert ["dispute", "account"] == [dispute.kind, dispute.content[0].kind]  # type: ignore[union-attr]
    keys = [dispute.title[0], dispute.content[0].content[0], after]  # type: ignore[union-attr]
    assert ["a", "b", "c"] == [hole.mark.cites[0].key for hole in keys]  # type: ignore[union-attr]


def test_what_has_no_front_matter_has_no_sketch() -> None:
    """A text that cannot be parsed cannot be sketched."""
    assert chapter.sketch(whole("content/chapters/01-a.md", "Words.")) is None
    assert chapter.sketch(whole("content/pages/a.md", "---\ntitle: [\n---\nWords.")) is None


def test_what_was_begun_is_not_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pandoc runs once where the question is the same, again where it is another, and stops where nobody waits."""
    started: list[str] = []
    citing = pandoc._citing

    def counted(*asked: str) -> Errand:
        started.append(asked[0])
        return citing(*asked)

    monkeypatch.setattr(pandoc, "find", lambda: pandoc.Program("/bin/echo", "3.9"))
    monkeypatch.setattr(pandoc, "_citing", counted)
    with pandoc.Ahead() as ahead:
        ahead.begin([("a", "", "", "en")])
        ahead.begun["a", "", "", "en"].process.wait()
        busy = [ahead.busy(word, "", "", "en") for word in ("a", "b")]
        first = ahead.run("a", "", "", "en")
        second = ahead.run("b", "", "", "en")
        ahead.begin([("c", "", "", "en")])
        left = next(iter(ahead.begun.values()))

    assert ["a", "b", "c"] == started
    assert [False, False] == busy
    assert "--citeproc" in first[0]
    assert "--citeproc" in second[0]
    assert left.process.poll() is not None
    assert not Path(left.folder.name).exists()
