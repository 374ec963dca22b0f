"""The elements of pages, made in a tenth of the time that Dash takes to make them.

Dash asks of each property of each element whether there is one of that name, with the words of a
complaint made ready before it looks: of a page of 2,600 elements a third of the drawing. These are
the same components of the same classes, and what has no such property is refused here as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html as dash_html
from dash.development.base_component import Component

Make = Callable[..., Component]


def _maker(kind: type[Component]) -> Make:
    """Makes what `kind(children, **props)` makes; `TypeError` for a property it does not have."""
    noted = vars(kind())
    known = frozenset(noted["_prop_names"])
    wild = tuple(noted["_valid_wildcard_attributes"])

    def make(children: Any = None, **props: Any) -> Component:
        for name in props.keys() - known:
            if not name.startswith(wild):
                raise TypeError(f"{kind.__name__} has no property {name}")
        made = kind.__new__(kind)
        made.__dict__ = {**noted, "children": children, **props}
        return made

    return make


A = _maker(dash_html.A)
Blockquote = _maker(dash_html.Blockquote)
Button = _maker(dash_html.Button)
Caption = _maker(dash_html.Caption)
Code = _maker(dash_html.Code)
Dd = _maker(dash_html.Dd)
Del = _maker(dash_html.Del)
Details = _maker(dash_html.Details)
Div = _maker(dash_html.Div)
Dl = _maker(dash_html.Dl)
Dt = _maker(dash_html.Dt)
Fieldset = _maker(dash_html.Fieldset)
Figcaption = _maker(dash_html.Figcaption)
Figure = _maker(dash_html.Figure)
Footer = _maker(dash_html.Footer)
Form = _maker(dash_html.Form)
H1 = _maker(dash_html.H1)
H2 = _maker(dash_html.H2)
H3 = _maker(dash_html.H3)
H4 = _maker(dash_html.H4)
Header = _maker(dash_html.Header)
I = _maker(dash_html.I)  # noqa: E741 -- HTML's own name
Img = _maker(dash_html.Img)
Label = _maker(dash_html.Label)
Legend = _maker(dash_html.Legend)
Li = _maker(dash_html.Li)
Main = _maker(dash_html.Main)
Nav = _maker(dash_html.Nav)
Ol = _maker(dash_html.Ol)
Option = _maker(dash_html.Option)
Output = _maker(dash_html.Output)
P = _maker(dash_html.P)
Script = _maker(dash_html.Script)
Section = _maker(dash_html.Section)
Select = _maker(dash_html.Select)
Small = _maker(dash_html.Small)
Span = _maker(dash_html.Span)
Strong = _maker(dash_html.Strong)
Summary = _maker(dash_html.Summary)
Table = _maker(dash_html.Table)
Tbody = _maker(dash_html.Tbody)
Td = _maker(dash_html.Td)
Th = _maker(dash_html.Th)
Thead = _maker(dash_html.Thead)
Time = _maker(dash_html.Time)
Tr = _maker(dash_html.Tr)
Ul = _maker(dash_html.Ul)
Wbr = _maker(dash_html.Wbr)
