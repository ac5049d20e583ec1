"""What pandoc's inlines look like as HTML."""

from __future__ import annotations

import pytest

from microsite.inlines import CLOSE, GIVEN, LESS, OPEN, Json, html, leaves, plain, settled

INLINE: Json = {"t": "InlineMath"}
DOUBLE: Json = {"t": "DoubleQuote"}


def words(text: str) -> list[Json]:
    """Return `text` as pandoc writes it."""
    return [
        {"t": "Space"} if piece == " " else {"t": "Str", "c": piece} for piece in text.replace(" ", "\0 \0").split("\0")
    ]


def node(kind: str, content: Json) -> Json:
    """Return an inline of pandoc's."""
    return {"t": kind, "c": content}


def link(text: str, target: str) -> Json:
    """Return a link of pandoc's."""
    return node("Link", [["", [], []], words(text), [target, ""]])


def said(*inlines: Json, site: str = "en-GB", source: str = "") -> str:
    """Return `inlines` as the HTML of a site and a source in these languages."""
    return str(html(settled(leaves(list(inlines), site)), source))


def test_text_is_escaped() -> None:
    """Markup in a string is text."""
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;q&#34;" == said(*words('<script>alert(1)</script> & "q"'))


def test_emphasis_in_emphasis_is_roman() -> None:
    """A title within a title closes the italics and opens them again."""
    inner = node("Emph", words("Pravda"))

    assert "<i>Reading </i>Pravda<i> Today</i>" == said(node("Emph", [*words("Reading "), inner, *words(" Today")]))


@pytest.mark.parametrize("target", ["https://a.b/c?d=1&e=2", "http://a.b", "mailto:a@b.c", "HTTPS://a.b"])
def test_web_and_mail_are_links(target: str) -> None:
    """Addresses of the web and of mail are links."""
    assert f'<a href="{target.replace("&", "&amp;")}">x</a>' == said(link("x", target))


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", " javascript:x", "data:text/html,x", "file:///etc", "//a.b", "https://a\nb", "a.b"],
)
def test_other_links_are_text(target: str) -> None:
    """Any other address is not linked to."""
    assert "x" == said(link("x", target))


def test_quotes_in_an_address_are_escaped() -> None:
    """An address cannot leave its attribute."""
    assert '<a href="https://a.b/&#34;onclick=&#34;x">x</a>' == said(link("x", 'https://a.b/"onclick="x'))


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        (node("RawInline", ["html", "<b onclick=x>"]), ""),
        (node("Code", [["", [], []], "<b>"]), "&lt;b&gt;"),
        (node("Math", [INLINE, "x<y"]), "x&lt;y"),
        (node("Image", [["", [], []], words("a map"), ["x.png", ""]]), "a map"),
        (node("Note", [node("Para", words("n"))]), ""),
        (node("Underline", words("u")), "u"),
        (node("Unheard", words("u")), ""),
        ({"t": "Str"}, ""),
        (7, ""),
    ],
)
def test_what_is_not_allowed_is_text_or_nothing(inline: Json, expected: str) -> None:
    """An inline that is not on the list leaves its text or nothing, never markup."""
    assert expected == said(inline)


def test_styles() -> None:
    """Bold, small capitals, superscript and subscript have their tags."""
    made = [node(kind, words("x")) for kind in ("Strong", "SmallCaps", "Superscript", "Subscript")]

    assert '<b>x</b><span class="small-caps">x</span><sup>x</sup><sub>x</sub>' == said(*made)


@pytest.mark.parametrize(
    ("site", "expected"),
    [("en-GB", "‘a “b”’"), ("en-US", "“a ‘b’”"), ("de", "„a ‚b‘“"), ("ru-RU", "«a „b“»"), ("xx", "“a ‘b’”")],
)
def test_quotation_marks_are_those_of_the_site(site: str, expected: str) -> None:
    """Quotations have the marks of the language of the site, and others within."""
    inner = node("Quoted", [DOUBLE, words("b")])

    assert expected == said(node("Quoted", [DOUBLE, [*words("a "), inner]]), site=site)


def test_han_is_roman_and_has_its_language() -> None:
    """Han characters in a title stand outside the italics, in the language of the source."""
    title = node("Emph", words("Shigang 中苏关系史纲（1917—1991） II"))

    assert '<i>Shigang </i><span lang="zh-Hans">中苏关系史纲（1917—1991）</span><i> II</i>' == said(
        title, source="zh-Hans"
    )


@pytest.mark.parametrize(
    ("text", "source", "lang"),
    [
        ("中苏", "en", "zh"),
        ("中苏", "ja", "ja"),
        ("ロシア", "", "ja"),
        ("조선", "", "ko"),
        ("《史》", "zh-Hant", "zh-Hant"),
    ],
)
def test_language_of_han(text: str, source: str, lang: str) -> None:
    """Where the source is in no language of Han, the script tells."""
    assert f'<span lang="{lang}">{text}</span>' == said(*words(text), source=source)


def test_cyrillic_has_its_language_and_stays_italic() -> None:
    """A run of Cyrillic is one span, within the italics."""
    title = node("Emph", words("СССР и Гоминьдан, 1923–1942 гг. Tom"))

    assert '<i><span lang="ru">СССР и Гоминьдан, 1923–1942 гг</span>. Tom</i>' == said(title, source="ru")


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (f"‘Title{OPEN} 题 [x]{CLOSE}’, J", "‘Title’ 题 [x], J"),
        (f"“Title{OPEN} 题 [x]{CLOSE},” J", "“Title” 题 [x], J"),
        (f"“Title{OPEN} [x]{CLOSE}.”", "“Title” [x]."),
        (f"Shen, {GIVEN}Zhihua, and Li {GIVEN}Danhui", "Shen Zhihua, and Li Danhui"),
        (f"{LESS}script>", "<script>"),
        ("(1998; as T (Nomos, 1998))", "(1998; as T [Nomos, 1998])"),
        ("(a) and (b) (c", "(a) and (b) (c"),
        (f"left open{OPEN} x", "left open x"),
    ],
)
def test_signs_are_obeyed(before: str, expected: str) -> None:
    """The original title leaves the quotation marks, the given name follows without a comma, brackets alternate."""
    assert expected == plain(settled(leaves(words(before), "en")))
