"""What the README says of the command line: all of it, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from microsite import arguments, cli
from microsite.questions import QUESTIONS

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = README.partition("## The command line")[2].partition("\n## ")[0]


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield each command with its options; what `new` makes is a command of its own."""
    for name, one in arguments.subcommands(arguments.parser()).items():
        yield name, arguments.options(one)
        yield from ((f"{name} {kind}", arguments.options(inner)) for kind, inner in arguments.subcommands(one).items())


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_is_documented(name: str) -> None:
    """Each command stands in the README, and so does each thing that `new` makes."""
    command, _, kind = name.partition(" ")

    assert re.search(rf"^python build\.py {command}\b.*{kind}", COMMAND_LINE, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "options"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_option_is_documented(name: str, options: list[str]) -> None:
    """Each option stands in the README; those of `new`, which are the fields of the files, in its own help."""
    known = {f"--{q.name}" for q in QUESTIONS[name.partition(" ")[2]]} if " " in name else set()

    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", COMMAND_LINE))

    assert [] == [o for o in options if o.startswith("--") and o not in {*known, *named}]


def test_no_option_is_made_up() -> None:
    """Each option that the README names is one of a command."""
    known = {option for _, options in commands() for option in options} | set(arguments.options(arguments.parser()))

    assert [] == sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", COMMAND_LINE)) - known)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_has_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` says what a command does, and shows how it is used."""
    with pytest.raises(SystemExit) as ended:
        cli.main([*name.split(), "--help"])
    told = capsys.readouterr().out

    assert 0 == ended.value.code
    assert re.search(rf"examples:\n  .*build\.py {name}", told)


def test_the_version_is_printed() -> None:
    """`--version` says which generator this is."""
    done = subprocess.run(
        [sys.executable, PROJECT / "build.py", "--version"], capture_output=True, text=True, check=False
    )

    assert (0, True) == (done.returncode, done.stdout.startswith("microsite "))
