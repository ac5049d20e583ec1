"""The development server, as an author, a browser, an editor and a stranger meet it."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from test_memory import written
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.ioloop import IOLoop
from tornado.websocket import websocket_connect

PROJECT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0
"""Seconds after which something that should have happened is taken not to; far more than it ever takes."""
SCRIPT = re.compile(rb'<script src="/@serve/client\.js" data-version="[0-9a-f]{16}" defer></script>')
OURS = "https://microsite.invalid/serve-1"
WEIR = "content/chapters/01-weir.md"


@dataclass
class Served:
    """A server that runs, and the folder that it serves."""

    folder: Path
    port: int
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        """Return what a browser calls the server."""
        return f"127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """Return the answer to a request, and its body."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def page(self, path: str) -> bytes:
        """Return the body of a page without the script."""
        return SCRIPT.sub(b"", self.ask(path)[1])

    def write(self, path: str, text: str) -> None:
        """Save a file of the site."""
        (self.folder / path).write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        """Return a file of the site."""
        return (self.folder / path).read_text(encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Replace words in a file of the site."""
        assert old in self.read(path)
        self.write(path, self.read(path).replace(old, new))

    @property
    def builds(self) -> int:
        """Return how many builds it has told of."""
        return sum(re.search(r"\(\d+\.\d\d s\)$", line) is not None for line in self.said)


def until(holds: Callable[[], object], what: str = "") -> None:
    """Wait until something holds; fail where it does not in a long time."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"it never happened: {what}"
        time.sleep(0.005)


@contextlib.contextmanager
def serving(folder: Path, *options: str, port: int = 0) -> Iterator[Served]:
    """Yield a server of a folder as soon as it has told its address."""
    command = (sys.executable, "-B", str(PROJECT / "build.py"), "serve", "--site", str(folder), "--port", str(port))
    process = subprocess.Popen((*command, *options), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    served = Served(folder, 0, process)
    assert process.stdout is not None
    served.said.append(process.stdout.readline())
    address = re.search(r"http://\S+:(\d+)/", served.said[0])
    assert address is not None, served.said[0] + process.stdout.read()
    served.port = int(address[1])
    out = process.stdout

    def hear() -> None:
        for line in out:
            served.said.append(line)

    threading.Thread(target=hear, daemon=True).start()
    try:
        yield served
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(PATIENCE)
        assert 0 == status, "".join(served.said)
        assert "Traceback" not in "".join(served.said)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Yield a server of a small site, after its first build."""
    with serving(written(tmp_path / "site")) as one:
        one.ask("/")
        yield one


class Ear:
    """A browser's connection, which hears in a thread of its own."""

    def __init__(self, served: Served, path: str, **headers: str) -> None:
        self.heard: list[dict[str, Any]] = []
        self.path = path
        version = re.search(rb'data-version="([\w-]+)"', served.ask(path)[1])
        self.version = version[1].decode() if version else ""
        self.connected: Queue[Exception | None] = Queue()
        self.loop: IOLoop | None = None
        threading.Thread(target=self._run, args=(served, headers), daemon=True).start()
        error = self.connected.get(timeout=PATIENCE)
        if error:
            raise error

    def _run(self, served: Served, headers: dict[str, str]) -> None:
        self.loop = IOLoop(make_current=False)
        self.loop.asyncio_loop.run_until_complete(self._listen(served, headers))

    async def _listen(self, served: Served, headers: dict[str, str]) -> None:
        request = HTTPRequest(f"ws://{served.host}/livereload", headers=headers)
        try:
            socket = await websocket_connect(request)
        except (HTTPClientError, OSError) as error:
            self.connected.put(error)
            return
        await socket.write_message(json.dumps({"command": "hello", "protocols": [OURS]}))
        url = f"http://{served.host}{self.path}"
        await socket.write_message(json.dumps({"command": "info", "url": url, "version": self.version}))
        while (said := await socket.read_message()) is not None:
            message = json.loads(said)
            self.heard.append(message)
            if message["command"] == "problems" and self.connected.empty():
                self.connected.put(None)

    def reloads(self) -> list[str]:
        """Return the pages that were told to have changed."""
        return [m["path"] for m in self.heard if m["command"] == "reload" and not m["path"].endswith(".css")]

    def sheets(self) -> list[str]:
        """Return the names of the site's style sheet that were told."""
        return [m["path"] for m in self.heard if m["command"] == "reload" and m["path"].startswith("static/chapter.")]

    def problems(self) -> dict[str, Any]:
        """Return what was said last of problems."""
        return [m for m in self.heard if m["command"] == "problems"][-1]


def built(folder: Path, output: Path, *options: str) -> dict[str, bytes]:
    """Return what a build of the folder publishes, by address."""
    command = (sys.executable, "-B", PROJECT / "build.py", "-q", "--no-cache", "--site", folder, "--output", output)
    subprocess.run((*command, *options), check=True, capture_output=True)
    return {p.relative_to(output).as_posix(): p.read_bytes() for p in output.rglob("*") if p.is_file()}


# ---- what is served


def test_the_same_bytes_but_for_the_script(served: Served, tmp_path: Path) -> None:
    """Every file is that of a build; a page has the script in its head, and nothing else is another."""
    files = built(served.folder, tmp_path / "out")

    for address, data in files.items():
        if address.startswith("."):
            continue
        answer, body = served.ask(f"/{address}")

        assert 200 == answer.status
        assert address.endswith(".html") == (SCRIPT.search(body) is not None)
        assert data == SCRIPT.sub(b"", body)
    assert files["index.html"] == served.page("/")
    assert not (served.folder / "_site").exists()


def test_after_any_edit_the_same_bytes(served: Served, tmp_path: Path) -> None:
    """What is served after edits is what is built from nothing."""
    served.change(WEIR, "was shut", "was opened")
    served.change("content/people.yaml", "Anna", "Anne")
    (served.folder / "content/chapters/02-fire.md").rename(served.folder / "content/chapters/04-blaze.md")
    served.change("content/pages/about.md", "02-fire.md", "04-blaze.md")
    files = built(served.folder, tmp_path / "out")
    until(lambda: files["chapters/blaze.html"] == served.page("/chapters/blaze.html"))

    for address, data in files.items():
        if not address.startswith("."):
            assert data == served.page(f"/{address}"), address
    assert 404 == served.ask("/chapters/fire.html")[0].status


def test_answers_of_a_static_host(served: Served) -> None:
    """Types, HEAD, the site's own 404, no way out of the folder, and nothing that is kept."""
    answer, body = served.ask("/chapters/weir.html")
    head, empty = served.ask("/chapters/weir.html", "HEAD")
    lost, page = served.ask("/no/such/page")

    assert "text/html; charset=utf-8" == answer.getheader("Content-Type")
    assert "no-store" == answer.getheader("Cache-Control")
    assert answer.getheader("Etag") is None
    assert (200, b"", str(len(body))) == (head.status, empty, head.getheader("Content-Length"))
    assert 404 == lost.status
    assert served.page("/404.html") == SCRIPT.sub(b"", page)
    for path in (
        "/../site.yaml",
        "/%2e%2e/site.yaml",
        "/..%2fsite.yaml",
        "/site.yaml",
        "/content/people.yaml",
        "/chapters/",
    ):
        assert 404 == served.ask(path)[0].status, path
    assert 405 == served.ask("/", "POST")[0].status
    assert "text/javascript; charset=utf-8" == served.ask("/@serve/client.js")[0].getheader("Content-Type")
    assert 404 == served.ask("/@serve/waiting.html")[0].status


def test_the_policy_holds_but_for_the_socket(served: Served) -> None:
    """The Content-Security-Policy is the published one, and lets the script speak with its server."""
    policy = served.ask("/")[0].getheader("Content-Security-Policy") or ""

    assert f"connect-src 'self' ws://{served.host};" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "localhost.evil.example"]
)
def test_strange_hosts_are_refused(served: Served, host: str) -> None:
    """A name that somebody else has given to our address is not answered (DNS rebinding)."""
    answer, body = served.ask("/", Host=host)

    assert answer.status in (400, 403)
    assert b"Weir" not in body


def test_our_own_names_are_answered(served: Served) -> None:
    """The machine's own names and numbers are answered, whatever the port is called outside."""
    for host in (f"localhost:{served.port}", "127.0.0.1", "[::1]:9000", "192.168.1.7:80", "mill.localhost"):
        assert 200 == served.ask("/", Host=host)[0].status, host


def test_strange_origins_are_refused(served: Served) -> None:
    """A page of another host can neither read ours nor listen."""
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        assert 403 == served.ask("/", Origin=origin)[0].status
        with pytest.raises(HTTPClientError):
            Ear(served, "/", Origin=origin)

    assert Ear(served, "/", Origin=f"http://{served.host}").heard


# ---- what is told


def test_an_edit_reloads_the_pages_that_it_changed(served: Served) -> None:
    """The chapter that was edited is told, with the paragraph; a page that it did not change is not."""
    served.write(WEIR, served.read(WEIR) + "\nIt was mended in 1703 [@dorn].\n")
    until(lambda: b"mended in 1703" in served.page("/chapters/weir.html"))
    weir, fire = Ear(served, "/chapters/weir.html"), Ear(served, "/chapters/fire.html")
    served.change(WEIR, "mended in 1703", "mended in 1704")
    until(weir.reloads)

    assert ["/chapters/weir.html#p-it-was-mended-in-1704"] == weir.reloads()
    assert b"mended in 1704" in served.page("/chapters/weir.html")
    assert "/chapters/fire.html" not in "".join(fire.reloads())


def test_a_title_reloads_every_page_that_shows_it(served: Served) -> None:
    """What another page shows of a chapter changes that page, too; it does not move."""
    ears = {path: Ear(served, path) for path in ("/", "/chapters/fire.html", "/people.html")}
    served.change(WEIR, "The Weir", "The Sluice")
    until(ears["/"].reloads)

    assert b"The Sluice" in served.page("/")
    for path in ears:
        changed = b"The Sluice" in served.page(path)
        assert changed == (f"{path}#" in ears["/"].reloads()), path


def test_two_browsers_are_told(served: Served) -> None:
    """Each browser hears of each change."""
    one, two = Ear(served, "/chapters/weir.html"), Ear(served, "/chapters/weir.html")
    served.change(WEIR, "1702 [", "1702, they say [")
    until(lambda: one.reloads() and two.reloads())

    assert one.reloads() == two.reloads()


def test_who_comes_late_is_told(served: Served) -> None:
    """A browser that slept through an edit hears of it when it wakes."""
    asleep = Ear(served, "/chapters/weir.html")
    served.change(WEIR, "1702 [", "1702, they say [")
    until(lambda: b"they say" in served.page("/chapters/weir.html"))
    awake = Ear.__new__(Ear)
    fresh = Ear(served, "/chapters/weir.html")

    assert [] == fresh.reloads()
    Ear.__init__(awake, Stale(served, asleep.version), "/chapters/weir.html")  # type: ignore[arg-type]
    until(awake.reloads)
    assert ["/chapters/weir.html#".rstrip("#")] == [path.partition("#")[0] for path in awake.reloads()]


@dataclass
class Stale:
    """A server as a browser sees it that has an old page."""

    served: Served
    version: str

    @property
    def host(self) -> str:
        """Return what a browser calls the server."""
        return self.served.host

    def ask(self, _: str) -> tuple[None, bytes]:
        """Return the page as it was."""
        return None, f'data-version="{self.version}"'.encode()


def test_a_style_sheet_is_swapped(served: Served) -> None:
    """A style sheet that changed is told by its new name; no page is told to be loaded again."""
    (served.folder / "static").mkdir()
    served.write("static/chapter.css", "p { margin: 717px }\n")
    until(lambda: b"717px" in served.ask("/" + sheet_of(served))[1])
    before = sheet_of(served)
    ear = Ear(served, "/chapters/weir.html")
    served.write("static/chapter.css", "p { margin: 727px }\n")
    until(lambda: (ear.sheets() or [before])[-1] != before)

    assert [] == ear.reloads()
    assert b"727px" in served.ask(f"/{ear.sheets()[-1]}")[1]
    assert ear.sheets()[-1] == sheet_of(served)
    # A page that was on its way when the name changed still gets its style.
    assert b"717px" in served.ask(f"/{before}")[1]


def sheet_of(served: Served) -> str:
    """Return the address of the style sheet that a chapter links."""
    found = re.search(rb'href="\.\./(static/chapter\.\w+\.css)"', served.page("/chapters/weir.html"))
    assert found is not None
    return found[1].decode()


def test_problems_are_told_as_build_prints_them(served: Served) -> None:
    """The panel has what `build` prints, with a link into the editor; the last good edition stays."""
    ear = Ear(served, "/chapters/weir.html")
    good = served.page("/chapters/weir.html")
    served.change(WEIR, "@dorn", "@dorm")
    until(lambda: ear.problems()["problems"])
    told = ear.problems()
    done = subprocess.run(
        (sys.executable, "-B", PROJECT / "build.py", "--no-cache", "--site", served.folder),
        capture_output=True,
        text=True,
        check=False,
    )
    error = told["problems"][0]

    assert 1 == done.returncode
    assert done.stdout == "".join(one["place"] + one["words"] for one in told["problems"])
    assert f"vscode://file{served.folder}/{WEIR}:5:28" == error["link"]
    assert "@dorm" == error["words"][error["start"] :][: error["length"]]
    assert (False, True) == (told["shown"], told["any"])
    assert [] == ear.reloads()
    assert good == served.page("/chapters/weir.html")
    served.change(WEIR, "@dorm", "@dorn")
    until(lambda: not any(one["severity"] == "error" for one in ear.problems()["problems"]))
    assert ear.problems()["shown"]
    assert [] == ear.reloads()


def test_the_editor_is_the_authors(served: Served) -> None:
    """`editor` in site.yaml chooses what the links open; a site.yaml that is broken afterwards keeps it."""
    served.write("site.yaml", served.read("site.yaml") + "editor: idea\n")
    served.change(WEIR, "@dorn", "@dorm")
    ear = Ear(served, "/")
    until(lambda: ear.problems()["problems"])
    assert ear.problems()["problems"][0]["link"].startswith("idea://open?file=/")
    served.write("site.yaml", served.read("site.yaml") + "[")
    until(lambda: "yaml-syntax" in str(ear.problems()))

    links = [one["link"] for one in ear.problems()["problems"]]
    assert all(link.startswith("idea://open?file=/") for link in links)


# ---- what it survives


def test_drafts(tmp_path: Path) -> None:
    """With `--drafts` a draft is there and marked; without it is not."""
    with serving(written(tmp_path / "site"), "--drafts") as served:
        assert b'class="draft">Draft<' in served.page("/chapters/ash.html")
        assert b"The Ash" in served.page("/")
    with serving(tmp_path / "site") as served:
        assert 404 == served.ask("/chapters/ash.html")[0].status


def test_a_burst_is_few_builds(served: Served) -> None:
    """Two hundred files that are written at once are one build, or hardly more."""
    before = served.builds
    for number in range(200):
        served.write(f"content/pages/leaf-{number}.md", f"---\ntitle: Leaf {number}\n---\nA leaf.\n")
    until(lambda: b"Leaf 199" in served.page("/leaf-199.html"))

    assert served.builds - before <= 3


def test_a_checkout_is_one_build(served: Served) -> None:
    """While git holds its lock nothing is built; when it is gone, everything is, once."""
    (served.folder / ".git").mkdir()
    lock = served.folder / ".git" / "index.lock"
    lock.touch()
    before = served.builds
    for number in range(30):
        served.write(f"content/pages/leaf-{number}.md", f"---\ntitle: Leaf {number}\n---\nA leaf.\n")
        time.sleep(0.01)
    assert 404 == served.ask("/leaf-0.html")[0].status
    lock.unlink()
    until(lambda: b"Leaf 29" in served.page("/leaf-29.html"))
    until(lambda: served.builds > before)

    assert 1 == served.builds - before


def test_a_lock_that_is_left_behind_does_not_hold_for_ever(served: Served) -> None:
    """A git that was killed leaves its lock: the builds go on."""
    (served.folder / ".git").mkdir()
    (served.folder / ".git" / "index.lock").touch()
    served.change(WEIR, "was shut", "was opened")

    until(lambda: b"was opened" in served.page("/chapters/weir.html"))


def test_saving_by_rename(served: Served) -> None:
    """Editors write another file and rename it, with a backup, a swap file and a lock beside it."""
    for number in range(5):
        path = served.folder / WEIR
        path.with_name(".#01-weir.md").symlink_to("nobody@nowhere")
        path.with_name("01-weir.md.swp").write_bytes(b"\0\1\2")
        path.rename(path.with_name("01-weir.md~"))
        new = path.with_name("4913")
        new.write_text(path.with_name("01-weir.md~").read_text().replace("The weir", f"{number} The weir"))
        new.rename(path)
        path.with_name(".#01-weir.md").unlink()
        until(lambda n=number: f"{n} The weir".encode() in served.page("/chapters/weir.html"))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (WEIR, "---\ntitle: [\n---\n"),
        (WEIR, ""),
        (WEIR, "---\ntitle: The Weir\nyears: 1702–1719\n---\n/// dispute | Who?\n//// account | A\n"),
        ("site.yaml", ""),
        ("site.yaml", "title: [\n"),
        ("site.yaml", "language: en-GB\neditor: {a: b}\ncitation_style: nonsense\n"),
        ("content/events.yaml", "- {id: shut, date: 'some day', title: x, sources: ['@dorn']}\n"),
        ("content/people.yaml", "- anna\n"),
        ("content/sources/books.yaml", "- {id: dorn\n"),
        ("templates/chapter.html", "{% for x in %}"),
        ("templates/base.html", "{{ page.nothing.at.all }}"),
        ("templates/chapter.html", "{{ 1 // 0 }}"),
    ],
)
def test_what_is_broken_is_survived(served: Served, path: str, text: str) -> None:
    """Content, data, templates and site.yaml may be anything: the last good page stays, and what is mended is back."""
    good = served.page("/chapters/weir.html")
    was = served.read(path) if (served.folder / path).exists() else None
    ear = Ear(served, "/chapters/weir.html")
    (served.folder / path).parent.mkdir(exist_ok=True)
    served.write(path, text)
    until(lambda: not ear.problems()["shown"], path)
    assert good == served.page("/chapters/weir.html")
    if was is None:
        shutil.rmtree((served.folder / path).parent)
    else:
        served.write(path, was)
    until(lambda: ear.problems()["shown"], path)

    assert good == served.page("/chapters/weir.html")
    assert served.process.poll() is None


def test_bytes_that_are_no_text(served: Served) -> None:
    """UTF-16, NUL and what no decoder takes are problems like any other."""
    ear = Ear(served, "/")
    good = served.read(WEIR)
    for data in (good.encode("utf-16"), b"\xff\xfe\xfd", b"---\0---", os.urandom(1000)):
        (served.folder / WEIR).write_bytes(data)
        until(lambda: not ear.problems()["shown"])
        served.write(WEIR, good)
        until(lambda: ear.problems()["shown"])


@pytest.mark.parametrize("name", ["content", "content/chapters", "."])
def test_a_folder_that_goes_and_comes_back(served: Served, name: str) -> None:
    """A folder is renamed away and back, and the site with it: the panel says so, and edits afterwards are seen."""
    ear = Ear(served, "/chapters/weir.html")
    good = served.page("/chapters/weir.html")
    folder = (served.folder / name).resolve()
    away = folder.with_name(f"{folder.name}-away")
    folder.rename(away)
    until(lambda: not ear.problems()["shown"] or served.ask("/chapters/weir.html")[0].status != 200)
    away.rename(folder)
    until(lambda: ear.problems()["shown"] and good == served.page("/chapters/weir.html"))
    served.change(WEIR, "was shut", "was opened")

    until(lambda: b"was opened" in served.page("/chapters/weir.html"))


def test_a_new_folder_is_watched(served: Served) -> None:
    """A folder that is made while the server runs is seen, and what is written into it, and deeper."""
    (served.folder / "templates").mkdir()
    served.write("templates/404.html", "<!DOCTYPE html><title>One</title>\n")
    until(lambda: b"One" in served.page("/404.html"))
    served.write("templates/404.html", "<!DOCTYPE html><title>Two</title>\n")
    until(lambda: b"Two" in served.page("/404.html"))
    (served.folder / "static/deep/er").mkdir(parents=True)
    served.write("static/deep/er/a.txt", "a")
    until(lambda: any(True for _ in [served.ask("/static/deep/er/a.ca978112ca.txt")[0]] if _.status == 200))


def test_a_link_to_a_file_elsewhere_is_followed(served: Served, tmp_path: Path) -> None:
    """A bibliography that is a link to a file outside is watched where it is."""
    library = tmp_path / "library.yaml"
    shutil.move(served.folder / "content/sources/books.yaml", library)
    (served.folder / "content/sources/books.yaml").symlink_to(library)
    until(lambda: b"Mills" in served.page("/bibliography.html"))
    library.write_text(library.read_text().replace("Mills", "Watermills"))

    until(lambda: b"Watermills" in served.page("/bibliography.html"))


def test_a_file_that_cannot_be_read_is_told(served: Served) -> None:
    """What the system refuses to read is told in the panel, and survived."""
    ear = Ear(served, "/")
    path = served.folder / WEIR
    path.unlink()
    path.mkdir()
    (path / "inner.md").symlink_to("inner.md")
    until(lambda: not ear.problems()["shown"])
    (path / "inner.md").unlink()
    path.rmdir()
    served.write(WEIR, "---\ntitle: The Weir\nyears: 1702–1719\n---\nBack in 1702 [@dorn].\n")

    until(lambda: b"Back in 1702" in served.page("/chapters/weir.html"))


def test_a_storm_of_saves_ends_in_the_last_state(served: Served, tmp_path: Path) -> None:
    """Whoever saves every five milliseconds sees the last of it, and no error that was none."""
    ear = Ear(served, "/chapters/weir.html")
    text = served.read(WEIR)
    for number in range(400):
        served.write(WEIR, text.replace("1702 [", f"1702, {number} times ["))
        time.sleep(0.005)
    until(lambda: b"1702, 399 times" in served.page("/chapters/weir.html"))
    files = built(served.folder, tmp_path / "out")

    assert files["chapters/weir.html"] == served.page("/chapters/weir.html")
    assert len(ear.reloads()) > 1
    assert all(m["shown"] for m in ear.heard if m["command"] == "problems")


def test_nothing_is_built_for_nothing(served: Served) -> None:
    """What is touched, and what no build reads, makes no build."""
    before = served.builds
    (served.folder / WEIR).touch()
    served.write("notes.txt", "mine")
    served.write("content/chapters/.01-weir.md.swp", "vim's")
    (served.folder / "_site").mkdir()
    served.write("_site/index.html", "old")
    served.change(WEIR, "was shut", "was opened")
    until(lambda: b"was opened" in served.page("/chapters/weir.html"))

    until(lambda: served.builds == before + 1)


def test_no_good_build_yet(tmp_path: Path) -> None:
    """A site that was never good has a page that says so and what is wrong, and becomes the site."""
    folder = written(tmp_path / "site")
    good = (folder / WEIR).read_text(encoding="utf-8")
    (folder / WEIR).write_text("---\ntitle: [\n---\n", encoding="utf-8")
    with serving(folder) as served:
        answer, body = served.ask("/chapters/weir.html")
        ear = Ear(served, "/chapters/weir.html")

        assert 503 == answer.status
        assert b"There is no good build yet" in body
        assert b"[yaml-syntax]" in body
        assert (False, False) == (ear.problems()["shown"], ear.problems()["any"])
        served.write(WEIR, good)
        until(ear.reloads)
        assert b"The weir was shut" in served.page("/chapters/weir.html")


def test_an_empty_folder_becomes_a_site(tmp_path: Path) -> None:
    """Whoever begins with nothing is told what is missing, file by file."""
    with serving(tmp_path) as served:
        assert b"site.yaml" in served.ask("/")[1]
        written(tmp_path)
        until(lambda: 200 == served.ask("/chapters/weir.html")[0].status)


# ---- the command


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """The next port that is free is taken, and told."""
    with serving(written(tmp_path / "site")) as one, serving(one.folder, port=one.port) as two:
        assert one.port < two.port <= one.port + 10
        assert f"(port {one.port} is taken)" in two.said[0]
        assert 200 == two.ask("/")[0].status


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--host", "no-such-host.invalid"), "cannot listen on no-such-host.invalid"),
        (("--port", "99999"), "`99999` is not a port"),
        (("--prot", "80"), "did you mean `--port`?"),
        (("--site", "nowhere"), "there is no folder nowhere"),
    ],
)
def test_misuse(options: tuple[str, ...], words: str) -> None:
    """What cannot be served ends in one line and status 2."""
    done = subprocess.run(
        (sys.executable, PROJECT / "build.py", "serve", *options), capture_output=True, text=True, check=False
    )

    assert 2 == done.returncode
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_open(tmp_path: Path) -> None:
    """`--open` opens the address that is printed."""
    opener, opened = tmp_path / "opener", tmp_path / "opened"
    opener.write_text(f'#!/bin/sh\necho "$1" > {opened}\n', encoding="utf-8")
    opener.chmod(0o755)
    os.environ["BROWSER"] = str(opener)
    try:
        with serving(written(tmp_path / "site"), "--open") as served:
            until(lambda: opened.exists() and opened.read_text(encoding="utf-8").strip())

            assert f"http://{served.host}/\n" == opened.read_text(encoding="utf-8")
    finally:
        del os.environ["BROWSER"]


def test_nobody_has_to_listen(tmp_path: Path) -> None:
    """Whoever has read the address may close the pipe: the server goes on."""
    command = (sys.executable, "-B", PROJECT / "build.py", "serve", "--site", written(tmp_path / "site"), "--port", "0")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    address = re.search(r":(\d+)/", process.stdout.readline())
    assert address is not None
    process.stdout.close()
    served = Served(tmp_path / "site", int(address[1]), process)
    served.ask("/")
    served.change(WEIR, "was shut", "was opened")
    until(lambda: b"was opened" in served.page("/chapters/weir.html"))
    process.send_signal(signal.SIGINT)

    assert "Traceback" not in process.communicate(timeout=PATIENCE)[1]


def test_the_end_is_quiet(tmp_path: Path) -> None:
    """Ctrl-C ends with status 0 and no word, also in the middle of a build; what was learnt is kept."""
    with serving(written(tmp_path / "site")) as early:
        pass
    with serving(early.folder) as late:
        late.ask("/")

    assert 1 == len(early.said)
    assert (early.folder / ".cache" / "memory.db").stat().st_size
