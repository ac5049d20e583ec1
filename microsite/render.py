"""From views to bytes: the only room that knows Jinja2."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

import jinja2
from jinja2.bccache import Bucket

from microsite import languages
from microsite.manuscript import Manuscript
from microsite.patterns import late
from microsite.text import Problem, Span, Text, guess
from microsite.views import FeedView, View

_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "HomeView": ("home.html",),
    "ChapterView": ("chapter.html",),
    "PageView": ("page.html",),
    "TimelineView": ("timeline.html",),
    "RegisterView": ("register.html",),
    "DisputesView": ("disputes.html",),
    "RelationsView": ("relations.html",),
    "BibliographyView": ("bibliography.html",),
    "SearchView": ("search.html",),
    "NotFoundView": ("404.html",),
    "RedirectView": ("redirect.html",),
    "FeedView": ("feed.xml", "sitemap.xml", "robots.txt"),
}
"""The templates of each kind of view."""

_NAME = late(r"`([^`]+)`")
_TORN = (jinja2.TemplateError, TypeError, AttributeError, LookupError, ValueError, ArithmeticError)
"""What a template can raise: its own errors, and those of the Python that its expressions are."""


class Plates(Protocol):
    """What keeps templates that were compiled."""

    def recall(self, key: str) -> bytes | None:
        """Return the bytecode that was kept under the key, or None."""

    def keep(self, key: str, code: bytes) -> None:
        """Keep bytecode under the key."""


class Renderer:
    """The templates of a site, each compiled when it is first asked for, unless that was done before."""

    def __init__(self, manuscript: Manuscript, plates: Plates) -> None:
        """Take the files, and what keeps templates that were compiled."""
        self.texts = {t.path.removeprefix("templates/"): t for t in manuscript.within("templates/")}
        self.environment = jinja2.Environment(
            loader=jinja2.FunctionLoader(self._source),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            bytecode_cache=_Compiled(plates),
        )
        self.page = _Page()
        self.assets = _Assets()
        self.environment.globals |= {"kind": lambda part: type(part).__name__, "page": self.page, "asset": self.assets}

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """Return what Jinja loads: with its name as that of a file, by which `_frame` finds the line."""
        return (self.texts[name].content, name, lambda: True) if name in self.texts else None

    def problems(self) -> Iterator[Problem]:
        """Yield the templates that are no Jinja2; the others are compiled then, also for processes that are forked."""
        for name, text in self.texts.items():
            try:
                self.environment.get_template(name)
            except jinja2.TemplateError:  # of more than syntax, such as a filter that there is not, the page tells
                yield from self._unread(name, text)

    def _unread(self, name: str, text: Text) -> Iterator[Problem]:
        try:
            self.environment.parse(text.content, name, name)
        except jinja2.TemplateSyntaxError as error:
            yield self._problem(error, name, error.lineno)

    def render(self, view: View) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
        """Return the pages that a view becomes, by address, or the problem of its template."""
        pages: dict[str, str] = {}
        self.page.view, self.assets.ways = view, dict(view.frame.assets)
        for name in templates_of(view):
            try:
                template = self.environment.get_template(name)
                text = template.render(page=view)
            except jinja2.TemplateSyntaxError as error:
                # `problems` has told it already, for every template at once.
                return {}, (self._problem(error, error.name or name, error.lineno),)
            except _TORN as error:
                return {}, (self._problem(error, *self._frame(error, name)),)
            address = name if isinstance(view, FeedView) else view.frame.address
            pages[address] = languages.marked(text, view.frame.language) if name.endswith(".html") else text
        return pages, ()

    def _problem(self, error: Exception, name: str, line: int) -> Problem:
        message, hint = self._said(error)
        text = self.texts.get(name)
        span = _pointed(text, line, message) if text else Span(f"templates/{name}", 1, 1)
        return Problem(span, "template-error", message, hint)

    def _said(self, error: Exception) -> tuple[str, str]:
        """Return the message of an error, and what was probably meant."""
        if isinstance(error, jinja2.TemplateNotFound):
            return f"there is no template `{error.name}`", guess(str(error.name), self.texts)
        if isinstance(error, _NoAssetError):
            return str(error), guess(error.name, error.known)
        words = str(error.args[0] if error.args else error).splitlines()[0]
        first, _, more = re.sub(r"'([^']+)'", r"`\1`", words).partition(". ")
        message = (first[:1].lower() + first[1:]).rstrip(".")
        name = next(iter(_NAME.findall(message)[-1:]), "")
        view = re.match(r"`(microsite\.\w+)\.(\w+) object` has no attribute", message)
        if view:
            known = getattr(sys.modules[view[1]], view[2]).__dataclass_fields__
            return f"there is no `{name}` in a {view[2]}", guess(name, known)
        known = {"filter": self.environment.filters, "test": self.environment.tests}.get(message.split()[1], {})
        return message, more or guess(name, [*known] or [*self.environment.globals, "page", "asset"])

    def _frame(self, error: Exception, name: str) -> tuple[str, int]:
        """Return the template and the line in which an error arose: the last that is a template's."""
        import traceback  # noqa: PLC0415 - dear, and templates are seldom wrong

        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if frame.filename in self.texts]
        return (own[-1].filename, own[-1].lineno or 1) if own else (name, 1)


class _Compiled(jinja2.BytecodeCache):
    """Templates as Python's bytecode."""

    def __init__(self, plates: Plates) -> None:
        self.plates = plates

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self.plates.recall(_made_of(bucket))
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.plates.keep(_made_of(bucket), bucket.bytecode_to_string())


def _made_of(bucket: Bucket) -> str:
    """Return all that a compiled template is made of: Jinja's digests of its name and source, Python, Jinja and its options."""
    one = bucket.environment
    options = (one.autoescape, one.trim_blocks, one.lstrip_blocks, one.keep_trailing_newline)
    return f"{bucket.key} {bucket.checksum} {sys.implementation.cache_tag} {jinja2.__version__} {options}"


class _NoAssetError(LookupError):
    """A template asks for a file that `static/` does not have."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no file `{name}` in `static/`")
        self.name = name
        self.known = known


class _Page:
    """The page that is being made, as macros see it: they are read once, and not anew for each page."""

    view: View

    def __getattr__(self, name: str) -> object:
        return getattr(self.view, name)

    def __getitem__(self, name: str) -> jinja2.Undefined:
        """Return what stands for a field that the page has not; Jinja asks for it when it has found no attribute."""
        return jinja2.StrictUndefined(obj=self.view, name=name)


class _Assets:
    """What a template asks for the way from the page that is being made to a file of `static/`."""

    ways: Mapping[str, str]

    def __call__(self, name: str) -> str:
        if name not in self.ways:
            raise _NoAssetError(name, self.ways)
        return self.ways[name]


def compiled(manuscript: Manuscript, plates: Plates) -> Iterator[None]:
    """Compile the templates for what keeps them, and pause after each; of those that are none, others tell."""
    environment = Renderer(manuscript, plates).environment
    for path in manuscript.paths("templates/"):
        with contextlib.suppress(jinja2.TemplateError):
            environment.get_template(path.removeprefix("templates/"))
        yield


def templates_of(view: View) -> tuple[str, ...]:
    """Return the templates of a view; feed and list of pages only where the site has an address."""
    names = _TEMPLATES[type(view).__name__]
    if isinstance(view, FeedView) and not view.root:
        return ("robots.txt",)
    return names if not isinstance(view, FeedView) or view.updated else names[1:]


def stamp(manuscript: Manuscript) -> str:
    """Return a digest of every template and of Jinja's version: all that a page depends on beside its view."""
    whole = hashlib.sha256(jinja2.__version__.encode())
    for path in manuscript.paths("templates/"):
        whole.update(f"{len(path)}:{path}{manuscript.digest(path)}".encode())
    return whole.hexdigest()


def _pointed(text: Text, line: int, words: str) -> Span:
    """Return the place in a line of the name that an error speaks of, or the whole line."""
    lines = text.content.split("\n")
    content = lines[line - 1] if 0 < line <= len(lines) else ""
    for name in _NAME.findall(words):
        column = content.find(name.rpartition(" ")[2])
        if column >= 0:
            return Span(text.path, line, column + 1, len(name))
    start = len(content) - len(content.lstrip())
    return Span(text.path, line, start + 1, max(1, len(content.strip())))
