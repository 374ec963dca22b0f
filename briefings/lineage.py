"""The book of sources: every number a paper prints is entered here and numbered once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefings.format import ABSENT, Change, change_between
from briefings.paper import LineageEntry, Span
from briefings.rows import Row
from briefings.scorecard import Scorecard
from briefings.typography import chinese
from briefings.workings import pace_sum
from observations.period import ReportingPeriod
from targets import wording
from targets.assessment import AssessmentRun


class LineageBook:
    """Collects the entries of one paper; the same number cited twice has one entry."""

    def __init__(self, card: Scorecard) -> None:
        self._card = card
        self._entries: dict[tuple[str, str, str, tuple[str, ...]], LineageEntry] = {}

    @property
    def entries(self) -> tuple[LineageEntry, ...]:
        """All entries in order of first citation."""
        return tuple(self._entries.values())

    def value(self, row: Row) -> Span:
        """The measured value, traced to the cells it was read from."""
        seen = row.assessment.observed_period
        when = ReportingPeriod.parse(seen).label if seen else ""
        how = "审定的填报值" + (f",{row.observed}实测" if row.observed else "")
        return self._cite(
            "value",
            f"{row.name}({row.area},{when})",
            row.value,
            how=how,
            rows=[row],
            revisions=row.assessment.lineage,
        )

    def then(self, row: Row, run: AssessmentRun) -> Span:
        """The value that stood in another run, traced to the cells of that run."""
        seen = row.assessment.observed_period or row.assessment.period
        return self._cite(
            "value",
            f"{row.name}({row.area},{ReportingPeriod.parse(seen).label})",
            row.value,
            how="审定的填报值" + (f",{row.observed}实测" if row.observed else ""),
            rows=[row],
            revisions=row.assessment.lineage,
            run=run,
        )

    def baseline(self, row: Row, source: str) -> Span:
        """The value before the plan, with who said so."""
        verdict = row.assessment
        if verdict.baseline is None or not verdict.baseline_period:
            return Span(ABSENT)
        when = ReportingPeriod.parse(verdict.baseline_period).label
        text = wording.value_text(row.indicator, verdict.baseline)
        how = f"{when}的基期值" + (f",来源:{source}" if source else "")
        return self._cite("baseline", f"{row.name}基期值({row.area})", text, how=how, rows=[row])

    def bare(self, row: Row, cited: Span) -> Span:
        """The same number without its unit, for a table whose unit stands in a column."""
        unit = row.indicator.unit
        return Span(cited.text.removesuffix(unit) if unit else cited.text, cited.ref)

    def goal(self, row: Row) -> Span:
        """The target as the plan promises it."""
        how = f"方案{row.target.section}\uff1a“{row.target.quote}”"
        if row.target.inherited_from:
            how = wording.inherited_text(row.indicator, row.target)
        return self._cite(
            "target", f"{row.name}目标({row.target.tier})", row.goal, how=how, rows=[row]
        )

    def pace(self, row: Row) -> Span:
        """The value the pace asks for."""
        verdict = row.assessment
        how = pace_sum(row.indicator, row.target, verdict)
        if not how:
            due = wording.date_text(row.target.deadline)
            how = f"期限{due}已到,应达目标{row.goal}"
        if verdict.baseline is not None and verdict.baseline_period:
            since = ReportingPeriod.parse(verdict.baseline_period).label
            how += f";基期{since}{wording.value_text(row.indicator, verdict.baseline)}"
        return self._cite("pace", f"{row.name}序时应达", row.expected, how=how, rows=[row])

    def gap(self, row: Row) -> Span:
        """The distance to the pace or, where none is drawn, to the target."""
        other = row.goal if row.expected == ABSENT else row.expected
        how = f"{row.value}与{other}之差"
        revisions = row.assessment.lineage
        return self._cite(
            "gap", f"{row.name}差距", row.gap, how=how, rows=[row], revisions=revisions
        )

    def change(self, row: Row) -> Span:
        """The size of the change to the previous run's value."""
        before = row.previous
        if row.change is None or before is None:
            return Span("")
        revisions = (*row.assessment.lineage, *before.lineage)
        old = wording.value_text(row.indicator, before.value)
        how = f"{row.value}与{before.observed_period}的{old}之差"
        what, text = f"{row.name}变化", row.change.amount
        return self._cite("change", what, text, how=how, rows=[row], revisions=revisions)

    def since_last_year(self, row: Row) -> tuple[Change, Span] | None:
        """The change since the same period a year before and its size; None without such a value.

        A change of nothing has no size.
        """
        before = self._card.context.year_ago.get(row.target.id)
        change = change_between(
            row.indicator, before.value if before else None, row.assessment.value
        )
        if before is None or change is None:
            return None
        old = wording.value_text(row.indicator, before.value)
        how = f"{row.value}与{ReportingPeriod.parse(before.period).label}的{old}之差"
        revisions = (*row.assessment.lineage, before.revision)
        what = f"{row.name}同比变化"
        size = self._cite("year", what, change.amount, how=how, rows=[row], revisions=revisions)
        return change, size

    def count(self, what: str, rows: Sequence[Row], run: AssessmentRun | None = None) -> Span:
        """A number of targets, traced to which ones."""
        how = "本次评估中符合条件的目标个数"
        return self._cite("count", what, str(len(rows)), how=how, rows=rows, run=run)

    def share(self, what: str, text: str, how: str) -> Span:
        """A number computed from the run or the receipts, with how."""
        return self._cite("share", what, text, how=how, rows=())

    def _cite(
        self,
        kind: str,
        what: str,
        text: str,
        *,
        how: str,
        rows: Iterable[Row],
        revisions: tuple[str, ...] = (),
        run: AssessmentRun | None = None,
    ) -> Span:
        if text in ("", ABSENT):
            return Span(text)
        run = run or self._card.run
        targets = tuple(row.target.id for row in rows)
        key = (kind, what, text, targets)
        if key not in self._entries:
            known = self._card.context.evidence
            self._entries[key] = LineageEntry(
                id=f"n{len(self._entries) + 1}",
                kind=kind,
                what=chinese(what),
                text=text,
                how=how if kind == "target" else chinese(how),
                targets=targets,
                revisions=revisions,
                evidence=tuple(known[one] for one in revisions if one in known),
                run=run.id,
                rule_version=run.rule_version,
                plan_version=run.plan_version,
            )
        return Span(text, self._entries[key].id)
