"""The command `new`: a skeleton in the right place, from options or from answers on a terminal."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from microsite import answering, building, disk, inserting, mappings, printing, skeletons, tidy
from microsite.console import BROKEN, BUILT, MisuseError
from microsite.edition import Survey, survey
from microsite.inserting import BracketsError
from microsite.manuscript import Manuscript, decoded
from microsite.memo import Forgetful
from microsite.press import Order, Press
from microsite.questions import QUESTIONS, Question
from microsite.rules import Finding
from microsite.skeletons import Answers
from microsite.text import Severity
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class _Desk:
    """The site as it stands, and what looks at it anew."""

    manuscript: Manuscript
    """The files."""
    surveyed: Survey
    """What they tell, drafts too."""
    press: Press
    """The tools."""


def new(chosen: Namespace) -> int:
    """Write a skeleton and print its path; return the exit status."""
    desk = _desk(chosen)
    answers = _answers(chosen, desk)
    path, data, line = _made(chosen, desk, answers)
    wrong = _wrong(desk, path, data)
    texts = {**desk.manuscript.texts, **{text.path: text for text in [decoded(path, data)[0]] if text}}
    sys.stderr.write(printing.as_text(wrong, texts))
    if any(finding.severity is Severity.ERROR for finding in wrong):
        print("nothing was written", file=sys.stderr)
        return BROKEN
    _write(chosen.site / path, data, fresh=path not in desk.manuscript.texts)
    print(_advice(chosen, answers, line), file=sys.stderr)
    print(chosen.site / path)
    return BUILT


def _desk(chosen: Namespace) -> _Desk:
    files = building.read(chosen.site)
    memory = building.remembered(chosen, files)
    press = building.tools(memory)
    manuscript = disk.manuscript(files, memory)
    found = survey(manuscript, _ORDER, press, memory)
    memory.close()
    return _Desk(manuscript, found, press)


_ORDER = Order(drafts=True, base_url="", epoch="", jobs=0)


def _answers(chosen: Namespace, desk: _Desk) -> Answers:
    """Return the answers, those of the options first; raise `MisuseError` where one is missing or wrong."""
    given: dict[str, tuple[str, ...]] = {}
    for question in QUESTIONS[chosen.thing]:
        value = getattr(chosen, question.name.replace("-", "_"))
        values = tuple(value) if isinstance(value, list) else (value,) if value is not None else ()
        if values:
            given[question.name] = tuple(answering.mended(one) for one in values)
    missing = [q for q in QUESTIONS[chosen.thing] if q.needed and not any(given.get(q.name, ()))]
    if missing and not sys.stdin.isatty():
        options = " and ".join(f"--{question.name}" for question in missing)
        raise MisuseError(f"`new {chosen.thing}` needs {options}; on a terminal it asks")
    for question in QUESTIONS[chosen.thing]:
        for answer in given.get(question.name, ()):
            problem = answering.wrong(question, answer, desk.surveyed.history)
            if problem:
                raise MisuseError(f"--{question.name}: {problem}")
        if missing and question.name not in given:
            given.update(_asked(question, desk))
    return given


def _asked(question: Question, desk: _Desk) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what is answered on the terminal, when it can be read; nothing for an empty line."""
    answers: list[str] = []
    while True:
        more = " (another, or Enter)" if answers else "" if question.needed else " (or Enter)"
        print(f"{question.name}: {question.says}{more}\n> ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            raise MisuseError("no more answers; nothing was written")
        answer = answering.mended(line)
        problem = answering.wrong(question, answer, desk.surveyed.history) if answer else ""
        if problem:
            print(f"  {problem}", file=sys.stderr)
        elif answer:
            answers.append(answer)
        if (not answer and (answers or not question.needed)) or (answers and not question.many):
            break
    if answers:
        yield question.name, tuple(answers)


def _made(chosen: Namespace, desk: _Desk, answers: Answers) -> tuple[str, bytes, int]:
    """Return the path in the site of what is written, all that will stand there, and the line of what is new."""
    if chosen.thing == "chapter":
        path = _chapter_path(desk, answers)
        return path, tidy.tidied(path, skeletons.chapter(answers, draft=not chosen.ready)).encode(), 1
    name = skeletons.id_of(chosen.thing, answers)
    problem = answering.wrong_id(name, desk.surveyed.history)
    if problem:
        raise MisuseError(f"{problem}; give another with --id")
    path = _source_path(desk, answers) if chosen.thing == "source" else f"content/{skeletons.FILES[chosen.thing]}.yaml"
    entry = skeletons.entry(chosen.thing, answers)
    listed = chosen.thing in ("event", "source")
    alone = tidy.tidied(path, "\n".join([*(_as_item(entry) if listed else entry), ""]))
    lines = [line[2:] for line in alone.splitlines()] if listed else alone.splitlines()
    key = answers["date"][0] if chosen.thing == "event" else name
    text = desk.manuscript.texts.get(path)
    if text is None:
        return path, alone.encode(), 1
    if mappings.from_yaml(text)[1]:
        raise MisuseError(f"{path} cannot be read; `build.py check` says why")
    try:
        raw = (chosen.site / path).read_bytes().decode("utf-8")
        whole, line = inserting.inserted(raw, text, lines, key)
    except BracketsError:
        block = "\n".join(lines)
        raise MisuseError(f"{path} is written in brackets, where only you can add to it:\n{block}") from None
    return path, whole.encode(), line


def _as_item(lines: Sequence[str]) -> list[str]:
    return [f"- {lines[0]}", *(f"  {line}" for line in lines[1:])]


def _chapter_path(desk: _Desk, answers: Answers) -> str:
    names = [path.rpartition("/")[2] for path in desk.manuscript.texts if path.startswith("content/chapters/")]
    numbers = {int(found[1]): len(found[1]) for name in names if (found := re.match(r"(\d+)-", name))}
    slug = answers["slug"][0] if "slug" in answers else skeletons.slug(answers["title"][0])
    problem = answering.wrong_slug(slug, desk.surveyed.history)
    if problem:
        raise MisuseError(f"{problem}; give another with --slug")
    number = int(answers["number"][0]) if "number" in answers else max(numbers, default=0) + 1
    if number in numbers:
        raise MisuseError(f"there is a chapter {number} already; the next number is {max(numbers) + 1}")
    return f"content/chapters/{number:0{max(numbers.values(), default=2)}}-{slug}.md"


def _source_path(desk: _Desk, answers: Answers) -> str:
    """Return the file that is named, or the one that holds most sources of the same kind."""
    if "file" in answers:
        name = answers["file"][0].rpartition("/")[2]
        return f"content/sources/{name if name.endswith(('.yaml', '.yml')) else f'{name}.yaml'}"
    known = desk.surveyed.history.sources.values()
    paths = [s.span.path for s in known if s.span.path.endswith((".yaml", ".yml"))]
    kind = answers.get("kind", ("",))[0]
    alike = [s.span.path for s in known if s.span.path in paths and s.primary == (kind == "primary")]
    return max(sorted(set(alike or paths)), key=(alike or paths).count, default="content/sources/sources.yaml")


def _wrong(desk: _Desk, path: str, data: bytes) -> tuple[Finding, ...]:
    """Return what is wrong with the site as it would be, and was not before.

    A chapter in which nothing stands yet reaches no threshold of coverage: that is for the author to mend.
    """
    text = decoded(path, data)[0]
    assert text is not None
    changed = replace(desk.manuscript, texts={**desk.manuscript.texts, path: text})
    found = survey(changed, _ORDER, desk.press, Forgetful())
    known = {(f.problem.span.path, f.problem.rule, f.problem.message) for f in desk.surveyed.findings}
    fresh = (f for f in found.findings if (f.problem.span.path, f.problem.rule, f.problem.message) not in known)
    grave = (Severity.ERROR, Severity.WARNING)
    return tuple(
        f for f in fresh if f.severity in grave and (f.problem.span.path, f.problem.rule) != (path, "coverage")
    )


def _write(path: Path, data: bytes, *, fresh: bool) -> None:
    """Write a file whole or not at all; one that should not be there is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if fresh:
        try:
            with path.open("xb") as file:
                file.write(data)
        except FileExistsError:
            raise MisuseError(f"{path} is there already; nothing was written") from None
        return
    disk.rewrite(path, data)


def _advice(chosen: Namespace, answers: Mapping[str, tuple[str, ...]], line: int) -> str:
    """Return what an author does next."""
    if chosen.thing == "chapter":
        draft = "" if chosen.ready else " It is a draft: `--drafts` builds it; take `draft: true` out when it is ready."
        return f"A chapter to be written.{draft}"
    name = skeletons.id_of(chosen.thing, answers)
    use = f"[@{name}, p. 3]" if chosen.thing == "source" else f"[[{name}]]"
    bare = [one for role in ("author", "editor") for one in answers.get(role, ()) if "," not in one]
    named = f"`{bare[0]}` is taken for an institution; a person is `Family, Given`.\n" if bare else ""
    return f"{named}In line {line}; in the prose, it is `{use}`."
