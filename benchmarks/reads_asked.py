"""The reads that P8 names, each with the SQL that somebody would write by hand for the same rows.

The SQL knows what this ledger holds (no approval was taken back in it) and makes use of that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmarks.reads_filled import NOW
from ledger import alert_log, approvals, deputies, plans, receipts, revisions, runs, sessions
from ledger.form_arrivals import form_arrivals
from ledger.opening import Ledger
from ledger.revisions import Keys
from ledger.unit import Reading


@dataclass(frozen=True)
class Drawn:
    """What one client asks about."""

    office: str
    offices: tuple[str, ...]
    area: str
    areas: tuple[str, ...]
    others: tuple[str, ...]
    indicator: str
    period: str
    sha256: str
    moment: datetime
    token: str
    plan: str
    target: str
    now: datetime = NOW


@dataclass(frozen=True)
class Asked:
    """A read: what it is called, its limit in seconds, how we do it, how SQL does it.

    Both give rows, as many of them.
    """

    name: str
    limit: float
    ours: Callable[[Ledger, Drawn], Sequence[Any] | Any]
    sql: tuple[str, ...]


def _read(work: Callable[[Reading, Drawn], Any]) -> Callable[[Ledger, Drawn], Any]:
    def done(ledger: Ledger, drawn: Drawn) -> Any:
        with ledger.read() as reading:
            return work(reading, drawn)

    return done


_FROM = (
    "SELECT r.*, a.seq, a.recorded_at, j.receipt, j.office, j.period FROM revisions r"
    " JOIN audit a USING (unit) JOIN judgements j ON j.id = r.judgement"
)
_STANDING = " AND NOT EXISTS (SELECT 1 FROM superseded s WHERE s.revision = r.id)"
_APPROVED = (
    " AND EXISTS (SELECT 1 FROM approvals p JOIN audit b ON b.unit = p.unit"
    " WHERE p.office = j.office AND p.period = j.period AND p.decision = 'desk' AND b.seq >= a.seq)"
)
_OF_KEY = " WHERE r.indicator = %(indicator)s AND r.area = %(area)s"
_OF_MONTH = " WHERE r.indicator = %(indicator)s AND r.period = %(period)s AND r.area = ANY"
_AS_OF = (
    "WITH h AS MATERIALIZED (SELECT seq FROM audit WHERE recorded_at <= %(moment)s"
    " ORDER BY recorded_at DESC LIMIT 1)"
    " SELECT DISTINCT ON (r.period) r.*, a.seq, a.recorded_at, j.receipt, j.office, j.period"
    " FROM revisions r JOIN audit a USING (unit) JOIN judgements j ON j.id = r.judgement"
    + _OF_KEY + " AND a.seq <= (SELECT seq FROM h) AND EXISTS (SELECT 1 FROM approvals p"
    " JOIN audit b ON b.unit = p.unit WHERE p.office = j.office AND p.period = j.period"
    " AND p.decision = 'desk' AND b.seq BETWEEN a.seq AND (SELECT seq FROM h))"
    " ORDER BY r.period, a.seq DESC"
)  # fmt: skip
_TARGETS = (
    "SELECT v.*, a.seq, a.recorded_at, t.content FROM plan_versions v JOIN audit a USING (unit)"
    " JOIN target_versions t ON t.plan_version = v.id"
    " WHERE v.plan = %(plan)s AND t.target = %(target)s"
)
_PROGRESS = (
    "SELECT t.target, t.level, t.trend, t.belief, t.value, t.expected FROM assessments t"
    " WHERE t.run = (SELECT r.id FROM runs r JOIN audit a USING (unit)"
    " WHERE r.period = %(period)s ORDER BY a.seq DESC LIMIT 1) ORDER BY t.place"
)
_SUBMISSIONS = (
    "SELECT DISTINCT ON (office) * FROM (SELECT j.office, j.verdict AS event, a.seq,"
    " c.received_by AS post, c.received_at AS at, j.receipt FROM judgements j"
    " JOIN receipts c USING (receipt) JOIN audit a ON a.unit = j.unit"
    " WHERE j.office = ANY(%(offices)s) AND j.period = %(period)s UNION ALL"
    " SELECT p.office, p.decision, a.seq, p.post, p.at, '' FROM approvals p JOIN audit a"
    " USING (unit) WHERE p.office = ANY(%(offices)s) AND p.period = %(period)s) e"
    " ORDER BY office, seq DESC"
)
_ARRIVALS = (
    "SELECT j.office, j.receipt, c.received_at, bool_or(j.verdict = 'accepted'), count(r.value),"
    " bool_or(EXISTS (SELECT 1 FROM findings f WHERE f.judgement = j.id"
    " AND f.rule = 'form.nil_report')) FROM judgements j JOIN receipts c USING (receipt)"
    " LEFT JOIN revisions r ON r.judgement = j.id"
    " WHERE j.office = ANY(%(offices)s) AND j.period = %(period)s GROUP BY 1, 2, 3 ORDER BY 3"
)
_ALERTS = (
    "SELECT l.*, ARRAY(SELECT (t.step, t.text, t.evidence, t.post, t.at) FROM alert_steps t"
    " WHERE t.alert = l.id ORDER BY t.id), ARRAY(SELECT m.fact FROM alert_members m"
    " WHERE m.alert = l.id) FROM alerts l WHERE l.office = ANY(%(offices)s) AND NOT EXISTS"
    " (SELECT 1 FROM alert_steps t WHERE t.alert = l.id AND t.step = 'closed') ORDER BY l.id"
)
_RECEIPT = (
    "SELECT c.*, q.state, a.seq, j.* FROM receipts c JOIN receipt_states q USING (receipt)"
    " JOIN audit a ON a.unit = c.unit LEFT JOIN LATERAL (SELECT * FROM judgements i"
    " WHERE i.receipt = c.receipt ORDER BY i.id DESC LIMIT 1) j ON true"
    " WHERE c.sha256 = %(sha256)s"
)
_SESSION = (
    "SELECT s.*, v.*, p.*, ARRAY(SELECT d.post FROM deputies d WHERE d.deputy = s.post"
    " AND %(now)s::date::text BETWEEN d.since AND d.until) FROM sessions s"
    " LEFT JOIN session_visits v USING (token_hash)"
    " JOIN LATERAL (SELECT * FROM post_versions o WHERE o.post = s.post"
    " ORDER BY o.version DESC LIMIT 1) p ON p.active"
    " WHERE s.token_hash = %(token)s AND s.revoked_at IS NULL AND s.expires_at > %(now)s"
)


def _with_targets(reading: Reading, drawn: Drawn) -> list[Any]:
    past = revisions.history(reading, drawn.indicator, drawn.area)
    return [*past.rows(), *plans.target_history(reading, drawn.plan, drawn.target)]


def _by_department(reading: Reading, drawn: Drawn) -> Sequence[Any]:
    run = runs.latest_run(reading, drawn.period)
    return run.assessments if run else ()


def _then(ledger: Ledger, drawn: Drawn) -> Any:
    with ledger.read(ledger.head_at(drawn.moment)) as reading:
        return revisions.as_of(reading, keys=Keys({drawn.indicator}, {drawn.area}))


def _session(reading: Reading, drawn: Drawn) -> Sequence[Any]:
    held = sessions.held(reading, drawn.token, drawn.now)
    if held is None:
        return ()
    return (*held[:1], *deputies.absent(reading, held[0].name, drawn.now.date()))


READS: tuple[Asked, ...] = (
    Asked("一个单位一期", 0.050, _read(
        lambda r, d: revisions.current(r, (d.period,), form=(d.office, f"{d.office}.M"))),
        (_FROM + " WHERE j.office = %(office)s AND r.period = %(period)s" + _STANDING,)),
    Asked("一个系列,含修订与目标", 0.050, _read(_with_targets), (_FROM + _OF_KEY, _TARGETS)),
    Asked("各部门的目标进展", 0.050, _read(_by_department), (_PROGRESS,)),
    Asked("各单位的报送进度", 0.050, _read(
        lambda r, d: approvals.submissions(r, d.period, offices=d.offices)), (_SUBMISSIONS,)),
    Asked("谁没有报", 0.050, _read(
        lambda r, d: form_arrivals(r, {d.period}, d.offices)), (_ARRIVALS,)),
    Asked("未了结的预警", 0.050, _read(
        lambda r, d: alert_log.alerts(r, offices=d.offices, unclosed=True)), (_ALERTS,)),
    Asked("一个单元格的历史", 0.050, _read(
        lambda r, d: revisions.history(r, d.indicator, d.area, d.period)),
        (_FROM + _OF_KEY + " AND r.period = %(period)s",)),
    Asked("按哈希找回执", 0.050, _read(lambda r, d: receipts.by_hash(r, d.sha256)), (_RECEIPT,)),
    Asked("截至任一日的系列(已审定)", 0.050, _then, (_AS_OF,)),
    Asked("各地区排名(一旗)", 0.100, _read(
        lambda r, d: revisions.as_of(r, keys=Keys({d.indicator}, d.areas, {d.period}))),
        (_FROM + _OF_MONTH + "(%(areas)s)" + _STANDING + _APPROVED,)),
    Asked("各地区走势(一旗)", 0.100, _read(
        lambda r, d: revisions.as_of(r, keys=Keys({d.indicator}, d.areas))),
        (_FROM + " WHERE r.indicator = %(indicator)s AND r.area = ANY(%(areas)s)"
         + _STANDING + _APPROVED,)),
    Asked("地图(九旗)", 0.100, _read(
        lambda r, d: revisions.as_of(r, keys=Keys({d.indicator}, d.others, {d.period}))),
        (_FROM + _OF_MONTH + "(%(others)s)" + _STANDING + _APPROVED,)),
    Asked("会话核对", 0.005, _read(_session), (_SESSION,)),
)  # fmt: skip
