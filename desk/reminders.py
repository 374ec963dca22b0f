"""Reminders of forms before, on and after their due date: facts by office, each said once."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from desk.asked import LATE, Asked, asked_today, form_subject
from desk.handle import Desk
from desk.reminder_rule import SHIPPED, ReminderRule, load_reminders, stage_of
from desk.rights import require_role
from ledger import facts
from ledger.facts import AlertFact
from ledger.said import said
from observations.calendar import shanghai_day
from observations.errors import UserError
from observations.identity import Actor, Role

log = logging.getLogger(__name__)

SOON = "due"
"""Kind of the facts before and on the due date; those after it are of the kind `late`."""

_TITLES = {"before": "报表临近期限", "due": "报表今日到期", "late": "报表逾期未报"}


def remind(desk: Desk, actor: Actor) -> tuple[AlertFact, ...]:
    """Say what the rule has for today and was not said yet; nothing on a day off.

    One stage a form: what a day off or a pause has passed over is said once, in the words of
    the day it is said on. Nothing of forms that came, are excused or closed to reports, or of
    an office whose delivery waits to be judged.
    """
    require_role(actor, Role.DESK, Role.ADMIN)
    today = desk.today()
    if not desk.calendar.is_working_day(today):
        return ()
    rule = rule_of(desk)
    forms = asked_today(desk)
    with desk.ledger.read() as reading:
        told = said(reading, (LATE, SOON))
    new = tuple(_facts(desk, rule, forms, told))
    if new:
        with desk.ledger.write(actor, desk.now(), "remind", f"{len(new)}") as unit:
            facts.store(unit, new)
    return new


def _facts(
    desk: Desk,
    rule: ReminderRule,
    forms: Iterable[Asked],
    told: Mapping[str, Mapping[str, datetime]],
) -> Iterable[AlertFact]:
    for form in forms:
        stage = stage_of(rule, desk.calendar, form.due, desk.today())
        before = told.get(form_subject(form.office, form.period), {})
        days = {key: shanghai_day(at) for key, at in before.items()}
        if stage is not None and not stage.said(days):
            yield notice(desk, form, stage.key, rule)


def notice(desk: Desk, form: Asked, key: str, rule: ReminderRule | None = None) -> AlertFact:
    """What is said of a form today: what is asked, by when, how, and whom to ask."""
    rule = rule or rule_of(desk)
    word = _word(form.due, desk.today())
    late = word == "late"
    return AlertFact(
        kind=LATE if late else SOON,
        subject=form_subject(form.office, form.period),
        key=key,
        severity="warning" if late else "info",
        body={
            "title": _TITLES[word],
            "office": form.office,
            "office_name": desk.office_names[form.office],
            "period": form.period.label,
            "lines": list(_lines(desk, rule, form, word)),
            "path": "/reporting",
            "rule": rule.version,
            "demo": desk.is_demo,
        },
    )


def own_rule(desk: Desk) -> ReminderRule:
    """The rule of this installation: `reminders.yaml` in its data folder, else ours."""
    own = desk.settings.home / "reminders.yaml"
    return load_reminders(own if own.exists() else SHIPPED)


def rule_of(desk: Desk) -> ReminderRule:
    """The rule in force; ours while the installation's cannot be read, and the log says so.

    A file that is broken while all runs must keep no reminder from anybody; a start refuses it.
    """
    try:
        return own_rule(desk)
    except UserError as mistake:
        log.warning("%s;暂按随程序的规则催报", mistake)
        return load_reminders()


def _word(due: date, today: date) -> str:
    if due < today:
        return "late"
    return "due" if due == today else "before"


def _lines(desk: Desk, rule: ReminderRule, form: Asked, word: str) -> tuple[str, ...]:
    """The sentences of a notice; a due date by guessed working days says so."""
    known = desk.calendar.covered(form.due.year)
    values = {
        "office": desk.office_names[form.office],
        "form": f"{form.period.label}填报表",
        "due": f"{form.due:%Y-%m-%d}",
        "days": abs(desk.calendar.between(form.due, desk.today())),
        "today": f"{desk.today():%Y-%m-%d}",
        "unsure": "" if known else ",当年放假安排未公布,按周一至周五推算",
    }
    came = [rule.texts[form.outcome]] if form.outcome in ("returned", "empty") else []
    return (rule.texts[word].format(**values), *came, rule.texts["how"].format(ask=rule.ask))
