"""A long list is shown a leaf at a time, each at an address of its own."""

from __future__ import annotations

import pytest
from dash import dcc
from dash.development.base_component import Component

from dashboards.address import Address
from dashboards.components.leaf import Leaf, leaf
from observations.errors import UserError

HERE = Address("/alerts", {"office": "housing"})


def hrefs(found: Leaf[int]) -> list[str]:
    (nav,) = found.links
    children: list[Component] = nav.children
    return [one.href for one in children if isinstance(one, dcc.Link)]


def test_every_row_stands_on_exactly_one_leaf() -> None:
    rows = range(60)
    leaves = [leaf(rows, Address("/alerts", {"page": str(place)}), "page") for place in (1, 2, 3)]
    assert [one for found in leaves for one in found.rows] == [*rows]
    assert {found.total for found in leaves} == {60}


def test_the_links_keep_the_rest_of_the_address() -> None:
    first = leaf(range(60), HERE, "page")
    assert hrefs(first) == ["/alerts?office=housing&page=2"]
    second = Address("/alerts", {"office": "housing", "page": "2"})
    last = "/alerts?office=housing&page=3"
    assert hrefs(leaf(range(60), second, "page")) == ["/alerts?office=housing", last]


def test_the_first_leaf_of_what_was_unfolded_is_told_so_that_it_stays_open() -> None:
    second = Address("/reporting", {"sent": "2"})
    assert hrefs(leaf(range(50), second, "sent", told=True)) == ["/reporting?sent=1"]


def test_a_short_list_has_no_links_and_a_leaf_beyond_the_last_is_the_last() -> None:
    assert leaf(range(25), HERE, "page").links == ()
    beyond = leaf(range(60), Address("/alerts", {"page": "999"}), "page")
    assert [*beyond.rows] == [*range(50, 60)]
    assert leaf([], HERE, "page").rows == []


@pytest.mark.parametrize("said", ["0", "-1", "x", "1.5", "9999999", "\u0661"])
def test_a_number_that_is_none_is_told(said: str) -> None:
    with pytest.raises(UserError, match="页号"):
        leaf(range(60), Address("/alerts", {"page": said}), "page")
