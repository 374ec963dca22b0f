"""岗位 and 令牌: the lists, the forms to change them, and a secret that is shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dash import dcc
from dash.development.base_component import Component

from dashboards.address import segment
from dashboards.components import forms, html, rights
from dashboards.components.states import state
from dashboards.components.tables import card, table
from dashboards.components.times import moment
from dashboards.words import listed, say
from observations.identity import Actor

if TYPE_CHECKING:
    from desk.handle import Desk
    from desk.views.admin import PostLine, TokenLine
    from ledger.deputies import Leave

NEW_POST, NEW_TOKEN = "new-post", "new-token"
PAGE = "/admin"
LONGEST_NAME = 40
DAYS, MOST_DAYS = 90, 366


def subject_of(name: str, kind: str) -> str:
    """What a form about a post or token is on; quoted, for ids must be ASCII (leaves.pair)."""
    return f"{segment(name)}/{kind}"


def page_of(post: str) -> str:
    """The address of one post's page."""
    return f"{PAGE}/posts/{segment(post)}"


def post_table(desk: Desk, lines: tuple[PostLine, ...]) -> Component:
    """Every post, each name leading to its page."""
    body = [
        [
            dcc.Link(one.post.name, href=page_of(one.post.name)),
            rights.role_words(one.post.roles),
            rights.office_words(desk, one.post.actor),
            rights.area_words(desk, one.post.areas),
            standing(one),
            moment(one.signed_in) if one.signed_in else "从未",
            _leaves(one) or "—",
        ]
        for one in lines
    ]
    active = sum(one.post.active for one in lines)
    heads = ["岗位", "角色", "单位", "地区", "状态", "最近登录", "代理"]
    aside = say(
        "在用 {active} 个,停用 {disabled} 个;点岗位名办理",
        active=active,
        disabled=len(lines) - active,
    )
    inside = table(heads, body, empty="还没有岗位。")
    return card("岗位", inside, aside=aside, className="posts")


def standing(one: PostLine) -> Component:
    """In use or not, and whether its one-time password waits for the first sign-in."""
    if not one.post.active:
        return state("已停用", "shut")
    if one.once:
        return html.Span([state("在用", "open"), " ", html.Small("一次性口令,待本岗位改")])
    return state("在用", "open")


def _leaves(one: PostLine) -> str:
    return listed((_leave(one.post.name, leave) for leave in one.leaves), ";")


def _leave(name: str, leave: Leave) -> str:
    word = (
        say("代{post}", post=leave.post)
        if leave.deputy == name
        else say("由{deputy}代", deputy=leave.deputy)
    )
    return say("{word}({since} 至 {until})", word=word, since=leave.since, until=leave.until)


def about(desk: Desk, one: PostLine) -> list[tuple[str, Component | str]]:
    """What is known of one post, by name."""
    return [
        ("状态", standing(one)),
        ("角色", rights.role_words(one.post.roles)),
        ("单位", rights.office_words(desk, one.post.actor)),
        ("地区", rights.area_words(desk, one.post.areas)),
        ("最近登录", moment(one.signed_in) if one.signed_in else "从未"),
        ("代理", _leaves(one) or "—"),
    ]


def new_post(desk: Desk) -> Component:
    """The form to create a post."""
    inside = forms.form(
        NEW_POST,
        "新增岗位",
        forms.field(
            "岗位名(写岗位,不写人名)", "post", NEW_POST,
            placeholder="例如 市政科经办人", maxLength=LONGEST_NAME,
        ),
        *rights.boxes(desk, NEW_POST, Actor("", frozenset())),
        forms.submit("新增岗位", "add_post", NEW_POST),
    )  # fmt: skip
    aside = "一次性口令只显示一次,当面交给本岗位"
    return card("新增岗位", forms.folded("填写新岗位", inside), aside=aside)


def rights_form(desk: Desk, one: PostLine) -> Component:
    """The form to change what a post may do; the next step shows old and new."""
    subject = subject_of(one.post.name, "rights")
    inside = forms.form(
        subject,
        say("改{post}的权限", post=one.post.name),
        *rights.boxes(desk, subject, one.post.actor),
        forms.submit("核对改动", "show_rights", subject),
    )
    return card("改权限", inside, aside="整套重写;口令、登录和令牌不变")


def confirm_rights(desk: Desk, one: PostLine, after: Actor) -> Component:
    """Old beside new, and the button that saves; takes the place of the form."""
    subject = subject_of(one.post.name, "rights")
    return html.Div(
        [
            rights.compared(desk, one.post.actor, after),
            *rights.carried(subject, after, one.post.version),
            html.Div(
                [forms.submit("确认保存", "save_rights", subject), _back("放弃", one.post.name)],
                className="buttons",
            ),
            html.Div(id={"told": subject}, className="told", role="alert"),
        ]
    )


def password_form(one: PostLine) -> Component:
    """The form to reset a post's password."""
    subject = subject_of(one.post.name, "password")
    said = "生成一个只显示一次的口令,当面交给本岗位,首次登录时必须改掉。"
    also = "原口令、已有登录和程序令牌立即失效,并在所属单位的预警中告知。"
    inside = forms.form(
        subject,
        say("重置{post}的口令", post=one.post.name),
        html.P(listed([said, also], ""), className="quiet"),
        forms.submit("重置口令", "reset_password", subject, primary=False),
    )
    return card("重置口令", inside)


def own_password() -> Component:
    """Where one's own password is reset: an open session alone is not enough for that."""
    said = "自己的口令不在本页重置:请另一管理员办理,或在服务器上用 "
    return card(
        "重置口令", html.P([said, html.Code("cityplan user password"), "。"], className="quiet")
    )


def state_form(one: PostLine) -> Component:
    """The form to disable a post in use, or to enable one that is disabled."""
    subject = subject_of(one.post.name, "state")
    act, word, said = (
        ("disable_post", "停用岗位", "停用后不能登录,已有登录和程序令牌立即失效;记录都保留。")
        if one.post.active
        else ("enable_post", "重新启用", "可以再登录;停用以前的登录和令牌不再有效。")
    )
    inside = forms.form(
        subject,
        f"{word}:{one.post.name}",
        html.P(said, className="quiet"),
        forms.submit(word, act, subject, primary=not one.post.active),
    )
    return card(word, inside)


def token_table(lines: tuple[TokenLine, ...]) -> Component:
    """Every token, with what it may still be used for."""
    body = [
        [
            html.Span(one.token.name, className="verbatim"),
            one.token.post,
            moment(one.token.created_at),
            moment(one.token.expires_at) if one.token.expires_at else "不限",
            _token_state(one),
            _revoke(one.token.name) if one.live else "—",
        ]
        for one in lines
    ]
    heads = ["用途", "代表岗位", "发放", "有效至", "状态", "办理"]
    return card("程序令牌", table(heads, body, empty="还没有发过令牌。"))


def _token_state(one: TokenLine) -> Component:
    if one.live:
        return state("有效", "open")
    gone = one.token.revoked_at
    return html.Span([state("已收回", "shut"), moment(gone)]) if gone else state("已到期", "shut")


def _revoke(name: str) -> Component:
    subject = subject_of(name, "token")
    inside = forms.form(
        subject,
        say("收回令牌{name}", name=name),
        html.P("同名的令牌一并收回,立即失效。", className="quiet"),
        forms.submit("确认收回", "revoke_token", subject),
    )
    return forms.folded("收回", inside)


def new_token(lines: tuple[PostLine, ...]) -> Component:
    """The form to issue a token."""
    names = [(one.post.name, one.post.name) for one in lines if one.post.active]
    inside = forms.form(
        NEW_TOKEN,
        "发放令牌",
        forms.field(
            "用途", "name", NEW_TOKEN, placeholder="例如 供水平台对接", maxLength=LONGEST_NAME
        ),
        forms.choice("代表哪个岗位", "post", NEW_TOKEN, names),
        forms.field(
            say("有效天数(1 至 {most})", most=MOST_DAYS),
            "days",
            NEW_TOKEN,
            value=str(DAYS),
            inputMode="numeric",
        ),
        forms.submit("发放令牌", "issue_token", NEW_TOKEN),
    )
    return card("发放令牌", inside, aside="令牌只显示一次")


def shown_once(title: str, secret: str, said: str, again: str) -> Component:
    """A secret in the place of the form that asked for it; a look elsewhere and it is gone."""
    return html.Div(
        [
            html.P(html.Strong(title)),
            html.Code(secret, className="secret"),
            html.P(said, className="quiet"),
            html.A("已记下,关闭", href=again, target="_self", className="button"),
        ],
        className="shown-once",
        role="status",
    )


def _back(word: str, post: str) -> Component:
    return html.A(word, href=page_of(post), target="_self", className="button")
