"""Case files: title, dot, input, dot, output, dot; a historian can read them, and add to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

CASES = Path(__file__).resolve().parent / "cases"
_CASE = re.compile(
    r"^(?P<title>[^\n]*\S[^\n]*)\n\.\n(?P<input>.*?)\n?^\.\n(?P<output>.*?)\n?^\.$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Case:
    """What is written, and what becomes of it."""

    file: str
    """The name of the file in `tests/cases/`."""
    title: str
    """The fact that the case states."""
    input: str
    """What an author writes."""
    output: str
    """What becomes of it."""

    def compare(self, actual: str, *, update: bool) -> None:
        """Assert that the output is as the file says; with `update`, let the file say it."""
        if update:
            path = CASES / self.file
            path.write_text(_CASE.sub(partial(self._told, actual), path.read_text(encoding="utf-8")), encoding="utf-8")
            return

        assert self.output == actual

    def _told(self, actual: str, found: re.Match[str]) -> str:
        return f"{self.title}\n.\n{self.input}\n.\n{actual}\n." if found["title"] == self.title else found[0]


def cases(name: str) -> tuple[Case, ...]:
    """Return the cases of a file; titles are different from one another."""
    found = _CASE.finditer((CASES / name).read_text(encoding="utf-8"))
    read = tuple(Case(name, c["title"], c["input"], c["output"]) for c in found)

    assert len(read) == len({case.title for case in read})
    return read


def titles(case: object) -> str:
    """Return the name that pytest prints for a case."""
    return case.title if isinstance(case, Case) else str(case)
