"""Style sheets: smaller, in the colours of the sides, and the same to a browser."""

from __future__ import annotations

from pathlib import Path

from microsite import disk, records, sheets
from microsite.model import Site
from microsite.text import whole

SITE = "title: A\nlanguage: en\nsides:\n  - {id: upper, name: Upper, colour: '#102030'}\n"


def site(text: str = SITE) -> Site:
    """Return what `site.yaml` says."""
    read, problems = records.read_site(whole("site.yaml", text))

    assert () == problems
    assert read is not None
    return read


def test_comments_and_spaces_go() -> None:
    """What only authors read is not published; what a browser tells apart stays apart."""
    written = b"/* why */\na :hover ,\nb { width: calc( 1px + 2px ); content: ' /* } */ ' }\n"

    assert b"a :hover,b{width:calc(1px + 2px);content:' /* } */ '}" == sheets.published(
        "static/a.css", written, {}, site()
    )


def test_files_are_named_by_their_hashes() -> None:
    """A font that is copied is named as it is published, anything else as it is written."""
    written = b"@font-face{src:url('fonts/a.woff2')}b{background:url(data:image/png;base64,AA==) url(c.png)}"
    made = sheets.published("static/a.css", written, {"static/fonts/a.woff2": "static/fonts/a.0123.woff2"}, site())

    assert written.replace(b"a.woff2", b"a.0123.woff2") == made


def test_the_main_sheet_ends_with_the_colours_of_the_sides() -> None:
    """`site.yaml` colours the sides, on screens that are dark more palely; other sheets and colourless sites do not."""
    made = sheets.published(sheets.MAIN, b"", {}, site())

    assert made.startswith(b":root{--side-1:#102030;}@media screen and (prefers-color-scheme:dark){")
    assert b"" == sheets.published("static/text.css", b"", {}, site())
    assert b"" == sheets.published(sheets.MAIN, b"", {}, site("title: A\nlanguage: en\n"))


def test_the_list_of_sheets_is_whole() -> None:
    """The main sheet says what each sheet of the house is for, but for those of one page or one script."""
    held = Path(disk.PROJECT, "static")
    head = (held / "style.css").read_text(encoding="utf-8").partition("*/")[0]
    listed = {line.split()[0] for line in head.splitlines() if line.split()[:1] and line.split()[0].endswith(".css")}

    assert listed <= {path.name for path in held.glob("*.css")}
    assert {"style.css", "text.css", "picture.css", "home.css", "register.css"} <= listed
