"""`cityplan user factor-off`: take off a post's second factor, where no page can."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk


def register(users: typer.Typer) -> None:
    """Add the command to `cityplan user`."""
    users.command("factor-off")(factor_off)


def factor_off(post: Annotated[str, typer.Argument(help="岗位名")]) -> None:
    """当面核实后取消一个岗位的动态码(手机丢了,或换了会话密钥);它的登录结束,再登录只要口令。"""
    from desk import accounts, factors

    with the_desk() as desk:
        actor = the_actor(desk)
        accounts.post_named(desk, post)
        factors.take_off(desk, actor, post, desk.now())
    show({"post": post}, said("user.factor_off", post=post))
