"""What happens between a change on disk and the browsers: builds one after the other, and who is told of what."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import os
import re
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Protocol

from microsite import proof, watching, workshop
from microsite.proof import Proof
from microsite.text import Severity
from microsite.watching import ANYTHING
from microsite.workshop import Made, Workshop

Message = dict[str, object]
"""A message of livereload's protocol, or of ours."""

_MANY = 12
"""More files than a hand saves at once: a program is at work, which is given time to finish."""
_QUIET = 0.06
"""Seconds without a change after which a program is taken to have finished, and what was put off is done."""
_BUSY = 100
"""How often such a wait is repeated at the most: a lock that git has left behind must not hold us for ever."""
_MOMENT = 0.1
"""Seconds from the telling of a change for which requests wait for what comes of it."""
_HELD = 20
"""How many editions with errors are passed over in a row because the files have changed again meanwhile."""


class Audience(Protocol):
    """The browsers."""

    def tell(self, message: Message) -> None:
        """Send a message to those that understand it."""

    def reload(self, path: str) -> None:
        """Tell all that something has another content: the address of a style sheet, or the path of a page."""

    def stale(self, now: Proof) -> Iterable[str]:
        """Return the paths of the pages that are shown somewhere and are others now."""


class Stage:
    """What the handlers and the builds share; touched by the loop's thread alone."""

    def __init__(self, workshop: Workshop, audience: Audience, say: Callable[[str], None]) -> None:
        self.workshop = workshop
        self.audience = audience
        self.say = say
        self.proof = Proof()
        self.made = Made({}, (), "", {})
        self.ready = asyncio.Event()
        self.still = asyncio.Event()
        self.begun = 0.0
        self.bench = ThreadPoolExecutor(1, "workshop")
        self.build: Future[Made] | None = None

    async def build_for_ever(self, inbox: asyncio.Queue[frozenset[str]]) -> None:
        """Make an edition as soon as something changes; what changes meanwhile is in the next."""
        loop = asyncio.get_running_loop()
        since: frozenset[str] = frozenset()
        held = 0
        while True:
            if inbox.empty():
                self.still.set()
            changed = _together([await inbox.get(), *_waiting(inbox)])
            self.still.clear()
            self.begun = begun = loop.time()
            changed = _together([changed, *await self._finished(inbox, changed)])
            since |= changed
            made = await self._make(changed)
            # A file that is being written can be read half. What is wrong then is not worth telling: the next build is
            # about to begin.
            if made.counts.get(Severity.ERROR) and not inbox.empty() and held < _HELD:
                held += 1
                continue
            held = 0
            if made is not self.made:
                self._show(made, since, loop.time() - begun)
                loop.call_later(_QUIET, self.bench.submit, self.workshop.settle)
            since = frozenset()

    async def settled(self) -> None:
        """Wait for an edition that is being made, for as long as an edit takes: who asks now wants what was just saved.

        It has the processor to itself meanwhile. What takes longer, nobody waits for.
        """
        left = self.begun + _MOMENT - asyncio.get_running_loop().time()
        if left > 0 and not self.still.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.still.wait(), left)

    async def _finished(self, inbox: asyncio.Queue[frozenset[str]], changed: frozenset[str]) -> list[frozenset[str]]:
        """Return what else is told until the program that changes many files has finished; nothing for a hand's work."""
        more: list[frozenset[str]] = []
        for _ in range(_BUSY):
            if len(changed) <= _MANY and not watching.git_is_busy(self.workshop.site):
                break
            await asyncio.sleep(_QUIET)
            new = _waiting(inbox)
            more += new
            if not new and not watching.git_is_busy(self.workshop.site):
                break
        return more

    async def _make(self, changed: frozenset[str]) -> Made:
        self.build = self.bench.submit(self.workshop.make, changed)
        await asyncio.wait([asyncio.wrap_future(self.build)])
        error = self.build.exception()
        if error is None:
            return self.build.result()
        # A fault of the generator's own. The author's next edit may be the way round it: the server goes on.
        told = "".join(traceback.format_exception(error))
        return workshop.lost(f"the generator has failed; this is a fault of its own:\n{told.rstrip()}")

    def _show(self, made: Made, changed: frozenset[str], seconds: float) -> None:
        """Lay out what was made, and tell the browsers whose pages have changed."""
        before = self.proof
        old = self.made
        self.made = made
        self.proof = replace(before, built=True, printed=made.printed)
        if made.outputs:
            self.proof = proof.renewed(self.proof, made.outputs)
        if made.notices != old.notices or not before.built:
            self.audience.tell(self.problems())
        for sheet in proof.sheets(self.proof.outputs):
            if sheet not in before.outputs:
                self.audience.reload(sheet)
        for path in self.audience.stale(self.proof):
            self.audience.reload(f"{path}#{_edited(before, self.proof, path, changed)}")
        self.ready.set()
        if not before.built:
            gc.freeze()  # what a first build remembers is here to stay: no collection looks through it again
        self._report(before, old, seconds)

    def _report(self, before: Proof, old: Made, seconds: float) -> None:
        """Say what a build came to."""
        if self.made.printed != old.printed:
            self.say(self.made.printed)
        outputs = self.proof.outputs
        count = sum(data is not before.outputs.get(a) and data != before.outputs.get(a) for a, data in outputs.items())
        gone = sum(address not in outputs for address in before.outputs)
        changed = f"{count} of {len(outputs)} files changed, {gone} removed"
        errors = self.made.counts.get(Severity.ERROR, 0)
        kept = "the last good edition stays" if outputs else "there is no good edition yet"
        words = f"{errors} error{'s' if errors != 1 else ''}; {kept}" if not self.made.outputs else changed
        self.say(f"{words} ({seconds:.2f} s)\n")

    def problems(self) -> Message:
        """Return the message that says what is wrong, and whether what is wrong is shown."""
        return {
            "command": "problems",
            "shown": bool(self.made.outputs),
            "any": bool(self.proof.outputs),
            "problems": [asdict(entry) for entry in self.made.notices],
        }

    def end(self) -> None:
        """Write down what is remembered, and end the process where a build would hold it."""
        if self.build is None or self.build.done():
            self.bench.submit(self.workshop.close).result()  # in the thread that has used what it closes
            return
        for process in multiprocessing.active_children():
            process.kill()
        os._exit(0)  # a thread cannot be stopped; nothing is written that could be left half


def _together(told: list[frozenset[str]]) -> frozenset[str]:
    """Return what several tellings come to."""
    return ANYTHING if ANYTHING in told else frozenset().union(*told)


def _waiting(inbox: asyncio.Queue[frozenset[str]]) -> list[frozenset[str]]:
    return [inbox.get_nowait() for _ in range(inbox.qsize())]


def _edited(before: Proof, after: Proof, path: str, changed: frozenset[str]) -> str:
    """Return the id of the paragraph of a page that was edited in its own file, or an empty string."""
    address = path.removeprefix("/")
    old, new = before.outputs.get(address), after.outputs.get(address)
    slugs = [
        re.search(r"/content/(?:(chapters/)\d+-|pages/)([^/]+)\.md$", name.replace(os.sep, "/")) for name in changed
    ]
    if old is None or new is None or address not in {f"{s[1] or ''}{s[2]}.html" for s in slugs if s}:
        return ""
    return proof.edited(old, new)
