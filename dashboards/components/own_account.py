"""我的账号: log-ins as lists, the forms for the own password and for codes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash.development.base_component import Component

from dashboards.components import forms, html, rights
from dashboards.components.states import state
from dashboards.components.tables import card, facts, table
from dashboards.components.times import moment
from dashboards.words import listed, say

if TYPE_CHECKING:
    from desk.factors import Offer, Standing
    from desk.handle import Desk
    from desk.own_account import OwnAccount
    from ledger.sessions import SessionLine
    from observations.identity import Actor

PAGE = "/account"
PASSWORD, OTHERS, FACTOR = "own/password", "own/sessions", "own/factor"
LONGEST_PASSWORD = 200
GOOD = "至少12个字符;不用单位、岗位、地名、年份和常见词。"
AFTER = "更改后其他登录和程序令牌立即失效,本次登录不受影响。"
WHAT = "登录时除口令外,再输入手机上身份验证器(任何支持 TOTP 的应用)显示的6位数字。"
KEEP = "手机不在身边时,每个恢复码可代替动态码登录一次;抄下来锁好,不要存在手机里。"
LOST = "手机丢失时当面核实后办理:登录不再要动态码,已有登录结束,并告知所属单位。"
HEADS = ("登录于", "最近操作", "地址", "浏览器", "到期", "办理")


def about(desk: Desk, who: Actor, own: OwnAccount) -> Component:
    """The post, its rights in words, for whom it stands in, and how old its password is."""
    pairs: list[tuple[str, Component | str]] = [
        ("岗位", html.Span(own.post.name, className="verbatim")),
        ("角色", rights.role_words(own.post.roles)),
        ("单位", rights.office_words(desk, own.post.actor)),
        ("地区", rights.area_words(desk, own.post.areas)),
        ("代理", listed(who.standing_in)),
        ("口令设置于", moment(own.password_at) if own.password_at else ""),
    ]
    return card("本岗位", facts(pairs), aside="职责有变请找系统管理员")


def sessions(own: OwnAccount) -> Component:
    """The log-ins that hold, this one first to be told apart, each with the button that ends it."""
    rows = [_row(one, _ending(own, one)) for one in own.lines]
    others = sum(one.key != own.mine for one in own.lines)
    inside = [table(HEADS, rows)]
    if others and not own.wall:
        inside.append(
            forms.form(
                OTHERS,
                "结束其他登录",
                forms.submit("结束其他全部登录", "end_other_sessions", OTHERS, primary=False),
            )
        )
    aside = "不认识的登录请立即结束,并更改口令"
    return card("登录", *inside, aside=aside, className="sessions")


def _row(one: SessionLine, act: Component | str) -> list[Component | str]:
    return [
        moment(one.created_at),
        moment(one.seen_at),
        one.visit.address or "—",
        _where(one),
        moment(one.expires_at),
        act,
    ]


def _where(one: SessionLine) -> Component:
    words: list[Component] = [html.Span(one.visit.browser or "—")]
    if one.visit.kind == "wall":
        words = [state("大屏", "open"), html.Span(one.visit.place, className="verbatim"), *words]
    return html.Span(words, className="session-where")


def _ending(own: OwnAccount, one: SessionLine) -> Component | str:
    if one.key == own.mine:
        return state("本次", "open")
    return "—" if own.wall else _end(one, "end_session")


def _end(one: SessionLine, act: str) -> Component:
    subject = f"{one.key}/session"
    return forms.form(subject, "结束登录", forms.submit("结束", act, subject, primary=False))


def of_another(post: str, lines: Sequence[SessionLine], subject: str) -> Component:
    """The log-ins of a post as its administrator sees and ends them."""
    rows = [_row(one, _end(one, "end_session_of")) for one in lines]
    inside = [table(HEADS, rows, empty="现在没有登录。")]
    if lines:
        inside.append(
            forms.form(
                subject,
                say("结束{post}的全部登录", post=post),
                forms.submit("结束全部登录", "end_sessions_of", subject, primary=False),
            )
        )
    return card("登录", *inside, className="sessions")


def factor_of_another(subject: str) -> Component:
    """The form that takes off the codes of a post whose phone is lost."""
    inside = forms.form(
        subject,
        "取消动态码",
        html.P(
            "手机丢失时当面核实后办理:登录不再要动态码,已有登录结束,并告知所属单位。",
            className="quiet",
        ),
        forms.submit("取消动态码", "take_off_factor", subject, primary=False),
    )
    return card("动态码", inside, aside="已设置")


def password_form() -> Component:
    """The form for another password of one's own."""
    inside = forms.form(
        PASSWORD,
        "更改口令",
        html.P(GOOD, className="quiet"),
        html.P(AFTER, className="quiet"),
        _secret("原口令", "old", PASSWORD, "current-password"),
        _secret("新口令", "new", PASSWORD, "new-password"),
        _secret("再输入一次新口令", "again", PASSWORD, "new-password"),
        forms.submit("更改口令", "change_own_password", PASSWORD),
    )
    return card("更改口令", inside)


def _secret(label: str, name: str, subject: str, kind: str) -> Component:
    return forms.field(
        label, name, subject, type="password", autoComplete=kind, maxLength=LONGEST_PASSWORD
    )


def factor(standing: Standing) -> Component:
    """Whether a code is asked for at the log-in, and the way to the other."""
    if standing.on:
        left = say("还有{count}个恢复码没有用过。", count=standing.recoveries)
        inside = forms.form(
            FACTOR,
            "取消动态码",
            html.P(left, className="quiet"),
            _secret("口令", "old", FACTOR, "current-password"),
            _code(),
            forms.submit("取消动态码", "turn_off_factor", FACTOR, primary=False),
        )
        return card("动态码", inside, aside="已设置:登录时除口令外还要手机上的动态码")
    inside = forms.form(
        FACTOR,
        "设置动态码",
        html.P(WHAT, className="quiet"),
        html.P("管理、调度岗位请设置。", className="quiet"),
        forms.submit("开始设置", "offer_factor", FACTOR),
    )
    return card("动态码", inside, aside="未设置")


def offered(offer: Offer, picture: str) -> Component:
    """The secret as a picture and as text, and the question for a first code."""
    return html.Div(
        [
            html.P("一、用手机上的身份验证器扫描,或手工输入密钥:", className="quiet"),
            html.Img(src=picture, alt="动态码密钥的二维码", className="code-picture"),
            html.Code(offer.secret, className="secret", lang="en"),
            html.P("二、输入口令和手机上此刻的数字:", className="quiet"),
            forms.hidden("nonce", FACTOR, offer.nonce),
            _secret("口令", "old", FACTOR, "current-password"),
            _code(),
            forms.submit("确认设置", "turn_on_factor", FACTOR),
            html.Div(id={"told": FACTOR}, className="told", role="alert"),
        ]
    )


def _code() -> Component:
    return forms.field(
        "动态码", "code", FACTOR, inputMode="numeric", autoComplete="one-time-code", maxLength=40
    )


def recovery(codes: Sequence[str]) -> Component:
    """The recovery codes, once."""
    return html.Div(
        [
            html.P(html.Strong("动态码已设置,其他登录已结束。恢复码只显示这一次:")),
            html.Ul([html.Li(html.Code(one)) for one in codes], className="recovery-codes"),
            html.P(
                "手机不在身边时,每个恢复码可代替动态码登录一次;抄下来锁好,不要存在手机里。",
                className="quiet",
            ),
            html.A("已记下,关闭", href=PAGE, target="_self", className="button"),
        ],
        className="shown-once",
        role="status",
    )
