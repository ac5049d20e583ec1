"""What an author is told of YAML and JSON that cannot be read."""

from __future__ import annotations

import json

from microsite.text import Problem, Text

_QUOTED = "a value that begins with `{}` stands in quotation marks."
_HINTS = {sign: _QUOTED.format(sign) for sign in "@`%*&!"} | {"\t": "indent with spaces."}
"""What to do about the character at which YAML cannot go on."""
_INNER_COLON = "a value with `: ` in it stands in quotation marks."
_NO_KEY = "a value of which only a part is quoted is quoted whole; a line of the same entry has the same indent."
_NO_VALUE = "a space is missing after a `:` or a `-` above, or the line is indented too far."


def yaml_problem(text: Text, offset: int, words: str) -> Problem:
    """Return the problem that YAML has, in the `words` of libyaml, with the character at `offset`."""
    place = min(offset, max(0, len(text.content) - 1))
    found = text.content[place : place + 1]
    line = text.content[text.content.rfind("\n", 0, place) + 1 : place]
    hint = _HINTS.get(found) or _HINTS.get(text.content[max(0, place - 1) : place], "")
    if "mapping values" in words:
        hint = _INNER_COLON if ": " in line else _NO_VALUE
    elif "expected key" in words:
        hint = _NO_KEY
    return Problem(text.at(place, place + 1), "yaml-syntax", words, hint)


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
    message = (error.msg[:1].lower() + error.msg[1:]).removesuffix(" at")
    return Problem(text.at(error.pos, error.pos + 1), "json-syntax", message)
