"""One plan is inherited and overridden from city to banner to town; a binding line only holds."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from observations.errors import UserError
from observations.period import ReportingPeriod
from targets.adjustments import in_force
from targets.assess import assess
from targets.assessment import Baseline, Measured
from targets.check import check_plan
from targets.conflicts import find_conflicts
from targets.load import load_plan
from targets.model import Plan
from targets.show import plan_document, plan_text
from tests.targets.levels import T1, T2, levels, one
from tests.targets.plans import LEVELS

ROOT = Path(__file__).parents[2]
BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)  # the city raises T1 from 90 to 93
VALUE = "    value: 92\n    printed: 92%以上\n"
ADJUSTED = "    value: 93\n    printed: 93%以上\n"
OWN = """adjustments:
  - id: b1
    target: {target}
    document: 青政发〔2027〕2号
    quote: 户厕普及率目标调整为{value:g}%以上
    approved_by: 青石旗人民政府
    decided: 2027-02-01
    effective: 2027-03-01
    reason: 演示
    value: {value}
    printed: {value:g}%以上
"""


def banner(folder: Path) -> Plan:
    return load_plan(folder / "banner")


def town(folder: Path) -> Plan:
    return load_plan(folder / "town")


def refused(folder: Path, name: str) -> UserError:
    with pytest.raises(UserError) as caught:
        load_plan(folder / name)
    assert caught.value.cure
    return caught.value


def test_a_promise_of_the_city_is_the_town_s_own_in_its_area_with_its_offices() -> None:
    plan = load_plan(LEVELS / "town")
    promised = one(plan, T1)
    assert (promised.area, promised.value, promised.comparator) == ("999901100", 92, ">=")
    assert (promised.binding, promised.indicator) == ("binding", "toilet_coverage")
    assert promised.leads == ("farm-desk",) and promised.deadline == date(2027, 12, 31)
    source = promised.inherited_from
    assert source is not None and source.through == ("qingshiqi-2026-2028",)
    assert (source.plan, source.document, source.target) == (
        *("shili-2026-2028", "示政发〔2026〕1号", "T1"),
    )
    assert (source.original.value, source.original.quote) == (90, promised.quote)
    said = [(c.field, c.old, c.new, c.document) for c in promised.overridden]
    assert said == [
        ("value", "90", "92", "青政发〔2026〕12号"),
        ("deadline", "2028-12-31", "2027-12-31", "青镇发〔2026〕3号"),
    ]
    assert plan.indicator("toilet_coverage").denominator == "总户数"
    assert plan.lineage == ("qingshiqi-2026-2028", "shili-2026-2028")
    asked = {r.indicator: r.office for r in plan.reporting}
    assert asked["toilet_coverage"] == "farm-desk"


def test_of_offices_of_one_name_the_one_of_the_plan_s_own_area_leads(tmp_path: Path) -> None:
    towns = '  - {id: town-ecology, name: 生态环境局, area: "999901100"}\n'
    folder = levels(tmp_path, ("banner/offices.yaml", "offices:\n", "offices:\n" + towns))
    assert one(banner(folder), T2).leads == ("ecology",)


def test_what_is_for_towns_passes_through_the_banner_and_what_is_for_nobody_stays() -> None:
    ids = {name: [t.id for t in load_plan(LEVELS / name).targets] for name in ("banner", "town")}
    assert ids == {"banner": ["P1", T1, T2], "town": ["P1", T1, T2, "T4-999900"]}


def test_a_banner_may_ask_more_of_its_towns_than_the_city_but_cannot_lead_them(
    tmp_path: Path,
) -> None:
    more = """  - target: T4-999900
    quote: 污水处理率达到80%以上
    reason: 演示
    value: 5
    printed: 80%以上
"""
    folder = levels(tmp_path, ("banner/overrides.yaml", "overrides:\n", "overrides:\n" + more))
    assert one(town(folder), "T4-999900").value == 5
    assert [t.id for t in banner(folder).targets] == ["P1", T1, T2]
    led = ("banner/overrides.yaml", "    value: 5\n", "    value: 5\n    leads: [farm]\n")
    wrong = refused(levels(tmp_path / "led", ("banner/overrides.yaml", "overrides:\n",
                    "overrides:\n" + more), led), "town")  # fmt: skip
    assert "只由本级转交下级" in wrong.what


@pytest.mark.parametrize(
    ("old", "new", "numbers"),
    [
        ("value: 92\n    printed: 92%以上", "value: 88\n    printed: 88%以上", ("≥90", "≥88")),
        ("value: 92\n    printed: 92%以上", "deadline: 2029-12-31", ("2028-12-31", "2029-12-31")),
        ("value: 92\n", "value: 92\n    comparator: '<='\n", (">=", "<=")),
        ("value: 92\n    printed: 92%以上", "dropped: true", (">= 90 2028-12-31", "不能不执行")),
        ("value: 92\n    printed: 92%以上", "binding: indicative", ("约束性", "预期性")),
    ],
    ids=["value", "deadline", "comparator", "dropped", "binding"],
)
def test_a_binding_line_is_never_weakened(
    tmp_path: Path, old: str, new: str, numbers: tuple[str, str]
) -> None:
    wrong = refused(levels(tmp_path, ("banner/overrides.yaml", old, new)), "banner")
    assert wrong.what.startswith("overrides.yaml 第2行 overrides[1](T1-999900):上级的约束性目标")
    assert all(number in wrong.what for number in numbers)


def test_an_indicative_line_may_ask_less_or_be_dropped_and_that_is_listed(tmp_path: Path) -> None:
    (less,) = load_plan(LEVELS / "banner").weaker
    assert less.targets == (T2,) and "由 ≥85 改为 ≥80" in less.text
    change = ("banner/overrides.yaml", "value: 80\n    printed: 80%以上", "dropped: true")
    folder = levels(tmp_path, change)
    (dropped,) = banner(folder).weaker
    assert "本级不执行(>= 85 2028-12-31)" in dropped.text
    assert T2 not in {target.id for target in (*banner(folder).targets, *town(folder).targets)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (("banner/overrides.yaml", "value: 92", "value: 90"), "没有另定什么"),
        (("banner/overrides.yaml", "T1-999900", "T3-999900"), "没有交下目标“T3-999900”"),
        (("banner/overrides.yaml", "T2-999900", "T1-999900"), "已另定"),
        (("banner/overrides.yaml", "    printed: 92%以上\n", ""), "没有写 printed"),
        (("banner/overrides.yaml", "value: 92\n    printed: 92%以上", "leads: [x]"), "“x”没有定义"),
        (("banner/overrides.yaml", VALUE, ""), "没有写另定了什么"),
        (("banner/counterparts.yaml", "市农业农村局", "市农牧局"), "里没有单位“市农牧局”"),
        (("banner/counterparts.yaml", "office: farm", "office: land"), "单位“land”没有定义"),
        (("banner/counterparts.yaml", "市农业农村局", "市财政局"), "“市农业农村局”在本级没有同名"),
        (("banner/areas.yaml", ', parent: "999900"', ""), "不在上级方案"),
        (("banner/plan.yaml", 'area: "999901"', 'area: "999900"'), "不在上级方案"),
        (("banner/targets.yaml", "id: P1", "id: T1-999900"), "是承接来的目标的"),
        (("banner/indicators.yaml", "key: care_stations", "key: toilet_coverage"), "定义不同"),
        (("banner/plan.yaml", "inherits: ../city\n", ""), "没有承接上级方案"),
        (("town/overrides.yaml", '["2026=88"]', '["2026=88", "2026-12=89"]'), "同一天"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_cure(
    tmp_path: Path, changes: tuple[str, str, str], said: str
) -> None:
    folder = levels(tmp_path)
    if "indicators" in changes[0]:  # its own definition, but used as before
        (folder / "banner/targets.yaml").write_text("targets: []\n", encoding="utf-8")
    if "areas" in changes[0]:  # nor does the city's plan say what the banner lies in
        areas = (folder / "city/areas.yaml").read_text("utf-8").replace(changes[1], "")
        (folder / "city/areas.yaml").write_text(areas, encoding="utf-8")
    path = folder / changes[0]
    text = path.read_text("utf-8")
    assert changes[1] in text
    path.write_text(text.replace(changes[1], changes[2], 1), encoding="utf-8")
    assert said in refused(folder, changes[0].partition("/")[0]).what


def test_one_definition_of_an_indicator_is_allowed_twice_only_when_it_is_the_same(
    tmp_path: Path,
) -> None:
    row = (
        '  - {key: sewage_rate, name: 污水处理率, unit: "%", kind: rate, direction: up, '
        "frequency: Q, hard_min: 0, hard_max: 100}\n"
    )
    whole = ("banner/indicators.yaml", "indicators:\n", "indicators:\n" + row)
    assert banner(levels(tmp_path, whole)).indicator("sewage_rate").hard_max == 100
    other = ("banner/indicators.yaml", "hard_max: 100", "hard_max: 99")
    assert "定义不同" in refused(levels(tmp_path / "other", whole, other), "banner").what


def test_the_city_s_adjustment_reaches_the_town_on_its_day_and_the_stricter_holds(
    tmp_path: Path,
) -> None:
    for plan in (load_plan(LEVELS / "banner"), load_plan(LEVELS / "town")):
        assert one(in_force(plan, BEFORE), T1).value == 92
        later = one(in_force(plan, AFTER), T1)
        assert (later.value, later.printed) == (93, "93%以上")
        assert [c.document for c in later.history] == ["示政发〔2026〕40号"] * 2
    eased = ("city/adjustments.yaml", ADJUSTED, "    value: 80\n    printed: 80%以上\n")
    folder = levels(tmp_path, eased)
    assert one(in_force(banner(folder), AFTER), T1).value == 92
    assert one(in_force(load_plan(folder / "city"), AFTER), "T1").value == 80


def test_what_the_city_raised_and_eased_again_leaves_the_banner_with_its_own_number(
    tmp_path: Path,
) -> None:
    eased = (LEVELS / "city/adjustments.yaml").read_text("utf-8").partition("\n")[2]
    for old, new in (("a1", "a2"), ("93", "85"), ("2027-01-01", "2028-01-01"), ("〕40", "〕41")):
        eased = eased.replace(old, new)
    folder = levels(tmp_path)
    path = folder / "city/adjustments.yaml"
    path.write_text(path.read_text("utf-8") + eased, encoding="utf-8")
    (folder / "city/adjustments/a2.txt").write_text("示政发〔2026〕41号", encoding="utf-8")
    plan = banner(folder)
    held = [one(in_force(plan, date(year, 6, 1)), T1).value for year in (2026, 2027, 2028)]
    assert held == [92, 93, 92]
    assert [a.own_holds for a in plan.adjustments] == [False, True]


def test_an_indicative_line_that_is_overridden_does_not_follow_the_city(tmp_path: Path) -> None:
    target = ("city/adjustments.yaml", "target: T1", "target: T2")
    plan = banner(levels(tmp_path, target))
    assert plan.adjustments == () and one(in_force(plan, AFTER), T2).value == 80
    assert one(in_force(town(levels(tmp_path / "b", target)), AFTER), T2).value == 80


def test_a_withdrawn_promise_ends_below_unless_the_plan_below_has_its_own_word(
    tmp_path: Path,
) -> None:
    gone = ("city/adjustments.yaml", ADJUSTED, "    withdrawn: true\n")
    plan = banner(levels(tmp_path, gone))
    assert one(in_force(plan, AFTER), T1).value == 92
    assert any("上级自 2027-01-01 起撤销" in remark.text for remark in plan.weaker)
    folder = levels(tmp_path / "silent", gone)
    (folder / "banner/overrides.yaml").unlink()
    assert T1 in {t.id for t in in_force(banner(folder), BEFORE).targets}
    assert T1 not in {t.id for t in in_force(banner(folder), AFTER).targets}


@pytest.mark.parametrize(("value", "fits"), [(95.0, True), (93.0, True), (92.5, False)])
def test_a_banner_s_own_adjustment_cannot_undercut_what_the_city_asks_by_then(
    tmp_path: Path, value: float, fits: bool
) -> None:
    folder = levels(tmp_path)
    text = OWN.format(target=T1, value=value)
    (folder / "banner/adjustments.yaml").write_text(text, encoding="utf-8")
    (folder / "banner/adjustments").mkdir()
    (folder / "banner/adjustments/b1.txt").write_text(text, encoding="utf-8")
    if fits:
        assert one(in_force(banner(folder), date(2027, 3, 1)), T1).value == value
        assert one(in_force(town(folder), date(2027, 3, 1)), T1).value == value
    else:
        wrong = refused(folder, "banner")
        assert "目标值由 ≥93 改为 ≥92.5" in wrong.what and "adjustments.yaml 第2行" in wrong.what


def test_a_plan_s_folder_stands_beside_the_other_and_nowhere_else(tmp_path: Path) -> None:
    for written in ("../../etc", "/etc", "city", "..", "../.git", "../city/../../x"):
        folder = levels(tmp_path / written.replace("/", "_"))
        path = folder / "banner/plan.yaml"
        path.write_text(path.read_text("utf-8").replace("../city", written), encoding="utf-8")
        assert "inherits" in refused(folder, "banner").what
    folder = levels(tmp_path / "linked")
    elsewhere = levels(tmp_path / "elsewhere") / "city"
    (folder / "outside").symlink_to(elsewhere, target_is_directory=True)
    path = folder / "banner/plan.yaml"
    path.write_text(path.read_text("utf-8").replace("../city", "../outside"), encoding="utf-8")
    assert "是指到别处的链接" in refused(folder, "banner").what
    (folder / "outside").unlink()
    assert "旁边没有“outside”" in refused(folder, "banner").what


def test_a_circle_and_a_tower_of_plans_are_refused(tmp_path: Path) -> None:
    circle = ("city/plan.yaml", "start:", "inherits: ../town\nstart:")
    assert "承接成了一圈(town→banner→city→town)" in refused(levels(tmp_path, circle), "town").what
    folder = levels(tmp_path / "tower")
    for number in range(6):
        (folder / f"p{number}").mkdir()
        text = (folder / "banner/plan.yaml").read_text("utf-8")
        text = text.replace("../city", f"../p{number + 1}")
        (folder / f"p{number}/plan.yaml").write_text(text, encoding="utf-8")
    assert "承接超过 4 层" in refused(folder, "p0").what


def test_the_version_covers_the_plans_above_and_is_as_ever_without_any(tmp_path: Path) -> None:
    before = {name: load_plan(LEVELS / name).version for name in ("city", "banner", "town")}
    reworded = levels(tmp_path, ("city/plan.txt", "持续提升", "不断提升"))
    after = {name: load_plan(reworded / name).version for name in before}
    assert all(before[name] != after[name] for name in before)
    own = levels(tmp_path / "own", ("town/plan.txt", "落实旗方案", "认真落实旗方案"))
    assert load_plan(own / "banner").version == before["banner"]
    assert before["city"] == "a366956170947903"


@pytest.mark.parametrize("name", ["city", "banner", "town"])
def test_each_line_is_proved_against_the_text_of_the_plan_that_promised_it(name: str) -> None:
    assert check_plan(load_plan(LEVELS / name)) == ()


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (("city/plan.txt", "≥90", "≥91"), "承接《示例市村镇提升", "不在二·表里"),
        (("city/targets.yaml", "value: 90", "value: 89"), "的目标 T1", "value 却是 89"),
        (("city/adjustments/a1.txt", "93%以上", "94%以上"), "shili-2026-2028/adj", "不在 adjust"),
        (("banner/plan.txt", "92%以上", "91%以上"), "目标 T1-999900", "青石旗村镇提升"),
        (("town/plan.txt", "达到88%", "达到89%"), "overrides.yaml", "出现 0 次"),
        (("town/overrides.yaml", "2026=88", "2026=87"), "overrides.yaml", "节点 2026"),
        (("town/overrides.yaml", "2027-12-31", "2026-12-31"), "二", "“2027”没有着落"),
        (("town/overrides.yaml", "2027-12-31", "2025-12-31"), "overrides.yaml", "“2025年”"),
        (("town/plan.txt", "建成小公园", "改厕5户,建成小公园"), "二", "“5”没有着落"),
    ],
)  # fmt: skip
def test_a_word_that_does_not_stand_where_it_is_said_to_is_told(
    tmp_path: Path, change: tuple[str, str, str], place: str, said: str
) -> None:
    found = check_plan(town(levels(tmp_path, change)))
    assert any(place in one.place and said in one.text for one in found), found


def test_an_own_promise_below_an_inherited_one_is_listed_beside_what_the_plan_eased(
    tmp_path: Path,
) -> None:
    texts = [c.text for c in find_conflicts(load_plan(LEVELS / "banner")) if c.kind == "inherited"]
    assert len(texts) == 1 and "由 ≥85 改为 ≥80" in texts[0]
    row = (LEVELS / "banner/targets.yaml").read_text("utf-8").partition("\n")[2]
    row = row.replace("P1", "P2").replace("care_stations", "toilet_coverage")
    folder = levels(tmp_path, ("banner/targets.yaml", "targets:\n", "targets:\n" + row))
    texts = [c.text for c in find_conflicts(banner(folder)) if c.kind == "inherited"]
    assert any("本级 P2 要求较低(目标值由 ≥92 改为 ≥3)" in text for text in texts)


def test_what_is_shown_of_an_inherited_target_tells_whence_and_what_became_of_it() -> None:
    document = plan_document(in_force(load_plan(LEVELS / "town"), BEFORE))
    assert [one["id"] for one in document["plan"]["inherits"]] == [
        *("qingshiqi-2026-2028", "shili-2026-2028"),
    ]
    own, first = document["targets"][:2]
    assert own["inherited_from"] is None and own["overridden"] == []
    assert first["inherited_from"] == {
        "plan": "shili-2026-2028",
        "title": "示例市村镇提升方案(2026—2028年)(演示)",
        "document": "示政发〔2026〕1号",
        "target": "T1",
        "comparator": ">=",
        "value": 90,
        "printed": "≥90",
        "deadline": "2028-12-31",
        "through": ["qingshiqi-2026-2028"],
    }
    assert [one["field"] for one in first["overridden"]] == ["value", "deadline"]
    written = (ROOT / "docs" / "plan-as-data.md").read_text("utf-8")
    shown = plan_text(in_force(load_plan(LEVELS / "town"), BEFORE)).splitlines()
    (example,) = re.findall(r"```text\n(.*?)```", written, re.DOTALL)
    assert [line for line in example.splitlines() if line not in shown] == []
    text = plan_text(load_plan(LEVELS / "banner"))
    assert "(示政发〔2026〕1号)目标 T1,原值 ≥ 90%,本级 ≥ 92%(另定依据 青政发〔2026〕12号)" in text


def test_a_milestone_that_the_town_s_document_states_paces_its_target() -> None:
    plan = load_plan(LEVELS / "town")
    value = Measured("toilet_coverage", "999901100", "2026-Q4", 86.0, "r", "R1", "填报", "I5")
    base = Baseline("toilet_coverage", "999901100", "2025", 80.0, "统计")
    judged = {
        one.target_id: one
        for one in assess(plan, [value], [base], ReportingPeriod.parse("2026-Q4"), today=AFTER)
    }
    assert judged[T1].pace_model == "step" and judged[T1].expected == 88
