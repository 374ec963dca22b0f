"""数据质量: what failed and where, what is still open, how each office's forms have fared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desk.concern import concerned
from desk.handle import Desk
from desk.rates import names_ever, rates
from desk.views.alert_lives import LifeRow, alert_lives
from desk.views.quality_paper import StatementPaper, statement_paper
from desk.views.quality_summary import summary
from expectations.reporting import FormTimeliness
from expectations.rules import meaning_of
from expectations.timeliness import RULE, Timeliness
from ledger import findings
from ledger.findings import FindingRow
from observations.finding import Severity
from observations.identity import Actor
from observations.period import ReportingPeriod
from observations.signals import SIGNALS

Mark = Literal["good", "late", "doubted", "failed", "absent", "waiting", "excused", "none"]
PERIODS = 8
MOST_PROBLEMS = 200


@dataclass(frozen=True)
class Fared:
    """How the forms of one office fared: a mark a period, in the order of the view's periods."""

    office: str
    name: str
    marks: tuple[Mark, ...]
    days_late: int
    problems: int


@dataclass(frozen=True)
class Problem:
    """An open finding, where it is, and the receipt that leads to the cell and the sheet."""

    id: str
    rule: str
    severity: Severity
    office: str
    period: str
    receipt: str
    sheet: str
    cell: str
    message: str
    found: datetime


@dataclass(frozen=True)
class RuleCount:
    """How many open findings one rule has, and in how many offices."""

    rule: str
    meaning: str
    count: int
    offices: int


@dataclass(frozen=True)
class QualityView:
    """The quality of what the actor's offices reported, as it stands now.

    `rates` are those of `period` by the rule named `rule`; `periods` run oldest first, `latest`
    is the newest of each frequency, the most frequent first.
    `problems` are the loudest first, `more` of them are not listed. `summary` is all of it in
    one line, `paper` the issued statement of the period.
    """

    moment: datetime
    demo: bool
    period: ReportingPeriod | None
    rule: str
    rates: Timeliness
    periods: tuple[ReportingPeriod, ...]
    latest: tuple[ReportingPeriod, ...]
    fared: tuple[Fared, ...]
    alerts: tuple[LifeRow, ...]
    problems: tuple[Problem, ...]
    more: int
    rules: tuple[RuleCount, ...]
    summary: str = ""
    paper: StatementPaper | None = None

    @property
    def mean_age(self) -> float | None:
        """Working days that the open alerts have been open on average; None without one."""
        return sum(one.days for one in self.alerts) / len(self.alerts) if self.alerts else None


def quality(desk: Desk, actor: Actor, period: ReportingPeriod | None = None) -> QualityView:
    """The quality page of `actor`; of the latest period that was due unless one is named."""
    with desk.ledger.read() as reading:
        whole = rates(desk, reading, desk.today())
        found = findings.open_findings(reading, concerned(desk, reading, actor))
        names = names_ever(desk, reading)
    mine = whole.only(lambda due: actor.covers(due.office))
    asked = sorted({form.due.period for form in (*mine.forms, *mine.pending)})
    latest = _latest(asked)
    shown = period or (latest[0] if latest else None)
    open_ones = sorted(found, key=_loudest)
    chosen = _before(asked, shown)
    current = mine.of_period(shown) if shown else mine
    return QualityView(
        moment=desk.now(),
        demo=desk.is_demo,
        period=shown,
        rule=RULE,
        rates=current,
        periods=chosen,
        latest=latest,
        fared=_fared(names, mine, chosen, Counter(one.office for one in open_ones)),
        alerts=alert_lives(desk, actor),
        problems=tuple(_problem(desk, one) for one in open_ones[:MOST_PROBLEMS]),
        more=max(0, len(open_ones) - MOST_PROBLEMS),
        rules=_rules(open_ones),
        summary=summary(current, names) if shown else "",
        paper=_paper(desk, actor, shown),
    )


def _paper(desk: Desk, actor: Actor, period: ReportingPeriod | None) -> StatementPaper | None:
    """Issued papers are for every post, as their archive is."""
    if period is None or not actor.roles:
        return None
    with desk.ledger.read() as reading:
        return statement_paper(desk, reading, period)


def meaning(rule: str) -> str:
    """What a rule or a signal of the reading asks, in one sentence; empty for a stranger's."""
    known = SIGNALS.get(rule)
    return meaning_of(rule) or (known.meaning if known else "")


def _latest(asked: Iterable[ReportingPeriod]) -> tuple[ReportingPeriod, ...]:
    """The newest period of each frequency, the most frequent first."""
    newest = {one.frequency: one for one in sorted(asked)}
    return tuple(sorted(newest.values(), key=lambda one: one.frequency.months))


def _before(
    asked: Sequence[ReportingPeriod], shown: ReportingPeriod | None
) -> tuple[ReportingPeriod, ...]:
    """The latest periods of the same frequency up to the one shown, oldest first."""
    if shown is None:
        return ()
    alike = [one for one in asked if one.frequency is shown.frequency and not shown < one]
    return tuple(alike[-PERIODS:])


def _fared(
    names: Mapping[str, str],
    mine: Timeliness,
    periods: Sequence[ReportingPeriod],
    problems: Counter[str],
) -> tuple[Fared, ...]:
    """Offices with the most to put right first."""
    rows = []
    for office, one in mine.by_office().items():
        forms = {form.due.period: form for form in (*one.forms, *one.pending)}
        excused = {due.period for due in one.excused}
        waiting = {form.due.period for form in one.pending}
        marks = tuple(
            _before_due(mark) if period in waiting else mark
            for period in periods
            for mark in [_mark(forms.get(period), period in excused)]
        )
        if set(marks) - {"none"}:
            late = sum(forms[period].days_late for period in periods if period in forms)
            rows.append(Fared(office, names.get(office, office), marks, late, problems[office]))
    return tuple(sorted(rows, key=lambda row: (-_trouble(row), row.name)))


def _mark(form: FormTimeliness | None, excused: bool) -> Mark:
    if form is None:
        return "excused" if excused else "none"
    if not form.received:
        return "absent" if form.outcome in ("absent", "empty") else "failed"
    if not form.passed:
        return "failed"
    if form.doubted:
        return "doubted"
    return "late" if form.days_late else "good"


def _before_due(mark: Mark) -> Mark:
    """What has not come before its day is not missing yet; what came is judged as ever."""
    return "waiting" if mark == "absent" else mark


_WEIGHTS: Mapping[Mark, int] = {"absent": 8, "failed": 8, "doubted": 3, "late": 2}


def _trouble(row: Fared) -> int:
    """How much an office has to put right; the latest period counts most."""
    return sum(_WEIGHTS.get(mark, 0) * place for place, mark in enumerate(row.marks, start=1))


def _loudest(row: FindingRow) -> tuple[int, str, str, str]:
    return (tuple(Severity).index(row.finding.severity), row.office, row.receipt, row.id)


def _problem(desk: Desk, row: FindingRow) -> Problem:
    return Problem(
        id=row.id,
        rule=row.finding.rule,
        severity=row.finding.severity,
        office=desk.office_names.get(row.office, row.office or "未知单位"),
        period=_label(row.period),
        receipt=row.receipt,
        sheet=row.finding.sheet,
        cell=row.finding.cell,
        message=row.finding.message,
        found=row.recorded_at,
    )


def _label(period: str) -> str:
    return ReportingPeriod.parse(period).label if period else ""


def _rules(rows: Sequence[FindingRow]) -> tuple[RuleCount, ...]:
    counts = Counter(row.finding.rule for row in rows)
    offices: dict[str, set[str]] = {}
    for row in rows:
        offices.setdefault(row.finding.rule, set()).add(row.office)
    return tuple(
        RuleCount(rule, meaning(rule), count, len(offices[rule]))
        for rule, count in counts.most_common()
    )
