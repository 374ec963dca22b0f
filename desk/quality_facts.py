"""What a judged report makes somebody know: returned forms and doubted values."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.life import SENT_BACK
from alerts.runbook import line_for
from desk.handle import Desk
from ledger.answered import Asked, asked, still
from ledger.approvals import SubmissionRow
from ledger.facts import AlertFact
from ledger.record import Recorded
from observations.finding import Finding, Severity
from observations.identity import Actor
from observations.period import label_of
from observations.stations import Verdict

_TITLES = {Verdict.RETURNED: "报表退回", Verdict.REFUSED: "来件无法受理"}
_ASKS = frozenset({"sent_back"})
SHOWN = 20


def facts_of(desk: Desk, item: Recorded, answered: Iterable[Asked] = ()) -> tuple[AlertFact, ...]:
    """A critical fact for a returned or refused delivery, a warning for doubted values.

    Doubts in `answered` were explained by the office before: they are told to nobody anew.
    """
    verdict = item.checked.verdict
    critical = [f for f in item.checked.findings if f.severity is Severity.CRITICAL]
    doubts = [f for f in item.checked.findings if f.severity is Severity.WARNING]
    changed = bool((item.revisions.frame["action"] != "unchanged").any())
    known = still(answered, changed=changed)
    doubts = [f for f in doubts if asked(f) not in known]
    if verdict in _TITLES:
        return (_fact(desk, item, _TITLES[verdict], critical or list(item.checked.findings)),)
    if verdict is Verdict.ACCEPTED and doubts:
        return (_fact(desk, item, "填报值存疑", doubts),)
    return ()


def _fact(desk: Desk, item: Recorded, title: str, findings: list[Finding]) -> AlertFact:
    header = item.checked.header
    claimed = header.office if header else ""
    office = item.checked.source.office or claimed  # a returned form is its sender's matter
    period = label_of(header.period) if header else ""
    lines = [finding.message for finding in findings[:SHOWN]]
    if len(findings) > SHOWN:
        lines.append(f"另有{len(findings) - SHOWN}条,见回执。")
    severity = findings[0].severity if findings else Severity.CRITICAL
    return AlertFact(
        kind="quality",
        subject=f"receipt:{item.receipt_id}",
        key=f"{item.checked.verdict}/{item.token}",
        severity=str(severity),
        body={
            "title": title,
            "office": office,
            "office_name": desk.office_names.get(office, "未知单位"),
            "period": period,
            "file": item.checked.source.name,
            "lines": lines,
            "rules": sorted({finding.rule for finding in findings}),
            "runbook": _runbook(desk, "bad_data", findings[0].rule if findings else "", severity),
            "path": f"/receipts/{item.receipt_id}",
            "demo": desk.is_demo,
        },
    )


def _runbook(desk: Desk, kind: str, rule: str, severity: str) -> str:
    """What to do, by when, whom to ask, as it stands on the day of the fact."""
    line = line_for(kind, rule, str(severity), today=desk.today(), calendar=desk.calendar)
    return line.text if line else ""


def held_fact(desk: Desk, receipt: str, reason: str) -> AlertFact:
    """The rules themselves failed: nobody's form is at fault, the delivery waits."""
    return AlertFact(
        kind="held",
        subject=f"receipt:{receipt}",
        key="held",
        severity="critical",
        body={
            "title": "暂停判定",
            "lines": [f"回执 {receipt}:{reason}。来件保留,规则修复后自动续判。"],
            "runbook": _runbook(desk, "held", "", "critical"),
            "path": f"/receipts/{receipt}",
            "demo": desk.is_demo,
        },
    )


def sent_back_fact(desk: Desk, actor: Actor, row: SubmissionRow, reason: str) -> AlertFact:
    """A person sent the submission back: its office must learn why."""
    lines = [f"退回理由:{reason}", f"退回岗位:{actor.title}。请改正后重新送交。"]
    return _decided(desk, row, "sent_back", "报送被退回", lines)


def unapproved_fact(desk: Desk, actor: Actor, row: SubmissionRow, reason: str) -> AlertFact:
    """The bureau took its approval back: its office must learn why."""
    lines = [f"撤销理由:{reason}", f"撤销岗位:{actor.title}。该报送待重新审定。"]
    return _decided(desk, row, "unapproved", "审定被撤销", lines)


def _decided(desk: Desk, row: SubmissionRow, key: str, title: str, lines: list[str]) -> AlertFact:
    name, period = desk.office_names.get(row.office, row.office), label_of(row.period)
    return AlertFact(
        kind="quality",
        subject=f"submission:{row.office}/{row.period}",
        key=f"{key}/{row.seq}",
        severity="warning",
        body={
            "title": title,
            "office": row.office,
            "office_name": name,
            "period": period,
            "lines": lines,
            "runbook": _runbook(desk, "bad_data", SENT_BACK, "warning")
            if key == "sent_back"
            else "",
            "path": f"/reporting/{row.office}/{row.period}",
            "demo": desk.is_demo,
        },
    )
