"""Which page is at which address, and who may open it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from dashboards import scope
from dashboards.address import Address
from dashboards.components import notices
from dashboards.components.described import as_sent
from dashboards.components.punctuation import read_aloud
from dashboards.drawn import BESIDE, KEPT, Drawn, state
from dashboards.pages import (
    account,
    admin,
    alerts,
    areas,
    audit,
    briefing,
    briefings,
    cases,
    channels,
    closing,
    correcting,
    data,
    delivery,
    disclosures,
    filling,
    final,
    going_live,
    indicator,
    leaves,
    motions,
    office,
    offices,
    opinions,
    overview,
    quality,
    receipt,
    reporting,
    scores,
    settings,
    tasks,
    wall,
)
from ledger.replica import reading_for
from observations.errors import Refused, UserError
from observations.identity import Actor, Role

if TYPE_CHECKING:
    from desk.handle import Desk

log = logging.getLogger(__name__)

EVERYBODY = tuple(Role)
STAFF = tuple(role for role in Role if role is not Role.VIEWER)
"""Whoever sees more than what is approved; a page is theirs unless it says otherwise."""
OFFICIALS = (Role.DESK, Role.LEADER, Role.ADMIN)
DECIDERS = (Role.DESK, Role.LEADER)
KEEPERS = (Role.DESK, Role.ADMIN)
Render = Callable[..., Any]


@dataclass(frozen=True)
class Page:
    """A page: its path (`*` stands for one segment), title, renderer and who may open it.

    `menu` is its word in the navigation, empty when it has none; `under` the word it is folded
    under there.
    """

    path: str
    title: str
    render: Render
    roles: tuple[Role, ...] = STAFF
    menu: str = ""
    under: str = ""

    def match(self, path: str) -> tuple[str, ...] | None:
        """The segments that stand for `*`, or None when `path` is another page's."""
        wanted = self.path.strip("/").split("/")
        given = path.strip("/").split("/")
        if len(wanted) != len(given):
            return None
        pairs = list(zip(wanted, given, strict=True))
        if any(want not in ("*", have) for want, have in pairs):
            return None
        return tuple(unquote(have) for want, have in pairs if want == "*")


Found = tuple[Page, tuple[str, ...], Drawn | None]
MORE = "更多"
PAGES: tuple[Page, ...] = (
    Page("/", "总览", overview.render, EVERYBODY, menu="总览"),
    Page("/wall", "大屏", wall.render, EVERYBODY),
    Page("/tasks", "任务", tasks.render, EVERYBODY, menu="任务"),
    Page("/tasks/*", "任务", tasks.render_one, EVERYBODY),
    Page("/offices", "单位", offices.render, menu="单位"),
    Page("/offices/*", "单位", office.render),
    Page("/scores", "考核", scores.render, menu="考核", under=MORE),
    Page("/scores/*/*", "考核", scores.render_one),
    Page("/areas", "地区", areas.render, EVERYBODY, menu="地区"),
    Page("/indicators/*", "指标", indicator.render, EVERYBODY),
    Page("/final", "期末评估", final.render, EVERYBODY),
    Page("/reporting", "填报台", reporting.render, menu="填报台"),
    Page("/reporting/*/*", "报送", delivery.render),
    Page("/reporting/*/*/values", "就地更正", correcting.render),
    Page("/reporting/*/*/fill", "在线填表", filling.render),
    Page("/receipts/*", "回执", receipt.render),
    Page("/cases", "督办", cases.render, menu="督办"),
    Page("/cases/*", "督办", cases.render_one),
    Page("/proposals", "提案建议", motions.render, menu="提案建议", under=MORE),
    Page("/opinions", "意见建议", opinions.render, menu="意见建议", under=MORE),
    Page("/opinions/*", "意见建议", opinions.render_one),
    Page("/alerts", "预警", alerts.render, menu="预警"),
    Page("/quality", "质量", quality.render, menu="质量"),
    Page("/data", "数据", data.render, EVERYBODY, menu="数据"),
    Page("/briefings", "通报", briefings.render, EVERYBODY, menu="通报"),
    Page("/briefings/*", "通报", briefing.render, DECIDERS),
    Page("/disclosures", "公开", disclosures.render, DECIDERS, menu="公开", under=MORE),
    Page("/closing", "关账", closing.render, menu="关账", under=MORE),
    Page("/deputies", "代理", leaves.render, menu="代理", under=MORE),
    Page("/channels", "通道", channels.render, KEEPERS, menu="通道", under=MORE),
    Page("/settings", "设置与版本", settings.render, KEEPERS, menu="设置", under=MORE),
    Page("/settings/calendar", "工作日历", settings.render_calendar, KEEPERS),
    Page("/settings/map", "地图", settings.render_map, KEEPERS),
    Page("/admin", "管理", admin.render, (Role.ADMIN,), menu="管理", under=MORE),
    Page("/admin/posts/*", "管理", admin.render_one, (Role.ADMIN,)),
    Page("/audit", "审计", audit.render, OFFICIALS, menu="审计", under=MORE),
    Page("/account", "我的账号", account.render, EVERYBODY),
    Page("/going-live", "上线", going_live.render, KEEPERS, menu="上线", under=MORE),
)


def open_page(
    desk: Desk, who: Actor, address: Address, kept: Drawn | None = None
) -> tuple[Any, str]:
    """The page at `address` for `who`, as it is read, and its title; refusals are drawn too.

    `kept`: pages of this desk drawn before, shown again while all they depend on is the same.
    """
    for page in PAGES:
        parts = page.match(address.path)
        if parts is not None:
            held = kept if page.path in KEPT | BESIDE else None
            return _drawn(desk, who, address, (page, parts, held)), page.title
    return read_aloud(notices.failed("没有这个页面", "请从上方的菜单进入")), "没有这个页面"


def _drawn(desk: Desk, who: Actor, address: Address, found: Found) -> Any:
    page, parts, kept = found

    def draw() -> Any:
        return read_aloud(page.render(desk, who, address, *parts))

    try:
        scope.require(who, *page.roles)
        # What shows the chain alone may come from a copy of it.
        with reading_for(who.post) if page.path in KEPT else nullcontext():
            if kept is None:
                return draw()
            key = state(desk, who, address, moving=page.path in BESIDE)
            return kept.page(key, lambda: as_sent(draw()))
    except Refused as refused:
        tell_refusal(desk, who, address.path, refused.what)
        return read_aloud(notices.refused(refused.what, refused.cure))
    except UserError as mistake:
        return read_aloud(notices.failed(mistake.what, mistake.cure))


def tell_refusal(desk: Desk, who: Actor, subject: str, reason: str) -> None:
    """Keep a refusal in the audit trail and the log."""
    from desk import accounts

    log.warning("refused %r to %r: %r", subject, who.post, reason)
    accounts.denied(desk, who, subject, reason)


def menu_for(who: Actor) -> tuple[Page, ...]:
    """Pages in the navigation of `who`."""
    return tuple(page for page in PAGES if page.menu and who.has(*page.roles))
