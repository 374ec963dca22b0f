"""What a judged report makes somebody know: returned forms and doubted values."""

from __future__ import annotations

from desk.handle import Desk
from ledger.approvals import SubmissionRow
from ledger.facts import AlertFact
from ledger.record import Recorded
from observations.finding import Finding, Severity
from observations.identity import Actor
from observations.period import ReportingPeriod
from observations.stations import Verdict

_TITLES = {Verdict.RETURNED: "报表退回", Verdict.REFUSED: "来件无法受理"}
SHOWN = 20


def facts_of(desk: Desk, item: Recorded) -> tuple[AlertFact, ...]:
    """A critical fact for a returned or refused delivery, a warning for doubted values."""
    verdict = item.checked.verdict
    critical = [f for f in item.checked.findings if f.severity is Severity.CRITICAL]
    doubts = [f for f in item.checked.findings if f.severity is Severity.WARNING]
    if verdict in _TITLES:
        return (_fact(desk, item, _TITLES[verdict], critical or list(item.checked.findings)),)
    if verdict is Verdict.ACCEPTED and doubts:
        return (_fact(desk, item, "填报值存疑", doubts),)
    return ()


def _fact(desk: Desk, item: Recorded, title: str, findings: list[Finding]) -> AlertFact:
    header = item.checked.header
    claimed = header.office if header else ""
    office = item.checked.source.office or claimed  # a returned form is its sender's matter
    period = ReportingPeriod.parse(header.period).label if header else ""
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
            "path": f"/receipts/{item.receipt_id}",
            "demo": desk.is_demo,
        },
    )


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
            "path": f"/receipts/{receipt}",
            "demo": desk.is_demo,
        },
    )


def sent_back_fact(desk: Desk, actor: Actor, row: SubmissionRow, reason: str) -> AlertFact:
    """A person sent the submission back: its office must learn why."""
    name, period = desk.office_names.get(row.office, row.office), ReportingPeriod.parse(row.period)
    return AlertFact(
        kind="quality",
        subject=f"submission:{row.office}/{row.period}",
        key=f"sent_back/{row.seq}",
        severity="warning",
        body={
            "title": "报送被退回",
            "office": row.office,
            "office_name": name,
            "period": period.label,
            "lines": [f"退回理由:{reason}", f"退回岗位:{actor.post}。请改正后重新送交。"],
            "path": f"/reporting/{row.office}/{row.period}",
            "demo": desk.is_demo,
        },
    )
