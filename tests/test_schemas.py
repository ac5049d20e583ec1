"""The schemas for editors: what a build reads, they accept; what has another shape, they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from microsite import chapter, cli, fields, records, schemas
from microsite.console import BUILT, MISUSED
from microsite.text import whole

PROJECT = Path(__file__).resolve().parent.parent
VSCODE = PROJECT / ".vscode"
SITES = (PROJECT, *(PROJECT / "tests" / "sites" / name for name in ("mill", "smallest", "intext")))
FAULTS = PROJECT / "tests" / "faults"
SHAPES = (
    "unknown-field", "unknown-field--check", "unknown-field--event", "unknown-field--far", "unknown-field--nested",
    "unknown-field--site", "unknown-field--source", "missing-field", "missing-field--account",
    "missing-field--empty-site", "missing-field--entry", "missing-field--language", "missing-field--latitude",
    "missing-field--no-points", "missing-field--point", "missing-field--source-id", "missing-field--tone-reason",
    "bad-value", "bad-value--base-url", "bad-value--checks-list", "bad-value--citation-style", "bad-value--citations",
    "bad-value--colour", "bad-value--coverage", "bad-value--draft-yes", "bad-value--ids", "bad-value--language",
    "bad-value--latitude", "bad-value--list-for-mapping", "bad-value--mapping-for-list",
    "bad-value--mention-for-list", "bad-value--numbers", "bad-value--severity", "bad-value--source-list",
    "bad-value--source-type", "bad-value--sources", "bad-value--sources-word", "bad-value--summary",
    "bad-value--word-for-list",
)  # fmt: skip
"""The faults that a schema can see, since they are of shape; ids, days and spans only a build knows."""


class Core(yaml.SafeLoader):
    """YAML as editors read it, in the core schema of YAML 1.2: `yes` and `1969-03-02` are strings."""


Core.yaml_implicit_resolvers = {}
Core.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"~|null|Null|NULL|"), ["~", "n", "N", ""])
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), [*"tf"])
Core.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?\d+"), [*"-+0123456789"])
Core.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?\d+\.\d+"), [*"-+0123456789"])
for pairs in Core.yaml_implicit_resolvers.values():
    pairs[:] = [(tag, re.compile(f"(?:{regexp.pattern})\\Z")) for tag, regexp in pairs]


def read(text: str) -> Any:
    """Return what an editor makes of a YAML text."""
    return yaml.load(text, Loader=Core)  # noqa: S506 - a safe loader with fewer types


@cache
def validator(name: str) -> Draft7Validator:
    """Return what validates with a schema, as it is committed."""
    return Draft7Validator(json.loads((VSCODE / "schemas" / f"{name}.json").read_text(encoding="utf-8")))


def documents(site: Path) -> Iterator[tuple[str, Path, Any]]:
    """Yield every file of a site that a schema is about, with its name and what it holds."""
    for name in schemas.names():
        for path in sorted(site.glob(schemas.file_of(name))):
            text = path.read_text(encoding="utf-8-sig")
            front = re.match(r"---\n(.*?)^---$", text, re.DOTALL | re.MULTILINE)
            yield name, path, read(front[1] if front else text)


@pytest.mark.parametrize("name", schemas.names())
def test_the_committed_schemas_are_current(name: str, update: bool) -> None:  # noqa: FBT001 - a fixture is passed by its name
    """What the editor reads is what `schema --output .vscode/schemas` writes."""
    path = VSCODE / "schemas" / f"{name}.json"
    if update:
        path.write_text(schemas.printed(name), encoding="utf-8")

    assert path.read_text(encoding="utf-8") == schemas.printed(name), "`pytest --update` writes it anew"
    Draft7Validator.check_schema(json.loads(schemas.printed(name)))


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_good_content_is_accepted(site: Path) -> None:
    """Every file of the sites that build is valid."""
    found = list(documents(site))
    wrong = [
        f"{path}: {error.json_path}: {error.message}"
        for name, path, held in found
        for error in validator(name).iter_errors(held)
    ]

    assert {"site", "chapter", "sources"} <= {name for name, _, _ in found}
    assert [] == wrong


@pytest.mark.parametrize("fault", SHAPES)
def test_bad_shapes_are_refused(fault: str) -> None:
    """What a build says of the shape of a file, the editor says too."""
    assert [name for name, _, held in documents(FAULTS / fault) if not validator(name).is_valid(held)]


def test_each_leaf_has_a_schema() -> None:
    """Every type that has a reader has a shape, and no other."""
    assert {*fields._READERS, *records.schema_of("en").readers} == {*schemas.LEAVES}


@pytest.mark.parametrize("name", ["events", "people", "places", "terms", "quotations", "series"])
def test_everything_is_described(name: str) -> None:
    """Each field has the words of its docstring, for the card that an editor shows."""
    held = json.loads(schemas.printed(name))
    record = held.get("items") or held["additionalProperties"]

    assert all(field["description"] for field in record["properties"].values())


def test_settings_bind_every_schema() -> None:
    """VS Code is told which schema is for which files; front matter it cannot validate by itself."""
    bound = json.loads((VSCODE / "settings.json").read_text(encoding="utf-8"))["yaml.schemas"]
    files = {name: schemas.file_of(name) for name in schemas.names() if name not in ("chapter", "page")}

    assert {f".vscode/schemas/{name}.json" for name in files} == set(bound)
    assert all(pattern in bound[f".vscode/schemas/{name}.json"] for name, pattern in files.items())


def test_snippets_are_read() -> None:
    """There is a snippet for each block, and what a snippet writes, filled in, breaks no grammar."""
    held = json.loads((VSCODE / "history.code-snippets").read_text(encoding="utf-8"))
    bodies = {
        one["prefix"]: "\n".join(one["body"]) if isinstance(one["body"], list) else one["body"] for one in held.values()
    }
    filled = {
        name: re.sub(r"\$\{\d+:([^}]*)\}", r"\1", body).replace("$0", "").replace("$1", "T")
        for name, body in bodies.items()
    }
    prose = "\n\n".join(
        filled[name]
        for name in ("cite", "cites", "name", "note", "figure", "dispute", "quote", "chart", "map", "timeline")
    )
    made, problems = chapter.parse_chapter(whole("content/chapters/1-a.md", filled["front"] + "\n" + prose), "en")

    assert ((), True) == (problems, made is not None)
    assert {"dispute", "account", "quote", "chart", "map", "timeline"} <= {*filled}
    assert [] == [e.message for e in validator("events").iter_errors(read(filled["event"]))]
    assert [] == [e.message for e in validator("people").iter_errors(read(filled["person"]))]


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a name they are listed, with one printed, and with a folder written."""
    assert BUILT == cli.main(["schema"])
    assert [*schemas.names()] == [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert BUILT == cli.main(["schema", "events"])
    assert schemas.printed("events") == capsys.readouterr().out
    assert BUILT == cli.main(["schema", "--output", str(tmp_path / "s")])
    assert {f"{name}.json" for name in schemas.names()} == {path.name for path in (tmp_path / "s").iterdir()}
    assert MISUSED == cli.main(["schema", "evnts"])
    assert "there is no schema `evnts`; did you mean `events`?" in capsys.readouterr().err
