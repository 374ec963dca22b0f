"""免报 on the page of quality: the desk decides with a reason, the office reads it, it ends."""

from __future__ import annotations

import pytest
from dash import dcc

from dashboards.address import Address
from dashboards.components import exempting
from desk import views
from desk.exemptions import exempted
from desk.views.rows import DueRow
from observations.identity import Actor, Role
from tests.dashboards.test_alerts_page import parts
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn, submit

LOOKER = Actor("查看岗", frozenset({Role.VIEWER}))
REASON = "本期没有开展这项工作"


@pytest.fixture
def asked(town: Town) -> DueRow:
    """A form that the office was asked for and has not sent."""
    rows = views.due_list(town.desk, town.posts[f"clerk:{town.office}"])
    return next(one for one in rows if one.state in ("due", "late"))


def test_a_form_is_excused_with_a_reason_read_by_its_office_and_asked_again(
    bureau: Visitor, clerk: Visitor, town: Town, asked: DueRow
) -> None:
    fields = {"office": town.office, "period": asked.period, "decision": "exempt"}
    assert "没有填写理由" in submit(bureau, "exempt", exempting.NEW, **fields, reason=" ").told
    done = submit(bureau, "exempt", exempting.NEW, **fields, reason=REASON)
    assert f"{asked.office_name}{asked.title.removesuffix('填报表')}已免报" in done.over
    again = submit(bureau, "exempt", exempting.NEW, **fields, reason=REASON)
    assert "已经免报" in again.told and "cityplan" not in again.told
    assert REASON in drawn(bureau, "/quality") and "恢复应报" in drawn(bureau, "/quality")
    theirs = drawn(clerk, "/quality")
    assert REASON in theirs and "办理免报" not in theirs and "恢复应报" not in theirs
    mine = views.due_list(town.desk, town.posts[f"clerk:{town.office}"])
    assert asked.period not in {one.period for one in mine}
    subject = f"{town.office}/{asked.period}"
    assert "没有填写恢复理由" in submit(bureau, "end_exemption", subject, reason="").told
    assert "恢复应报" in submit(bureau, "end_exemption", subject, reason="工作已恢复").over
    assert REASON not in drawn(clerk, "/quality")


def test_who_does_not_decide_excuses_nothing(clerk: Visitor, town: Town, asked: DueRow) -> None:
    fields = {"office": town.office, "period": asked.period, "decision": "exempt"}
    refused = submit(clerk, "exempt", exempting.NEW, **fields, reason=REASON)
    assert "无权" in refused.told or "没有" in refused.told
    assert not exempted(town.desk, town.posts["desk"])


def test_an_alert_leads_to_the_form_with_its_office_and_period_chosen(
    town: Town, asked: DueRow
) -> None:
    address = Address("/quality", {"office": town.office, "period": asked.period})
    for place, chosen in ((address, {town.office, asked.period}), (Address("/quality"), {""})):
        tree = exempting.exemptions(views.exempting(town.desk, town.posts["desk"]), place)
        told = {getattr(one, "value", None) for one in parts(tree) if isinstance(one, dcc.Input)}
        assert chosen <= told
    assert not exempting.exemptions(views.exempting(town.desk, LOOKER), address)
