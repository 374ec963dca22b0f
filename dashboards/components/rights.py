"""Rights of a post in words, as boxes to tick, and old beside new before they are saved."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.components import forms, html
from dashboards.components.attributes import data
from dashboards.components.punctuation import read_aloud
from dashboards.components.tables import table
from dashboards.words import listed, say_as
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk

WIDE = frozenset({Role.VIEWER, Role.DESK, Role.LEADER, Role.ADMIN})
OFFICES = "单位(填报、审核必选;其他角色不选即全部)"
PARTS = ("roles", "offices", "areas")
"""The fields of a form of rights; each holds what is ticked, joined with commas."""


def role_words(roles: Collection[Role]) -> str:
    """The roles by their names, in their own order."""
    return listed(say_as("role", role.label) for role in Role if role in roles) or "—"


def office_words(desk: Desk, post: Actor) -> str:
    """The offices by name; what none of them means depends on the roles."""
    if post.offices:
        return listed(desk.office_names.get(one, one) for one in sorted(post.offices))
    return "全部单位" if post.roles & WIDE else "—"


def area_words(desk: Desk, areas: Collection[str]) -> str:
    """The areas by name; none means no limit."""
    names = {area.code: area.name for area in desk.plan.areas}
    return listed(names.get(one, one) for one in sorted(areas)) or "不限"


def boxes(desk: Desk, subject: str, held: Actor) -> list[Component]:
    """Roles, offices and areas to tick, as `held` has them now."""
    roles = [(role.value, say_as("role", role.label)) for role in Role]
    offices = [(office.id, office.name) for office in desk.plan.offices]
    areas = [(area.code, area.name) for area in desk.plan.areas]
    return [
        ticked("角色", "roles", subject, roles, [role.value for role in held.roles]),
        ticked(OFFICES, "offices", subject, offices, held.offices),
        ticked("地区(不选即不限)", "areas", subject, areas, held.areas),
    ]


def ticked(
    label: str,
    name: str,
    subject: str,
    options: Sequence[tuple[str, str]],
    chosen: Iterable[str],
) -> Component:
    """Boxes; `admin.js` carries what is ticked into the hidden field the server is told."""
    known, held = [key for key, _ in options], set(chosen)
    value = [key for key in known if key in held]
    identity = {"text": name, "on": subject}
    return html.Fieldset(
        [
            html.Legend(label, className="field-name"),
            dcc.Checklist(
                options=[{"label": read_aloud(word), "value": key} for key, word in options],
                value=value,
                className="ticks",
            ),
            dcc.Input(id=identity, type="hidden", value=",".join(value)),
        ],
        className="ticked",
        **data(ticked=json.dumps(identity), values=json.dumps(known)),
    )


def compared(desk: Desk, before: Actor, after: Actor) -> Component:
    """What a post may do now and what it will, what changes marked by word."""
    pairs = [
        ("角色", role_words(before.roles), role_words(after.roles)),
        ("单位", office_words(desk, before), office_words(desk, after)),
        ("地区", area_words(desk, before.areas), area_words(desk, after.areas)),
    ]
    body = [
        [name, old, html.Strong(new) if old != new else new, "改动" if old != new else "不变"]
        for name, old, new in pairs
    ]
    return table(["项目", "现在", "改为", "变化"], body)


def carried(subject: str, post: Actor, version: int) -> list[Component]:
    """The rights to save, and the version of the rights they were compared with."""
    values = (post.roles, post.offices, post.areas)
    fields = [
        forms.hidden(name, subject, ",".join(sorted(held)))
        for name, held in zip(PARTS, values, strict=True)
    ]
    return [*fields, forms.hidden("seen", subject, str(version))]
