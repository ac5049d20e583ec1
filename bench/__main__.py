"""`python -m bench`: build histories of several sizes with this generator and its peers, and write the table down.

python -m bench                     everything, into bench/RESULTS.md (half an hour)
python -m bench --quick             this generator alone, small: fails on a quadratic curve or a lost cache
python -m bench --sizes 1000 --peers Hugo Eleventy --times 3
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from bench import edits, peers, resident
from bench.clock import Spread, repeated, run
from bench.peers import HERE, Peer

_RESIDENT = 1000
"""The size of the history that is served."""
_MANY = 5000
"""From so many chapters on, Hugo alone is beside ours, and a cold build is measured once: the others take minutes."""


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="this generator alone, small, for CI")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], help="how many chapters")
    parser.add_argument("--peers", nargs="*", default=["Hugo", "Eleventy", "MkDocs", "Pelican"], help="which peers")
    parser.add_argument("--times", type=int, default=5, help="how many runs of each, of which the median counts")
    parser.add_argument("--folder", type=Path, default=None, help="where the peers and the histories are put")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as made:
        folder = (chosen.folder or Path(made)).resolve()
        shutil.rmtree(folder / "aside", ignore_errors=True)
        if chosen.quick:
            return quick(folder)
        found = [peer for peer in peers.installed(folder) if peer.name in chosen.peers]
        lines = list(_head())
        for section in _sections(folder, found, chosen.sizes, chosen.times):
            lines += section
            # After each section: what took half an hour is not lost to what comes after it.
            (HERE / "RESULTS.md").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 0


def _sections(folder: Path, found: Sequence[Peer], sizes: Sequence[int], times: int) -> Iterator[Iterator[str]]:
    """Yield what is measured, one thing after another."""
    for size in sizes:
        beside = [peer for peer in found if size < _MANY or peer.name == "Hugo"]
        yield _table(folder, [peers.ours(), *beside], size, times)
    yield _resident(folder, [peers.ours(), *found], times)
    yield _edits(folder, min(sizes), times)


def quick(folder: Path) -> int:
    """Tell on a small scale whether a curve has become quadratic or a memory is lost; return the exit status."""
    peer = peers.ours("microsite, cited")
    small, large = 60, 240
    took: dict[tuple[str, int], float] = {}
    for size in (small, large):
        place = _fresh(folder, peer, size)
        edit = edits.body(peer, place, size)
        took["cold", size] = repeated(2, peer.build, place, _forgetting(peer, place)).processor
        took["one edit", size] = repeated(3, peer.build, place, edit).processor
        if not edits.is_right(peer, place):
            print("after an edit, the site is not the one that a build without memory makes")
            return 1
        took["unchanged", size] = repeated(3, peer.build, place, _nothing).processor
    print("seconds of the processors:")
    for (what, size), seconds in took.items():
        print(f"  {what:<10} {size:>4} chapters  {seconds:6.2f}")
    failed = []
    if took["cold", large] > took["cold", small] * (large / small) * 1.7:
        failed.append(f"a cold build of {large // small} times the chapters takes far more than as many times the work")
    if took["one edit", large] > took["cold", large] / 2:
        failed.append("a build after one edit takes more than half of a cold one: a memory is lost")
    if took["unchanged", large] > took["cold", large] / 10:
        failed.append("a build with nothing changed takes more than a tenth of a cold one: a memory is lost")
    print("\n".join(failed) or "no curve is quadratic, and no memory is lost")
    return 1 if failed else 0


def _table(folder: Path, measured: Sequence[Peer], size: int, times: int) -> Iterator[str]:
    """Yield the table of one size: seconds of the processors, medians with their ranges, and ratios to ours."""
    yield from ("", f"## {size:,} chapters", "")
    yield "| | cold, CPU s | wall s | unchanged, CPU s | one chapter edited, CPU s | memory, MB |"
    yield "|---|---|---|---|---|---|"
    own: tuple[Spread, Spread, Spread] | None = None
    for peer in measured:
        place = _fresh(folder, peer, size)
        colds = 1 if size >= _MANY else min(times, 3)
        cold = repeated(colds, peer.build, place, _forgetting(peer, place))
        same = repeated(times, peer.build, place, _nothing)
        edited = repeated(times, peer.build, place, edits.body(peer, place, size))
        if peer.name == "microsite" and not edits.is_right(peer, place):
            raise RuntimeError("after an edit, the site is not the one that a build without memory makes")
        own = own or (cold, same, edited)
        cells = [_cell(cold, own[0]), f"{cold.wall:.2f}{_times(cold.wall, own[0].wall)}"]
        cells += [_cell(same, own[1]), _cell(edited, own[2]), f"{max(s.memory for s in (cold, same, edited)):.0f}"]
        print(peer.name, size, *cells, sep=" | ", flush=True)
        yield f"| {peer.name} | {' | '.join(cells)} |"
        _put_aside(place, folder)


def _resident(folder: Path, measured: Sequence[Peer], times: int) -> Iterator[str]:
    yield from ("", f"## From save to new page, {_RESIDENT:,} chapters", "")
    yield from ("| | ready, s | median, ms | 95th percentile, ms |", "|---|---|---|---|")
    for peer in measured:
        if peer.serve:
            place = _fresh(folder, peer, _RESIDENT)
            cells = "– | no new page | –"
            with contextlib.suppress(TimeoutError):
                found = resident.measure(peer, place, _RESIDENT, times * 6)
                cells = f"{found.ready:.2f} | {found.median:.0f} | {found.late:.0f}"
            print(peer.name, "serve", cells, sep=" | ", flush=True)
            yield f"| {peer.name} | {cells} |"
            _put_aside(place, folder)


def _edits(folder: Path, size: int, times: int) -> Iterator[str]:
    peer = peers.ours("microsite, cited")
    yield from ("", f"## What is edited, {size:,} chapters with citations, events, people and places", "")
    yield from ("| | CPU s | wall s |", "|---|---|---|")
    place = _fresh(folder, peer, size)
    cold = run(peer.build, place)
    yield f"| nothing: cold | {cold.processor:.2f} | {cold.wall:.2f} |"
    same = repeated(times, peer.build, place, _nothing)
    yield f"| nothing | {_cell(same, same)} | {same.wall:.3f} |"
    found = {"the text of a chapter": repeated(times, peer.build, place, edits.body(peer, place, size))}
    for what, edit in edits.EDITS.items():
        found[what] = repeated(min(times, 3), peer.build, place, partial(edit, place))
        if not edits.is_right(peer, place):
            raise RuntimeError(f"after an edit of {what}, the site is not the one that a build without memory makes")
    for what, spread in found.items():
        print(what, f"{spread.processor:.2f}", flush=True)
        yield f"| {what} | {_cell(spread, spread)} | {spread.wall:.2f} |"
    _put_aside(place, folder)


def _cell(spread: Spread, own: Spread) -> str:
    """Return a median with its range, and how many times that of ours it is."""
    least, most = spread.range
    digits = 3 if spread.processor < 1 else 2
    ranged = f" ({least:.{digits}f}–{most:.{digits}f})" if len(spread.runs) > 1 else ""
    return f"{spread.processor:.{digits}f}{ranged}{_times(spread.processor, own.processor)}"


def _times(value: float, own: float) -> str:
    return f" · {value / own:.3g} ×" if value != own and own else ""


def _fresh(folder: Path, peer: Peer, size: int) -> Path:
    place = folder / f"{re.sub('[^a-z]+', '-', peer.name.lower())}-{size}"
    _put_aside(place, folder)
    peers.write(peer, place, size, folder / "node" / "node_modules")
    return place


def _forgetting(peer: Peer, place: Path) -> Callable[[int], None]:
    """Return what takes away all that an earlier build has left."""

    def forget(_: int) -> None:
        for name in peer.remembered:
            _put_aside(place / name, place.parent)

    return forget


def _put_aside(path: Path, folder: Path) -> None:
    """Take a path away without deleting it: for minutes after that, some file systems make files ten times as slowly."""
    if path.exists():
        aside = folder / "aside"
        aside.mkdir(exist_ok=True)
        path.rename(aside / f"{len(list(aside.iterdir()))}")


def _nothing(_: int) -> None:
    """Change nothing."""


def _head() -> Iterator[str]:
    """Yield what the figures were measured with."""
    yield "# Measured"
    yield ""
    yield "By `python -m bench`. Each row was measured in the same run as the others, one after another, on one machine;"
    yield "medians, with the least and the greatest in brackets; `·` is followed by the ratio to this generator."
    yield "CPU seconds are those of all processes, the system's among them. Before *one chapter edited* another chapter"
    yield "each time gets another sentence; ours is then compared with a build without memory, byte for byte."
    yield "MkDocs builds with `--dirty`, Pelican with its cache: both leave neighbours and indexes stale."
    yield ""
    yield f"Machine: {_model()}, {os.cpu_count()} cores; {platform.system()}; Python {platform.python_version()};"
    python = bare()
    yield f"`python -c pass` takes {python.processor:.3f} s of CPU, {python.wall:.3f} s of the clock."
    versions = ", ".join(f"{name} {version}" for name, version in peers.VERSIONS.items())
    yield f"Peers: {versions}, and Eleventy as `bench/eleventy/package.json` has it."


def bare() -> Spread:
    """Return what Python takes to start and to do nothing."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "nothing"
        place.mkdir()
        return repeated(9, (sys.executable, "-c", "pass"), place, _nothing)


def _model() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").split("\n") if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
