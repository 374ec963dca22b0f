"""What the page of settings does: asks for changes, lets them in, takes files for them."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dash import html, set_props
from dash.development.base_component import Component
from werkzeug.exceptions import BadRequest

from dashboards import scope
from dashboards.components import loads, notices
from dashboards.components.punctuation import read_aloud
from dashboards.entry_acts import Fields, day_in, written
from dashboards.words import listed, say
from observations.errors import Refused, UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk

KEY = re.compile(r"(P[0-9]{1,18})/change", re.ASCII)
FIELD = re.compile(r"[\w:.-]{1,40}")


def ask_rule(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """Ask that a rule be louder or quieter."""
    from desk import proposing
    from expectations.settings import RuleSetting

    scope.require(who, Role.DESK, Role.ADMIN)
    given = RuleSetting(
        rule=written(fields, "rule", "规则"),
        indicator=fields.get("indicator", ""),
        severity=written(fields, "severity", "结果"),
        since=day_in(fields, "since", "开始日期"),
        until=day_in(fields, "until", "截止日期") if fields.get("until", "").strip() else None,
        reason=written(fields, "reason", "理由"),
        asked_by=who.post,
    )
    proposing.ask_rule(desk, who, given)
    return "已提请调整规则,待另一调度岗位批准"


def ask_plan(desk: Desk, who: Actor, _subject: str, fields: Fields) -> str:
    """Ask that the edition in the plan's folder be loaded."""
    from desk import proposing

    scope.require(who, Role.DESK, Role.ADMIN)
    reason = written(fields, "reason", "理由")
    proposing.ask_plan(desk, who, fields.get("document", ""), reason)
    return "已提请载入方案新版,待另一调度岗位批准"


def approve_change(desk: Desk, who: Actor, subject: str, _fields: Fields) -> str:
    """Let in what another post asked for."""
    from desk import proposing

    scope.require(who, Role.DESK)
    done = proposing.approve(desk, who, _key(subject))
    return say("已批准并生效:{title}", title=done.title)


def decline_change(desk: Desk, who: Actor, subject: str, fields: Fields) -> str:
    """Leave all as it is, or take back what one asked for oneself."""
    from desk import proposing

    scope.require(who, Role.DESK, Role.ADMIN)
    done = proposing.decline(desk, who, _key(subject), written(fields, "reason", "理由"))
    return say("已不予批准:{title}", title=done.title)


def load(desk: Desk, who: Actor, data: bytes, named: tuple[str, str]) -> Component:
    """Take a file for a use case; `named` is (file name, what the page says it is for)."""
    scope.require(who, Role.DESK, Role.ADMIN)
    what, _, more = named[1].partition("/")
    take = LOADS.get(what)
    if take is None:
        raise BadRequest("请求的值不对")
    return take(desk, who, (data, named[0]), more)


def _load_calendar(desk: Desk, who: Actor, file: tuple[bytes, str], _more: str) -> Component:
    from desk import proposing

    key = proposing.ask_calendar(desk, who, *file)
    return loads.asked(proposing.waiting(desk, key))


def _load_map(desk: Desk, who: Actor, file: tuple[bytes, str], field: str) -> Component:
    from desk.area_map import load_map
    from desk.views.settings import settings_view

    if not FIELD.fullmatch(field):
        raise BadRequest("请求的值不对")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.geojson"
        path.write_bytes(file[0])
        try:
            done = load_map(desk, who, path, field)
        except Refused:
            raise  # kept in the audit
        except UserError as mistake:
            cure = "在上面另选放行政区划代码的属性" if "--" in mistake.cure else mistake.cure
            raise UserError(mistake.what.replace("map.geojson", file[1][:80]), cure=cure) from None
    set_props(
        loads.IN_USE, {"children": read_aloud(loads.map_in_use(settings_view(desk, who).map))}
    )
    said = say("画出{count}个地区:{names}", count=len(done.drawn), names=listed(done.drawn))
    lacking = say("文件里没有:{names}", names=listed(done.absent)) if done.absent else ""
    left = say("略过{count}个要素", count=done.passed_over + done.unread)
    words = [one for one in (lacking, left if done.passed_over + done.unread else "") if one]
    return html.Div(
        [
            notices.notice("done", "地图已载入", said),
            *(html.P(one, className="quiet") for one in words),
            html.A("到地区页看", href="/areas?draw=map", className="button"),
        ]
    )


def _key(subject: str) -> str:
    match = KEY.fullmatch(subject)
    if match is None:
        raise BadRequest("请求的值不对")
    return match[1]


LOADS: Mapping[str, Callable[[Desk, Actor, tuple[bytes, str], str], Component]] = {
    "calendar": _load_calendar,
    "map": _load_map,
}
FORMS: Mapping[str, Callable[[Desk, Actor, str, Fields], str | Component]] = {
    "ask_rule": ask_rule,
    "ask_plan": ask_plan,
    "approve_change": approve_change,
    "decline_change": decline_change,
}
"""Every act of the page of settings: what is wrong is said in its form."""
