"""The channels of alerts and how each fares, without anybody's address or secret."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.channel_test import ACTION, channel_names
from desk.channel_watch import MANY_ATTEMPTS
from desk.handle import Desk
from ledger.audit import AuditRow
from ledger.audited import links_of
from ledger.channel_log import Fared, fared
from observations.identity import Actor

KINDS: Mapping[str, str] = {
    "file": "文件",
    "mailto": "邮件",
    "wecombot": "企业微信群机器人",
    "dingtalk": "钉钉群机器人",
    "feishu": "飞书群机器人",
    "lark": "Lark 群机器人",
}
"""What an address's scheme is called; every other is a web hook."""


@dataclass(frozen=True)
class ChannelRow:
    """One channel; `place` is its host (of a file its name), `state` one of the words of `STATES`.

    `tested` is what came of the last test, empty before the first.
    """

    number: int
    kind: str
    place: str
    state: str
    fared: Fared
    tested: str
    tested_at: datetime | None


STATES: Mapping[str, str] = {
    "idle": "还没有送过",
    "well": "正常",
    "waiting": "有待送的消息",
    "failing": "未接收,自动重发",
    "silent": "不通",
}


def channels(desk: Desk, actor: Actor) -> tuple[ChannelRow, ...]:
    """Every channel in the order of the settings, the file last; for desk and administrator."""
    names = channel_names(desk, actor)
    with desk.ledger.read() as reading:
        found = fared(reading)
        tests = links_of(reading, ACTION)
    return tuple(
        _row(number, name, found.get(name, Fared()), _test_of(name, tests))
        for number, name in enumerate(names, start=1)
    )


def kind_of(name: str) -> str:
    """What kind of channel has this name."""
    return KINDS.get(name.partition("://")[0], "网络接口")


def place_of(name: str) -> str:
    """The host of a channel; of a file only its name: where it lies is the machine's matter."""
    scheme, _, rest = name.partition("://")
    return rest.rpartition("/")[2] if scheme == "file" else rest.partition("#")[0]


def _row(number: int, name: str, one: Fared, test: tuple[str, datetime | None]) -> ChannelRow:
    return ChannelRow(number, kind_of(name), place_of(name), _state(one), one, *test)


def _state(one: Fared) -> str:
    if one.attempts:
        return "silent" if one.attempts >= MANY_ATTEMPTS else "failing"
    if one.waiting:
        return "waiting"
    return "well" if one.taken_at else "idle"


def _test_of(name: str, links: Sequence[AuditRow]) -> tuple[str, datetime | None]:
    """What came of this channel's last test; a file's name may hold blanks."""
    begins = f"{name} "
    mine = (link for link in reversed(links) if link.subject.startswith(begins))
    last = next(mine, None)
    return ("", None) if last is None else (last.subject.removeprefix(begins), last.recorded_at)
