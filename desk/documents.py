"""Assessment runs as the contract prints them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from desk.assess import Terms
from targets import wording
from targets.assessment import Assessment, AssessmentRun
from targets.final import summary, tallies, tally_text
from targets.model import Plan
from targets.rulebook import judging_rule

_KEYS = (
    "target_id", "indicator", "area", "value", "target", "comparator", "level", "trend",
    "belief", "pace_model", "expected", "gap", "achieved_share", "time_share", "projection",
    "required_pace", "why", "why_code", "flips", "flip_details", "caveats", "missing_areas",
    "expected_share", "model_version", "rule_version", "target_version", "level_word", "colour",
    "consequence", "outcome", "projection_absent", "projection_n", "projection_check",
    "projection_staying", "arithmetic", "baseline_period",
)  # fmt: skip


def run_document(run: AssessmentRun, area: str | None = None) -> dict[str, Any]:
    """The JSON document of `cityplan assess`; `area` keeps one area's verdicts."""
    return {
        "period": run.period,
        "as_of": run.as_of,
        "head": run.head,
        "rule_version": run.rule_version,
        "plan_version": run.plan_version,
        "run": run.id,
        "assessments": [_assessment(a) for a in _of(run, area)],
    }


def terms_document(plan: Plan, run: AssessmentRun, terms: Terms) -> dict[str, Any]:
    """What was asked for beside the plan's settings, and a final evaluation's tallies."""
    document: dict[str, Any] = {
        "terms": {
            "rule": run.rule_version,
            "pace_origin": (terms.pace_origin or plan.pace_origin).isoformat(),
            "final": terms.final,
        }
    }
    if terms.final:
        rule = judging_rule(terms.rule or plan.rule)
        found = tallies(plan, run.assessments, rule)
        told = [{**asdict(one), "text": tally_text(plan, one)} for one in found]
        document["final"] = {"tallies": told}
        document["final"]["text"] = summary(plan, found)
    return document


def _of(run: AssessmentRun, area: str | None) -> list[Assessment]:
    return [a for a in run.assessments if area is None or a.area == area]


def _assessment(one: Assessment) -> dict[str, Any]:
    document = {key: getattr(one, key) for key in _KEYS}
    document["observed_period"] = one.observed_period
    document["baseline"] = one.baseline
    document["lineage"] = list(one.lineage)
    document["level_label"] = one.level.label
    if one.time_share is not None:
        document["time_share_text"] = wording.percent(one.time_share)
    return document
