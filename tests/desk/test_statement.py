"""数据质量说明 from the ledger: a quarter in which everything happened once, told to the office."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import docx
import openpyxl
import pytest

from briefings.form import Entry
from briefings.quality_context import Statement
from desk import views
from desk.accounts import add_post
from desk.answer import answer
from desk.approve import approve
from desk.assess import assess_period
from desk.bulk import deliver_bulk
from desk.corrections import Change, correct, withdraw
from desk.demo.posts import ADMIN, PASSWORD
from desk.exemptions import Excused, exempt
from desk.handle import SHANGHAI
from desk.plans import as_it_stood
from desk.publish import write_as_of
from desk.views.statement import UNCERTIFIED, statement_of
from desk.views.statement_told import statement_told
from expectations.settings import RuleSetting
from flows.cli import run
from ledger import findings, receipts
from observations.bulk.headings import Asked
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from targets.layouts import layout_for
from tests.desk import hall as halls
from tests.desk.bulk_tables import rows, write
from tests.desk.hall import Q3, Hall, approved
from tests.desk.two_posts import issue_paper, set_rule

GOOD, DOUBTFUL, LATE, SENT_BACK, EXCUSED, SILENT = (
    *("sanitation", "housing", "urban-management"),
    *("organization", "azhen", "leading-group"),
)
SECOND = Actor("城管科调度", frozenset({Role.DESK}))
LEAKAGE = ("leakage_rate", "150627")
FLOOD = ("flood_point_elimination", "150627")
TOLD = date(2024, 11, 5)
C, S, D, L, R = "\uff0c", "\uff1b", "\uff1a", "\uff08", "\uff09"  # as papers print , ; : ( )


@dataclass(frozen=True)
class Quarter:
    """The hall after the story, and the facts as they stood at its end."""

    hall: Hall
    facts: Statement


def at(hall: Hall, month: int, day: int) -> None:
    hall.clock.moment = datetime(2024, month, day, 9, 0, tzinfo=SHANGHAI)


def leaping(hall: Hall) -> Path:
    """The doubtful office's form with two values far from those of the quarter before."""
    leaps = {LEAKAGE: Entry(numerator=150.0, denominator=520.0)}
    leaps["landscape_lighting_intact_rate", "150627"] = Entry(numerator=600.0, denominator=1000.0)
    return hall.form(DOUBTFUL, changes=leaps)


def wrong(hall: Hall) -> Path:
    key = next(r.key for r in layout_for(hall.desk.plan, SENT_BACK, Q3).rows if not r.computed)
    return hall.form(SENT_BACK, changes={key: Entry(value="三千")})


def before_the_quarter(hall: Hall) -> None:
    """The quarter before was approved and assessed; then a value is corrected, one withdrawn."""
    approved(hall, DOUBTFUL, Q3.previous())
    assess_period(hall.desk, hall.bureau, Q3.previous())
    hall.clock.moment += timedelta(hours=1)
    change = Change(*LEAKAGE, numerator=61.0, denominator=520.0)
    correct(hall.desk, hall.clerk(DOUBTFUL), (DOUBTFUL, Q3.previous()), [change], "更正为台账数")
    mine = (DOUBTFUL, Q3.previous())
    withdraw(hall.desk, hall.clerk(DOUBTFUL), mine, [FLOOD], "口径不符,作废")
    for post in (hall.reviewer(DOUBTFUL), hall.bureau):
        approve(hall.desk, post, DOUBTFUL, Q3.previous())


def explained(hall: Hall, receipt: str) -> None:
    """The first doubt of a delivery is answered, the others stand."""
    with hall.desk.ledger.read() as reading:
        first = next(r for r in findings.of_receipt(reading, receipt) if r.finding.rule == "Q602")
    answer(hall.desk, hall.clerk(DOUBTFUL), first.id, "三季度未动工,见台账")


def story(hall: Hall) -> None:
    desk, bureau = hall.desk, hall.bureau
    add_post(desk, ADMIN, SECOND, PASSWORD)
    given = RuleSetting(
        *("Q604", "", "info", date(2024, 10, 14), date(2024, 12, 31)),
        *("三季度无施工", SECOND.post),
    )
    set_rule(desk, bureau, given)
    before_the_quarter(hall)
    hall.clock.moment += timedelta(hours=1)
    approved(hall, GOOD)
    exempt(desk, bureau, Excused(EXCUSED, Q3, "exempt", "区划调整,本期不报"))
    explained(hall, hall.hand_in(leaping(hall), hall.clerk(DOUBTFUL)).id)
    hall.hand_in(wrong(hall), hall.clerk(SENT_BACK))
    table = write(hall.folder / "long.csv", rows(1))
    assert deliver_bulk(desk, bureau, table, Asked(GOOD)).status == "accepted"
    at(hall, 10, 23)
    hall.hand_in(hall.form(LATE), hall.clerk(LATE))
    at(hall, TOLD.month, TOLD.day)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    hall = halls.build(tmp_path_factory.mktemp("statement"), "")
    with hall.bench:
        story(hall)
        with hall.desk.ledger.read() as reading:
            facts = statement_of(hall.desk, reading, Q3)
        yield Quarter(hall, facts)
    hall.desk.ledger.close()


def told(quarter: Quarter, actor: Actor | None = None) -> dict[str, tuple[str, ...]]:
    return dict(statement_told(quarter.hall.desk, actor or quarter.hall.bureau, Q3))


def test_the_statement_of_the_quarter_reads_so(quarter: Quarter) -> None:
    ((suite, judged),) = quarter.facts.suites
    (mended,) = quarter.facts.corrected
    assert told(quarter) == {
        "报送情况": (
            f"2024年第三季度应报5张表{C}已报3张{C}按时2张{C}合格3张{S}"
            f"报送率60%{C}及时率40%{C}合格率100%。",
            f"逾期报送1张{D}城市管理综合行政执法局{L}3个工作日{R}。",
            f"未报2张{D}组织部{L}期限2024年10月18日{C}已逾期12个工作日{C}来表已退回未补{R}、"
            f"领导小组办公室{L}期限2024年10月18日{C}已逾期12个工作日{R}。",
            f"不计入应报的{D}免报1张{D}阿镇政府{L}区划调整,本期不报{R}。",
            f"算法{L}reporting-rates 1{R}{D}应报=原应报-免报-撤并-启用前到期{S}"
            f"来表受理且有数或为零报告的为已报{C}空表、退回不算{S}"
            f"按时以来件的北京时间日期不晚于期限为准{S}"
            f"没有未改正的退回项、未被退回的为合格{C}存疑另列。",
        ),
        "存疑和更正": (
            f"存疑未说明的数据2项{C}涉及住房和城乡建设局、城乡环卫中心{S}引用前须核实。",
            f"存疑、单位已书面说明的数据1项{C}涉及住房和城乡建设局{S}数值未改。",
            f"上季度以来修订已审定的数据{D}住房和城乡建设局1个{L}修订号{mended.revisions[0]}{R}。",
            f"上季度以来撤回或收回审定的数据{D}住房和城乡建设局1个。",
        ),
        "未关闭的预警": (f"未关闭的预警3项{C}最长已开16个工作日{C}其中已过处理期限3项。",),
        "核验规则": (
            f"核验所用质量规则{D}{judged}份按版本{suite}。",
            f"与规则原定结果不同的设定{D}Q604“本期各数不应与上期完全相同”由存疑改为提示{C}"
            f"自2024年10月14日起至2024年12月31日{C}理由{D}三季度无施工"
            f"{L}城管科调度提出{C}住建局调度岗批准{R}。",
        ),
        "未核验的事项": (
            f"没有核验的{D}城乡环卫中心《long.csv》没有声明行数{C}完整性未证实{S}"
            f"城乡环卫中心《long.csv》批量来件等候复核{C}复核通过前数值不能审定。",
        ),
    }


def test_each_doubt_names_file_sheet_cell_rule_and_the_offices_word(quarter: Quarter) -> None:
    jump, whole = quarter.facts.doubts
    assert (jump.rule, jump.place, jump.indicator) == ("Q602", "填报!I25", "leakage_rate")
    assert jump.file.startswith("housing_2024-Q3")
    assert (whole.rule, whole.file) == ("bulk.unproven", "long.csv")
    (said,) = quarter.facts.answered
    assert (said.place, said.answer) == ("填报!I16", "三季度未动工,见台账")
    assert quarter.facts.unchecked[-1].what == UNCERTIFIED


def test_an_office_is_told_of_itself_alone(quarter: Quarter) -> None:
    mine = told(quarter, quarter.hall.clerk(LATE))
    text = "".join(line for lines in mine.values() for line in lines)
    assert f"应报1张表{C}已报1张{C}按时0张" in text
    others = [name for key, name in quarter.hall.desk.office_names.items() if key != LATE]
    assert [name for name in others if name in text] == []
    assert "未核验的事项" not in mine


def test_the_statement_of_an_earlier_day_is_as_it_was_told_then(quarter: Quarter) -> None:
    desk = quarter.hall.desk
    noon = datetime(2024, 10, 21, 12, 0, tzinfo=SHANGHAI)
    with desk.ledger.read(desk.ledger.head_at(noon)) as reading:
        then = statement_of(as_it_stood(desk, noon), reading, Q3)
    assert (then.forms.received, then.forms.late) == (2, ())
    assert {one.office for one in then.forms.missing} == {LATE, SENT_BACK, SILENT}
    assert then.head < quarter.facts.head


def test_a_setting_that_is_over_is_still_told_of_the_quarter_it_judged(quarter: Quarter) -> None:
    desk = replace(quarter.hall.desk, clock=lambda: datetime(2025, 1, 6, 9, tzinfo=SHANGHAI))
    with desk.ledger.read() as reading:
        assert statement_of(desk, reading, Q3).settings == quarter.facts.settings
        assert statement_of(desk, reading, ReportingPeriod.parse("2024-Q4")).settings == ()


def test_the_facts_themselves_do_not_age(quarter: Quarter) -> None:
    later = replace(quarter.hall.desk, clock=lambda: datetime(2024, 11, 6, 9, tzinfo=SHANGHAI))
    with later.ledger.read() as reading:
        assert statement_of(later, reading, Q3) == quarter.facts


def test_every_format_of_the_issued_paper_says_the_same(
    quarter: Quarter,
) -> None:
    desk, bureau = quarter.hall.desk, quarter.hall.bureau
    paths = {path.suffix: path for path in issue_paper(desk, bureau, Q3)}
    document = json.loads(paths[".json"].read_text("utf-8"))
    annex = next(one for one in document["annexes"] if one["title"] == "数据质量说明")
    written = ["".join(s["text"] for s in b.get("spans", ())) for b in annex["blocks"]]
    sentences = [line for lines in told(quarter).values() for line in lines]
    assert [line for line in written if line and line[0] != L] == sentences
    plain = html.unescape(re.sub(r"<[^>]+>", "", paths[".html"].read_text("utf-8")))
    body = "\n".join(one.text for one in docx.Document(str(paths[".docx"])).paragraphs)
    book = openpyxl.load_workbook(paths[".xlsx"])
    name = next(name for name in book.sheetnames if name.endswith("数据质量说明"))
    cells = [row[0] for row in book[name].iter_rows(values_only=True)]
    for line in sentences:
        assert line in plain and line in body and line in cells
    items = [row["cells"][0][0]["text"] for b in annex["blocks"] for row in b.get("rows", ())]
    assert items[:3] + items[4:] == ["1", "2", "3", "4", "5", "6"], "one numbering, but revisions"
    shown = views.quality(desk, bureau, Q3).paper
    assert shown is not None and (shown.annex, shown.name) == (annex["number"], paths[".html"].name)


def test_a_paper_as_of_an_earlier_day_has_the_statement_of_that_day(
    quarter: Quarter, tmp_path: Path
) -> None:
    noon = datetime(2024, 10, 21, 12, 0, tzinfo=SHANGHAI)
    written = write_as_of(quarter.hall.desk, Q3, noon, tmp_path)
    text = next(path for path in written if path.suffix == ".json").read_text("utf-8")
    assert "未报3张" in "".join(re.findall(r'"text": "([^"]*)"', text))


class Told:
    """Commands of the installation, run in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str]:
        code = run(list(words))
        out = self.capsys.readouterr()
        return code, out.out or out.err


@pytest.fixture
def command(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Told:
    monkeypatch.setenv("CITYPLAN_HOME", str(quarter.hall.desk.settings.home))
    monkeypatch.setenv("CITYPLAN_NOW", f"{TOLD}T09:00")
    return Told(capsys)


def test_the_command_tells_people_and_machines_the_same(quarter: Quarter, command: Told) -> None:
    code, text = command("quality", "2024-Q3")
    assert code == 0
    assert "5家单位应报5张,已报3张,按时2张;2张未报(组织部、领导小组办公室)" in text
    assert "[Q602] 存疑 住房和城乡建设局 2024年第三季度 填报!I25" in text
    code, written = command("quality", "show", "2024-Q3", "--json")
    document = json.loads(written)
    assert document["rates"]["timeliness"] == {"numerator": 2, "denominator": 5, "value": 0.4}
    assert {one["title"]: tuple(one["sentences"]) for one in document["statement"]} == told(quarter)
    assert all(line in text for lines in told(quarter).values() for line in lines)
    assert document["mean_age"] == pytest.approx(16.0)
    marks = {one["office"]: one["marks"][-1] for one in document["offices"]}
    assert (marks[LATE], marks[SENT_BACK], marks[SILENT]) == ("late", "failed", "absent")


def test_the_example_of_the_handbook_is_what_the_command_says(command: Told) -> None:
    page = (Path(__file__).parents[2] / "docs" / "quality.md").read_text("utf-8")
    shown = page.split("```")[1].strip("\n").split("\n")
    said = command("quality", "2024-Q3")[1]
    for full, half in zip((C, S, D, L, R), ",;:()", strict=True):
        said = said.replace(full, half)
    assert len(shown) == 8
    assert [line for line in shown if line not in said.split("\n")] == []


def test_the_command_is_limited_to_an_office_and_speaks_english(command: Told) -> None:
    code, text = command("quality", "--office", LATE, "--lang", "en")
    assert code == 0
    assert "城市管理综合行政执法局  late" in text
    assert "组织部" not in text
    code, text = command("quality", "2024-Q3", "--office", "moon")
    assert (code, "没有填报单位“moon”" in text) == (1, True)
    code, text = command("quality", "2024-13")
    assert code == 1 and "Traceback" not in text


def test_the_record_of_a_file_is_written_as_a_page(
    quarter: Quarter, command: Told, tmp_path: Path
) -> None:
    with quarter.hall.desk.ledger.read() as reading:
        receipt = next(row.id for row in receipts.listing(reading) if row.state == "returned")
    target = tmp_path / "new" / "page.html"
    code, text = command("quality", "docs", receipt, "-o", str(target))
    assert (code, str(target) in text) == (0, True)
    assert "判定,本批来件" in target.read_text("utf-8")
    code, text = command("quality", "docs", receipt, "-o", str(tmp_path))
    assert (code, "是目录" in text) == (1, True)
    code, text = command("quality", "docs", "R-none", "-o", str(target))
    assert (code, "没有回执“R-none”" in text) == (1, True)
    code, text = command("quality", "docs", receipt, "-o", str(target / "below.html"))
    assert (code, "写不进" in text) == (1, True)
