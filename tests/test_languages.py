"""Other scripts on a page get the language that they are in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.languages import marked


def page(body: str, language: str = "en-GB") -> str:
    """Return a body on a page of a language, with its scripts marked."""
    around = ('<html lang="', f'{language}"><body>', "</body></html>")
    return marked("".join((*around[:2], body, around[2])), language)[len(around[0] + around[1]) : -len(around[2])]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Mill", "Mill"),
        ("磨坊", '<span lang="zh">磨坊</span>'),
        ("at 磨坊, the mill", 'at <span lang="zh">磨坊</span>, the mill'),
        ("《磨坊》、北", '《<span lang="zh">磨坊》、北</span>'),
        ("ミル工場", '<span lang="ja">ミル工場</span>'),
        ("Мельник", '<span lang="ru">Мельник</span>'),
        ("Иван Мельник.", '<span lang="ru">Иван Мельник</span>.'),
        ("«Правда»", '«<span lang="ru">Правда</span>»'),
        ("磨坊 и Мельник", '<span lang="zh">磨坊</span> <span lang="ru">и Мельник</span>'),
        ('<i lang="zh">磨坊</i> 磨坊', '<i lang="zh">磨坊</i> <span lang="zh">磨坊</span>'),
        ('<p lang="ru"><b>Мельник</b></p>Да', '<p lang="ru"><b>Мельник</b></p><span lang="ru">Да</span>'),
        ('<br>Да<img src="a" alt="Да">', '<br><span lang="ru">Да</span><img src="a" alt="Да">'),
        ("<!-- Да -->", "<!-- Да -->"),
        ("<title>Да</title>", "<title>Да</title>"),
        ("<svg><text>Да</text></svg>", '<svg><text><tspan lang="ru">Да</tspan></text></svg>'),
        ("1 < 2 Да", '1 < 2 <span lang="ru">Да</span>'),
    ],
)
def test_other_scripts_are_marked(written: str, expected: str) -> None:
    """Han is Chinese, kana Japanese, Cyrillic Russian, unless an element around says otherwise."""
    assert expected == page(written)


@pytest.mark.parametrize(
    ("language", "written"), [("ru", "Мельник"), ("mn", "Тээрэм"), ("zh-Hans", "磨坊"), ("ja", "水車小屋")]
)
def test_a_pages_own_script_is_left_alone(language: str, written: str) -> None:
    """On a Russian page Cyrillic is nothing foreign."""
    assert written == page(written, language)


def test_a_page_of_one_script_is_the_same_page() -> None:
    """Where there is nothing foreign, nothing is touched."""
    assert "<p>x" == marked("<p>x", "en")


@given(st.lists(st.sampled_from(["Да", " ", "磨", "<i>", "</i>", "<br>", "a", '<b lang="ru">', "</b>", "&amp;", "-"])))
def test_only_spans_are_added(pieces: list[str]) -> None:
    """Without the spans that were added, a page is what it was."""
    written = "".join(pieces)
    made = page(written).replace('<span lang="zh">', "").replace('<span lang="ru">', "").replace("</span>", "")

    assert written == made


@given(st.lists(st.sampled_from(["Да", " ", "磨", "<i>Нет</i>", "<br>", "a", "-"])))
def test_marking_twice_is_marking_once(pieces: list[str]) -> None:
    """What is marked is not marked again."""
    once = page("".join(pieces))

    assert once == page(once)
