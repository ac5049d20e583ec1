"""What is written out for speed, beside the plain way to say it: both say the same of everything."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from microsite import curve, filling, globe, languages, lettering, passages
from microsite.curve import Scored
from microsite.globe import Frame, Point, Projection
from microsite.lettering import Box
from microsite.passages import Passage

PIECES = st.sampled_from(
    (
        "word", " ", "\n", "&amp;", "<", ">", '"', "'", "/", "<em>", "</em>", "<p>", '<p id="a">', "</p>", '<h2 id="b">',
        "</h2>", "<br>", "<br/>", "<!-- <p> -->", '<sup class="call"><a href="#n">1</a></sup>', "<sup>", "</sup>",
        '<a class="mention to-person" href="../people.html#mao">', "</a>", "<span title='x>y'>", "</span>", "<ul>",
        '<li id="c&amp;d">', "</li>", "北京", "かな", "Москва", "–", '<i lang="zh">', "</i>", "<b lang=ru>", "</b>",
        "<svg>", "</svg>", '<abbr title="a <p> b">', "</abbr>", "<title>", "</title>", "<script>", "</script>", "<x-y data-lang='de'>", "<1>", '<p id="',
    )
)  # fmt: skip
HTML = st.lists(PIECES, max_size=25).map("".join)

VALUES = st.one_of(st.text(), st.integers(), st.text().map(Markup))


@given(VALUES, VALUES)
def test_values_are_put_into_html(first: object, second: object) -> None:
    """A form escapes what `Markup.format` escapes."""
    formed = filling._form('<a href="%s">%s</a> %% %s')

    assert Markup('<a href="{}">{}</a> % {}').format(first, second, "é") == formed(first, second, "é")


# ---- words -------------------------------------------------------------------------------------

_WORD_TOKEN = re.compile(
    r"<sup\b[^>]*\bclass=\"call\".*?</sup>|<!--.*?-->"
    r"|<(?P<close>/?)(?P<name>[a-z][a-z0-9]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|(?P<text>[^<]+)",
    re.DOTALL,
)


def walk(html: str) -> Iterator[tuple[str, str, Passage]]:
    """Yield the headings and passages of HTML, token by token."""
    words: list[str] = []
    named: list[str] = []
    anchor = inside = ""
    for token in _WORD_TOKEN.finditer(html):
        name, rest = token["name"] or "", token["rest"] or ""
        words.append(token["text"] or "")
        if name and name not in passages._INLINE:
            words.append(" ")
        if found := passages._MENTION.search(rest):
            named.append(found[1])
        opened = not token["close"] and name not in passages._INLINE and passages._ID.search(rest)
        ended = bool(token["close"] and inside and name == inside)
        if not (opened or ended):
            continue
        text = passages.line(unescape("".join(words)))
        if ended:
            yield anchor, text, Passage("", "")
        elif text:
            yield "", "", Passage(anchor, text, tuple(dict.fromkeys(named)))
        words, named = [], []
        anchor = unescape(opened[1]) if opened else anchor
        inside = name if opened and re.fullmatch(r"h[1-6]", name) else ""
    text = passages.line(unescape("".join(words)))
    if text:
        yield "", "", Passage(anchor, text, tuple(dict.fromkeys(named)))


@given(HTML)
def test_the_words_of_html(html: str) -> None:
    """Headings, passages and whom they name are found as if every tag were looked at."""
    assert [*walk(html)] == [*passages.told((Markup(html),))]  # noqa: S704 - what a page is made of
    assert " ".join(passage.text for _, _, passage in walk(html)) == passages.plain(html)


@given(st.text(st.sampled_from("a é– \u00a0\u3000\u2028\n\t\x1f北")) | st.text())
def test_a_text_on_one_line(text: str) -> None:
    """Between two words there is one blank, whatever stood there."""
    assert " ".join(text.split()) == passages.line(text)


# ---- languages ---------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"<!--.*?-->|<(?P<raw>script|style|title|textarea|option)\b.*?</(?P=raw)>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|[^<]+|<",
    re.DOTALL,
)


def marked(html: str, language: str) -> str:
    """Return a page with its foreign runs marked, token by token."""
    pieces: list[str] = []
    stack: list[tuple[str, str]] = []
    for token in _TOKEN.finditer(html):
        name = (token["name"] or "").lower()
        if name and token["close"]:
            while stack and stack.pop()[0] != name:
                continue
        elif name and name not in languages._VOID and not (token["rest"] or "").endswith("/"):
            found = languages._LANG.search(token["rest"] or "")
            stack.append((name, found[1] if found else stack[-1][1] if stack else language))
        elif not token[0].startswith("<") and stack and re.search(languages._FOREIGN, token[0]):
            in_svg = any(element == "svg" for element, _ in stack)
            pieces.append(languages._wrapped(token[0], stack[-1][1], language, in_svg=in_svg))
            continue
        pieces.append(token[0])
    return "".join(pieces)


@given(HTML, st.sampled_from(("en", "zh-Hans", "ru", "ja")))
def test_runs_of_another_script(html: str, language: str) -> None:
    """They are found as if every page were taken apart."""
    assert marked(f"<p>{html}", language) == languages.marked(f"<p>{html}", language)


# ---- maps --------------------------------------------------------------------------------------

FRAME = Frame(Projection.about(globe.vector(40, 100)), (3.5, -2.25), 4.0, 10, 20, 640, 480)
PLACES = st.lists(
    st.builds(globe.vector, st.floats(-90, 90), st.floats(-180, 180)) | st.builds(
        globe.vector, st.floats(30, 50), st.floats(90, 110)
    ),
    min_size=2,
    max_size=30,
)  # fmt: skip
COORDINATES = st.integers(-20, 700).map(float) | st.floats(-2000, 3000) | st.sampled_from((10.0, 650.0, 20.0, 500.0))
POINTS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=30)


@given(PLACES)
def test_many_places_stand_where_each_does(places: list[globe.Vector]) -> None:
    """Together they are projected as one by one, to the last bit."""
    assert [FRAME.at(place) for place in places] == FRAME.seen(places)


@given(POINTS)
def test_the_farthest_point(points: list[Point]) -> None:
    """It is the last of those that are farthest off."""
    last = len(points) - 1
    off = ((globe.off(points[i], points[0], points[last]), i) for i in range(1, last))

    assert max(off, default=(0.0, 0)) == globe._farthest(points, 0, last)


def cut(frame: Frame, points: list[Point]) -> list[Point]:
    """Return the part of a ring in the rectangle, edge by edge."""
    low, high = (frame.left, frame.top), (frame.left + frame.width, frame.top + frame.height)
    for axis, limit, sign in ((0, low[0], 1), (0, high[0], -1), (1, low[1], 1), (1, high[1], -1)):
        made: list[Point] = []
        for i, b in enumerate(points):
            a = points[i - 1]
            inside, was = (b[axis] - limit) * sign >= 0, (a[axis] - limit) * sign >= 0
            if inside != was:
                t = (limit - a[axis]) / (b[axis] - a[axis])
                made.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
            if inside:
                made.append(b)
        points = made
    return points


def clipped(frame: Frame, points: list[Point]) -> list[list[Point]]:
    """Return the runs of a line in the rectangle, segment by segment."""
    runs: list[list[Point]] = []
    for a, b in pairwise(points):
        found = frame._crossing(a, b)
        if found is None:
            continue
        if not runs or runs[-1][-1] != found[0]:
            runs.append([found[0]])
        runs[-1].append(found[1])
    return runs


@given(POINTS)
def test_what_a_frame_shows(points: list[Point]) -> None:
    """Areas and lines are cut as if nothing were known beforehand."""
    assert cut(FRAME, points) == FRAME._cut(points)
    assert clipped(FRAME, points) == [*FRAME._clipped(points)]


NAMES = st.lists(st.tuples(st.text("ilMW", max_size=12), st.floats(0, 400), st.floats(0, 300)), min_size=1, max_size=12)


@given(NAMES, st.booleans())
def test_labels_meet_nothing(named: list[tuple[str, float, float]], far: bool) -> None:  # noqa: FBT001
    """Each is the first for which there is room, as `Box.meets` has it, in the order that was tried last."""
    room = Box(0, 0, 400, 300)
    points = [(x, y) for _, x, y in named]
    placed = lettering.placed({i: name for i, (name, _, _) in enumerate(named)}, points, room, (), far=far)
    boxes = [label.box for label in placed.values()]
    dots = [lettering.dot(*point) for point in points]

    assert all(box.within(room) for box in boxes)
    assert not any(a.meets(b) for i, a in enumerate(boxes) for b in [*boxes[:i], *dots])
    for i, (name, x, y) in enumerate(named):
        if i not in placed:
            tried = lettering.candidates(x, y, lettering.width(name), far=far)
            assert not any(c.box.within(room) and not any(c.box.meets(b) for b in [*boxes, *dots]) for c in tried)


# ---- the curve ---------------------------------------------------------------------------------

EVENTS = st.lists(
    st.builds(
        lambda start, length, tone, sources: Scored("", start, start + length, tone, frozenset(sources)),
        st.integers(1900, 1910).map(float), st.sampled_from((0.0, 0.5, 3.0)), st.integers(-3, 3),
        st.lists(st.sampled_from("abc"), min_size=1, max_size=2),
    ),
    max_size=12,
)  # fmt: skip


def without_one(events: Sequence[Scored], year: float) -> Iterator[float | None]:
    """Yield the mean without the events that cite a source alone, each of these worked out anew."""
    weights = [(event, curve.weight(event, year, 1.0)) for event in events]
    whole, total = math.fsum(w for _, w in weights), math.fsum(w * event.tone for event, w in weights)
    for source in dict.fromkeys(next(iter(event.sources)) for event in events if len(event.sources) == 1):
        part = [(event, w) for event, w in weights if event.sources == {source}]
        yield curve._mean(total - math.fsum(w * e.tone for e, w in part), whole - math.fsum(w for _, w in part))


@pytest.mark.parametrize("year", [1900.0, 1904.25, 1909.5])
@given(EVENTS)
def test_the_curve_without_one_source(year: float, events: list[Scored]) -> None:
    """The band is that of the means without each single source."""
    (sample,) = curve.curve(tuple(events), 1.0, (year,)).samples
    if sample.value is not None:
        others = [*without_one(events, year)]
        left = [sample.value, *(other for other in others if other is not None)]
        assert (min(left), max(left), None in others) == (sample.low, sample.high, sample.alone)
