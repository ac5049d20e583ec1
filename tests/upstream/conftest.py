"""Python-Markdown's own tests, unmodified, of version 3.11.3: what they ask is asked of it with our shortcuts.

The folders are those of its `tests/test_syntax/`, without the extensions that the author's dialect has not; the
licence is in `LICENSE.md`. A newer version brings newer tests: copy them from its source distribution.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from markdown import Markdown
from markdown.extensions.smarty import SmartyExtension

from microsite.shortcuts import Shortcuts


@pytest.fixture(autouse=True)
def shortcuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the shortcuts to every Markdown that a test makes."""
    register, extend = Markdown.registerExtensions, SmartyExtension.extendMarkdown
    smarty: dict[int, SmartyExtension] = {}

    def extended(self: SmartyExtension, md: Markdown) -> None:
        smarty[id(md)] = self
        extend(self, md)

    def registered(self: Markdown, extensions: Any, configs: Any) -> Markdown:
        register(self, extensions, configs)
        Shortcuts(smarty.pop(id(self), None)).extendMarkdown(self)
        return self

    monkeypatch.setattr(SmartyExtension, "extendMarkdown", extended)
    monkeypatch.setattr(Markdown, "registerExtensions", registered)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what upstream itself leaves out: what it says is broken, and what colours code."""
    here = Path(__file__).resolve().parent
    out = [one for one in items if one.path.is_relative_to(here) and _is_left_out(one)]
    config.hook.pytest_deselected(items=out)
    items[:] = [one for one in items if one not in out]


def _is_left_out(item: pytest.Item) -> bool:
    """Tell whether upstream skips a test, or its class; or whether it is about Pygments, which the dialect has not."""
    kind = getattr(item, "cls", None)
    skipped = any(getattr(one, "__unittest_skip__", False) for one in (getattr(item, "obj", None), kind))
    return skipped or "Codehilite" in getattr(kind, "__name__", "")
