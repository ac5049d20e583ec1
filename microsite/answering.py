"""Answers of an author, and what is wrong with one before it stands in a file."""

from __future__ import annotations

import re
import unicodedata

from microsite import citations, fields, records, sources, uses
from microsite.history import History
from microsite.model import Citation, Mention
from microsite.patterns import late
from microsite.questions import Question
from microsite.text import Problem, guess, whole

_FORM = late(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\s*=\s*\S.*")
_ID = late(r"\w[\w.:-]*")
_SLUG = late(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SUMMARY = 200
"""The most characters of a summary."""


def mended(answer: str) -> str:
    """Return an answer on one line, in NFC, with the apostrophes that are printed."""
    words = unicodedata.normalize("NFC", " ".join(answer.split()))
    return re.sub(r"(?<=\w)'(?=\w)", "’", words)


def wrong(question: Question, answer: str, whole_history: History) -> str:
    """Return what is wrong with an answer and what would mend it, or an empty string."""
    text = whole("", answer)
    schema = records.schema_of(whole_history.site.language.content)
    problems = fields.wrong(question.type, text, schema)
    if problems:
        return _told(problems[0])
    if question.type is Citation:
        return _unknown_source(answer, whole_history)
    if question.type is Mention:
        return _unknown_name(question, answer, whole_history)
    return _wrong_words(question.name, answer, whole_history)


def _wrong_words(name: str, answer: str, whole_history: History) -> str:
    """Return what is wrong with an answer that could be any words, but for what it is the answer to."""
    sides = [side.id.content for side in whole_history.site.sides]
    lanes = [*sides, "both", "abroad"]
    match name:
        case "form" if not _FORM.fullmatch(answer):
            return f"`{answer}` is not a form of a name; write it like `zh-Hans=毛泽东`."
        case "id":
            return wrong_id(answer, whole_history)
        case "slug":
            return wrong_slug(answer, whole_history)
        case "type" if answer not in sources.TYPES:
            return _hinted(f"CSL has no type `{answer}`", guess(answer, sources.TYPES))
        case "kind" if answer not in ("primary", "secondary"):
            return f"`{answer}` is neither `primary` nor `secondary`"
        case "side" if answer not in sides:
            return _hinted(f"`{answer}` is no side", guess(answer, sides) or _there_are(sides))
        case "lane" if answer not in lanes:
            return _hinted(f"`{answer}` is no lane", guess(answer, lanes) or _there_are(lanes))
        case "summary" if len(answer) > _SUMMARY:
            return f"it has {len(answer)} characters, more than {_SUMMARY}"
    return ""


def _there_are(known: list[str]) -> str:
    return f"there are {', '.join(f'`{name}`' for name in known)}." if known else "this site has none."


def wrong_id(name: str, whole_history: History) -> str:
    """Return what is wrong with an id, or an empty string."""
    if not _ID.fullmatch(name):
        return f"`{name}` is not an id: letters, digits, `-`, `_`, `.` and `:`, and no blanks"
    taken = next(
        (
            f"{kind}, at {span.path}:{span.line}"
            for known, kind, span in uses.definitions(whole_history)
            if known == name
        ),
        "",
    )
    return f"the id `{name}` is taken, by a {taken}" if taken else ""


def wrong_slug(slug: str, whole_history: History) -> str:
    """Return what is wrong with the slug of a chapter, or an empty string."""
    if not _SLUG.fullmatch(slug):
        return f"`{slug}` is no address: small letters of English, digits and hyphens"
    return wrong_id(slug, whole_history)


def _unknown_source(answer: str, whole_history: History) -> str:
    citation, _ = citations.read_field(whole("", answer))
    keys = [cite.key for cite in citation.cites] if citation else []
    lost = next((key for key in keys if key not in whole_history.sources), "")
    if not lost:
        return ""
    return _hinted(f"no source `{lost}`", guess(lost, whole_history.sources) or "`new source` writes one")


def _unknown_name(question: Question, answer: str, whole_history: History) -> str:
    names = {t.id: t.name for t in whole_history.targets.values() if t.kind == question.names}
    if answer in names:
        return ""
    by_name = next((key for key, name in names.items() if name.casefold() == answer.casefold()), "")
    hint = f"did you mean `{by_name}`?" if by_name else guess(answer, names)
    return _hinted(f"no {question.names} `{answer}`", hint or f"`new {question.names}` writes one")


def _told(problem: Problem) -> str:
    return _hinted(problem.message, problem.hint)


def _hinted(message: str, hint: str) -> str:
    return f"{message}; {hint}" if hint else message
