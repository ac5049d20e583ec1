"""The doorstep: what is kept of a build, and all that makes the next one look for itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from microsite import doorstep

PROJECT = Path(__file__).resolve().parent.parent
SAID = ("site.yaml:1:1: warning: a quarrel\n", "2 files, nothing changed; _site")
MARGIN = 3_000_000_000


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that is built and kept, as the one that commands run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for path in ("site.yaml", "content/chapters/01-mill.md", "content/terms.yaml", "_site/index.html"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("title: Mill\n", encoding="utf-8")
    kept(tmp_path)
    return tmp_path


def kept(site: Path, later: int = MARGIN) -> None:
    """Keep the site as a build would that began so many nanoseconds from now."""
    (site / ".cache").mkdir(exist_ok=True)
    made = ["_site/index.html", "_site.next"]
    doorstep.keep(".", [], doorstep.look("."), -later, SAID, made)


def test_where_nothing_changed_the_last_words_are_said_again(site: Path) -> None:
    """The problems and the closing line of the last build come back."""
    assert site.is_dir()
    assert SAID == doorstep.unchanged([])[1]


def change_secretly(site: Path) -> None:
    """Change a file, and set its size and its time back as they were."""
    file = site / "content/terms.yaml"
    status = file.stat()
    file.write_text("title: Weir\n", encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file is changed": lambda site: (site / "content/terms.yaml").write_text("other: words\n", encoding="utf-8"),
    "a file is changed and its time set back": change_secretly,
    "a file is new": lambda site: (site / "content/chapters/02-weir.md").write_text("", encoding="utf-8"),
    "a file is gone": lambda site: (site / "content/terms.yaml").unlink(),
    "a file is renamed": lambda site: (site / "content/terms.yaml").rename(site / "content/places.yaml"),
    "a folder is gone": lambda site: shutil.rmtree(site / "content/chapters"),
    "a citation style is new": lambda site: (site / "own.csl").write_text("", encoding="utf-8"),
    "a template of the site's own is new": lambda site: (
        (site / "templates").mkdir() or (site / "templates/page.html").write_text("", encoding="utf-8")
    ),
    "a page is gone": lambda site: (site / "_site/index.html").unlink(),
    "a page is not as it was left": lambda site: (site / "_site/index.html").write_text("x", encoding="utf-8"),
    "another run was killed": lambda site: (site / "_site.next").mkdir(),
    "what was kept is cut short": lambda site: [os.truncate(one, 100) for one in (site / ".cache").glob("doorstep-*")],
    "what was kept is of another version": lambda site: [
        one.write_bytes(one.read_bytes().replace(b"doorstep 2", b"doorstep 0")) for one in (site / ".cache").iterdir()
    ],
    "the site is gone": shutil.rmtree,
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_is_seen(site: Path, what: str) -> None:
    """Any change of what is read, of what was made and of what was kept sends the build its long way."""
    CHANGES[what](site)

    assert None is doorstep.unchanged([])[1]


@pytest.mark.parametrize(
    "words", [["-q"], ["build"], ["--drafts"], ["--no-cache"], ["--profile"], ["check"], ["--site", "other"]]
)
def test_other_words_are_another_build(site: Path, words: list[str]) -> None:
    """What was kept holds for the same words, and for no others."""
    assert site.is_dir()
    assert None is doorstep.unchanged(words)[1]


def test_another_date_is_another_build(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The date of the edition comes from the environment, and belongs to what a build depends on."""
    assert site.is_dir()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")

    assert None is doorstep.unchanged([])[1]


def test_what_was_just_changed_is_not_trusted(site: Path) -> None:
    """Two changes within one tick of the clock look alike: a build that began so soon after one is not kept."""
    for one in (site / ".cache").iterdir():
        one.unlink()
    kept(site, later=0)

    assert None is doorstep.unchanged([])[1]


def test_an_unchanged_build_imports_next_to_nothing(tmp_path: Path) -> None:
    """The third of three builds is answered without the grammar of the command line, and says the same as the second."""
    shutil.copytree(
        PROJECT / "tests/sites/smallest", tmp_path / "site", ignore=shutil.ignore_patterns("_site", ".cache")
    )
    command = [sys.executable, "-B", "-X", "importtime", PROJECT / "build.py", "--site", tmp_path / "site"]
    runs = []
    for _ in range(3):
        runs.append(subprocess.run(command, capture_output=True, text=True, check=True))
        time.sleep(2.2)  # the tick of the coarsest file system

    assert "argparse" in runs[1].stderr
    assert [] == [name for name in ("argparse", "dataclasses", "hashlib", "json", "pathlib") if name in runs[2].stderr]
    assert runs[1].stdout.partition(" in ")[0] == runs[2].stdout.partition(" in ")[0]
    assert "nothing changed" in runs[2].stdout
