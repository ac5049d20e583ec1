"""The command line: what is asked, what is printed where, and the exit status."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microsite import cli
from microsite.console import BROKEN, BUILT, MISUSED

PROJECT = Path(__file__).resolve().parent.parent
BUILD = PROJECT / "build.py"

SITE = "title: The Mill at Oxley\nlanguage: en-GB\n"
CHAPTER = "---\ntitle: The Mill\nyears: 1801–1850\n---\n\nThe mill ground corn [@hale-1902].\n"
DRAFT = "---\ntitle: The Weir\nyears: 1851–1860\ndraft: true\n---\n\nThe weir held the water [@hale-1902].\n"
WARNED = CHAPTER.replace("The Mill", "The Miller's Tale")
SOURCE = "- {id: hale-1902, type: book, title: The Mill at Oxley, issued: '1902', author: [{family: Hale}]}\n"
UNCITED = SOURCE.replace("hale-1902", "roe-1911")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with a small site in which nothing is wrong."""
    folder = tmp_path / "site"
    for path, content in (
        ("site.yaml", SITE),
        ("content/chapters/01-the-mill.md", CHAPTER),
        ("content/sources/mill.yaml", SOURCE),
    ):
        write(folder, path, content)
    return folder


def write(folder: Path, path: str, content: str) -> None:
    """Write a file of a site."""
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(content, encoding="utf-8")


def run(command: str, site: Path, *options: str) -> int:
    """Return the exit status of a command on a site."""
    return cli.main([command, "--site", str(site), *options])


def files(folder: Path) -> list[str]:
    """Return what stands in a folder, without what the generator remembers."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".cache")


# ---- exit statuses


def test_a_good_site_is_built(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A site in which nothing is wrong is published, with one closing line and status 0."""
    assert BUILT == run("build", site)
    told = capsys.readouterr()

    assert (site / "_site" / "chapters" / "the-mill.html").exists()
    assert told.out.startswith("1 chapter, ")
    assert 1 == told.out.count("\n")


def test_an_error_publishes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """After an error the status is 1, and the old site stands as it stood."""
    run("build", site, "-q")
    before = {path: path.read_bytes() for path in sorted((site / "_site").rglob("*")) if path.is_file()}
    write(site, "content/chapters/01-the-mill.md", CHAPTER.replace("1902", "1920"))

    assert BROKEN == run("build", site)
    told = capsys.readouterr()
    assert "error: no source `hale-1920` [unknown-source]" in told.out
    assert told.err.endswith("1 error; nothing was published\n")
    assert before == {path: path.read_bytes() for path in sorted((site / "_site").rglob("*")) if path.is_file()}


def test_errors_and_warnings_are_counted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last line counts what keeps the site from being published, and what does not."""
    write(site, "content/chapters/01-the-mill.md", WARNED + "\nIn 1807 it burned.\n\nIn 1808 it stood again.\n")

    assert BROKEN == run("build", site, "--no-cache")
    assert capsys.readouterr().err.endswith("2 errors and 1 warning; nothing was published\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["biuld"], "there is no command `biuld`; did you mean `build`?"),
        (["publish"], "there is no command `publish`"),
        (["--versoin"], "`--versoin` means nothing to `build`; did you mean `--version`?"),
        (["new"], "`new` what? A chapter, event, person, place, term or source"),
        (["-q", "--site", "x", "check"], "a command comes first: `build.py check -q --site x`"),
        (["--strict", "chek"], "`chek` means nothing to `build`; did you mean `check`?"),
        (["--drft"], "`--drft` means nothing to `build`; did you mean `--drafts`?"),
        (["build", "--output-dir=x"], "`--output-dir=x` means nothing to `build`; did you mean `--output`?"),
        (["check", "--output", "x"], "`--output` means nothing to `check`"),
        (["check", "--draft"], "`--draft` means nothing to `check`; did you mean `--drafts`?"),
        (["build", "oxley"], "`oxley` means nothing to `build`"),
        (
            ["explain", "uncited-evnt"],
            "there is no rule `uncited-evnt`, and nothing on this site has that id; did you mean `uncited-event`?",
        ),
        (["build", "--site", "no/such/folder"], "there is no folder no/such/folder"),
        (["check", "--site", __file__], f"there is no folder {__file__}"),
    ],
)
def test_misuse_is_told_in_a_line(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What cannot be understood is named in one line, with what was probably meant, and the status is 2."""
    assert MISUSED == cli.main(words)
    assert ("", f"build.py: {told}\n") == capsys.readouterr()


@pytest.mark.parametrize("words", [["build", "--jobs", "many"], ["check", "--format", "xml"], ["build", "--site"]])
def test_bad_values_of_options_are_misuse(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """An option with a value that it does not have ends with the usage and status 2."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)

    assert MISUSED == ended.value.code
    assert capsys.readouterr().err.startswith("usage: build.py ")


def test_a_folder_of_somebody_else_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that holds files which the generator did not make is not written to."""
    write(site, "letters/mother.txt", "Dear Ada")

    assert MISUSED == run("build", site, "--output", str(site / "letters"))
    told = capsys.readouterr().err
    assert told.splitlines()[-1].startswith("build.py: ")
    assert str(site / "letters") in told
    assert ["mother.txt"] == files(site / "letters")


def test_the_folder_of_the_site_is_refused(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The site is not published over its own sources."""
    assert MISUSED == run("build", site, "--output", str(site))
    assert capsys.readouterr().err.splitlines()[-1].startswith("build.py: ")
    assert ["content", "site.yaml"] == files(site)


def test_help_is_no_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` names the commands and ends with status 0."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])

    assert BUILT == ended.value.code
    printed = capsys.readouterr().out
    assert all(command in printed for command in ("build", "check", "explain"))


# ---- options


def test_warnings_pass_unless_the_build_is_strict(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A warning is printed and the site published; with `--strict` it is not."""
    write(site, "content/chapters/01-the-mill.md", WARNED)

    assert BROKEN == run("build", site, "--strict")
    assert capsys.readouterr().err.endswith("1 warning; nothing was published\n")
    assert not (site / "_site").exists()
    assert BUILT == run("build", site)
    assert "warning: `'` is printed as it stands [straight-quotes]" in capsys.readouterr().out


def test_notes_pass_a_strict_build(site: Path) -> None:
    """A note is no more than a note, also with `--strict`."""
    write(site, "content/sources/more.yaml", UNCITED)

    assert BUILT == run("build", site, "--strict")


def test_a_build_with_nothing_changed_says_the_same(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second build finds nothing to do, and still prints the warnings."""
    write(site, "content/chapters/01-the-mill.md", WARNED)
    run("build", site, "-q")
    first = capsys.readouterr().out

    assert BUILT == run("build", site, "-q")
    assert first == capsys.readouterr().out
    assert BUILT == run("build", site)
    assert "nothing changed" in capsys.readouterr().out


def test_a_quiet_build_says_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `-q` only problems are printed, of which there are none."""
    assert BUILT == run("build", site, "-q")
    assert ("", "") == capsys.readouterr()


@pytest.mark.parametrize(("form", "printed"), [("json", "[]\n"), ("github", "")])
def test_programs_get_problems_and_nothing_else(
    form: str, printed: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a format for programs there is no closing line, and no line of the work."""
    assert BUILT == run("build", site, "--format", form)
    assert (printed, "") == capsys.readouterr()


def test_programs_get_the_coverage_too(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check --format json` is an object with the problems and the coverage, and has the status of `check`."""
    assert BUILT == run("check", site, "--format", "json")
    told = json.loads(capsys.readouterr().out)
    assert ([], ["the-mill"]) == (told["problems"], [row["chapter"] for row in told["coverage"]])

    write(site, "content/chapters/01-the-mill.md", CHAPTER.replace("1902", "1920"))
    assert BROKEN == run("check", site, "--format", "json")
    assert ["unknown-source"] == [problem["rule"] for problem in json.loads(capsys.readouterr().out)["problems"]]


# ---- progress


def test_the_work_is_told_in_lines(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nobody watches, as in CI, each stage that takes its time has one line, apart from the output."""
    cited = "\n\n".join(f"In {n} it ground corn [@hale-1902, p. {n}]." for n in range(1, 1500))
    write(site, "content/chapters/02-the-weir.md", f"---\ntitle: The Weir\nyears: 1801–1850\n---\n\n{cited}\n")
    run("build", site)
    told = capsys.readouterr().err

    assert all(re.fullmatch(r"[a-z]+(?: [\d,]+ [a-z]+)? in \d+\.\d s", line) for line in told.splitlines())
    assert "cited in " in told


def test_a_profile_says_where_the_time_went(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--profile` each stage has a line, in the order of the work, and the shares are of the whole."""
    for _ in range(2):  # also where nothing has changed
        assert BUILT == run("build", site, "--profile", "-q")
        told = [line.split() for line in capsys.readouterr().err.splitlines()]
        stages = ["read", "load", "parse", "resolve", "check", "cite", "render", "search", "publish", "together"]

        assert stages == [words[0] for words in told]
        assert abs(sum(float(words[1]) for words in told[:-1]) - float(told[-1][1])) < 0.01


def test_drafts_are_built_when_they_are_ordered(site: Path) -> None:
    """A draft is left out, and its page removed, unless `--drafts` is given."""
    write(site, "content/chapters/02-the-weir.md", DRAFT)
    weir = site / "_site" / "chapters" / "the-weir.html"

    assert (BUILT, True) == (run("build", site, "--drafts"), weir.exists())
    assert (BUILT, False) == (run("build", site), weir.exists())


def test_base_url_goes_before_site_yaml(site: Path) -> None:
    """`--base-url` is the absolute address instead of the one in `site.yaml`; a slash at its end is added."""
    write(site, "site.yaml", SITE + "base_url: https://oxley.example/\n")
    page = site / "_site" / "chapters" / "the-mill.html"

    assert BUILT == run("build", site)
    assert "https://oxley.example/chapters/the-mill.html" in page.read_text(encoding="utf-8")
    assert BUILT == run("build", site, "--base-url", "https://mill.example/a")
    assert "https://mill.example/a/chapters/the-mill.html" in page.read_text(encoding="utf-8")


def test_a_base_url_is_an_address(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--base-url` is refused where it is no absolute address."""
    assert MISUSED == run("build", site, "--base-url", "oxley.example")
    assert "build.py: `oxley.example` is not an absolute address" in capsys.readouterr().err
    assert not (site / "_site").exists()


def test_output_is_where_the_site_goes(site: Path, tmp_path: Path) -> None:
    """`--output` publishes into another folder, and nothing beside the sources."""
    assert BUILT == run("build", site, "--output", str(tmp_path / "public"), "--no-cache")
    assert (tmp_path / "public" / "index.html").exists()
    assert ["content", "site.yaml"] == sorted(path.name for path in site.iterdir())


# ---- check


def test_check_writes_nothing(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` publishes nothing and ends with the coverage of each chapter."""
    assert BUILT == run("check", site)
    assert ["content", "site.yaml"] == files(site)
    head, row, whole, last = capsys.readouterr().out.splitlines()
    assert ["chapter", "claims", "cited", "%", "sources", "most", "used", "share"] == head.split()[:8]
    assert ["the-mill", "0", "0", "100", "1", "hale-1902", "100", "%"] == row.split()[:8]
    assert "together: 0 of 0 claims cite, 100 %" == whole
    assert last.startswith("checked in ")


def test_check_leaves_the_published_site_alone(site: Path) -> None:
    """`check` touches nothing of what an earlier build published."""
    run("build", site)
    write(site, "content/chapters/01-the-mill.md", CHAPTER.replace("corn", "rye"))
    before = (site / "_site" / "chapters" / "the-mill.html").read_bytes()

    assert BUILT == run("check", site)
    assert before == (site / "_site" / "chapters" / "the-mill.html").read_bytes()


def test_check_fails_as_a_build_does(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` prints the problems that `build` prints, and has its status; it does not speak of publishing."""
    write(site, "content/chapters/01-the-mill.md", CHAPTER.replace("1902", "1920"))
    run("build", site, "-q")
    built = capsys.readouterr()

    assert BROKEN == run("check", site, "-q")
    checked = capsys.readouterr()
    assert built.out == checked.out
    assert "1 error\n" == checked.err


def test_check_without_memory_leaves_no_trace(site: Path) -> None:
    """With `--no-cache`, not even `.cache` is written."""
    assert BUILT == run("check", site, "--no-cache")
    assert ["content", "site.yaml"] == sorted(path.name for path in site.iterdir())


def test_check_watches(site: Path, tmp_path: Path) -> None:
    """With `--watch` the site is checked at once and at every change, until Ctrl-C, which is no failure."""
    command = [sys.executable, "-u", str(BUILD), "check", "--watch", "--format", "json", "--site", str(site)]
    with (
        (tmp_path / "told").open("w+") as told,
        subprocess.Popen(command, stdout=told, stderr=subprocess.PIPE) as running,
    ):
        try:
            for content, rules in ((None, []), ("1920", ["unknown-source"]), ("1902", [])):
                if content:
                    write(site, "content/chapters/01-the-mill.md", CHAPTER.replace("1902", content))
                assert comes(tmp_path / "told", rules)
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=60)
        finally:
            running.kill()

    assert (BUILT, b"") == (running.returncode, said)


def comes(path: Path, rules: list[str]) -> bool:
    """Wait, a minute at most, until the last answer of `check --format json` in a file names these rules."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        answers = path.read_text(encoding="utf-8").split("\n}\n")
        if len(answers) > 1 and not answers[-1] and rules == re.findall(r'"rule": "([a-z-]+)"', answers[-2]):
            return True
        time.sleep(0.05)
    return False


# ---- severities of `site.yaml`


@pytest.mark.parametrize(
    ("checks", "status", "told"),
    [
        ("{}", BUILT, "note: "),
        ("{uncited-source: warning}", BUILT, "warning: "),
        ("{uncited-source: error}", BROKEN, "error: "),
    ],
)
def test_severities_are_raised(
    checks: str, status: int, told: str, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`checks` in `site.yaml` makes a note matter more."""
    write(site, "content/sources/more.yaml", UNCITED)
    write(site, "site.yaml", f"{SITE}checks: {checks}\n")

    assert status == run("build", site, "-q")
    assert f"{told}nothing cites the source `roe-1911` [uncited-source]" in capsys.readouterr().out


@pytest.mark.parametrize(("severity", "told"), [("warning", "warning: "), ("note", "note: "), ("off", "")])
def test_severities_are_lowered(severity: str, told: str, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`checks` in `site.yaml` makes an error matter less, or nothing at all."""
    write(site, "content/chapters/01-the-mill.md", CHAPTER + "\nIn 1807 it burned.\n")
    write(site, "site.yaml", f"{SITE}checks: {{uncited-paragraph: {severity}}}\n")

    assert BUILT == run("build", site, "-q")
    printed = capsys.readouterr().out
    assert f"{told}the paragraph says" in printed if told else printed == ""


@pytest.mark.parametrize(("checks", "status"), [("{}", BUILT), ("{missing-field: error}", BROKEN)])
def test_mild_problems_are_raised_by_name(checks: str, status: int, site: Path) -> None:
    """What is a warning of an error's rule, as in a source, is an error where `site.yaml` says so."""
    write(site, "content/sources/mill.yaml", SOURCE.replace("issued: '1902', ", ""))
    write(site, "site.yaml", f"{SITE}checks: {checks}\n")

    assert status == run("build", site, "-q")


# ---- the doormat


def test_a_missing_library_is_told_in_a_line(site: Path) -> None:
    """Without its libraries `build.py` says which is missing and which command installs them."""
    done = subprocess.run(
        [sys.executable, "-S", str(BUILD), "--site", str(site)], capture_output=True, text=True, check=False
    )

    assert (MISUSED, "") == (done.returncode, done.stdout)
    assert (
        "build.py: markupsafe is not installed; run: python -m pip install --require-hashes -r requirements.lock\n"
        == done.stderr
    )


def test_the_lock_file_is_there() -> None:
    """The file that the line names exists."""
    assert (PROJECT / "requirements.lock").is_file()


def test_the_doormat_builds_from_any_folder(site: Path, tmp_path: Path) -> None:
    """`build.py` without a command builds; `--site` is relative to where one stands."""
    command = [sys.executable, str(BUILD), "--site", "site", "-q"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (BUILT, "", "") == (done.returncode, done.stdout, done.stderr)
    assert (site / "_site" / "index.html").exists()


def test_a_reader_that_goes_away_is_no_traceback(site: Path) -> None:
    """`build.py explain | head -1` ends without complaint."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, str(BUILD), "check", "--site", str(site)]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)

    assert "Traceback" not in done.stderr


def test_a_site_that_cannot_be_read_is_told_in_a_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A disk that fails is named with the file, not in a traceback."""
    (site / "site.yaml").unlink()
    shutil.rmtree(site / "content" / "sources")
    (site / "content" / "sources").symlink_to(site / "content" / "sources")

    assert BROKEN == run("build", site, "--no-cache")
    assert "Traceback" not in capsys.readouterr().err


def test_github_is_told_paths_from_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Annotations of a site in a folder of the repository name that folder."""
    shutil.copytree(PROJECT / "tests" / "faults" / "unknown-source", tmp_path / "site" / "mill")
    monkeypatch.chdir(tmp_path)
    said = subprocess.run(
        (sys.executable, str(BUILD), "check", "--site", "site/mill", "--format", "github", "--no-cache"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "::error file=site/mill/content/" in said.stdout


@pytest.mark.parametrize("number", ["-1", "two", "1.5"])
def test_jobs_are_a_number(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A number of processes that is none is misuse."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["build", "--jobs", number])

    assert ended.value.code == 2
    assert "is not a number of processes" in capsys.readouterr().err
