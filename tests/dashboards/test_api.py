"""Programs hand in by HTTP with a token: the same door, the same scope, answers in JSON."""

from __future__ import annotations

import base64
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dash import Dash
from werkzeug.test import TestResponse

from dashboards import api
from dashboards.guard import COOKIE
from desk.accounts import add_post, disable, issue_token, revoke_token
from desk.intake import Bench, judge_waiting, receive
from observations.identity import Actor, Role
from tests.dashboards.town import ADMIN, PASSWORD, Town
from tests.dashboards.visitor import Visitor, request_for

OFFICE = "sanitation"
CLERK = Actor("环卫中心填报员", frozenset({Role.CLERK}), frozenset({OFFICE}))
TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
SUBMIT, ATTACH = "/api/v1/submissions", "/api/v1/attachments"
HERE_IS = {"office": OFFICE, "period": "2024-Q3"}
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


def example(name: str) -> str:
    """A code block of the document, by the comment before it."""
    found = re.search(rf"<!-- example: {re.escape(name)} -->\n```[a-z]+\n(.*?)```", TEXT, re.S)
    assert found is not None, name
    return found[1]


DOCUMENT = json.loads(example("submission.json"))


@pytest.fixture(scope="module")
def token(town: Town) -> str:
    add_post(town.desk, ADMIN, CLERK, PASSWORD)
    return issue_token(town.desk, ADMIN, "环卫平台对接", CLERK.post, 30)


class Program:
    """A program with a token: no cookies, no Origin."""

    def __init__(self, site: Dash, token: str) -> None:
        self.client = site.server.test_client(use_cookies=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def send(self, path: str, data: Any, kind: str = "application/json", **more: Any) -> Any:
        headers = self.headers | more.pop("headers", {})
        return self.client.post(path, data=data, content_type=kind, headers=headers, **more)

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers=self.headers)


@pytest.fixture
def program(site: Dash, token: str) -> Program:
    return Program(site, token)


def judge(town: Town) -> None:
    with Bench(town.desk, name="test") as bench:
        while judge_waiting(bench):
            pass


def refused(answer: TestResponse, status: int, word: str) -> None:
    assert answer.status_code == status, answer.text
    error = answer.get_json()["error"]
    assert word in error["what"], error
    assert error["cure"]


def test_a_document_is_received_at_once_and_judged_later(program: Program, town: Town) -> None:
    sent = json.dumps({**DOCUMENT, "kind": "correction"}).encode()
    answer = program.send(SUBMIT, sent)
    assert answer.status_code == 202
    told = answer.get_json()
    assert set(told) == {"receipt", "status", "sha256", "duplicate_of"}
    assert (told["status"], told["duplicate_of"]) == ("received", None)
    waiting = program.get(f"/api/v1/receipts/{told['receipt']}").get_json()
    assert (waiting["status"], waiting["accepted"]) == ("received", 0)
    judge(town)
    outcome = program.get(f"/api/v1/receipts/{told['receipt']}").get_json()
    assert (outcome["status"], outcome["accepted"]) == ("accepted", 1)
    again = program.send(SUBMIT, sent).get_json()
    assert (again["receipt"], again["duplicate_of"]) == (told["receipt"], told["receipt"])


def test_a_document_sent_again_after_a_later_one_is_told_whose_values_stand(
    program: Program, town: Town
) -> None:
    """The very same bytes do not bring their values back: the answer says so at once."""
    (value,) = DOCUMENT["values"]
    sent = [
        json.dumps(
            {**DOCUMENT, "kind": "correction", "values": [value | {"numerator": number}]}
        ).encode()
        for number in (213, 214)
    ]
    told = []
    for one in sent:
        told.append(program.send(SUBMIT, one).get_json())
        judge(town)
    again = program.send(SUBMIT, sent[0]).get_json()
    assert (again["receipt"], again["duplicate_of"]) == (told[0]["receipt"], told[0]["receipt"])
    (later,) = again["superseded_by"]
    assert (later["receipt"], later["changed"]) == (told[1]["receipt"], 1)
    outcome = program.get(f"/api/v1/receipts/{again['receipt']}").get_json()
    assert outcome["superseded_by"] == [later]
    assert told[1]["receipt"] in outcome["findings"][-1]["message"]
    assert "superseded_by" not in program.send(SUBMIT, sent[1]).get_json()


def test_the_outcome_has_the_keys_of_the_command_line(program: Program, town: Town) -> None:
    from dataclasses import fields

    from desk.delivery import Outcome
    from desk.told import FoundOut

    wrong = {**DOCUMENT, "values": [{**DOCUMENT["values"][0], "numerator": "许多"}]}
    told = program.send(SUBMIT, json.dumps(wrong)).get_json()
    judge(town)
    outcome = program.get(f"/api/v1/receipts/{told['receipt']}").get_json()
    assert set(outcome) == {field.name for field in fields(Outcome)}
    (found,) = [one for one in outcome["findings"] if one["severity"] == "critical"]
    assert set(found) == {field.name for field in fields(FoundOut)}
    assert (found["sheet"], found["cell"]) == ("JSON", "values[0].numerator")
    assert outcome["status"] == "returned"
    sheet = program.get(outcome["return_sheet"])
    assert sheet.status_code == 200
    assert sheet.data.startswith(b"PK")
    assert sheet.headers["Content-Disposition"].startswith("attachment")


def jails() -> set[str]:
    """The fork servers that this process keeps, by their process ids."""
    tasks = Path("/proc/self/task").glob("*/children")
    own = {pid for one in tasks for pid in one.read_text("ascii").split()}
    return {p for p in own if b"jail_child" in Path(f"/proc/{p}/cmdline").read_bytes()}


def test_a_process_keeps_one_jail_for_all_its_return_sheets(
    program: Program, town: Town, clerk: Visitor
) -> None:
    told = program.send(f"{SUBMIT}?name=no.csv", b"x,y\n7,8\n", "text/csv").get_json()
    judge(town)
    before, sheets = jails(), []  # other tests of this process may keep one of their own
    for _ in range(2):
        sheets.append(program.get(f"/api/v1/receipts/{told['receipt']}/return-sheet").data)
        kept = jails()
        assert kept
        assert len(kept - before) <= int(len(sheets) == 1)
        before = kept
    assert sheets[0] == sheets[1]
    assert sheets[0].startswith(b"PK")
    row = receive(town.desk, town.posts[f"clerk:{town.office}"], b"n,o\n9,9\n", "坏.csv")
    judge(town)
    assert clerk.get(f"/files/return/{row.id}").data.startswith(b"PK")
    assert jails() <= kept


def test_a_file_may_come_as_bytes_or_as_a_form_part_with_its_name(
    program: Program, town: Town
) -> None:
    octets, name = "application/octet-stream", {"X-File-Name": "%E6%9C%88%E6%8A%A5.csv"}
    first = program.send(SUBMIT, b"a,b\n1,2\n", octets, headers=name)
    second = program.send(f"{SUBMIT}?name=%E6%9C%88%E6%8A%A5.csv", b"a,b\n3,4\n", "text/csv")
    part = {"file": (io.BytesIO(b"a,b\n5,6\n"), "月报.csv")}
    third = program.send(SUBMIT, part, "multipart/form-data")
    judge(town)
    for answer in (first, second, third):
        assert answer.status_code == 202, answer.text
        found = program.get(f"/api/v1/receipts/{answer.get_json()['receipt']}").get_json()
        assert (found["file"], found["status"]) == ("月报.csv", "refused")


@pytest.mark.parametrize(
    ("sent", "status", "word"),
    [
        ({"data": b"x", "kind": "text/plain"}, 415, "Content-Type"),
        ({"data": b"x", "kind": "application/x-www-form-urlencoded"}, 415, "Content-Type"),
        ({"data": b"x", "kind": "application/octet-stream"}, 422, "文件名"),
        ({"data": {"x": "y"}, "kind": "multipart/form-data"}, 422, "恰好有一个文件"),
        ({"data": b"{" + b" " * api.MOST_BYTES}, 413, "5 MB"),
        ({"data": b"{" + b" " * (api.MOST_BYTES + api.ENVELOPE)}, 413, "5 MB"),
        ({"data": b"{}", "path": f"{SUBMIT}?office=housing"}, 403, "无权"),
        ({"data": b"{}", "path": f"{SUBMIT}?office=nobody"}, 422, "没有单位"),
    ],
)
def test_what_cannot_be_taken_is_said_with_its_cure(
    program: Program, sent: dict[str, Any], status: int, word: str
) -> None:
    path, kind = sent.get("path", SUBMIT), sent.get("kind", "application/json")
    refused(program.send(path, sent["data"], kind), status, word)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer " + "x" * 999])
def test_without_a_good_token_nothing_is_taken(site: Dash, header: str) -> None:
    stranger = Program(site, "")
    stranger.headers = {"Authorization": header}
    for answer in (
        stranger.send(SUBMIT, json.dumps(DOCUMENT)),
        stranger.send(ATTACH, PDF, "application/pdf"),
        stranger.get("/api/v1/receipts/R1"),
        stranger.get("/api/v1/nothing"),
    ):
        refused(answer, 401, "令牌")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_s_cookie_opens_nothing_here_and_a_token_nothing_elsewhere(
    site: Dash, town: Town, program: Program
) -> None:
    visitor = Visitor(site).log_in(town.posts["desk"].post)
    assert visitor.client.get_cookie(COOKIE) is not None
    from_here = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    for path in ("/api/v1/receipts/R1", "//api/v1/receipts/R1"):
        assert visitor.ask("GET", path).status_code in (401, 308)
    sent = {"data": json.dumps(DOCUMENT), "content_type": "application/json"}
    assert visitor.ask("POST", SUBMIT, headers=from_here, **sent).status_code == 401
    assert program.get("/_dash-layout").status_code == 401
    assert program.get("/files/original/R1").status_code == 401


@pytest.mark.parametrize("end", ["revoke", "disable"])
def test_a_withdrawn_token_and_a_disabled_post_end_at_once(
    site: Dash, town: Town, end: str
) -> None:
    name, post = f"临时对接 {end}", replace(CLERK, post=f"临时对接岗 {end}")
    add_post(town.desk, ADMIN, post, PASSWORD)
    one = Program(site, issue_token(town.desk, ADMIN, name, post.post, 1))
    assert one.get("/api/v1/receipts/R1").status_code == 404
    if end == "revoke":
        revoke_token(town.desk, ADMIN, name)
    else:
        disable(town.desk, ADMIN, post.post)
    assert one.get("/api/v1/receipts/R1").status_code == 401


def test_another_office_s_receipt_answers_like_one_that_does_not_exist(
    program: Program, town: Town
) -> None:
    from desk import views

    rows = views.receipts(town.desk, town.posts["desk"])
    foreign = next(row.id for row in rows if row.office == town.office)
    for tail in ("", "/return-sheet"):
        theirs = program.get(f"/api/v1/receipts/{foreign}{tail}")
        nobodys = program.get(f"/api/v1/receipts/R-invented{tail}")
        assert theirs.status_code == nobodys.status_code == 404
        assert theirs.text == nobodys.text


def test_only_what_exists_answers_and_only_to_the_methods_it_has(program: Program) -> None:
    refused(program.get("/api/v1/nothing"), 404, "没有")
    refused(program.get("/api/"), 404, "没有")
    for method in ("PUT", "DELETE", "OPTIONS"):
        answer = program.client.open(SUBMIT, method=method, headers=program.headers)
        assert answer.status_code == 405


def test_evidence_is_attached_and_handed_out_only_as_a_sandboxed_attachment(
    program: Program, site: Dash, town: Town
) -> None:
    answer = program.send(
        ATTACH,
        PDF,
        "application/pdf",
        query_string={**HERE_IS, "name": "盖章件.pdf", "text": "盖章"},
    )
    assert answer.status_code == 201, answer.text
    told = answer.get_json()
    assert (told["name"], told["media"], told["size"]) == ("盖章件.pdf", "pdf", len(PDF))
    mine = Visitor(site).log_in(CLERK.post)
    path = f"/files/attachment/{told['attachment']}"
    served = mine.get(path)
    assert (served.status_code, served.data) == (200, PDF)
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert served.headers["Content-Security-Policy"].startswith("sandbox")
    assert "frame-ancestors 'none'" in served.headers["Content-Security-Policy"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    foreign = Visitor(site).log_in(town.posts[f"clerk:{town.office}"].post)
    assert foreign.get(path).status_code == 404
    assert foreign.get(path).text == foreign.get("/files/attachment/9-9").text


def test_evidence_that_is_none_is_refused(program: Program) -> None:
    where = {**HERE_IS, "name": "盖章件.pdf"}
    sent = program.send(ATTACH, b"MZ\x90", "application/pdf", query_string=where)
    refused(sent, 422, "PDF")
    gone = program.send(ATTACH, PDF, "application/pdf", query_string={**where, "office": "housing"})
    refused(gone, 403, "无权")
    large = PDF + b" " * api.MOST_EVIDENCE
    refused(program.send(ATTACH, large, "application/pdf", query_string=where), 413, "20 MB")


def test_a_clerk_adds_evidence_on_the_page_of_the_report_and_a_reader_sees_no_such_place(
    site: Dash, town: Town, token: str
) -> None:
    mine = Visitor(site).log_in(CLERK.post)
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n x").decode()
    sent = {
        "attach.contents": f"data:image/png;base64,{png}",
        "attach.filename": "现场<b>.png",
        "attach-to.data": f"{OFFICE}/2024-Q2",
    }
    answer = mine.call(request_for(site, "attached.children", sent))
    assert answer.status_code == 200
    listed = json.dumps(answer.get_json(), ensure_ascii=False)
    assert "现场<b>.png" in listed
    assert "PNG 图片" in listed
    wrong = sent | {"attach.contents": "data:image/png;base64,TVqQ"}
    refusal = mine.call(request_for(site, "attached.children", wrong)).get_json()
    assert "佐证只收" in json.dumps(refusal, ensure_ascii=False)
    theirs = sent | {"attach-to.data": f"{town.office}/2024-Q2"}
    denied = mine.call(request_for(site, "attached.children", theirs)).get_json()
    assert "无权" in json.dumps(denied, ensure_ascii=False)
    page = json.dumps(mine.open(f"/reporting/{OFFICE}/2024-Q2").get_json(), ensure_ascii=False)
    assert "现场<b>.png" in page
    assert "attach-to" in page
    leader = Visitor(site).log_in(town.posts["leader"].post)
    seen = json.dumps(leader.open(f"/reporting/{OFFICE}/2024-Q2").get_json(), ensure_ascii=False)
    assert "现场<b>.png" in seen
    assert "attach-to" not in seen


@pytest.fixture
def workplace(tmp_path: Path, address: str, token: str) -> Iterator[dict[str, str]]:
    """A folder with the document's files, and the environment its commands run in."""
    (tmp_path / "submission.json").write_text(example("submission.json"), "utf-8")
    (tmp_path / "盖章件.pdf").write_bytes(PDF)
    yield {**os.environ, "CITYPLAN": address, "TOKEN": token, "PWD": str(tmp_path)}


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_commands_of_the_document_do_what_it_says(
    workplace: dict[str, str], town: Town
) -> None:
    def run(name: str, **more: str) -> dict[str, Any]:
        done = subprocess.run(
            ["bash", "-ec", example(name)],
            cwd=workplace["PWD"], env=workplace | more, capture_output=True, check=True,
        )  # fmt: skip
        return dict(json.loads(done.stdout))

    told = run("submit")
    assert told["status"] == "received"
    judge(town)
    outcome = run("ask", RECEIPT=told["receipt"])
    assert outcome["status"] in ("accepted", "duplicate"), outcome
    found = run("read")
    assert (found["total"], found["next"]) == (len(found["observations"]), None)
    assert "public_toilet_density" in {one["indicator"] for one in found["observations"]}
    attached = run("attach")
    assert (attached["name"], attached["media"]) == ("盖章件.pdf", "pdf")
