"""Single values as YAML is written by hand: plain where that is safe, else in the lightest quotation marks."""

from __future__ import annotations

import re

from microsite import composer
from microsite.patterns import late

_LONG = 90
"""A value with more characters than this stands on a line of its own."""
_UNSAFE = late(r"^[-?:,\[\]{}#&*!|>'\"%@`\s]|: |:$| #|\s$|[\n\t]")
"""What YAML would not take for a plain value (YAML 1.2.2, §7.3.3)."""
_IN_FLOW = late(r"[,\[\]{}?:]")


def written(value: str, *, flow: bool = False) -> str:
    """Return a value as it stands after a colon, or inside of brackets where `flow` is true; on one line.

    Whoever reads it gets the same string back, also a reader that knows numbers and days.
    """
    if value and not _UNSAFE.search(value) and not (flow and _IN_FLOW.search(value)) and composer.is_words(value):
        return value
    if re.search(r"[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]", value):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + re.sub(r"[^\x20-\x7e\xa0-\u2027\u202a-\ufefe\uff00-\uffff\U00010000-]", _escape, escaped) + '"'
    if "'" in value and not re.search(r'["\\]', value):
        return f'"{value}"'
    return "'" + value.replace("'", "''") + "'"


def field(name: str, value: str) -> list[str]:
    """Return the lines of a field: a long value is folded, one of several paragraphs kept as it is."""
    if "\n" in value.strip():
        return [f"{name}: |", *(f"  {line}" if line else "" for line in value.strip().split("\n"))]
    if len(value) > _LONG:
        return [f"{name}: >-", "  " + " ".join(value.split())]
    return [f"{name}: {written(value)}"]


def _escape(found: re.Match[str]) -> str:
    number = ord(found[0])
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"  # noqa: PLR2004 - two digits hold so much
