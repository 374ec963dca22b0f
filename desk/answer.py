"""属实: an office stands by a doubted value, with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from desk.alert_life import after_answer
from desk.handle import Desk
from desk.lookups import covered
from desk.rights import acting_for, require_role
from ledger import findings
from ledger.findings import FindingRow
from observations.errors import Refused, UserError
from observations.finding import Severity
from observations.identity import Actor, Role

SHORTEST_REASON = 5
LONGEST_REASON = 2000


def answer(desk: Desk, actor: Actor, finding_id: str, text: str) -> None:
    """Keep the reason beside the finding; a doubt is answered, a critical must be mended.

    The answer holds for the value: the same value found the same way is not asked about again.
    """
    require_role(actor, Role.CLERK, Role.REVIEWER, Role.DESK)
    if len(text.strip()) < SHORTEST_REASON:
        raise UserError("属实说明过短", cure="写明数据依据,例如台账名称、检测日期")
    with desk.ledger.read() as reading:
        found = findings.get(reading, finding_id)
        last = findings.of_receipt(reading, found.receipt) if found else ()
    if found is None or not covered(desk, actor, found.office, f"answer {finding_id}"):
        raise UserError(f"没有问题编号“{finding_id}”", cure="在回执页核对编号")
    acting = acting_for(desk, actor, found.office, Role.CLERK, Role.REVIEWER, Role.DESK)
    _require_a_doubt(found, last)
    with desk.ledger.write(acting, desk.now(), "answer", finding_id) as unit:
        findings.answer(unit, finding_id, text.strip()[:LONGEST_REASON])
        after_answer(unit, found, text.strip()[:LONGEST_REASON])


def _require_a_doubt(found: FindingRow, last: Sequence[FindingRow]) -> None:
    """`Refused` for what asks nothing, must be mended, or was judged again since."""
    if found.finding.severity is Severity.CRITICAL:
        raise Refused("退回级问题不能以说明代替改正", cure="按退回单改正后重新送交")
    if found.finding.severity is Severity.INFO:
        raise Refused("提示无需说明", cure="只有存疑的数值需要说明")
    if found.id not in {one.id for one in last}:
        raise Refused("该来件已重新核验,问题编号已更新", cure="在回执页按新的编号说明")
