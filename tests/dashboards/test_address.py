"""Addresses stay inside the site."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.address import Address, own_path


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "",
        "indicators",
        "/" + "x" * 3000,
    ],
)
def test_a_next_that_could_leave_the_site_becomes_the_home_page(wanted: str) -> None:
    assert own_path(wanted) == "/"


@given(st.text(alphabet="/\\:?#@[]. \t\nabc%25Fhttps", max_size=40))
def test_own_path_never_leads_to_another_host(wanted: str) -> None:
    landed = urlsplit(urljoin("https://here.example/login", own_path(wanted)))
    assert (landed.scheme, landed.netloc) == ("https", "here.example")


def test_a_view_and_its_choices_survive_the_way_through_an_address() -> None:
    here = Address.parse("/indicators/x", "?period=2024-Q3&area=150627&level=")
    assert here.query == {"period": "2024-Q3", "area": "150627"}
    assert Address.parse(here.path, here.href().partition("?")[2]) == here


def test_setting_a_choice_to_nothing_removes_it() -> None:
    assert Address("/", {"level": "met"}).href(level=None) == "/"
