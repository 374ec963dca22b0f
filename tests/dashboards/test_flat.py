"""Static trees become markup: the same words, nothing hostile, nothing interactive."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from dash import dcc, html
from hypothesis import given
from hypothesis import strategies as st

from dashboards.components import html as quick
from dashboards.components.attributes import aria, data
from dashboards.components.described import described
from dashboards.components.flat import flat, markup
from dashboards.components.punctuation import VERBATIM


class Reader(HTMLParser):
    """Collects tags, attributes and text of markup."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize(
    "component",
    [
        html.Div(),
        html.Div("a", className="x", **data(b="1"), **aria(label="c")),
        html.Td(0, title="", colSpan=2, style={"width": "1px"}),
        html.Details([html.Summary("s")], open=True, id="d"),
        dcc.Link("a", href="/tasks", className="y"),
        dcc.Store(id="s", data={"a": 1}),
        html.Option("o", value="v", selected=True),
    ],
)
def test_a_component_is_described_as_dash_describes_it(component: Any) -> None:
    theirs = component.to_plotly_json()
    assert described(component) == theirs
    assert [*described(component)["props"]] == [*theirs["props"]]


ELEMENTS = sorted(vars(quick).keys() & vars(html).keys() - {"__builtins__"})


@pytest.mark.parametrize("name", [one for one in ELEMENTS if one[0].isupper()])
def test_an_element_made_quickly_is_what_dash_makes(name: str) -> None:
    given = {"className": "x", "id": {"do": "a"}, **data(b="1"), **aria(label="c")}
    ours = getattr(quick, name)(["a", 1, None], **given)
    theirs = getattr(html, name)(["a", 1, None], **given)
    assert type(ours) is type(theirs)
    assert ours.to_plotly_json() == theirs.to_plotly_json()


def test_an_element_has_no_property_that_dash_does_not_know() -> None:
    with pytest.raises(TypeError, match="Span has no property klass"):
        quick.Span("a", klass="x")


HOSTILE = ("<b>", "</span>", "<!--", "]]>", "&amp;", '"', "' onload='x", "<script>")


@given(st.lists(st.sampled_from(HOSTILE) | st.text(max_size=10), max_size=6).map("".join))
def test_any_text_and_any_title_stay_text_and_title(text: str) -> None:
    read = Reader(markup(html.Span(text, title=text, className=VERBATIM)))
    assert read.tags == ["span"]
    folded = text.replace("\r\n", "\n").replace("\r", "\n")
    assert (read.words.replace("\r", "\n") == folded) or unescape(read.words) == unescape(text)


@given(st.lists(st.sampled_from((*"汉字,;:?!()<>&'\" 12", *HOSTILE)), max_size=30).map("".join))
def test_a_text_that_gets_its_punctuation_gets_no_tag(text: str) -> None:
    read = Reader(markup(html.Span(text)))
    assert read.tags == ["span"]
    assert set(read.words) & set("汉字<>&12") == set(text) & set("汉字<>&12")


@pytest.mark.parametrize("href", ["javascript:alert(1)", "//evil.example", "https://evil.example"])
def test_a_link_never_leads_out_of_the_site(href: str) -> None:
    assert Reader(markup(html.A("x", href=href))).attributes == [("href", "/")]


def test_a_link_inside_keeps_its_query() -> None:
    text = markup(dcc.Link("x", href="/?a=1&b=2", className="sum"))
    assert ("href", "/?a=1&b=2") in Reader(text).attributes


@pytest.mark.parametrize(
    "tree", [dcc.Input(), dcc.Graph(), html.Button("x"), html.Script("x"), dcc.Interval()]
)
def test_what_people_press_or_fill_is_never_markup(tree: object) -> None:
    with pytest.raises(TypeError):
        markup(html.Div([tree]))


def test_an_attribute_nobody_allowed_is_refused() -> None:
    with pytest.raises(TypeError):
        markup(html.Div(contentEditable="true"))


def test_style_and_accessible_names_survive() -> None:
    tree = html.Div(style={"left": "3.00%"}, role="img", **{"aria-label": '值"9"'})
    assert dict(Reader(markup(tree)).attributes) == {
        "style": "left:3.00%",
        "role": "img",
        "aria-label": '值"9"',
    }


def test_the_flattened_element_keeps_its_tag_and_class_and_loses_its_children() -> None:
    tree = flat(html.Section([html.H2("标题"), None, 3], className="card"))
    props = tree.to_plotly_json()["props"]
    assert isinstance(tree, html.Section)
    assert props["children"] is None
    assert props["className"] == "card"
    assert props["data-markup"] == "<h2>标题</h2>3"


def test_markup_has_no_place_for_code() -> None:
    text = markup(html.Div("<script>alert(1)</script>", title="\" onload='x'"))
    assert not re.search(r"<script|\sonload='x'>", text)
