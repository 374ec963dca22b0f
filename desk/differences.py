"""A delivery beside the one before it: which findings are closed, which values changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from desk.handle import Desk
from desk.lookups import area_name
from desk.table_layouts import known_layouts
from ledger import findings, receipts, revisions
from ledger.deliveries import Judged, before, first_taken, last_of, taken_before
from ledger.findings import FindingRow
from observations.fates import Fates, Said, fates
from observations.indicator import Indicator
from observations.interpret import interpret
from observations.jail import Jail
from observations.number import shown_number
from observations.period import parse_submitted, periods_in
from observations.spool import archived
from targets import wording

Key = tuple[str, str, str]
"""Indicator, area and, where a delivery is about several, the reporting period; else empty."""
ACCEPTED, RETURNED = "accepted", "returned"
NOTHING = "—"


@dataclass(frozen=True)
class Told:
    """What a delivery said about one indicator of one area; `quoted` when it was no value."""

    value: float | None = None
    parts: tuple[float | None, float | None] = (None, None)
    note: str = ""
    quoted: str = ""


@dataclass(frozen=True)
class Change:
    """One row that says something else than last time, in words with their unit.

    `period`: which of the delivery's periods, as written; empty where it has but one.
    """

    indicator: str
    indicator_name: str
    area: str
    area_name: str
    before: str
    now: str
    change: str
    note_before: str
    note_now: str
    period: str = ""


@dataclass(frozen=True)
class Difference:
    """The rows that changed since the delivery `before` (its receipt and verdict)."""

    receipt: str
    before: str
    before_state: str
    rows: tuple[Change, ...]


def since_last(desk: Desk, receipt_id: str) -> Fates | None:
    """What became of the findings of the delivery before; None for a first one.

    A correction in place is compared only about the rows it brings.
    """
    with desk.ledger.read() as reading:
        judged = last_of(reading, receipt_id)
        earlier = before(reading, judged) if judged else ()
        now = findings.of_receipt(reading, receipt_id)
    if judged is None or judged.verdict == "duplicate" or not earlier:
        return None
    stood = [one for row in reversed(earlier) for one in _findings_then(desk, row, judged)]
    if judged.partial:
        about = _touched(desk, receipt_id)
        stood = [one for one in stood if (one.finding.indicator, one.finding.area) in about]
    moved = any(row.same_form(judged) and row.edition != judged.edition for row in earlier)
    return fates([_said(one) for one in stood], [_said(one) for one in now], moved=moved)


def difference(desk: Desk, receipt_id: str) -> Difference | None:
    """The values of a delivery against those of the one before; None when there is none.

    What was accepted is read from the ledger as of its verdict; what was returned left no
    values there and is read again from the archived original, in the jail.
    """
    with desk.ledger.read() as reading:
        judged = last_of(reading, receipt_id)
        earlier = before(reading, judged) if judged else ()
    if judged is None or judged.verdict not in (ACCEPTED, RETURNED):
        return None
    if judged.partial:
        return _corrected(desk, judged)
    forms = (row for row in earlier if row.same_form(judged))
    last = next((row for row in forms if row.receipt != receipt_id), None)
    if last is None:
        return None
    with _jail_for(last, judged) as jail:
        old, new = _values(desk, last, jail), _values(desk, judged, jail)
    return Difference(receipt_id, last.receipt, last.verdict, compared(desk, old, new))


def _corrected(desk: Desk, judged: Judged) -> Difference | None:
    """A correction in place beside the record as it stood when it came: the newest values.

    One that was returned left nothing there; its own rows are read again.
    """
    with desk.ledger.read() as reading:
        taken = first_taken(reading, judged.receipt)
        seq = (taken or judged).seq
        last = taken_before(reading, judged, seq)
    if last is None:
        return None
    old = _recorded(desk, judged, seq - 1)
    if taken:
        new: Mapping[Key, Told] = _recorded(desk, judged, seq)
    else:
        with Jail() as jail:
            new = _read_again(desk, judged, jail)
        old = {key: told for key, told in old.items() if key in new}
    return Difference(judged.receipt, last.receipt, last.verdict, compared(desk, old, new))


def compared(desk: Desk, old: Mapping[Key, Told], new: Mapping[Key, Told]) -> tuple[Change, ...]:
    """The rows that differ, in the order of the plan's indicators, areas and periods."""
    order = {indicator.key: n for n, indicator in enumerate(desk.plan.indicators)}
    keys = sorted(old.keys() | new.keys(), key=lambda key: (order.get(key[0], len(order)), key))
    pairs = [(key, old.get(key, Told()), new.get(key, Told())) for key in keys]
    return tuple(_change(desk, key, was, now) for key, was, now in pairs if was != now)


def _jail_for(*both: Judged) -> AbstractContextManager[Jail | None]:
    """A jail only where an original has to be opened: starting one is most of the cost."""
    return Jail() if any(one.verdict != ACCEPTED for one in both) else nullcontext()


def _values(desk: Desk, judged: Judged, jail: Jail | None) -> Mapping[Key, Told]:
    """What a judged delivery says, by key."""
    if jail is None or judged.verdict == ACCEPTED:
        return _recorded(desk, judged, judged.seq)
    return _read_again(desk, judged, jail)


def _recorded(desk: Desk, judged: Judged, seq: int) -> dict[Key, Told]:
    """The form's own values as of `seq`: other forms of the office report the period too."""
    about = parse_submitted(judged.period)
    with desk.ledger.read(seq) as reading:
        form = (judged.office, judged.layout)
        frame = revisions.current(reading, [str(one) for one in periods_in(about)], form=form)
    return _told(judged, frame.iter_rows(named=True))


def _read_again(desk: Desk, judged: Judged, jail: Jail) -> dict[Key, Told]:
    """The archived original interpreted once more; a wrong cell says what was written there."""
    with desk.ledger.read(judged.seq) as reading:
        row = receipts.get(reading, judged.receipt)
        found = findings.of_receipt(reading, judged.receipt)
    told = {
        _key(judged, vars(one.finding)): Told(quoted=one.finding.value)
        for one in found
        if one.finding.indicator
    }
    if row is None:
        return told
    path = archived(desk.settings.spool_dir, row.source.sha256)
    indicators = {one.key: one for one in desk.plan.indicators}
    report = jail.read(replace(row.source, path=path))
    batch = interpret(report, known_layouts(desk), indicators).batch
    return told | _told(judged, batch.iter_rows(named=True))


def _told(judged: Judged, rows: Iterable[Mapping[str, Any]]) -> dict[Key, Told]:
    return {
        _key(judged, row): Told(
            row["value"], (row["numerator"], row["denominator"]), row["note"] or ""
        )
        for row in rows
    }


def _key(judged: Judged, row: Mapping[str, Any]) -> Key:
    one = row["period"] == judged.period
    return row["indicator"], row["area"], "" if one else row["period"]


def _touched(desk: Desk, receipt_id: str) -> frozenset[tuple[str, str]]:
    with desk.ledger.read() as reading:
        brought = revisions.of_receipt(reading, receipt_id)
    return frozenset(brought.select("indicator", "area").iter_rows())


def _findings_then(desk: Desk, row: Judged, judged: Judged) -> tuple[FindingRow, ...]:
    """The findings of an earlier judgement with the answers given until `judged`.

    Of another office's form only that it was one: its cells are that office's matter.
    """
    with desk.ledger.read(max(row.seq, judged.seq - 1)) as reading:
        found = findings.of_receipt(reading, row.receipt)
    if row.misplaced and not row.same_form(judged):
        return tuple(one for one in found if one.finding.rule == findings.MISPLACED)
    return found


def _said(one: FindingRow) -> Said:
    return Said(one.finding, one.id, one.answer)


def _change(desk: Desk, key: Key, was: Told, now: Told) -> Change:
    indicator = desk.plan.indicator(key[0])
    old, new = _words(desk, key[0], was), _words(desk, key[0], now)
    if old == new and was.value != now.value:  # they differ behind the decimals shown
        old, new = (shown_number(told.value) for told in (was, now) if told.value is not None)
    return Change(
        indicator=key[0],
        indicator_name=indicator.name,
        area=key[1],
        area_name=area_name(desk, key[1]),
        before=old,
        now=new,
        change=_moved(indicator, was, now),
        note_before=was.note,
        note_now=now.note,
        period=key[2],
    )


def _moved(indicator: Indicator, was: Told, now: Told) -> str:
    """The difference in its unit, or of the parts; of 未完成 → 已完成 the words say it all."""
    if indicator.kind == "yes":
        return ""
    if was.value is not None and now.value is not None and was.value != now.value:
        sign = "+" if now.value > was.value else "-"
        return sign + wording.difference_text(indicator, now.value - was.value)
    same = was.value == now.value and was.parts != now.parts
    return f"{_parts(was)} → {_parts(now)}" if same else ""


def _words(desk: Desk, indicator: str, told: Told) -> str:
    known = desk.plan.indicator(indicator)
    if told.value is None:
        return f"“{told.quoted}”" if told.quoted else NOTHING
    if known.kind == "yes" and told.value not in (0.0, 1.0):  # a wrong cell, as it was written
        return f"“{shown_number(told.value)}”"
    return wording.value_text(known, told.value)


def _parts(told: Told) -> str:
    return "/".join(NOTHING if part is None else shown_number(part) for part in told.parts)
