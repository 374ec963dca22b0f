"""`cityplan alerts test|channels`: the channels, and one test message through one of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from flows.cli.output import OK, SOME_REFUSED, leave, said, show
from flows.cli.session import the_actor, the_desk


def add_to(group: typer.Typer) -> None:
    """Add this module's commands to the group of alerts."""
    group.command("channels")(list_channels)
    group.command("test")(test_channel)


def list_channels() -> None:
    """列出预警通道及其编号;不显示口令和密钥。"""
    from desk.channel_test import channel_names

    with the_desk() as desk:
        names = channel_names(desk, the_actor(desk))
    rows = [{"number": number, "name": name} for number, name in enumerate(names, start=1)]
    show({"channels": rows}, "\n".join(f"{row['number']}  {row['name']}" for row in rows))


def test_channel(
    channel: Annotated[int, typer.Argument(help="通道编号,见 cityplan alerts channels")],
) -> None:
    """经一个通道送一条测试消息,说明结果(已接收、地址不准、TLS、登录、超时等);未接收时退出码为1。"""
    from desk.channel_test import try_channel

    with the_desk() as desk:
        tried = try_channel(desk, the_actor(desk), channel)
    sentence = "channel.taken" if tried.taken else "channel.not_taken"
    values = {"number": tried.number, "name": tried.name, "message": tried.key}
    show(asdict(tried), said(sentence, **values, said=tried.said))
    leave(OK if tried.taken else SOME_REFUSED)
