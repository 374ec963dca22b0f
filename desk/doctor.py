"""How the installation fares as a machine: what its administrator has to see to, and how."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from desk.handle import Desk, open_desk, system_clock
from desk.head_files import checked as heads_checked
from desk.safe_start import require_safe
from desk.settings import Settings
from desk.views import readiness_backups as backups
from desk.views import readiness_clock as clock
from desk.views import readiness_database as database
from desk.views import readiness_machine as machine
from desk.views.going_live import known_of
from desk.views.readiness_point import Check, Step
from ledger.counts import counts
from ledger.tables.kinds import utc
from observations.errors import UserError
from observations.identity import Actor

LOCK = Path(__file__).parents[1] / "requirements.lock"
_LEAST, _LITTLE = 1 << 30, 5 << 30  # bytes free
_WAITS = 600.0  # seconds a delivery waits for its verdict before somebody should look
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\\]*)")
_MACHINE = (
    machine.secret,
    machine.personal,
    machine.worker,
    machine.schedules,
    machine.channels,
    machine.https,
    machine.heads,
    machine.backup,
)


def examined(settings: Settings, actor: Actor) -> tuple[Check, ...]:
    """Every point in order; what cannot be looked at because the record does not open is left out.

    Never raises for what is wrong: that is a point of its own.
    """
    own = (_disk(settings), packages(LOCK))
    try:
        desk = open_desk(settings)
    except UserError as closed:
        why = "台账打不开,什么都办不了。"
        return (Check("台账", "missing", f"{closed.what}。", why, Step(closed.cure)), *own)
    try:
        return (*_opened(desk, actor), *own)
    finally:
        desk.ledger.close()


def _opened(desk: Desk, actor: Actor) -> Iterator[Check]:
    known = known_of(desk, actor)
    words = (
        f"{desk.ledger.dialect},{'演示库' if desk.is_demo else '正式库'},链头 {desk.ledger.head()}"
    )
    yield Check("台账", "ready", f"打得开,结构与程序相符({words})。", "")
    yield from (_clock(desk), _safe(desk), _waiting(desk), _head_files(desk))
    yield database.rights(desk)
    yield from filter(None, (database.connections(desk), database.copy(desk)))
    kernel = clock.kernel_synchronized()
    apart = (clock.synchronized(desk, kernel=kernel), backups.place(desk), backups.archive(desk))
    yield from filter(None, apart)
    yield from (one(desk, known) for one in _MACHINE)


def _disk(settings: Settings) -> Check:
    why = "盘满了就收不下来件;已有的不会坏。"
    place = next(one for one in (settings.home, *settings.home.resolve().parents) if one.exists())
    found = shutil.disk_usage(place)
    said = f"数据目录所在磁盘余 {found.free / 2**30:.1f} GB(共 {found.total / 2**30:.1f} GB)。"
    if found.free >= _LITTLE:
        return Check("磁盘", "ready", said, why)
    step = Step("腾出空间,或把数据目录移到更大的磁盘")
    return Check("磁盘", "missing" if found.free < _LEAST else "attention", said, why, step)


def _clock(desk: Desk) -> Check:
    """A record never goes back: a clock that did is stretched over by microseconds."""
    why = "期限、逾期和每笔记录的时间都按本机时钟。"
    with desk.ledger.read() as reading:
        last = counts(reading).last_recorded
    now = utc(system_clock())
    if last is None or last <= now:
        return Check(
            "时钟", "ready", f"现在 {system_clock():%Y-%m-%d %H:%M},不早于最近一笔记录。", why
        )
    if desk.is_demo:
        return Check("时钟", "ready", "演示库的记录用模拟时钟。", why)
    found = f"现在 {system_clock():%Y-%m-%d %H:%M},早于最近一笔记录。"
    return Check("时钟", "missing", found, why, Step("校准本机时钟,并开启时间同步(NTP)"))


def _safe(desk: Desk) -> Check:
    why = "调试开着、目录人人可读,口令摘要和来件就不再保密。"
    try:
        require_safe(desk.settings, os.environ, demo=desk.is_demo)
    except UserError as mistake:
        return Check("目录与环境", "missing", f"{mistake.what}。", why, Step(mistake.cure))
    return Check("目录与环境", "ready", "调试未开,数据目录只有程序账号能读。", why)


def _waiting(desk: Desk) -> Check:
    why = "报了没有回执,填报人不知道对错。"
    with desk.ledger.read() as reading:
        found = counts(reading)
    since = found.waiting_since
    waits = (utc(system_clock()) - utc(since)).total_seconds() if since else 0.0
    failed = found.jobs.get("failed", 0)
    said = f"等候核验最久 {waits / 60:.0f} 分钟,失败的任务 {failed} 个。"
    if waits <= _WAITS and not failed:
        return Check("积压", "ready", said, why)
    step = Step("看核验进程是否在岗、日志里的原因", command="cityplan serve")
    return Check("积压", "attention", said, why, step)


def _head_files(desk: Desk) -> Check:
    why = "链头文件坏了,就少一份台账没有被换掉的证明。"
    wrong = tuple(f"{one.place}:{one.reason}" for one in heads_checked(desk)[1])
    if not wrong:
        return Check("链头文件", "ready", "逐日连续,互相相符。", why)
    step = Step("逐一处理", command="cityplan ledger head")
    return Check("链头文件", "attention", f"{len(wrong)}处不对。", why, step, wrong)


def packages(lock: Path) -> Check:
    """What is installed beside what is locked: another version was never tried."""
    why = "依赖与锁定的不同,行为没有试过。"
    pins = (_PIN.match(line) for line in lock.read_text("utf-8").splitlines())
    wanted = {one[1]: one[2] for one in pins if one and not one[3].strip(" ;")}
    wrong = tuple(
        f"{name} 装的是 {found},锁定 {pin}"
        for name, pin in wanted.items()
        if (found := _installed(name)) not in (None, pin)
    )
    if not wrong:
        return Check("依赖", "ready", f"{len(wanted)}个依赖都是锁定的版本。", why)
    return Check(
        "依赖",
        "attention",
        f"{len(wrong)}个不是。",
        why,
        Step("重装", command="make install"),
        wrong,
    )


def _installed(name: str) -> str | None:
    """The version; None for what this installation does without (for another system, for tests)."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
