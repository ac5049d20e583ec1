"""A history made of a few strings, for tests that ask it questions."""

from __future__ import annotations

from collections.abc import Mapping

from microsite import chapter, faces, history, records, sources
from microsite.history import History
from microsite.manuscript import DATA
from microsite.records import Records
from microsite.text import Text, whole

FRONT = "---\ntitle: {title}\nyears: {years}\n---\n"
SITE = "title: The Mill\nlanguage: en-GB\nsides:\n  - {id: upper, name: Upper Village}\n  - {id: lower, name: Lower Village}\n"


def prose(text: str, *, title: str = "Wheel", years: str = "1788–1790") -> str:
    """Return the file of a chapter."""
    return FRONT.format(title=title, years=years) + text


def shelf(*keys: str) -> str:
    """Return a CSL-YAML file of books with these ids."""
    return "".join(
        f"- id: {key}\n  type: book\n  title: {key.title()}\n  issued: {{date-parts: [[1990]]}}\n" for key in keys
    )


def known(files: Mapping[str, str], *, notes: bool = True) -> History:
    """Return the history that files make, by their path below `content/`; none of them may have problems."""
    texts = {path: whole(f"content/{path}", content) for path, content in files.items()}
    site, wrong = records.read_site(whole("site.yaml", files.get("site.yaml", SITE)))
    problems = [*wrong]
    held = {}
    for name in DATA:
        if f"{name}.yaml" in texts:
            read, wrong = records.read(name, texts[f"{name}.yaml"], "en-GB")
            held[name] = getattr(read, name)
            problems += wrong
    chapters = [chapter.parse_chapter(text, "en-GB") for text in _within(texts, "chapters/")]
    pages = [chapter.parse_page(text, "en-GB") for text in _within(texts, "pages/")]
    shelves = [sources.read(text, str) for text in _within(texts, "sources/")]
    problems += [p for _, found in (*chapters, *pages) for p in found] + [p for one in shelves for p in one.problems]

    assert [] == problems
    assert site is not None
    folios = {made.path: faces.opened(made, citations_are_notes=notes) for made, _ in (*chapters, *pages) if made}
    return history.resolve(
        site,
        [faces.chapter_face(made, folios[made.path]) for made, _ in chapters if made],
        [faces.page_face(made, folios[made.path]) for made, _ in pages if made],
        Records(**held),
        [source for one in shelves for source in one.sources],
        folios,
        citations_are_notes=notes,
    )


def _within(texts: Mapping[str, Text], folder: str) -> list[Text]:
    return [text for path, text in sorted(texts.items()) if path.startswith(folder)]
