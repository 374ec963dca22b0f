"""Telling what must be known: channels, quiet hours, escalation, the daily digest."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from alerts.deliver import deliver
from alerts.digest import DailyDigest, daily_digest
from alerts.escalation import POSTS, Carried, to_carry
from alerts.quiet import QuietHours
from alerts.rules import AlertingRules, load_alerting
from desk.channel_watch import changes, silent_channels, tend
from desk.channels import channels_of
from desk.handle import Desk
from desk.rights import require_role
from ledger import alert_log, facts
from ledger.alert_log import Taken
from ledger.facts import AlertFact
from ledger.unit import Unit
from observations.errors import UserError
from observations.identity import SYSTEM, Actor, Role

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Watched:
    """What one watch did: alerts carried to the next post, digest told or not."""

    escalated: int = 0
    digest: bool = False


def deliver_alerts(desk: Desk) -> int:
    """Send what is pending and not kept back by quiet hours; how many messages were delivered."""
    channels = channels_of(desk.settings)
    quiet = QuietHours(rules_in_force(desk).quiet, desk.calendar)
    return deliver(desk.ledger, channels, SYSTEM, desk.now(), quiet=quiet).sent


def watch_alerts(desk: Desk, actor: Actor) -> Watched:
    """Carry what nobody took note of, look after the channels, tell the desk what is open.

    Run twice a day, or a week late, it says each thing once; with nothing to say it writes
    nothing.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    rules = rules_in_force(desk)
    with desk.ledger.read() as reading:
        open_ = alert_log.alerts(reading, unclosed=True)
        silent = silent_channels(desk, reading)
        told = _digest_key(desk) in facts.known(reading, "digest")
    changed = changes(open_, silent)
    carried = to_carry(open_, desk.today(), rules, desk.calendar)
    due = bool(open_ or changed) and not told and _digest_hour(desk, rules)
    if not (carried or changed or due):
        return Watched()
    with desk.ledger.write(actor, desk.now(), "alert.watch", str(desk.today())) as unit:
        return _watch(desk, unit, rules, digest=due)


def rules_in_force(desk: Desk) -> AlertingRules:
    """The home's rules; the shipped ones while its file cannot be read, and the log says so.

    A file that is broken while all runs must keep no alert from anybody; a start refuses it.
    """
    try:
        return load_alerting(desk.settings.home)
    except UserError as mistake:
        log.warning("%s;暂按随程序的规则发送", mistake)
        return load_alerting()


def digest_today(desk: Desk, actor: Actor) -> DailyDigest | None:
    """What is open now, by office and age; None when nothing is. For the bureau's posts."""
    require_role(actor, Role.DESK, Role.LEADER, Role.ADMIN)
    with desk.ledger.read() as reading:
        open_ = alert_log.alerts(reading, unclosed=True)
    return daily_digest(open_, desk.today(), desk.calendar, desk.office_names)


def _watch(desk: Desk, unit: Unit, rules: AlertingRules, *, digest: bool) -> Watched:
    """Decided anew under the chain's lock: two watchers say nothing twice."""
    open_ = alert_log.unclosed_now(unit)
    tend(desk, unit, open_)
    carried = to_carry(open_, desk.today(), rules, desk.calendar)
    alert_log.take_steps(unit, [Taken(c.alert.id, "escalated", c.text) for c in carried])
    for one in carried:
        stored = facts.store(unit, [_carried_fact(desk, one, rules)])
        alert_log.stand_behind(unit, [(one.alert.id, fact) for fact in stored])
    now_open = alert_log.unclosed_now(unit) if digest else ()
    today = daily_digest(now_open, desk.today(), desk.calendar, desk.office_names)
    new = facts.store(unit, [_digest_fact(desk, today, rules)]) if today else ()
    return Watched(len(carried), bool(new))


def _carried_fact(desk: Desk, carried: Carried, rules: AlertingRules) -> AlertFact:
    alert, to = carried.alert.alert, carried.rung.to
    name = desk.office_names.get(alert.office, "住建局")
    about = " ".join(filter(None, (name, str(alert.body.get("period") or ""), alert.title)))
    due = f",限期 {alert.due}" if alert.due else ""
    return AlertFact(
        kind="escalation",
        subject=f"{to}:{alert.office}",  # one message a post and office, however many alerts
        key=f"{carried.alert.id}/{len(carried.alert.steps)}/{carried.rung.after_working_days}",
        severity=alert.severity,
        body={
            "title": f"预警无人确认,报{POSTS[to]}",
            "office": alert.office if to == "reviewer" else "",
            "office_name": name,
            "lines": [f"{about}:{carried.days}个工作日无人确认{due}"],
            "runbook": str(alert.body.get("runbook") or ""),
            "to": to,
            "rules": rules.version,
            "path": "/alerts",
            "demo": desk.is_demo,
        },
    )


def _digest_hour(desk: Desk, rules: AlertingRules) -> bool:
    now = desk.now()
    return desk.calendar.is_working_day(now.date()) and now.time() >= rules.digest.at


def _digest_key(desk: Desk) -> tuple[str, str]:
    return (str(desk.today()), "desk")


def _digest_fact(desk: Desk, digest: DailyDigest, rules: AlertingRules) -> AlertFact:
    subject, key = _digest_key(desk)
    body = {
        "title": digest.title,
        "lines": list(digest.lines(rules.digest.longest)),
        "rules": rules.version,
        "path": "/alerts",
        "demo": desk.is_demo,
    }
    return AlertFact("digest", subject, key, "info", body)
