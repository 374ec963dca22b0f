"""From ballots to the verdict on 居民对物业服务满意率 ≥ 80 %, through the ordinary intake."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from briefings.disclosure import NOTES
from briefings.form import Entry, write_form
from desk.approve import approve
from desk.assess import assess_period
from desk.demo.series import entry_for
from desk.files import filled
from desk.handle import SHANGHAI
from desk.survey_form import line_of, survey_form
from ledger import revisions
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from targets.assessment import Assessment, Level
from targets.layouts import layout_for
from tests.cli import forked
from tests.desk.hall import Hall
from voices.ballots import read_ballots
from voices.survey import load_survey
from voices.tally import Tally, tally

YEAR = ReportingPeriod.parse("2024")
SURVEY = load_survey("property-satisfaction")
KEY = ("property_satisfaction_rate", "150627")


def counted(yes: int, no: int) -> Tally:
    words = ["满意"] * yes + ["不满意"] * no
    lines = [["ballot", "answer"], *([f"B{n}", word] for n, word in enumerate(words))]
    return tally(SURVEY, read_ballots("票.csv", lines, SURVEY))


def office_of(hall: Hall) -> str:
    return next(one.office for one in hall.desk.plan.reporting if one.indicator == KEY[0])


def run(*words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith("CITYPLAN_")}
    return forked.run([str(word) for word in words], env | {"CITYPLAN_HOME": str(home)})


def in_january(hall: Hall) -> Hall:
    hall.clock.moment = datetime(2025, 1, 8, 9, 0, tzinfo=SHANGHAI)
    return hall


def completed(hall: Hall, office: str, row: Entry) -> Path:
    """The office's form, its other rows filled in by hand."""
    plan, layout = hall.desk.plan, layout_for(hall.desk.plan, office, YEAR)
    rows = {
        one.key: entry_for(plan, plan.indicator(one.indicator), one.area, YEAR)
        for one in layout.rows
    }
    path = hall.folder / "completed.xlsx"
    write_form(layout, filled(hall.desk, layout, YEAR, rows | {KEY: row}), path)
    return path


def verdict(hall: Hall, office: str) -> Assessment:
    approve(hall.desk, hall.reviewer(office), office, YEAR)
    approve(hall.desk, hall.bureau, office, YEAR)
    run = assess_period(hall.desk, hall.bureau, YEAR)
    return next(one for one in run.assessments if one.indicator == KEY[0])


def test_ballots_become_a_row_of_the_offices_form_and_a_verdict_that_tells_their_number(
    one_hall: Hall,
) -> None:
    hall, folder = in_january(one_hall), one_hall.folder
    office = office_of(hall)
    votes = "".join(f"B{n},{'满意' if n < 1440 else '不满意'}\n" for n in range(1600))
    (folder / "票.csv").write_text(f"ballot,answer\n{votes}B1600,\n", "utf-8")
    words = ("tally", folder / "票.csv", "--period", "2024", "-o", folder / "报表.xlsx")
    done = run(*words, home=hall.desk.settings.home)
    assert done.returncode == 0, done.stderr
    assert "收回 1601 张,有效 1600 张,满意及以上 1440 张" in done.stdout
    assert "无效:空白 1" in done.stdout and "存疑" not in done.stdout
    again = run(*words, home=hall.desk.settings.home)
    assert again.returncode == 1 and "报表.xlsx 已存在" in again.stderr
    row = hall.hand_in(folder / "报表.xlsx", hall.clerk(office))  # its other rows blank: 缺报
    assert row.state == "accepted"
    told = verdict(hall, office)
    assert (told.value, told.level) == (90.0, Level.MET)
    assert [one.text for one in told.caveats if one.code == "sampled"] == [
        "抽样调查:有效样本1600人,95%区间88.4%—91.4%"
    ]
    with hall.desk.ledger.read() as reading:
        kept = revisions.current(reading, ("2024",)).filter(pl.col("indicator") == KEY[0])
    assert kept["denominator"].to_list() == [1600] and "收回 1601,有效 1600" in kept["note"][0]


def test_a_sample_too_small_to_settle_it_is_said_beside_the_verdict(one_hall: Hall) -> None:
    hall, found = in_january(one_hall), counted(41, 9)
    office = office_of(hall)
    row = hall.hand_in(
        completed(hall, office, Entry(None, found.satisfied, found.valid)), hall.clerk(office)
    )
    assert row.state == "accepted"
    told = verdict(hall, office)
    assert told.value == 82.0
    assert [one.text for one in told.caveats if one.code == "sample_spans"] == [
        "抽样存疑:有效样本50人,95%区间69.2%—90.2%,目标在区间内,不足以判定是否达标"
    ]
    assert {"sampled", "sample_spans", "sample_unknown"} <= NOTES  # the public reads it too
    later = counted(820, 180)  # asked again, of enough people: a correction of this one value
    made = survey_form(hall.desk, hall.clerk(office), SURVEY, later, YEAR)
    assert made.name.endswith(".json")
    hall.hand_in(_kept(hall, made.data), hall.clerk(office))
    told = verdict(hall, office)
    assert [one.text for one in told.caveats if one.code.startswith("sample")] == [
        "抽样存疑:有效样本1000人,95%区间79.5%—84.3%,目标在区间内,不足以判定是否达标"
    ]


def _kept(hall: Hall, data: bytes) -> Path:
    path = hall.folder / "correction.json"
    path.write_bytes(data)
    return path


def test_the_line_is_the_plans_and_only_the_reporting_office_writes_its_form(
    one_hall: Hall,
) -> None:
    hall, found = in_january(one_hall), counted(90, 10)
    office = office_of(hall)
    assert line_of(hall.desk, SURVEY, YEAR) == 80
    other = next(one for one in hall.desk.plan.reporting_offices if one != office)
    with pytest.raises(Refused, match="无权办理"):
        survey_form(hall.desk, hall.clerk(other), SURVEY, found, YEAR)
    quarter = ReportingPeriod.parse("2024-Q3")
    with pytest.raises(UserError, match="2024年第三季度不是"):
        survey_form(hall.desk, hall.clerk(office), SURVEY, found, quarter)
    unasked = replace(hall.desk, plan=replace(hall.desk.plan, reporting=()))
    with pytest.raises(UserError, match="没有单位填报"):
        survey_form(unasked, hall.clerk(office), SURVEY, found, YEAR)
