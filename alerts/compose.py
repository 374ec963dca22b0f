"""Facts as messages: title, lines, where to look, and 演示数据 where it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ledger.facts import FactRow

DEMO_MARK = "【演示数据】"
DIGEST_ABOVE = 20  # groups of one kind at once; beyond it one digest, not a flood
LONGEST = 50  # lines of one message
ALL_ALERTS = "/alerts"
_LOUDNESS = ("critical", "warning", "info")
_KINDS = {
    "quality": "数据质量",
    "late": "逾期未报",
    "case": "督办事项",
    "held": "暂停判定",
    "assessment": "评估结果",
    "heartbeat": "系统运行",
    "head": "审计链头",
    "access": "岗位口令",
}


@dataclass(frozen=True)
class Message:
    """What one channel is told at once. `key` lets a receiver drop a repetition.

    `path` is a page of ours without the host; `facts` are ids of what it tells; `office` is
    whom all of it is about, empty when it is about nobody or about several.
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

    @property
    def text(self) -> str:
        """Body as plain text, ending with the page and the number of the message."""
        ends = [f"查看:{self.path}"] if self.path else []
        return "\n".join((*self.lines, *ends, f"编号:{self.key}"))


def compose(facts: Iterable[FactRow], *, demo: bool) -> tuple[Message, ...]:
    """One message a kind and subject, loudest first; one digest a kind when there are many."""
    messages: list[Message] = []
    for _, of_kind in groupby(sorted(facts, key=_by_kind), key=lambda row: row.fact.kind):
        rows = list(of_kind)
        subjects = [list(g) for _, g in groupby(rows, key=lambda row: row.fact.subject)]
        groups = subjects if len(subjects) <= DIGEST_ABOVE else [rows]
        messages.extend(message_of(group, demo=demo) for group in groups)
    return tuple(sorted(messages, key=lambda message: _LOUDNESS.index(message.severity)))


def message_of(rows: Sequence[FactRow], *, demo: bool, key: str = "") -> Message:
    """The message that tells `rows`, all of one kind; the same rows give the same message."""
    ordered = sorted(rows, key=_by_kind)
    alone = len({row.fact.subject for row in ordered}) == 1
    marked = demo or any(row.fact.body.get("demo") for row in ordered)
    title = _title(ordered[0]) if alone else _digest_title(ordered)
    lines = [line for row in ordered for line in (_lines(row) if alone else _headline(row))]
    return Message(
        key=key or _key(ordered),
        kind=ordered[0].fact.kind,
        severity=min((_severity(row) for row in ordered), key=_LOUDNESS.index),
        title=(DEMO_MARK if marked else "") + title,
        lines=_shortened(lines),
        path=str(ordered[-1].fact.body.get("path", "")) if alone else ALL_ALERTS,
        demo=marked,
        facts=tuple(row.id for row in ordered),
        office=_office(ordered),
    )


def _office(rows: Sequence[FactRow]) -> str:
    named = {str(row.fact.body.get("office") or "") for row in rows}
    return named.pop() if len(named) == 1 else ""


def _by_kind(row: FactRow) -> tuple[str, str, int, str]:
    return (row.fact.kind, row.fact.subject, row.seq, row.id)


def _severity(row: FactRow) -> str:
    return row.fact.severity if row.fact.severity in _LOUDNESS else "warning"


def _title(row: FactRow) -> str:
    body = row.fact.body
    title = str(body.get("title") or _KINDS.get(row.fact.kind, row.fact.kind))
    about = "".join(str(body.get(name) or "") for name in ("office_name", "period"))
    return f"{title}:{about}" if about else title


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
    return (*lines[:LONGEST], f"另有 {len(lines) - LONGEST} 条,见系统。")


def _key(rows: Sequence[FactRow]) -> str:
    """Hash of what is told; the moment of recording keeps two databases apart."""
    told = [
        (row.id, row.fact.kind, row.fact.subject, row.fact.key, row.recorded_at.isoformat())
        for row in rows
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:32]
