"""A drawing made safe and the same every time: few kinds of elements, ids of our own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Tree

from defusedxml.ElementTree import fromstring

SVG = "http://www.w3.org/2000/svg"
_KEPT = frozenset(
    {"svg", "g", "defs", "clipPath", "pattern", "path", "rect", "circle", "text", "tspan"}
)
_UNWRAPPED = "a"  # a name that was written as a link keeps its words and loses its way
_ATTRIBUTES = frozenset(
    {
        "width", "height", "viewBox", "style", "id", "class", "transform", "clip-path", "d", "x",
        "y", "x1", "x2", "y1", "y2", "r", "cx", "cy", "rx", "ry", "dx", "dy", "fill", "stroke",
        "text-anchor", "patternUnits", "patternTransform", "opacity", "stroke-width",
        "fill-opacity", "stroke-opacity", "font-size", "font-family",
    }
)  # fmt: skip
_UID = re.compile(r'id="defs-([0-9a-f]{6})"')
_URL = re.compile(r"url\(([^)]*)\)")
_OWN = re.compile(r"url\([\"']?(#[\w-]+)[\"']?\)")


class UnsafeDrawingError(ValueError):
    """The drawing refers to something outside itself."""


def clean(drawing: str, name: str) -> str:
    """`drawing` (SVG of Plotly) with its random id replaced by `name` and nothing active left.

    Raises `UnsafeDrawingError` for a reference to anything outside the drawing, and
    `defusedxml.DefusedXmlException` for a DTD or an entity.
    """
    found = _UID.search(drawing)
    root = fromstring(drawing)
    _walk(root, found[1] if found else "", name)
    Tree.register_namespace("", SVG)
    return Tree.tostring(root, encoding="unicode")


def _walk(element: Tree.Element, uid: str, name: str) -> None:
    element.attrib = {
        key: _renamed(key, value, uid, name)
        for key, value in element.attrib.items()
        if key in _ATTRIBUTES
    }
    for child in list(element):
        kind = child.tag.removeprefix(f"{{{SVG}}}") if isinstance(child.tag, str) else ""
        if kind == _UNWRAPPED:
            child.tag, child.attrib = f"{{{SVG}}}tspan", {}
        elif kind not in _KEPT:
            element.remove(child)
            continue
        _walk(child, uid, name)


def _renamed(key: str, value: str, uid: str, name: str) -> str:
    if any(not _OWN.fullmatch(one[0]) for one in _URL.finditer(value)):
        raise UnsafeDrawingError(key)
    if not uid:
        return value
    if key == "id":
        return value.replace(uid, name)
    return _URL.sub(lambda one: one[0].replace(uid, name), value)
