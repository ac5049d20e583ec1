"""Memory can be lost or damaged; it cannot be wrong, and it stops no build."""

from __future__ import annotations

import contextlib
import os
import random
import re
import resource
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite import workers
from microsite.memo import Memo, Resident, digest

JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
VALUES: dict[str, object] = {"one": ["“Хрущёв” 毛\n", 1, 1.0, True, None], "two": {"a": {"b": "\u2028\x00\U0001f600"}}}


def remember(folder: Path, values: dict[str, object], stamp: str = "1") -> None:
    """Keep the values in a run of their own."""
    memo = Memo.open(folder, stamp)
    for key, value in values.items():
        memo.keep("page", key, value)
    memo.close()


def recalled(folder: Path, key: str, stamp: str = "1") -> object:
    """Return what a run of its own recalls."""
    return Memo.open(folder, stamp).recall("page", key)


def run(folder: Path, *keys: str) -> None:
    """Have a run that uses `keys` and no other."""
    memo = Memo.open(folder, "1")
    for key in keys:
        memo.recall("page", key)
    memo.close()


def rows(folder: Path) -> int:
    """Return how many entries there are."""
    with contextlib.closing(sqlite3.connect(folder / "memory.db")) as file:
        return int(file.execute("SELECT count(*) FROM entries").fetchone()[0])


def names(folder: Path) -> list[str]:
    """Return the names of what stands in the folder, in order."""
    return sorted(path.name for path in folder.iterdir())


@given(key=st.text(), value=JSONS)
def test_what_is_recalled_is_what_was_kept(tmp_path_factory: pytest.TempPathFactory, key: str, value: object) -> None:
    """In the same run and in the next, to the class of each number."""
    folder = tmp_path_factory.mktemp("cache")
    memo = Memo.open(folder, "1")
    memo.keep("page", key, value)
    now = memo.recall("page", key)
    memo.close()

    assert repr(value) == repr(now)
    assert repr(value) == repr(recalled(folder, key))


def test_what_is_recalled_belongs_to_the_caller(tmp_path: Path) -> None:
    """A change to a list reaches neither memory nor the next caller."""
    memo, value = Memo.open(tmp_path, "1"), [1]
    memo.keep("page", "key", value)
    value.append(2)
    memo.recall("page", "key").append(3)  # type: ignore[attr-defined]  # it is the list that was kept

    assert [1] == memo.recall("page", "key")


def test_another_stamp_forgets_all(tmp_path: Path) -> None:
    """And the files of the older generator go, even of a kind that nobody asks for any more."""
    remember(tmp_path, VALUES)
    memo = Memo.open(tmp_path, "2")

    assert memo.recall("page", "one") is None
    memo.close()
    assert [] == names(tmp_path)


def test_kinds_and_keys_are_apart(tmp_path: Path) -> None:
    """What was kept for one is not recalled for another, even if its row is put in the other's place."""
    remember(tmp_path, VALUES)
    with contextlib.closing(sqlite3.connect(tmp_path / "memory.db", isolation_level=None)) as file:
        file.execute("UPDATE entries SET kind = 'chapter'")

    assert recalled(tmp_path, "three") is None
    assert Memo.open(tmp_path, "1").recall("chapter", "one") is None


def test_what_was_of_no_use_in_five_runs_is_forgotten(tmp_path: Path) -> None:
    """And what was used in one of them is not."""
    remember(tmp_path, VALUES)
    for _ in range(4):
        run(tmp_path, "one")

    assert VALUES["two"] == recalled(tmp_path, "two")
    run(tmp_path, "one")
    assert recalled(tmp_path, "two") is None
    assert 1 == rows(tmp_path)


def test_use_makes_young(tmp_path: Path) -> None:
    """The five runs are counted from the last use."""
    remember(tmp_path, VALUES)
    for _ in range(4):
        run(tmp_path, "one")
    run(tmp_path, "two")
    for _ in range(4):
        run(tmp_path, "one")

    assert VALUES["two"] == recalled(tmp_path, "two")


def test_a_run_that_learns_nothing_writes_nothing(tmp_path: Path) -> None:
    """Nor does one that asks for another kind."""
    remember(tmp_path, VALUES)
    before = (tmp_path / "memory.db").stat()
    run(tmp_path, *VALUES)
    Memo.open(tmp_path, "1").close()

    assert before == (tmp_path / "memory.db").stat()
    assert ["memory.db"] == names(tmp_path)


def test_no_folder_is_made_for_nothing(tmp_path: Path) -> None:
    """A run that keeps nothing leaves nothing."""
    run(tmp_path / "cache", "one")

    assert [] == names(tmp_path)


def harmed(content: bytes, chance: random.Random) -> Iterator[bytes]:
    """Yield the content cut off, with bytes changed and with bytes lost, where SQLite's own are and anywhere."""
    places = [*range(0, 100, 7), *(place for page in range(0, len(content), 4096) for place in range(page, page + 12))]
    places += [found.start() + 3 for found in re.finditer(rb"entries|stamp|page", content)]
    places += [chance.randrange(len(content)) for _ in range(60)]
    for place in places:
        yield content[:place]
        yield content[:place] + bytes([content[place] ^ chance.choice((1, 128, 255))]) + content[place + 1 :]
        yield content[:place] + content[place + 1 :]
    for _ in range(40):
        many = bytearray(content)
        for _ in range(20):
            many[chance.randrange(len(many))] = chance.randrange(256)
        yield bytes(many)
    yield content + content
    yield content[::-1]


def test_a_harmed_file_is_never_believed(tmp_path: Path) -> None:
    """With bytes changed, lost or cut off, what is recalled is what was kept, or nothing; and so it is in the next run."""
    small: dict[str, object] = {"one": ["ü", 1], "two": "{}", "long": "x" * 9000}
    remember(tmp_path, small)
    path = tmp_path / "memory.db"
    for content in harmed(path.read_bytes(), random.Random(1)):  # noqa: S311 - harm that can be done again
        path.write_bytes(content)
        memo = Memo.open(tmp_path, "1")

        assert all(memo.recall("page", key) in (value, None) for key, value in small.items())
        memo.keep("page", "three", 3)
        memo.close()
        assert all(recalled(tmp_path, key) in (value, None) for key, value in small.items())
        assert recalled(tmp_path, "three") in (3, None)


def test_what_is_known_is_of_use(tmp_path: Path) -> None:
    """To ask whether something is known keeps it, as recalling it does."""
    remember(tmp_path, VALUES)
    for _ in range(7):
        memo = Memo.open(tmp_path, "1")

        assert memo.knows("page", "one")
        assert not memo.knows("page", "three")
        memo.close()

    assert VALUES["one"] == recalled(tmp_path, "one")


def test_much_is_written_before_the_end(tmp_path: Path) -> None:
    """What would fill the machine's memory does not wait there, and is recalled all the same."""
    memo = Memo.open(tmp_path, "1")
    for number in range(20):
        memo.keep("page", str(number), "x" * 1_000_000)

    assert 16_000_000 < (tmp_path / "memory.db").stat().st_size
    assert all(memo.recall("page", str(number)) == "x" * 1_000_000 for number in range(20))
    memo.close()
    assert 20 == rows(tmp_path)


def make_pipe(folder: Path) -> None:
    folder.mkdir()
    os.mkfifo(folder / "memory.db")


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: folder.write_text("a file"),
        lambda folder: folder.symlink_to(folder),
        lambda folder: (folder / "memory.db").mkdir(parents=True),
        make_pipe,
        lambda folder: (folder.mkdir(), (folder / "memory.db").write_bytes(os.urandom(5000))),
        lambda folder: (folder.mkdir(), (folder / "memory.db").write_bytes(b"")),
        lambda folder: (folder.mkdir(), (folder / "memory.db").symlink_to("/dev/zero")),
        lambda folder: (folder.mkdir(), (folder / "page.new").mkdir()),
    ],
    ids=["a file", "a circle", "a folder", "a pipe", "noise", "empty", "no end", "in the way"],
)
def test_a_strange_folder_is_no_error(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """The build goes on without memory."""
    make(tmp_path / "cache")
    memo = Memo.open(tmp_path / "cache", "1")

    assert memo.recall("page", "one") is None
    memo.keep("page", "one", 1)
    assert 1 == memo.recall("page", "one")
    memo.close()
    assert recalled(tmp_path / "cache", "one") in (1, None)


def test_a_forked_process_reads_and_removes_nothing(tmp_path: Path) -> None:
    """It opens the file for itself; one that is damaged is not known to it, and stays for the process that it is of."""
    remember(tmp_path, VALUES)
    memo = Memo.open(tmp_path, "1")
    assert memo.knows("page", "one")
    told = [*workers.forked(lambda key: memo.recall("page", key), ["one", "two", "three"], 1)]
    assert sorted(told) == [(0, VALUES["one"]), (1, VALUES["two"]), (2, None)]
    (tmp_path / "memory.db").write_bytes(b"no database" * 1000)

    assert [(0, None)] == [*workers.forked(lambda key: memo.recall("page", key), ["one"], 1)]
    assert (tmp_path / "memory.db").exists()


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    """`.cache` may be the cache of others too."""
    (tmp_path / "other.memo").write_text("not ours")
    (tmp_path / "x.json").write_text("{}")
    remember(tmp_path, VALUES)

    assert ["memory.db", "other.memo", "x.json"] == names(tmp_path)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """A full disk, or a folder of somebody else: what was there is still there."""
    remember(tmp_path, VALUES)
    tmp_path.chmod(0o755)
    before = (tmp_path / "memory.db").read_bytes()
    for harm in (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)), lambda: os.setuid(65534)):
        if os.fork() == 0:
            os._exit(child(harm, tmp_path))

        assert 0 == os.wait()[1]
        assert before == (tmp_path / "memory.db").read_bytes()
        assert ["memory.db"] == names(tmp_path)


def child(harm: Callable[[], object], folder: Path) -> int:
    try:
        if os.getuid() == 0:
            harm()
        remember(folder, {"three": "x" * 1000})
    except BaseException:  # noqa: BLE001 - a child must not become a second pytest
        return 1
    return 0


@given(st.lists(st.text() | st.binary(), max_size=4), st.lists(st.text() | st.binary(), max_size=4))
def test_a_digest_tells_all_parts_apart(one: list[str | bytes], other: list[str | bytes]) -> None:
    """Equal parts have one digest, and no others do."""
    assert (one == other) == (digest(*one) == digest(*other))


def test_a_digest_is_injective_where_it_is_hardest() -> None:
    """Other cuts, empty parts, text and bytes of the same letters, lone surrogates."""
    parts: list[tuple[str | bytes, ...]] = [
        (), ("",), ("", ""), (b"",), ("ab", "c"), ("a", "bc"), ("abc",), (b"abc",), ("a1sb",), ("a", "b"), ("\ud800",),
    ]  # fmt: skip

    assert len(parts) == len({digest(*part) for part in parts})


def test_what_is_put_aside_is_not_lost(tmp_path: Path) -> None:
    """A process that lives on writes later what an edit has told: it is known before, and the last word counts."""
    memory = Resident(Memo.open(tmp_path, "1"))
    for number in range(100):
        memory.keep("page", str(number), [number])
    memory.keep("page", "2", ["again"])
    memory.keep("page", "99", ["again"])

    assert memory.knows("page", "1")
    assert [1] == memory.recall("page", "1")
    memory.settle()
    memory.keep("page", "3", ["again"])
    memory.close()
    assert [["again"] if n in {2, 3, 99} else [n] for n in range(100)] == [
        recalled(tmp_path, str(n)) for n in range(100)
    ]
