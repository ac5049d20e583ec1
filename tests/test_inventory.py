"""The inventory: what files held, and all that makes a build read them again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from microsite import disk, doorstep, inventory
from tests.test_memory import SITE, build, tree, written

LATER = -3_000_000_000
"""What a build took that began three seconds from now: nothing was changed so lately."""


def entered(folder: Path, took: int = LATER) -> Mapping[str, str]:
    """Return the inventory of a site that was read."""
    seen = doorstep.look(f"{folder}")
    inventory.keep(f"{folder / '.cache'}", {}, seen, disk.read(folder, seen).read, took)
    return inventory.recalled(f"{folder / '.cache'}")


def asked(folder: Path, known: Mapping[str, str]) -> dict[str, bytes]:
    """Return the files of the content that are read at once, where a inventory is believed."""
    content = disk.read(folder, (), known).content
    assert isinstance(content, inventory.Contents)
    return {name: data for name, data in content.read.items() if name.startswith("content/")}


def test_what_is_entered_is_not_read(tmp_path: Path) -> None:
    """Digests and content are the same, and each file is read when somebody asks for it."""
    folder = written(tmp_path / "site")
    plain, known = disk.read(folder), entered(folder)
    files = disk.read(folder, (), known)

    assert {} == asked(folder, known)
    assert (plain.digests, plain.generator, plain.stamp) == (files.digests, files.generator, files.stamp)
    assert SITE["content/people.yaml"].encode() == files.content["content/people.yaml"]
    assert dict(plain.content) == dict(files.content)


def set_back(path: Path, data: bytes) -> None:
    """Change a file, and set its time back."""
    status = path.stat()
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def put_another(path: Path, data: bytes) -> None:
    """Put another file with its size and its time in the place of one, as some editors save."""
    status = path.stat()
    new = path.with_name("new")
    new.write_bytes(data)
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    new.replace(path)


@pytest.mark.parametrize(
    "change", [lambda path, data: path.write_bytes(data), set_back, put_another, lambda path, _: path.touch()]
)
def test_what_was_changed_is_read(tmp_path: Path, change: Callable[[Path, bytes], object]) -> None:
    """Whether its size or its time tell, or only that its status was changed, or that it is another file."""
    folder = written(tmp_path / "site")
    known = entered(folder)
    path = folder / "content/terms.yaml"
    path.write_bytes(b"a: {name: A}\n")
    known = entered(folder)
    change(path, b"b: {name: B}\n")

    assert {"content/terms.yaml": path.read_bytes()} == asked(folder, known)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == disk.read(folder, (), known).digests["content/terms.yaml"]


def test_what_was_just_changed_is_not_entered(tmp_path: Path) -> None:
    """It could be changed again and look the same; the others are entered."""
    folder = written(tmp_path / "site")
    for path in folder.glob("content/**/*.*"):
        os.utime(path, ns=(0, 0))

    assert [] == [row for row in entered(folder, took=0) if f"{folder}" in row]
    assert len(doorstep.look(f"{folder}")) == len(entered(folder))


@pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: data.replace(b"a", b"b"), lambda _: b""])
def test_a_damaged_inventory_is_none(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    """No digest is believed where one byte is wrong."""
    folder = written(tmp_path / "site")
    assert entered(folder)
    path = folder / ".cache/inventory"
    path.write_bytes(harm(path.read_bytes()))

    assert {} == inventory.recalled(f"{folder / '.cache'}")


def test_what_changes_before_it_is_read_late_is_told(tmp_path: Path) -> None:
    """A late reading never gives what another digest was told of."""
    folder = written(tmp_path / "site")
    files = disk.read(folder, (), entered(folder))
    (folder / "content/people.yaml").write_text("anna: {name: Anne}\n", encoding="utf-8")
    (folder / "content/events.yaml").unlink()

    for name in ("content/people.yaml", "content/events.yaml"):
        with pytest.raises(inventory.ChangedError):
            files.content[name]


def test_a_build_begins_again_where_a_file_is_not_what_it_seemed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even where size, times and inode deceive: what is read late is compared with its digest."""
    folder = written(tmp_path / "site")
    assert 0 == build(folder, tmp_path / "cold", capsys, "--no-cache")[0]
    known = entered(folder)
    lie = {row: hashlib.sha256(b"other").hexdigest() if "02-fire" in row else digest for row, digest in known.items()}
    seen = doorstep.look(f"{folder}")
    told = {one[1]: lie[inventory.entry(one)] for one in seen}
    inventory.keep(f"{folder / '.cache'}", {}, seen, told, LATER)

    assert lie == inventory.recalled(f"{folder / '.cache'}")
    assert 0 == build(folder, tmp_path / "warm", capsys)[0]
    assert tree(tmp_path / "cold") == tree(tmp_path / "warm")
