"""Editions, adjustments and milestones in the ledger: who may load what, and what was known."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import views
from desk.approve import approve
from desk.assess import assess_period, what_was_known
from desk.baselines import set_baseline, withdraw_baseline
from desk.baselines import versions as baseline_versions
from desk.corrections import Change, correct
from desk.demo.posts import DESK
from desk.handle import SHANGHAI, Desk
from desk.milestone_table import import_milestones
from desk.milestones import set_milestone, versions, withdraw_milestone
from desk.plan_history import target_steps
from desk.plans import Approval, as_it_stood, keep_plan, plan_as_of
from desk.proposing import approve as let_in
from desk.proposing import ask_plan
from desk.setup import start
from ledger import audit, milestones, plans
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from targets.adjustments import in_force, words_of
from targets.assessment import Assessment, AssessmentRun, Baseline
from targets.load import DEFAULT_PLAN, load_plan
from targets.milestones import Milestone
from targets.model import Plan, Target
from tests.desk.hall import Q3, Hall, approved
from tests.desk.two_posts import a_desk, issue_paper, load_edition
from tests.targets.adjusted import write
from tests.targets.plans import copy_of, spoil

OFFICE = "housing"
LEAKAGE, KEY = "T09", ("leakage_rate", "150627")
# A document made up for this test alone.
TEXT = """关于调整供水管网漏损率目标的通知

伊政办发〔2024〕66号

供水管网漏损率目标由≤9调整为≤13,自2024年7月1日起执行。不再考核道路完好率。
到2025年,阿镇供水管网漏损率不高于14%。

2024年10月18日
"""
APPROVED = Approval("旗政府分管负责人")


def adjustment(**fields: Any) -> dict[str, Any]:
    return {
        "id": "b66",
        "target": LEAKAGE,
        "document": "伊政办发〔2024〕66号",
        "quote": "供水管网漏损率目标由≤9调整为≤13",
        "approved_by": "旗人民政府",
        "decided": "2024-10-18",
        "effective": "2024-07-01",
        "reason": "水源地切换",
        "value": 13,
        "printed": "≤13",
    } | fields


def bare(target: str, **fields: Any) -> dict[str, Any]:
    """An adjustment of another target by the same document."""
    return {k: v for k, v in adjustment(target=target).items() if k not in CHANGED} | fields


CHANGED = ("value", "printed")
NEW: dict[str, Any] = {
    "id": "P99",
    "name": "阿镇供水管网漏损率",
    "indicator": "leakage_rate",
    "area": "150627",
    "comparator": "<=",
    "value": 14,
    "printed": "不高于14%",
    "printed_comparator": "不高于",
    "deadline": "2025-12-31",
    "tier": "阿镇",
    "binding": "none",
    "section": "二",
    "quote": "到2025年,阿镇供水管网漏损率不高于14%",
    "source": "prose",
    "leads": ["housing"],
    "inferred": ["leads", "area"],
    "notes": ["调整文件没有写责任单位;没有分镇的值,按旗判(推定)"],
}


def edition(
    folder: Path, *adjustments: dict[str, Any], added: tuple[dict[str, Any], ...] = ()
) -> Plan:
    """The plan with these adjustments beside it, as somebody edited it."""
    copied = copy_of(DEFAULT_PLAN, folder)
    if added:
        write(copied / "added.yaml", {"targets": list(added)})
    if adjustments:
        write(copied / "adjustments.yaml", {"adjustments": list(adjustments)})
        (copied / "adjustments").mkdir()
        (copied / "adjustments" / "b66.txt").write_text(TEXT, encoding="utf-8")
    return load_plan(copied)


def rewritten(plan: Plan, name: str, **fields: Any) -> Plan:
    targets = tuple(replace(t, **fields) if t.id == name else t for t in plan.targets)
    return replace(plan, targets=targets, version=f"{plan.version}-{name}")


def verdict(run: AssessmentRun) -> Assessment:
    return next(a for a in run.assessments if a.target_id == LEAKAGE)


def on(hall: Hall, month: int, day: int) -> datetime:
    hall.clock.moment = datetime(2024, month, day, 9, 0, tzinfo=SHANGHAI)
    return hall.clock.moment.replace(hour=20)


def sound(desk: Desk) -> bool:
    return audit.verify(desk.ledger) == ()


# — as of —


def test_an_earlier_moment_gives_the_earlier_values_and_the_earlier_targets(
    hall: Hall, tmp_path: Path
) -> None:
    """Values, targets, baselines and milestones change; each run is told again exactly."""
    desk = hall.desk
    moments, runs = [on(hall, 10, 14)], []
    approved(hall, OFFICE)
    runs.append(assess_period(desk, DESK, Q3))

    moments.append(on(hall, 10, 16))
    correct(
        desk, hall.clerk(OFFICE), (OFFICE, Q3), [Change(*KEY, numerator=61.0, denominator=520.0)],
        "分子更正为台账数",
    )  # fmt: skip
    for post in (hall.reviewer(OFFICE), DESK):
        approve(desk, post, OFFICE, Q3)
    runs.append(assess_period(desk, DESK, Q3))

    moments.append(on(hall, 10, 20))
    desk = replace(desk, plan=edition(tmp_path / "b", adjustment()))
    done = load_edition(desk, DESK, APPROVED)
    assert [(c.field, c.old, c.new) for c in done.changes] == [
        ("value", "9", "13"),
        ("printed", "≤9", "≤13"),
    ]
    assert sound(desk)
    runs.append(assess_period(desk, DESK, Q3))

    moments.append(on(hall, 10, 22))
    set_baseline(desk, DESK, Baseline(*KEY, "2022", 16.0, "供水公司2022年年报"))
    set_milestone(desk, DESK, Milestone(LEAKAGE, "2024", 12.5, "年度分解表"))
    assert sound(desk)
    runs.append(assess_period(desk, DESK, Q3))

    on(hall, 12, 1)
    for moment, run in zip(moments, runs, strict=True):
        then = what_was_known(desk, Q3, moment)
        assert then.assessments == run.assessments, moment
        assert then.plan_version == run.plan_version
    assert [verdict(run).target for run in runs] == [9.0, 9.0, 13.0, 13.0]
    assert verdict(runs[0]).value != verdict(runs[1]).value == verdict(runs[2]).value
    assert [verdict(run).baseline for run in runs[2:]] == [None, 16.0]
    assert sound(desk)


def test_the_plan_of_a_moment_holds_the_adjustments_known_then(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall = one_hall
    before = on(hall, 10, 14)
    hall.clock.moment = before.replace(day=20)
    desk = replace(hall.desk, plan=edition(tmp_path / "b", adjustment()))
    load_edition(desk, DESK, APPROVED)
    after = desk.now()

    def leakage(plan: Plan) -> Target:
        return next(t for t in plan.targets if t.id == LEAKAGE)

    assert leakage(plan_as_of(desk, before)).value == 9.0
    assert leakage(plan_as_of(desk, after)).value == 13.0
    assert leakage(plan_as_of(desk, after)).version == "2024-07-01 伊政办发〔2024〕66号调整"
    assert leakage(plan_as_of(desk, after, date(2024, 6, 30))).value == 9.0
    assert leakage(in_force(as_it_stood(desk, before).plan, date.max)).value == 9.0
    with pytest.raises(UserError, match="没有载入过方案"):
        plan_as_of(desk, datetime(2023, 1, 1, tzinfo=SHANGHAI))


def test_a_period_that_ended_before_the_day_of_effect_keeps_the_old_target(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall = one_hall
    on(hall, 10, 20)
    desk = replace(hall.desk, plan=edition(tmp_path / "b", adjustment(effective="2024-10-18")))
    load_edition(desk, DESK, APPROVED)
    approved(hall, OFFICE)
    assert verdict(assess_period(desk, DESK, Q3)).target == 9.0


def test_pages_and_papers_take_the_targets_of_the_period(one_hall: Hall, tmp_path: Path) -> None:
    hall = one_hall
    on(hall, 10, 20)
    gone = bare("T10", withdrawn=True, quote="不再考核道路完好率")
    new = bare("P99", added=True, quote=NEW["quote"])
    desk = replace(hall.desk, plan=edition(tmp_path / "b", adjustment(), gone, new, added=(NEW,)))
    load_edition(desk, DESK, APPROVED)
    approved(hall, OFFICE)
    run = assess_period(desk, DESK, Q3)
    judged = {a.target_id for a in run.assessments}
    assert ("T10" in judged, "P99" in judged) == (False, True)
    card = views.overview(desk, DESK, Q3)
    assert card is not None
    (row,) = (r for group in card.groups for r in group.rows if r.target.id == LEAKAGE)
    assert (row.target.value, row.assessment.target) == (13.0, 13.0)
    shown = views.indicator(desk, DESK, *KEY, Q3)
    assert 13.0 in {line.target.value for line in shown.lines}
    assert issue_paper(desk, DESK, Q3)


# — loading —


def test_the_first_edition_is_loaded_by_itself(one_hall: Hall) -> None:
    assert not keep_plan(one_hall.desk, DESK)
    (step,) = target_steps(one_hall.desk, LEAKAGE)
    assert (step.field, step.new, step.version) == ("first", "<= 9 2025-12-31", "2023版")
    assert (step.document, step.approved_by) == (
        one_hall.desk.plan.document, one_hall.desk.plan.issuer,
    )  # fmt: skip
    with pytest.raises(UserError, match="T999”方案和台账里都没有"):
        target_steps(one_hall.desk, "T999")


def test_words_are_loaded_by_themselves_and_promises_are_not(
    one_hall: Hall, tmp_path: Path
) -> None:
    desk = one_hall.desk
    words = replace(desk, plan=rewritten(desk.plan, LEAKAGE, notes=("另记一句",)))
    assert keep_plan(words, DESK)
    changed = replace(desk, plan=edition(tmp_path / "b", adjustment()))
    with pytest.raises(Refused, match=r"T09 的目标值由“9”变为“13”.*尚未载入") as told:
        keep_plan(changed, DESK)
    assert "cityplan plan load --reason" in told.value.cure
    with pytest.raises(Refused, match="尚未载入"):
        assess_period(changed, DESK, Q3)
    assert load_edition(changed, DESK, APPROVED).kept
    assert not load_edition(changed, DESK, APPROVED).kept
    assert sound(desk)


def test_a_setting_that_moves_every_verdict_is_loaded_by_approval(
    one_hall: Hall, tmp_path: Path
) -> None:
    folder = copy_of(DEFAULT_PLAN, tmp_path / "c")
    spoil(folder, "plan.yaml", "pace_origin: 2023-01-01", "pace_origin: 2023-11-06")
    desk = replace(one_hall.desk, plan=load_plan(folder))
    assert target_steps(desk, desk.plan.id) == ()
    with pytest.raises(Refused, match="序时起点由“2023-01-01”变为“2023-11-06”"):
        keep_plan(desk, DESK)
    load_edition(desk, DESK, APPROVED)
    (step,) = target_steps(desk, desk.plan.id)
    assert (step.new, step.approved_by) == ("2023-11-06", APPROVED.approved_by)


@pytest.mark.parametrize(
    ("file", "old", "new", "about", "told"),
    [
        (
            "areas.yaml",
            'parent: "150600", tile: [2, 2]',
            'parent: "150600", tile: [2, 2], members: ["150627100"]',
            "150627",
            "地区 150627 的组成地区由“[150627100, 150627101,",
        ),
        (
            "indicators/4-safety.yaml",
            "key: leakage_rate\n",
            "key: leakage_rate\n    aggregation: none\n",
            "leakage_rate",
            "指标 leakage_rate 的合成方式由“无”变为“none”",
        ),
    ],
)
def test_what_a_value_is_made_of_is_loaded_by_approval(
    one_hall: Hall, tmp_path: Path, file: str, old: str, new: str, about: str, told: str
) -> None:
    folder = copy_of(DEFAULT_PLAN, tmp_path / "c")
    spoil(folder, file, old, new)
    desk = replace(one_hall.desk, plan=load_plan(folder))
    assert target_steps(desk, about) == ()
    with pytest.raises(Refused, match=re.escape(told)):
        keep_plan(desk, DESK)
    load_edition(desk, DESK, APPROVED)
    (step,) = target_steps(desk, about)
    assert step.approved_by == APPROVED.approved_by


def test_several_that_let_in_one_edition_at_once_keep_it_once(hall: Hall, tmp_path: Path) -> None:
    desk = replace(hall.desk, plan=edition(tmp_path / "b", adjustment()))
    key = ask_plan(desk, DESK, "", "按旗政府文件调整")

    def says_yes(number: int) -> bool:
        try:
            let_in(desk, a_desk(f"复核{number}岗"), key)
        except Refused as refused:
            assert "已另有处理" in refused.what
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(says_yes, range(4)))
    assert sorted(done) == [False, False, False, True]
    assert len(target_steps(desk, LEAKAGE)) == 3
    assert sound(desk)


def test_a_promise_rewritten_in_the_file_is_refused_even_with_approval(one_hall: Hall) -> None:
    desk = one_hall.desk
    head = desk.ledger.head()
    for field, value, said in (
        ("value", 10.0, "目标值由“9”变为“10”"),
        ("comparator", ">=", "比较符由“<=”变为“>=”"),
        ("deadline", date(2026, 12, 31), "期限由“2025-12-31”变为“2026-12-31”"),
        ("binding", "indicative", "属性由“binding”变为“indicative”"),
    ):
        given = replace(desk, plan=_consistent(rewritten(desk.plan, LEAKAGE, **{field: value})))
        with pytest.raises(Refused, match=said) as told:
            load_edition(given, DESK, APPROVED)
        assert "adjustments.yaml" in told.value.cure
    assert desk.ledger.head() == head


def _consistent(plan: Plan) -> Plan:
    """The same promise rewritten in text and data alike, so that `plan check` finds nothing."""
    target = next(t for t in plan.targets if t.id == LEAKAGE)
    sign = {"<=": "≤", ">=": "≥"}[target.comparator]
    printed = f"{sign}{target.value:g}"
    label = {"binding": "约束性", "indicative": "预期性"}[target.binding]
    quote = f"9 供水管网漏损率 % {printed} {label}"
    text = plan.text.replace("≤9\t约束性", f"{printed}\t{label}")
    plan = rewritten(plan, LEAKAGE, printed=printed, printed_comparator=sign, quote=quote)
    return replace(plan, text=text, end=date(2026, 12, 31))


def test_who_answers_may_change_by_approval(one_hall: Hall) -> None:
    desk = one_hall.desk
    target = next(t for t in desk.plan.targets if t.id == LEAKAGE)
    assert target.leads[0] == "housing"
    moved = replace(desk, plan=rewritten(desk.plan, LEAKAGE, leads=("azhen",)))
    done = load_edition(moved, DESK, Approval("住建局复核岗", "伊住建发〔2024〕8号"))
    (made,) = done.changes
    assert (made.field, made.old, made.new) == ("leads", words_of(target.leads), "[azhen]")
    last = target_steps(moved, LEAKAGE)[-1]
    assert (last.document, last.approved_by, last.effective) == (
        "伊住建发〔2024〕8号", "住建局复核岗", desk.today(),
    )  # fmt: skip
    assert (made.document, made.effective) == (last.document, last.effective)
    assert (last.new, last.loaded_by, last.demo) == ("[azhen]", "住建局复核岗", True)


def test_only_a_desk_post_asks_and_never_lets_in_its_own(one_hall: Hall, tmp_path: Path) -> None:
    desk = replace(one_hall.desk, plan=edition(tmp_path / "b", adjustment()))
    with pytest.raises(Refused, match="不能提请改动"):
        load_edition(desk, one_hall.clerk(OFFICE), APPROVED)
    with pytest.raises(UserError, match="须写明理由"):
        ask_plan(desk, DESK, "", "  ")
    key = ask_plan(desk, DESK, "", "按旗政府文件调整")
    deputy = Actor("代理岗", frozenset({Role.DESK}), stands_for=(DESK,))
    for own in (DESK, deputy):
        with pytest.raises(Refused, match="不能自己批准"):
            let_in(desk, own, key)


def test_a_loaded_adjustment_cannot_be_taken_back_or_rewritten(
    one_hall: Hall, tmp_path: Path
) -> None:
    first = one_hall.desk
    desk = replace(first, plan=edition(tmp_path / "b", adjustment()))
    load_edition(desk, DESK, APPROVED)
    with pytest.raises(Refused, match="T09 的调整由“2024-07-01 伊政办发〔2024〕66号”变为“无”"):
        load_edition(first, DESK, APPROVED)
    with pytest.raises(Refused, match="尚未载入"):
        assess_period(first, DESK, Q3)
    (step, *later) = target_steps(desk, LEAKAGE)
    assert [one.field for one in (step, *later)] == ["first", "value", "printed"]
    made = later[0]
    assert (made.old, made.new, made.clause) == ("9", "13", "供水管网漏损率目标由≤9调整为≤13")
    assert (made.approved_by, made.effective) == ("旗人民政府", date(2024, 7, 1))
    assert (made.loaded_by, made.edition) == (APPROVED.approved_by, desk.plan.version)


def test_an_adjustment_that_disagrees_with_its_document_is_not_loaded(
    one_hall: Hall, tmp_path: Path
) -> None:
    plan = edition(tmp_path / "b", adjustment(value=12))
    with pytest.raises(UserError, match=r"adjustments\.yaml.*印作“≤13”,value 却是 12"):
        load_edition(replace(one_hall.desk, plan=plan), DESK, APPROVED)


def test_a_start_is_not_stopped_by_an_edition_that_waits(one_hall: Hall, tmp_path: Path) -> None:
    folder = edition(tmp_path / "b", adjustment()) and tmp_path / "b" / "plan"
    settings = one_hall.desk.settings.model_copy(update={"plan": folder})
    assert start(settings, "demo", one_hall.clock).password is None
    with one_hall.desk.ledger.read() as reading:
        assert len(plans.versions(reading)) == 1


# — milestones and baselines —


def test_a_milestone_is_kept_with_who_and_when(one_hall: Hall) -> None:
    desk = one_hall.desk
    for value in (12.0, 11.5):
        set_milestone(desk, DESK, Milestone(LEAKAGE, "2024", value, " 年度分解表 "))
    first, second = versions(desk, LEAKAGE)
    assert (first.entry.value, second.entry.value, second.entry.version) == (12.0, 11.5, 2)
    assert (second.post, second.entry.source, second.entry.demo) == (DESK.post, "年度分解表", True)
    assert versions(desk, "T01") == ()
    set_baseline(desk, DESK, Baseline(*KEY, "2022", 16.0, "年报"))
    assert KEY in {(one.entry.indicator, one.entry.area) for one in baseline_versions(desk)}
    assert sound(desk)


def test_a_milestone_taken_back_judges_no_more_but_did_before(one_hall: Hall) -> None:
    hall, desk = one_hall, one_hall.desk
    set_baseline(desk, DESK, Baseline(*KEY, "2022", 16.0, "年报"))
    set_milestone(desk, DESK, Milestone(LEAKAGE, "2024-Q3", 12.0, "分解表"))
    before = hall.clock.moment
    hall.clock.moment = before + timedelta(days=1)
    with pytest.raises(Refused):
        withdraw_milestone(desk, hall.clerk(OFFICE), LEAKAGE, "2024-Q3", "录错了期")
    with pytest.raises(UserError, match="撤回缺理由"):
        withdraw_milestone(desk, DESK, LEAKAGE, "2024-Q3", " ")
    with pytest.raises(UserError, match="没有 2024 的节点值") as told:
        withdraw_milestone(desk, DESK, LEAKAGE, "2024", "录错了期")
    assert told.value.cure == "现有 2024-Q3"
    withdraw_milestone(desk, DESK, LEAKAGE, "2024-Q3", " 录错了期 ")
    with pytest.raises(UserError, match="没有基期值"):
        withdraw_baseline(desk, DESK, KEY[0], "150600", "录错了地区")
    withdraw_baseline(desk, DESK, *KEY, "录错了地区")
    (one,) = versions(desk, LEAKAGE)
    assert one.withdrawn is not None
    assert (one.entry.value, one.withdrawn.reason) == (12.0, "录错了期")
    for moment, count in (
        (before + timedelta(hours=1), 1),
        (hall.clock.moment + timedelta(hours=1), 0),
    ):
        with desk.ledger.read(desk.ledger.head_at(moment)) as reading:
            assert len(milestones.milestones(reading)) == count
            assert len([b for b in plans.baselines(reading) if b.indicator == KEY[0]]) == count
    again = set_milestone(desk, DESK, Milestone(LEAKAGE, "2024", 11.0, "分解表"))
    assert again.version == 1  # another period, no clash with the one taken back
    assert sound(desk)


def test_a_wrong_milestone_is_told(one_hall: Hall) -> None:
    good = Milestone(LEAKAGE, "2024", 12.0, "分解表")
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"target": "T999"}, "没有目标“T999”"),
        ({"period": "2022"}, "不在方案期首"),
        ({"period": "2026"}, "不在方案期首"),
        ({"period": "明年"}, "无法识别"),
        ({"value": float("nan")}, "不是数"),
        ({"value": 130.0}, "超出供水管网漏损率"),
        ({"source": " "}, "缺来源"),
    )
    for fields, said in wrong:
        with pytest.raises(UserError, match=said):
            set_milestone(one_hall.desk, DESK, replace(good, **fields))
    with pytest.raises(Refused):
        set_milestone(one_hall.desk, one_hall.clerk(OFFICE), good)
    assert versions(one_hall.desk) == ()


def test_a_milestone_off_the_way_from_baseline_to_target_is_refused(one_hall: Hall) -> None:
    desk = one_hall.desk
    beyond = Milestone(LEAKAGE, "2024", 8.0, "分解表")
    with pytest.raises(UserError, match=r"T09 供水管网漏损率\(.+,目标≤ 9%\)到 2024 的节点值 8%"):
        set_milestone(desk, DESK, beyond)
    set_milestone(desk, DESK, replace(beyond, value=12.0))
    with pytest.raises(UserError, match=r"与基期值不符:T09 .+节点值 12% .+\(基期值 11%\)"):
        set_baseline(desk, DESK, Baseline(*KEY, "2022", 11.0, "年报"))
    set_baseline(desk, DESK, Baseline(*KEY, "2022", 12.5, "年报"))
    with pytest.raises(UserError, match=r"节点值 13% 不在基期到目标之间\(基期值 12.5%\)") as told:
        set_milestone(desk, DESK, replace(beyond, value=13.0))
    assert "cityplan baseline set" in told.value.cure
    assert [one.entry.value for one in versions(desk)] == [12.0]


def test_what_was_meant_is_said_where_it_can_be_guessed(one_hall: Hall) -> None:
    desk, (key, area) = one_hall.desk, KEY
    cures = (
        ((LEAKAGE, area), f"写指标代码和地区代码:{key} {area}"),
        ((key, "999"), f"这个指标的地区是 {area}"),
        (("green_space_rat", area), "是不是 green_space_rate"),
        (("建成区绿地率", area), "写指标代码 green_space_rate"),
        (("漏损", area), "用 cityplan plan show --json 查"),
    )
    for (indicator, place), cure in cures:
        with pytest.raises(UserError) as raised:
            set_baseline(desk, DESK, Baseline(indicator, place, "2022", 16.0, "年报"))
        assert raised.value.cure.startswith(cure)
    with pytest.raises(UserError) as raised:
        set_milestone(desk, DESK, Milestone("t09", "2024", 12.0, "分解表"))
    assert raised.value.cure.startswith("是不是 T09")


def test_percent_written_as_a_fraction_is_asked_back(one_hall: Hall) -> None:
    desk = one_hall.desk
    for value in (0.42, 0.3):
        with pytest.raises(UserError, match=rf"{value:g} 写 {100 * value:g}"):
            set_baseline(desk, DESK, Baseline("green_space_rate", KEY[1], "2022", value, "年报"))
    kept = set_baseline(desk, DESK, Baseline("green_space_rate", KEY[1], "2022", 12.0, "年报"))
    assert kept.value == 12.0  # rare, but no fraction


def test_two_milestones_of_one_day_must_agree(one_hall: Hall) -> None:
    desk = one_hall.desk
    set_milestone(desk, DESK, Milestone(LEAKAGE, "2024", 12.0, "分解表"))
    set_milestone(desk, DESK, Milestone(LEAKAGE, "2024-Q4", 12.0, "季度表"))
    with pytest.raises(UserError, match="2024-12 的 11 是同一天"):
        set_milestone(desk, DESK, Milestone(LEAKAGE, "2024-12", 11.0, "月度表"))
    assert len(versions(desk)) == 2


def test_a_table_of_milestones_is_kept_whole_or_not_at_all(one_hall: Hall, tmp_path: Path) -> None:
    desk, path = one_hall.desk, tmp_path / "分解.csv"
    rows = ["目标,期,值,来源", "T09,2023年,12.5,分解表", "T09,2024,11,分解表", "T01,2024,60,分解表"]
    path.write_text("\n".join([*rows, "T09,2025,很多,分解表"]), encoding="utf-8-sig")
    with pytest.raises(UserError, match="第5行:值“很多”不是数"):
        import_milestones(desk, DESK, path)
    path.write_text("\n".join([*rows, "漏损,2025,9,分解表"]), encoding="utf-8-sig")
    with pytest.raises(UserError, match="第5行:没有目标,或同名的不止一个“漏损”"):
        import_milestones(desk, DESK, path)
    path.write_text("\n".join([*rows, "T09,2026,9,分解表"]), encoding="utf-8-sig")
    with pytest.raises(UserError, match="第5行:节点 2026 不在"):
        import_milestones(desk, DESK, path)
    assert versions(desk) == ()
    path.write_text("\n".join(rows), encoding="gb18030")
    assert import_milestones(desk, DESK, path) == 3
    assert [one.entry.period for one in versions(desk, "T09")] == ["2023", "2024"]
    with pytest.raises(Refused):
        import_milestones(desk, one_hall.clerk(OFFICE), path)
    assert sound(desk)
    assert asdict(versions(desk, "T01")[0].entry)["value"] == 60.0
