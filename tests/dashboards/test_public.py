"""What the public reads: only what one post put forward and another approved, letter by letter."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from dash import Dash

from briefings.disclosure import disclosure
from briefings.form import Entry
from dashboards import public
from dashboards.app import create_app
from desk import disclosing, views
from desk.approve import approve
from desk.assess import assess_period
from desk.handle import Desk
from desk.intake import Bench, judge_waiting
from ledger import audit
from observations.errors import Refused, UserError
from observations.identity import Actor, Role
from observations.layout import LayoutRow
from observations.period import ReportingPeriod
from targets.assessment import Caveat
from tests.dashboards import town as halls
from tests.dashboards.town import ADMIN, Town
from tests.dashboards.visitor import Visitor, drawn, submit

Q2, Q3 = ReportingPeriod.parse("2024-Q2"), ReportingPeriod.parse("2024-Q3")


@pytest.fixture(scope="module")
def forum(town: Town) -> Town:
    """The town with its page for the public open."""
    settings = town.desk.settings.model_copy(update={"public": True})
    return replace(town, desk=replace(town.desk, settings=settings))


@pytest.fixture(scope="module")
def opened(forum: Town) -> Dash:
    return create_app(forum.desk)


@pytest.fixture
def leader(forum: Town) -> Actor:
    return forum.posts["leader"]


def test_without_the_setting_there_is_no_page_for_the_public(stranger: Visitor) -> None:
    assert stranger.get("/public", page=False).status_code == 401
    assert not public.ENDPOINTS & {r.endpoint for r in stranger.site.server.url_map.iter_rules()}


def test_with_it_a_stranger_reaches_those_pages_and_no_other(opened: Dash) -> None:
    stranger = Visitor(opened)
    plain = [
        rule
        for rule in opened.server.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    let_in = {r.rule for r in plain if stranger.get(r.rule, page=False).status_code != 401}
    assert let_in == {"/login", "/healthz", "/readyz", "/public"}


def test_what_was_put_forward_is_shown_after_another_post_approved_it(
    forum: Town, opened: Dash, leader: Actor
) -> None:
    desk, bureau, stranger = forum.desk, forum.posts["desk"], Visitor(opened)
    assert "还没有公开的内容" in stranger.get("/public").text
    seen = disclosing.ask(desk, bureau, Q2, "按季公开")
    assert stranger.get("/public/2024-Q2").status_code == 404
    with pytest.raises(Refused, match="不能自己批准"):
        disclosing.approve(desk, bureau, Q2, seen)
    with pytest.raises(Refused, match="已变动"):
        disclosing.approve(desk, leader, Q2, "0" * 64)
    disclosing.approve(desk, leader, Q2, seen)
    page = stranger.get("/public").text
    assert f"{Q2.label}进展" in page and "演示数据" in page and seen in page
    assert audit.verify(desk.ledger) == ()


def test_the_record_s_later_values_stay_inside_until_they_are_put_forward(
    forum: Town, opened: Dash, leader: Actor
) -> None:
    desk, bureau, stranger = forum.desk, forum.posts["desk"], Visitor(opened)
    seen = disclosing.ask(desk, bureau, Q3, "")
    disclosing.approve(desk, leader, Q3, seen)
    before = stranger.get("/public/2024-Q3.json").get_json()
    moved = reported_anew(forum, Q3)
    after = stranger.get("/public/2024-Q3.json").get_json()
    assert before == after
    card = views.overview(desk, bureau, Q3)
    assert card is not None
    stored = {one.target_id: one.value for one in card.run.assessments}
    told = {one["id"]: one["value"] for group in after["groups"] for one in group["targets"]}
    other = {one for one in told if told[one] != stored[one]}
    assert other and other <= moved


def reported_anew(forum: Town, period: ReportingPeriod) -> set[str]:
    """The other office reports everything once more, a little further on; the targets' ids."""
    desk, office = forum.desk, forum.other
    forum.clock.moment += timedelta(days=1)

    def further(_desk: Desk, row: LayoutRow) -> Entry:
        return halls.entry_for(desk, row, 0.9)

    halls.deliver(desk, forum.posts[f"clerk:{office}"], (office, period), further)
    with Bench(desk, name="again") as bench:
        while judge_waiting(bench):
            pass
    approve(desk, forum.posts[f"reviewer:{office}"], office, period)
    approve(desk, forum.posts["desk"], office, period)
    assess_period(desk, forum.posts["desk"], period)
    keys = {(one.indicator, one.area) for one in desk.plan.reported_by(office)}
    return {t.id for t in desk.plan.targets if (t.indicator, t.area) in keys}


def test_a_doubted_value_is_not_told(forum: Town) -> None:
    """The document has neither value nor verdict of a target whose value is doubted."""
    card = views.overview(forum.desk, forum.posts["desk"], Q3)
    assert card is not None
    row = next(one for one in card.rows if one.assessment.value is not None)
    doubt = Caveat("doubted", "填报值存疑,待核实")
    verdict = replace(row.assessment, caveats=(*row.assessment.caveats, doubt))
    groups = tuple(
        replace(g, rows=tuple(replace(r, assessment=verdict) if r == row else r for r in g.rows))
        for g in card.groups
    )
    content = disclosure(replace(card, groups=groups))
    targets = {one["id"]: one for group in content["groups"] for one in group["targets"]}
    told = targets[row.target.id]
    assert (told["level"], told["value"], told["value_text"], told["trend"]) == (
        "checking", None, "", "",
    )  # fmt: skip
    counts = {one["level"]: one["count"] for one in content["tallies"]}
    assert counts["checking"] == 1 and sum(counts.values()) == len(targets)


def test_no_office_case_or_explanation_is_in_what_the_public_reads(
    forum: Town, opened: Dash
) -> None:
    stranger = Visitor(opened)
    whole = "".join(
        stranger.get(f"/public/{period}{kind}").text
        for period in ("2024-Q2", "2024-Q3")
        for kind in ("", ".json", ".csv")
    )
    inside = {*forum.desk.office_names.values(), *(one.post for one in forum.posts.values())}
    assert not [one for one in inside if one in whole and one not in forum.desk.plan.issuer]
    assert "督办" not in whole and "R-" not in whole


def test_the_table_is_what_the_document_says(opened: Dash) -> None:
    stranger = Visitor(opened)
    document = stranger.get("/public/2024-Q3.json").get_json()
    table = stranger.get("/public/2024-Q3.csv")
    rows = list(csv.DictReader(io.StringIO(table.data.decode("utf-8-sig"))))
    told = [one for group in document["groups"] for one in group["targets"]]
    assert [(r["id"], r["level"]) for r in rows] == [(one["id"], one["level"]) for one in told]
    assert [r["value"] for r in rows] == [
        "" if one["value"] is None else str(one["value"]) for one in told
    ]
    assert stranger.get("/public/2024-Q3.csv", page=False).headers["ETag"]


def test_who_looks_again_is_sent_nothing_anew(opened: Dash) -> None:
    stranger = Visitor(opened)
    first = stranger.get("/public/2024-Q2")
    again = stranger.ask("GET", "/public/2024-Q2", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.data == b""
    assert "script" not in first.text.lower()


def test_the_page_inside_shows_what_waits_and_its_buttons_do_what_they_say(
    forum: Town, opened: Dash, leader: Actor
) -> None:
    reported_anew(forum, Q2)
    desk = Visitor(opened).log_in(forum.posts["desk"].post)
    head = Visitor(opened).log_in(leader.post)
    assert "提请公开" in submit(desk, "ask_disclosure", "2024-Q2", reason="更正后").over
    page = drawn(head, "/disclosures")
    assert "看内容" in page
    waiting = disclosing.standing(forum.desk, Q2).waiting
    assert waiting is not None and waiting.text == "更正后"
    subject = f"2024-Q2/{waiting.sha256}"
    asked = json.dumps(head.open("/disclosures", "?period=2024-Q2").get_json(), ensure_ascii=False)
    assert waiting.sha256 in asked
    assert asked.index("待批准的内容") < asked.index('"各期"'), "“看内容” leads to what it names"
    assert "没有填写理由" in submit(head, "decline_disclosure", subject, reason="").told
    assert "不予公开" in submit(head, "decline_disclosure", subject, reason="再核").over
    assert "已变动" in submit(head, "approve_disclosure", subject).told
    assert "撤下" in submit(head, "withdraw_disclosure", "2024-Q2/down", reason="更正中").over
    assert Visitor(opened).get("/public/2024-Q2").status_code == 404


def test_an_office_and_a_desk_of_one_area_decide_nothing(forum: Town) -> None:
    clerk = forum.posts[f"clerk:{forum.office}"]
    near = Actor("镇调度岗", frozenset({Role.DESK}), areas=frozenset({forum.desk.plan.area}))
    for who in (clerk, near, ADMIN):
        with pytest.raises(Refused):
            disclosing.ask(forum.desk, who, Q2, "")
        with pytest.raises(Refused):
            disclosing.withdraw(forum.desk, who, Q3, "理由")
    with pytest.raises(UserError, match="须写明理由"):
        disclosing.withdraw(forum.desk, forum.posts["leader"], Q3, " ")
