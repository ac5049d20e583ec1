"""What an author is told of YAML and JSON that cannot be read."""

from __future__ import annotations

import json

from microsite.text import Problem, Text

_SIGNS = {"@": "`@`", "`": "a backtick", "%": "`%`", "*": "`*`", "&": "`&`", "!": "`!`"}
_HINTS = {sign: f"a value that begins with {name} stands in quotation marks." for sign, name in _SIGNS.items()}
"""What to do about the character at which YAML cannot go on."""
_SAID = (
    ("expected ',' or ']'", "a comma or a `]` is missing", ""),
    ("expected ',' or '}'", "a comma or a `}` is missing", ""),
    ("expected node content", "a value or a closing bracket is missing", ""),
    ("end of stream while scanning a quoted", "the quotation mark is never closed", ""),
    ("end of stream while parsing a quoted", "the quotation mark is never closed", ""),
    ("cannot start any token", "no value begins with this character", ""),
    ("expected key", "no field begins here", "quote a value as a whole, and indent the fields of an entry alike."),
    ("expected '-' indicator", "no item begins here", "each item of a list begins with `- `, all with the same indent."),
    ("could not find expected ':'", "a field without a `:`", "write `field: value`, and indent what goes on below."),
)  # fmt: skip
"""What libyaml says, in our words, and what to do about it."""
_INNER_COLON = "a value with `: ` in it stands in quotation marks."
_NO_VALUE = "a space is missing after a `:` or a `-` above, or the line is indented too far."


def yaml_problem(text: Text, offset: int, words: str) -> Problem:
    """Return the problem that YAML has, which libyaml tells in `words`, with the character at `offset`."""
    place = min(offset, max(0, len(text.content) - 1))
    span = text.at(place, place + 1)
    if text.content[place : place + 1] == "\t":
        return Problem(span, "yaml-syntax", "a tab where YAML wants spaces", "indent with spaces.")
    if "mapping values are not allowed" in words:
        line = text.content[text.content.rfind("\n", 0, place) + 1 : place]
        return Problem(span, "yaml-syntax", "no `:` can stand here", _INNER_COLON if ": " in line else _NO_VALUE)
    sign = _HINTS.get(text.content[place : place + 1]) or _HINTS.get(text.content[max(0, place - 1) : place], "")
    message, hint = next(((said, do) for part, said, do in _SAID if part in words), (words, ""))
    return Problem(span, "yaml-syntax", message, hint or sign)


def json_problem(text: Text, error: json.JSONDecodeError) -> Problem:
    """Return the problem of a text that is no JSON.

    Python 3.13 points at a comma that nothing follows, Python before it at the bracket: here, the comma.
    """
    content = text.content
    if not content[error.pos :].strip():
        end = len(content.rstrip())
        return Problem(text.at(max(0, end - 1), end), "json-syntax", "the file ends too early")
    comma = error.pos if content[error.pos] == "," else len(content[: error.pos].rstrip()) - 1
    if content[comma : comma + 1] == "," and content[comma + 1 :].lstrip()[:1] in ("]", "}"):
        hint = "leave out the last comma."
        return Problem(text.at(comma, comma + 1), "json-syntax", "nothing follows the comma", hint)
    if content[error.pos] == "\n":
        return Problem(text.at(error.pos - 1, error.pos), "json-syntax", "the quotation mark is not closed in its line")
    message = (error.msg[:1].lower() + error.msg[1:]).removesuffix(" at")
    return Problem(text.at(error.pos, error.pos + 1), "json-syntax", message)
