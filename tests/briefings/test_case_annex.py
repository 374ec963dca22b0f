"""附件“督办及销号清单”: every case as it stands on the paper's day, what closed it, the rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from briefings.briefing import build_briefing
from briefings.case_book import CaseBook, TrackedCase
from briefings.context import CaseLine
from briefings.paper import Annex, Briefing, Paragraph, Table, text_of
from briefings.typography import chinese
from cases.events import CaseState, Step
from cases.kinds import load_kinds
from cases.rate_rule import load_rate_rule
from tests.briefings.test_briefing import DATED, FORM
from tests.cases.hands import (
    DESK,
    INSTRUCT,
    LEADER,
    OFFICE,
    RECTIFY,
    SYSTEM,
    closed_rectification,
    given,
    lagging,
    on,
)

AUGUST, SEPTEMBER = date(2024, 8, 12), date(2024, 9, 2)
EVIDENCE = {"evidence": "run:r9", "evidence_sha256": "ab" * 32}


def book(*states: CaseState) -> CaseBook:
    tracked = (TrackedCase(f"2024-{n:02d}", "事项", one) for n, one in enumerate(states, start=1))
    return CaseBook(tuple(tracked), {one.id: one for one in load_kinds()}, load_rate_rule())


def paper_of(card, cases: CaseBook) -> Briefing:
    lines = tuple(
        CaseLine(
            one.number, one.title, one.state.office, one.state.events[0].day,
            one.state.office_due, standing=str(one.state.standing),
            closed=None if one.state.is_open else one.state.last.day,
            state="办理中" if one.state.is_open else "已销号",
        )
        for one in cases.cases
    )  # fmt: skip
    around = replace(card.context, cases=lines, case_book=cases)
    return build_briefing(replace(card, context=around), DATED, form=FORM)


def annex(paper: Briefing) -> Annex:
    return next(one for one in paper.annexes if one.title == "督办及销号清单")


def rows(paper: Briefing, caption: str) -> list[list[str]]:
    table = next(b for b in annex(paper).blocks if isinstance(b, Table) and b.caption == caption)
    return [[text_of(cell) for cell in row.cells] for row in table.rows]


@pytest.fixture
def cases() -> CaseBook:
    """One closed by data, one by a leader, one by what was verified, two running, one again."""
    by_data = on(lagging(AUGUST), Step.CLOSE, SYSTEM, SEPTEMBER, **EVIDENCE)
    by_leader = on(lagging(AUGUST), Step.CLOSE, LEADER, SEPTEMBER, text="已并入水务改造")
    verified = closed_rectification(AUGUST, SEPTEMBER)
    late = on(given(INSTRUCT, AUGUST), Step.ACCEPT, OFFICE, AUGUST, INSTRUCT, text="")
    again = on(by_data, Step.REOPEN, SYSTEM, date(2024, 9, 20))
    answered = on(given(RECTIFY, AUGUST, due=SEPTEMBER), Step.ACCEPT, OFFICE, AUGUST, RECTIFY)
    answered = on(answered, Step.ANSWER, OFFICE, SEPTEMBER, RECTIFY)
    return book(by_data, by_leader, verified, late, again, answered)


def test_each_case_stands_as_on_the_papers_day_with_its_colour_in_words(card, cases) -> None:
    paper = paper_of(card, cases)
    states = [row[6] for row in rows(paper, "督办台账")]
    assert states == [
        "已销号\n2024-09-02", "已销号\n2024-09-02", "已销号\n2024-08-12",
        *(chinese(f"{one}\n红:逾期未办结") for one in ("办理中", "待签收", "待核验")),
    ]  # fmt: skip
    (told,) = (text_of(b.line) for b in annex(paper).blocks if isinstance(b, Paragraph))
    assert told == chinese(
        "2024年第三季度交办6件,重开1件,销号4件。截至2024年10月14日在办的:"
        "待签收1件、办理中1件、待核验1件;承办单位逾期未办结2件。"
    )


def test_what_closed_a_case_is_told_with_its_evidence_and_hash(card, cases) -> None:
    found = {row[0]: (row[3], row[4], row[5]) for row in rows(paper_of(card, cases), "销号及凭据")}
    data = ("凭其后审定的数据", f"run:r9\n{'ab' * 8}")
    assert found == {
        "2024-01": ("2024-09-02", *data),
        "2024-02": ("2024-09-02", "领导岗位写明理由", "已并入水务改造"),
        "2024-03": ("2024-08-12", "核验属实", "现场核查记录"),
        "2024-05": (chinese("2024-09-02\n(已重开)"), *data),
    }


def test_the_rates_of_an_office_stand_with_their_parts_and_the_rule(card, cases) -> None:
    paper = paper_of(card, cases)
    (row,) = rows(paper, "各单位办理情况")
    assert row[1:] == [
        "7", chinese("42.9%(3/7)"), chinese("28.6%(2/7)"), chinese("50.0%(3/6)"),
        chinese("33.3%(1/3)"), "1", "10.0",
    ]  # fmt: skip
    table = next(b for b in annex(paper).blocks if getattr(b, "caption", "") == "各单位办理情况")
    assert chinese("按期回复率 = 不晚于时限回复的件次") in text_of(table.note)
    assert text_of(table.note).endswith("口径standard-1。")
    entry = next(e for e in paper.lineage if e.text == chinese("28.6%(2/7)"))
    assert "按期回复率" in entry.what and "不晚于时限回复" in entry.how


def test_the_body_names_overdue_and_open_cases_by_number(card, cases) -> None:
    paper = paper_of(card, cases)
    lines = [text_of(one) for one in paper.lines]
    assert any("逾期未办结2件" in one and "督办2024-04、2024-05" in one for one in lines)
    assert any("办理回复督办2024-04、2024-05" in one for one in lines)
    assert not any("督办2024-06" in one for one in lines)  # the bureau's turn


def test_an_office_is_told_its_own_cases_and_its_own_rates(cases) -> None:
    mine = cases.of_office("water", ("T1",))
    assert [one.number for one in mine.cases] == ["2024-01", "2024-02", "2024-05"]
    assert cases.of_office("water", ()).cases == ()
    assert len(cases.of_office("housing", ()).cases) == 6
    assert DESK.names  # the desk's own turn is nobody's lateness
    assert [one.number for one in cases.overdue(DATED)] == ["2024-04", "2024-05"]
