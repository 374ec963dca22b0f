"""The facts of the 数据质量说明: what stood in the ledger about one period at one head."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from briefings.numerals import compared_with
from briefings.quality_context import (
    Corrected,
    Excused,
    FormLine,
    Forms,
    OpenAlert,
    RuleSet,
    Statement,
    Unchecked,
)
from desk.calendar_load import known_at
from desk.concern import concerned
from desk.handle import Desk
from desk.keys import plan_keys
from desk.rates import rates
from desk.run_history import previous_run
from desk.views.surroundings import doubts_of
from expectations.reporting import FormTimeliness
from expectations.rules import Declared, load_book
from expectations.settings import DEFAULT, WORDS, RuleSetting
from expectations.timeliness import RULE, Timeliness
from ledger import alert_log, certifications, exemptions, findings, receipts, revisions
from ledger import rule_settings as settings
from ledger.findings import FindingRow
from ledger.receipts import ReceiptRow
from ledger.rule_settings import SettingRow
from ledger.unit import Reading
from observations.calendar import shanghai_day
from observations.finding import Severity
from observations.period import ReportingPeriod
from observations.signals import SIGNALS

Covers = Callable[[str], bool]
UNPROVEN = frozenset({"bulk.unproven", "total.unproven"})
"""Findings that say of a delivery that nobody could tell whether it was whole."""
UNCERTIFIED = "批量来件等候复核,复核通过前数值不能审定"
_ALERTS = frozenset({"bad_data", "no_data", "held"})
_KEY = ["indicator", "area", "period"]


def statement_of(
    desk: Desk, reading: Reading, period: ReportingPeriod, covers: Covers = lambda _: True
) -> Statement:
    """The data quality of `period` at the reading's head, of the offices that `covers` names."""
    today = desk.today()
    offices = frozenset(one for one in concerned(desk, reading) if covers(one))
    files = {row.id: row for row in receipts.listing(reading, offices, limit=100_000)}
    found = rates(desk, reading, today, [period]).only(lambda due: covers(due.office))
    standing = findings.of_period(reading, str(period), offices)
    warnings = [one for one in standing if one.finding.severity is Severity.WARNING]
    return Statement(
        period=str(period),
        head=reading.head,
        forms=_forms(reading, found),
        doubts=doubts_of((one for one in warnings if not one.answer), files),
        answered=doubts_of((one for one in warnings if one.answer), files),
        corrected=tuple(one for one in _corrected(desk, reading, period) if covers(one.office)),
        alerts=_alerts(reading, period, offices),
        suites=_suites(files.values(), period, covers),
        settings=_settings(reading, period, today),
        unchecked=(*_unproven(standing, files), *_uncertified(reading, period, files, covers)),
        uncovered=_uncovered(desk, reading, found),
    )


def _forms(reading: Reading, found: Timeliness) -> Forms:
    whole = found.forms
    return Forms(
        rule=RULE,
        expected=found.expected,
        received=found.received,
        on_time=found.on_time,
        passed=found.passed,
        zero=tuple(one.due.office for one in whole if one.zero_report),
        late=tuple(_line(one) for one in whole if one.received and one.days_late),
        missing=tuple(_line(one, days=0) for one in whole if not one.received),
        failed=tuple(_line(one) for one in whole if one.received and not one.passed),
        excused=_excused(reading, found),
        pending=len(found.pending),
    )


def _line(form: FormTimeliness, *, days: int | None = None) -> FormLine:
    """`days` 0 for a form that did not come: how long ago it was due depends on who tells it."""
    late = form.days_late if days is None else days
    return FormLine(form.due.office, form.due.due, form.outcome, late)


def _excused(reading: Reading, found: Timeliness) -> tuple[Excused, ...]:
    words = exemptions.standing(reading) if found.excused else {}
    return tuple(
        Excused(one.office, one.excuse, words[key].text if key in words else "")
        for one in found.excused
        for key in [(one.office, str(one.period))]
    )


def _corrected(desk: Desk, reading: Reading, period: ReportingPeriod) -> Iterator[Corrected]:
    """Approved values that are other ones, or none, than at the last period's run."""
    before = previous_run(reading, str(period))
    if before is None:
        return
    since = compared_with(period, ReportingPeriod.parse(before.period))
    keys = plan_keys(desk.plan)
    then = revisions.as_of(replace(reading, head=before.head, live=False), keys=keys)
    now = revisions.as_of(reading, keys=keys)
    both = then.select(*_KEY, "office", pl.col("value").alias("was")).join(
        now.select(*_KEY, "value", "revision"), on=_KEY, how="left"
    )
    other = pl.col("revision").is_null() | ~pl.col("value").eq_missing(pl.col("was"))
    changed, gone = defaultdict(list), Counter[str]()
    for row in both.filter(other).iter_rows(named=True):
        if row["revision"] is None:
            gone[row["office"]] += 1
        else:
            changed[row["office"]].append(row["revision"])
    for office in sorted({*changed, *gone}):
        yield Corrected(office, since, tuple(changed[office]), gone[office])


def _alerts(
    reading: Reading, period: ReportingPeriod, offices: Collection[str]
) -> tuple[OpenAlert, ...]:
    """Those of the period and of earlier ones that nobody closed, oldest first."""
    found = alert_log.alerts(reading, kinds=_ALERTS, offices=offices, unclosed=True)
    return tuple(
        OpenAlert(
            id=one.id,
            office=one.alert.office,
            period=one.alert.period,
            title=one.alert.title,
            opened=shanghai_day(one.opened_at),
            due=one.alert.due,
        )
        for one in found
        if _over_by(one.alert.period, period)
    )


def _over_by(written: str, period: ReportingPeriod) -> bool:
    return bool(written) and ReportingPeriod.parse(written).end <= period.end


def _suites(
    files: Iterable[ReceiptRow], period: ReportingPeriod, covers: Covers
) -> tuple[tuple[str, int], ...]:
    """Versions of the rules that judged the period's deliveries, that of most first."""
    mine = [one for one in files if one.period == str(period) and one.state != "duplicate"]
    counts = Counter(one.suite for one in mine if one.suite and covers(one.office))
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _settings(reading: Reading, period: ReportingPeriod, today: date) -> tuple[RuleSet, ...]:
    """Settings that held on any day since the period's end, for its forms were judged by them."""
    declared = {one.id: one for one in load_book().declared}
    by_rule: dict[tuple[str, str], list[SettingRow]] = defaultdict(list)
    for row in settings.settings(reading):
        by_rule[row.setting.rule, row.setting.indicator].append(row)
    return tuple(
        _rule_set(row.setting, rule, row.post)
        for (name, _), versions in by_rule.items()
        for rule in [declared.get(name)]
        for row, following in zip(versions, [*versions[1:], None], strict=True)
        if row.setting.severity not in (DEFAULT, rule.severity if rule else "")
        and _held(row.setting, following.setting if following else None, (period.end, today))
    )


def _held(one: RuleSetting, following: RuleSetting | None, days: tuple[date, date]) -> bool:
    """It began by the last day, and neither ended nor was followed before the first."""
    first, last = days
    ended = one.until is not None and one.until <= first
    followed = following is not None and following.since <= max(first, one.since)
    return one.since <= last and not ended and not followed


def _rule_set(one: RuleSetting, declared: Declared | None, post: str) -> RuleSet:
    return RuleSet(
        rule=one.rule,
        name=declared.name if declared else "已停用的规则",
        indicator=one.indicator,
        declared=declared.severity.label if declared else "不报",
        loudness=WORDS[one.severity],
        reason=one.reason,
        asked_by=one.asked_by,
        approved_by=post,
        since=one.since,
        until=one.until,
    )


def _unproven(
    standing: Sequence[FindingRow], files: Mapping[str, ReceiptRow]
) -> tuple[Unchecked, ...]:
    return tuple(
        Unchecked(one.office, _name(files, one.receipt), SIGNALS[one.finding.rule].meaning)
        for one in standing
        if one.finding.rule in UNPROVEN
    )


def _uncertified(
    reading: Reading, period: ReportingPeriod, files: Mapping[str, ReceiptRow], covers: Covers
) -> tuple[Unchecked, ...]:
    return tuple(
        Unchecked(one.office, _name(files, one.receipt), UNCERTIFIED)
        for one in certifications.waiting(reading)
        if one.period == str(period) and covers(one.office)
    )


def _name(files: Mapping[str, ReceiptRow], receipt: str) -> str:
    return files[receipt].source.name if receipt in files else receipt


def _uncovered(desk: Desk, reading: Reading, found: Timeliness) -> tuple[int, ...]:
    calendar = known_at(desk, reading).calendar
    asked = {one.due.due.year for one in (*found.forms, *found.pending)}
    return tuple(sorted(year for year in asked if not calendar.covered(year)))
