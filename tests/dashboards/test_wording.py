"""What a post reads: words fit the state, the filter and whose matter it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from dash import html

from briefings.scorecard import Scorecard
from dashboards.address import Address
from dashboards.components import approvals, decisions, reporting
from dashboards.pages.delivery import _due_words
from desk.views import DueRow, Submission
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
    assert "退回理由:分母有误" in words(reporting.due_table([back], sending=True))
    sent = replace(SENT, state="returned", may=(), text="分母有误")
    assert "退回理由:分母有误" in words(approvals.submissions_table([sent]))


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
