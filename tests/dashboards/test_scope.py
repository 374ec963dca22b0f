"""A post sees its own office and nothing of another, on every page, callback and download."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dash import Dash

from desk import views
from observations.period import ReportingPeriod
from tests.dashboards.town import Town, entry_for, form_bytes
from tests.dashboards.visitor import Visitor, request_for

PERIOD = ReportingPeriod.parse("2024-Q3")


@pytest.fixture
def other_receipt(town: Town) -> str:
    rows = views.receipts(town.desk, town.posts["desk"])
    return next(r.id for r in rows if r.office == town.other and r.state == "accepted")


@pytest.fixture
def own_receipt(town: Town) -> str:
    rows = views.receipts(town.desk, town.posts["desk"])
    return next(r.id for r in rows if r.office == town.office and r.state == "accepted")


def drawn(answer: Any) -> str:
    """The page of an answer as JSON text with its Chinese."""
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json()["response"], ensure_ascii=False)


def test_a_clerk_downloads_the_own_form_and_not_another_office_s(
    clerk: Visitor, town: Town
) -> None:
    own = clerk.get(f"/files/form/{town.office}/{PERIOD}")
    assert own.status_code == 200
    assert own.data.startswith(b"PK")
    assert own.headers["Content-Disposition"].startswith("attachment")
    assert clerk.get(f"/files/form/{town.other}/{PERIOD}").status_code == 403


def test_another_office_s_receipt_answers_like_one_that_does_not_exist(
    clerk: Visitor, bureau: Visitor, own_receipt: str, other_receipt: str
) -> None:
    for kind in ("original", "return"):
        foreign = clerk.get(f"/files/{kind}/{other_receipt}")
        invented = clerk.get(f"/files/{kind}/R-invented")
        assert (foreign.status_code, foreign.text) == (invented.status_code, invented.text)
        assert foreign.status_code == 404
    assert clerk.get(f"/files/original/{own_receipt}").status_code == 200
    assert bureau.get(f"/files/original/{other_receipt}").status_code == 200


def test_pages_of_another_office_are_refused_in_words_and_kept_in_the_audit(
    clerk: Visitor, town: Town
) -> None:
    assert "下载表样" in drawn(clerk.open(f"/reporting/{town.office}/{PERIOD}"))
    before = len(_denials(town))
    refused = drawn(clerk.open(f"/reporting/{town.other}/{PERIOD}"))
    assert "无权查看" in refused
    assert town.desk.office_names[town.other] not in refused
    assert len(_denials(town)) == before + 1


def _denials(town: Town) -> list[Any]:
    return [one for one in views.audit(town.desk, town.posts["desk"]) if one.action == "denied"]


def test_the_receipt_page_of_another_office_does_not_exist(
    clerk: Visitor, own_receipt: str, other_receipt: str
) -> None:
    assert "入账数值" in drawn(clerk.open(f"/receipts/{own_receipt}"))
    assert "没有这份回执" in drawn(clerk.open(f"/receipts/{other_receipt}"))


def test_polling_another_office_s_receipt_tells_nothing(
    site: Dash, clerk: Visitor, own_receipt: str, other_receipt: str
) -> None:
    def poll(receipt: str) -> str:
        values = {"poll.n_intervals": 1, "poll-receipt.data": receipt}
        return drawn(clerk.call(request_for(site, "judgement.children", values)))

    assert "接受" in poll(own_receipt)
    assert "没有这份回执" in poll(other_receipt)


def test_the_lists_of_a_clerk_name_no_other_office(clerk: Visitor, town: Town) -> None:
    foreign = town.desk.office_names[town.other]
    own = town.desk.office_names[town.office]
    page = drawn(clerk.open("/reporting"))
    assert own in page
    assert foreign not in page


def test_the_audit_is_for_officials_only(clerk: Visitor, bureau: Visitor) -> None:
    assert "approve" in drawn(bureau.open("/audit"))
    refused = drawn(clerk.open("/audit"))
    assert "无权查看" in refused
    assert "approve" not in refused


def test_a_leader_reads_everything_and_hands_in_nothing(site: Dash, town: Town) -> None:
    leader = Visitor(site).log_in(town.posts["leader"].post)
    assert "需要决定" in drawn(leader.open("/", "?period=2024-Q3"))
    values = {"drop.contents": "data:x;base64,UEs=", "drop.filename": "x.xlsx"}
    values["drop-office.data"] = town.office
    said = drawn(leader.call(request_for(site, "drop-result.children", values)))
    assert "无权使用此功能" in said


def test_a_file_dropped_for_another_office_is_refused_before_it_is_stored(
    site: Dash, clerk: Visitor, town: Town
) -> None:
    import base64

    data = form_bytes(town.desk, (town.other, PERIOD), lambda d, r: entry_for(d, r, 0.5))
    before = len(views.receipts(town.desk, town.posts["desk"]))
    values = {
        "drop.contents": f"data:x;base64,{base64.b64encode(data).decode()}",
        "drop.filename": "x.xlsx",
        "drop-office.data": town.other,
    }
    said = drawn(clerk.call(request_for(site, "drop-result.children", values)))
    assert "无权" in said
    assert len(views.receipts(town.desk, town.posts["desk"])) == before


@pytest.mark.parametrize("contents", ["", "no comma", "data:x;base64,###", "data:x;base64,"])
def test_a_drop_that_is_no_file_is_a_mistake_not_a_fault(
    site: Dash, clerk: Visitor, town: Town, contents: str
) -> None:
    values = {"drop.contents": contents, "drop-office.data": town.office}
    answer = clerk.call(request_for(site, "drop-result.children", values))
    assert answer.status_code in (200, 400)
    assert "Traceback" not in answer.text


def test_an_approval_of_another_office_by_a_forged_button_changes_nothing(
    site: Dash, town: Town
) -> None:
    reviewer = Visitor(site).log_in(town.posts[f"reviewer:{town.office}"].post)
    subject = f"{town.other}/{PERIOD}"
    identity = {"do": "send_back", "on": subject}
    body = request_for(site, "acted.data", {})
    body["inputs"] = [[{"id": identity, "property": "n_clicks", "value": 1}]]
    name = json.dumps(identity, separators=(",", ":"), sort_keys=True)
    body["changedPropIds"] = [f"{name}.n_clicks"]
    state = {"text": "send_back", "on": subject}
    body["state"][0] = [{"id": state, "property": "value", "value": "理由"}]
    before = [(s.office, s.period, s.state) for s in views.submissions(town.desk, _bureau(town))]
    answer = reviewer.call(body)
    after = [(s.office, s.period, s.state) for s in views.submissions(town.desk, _bureau(town))]
    assert "无权查看其他单位的报送" in drawn(answer)
    assert after == before


def _bureau(town: Town) -> Any:
    return town.posts["desk"]


def test_an_indicator_of_others_is_refused_to_a_clerk(clerk: Visitor, town: Town) -> None:
    own = {r.indicator for r in town.desk.plan.reported_by(town.office)}
    led = {t.indicator for t in town.desk.plan.targets if town.office in (*t.leads, *t.cooperating)}
    foreign = next(t for t in town.desk.plan.targets if t.indicator not in own | led)
    refused = drawn(clerk.open(f"/indicators/{foreign.indicator}", f"?area={foreign.area}"))
    assert "无权查看" in refused
    mine = next(t for t in town.desk.plan.targets if t.indicator in own)
    assert "口径" in drawn(clerk.open(f"/indicators/{mine.indicator}", f"?area={mine.area}"))


@pytest.mark.parametrize(
    "path",
    [
        "/no/such/page",
        "/indicators/none",
        "/receipts/..%2F..",
        "/reporting/x/2024-Q9",
        "/indicators/",
    ],
)
def test_an_address_that_leads_nowhere_is_drawn_with_the_next_step(
    bureau: Visitor, path: str
) -> None:
    assert "返回总览" in drawn(bureau.open(path))


@pytest.mark.parametrize("search", ["?period=2024-Q9", "?period=x", "?area=zzz", "?asof=zzz"])
def test_a_misspelt_choice_is_drawn_never_a_fault(bureau: Visitor, search: str) -> None:
    assert bureau.open("/", search).status_code == 200
