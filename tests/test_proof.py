"""What a browser is shown: pages, versions, and the paragraph that was edited."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from microsite import editors, proof
from microsite.proof import Proof
from microsite.stage import Message, Stage
from microsite.watching import ANYTHING
from microsite.workshop import Made, Workshop

PAGE = (
    b'<!DOCTYPE html><head><link rel="stylesheet" href="static/style.0123456789.css"></head>'
    b'<main><p id="a">One.</p>\n<p id="b">Two.</p>\n<p id="c">Three.</p>\n</main>'
)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (b"Two.", b"Two and a half.", "b"),
        (b'id="b">Two.', b'id="b2">Two, once more.', "b2"),
        (b"Three.", b'Three.</p>\n<p id="d">Four.', "d"),
        (b'<p id="b">Two.</p>\n', b"", "c"),
        (b'<p id="c">Three.</p>\n', b"", "b"),
        (b"</head>", b"<title>Else</title></head>", ""),
    ],
)
def test_the_paragraph_that_was_edited(old: bytes, new: bytes, found: str) -> None:
    """It is the first that is another; where one went, the one that stands there; what is not text is none."""
    assert found == proof.edited(PAGE, PAGE.replace(old, new))


def test_a_version_outlives_the_name_of_a_style_sheet() -> None:
    """A page whose style sheet alone has another name is the same page, and is served with the new name."""
    one = proof.renewed(Proof(), {"index.html": PAGE})
    two = proof.renewed(one, {"index.html": PAGE.replace(b"0123456789", b"abcdef0123")})
    three = proof.renewed(two, {"index.html": PAGE.replace(b"One", b"Eins")})
    version = proof.shown(one, "/").version

    assert version == proof.shown(two, "/").version
    assert b"abcdef0123" in proof.shown(two, "/").body
    assert not proof.outdated(two, "/", version)
    assert proof.outdated(three, "/index.html", version)


def test_files_of_former_editions_are_kept_where_their_names_tell_their_content() -> None:
    """A page on its way still gets its style sheet; a page that went is gone."""
    before = {"static/style.0123456789.css": b"old", "static/a/b.0123456789.svg": b"<svg/>", "about.html": PAGE}
    now = proof.renewed(proof.renewed(Proof(), before), {"index.html": PAGE})

    assert b"old" == proof.shown(now, "/static/style.0123456789.css").body
    assert b"<svg/>" == proof.shown(now, "/static/a/b.0123456789.svg").body
    assert 404 == proof.shown(now, "/about.html").status


def test_a_page_without_a_head_gets_its_script() -> None:
    """Whatever a template makes, the script is in it."""
    now = proof.renewed(Proof(), {"a.html": b"<p>Bare", "chapters/index.html": PAGE})

    assert proof.shown(now, "/a.html").body.startswith(b"<p>Bare<script ")
    assert "/chapters/" == proof.shown(now, "/chapters").moved
    assert 200 == proof.shown(now, "/chapters/").status


def test_nothing_stands_in_for_a_page_that_is_open() -> None:
    """A browser keeps its old page while a server that has just begun has none; a stand-in is renewed."""
    fresh, broken = Proof(), Proof(built=True, printed="a.md:1:1: error <&>\n")
    stand_in = proof.shown(fresh, "/")

    assert not proof.outdated(fresh, "/", "0123456789abcdef")
    assert not proof.outdated(broken, "/", "0123456789abcdef")
    assert proof.outdated(broken, "/", stand_in.version)
    assert b"error &lt;&amp;&gt;" in proof.shown(broken, "/").body
    assert (503, 503) == (stand_in.status, proof.shown(broken, "/").status)


@pytest.mark.parametrize(
    ("editor", "expected"),
    [
        ("vscode", "vscode://file/srv/my%20site/a.md:3:5"),
        ("zed", "zed://file/srv/my%20site/a.md:3:5"),
        ("idea", "idea://open?file=/srv/my%20site/a.md&line=3&column=5"),
        ("my://open{path}#{line}", "my://open/srv/my%20site/a.md#3"),
        ("nonsense", "vscode://file/srv/my%20site/a.md:3:5"),
    ],
)
def test_links_into_editors(editor: str, expected: str) -> None:
    """An editor is called as it listens; one that is not known is the default."""
    assert expected == editors.link(editor, "/srv/my site/a.md", 3, 5)


def test_what_is_an_editor() -> None:
    """A name, or an address with the path in it that runs no script."""
    good = ("vscode", "textmate", "my://open?{path}", "x-y:{path}:{line}:{column}")
    bad = (
        "vi",
        "",
        "my://open",
        "my://{line}",
        "javascript:alert('{path}')",
        "{path}",
        "my://{path} {line}",
        "my://{path}{x}",
    )

    assert [*good] == [name for name in (*good, *bad) if editors.known(name)]


def test_paths_of_windows() -> None:
    """A drive is part of the path."""
    assert "vscode://file/C%3A/site/a.md:1:1" == editors.link("vscode", "C:\\site\\a.md", 1, 1)


class Nobody:
    """Browsers of which there are none."""

    def tell(self, message: Message) -> None:
        """Do nothing."""

    def reload(self, path: str) -> None:
        """Do nothing."""

    def stale(self, _: Proof) -> Iterable[str]:
        """Return nothing."""
        return ()


class Faulty(Workshop):
    """A generator with a fault, which the second edit mends."""

    def make(self, changed: frozenset[str]) -> Made:
        """Fail, or return a site of one page."""
        if changed == ANYTHING:
            raise RecursionError("too deep")
        return Made({"index.html": PAGE}, (), "", {})


def test_a_fault_of_the_generator_is_survived(tmp_path: Path) -> None:
    """A fault of the generator's own is told with its place, and the next edit is built."""
    said: list[str] = []

    async def run() -> None:
        good = asyncio.Event()

        def say(words: str) -> None:
            said.append(words)
            if "files changed" in words:
                good.set()

        stage = Stage(Faulty(tmp_path, drafts=False), Nobody(), say)
        inbox = asyncio.Queue[frozenset[str]]()
        builds = asyncio.create_task(stage.build_for_ever(inbox))
        inbox.put_nowait(ANYTHING)
        await stage.ready.wait()
        assert "RecursionError: too deep" in stage.made.notices[0].words
        inbox.put_nowait(frozenset({"a.md"}))
        await good.wait()
        builds.cancel()
        stage.end()

    # In a thread of its own: the browser of other tests has a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()

    assert "the generator has failed" in said[0]
    assert "1 of 1 files changed" in said[-1]
