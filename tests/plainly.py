"""Marks and bodies in words, as the case files show them."""

from __future__ import annotations

from collections.abc import Iterator

from microsite.marks import Opening, Scan
from microsite.model import Block, Body, Citation, Cite, Gap, Hole, Link, Mention, NoteCall
from microsite.text import Problem, Span


def place(span: Span) -> str:
    """Return line, column and last column: `3:5-9`."""
    return f"{span.line}:{span.column}-{span.column + span.length - 1}"


def cite(one: Cite) -> str:
    """Return a cite in words: `dorn-1788 (page 3), before: see`."""
    located = f" ({one.label} {one.locator})" if one.locator else ""
    words = "".join(f", {where}: “{said}”" for where, said in (("before", one.prefix), ("after", one.suffix)) if said)
    return f"{one.key}{located}{words}{', without its author' if one.bare else ''}"


def mark(found: Citation | Mention | NoteCall | Link | Opening) -> str:
    """Return a mark in words."""
    match found:
        case Citation():
            manner = "in the text, cites" if found.narrative else "cites"
            return f"{manner} {'; '.join(cite(one) for one in found.cites)}"
        case Mention():
            return f"names {found.id}" + (f" as “{found.label}”" if found.label else "")
        case NoteCall():
            return f"calls note {found.label}"
        case Link():
            return f"{'shows' if found.image else 'leads to'} {found.address}"
        case Opening():
            return f"opens {found.kind} | {found.argument.content}"


def problem(one: Problem) -> str:
    """Return a problem in a line."""
    return f"{place(one.span)} {one.rule}: {one.message}" + (f" ({one.hint})" if one.hint else "")


def scan(found: Scan) -> Iterator[str]:
    """Yield what was found in a text, a line each, with its place."""
    for start, end, part in found.parts:
        yield f"{place(found.text.at(start, end))} {mark(part)}"
    for label, note in found.notes:
        yield f"{place(label.span)} note {label}, at {place(note.text.span)}"
    yield from (problem(one) for one in found.problems)


def body(parts: Body) -> str:
    """Return HTML with its holes in angle brackets of their own."""
    return "".join(_part(part) for part in parts)


def _part(part: str | Hole | Gap | Block) -> str:
    match part:
        case str():
            return part
        case Gap():
            return "⟨gap⟩\n"
        case Hole():
            where = "" if part.inside == "text" else f" in a{'n' if part.inside == 'attribute' else ''} {part.inside}"
            return f"⟨{mark(part.mark)}{where}⟩"
        case Block():
            return f"⟨{part.kind} #{part.id} | {body(part.title)}⟩\n{body(part.content)}\n⟨end of {part.kind}⟩\n"
