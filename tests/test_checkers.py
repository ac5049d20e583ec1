"""What the checkers of the trade say: the W3C's of HTML and CSS, and Lighthouse."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from browsing import ARGUMENTS, CHROMIUM, KINDS, REQUIRED, Built, give_up, needs_chromium, tool
from conftest import Figures

TOLERATED: Mapping[str, str] = {
    r"in English but the “html” start tag has “lang=\"de\"”": "headings and labels are English as yet",
    r"“vector-effect”: Property": "of SVG 2, section 13.6",
    r"“(anchor-name|position-anchor|position-try-fallbacks)”: Property|@position-try": "of CSS Anchor Positioning 1",
    r"CSS: “(left|top)”: (.*anchor|Parse Error)": "its function `anchor()`",
    r"“(view-timeline|animation-timeline|animation-range)”: Property": "of Scroll-driven Animations 1",
    r"@starting-style": "of CSS Transitions 2",
}
"""What the W3C's checker does not know yet, as a pattern of its messages, and where it is written."""

FAILED: Mapping[str, tuple[str, ...]] = {
    "404": ("is-crawlable",),  # it answers addresses that are not there: no search engine shall list it
}
"""What Lighthouse finds on a kind of page that is as it should be."""

_FAST = 90
"""The least score for speed that passes; a clock is no test, so it is far below what a quiet machine gives."""

Check = Callable[..., list[str]]


@pytest.fixture(scope="session")
def check() -> Check:
    """Return what gives the errors and warnings of the W3C's checker about addresses or files, a line each."""
    if not shutil.which("java"):
        give_up("the W3C's checker of HTML needs Java")
    # It asks no local host unless it is told that it may.
    command = ("java", "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", tool("vnu-jar/build/dist/vnu.jar"))

    def checked(*documents: str | Path) -> list[str]:
        options = ("--format", "json", "--stdout", "--exit-zero-always", "--also-check-css")
        done = subprocess.run((*command, *options, *documents), capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)["messages"]
        return [
            f"{one['url']}:{one.get('lastLine')}: {one.get('subType', one['type'])}: {one['message']}" for one in found
        ]

    return checked


def documents(built: Built) -> Iterator[str]:
    """Yield the address of every page and style sheet on its host, where the policy's `'self'` has a meaning."""
    files = (path for path in sorted(built.folder.rglob("*")) if path.suffix in (".html", ".css"))
    yield from (built.http + path.relative_to(built.folder).as_posix() for path in files)


def test_pages_and_styles_are_valid(history: Built, mill: Built, check: Check, figures: Figures) -> None:
    """The W3C's checker finds no error and no warning in any page or style sheet of two histories.

    But for what it does not know yet; what it has learned leaves the list.
    """
    checked = [*documents(history), *documents(mill)]
    said = check(*checked)
    found = [line for line in said if not any(re.search(known, line) for known in TOLERATED)]
    for kind, address in history.kinds.items():
        figures.add("Pages", kind, W3C=sum(line.startswith(f"{history.http}{address}:") for line in found))

    assert [] == found
    assert [] == [known for known in TOLERATED if not any(re.search(known, line) for line in said)]


def test_the_checker_reads_pages_and_styles(tmp_path: Path, check: Check) -> None:
    """A tag and a property that there are not are errors: the test above can fail."""
    page, sheet = tmp_path / "page.html", tmp_path / "sheet.css"
    page.write_text("<!DOCTYPE html><html lang=en><title>A</title><blink>a</blink>", encoding="utf-8")
    sheet.write_text("p { colour: red }", encoding="utf-8")
    found = check(page, sheet)

    assert any("page.html" in line and "blink" in line for line in found)
    assert any("sheet.css" in line and "colour" in line for line in found)


@pytest.fixture(scope="session")
def lighthouse(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], dict[str, Any]]:
    """Return what gives Lighthouse's report on an address, as a phone on a slow line sees it."""
    if not REQUIRED and not pytestconfig.getoption("--lighthouse"):
        pytest.skip("Lighthouse takes some minutes: `pytest --lighthouse`")
    if not shutil.which("node"):
        give_up("Lighthouse needs Node")
    command = ("node", tool("lighthouse/cli/index.js"))
    options = ("--quiet", "--no-enable-error-reporting", "--output=json")
    flags = f"--chrome-flags=--headless=new {' '.join(ARGUMENTS)}"
    report = tmp_path_factory.mktemp("lighthouse") / "report.json"

    def reported(url: str) -> dict[str, Any]:
        environment = os.environ | {"CHROME_PATH": str(CHROMIUM)}
        run = (*command, url, *options, f"--output-path={report}", flags)
        done = subprocess.run(run, env=environment, capture_output=True, text=True, check=False)

        assert 0 == done.returncode, done.stderr
        found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return found

    return reported


@needs_chromium
@pytest.mark.parametrize("kind", KINDS)
def test_lighthouse_finds_nothing(
    kind: str, history: Built, lighthouse: Callable[[str], dict[str, Any]], figures: Figures
) -> None:
    """Accessibility, best practices and search engines: 100; nothing moves. Speed, which hangs on the machine: over 90."""
    report = lighthouse(history.http + history.kinds[kind])
    for _ in range(2):
        if speed(report) < _FAST:  # the machine may have had something else to do
            report = max(report, lighthouse(history.http + history.kinds[kind]), key=speed)
    audits = report["audits"]
    scores = {name: round(100 * found["score"]) for name, found in report["categories"].items()}
    loaded = audits["network-requests"]["details"]["items"]
    shift, nodes = (audits[name]["numericValue"] for name in ("cumulative-layout-shift", "dom-size"))
    weight = f"{sum(one['transferSize'] for one in loaded) / 1000:.1f}"
    figures.add("Pages", kind, **scores, shift=f"{shift:.3f}", nodes=round(nodes), requests=len(loaded), kB=weight)

    assert FAILED.get(kind, ()) == tuple(failed(report))
    assert 0 == shift
    assert _FAST <= scores["performance"]


def speed(report: Mapping[str, Any]) -> float:
    """Return the score for speed, of 100."""
    return 100 * float(report["categories"]["performance"]["score"])


def failed(report: Mapping[str, Any]) -> Iterator[str]:
    """Yield the audits, but for those of speed, that count and are not passed, in order."""
    for name, category in report["categories"].items():
        for audit in category["auditRefs"]:
            score = report["audits"][audit["id"]]["score"]
            if name != "performance" and audit["weight"] and score is not None and score < 1:
                yield audit["id"]
