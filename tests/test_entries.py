"""What a chapter's foot says of an entry."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from microsite import entries


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("By Jo. It stands.", "By Jo. It stands."),
        ("A tall mill. It stands.", "A tall mill."),
        ("Built by Dr. Wheel for the village. It stands.", "Built by Dr. Wheel for the village."),
        ("Called ‘the old mill.’ ‘Mill’ is short.", "Called ‘the old mill.’"),
        (
            'See <a href="#a">the weir. All</a> of it is there. Now go.',
            'See <a href="#a">the weir. All</a> of it is there.',
        ),
        ('A mill by <a href="#a">the Weir</a>. It stands.', 'A mill by <a href="#a">the Weir</a>.'),
        ("Worth about 3.5 million, later nothing. Gone.", "Worth about 3.5 million, later nothing."),
        ("Мельница у реки. Она стоит.", "Мельница у реки."),
        ("<p>One whole sentence. Another.</p>\n<p>More.</p>", "One whole sentence."),
        ("No end", "No end"),
    ],
)
def test_the_lead_is_a_first_sentence(html: str, said: str) -> None:
    """It ends where a sentence surely does, never within a link or after an abbreviation."""
    assert said == entries.lead(Markup(html))  # noqa: S704 - written above
