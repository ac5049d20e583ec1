"""The data files and `site.yaml`, understood alone: records with positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from microsite import citations, fields, markup, nodes
from microsite.fields import Reader
from microsite.model import Citation, Event, Mention, Person, Place, Prose, Quotation, Series, Site, Term
from microsite.text import Problem, Span, Text


@dataclass(frozen=True, slots=True)
class Records:
    """What the data files hold; a file that is absent holds nothing."""

    events: tuple[Event, ...] = ()
    """The events, in the order of the file."""
    people: tuple[tuple[Text, Person], ...] = ()
    """The people with their ids, in the order of the file."""
    places: tuple[tuple[Text, Place], ...] = ()
    """The places with their ids, in the order of the file."""
    terms: tuple[tuple[Text, Term], ...] = ()
    """The terms with their ids, in the order of the file."""
    quotations: tuple[Quotation, ...] = ()
    """The quotations, in the order of the file."""
    series: tuple[Series, ...] = ()
    """The series, in the order of the file."""


def read_site(text: Text) -> tuple[Site | None, tuple[Problem, ...]]:
    """Return what `site.yaml` says, or None where its mandatory fields are missing."""
    node, problems = nodes.from_yaml(text)
    if problems:
        return None, problems
    read = fields.read(Site, node, {}, Span(text.path, 1, 1))
    return read.value, read.problems


def read(name: str, text: Text, language: str) -> tuple[Records, tuple[Problem, ...]]:
    """Return what the data file `name` (`events`, `people` …) holds."""
    node, problems = nodes.from_yaml(text)
    if problems:
        return Records(), problems
    readers = _readers(language)
    match name:
        case "events":
            events = fields.read_list(Event, node, readers)
            return Records(events=events.value or ()), events.problems
        case "quotations":
            quotations = fields.read_list(Quotation, node, readers)
            return Records(quotations=quotations.value or ()), quotations.problems
        case "series":
            series = fields.read_list(Series, node, readers)
            return Records(series=series.value or ()), series.problems
        case "people":
            people = fields.read_mapping(Person, node, readers)
            return Records(people=people.value or ()), people.problems
        case "places":
            places = fields.read_mapping(Place, node, readers)
            return Records(places=places.value or ()), places.problems
        case _:
            terms = fields.read_mapping(Term, node, readers)
            return Records(terms=terms.value or ()), terms.problems


def _readers(language: str) -> Mapping[type, Reader]:
    """Return what reads the types that are more than a value: prose, citations, mentions."""
    return {Prose: partial(_prose, language), Citation: citations.read_field, Mention: _mention}


def _prose(language: str, text: Text) -> tuple[Prose, tuple[Problem, ...]]:
    return markup.passage(text, language)


def _mention(text: Text) -> tuple[Mention, tuple[Problem, ...]]:
    bare = text.strip()
    name = bare.content.removeprefix("@").removeprefix("[[").removesuffix("]]")
    return Mention(name, bare.span), ()
