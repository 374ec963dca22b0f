"""What a page says when there is nothing to show: always with the next step."""

from __future__ import annotations

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import html
from dashboards.components.attributes import aria
from dashboards.words import say


def notice(
    kind: str, title: str, text: str, step: Component | None = None, *, whole: bool = False
) -> Component:
    """A drawn state; `kind` is empty, loading, error, refused or done.

    `whole`: it is all there is of the page, so its title is the page's heading.
    """
    signs = {"empty": "○", "loading": "…", "error": "!", "refused": "—", "done": "✓"}
    return html.Div(
        [
            html.Div(signs[kind], className="notice-sign", **aria(hidden="true")),
            html.Div(
                [(html.H1 if whole else html.H2)(title), html.P(text), *([step] if step else [])]
            ),
        ],
        className=f"notice notice-{kind}",
        role="alert" if kind in {"error", "refused"} else "status",
    )


def link(text: str, href: str, *, primary: bool = False) -> Component:
    """A link inside the site, drawn as a button when it is the next step."""
    return dcc.Link(text, href=href, className="button primary" if primary else "button")


def refused(what: str, cure: str) -> Component:
    """No permission, with whom to ask."""
    return notice("refused", "无权查看", _sentences(what, cure), link("返回总览", "/"), whole=True)


def _sentences(what: str, cure: str) -> str:
    return say("{what}。{cure}。", what=what, cure=cure) if cure else say("{what}。", what=what)


def failed(what: str, cure: str, *, whole: bool = True) -> Component:
    """A user's mistake or something that does not exist; not `whole` inside of a page."""
    return notice(
        "error",
        what,
        say("{cure}。", cure=cure) if cure else "请核对后重试。",
        link("返回总览", "/"),
        whole=whole,
    )


def loading(text: str = "正在读取台账…", *, whole: bool = False) -> Component:
    """Shown until the first answer; keeps the page's place so that nothing jumps."""
    return html.Div(
        [*([html.H1("正在打开…", className="for-readers")] if whole else [])]
        + [
            html.Div(className="skeleton", style={"width": width})
            for width in ("38%", "100%", "92%")
        ]
        + [html.P(text, className="quiet")],
        className="loading",
        role="status",
    )


def inline(kind: str, text: str) -> Component:
    """One line beside a control: what came of pressing it."""
    return html.Span(text, className=f"inline inline-{kind}", role="status")
