"""Everything that was read from disk, as text with positions and as bytes."""

from __future__ import annotations

import codecs
import hashlib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field

from microsite.patterns import late
from microsite.text import Problem, Span, Text, whole
from microsite.values import dataclass

DATA = ("events", "people", "places", "terms", "quotations", "series")
"""The data files of `content/`, each with the ending `.yaml`."""

MANY = 1500
"""So many texts are held at once."""
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NO_TEXT = late("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffe\uffff\U00010600\U00010601]")
"""Control characters, which HTML forbids; and the two letters of Linear A that stand for marks (`body.SLOT_OPEN`)."""
_CONTROLS = frozenset(b"\x0b\x7f" + bytes(range(9)) + bytes(range(0x0E, 0x20)))
_FAIR = bytes(byte for byte in range(256) if byte not in _CONTROLS)
"""The bytes of which, in UTF-8, no control character of ASCII consists."""
_FAIR_ASCII = _FAIR.translate(None, bytes(range(0x80, 0x100)))
_LEADS = (b"\xc2", b"\xef\xbf", b"\xf0\x90\x98")
"""How the others of `_NO_TEXT` begin in UTF-8, and much that is text."""
_COMPOSED = late(
    rb"(?:\xc2[\xa0-\xbf]|[\xc3\xd0\xd1][\x80-\xbf]|\xe2\x80[\x90-\xa7]|[\xe4-\xe9][\x80-\xbf][\x80-\xbf])*"
)
"""Letters of Europe and Russia, dashes and quotation marks, Han: NFC makes nothing else of any, whatever stands before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Part(Mapping[str, bytes]):
    """Some of the files of a mapping, which may read them when somebody asks."""

    files: Mapping[str, bytes]
    """All files."""
    names: Mapping[str, None]
    """The paths of these."""

    def __getitem__(self, path: str) -> bytes:
        if path not in self.names:
            raise KeyError(path)
        return self.files[path]

    def __contains__(self, path: object) -> bool:
        return path in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True, eq=False)
class Texts(Mapping[str, Text]):
    """Files that are known to be text, by path, each decoded when somebody reads it."""

    files: Mapping[str, bytes]
    """The files."""
    digests: Mapping[str, str]
    """The SHA-256 of each, in hexadecimal."""
    read: dict[str, Text] = field(default_factory=dict)
    """What has been decoded, as far as there is room."""

    def __getitem__(self, path: str) -> Text:
        if path not in self.read:
            text, _ = decoded(path, self.files[path])
            if text is None:
                raise KeyError(path)
            if len(self.read) >= MANY:
                return text
            self.read[path] = text
        return self.read[path]

    def __contains__(self, path: object) -> bool:
        return path in self.files

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The files of a site, by path relative to its folder, with forward slashes."""

    texts: Mapping[str, Text]
    """`site.yaml`, chapters, pages, data files, sources and templates."""
    assets: Mapping[str, bytes]
    """What is copied: everything in `static/`, and pictures beside the chapters."""
    problems: tuple[Problem, ...]
    """What could not be read as text."""

    @property
    def copied(self) -> Mapping[str, bytes]:
        """Return the files that are published as they are: those of `static/`, and what is no text of an author's."""
        texts = (".md", ".yaml", ".yml", ".json", ".bib", ".css")
        names = (path for path in self.assets if path.startswith("static/") or not path.endswith(texts))
        return Part(self.assets, dict.fromkeys(names))

    def within(self, folder: str, *endings: str) -> tuple[Text, ...]:
        """Return the texts below `folder` with one of the endings, or any, in the order of their paths."""
        return tuple(self.texts[path] for path in self.paths(folder, *endings))

    def paths(self, folder: str, *endings: str) -> tuple[str, ...]:
        """Return the paths of the texts below `folder` with one of the endings, or any, in their order."""
        ordered = sorted(self.texts)
        start = bisect_left(ordered, folder)
        end = bisect_left(ordered, True, start, key=lambda path: not path.startswith(folder))
        return tuple([path for path in ordered[start:end] if path.endswith(endings or ("",))])

    def digests(self, paths: Sequence[str]) -> Mapping[str, str]:
        """Return the SHA-256 of some of the texts by their paths: sooner than one after the other."""
        if isinstance(self.texts, Texts) and self.texts.digests.keys() >= set(paths):
            return dict(zip(paths, map(self.texts.digests.__getitem__, paths), strict=True))
        return {path: self.digest(path) for path in paths}

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file in hexadecimal: where it is known, nobody need read the file.

        Of a text that was never a file, it is that of its content.
        """
        if isinstance(self.texts, Texts) and path in self.texts.digests:
            return self.texts.digests[path]
        if path in self.assets:
            return hashlib.sha256(self.assets[path]).hexdigest()
        return hashlib.sha256(self.texts[path].content.encode("utf-8", "surrogatepass")).hexdigest()


def decoded(path: str, data: bytes) -> tuple[Text | None, tuple[Problem, ...]]:
    """Return the text of a file: UTF-8 with or without a mark, any line ends, in NFC.

    What is not in NFC is put into it, with a warning; the columns are then those of the text in NFC.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        written = data.decode()
    except UnicodeDecodeError as error:
        return None, (_undecodable(path, data, error),)
    content = written.replace("\r\n", "\n").replace("\r", "\n") if "\r" in written else written
    # The bytes are asked first: it takes a tenth of the time.
    rest = data.translate(None, _FAIR_ASCII)
    doubtful = rest and (rest.translate(None, _FAIR) or any(lead in rest for lead in _LEADS))
    strange = _NO_TEXT.search(content) if doubtful else None
    if strange:
        return None, (_strange(path, content, strange.start()),)
    if content.isascii() or unicodedata.is_normalized("NFC", content):
        return whole(path, content), ()
    return whole(path, unicodedata.normalize("NFC", content)), tuple(_denormal(path, content))


def surely_sound(data: bytes) -> bool:
    """Tell whether the bytes of a file are certainly text in which nothing is wrong; of all others, `decoded` tells."""
    data = data.removeprefix(codecs.BOM_UTF8)
    rest = data.translate(None, _FAIR_ASCII)
    if not rest:
        return True
    if not _COMPOSED.fullmatch(rest):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _strange(path: str, content: str, offset: int) -> Problem:
    character = f"U+{ord(content[offset]):04X}"
    hint = "leave it out."
    if content[offset] == "\0":
        hint = "the file is UTF-16, or no text at all: save it as UTF-8."
    elif "\x7f" < content[offset] <= "\x9f":
        hint = "it was a dash or a quotation mark of Windows-1252: write it anew."
    span = whole(path, content).at(offset, offset + 1)
    return Problem(span, "encoding", f"the character {character} has no place in a text", hint)


def _undecodable(path: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    if data.startswith(_UTF_16):
        return Problem(Span(path, 1, 1), "encoding", "the file is UTF-16, not UTF-8", "save the file as UTF-8.")
    before = data[: error.start].decode(errors="replace")
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    message = f"the byte 0x{data[error.start]:02X} is not UTF-8"
    return Problem(Span(path, line, column), "encoding", message, "save the file as UTF-8.")


def _denormal(path: str, content: str) -> list[Problem]:
    """Return a problem for the first character of each line that is not in NFC."""
    problems = []
    for number, line in enumerate(content.split("\n"), 1):
        normal = unicodedata.normalize("NFC", line)
        if normal != line:
            pairs = zip(line, normal, strict=False)
            offset = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(line), len(normal)))
            offset = min(offset, max(0, len(normal) - 1))
            hint = "the build composes it; `build.py fmt` does it for good."
            span = Span(path, number, offset + 1)
            problems.append(
                Problem(span, "not-nfc", f"`{normal[offset : offset + 1]}` is written as several characters", hint)
            )
    return problems
