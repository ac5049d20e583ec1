"""Notes and bibliography, printed by the real pandoc."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from microsite import citations, citeproc, clusters, pandoc
from microsite.citeproc import Answer, Request, Section
from microsite.clusters import Printed, StyleError
from microsite.inlines import Json
from microsite.model import Citation, Source
from microsite.sources import BibliographyError
from microsite.text import Span, whole

STYLES = Path(citeproc.__file__).parent / "styles"
NOWHERE = Span("", 1, 1)
IN_TEXT = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title>t</title>
<id>t</id><updated>2025-01-01T00:00:00+00:00</updated></info><citation disambiguate-add-year-suffix="true">
<layout prefix="(" suffix=")" delimiter="; "><group delimiter=" "><names variable="author"><name form="short"/></names>
<date variable="issued"><date-part name="year"/></date></group>
<group prefix=", " delimiter=" "><label variable="locator" form="short"/><text variable="locator"/></group></layout>
</citation><bibliography subsequent-author-substitute="———"><sort><key variable="author"/></sort>
<layout suffix="."><names variable="author"><name name-as-sort-order="all"/></names>
<date variable="issued" prefix=" "><date-part name="year"/></date><text variable="title" prefix=". "/></layout>
</bibliography></style>"""

LUTHI: dict[str, object] = {
    "type": "book",
    "title": "The Sino-Soviet Split: Cold War in the Communist World",
    "author": [{"family": "Lüthi", "given": "Lorenz M."}],
    "issued": {"date-parts": [[2008]]},
    "publisher": "Princeton University Press",
}
RADCHENKO: dict[str, object] = {
    "type": "article-journal",
    "title": "Soviet Withdrawal from Mongolia, 1986–1992: A Reassessment",
    "title-short": "Soviet Withdrawal from Mongolia",
    "author": [{"family": "Radchenko", "given": "Sergey"}],
    "issued": {"date-parts": [[2012]]},
    "container-title": "Journal",
    "volume": "25",
}
FRUS: dict[str, object] = {
    "type": "book",
    "title": "Foreign Relations of the United States, 1969, Volume XII",
    "title-short": "FRUS, 1969",
    "issued": {"date-parts": [[2006]]},
    "publisher": "GPO",
    "URL": "https://history.state.gov/v12",
}
SHEN: dict[str, object] = {
    "type": "book",
    "title": "Sulian zhuanjia zai Zhongguo",
    "original-title": "苏联专家在中国",
    "custom-translated-title": "Soviet Experts in China",
    "author": [
        {"family": "Shen", "given": "Zhihua", "static-ordering": True},
        {"family": "Li", "given": "Danhui", "static-ordering": True},
    ],
    "issued": {"date-parts": [[2003]]},
    "publisher": "Xinhua",
    "language": "zh-Hans",
}
SAMOKHIN: dict[str, object] = {
    "type": "article-journal",
    "title": "Изменение политики",
    "custom-translated-title": "The change in policy",
    "author": [{"family": "Samokhin", "given": "A. V."}],
    "issued": {"date-parts": [[2011]]},
    "container-title": "Journal",
    "language": "ru",
}
LETTER: dict[str, object] = {
    "type": "personal_communication",
    "title": "Letter on Aid",
    "translator": [{"family": "Silver", "given": "Neil"}, {"literal": "Anna"}],
    "issued": {"date-parts": [[1959, 6, 20]]},
    "archive": "PRC FMA",
}
SPEECH: dict[str, object] = {
    "type": "speech",
    "title": "On the Cult",
    "author": [{"family": "Khrushchev", "given": "Nikita S."}],
    "issued": {"date-parts": [[1956, 2, 25]]},
}
SHELF = {
    "luthi": LUTHI,
    "radchenko": RADCHENKO,
    "frus": FRUS,
    "shen": SHEN,
    "samokhin": SAMOKHIN,
    "letter": LETTER,
    "speech": SPEECH,
}


def source(key: str, item: dict[str, object]) -> Source:
    """Return a source with this item."""
    return Source(key, NOWHERE, {**item, "id": key}, primary=False, side="", language=str(item.get("language", "")))


def cited(written: str) -> Citation:
    """Return the citation that an author writes: `[@a, p. 3; @b]` or `@a [p. 3]`."""
    key, _, rest = written.partition(" ")
    if key.startswith("@"):
        inner = whole("", rest[1:-1]) if rest else None
        return citations.read_narrative(whole("", key), inner, NOWHERE)[0]
    citation, problems = citations.read(whole("", written[1:-1]), NOWHERE)
    assert citation is not None
    assert () == problems
    return citation


def request(
    *sections: tuple[str, ...],
    short: tuple[str, ...] = (),
    style: str = "chicago-18",
    locale: str = "en-GB",
    shelf: dict[str, dict[str, object]] = SHELF,
) -> Request:
    """Return what a site of these chapters asks."""
    csl = style if "<" in style else (STYLES / f"{style}.csl").read_text("utf-8")
    chapters = tuple(Section(str(n), tuple(map(cited, section))) for n, section in enumerate(sections))
    lone = tuple(cited(one).cites[0] for one in short)
    return Request(
        clusters.read_style(csl), locale, tuple(source(key, item) for key, item in shelf.items()), chapters, lone
    )


class Shop:
    """A pandoc that counts its runs, and a memory."""

    def __init__(self) -> None:
        self.runs = 0
        self.kept: dict[str, Json] = {}

    def ask(self, asked: Request, version: str = "1") -> Answer:
        """Return the answer, from memory as far as it goes."""
        return citeproc.cite(asked, self.run, self.kept.get, self.kept.__setitem__, version)

    def run(self, ast: str, references: str, csl: str, locale: str) -> tuple[str, str]:
        """Ask the real pandoc."""
        self.runs += 1
        return pandoc.run(ast, references, csl, locale)


def text(markup: str) -> str:
    """Return HTML with its italics as asterisks and without its other tags."""
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"</?i>", "*", markup)))


def note(printed: Printed, delimiter: str = "; ") -> str:
    """Return a note as a reader sees it."""
    return delimiter.join(text(part) for _, part in printed.parts) + printed.stop


def notes(*written: str, **how: str) -> list[str]:
    """Return the notes of one chapter."""
    return [note(printed) for printed in Shop().ask(request(written, **how)).sections["0"]]  # type: ignore[arg-type]


FULL = "Lorenz M. Lüthi, *The Sino-Soviet Split: Cold War in the Communist World* (Princeton University Press, 2008)"
SHORT = "Lüthi, *The Sino-Soviet Split*"


def test_every_section_begins_anew() -> None:
    """A source is cited in full at first in every chapter, and in short after that."""
    answer = Shop().ask(request(("[@luthi, p. 3]", "[@luthi, p. 4]"), ("[@luthi]", "[@luthi]")))

    assert [f"{FULL}, 3.", f"{SHORT}, 4."] == [note(p) for p in answer.sections["0"]]
    assert [f"{FULL}.", f"{SHORT}."] == [note(p) for p in answer.sections["1"]]


def test_parts_of_a_note() -> None:
    """Each source of a citation has its part; only the first prefix is capitalised; the joint is the style's."""
    answer = Shop().ask(request(("[see @luthi, p. 3; but see @frus; @luthi, p. 4]",)))
    printed = answer.sections["0"][0]
    parts = [(key, text(part)[:30]) for key, part in printed.parts]

    assert [
        ("luthi", "See Lorenz M. Lüthi, *The Sino"),
        ("frus", "but see *Foreign Relations of "),
        ("luthi", "Lüthi, *The Sino-Soviet Split*"),
    ] == parts
    assert "; " == answer.delimiter
    assert answer.notes
    assert "." == printed.stop


@pytest.mark.parametrize(
    ("cite", "expected"),
    [
        ("[@luthi, doc. 63]", f"{SHORT}, doc. 63."),
        ("[@luthi, art. 3]", f"{SHORT}, art. 3."),
        ("[@luthi, arts. 3–5]", f"{SHORT}, arts. 3–5."),
        ("[@luthi, pp. 146–150, more]", f"{SHORT}, 146–50, more."),
        ("[@luthi, doc. 63, pp. 238–239]", f"{SHORT}, doc. 63, pp. 238–239."),
        ("[@luthi, ch. 3]", f"{SHORT}, ch. 3."),
        ("[@luthi, chs. 3–5]", f"{SHORT}, chs 3–5."),
        ("[@luthi, p. 3. Against this, others]", f"{SHORT}, 3. Against this, others."),
        ("[@luthi, 12th session]", f"{SHORT}, 12th session."),
        ("[@luthi passim]", f"{SHORT} passim."),
        ("[@luthi, {odd] [thing}]", f"{SHORT}, {{odd] [thing}}."),
        ("[-@luthi, p. 3]", "*The Sino-Soviet Split*, 3."),
    ],
)
def test_places_in_a_source(cite: str, expected: str) -> None:
    """Locators and the words that stand for them print as Chicago has them."""
    assert expected == notes("[@luthi]", cite)[1]


def test_place_stands_before_the_address() -> None:
    """A document's number belongs to the volume, not to its address."""
    expected = "*Foreign Relations of the United States, 1969, Volume XII* (GPO, 2006), doc. 63, https://history.state.gov/v12."

    assert [expected] == notes("[@frus, doc. 63]")


@pytest.mark.parametrize(("locale", "chapter"), [("de-DE", "Kap."), ("ru-RU", "гл."), ("fr-FR", "chap.")])
def test_locators_are_read_in_every_language(locale: str, chapter: str) -> None:
    """A locator is one whatever the language of the site."""
    assert f"{SHORT}, {chapter} 3." == notes("[@luthi]", "[@luthi, ch. 3]", locale=locale)[1].replace("\u00a0", " ")


def test_narrative() -> None:
    """The author's name stands in the text, the rest in the note."""
    asked = request()
    pair = replace(cited("[@luthi, p. 3; @frus]"), narrative=True)
    chapter = (Section("0", (cited("[@luthi]"), pair)),)
    printed = Shop().ask(replace(asked, sections=chapter)).sections["0"][1]

    assert "Lüthi" == printed.narrative
    assert [("luthi", "*The Sino-Soviet Split*, 3"), ("frus", "*Foreign Re")] == [
        (key, text(part)[: 26 if key == "luthi" else 11]) for key, part in printed.parts
    ]


def test_full_stop_that_a_quotation_took() -> None:
    """Where the last part ends in its own stop, none is to be added; in short forms none is left."""
    answer = Shop().ask(request(("[@radchenko]", "[@radchenko]"), short=("[@radchenko]",), locale="en-US"))

    assert "Radchenko, “Soviet Withdrawal from Mongolia.”" == note(answer.sections["0"][1])
    assert ["Radchenko, “Soviet Withdrawal from Mongolia”"] == [text(short) for short in answer.short.values()]


def test_ibid() -> None:
    """A style with ‘Ibid.’ uses it as if the chapter were a book: after a note of that source alone."""
    found = notes("[@luthi]", "[@luthi, p. 3]", "[@luthi; @frus]", "[@frus]", style="chicago-18-ibid")

    assert "Ibid., 3." == found[1]
    assert "FRUS" in found[3]
    assert "Ibid" not in found[3]


def test_short_forms_are_never_ibid() -> None:
    """Short forms are those of a later note, whatever stands before them, even of a lone source."""
    shelf = {"luthi": LUTHI}
    short = ("[@luthi, p. 3]", "[@luthi, p. 3]", "[@luthi, p. 4]", "[see @luthi]")
    answer = Shop().ask(request(("[@luthi]",), short=short, style="chicago-18-ibid", shelf=shelf))
    values = [citeproc.value(cited(one).cites[0]) for one in ("[@luthi, p. 3]", "[@luthi, p. 4]", "[see @luthi]")]

    assert [f"{SHORT}, 3", f"{SHORT}, 4", f"See {SHORT}"] == [text(answer.short[value]) for value in values]


def test_names_that_keep_their_order() -> None:
    """A Chinese name has no comma in the list and is short in short notes."""
    answer = Shop().ask(request(("[@shen]", "[@shen]")))
    full, short = (note(printed) for printed in answer.sections["0"])

    assert full.startswith("Shen Zhihua and Li Danhui, *Sulian")
    assert "Shen and Li, *Sulian zhuanjia zai Zhongguo*." == short
    assert text(dict(answer.entries)["shen"]).startswith("Shen Zhihua, and Li Danhui. *Sulian")


def test_original_and_translated_titles() -> None:
    """The original stands roman behind the romanised title, the translation in brackets, outside quotation marks."""
    entries = dict(Shop().ask(request()).entries)

    assert (
        "<i>Sulian zhuanjia zai Zhongguo</i> "
        '<span lang="zh-Hans">苏联专家在中国</span> [Soviet Experts in China]. Xinhua, 2003.'
    ) in entries["shen"]
    assert '‘<span lang="ru">Изменение политики</span>’ [The change in policy]. <i>Journal</i>' in entries["samokhin"]


def test_translator_of_a_record_is_no_author() -> None:
    """An archive's record is listed under its title, with its translators named."""
    entry = dict(Shop().ask(request()).entries)["letter"]

    assert "‘Letter on Aid’. Translated by Neil Silver and Anna. 20 June 1959. PRC FMA." == text(entry)


def test_every_source_has_an_entry() -> None:
    """A source that the style lists nowhere has an entry made from its note, in its place in the alphabet."""
    answer = Shop().ask(request(("[@speech]",)))
    keys = [key for key, _ in answer.entries]

    assert sorted(SHELF) == sorted(keys)
    assert ["frus", "speech", "letter", "luthi"] == keys[:4]
    assert "Khrushchev, Nikita S., ‘On the Cult’, 25 February 1956." == text(dict(answer.entries)["speech"])
    assert () == answer.problems


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "a & b &lt;b>",
        "$x$ and \\(y\\)",
        "[link](javascript:alert(1))",
        "*a* _b_ `c`",
        "<i>unbalanced",
        "half</i> <b>way <i>across</b> it</i>",
        '<a href="javascript:x">l</a> <img src=x onerror=alert(1)>',
        '<span class="x">s</span> <div>d</div>',
        "a \ue000 private \ue003 sign \ue001",
        "{braces} and \\emph{tex}",
    ],
)
def test_hostile_titles_are_text(title: str) -> None:
    """Whatever a title holds, the page has no tag but ours, and the reader sees what was written."""
    item: dict[str, object] = {"type": "book", "title": title, "language": "de", "URL": "javascript:alert(1)"}
    answer = Shop().ask(request(("[@x]", "[@x]"), short=("[@x]",), shelf={"x": item}))
    made = [*(part for p in answer.sections["0"] for _, part in p.parts), *answer.short.values(), answer.entries[0][1]]

    assert set() == {tag for markup in made for tag in re.findall(r"<[^>]*>", markup)} - {"<i>", "</i>", "<b>", "</b>"}
    seen = html.unescape(re.sub(r"</?[ib]>", "", made[0])).translate(str.maketrans("“”‘’„‚", "\"\"''\"'"))
    allowed = re.sub("[\ue000-\ue003]", "", title).replace("<b>way ", "way ").replace("across</b>", "across")
    assert re.sub(r"\W", "", allowed).casefold() in re.sub(r"\W", "", seen).casefold()


@pytest.mark.parametrize("text_of_author", ["<b>x</b>", "[a](javascript:x)", "*a* & $b$", "\ue000x\ue003"])
def test_hostile_prefixes_and_suffixes_are_text(text_of_author: str) -> None:
    """What stands around a key is words, never markup."""
    cite = citations.read(whole("", f"{text_of_author} @luthi, p. 3 {text_of_author}"), NOWHERE)[0]
    assert cite is not None
    asked = request()
    answer = Shop().ask(Request(asked.style, "en-GB", asked.sources, (Section("0", (cite,)),), cite.cites))
    made = [answer.sections["0"][0].parts[0][1], *answer.short.values()]

    assert {"<i>", "</i>"} == {tag for markup in made for tag in re.findall(r"<[^>]*>", markup)}


def same_names() -> dict[str, dict[str, object]]:
    """Return sources that only a first name or a letter tells apart."""
    item: dict[str, object] = {"type": "book", "title": "Notes", "issued": {"date-parts": [[1950]]}}
    names = {"a": "Adam", "b": "Boris", "c": "Boris"}
    return {key: {**item, "author": [{"family": "Li", "given": given}]} for key, given in names.items()} | SHELF


@pytest.mark.parametrize("style", ["chicago-18", "chicago-18-ibid", "chicago-17", IN_TEXT])
def test_a_section_does_not_depend_on_others(style: str) -> None:
    """A chapter, a short form and the entries are the same in a run alone and in a run of all."""
    chapters = [("[@a, p. 3]", "[@a]", "[@luthi]"), ("[@b]", "[@a; @b]", "[@b]"), ("[@c, p. 3]", "@c [p. 4]", "[@c]")]
    together = Shop().ask(request(*chapters, short=("[@a]", "[@c]"), style=style, shelf=same_names()))
    for number, chapter in enumerate(chapters):
        alone = Shop().ask(request(chapter, short=("[@c]",), style=style, shelf=same_names()))

        assert together.sections[str(number)] == alone.sections["0"]
        assert alone.short.items() <= together.short.items()
        assert together.entries == alone.entries


@pytest.mark.parametrize("style", ["chicago-18", "chicago-17", "chicago-18-ibid", IN_TEXT])
def test_several_runs_say_what_one_says(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Much is asked in several runs at once, sections apart, and the answer is that of one run."""
    monkeypatch.setattr(citeproc, "_MUCH", 3)
    monkeypatch.setattr(citeproc, "_TIMES", 0)
    chapters = (
        ("[@luthi, p. 3]", "[@shen; @luthi, p. 4]"),
        ("[@shen]",),
        ("[@frus]", "[@frus, doc. 9]"),
        ("[@luthi]",),
    )
    asked = request(*chapters, short=("[@frus]", "[@shen, p. 7]"), style=style)
    begun: list[int] = []
    shop = Shop()
    known, keep, start = shop.kept.get, shop.kept.__setitem__, lambda questions: begun.append(len(questions))
    several = citeproc.cite(asked, shop.run, known, keep, "1", start=start, runs=4)

    assert Shop().ask(asked) == several
    assert several == shop.ask(asked)
    assert [shop.runs] == begun == [2]


def test_in_text_style() -> None:
    """A style of the text prints each citation whole, and the author's name apart where it is told."""
    asked = request(
        ("[see @luthi, p. 3; @radchenko]", "@luthi [p. 3]", "[-@luthi]"), short=("[@luthi]",), style=IN_TEXT
    )
    answer = Shop().ask(asked)

    assert not answer.notes
    assert [
        Printed("", (("luthi", "(see Lüthi 2008, p. 3; Radchenko 2012)"),), ""),
        Printed("Lüthi", (("luthi", "(2008, p. 3)"),), ""),
        Printed("", (("luthi", "(2008)"),), ""),
    ] == list(answer.sections["0"])
    assert ["(Lüthi 2008)"] == list(answer.short.values())


def test_entries_stand_alone() -> None:
    """No entry has a dash for its author, as it may stand apart from the one before it."""
    answer = Shop().ask(request(style=IN_TEXT, shelf=same_names()))

    assert [] == [entry for _, entry in answer.entries if "———" in entry]
    assert ["a", "b", "c"] == [key for key, entry in answer.entries if entry.startswith("Li,")]


def test_memory() -> None:
    """What was asked once is not asked again, wherever it stands; what changed is asked alone."""
    shop = Shop()
    asked = request(("[@luthi]",), ("[@frus]", "[@shen]"), short=("[@luthi]",))
    first = shop.ask(asked)

    assert first == shop.ask(asked)
    assert 1 == shop.runs
    more = request(("[@luthi]",), ("[@frus]", "[@shen, p. 3]"), short=("[@luthi]", "[@frus]"))
    assert Shop().ask(more) == shop.ask(more)
    assert 2 == shop.runs
    shop.ask(more, version="2")
    assert 3 == shop.runs
    shop.ask(request(("[@luthi]",), shelf=SHELF | {"luthi": {**LUTHI, "title": "Other"}}))
    assert 4 == shop.runs


def test_torn_memory_is_asked_anew() -> None:
    """A memory that holds something else than was kept is as good as none."""
    shop = Shop()
    asked = request(("[@luthi]",), short=("[@luthi]",))
    answer = shop.ask(asked)
    torn: list[Json] = [{"a": 1}, 7, [["x"]]]
    shop.kept = dict(zip(shop.kept, torn, strict=True))

    assert answer == shop.ask(asked)


def test_what_pandoc_warns_of_is_told_and_not_kept() -> None:
    """A warning that is not ours to mend comes back, and comes again."""
    shop = Shop()
    asked = request(("[@nobody]",))

    assert ("citation nobody not found",) == shop.ask(asked).problems == shop.ask(asked).problems
    assert 2 == shop.runs


def test_nothing_to_cite() -> None:
    """A site without sources has no entries."""
    answer = Shop().ask(request((), shelf={}))

    assert ({"0": ()}, {}, ()) == (answer.sections, answer.short, answer.entries)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("The Split: A History", "The Split"),
        ("1950: A Year", "1950: A Year"),
        ("“Open: Shut”: A Door", "‘Open: Shut’: A Door"),
        ("Plain", "Plain"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    """A short title is what stands before the colon, where that is a title."""
    item: dict[str, object] = {**LUTHI, "title": title, "language": "de"}
    answer = Shop().ask(request(short=("[@x]",), shelf={"x": item}))

    assert [f"Lüthi, *{short}*"] == [text(one) for one in answer.short.values()]


def test_short_titles_that_two_sources_would_share_are_not_made() -> None:
    """Two volumes of one author are not cut to the same words."""
    volumes = {n: {**LUTHI, "title": f"Letters: Volume {n}"} for n in ("one", "two")}
    answer = Shop().ask(request(short=("[@one]", "[@two]"), shelf=volumes))

    assert 2 == len({text(one) for one in answer.short.values()})


@pytest.mark.parametrize(
    ("csl", "message"),
    [
        ("<html></html>", "not a CSL style: there is no `<style>` in it"),
        ("<style class='note'/>", "there is no `<citation>` in it"),
        (
            '<style><info><link href="http://a/b" rel="independent-parent"/></info></style>',
            "this style only names another: http://a/b",
        ),
    ],
)
def test_what_is_no_style_is_told(csl: str, message: str) -> None:
    """A text that is no style says why, without a run."""
    with pytest.raises(StyleError, match=re.escape(message)):
        clusters.read_style(csl)


def test_style_that_pandoc_cannot_read() -> None:
    """A style that is torn ends in one line, not in a traceback."""
    torn = IN_TEXT.replace("</bibliography>", "")

    with pytest.raises(pandoc.PandocError, match=r"^pandoc gave up: [^\n]+$"):
        Shop().ask(request(("[@luthi]",), style=torn))


def test_bibtex() -> None:
    """BibLaTeX becomes CSL-JSON and back; a malformed file says where."""
    made = pandoc.bibtex("@book{a, title={T}, author={Doe, Jane}, date={1950-02-14}}")

    assert '"id": "a"' in made
    assert "@book{a," in pandoc.write_bibtex(made)
    with pytest.raises(BibliographyError, match="unexpected") as caught:
        pandoc.bibtex("@book{a,\n title={x},\n author = foo bar\n}\n")
    assert (3, 15) == (caught.value.line, caught.value.column)


def test_missing_pandoc_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a pandoc there is one line with the command that installs it."""
    pandoc.find.cache_clear()
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "/nowhere")
    try:
        with pytest.raises(pandoc.PandocError, match=r"^pandoc is missing; .*pip install 'pypandoc_binary>=1\.17'$"):
            pandoc.find()
    finally:
        pandoc.find.cache_clear()
