"""Documents as lines for people; pure, so that the inbox's log can use them too."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from expectations.rules import cure_of
from flows.cli.catalogue import sentence
from observations.finding import Severity
from targets.adjustments import ever
from targets.wording import told_of

if TYPE_CHECKING:
    from desk.delivery import Outcome
    from desk.told import FoundOut
    from targets.assessment import Assessment, AssessmentRun
    from targets.model import Plan, Target

_LOUDNESS = tuple(Severity)


def outcome_text(outcome: Outcome, lang: str = "zh") -> str:
    """The verdict on a delivered file, then every finding on its own line, the loudest first."""
    first = outcome.duplicate_of or outcome.receipt
    key = f"receipt.{outcome.status}"
    if outcome.status == "accepted" and outcome.first_status == "returned":
        key = "receipt.sent_back"  # its values were let in, a person sent the report back since
    status = sentence(lang, key, count=outcome.accepted, first=first)
    if outcome.rechecked:
        status += sentence(lang, f"receipt.{outcome.rechecked}")
    lines = [sentence(lang, "receipt", file=outcome.file, status=status, receipt=outcome.receipt)]
    loudest = sorted(outcome.findings, key=lambda f: _LOUDNESS.index(f.severity))
    lines += [_finding(found, lang) for found in loudest]
    if outcome.closed:
        lines.append(sentence(lang, "receipt.closed", count=len(outcome.closed)))
    if outcome.return_sheet:
        lines.append(sentence(lang, "receipt.sheet", path=outcome.return_sheet))
    return "\n".join(lines)


def _finding(found: FoundOut, lang: str) -> str:
    severity = sentence(lang, f"rules.{found.severity}")
    return f"  {severity} [{found.rule}] {_with_cure(found)}"


def _with_cure(found: FoundOut) -> str:
    """A finding's sentence; what a quality rule wants done about it follows, if anything."""
    cure = "" if found.severity == "info" else cure_of(found.rule)
    return f"{found.message};{cure}" if cure else found.message


def target_names(plan: Plan, lang: str = "zh") -> dict[str, str]:
    """By id, the name; with id, area and tier where several targets bear it."""
    targets = ever(plan)
    many = Counter(target.name for target in targets.values())
    return {
        key: one.name if many[one.name] == 1 else _apart(plan, one, lang)
        for key, one in targets.items()
    }


def _inherited(plan: Plan, target: Target | None, lang: str) -> list[str]:
    """Whence an inherited target comes, what it was there and is here, in a line of its own."""
    told = None if target is None else told_of(plan.indicator(target.indicator), target)
    if told is None:
        return []
    documents = sentence(lang, "comma").join(told.documents)
    said = sentence(lang, "assessment.inherited.said", documents=documents) if documents else ""
    fields = {name: getattr(told, name) for name in ("title", "document", "target")}
    here, there = told.here, told.there
    return [sentence(lang, "assessment.inherited", **fields, here=here, there=there, said=said)]


def _apart(plan: Plan, one: Target, lang: str) -> str:
    area = plan.area_of(one.area).name
    return sentence(lang, "assessment.apart", name=one.name, id=one.id, area=area, tier=one.tier)


def _level(one: Assessment, lang: str) -> str:
    """The level; of a final evaluation, that judges no pace, whether it was done."""
    judged = one.outcome in ("done", "not_done")
    return sentence(lang, f"final.{one.outcome}" if judged else f"level.{one.level}")


def run_text(plan: Plan, run: AssessmentRun, area: str | None = None, *, lang: str = "zh") -> str:
    """One line a target in the order of the run, then the counts; `area` keeps one area's."""
    names = target_names(plan, lang)
    chosen = [a for a in run.assessments if area is None or a.area == area]
    promised = {target.id: target for target in (*plan.targets, *plan.added)}
    lines: list[str] = []
    for a in chosen:
        lines.append(
            sentence(
                lang,
                "assessment",
                level=_level(a, lang),
                trend=sentence(lang, f"trend.{a.trend}"),
                name=names[a.target_id],
                why=a.why,
            )
        )
        lines += _inherited(plan, promised.get(a.target_id), lang)
    counts = Counter(_level(a, lang) for a in chosen)
    words = [
        sentence(lang, "assessment.count", level=level, count=count)
        for level, count in counts.items()
    ]
    total = sentence(lang, "comma").join(words)
    return "\n".join([*lines, sentence(lang, "assessment.total", count=len(chosen), counts=total)])
