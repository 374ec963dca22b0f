"""What is wrong with this installation's own head files: each with its cause and its cure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from desk.handle import SHANGHAI, Desk
from desk.heads import LINES, day_files, export_of, kept_lines, read_heads, write_lines
from desk.rights import require_role
from ledger.audit import BrokenLink, ChainHead
from observations.errors import UserError
from observations.identity import Actor, Role

_ELSEWHERE = "从机器以外的副本恢复;没有副本的,移走它再用 cityplan ledger head --fill 补写(补写留痕)"
_ONE = timedelta(days=1)


def checked(desk: Desk) -> tuple[tuple[ChainHead, ...], tuple[BrokenLink, ...]]:
    """Every head in this installation's own folder, and what is wrong with the files.

    Named are files that cannot be read, that hold no head or another day's, days left out
    between two others, and days of which `heads.txt` says something else than their file.
    """
    heads: dict[date, ChainHead] = {}
    broken = []
    for day, path in day_files(desk).items():
        try:
            (heads[day],) = read_heads(path)
        except (UserError, ValueError):
            broken.append(_wrong(path.name, f"读不出:文件损坏或被改动。{_ELSEWHERE}"))
    try:
        lines = kept_lines(desk)
    except UserError:
        lines = {}
        broken.append(_wrong(LINES, f"读不出:文件损坏或被改动。{_ELSEWHERE}"))
    else:
        broken += _lines(desk, heads, lines)
    broken += [*_each(heads), *_gaps([*day_files(desk), *lines])]
    return tuple(dict.fromkeys([*heads.values(), *lines.values()])), tuple(broken)


def without_links(name: str, heads: tuple[ChainHead, ...]) -> tuple[BrokenLink, ...]:
    """One sentence when a head stands before the first link: it would agree with any chain."""
    if all(one.seq >= 1 for one in heads):
        return ()
    reason = f"链头序号为 0,与什么链都相符,等于没有核对:导出时库是空的,或文件被改动。{_ELSEWHERE}"
    return (_wrong(name, reason),)


def left_out(days: Collection[date]) -> tuple[date, ...]:
    """The days between the first and the last of `days` that are not among them."""
    known = set(days)
    first = min(known, default=date.min)
    span = (max(known) - first).days if known else 0
    return tuple(day for n in range(span) if (day := first + n * _ONE) not in known)


def fill(desk: Desk, actor: Actor) -> tuple[date, ...]:
    """Write the files of days left out, from `heads.txt` or else from the chain; the days.

    The chain keeps who did it: a head written later proves less than one written in its time.
    """
    require_role(actor, Role.ADMIN)
    files, lines = day_files(desk), kept_lines(desk)
    days = sorted({*left_out([*files, *lines]), *(lines.keys() - files.keys())})
    if days:
        with desk.ledger.write(actor, desk.now(), "head.fill", "、".join(map(str, days))[:500]):
            pass
    for day in days:
        export_of(desk, day, lines.get(day))
    write_lines(desk)
    return tuple(days)


def _each(heads: Mapping[date, ChainHead]) -> Iterator[BrokenLink]:
    """A day's head is a link, of before its first moment, and none before another day's."""
    highest = 0
    for day, head in sorted(heads.items()):
        name, midnight = f"{day}.json", datetime.combine(day, time(), SHANGHAI)
        if head.seq < 1:
            yield from without_links(name, (head,))
        elif head.recorded_at is None or head.recorded_at >= midnight:
            yield _wrong(name, f"记录时刻不早于当日零点,不是这一天的链头。{_ELSEWHERE}")
        elif head.seq < highest:
            reason = f"序号 {head.seq} 小于前一天的 {highest},日期或内容被改动。{_ELSEWHERE}"
            yield _wrong(name, reason)
        else:
            highest = head.seq


def _gaps(days_known: Collection[date]) -> Iterator[BrokenLink]:
    gone = left_out(days_known)
    firsts = [day for day in gone if day - _ONE not in gone]
    for first in firsts:
        last = first
        while last + _ONE in gone:
            last += _ONE
        days = str(first) if first == last else f"{first} 至 {last}"
        reason = (
            "前后各日都有,文件被删去或移走。从机器以外的副本恢复;没有副本的,"
            "用 cityplan ledger head --fill 补写(补写留痕)"
        )
        yield _wrong(f"{days} 缺", reason)


def _lines(
    desk: Desk, heads: Mapping[date, ChainHead], lines: Mapping[date, ChainHead]
) -> Iterator[BrokenLink]:
    """`heads.txt` and the days' files say the same of each day."""
    files = day_files(desk)
    for day in sorted({*heads, *lines}):
        if day not in lines:
            reason = f"{LINES} 没有这一天:被删去一行。用 cityplan ledger head --fill 补齐"
            yield _wrong(f"{day}.json", reason)
        elif day not in files:
            cure = f"从机器以外的副本恢复,或用 cityplan ledger head --fill 照 {LINES} 写回"
            yield _wrong(f"{day}.json", f"{LINES} 有这一天而文件不在了。{cure}")
        elif day in heads and heads[day] != lines[day]:
            reason = f"与 {LINES} 的一行不同,其中一份被改动。{_ELSEWHERE}"
            yield _wrong(f"{day}.json", reason)


def _wrong(name: str, reason: str) -> BrokenLink:
    return BrokenLink(None, f"链头文件 {name}", reason)
