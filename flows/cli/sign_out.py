"""`cityplan user sign-out`: end log-ins, of one post or of all."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError


def register(users: typer.Typer) -> None:
    """Add the command to `cityplan user`."""
    users.command("sign-out")(sign_out)


def sign_out(
    post: Annotated[str, typer.Argument(help="岗位名")] = "",
    everybody: Annotated[
        bool, typer.Option("--everybody", help="结束所有人的登录(疑似泄露时)")
    ] = False,
) -> None:
    """结束一个岗位或全部岗位的登录;口令和令牌不变,可以再登录。"""
    from desk import accounts, sessions

    if bool(post) == everybody:
        raise UsageError(said("user.sign_out_whom"), cure=said("user.sign_out_cure"))
    with the_desk() as desk:
        actor = the_actor(desk)
        if everybody:
            ended = sessions.end_everybody(desk, actor, desk.now())
        else:
            accounts.post_named(desk, post)
            ended = sessions.end_of_post(desk, actor, post, desk.now())
    show({"post": post, "ended": ended}, said("user.signed_out", count=ended))
