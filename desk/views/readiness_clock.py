"""Whether the machine's clock is right: beside the database server's, and by the kernel's word."""

from __future__ import annotations

import ctypes
import sys

from desk.handle import Clock, Desk, system_clock
from desk.views.readiness_point import Check, Step
from ledger import server
from ledger.tables.kinds import utc

_APART = 5.0  # seconds
_TIMEX = 256  # bytes; struct timex has 208
_UNSYNCHRONIZED = 5  # TIME_ERROR of adjtimex(2)
_WHY = "时钟走快走慢,期限、逾期和每笔记录的时间就错;快了的,改回以后记录的时间也收不回。"


def kernel_synchronized() -> bool | None:
    """Whether the kernel's clock follows a time server; None where it does not say."""
    if not sys.platform.startswith("linux"):
        return None
    asked = ctypes.create_string_buffer(_TIMEX)  # all zero: only to be told
    told = ctypes.CDLL(None).adjtimex(asked)
    return None if told < 0 else bool(told != _UNSYNCHRONIZED)


def synchronized(
    desk: Desk, clock: Clock = system_clock, kernel: bool | None = None
) -> Check | None:
    """None where nothing tells: on SQLite, by a kernel that does not say."""
    with desk.ledger.read() as reading:
        before = clock()
        theirs = server.clock(reading)
    if theirs is not None and abs(apart := (utc(before) - utc(theirs)).total_seconds()) > _APART:
        found = f"本机比数据库服务器{'快' if apart > 0 else '慢'}{abs(apart):.0f}秒。"
        step = Step("两台都用 timedatectl 看,校准走错的一台,都开启时间同步(NTP)")
        return Check("时间同步", "missing", found, _WHY, step)
    beside = "" if theirs is None else "与数据库服务器相差不到5秒。"
    if kernel is False:
        step = Step("开启时间同步:timedatectl set-ntp true;内网的写单位的时间服务器")
        found = f"{beside}本机没有与时间服务器同步(NTP)。"
        return Check("时间同步", "attention", found, _WHY, step)
    if kernel is None and theirs is None:
        return None
    said = "本机已与时间服务器同步(NTP)。" if kernel else ""
    return Check("时间同步", "ready", f"{beside}{said}", _WHY)
