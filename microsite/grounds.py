"""What the checks look at beside the history: files, drafts, and what could not be read."""

from __future__ import annotations

from microsite import addresses
from microsite.values import dataclass

_HOMES = {
    "content/events.yaml": addresses.TIMELINE,
    "content/people.yaml": addresses.PEOPLE,
    "content/places.yaml": addresses.PLACES,
    "content/terms.yaml": addresses.GLOSSARY,
}
"""The page that a data file becomes."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the checks look at beside the history."""

    files: frozenset[str]
    """The files that are copied, by their path in the site's folder."""
    drafts: frozenset[str]
    """The slugs of chapters and pages that are left out as drafts."""
    styles: frozenset[str]
    """The citation styles that there are by name."""
    unread: frozenset[str]
    """The files of which nothing could be read, by their path in the site's folder."""
    lost: frozenset[str]
    """The ids of what could not be read: what points there may be right."""

    def lacks(self, folder: str) -> bool:
        """Tell whether a file could not be read whose path begins with `folder`."""
        return any(path.startswith(folder) for path in self.unread)

    def lacks_page(self, address: str) -> bool:
        """Tell whether the page at an address would be, or be fuller, had all files been read."""
        slug = address.removeprefix("chapters/").removesuffix(".html")
        if address == addresses.BIBLIOGRAPHY:
            return bool(self.unread or self.lost)
        return slug in self.lost or any(_HOMES.get(path) == address for path in self.unread)
