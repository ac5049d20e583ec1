"""Makeready: what is done while pandoc is at work is what pages would do later, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from microsite import disk, edition, maps, pandoc
from microsite.memo import Forgetful
from microsite.plates import Plates
from microsite.press import Order, Output, Press, styles_from

PROJECT = Path(__file__).resolve().parent.parent
SITES = [PROJECT, *sorted(path for path in (PROJECT / "tests/sites").iterdir() if (path / "site.yaml").is_file())]
ORDER = Order(drafts=False, base_url="", epoch="", jobs=1)


@pytest.mark.parametrize("site", SITES, ids=lambda path: path.name)
def test_a_site_is_the_same_however_long_pandoc_took(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made ready is what the pages ask for: after all of it no map is drawn, and the bytes are the same."""
    drawn: list[tuple[object, ...]] = []
    draw = maps.draw
    monkeypatch.setattr(
        maps, "draw", lambda sheets, *a, **k: (drawn.append((*a, *k.values())), draw(sheets, *a, **k))[1]
    )
    without, late = _made(site, lambda: False), [*drawn]
    drawn.clear()
    before: list[int] = []
    ready = _made(site, lambda: not before.append(len(drawn)))

    assert without == ready
    assert sorted(map(repr, late)) == sorted(map(repr, drawn))
    assert not before or len(drawn) == before[-1]


def test_a_torn_template_is_told_once(tmp_path: Path) -> None:
    """What is no Jinja2 is compiled ahead no less than the others, and told where it always is."""
    for name in ("site.yaml", "content/chapters/01-one.md", "content/sources/all.yaml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "site.yaml").write_text("title: T\nlanguage: en\n")
    (tmp_path / "content/chapters/01-one.md").write_text("---\ntitle: One\nyears: 1950\n---\n\nWords [@a].\n")
    (tmp_path / "content/sources/all.yaml").write_text("- id: a\n  type: book\n  title: A Book\n  issued: 1950\n")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/home.html").write_text("{% if %}")
    manuscript = disk.manuscript(disk.read(tmp_path), Forgetful())
    rules = [
        [finding.problem.rule for finding in edition.make(manuscript, ORDER, _press(busy), Forgetful()).findings]
        for busy in (lambda: False, lambda: True)
    ]

    assert 1 == rules[0].count("template-error")
    assert rules[0] == rules[1]


def _made(site: Path, busy: Callable[[], bool]) -> dict[str, Output]:
    """Return the files of a site made by a pandoc that is `busy` whenever somebody asks, or never."""
    manuscript = disk.manuscript(disk.read(site), Forgetful())
    return dict(edition.make(manuscript, ORDER, _press(busy), Forgetful()).outputs)


def _press(busy: Callable[[], bool]) -> Press:
    whole = Press(pandoc.run, pandoc.bibtex, pandoc.write_bibtex, "", styles_from(disk.style), disk.atlas, Plates())
    return replace(whole, busy=lambda *_: busy())
