"""The folder is the whole old site or the whole new one, and nobody else's file is touched."""

from __future__ import annotations

import os
import re
import resource
import signal
import stat
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from microsite.publish import Refusal, Report, current, exchange, mend, publish, publish_by
from microsite.standing import MANIFEST

OLD = {
    "index.html": b"old",
    "chapters/a.html": b"the same",
    "chapters/b.html": b"of the old site",
    "css/site.css": b"body {}",
    "gone/deep/x.html": b"goes",
}
NEW = {
    "index.html": b"new, and longer",
    "chapters/a.html": b"the same",
    "chapters/c.html": b"of the new site",
    "css/site.css": b"body {}",
    "new/deep/\u4e2d.html": b"comes",
}

Tree = dict[str, tuple[int, bytes]]
Swap = Callable[[Path, Path], bool]


def no_exchange(_one: Path, _other: Path) -> bool:
    """Be a system that cannot exchange two folders."""
    return False


def tree(folder: Path) -> Tree:
    """Return all that stands in the folder: mode and content, links as links."""
    return {str(path.relative_to(folder)): (path.lstat().st_mode, content(path)) for path in sorted(folder.rglob("*"))}


def content(path: Path) -> bytes:
    if path.is_symlink():
        return os.fsencode(path.readlink())
    return path.read_bytes() if path.is_file() else b""


def names(folder: Path) -> list[str]:
    """Return the names of what stands in the folder, in order."""
    return sorted(path.name for path in folder.iterdir())


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the inode and the time of all that stands in the folder, and of itself."""
    return {str(path): (path.lstat().st_ino, path.lstat().st_mtime_ns) for path in (folder, *folder.rglob("*"))}


def strangers(folder: Path) -> None:
    """Put into the folder what the generator did not make."""
    (folder / "notes/deep").mkdir(parents=True)
    (folder / "notes/empty/emptier").mkdir(parents=True)
    (folder / "notes/deep/todo.txt").write_text("mine")
    (folder / "chapters/mine.txt").write_text("mine too")
    (folder / "gone/deep/kept.txt").write_text("and this")
    (folder / "CNAME").write_text("example.org")
    (folder / "notes").chmod(0o750)
    (folder / "link").symlink_to("CNAME")
    (folder / "notes/nowhere").symlink_to("/nowhere/at/all")


def stranger_stamps(folder: Path) -> dict[str, tuple[int, int]]:
    names = ["notes/deep/todo.txt", "notes/nowhere", "chapters/mine.txt", "gone/deep/kept.txt", "CNAME", "link"]
    return {name: ((folder / name).lstat().st_ino, (folder / name).lstat().st_mtime_ns) for name in names}


def site(folder: Path, outputs: dict[str, bytes] = OLD) -> Path:
    """Return the folder, published, with other people's files in it."""
    publish(OLD, folder)
    strangers(folder)
    publish(outputs, folder)
    return folder


# ---- what is written ---------------------------------------------------------------------------


def test_publish_writes_the_outputs_and_a_manifest(tmp_path: Path) -> None:
    """The manifest is a line a file, in the order of the paths."""
    report = publish({"b/ü.html": b"two", "a.html": b"one"}, tmp_path / "deep/site")

    assert Report(2, 0, 0) == report
    assert b"one" == (tmp_path / "deep/site/a.html").read_bytes()
    assert (
        "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  3  a.html\n"
        "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3  3  b/ü.html\n"
    ) == (tmp_path / "deep/site" / MANIFEST).read_text("utf-8")


def test_publish_counts(tmp_path: Path) -> None:
    """Written, unchanged and removed are told apart; unchanged files are the same inode."""
    folder = tmp_path / "site"
    publish(OLD, folder)
    inode = (folder / "chapters/a.html").stat().st_ino

    assert Report(3, 2, 2) == publish(NEW, folder)
    assert inode == (folder / "chapters/a.html").stat().st_ino
    assert {*NEW, MANIFEST} == {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert not (folder / "gone").exists()


def test_permissions_follow_the_umask(tmp_path: Path) -> None:
    """Files are 0644 and folders 0755 under the usual umask."""
    before = os.umask(0o022)
    publish(OLD, tmp_path / "site")
    os.umask(before)

    assert {0o100644, 0o040755} == {path.stat().st_mode for path in (tmp_path / "site").rglob("*")}
    assert stat.S_IMODE((tmp_path / "site").stat().st_mode) == 0o755


def test_a_folder_keeps_its_permissions(tmp_path: Path) -> None:
    """A private folder stays private."""
    (tmp_path / "site").mkdir(mode=0o700)
    publish(OLD, tmp_path / "site")
    publish(NEW, tmp_path / "site")

    assert stat.S_IMODE((tmp_path / "site").stat().st_mode) == 0o700


@pytest.mark.parametrize("swap", [exchange, no_exchange])
def test_the_same_site_touches_nothing(tmp_path: Path, swap: Swap) -> None:
    """Not the folder, not the one above it, not a file."""
    folder = site(tmp_path / "site")
    before = stamps(tmp_path)

    assert Report(0, len(OLD), 0) == publish_by(swap, dict(reversed(OLD.items())), folder, None)
    assert before == stamps(tmp_path)


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b"tru"),
        lambda path: path.write_bytes(b"THE SAME"),
        lambda path: (path.unlink(), path.symlink_to("b.html")),
        make_pipe,
    ],
    ids=["deleted", "truncated", "edited", "a link", "a pipe"],
)
def test_an_output_that_was_harmed_is_written_again(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    """`current` does not list it, and `publish` mends it."""
    folder = site(tmp_path / "site")
    whole = tree(folder)
    path = folder / "chapters/a.html"
    os.utime(folder / MANIFEST, ns=(0, path.stat().st_mtime_ns))
    os.utime(path, ns=(0, 0))
    harm(path)

    assert OLD.keys() - {"chapters/a.html"} == current(folder).keys()
    assert Report(1, len(OLD) - 1, 0) == publish(OLD, folder)
    assert whole == tree(folder)
    assert b"of the old site" == (folder / "chapters/b.html").read_bytes()


def test_current_needs_no_folder(tmp_path: Path) -> None:
    """Nothing stands where there is nothing; nothing is made by asking."""
    assert {} == current(tmp_path / "site")
    assert [] == list(tmp_path.iterdir())


def test_other_times_alone_write_nothing(tmp_path: Path) -> None:
    """A checkout or a copy, with times of its own, is read and found whole."""
    folder = site(tmp_path / "site")
    os.utime(folder / MANIFEST, ns=(0, 0))

    assert OLD.keys() == current(folder).keys()
    assert Report(0, len(OLD), 0) == publish(OLD, folder)


# ---- other people's files ----------------------------------------------------------------------


@pytest.mark.parametrize("swap", [exchange, no_exchange])
def test_what_others_made_is_carried_over(tmp_path: Path, swap: Swap) -> None:
    """Files, links, links to nowhere, and empty folders, with their times and permissions."""
    folder = site(tmp_path / "site")
    before, stamps_before = tree(folder), stranger_stamps(folder)
    empty = (folder / "notes/empty").stat().st_mtime_ns
    publish_by(swap, NEW, folder, None)
    after = tree(folder)

    assert stamps_before == stranger_stamps(folder)
    assert {p: s for p, s in before.items() if p not in {*OLD, MANIFEST, "css", "chapters"}} == {
        p: s for p, s in after.items() if p not in {*NEW, MANIFEST, "css", "chapters", "new", "new/deep"}
    }
    assert empty == (folder / "notes/empty").stat().st_mtime_ns
    assert 0o750 == stat.S_IMODE((folder / "notes").stat().st_mode)


@pytest.mark.parametrize("path", ["CNAME", "notes", "notes/empty", "link", "CNAME/x.html", "link/x.html", "gone"])
def test_what_stands_in_the_way_is_refused(tmp_path: Path, path: str) -> None:
    """An output does not take the place of what others made, whatever that is."""
    folder = site(tmp_path / "site")
    before = stamps(folder)

    with pytest.raises(Refusal, match="in the way of an output"):
        publish({**OLD, path: b"mine"}, folder) if path != "gone" else publish({path: b"mine"}, folder)
    assert before == stamps(folder)
    assert ["site"] == names(tmp_path)


def test_what_comes_while_the_site_is_built_is_not_lost(tmp_path: Path) -> None:
    """A file that appears, or is saved again, between the reading and the exchange."""
    folder = site(tmp_path / "site")

    def swap(one: Path, other: Path) -> bool:
        (folder / "late").mkdir()
        (folder / "late/file.txt").write_text("late")
        (folder / "notes/new.txt").write_text("edited")
        os.utime(folder / "notes/new.txt", ns=(1 << 62, 1 << 62))
        (folder / "notes/new.txt").replace(folder / "CNAME")
        return exchange(one, other)

    publish_by(swap, NEW, folder, None)

    assert "late" == (folder / "late/file.txt").read_text()
    assert "edited" == (folder / "CNAME").read_text()
    assert "mine" == (folder / "notes/deep/todo.txt").read_text()


# ---- what is refused ---------------------------------------------------------------------------


def make_link(path: Path) -> None:
    (path.parent / "real").mkdir()
    path.symlink_to("real")


def make_full(path: Path) -> None:
    path.mkdir()
    (path / "letter.txt").write_text("dear")


def make_damaged(path: Path) -> None:
    publish(OLD, path)
    (path / MANIFEST).write_bytes((path / MANIFEST).read_bytes()[:-1])


def make_escaping(path: Path) -> None:
    make_full(path)
    (path / MANIFEST).write_text("0" * 64 + "  4  ../other.txt\n")


def make_workshop(path: Path) -> None:
    make_full(path.with_name(f".{path.name}.next"))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("file"), "is a file: name a folder"),
        (make_link, "is a symbolic link: name the folder that it leads to"),
        (lambda path: path.symlink_to("nowhere"), "is a symbolic link"),
        (make_full, "holds files and no manifest `.microsite` of ours: empty it or name another folder"),
        (make_damaged, "holds files and no manifest"),
        (make_escaping, "holds files and no manifest"),
        (make_workshop, "in the way of the generator"),
    ],
)
def test_what_is_not_ours_is_refused(tmp_path: Path, make: Callable[[Path], object], message: str) -> None:
    """With one line, and nothing changed."""
    make(tmp_path / "site")
    before = tree(tmp_path)

    with pytest.raises(Refusal, match=re.escape(message)) as refusal:
        publish(NEW, tmp_path / "site")
    assert "\n" not in str(refusal.value)
    assert before == tree(tmp_path)


def test_a_folder_with_the_sources_is_refused(tmp_path: Path) -> None:
    """Even one that was made here."""
    folder = site(tmp_path / "site")

    for sources in (folder, folder / "notes/deep"):
        with pytest.raises(Refusal, match="holds the sources"):
            publish(NEW, folder, sources)
    assert Report(3, 2, 2) == publish(NEW, folder, tmp_path)


@pytest.mark.parametrize(
    "path",
    ["", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", ".", "./a", "a\\b", "a\nb", "a\0b", "\ud800", MANIFEST,
     f"{MANIFEST}/a", "index.html/b"],
)  # fmt: skip
def test_a_path_that_is_not_clean_is_an_error(tmp_path: Path, path: str) -> None:
    """No output leaves the folder, hides the manifest or stands inside another."""
    with pytest.raises(ValueError, match="not a path for an output"):
        publish({"index.html": b"", path: b"x"}, tmp_path / "site")
    assert [] == names(tmp_path)


def test_relative_folders_and_links_above_are_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the folder itself may not be a link; `.` is a folder like another."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    publish(OLD, tmp_path / "link/site")
    monkeypatch.chdir(tmp_path / "real/site")
    publish(NEW, Path())
    monkeypatch.chdir(tmp_path)

    assert Report(0, 5, 0) == publish(NEW, Path("real/site"))
    assert ["site"] == names(tmp_path / "real")


# ---- the spare ---------------------------------------------------------------------------------


def edited(number: int) -> dict[str, bytes]:
    """Return a site that is another after each edit: a page is new, one changes, one goes, a folder becomes a page."""
    turned = {"turn": b"a page"} if number % 2 else {"turn/index.html": b"a folder"}
    return {"index.html": b"%d" % number, "same/a.html": b"same", "same/b.html": b"same", f"{number}/x": b"", **turned}


@pytest.mark.parametrize("swap", [exchange, no_exchange])
def test_the_site_before_the_last_is_the_beginning_of_the_next(tmp_path: Path, swap: Swap) -> None:
    """What has not changed is not linked anew: the very folder stands again. All else is as without a spare."""
    folder, spare, seen = tmp_path / "site", tmp_path / "spare", []
    for number in range(6):
        report = publish_by(swap, edited(number), folder, None, spare)
        publish_by(swap, edited(number), tmp_path / "other", None)
        assert tree(tmp_path / "other") == tree(folder), number
        assert report.digests == current(folder)
        seen.append((folder / "same").stat().st_ino)

    assert len(set(seen)) == 2
    assert seen[:2] * 2 == seen[2:]
    assert tree(tmp_path / "spare")["index.html"][1] == b"4"
    assert ["other", "site", "spare"] == names(tmp_path)


@pytest.mark.parametrize(
    "harm",
    [
        lambda spare: (spare / "same/a.html").unlink(),
        lambda spare: (spare / "same/a.html").write_bytes(b"harm"),
        lambda spare: (spare / MANIFEST).unlink(),
        lambda spare: (spare / MANIFEST).write_bytes(b"no manifest"),
        lambda spare: (spare / "same").rename(spare / "another"),
        lambda spare: spare.rename(spare.with_name("away")),
        lambda spare: (spare.rename(spare.with_name("away")), spare.symlink_to("away")),
        lambda spare: (spare.rename(spare.with_name("away")), spare.write_bytes(b"")),
    ],
)
def test_a_spare_is_not_relied_on(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    """Whatever has become of it, the site is as it should be, and so is the one after that."""
    folder, spare = tmp_path / "site", tmp_path / "spare"
    for number in range(3):
        publish(edited(number), folder, None, spare)
    harm(spare)

    for number in range(3, 6):
        publish(edited(number), folder, None, spare)
        publish(edited(number), tmp_path / "other")
        assert tree(tmp_path / "other") == tree(folder), number


def test_what_others_put_into_a_site_is_no_part_of_the_spare(tmp_path: Path) -> None:
    """It stays in the folder, and a spare that would hold it is not laid by."""
    folder, spare = tmp_path / "site", tmp_path / "spare"
    for number in range(3):
        publish(edited(number), folder, None, spare)
    (folder / "mine").mkdir()
    (folder / "mine/todo.txt").write_text("mine")
    for number in range(3, 6):
        publish(edited(number), folder, None, spare)
        assert "mine" == (folder / "mine/todo.txt").read_text()
        assert not (spare / "mine").exists()

    assert not spare.exists()
    (folder / "mine/todo.txt").unlink()
    (folder / "mine").rmdir()
    for number in range(6, 9):
        publish(edited(number), folder, None, spare)
    assert spare.exists()


def test_what_is_written_into_the_spare_is_not_lost(tmp_path: Path) -> None:
    """Who stood in the folder when it was replaced stands in the spare now, and may write there."""
    folder, spare = tmp_path / "site", tmp_path / "spare"
    for number in range(3):
        publish(edited(number), folder, None, spare)
    (spare / "same/mine.txt").write_text("mine")
    publish(edited(3), folder, None, spare)

    assert "mine" == (folder / "same/mine.txt").read_text()
    publish(edited(4), folder, None, spare)
    assert "mine" == (folder / "same/mine.txt").read_text()


def test_no_spare_is_kept_where_much_is_new(tmp_path: Path) -> None:
    """It would hold the old site on the disk beside the new one."""
    folder, spare = tmp_path / "site", tmp_path / "spare"
    for number in range(3):
        publish(edited(number), folder, None, spare)
    assert spare.exists()
    publish({f"{number}.html": b"" for number in range(40)}, folder, None, spare)

    assert not spare.exists()


def test_a_kill_with_a_spare_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    """Before any step: the folder is whole, and the next run needs no help, with the spare or without."""
    folder, spare, seen, number = tmp_path / "work/site", tmp_path / "spare", [], 1
    whole = []
    for outputs in (edited(0), edited(1)):
        publish(outputs, tmp_path / "whole")
        whole.append(tree(tmp_path / "whole"))
    publish(edited(1), folder, None, spare)
    publish(edited(0), folder, None, spare)
    while killed_at(number, lambda: publish(edited(1), folder, None, spare)):
        seen.append(tree(folder))
        assert seen[-1] in whole, number
        publish(edited(1), folder, None, spare if number % 2 else None)
        assert whole[1] == tree(folder), number
        assert ["site"] == names(folder.parent), number
        publish(edited(0), folder, None, spare)
        assert whole[0] == tree(folder), number
        number += 1

    assert number > 40
    assert whole[0] in seen
    assert whole[1] in seen


# ---- killed, full, and at once -----------------------------------------------------------------

STEPS = {
    "open",
    "write",
    "flush",
    "fsync",
    "close",
    "link",
    "symlink",
    "rename",
    "replace",
    "unlink",
    "remove",
    "rmdir",
    "mkdir",
    "chmod",
    "utime",
    "flock",
}


def child(action: Callable[[], object]) -> int:
    """Run `action` in another process, and return how that ended, as `waitpid` tells it."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
        except BaseException:  # noqa: BLE001 - a child must not become a second pytest
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1]


def killed_at(number: int, action: Callable[[], object]) -> bool:
    """Run `action` in a process that is killed before its step of that number; tell whether there was one."""
    seen = 0

    def count(frame: FrameType, event: str, subject: object) -> None:
        nonlocal seen
        step = event == "c_call" and getattr(subject, "__name__", "") in STEPS
        seen += step or (event in ("call", "return") and frame.f_code is exchange.__code__)
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched() -> None:
        sys.setprofile(count)
        action()

    status = child(watched)
    assert status in (0, signal.SIGKILL), f"step {number}: {status}"
    return status != 0


@pytest.mark.parametrize("then", [OLD, NEW], ids=["back", "on"])
def test_a_kill_leaves_the_old_site_or_the_new_one(tmp_path: Path, then: dict[str, bytes]) -> None:
    """Before any step: the folder is whole, others' files are as they were, the next run needs no help."""
    old, new = tree(site(tmp_path / "old/site")), tree(site(tmp_path / "new/site", NEW))
    wanted, seen, number = (old if then is OLD else new), [], 1
    folder = site(tmp_path / "work/site")
    others = stranger_stamps(folder)
    while killed_at(number, lambda: publish(NEW, folder)):
        seen.append(tree(folder))
        assert seen[-1] in (old, new), number
        assert others == stranger_stamps(folder), number
        publish(then, folder)
        assert wanted == tree(folder), number
        assert others == stranger_stamps(folder), number
        assert ["site"] == names(folder.parent), number
        publish(OLD, folder)
        number += 1

    assert number > 40
    assert old in seen
    assert new in seen


def test_a_kill_of_the_first_run_leaves_nothing_or_all(tmp_path: Path) -> None:
    """There is no half of a site where there was none."""
    whole, number = tree(site(tmp_path / "whole/site")), 1
    folder = tmp_path / "work/site"
    while killed_at(number, lambda: publish(OLD, folder)):
        there = {path: state for path, state in whole.items() if path in tree(folder)}
        assert not folder.exists() or (tree(folder) == there and OLD.keys() <= there.keys()), number
        publish(OLD, folder)
        assert ["site"] == names(folder.parent), number
        publish({}, folder)
        (folder / MANIFEST).unlink()
        folder.rmdir()
        number += 1

    assert number > 20


def test_a_kill_among_many_files_leaves_the_old_site_or_the_new_one(tmp_path: Path) -> None:
    """Where so much is new that it goes to the disk all at once, it is the same."""
    many = {f"{number % 5}/{number}.html": b"%d" % number for number in range(40)}
    old, new = tree(site(tmp_path / "old/site")), tree(site(tmp_path / "new/site", many))
    folder, number, seen = site(tmp_path / "work/site"), 1, []
    while killed_at(number, lambda: publish(many, folder)):
        seen.append(tree(folder))
        assert seen[-1] in (old, new), number
        publish(OLD, folder)
        assert ["site"] == names(folder.parent), number
        number += 7

    assert old in seen
    assert new in seen


def test_without_exchange_a_kill_can_leave_no_folder_but_never_half_of_one(tmp_path: Path) -> None:
    """Where the system has no exchange there is one step between two renames; `mend` puts the old site back."""
    old, new = tree(site(tmp_path / "old/site")), tree(site(tmp_path / "new/site", NEW))
    folder, number, absent = site(tmp_path / "work/site"), 1, 0
    while killed_at(number, lambda: publish_by(no_exchange, NEW, folder, None)):
        absent += not folder.exists()
        assert not folder.exists() or tree(folder) in (old, new), number
        was = tree(folder) if folder.exists() else old
        mend(folder)
        assert was == tree(folder), number
        assert ["site"] == names(folder.parent), number
        publish_by(no_exchange, OLD, folder, None)
        number += 1

    assert 1 == absent


def test_a_kill_while_mending_can_be_mended(tmp_path: Path) -> None:
    """At every step, after a kill at the worst one."""
    old, new = tree(site(tmp_path / "old/site")), tree(site(tmp_path / "new/site", NEW))
    folder, number = site(tmp_path / "work/site"), 0

    def worst(_one: Path, _other: Path) -> bool:
        exchange(_one, _other)
        os.kill(os.getpid(), signal.SIGKILL)
        return True

    while True:
        number += 1
        assert signal.SIGKILL == child(lambda: publish_by(worst, NEW, folder, None))
        if not killed_at(number, lambda: mend(folder)):
            break
        assert new == tree(folder), number
        publish(OLD, folder)
        assert old == tree(folder), number

    assert number > 10


@pytest.mark.parametrize("swap", [exchange, no_exchange])
def test_a_full_disk_changes_nothing(tmp_path: Path, swap: Swap) -> None:
    """The error is the system's; the folder is the old site and nothing stands beside it."""
    folder = site(tmp_path / "site")
    before = stamps(folder)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
        with pytest.raises(OSError, match="File too large"):
            publish_by(swap, {**NEW, "long.html": b"x" * 5001}, folder, None)

    assert 0 == child(full)
    assert before == stamps(folder)
    assert ["site"] == names(tmp_path)


@pytest.mark.parametrize("swap", [exchange, no_exchange])
def test_two_runs_at_once_do_each_other_no_harm(tmp_path: Path, swap: Swap) -> None:
    """Each waits for the other, and the last one stands whole; a reader always finds a page."""
    folder = site(tmp_path / "work/site")
    both = [tree(folder), tree(site(tmp_path / "new/site", NEW))]

    def build(first: dict[str, bytes], second: dict[str, bytes]) -> None:
        for _ in range(15):
            publish_by(swap, first, folder, None)
            publish_by(swap, second, folder, None)

    def read() -> None:
        while (folder.parent / "busy").exists():
            assert (folder / "index.html").read_bytes() in (OLD["index.html"], NEW["index.html"])

    (folder.parent / "busy").touch()
    pids = [spawn(lambda: build(OLD, NEW)), spawn(lambda: build(NEW, OLD))]
    reader = spawn(read) if swap is exchange else None
    ends = [os.waitpid(pid, 0)[1] for pid in pids]
    (folder.parent / "busy").unlink()

    assert [0, 0] == ends
    assert reader is None or os.waitpid(reader, 0)[1] == 0
    assert tree(folder) in both
    assert ["site"] == names(folder.parent)


def spawn(action: Callable[[], object]) -> int:
    """Begin `action` in another process, and return its id."""
    pid = os.fork()
    if pid == 0:
        os._exit(os.waitstatus_to_exitcode(child(action)) & 255)
    return pid
