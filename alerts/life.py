"""What a judged delivery means for the alerts that are open: corrected, verified, still wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ledger.alert_log import AlertState, AlertStep, NewAlert, Taken
from ledger.findings import MISPLACED
from observations.finding import Finding, Severity

SENT_BACK = "sent_back"
"""The rule of an alert that a person opened: the submission was sent back with a reason."""
FAULT = "file.fault"
"""Our own program failed on the file: nobody's form is at fault."""
EXPLAINED = "属实:"


@dataclass(frozen=True)
class Told:
    """One judged delivery, the newest of its form.

    `form`: the layout, empty for a file that is none. `asked`: what somebody must put right, by
    rule. `mentioned`: every rule found broken, explained before or not. `passed`: let in.
    `whole` is False for a correction in place, and `still` then says which rules stay broken.
    `answers`: it is the form asked for, no third party's table.
    """

    receipt: str
    office: str
    period: str
    form: str
    passed: bool
    asked: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    mentioned: frozenset[str] = frozenset()
    whole: bool = True
    still: frozenset[str] = frozenset()
    answers: bool = True


def steps_of(told: Told, unclosed: Sequence[AlertState]) -> list[Taken]:
    """The steps that a delivery takes on alerts opened before it."""
    return [step for one in unclosed for step in _KINDS[one.alert.kind](told, one)]


def steps_of_all(told: Sequence[Told], unclosed: Sequence[AlertState]) -> list[Taken]:
    """The steps of several deliveries in the order they came, each after those before it."""
    now, taken = {one.id: one for one in unclosed}, list[Taken]()
    for delivery in told:
        for step in steps_of(delivery, [one for one in now.values() if one.state != "closed"]):
            now[step.alert] = _after(now[step.alert], step)
            taken.append(step)
    return taken


def settled(new: NewAlert, later: Sequence[Told], at: datetime) -> bool:
    """True when a later delivery of the same group has put right what `new` would ask for."""
    opened = AlertState("", new, 1, at, (AlertStep("opened", "", "", "", at),))
    steps = [step.step for step in steps_of_all(later, [opened])]
    return any(name in ("corrected", "closed") for name in steps)


def _after(one: AlertState, step: Taken) -> AlertState:
    said = AlertStep(step.step, step.text, step.evidence, "", one.opened_at)
    return replace(one, steps=(*one.steps, said))


def _bad(told: Told, one: AlertState) -> list[Taken]:
    """A finding that is gone is corrected; it is verified by a delivery that was let in."""
    alert = one.alert
    if alert.office != told.office:
        return []
    if alert.rule in told.asked and _same_form(told, alert):
        return _again(told, one)
    if alert.rule in told.mentioned or not _replaces(told, alert):
        return []
    return _gone(told, one)


def _missing(told: Told, one: AlertState) -> list[Taken]:
    alert = one.alert
    mine = (alert.office, alert.period) == (told.office, told.period)
    if not (mine and told.passed and told.whole and told.answers):
        return []
    return [Taken(one.id, "closed", "报表已受理", told.receipt)]


def _ours(told: Told, one: AlertState) -> list[Taken]:
    """Our own fault about a delivery is over once that delivery has its verdict."""
    if one.alert.subject != told.receipt or FAULT in told.mentioned:
        return []
    return [Taken(one.id, "closed", "来件已续判", told.receipt)]


_KINDS: Mapping[str, Callable[[Told, AlertState], list[Taken]]] = {
    "bad_data": _bad,
    "no_data": _missing,
    "held": _ours,
    "system": _ours,
}


def _same_form(told: Told, alert: NewAlert) -> bool:
    return (alert.period, alert.subject) == (told.period, told.form)


def _replaces(told: Told, alert: NewAlert) -> bool:
    """True when the delivery speaks of what the alert is about.

    A file that is no form, or another office's, is replaced by any later form of its sender.
    A returned form says nothing about values that stand in the record.
    """
    if alert.period == "" or alert.rule == MISPLACED:
        return told.passed
    if alert.period != told.period:
        return False
    if alert.rule == SENT_BACK:
        return told.passed
    mine = alert.subject == told.form
    if not told.whole:
        return told.passed and (mine or alert.rule not in told.still)
    part = alert.subject.startswith(f"{told.form}/")
    return (mine or part) and (told.passed or alert.severity == Severity.CRITICAL)


def _again(told: Told, one: AlertState) -> list[Taken]:
    if one.state in ("corrected", "verified"):
        return [Taken(one.id, "opened", "又出现此问题", told.receipt)]
    known = {one.alert.body.get("receipt"), *(step.evidence for step in one.steps)}
    if told.receipt in known:
        return []
    return [Taken(one.id, "noted", "新来件仍有此问题", told.receipt)]


def _gone(told: Told, one: AlertState) -> list[Taken]:
    """A returned form that was replaced is done with; a value in the record awaits approval."""
    names = [] if one.state in ("corrected", "verified") else ["corrected"]
    if told.passed and one.state != "verified":
        names.append("verified")
    alert = one.alert
    if told.passed and alert.severity == Severity.CRITICAL and alert.rule != SENT_BACK:
        names.append("closed")
    return [Taken(one.id, name, _TEXTS[name], told.receipt) for name in names]


_TEXTS = {
    "corrected": "新来件中已无此问题",
    "verified": "新来件通过核验",
    "closed": "更正后的报表已受理",
}


def on_approval(one: AlertState, unanswered: frozenset[str]) -> list[Taken]:
    """What an approval by the desk closes: what was put right, and what was explained.

    `unanswered`: rules whose findings still wait for a word of the office.
    """
    if one.state in ("corrected", "verified"):
        names = ["verified"] if one.state == "corrected" else []
        return [Taken(one.id, name, "审定通过") for name in (*names, "closed")]
    if one.alert.rule in unanswered or one.alert.rule == SENT_BACK:
        return []
    said = [step.text for step in one.steps if step.text.startswith(EXPLAINED)]
    return [Taken(one.id, "closed", f"审定认可,{said[-1]}")] if said else []
