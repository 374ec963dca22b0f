"""Trying a channel: one test message, and in Chinese what came of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from alerts.channels import Channel, NotTaken
from alerts.compose import DEMO_MARK, Message
from desk.channels import channels_of
from desk.handle import Desk
from desk.rights import require_everywhere
from observations.errors import UserError
from observations.identity import Actor, Role

ACTION = "alert.test"
"""What the audit calls a test; its subject is the channel's name and what came of it."""


@dataclass(frozen=True)
class Tried:
    """What came of one test message; `name` and `said` hold no secret."""

    number: int
    name: str
    taken: bool
    said: str
    key: str


def channel_names(desk: Desk, actor: Actor) -> tuple[str, ...]:
    """Names of the channels in their order, the file last; the first has the number 1."""
    require_everywhere(actor, Role.DESK, Role.ADMIN)
    return tuple(channel.name for channel in channels_of(desk.settings))


def try_channel(desk: Desk, actor: Actor, number: int) -> Tried:
    """Send a test message through the channel of this number and write down what came of it.

    `UserError` when there is no such number. Nothing is tried again: a channel that did not
    take it is mended first.
    """
    require_everywhere(actor, Role.DESK, Role.ADMIN)
    channel = _chosen(channels_of(desk.settings), number)
    message = _message(desk, channel)
    try:
        channel.send(message)
        taken, said = True, "对方已接收"
    except NotTaken as refusal:
        taken, said = False, str(refusal)
    with desk.ledger.write(actor, desk.now(), ACTION, f"{channel.name} {said}"):
        pass  # that it was tried, by whom, and what came of it
    return Tried(number, channel.name, taken, said, message.key)


def _chosen(channels: tuple[Channel, ...], number: int) -> Channel:
    if not 1 <= number <= len(channels):
        named = ";".join(f"{n} {one.name}" for n, one in enumerate(channels, start=1))
        raise UserError(f"没有第 {number} 个预警通道", cure=f"现有:{named}")
    return channels[number - 1]


def _message(desk: Desk, channel: Channel) -> Message:
    moment = desk.now()
    digest = hashlib.sha256(f"{channel.name} {moment.isoformat()}".encode()).hexdigest()
    return Message(
        key=f"test-{digest[:16]}",
        kind="test",
        severity="info",
        title=(DEMO_MARK if desk.is_demo else "") + "预警通道测试",
        lines=(f"{moment:%Y-%m-%d %H:%M} 发出的测试消息。收到即通道可用,不必处理。",),
        path="",
        demo=desk.is_demo,
        facts=(),
    )
