"""Python-Markdown's own tests are asked of it with our shortcuts."""

from __future__ import annotations

from markdown import Markdown

from microsite import shortcuts


def test_every_markdown_has_the_shortcuts() -> None:
    """A Markdown that a test makes goes the short ways; punctuation only where it is set as ours is."""
    usual, other = (Markdown(extensions=["smarty"], extension_configs={"smarty": {"smart_dashes": on}}) for on in (1, 0))

    assert isinstance(usual.treeprocessors["inline"], shortcuts._Inline)
    assert isinstance(usual.treeprocessors["smarty"], shortcuts._Smart)
    assert not isinstance(other.treeprocessors["smarty"], shortcuts._Smart)
