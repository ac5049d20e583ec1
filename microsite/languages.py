"""The writing systems of a page: runs of another script get the language that they are in."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from markupsafe import Markup

from microsite.patterns import late

_HAN = "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff"
_CYRILLIC = "\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f"
_FOREIGN = f"[{_HAN}{_KANA}{_CYRILLIC}]"
_ASCII = bytes(range(128))
_FAR = late("[^\x00-\u03ff\u2000-\u2ddf]")
"""What is neither Latin nor Greek, nor punctuation or a sign: where there is none, no more need be looked for."""
_RUN = (
    f"(?P<han>[{_HAN}{_KANA}][{_HAN}{_KANA}\u3001-\u3003\u3008-\u3011\u30fb\uff01-\uff0f\uff1a-\uff1f·]*)"
    f"|(?P<cyrillic>[{_CYRILLIC}](?:[{_CYRILLIC}\u0301 .,«»–-]*[{_CYRILLIC}\u0301])?)"
)
_TAG = late(
    r"<!--.*?-->|<(script|style|title|textarea|option)\b.*?</\1>"
    r"|<(/?)([A-Za-z][\w:-]*)((?:[^<>\"']++|\"[^\"]*\"|'[^']*')*+)>",
    re.DOTALL,
)
"""A tag: its slash, its name and the rest of it are the groups from the second; or what has no text that is read."""
_LANG = late(r"\blang\s*=\s*[\"']?([\w-]*)")
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SPAN = Markup('<span lang="{}">{}</span>')
_TSPAN = Markup('<tspan lang="{}">{}</tspan>')


def marked(html: str, language: str) -> str:
    """Return the page with every run of Han and Cyrillic outside of a `lang` in one of its own.

    WCAG 2.2, 3.1.2: a screen reader has to know whose letters they are. Han is `zh`, or `ja` with
    kana in it; Cyrillic is `ru`. What is in the page's own script is left alone.
    """
    # Of a page, most is ASCII, which bytes are rid of sooner than an expression gets past it.
    rest = html.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    if not _FAR.search(rest):
        return html
    foreign = _compiled(_FOREIGN)
    if not foreign.search(rest):
        return html
    found = [*filter(foreign.match, {*rest})]
    first, last = min(map(html.find, found)), max(map(html.rfind, found))
    pieces: list[str] = []
    stack: list[tuple[str, str]] = []
    done = cursor = 0
    for tag in chain(_TAG.finditer(html), (None,)):
        start, end = tag.span() if tag else (len(html), len(html))
        if cursor < start and first < start and stack:
            text = html[cursor:start]
            if not text.isascii() and foreign.search(text):
                in_svg = any(element == "svg" for element, _ in stack)
                pieces += (html[done:cursor], _wrapped(text, stack[-1][1], language, in_svg=in_svg))
                done = start
        if tag is None or start > last:
            break
        cursor = end
        close, name, rest = tag.group(2, 3, 4)
        if close:
            while stack and stack.pop()[0] != name.lower():
                continue
        elif name and name.lower() not in _VOID and not rest.endswith("/"):
            said = _LANG.search(rest) if "lang" in rest else None
            inherited = stack[-1][1] if stack else language
            stack.append((name.lower(), said[1] if said else inherited))
    return "".join((*pieces, html[done:]))


def _wrapped(text: str, here: str, language: str, *, in_svg: bool) -> str:
    """Return a text node whose runs of another script than `here` are wrapped."""
    if here.partition("-")[0] != language.partition("-")[0]:
        return text
    shape = _TSPAN if in_svg else _SPAN

    def one(run: re.Match[str]) -> str:
        lang = ("ja" if re.search(f"[{_KANA}]", run[0]) else "zh") if run["han"] else "ru"
        own = {"zh": ("zh", "ja"), "ja": ("ja", "zh"), "ru": _CYRILLIC_LANGUAGES}[lang]
        return run[0] if language.partition("-")[0] in own else str(shape.format(lang, Markup(run[0])))

    return _compiled(_RUN).sub(one, text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of many letters, each of which takes time to compile: most runs meet no page that needs it."""
    return re.compile(pattern)


_CYRILLIC_LANGUAGES = ("ru", "uk", "be", "bg", "sr", "mk", "mn", "kk", "ky", "tg")
"""Languages that are written in Cyrillic: on their pages it is no foreign script."""
