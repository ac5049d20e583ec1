"""The marks of the prose, found in the source text, where line and column are known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from microsite import citations
from microsite.model import Citation, Mention, NoteCall
from microsite.patterns import late
from microsite.text import Problem, Text, holds, replaced
from microsite.values import dataclass

KINDS = ("dispute", "account", "quote", "chart", "map", "timeline")
"""The `///` blocks that there are."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first line of a `///` block."""

    kind: str
    """The word after the slashes."""
    argument: Text
    """What stands after the bar."""


Found = Citation | Mention | NoteCall | Opening


@dataclass(frozen=True, slots=True)
class Scan:
    """A source text cut at its marks."""

    parts: tuple[tuple[int, int, Found], ...]
    """(start, end, mark): each mark with the offsets that it takes the place of, in order."""
    notes: tuple[tuple[Text, Scan], ...]
    """The footnotes, each its label and what its text, without the indent, is cut into, in the order of the file."""
    text: Text
    """The source text without the definitions of its footnotes: they are blank there."""
    code: tuple[tuple[int, int], ...]
    """The offsets of what is code, a comment or an address, where no mark can stand."""
    problems: tuple[Problem, ...]
    """What an author has to mend."""


_INDENT = late(r"^(?: {4}|\t)", re.MULTILINE)
_DEFINITION = late(r"\[\^([^\]\s]+)\]:[ \t]*")
_FENCE = late(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^`\n]*\n(?:.*\n)*?[ ]{0,3}(?P=fence)[`~]*[ \t]*$", re.MULTILINE)
_INDENTED = late(r"(?:(?:^[ ]{4}|^\t)[^\n]*\S[^\n]*(?:\n|\Z)(?:[ \t]*\n)*)+", re.MULTILINE)
_MAYBE_INDENTED = late(r"\n(?:[ ]{4}|\t)[^\S\n]*[^\s]")
"""What a text must have for `_INDENTED` to be worth asking, if it does not begin with it: this begins with a character."""
_LIST_ITEM = late(r"[ ]{0,3}(?:[*+-]|\d+\.)[ \t]|:[ \t]|[ ]{0,3}/{3,}")
_BEGINNING = r"\\|<|`|\[|\]|@|-@"
"""What a token begins with, each alternative with a character: so the scan for them is one for single characters."""
_BEGINNINGS = (
    re.compile(_BEGINNING),
    re.compile(rf"{_BEGINNING}|https?://|\n[ ]{{0,3}}/{{3}}|\n[ ]{{1,3}}\["),
)
"""Where tokens may begin in texts without addresses, blocks and indented brackets, and in others."""
_LINES = ("://", "///", "\n [", "\n  [", "\n   [")
"""What a text must have for the longer of them."""
_TOKEN = late(
    rf"""
      (?P<escape>\\\[[^\[\]\n]*\]|\\.)
    | (?P<comment><!--.*?-->)
    | (?P<raw><(?P<element>code|pre|script|style|textarea|kbd|samp)\b[^>]*>.*?</(?P=element)>)
    | (?P<auto><[A-Za-z][\w+.-]*:[^\s<>]*>|<[^\s<>@]+@[^\s<>]+>)
    | (?P<tag></?[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>)
    | (?P<code>(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`))
    | (?P<reference>^[ ]{{0,3}}\[(?![\^@])[^\]\n]+\]:[ \t]*\S[^\n]*)
    | (?P<opening>^[ ]{{0,3}}/{{3,}}[ ]*(?P<kind>[\w-]+)[ ]*(?:\|[ ]*(?P<argument>[^\n]*?))?[ ]*$)
    | (?P<call>\[\^(?P<label>[^\]\s]+)\])
    | (?P<mention>\[\[(?P<id>[^\[\]|\\\n]+)(?:\\?\|(?P<words>(?:[^\[\]\n]|\n(?![ \t]*\n))*))?\]\])
    | (?P<linked>\[[^\[\]\n]*@[^\[\]\n]*\](?=\())
    | (?P<cluster>\[(?=[^\[\]]*(?<![\w@]){citations.KEY})(?P<cites>(?:[^\[\]\\]|\\.|\[[^\[\]@]*\])*)\](?![(\[]))
    | (?P<target>\]\(\s*(?:<[^<>\n]*>|(?:[^()\s"]|\([^()\s]*\))*))
    | (?P<url>\bhttps?://[^\s<>\]]+)
    | (?P<narrative>(?<![\w@.+/-])(?P<key>{citations.KEY})(?:[ ]?\[(?P<rest>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?![(\[]))?)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
"""What a token is; the last group that takes part has the name of its kind."""
_SIGNS = ("[", "]", "@", "`", "\\", "<", "://", "///", "~~~", "    ", "\t")
"""A text that has none of them has no marks, no footnotes and no code."""
_SILENT = frozenset({"comment", "raw", "auto", "tag", "code", "reference", "linked", "target", "url"})


def scan(text: Text) -> Scan:
    """Return the marks, the footnotes and the code of a source text."""
    content = text.content
    if not holds(content, _SIGNS):
        return Scan((), (), text, (), ())
    fences = tuple(m.span() for m in _FENCE.finditer(content)) if holds(content, ("```", "~~~")) else ()
    bare, notes = _without_definitions(text, fences)
    inner = tuple((label, scan(note)) for label, note in notes)
    blocks = (*fences, *_indented(bare.content, fences))
    parts: list[tuple[int, int, Found]] = []
    code = list(blocks)
    problems: list[Problem] = []
    for token in _tokens(bare.content, sorted(blocks)):
        if token.lastgroup in _SILENT:
            code.append(token.span())
            continue
        found, wrong = _found(bare, token)
        problems.extend(wrong)
        if found is not None:
            parts.append((*token.span(), found))
    return Scan(tuple(parts), inner, bare, tuple(sorted(code)), tuple(problems))


def _tokens(content: str, blocks: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield what matters, in order, outside of the code blocks."""
    beginning = _BEGINNINGS[holds(content, _LINES)]
    cursor = 0
    for start, end in [*blocks, (len(content), len(content))]:
        while cursor < start:
            # The line that follows a token has no line end before it to be found by.
            token = _TOKEN.match(content, cursor, start) if not cursor or content[cursor - 1] == "\n" else None
            if token is None:
                begun = beginning.search(content, cursor, start)
                if begun is None:
                    break
                cursor = begun.start() + 1
                token = _TOKEN.match(content, cursor - (content[cursor - 1] != "\n"), start)
            if token:
                yield token
                cursor = token.end()
        cursor = max(cursor, end)


def _found(text: Text, token: re.Match[str]) -> tuple[Found | None, tuple[Problem, ...]]:
    """Return the mark that the token is; None where it is none after all."""
    match token.lastgroup:
        case "opening":
            start, end = token.span("argument") if token["argument"] is not None else (token.end("kind"),) * 2
            return Opening(token["kind"].lower(), text.part(start, end)), ()
        case "call":
            return NoteCall(token["label"], text.at(*token.span())), ()
        case "mention":
            words = " ".join((token["words"] or "").split())
            name = token["id"].strip()
            start = token.start("id") + token["id"].find(name)
            return Mention(name, text.at(start, start + len(name)), words), ()
        case "cluster":
            return citations.read(text.part(*token.span("cites")), text.at(*token.span()))
        case "narrative":
            rest = text.part(*token.span("rest")) if token["rest"] is not None else None
            return citations.read_narrative(text.part(*token.span("key")), rest, text.at(*token.span()))
    return None, ()


def _without_definitions(text: Text, fences: tuple[tuple[int, int], ...]) -> tuple[Text, tuple[tuple[Text, Text], ...]]:
    """Return the text with its footnotes blanked out, and the footnotes.

    A footnote goes on over the lines that follow, and past a blank line where the next is indented.
    """
    content = text.content
    beginnings = list(_definitions(content))
    if not beginnings:
        return text, ()
    notes: list[tuple[Text, Text]] = []
    pieces: list[str] = []
    cursor = 0
    for found, following in zip(beginnings, [*(one.start() for one in beginnings[1:]), len(content)], strict=True):
        if any(start <= found.start() < end for start, end in fences):
            continue
        end = found.end() + _definition_length(content[found.end() : following])
        note = text.part(found.end(), end)
        indented = "\n    " in note.content or "\t" in note.content or note.content.startswith("    ")
        notes.append((text.part(*found.span(1)), replaced(note, _INDENT, lambda _: "") if indented else note))
        blank = "\n".join([" " * len(line) for line in content[found.start() : end].split("\n")])
        pieces += [content[cursor : found.start()], blank]
        cursor = end
    # Blank lines of spaces would be indented code to come.
    return Text("".join([*pieces, content[cursor:]]), text.path, text.anchors), tuple(notes)


def _definitions(content: str) -> Iterator[re.Match[str]]:
    """Yield how footnotes begin, each at the beginning of a line."""
    start = 0 if content.startswith("[^") else content.find("\n[^") + 1
    while start or content.startswith("[^"):
        found = _DEFINITION.match(content, start)
        if found:
            yield found
        start = content.find("\n[^", start) + 1
        if not start:
            return


def _definition_length(content: str) -> int:
    """Return how long the footnote is with which `content` begins; it ends before the next at the latest."""
    end = 0
    blank = False
    for line in content.splitlines(keepends=True):
        indented = line.startswith(("    ", "\t"))
        ends_here = blank and not indented and line.strip()
        if end and (ends_here or _DEFINITION.match(line)):
            break
        blank = not line.strip()
        end += len(line)
    return len(content[:end].rstrip())


def _indented(content: str, fences: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """Yield the offsets of indented code: after a blank line, and not inside of a list item."""
    if not (content.startswith(("    ", "\t")) or _MAYBE_INDENTED.search(content)):
        return
    for found in _INDENTED.finditer(content):
        if any(start <= found.start() < end for start, end in fences):
            continue
        before = content[: found.start()]
        if before and not before.endswith("\n\n") and not re.search(r"\n[ \t]*\n\Z", before):
            continue
        if not _in_list(before):
            yield found.span()


def _in_list(before: str) -> bool:
    """Tell whether the nearest line that is not indented begins a list item, a definition or a block."""
    for line in reversed(before.split("\n")):
        if line.strip() and not line.startswith(("    ", "\t")):
            return bool(_LIST_ITEM.match(line))
    return False
