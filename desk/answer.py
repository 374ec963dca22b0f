"""属实: an office stands by a doubted value, with its reason."""

from __future__ import annotations

from desk.handle import Desk
from desk.rights import require_office, require_role
from ledger import findings
from observations.errors import Refused, UserError
from observations.finding import Severity
from observations.identity import Actor, Role

SHORTEST_REASON = 5
LONGEST_REASON = 2000


def answer(desk: Desk, actor: Actor, finding_id: str, text: str) -> None:
    """Keep the reason beside the finding; a doubt is answered, a critical must be mended."""
    require_role(actor, Role.CLERK, Role.REVIEWER, Role.DESK)
    if len(text.strip()) < SHORTEST_REASON:
        raise UserError("属实说明过短", cure="写明数据依据,例如台账名称、检测日期")
    with desk.ledger.read() as reading:
        found = findings.get(reading, finding_id)
    if found is None or not actor.covers(found.office):
        raise UserError(f"没有问题编号“{finding_id}”", cure="在回执页核对编号")
    require_office(desk, actor, found.office)
    if found.finding.severity is Severity.CRITICAL:
        raise Refused("退回级问题不能以说明代替改正", cure="按退回单改正后重新送交")
    with desk.ledger.write(actor, desk.now(), "answer", finding_id) as unit:
        findings.answer(unit, finding_id, text.strip()[:LONGEST_REASON])
