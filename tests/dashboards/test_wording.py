"""What a post reads: words fit the state, the filter and whose matter it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from dash import html

from briefings.figures import series_figure
from briefings.scorecard import Scorecard
from briefings.series import Goal
from dashboards.address import Address
from dashboards.components import (
    approvals,
    decisions,
    evidence,
    indicator,
    jobs,
    overview,
    receipts,
    reporting,
    standings,
    values,
)
from dashboards.pages.audit import _subject
from dashboards.pages.delivery import _due_words
from desk.jobs import JobRow
from desk.views import DueRow, IndicatorView, Point, Submission, Vintage
from desk.views.rows import FindingRow, ReceiptRow, ReceiptView
from observations.finding import Severity
from targets.model import Plan
from tests.dashboards.test_components import card, links, plan, walk, words

__all__ = ["card", "plan"]

DUE = DueRow(
    office="x",
    office_name="某局",
    period="2024-Q3",
    title="2024年第三季度填报表",
    due=date(2024, 10, 15),
    days_left=-209,
    calendar_known=True,
    cells=12,
    state="late",
    receipt=None,
)
SENT = Submission(
    office="x",
    office_name="某局",
    period="2024-Q3",
    state="waiting",
    submitted_by="填报员",
    submitted_at=datetime(2024, 10, 9, tzinfo=UTC),
    may=("approve",),
    seq=7,
)


def test_only_what_is_still_asked_for_is_overdue() -> None:
    assert "已逾期 209 个工作日" in _due_words([DUE])
    for state, word in (("approved", "已审定"), ("waiting", "已送交,待本单位审核")):
        said = _due_words([replace(DUE, state=state)])
        assert word in said
        assert "逾期" not in said


def test_the_reason_of_a_sending_back_stands_where_the_office_looks() -> None:
    back = replace(DUE, state="returned", reason="分母有误")
    assert "退回理由:分母有误" in words(reporting.due_table([back], {}, sending=True))
    sent = replace(SENT, state="returned", may=(), text="分母有误")
    assert "退回理由:分母有误" in words(approvals.submissions_table([sent], of_one=True))


@pytest.mark.parametrize(("state", "word"), [("waiting", "审核通过"), ("office_approved", "审定")])
def test_an_approval_says_which_step_it_is(state: str, word: str) -> None:
    tree = approvals.submissions_table([replace(SENT, state=state)])
    (button,) = (one for one in walk(tree) if isinstance(one, html.Button))
    assert button.children == word
    assert set(links(tree)) == {"/reporting/x/2024-Q3"}


def test_nobody_is_waited_for_once_a_report_is_decided() -> None:
    waiting = approvals.submissions_table([replace(SENT, may=())])
    decided = approvals.submissions_table([replace(SENT, state="approved", may=())])
    assert "待其他岗位" in words(waiting)
    assert "待其他岗位" not in words(decided)


def test_of_hundreds_of_reports_each_list_shows_a_leaf_and_says_how_many_there_are() -> None:
    many = [replace(SENT, office=f"office{n}") for n in range(60)]
    done = [replace(one, state="approved") for one in many]
    for at, shown in (({}, 25), ({"waiting": "3"}, 10)):
        tree = approvals.submissions_table([*many, *done], Address("/reporting", at))
        assert sum(isinstance(one, html.Button) for one in walk(tree)) == shown
        assert "共 60 项" in words(tree)
        assert "已办结 60 项" in words(tree)
    asked = [replace(DUE, office=f"office{n}") for n in range(60)]
    sent = [replace(one, state="approved") for one in asked]
    for at, unfolded, pages in (({}, False, 1), ({"due": "2", "sent": "3"}, True, 3)):
        tree = reporting.due_table([*asked, *sent], {}, Address("/reporting", at), sending=True)
        (details,) = (one for one in walk(tree) if isinstance(one, html.Details))
        assert details.open is unfolded
        assert f"第 {pages} 页,共 3 页" in words(details)
        assert sum(one.startswith("/reporting/office") for one in links(tree)) == 50 - 15 * unfolded


def test_what_was_sent_back_leads_and_what_was_due_before_the_start_comes_last() -> None:
    before = [
        replace(DUE, office=f"old{n}", before=True, due=DUE.due + timedelta(n)) for n in range(30)
    ]
    back = replace(DUE, office="back", state="returned", due=DUE.due - timedelta(9))
    tree = reporting.due_table([*before, DUE, back], {}, sending=True)
    told = [one.split("/")[2] for one in links(tree) if one.startswith("/reporting/")]
    assert list(dict.fromkeys(told))[:3] == ["back", DUE.office, "old29"]


def test_an_empty_list_under_a_filter_does_not_speak_for_all_targets() -> None:
    said = words(decisions.decisions((), Address("/", {"level": "on_pace"})))
    assert "当前筛选下没有滞后目标" in said
    assert "下一步" not in said


def test_a_missing_case_is_told_only_to_those_who_would_see_it(card: Scorecard) -> None:
    row = next(row for row in card.decisions if row.target.binding == "binding")
    home = Address("/", {})
    assert "未立督办" in words(decisions.decision(row, home))
    assert "未立督办" in words(decisions.decision(row, home, frozenset(row.target.leads)))
    assert "未立督办" not in words(decisions.decision(row, home, frozenset({"other"})))


def _finding(severity: Severity, expected: str = "填写数字") -> FindingRow:
    told = {"indicator": "i", "indicator_name": "某指标", "value": "", "expected": expected}
    return FindingRow(
        id=severity.value, rule="r", severity=severity, sheet="填报", cell="I6",
        message=f"{severity.label}一处", receipt="R1", answered="", **told,
    )  # fmt: skip


def _receipt(state: str, *found: FindingRow, submission: str = "") -> ReceiptView:
    row = ReceiptRow(
        id="R1", name="a.xlsx", office="x", office_name="某局", period="2024-Q3",
        received_at=datetime(2024, 10, 9, tzinfo=UTC), submitted_by="填报员", state=state,
        accepted=5, rejected=0, findings=len(found), duplicate_of=None, sha256="0" * 64,
    )  # fmt: skip
    return ReceiptView(row, found, state != "accepted", "1", False, (), submission)


def test_what_must_be_put_right_comes_first_and_notes_are_folded() -> None:
    note, error = _finding(Severity.INFO), _finding(Severity.CRITICAL)
    tree = receipts.receipt(_receipt("returned", note, error))
    assert "1 处须改正(另有 1 条提示,无需处理)" in words(tree)
    (folded,) = (one for one in walk(tree) if isinstance(one, html.Details))
    assert "另有 1 条提示" in words(folded)


def test_a_note_is_no_doubt() -> None:
    noted = receipts.verdict_words(_receipt("accepted", _finding(Severity.INFO)))
    assert "存疑" not in noted
    doubted = receipts.verdict_words(_receipt("accepted", _finding(Severity.WARNING)))
    assert "1 处存疑,请逐条说明" in doubted


def test_a_file_that_cannot_be_read_gets_its_own_cure() -> None:
    old = _finding(Severity.CRITICAL, "用表格软件另存为 .xlsx 后再报送")
    said = receipts.verdict_words(_receipt("refused", old))
    assert "另存为 .xlsx" in said
    assert "重新下载表样" not in said


def test_the_next_step_of_a_receipt_is_that_of_today() -> None:
    assert "本单位审核岗" in receipts.verdict_words(_receipt("accepted", submission="waiting"))
    done = receipts.verdict_words(_receipt("accepted", submission="approved"))
    assert "下一步" not in done


def _view(plan: Plan, key: str, approved: tuple[bool, ...]) -> IndicatorView:
    vintages = tuple(
        Vintage(f"r{place}", 1.0, datetime(2024, 10, 9, tzinfo=UTC), "R1", "填报", "I6", one)
        for place, one in enumerate(approved)
    )
    point = Point(
        period="2024-Q3", value=1.0, numerator=None, denominator=None, printed="1", note="",
        doubted=False, demo=True, approved=approved[-1], office="x", receipt="R1", sheet="填报",
        cell="I6", numerator_cell="", denominator_cell="", vintages=vintages,
    )  # fmt: skip
    found = plan.indicator(key)
    area = plan.area_of(plan.area)
    return IndicatorView(
        found, area, "2024-Q3", demo=True, lines=(), points=(point,), missing=(), baseline=None,
        findings=(), cases=(), others=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("approved", "said"),
    [
        ((True, True), ["第 1 版", "第 2 版 · 现行"]),
        ((True, False), ["第 1 版 · 现行", "第 2 版 · 待审定"]),
        ((False, False), ["第 1 版 · 待审定", "第 2 版 · 待审定"]),
    ],
)
def test_only_an_approved_vintage_is_the_current_one(
    plan: Plan, approved: tuple[bool, ...], said: list[str]
) -> None:
    tree = values.revisions(_view(plan, plan.indicators[0].key, approved))
    assert [one for one in walk(tree) if isinstance(one, str) and one.startswith("第 ")] == said


def test_a_yes_or_no_is_no_unit_and_misses_no_baseline(plan: Plan) -> None:
    kinds = {one.kind == "yes": one.key for one in plan.indicators}
    yes = _view(plan, kinds[True], (True,))
    assert "越高越好" not in words(indicator.heading(yes))
    assert "未录入" not in words(evidence.definition(yes))
    other = _view(plan, kinds[False], (True,))
    assert "未录入,不能按序时判定" in words(evidence.definition(other))


def test_a_year_that_ends_with_the_judged_quarter_is_not_called_former(card: Scorecard) -> None:
    row = card.rows[0]
    for seen, said in (("2025", "年度值 2025年"), ("2024", "上次实测 2024年")):
        verdict = replace(row.assessment, period="2025-Q4", observed_period=seen)
        told = words(standings.standing(replace(row, assessment=verdict), Address("/", {})))
        assert said in told


def test_a_paper_under_way_can_be_looked_for_and_a_made_one_says_where_it_is() -> None:
    asked = datetime(2024, 10, 9, tzinfo=UTC)
    job = JobRow("1", "publish", "通报", "queued", "调度岗", asked, "")
    assert "/briefings" in links(jobs.asking((), [job]))
    done = jobs.asking((), [replace(job, state="done", outcome="2024-Q3-9ca0")])
    assert "已印发,见归档" in words(done)
    assert "9ca0" not in words(done)
    failed = jobs.asking((), [replace(job, state="failed", outcome="没有审定的数值")])
    assert "没有审定的数值" in words(failed)


def test_the_audit_page_tells_no_place_of_the_machine() -> None:
    assert _subject("file:///srv/x/alerts.jsonl") == "本机文件通道"
    assert _subject("x/2024-Q3") == "x/2024-Q3"


def test_the_phone_has_the_five_counts_over_the_decision_list(card: Scorecard) -> None:
    said = words(overview.counts_line(card))
    assert all(f"{one.level.label} {one.now}" in said for one in card.tallies)


def test_two_equal_targets_stay_two_readable_labels_on_the_phone(plan: Plan) -> None:
    key = next(one.key for one in plan.indicators if one.kind != "yes")
    series = indicator.series_of(_view(plan, key, (True,)), plan.pace_origin)
    goals = tuple(Goal(tier, 9.0, "≤9%", plan.end) for tier in ("市", "旗"))
    layout = series_figure(replace(series, goals=goals), compact=True)["layout"]
    labels = [one for one in layout["annotations"] if "≤9%" in one["text"]]
    assert abs(labels[0]["yshift"] - labels[1]["yshift"]) >= labels[0]["font"]["size"]
    ends = {one["x"] for one in labels}
    assert ends == {series.first_day.isoformat()}  # the verdict's words stand at the other end
    assert len(layout["xaxis"]["tickvals"]) <= 4
