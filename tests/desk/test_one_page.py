"""图说一张图: one page as wide as a telephone, its numbers traced, with and without a browser."""

from __future__ import annotations

import json
import shutil
import struct
from pathlib import Path

import pytest

from briefings.paper import Paragraph, Table
from desk.one_page import MOST_BYTES, one_page, page_files
from observations.errors import Refused
from observations.period import ReportingPeriod
from tests.briefings import pages
from tests.dashboards import town as halls

PERIOD = ReportingPeriod.parse("2024-Q3")


@pytest.fixture(scope="module")
def hall(first_town: Path, tmp_path_factory: pytest.TempPathFactory) -> halls.Town:
    return halls.copied(first_town, tmp_path_factory.mktemp("onepage"))


@pytest.mark.parametrize("browser", ["none", shutil.which("chromium") or "none"])
def test_the_page_is_one_and_390_wide_and_may_be_sent_by_telephone(
    hall: halls.Town, tmp_path: Path, browser: str
) -> None:
    paper = one_page(hall.desk, hall.posts["leader"], PERIOD)
    files = page_files(paper, browser)
    assert {name.partition(".")[0] for name in files} == {"图说一张图_2024-Q3"}
    pdf, png, told = (files[f"图说一张图_2024-Q3.{kind}"] for kind in ("pdf", "png", "json"))
    (tmp_path / "p.pdf").write_bytes(pdf)
    (page,) = pages.pages(tmp_path / "p.pdf")
    assert round(page.width / 0.75) == 390 and page.height > page.width
    wide, high = struct.unpack(">II", png[16:24])
    assert wide == 1170 and high > wide
    assert all(len(data) <= MOST_BYTES for data in files.values())
    text = pages.text(tmp_path / "p.pdf", margins=True)
    assert "演示数据" in text and ("图未绘出" in text) is (browser == "none")
    least = min(word.bottom - word.top for word in page.words)
    assert least / 0.75 >= 11.9, f"{least / 0.75:.2f} px"
    assert len(json.loads(told)["lineage"]) == len(paper.lineage)


def test_every_number_of_the_page_has_its_lineage(hall: halls.Town) -> None:
    paper = one_page(hall.desk, hall.posts["desk"], PERIOD)
    known = {one.id for one in paper.lineage}
    blocks = [block for section in paper.sections for block in section.blocks]
    lines = [one.line for one in blocks if isinstance(one, Paragraph)]
    rows = [row for one in blocks if isinstance(one, Table) for row in one.rows]
    lines += [cell for row in rows for cell in row.cells[1 if len(row.cells) == 4 else 0 :]]
    refs = [span.ref for line in lines for span in line if any(map(str.isdigit, span.text))]
    assert len(refs) > 10 and set(refs) <= known


def test_it_is_refused_for_an_unassessed_period_and_to_an_office(hall: halls.Town) -> None:
    with pytest.raises(Refused, match="还没有按现行方案评估"):
        one_page(hall.desk, hall.posts["desk"], ReportingPeriod.parse("2025-Q1"))
    with pytest.raises(Refused, match="没有"):
        one_page(hall.desk, hall.posts[f"clerk:{hall.office}"], PERIOD)
