"""What is asked of an author who begins a chapter, an event, an entry or a source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microsite.dates import Date
from microsite.model import Citation, Mention, Prose, Tone, Years
from microsite.text import Text
from microsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is asked: an option of the command line, or a line on a terminal."""

    name: str
    """The name of the option, and of the answer."""
    field: str
    """The field of the file that the answer goes into; empty where it goes elsewhere."""
    type: Any
    """The type of the field: what can be wrong with an answer."""
    says: str
    """What is asked, in a few words."""
    needed: bool = False
    """Whether there is no skeleton without an answer."""
    many: bool = False
    """Whether there may be several answers."""
    names: str = ""
    """The kind of what the answer names: `person`, `place`, `chapter`; else empty."""


_ID = Question("id", "id", Text, "the id, if another than of the name")
_SOURCES = Question("source", "sources", Citation, "a source: `@key, p. 3`", many=True)
_FORMS = Question("form", "names", Text, "another form of the name: `zh-Hans=毛泽东`", many=True)
_DESCRIPTION = Question("description", "description", Prose, "a sentence or two")
_NAME = Question("name", "name", Text, "the name that the site uses", needed=True)

QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    "chapter": (
        Question("title", "title", Text, "the title", needed=True),
        Question("years", "years", Years, "the years: `1950–1953`", needed=True),
        Question("summary", "summary", Text, "one sentence of at most 200 characters"),
        Question("question", "question", Text, "the question that it answers"),
        Question("slug", "", Text, "the id and address, if another than of the title"),
        Question("number", "", int, "the place in the reading order, if not the last"),
    ),
    "event": (
        Question("date", "date", Date, "when: `1969-03-02`, `1969-03`, `1957~`", needed=True),
        Question("title", "title", Text, "what happened, in a few words", needed=True),
        Question("source", "sources", Citation, "a source: `@key, p. 3`", needed=True, many=True),
        Question("text", "text", Prose, "one to three sentences"),
        Question("place", "place", Mention, "the id of a place", names="place"),
        Question("person", "people", Mention, "the id of somebody who took part", many=True, names="person"),
        Question("lane", "lane", Text, "where the timeline draws it: a side, `both` or `abroad`"),
        Question("tone", "tone", Tone, "what it did to the relation, −3 … +3"),
        Question("tone-reason", "tone_reason", Text, "why this tone"),
        Question("chapter", "chapter", Mention, "the chapter, where the years do not tell", names="chapter"),
        Question("id", "id", Text, "the id, if another than of title and year"),
    ),
    "person": (
        _NAME,
        Question("sort", "sort", Text, "the name as it is filed, if another: `Khrushchev, Nikita`"),
        _FORMS,
        Question("born", "born", Date, "the date of birth"),
        Question("died", "died", Date, "the date of death"),
        Question("role", "roles", Text, "an office, with its years", many=True),
        _DESCRIPTION,
        _SOURCES,
        _ID,
    ),
    "place": (
        _NAME,
        _FORMS,
        Question("lat", "lat", float, "degrees north"),
        Question("lon", "lon", float, "degrees east"),
        _DESCRIPTION,
        _SOURCES,
        _ID,
    ),
    "term": (_NAME, _FORMS, _DESCRIPTION, _SOURCES, _ID),
    "source": (
        Question("title", "title", Text, "the title", needed=True),
        Question("type", "type", Text, "the type of CSL: `book`, `article-journal`, `treaty`", needed=True),
        Question("author", "author", Text, "an author: `Lüthi, Lorenz M.`, or an institution", many=True),
        Question("editor", "editor", Text, "an editor", many=True),
        Question("issued", "issued", Date, "when it appeared: `2008`, `1950-02-14`", needed=True),
        Question("in", "container-title", Text, "the journal, the book or the collection that it stands in"),
        Question("publisher", "publisher", Text, "the publisher"),
        Question("publisher-place", "publisher-place", Text, "where it was published"),
        Question("archive", "archive", Text, "the archive"),
        Question("page", "page", Text, "the pages: `3–27`"),
        Question("doi", "DOI", Text, "the DOI"),
        Question("url", "URL", Text, "the address"),
        Question("language", "language", Text, "its language: `en`, `zh`, `ru`"),
        Question("kind", "custom.kind", Text, "`primary` or `secondary`"),
        Question("side", "custom.side", Text, "the id of the side whose voice it is"),
        Question("file", "", Text, "the file in content/sources/, if not the one of its kind"),
        Question("id", "id", Text, "the id, if another than of author and year"),
    ),
}
"""The questions about each kind of thing, in the order in which they are asked."""
