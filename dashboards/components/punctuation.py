"""Chinese punctuation on pages: what stands beside Chinese words is full-width.

Sentences are written with half-width marks in the code, as those of papers are
(briefings/typography.py), and changed where they leave for the browser. What somebody else
wrote and must be found again letter by letter stays as it is: quoted values, names of files,
cells, code.
"""

from __future__ import annotations

import re
from typing import Any

from dash.development.base_component import Component

from briefings.typography import chinese

VERBATIM = "verbatim"
"""The class of an element whose text is shown letter by letter."""
SPOKEN = frozenset({"title", "placeholder", "aria-label", "data-label"})
"""Attributes that people read."""
_KEPT_TYPES = frozenset({"Code", "Graph", "Store", "Time"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_KEPT = re.compile(
    r"(^[!?](?: |$)|《[^》]*》|“[^”]*”|[a-z]+://\S*|![A-Z]{1,3}[0-9]+|[0-9]{1,2}(?::[0-9]{2})+)"
)


def spoken(text: str) -> str:
    r"""`text` with full-width marks when it is Chinese.

    >>> spoken("关账后,不再受理(见 填报!I6)") == "关账后\uff0c不再受理\uff08见 填报!I6\uff09"
    True
    >>> spoken("a, b (c)")
    'a, b (c)'
    """
    if not _HAN.search(text):
        return text
    parts = _KEPT.split(text)
    return "".join(one if place % 2 else chinese(one) for place, one in enumerate(parts))


def kept(kind: str, props: dict[str, Any]) -> bool:
    """True for an element whose text stays letter by letter."""
    return kind in _KEPT_TYPES or VERBATIM in str(props.get("className", "")).split()


def attribute(name: str, value: Any) -> Any:
    """An attribute's value as people read it."""
    return spoken(value) if name in SPOKEN and isinstance(value, str) else value


def read_aloud(tree: Any) -> Any:
    """`tree` with the marks of all its texts changed; components are changed in place."""
    if isinstance(tree, str):
        return spoken(tree)
    if isinstance(tree, (list, tuple)):
        return [read_aloud(one) for one in tree]
    if isinstance(tree, Component):
        _change(tree)
    return tree


def _change(tree: Component) -> None:
    described = tree.to_plotly_json()  # type: ignore[no-untyped-call]
    props = described["props"]
    if kept(described["type"], props):
        return
    for name, value in props.items():
        if name in SPOKEN:
            setattr(tree, name, attribute(name, value))
    if "children" in props:
        tree.children = read_aloud(props["children"])
