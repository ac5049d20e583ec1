"""The subsets of the text face, with their licence and with stand-ins of the same measure; run by hand.

    npm pack source-serif@4.5.1
    pip install -e '.[fonts]'
    python build.py && python tools/fonts.py source-serif-4.5.1.tgz

1. Cut the regular and the italic of the package down to what histories use, into `static/fonts/`.
2. Put the package's licence beside them. It reserves the name ‘Source’, so the subsets bear another.
3. Measure the faces that readers have, and write the rules of all of them into `static/style.css`.
"""

from __future__ import annotations

import hashlib
import html
import io
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "19a448df98f4aa777de3452b0a1e29aa7ffe29252fe552c8a2d2531702d80746"
"""The SHA-256 of the tarball of `source-serif` 4.5.1 in npm's registry, which Adobe publishes."""

FAMILY = "Microsite Serif"
EARLY = "Microsite Early"
"""The same files under another name, by which a first visit waits for them a moment; the style sheet says how."""
STYLES = {"normal": ("SourceSerif4-Regular", "regular"), "italic": ("SourceSerif4-It", "italic")}
"""The file of the package and the name of the subset, by `font-style`."""

LETTERS = (
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x1CD, 0x1DC),  # the third and fourth tones of Pinyin
    (0x218, 0x21B),  # Romanian
    (0x400, 0x45F),  # Cyrillic: Russian, Ukrainian, Belarusian, Serbian
    (0x490, 0x491),  # Ukrainian
    (0x4AE, 0x4AF),  # Mongolian
    (0x4E8, 0x4E9),
)
SIGNS = "‐‑‒–—―‘’‚“”„†‡•…\u202f‰′″‹›⁄€₽№™←↑→↓−≈≠≤≥ʻʼ\ufffd"
"""What else prose, notes and tables need."""

CAPITALS = ((0x20, 0x7E), (0xA1, 0xFF), (0x410, 0x44F))
"""What has small capitals; with the vowels of Pinyin, and the letters that Russian and Ukrainian add."""
MORE_CAPITALS = "āēīōūǎěǐǒǔǖǘǚǜĀĒĪŌŪǍĚǏǑǓǕǗǙǛšžčŠŽČёЁєЄіІїЇґҐ‘’“”–—…"
FEATURES = ["kern", "liga", "calt", "onum", "lnum", "pnum", "tnum"]
"""What the style sheet asks for. No letter here is composed of others: marks and their anchors are not kept."""
SMALL = ["smcp", "c2sc"]

DEBIAN = Path("/usr/share/fonts/truetype")
STAND_INS: Mapping[str, Mapping[str, tuple[Path, tuple[str, ...]]]] = {
    "Georgia": {
        "normal": (Path("gelasio-latin-400-normal.woff2"), ("Georgia",)),
        "italic": (Path("gelasio-latin-400-italic.woff2"), ("Georgia Italic", "Georgia-Italic")),
    },
    "Times": {
        "normal": (
            DEBIAN / "liberation/LiberationSerif-Regular.ttf",
            ("Times New Roman", "TimesNewRomanPSMT", "Liberation Serif", "Tinos"),
        ),
        "italic": (
            DEBIAN / "liberation/LiberationSerif-Italic.ttf",
            ("Times New Roman Italic", "TimesNewRomanPS-ItalicMT", "Liberation Serif Italic", "Tinos Italic"),
        ),
    },
    "Noto": {
        "normal": (DEBIAN / "noto/NotoSerif-Regular.ttf", ("Noto Serif", "NotoSerif-Regular")),
        "italic": (DEBIAN / "noto/NotoSerif-Italic.ttf", ("Noto Serif Italic", "NotoSerif-Italic")),
    },
}
"""The faces that readers have, in the order of trial: what is measured for each, and its local names.

Gelasio (npm `@fontsource/gelasio`, its files beside the tarball) has Georgia's widths, Liberation Serif
(Debian `fonts-liberation`) those of Times New Roman; Noto Serif is Android's and many a Linux's (`fonts-noto-core`).
"""

BLOCK = re.compile(r"(/\* Written by tools/fonts\.py[^\n]*\*/\n).*?(/\* end of tools/fonts\.py \*/)", re.DOTALL)
"""Where the rules stand in the style sheet."""


def main(tarball: Path) -> None:
    """Write the subsets, the licence and the rules."""
    data = tarball.read_bytes()
    if hashlib.sha256(data).hexdigest() != PACKAGE:
        sys.exit(f"{tarball} is not the tarball of source-serif 4.5.1")
    text = _text()
    rules = []
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        _write("LICENSE.txt", _member(package, "LICENSE.md"))
        for style, (source, name) in STYLES.items():
            whole = _member(package, f"WOFF2/TTF/{source}.ttf.woff2")
            _write(f"{name}.woff2", _subset(whole, text.keys(), name))
            address = f"url('fonts/{name}.woff2') format('woff2')"
            rules.append(_face(FAMILY, style, address, "font-display: optional"))
            rules.append(_face(EARLY, style, address, "font-display: swap"))
            rules.extend(_stand_ins(TTFont(io.BytesIO(whole)), style, text, tarball.parent))
    sheet = ROOT / "static" / "style.css"
    block = "".join(f"{rule}\n" for rule in rules)
    sheet.write_text(BLOCK.sub(lambda found: found[1] + block + found[2], sheet.read_text("utf-8")), encoding="utf-8")


def _text() -> Counter[str]:
    """Return how often each character stands in the pages that were built."""
    found: Counter[str] = Counter()
    for page in sorted((ROOT / "_site").rglob("*.html")):
        main = page.read_text("utf-8").partition("<main")[2]
        found.update(re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", "", main))))
    return found


def _subset(whole: bytes, used: Iterable[str], name: str) -> bytes:
    """Return the font with the letters of the margin and those that are used, as WOFF2.

    The small capitals are chosen apart: those of every letter would be a quarter of the file.
    """
    letters = _range(LETTERS) | {ord(sign) for sign in SIGNS} | {ord(letter) for letter in used}
    capitals = _range(CAPITALS) | {ord(letter) for letter in MORE_CAPITALS}
    plain = _cut(whole, letters, FEATURES).getGlyphOrder()
    small = _cut(whole, capitals, FEATURES + SMALL).getGlyphOrder()
    font = _cut(whole, letters, FEATURES + SMALL, glyphs=[*plain, *small])
    for record in list(font["name"].names):
        if record.nameID not in (0, 13, 14) or record.langID != 0x409:  # noqa: PLR2004
            font["name"].names.remove(record)
    for number, words in ((1, FAMILY), (2, name.capitalize()), (4, f"{FAMILY} {name}"), (6, f"MicrositeSerif-{name}")):
        font["name"].setName(words, number, 3, 1, 0x409)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _cut(whole: bytes, letters: Iterable[int], features: list[str], glyphs: Iterable[str] = ()) -> TTFont:
    """Return the font with these letters and what the features make of them, or with exactly these glyphs."""
    options = Options(layout_features=features, hinting=False, layout_closure=not glyphs, name_IDs=["*"])
    options.drop_tables += ["BASE"]
    options.notdef_outline = True
    font = TTFont(io.BytesIO(whole), recalcTimestamp=False)
    cutter = Subsetter(options)
    cutter.populate(unicodes=letters, glyphs=glyphs)
    cutter.subset(font)
    return font


def _stand_ins(real: TTFont, style: str, text: Counter[str], beside: Path) -> Iterable[str]:
    """Yield the rules of the stand-ins: as wide as the real face over the site's text, and on its lines.

    CSS Fonts 5, §3: `size-adjust` scales the metrics too, so the overrides are divided by it.
    """
    for name, cuts in STAND_INS.items():
        file, local = cuts[style]
        other = TTFont(beside / file)
        both = {ord(letter) for letter in text if letter.isalpha() or letter in " ,.;:’()"}
        both &= real.getBestCmap().keys() & other.getBestCmap().keys()
        scale = _width(real, text, both) / _width(other, text, both)
        height, em = real["hhea"], real["head"].unitsPerEm
        yield _face(
            f"{FAMILY} {name}",
            style,
            ", ".join(f"local('{face}')" for face in local),
            f"size-adjust: {scale:.2%}",
            f"ascent-override: {height.ascender / em / scale:.2%}",
            f"descent-override: {-height.descender / em / scale:.2%}",
            "line-gap-override: 0%",
        )


def _width(font: TTFont, text: Counter[str], letters: Iterable[int]) -> float:
    """Return the width of these letters of the text, in ems."""
    named, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    return sum(text[chr(letter)] * advances[named[letter]][0] / em for letter in sorted(letters))


def _face(family: str, style: str, source: str, *more: str) -> str:
    lines = (f"font-family: '{family}'", f"font-style: {style}", f"src: {source}", *more)
    return f"@font-face {{ {'; '.join(lines)}; }}"


def _range(spans: Iterable[tuple[int, int]]) -> set[int]:
    return {letter for first, last in spans for letter in range(first, last + 1)}


def _member(package: tarfile.TarFile, path: str) -> bytes:
    file = package.extractfile(f"package/{path}")
    if file is None:
        sys.exit(f"there is no {path} in the package")
    return file.read()


def _write(name: str, data: bytes) -> None:
    folder = ROOT / "static" / "fonts"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
