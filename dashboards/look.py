"""Light or dark: as the reader's system asks, or as chosen here.

The server names for which media the dark colours count, so the first picture is the right one.
"""

from __future__ import annotations

from flask import g

AUTO = "auto"
MEDIA = {
    AUTO: "screen and (prefers-color-scheme: dark)",
    "light": "not all",
    "dark": "screen",
}
"""By what was chosen: where the dark colours count. Paper is light."""


def current() -> str:
    """What the reader of the page being answered has chosen."""
    return str(g.get("look", AUTO))


def dark_media() -> str:
    """For which media the page being answered is dark."""
    return MEDIA[current()]
