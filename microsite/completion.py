"""Completion of the command line in bash, zsh and fish: scripts made from the grammar of the arguments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping

from microsite import arguments, schemas
from microsite.rules import RULES
from microsite.values import dataclass

_FOLDERS = ("--site", "--output")
_VALUES: Mapping[str, tuple[str, ...]] = {
    "explain": tuple(RULES),
    "schema": schemas.names(),
    "completion": arguments.SHELLS,
}
"""What may stand after a command that is no option, as far as it can be known without a site."""
_OPEN = ("fmt",)
"""The commands after which files stand."""


@dataclass(frozen=True, slots=True)
class _Word:
    """Something that can be written at a place."""

    word: str
    """The word."""
    says: str
    """What it means, or empty."""


def script(shell: str) -> str:
    """Return the script for a shell."""
    places = dict(_places(arguments.parser(), ""))
    # Without a command, the options are those of `build`.
    places[""] += [word for word in places["build"] if word not in places[""]]
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](places)


def _places(parser: argparse.ArgumentParser, path: str) -> Iterator[tuple[str, list[_Word]]]:
    """Yield each command, and what can stand after it."""
    inner = arguments.subcommands(parser)
    words = [_Word(name, arguments.purpose(one)) for name, one in inner.items()]
    words += [_Word(value, "") for value in _VALUES.get(path, ())]
    yield path, words + [_Word(name, says) for name, says in arguments.options_of(parser) if name.startswith("--")]
    for name, one in inner.items():
        yield from _places(one, f"{path} {name}".strip())


def _formats() -> str:
    return " ".join(arguments.FORMATS)


def _bash(places: Mapping[str, list[_Word]]) -> str:
    cases = "".join(
        f"        '{path}') list='{' '.join(w.word for w in words)}' ;;\n" for path, words in places.items()
    )
    known = "|".join(f"'{path}'" for path in places if path)
    opened = "|".join(f"'{path}'" for path in _OPEN)
    return f"""\
# Completion for bash: source <(python build.py completion bash)
_microsite() {{
    local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}} path='' next='' list='' i start=1
    for ((i = 0; i < COMP_CWORD; i++)); do
        [[ ${{COMP_WORDS[i]##*/}} == build.py ]] && start=$((i + 1))
    done
    for ((i = start; i < COMP_CWORD; i++)); do
        next="${{path:+$path }}${{COMP_WORDS[i]}}"
        case "$next" in {known}) path=$next ;; esac
    done
    case "$prev" in
        --format) COMPREPLY=($(compgen -W '{_formats()}' -- "$cur")); return ;;
        {"|".join(_FOLDERS)}) COMPREPLY=($(compgen -d -- "$cur")); return ;;
    esac
    case "$path" in
{cases}    esac
    COMPREPLY=($(compgen -W "$list" -- "$cur"))
    case "$path" in {opened}) COMPREPLY+=($(compgen -f -- "$cur")) ;; esac
}}
_microsite_python() {{
    [[ $COMP_CWORD -gt 1 && ${{COMP_WORDS[1]##*/}} == build.py ]] && _microsite
}}
complete -F _microsite build.py
complete -p python >/dev/null 2>&1 || complete -o default -F _microsite_python python python3
"""


def _zsh(places: Mapping[str, list[_Word]]) -> str:
    def described(words: list[_Word]) -> str:
        return " ".join("'" + f"{w.word}:{w.says}".replace("'", "’") + "'" for w in words)

    cases = "".join(f"        ('{path}') list=({described(words)}) ;;\n" for path, words in places.items())
    known = "|".join(f"'{path}'" for path in places if path)
    opened = "|".join(f"'{path}'" for path in _OPEN)
    return f"""\
#compdef build.py
# Completion for zsh: source <(python build.py completion zsh)
_microsite() {{
    local route='' next='' i
    local -a list
    for ((i = 2; i < CURRENT; i++)); do
        next="${{route:+$route }}${{words[i]}}"
        case "$next" in ({known}) route=$next ;; esac
    done
    case "${{words[CURRENT-1]}}" in
        (--format) compadd -- {_formats()}; return ;;
        ({"|".join(_FOLDERS)}) _files -/; return ;;
    esac
    case "$route" in
{cases}    esac
    _describe -o 'build.py' list
    case "$route" in ({opened}) _files ;; esac
}}
compdef _microsite build.py
"""


def _fish(places: Mapping[str, list[_Word]]) -> str:
    lines = []
    for path, words in places.items():
        at = f"""-n "__microsite_at '{path}'\""""
        lines.append(f"    complete -c $program {at} {'-F' if path in _OPEN else '-f'}")
        for one in words:
            says = one.says.replace("\\", "\\\\").replace("'", "\\'")
            told = f" -d '{says}'" if says else ""
            name = f"-l {one.word[2:]}" if one.word.startswith("--") else f"-a {one.word}"
            value = (
                f" -x -a '{_formats()}'"
                if one.word == "--format"
                else " -x -a '(__fish_complete_directories)'"
                if one.word in _FOLDERS
                else ""
            )
            lines.append(f"    complete -c $program {at} {name}{value}{told}")
    known = " ".join(f"'{path}'" for path in places if path)
    body = "\n".join(lines)
    return f"""\
# Completion for fish: python build.py completion fish | source
function __microsite_at
    set -l route
    set -l inside 0
    for word in (commandline -opc)
        if string match -q -- '*build.py' $word
            set inside 1
        else if test $inside = 1
            contains -- (string join -- ' ' $route $word) {known}
            and set -a route $word
        end
    end
    test $inside = 1; and test "$route" = "$argv[1]"
end
for program in build.py python python3
{body}
end
"""
