"""The command line: arguments in, printed problems and an exit status out."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microsite import disk, printing, publish
from microsite.memo import Forgetful, Memo, digest
from microsite.rules import RULES, Finding
from microsite.text import Severity, guess

if TYPE_CHECKING:  # imported where it is needed: a build with nothing changed must not pay for it
    from microsite.edition import Edition
    from microsite.manuscript import Manuscript

BUILT, BROKEN, MISUSED = 0, 1, 2
_COMMANDS = ("build", "check", "serve", "explain")
_RESULT = "result"
"""The kind of memory that holds what an earlier run with the same files came to."""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, and takes no beginning of an option for the option."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more, allow_abbrev=False)

    def error(self, message: str) -> None:  # type: ignore[override]  # it ends the program, as the parent does
        self.print_usage(sys.stderr)
        self.exit(MISUSED, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name and return the exit status."""
    words = list(arguments)
    if not words or (words[0].startswith("-") and words[0] not in ("-h", "--help")):
        words.insert(0, "build")
    try:
        chosen = _chosen(words)
        return {"build": _build, "check": _check, "serve": _serve, "explain": _explain}[chosen.command](chosen)
    except BrokenPipeError:
        # The reader of the output has seen enough: `build.py check | head`.
        sys.stderr.close()
        return BROKEN
    except (publish.Refusal, _MisuseError) as error:
        print(f"build.py: {error}", file=sys.stderr)
        return MISUSED
    except OSError as error:
        print(f"build.py: {error.filename or 'the disk'}: {error.strerror}", file=sys.stderr)
        return BROKEN


def _chosen(words: list[str]) -> argparse.Namespace:
    """Return what the words choose; raise `_MisuseError` for a command or an option that there is not."""
    if words[0] not in (*_COMMANDS, "-h", "--help"):
        raise _MisuseError(_with(f"there is no command `{words[0]}`", guess(words[0], _COMMANDS)))
    parser, commands = _parser()
    chosen, strange = parser.parse_known_args(words)
    if strange:
        options = re.findall(r"--[\w-]+", commands[words[0]].format_usage())
        hint = guess(strange[0].partition("=")[0], options)
        raise _MisuseError(_with(f"`{strange[0]}` means nothing to `{words[0]}`", hint))
    return chosen


def _with(message: str, hint: str) -> str:
    return f"{message}; {hint}" if hint else message


def _parser() -> tuple[argparse.ArgumentParser, Mapping[str, argparse.ArgumentParser]]:
    """Return the parser of the whole line, and that of each command."""
    parser = _Parser(prog="build.py", description="Build a history microsite from the folder that it stands in.")
    commands = parser.add_subparsers(dest="command", metavar="command")
    build = commands.add_parser("build", help="build the site (what happens without a command)")
    check = commands.add_parser("check", help="check the site, write nothing, and print the citation coverage")
    for command in (build, check):
        _site_options(command)
    build.add_argument("--output", type=Path, metavar="DIR", help="where to publish (default: _site in the site)")
    _serve_options(commands.add_parser("serve", help="show the site in the browser, and every change as it is saved"))
    explain = commands.add_parser("explain", help="say what a rule means, with a bad and a good example")
    explain.add_argument("rule", nargs="?", help="the name of the rule; all of them without it")
    return parser, commands.choices


def _number(written: str) -> int:
    if not written.isdecimal() or len(written) > 4:  # noqa: PLR2004 - no machine has ten thousand cores
        raise argparse.ArgumentTypeError(f"`{written}` is not a number of processes")
    return int(written)


def _site_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--site", type=Path, default=Path(), metavar="DIR", help="the site's folder (default: this one)"
    )
    parser.add_argument("--base-url", default="", metavar="URL", help="the absolute address, instead of site.yaml's")
    parser.add_argument("--drafts", action="store_true", help="build the drafts too")
    parser.add_argument("--strict", action="store_true", help="let warnings fail as errors do")
    parser.add_argument("--no-cache", action="store_true", help="remember nothing, and forget nothing")
    parser.add_argument("--jobs", type=_number, default=0, metavar="N", help="how many processes (default: one a core)")
    parser.add_argument("--format", choices=sorted(printing.FORMATS), default="text", help="how problems are printed")
    parser.add_argument("-q", "--quiet", action="store_true", help="print problems and nothing else")


def _serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--site", type=Path, default=Path(), metavar="DIR", help="the site's folder (default: this one)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="NAME", help="where to listen (default: this machine alone)"
    )
    parser.add_argument(
        "--port", type=_port, default=8000, metavar="N", help="the port, or the next free one (default: 8000)"
    )
    parser.add_argument("--open", action="store_true", help="open the site in the browser")
    parser.add_argument("--drafts", action="store_true", help="show the drafts too")


def _port(written: str) -> int:
    if not written.isdecimal() or len(written) > 5 or int(written) > 65535:  # noqa: PLR2004 - what TCP has
        raise argparse.ArgumentTypeError(f"`{written}` is not a port")
    return int(written)


def _build(chosen: argparse.Namespace) -> int:
    started = time.perf_counter()
    site: Path = chosen.site
    output: Path = chosen.output or site / "_site"
    files = _files(site)
    publish.mend(output)
    memory = _memory(chosen)
    asked = (chosen.base_url, str(chosen.drafts), str(chosen.strict), chosen.format, site.as_posix())
    key = digest(files.stamp, disk.epoch(), *asked)
    known = _known(memory, key)
    if known is not None and publish.current(output) == known.digests:
        sys.stdout.write(known.printed)
        memory.close()
        return _done(chosen, started, f"{len(known.digests):,} files, nothing changed", output)
    manuscript = disk.manuscript(files)
    made = _make(chosen, manuscript, memory)
    printed = _printed(chosen, made, manuscript)
    sys.stdout.write(printed)
    if _fails(chosen, made):
        memory.close()
        return _failed(chosen, made.findings)
    report = publish.publish(made.outputs, output, site)
    memory.keep(_RESULT, key, [printed, dict(publish.current(output))])
    memory.close()
    counted = ", ".join(f"{n:,} {noun if n != 1 else noun[:-1]}" for noun, n in made.counts.items())
    changed = f"{report.written} of {len(made.outputs)} files changed, {report.removed} removed"
    return _done(chosen, started, f"{counted}; {changed}", output)


def _check(chosen: argparse.Namespace) -> int:
    started = time.perf_counter()
    manuscript = disk.manuscript(_files(chosen.site))
    memory = _memory(chosen)
    made = _make(chosen, manuscript, memory)
    memory.close()
    sys.stdout.write(_printed(chosen, made, manuscript))
    if chosen.format == "text" and not chosen.quiet:
        print(made.coverage)
        print(f"checked in {time.perf_counter() - started:.2f} s")
    return _failed(chosen, made.findings) if _fails(chosen, made) else BUILT


def _serve(chosen: argparse.Namespace) -> int:
    from microsite import serve  # noqa: PLC0415 - nothing else needs a server

    if not chosen.site.is_dir():
        raise _MisuseError(f"there is no folder {chosen.site}")
    try:
        serve.serve(chosen.site, chosen.host, chosen.port, drafts=chosen.drafts, opens=chosen.open, say=_say)
    except serve.ServeError as error:
        raise _MisuseError(str(error)) from None
    return BUILT


def _say(words: str) -> None:
    """Print at once: whoever waits for the address may be a program."""
    print(words, end="", flush=True)


def _explain(chosen: argparse.Namespace) -> int:
    if chosen.rule is None:
        width = max(map(len, RULES))
        for rule in RULES.values():
            print(f"{rule.name:<{width}}  {rule.severity:<7}  {rule.meaning.partition('. ')[0].rstrip('.')}")
        return BUILT
    if chosen.rule not in RULES:
        raise _MisuseError(_with(f"there is no rule `{chosen.rule}`", guess(chosen.rule, RULES)))
    rule = RULES[chosen.rule]
    print(f"{rule.name} ({rule.severity})\n\n{rule.meaning}\n")
    for label, example in (("bad", rule.bad), ("good", rule.good)):
        print(f"{label}:\n" + "".join(f"    {line}\n" for line in example.split("\n")))
    print(f"In site.yaml, `checks: {{{rule.name}: warning}}` changes how much it matters.")
    return BUILT


class _MisuseError(Exception):
    """What only the caller can mend: a folder that is not there, a tool that is missing."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What an earlier run with the same files came to."""

    printed: str
    """What it printed of problems."""
    digests: dict[str, str]
    """The files that it published, by address."""


def _known(memory: Memo | Forgetful, key: str) -> _Known | None:
    match memory.recall(_RESULT, key):
        case [str(printed), dict(digests)]:
            return _Known(printed, digests)
    return None


def _files(site: Path) -> disk.Files:
    if not site.is_dir():
        raise _MisuseError(f"there is no folder {site}")
    return disk.read(site)


def _memory(chosen: argparse.Namespace) -> Memo | Forgetful:
    return Forgetful() if chosen.no_cache else Memo.open(chosen.site / ".cache", disk.generator())


def _make(chosen: argparse.Namespace, manuscript: Manuscript, memory: Memo | Forgetful) -> Edition:
    """Return the edition that the files make."""
    # Imported here, so that a build with nothing changed imports none of it.
    from microsite import edition, pandoc  # noqa: PLC0415
    from microsite.press import Order, Press, styles_from  # noqa: PLC0415

    if chosen.base_url and not re.fullmatch(r"https?://[^\s/?#]+(?:/[^\s?#]*)?", chosen.base_url):
        raise _MisuseError(
            f"`{chosen.base_url}` is not an absolute address; write it like `https://example.org/history/`"
        )
    try:
        styles = styles_from(disk.style)
        tools = Press(pandoc.run, pandoc.bibtex, pandoc.write_bibtex, pandoc.version(), styles, disk.atlas)
        return edition.make(manuscript, Order(chosen.drafts, chosen.base_url, disk.epoch(), chosen.jobs), tools, memory)
    except pandoc.PandocError as error:
        raise _MisuseError(str(error)) from None


def _printed(chosen: argparse.Namespace, made: Edition, manuscript: Manuscript) -> str:
    """Return the problems in the format that is asked for; GitHub wants paths from the folder of the repository."""
    if chosen.format == "github" and not chosen.site.is_absolute():
        return printing.as_github(made.findings, manuscript.texts, chosen.site.as_posix())
    return printing.FORMATS[chosen.format](made.findings, manuscript.texts)


def _fails(chosen: argparse.Namespace, made: Edition) -> bool:
    return made.broken or (chosen.strict and any(f.severity is Severity.WARNING for f in made.findings))


def _failed(chosen: argparse.Namespace, findings: Sequence[Finding]) -> int:
    if chosen.format == "text":
        numbers = [(s, sum(f.severity is s for f in findings)) for s in (Severity.ERROR, Severity.WARNING)]
        counted = " and ".join(f"{n} {s}{'s' if n > 1 else ''}" for s, n in numbers if n)
        published = "; nothing was published" if chosen.command == "build" else ""
        print(f"{counted}{published}", file=sys.stderr)
    return BROKEN


def _done(chosen: argparse.Namespace, started: float, words: str, output: Path) -> int:
    if not chosen.quiet and chosen.format == "text":
        print(f"{words}; {output} in {time.perf_counter() - started:.2f} s")
    return BUILT
