"""年度评估报告 and 终期评估报告 from a ledger: whose they are, when refused, what they trace."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from briefings.paper import Briefing, Chart, Table, text_of
from desk.approve import approve
from desk.assess import assess_period
from desk.handle import SHANGHAI, Desk
from desk.intake import Bench, judge_waiting
from desk.month_papers import month_paper
from desk.office_papers import write_office_papers
from desk.one_page import write_one_page
from desk.year_papers import annual_paper, final_paper, write_paper
from observations.errors import Refused, UserError
from observations.identity import Actor
from observations.period import ReportingPeriod
from tests.dashboards import town as halls
from tests.desk.hostile_words import HOSTILE, READ, inert

BAD = re.compile(
    r"nan|None|%%|个个|\uff0c\uff0c|\uff0c。|、。|\uff1b。|\uff08\uff09|。。|\uff1a。|差—|项\uff0c。"
)

LAST = ReportingPeriod.parse("2025-Q4")
SHOWN = ("alert(1)", "evil.invalid", "7*7", "alert（1）")


@pytest.fixture(scope="module")
def hall(first_town: Path, tmp_path_factory: pytest.TempPathFactory) -> halls.Town:
    """The town after the plan's end: two more fourth quarters of one office."""
    town = halls.copied(first_town, tmp_path_factory.mktemp("years"))
    desk, office = town.desk, town.office
    with Bench(desk, name="years") as bench:
        for year, step in ((2024, 3), (2025, 4)):
            period = ReportingPeriod.parse(f"{year}-Q4")
            town.clock.moment = datetime(year + 1, 1, 9, 9, tzinfo=SHANGHAI)
            halls.deliver(desk, town.posts[f"clerk:{office}"], (office, period), halls.steady(step))
            while judge_waiting(bench):
                pass
            for post in (f"reviewer:{office}", "desk"):
                approve(desk, town.posts[post], office, period)
            assess_period(desk, town.posts["desk"], period)
    return town


def tables(paper: Briefing) -> dict[str, Table]:
    blocks = [one for part in paper.sections for one in part.blocks]
    blocks += [one for part in paper.annexes for one in part.blocks]
    return {one.caption: one for one in blocks if isinstance(one, Table)}


def words(paper: Briefing) -> Iterable[str]:
    return (text_of(line) for line in paper.lines)


def test_the_annual_report_tells_each_target_year_by_year_and_traces_every_value(
    hall: halls.Town,
) -> None:
    paper = annual_paper(hall.desk, hall.posts["leader"], 2025)
    assert paper.title == "2025年城市精细化管理三年行动评估报告"
    assert [one.title.partition("、")[2] for one in paper.sections] == [
        *("总体进展", "目标走势", "重点任务", "存在问题", "滞后目标的登记情况"),
        *("报送与修订", "下步要求"),
    ]
    assert not [line for line in words(paper) if BAD.search(line)]
    book = {one.id: one for one in paper.lineage}
    binding = tables(paper)["约束性指标各年度进展"]
    titles = [one.title for one in binding.columns]
    assert titles == ["序号", "指标", "单位", "基期值", "2024年底", "2025年底", "目标", "结论"]
    values = [row.cells[place] for row in binding.rows for place in (4, 5)]
    told = [cell[0] for cell in values if text_of(cell) != "—"]
    assert told and all(book[one.ref].revisions and book[one.ref].evidence for one in told)
    assert {book[one.ref].run for one in told} >= {paper.run}
    bases = [row.cells[3][0] for row in binding.rows if text_of(row.cells[3]) != "—"]
    assert bases and all("来源" in book[one.ref].how for one in bases)
    assert len([one for one in paper.charts if isinstance(one, Chart)]) >= 3


def test_a_year_without_its_assessment_or_outside_the_plan_is_refused(hall: halls.Town) -> None:
    with pytest.raises(Refused, match="2023年还没有评估") as told:
        annual_paper(hall.desk, hall.posts["desk"], 2023)
    assert "cityplan assess 2023-Q4" in told.value.cure
    with pytest.raises(UserError, match="不在方案期内"):
        annual_paper(hall.desk, hall.posts["desk"], 2031)


def test_an_office_is_told_whose_the_report_is(hall: halls.Town) -> None:
    with pytest.raises(Refused, match="没有"):
        annual_paper(hall.desk, hall.posts[f"clerk:{hall.office}"], 2024)
    with pytest.raises(Refused, match="没有"):
        final_paper(hall.desk, hall.posts[f"clerk:{hall.office}"])


def test_a_past_year_s_report_asks_for_nothing_that_a_later_one_asks(hall: halls.Town) -> None:
    paper = annual_paper(hall.desk, hall.posts["desk"], 2024)
    assert "下步要求" not in "".join(one.title for one in paper.sections)


def test_the_final_report_counts_outcomes_as_the_page_does_and_suggests_for_every_target(
    hall: halls.Town,
) -> None:
    from desk.views.final import final

    paper = final_paper(hall.desk, hall.posts["desk"])
    seen = final(hall.desk, hall.posts["desk"])
    assert seen is not None
    said = "".join(words(paper))
    for one in seen.tallies:
        assert f"{one.label}{one.total}项" in said
        if one.done:
            assert f"{one.done_word}{len(one.done)}项" in said
    assert not [line for line in words(paper) if BAD.search(line)]
    (listed,) = (one for one in paper.annexes if one.title == "转入下一规划期建议清单")
    (listing,) = (one for one in listed.blocks if isinstance(one, Table))
    rows = [row for row in listing.rows if not row.group]
    assert len(rows) == len(seen.rows) and all(text_of(row.cells[6]) for row in rows)
    levels = {"滞后", "严重滞后", "达序时", "已达标"}
    ends = [text_of(row.cells[-1]) for row in tables(paper)["约束性指标各年度进展"].rows]
    assert not levels & set(ends)


def test_before_the_plan_ends_there_is_no_final_report(hall: halls.Town) -> None:
    early = replace(hall.desk, clock=lambda: datetime(2025, 12, 31, 9, tzinfo=SHANGHAI))
    with pytest.raises(Refused, match="才结束"):
        final_paper(early, hall.posts["desk"])


def hostile(desk: Desk) -> Desk:
    """The same desk by a plan whose offices and indicators try to act in what is written."""
    plan, tricks = desk.plan, itertools.cycle(HOSTILE)
    offices = tuple(replace(one, name=f"{one.name}{next(tricks)}") for one in plan.offices)
    kinds = tuple(replace(one, name=f"{one.name}{next(tricks)}") for one in plan.indicators)
    undrawn = desk.settings.model_copy(update={"browser": "none"})
    return replace(desk, settings=undrawn, plan=replace(plan, offices=offices, indicators=kinds))


WRITERS: dict[str, Callable[[Desk, Actor, Path], tuple[Path, ...]]] = {
    "年度": lambda desk, post, to: write_paper(desk, annual_paper(desk, post, 2025), "annual", to),
    "终期": lambda desk, post, to: write_paper(desk, final_paper(desk, post), "final", to),
    "月度": lambda desk, post, to: write_paper(
        desk, month_paper(desk, post, "2025-12"), "monthly", to
    ),
    "一张图": lambda desk, post, to: write_one_page(desk, post, LAST, to),
    "反馈单": lambda desk, post, to: write_office_papers(desk, post, LAST, ("housing",), to),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_what_offices_are_called_acts_in_no_file_of_any_paper(
    hall: halls.Town, tmp_path: Path, kind: str
) -> None:
    """A5, A15, A27: docx, pdf, xlsx, html and json show hostile names and do nothing else."""
    files = WRITERS[kind](hostile(hall.desk), hall.posts["leader"], tmp_path)
    assert {one.suffix for one in files} >= {".pdf", ".json"}
    for path in files:
        text = inert(path) if path.suffix in READ else SHOWN[0]  # a picture says nothing
        assert any(part in text for part in SHOWN), f"{path.name}: {text[:500]}"


def test_the_annex_of_scores_prints_what_the_kept_verdicts_add_up_to(hall: halls.Town) -> None:
    """Binding targets of every office reckoned here from the run's rows: 30 × Σwc ÷ Σw."""
    paper = annual_paper(hall.desk, hall.posts["leader"], 2025)
    assert "考核结果" in [one.title for one in paper.annexes]
    found = tables(paper)
    with closing(sqlite3.connect(hall.desk.settings.home / "cityplan.db")) as database:
        kept = database.execute(
            "SELECT a.content FROM assessments a JOIN runs r ON r.id = a.run WHERE r.run = ?",
            (paper.run,),
        ).fetchall()
    verdicts = {one["target_id"]: one["level"] for one in (json.loads(row[0]) for row in kept)}
    words_of = {"met": 2, "on_pace": 2, "behind": 1, "far_behind": 0}
    credit = {level: Fraction(halves, 2) for level, halves in words_of.items()}
    plan = hall.desk.plan
    names = {one.name: one.id for one in plan.offices}
    rows = [[text_of(cell) for cell in row.cells] for row in found["各考核项所得"].rows]
    assert rows and found["各考核项所得"].columns[1].title == "约束性指标(30)"
    for name, told, *_ in rows:
        mine = [
            (Fraction(1) if names[name] in one.leads else Fraction(1, 2), credit[level])
            for one in plan.targets
            if one.binding == "binding" and names[name] in (*one.leads, *one.cooperating)
            if (level := verdicts[one.id]) in credit
        ]
        whole = sum(weight for weight, _ in mine)
        asked = f"{float(round(30 * sum(w * c for w, c in mine) / whole, 2)):.2f}" if whole else "—"
        assert told == asked, name
    ranking = [[text_of(cell) for cell in row.cells] for row in found["考核得分"].rows]
    for place, _, score, _, got, possible in ranking:
        assert int(place) == 1 + sum(Decimal(row[2]) > Decimal(score) for row in ranking)
        assert abs(Decimal(got) / Decimal(possible) * 100 - Decimal(score)) < Decimal("0.02") or (
            score == "89.00"
        )
    told = " ".join(words(paper))
    assert not [post.post for post in hall.posts.values() if post.post in told]
