"""在线填表: a whole form on the page, its draft cell by cell, zero reports; the office alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from dash import Dash

from dashboards.app import create_app
from dashboards.components.filling import WAS, page_of
from desk import views
from desk.accounts import add_post
from desk.deadlines import due_forms
from desk.views.burden import burdens
from desk.views.filling import FillingView, field_of, filling
from ledger import drafts
from observations.identity import Actor, Role
from observations.period import ReportingPeriod
from tests.dashboards.test_journey import judge, poll
from tests.dashboards.town import ADMIN, PASSWORD, Town, entry_for
from tests.dashboards.visitor import Visitor, drawn, submit

PERIOD = ReportingPeriod.parse("2023")
AUDITOR = Actor("备用填报员", frozenset({Role.CLERK}))


@pytest.fixture
def town(own_town: Town) -> Town:
    """Each of these tests writes to the same form."""
    return own_town


@pytest.fixture
def site(town: Town) -> Dash:
    return create_app(town.desk)


@pytest.fixture
def pair(site: Dash, town: Town) -> tuple[Visitor, Visitor]:
    """Two clerks of one office, each with a browser of their own."""
    second = replace(AUDITOR, offices=frozenset({town.office}))
    add_post(town.desk, ADMIN, second, PASSWORD)
    first = Visitor(site).log_in(town.posts[f"clerk:{town.office}"].post)
    return first, Visitor(site).log_in(second.post)


def now(town: Town) -> FillingView:
    return filling(town.desk, town.posts[f"clerk:{town.office}"], town.office, PERIOD)


def subject(town: Town, what: str = "form") -> str:
    kept = now(town).draft
    return f"{town.office}/{PERIOD}/{kept.version if kept else 0}/{what}"


def was(town: Town) -> str:
    kept = now(town).draft
    return json.dumps(dict(kept.cells) if kept else {})


def all_filled(town: Town) -> dict[str, str]:
    """Every field of the form, filled as an office would."""
    typed = {}
    for row in now(town).rows:
        entry = entry_for(town.desk, row.value.row, 0.6)
        yes = row.value.indicator.kind == "yes"
        for part in row.value.parts:
            number = getattr(entry, part.name)
            typed[field_of(row.value, part)] = ("是" if number else "否") if yes else str(number)
    return typed


def receipt_in(shown: str) -> str:
    found = re.search(r'"data": "(R[0-9a-f]+)"', shown)
    assert found is not None, shown
    return found[1]


def test_two_clerks_fill_one_draft_and_neither_loses_a_cell_to_the_other(
    pair: tuple[Visitor, Visitor], town: Town
) -> None:
    first, second = pair
    one, two, three = [field_of(row.value, row.value.parts[0]) for row in now(town).rows[:3]]
    seen, before = subject(town), was(town)
    said = submit(first, "save_draft", seen, **{one: "11", two: "12", WAS: before})
    assert "草稿已保存" in said.over and not said.told
    said = submit(second, "save_draft", seen, **{two: "99", three: "13", WAS: before})
    assert not said.over
    assert town.posts[f"clerk:{town.office}"].post in said.told and "已保存" in said.told
    assert "没有保存;其余已保存".replace(";", "；") in said.told
    kept = now(town).draft
    assert kept is not None
    assert dict(kept.cells) == {one: "11", two: "12", three: "13"}
    assert kept.post == AUDITOR.post
    said = submit(second, "save_draft", subject(town), **{one: "11", three: "13", WAS: was(town)})
    assert "草稿已保存" in said.over, "an emptied field is emptied"
    assert (kept := now(town).draft) is not None and dict(kept.cells) == {one: "11", three: "13"}


def test_a_draft_survives_the_log_out_and_is_reported_nowhere(
    pair: tuple[Visitor, Visitor], site: Dash, town: Town, bureau: Visitor
) -> None:
    name = field_of(now(town).rows[0].value, now(town).rows[0].value.parts[0])
    submit(pair[0], "save_draft", subject(town), **{name: "123456789", WAS: was(town)})
    again = Visitor(site).log_in(town.posts[f"clerk:{town.office}"].post)
    page = drawn(again, page_of(town.office, str(PERIOD)))
    assert "123456789" in page and "草稿" in page
    assert "有草稿" in drawn(again, "/reporting")
    for path in (page_of(town.office, str(PERIOD)), "/reporting", "/data"):
        assert "123456789" not in drawn(bureau, path)
    assert "有草稿" not in drawn(bureau, "/reporting")
    standing = views.standing(town.desk, town.posts["desk"], town.office, PERIOD)
    assert not any(one.recorded for one in standing.values)
    assert not any(
        one.state != "due" and one.state != "late"
        for one in due_forms(town.desk, town.desk.today())
        if (one.office, one.period) == (town.office, PERIOD)
    )


@pytest.mark.parametrize("post", ["other", "desk", "leader", "admin"])
def test_nobody_but_the_office_reads_saves_or_hands_in_its_draft(
    site: Dash, town: Town, post: str
) -> None:
    name = town.posts[f"clerk:{town.other}" if post == "other" else post].post
    stranger = Visitor(site).log_in(name)
    field = field_of(now(town).rows[0].value, now(town).rows[0].value.parts[0])
    kept = now(town).draft
    cells = dict(kept.cells) if kept else {}
    page = drawn(stranger, page_of(town.office, str(PERIOD)))
    assert '"save_draft"' not in page
    assert not any(text in page for text in cells.values() if len(text) > 4)
    for act in ("save_draft", "hand_in_form", "hand_in_nil"):
        what = "nil" if act == "hand_in_nil" else "form"
        given = {field: "7", "reason": "没有要报的事项", WAS: "{}"}
        said = submit(stranger, act, subject(town, what), **given)
        assert said.told and not said.instead and not said.over
    assert now(town).draft == kept


def test_a_whole_form_typed_on_the_page_is_judged_like_a_file_and_its_draft_ends_with_it(
    pair: tuple[Visitor, Visitor], site: Dash, town: Town
) -> None:
    clerk, typed = pair[0], all_filled(town)
    wrong = next(iter(typed))
    said = submit(clerk, "hand_in_form", subject(town), **(typed | {wrong: "很多", WAS: was(town)}))
    assert "很多" in said.told and "不是" in said.told and not said.instead
    row = next(r for r in now(town).rows if r.value.row.computed)
    above = field_of(row.value, row.value.parts[0])
    bad = typed | {above: "999999999"}
    said = submit(clerk, "hand_in_form", subject(town), **(bad | {WAS: was(town)}))
    receipt = receipt_in(said.instead)
    assert now(town).judging == receipt
    judge(town)
    shown, stops = poll(site, clerk, receipt)
    assert stops and "退回" in shown and "分子" in shown
    told = [one.message for one in views.receipt(town.desk, town.posts["desk"], receipt).findings]
    assert any(f",“{row.value.indicator.name}”" in one for one in told)
    assert not any("values[" in one for one in told), told
    page = drawn(clerk, page_of(town.office, str(PERIOD)))
    assert "交回的表已退回" in page and "999999999" in page
    said = submit(clerk, "hand_in_form", subject(town), **(typed | {WAS: was(town)}))
    receipt = receipt_in(said.instead)
    judge(town)
    assert "已受理" in poll(site, clerk, receipt)[0]
    with town.desk.ledger.read() as reading:
        assert drafts.draft(reading, town.office, str(PERIOD)) is None
    assert "这张表已交" in drawn(clerk, page_of(town.office, str(PERIOD)))
    assert all(one.value.recorded for one in now(town).rows)
    late = submit(clerk, "save_draft", f"{town.office}/{PERIOD}/1/form", **{above: "1", WAS: "{}"})
    assert "已受理" in late.told


def test_a_zero_report_needs_its_reason_and_counts_as_the_form(
    site: Dash, town: Town, pair: tuple[Visitor, Visitor]
) -> None:
    office = town.other
    clerk = Visitor(site).log_in(town.posts[f"clerk:{office}"].post)
    period = _unreported(town, office)
    on = f"{office}/{period}/0/nil"
    assert "理由" in submit(clerk, "hand_in_nil", on, reason=" ").told
    said = submit(clerk, "hand_in_nil", on, reason="本期未开展该项工作")
    receipt = receipt_in(said.instead)
    judge(town)
    assert "已受理" in poll(site, clerk, receipt)[0]
    found = views.receipt(town.desk, town.posts["desk"], receipt)
    assert found is not None and any(one.rule == "form.nil_report" for one in found.findings)
    assert "已受理" in submit(clerk, "hand_in_nil", on, reason="再报一次零报告").told


def _unreported(town: Town, office: str) -> ReportingPeriod:
    return next(
        one.period
        for one in due_forms(town.desk, town.desk.today())
        if one.office == office and one.state in ("due", "late")
    )


def test_the_burden_of_a_form_is_shown_with_its_rule_to_its_office(
    pair: tuple[Visitor, Visitor], town: Town
) -> None:
    page = drawn(pair[0], "/reporting")
    mine = burdens(town.desk, town.posts[f"clerk:{town.office}"])
    assert mine and {one.office for one in mine} == {town.office}
    assert "填报负担" in page and "免填" in page
    for one in mine:
        assert one.asked == sum(2 if r.value.row.computed else 1 for r in _rows(town, one.period))


def _rows(town: Town, period: ReportingPeriod) -> list[object]:
    who = town.posts[f"clerk:{town.office}"]
    return list(filling(town.desk, who, town.office, period).rows)
