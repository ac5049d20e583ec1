"""The answers to browsers: pages from memory, and livereload's protocol.

Of livereload 2.7.1 three things are not relied on: its watcher, which looks every 800 ms and swallows a change that
comes within 3 s of the last; its files, which it may declare unchanged within a second; and its trust in any origin.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import socket
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urlsplit

from livereload.handlers import LiveReloadHandler
from tornado import web

from microsite import proof
from microsite.policy import POLICY
from microsite.proof import Proof
from microsite.stage import Message, Stage

PROTOCOL = "https://microsite.invalid/serve-1"
"""What a browser says that understands more than livereload's protocol: the problems."""

_PATIENCE = 1.0
"""Seconds that a browser waits for the first build before it is shown that there is one."""
_PING = 20
"""Seconds between two questions whether a browser is still there."""


def application(stage: Stage, host: str) -> web.Application:
    """Return what answers; `host` is the name that the server was given."""
    Socket.watcher, Socket.live_css = SimpleNamespace(filepath=""), True
    given = {"stage": stage, "host": host}
    handlers = [("/livereload", Socket, given), ("/.*", Page, given)]
    return web.Application(handlers, log_function=lambda _: None, websocket_ping_interval=_PING)


class _Guarded(web.RequestHandler):
    """What every answer has in common: whom it is given to, and what is said along with it."""

    stage: Stage
    host: str

    def initialize(self, stage: Stage, host: str) -> None:
        """Take what is shown, and the name that the server was given."""
        self.stage, self.host = stage, host

    def prepare(self) -> None:
        """Refuse whoever asks by a name that is not ours, or from a page that is not.

        A page of another host can give its own name our address (DNS rebinding), and read what is served here.
        """
        if not _is_ours(self.request.host, self.host):
            raise web.HTTPError(403, f"this server does not answer to `{self.request.host}`; see `--host`")
        origin = self.request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.request.host:
            raise web.HTTPError(403, f"this server does not answer to pages of `{origin}`")

    def set_default_headers(self) -> None:
        """Say that nothing is to be kept."""
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def write_error(self, status_code: int, **more: Any) -> None:  # noqa: ANN401 - as tornado has it
        """Say in a line what was wrong."""
        error = more.get("exc_info", (None, None))[1]
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{getattr(error, 'log_message', None) or self._reason}\n" if status_code else "")

    def log_exception(self, *error: Any) -> None:  # noqa: ANN401
        """Say nothing of what was refused."""
        if not isinstance(error[1], web.HTTPError):
            super().log_exception(*error)


class Page(_Guarded):
    """The files of the site."""

    async def get(self) -> None:
        """Answer with a file as it is in the last good edition."""
        await self._patient()
        found = proof.shown(self.stage.proof, unquote(self.request.path))
        self.set_status(found.status)
        self.set_header("Content-Type", found.type)
        if found.moved:
            self.set_header("Location", found.moved)
        if found.version:
            socket_too = f"connect-src 'self' ws://{self.request.host}"
            self.set_header("Content-Security-Policy", POLICY.replace("connect-src 'self'", socket_too))
        self.finish(found.body)

    head = get

    def compute_etag(self) -> None:
        """Return nothing: nothing is to be kept."""

    async def _patient(self) -> None:
        """Wait for the first build, a program to its end, a browser no longer than it can be left without a word; and for an edit."""
        own = self.request.path.startswith(f"/{proof.OWN}")
        reads = "text/html" in self.request.headers.get("Accept", "")
        if own:
            return
        if not self.stage.ready.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stage.ready.wait(), _PATIENCE if reads else None)
        await self.stage.settled()


class Socket(_Guarded, LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """A browser that wants to be told."""

    url = ""
    """The path of its page as it told it."""
    version = ""
    """The version of its page, or empty where it does not know."""
    speaks = False
    """Whether it understands more than livereload's protocol."""

    @property
    def path(self) -> str:
        """Return the path of its page, decoded."""
        return unquote(self.url)

    def check_origin(self, origin: str) -> bool:
        """Tell whether the page is ours."""
        return urlsplit(origin).netloc == self.request.host

    def on_message(self, message: str | bytes) -> None:
        """Shake hands as livereload does, and hear which page it is and how old."""
        try:
            said = json.loads(message)
            command, url = said["command"], urlsplit(str(said.get("url", "")))
        except (ValueError, TypeError, KeyError, AttributeError):
            self.close(1003, "not livereload's protocol")
            return
        super().on_message(message)
        if command == "hello":
            self.speaks = PROTOCOL in (said.get("protocols") or ())
        if command == "info":
            self.url, self.version = url.path, str(said.get("version", ""))
            self._greet()

    def _greet(self) -> None:
        """Tell a browser that has just come, or come back, what it has missed."""
        now = self.stage.proof
        if not self.speaks:
            self.version = proof.shown(now, self.path).version
            return
        if now.built:
            self.send_message(self.stage.problems())
        for sheet in proof.sheets(now.outputs):
            self.send_message(_reload(sheet))
        if proof.outdated(now, self.path, self.version):
            self.send_message(_reload(f"{self.url}#"))

    @classmethod
    def tell(cls, message: Message) -> None:
        """Send a message to those that understand it."""
        for waiter in cls.alive():
            if waiter.speaks:
                waiter.send_message(message)

    @classmethod
    def reload(cls, path: str) -> None:
        """Tell all that something has another content, without livereload's delays."""
        cls.alive()
        cls.reload_waiters(path)

    @classmethod
    def stale(cls, now: Proof) -> list[str]:
        """Return the pages that are shown somewhere and are others now, as their browsers call them."""
        found = {}
        for waiter in cls.alive():
            if proof.outdated(now, waiter.path, waiter.version):
                waiter.version = proof.shown(now, waiter.path).version
                found[waiter.url] = True
        return [*found]

    @classmethod
    def alive(cls) -> list[Socket]:
        """Return those that are still there; livereload forgets the others only when it is told that they went."""
        gone = {one for one in cls.waiters if one.ws_connection is None or one.ws_connection.is_closing()}
        cls.waiters -= gone
        return [*cls.waiters]


def _reload(path: str) -> Message:
    """Return the message of livereload that something has another content."""
    return {"command": "reload", "path": path, "liveCSS": True, "liveImg": True}


def _is_ours(asked: str, host: str) -> bool:
    """Tell whether a Host header can be meant for this server: a number, or a name that no other can have given us."""
    try:
        name = urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", host.lower(), socket.gethostname().lower()) or name.endswith(".localhost"):
        return bool(name)
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False
