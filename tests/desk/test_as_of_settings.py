"""A rule, the origin of time or the parts of an area changed later move no verdict of before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desk.assess import assess_period, what_was_known
from desk.demo.posts import DESK
from desk.handle import SHANGHAI
from desk.plans import Approval
from ledger import audit
from targets.assessment import AssessmentRun
from targets.load import DEFAULT_PLAN, load_plan
from targets.model import Plan
from tests.desk.hall import Q3, Hall, approved
from tests.desk.two_posts import load_edition
from tests.targets.plans import copy_of, spoil

APPROVED = Approval("旗政府分管负责人", "伊政办发〔2024〕66号")
CHANGES = (
    ("plan.yaml", "pace_origin: 2023-01-01", "pace_origin: 2023-11-06\nrule: ouhai-2020"),
    ("areas.yaml", "level: 旗区, parent: \"150600\", tile: [2, 2]}",
     "level: 旗区, parent: \"150600\", tile: [2, 2], members: [\"150627100\", \"150627109\"]}"),
)  # fmt: skip


def changed(folder: Path, count: int) -> Plan:
    """The plan with the first `count` changes made in its files."""
    copied = copy_of(DEFAULT_PLAN, folder)
    for name, old, new in CHANGES[:count]:
        spoil(copied, name, old, new)
    return load_plan(copied)


def said(run: AssessmentRun) -> list[tuple[object, ...]]:
    return [(a.target_id, a.level, a.rule_version, a.time_share, a.why) for a in run.assessments]


def test_earlier_verdicts_are_told_again_after_rule_origin_and_parts_have_changed(
    hall: Hall, tmp_path: Path
) -> None:
    desk, moments, runs = hall.desk, [], []
    approved(hall, "housing")
    for day, count in ((14, 0), (16, 1), (18, 2)):
        hall.clock.moment = datetime(2024, 10, day, 9, 0, tzinfo=SHANGHAI)
        moments.append(hall.clock.moment.replace(hour=20))
        if count:
            desk = replace(desk, plan=changed(tmp_path / str(day), count))
            assert load_edition(desk, DESK, APPROVED).kept
        runs.append(assess_period(desk, DESK, Q3))
    hall.clock.moment = datetime(2024, 12, 1, 9, 0, tzinfo=SHANGHAI)
    for moment, run in zip(moments, runs, strict=True):
        again = what_was_known(desk, Q3, moment)
        assert said(again) == said(run)
        assert again.assessments == run.assessments
        assert (again.rule_version, again.plan_version) == (run.rule_version, run.plan_version)
    assert [run.rule_version for run in runs] == ["yinchuan-2025-1", "ouhai-2020-1", "ouhai-2020-1"]
    assert said(runs[0]) != said(runs[1])
    assert audit.verify(desk.ledger) == ()
