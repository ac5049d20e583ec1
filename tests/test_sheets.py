"""Style sheets: smaller, in the colours of the sides, and the same to a browser."""

from __future__ import annotations

import re
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


def published(path: str, files: dict[str, bytes], text: str = SITE) -> bytes:
    """Return a sheet as it is published, where a font is copied too."""
    return sheets.published(path, files, {"static/fonts/a.woff2": "static/fonts/a.0123.woff2"}, site(text))


def test_comments_and_spaces_go() -> None:
    """What only authors read is not published; what a browser tells apart stays apart."""
    written = b"/* why */\na :hover ,\nb { width: calc( 1px + 2px ); content: ' /* } */ ' }\n"

    assert b"a :hover,b{width:calc(1px + 2px);content:' /* } */ '}" == published(
        "static/a.css", {"static/a.css": written}
    )


def test_files_are_named_by_their_hashes() -> None:
    """A font that is copied is named as it is published, anything else as it is written."""
    written = b"@font-face{src:url('fonts/a.woff2')}b{background:url(data:image/png;base64,AA==) url(c.png)}"

    assert written.replace(b"a.woff2", b"a.0123.woff2") == published("static/a.css", {"static/a.css": written})


def test_imports_are_put_in_once() -> None:
    """A sheet holds those that it imports, in their order and each once, however they import one another."""
    files = {
        "static/a.css": b"@import 'b.css';\n@import \"more/c.css\";\na { b: c }",
        "static/b.css": b"@import 'more/c.css';\nb { b: c }",
        "static/more/c.css": b"/* d */\n@import '../a.css';\nc { b: url('../fonts/a.woff2') }",
    }

    assert b"c{b:url('../fonts/a.0123.woff2')}b{b:c}a{b:c}" == published("static/a.css", files)


def test_what_is_not_there_is_imported_by_the_browser() -> None:
    """An import of what the site does not have is left to whoever reads the sheet."""
    assert b"@import 'z.css';a{b:c}" == published("static/a.css", {"static/a.css": b"@import 'z.css';\na { b: c }"})


def test_the_main_sheet_ends_with_the_colours_of_the_sides() -> None:
    """`site.yaml` colours the sides, on screens that are dark more palely; other sheets and colourless sites do not."""
    files = {sheets.MAIN: b"", "static/text.css": b""}

    assert published(sheets.MAIN, files).startswith(b":root{--side-1:#102030;}@media screen and (prefers-color-scheme:")
    assert b"" == published("static/text.css", files)
    assert b"" == published(sheets.MAIN, files, "title: A\nlanguage: en\n")


def test_the_list_of_sheets_is_whole() -> None:
    """The main sheet says what each sheet of the house is for, but for those that come by a script or to one page."""
    held = Path(disk.PROJECT, "static")
    head = (held / "style.css").read_text(encoding="utf-8").partition("*/")[0]
    listed = set(re.findall(r"[\w-]+\.css", head))

    assert listed <= {path.name for path in held.glob("*.css")}
    assert {"style.css", "text.css", "picture.css", "curve.css", "chapter.css", "home.css", "register.css"} <= listed
