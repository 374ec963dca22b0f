"""Identities between indicators, on the published row of 准格尔旗 and on the plan's indicators."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from expectations.check import CheckContext, check
from expectations.relations.identities import read_identity
from expectations.rules import load_book
from observations.finding import Severity
from observations.stations import CheckedReport, Verdict
from targets.load import DEFAULT_PLAN, load_plan
from tests.expectations.forms import OUR_FORM, context, record, report, row

PLAN = load_plan(DEFAULT_PLAN)
INDICATORS = {i.key: i for i in PLAN.indicators}
NAMES = {n: i.key for i in PLAN.indicators for n in (i.name, *i.aliases)}
JUNGAR = {
    "建成区绿地率": 42.27,
    "建成区绿化覆盖率": 43.96,
    "人均公园绿地面积": 19.43,
    "建成区绿地面积": 1131.6,
    "公园绿地面积": 395.72,
    "附属绿地面积": 446.23,
    "防护绿地面积": 289.65,
    "建成区绿化覆盖面积": 1176.8,
}


def known(previous: pl.DataFrame | None = None) -> CheckContext:
    return context(previous, indicators=INDICATORS)


def year(name: str, value: float, **more: object) -> dict:
    return row(NAMES[name], value, area="150622", period="2021", office="published", **more)


def jungar(**changed: float) -> CheckedReport:
    values = JUNGAR | changed
    return check([report(*(year(name, value) for name, value in values.items()))], known())[0]


def found(checked: CheckedReport) -> list[tuple[str, Severity]]:
    return [(f.rule, f.severity) for f in checked.findings]


def test_the_published_row_of_jungar_closes() -> None:
    checked = jungar()
    assert checked.findings == ()
    assert checked.verdict is Verdict.ACCEPTED


def test_the_fixture_is_the_published_row() -> None:
    path = Path(DEFAULT_PLAN) / "published-observations.csv"
    with path.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["adcode"] == "150622"]
    assert {r["indicator"]: float(r["value"]) for r in rows} == JUNGAR


@pytest.mark.parametrize("part", ["公园绿地面积", "附属绿地面积", "防护绿地面积"])
def test_a_tenth_of_a_hectare_too_much_is_returned(part: str) -> None:
    checked = jungar(**{part: JUNGAR[part] + 0.1})
    assert found(checked) == [("Q812", Severity.CRITICAL)]
    assert "大于建成区绿地面积 1131.6" in checked.findings[0].message


def test_a_missing_kind_of_green_is_doubted_on_all_its_rows() -> None:
    checked = jungar(防护绿地面积=200.0)
    assert found(checked) == [("Q813", Severity.WARNING)]
    doubted = checked.accepted.filter("doubted")["indicator"].to_list()
    names = ["建成区绿地面积", "公园绿地面积", "附属绿地面积", "防护绿地面积"]
    assert doubted == [NAMES[name] for name in names]


def test_coverage_below_green_rate_is_returned() -> None:
    checked = jungar(建成区绿化覆盖率=42.2, 建成区绿化覆盖面积=1129.7)
    assert found(checked) == [("Q811", Severity.CRITICAL)]
    assert "建成区绿化覆盖率 42.2 低于建成区绿地率 42.27" in checked.findings[0].message


def test_equal_rates_are_allowed() -> None:
    assert jungar(建成区绿化覆盖率=42.27, 建成区绿化覆盖面积=1131.6).findings == ()


def test_built_up_areas_computed_backwards_agree_within_half_a_percent() -> None:
    assert jungar(建成区绿化覆盖面积=1182.0).findings == ()
    assert found(jungar(建成区绿化覆盖面积=1200.0)) == [("Q814", Severity.WARNING)]


def test_a_contradiction_between_two_forms_returns_neither_and_is_said_to_both() -> None:
    coverage = report(year("建成区绿化覆盖率", 40.0))
    green = report(year("建成区绿地率", 42.27), name="园林季报.xlsx")
    said = check([coverage, green], known())
    assert [c.verdict for c in said] == [Verdict.ACCEPTED, Verdict.ACCEPTED]
    assert [found(c) for c in said] == [[("Q811", Severity.WARNING)]] * 2
    assert [c.findings[0].cell for c in said] == ["I5", "I5"]
    assert said[0].findings[0].message.endswith("(本表 I5;《园林季报》2021 填报!I5)")
    assert said[1].findings[0].message.startswith("《园林季报》2021,I5:")
    assert [c.accepted["doubted"].to_list() for c in said] == [[True], [True]]


def test_a_contradiction_with_the_record_is_doubted() -> None:
    before = record(year("建成区绿地率", 42.27))
    checked = check([report(year("建成区绿化覆盖率", 40.0))], known(before))[0]
    assert found(checked) == [("Q811", Severity.WARNING)]
    assert checked.findings[0].message.endswith("(本表 I5;其余为已报的数)")


def test_a_value_taken_back_is_no_missing_kind_of_green() -> None:
    other = INDICATORS[NAMES["防护绿地面积"]]
    square = replace(other, key="square", name="广场用地面积", aliases=())
    more = context(
        record(*(year(n, value) for n, value in (JUNGAR | {"公园绿地面积": 300.0}).items())),
        indicators=INDICATORS | {"square": square},
    )
    gone = row("square", None, area="150622", period="2021", note="误报")
    header = replace(OUR_FORM, edition="e1/withdrawal", period="2021")
    assert check([report(gone, header=header)], more)[0].findings == ()
    (taken,) = check([report(gone | {"value": 1.0})], more)
    assert [f.rule for f in taken.findings] == ["Q813"]


def test_what_does_not_agree_is_named_with_its_cells() -> None:
    checked = jungar(建成区绿化覆盖率=42.2, 建成区绿化覆盖面积=1129.7)
    assert checked.findings[0].message.endswith("(本表 I5、I6)")
    assert (checked.findings[0].cell, checked.findings[0].value) == ("I5", "42.2、42.27")


def test_kangbashi_as_published_is_accepted_without_doubt() -> None:
    values = {"建成区绿化覆盖率": 42.18, "人均公园绿地面积": 96.22, "绿化公园数量": 15}
    rows = [row(NAMES[n], v, area="150603", period="2023-08") for n, v in values.items()]
    checked = check([report(*rows)], known())[0]
    assert checked.findings == ()


def test_a_plan_without_these_indicators_has_none_of_these_identities() -> None:
    alone = {k: i for k, i in INDICATORS.items() if k != NAMES["建成区绿地率"]}
    only = context(None, indicators=alone)
    assert check([report(year("建成区绿化覆盖率", 40.0))], only)[0].findings == ()


def test_every_identity_speaks_of_indicators_of_the_plan() -> None:
    declared = [
        read_identity(r.parameters) for r in load_book().relations if r.relation == "identity"
    ]
    terms = [t for i in declared for t in (*i.left, *i.right) if not t.optional]
    strangers = {n for t in terms for n in (t.of, t.per) if n and n not in NAMES}
    assert strangers == set()
