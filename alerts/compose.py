"""Facts as messages: title, lines, where to look, and 演示数据 where it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from alerts.grouping import (
    LONGEST,
    by_kind,
    counted,
    fair_share,
    groups,
    office_of,
    one_office,
    one_subject,
    to_of,
)
from alerts.runbook import in_general
from ledger.facts import FactRow

__all__ = ["LONGEST", "Message", "compose", "message_of"]

DEMO_MARK = "【演示数据】"
ALL_ALERTS = "/alerts"
MOST_TO_DO = 5  # lines of what to do in one message
_LOUDNESS = ("critical", "warning", "info")
_KINDS = {
    "quality": "数据质量",
    "late": "逾期未报",
    "due": "临近报送",
    "case": "督办事项",
    "held": "暂停判定",
    "assessment": "评估结果",
    "heartbeat": "系统运行",
    "system": "系统运行",
    "head": "审计链头",
    "access": "岗位口令",
    "escalation": "预警升级",
    "digest": "预警日报",
    "paper": "通报",
}


@dataclass(frozen=True)
class Message:
    """What one channel is told at once. `key` lets a receiver drop a repetition.

    `path` is a page of ours without the host; `facts` are ids of what it tells; `office` is
    whom all of it is about, empty when it is about nobody or about several. `runbook`: what
    to do, by when, whom to ask. `to`: the post it is carried to (reviewer, desk, leader), if any.
    """

    key: str
    kind: str
    severity: str
    title: str
    lines: tuple[str, ...]
    path: str
    demo: bool
    facts: tuple[str, ...]
    office: str = ""
    runbook: tuple[str, ...] = ()
    to: str = ""

    @property
    def text(self) -> str:
        """Body as plain text, ending with the page and the number of the message."""
        ends = [f"查看:{self.path}"] if self.path else []
        return "\n".join((*self.lines, *self.runbook, *ends, f"编号:{self.key}"))


def compose(
    facts: Iterable[FactRow], *, demo: bool, apart: Collection[str] = ()
) -> tuple[Message, ...]:
    """One message a kind and office, loudest first; one digest a kind when there are many.

    Whoever is `apart` on the channel gets a message of its own all the same.
    """
    messages = [message_of(group, demo=demo) for group in groups(facts, apart)]
    return tuple(sorted(messages, key=lambda message: _LOUDNESS.index(message.severity)))


def message_of(rows: Sequence[FactRow], *, demo: bool, key: str = "") -> Message:
    """The message that tells `rows`, all of one kind; the same rows give the same message."""
    ordered = sorted(rows, key=by_kind)
    alone = one_subject(ordered)
    marked = demo or any(row.fact.body.get("demo") for row in ordered)
    return Message(
        key=key or _key(ordered),
        kind=ordered[0].fact.kind,
        severity=min((_severity(row) for row in ordered), key=_LOUDNESS.index),
        title=(DEMO_MARK if marked else "") + _titled(ordered),
        lines=_told(ordered),
        path=str(ordered[-1].fact.body.get("path", "")) if alone else ALL_ALERTS,
        demo=marked,
        facts=tuple(row.id for row in ordered),
        office=_office(ordered),
        runbook=_runbook(ordered),
        to=to_of(ordered[0]),
    )


def _office(rows: Sequence[FactRow]) -> str:
    named = {office_of(row) for row in rows}
    return named.pop() if len(named) == 1 else ""


def _titled(rows: Sequence[FactRow]) -> str:
    if one_subject(rows):
        return _title(rows[0])
    if not one_office(rows):
        return _digest_title(rows)
    kind, name = rows[0].fact.kind, str(rows[0].fact.body.get("office_name") or "")
    subjects = len({row.fact.subject for row in rows})
    return f"{_KINDS.get(kind, kind)}:{name} {subjects} 件"


def _told(rows: Sequence[FactRow]) -> tuple[str, ...]:
    """Lines of one matter; of one office's several, each under its title; else a line each."""
    if one_subject(rows):
        lines = [line for row in rows for line in _lines(row)]
        # A daily digest is as long as its own rule says.
        return tuple(lines) if rows[0].fact.kind == "digest" else _shortened(lines)
    if not one_office(rows):
        return _shortened([line for row in rows for line in _headline(row)])
    parts = [[f"【{_subject_title(row)}】", *_lines(row)] for row in rows]
    shown = fair_share(parts)
    left = counted(
        line for part, kept in zip(parts, shown, strict=True) for line in part[len(kept) :]
    )
    ends = [f"另有 {left} 条,见系统。"] if left else []
    return (*(line for part in shown for line in part), *ends)


def _runbook(rows: Sequence[FactRow]) -> tuple[str, ...]:
    """What to do, once each; a fact of before says it by its kind."""
    said = (str(row.fact.body.get("runbook") or in_general(row.fact.kind)) for row in rows)
    return tuple(dict.fromkeys(line for line in said if line))[:MOST_TO_DO]


def _severity(row: FactRow) -> str:
    return row.fact.severity if row.fact.severity in _LOUDNESS else "warning"


def _title(row: FactRow) -> str:
    body = row.fact.body
    title = str(body.get("title") or _KINDS.get(row.fact.kind, row.fact.kind))
    about = "".join(str(body.get(name) or "") for name in ("office_name", "period"))
    return f"{title}:{about}" if about else title


def _subject_title(row: FactRow) -> str:
    """A matter among others of its office: the office is said already."""
    body = row.fact.body
    title = str(body.get("title") or _KINDS.get(row.fact.kind, row.fact.kind))
    return " ".join(filter(None, (title, str(body.get("period") or ""))))


def _digest_title(rows: Sequence[FactRow]) -> str:
    kind = rows[0].fact.kind
    return f"{_KINDS.get(kind, kind)}预警汇总:共 {len(rows)} 条"


def _lines(row: FactRow) -> list[str]:
    return [str(line) for line in row.fact.body.get("lines", ())]


def _headline(row: FactRow) -> list[str]:
    first = _lines(row)[:1]
    return [";".join([_title(row), *first])]


def _shortened(lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= LONGEST:
        return tuple(lines)
    return (*lines[:LONGEST], f"另有 {counted(lines[LONGEST:])} 条,见系统。")


def _key(rows: Sequence[FactRow]) -> str:
    """Hash of what is told; the moment of recording keeps two databases apart."""
    told = [
        (row.id, row.fact.kind, row.fact.subject, row.fact.key, row.recorded_at.isoformat())
        for row in rows
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]
