"""The development server: what it listens on, and the threads that it is made of.

The watcher's thread tells of changes; the loop gathers them while a build runs in the workshop's thread; what the build
comes to is laid out as a proof; and every browser whose page is another now is told so, in livereload's protocol.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

from tornado import httpserver, netutil

from microsite import handlers, watching
from microsite.stage import Stage
from microsite.workshop import Workshop

_TURN = 0.02
"""Seconds for which the thread that builds may go on while others wait: what an edit takes, so that it is not broken up."""
_PORTS = 10
"""How many ports are tried from the first."""


class ServeError(Exception):
    """The server cannot begin; the message is one line that says why and what to do."""


def serve(site: Path, host: str, port: int, *, drafts: bool, opens: bool, say: Callable[[str], None]) -> None:
    """Serve the site in the folder `site` until the user ends it; raise ServeError where no port is to be had.

    `say` prints lines: the address, and what each build comes to.
    """
    sockets, found = _bound(host, port)
    sys.setswitchinterval(_TURN)
    stage = Stage(Workshop(site.resolve(), drafts=drafts), handlers.Socket, say)
    address = f"http://{_named(host)}:{found}/"
    taken = f" (port {port} is taken)" if port not in (0, found) else ""
    try:
        asyncio.run(_run(stage, host, sockets, f"serving {address}{taken}; Ctrl-C ends it\n", address if opens else ""))
    except KeyboardInterrupt:
        stage.end()


async def _run(stage: Stage, host: str, sockets: list[socket.socket], greeting: str, opened: str) -> None:
    """Answer requests, build, tell; until it is cancelled."""
    server = httpserver.HTTPServer(handlers.application(stage, host))
    server.add_sockets(sockets)
    stage.say(greeting)
    if opened:
        threading.Thread(target=webbrowser.open, args=(opened,), daemon=True).start()
    stop = threading.Event()
    loop, inbox = asyncio.get_running_loop(), asyncio.Queue[frozenset[str]]()

    def tell(changed: frozenset[str]) -> None:
        loop.call_soon_threadsafe(inbox.put_nowait, changed)

    try:
        async with asyncio.TaskGroup() as both:  # where one fails, the other ends, and with it the server
            both.create_task(asyncio.to_thread(_watch, stage.workshop.site, stop, tell))
            both.create_task(stage.build_for_ever(inbox))
    finally:
        stop.set()
        server.stop()


def _watch(site: Path, stop: threading.Event, tell: Callable[[frozenset[str]], object]) -> None:
    for changed in watching.changes(site, stop):
        if not stop.is_set():
            tell(changed)


def _bound(host: str, port: int) -> tuple[list[socket.socket], int]:
    """Return sockets that listen, and their port: the one that is asked for, or the next that is free."""
    for tried in range(port, min(port + _PORTS, 65536)) if port else (0,):
        try:
            sockets = netutil.bind_sockets(tried, host)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                continue
            reason = error.strerror or str(error)
            raise ServeError(
                f"cannot listen on {host}, port {tried}: {reason.lower()}; see `--host` and `--port`"
            ) from None
        return sockets, sockets[0].getsockname()[1]
    raise ServeError(f"the ports {port} to {port + _PORTS - 1} are taken; choose another with `--port`")


def _named(host: str) -> str:
    """Return the host as an address has it; one that means every host is called by a name that works here."""
    if host in ("", "0.0.0.0", "::"):  # noqa: S104 - what a user may ask for
        return "localhost"
    return f"[{host}]" if ":" in host else host
