"""A paper is drafted, edited, approved by another post and issued as approved, word by word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefings import insertions
from briefings.paper import DRAFT_MARK, text_of
from desk import paper_flow
from desk.alerting import deliver_alerts
from desk.brief import brief
from desk.channels import require_known_offices
from desk.paper_changes import changes_since
from ledger import paper_steps, papers
from observations.errors import Refused, UserError
from tests.alerts.mailbox import mailing
from tests.alerts.receiver import receiving
from tests.desk.hall import DESK, Q3, FirstHalls, Hall, approved
from tests.desk.two_posts import LEADER, issue_paper

REASON = {"part": "problems", "text": "10 月起换装智能水表,预计年底见效", "office": "housing"}


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory, first_halls: FirstHalls) -> Iterator[Hall]:
    """A hall with a draft; the tests that share it change nothing."""
    hall = first_halls.copied(tmp_path_factory.mktemp("drafted"), "")
    with hall.bench:
        approved(hall, "housing")
        paper_flow.draft(hall.desk, DESK, Q3)
        yield hall
    hall.desk.ledger.close()


def steps(hall: Hall) -> list[tuple[str, int]]:
    with hall.desk.ledger.read() as reading:
        return [(one.step, one.number) for one in paper_steps.steps(reading, str(Q3))]


def test_what_was_approved_is_issued_though_the_record_moved_on(one_hall: Hall) -> None:
    hall = one_hall
    approved(hall, "housing")
    paper_flow.draft(hall.desk, DESK, Q3)
    drafted = paper_flow.text(hall.desk, DESK, Q3)
    paper_flow.edit(hall.desk, DESK, Q3, drafted.row.seq, [REASON])
    read = paper_flow.text(hall.desk, LEADER, Q3)
    words = [text_of(line) for line in read.paper.lines]
    assert any("住房和城乡建设局说明" in one and "智能水表" in one for one in words)
    with pytest.raises(Refused, match="不能自己批准"):
        paper_flow.approve(hall.desk, DESK, Q3, read.sha256)
    with pytest.raises(Refused, match="已变动"):
        paper_flow.approve(hall.desk, LEADER, Q3, drafted.sha256)
    paper_flow.approve(hall.desk, LEADER, Q3, read.sha256)
    hall.clock.moment += timedelta(days=3)
    approved(hall, "urban-management")
    files = {one.suffix: one for one in paper_flow.issue(hall.desk, DESK, Q3)}
    document = json.loads(files[".json"].read_text())
    assert document["dated"] == read.paper.dated.isoformat()
    assert document["head"] == read.paper.head
    changed = changes_since(hall.desk, LEADER, files[".json"].parent.name)
    assert changed and all(one.then != one.now for one in changed)
    assert {one.then.value for one in changed} == {"—"}, "the second office had told nothing"
    assert steps(hall) == [("drafted", 0), ("edited", 0), ("approved", 0), ("issued", 1)]
    with hall.desk.ledger.read() as reading:
        assert {one.file.format for one in papers.papers(reading, str(Q3))} >= {"docx", "json"}
    with pytest.raises(Refused, match="没有已批准"):
        paper_flow.issue(hall.desk, DESK, Q3)
    paper_flow.draft(hall.desk, DESK, Q3)
    read = paper_flow.text(hall.desk, LEADER, Q3)
    paper_flow.approve(hall.desk, LEADER, Q3, read.sha256)
    paper_flow.issue(hall.desk, DESK, Q3)
    assert steps(hall)[4:] == [("drafted", 0), ("approved", 0), ("issued", 2), ("superseded", 1)]
    subscribers_are_told(hall)


def subscribers_are_told(hall: Hall) -> None:
    """By mail to whom the installation names, and by its web hook; what is told is told once."""
    with mailing() as box, receiving() as hook:
        given = {
            "alert_urls": f"{box.url()},{hook.url}",
            "alert_allow": "127.0.0.1",
            "alert_recipients": "papers=zhen@example.org;qi@example.org,leader=zu@example.org",
        }
        desk = replace(hall.desk, settings=hall.desk.settings.model_copy(update=given))
        require_known_offices(desk)
        deliver_alerts(desk)
        deliver_alerts(desk)
        (mail,) = [one for one in box.mails if "通报已印发" in one["Subject"]]
        assert {str(one) for one in mail["To"].addresses} == {"zhen@example.org", "qi@example.org"}
        words = mail.get_body(("plain",)).get_content()
        assert "2024年第1号" in words and "2024年第2号" in words and "取代 2024年第1号" in words
        (body,) = [one for one in hook.requests if one["kind"] == "paper"]
        assert (body["to"], body["path"]) == ("papers", f"/briefings/{Q3}")


def test_brief_gives_a_marked_draft_until_one_is_issued_and_then_the_archived_bytes(
    one_hall: Hall, tmp_path: Path
) -> None:
    hall = one_hall
    approved(hall, "housing")
    before = brief(hall.desk, DESK, Q3, tmp_path / "now")
    (document,) = [json.loads(p.read_text()) for p in before.files if p.suffix == ".json"]
    assert (before.state, document["draft"], document["number"]) == ("draft", DRAFT_MARK, "")
    assert steps(hall) == [], "asking for it drafts nothing"
    archived = issue_paper(hall.desk, DESK, Q3)
    paper_flow.draft(hall.desk, DESK, Q3)
    after = brief(hall.desk, DESK, Q3, tmp_path / "issued")
    assert (after.state, after.paper) == ("issued", archived[0].parent.name)
    assert {p.name: p.read_bytes() for p in after.files} == {
        p.name: p.read_bytes() for p in archived
    }


def test_one_paragraph_is_added_changed_and_taken_out_by_its_place(one_hall: Hall) -> None:
    hall = one_hall
    approved(hall, "housing")
    paper_flow.draft(hall.desk, DESK, Q3)

    def put(place: int, given: object = None) -> list[str]:
        seen = paper_flow.text(hall.desk, DESK, Q3).row.seq
        paper_flow.put(hall.desk, DESK, (Q3, seen), place, given)
        written = paper_flow.standing(hall.desk, Q3).written
        assert written is not None
        return [one.text for one in insertions.read(written.inserted)]

    other = {"part": "requests", "text": "请核对基期数"}
    assert put(0, REASON) == [REASON["text"]]
    assert put(1, other) == [REASON["text"], other["text"]]
    assert put(0, REASON | {"text": "已换装"}) == ["已换装", other["text"]]
    assert put(0) == [other["text"]]
    for place, given in ((1, None), (2, REASON), (-1, REASON)):
        with pytest.raises(Refused, match="已不在稿子里"):
            put(place, given)
    with pytest.raises(Refused, match="已另有人改过"):
        paper_flow.put(hall.desk, DESK, (Q3, 1), 0, REASON)


def test_a_draft_sent_back_says_why_and_keeps_what_was_written_when_drafted_anew(
    one_hall: Hall,
) -> None:
    hall = one_hall
    with pytest.raises(Refused, match="没有在办的通报草稿"):
        paper_flow.text(hall.desk, LEADER, Q3)
    approved(hall, "housing")
    paper_flow.draft(hall.desk, DESK, Q3)
    seen = paper_flow.text(hall.desk, DESK, Q3).row.seq
    paper_flow.edit(hall.desk, DESK, Q3, seen, [REASON])
    read = paper_flow.text(hall.desk, LEADER, Q3).sha256
    with pytest.raises(UserError, match="须写明理由"):
        paper_flow.decline(hall.desk, LEADER, Q3, read, " ")
    with pytest.raises(Refused, match="要退回的稿子已变动"):
        paper_flow.decline(hall.desk, LEADER, Q3, "0" * 64, "请补充原因")
    paper_flow.decline(hall.desk, LEADER, Q3, read, "请补充原因")
    declined = paper_flow.standing(hall.desk, Q3).declined
    assert declined is not None and declined.text == "请补充原因"
    with pytest.raises(Refused, match="没有已批准"):
        paper_flow.issue(hall.desk, DESK, Q3)
    paper_flow.draft(hall.desk, DESK, Q3)
    again = paper_flow.text(hall.desk, DESK, Q3)
    assert "换装智能水表" in again.row.inserted
    assert again.row.draft == f"{Q3}-2"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([{"part": "problem", "text": "补充"}], "第1段的部分“problem”不认识"),
        ([REASON, {"part": "problems", "text": " \n"}], "第2段没有内容"),
        ([REASON | {"text": "长" * 601}], "第1段有601字"),
        ([REASON | {"office": "nobody"}], "没有单位“nobody”"),
        (["补充"], "第1段写法不对"),
        ([REASON] * 21, "补充的段落有21段"),
    ],
)
def test_what_cannot_be_added_is_told_by_its_place(
    drafted: Hall, given: list[object], said: str
) -> None:
    seen = paper_flow.text(drafted.desk, DESK, Q3).row.seq
    with pytest.raises(UserError, match=said):
        paper_flow.edit(drafted.desk, DESK, Q3, seen, given)
    assert paper_flow.text(drafted.desk, DESK, Q3).row.seq == seen


def test_an_older_text_is_not_written_over(drafted: Hall) -> None:
    with pytest.raises(Refused, match="已另有人改过"):
        paper_flow.edit(drafted.desk, DESK, Q3, 1, [REASON])


def test_offices_posts_neither_read_nor_write_a_draft(drafted: Hall) -> None:
    clerk = drafted.clerk("housing")
    for act in (
        lambda: paper_flow.draft(drafted.desk, clerk, Q3),
        lambda: paper_flow.edit(drafted.desk, clerk, Q3, 0, []),
        lambda: paper_flow.text(drafted.desk, clerk, Q3),
        lambda: paper_flow.approve(drafted.desk, clerk, Q3, ""),
        lambda: paper_flow.decline(drafted.desk, clerk, Q3, "0" * 64, "x"),
        lambda: paper_flow.issue(drafted.desk, clerk, Q3),
    ):
        with pytest.raises(Refused):
            act()
