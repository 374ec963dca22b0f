"""Papers told by the alert channels: a draft waits for its approval, a paper is issued.

The recipients called `papers` and `leader` are data of the installation, as all others are.
"""

from __future__ import annotations

from collections.abc import Sequence

from desk.handle import Desk
from ledger.facts import AlertFact
from ledger.paper_steps import StepRow
from observations.period import ReportingPeriod

KIND = "paper"
SUBSCRIBERS = "papers"


def waiting(desk: Desk, period: ReportingPeriod, draft: str) -> AlertFact:
    """To the leader: a draft was written by the clock and waits to be read and approved."""
    lines = [
        f"草稿 {draft} 已按现有的审定值起草,请调度岗位补充、领导岗位看稿批准。",
        "批准以前台账又有变动的,定时任务会重新起草;有人修改或批准以后不再动它。",
    ]
    return _fact(desk, period, ("waiting", draft), f"{period.label}通报草稿待批准", lines, "leader")


def issued(desk: Desk, row: StepRow, said: str, before: StepRow | None) -> AlertFact:
    """To the subscribers: the paper of `row` is issued under the number that it calls `said`."""
    period = ReportingPeriod.parse(row.period)
    lines = [
        f"{said},成文日期 {row.dated}。",
        "docx、pdf、html、xlsx 在通报页下载。",
        *([f"取代 {before.year}年第{before.number}号。"] if before else []),
    ]
    key = ("issued", f"{row.year}/{row.number}")
    return _fact(desk, period, key, f"{period.label}通报已印发", lines, SUBSCRIBERS)


def _fact(
    desk: Desk,
    period: ReportingPeriod,
    key: tuple[str, str],
    title: str,
    lines: Sequence[str],
    to: str,
) -> AlertFact:
    return AlertFact(
        kind=KIND,
        subject=f"paper:{period}",
        key="/".join(key),
        severity="info",
        body={
            "title": title,
            "lines": list(lines),
            "to": to,
            "path": f"/briefings/{period}",
            "demo": desk.is_demo,
        },
    )
