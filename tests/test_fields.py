"""Records from trees of values: what the schema asks, and what it says to an author."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from microsite import fields, mappings, nodes
from microsite.dates import Date
from microsite.fields import Read, Schema
from microsite.model import WRITTEN, Years
from microsite.text import Problem, Severity, Span, Text, whole


@dataclass(frozen=True, slots=True)
class Wheel:
    """A part of a mill."""

    id: Text
    """The id."""
    teeth: int
    """How many teeth it has."""
    width: float | None = None
    """In metres."""
    made: Date | None = None
    """When it was made."""
    used: Years | None = None
    """When it turned."""
    iron: bool = False
    """Whether it is of iron."""
    names: tuple[Text, ...] = ()
    """What it is called."""
    inner: Wheel | None = None
    """The wheel in the wheel."""
    weights: Mapping[str, Severity] = field(default_factory=dict)
    """How heavy each fault is."""


EMPTY = Schema({}, {})
HERE = Span("a.yaml", 9, 9)


def wheel(written: str, schema: Schema = EMPTY) -> Read[Wheel]:
    """Return the wheel that a YAML document tells of."""
    node, problems = mappings.from_yaml(whole("a.yaml", written))

    assert () == problems
    return fields.read(Wheel, node, schema, HERE)


def told(problems: tuple[Problem, ...]) -> list[str]:
    """Return the problems as `line:column rule: message (hint)`."""
    return [
        f"{p.span.line}:{p.span.column} {p.rule}: {p.message}" + (f" ({p.hint})" if p.hint else "") for p in problems
    ]


def test_a_record_is_read_field_by_field() -> None:
    """Every type of the schema is read from what an author writes."""
    written = """
id: gear
teeth: −12
width: 0.5
made: 1788~
used: 1788–1790
iron: true
names: [crown, "pit wheel"]
inner: {id: pinion, teeth: 8}
weights: {crack: warning}
"""
    read = wheel(written)
    assert read.value is not None
    value = read.value

    assert () == read.problems
    assert ("gear", -12, 0.5, True) == (str(value.id), value.teeth, value.width, value.iron)
    assert ["crown", "pit wheel"] == [str(name) for name in value.names]
    assert value.inner is not None
    assert (8, None) == (value.inner.teeth, value.inner.made)
    assert {"crack": Severity.WARNING} == value.weights
    assert ("1788~", "1788/1790") == (value.made and value.made.edtf, value.used and value.used.date.edtf)


def test_what_is_left_out_has_its_default() -> None:
    """A field without a value is as good as no field: the default holds."""
    read = wheel("id: gear\nteeth: 3\nwidth:\nnames: ~\niron: null")

    assert () == read.problems
    assert read.value is not None
    assert (None, (), False) == (read.value.width, read.value.names, read.value.iron)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("teeth: 3", "9:9 missing-field: the field `id` is missing"),
        ("id: a\nteeth:", "9:9 missing-field: the field `teeth` is missing"),
        ("id: a\nteeth: 3\nwitdh: 2", "3:1 unknown-field: there is no field `witdh` here (did you mean `width`?)"),
        ("id: a\nteeth: 3\nteeth: 4", "3:1 duplicate-key: the field `teeth` stands twice (it is first written in line 2.)"),
        ("id: a\nteeth: many", "2:8 bad-value: `many` is not a whole number"),
        ("id: a\nteeth: 3.5", "2:8 bad-value: `3.5` is not a whole number"),
        ("id: a\nteeth: [3]", "2:8 bad-value: a list is not a single value"),
        ("id: a\nteeth: 3\nwidth: wide", "3:8 bad-value: `wide` is not a number (write digits, and a point before decimals: `52.4`.)"),
        ("id: a\nteeth: 3\niron: yes", "3:7 bad-value: `yes` is not `true` or `false`"),
        ("id: a\nteeth: 3\nnames: crown", "3:8 bad-value: `crown` is not a list (write `[crown]`.)"),
        ("id: a\nteeth: 3\nnames: [{x: y}]", "3:9 bad-value: a mapping is not a single value"),
        ("id: a\nteeth: 3\ninner: [x]", "3:8 bad-value: a list is not a mapping of fields to values (write a line `field: value` for each.)"),
        ("id: a\nteeth: 3\ninner: {id: b}", "3:8 missing-field: the field `teeth` is missing"),
        ("id: a\nteeth: 3\nweights: [x]", "3:10 bad-value: a list is not a mapping (write a line `field: value` for each.)"),
        ("id: a\nteeth: 3\nweights: {crack: bad}", "3:18 bad-value: `bad` is not a severity (write `error`, `warning`, `note` or `off`.)"),
        ("id: a\nteeth: 3\nmade: 1788-2-30", "3:7 bad-value: `1788-2-30`: not a date in EDTF (write `1788-02-30`.)"),
        ("id: a\nteeth: 3\nmade: 1788-02-30", "3:7 bad-value: `1788-02-30`: there is no day 30 in that month"),
        ("id: a\nteeth: 3\nmade: 1788–1790", "3:7 bad-value: `1788–1790`: not a date in EDTF (write an interval with a slash: `1788/1790`.)"),
        ("id: a\nteeth: 3\nmade: '788'", "3:8 bad-value: `788`: not a date in EDTF (a year has four digits: `0788`.)"),
        ("id: a\nteeth: 3\nmade: spring", "3:7 bad-value: `spring`: not a date in EDTF (write it in EDTF: `1969`, `1969-03`, `1969-03-02`, `1957~`, `1937-07/1937-08`.)"),
        ("id: a\nteeth: 3\nmade: 14.2.1788", "3:7 bad-value: `14.2.1788`: not a date in EDTF (write `1788-02-14`.)"),
        ("id: a\nteeth: 3\nused: 1790–1788", "3:7 bad-value: `1790–1788`: the span ends before it begins (write `1950`, `1950–1953` or `1991–`.)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_place(written: str, expected: str) -> None:
    """A mistake is one problem, at the value that is wrong, with a hint where there is one."""
    assert [expected] == told(wheel(written).problems)


def test_problems_do_not_hide_one_another() -> None:
    """Everything that is wrong with a record is said at once."""
    problems = wheel("teeth: many\nwidth: wide\nwitdh: 1").problems

    assert ["unknown-field", "missing-field", "bad-value", "bad-value"] == [p.rule for p in problems]


def test_an_empty_document_misses_what_is_mandatory() -> None:
    """Where nothing is written, the mandatory fields are missing, and no more is said."""
    expected = ["9:9 missing-field: the field `id` is missing", "9:9 missing-field: the field `teeth` is missing"]

    assert expected == told(wheel("").problems)


def test_lists_keep_what_can_be_read() -> None:
    """One bad item of a list does not take the others with it, and is told at its id."""
    node, _ = mappings.from_yaml(whole("a.yaml", "- {id: a, teeth: 1}\n- {id: b}\n- 7\n- {id: c, teeth: 3}"))
    read = fields.read_list(Wheel, node, EMPTY)

    assert read.value is not None
    assert ["a", "c"] == [str(w.id) for w in read.value]
    assert "2:8 missing-field: the field `teeth` is missing" == told(read.problems)[0]
    assert "3:3 bad-value: `7` is not a mapping of fields to values" == told(read.problems)[1]


def test_mappings_keep_their_ids() -> None:
    """A register is a mapping by id; the id knows its place."""
    node, _ = mappings.from_yaml(whole("a.yaml", "毛: {id: a, teeth: 1}\nb: {id: b, teeth: x}"))
    read = fields.read_mapping(Wheel, node, EMPTY)

    assert read.value is not None
    assert [("毛", Span("a.yaml", 1, 1))] == [(str(key), key.span) for key, _ in read.value]
    assert ["2:19 bad-value: `x` is not a whole number"] == told(read.problems)


def test_relations_hold_between_fields() -> None:
    """What has to hold between fields is asked of the record when it is whole."""

    def not_heavy(value: Wheel, table: nodes.Table) -> tuple[Wheel, tuple[Problem, ...]]:
        return value, (Problem(table.text.span, "bad-value", "too heavy"),) if value.iron else ()

    schema = Schema({}, {Wheel: not_heavy})

    assert ["1:1 bad-value: too heavy"] == told(wheel("id: a\nteeth: 3\niron: true", schema).problems)
    assert () == wheel("id: a\nteeth: 3", schema).problems


def test_the_written_order_has_every_field() -> None:
    """A field that the table of orders forgets would be missing from the schemas, and moved by `fmt`."""
    missed = {kind.__name__: {f.name for f in dataclasses.fields(kind)} ^ {*names} for kind, names in WRITTEN.items()}

    assert {name: set() for name in missed} == missed
