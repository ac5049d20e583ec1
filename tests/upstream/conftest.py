"""Python-Markdown's own tests, unmodified, of version 3.11.3: what they ask is asked of it with our shortcuts.

The folders are those of its `tests/test_syntax/`, without the extensions that the author's dialect has not; the
licence is in `LICENSE.md`. A newer version brings newer tests: copy them from its source distribution.
"""

from __future__ import annotations

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
