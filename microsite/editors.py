"""The addresses that open a file in an editor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from microsite.patterns import late

DEFAULT = "vscode"
"""The editor where `site.yaml` names none."""

_PLACE = "{path}:{line}:{column}"
EDITORS: Mapping[str, str] = {
    "vscode": f"vscode://file{_PLACE}",
    "vscodium": f"vscodium://file{_PLACE}",
    "cursor": f"cursor://file{_PLACE}",
    "zed": f"zed://file{_PLACE}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
}
"""What each editor listens to, by its name."""

_PATTERN = late(r"(?!javascript:|data:)[a-z][a-z0-9+.-]*:[^\s{}]*(?:\{(?:path|line|column)\}[^\s{}]*)+", re.IGNORECASE)


def known(name: str) -> bool:
    """Tell whether `name` is that of an editor, or an address with `{path}` in it."""
    return name in EDITORS or bool(_PATTERN.fullmatch(name) and "{path}" in name)


def link(editor: str, path: str, line: int, column: int) -> str:
    """Return the address that opens a file at a place; `path` is absolute, line and column count from 1."""
    rooted = quote("/" + path.replace("\\", "/").lstrip("/"))  # Windows: /C:/Users/…
    pattern = EDITORS.get(editor) or (editor if known(editor) else EDITORS[DEFAULT])
    return pattern.replace("{path}", rooted).replace("{line}", str(line)).replace("{column}", str(column))
