"""What is written for a new thing: the file of a chapter, the lines of an entry or a source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from microsite import fields, scalars
from microsite.model import ChapterFront, Event, Person, Place, Term
from microsite.questions import QUESTIONS

Answers = Mapping[str, tuple[str, ...]]
"""What was answered, by the name of the question; one answer where there cannot be more."""

FILES: Mapping[str, str] = {"event": "events", "person": "people", "place": "places", "term": "terms"}
"""The data file of each kind of entry, without its ending."""

_RECORDS: Mapping[str, type] = {"event": Event, "person": Person, "place": Place, "term": Term}
_BODY = "Write the chapter here. Each paragraph that says something dated or numeric cites a source: `[@key, p. 3]`.\n"
_WORDS = 5
"""The most words of a title that make an id."""
_PARTICLES = frozenset("a an and at for from in of on or the to with".split())
"""Words that an id can do without."""


def slug(words: str) -> str:
    """Return an id made of words: small letters without accents, digits, hyphens; other scripts stay as they are.

    At most five words, without articles and prepositions.
    """
    letters = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    parts = re.findall(r"\w+", re.sub(r"[’']", "", unicodedata.normalize("NFC", letters).casefold()).replace("_", " "))
    telling = [part for part in parts if part not in _PARTICLES] or parts
    return "-".join(telling[:_WORDS])


def id_of(kind: str, answers: Answers) -> str:
    """Return the id that is answered, or the one that suggests itself: `treaty-moscow-1950`, `luthi-2008`."""
    given = _one(answers, "id")
    if given:
        return given
    if kind == "event":
        return f"{slug(_one(answers, 'title'))}-{_year(_one(answers, 'date'))}".strip("-")
    if kind == "source":
        named = _one(answers, "author") or _one(answers, "editor") or _one(answers, "title")
        return f"{slug(named.partition(',')[0])}-{_year(_one(answers, 'issued'))}".strip("-")
    return slug(_one(answers, "name"))


def chapter(answers: Answers, *, draft: bool) -> str:
    """Return the file of a chapter with nothing in it yet."""
    asked = [name for name in fields.order(ChapterFront) if name in answers]
    lines = [f"{name}: {scalars.written(_one(answers, name))}" for name in asked]
    return "\n".join(["---", *lines, *(["draft: true"] if draft else []), "---", "", _BODY])


def entry(kind: str, answers: Answers) -> list[str]:
    """Return the lines of an entry as they stand at the beginning of a line; without the `- ` of a list."""
    name = scalars.written(id_of(kind, answers))
    if kind == "source":
        return _source(name, answers)
    given = {question.field: answers[question.name] for question in QUESTIONS[kind] if question.name in answers}
    order = (field for field in fields.order(_RECORDS[kind]) if field in given and field != "id")
    lines = [line for field in order for line in _field(field, given[field])]
    return [f"id: {name}", *lines] if kind == "event" else [f"{name}:", *(f"  {line}" for line in lines)]


def _field(field: str, values: Sequence[str]) -> list[str]:
    if field == "names":
        pairs = (value.partition("=") for value in values)
        forms = (f"{{text: {_inner(form)}, lang: {language.strip()}}}" for language, _, form in pairs)
        return [f"{field}:", *(f"  - {form}" for form in forms)]
    if field == "roles":
        return [f"{field}:", *(f"  - {scalars.written(value)}" for value in values)]
    if field in ("people", "sources"):
        return [f"{field}: [{', '.join(map(_inner, values))}]"]
    if field in ("tone", "lat", "lon"):
        return [f"{field}: {values[0].replace('−', '-')}"]
    return scalars.field(field, values[0])


def _source(name: str, answers: Answers) -> list[str]:
    """Return the lines of a CSL item."""
    lines = [f"id: {name}", f"type: {_one(answers, 'type')}"]
    for question in QUESTIONS["source"]:
        values = answers.get(question.name, ())
        if values and question.many:
            lines.append(f"{question.field}: [{', '.join(map(_person, values))}]")
        elif values and question.name == "issued":
            lines.append(f"issued: {_day(values[0])}")
        elif values and question.field and "." not in question.field and question.name not in ("id", "type"):
            lines.append(f"{question.field}: {scalars.written(values[0])}")
    custom = [f"{part}: {_inner(_one(answers, part))}" for part in ("kind", "side") if part in answers]
    return lines + ([f"custom: {{{', '.join(custom)}}}"] if custom else [])


def _person(written: str) -> str:
    family, comma, given = written.partition(",")
    return f"{{family: {_inner(family)}, given: {_inner(given)}}}" if comma else f"{{literal: {_inner(written)}}}"


def _day(written: str) -> str:
    """Return a date as CSL has it: numbers where it is a day, a month or a year, else EDTF as it is written."""
    if not re.fullmatch(r"\d{4}(?:-\d\d){0,2}", written):
        return scalars.written(written)
    return f"{{date-parts: [[{', '.join(str(int(part)) for part in written.split('-'))}]]}}"


def _inner(value: str) -> str:
    return scalars.written(value.strip(), flow=True)


def _one(answers: Answers, name: str) -> str:
    return answers.get(name, ("",))[0]


def _year(written: str) -> str:
    found = re.search(r"-?\d{4}", written)
    return found[0] if found else ""
