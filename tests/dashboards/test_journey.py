"""From the clerk's drop zone to the approved value, through callbacks alone."""

from __future__ import annotations

import base64
import json
from functools import partial
from typing import Any

from dash import Dash

from desk import paper_flow, views
from desk.intake import Bench, judge_waiting
from desk.jobs import do_one
from observations.finding import Severity
from observations.layout import LayoutRow
from observations.period import ReportingPeriod
from tests.dashboards.town import Entry, Town, entry_for, form_bytes
from tests.dashboards.visitor import Visitor, request_for, submit

PERIOD = ReportingPeriod.parse("2023-Q4")


def press(site: Dash, visitor: Visitor, act: tuple[str, str], text: str = "") -> str:
    """Press a button as the browser would; what is said then."""
    identity = {"do": act[0], "on": act[1]}
    body = request_for(site, "acted.data", {})
    body["inputs"] = [[{"id": identity, "property": "n_clicks", "value": 1}]]
    name = json.dumps(identity, separators=(",", ":"), sort_keys=True)
    body["changedPropIds"] = [f"{name}.n_clicks"]
    state = {"text": act[0], "on": act[1]}
    body["state"][0] = [{"id": state, "property": "value", "value": text}]
    answer = visitor.call(body)
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json()["response"], ensure_ascii=False)


def drop(site: Dash, visitor: Visitor, office: str, data: bytes) -> str:
    """Drop a file; the receipt number on the page."""
    values = {
        "drop.contents": f"data:x;base64,{base64.b64encode(data).decode()}",
        "drop.filename": "四季度.xlsx",
        "drop-office.data": office,
    }
    answer = visitor.call(request_for(site, "drop-result.children", values))
    tree = json.dumps(answer.get_json()["response"], ensure_ascii=False)
    assert "已安全接收，正在校核" in tree
    return next(p["props"]["data"] for p in _stores(answer.get_json()["response"]))


def _stores(tree: Any) -> list[Any]:
    if isinstance(tree, list):
        return [found for one in tree for found in _stores(one)]
    if not isinstance(tree, dict):
        return []
    if tree.get("type") == "Store":
        return [tree]
    return [found for one in tree.values() for found in _stores(one)]


def poll(site: Dash, visitor: Visitor, receipt: str) -> tuple[str, bool]:
    """The verdict as the page polls it, and whether polling stops."""
    values = {"poll.n_intervals": 1, "poll-receipt.data": receipt}
    response = visitor.call(request_for(site, "judgement.children", values)).get_json()["response"]
    return json.dumps(response, ensure_ascii=False), response["poll"]["disabled"]


def test_what_came_and_what_was_done_are_drawn_anew_with_the_verdict(
    site: Dash, town: Town
) -> None:
    office, other = town.other, town.office
    clerk = Visitor(site).log_in(town.posts[f"clerk:{office}"].post)
    form = form_bytes(town.desk, (office, PERIOD), lambda d, r: entry_for(d, r, 0.4))
    receipt = drop(site, clerk, office, form)
    values = {"poll.n_intervals": 1, "poll-receipt.data": receipt}

    def anew(path: str) -> Any:
        asked = request_for(site, "judgement.children", values | {"address.pathname": path})
        return clerk.call(asked).get_json()

    page = f"/reporting/{office}/{PERIOD}"
    assert "sideUpdate" not in anew(page), "nothing is judged yet"
    judge(town)
    told = anew(page)["sideUpdate"]
    assert set(told) == {"came", "went"}
    assert receipt in json.dumps(told["came"])
    assert "办理过程" in json.dumps(told["went"], ensure_ascii=False)
    assert "sideUpdate" not in anew(f"{page}/values")
    assert "sideUpdate" not in anew(f"/reporting/{other}/{PERIOD}")

    def shown(path: str) -> str:
        return json.dumps(anew(path)["response"], ensure_ascii=False)

    elsewhere = "这是2023年第四季度的表，不是2024年第一季度的"
    assert elsewhere not in shown(page)
    assert elsewhere in shown(f"/reporting/{office}/2024-Q1")
    assert page in shown(f"/reporting/{office}/2024-Q1"), "with the way to its own page"


def judge(town: Town) -> None:
    with Bench(town.desk, name="test") as bench:
        while judge_waiting(bench):
            pass


def test_a_wrong_form_comes_back_with_its_cells_and_the_corrected_one_is_approved_by_two_others(
    site: Dash, town: Town
) -> None:
    office, posts = town.other, town.posts
    clerk = Visitor(site).log_in(posts[f"clerk:{office}"].post)
    reviewer = Visitor(site).log_in(posts[f"reviewer:{office}"].post)
    bureau = Visitor(site).log_in(posts["desk"].post)

    def wrong(desk: Any, row: LayoutRow) -> Entry:
        return Entry(value="待统计") if not row.computed else Entry(numerator="很多", denominator=1)

    receipt = drop(site, clerk, office, form_bytes(town.desk, (office, PERIOD), wrong))
    assert poll(site, clerk, receipt)[1] is False
    judge(town)
    said, stops = poll(site, clerk, receipt)
    assert stops is True
    assert "请在原文件中改正后重新交回" in said
    assert "下载退回单" in said
    found = views.receipt(town.desk, posts["desk"], receipt)
    assert found is not None
    assert all(one.cell in said for one in found.findings if one.cell)
    sheet = clerk.get(f"/files/return/{receipt}")
    assert sheet.status_code == 200
    assert sheet.data.startswith(b"PK")

    right = form_bytes(town.desk, (office, PERIOD), lambda d, r: entry_for(d, r, 0.4))
    again = drop(site, clerk, office, right)
    judge(town)
    assert "受理" in poll(site, clerk, again)[0]

    subject = subject_of(town, office, PERIOD)
    refused = press(site, clerk, ("approve", subject))
    assert "无权使用此功能" in refused
    assert "已审核" in press(site, reviewer, ("approve", subject))
    assert "已审定" in press(site, bureau, ("approve", subject_of(town, office, PERIOD)))
    state = {(s.office, s.period): s.state for s in views.submissions(town.desk, posts["desk"])}
    assert state[office, str(PERIOD)] == "approved"


def test_a_send_back_without_a_reason_says_what_is_missing(site: Dash, bureau: Visitor) -> None:
    said = press(site, bureau, ("send_back", "x/2024-Q3/1"), "  ")
    assert "请先写明理由" in said


def filled_at(share: float, desk: Any, row: LayoutRow) -> Entry:
    return entry_for(desk, row, share)


def subject_of(town: Town, office: str, period: ReportingPeriod) -> str:
    """The subject of the buttons that the page shows for a submission now."""
    rows = views.submissions(town.desk, town.posts["desk"])
    (seq,) = (s.seq for s in rows if (s.office, s.period) == (office, str(period)))
    return f"{office}/{period}/{seq}"


def test_a_stale_page_decides_nothing_about_a_form_that_came_after_it(
    site: Dash, town: Town
) -> None:
    office, period = town.other, ReportingPeriod.parse("2023-Q3")
    clerk = Visitor(site).log_in(town.posts[f"clerk:{office}"].post)
    reviewer = Visitor(site).log_in(town.posts[f"reviewer:{office}"].post)
    subjects = []
    for share in (0.3, 0.9):
        values = form_bytes(town.desk, (office, period), partial(filled_at, share))
        drop(site, clerk, office, values)
        judge(town)
        subjects.append(subject_of(town, office, period))
    stale, fresh = subjects
    assert stale != fresh
    assert fresh in json.dumps(reviewer.open("/reporting").get_json())
    for act in ("approve", "send_back"):
        assert "页面打开之后又有新的报送" in press(site, reviewer, (act, stale), "数据有误")
    assert subject_of(town, office, period) == fresh
    assert "已审核" in press(site, reviewer, ("approve", fresh))


def test_a_button_that_was_not_pressed_does_nothing(site: Dash, town: Town) -> None:
    office, period = town.office, ReportingPeriod.parse("2024-Q1")
    bureau = Visitor(site).log_in(town.posts["desk"].post)
    subject = subject_of(town, office, period)
    drawn, pressed = {"do": "send_back", "on": subject}, {"do": "approve", "on": "x/2024-Q1/1"}
    body = request_for(site, "acted.data", {})
    body["inputs"] = [
        [
            {"id": drawn, "property": "n_clicks", "value": None},
            {"id": pressed, "property": "n_clicks", "value": 1},
        ]
    ]
    name = json.dumps(drawn, separators=(",", ":"), sort_keys=True)
    body["changedPropIds"] = [f"{name}.n_clicks"]
    state = {"text": "send_back", "on": subject}
    body["state"][0] = [{"id": state, "property": "value", "value": "理由"}]
    assert bureau.call(body).get_json()["response"] == {}
    assert subject_of(town, office, period) == subject


def test_a_doubt_in_an_accepted_form_is_answered_where_it_is_shown(site: Dash, town: Town) -> None:
    office, period = town.office, ReportingPeriod.parse("2023-Q4")
    clerk = Visitor(site).log_in(town.posts[f"clerk:{office}"].post)

    def gap(desk: Any, row: LayoutRow) -> Entry:
        return Entry() if row.number == 1 else entry_for(desk, row, 0.4)

    receipt = drop(site, clerk, office, form_bytes(town.desk, (office, period), gap))
    judge(town)
    found = views.receipt(town.desk, town.posts["desk"], receipt)
    assert found is not None
    assert found.row.state == "accepted"
    doubt = next(one for one in found.findings if one.severity is Severity.WARNING)
    assert "属实，原因是" in poll(site, clerk, receipt)[0]
    assert "请先写明理由" in press(site, clerk, ("answer", doubt.id))
    said = press(site, clerk, ("answer", doubt.id), "设备检修,本季未测,台账第3页")
    assert "属实说明已记录" in said
    assert "设备检修" in poll(site, clerk, receipt)[0]


def test_an_alert_is_acknowledged_once_and_says_by_whom(
    site: Dash, town: Town, bureau: Visitor
) -> None:
    waiting = [a for a in views.alerts(town.desk, town.posts["desk"]) if not a.acknowledged_by]
    assert waiting
    assert "预警已确认" in press(site, bureau, ("acknowledge", waiting[0].id), "已通知单位")
    again = {a.id: a for a in views.alerts(town.desk, town.posts["desk"])}
    assert again[waiting[0].id].acknowledged_by == town.posts["desk"].post


def test_a_briefing_is_drafted_and_issued_by_the_worker_after_approval_and_can_be_fetched(
    site: Dash, town: Town, bureau: Visitor, clerk: Visitor
) -> None:
    assert "无权使用此功能" in press(site, clerk, ("draft_paper", "2024-Q3"))
    assert "已排队" in press(site, bureau, ("draft_paper", "2024-Q3"))
    assert "排队" in bureau.open("/briefings").text
    assert do_one(town.desk, "worker")
    assert "已排队" in press(site, bureau, ("issue_paper", "2024-Q3"))
    assert do_one(town.desk, "worker")
    assert "先送领导岗位批准" in bureau.open("/briefings/2024-Q3").text
    assert clerk.get("/files/paper/2024-Q3").status_code == 403
    draft = bureau.get("/files/paper/2024-Q3")
    assert draft.headers["Content-Security-Policy"].startswith("sandbox")
    assert "草稿" in draft.text and "<script" not in draft.text
    leader = Visitor(site).log_in(town.posts["leader"].post)
    seen = paper_flow.text(town.desk, town.posts["leader"], ReportingPeriod.parse("2024-Q3"))
    said = submit(leader, "approve_paper", f"2024-Q3/{'0' * 64}")
    assert "已变动" in said.told
    said = submit(leader, "approve_paper", f"2024-Q3/{seen.sha256}")
    assert "已批准" in said.over
    assert "已排队" in press(site, bureau, ("issue_paper", "2024-Q3"))
    assert do_one(town.desk, "worker")
    (paper, *_) = views.briefings(town.desk, town.posts["desk"])
    names = [name for name, _ in paper.files]
    assert {name.rpartition(".")[2] for name in names} == {"docx", "pdf", "html", "xlsx", "json"}
    for name in names:
        fetched = clerk.get(f"/files/briefing/{paper.id}/{name}")
        assert fetched.status_code == 200
        assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert clerk.get(f"/files/briefing/{paper.id}/secret.key").status_code == 404
    outside = clerk.get(f"/files/briefing/{paper.id}/..%2F..%2Fsecret.key")
    assert town.desk.settings.secret() not in outside.data
