"""An area in any form of its code, and one that is no more (演示): table, document and form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from observations.bulk.headings import Asked, Catalogue
from observations.bulk.report import BulkReport, interpret_bulk
from observations.bulk.table import bulk_jail, read_table
from observations.interpret import interpret
from observations.jail import Jail
from observations.spool import spool
from observations.stations import Interpreted
from observations.submission import FORMAT
from targets.layouts import all_layouts
from targets.load import load_plan
from tests.targets.plans import MERGED

PLAN = load_plan(MERGED)
KNOWN = {one.key: one for one in PLAN.indicators}
EAST, WEST, NEW = "990621", "990622", "990623"
WENT = "演示西旗自2024年7月1日起撤销,划归演示东旗"


def table(folder: Path, period: str, *places: str) -> BulkReport:
    lines = [f"stations,{place},{period},{n}" for n, place in enumerate(places, start=1)]
    text = "\n".join(["指标,地区,报告期,本期值", *lines])
    source = spool(text.encode(), "分拣站.csv", folder / "spool", "housing")
    with bulk_jail() as jail:
        found = read_table(jail, source)
    return interpret_bulk(
        source, found, Asked("housing", rows=len(places)), Catalogue(KNOWN, PLAN.areas)
    )


def test_a_table_may_write_a_code_in_any_form_and_a_name_of_two_areas_by_its_period(
    tmp_path: Path,
) -> None:
    forms = ("990621000000", "990622000", NEW, "990621100000", "西镇", "990623105000")
    before = table(tmp_path, "2024-Q2", *forms)
    assert before.findings == ()
    west = ["990622100", "990623105"]
    assert before.batch["area"].to_list() == [EAST, WEST, NEW, "990621100", *west]
    after = table(tmp_path, "2024-Q3", "西镇")
    assert after.batch["area"].to_list() == ["990621101"]


def test_an_ended_areas_value_is_taken_for_its_time_and_later_told_whose_it_is(
    tmp_path: Path,
) -> None:
    report = table(tmp_path, "2024-Q3", EAST, "990622000000", "演示西旗")
    assert report.batch["area"].to_list() == [EAST]
    told = [(one.rule, one.cell, one.severity.value) for one in report.findings]
    assert told == [("bulk.area_gone", "D3", "critical"), ("bulk.area_gone", "D4", "critical")]
    assert all(f"{WENT}:" in one.message for one in report.findings)
    early = table(tmp_path, "2024-Q2", "990621101")
    assert "西镇自2024年7月1日起才设立" in early.findings[0].expected


@pytest.fixture
def sent(jail: Jail, tmp_path: Path) -> object:
    def one(period: str, office: str, *keys: tuple[str, str]) -> Interpreted:
        values = [{"indicator": key, "area": area, "value": 7} for key, area in keys]
        document = {"format": FORMAT, "office": office, "period": period, "kind": "form"}
        content = json.dumps(document | {"values": values}).encode()
        source = spool(content, "平台.json", tmp_path / "spool", office)
        return interpret(jail.read(source), all_layouts(PLAN), KNOWN)

    return one


def test_a_document_may_write_the_long_code_and_is_told_of_an_ended_area(sent: object) -> None:
    assert callable(sent)
    keys = (("sewage_rate", "990622000000"), ("stations", WEST))
    before = sent("2024-Q2", "housing-west", *keys)
    assert [row["area"] for row in before.batch.to_dicts()] == [WEST, WEST]
    assert before.findings == ()
    after = sent("2024-Q3", "housing-west", *keys)
    assert after.batch.is_empty()
    assert [one.rule for one in after.findings][:2] == ["row.unknown", "row.unknown"]
    assert all(WENT in one.message for one in after.findings[:2])
