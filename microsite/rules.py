"""The catalogue of rules: what each means, how much it matters, and an example of both sides."""

from __future__ import annotations

from collections.abc import Mapping

from microsite.text import Problem, Severity
from microsite.values import dataclass

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that content is held to."""

    name: str
    """The stable name, in kebab-case."""
    severity: Severity
    """How much a breach matters where `site.yaml` does not say."""
    meaning: str
    """What the rule asks, and why."""
    bad: str
    """What breaks it."""
    good: str
    """What keeps it."""


RULES: Mapping[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("encoding", _ERROR, "A text file is UTF-8, with or without a byte order mark. In another encoding the names of people would be guesses. It has no control characters, which HTML forbids.", "a file saved as Windows-1251", "the same file saved as UTF-8"),
        Rule("yaml-syntax", _ERROR, "Front matter and data files are YAML, one document each, without values nested a hundred deep, without types of YAML's own, and without aliases that repeat themselves.", "sources: @luthi-2008", 'sources: ["@luthi-2008"]'),
        Rule("json-syntax", _ERROR, "A file of sources that ends in `.json` is CSL-JSON, as Zotero exports it.", '[{"id": "luthi-2008",}]', '[{"id": "luthi-2008"}]'),
        Rule("bibtex-syntax", _ERROR, "A file of sources that ends in `.bib` is BibTeX or BibLaTeX.", "@book{luthi-2008, title = {The Sino-Soviet Split}", "@book{luthi-2008, title = {The Sino-Soviet Split}}"),
        Rule("block-syntax", _ERROR, "A `///` block has a name that exists, its words after a bar, more slashes than the block around it, and a line of as many slashes that closes it. Accounts stand in a dispute.", "/// disptue | Who fired first?", "/// dispute | Who fired first?"),
        Rule("unknown-field", _ERROR, "Front matter, `site.yaml` and the data files have the fields of the schema and no others: a field that nothing reads is a mistake that nobody sees. In a source it is a warning.", "sumary: One sentence.", "summary: One sentence."),
        Rule("missing-field", _ERROR, "What a record cannot do without is there. In a source, which can be printed all the same, it is a warning.", "- id: zhenbao\n  date: '1969-03-02'", "- id: zhenbao\n  date: '1969-03-02'\n  title: Firefight on Zhenbao"),
        Rule("bad-value", _ERROR, "A value is of its type: dates are EDTF and exist, spans do not run backwards, a tone is a whole number from −3 to +3, a lane is a side, `both` or `abroad`, an id has no blanks.", "date: 2 March 1969", "date: '1969-03-02'"),
        Rule("duplicate-key", _ERROR, "A field stands once. YAML would keep the last and forget the first.", "title: One\ntitle: Two", "title: One"),
        Rule("duplicate-id", _ERROR, "An id belongs to one thing only, over chapters, people, places, terms, events and sources together: a mention would not know which is meant. Quotations, series, sides and footnotes have ids among themselves.", "a source and an event, both `treaty-1950`", "the source `treaty-1950`, the event `treaty-signed-1950`"),
        Rule("unknown-source", _ERROR, "Every source that is cited is in `content/sources/`.", "[@luthi-2088, p. 33]", "[@luthi-2008, p. 33]"),
        Rule("unknown-mention", _ERROR, "Every person, place, term, event, chapter, quotation and series that is named exists and is of the kind that the field asks for; the brackets of a mention are closed.", "[[mao-zedung]]", "[[mao-zedong]]"),
        Rule("bad-locator", _ERROR, "What is written as a page, a chapter or another place in a source can be read as one, and a range does not run backwards; the bracket of a citation is closed.", "[@luthi-2008, pp. 50–46]", "[@luthi-2008, pp. 46–50]"),
        Rule("uncited-event", _ERROR, "Every event has at least one source.", "- id: zhenbao\n  date: '1969-03-02'\n  title: Firefight", "- id: zhenbao\n  date: '1969-03-02'\n  title: Firefight\n  sources: [\"@gerson-2010\"]"),
        Rule("uncited-paragraph", _ERROR, "A paragraph of a chapter that says something dated or numeric cites a source, itself or in a footnote that it calls.", "The loan was worth US$300 million.", "The loan was worth US$300 million [@frus-1950-v06, doc. 157]."),
        Rule("uncited-source", _NOTE, "A source that nothing cites is not printed in the bibliography.", "a source in `content/sources/` without a citation", "a citation of it, or no such source"),
        Rule("uncited-account", _ERROR, "Every account of a dispute cites: it says that somebody says something.", "//// account | China\nThe Soviets fired first.", "//// account | China\nThe Soviets fired first [@yang-2000]."),
        Rule("one-sided-dispute", _ERROR, "A dispute, of a chapter or of an event, has two accounts or more. One account is an assertion.", "a dispute with one account", "a dispute with two accounts"),
        Rule("event-outside-chapters", _WARNING, "Every event falls into the years of a chapter, or names its chapter.", "an event of 1931 between chapters on 1911–1927 and 1937–1945", "the same event with `chapter: war-partners`"),
        Rule("broken-link", _ERROR, "A relative link leads to a page, an anchor or a file that is there; a footnote that is called is written, and one that is written is called, in the text.", "[the split](the-splitt.html)", "[the split](the-split.html)"),
        Rule("missing-alt", _ERROR, "A picture has a text for those who cannot see it (WCAG 2.2, 1.1.1).", "![](map.svg)", "![The Ussuri from Khabarovsk to Lake Khanka](map.svg)"),
        Rule("address-clash", _ERROR, "Every page has an address of its own, also on disks that do not tell upper case from lower.", "aliases: [the-split] in another chapter than the-split", "aliases: [old-split]"),
        Rule("not-nfc", _WARNING, "Text is in Unicode's composed form (NFC), so that searching for `ü` finds every `ü`.", "u + U+0308", "ü (U+00FC)"),
        Rule("straight-quotes", _WARNING, "Titles and names, which are printed as they stand, have typographic quotation marks and apostrophes. In prose the generator sets them.", "title: Mao's journey", "title: Mao’s journey"),
        Rule("template-error", _ERROR, "Templates are Jinja2 and use only names that there are.", "{{ page.titel }}", "{{ page.title }}"),
        Rule("coverage", _ERROR, "A chapter reaches the thresholds of citation coverage that `site.yaml` sets.", "a chapter of which 80 % of the claims cite, under `coverage: {claims: 90}`", "the same chapter with two more citations"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and how much it matters on this site."""

    problem: Problem
    """What is wrong."""
    severity: Severity
    """How much it matters; never `off`."""


def weighed(problems: tuple[Problem, ...], severities: Mapping[str, Severity]) -> tuple[Finding, ...]:
    """Return the problems that are not switched off, with their severities, in the order of files and lines."""
    found = {Finding(p, _severity(p, severities)) for p in problems}
    shown = (f for f in found if f.severity is not Severity.OFF)
    return tuple(sorted(shown, key=lambda f: (f.problem.span, f.problem.rule, f.problem.message)))


def _severity(problem: Problem, severities: Mapping[str, Severity]) -> Severity:
    usual = RULES[problem.rule].severity
    chosen = severities.get(problem.rule, usual)
    return Severity.WARNING if problem.mild and chosen is Severity.ERROR and problem.rule not in severities else chosen
