"""Sources as the citation engine takes them: CSL-JSON, with what CSL and pandoc have no words for made up.

The four signs of `inlines` go in here and are obeyed there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping

from microsite.inlines import CLOSE, GIVEN, LESS, OPEN, SIGNS, Json
from microsite.model import Source
from microsite.patterns import late

_TAG = late(r'<(/?)(i|b|sup|sub|sc|span)( class="nocase"| style="font-variant: ?small-caps;?")?>')
_VERBATIM = frozenset(("id", "type", "language", "URL", "DOI"))
_OURS = frozenset(("name-order", "translated-title", "custom-translated-title", "shortTitle"))
_CREATORS = frozenset(
    {"author", "chair", "compiler", "composer", "curator", "director", "editor", "editor-translator", "host"}
    | {"editorial-director", "illustrator", "interviewer", "organizer", "performer", "producer", "script-writer"}
    | {"series-creator"}
)
_UNPUBLISHED = frozenset(
    {"document", "hearing", "interview", "manuscript", "personal_communication", "speech", "treaty"}
)
"""Types whose lone translator is no author: Chicago 18, §13.82, gives a translator that place in books only."""
_TRANSLATED = {
    "de": ("übersetzt von", "und"),
    "en": ("translated by", "and"),
    "es": ("traducido por", "y"),
    "fr": ("traduit par", "et"),
    "it": ("tradotto da", "e"),
    "ru": ("пер.", "и"),
}
_LATIN = late(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_TYPED = late(rf"{SIGNS.pattern}|[\"']|\.\.\.|--")
"""What `words` has something to do with."""
_SPELT = late(r"[^\W\d_]")
_SCRAP = 4
"""The least number of letters in a short title."""


def references(sources: tuple[Source, ...], locale: str) -> str:
    """Return `sources` as a CSL-JSON text, each prepared for the engine in the language of `locale`."""
    items = [_cleaned(source) for source in sources]
    shared = Counter((_family(item), _derived(item)) for item in items)
    prepared = [_prepared(item, locale, alone=shared[_family(item), _derived(item)] == 1) for item in items]
    return json.dumps(prepared, ensure_ascii=False, sort_keys=True)


def lead(source: Source) -> tuple[str, str]:
    """Return given and family name of the first author of `source`, or twice nothing."""
    authors = source.item.get("author")
    first = authors[0] if isinstance(authors, list) and authors else None
    given, family = (first.get("given"), first.get("family")) if isinstance(first, Mapping) else (None, None)
    return (given, family) if isinstance(given, str) and isinstance(family, str) else ("", "")


def called(source: Source) -> str:
    """Return what to call `source` where the style prints nothing for it."""
    title = source.item.get("title-short", source.item.get("title"))
    return SIGNS.sub("", title) if isinstance(title, str) else source.id


def words(text: str) -> str:
    """Return an author's words without signs, and with the quotation marks and dashes of print."""
    if not _TYPED.search(text):
        return text
    text = SIGNS.sub("", text).replace("...", "…").replace("---", "—").replace("--", "–")
    text = re.sub(r"(?<![^\s(\[—–‘“])\"", "“", text).replace('"', "”")
    return re.sub(r"(?<![^\s(\[—–“])'(?!\d\ds?\b)", "‘", text).replace("'", "’")


def _cleaned(source: Source) -> dict[str, Json]:
    fields = ((key, _clean(value, key)) for key, value in source.item.items())
    item = {key: value for key, value in fields if value not in (None, "", [], {})}
    short = item.get("title-short", item.get("shortTitle"))
    return {**item, "id": source.id, **({"title-short": short} if short else {})}


def _clean(value: object, key: str) -> Json:
    """Return `value` without signs and with no other markup than CSL's; what JSON has no form for is nothing."""
    match value:
        case str():
            text = SIGNS.sub("", value)
            return text if key in _VERBATIM else _literal(text)
        case list() | tuple():
            return [_clean(part, key) for part in value]
        case Mapping():
            return {str(name): _clean(part, str(name)) for name, part in value.items()}
        case bool() | int() | float():
            return value
        case _:
            return None


def _literal(text: str) -> str:
    """Return `text` with a sign for every `<` that does not belong to a pair of CSL's tags."""
    open_tags: list[tuple[str, int]] = []
    kept: set[int] = set()
    for tag in _TAG.finditer(text):
        if (tag[2] == "span") != bool(tag[3]) and not (tag[1] and not tag[3]):
            continue
        if not tag[1]:
            open_tags.append((tag[2], tag.start()))
        elif tag[2] in (name for name, _ in open_tags):
            while open_tags[-1][0] != tag[2]:
                open_tags.pop()
            kept |= {open_tags.pop()[1], tag.start()}
    return "".join(LESS if c == "<" and offset not in kept else c for offset, c in enumerate(text))


def _prepared(item: dict[str, Json], locale: str, *, alone: bool) -> dict[str, Json]:
    changed = {
        **item,
        **_names(item),
        **_short_title(item, alone=alone),
        **_title(item),
        **_translation(item, locale),
    }
    return {key: value for key, value in changed.items() if key not in _OURS and value is not None}


def _family(item: Mapping[str, Json]) -> str:
    for role in ("author", "editor", "translator"):
        match item.get(role):
            case [{"family": str(name)} | {"literal": str(name)}, *_]:
                return name
    return ""


def _derived(item: Mapping[str, Json]) -> str:
    """Return the title before its colon, or nothing where that would be silly: a scrap, a number, half a quotation."""
    title = item.get("title")
    short, colon, _ = title.partition(": ") if isinstance(title, str) else ("", "", "")
    pairs = all(short.count(a) == short.count(b) for a, b in ("()", "[]", "“”", "«»", "《》", ("<", ">")))
    whole = colon and pairs and short.count('"') % 2 == 0 and short.count("<") == 2 * short.count("</")
    return short if whole and len(_SPELT.findall(short)) >= _SCRAP else ""


def _short_title(item: Mapping[str, Json], *, alone: bool) -> dict[str, Json]:
    """Return a short title where there is none; `alone` says that no other of the author's would be called so."""
    if "title-short" in item:
        return {}
    short = _derived(item) if alone else ""
    composed = _title(item).get("title")
    return {"title-short": short or item["title"]} if short or composed else {}


def _title(item: Mapping[str, Json]) -> dict[str, Json]:
    """Return *Romanised title* 原题 [translation]; Chicago 18, §§11.9 and 11.90.

    An original title in Latin letters, or of a source that is itself a translation, is left to the style.
    """
    title, original = item.get("title"), item.get("original-title")
    meaning = item.get("custom-translated-title", item.get("translated-title"))
    language = str(item.get("language", "en"))
    ours = isinstance(original, str) and not _LATIN.search(original) and not language.startswith("en")
    extra = (f" {original}" if ours else "") + (f" [{meaning}]" if isinstance(meaning, str) else "")
    if not isinstance(title, str) or not extra:
        return {}
    composed = f'{title}<span class="nocase">{OPEN}{extra}{CLOSE}</span>'
    return {"title": composed, **({"original-title": None} if ours else {})}


def _names(item: Mapping[str, Json]) -> dict[str, Json]:
    """Return the lists of names with those that keep the family name in front made so that pandoc prints them so.

    Pandoc reads `static-ordering` and does nothing with it; a suffix stays behind the family name.
    """
    first = item.get("name-order") == "family-first"
    lists = {role: value for role, value in item.items() if isinstance(value, list)}
    return {role: [_ordered(name, first=first) for name in value] for role, value in lists.items()}


def _ordered(name: Json, *, first: bool) -> Json:
    match name:
        case {"family": str(family), "given": str(given)} if isinstance(name, dict):
            if name.get("static-ordering", first) and _LATIN.search(given):
                rest = {part: value for part, value in name.items() if part not in ("given", "static-ordering")}
                return {**rest, "family": family, "suffix": GIVEN + given}
    return name


def _translation(item: Mapping[str, Json], locale: str) -> dict[str, Json]:
    """Return the translator of a record as words, where the style would make an author of him."""
    names, by = item.get("translator"), _TRANSLATED.get(locale.partition("-")[0])
    record = "archive" in item or item.get("type") in _UNPUBLISHED
    if not isinstance(names, list) or by is None or not record or _CREATORS & item.keys():
        return {}
    people = [_spoken(name) for name in names]
    listed = f" {by[1]} ".join(filter(None, (", ".join(people[:-1]), people[-1])))
    genre = item.get("genre")
    return {"translator": None, "genre": f"{genre}, {by[0]} {listed}" if genre else f"{by[0]} {listed}"}


def _spoken(name: Json) -> str:
    match name:
        case {"literal": str(whole)}:
            return whole
        case dict():
            parts = [name.get(part) for part in ("given", "non-dropping-particle", "family", "suffix")]
            order = parts[2:3] + parts[:1] if name.get("static-ordering") else parts
            return " ".join(part for part in order if isinstance(part, str))
    return str(name)
