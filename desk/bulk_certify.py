"""Great Expectations certifies bulk deliveries after the commit: a slice at a time, by the worker.

Until then their values are 待核: nobody can approve them, so nothing of them is published. The
original is read once more and judged against the record as it stood before the delivery.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

from desk.alert_life import after_certified, after_refused
from desk.bulk import bulk_context, interpreted, read_bulk
from desk.handle import SHANGHAI, Desk
from desk.rights import require_role
from expectations.bulk import certify, slices
from expectations.check import CheckContext, NotCertified
from expectations.rules import suite_version
from expectations.settings import settled_version
from ledger import certifications, facts, receipts
from ledger.certifications import CertificationRow
from ledger.facts import AlertFact
from observations.bulk.headings import Asked
from observations.errors import TryLater, UserError
from observations.identity import SYSTEM, Actor, Role
from observations.stations import Interpreted

log = logging.getLogger(__name__)


class _Refusal(Exception):  # noqa: N818 -- an outcome
    """Why the delivery cannot be certified, in Chinese."""


@dataclass
class _Work:
    """A delivery being certified: what is left of it and what was said so far."""

    context: CheckContext
    parts: Iterator[Interpreted]
    said: list[str] = field(default_factory=list)


@dataclass
class Certifier:
    """Certifies what waits, one slice a step, so that forms need not wait for a bulk delivery."""

    desk: Desk
    _row: CertificationRow | None = None
    _work: _Work | None = None

    def step(self) -> bool:
        """Do one slice; False when nothing waits."""
        row = self._row or self._next()
        if row is None:
            return False
        try:
            self._work = self._work or self._begin(row)
            self._advance(row, self._work)
        except _Refusal as refused:
            self._refuse(row, str(refused))
        except NotCertified as held:
            self._refuse(row, str(held), held.certificate.evidence)
        except (ImportError, TryLater):
            raise  # without Great Expectations or a database nothing is said at all
        except Exception:
            log.exception("certifying failed")
            self._refuse(row, "系统复核时出错(已记录)")
        return True

    def _next(self) -> CertificationRow | None:
        with self.desk.ledger.read() as reading:
            waiting = certifications.waiting(reading)
        self._row = waiting[0] if waiting else None
        return self._row

    def _begin(self, row: CertificationRow) -> _Work:
        desk = self.desk
        with desk.ledger.read() as reading:
            receipt = receipts.get(reading, row.receipt)
        if receipt is None:
            raise _Refusal("找不到回执")
        report = read_bulk(desk, receipt.source, Asked(row.office, row.layout))
        if report.header is None:
            raise _Refusal(report.findings[0].message)
        day = row.judged_at.astimezone(SHANGHAI).date()
        with desk.ledger.read(row.judged_seq - 1) as reading:
            context = bulk_context(desk, reading, row.period, day)
        return _Work(context, slices(interpreted(report)))

    def _advance(self, row: CertificationRow, work: _Work) -> None:
        part = next(work.parts, None)
        if part is None:
            self._settle(
                row, "certified", json.dumps({"slices": [json.loads(t) for t in work.said]})
            )
            return
        certificate = certify(part, work.context)
        if certificate.critical:
            raise _Refusal(f"按现行规则 {suite_version()} 有 {certificate.critical} 行应当退回")
        work.said.append(certificate.evidence)

    def _settle(
        self, row: CertificationRow, state: str, evidence: str, *, refused: str = ""
    ) -> None:
        suite = suite_version()
        if self._work is not None:
            suite = settled_version(suite, self._work.context.settings)
        self._row = self._work = None
        with self.desk.ledger.write(SYSTEM, self.desk.now(), "certify", row.receipt) as unit:
            if certifications.settle(unit, row, state, (suite, evidence)):
                if not refused:
                    after_certified(unit, row.receipt)
                    return
                facts.store(unit, [refused_fact(self.desk, row, refused)])
                after_refused(self.desk, unit, row.receipt, refused)

    def _refuse(self, row: CertificationRow, reason: str, evidence: str = "") -> None:
        self._settle(row, "refused", evidence, refused=reason)


def certify_waiting(desk: Desk) -> None:
    """Certify everything that waits, in this process."""
    certifier = Certifier(desk)
    while certifier.step():
        pass


def certify_again(desk: Desk, actor: Actor, receipt_id: str) -> None:
    """Ask anew after a refusal, when the rule or the storage that caused it was mended."""
    require_role(actor, Role.DESK)
    with desk.ledger.read() as reading:
        row = certifications.of_receipt(reading, receipt_id)
    if row is None:
        raise UserError(f"回执 {receipt_id} 不是成批报送,或没有带来新的值", cure="核对回执号")
    with desk.ledger.write(actor, desk.now(), "certify.ask", receipt_id) as unit:
        certifications.ask(unit, receipt_id)


def refused_fact(desk: Desk, row: CertificationRow, reason: str) -> AlertFact:
    """The delivery stays 待核: somebody must look before anybody can approve it."""
    return AlertFact(
        kind="held",
        subject=f"receipt:{row.receipt}",
        key=f"certification/{row.judgement}/{suite_version()}",
        severity="critical",
        body={
            "title": "成批报送复核未通过",
            "office": row.office,
            "office_name": desk.office_names.get(row.office, "未知单位"),
            "lines": [
                f"回执 {row.receipt}:{reason}。已记录的值保持待核,不能审核、审定,也不公布。",
                "规则修复后由调度岗重新核验;数据有误的,由报送单位送交更正后的文件。",
            ],
            "path": f"/receipts/{row.receipt}",
            "demo": desk.is_demo,
        },
    )
