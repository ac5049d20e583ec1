"""The catalogue as files: what is in which, and what an edit makes another."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from microsite import catalogue
from microsite.catalogue import Leaf
from microsite.pieces import Piece, Print

SIZES = st.lists(st.integers(0, 60_000), max_size=200)


def leaf(address: str, size: int) -> Leaf:
    """Return a page at an address whose slips have a length."""
    return Print(address, {address: b""}, {}, size, "x" * size), Piece(
        address, lambda _: iter(()), single=True, weight=0
    )


def leaves(sizes: Sequence[int]) -> list[Leaf]:
    """Return pages whose slips have these lengths."""
    return [leaf(f"chapters/{number}.html", size) for number, size in enumerate(sizes)]


def groups(found: Sequence[Leaf]) -> list[tuple[str, ...]]:
    """Return the keys of the pages of each file."""
    return [tuple(one.key for one, _ in group) for group in catalogue.grouped(found)]


@given(SIZES)
def test_every_page_with_slips_is_in_one_file(sizes: list[int]) -> None:
    """The files together have every page that has slips, in the order of the site."""
    found = leaves(sizes)

    assert [one.key for one, _ in found if one.size] == [key for group in groups(found) for key in group]


@given(SIZES)
def test_no_file_is_too_large(sizes: list[int]) -> None:
    """A small catalogue is one file; of a large one, none is large or empty."""
    found = leaves(sizes)
    lengths = [sum(one.size for one, _ in group) for group in catalogue.grouped(found)]
    if sum(sizes) <= 600_000:
        assert len(lengths) == 1
    else:
        assert max(lengths) <= 500_000
        assert min(lengths) > 0
        assert len(lengths) <= sum(sizes) / 120_000 + 1


@settings(max_examples=50)
@given(st.lists(st.integers(5_000, 12_000), min_size=300, max_size=400), st.data())
def test_an_edit_leaves_most_files_alone(sizes: list[int], data: st.DataObject) -> None:
    """A page that is put in, taken out or made longer makes few files others, wherever it stands."""
    found = leaves(sizes)
    place = data.draw(st.integers(0, len(found) - 1))
    before = set(groups(found))
    longer = [*found[:place], leaf(found[place][0].key, 20_000), *found[place + 1 :]]
    changed = {
        "put in": [*found[:place], leaf("chapters/new.html", 9_000), *found[place:]],
        "taken out": [*found[:place], *found[place + 1 :]],
        "longer": longer,
    }
    for what, now in changed.items():
        assert len(before - set(groups(now))) <= len(before) / 2, what


def test_the_same_length_is_the_same_file() -> None:
    """An edit that makes nothing longer changes one file, and the others not at all."""
    found = leaves([8_000] * 400)
    same = [leaf(one.key, one.size) for one, _ in found]

    assert groups(found) == groups(same)
    assert len(groups(found)) > 10
