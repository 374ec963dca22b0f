"""`cityplan user deputy|deputies`: who stands in for whom during a leave."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.days import day
from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk
from observations.errors import UsageError


def register(users: typer.Typer) -> None:
    """Add this module's commands to the group `user`."""
    users.command("deputy")(user_deputy)
    users.command("deputies")(user_deputies)


def user_deputy(
    post: Annotated[str, typer.Argument(help="休假的岗位")],
    deputy: Annotated[str, typer.Argument(help="代理的岗位")],
    since: Annotated[str, typer.Option("--from", help="首日,如 2024-10-08")] = "",
    until: Annotated[str, typer.Option("--to", help="末日(含当日)")] = "",
    reason: Annotated[str, typer.Option(help="原因,如 年休假")] = "",
    end: Annotated[bool, typer.Option("--end", help="立即结束代理")] = False,
) -> None:
    """指定休假期间的代理岗位;代理期间所办事项都记明“代”谁。"""
    from desk.deputies import end_deputy, name_deputy
    from ledger.deputies import Leave

    if not end and not (since and until):
        raise UsageError(said("deputy.days"), cure=said("deputy.days.cure"))
    with the_desk() as desk:
        actor = the_actor(desk)
        if end:
            end_deputy(desk, actor, post, deputy, reason)
        else:
            name_deputy(desk, actor, Leave(post, deputy, day(since), day(until), reason))
    about = {"post": post, "deputy": deputy, "from": since, "to": until}
    words = {"post": post, "deputy": deputy, "since": since, "until": until}
    state = "ended" if end else "named"
    show(about | {"state": state}, said(f"deputy.{state}", **words))


def user_deputies() -> None:
    """列出在用和将要开始的代理。"""
    from desk.deputies import running

    with the_desk() as desk:
        rows = running(desk)
    lines = [said("deputy.row", **vars(one)) for one in rows]
    show({"deputies": rows}, "\n".join(lines) or said("deputy.none"))
