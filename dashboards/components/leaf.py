"""A long list a leaf at a time: each has an address, and the browser never holds the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.words import say
from observations.errors import UserError

T = TypeVar("T")
EACH = 25
"""Rows of a leaf: a button or a field for each of hundreds makes every answer slow."""


@dataclass(frozen=True)
class Leaf(Generic[T]):
    """Rows of one leaf, how many there are in all, and the links to the others."""

    rows: Sequence[T]
    total: int
    links: tuple[Component, ...]


def leaf(
    rows: Sequence[T], address: Address, name: str, each: int = EACH, *, told: bool = False
) -> Leaf[T]:
    """The leaf of `rows` whose number, from 1, the address gives as `name`; the last beyond it.

    `told`: the links tell the first leaf's number, too, where it means that a fold is open.
    `UserError` for a number that is none.
    """
    count = max(1, -(-len(rows) // each))
    place = min(_number(address, name), count)
    shown = rows[(place - 1) * each : place * each]
    return Leaf(shown, len(rows), _links(address, name, place, count, told) if count > 1 else ())


def _number(address: Address, name: str) -> int:
    said = address.get(name) or "1"
    if not (said.isascii() and said.isdigit() and 0 < len(said) <= 6 and int(said)):
        raise UserError(say("网址中的页号“{said}”不对", said=said), cure="从第一页往下翻")
    return int(said)


def _links(
    address: Address, name: str, place: int, count: int, told: bool
) -> tuple[Component, ...]:
    words: list[Component] = []
    if place > 1:
        words.append(_to("‹ 上一页", address, name, str(place - 1) if place > 2 or told else None))
    words.append(html.Span(say("第 {place} 页,共 {all} 页", place=place, all=count)))
    if place < count:
        words.append(_to("下一页 ›", address, name, str(place + 1)))
    return (html.Nav(words, className="buttons", **aria(label="翻页")),)


def _to(word: str, address: Address, name: str, place: str | None) -> Component:
    href = address.href(**{name: place})
    return dcc.Link(word, href=href, className="button small")
