"""The life of alerts, stepped in the very transaction of what moves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from alerts.compose import ALL_ALERTS
from alerts.life import (
    EXPLAINED,
    FAULT,
    SENT_BACK,
    Told,
    on_approval,
    settled,
    steps_of_all,
)
from alerts.runbook import line_for
from desk.handle import Desk
from expectations.rules import meaning_of
from ledger import alert_log, facts
from ledger.alert_forms import newest_arrivals
from ledger.alert_log import NewAlert, Taken
from ledger.approvals import SubmissionRow
from ledger.arrivals import PARTIAL
from ledger.facts import AlertFact
from ledger.findings import MISPLACED, FindingRow, open_findings
from ledger.record import Recorded
from ledger.unit import Unit
from observations.finding import Finding, Severity
from observations.period import label_of
from observations.signals import SIGNALS
from observations.stations import Verdict

PLACES = 200
"""Cells kept with an alert; the receipt has them all."""
LINES = 20
_CERTIFIED = "certification:"


def after_judgement(
    desk: Desk, unit: Unit, items: Sequence[Recorded], raised: Iterable[AlertFact]
) -> None:
    """Open what the deliveries ask for, step what they put right or leave wrong.

    `raised`: the facts of the same unit. Of a form only its newest delivery speaks: an older
    one judged late, or judged again, moves nothing.
    """
    asked = {fact.subject: frozenset(fact.body.get("rules", ())) for fact in raised}
    told = [_told(unit, item, asked) for item in items if _speaks(item)]
    offices = {one.office for one in told} | {""}
    before = alert_log.unclosed_now(unit, offices=offices)
    if not before and not any(one.asked for one in told):
        return
    newest = _newest(unit, items, told)
    alert_log.take_steps(unit, steps_of_all(newest, before))
    wanted = [
        (new, one.receipt)
        for place, one in enumerate(newest, start=1)
        for new in _new_alerts(desk, one)
        if not settled(new, [o for o in newest[place:] if o.office == one.office], unit.now)
    ]
    _open(unit, wanted)


def after_hold(desk: Desk, unit: Unit, receipt: str, reason: str) -> None:
    """The rules themselves failed on a delivery: the desk's matter, no office's."""
    lines = [f"回执 {receipt}:{reason}"]
    new = ours(desk, "held", receipt, title="暂停判定", lines=lines, receipt=receipt)
    (name,) = alert_log.open_alerts(unit, [new])
    _link(unit, "held", [(name, f"receipt:{receipt}")])


def after_refused(desk: Desk, unit: Unit, receipt: str, reason: str) -> None:
    """A bulk delivery was not certified: the desk's until it is, or until the desk says why not."""
    new = ours(
        desk, "held", f"{_CERTIFIED}{receipt}", title="成批报送复核未通过",
        lines=[f"回执 {receipt}:{reason}"], receipt=receipt,
    )  # fmt: skip
    (name,) = alert_log.open_alerts(unit, [new])
    _link(unit, "held", [(name, f"receipt:{receipt}")])


def after_certified(unit: Unit, receipt: str) -> None:
    """The delivery was certified after all."""
    held = alert_log.unclosed_now(unit, kinds=["held"], offices=[""])
    mine = [one for one in held if one.alert.subject == f"{_CERTIFIED}{receipt}"]
    alert_log.take_steps(unit, [Taken(one.id, "closed", "复核已通过", receipt) for one in mine])


def after_answer(unit: Unit, found: FindingRow, text: str) -> None:
    """属实 with its reason takes note of the alert; the desk's approval accepts it.

    Of an alert with many places the last answer does: one of twenty must not stop its climb.
    """
    unit.lock_chain()  # two last answers at once: the second sees the first
    about = (found.period, found.finding.rule)
    waiting = open_findings(unit.reading(), [found.office])
    if any((row.period, row.finding.rule) == about and row.id != found.id for row in waiting):
        return
    mine = [
        one
        for one in alert_log.unclosed_now(unit, kinds=["bad_data"], offices=[found.office])
        if (one.alert.period, one.alert.rule) == (found.period, found.finding.rule)
        and one.state in ("opened", "acknowledged")
    ]
    said = f"{EXPLAINED}{text}"
    alert_log.take_steps(unit, [Taken(one.id, "acknowledged", said, found.id) for one in mine])


def after_approval(unit: Unit, office: str, period: str) -> None:
    """The desk approved: what was corrected, or explained, is done with."""
    mine = alert_log.unclosed_now(unit, kinds=["bad_data"], offices=[office])
    here = [one for one in mine if one.alert.period == period]
    if not here:
        return
    waiting = open_findings(unit.reading(), [office])
    unanswered = frozenset(row.finding.rule for row in waiting if row.period == period)
    steps = [step for one in here for step in on_approval(one, unanswered)]
    alert_log.take_steps(unit, steps)


def after_sent_back(desk: Desk, unit: Unit, row: SubmissionRow, reason: str) -> None:
    """A person sent the submission back: open until a corrected one is approved."""
    body = _body(desk, row.office, row.period, [f"退回理由:{reason}"])
    path = f"/reporting/{row.office}/{row.period}"
    new = _alert(desk, SENT_BACK, "warning", "报送被退回", body | {"path": path})
    (name,) = alert_log.open_alerts(unit, [new])
    _link(unit, "quality", [(name, f"submission:{row.office}/{row.period}")])


def after_resubmitted(unit: Unit, row: SubmissionRow, text: str) -> None:
    """The office stands by its numbers: the sending back is answered, the approval closes it."""
    mine = alert_log.unclosed_now(unit, kinds=["bad_data"], offices=[row.office])
    about = [o for o in mine if (o.alert.rule, o.alert.period) == (SENT_BACK, row.period)]
    said = f"{EXPLAINED}{text}"
    alert_log.take_steps(unit, [Taken(one.id, "corrected", said, "") for one in about])


def _speaks(item: Recorded) -> bool:
    return item.checked.verdict is not Verdict.DUPLICATE


def _told(unit: Unit, item: Recorded, asked: dict[str, frozenset[str]]) -> Told:
    checked = item.checked
    header, passed = checked.header, checked.verdict is Verdict.ACCEPTED
    claimed = header.office if header else ""
    office = (claimed if passed else checked.source.office) or claimed
    loud = [one for one in checked.findings if one.severity is not Severity.INFO]
    part = next((word for word in PARTIAL if header and header.edition.endswith(word)), "")
    return Told(
        receipt=item.receipt_id,
        office=office,
        period=header.period if header else "",
        form=f"{header.layout}{part}" if header else "",
        passed=passed,
        asked=_asked(loud, asked.get(f"receipt:{item.receipt_id}", frozenset())),
        mentioned=frozenset(one.rule for one in loud),
        whole=not part,
        still=_still(unit, item, office) if part else frozenset(),
        answers=header is not None and not header.title,
    )


def _asked(loud: Sequence[Finding], rules: frozenset[str]) -> dict[str, tuple[Finding, ...]]:
    """Findings by the rules that the delivery's fact tells of; a misplaced form asks one thing."""
    chosen = {MISPLACED} if MISPLACED in rules else rules
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in loud:
        if one.rule in chosen:
            found[one.rule].append(one)
    return {rule: tuple(found[rule]) for rule in sorted(found)}


def _still(unit: Unit, item: Recorded, office: str) -> frozenset[str]:
    """Rules that stay broken in the submission besides the values that were corrected."""
    header = item.checked.header
    changed = item.revisions.frame.select("indicator", "area", "period").rows()
    rows = open_findings(unit.reading(), [office])
    keys = {(r.finding.indicator, r.finding.area, r.finding.period): set[str]() for r in rows}
    for row in rows:
        if header is not None and row.period == header.period:
            finding = row.finding
            keys[finding.indicator, finding.area, finding.period].add(finding.rule)
    for key in changed:
        keys.pop(key, None)
    return frozenset(rule for rules in keys.values() for rule in rules)


def _newest(unit: Unit, items: Sequence[Recorded], told: Sequence[Told]) -> list[Told]:
    """Deliveries after which no other of the same form was received, oldest first."""
    seqs = {item.receipt_id: item.arrived.seq for item in items if item.arrived}
    last = newest_arrivals(unit, {t.office for t in told}, {t.period for t in told})
    ordered = sorted(told, key=lambda one: (seqs.get(one.receipt, 0), one.receipt))
    return [
        one
        for one in ordered
        if not one.whole
        or one.receipt not in seqs
        or last.get((one.office, one.period, one.form), 0) <= seqs[one.receipt]
    ]


def _new_alerts(desk: Desk, told: Told) -> list[NewAlert]:
    """One alert a rule: twenty missing rows are one, with twenty places."""
    return [
        _fault(desk, told, found) if rule == FAULT else _broken(desk, told, found)
        for rule, found in told.asked.items()
    ]


def _broken(desk: Desk, told: Told, found: tuple[Finding, ...]) -> NewAlert:
    rule = found[0].rule
    severity = min((one.severity for one in found), key=list(Severity).index)
    form = desk.form_titles.get(told.form, "")
    body = _body(desk, told.office, told.period, [one.message for one in found[:LINES]]) | {
        "form": form,
        "count": len(found),
        "receipt": told.receipt,
        "path": f"/receipts/{told.receipt}",
        "places": [_place(one) for one in found[:PLACES]],
    }
    meaning = SIGNALS[rule].meaning if rule in SIGNALS else meaning_of(rule) or rule
    title = f"{meaning}({len(found)}处)" if len(found) > 1 else meaning
    return _alert(desk, rule, severity.value, title, body | {"subject": told.form})


def _place(one: Finding) -> dict[str, str]:
    names = ("sheet", "cell", "indicator", "area", "period", "value", "expected", "message")
    return {name: getattr(one, name) for name in names if getattr(one, name)}


def _fault(desk: Desk, told: Told, found: tuple[Finding, ...]) -> NewAlert:
    lines = [f"回执 {told.receipt}:{one.message}" for one in found]
    title = "程序处理来件时出错"
    return ours(desk, "system", told.receipt, title=title, lines=lines, receipt=told.receipt)


def _body(desk: Desk, office: str, period: str, lines: Sequence[str]) -> dict[str, object]:
    return {
        "office": office,
        "office_name": desk.office_names.get(office, "未知单位"),
        "of_period": period,
        "period": label_of(period) if period else "",
        "lines": list(lines),
        "demo": desk.is_demo,
    }


def _alert(desk: Desk, rule: str, severity: str, title: str, body: dict[str, object]) -> NewAlert:
    line = line_for("bad_data", rule, severity, today=desk.today(), calendar=desk.calendar)
    subject, period = str(body.pop("subject", "")), str(body.pop("of_period"))
    return NewAlert(
        kind="bad_data",
        office=str(body["office"]),
        period=period,
        rule=rule,
        subject=subject,
        severity=severity,
        title=title,
        body=body | {"runbook": line.text if line else ""},
        due=line.due if line else None,
    )


def ours(
    desk: Desk, kind: str, subject: str, *, title: str, lines: Sequence[str], receipt: str = ""
) -> NewAlert:
    """An alert about a fault of our own (held, system): the desk's, no office's."""
    line = line_for(kind, "", "critical", today=desk.today(), calendar=desk.calendar)
    body = {
        "lines": list(lines),
        "receipt": receipt,
        "path": f"/receipts/{receipt}" if receipt else ALL_ALERTS,
        "demo": desk.is_demo,
        "runbook": line.text if line else "",
    }
    due = line.due if line else None
    return NewAlert(kind, "", "", "", subject, "critical", title, body, due)


def _open(unit: Unit, wanted: Sequence[tuple[NewAlert, str]]) -> None:
    names = alert_log.open_alerts(unit, [new for new, _ in wanted])
    about = [f"receipt:{receipt}" for _, receipt in wanted]
    _link(unit, "quality", list(zip(names, about, strict=True)))


def _link(unit: Unit, kind: str, pairs: Sequence[tuple[str, str]]) -> None:
    """Put the newest fact about each subject behind its alert."""
    ids = facts.ids_of(unit, kind, {subject for _, subject in pairs}) if pairs else {}
    behind = [(name, ids[subject]) for name, subject in pairs if subject in ids]
    alert_log.stand_behind(unit, behind)
