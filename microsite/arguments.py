"""The grammar of the command line: every command, every option, and an example of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from microsite import __version__, printing
from microsite.console import MISUSED, MisuseError, unknown
from microsite.examples import EXAMPLES
from microsite.text import guess

SHELLS = ("bash", "zsh", "fish")
"""The shells whose completion there is a script for."""

FORMATS = tuple(printing.FORMATS)
"""How problems can be printed."""

_LEADS = ("-h", "--help", "--version")
"""What may stand in the place of a command."""
_MOST_JOBS = 9999
"""More processes than any machine has cores."""
_LAST_PORT = 65535
"""The last port of TCP."""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, and takes no beginning of an option for the option."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more, allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(MISUSED, f"{self.prog}: {message}\n")


def chosen(words: list[str]) -> argparse.Namespace:
    """Return what the words choose; raise `MisuseError` for a command or an option that there is not.

    Without a command, the words are options of `build`.
    """
    bare = not words or (words[0].startswith("-") and words[0] not in _LEADS)
    words = ["build", *words] if bare else words
    whole = parser(words[0])
    inner, path = _meant(whole, words)
    read, strange = whole.parse_known_args(words)
    names = [name for name, *_ in _COMMANDS] if bare else []
    if strange and strange[0] in names:
        others = " ".join(word for word in words[1:] if word != strange[0])
        raise MisuseError(f"a command comes first: `build.py {strange[0]} {others}`")
    if strange:
        known = options(inner) + options(whole) + names
        raise unknown(f"`{strange[0]}` means nothing to `{path}`", strange[0].partition("=")[0], known)
    if path == "new":
        raise MisuseError("`new` what? A chapter, event, person, place, term or source")
    return read


def options(one: argparse.ArgumentParser) -> list[str]:
    """Return the options of a parser, as they are written."""
    return [name for name, _ in options_of(one)]


def options_of(one: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Return the options of a parser, as they are written, each with what it does."""
    return [(name, action.help or "") for action in one._actions for name in action.option_strings]  # noqa: SLF001 - there is no other way to ask


def purpose(one: argparse.ArgumentParser) -> str:
    """Return what a command does, in a line."""
    return (one.description or "").rstrip(".")


def subcommands(one: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers below a parser, by name."""
    actions = (a for a in one._actions if isinstance(a, argparse._SubParsersAction))  # noqa: SLF001 - as above
    return {name: inner for action in actions for name, inner in action.choices.items()}


def _meant(one: argparse.ArgumentParser, words: list[str]) -> tuple[argparse.ArgumentParser, str]:
    """Return the parser that the first words lead to, and these words; raise `MisuseError` where they lead nowhere."""
    path: list[str] = []
    for word in words:
        inner = subcommands(one)
        if not inner or word in _LEADS:
            break
        if word not in inner:
            what = f"there is no command `{word}`" if not path else f"`{word}` is nothing that `{path[-1]}` makes"
            raise unknown(what, word, inner)
        one = inner[word]
        path.append(word)
    return one, " ".join(path)


def parser(command: str = "") -> argparse.ArgumentParser:
    """Return the parser of the whole line, or one that knows no command but the one that is given, if it is one."""
    whole = _Parser(
        prog="build.py",
        description="Build a history microsite from the folder that it stands in.",
        epilog=f"examples:\n{EXAMPLES['']}",
    )
    whole.add_argument("--version", action="version", version=f"microsite {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="command", prog=whole.prog)
    chosen = [one for one in _COMMANDS if one[0] == command]
    for name, says, fill in chosen or _COMMANDS:
        fill(_command(commands, name, says))
    return whole


def _command(commands: Any, name: str, says: str, examples: str = "") -> argparse.ArgumentParser:
    """Add a command, which `says` what it does."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=says,
        description=f"{says[0].upper()}{says[1:]}.",
        epilog=f"examples:\n{examples or EXAMPLES[name]}",
    )
    return made


def _build(build: argparse.ArgumentParser) -> None:
    _site(build)
    _order(build)
    build.add_argument("--output", type=Path, metavar="DIR", help="where to publish (default: _site in the site)")


def _check(check: argparse.ArgumentParser) -> None:
    _site(check)
    _order(check)
    check.add_argument("--watch", action="store_true", help="check again at every change, until Ctrl-C")


def _serve(serve: argparse.ArgumentParser) -> None:
    _site(serve)
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="HOST",
        help="where to listen (default: 127.0.0.1, for this machine alone)",
    )
    serve.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="the port, or the next that is free (default: 8000)"
    )
    serve.add_argument("--open", action="store_true", help="open the site in the browser")
    serve.add_argument("--drafts", action="store_true", help="show the drafts too")


def _new(new: argparse.ArgumentParser) -> None:
    from microsite.questions import QUESTIONS  # noqa: PLC0415 - no other command asks any

    kinds = new.add_subparsers(dest="thing", metavar="thing")
    for kind, questions in QUESTIONS.items():
        needed = " ".join(f"--{q.name} …" for q in questions if q.needed)
        one = _command(
            kinds, kind, f"begin a{'n' if kind == 'event' else ''} {kind}", f"  build.py new {kind} {needed}\n"
        )
        _site(one)
        one.add_argument("--no-cache", action="store_true", help="remember nothing, and forget nothing")
        for question in questions:
            manner: Any = {"action": "append"} if question.many else {}
            says = (
                question.says
                + (" (mandatory)" if question.needed else "")
                + ("; may be repeated" if question.many else "")
            )
            one.add_argument(f"--{question.name}", metavar="…", help=says.replace("%", "%%"), **manner)
        if kind == "chapter":
            one.add_argument("--ready", action="store_true", help="no draft: it is built from now on")


def _explain(explain: argparse.ArgumentParser) -> None:
    _site(explain)
    explain.add_argument("--no-cache", action="store_true", help="remember nothing, and forget nothing")
    explain.add_argument("name", nargs="?", metavar="NAME", help="a rule, or an id of this site; every rule without it")


def _fmt(fmt: argparse.ArgumentParser) -> None:
    _site(fmt)
    fmt.add_argument("paths", nargs="*", metavar="PATH", help="the files; all that it knows without one")
    fmt.add_argument(
        "--check", action="store_true", help="change nothing, print what would change, and fail if anything would"
    )
    fmt.add_argument("--diff", action="store_true", help="change nothing, and print the changes")
    fmt.add_argument("-q", "--quiet", action="store_true", help="print problems and nothing else")


def _schema(schema: argparse.ArgumentParser) -> None:
    schema.add_argument("name", nargs="?", metavar="NAME", help="the schema to print; a list of them without it")
    schema.add_argument("--output", type=Path, metavar="DIR", help="write all of them into this folder")


def _completion(completion: argparse.ArgumentParser) -> None:
    completion.add_argument("shell", type=_one_of("shell", SHELLS), metavar="SHELL", help="bash, zsh or fish")


def _site(one: argparse.ArgumentParser) -> None:
    one.add_argument("--site", type=Path, default=Path(), metavar="DIR", help="the site's folder (default: this one)")


def _order(one: argparse.ArgumentParser) -> None:
    """Add what can be asked of everything that makes an edition."""
    one.add_argument("--base-url", default="", metavar="URL", help="the absolute address, instead of site.yaml's")
    one.add_argument("--drafts", action="store_true", help="build the drafts too")
    one.add_argument("--strict", action="store_true", help="let warnings fail as errors do")
    one.add_argument("--no-cache", action="store_true", help="remember nothing, and forget nothing")
    one.add_argument("--jobs", type=_number, default=0, metavar="N", help="how many processes (default: one a core)")
    one.add_argument(
        "--format", type=_one_of("format", FORMATS), default="text", metavar="FORMAT",
        help="how problems are printed: text, json or github",
    )  # fmt: skip
    one.add_argument("--profile", action="store_true", help="say where the time went")
    one.add_argument("-q", "--quiet", action="store_true", help="print problems and nothing else")


def _number(written: str) -> int:
    if not written.isdecimal() or int(written) > _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"`{written}` is not a number of processes")
    return int(written)


def _port(written: str) -> int:
    if not written.isdecimal() or int(written) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"`{written}` is not a port")
    return int(written)


def _one_of(noun: str, known: Iterable[str]) -> Callable[[str], str]:
    """Return what reads one of the known words, and says which was meant."""
    words = tuple(known)

    def read(written: str) -> str:
        if written not in words:
            hint = guess(written, words) or f"there are {', '.join(words)}"
            raise argparse.ArgumentTypeError(f"`{written}` is no {noun}; {hint}")
        return written

    return read


_COMMANDS: tuple[tuple[str, str, Callable[[argparse.ArgumentParser], None]], ...] = (
    ("build", "build the site (what happens without a command)", _build),
    ("check", "check the site, publish nothing, and print the citation coverage", _check),
    ("serve", "show the site in the browser, and every change as it is saved", _serve),
    ("new", "begin a chapter, an event, a person, a place, a term or a source", _new),
    ("fmt", "tidy data files and front matter: order of fields, quotation marks, dashes", _fmt),
    ("explain", "say what a rule means, or where a thing is defined and used", _explain),
    ("schema", "print the JSON Schemas of the files, for editors", _schema),
    ("completion", "print what makes a shell complete this command line", _completion),
)
"""Every command: its name, what it does, and what adds its options."""
