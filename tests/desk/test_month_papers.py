"""月度监测简报: one page on a month, from the record as it stood on the month's last day."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from briefings.docx import write_docx
from briefings.month import Deadline, Overdue
from briefings.month_paper import build_month_paper
from briefings.paper import Paragraph, text_of
from briefings.typeset import typeset
from desk.handle import SHANGHAI
from desk.month_papers import month_of, month_paper
from desk.plans import as_it_stood
from observations.errors import Refused, UserError
from observations.period import ReportingPeriod
from tests.briefings import pages
from tests.dashboards import town as halls


@pytest.fixture(scope="module")
def hall(first_town: Path, tmp_path_factory: pytest.TempPathFactory) -> halls.Town:
    return halls.copied(first_town, tmp_path_factory.mktemp("months"))


def said(paper: object) -> str:
    return "\n".join(text_of(line) for line in paper.lines)  # type: ignore[attr-defined]


def test_a_month_tells_what_came_in_it_and_by_which_assessment_it_speaks(hall: halls.Town) -> None:
    april = month_paper(hall.desk, hall.posts["leader"], "2024-04")
    assert "受理2件" in said(april) and "本月完成2024年第一季度评估" in said(april)
    june = month_paper(hall.desk, hall.posts["leader"], "2024-Q2")
    assert june.period == "2024-06" and june.head >= april.head
    assert "本月没有来报、修订、督办和预警的变化" in said(june) or "督办事项" in said(june)
    assert "本月没有新的评估\uff0c沿用2024年第一季度的结论" in said(june)


def test_every_number_of_the_month_is_traced(hall: halls.Town) -> None:
    paper = month_paper(hall.desk, hall.posts["desk"], "2024-07")
    known = {one.id for one in paper.lineage}
    prose = [b.line for s in paper.sections for b in s.blocks if isinstance(b, Paragraph)]
    loose = [span.text for line in prose for span in line if not span.ref]
    assert {span.ref for line in prose for span in line if span.ref} <= known
    plain = re.sub(r"\d{4}年", "", "".join(loose))
    assert not any(sign.isdigit() for sign in plain), plain


def test_a_crowded_month_is_one_page_in_pdf_and_docx_too(hall: halls.Town, tmp_path: Path) -> None:
    moment = datetime(2024, 7, 31, 23, 59, tzinfo=SHANGHAI)
    then = as_it_stood(hall.desk, moment)
    with hall.desk.ledger.read(hall.desk.ledger.head_at(moment)) as reading:
        card, month = month_of(then, reading, ReportingPeriod.parse("2024-07"))
    names = tuple(one.id for one in hall.desk.plan.offices)
    crowded = replace(
        month,
        returned=3,
        alerts_open=12,
        revised=("1", "2"),
        cases_open=tuple(str(one) for one in range(14)),
        overdue=tuple(Overdue(one, "2024-Q2", 12) for one in names),
        deadlines=tuple(
            Deadline(moment.date(), f"督办2024-{n}:公共停车场配套建设充电基础设施的车位占比", names)
            for n in range(20)
        ),
    )
    long = tuple(replace(row, value="12345.67座/平方公里") for row in card.rows)
    paper = build_month_paper(replace(card, decisions=long), crowded, month.end)
    assert "项到期事项" in said(paper)
    pdf = tmp_path / "m.pdf"
    pdf.write_bytes(typeset(paper).pdf)
    write_docx(paper, tmp_path / "d.docx")
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    convert = [*office, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "d.docx")]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    assert len(pages.pages(pdf)) == len(pages.pages(tmp_path / "d.pdf")) == 1


@pytest.mark.parametrize(("written", "told"), [("2024", "是一年"), ("2024-12", "还没有结束")])
def test_a_year_or_a_month_that_is_not_over_has_no_bulletin(
    hall: halls.Town, written: str, told: str
) -> None:
    with pytest.raises(UserError, match=told):
        month_paper(hall.desk, hall.posts["desk"], written)


def test_before_any_assessment_and_for_an_office_it_is_refused(hall: halls.Town) -> None:
    with pytest.raises(Refused, match="还没有按当时的方案评估"):
        month_paper(hall.desk, hall.posts["desk"], "2024-02")
    with pytest.raises(Refused, match="没有"):
        month_paper(hall.desk, hall.posts[f"clerk:{hall.office}"], "2024-07")
