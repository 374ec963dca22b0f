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
from tests.desk.two_posts import issue_paper

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
    clerk: Visitor, bureau: Visitor, town: Town, own_receipt: str, other_receipt: str
) -> None:
    for kind in ("original", "return"):
        foreign = clerk.get(f"/files/{kind}/{other_receipt}")
        invented = clerk.get(f"/files/{kind}/R-invented")
        assert (foreign.status_code, foreign.text) == (invented.status_code, invented.text)
        assert foreign.status_code == 404
        assert f"{kind} {other_receipt}" in _denials(town)[0].subject
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
    """All refusals of the hall so far: tests of other files write to the same chain."""
    chain = views.audit(town.desk, town.posts["desk"], limit=1_000_000)
    return [one for one in chain if one.action == "denied"]


def test_the_receipt_page_of_another_office_does_not_exist(
    clerk: Visitor, town: Town, own_receipt: str, other_receipt: str
) -> None:
    assert "入账数值" in drawn(clerk.open(f"/receipts/{own_receipt}"))
    assert "没有这份回执" in drawn(clerk.open(f"/receipts/{other_receipt}"))
    assert other_receipt in _denials(town)[0].subject


def test_polling_another_office_s_receipt_tells_nothing(
    site: Dash, clerk: Visitor, town: Town, own_receipt: str, other_receipt: str
) -> None:
    def poll(receipt: str) -> str:
        values = {"poll.n_intervals": 1, "poll-receipt.data": receipt}
        return drawn(clerk.call(request_for(site, "judgement.children", values)))

    assert "受理" in poll(own_receipt)
    before = len(_denials(town))
    assert "没有这份回执" in poll(other_receipt)
    assert "没有这份回执" in poll("R-invented")
    assert len(_denials(town)) == before + 1


def test_the_lists_of_a_clerk_name_no_other_office(clerk: Visitor, town: Town) -> None:
    foreign = town.desk.office_names[town.other]
    own = town.desk.office_names[town.office]
    page = drawn(clerk.open("/reporting"))
    assert own in page
    assert foreign not in page


def test_the_audit_is_for_officials_only(clerk: Visitor, bureau: Visitor, town: Town) -> None:
    newest = views.audit(town.desk, town.posts["desk"])[0]
    assert newest.digest in drawn(bureau.open("/audit"))
    refused = drawn(clerk.open("/audit"))
    assert "无权查看" in refused
    assert newest.digest not in refused


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
    assert town.other in _denials(town)[0].subject
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
    subject = f"{town.other}/{PERIOD}/1"
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
    assert subject in _denials(town)[0].subject


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


MISSPELT = [
    "?period=2024-Q9",
    "?period=x",
    "?period=0000",
    "?period=9999-Q4",
    "?area=zzz",
    "?asof=zzz",
    "?asof=0001-01-01",
    "?asof=9999-12-31",
    "?area=%00",
    "?" + "&".join(f"x{n}=1" for n in range(21)),
]


@pytest.mark.parametrize("search", MISSPELT)
@pytest.mark.parametrize("path", ["/", "/indicators/leakage_rate", "/audit", "/cases"])
def test_a_misspelt_choice_is_drawn_never_a_fault(bureau: Visitor, path: str, search: str) -> None:
    assert bureau.open(path, search).status_code == 200


@pytest.mark.parametrize("path", ["/receipts/%00", "/indicators/%00", "/reporting/%00/2024-Q3"])
def test_a_character_that_no_database_takes_is_drawn_never_a_fault(
    bureau: Visitor, path: str
) -> None:
    assert "无法识别的字符" in drawn(bureau.open(path))


@pytest.mark.parametrize("period", ["0000", "9999", "9999-Q4", "2024-Q9", "%00"])
def test_a_form_of_an_impossible_period_is_not_found(bureau: Visitor, period: str) -> None:
    assert bureau.get(f"/files/form/housing/{period}").status_code == 404


def test_a_paper_that_is_no_longer_the_registered_one_is_not_handed_out(
    bureau: Visitor, town: Town
) -> None:
    issue_paper(town.desk, town.posts["desk"], ReportingPeriod.parse("2024-Q2"))
    rows = views.briefings(town.desk, town.posts["desk"])
    paper = next(one for one in rows if one.period == "2024-Q2")
    name = next(name for name, _ in paper.files if name.endswith(".json"))
    address = f"/files/briefing/{paper.id}/{name}"
    whole = bureau.get(address)
    assert whole.status_code == 200
    (stored,) = [
        path for path in town.desk.settings.papers_dir.rglob(name) if paper.id in path.as_posix()
    ]
    stored.chmod(0o600)
    stored.write_bytes(whole.data + b" ")
    changed = bureau.get(address)
    assert changed.status_code == 404
    assert "归档原件与登记不符" in changed.text and "请管理员核对" in changed.text
    stored.unlink()
    assert "归档原件读不出" in bureau.get(address, page=False).text
    stored.write_bytes(whole.data)
    assert bureau.get(address).data == whole.data
