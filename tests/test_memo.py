"""Memory can be lost or damaged; it cannot be wrong, and it stops no build."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.memo import Memo, digest

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
    """What was kept for one is not recalled for another, even if its file is put in the other's place."""
    remember(tmp_path, VALUES)
    (tmp_path / "chapter.memo").write_bytes((tmp_path / "memory.db").read_bytes())

    assert recalled(tmp_path, "three") is None
    assert Memo.open(tmp_path, "1").recall("chapter", "one") is None


def test_what_was_of_no_use_in_five_runs_is_forgotten(tmp_path: Path) -> None:
    """And what was used in one of them is not."""
    remember(tmp_path, VALUES)
    for _ in range(4):
        run(tmp_path, "one")
    size = (tmp_path / "memory.db").stat().st_size

    assert VALUES["two"] == recalled(tmp_path, "two")
    run(tmp_path, "one")
    assert recalled(tmp_path, "two") is None
    assert size > (tmp_path / "memory.db").stat().st_size


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


def harmed(content: bytes) -> list[bytes]:
    """Return the content cut off, and with a byte changed, at every place."""
    return [
        *(content[:end] for end in range(len(content))),
        *(content[:place] + bytes([new]) + content[place + 1 :] for place, old in enumerate(content)
          for new in {old ^ 1, old ^ 128, 10, 32, 48} - {old}),
        *(content[:place] + content[place + 1 :] for place in range(len(content))),
        content + content,
        content[::-1],
    ]  # fmt: skip


def test_a_harmed_file_is_never_believed(tmp_path: Path) -> None:
    """With any byte changed, lost or cut off, what is recalled is what was kept, or nothing; and so it is in the next run."""
    small: dict[str, object] = {"one": ["ü", 1], "two": "{}"}
    remember(tmp_path, small)
    path = tmp_path / "memory.db"
    for content in harmed(path.read_bytes()):
        path.write_bytes(content)
        memo = Memo.open(tmp_path, "1")

        assert all(memo.recall("page", key) in (value, None) for key, value in small.items())
        memo.keep("page", "three", 3)
        memo.close()
        assert all(recalled(tmp_path, key) in (value, None) for key, value in small.items())
        assert 3 == recalled(tmp_path, "three")


def test_a_harmed_file_is_not_believed_under_another_stamp(tmp_path: Path) -> None:
    """Not even if the harm makes the old stamp look like the new one."""
    remember(tmp_path / "a", VALUES, "1")
    remember(tmp_path / "b", {"other": 1}, "2")
    first = (tmp_path / "b/memory.db").read_bytes().split(b"\n")[0]
    rest = (tmp_path / "a/memory.db").read_bytes().split(b"\n")[1:]
    (tmp_path / "a/memory.db").write_bytes(b"\n".join((first, *rest)))

    assert recalled(tmp_path / "a", "one", "2") is None


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


def test_other_files_in_the_folder_stay(tmp_path: Path) -> None:
    """`.cache` may be the cache of others too."""
    (tmp_path / "other.memo").write_text("not ours")
    (tmp_path / "x.json").write_text("{}")
    remember(tmp_path, VALUES)

    assert ["other.memo", "memory.db", "x.json"] == names(tmp_path)


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


@pytest.mark.parametrize("kind", ["", "../page", "a/b", ".", "a.b"])
def test_a_kind_is_the_name_of_a_file(tmp_path: Path, kind: str) -> None:
    """No other file can be reached by it."""
    with pytest.raises(ValueError, match="the name of a file"):
        Memo.open(tmp_path, "1").recall(kind, "key")
