"""The command `explain`: what a rule means, where a thing is defined, and what depends on it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence

from microsite import addresses, building, dates, disk, uses
from microsite.console import BUILT, MisuseError, Paint, paint_for, unknown
from microsite.edition import survey
from microsite.history import History
from microsite.press import Order
from microsite.rules import RULES, Rule
from microsite.text import Span, nearest
from microsite.uses import Use

_NOUNS = {"series": "series", "person": "people"}
"""The plurals that are no noun with an `s`."""


def explain(chosen: Namespace) -> int:
    """Print what the name means; without one, every rule in a line."""
    paint = paint_for(sys.stdout)
    if chosen.name is None:
        width = max(map(len, RULES))
        for rule in RULES.values():
            meaning = rule.meaning.partition(". ")[0].rstrip(".")
            print(f"{paint('bold', f'{rule.name:<{width}}')}  {rule.severity:<7}  {meaning}")
    elif chosen.name in RULES:
        _print_rule(RULES[chosen.name], paint)
    else:
        _print_thing(_known(chosen), chosen.name, paint)
    return BUILT


def _print_rule(rule: Rule, paint: Paint) -> None:
    print(f"{paint('bold', rule.name)} ({rule.severity})\n\n{rule.meaning}\n")
    for label, example in (("bad", rule.bad), ("good", rule.good)):
        print(f"{label}:\n" + "".join(f"    {line}\n" for line in example.split("\n")))
    print(f"In site.yaml, `checks: {{{rule.name}: warning}}` changes how much it matters.")


def _known(chosen: Namespace) -> History:
    """Return the history of the site, drafts too."""
    files = building.read(chosen.site)
    memory = building.remembered(chosen, files)
    order = Order(drafts=True, base_url="", epoch=disk.epoch(), jobs=0)
    found = survey(disk.manuscript(files, memory), order, building.tools(memory), memory)
    memory.close()
    return found.history


def _print_thing(whole: History, written: str, paint: Paint) -> None:
    name = _meant(whole, written)
    found = [(kind, span) for known, kind, span in uses.definitions(whole) if known == name]
    used = sorted((use for use in uses.uses(whole) if use.id == name), key=lambda use: use.span)
    for kind, span in found:
        print(f"{paint('bold', name)} ({kind}): {_title(whole, name, kind)}\n")
        for label, words in _facts(whole, name, kind, span):
            print(f"{label:<12}{words}")
    print(f"\n{_counted(used)}")
    width = max((len(_place(use.span)) for use in used), default=0)
    for use in used:
        print(f"  {paint('cyan', f'{_place(use.span):<{width}}')}  {use.manner}{_by(use)}")
    left = [f"{kind} `{held}`" for kind, held in uses.supports(whole, name)] if name in whole.sources else []
    if left:
        print(f"\nWithout it, there would be no source for {_listed(left)}.")


def _meant(whole: History, written: str) -> str:
    """Return the id that is written, with the marks of the prose or by the name; raise `MisuseError` for none."""
    known = {name for name, _, _ in uses.definitions(whole)}
    bare = written.removeprefix("[[").removesuffix("]]").removeprefix("@")
    if bare in known:
        return bare
    names = {target.name.casefold(): target.id for target in whole.targets.values()}
    if written.casefold() in names:
        return names[written.casefold()]
    message = f"there is no rule `{written}`, and nothing on this site has that id"
    near = nearest(written.casefold(), names)
    if near and not nearest(bare, {*known, *RULES}):
        raise MisuseError(f"{message}; did you mean `{names[near]}`?")
    raise unknown(message, bare, {*known, *RULES})


def _title(whole: History, name: str, kind: str) -> str:
    if kind == "source":
        return str(whole.sources[name].item.get("title", "no title"))
    if kind == "quotation":
        return " ".join(whole.quotations[name].text.content.split())[:70]
    if kind == "series":
        return whole.series[name].title.content
    titles = (page.front.title.content for page in whole.pages if page.slug == name)
    return whole.targets[name].name if kind != "page" else next(titles)


def _facts(whole: History, name: str, kind: str, span: Span) -> Iterator[tuple[str, str]]:
    """Yield what is worth knowing of a thing, each with its label."""
    yield "defined", _place(span)
    if kind == "source" and name in whole.cited:
        yield "page", f"{addresses.BIBLIOGRAPHY}#{name}"
    elif kind in ("chapter", *addresses.REGISTERS):
        yield "page", whole.targets[name].address
    if kind == "event":
        event = next(event for event in whole.events if event.id.content == name)
        yield "date", dates.say(event.date)
        yield "chapter", whole.homes.get(name, "none: no chapter’s years contain it")
        held = [
            quotation.id.content
            for quotation in whole.quotations.values()
            if quotation.event and quotation.event.id == name
        ]
        yield from (("quotations", ", ".join(held)) for _ in held[:1])
    if kind == "chapter":
        chapter = next(chapter for chapter in whole.chapters if chapter.slug == name)
        yield "years", dates.say_years(chapter.front.years.date)
        yield "events", ", ".join(event.id.content for event in whole.events_of(name)) or "none"
        yield "sources", str(len(whole.sources_of(chapter)))
    if kind in ("person", "place"):
        yield "events", ", ".join(event.id.content for event in whole.events_with(name)) or "none"


def _counted(used: Sequence[Use]) -> str:
    if not used:
        return "Nothing uses it."
    users = {(use.kind, use.user) for use in used}
    kinds = list(dict.fromkeys(use.kind for use in used))
    counts = [(sum(kind == other for other, _ in users), kind) for kind in kinds]
    by = _listed([f"{n} {_NOUNS.get(kind, f'{kind}s') if n > 1 else kind}" for n, kind in counts])
    return f"Used in {len(used)} place{'s' if len(used) > 1 else ''}, by {by}:"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _place(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}"


def _by(use: Use) -> str:
    if use.manner in ("cited", "named", "shown"):
        return f" by the {use.kind} `{use.user}`"
    return f" of the {use.kind} `{use.user}`"
