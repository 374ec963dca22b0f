"""Whose hand can do what another post does: passwords set for it, tokens issued on it.

Four eyes are no more than the hands behind them. What one post can do in another's name is
known while it holds the other's one-time password or issued a token that acts for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from desk.handle import Desk
from ledger import credentials
from ledger.accounts import PostRow
from ledger.facts import AlertFact
from ledger.unit import Reading, Unit
from observations.errors import Refused
from observations.identity import Actor


def require_other_hands(
    desk: Desk, actor: Actor, sent_by: Collection[str], reviewed_by: str
) -> None:
    """`Refused` while the approver and a post of the steps before are in one hand.

    They are when one set the other's password, which has not been changed since, or when the
    approver issued a token that still acts for the one who handed in.
    """
    before = {*sent_by, reviewed_by} - {""}
    with desk.ledger.read() as reading:
        reasons = [
            *_lent(reading, actor.names, before),
            *_lent(reading, before, actor.names),
            *_tokens(desk, reading, actor, sent_by),
        ]
    if reasons:
        raise Refused(f"{reasons[0]},不算两人把关", cure="由口令、令牌不在同一人手中的岗位办理")


def _lent(reading: Reading, posts: Collection[str], others: Collection[str]) -> Iterator[str]:
    """Posts whose password one of the others set and which they have not changed since."""
    for post in sorted(posts):
        held = credentials.holding(reading, post)
        if held is not None and held.once and held.by in others:
            yield f"岗位“{post}”的口令由“{held.by}”设置,本人尚未更改"


def _tokens(desk: Desk, reading: Reading, actor: Actor, sent_by: Collection[str]) -> Iterator[str]:
    for post in sorted(sent_by):
        for issuer in sorted(actor.names & credentials.issuers(reading, post, desk.now())):
            yield f"代表送交岗位“{post}”的令牌由“{issuer}”发放,仍在使用"


def told_to_offices(desk: Desk, unit: Unit, post: PostRow, done: str) -> list[AlertFact]:
    """A notice to each office of the post, or to the bureau: somebody else set its password."""
    lines = [
        f"岗位“{post.name}”的口令由“{unit.actor.title}”{done},须本人首次登录时更改。",
        "不是本单位要求的,请立即与管理员核实。",
    ]
    return _notices(desk, unit, post, ("口令由他人设置", lines))


def told_of_factor(desk: Desk, unit: Unit, post: PostRow) -> list[AlertFact]:
    """A notice to each office of the post, or to the bureau: its codes were taken off."""
    lines = [
        f"岗位“{post.name}”的动态码由“{unit.actor.title}”取消,已有登录一并结束,再登录只要口令。",
        "不是本单位要求的,请立即与管理员核实。",
    ]
    return _notices(desk, unit, post, ("动态码由管理员取消", lines))


def _notices(desk: Desk, unit: Unit, post: PostRow, told: tuple[str, list[str]]) -> list[AlertFact]:
    title, lines = told
    return [
        AlertFact(
            kind="access",
            subject=f"post:{post.name}",
            key=f"{unit.id}/{office}",
            severity="warning",
            body={
                "title": title,
                "office": office,
                "office_name": desk.office_names.get(office, ""),
                "lines": lines,
                "path": "/alerts",
                "demo": desk.is_demo,
            },
        )
        for office in sorted(post.offices) or [""]
    ]
