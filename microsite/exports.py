"""The cited sources for reference managers: CSL-JSON and RIS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from microsite.model import Source
from microsite.patterns import late

_TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "book": "BOOK",
    "chapter": "CHAP",
    "dataset": "DATA",
    "hearing": "HEAR",
    "legislation": "STAT",
    "manuscript": "UNPB",
    "map": "MAP",
    "paper-conference": "CPAPER",
    "personal_communication": "PCOMM",
    "report": "RPRT",
    "software": "COMP",
    "thesis": "THES",
    "webpage": "ELEC",
}
"""RIS types (RIS format specifications, 2011) of CSL types; all others are `GEN`."""

_FIELDS = (
    ("title", "TI"),
    ("container-title", "T2"),
    ("collection-title", "T3"),
    ("publisher", "PB"),
    ("publisher-place", "CY"),
    ("volume", "VL"),
    ("issue", "IS"),
    ("number", "M1"),
    ("edition", "ET"),
    ("DOI", "DO"),
    ("URL", "UR"),
    ("ISBN", "SN"),
    ("ISSN", "SN"),
    ("language", "LA"),
    ("archive", "DB"),
    ("archive_location", "AN"),
    ("note", "N1"),
)
_FAMILY = ("dropping-particle", "non-dropping-particle", "family")
_TAG = late(r"</?(?:i|b|sup|sub|span)\b[^<>]*>")
"""The markup of CSL-JSON, which RIS does not know."""


def csl_json(sources: Iterable[Source]) -> str:
    """Return the sources as CSL-JSON, without what is the site's own."""
    items = [{k: v for k, v in source.item.items() if not k.startswith("custom")} for source in sources]
    return json.dumps(items, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def ris(sources: Iterable[Source]) -> str:
    """Return the sources in RIS."""
    return "".join("".join(_record(source)) for source in sources)


def _record(source: Source) -> Iterator[str]:
    item = source.item
    yield f"TY  - {_TYPES.get(str(item.get('type', '')), 'GEN')}\r\n"
    yield f"ID  - {source.id}\r\n"
    for role, tag in (("author", "AU"), ("editor", "ED"), ("translator", "A4")):
        names = item.get(role)
        for name in names if isinstance(names, list) else ():
            yield f"{tag}  - {_name(name)}\r\n"
    yield from _dates(item.get("issued"))
    pages = str(item.get("page", "")).replace("–", "-").partition("-")
    yield from (f"{tag}  - {page}\r\n" for tag, page in (("SP", pages[0]), ("EP", pages[2])) if page)
    for field, tag in _FIELDS:
        if field in item:
            yield f"{tag}  - {' '.join(_TAG.sub('', str(item[field])).split())}\r\n"
    yield "ER  - \r\n\r\n"


def _name(name: object) -> str:
    if not isinstance(name, Mapping):
        return str(name)
    if "literal" in name:
        return str(name["literal"])
    family = " ".join(str(name[part]) for part in _FAMILY if part in name)
    return ", ".join(filter(None, (family, *(str(name[part]) for part in ("given", "suffix") if part in name))))


def _dates(issued: object) -> Iterator[str]:
    """Yield year and date: `PY` and `DA`, the latter as YYYY/MM/DD."""
    parts = issued.get("date-parts") if isinstance(issued, Mapping) else None
    if isinstance(parts, list) and parts and isinstance(parts[0], list) and parts[0]:
        day = [f"{int(part):02}" for part in parts[0]]
        yield f"PY  - {day[0]}\r\n"
        yield f"DA  - {'/'.join([*day, '', ''][:3])}/\r\n"
