"""Readers: a browser that forgives nothing, a static host, and the sites they read.

The fixtures of the tests that need a browser. `conftest.py` loads this room as a plugin, so a test only names what it
needs: `new_page` or `page`, and a site (`history`, `mill`) that is built once a session.

Without a Chromium these tests are skipped, but where the environment says `BROWSER_TESTS=required`: there they fail.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parent.parent
REQUIRED = os.environ.get("BROWSER_TESTS") == "required"
"""Whether a missing tool is a failure, as in CI, and not a reason to skip a test."""

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
"""The machine's own Chromium; None without one."""

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
"""What every Chromium is started with: it runs as root in containers, and asks nobody for anything."""

SUB_PATH = "/some/path/"
"""Where on its host every site is served: what works there works at a root."""

KINDS = (
    "home", "long chapter", "short chapter", "page", "timeline", "relations", "people", "places", "glossary", "disputes",
    "bibliography", "search", "404",
)  # fmt: skip
"""The kinds of page that the history has: one is measured for all."""

_COMPRESSED = ("text/", "image/svg+xml", "application/json", "application/atom+xml", "application/xml")
"""The types that static hosts compress."""

NewPage = Callable[..., Page]
"""What opens a page in a context of its own, with the options of playwright's `new_context`."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None and not REQUIRED, reason="there is no Chromium on this machine")
"""Marks a test that drives a browser."""


@dataclass(frozen=True, slots=True)
class Built:
    """A built site, on a disk and on a host."""

    folder: Path
    """Where its files are."""

    http: str
    """Its address on a host, below a sub-path; ends with a slash."""

    @property
    def disk(self) -> str:
        """Return its address on the disk; ends with a slash."""
        return f"{self.folder.as_uri()}/"

    @property
    def pages(self) -> tuple[str, ...]:
        """Return the address of every page, in order, but for old addresses that only lead on."""
        files = (path for path in self.folder.rglob("*.html") if b'http-equiv="refresh"' not in path.read_bytes())
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in files))

    @property
    def kinds(self) -> Mapping[str, str]:
        """Return the address of a page of each kind, by the name of the kind; of chapters the longest and the shortest."""
        by_size = sorted((self.folder / "chapters").glob("*.html"), key=lambda path: path.stat().st_size)
        named = {
            "home": "index.html",
            "long chapter": f"chapters/{by_size[-1].name}",
            "short chapter": f"chapters/{by_size[0].name}",
            "page": "about.html",
        }
        return {kind: named.get(kind, f"{kind}.html") for kind in KINDS}


def tool(path: str) -> Path:
    """Return a file that `npm ci` brings into `tests/browser`; without it, skip the test, or fail it in CI."""
    found = PROJECT / "tests/browser/node_modules" / path
    if not found.exists():
        give_up(f"`npm ci` in tests/browser brings {path}")
    return found


def give_up(reason: str) -> None:
    """Skip a test that lacks a tool; fail it where every tool is required."""
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


def build(source: Path, output: Path, *options: str) -> None:
    """Build the site of a folder, as its author would; it has to succeed."""
    folders = ("--site", source, "--output", output)
    command = (sys.executable, "-B", PROJECT / "build.py", "-q", "--no-cache", *folders, *options)
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout + done.stderr


@contextlib.contextmanager
def hosted(folder: Path) -> Iterator[str]:
    """Yield the address below which a static host serves a folder, until the context ends."""
    host = _Server(("127.0.0.1", 0), functools.partial(_Host, folder))
    threading.Thread(target=host.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{host.server_port}{SUB_PATH}"
    finally:
        host.shutdown()
        host.server_close()


@contextlib.contextmanager
def published(source: Path, root: Path) -> Iterator[Built]:
    """Yield the site of a folder, built below `root` and served."""
    build(source, root / "site")
    with hosted(root / "site") as address:
        yield Built(root / "site", address)


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Yield the history of this project."""
    with published(PROJECT, tmp_path_factory.mktemp("history")) as built:
        yield built


@pytest.fixture(scope="session")
def mill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Yield the golden site that is in German, has other sides and templates of its own."""
    source = tmp_path_factory.mktemp("mill")
    shutil.copytree(PROJECT / "tests/sites/mill", source / "source", ignore=shutil.ignore_patterns("golden"))
    with published(source / "source", source) as built:
        yield built


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield the browser of all tests."""
    with sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Yield what opens pages of which the browser may not complain, and which may ask nobody but the site.

    `new_page(viewport=…, color_scheme=…, java_script_enabled=False, has_touch=True)` takes what playwright's
    `new_context` takes; `forgiven` are words of console messages that belong to the test, such as an unknown address.
    """
    said: list[str] = []
    contexts = []

    def opened(*, forgiven: tuple[str, ...] = (), **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.add_init_script(_VIOLATIONS)
        page = context.new_page()

        def hear(words: str) -> None:
            if not any(some in words for some in (*forgiven, *_BROKEN_OFF)):
                said.append(f"{page.url}: {words}")

        page.on("console", lambda message: hear(message.text))
        page.on("pageerror", lambda error: hear(str(error)))
        page.on("requestfailed", lambda request: hear(f"{request.url} {request.failure}"))
        page.on("request", lambda request: None if _is_near(request.url) else hear(f"asks for {request.url}"))
        return page

    yield opened
    for context in contexts:
        context.close()

    assert [] == said


def visit(page: Page, url: str) -> None:
    """Open an address and wait until the page is shown: the style holds it back, unseen, until its faces have come."""
    page.goto(url)
    while page.evaluate(
        "[document.documentElement, document.body].some((one) => getComputedStyle(one).opacity !== '1')"
    ):
        page.wait_for_timeout(20)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return a page of the usual size."""
    return new_page()


_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', event =>
  console.error(`violates ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
"""Makes a console message, which no page may have, of each violation of the Content-Security-Policy."""


_BROKEN_OFF = ("net::ERR_ABORTED", "net::ERR_CONNECTION_REFUSED", "closed before the connection is established")
"""Who leaves a page while it loads breaks off what it still asks for; a server may end before its page."""


def _is_near(url: str) -> bool:
    return url.startswith(("file:", "http://127.0.0.1:", "data:", "blob:"))


class _Server(ThreadingHTTPServer):
    """A server that is silent about readers who leave while a page is sent."""

    request_queue_size = 64

    def handle_error(self, *request: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(*request)


class _Host(BaseHTTPRequestHandler):
    """A static host below a sub-path: it obeys `_headers`, compresses, keeps connections, and is silent.

    An unknown address gets the site's `404.html`, as Netlify, Cloudflare and GitHub Pages send it.
    """

    protocol_version = "HTTP/1.1"

    def __init__(self, folder: Path, *request: Any) -> None:
        self.folder = folder
        super().__init__(*request)

    def do_GET(self) -> None:
        asked = unquote(urlsplit(self.path).path)
        inner = asked.removeprefix(SUB_PATH)
        file = (self.folder / (f"{inner}index.html" if not inner or inner.endswith("/") else inner)).resolve()
        there = asked.startswith(SUB_PATH) and file.is_relative_to(self.folder.resolve()) and file.is_file()
        self._send(200 if there else 404, file if there else self.folder / "404.html", inner)

    def _send(self, status: int, file: Path, inner: str) -> None:
        data = file.read_bytes() if file.is_file() else b""
        kind = guess_type(file.name)[0] or "application/octet-stream"
        zipped = kind.startswith(_COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", "")
        sent = _zipped(data) if zipped else data
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Length", str(len(sent)))
        for name, value in _headers(self.folder, f"/{inner}"):
            self.send_header(name, value)
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: object) -> None:
        pass


@functools.cache
def _zipped(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


def _headers(folder: Path, path: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each header that the `_headers` of a site gives to a path."""
    applies = False
    for line in (folder / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            name, _, value = line.partition(":")
            yield from [(name.strip(), value.strip())] if applies else []
        else:
            applies = fnmatchcase(path, line.strip())
