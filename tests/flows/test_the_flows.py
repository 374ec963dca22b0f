"""The flows' logic on real ledgers: late, twice or after a week's pause ends the same."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from prefect import Flow
from prefect.exceptions import ParameterTypeError

from desk import closing, paper_flow
from desk.approve import approve
from desk.intake import receive
from desk.pulse import WORKER, not_ready, overdue_jobs
from desk.restore import restore
from desk.settings import Settings
from flows.assessing import assess_period
from flows.inbox import DONE, RETURNED
from flows.ingest import ingest_inbox
from flows.keeping import keep_backup
from flows.publishing import draft_papers
from flows.register import await_signs
from flows.rhythms import ALL, BACKUP, BRIEFING, INBOX, TIDYING
from flows.schedule import retire
from flows.shift import ACTOR
from flows.snapshots import keep_snapshots
from flows.tidying import tidy_runs
from flows.watching import watch_deadlines
from ledger import audit, facts, heartbeats, paper_steps, papers, receipts, revisions, runs
from observations.errors import UserError
from observations.period import ReportingPeriod
from tests.desk.hall import Q3, Hall

OFFICE = "sanitation"
T = TypeVar("T")


def run(body: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(body)


def collect() -> dict[str, int]:
    return run(ingest_inbox.fn(quiet_seconds=0.0))


def put(inbox: Path, path: Path) -> Path:
    return path.rename(inbox / path.name)


def stems(folder: Path) -> list[str]:
    return sorted(path.name.partition("_")[0] for path in folder.iterdir())


def approved(hall: Hall, office: str = OFFICE) -> None:
    hall.hand_in(hall.form(office), hall.clerk(office))
    approve(hall.desk, hall.reviewer(office), office, Q3)
    approve(hall.desk, hall.bureau, office, Q3)


def test_a_form_in_the_inbox_becomes_values_and_the_original_goes_to_done(
    hall: Hall, inbox: Path
) -> None:
    put(inbox, hall.form(OFFICE))
    assert collect() == {"accepted": 1}
    assert stems(inbox / DONE) == [OFFICE]
    with hall.desk.ledger.read() as reading:
        frame = revisions.current(reading, (str(Q3),))
        (row,) = [r for r in receipts.listing(reading) if r.office == OFFICE]
    assert frame.height == row.accepted > 0
    assert row.state == "accepted"


def test_a_bad_file_goes_to_returned_with_its_return_sheet_and_holds_up_no_other(
    hall: Hall, inbox: Path
) -> None:
    (inbox / "空表.xlsx").write_bytes(b"")
    put(inbox, hall.form(OFFICE))
    counts = collect()
    assert counts["accepted"] == 1 and sum(counts.values()) == 2
    assert stems(inbox / DONE) == [OFFICE]
    kept = {path.name for path in (inbox / RETURNED).iterdir()}
    assert len(kept) == 2 and any(name.startswith("退回单_") for name in kept)
    assert [path for path in inbox.iterdir() if path.is_file()] == []


def test_a_second_run_finds_nothing_and_changes_nothing(hall: Hall, inbox: Path) -> None:
    put(inbox, hall.form(OFFICE))
    collect()
    head = hall.desk.ledger.head()
    assert collect() == {}
    assert hall.desk.ledger.head() == head


def test_a_run_cut_off_between_receipt_and_move_is_finished_by_the_next(
    hall: Hall, inbox: Path
) -> None:
    path = put(inbox, hall.form(OFFICE))
    first = receive(hall.desk, ACTOR, path, path.name)
    assert collect() == {"duplicate": 1}
    assert [p.name for p in (inbox / DONE).iterdir()] == [f"{path.stem}_{first.id}.xlsx"]
    with hall.desk.ledger.read() as reading:
        rows = [r for r in receipts.listing(reading) if r.source.name == path.name]
    assert [(row.id, row.state) for row in rows] == [(first.id, "accepted")]


def test_while_no_verdict_is_to_be_had_the_file_stays_in_the_inbox(
    hall: Hall, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.delivery.WAIT_SECONDS", 0.2)
    heartbeats.beat(hall.desk.ledger, WORKER, _clock(), within=60.0)  # alive, yet busy
    path = put(inbox, hall.form(OFFICE))
    with pytest.raises(UserError, match="排队"):
        collect()
    assert path.exists()
    heartbeats.rest(hall.desk.ledger, WORKER)
    assert collect() == {"duplicate": 1}
    assert stems(inbox / DONE) == [OFFICE]


def test_before_the_forms_are_due_nothing_is_assessed(hall: Hall) -> None:
    assert str(Q3) not in run(assess_period.fn(frequency="quarter"))


def test_after_the_due_day_the_quarter_is_assessed_once_however_often_it_runs(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(hall)
    for moment in ("2024-10-24T18:10", "2024-10-24T18:10", "2024-11-01T18:10"):
        monkeypatch.setenv("CITYPLAN_NOW", moment)
        found = run(assess_period.fn(frequency="quarter"))
    with hall.desk.ledger.read() as reading:
        kept = [row.id for row in runs.runs(reading) if row.period == str(Q3)]
    assert kept == [found[str(Q3)]]


def test_a_pause_over_a_quarters_end_assesses_what_was_missed_oldest_first(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYPLAN_NOW", "2025-02-10T18:10")
    found = list(run(assess_period.fn(frequency="quarter")))
    assert found[-2:] == ["2024-Q3", "2024-Q4"]
    assert found == sorted(found)


def test_late_approvals_change_the_verdict_at_the_next_run(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYPLAN_NOW", "2024-10-24T18:10")
    before = run(assess_period.fn())[str(Q3)]
    approved(hall)
    assert run(assess_period.fn())[str(Q3)] != before


def test_a_frequency_nobody_reports_at_is_an_early_return(hall: Hall) -> None:
    assert run(assess_period.fn(frequency="month")) == {}


def test_an_unknown_frequency_says_which_there_are() -> None:
    with pytest.raises(UserError, match="可用:month、quarter、year"):
        run(assess_period.fn(frequency="weekly"))


def test_a_draft_is_made_from_the_fifth_working_day_and_told_once_to_whom_must_approve_it(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved(hall)
    drafted = []
    # The holiday ends on the 7th: Saturday the 12th, made up for it, is the fifth working day.
    for day in ("2024-10-11", "2024-10-12", "2024-10-13", "2024-10-14"):
        monkeypatch.setenv("CITYPLAN_NOW", f"{day}T19:00")
        drafted.append(run(draft_papers.fn(working_days=5)))
    assert drafted == [{}, {str(Q3): f"{Q3}-1"}, {}, {}]
    approved(hall, "housing")
    assert run(draft_papers.fn()) == {str(Q3): f"{Q3}-2"}, "other numbers, touched by nobody"
    seen = paper_flow.text(hall.desk, hall.bureau, Q3).row.seq
    paper_flow.put(hall.desk, hall.bureau, (Q3, seen), 0, {"part": "overall", "text": "补充"})
    approved(hall, "urban-management")
    assert run(draft_papers.fn()) == {}, "somebody works at it"
    with hall.desk.ledger.read() as reading:
        told = [row.fact for row in facts.facts(reading) if row.fact.kind == "paper"]
        assert papers.papers(reading) == ()
    assert [(fact.body["to"], fact.body["title"]) for fact in told] == [
        ("leader", "2024年第三季度通报草稿待批准")
    ]


def test_one_quarter_that_fails_holds_up_no_other_and_is_made_by_the_next_run(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ReportingPeriod.parse("2024-Q2")
    approved(hall)
    hall.hand_in(hall.form(OFFICE, before), hall.clerk(OFFICE))
    for post in (hall.reviewer(OFFICE), hall.bureau):
        approve(hall.desk, post, OFFICE, before)
    monkeypatch.setenv("CITYPLAN_NOW", "2024-10-14T19:00")
    line = sqlite3.connect(hall.desk.settings.home / "cityplan.db", isolation_level=None)
    line.execute(
        "CREATE TRIGGER bad_page BEFORE INSERT ON paper_steps WHEN NEW.period = '2024-Q2' "
        "BEGIN SELECT RAISE(ABORT, 'database disk image is malformed'); END"
    )
    with pytest.raises(ExceptionGroup, match="2份通报有1份没有起草成"):
        run(draft_papers.fn())
    with hall.desk.ledger.read() as reading:
        assert {one.period for one in paper_steps.steps(reading)} == {str(Q3)}
        assert heartbeats.beat_of(reading, BRIEFING.name) is None
    line.execute("DROP TRIGGER bad_page")
    line.close()
    assert run(draft_papers.fn()) == {str(before): f"{before}-1"}


def test_a_quarter_without_an_approved_report_gets_no_paper(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYPLAN_NOW", "2024-12-02T19:00")
    assert run(draft_papers.fn()) == {}


def test_a_late_form_is_said_once_and_not_on_a_day_off(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []
    for moment in ("2024-10-26T08:30", "2024-10-28T08:30", "2024-10-28T08:30"):  # Sat, Mon, Mon
        monkeypatch.setenv("CITYPLAN_NOW", moment)
        said.append(run(watch_deadlines.fn()))
    assert said[0] == [] and said[2] == []
    assert f"{OFFICE}/{Q3}" in said[1]
    with hall.desk.ledger.read() as reading:
        late = [row for row in facts.facts(reading) if row.fact.kind == "late"]
    assert len(late) == len(said[1])


def test_the_audit_names_the_clock_as_the_one_who_assessed(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYPLAN_NOW", "2024-10-24T18:10")
    run(assess_period.fn())
    with hall.desk.ledger.read() as reading:
        links = audit.tail(reading, 5)
    assert {link.actor for link in links if link.action == "assess"} == {ACTOR.post}


def test_a_day_is_backed_up_once_and_only_whole_backups_take_the_place_of_older_ones(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"
    monkeypatch.setenv("CITYPLAN_BACKUPS", str(folder))
    monkeypatch.setenv("CITYPLAN_BACKUPS_KEPT", "2")
    with pytest.raises(UserError, match="没有备份目录") as refused:
        run(keep_backup.fn())
    assert "CITYPLAN_BACKUPS" in refused.value.cure
    folder.mkdir()
    (folder / "别的.zip").write_bytes(b"not ours")
    made = []
    for day in ("2024-10-28", "2024-10-28", "2024-10-29", "2024-10-30"):
        monkeypatch.setenv("CITYPLAN_NOW", f"{day}T05:30")
        made.append(run(keep_backup.fn()))
    assert [Path(one).name for one in made if one] == [
        "cityplan-2024-10-28.zip", "cityplan-2024-10-29.zip", "cityplan-2024-10-30.zip",
    ]  # fmt: skip
    assert made[1] == ""
    left = {one.name for one in folder.iterdir()}
    assert left == {"cityplan-2024-10-29.zip", "cityplan-2024-10-30.zip", "别的.zip"}
    again = Settings(home=tmp_path / "again")
    assert not restore(again, folder / "cityplan-2024-10-30.zip").broken


def test_every_flow_gives_its_own_sign_of_life_and_an_overdue_one_shows(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYPLAN_BACKUPS", str(tmp_path))
    collect()
    run(watch_deadlines.fn())
    run(draft_papers.fn())
    run(keep_backup.fn())
    run(keep_snapshots.fn())
    for frequency in ("month", "quarter", "year"):
        run(assess_period.fn(frequency=frequency))
    with hall.desk.ledger.read() as reading:
        names = {beat.name for beat in heartbeats.beats(reading)}
    assert names | {TIDYING.name} == {rhythm.name for rhythm in ALL}  # that one needs a server
    stale = ALL[0]
    heartbeats.beat(hall.desk.ledger, stale.name, _clock(hours=-2), within=60.0)
    reasons = not_ready(hall.desk)
    assert any(stale.name in reason for reason in reasons)
    assert not any(other.name in reason for reason in reasons for other in ALL[1:])


def test_a_failed_run_gives_no_sign_of_life(
    hall: Hall, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(inbox, hall.form(OFFICE))
    (inbox / DONE).write_text("not a folder")
    with pytest.raises(FileExistsError):
        collect()
    with hall.desk.ledger.read() as reading:
        assert heartbeats.beat_of(reading, INBOX.name) is None


def _clock(hours: int = 0) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


def test_a_schedule_taken_out_of_service_is_no_longer_waited_for(hall: Hall) -> None:
    for rhythm in ALL:
        heartbeats.beat(hall.desk.ledger, rhythm.name, _clock(hours=-2), within=60.0)
    assert len(not_ready(hall.desk)) > len(ALL) - 1
    retire()
    assert not any(rhythm.name in reason for reason in not_ready(hall.desk) for rhythm in ALL)


def test_a_closed_quarter_s_file_is_made_once_and_again_only_when_it_is_not_the_record_s(
    hall: Hall,
) -> None:
    approved(hall)
    assert run(keep_snapshots.fn()) == {}
    closing.close_period(hall.desk, hall.bureau, Q3, "季度数据已定稿")
    made = run(keep_snapshots.fn())
    assert set(made) == {str(Q3)}
    assert run(keep_snapshots.fn()) == {}
    file = hall.desk.settings.home / "snapshots" / f"{Q3}.parquet"
    file.write_bytes(file.read_bytes()[:-9])
    assert run(keep_snapshots.fn()) == made


@pytest.mark.parametrize(
    ("flow", "name", "wrong"),
    [
        (tidy_runs, "days", 6),  # what went wrong a week ago must still be there to look into
        (draft_papers, "working_days", 0),
        (draft_papers, "working_days", 21),
        (ingest_inbox, "quiet_seconds", -1.0),
        (ingest_inbox, "quiet_seconds", 1e9),
    ],
)
def test_a_value_out_of_its_bounds_is_refused_before_a_run_begins(
    flow: Flow[..., object], name: str, wrong: float
) -> None:
    with pytest.raises(ParameterTypeError):
        flow.validate_parameters({name: wrong})
    bounds = flow.parameters.model_dump()["properties"][name]
    assert bounds["minimum"] > wrong or bounds["maximum"] < wrong


def test_a_flow_that_was_registered_and_never_ran_is_missed_after_its_longest_silence(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    await_signs()
    expected = [rhythm for rhythm in ALL if rhythm is not BACKUP]  # no folder was named for one
    with hall.desk.ledger.read() as reading:
        known = {one.name: one for one in heartbeats.beats(reading)}
    assert {one.name for one in expected} == known.keys()
    assert overdue_jobs(hall.desk) == ()
    monkeypatch.setattr("desk.pulse.system_clock", lambda: _clock(hours=37))
    assert "季度通报" in overdue_jobs(hall.desk)
    assert run(keep_backup.fn()) == ""
    with hall.desk.ledger.read() as reading:
        assert heartbeats.beat_of(reading, BACKUP.name) is None
