"""What shells are told: every command, every option, and what may stand after them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from microsite import arguments, cli, completion
from microsite.console import BUILT
from microsite.rules import RULES

ASK = {
    "bash": 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _microsite; printf "%s\\n" "${COMPREPLY[@]}"',
    "zsh": '_describe() { print -l -- ${list[@]%%:*}; }; compadd() { shift; print -l -- $@; }; compdef() { }; '
    'source "$0"; words=("$@"); CURRENT=$#; _microsite',
    "fish": "source $argv[1]; complete -C (string join -- ' ' $argv[2..-1]) | string replace -r '\\t.*' ''",
}  # fmt: skip
"""What asks a shell for its completions of the words that it is given, with the script before them."""


def completed(shell: str, folder: Path, *words: str) -> set[str]:
    """Return what a shell offers for the last of the words."""
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    path = folder / f"completion.{shell}"
    path.write_text(completion.script(shell), encoding="utf-8")
    quiet = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    done = subprocess.run(
        [shell, *quiet, "-c", ASK[shell], str(path), *words], capture_output=True, text=True, check=False
    )

    assert "" == done.stderr
    return {line for line in done.stdout.split("\n") if line}


@pytest.mark.parametrize("shell", arguments.SHELLS)
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("build.py", "ch"), {"check"}),
        (("build.py", "new", "ev"), {"event"}),
        (("build.py", "new", "event", "--da"), {"--date"}),
        (("build.py", "check", "--format", ""), {"text", "json", "github"}),
        (("build.py", "--site", "x", "explain", "uncited-e"), {"uncited-event"}),
        (("build.py", "completion", ""), {*arguments.SHELLS, "--help"}),
        (("build.py", "--str"), {"--strict"}),
    ],
)
def test_a_shell_completes(shell: str, words: tuple[str, ...], offered: set[str], tmp_path: Path) -> None:
    """A shell offers commands, things, options, and the values that are known."""
    found = completed(shell, tmp_path, *words)

    assert offered == {word for word in found if word.startswith(words[-1]) and (word in offered or shell != "zsh")} | (
        offered & {"--help"}
    )


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_python_may_stand_before(shell: str, tmp_path: Path) -> None:
    """`python build.py` is completed as `build.py` is; zsh does it by itself."""
    assert {"check"} == completed(shell, tmp_path, "python", "build.py", "ch")


@pytest.mark.parametrize("shell", arguments.SHELLS)
def test_everything_is_in_the_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The script that the command prints knows every command, option and rule."""
    assert BUILT == cli.main(["completion", shell])
    script = capsys.readouterr().out
    whole = arguments.parser()

    for name, one in arguments.subcommands(whole).items():
        assert name in script
        assert all(option.lstrip("-") in script for option in arguments.options(one))
    assert all(rule in script for rule in RULES)
