"""One tiny bad site a rule: the folder is named after the rule, `expected.txt` is what an author sees."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import Golden

from microsite import cli, console
from microsite.rules import RULES, Rule

FAULTS = Path(__file__).resolve().parent / "faults"
SEVERAL = "several"
"""The name that cases with more than one rule begin with."""

HEAD = re.compile(r"^\S.*:\d+:\d+: (?:error|warning|note): .* \[([a-z-]+)\]$", re.MULTILINE)
"""The first line of a message, with the rule at its end."""
CASES = sorted(folder.name for folder in FAULTS.iterdir() if folder.is_dir())


def rule_of(case: str) -> str:
    """Return the rule that a case breaks: `bad-value--dates` breaks `bad-value`."""
    return case.partition("--")[0]


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_told(case: str, tmp_path: Path, golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    """A build prints what is wrong, where, and what would mend it; after an error, nothing is published."""
    site = shutil.copytree(FAULTS / case, tmp_path / "site", ignore=shutil.ignore_patterns("expected.txt"))
    status = cli.main(["build", "--site", str(site), "--no-cache", "--quiet"])
    printed = capsys.readouterr().out

    assert (status == console.BROKEN) == (": error: " in printed)
    assert (status == console.BUILT) == (site / "_site").exists()
    golden(FAULTS / case / "expected.txt", f"{printed}exit {status}\n")


@pytest.mark.parametrize("case", CASES)
def test_a_case_breaks_its_rule_and_no_other(case: str) -> None:
    """One mistake is one message: a case is told by the rule that it is named after, and by that alone."""
    told = set(HEAD.findall((FAULTS / case / "expected.txt").read_text(encoding="utf-8")))

    assert told
    assert rule_of(case) == SEVERAL or {rule_of(case)} == told


@pytest.mark.parametrize("case", [case for case in CASES if rule_of(case) == SEVERAL])
def test_memory_tells_the_same(case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What an earlier run remembers of a faulty site is told again, word by word."""
    site = shutil.copytree(FAULTS / case, tmp_path / "site")
    told = [(cli.main(["build", "--site", str(site), "--quiet"]), capsys.readouterr().out) for _ in range(2)]

    assert told[0] == told[1]
    assert (FAULTS / case / "expected.txt").read_text(encoding="utf-8") == f"{told[1][1]}exit {told[1][0]}\n"


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_case(rule: str) -> None:
    """There is a tiny bad site for each rule, under the rule's own name."""
    assert rule in CASES


def test_every_case_has_a_rule() -> None:
    """A folder that is named after no rule is a rule that was renamed, or a slip."""
    assert {SEVERAL} == {rule_of(case) for case in CASES} - RULES.keys()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_every_rule_is_explained(rule: Rule, capsys: pytest.CaptureFixture[str]) -> None:
    """`explain` prints what a rule means, what breaks it and what keeps it."""
    assert all(text.strip() for text in (rule.meaning, rule.bad, rule.good))
    assert console.BUILT == cli.main(["explain", rule.name])
    printed = capsys.readouterr().out

    assert printed.startswith(f"{rule.name} ({rule.severity})\n\n{rule.meaning}\n")
    for label, example in (("bad", rule.bad), ("good", rule.good)):
        assert f"{label}:\n" + "".join(f"    {line}\n" for line in example.split("\n")) in printed


def test_every_rule_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """`explain` without a rule lists them all, a line each."""
    assert console.BUILT == cli.main(["explain"])
    lines = capsys.readouterr().out.splitlines()

    assert list(RULES) == [line.split()[0] for line in lines]
