"""The house itself: arrows point down, each library has its room, every door its sign."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent / "microsite"

FLOORS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("words and what points at them", ("text", "dates", "addresses", "languages", "editors", "policy", "doorstep", "values", "patterns")),
    ("values", ("model", "syntax", "nodes", "composer", "mappings", "fields", "scalars", "questions", "rules", "manuscript", "strips", "parts", "curves", "eras", "views", "codec")),
    ("the grammar of files", ("citations", "marks", "blocks", "anchors", "punctuation", "body", "phrases", "prose", "shortcuts", "engine", "markup", "sources", "layout", "ordering", "tidy")),
    ("one file, then the whole", ("chapter", "faces", "evidence", "records", "reading", "occurrences", "history")),
    (
        "what is asked and made of the whole",
        (
            "census", "uses", "links", "answering", "skeletons", "inserting", "coverage", "grounds", "dangling", "checks",
            "inlines", "items", "clusters", "citeproc",
            "globe", "lettering", "atlas", "panels", "maps",
            "charts", "timescale", "rows", "lanes", "curve", "plot", "relations", "exports", "filling", "entries", "timelines", "pages", "render",
            "passages", "searching", "shares", "sheets",
        ),
    ),
    ("the spine, and the doors", ("plates", "press", "workers", "spool", "memo", "inventory", "disk", "errands", "pandoc", "fitting", "standing", "publish", "printing", "schemas", "drawers", "sketches", "texts", "gathering", "ledger", "pieces", "copies", "prints", "casting", "catalogue", "makeready", "outputs", "edition")),
    ("the server", ("proof", "notices", "watching", "workshop", "stage", "handlers", "serve")),
    ("the command line", ("console", "progress", "examples", "arguments", "completion", "glance", "building", "checking", "serving", "explaining", "drafting", "showing", "tidying", "commands", "cli")),
)  # fmt: skip
"""What each floor is for and its rooms, from the lowest; the design's §7 with every room in it."""

LIBRARIES: Mapping[str, tuple[str, ...]] = {
    "yaml": ("composer", "layout"),
    "markdown": ("engine", "shortcuts"),
    "pymdownx": ("engine",),
    "jinja2": ("render",),
    "rcssmin": ("sheets",),
    "livereload": ("handlers",),
    "tornado": ("handlers", "serve"),
    "watchfiles": ("watching",),
    "markupsafe": (
        "charts",
        "entries",
        "filling",
        "history",
        "inlines",
        "languages",
        "maps",
        "pages",
        "parts",
        "plot",
        "relations",
        "timelines",
        "views",
    ),
}
"""The rooms that know a library: one each, but for the type of HTML, which every room has that makes some, and for
Markdown, of which one room knows the dialect and one the inside."""

LARGE: Mapping[str, str] = {
    "arguments": "one grammar: every command with its options",
    "chapter": "half of it are the values that a chapter is",
    "citeproc": "the order of what pandoc is asked and answers is one story",
    "clusters": "the shapes of a cluster in pandoc's AST are one grammar",
    "codec": "a coder for each kind of type, none of use without the others",
    "dates": "one grammar, read and said",
    "fields": "one walk over one kind of tree",
    "filling": "one class: what fills the holes of one page",
    "globe": "projecting and clipping share one frame",
    "history": "half of it are fields and their docstrings",
    "maps": "one panel and all its words",
    "memo": "what a file can suffer and what is done about it belong in one sight",
    "shares": "what a page is made of and the key of it are told side by side, or the key would lie",
    "model": "the schema: fields and their docstrings",
    "pages": "a function a page",
    "prose": "what is certain and what is not are one grammar",
    "publish": "the proof that the folder is never torn needs all of it in sight",
    "sources": "the vocabulary of CSL is a page by itself",
    "parts": "what templates get: fields and their docstrings",
    "views": "what templates get: fields and their docstrings",
}
"""The rooms above 250 lines, each with the reason."""

LOUD = (
    "arguments",
    "building",
    "checking",
    "cli",
    "commands",
    "drafting",
    "explaining",
    "serving",
    "showing",
    "tidying",
)
"""The rooms that print, and that may measure how long something took: those of commands, and no other."""

ROOMS = sorted(path.stem for path in HOUSE.glob("*.py") if path.stem != "__init__")
each_room = pytest.mark.parametrize("room", ROOMS)


@cache
def tree(room: str) -> ast.Module:
    """Return the syntax of a room."""
    return ast.parse((HOUSE / f"{room}.py").read_text(encoding="utf-8"))


def imported(room: str) -> Iterator[str]:
    """Yield the full name of everything that a room imports: `microsite.text`, `yaml`, `json.decoder`."""
    for node in ast.walk(tree(room)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "microsite":
            yield from (f"microsite.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def rooms_below(room: str) -> frozenset[str]:
    """Return the rooms that a room imports from."""
    return frozenset(name.split(".")[1] for name in imported(room) if name.startswith("microsite."))


def floor(room: str) -> int:
    """Return the floor of a room, from 1; 0 for one that has none, which a test of its own tells."""
    return next((number for number, (_, rooms) in enumerate(FLOORS, 1) if room in rooms), 0)


def called(room: str) -> Iterator[str]:
    """Yield what a room calls, as it is written: `print`, `datetime.now`."""
    yield from (ast.unparse(node.func) for node in ast.walk(tree(room)) if isinstance(node, ast.Call))


def test_every_room_has_a_floor() -> None:
    """Each module stands on exactly one floor of the plan."""
    planned = [room for _, rooms in FLOORS for room in rooms]

    assert sorted(set(planned)) == sorted(planned)
    assert [] == [room for room in ROOMS if room not in planned]


@each_room
def test_imports_point_down(room: str) -> None:
    """A room imports from lower floors and from its own, never from above."""
    assert [] == sorted(other for other in rooms_below(room) if floor(other) > floor(room))


def test_no_floor_has_a_circle() -> None:
    """Whoever follows the imports never comes back."""
    left = {room: rooms_below(room) for room in ROOMS}
    while free := [room for room, below in left.items() if not below & left.keys()]:
        for room in free:
            del left[room]

    assert {} == left


@each_room
def test_libraries_have_one_room(room: str) -> None:
    """A library that is not Python's own is imported where the plan says, and nowhere else."""
    known = (*sys.stdlib_module_names, "microsite")
    foreign = {name.split(".")[0] for name in imported(room)} - {*known}

    assert [] == sorted(name for name in foreign if room not in LIBRARIES.get(name, ()))


@each_room
def test_rooms_are_small(room: str) -> None:
    """A room has at most 250 lines, or stands in the list of those that may have more."""
    lines = (HOUSE / f"{room}.py").read_text(encoding="utf-8").count("\n")

    assert lines <= 250 or room in LARGE


def test_every_door_has_its_sign() -> None:
    """A module begins with what lives there, in a noun phrase that no other module has."""
    signs = {room: (ast.get_docstring(tree(room)) or "").split("\n")[0] for room in ROOMS}

    assert {} == {room: sign for room, sign in signs.items() if not sign[:1].isupper() or sign[-1] not in ".:"}
    assert {} == {room: sign for room, sign in signs.items() if sign.startswith(("This ", "Module "))}
    assert len(signs) == len(set(signs.values()))


@each_room
def test_nobody_catches_everything(room: str) -> None:
    """There is no `except:`, `except Exception` or `except BaseException`: what is unforeseen is seen."""
    caught = [
        "" if node.type is None else ast.unparse(node.type)
        for node in ast.walk(tree(room))
        if isinstance(node, ast.ExceptHandler)
    ]

    assert [] == [
        types for types in caught if not types or {"Exception", "BaseException"} & {*types.strip("()").split(", ")}
    ]


@each_room
def test_only_the_command_line_prints(room: str) -> None:
    """Everybody else returns what is to be said."""
    loud = [name for name in called(room) if name == "print" or name.startswith(("sys.stdout", "sys.stderr"))]

    assert room in LOUD or not loud


@each_room
def test_nobody_asks_the_clock(room: str) -> None:
    """No output depends on the day it was made; the command line measures how long it took."""
    clock = ("now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime", "monotonic", "perf_counter")
    asked = [
        name
        for name in called(room)
        if name.split(".")[-1] in clock and name.split(".")[0] in ("time", "datetime", "date", "dt")
    ]

    # The doorstep asks it whether a file was changed so lately that nothing can be kept: that decides no output.
    allowed = {"doorstep": ["time.time_ns"]}.get(room, ["time.perf_counter"] if room in (*LOUD, "glance") else [])

    assert [] == [name for name in asked if name not in allowed]


@each_room
def test_every_field_is_explained(room: str) -> None:
    """Under each field of a public value stands what it means."""
    assert [] == list(bare_fields(room))


def bare_fields(room: str) -> Iterator[str]:
    """Yield the fields of a room's public dataclasses that have no docstring."""
    for node in ast.walk(tree(room)):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and is_dataclass(node):
            for field, after in zip(node.body, [*node.body[1:], ast.Pass()], strict=True):
                if isinstance(field, ast.AnnAssign) and not is_string(after):
                    yield f"{node.name}.{ast.unparse(field.target)}"


def is_dataclass(node: ast.ClassDef) -> bool:
    """Tell whether a class is decorated as a dataclass."""
    return any(
        ast.unparse(decorator).startswith(("dataclass", "dataclasses.dataclass")) for decorator in node.decorator_list
    )


def is_string(node: ast.stmt) -> bool:
    """Tell whether a statement is a string that stands alone."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


@each_room
def test_values_do_not_change(room: str) -> None:
    """Public values are frozen and have slots."""
    public = [
        n
        for n in ast.walk(tree(room))
        if isinstance(n, ast.ClassDef) and not n.name.startswith("_") and is_dataclass(n)
    ]
    loose = [
        n.name
        for n in public
        if not all(word in ast.unparse(n.decorator_list[0]) for word in ("frozen=True", "slots=True"))
    ]

    assert [] == loose
