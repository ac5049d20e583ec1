"""The time from a save to the new page, of servers that watch."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import peers
from bench.peers import Peer

_PATIENCE = 60.0
"""Seconds after which a server that does not answer is given up."""


@dataclass(frozen=True, slots=True)
class Latency:
    """How long after a save the new page was served."""

    ready: float
    """Seconds from the start of the server to its first page."""
    saves: tuple[float, ...]
    """Milliseconds, a save each."""

    @property
    def median(self) -> float:
        """Return the median in milliseconds."""
        return statistics.median(self.saves)

    @property
    def late(self) -> float:
        """Return the 95th percentile in milliseconds."""
        return sorted(self.saves)[max(0, round(len(self.saves) * 0.95) - 1)]


def measure(peer: Peer, folder: Path, chapters: int, times: int) -> Latency:
    """Return how long a server takes for so many saves, each of another chapter."""
    port = _free()
    with _server(tuple(word.format(port=port) for word in peer.serve), folder) as started:
        first = peers.named(peer.address, 1)
        _until(port, first, b"</html>")
        ready = time.perf_counter() - started
        time.sleep(3)  # some servers answer before they watch
        saves = []
        for save in range(times):
            number = 1 + (save * 11) % chapters
            # No figures: to a checker of ours they would be a claim without a source.
            file, word = (
                folder / peers.named(peer.chapter, number),
                "Saved" + "abcdefghij"[save % 10] * (save // 10 + 1),
            )
            head, mark, rest = file.read_text(encoding="utf-8").partition(". ")
            text = f"{head}{mark}{word} it was. {rest}"
            saved = time.perf_counter()
            file.write_text(text, encoding="utf-8")
            _until(port, peers.named(peer.address, number), word.encode())
            saves.append((time.perf_counter() - saved) * 1000)
            time.sleep(0.3)  # a person's pause, in which a server may do what it put off
        return Latency(ready, tuple(saves))


@contextlib.contextmanager
def _server(command: tuple[str, ...], folder: Path) -> Iterator[float]:
    started = time.perf_counter()
    log = folder.parent / f"{folder.name}.log"
    with log.open("wb") as said:
        child = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, start_new_session=True)
    try:
        yield started
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(20)


def _until(port: int, address: str, words: bytes) -> None:
    """Ask for a page until it holds the words; raise `TimeoutError` where it never does."""
    began = time.perf_counter()
    while time.perf_counter() - began < _PATIENCE:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", f"/{address}")
            if words in connection.getresponse().read():
                return
            connection.close()
        time.sleep(0.001)
    raise TimeoutError(f"{words.decode()} never came at {address}")


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
