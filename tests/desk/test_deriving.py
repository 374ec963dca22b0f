"""From a water company's balance to both leakage rates, with the cells they came from."""

from __future__ import annotations

from desk.approve import approve
from desk.assess import assess_period
from desk.demo.posts import DESK
from ledger import revisions
from observations.period import ReportingPeriod
from tests.desk.hall import Q3, Hall
from tests.desk.test_history import shelved

OFFICE, BANNER, YEAR = "municipal-utilities", "150627", ReportingPeriod.parse("2023")
LAYOUT = """
id: {id}
edition: "1"
title: {title}
office: municipal-utilities
frequency: {frequency}
shape: areas
recognise: {{title: [{title}]}}
period: {{in: title}}
columns:
  - {{heading: 地区, role: area}}
{columns}
areas:
  - {{code: "150627", names: [全旗]}}
"""
COLUMN = "  - {{heading: {0}, unit: {1}, indicator: {2}}}"
BALANCE = {
    "water_supplied": ("供水总量", "万立方米", 1000),
    "water_billed": ("注册用户用水量", "万立方米", 870),
    "water_household_share": ("抄表到户占比", '"0~1"', 0.5),
    "water_pressure": ("出厂压力", "兆帕", 0.45),
}
MAINS = {
    "water_mains_length": ("供水管长", "公里", 75),
    "frost_depth": ("最大冻深", "米", 1.5),
}


def delivered(hall: Hall, title: str, table: dict[str, tuple[str, str, float]], when: str) -> None:
    """A company's table by a layout of its own, approved by two posts."""
    columns = "\n".join(COLUMN.format(*said[:2], key) for key, said in table.items())
    yearly = "季" not in when
    words = {"id": f"table-{len(table)}", "title": title, "frequency": "A" if yearly else "Q"}
    shelved(hall, LAYOUT.format(columns=columns, **words), f"{title}.yaml")
    heads = ",".join(["地区", *(one[0] for one in table.values())])
    row = ",".join(["全旗", *(str(one[2]) for one in table.values())])
    path = hall.folder / f"{title}.csv"
    path.write_text(f"{when}{title}\n{heads}\n{row}\n", "utf-8")
    receipt = hall.hand_in(path, hall.clerk(OFFICE))
    assert receipt.state == "accepted"
    for post in (hall.reviewer(OFFICE), DESK):
        approve(hall.desk, post, OFFICE, YEAR if yearly else Q3)


def test_a_water_balance_gives_the_leakage_rate_and_leads_back_to_its_cells(hall: Hall) -> None:
    delivered(hall, "供水水平衡表", BALANCE, "2024年第三季度")
    before = {one.target_id: one for one in assess_period(hall.desk, DESK, Q3).assessments}
    assert before["T09"].why_code == "missing"
    delivered(hall, "供水设施情况表", MAINS, "2023年")
    verdict = next(
        one for one in assess_period(hall.desk, DESK, Q3).assessments if one.target_id == "T09"
    )
    assert (verdict.value, verdict.level) == (6.94, "met")
    assert [one.code for one in verdict.caveats] == ["doubted", "derived"]
    with hall.desk.ledger.read() as reading:
        kept = revisions.as_of(reading, approved=True)
    sources = kept.filter(kept["revision"].is_in(list(verdict.lineage)))
    assert set(sources["indicator"]) == {*BALANCE, *MAINS}
    assert sorted(sources["cell"]) == ["B3", "B3", "C3", "C3", "D3", "E3"]
