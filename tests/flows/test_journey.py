"""The journey: a real Prefect server and worker, a schedule that fires, and OUR ledger at its end.

Everything runs with the network refused but for loopback.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.approve import approve
from flows.inbox import DONE, RETURNED
from flows.left_over import STOPPED
from flows.onward import MARK
from flows.pool import AT_ONCE
from flows.rhythms import ASSESSING, DEADLINES, INBOX
from flows.schedule import POOL
from ledger import facts, heartbeats, receipts, revisions, runs
from ledger.unit import Reading
from observations.period import Frequency
from tests.desk.hall import Q3, Hall
from tests.flows.processes import (
    Running,
    cityplan,
    free_port,
    gone,
    guarded,
    outside_attempts,
    wait_for,
)

# Each wait below has its own limit; this one only ends what hangs. The whole way with a live
# server took 72 s on one machine and 164 s, alone, on one half as fast.
pytestmark = pytest.mark.timeout(600)

OFFICE = "sanitation"
MONDAY = "2024-10-28T09:00"  # Q3's forms were due on the 18th
# The same server, worker and deployments, only asked more often than once in minutes.
HURRY = {
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3",
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
    "PREFECT_WORKER_QUERY_SECONDS": "1",
}


@dataclass(frozen=True)
class Server:
    """The Prefect server that `cityplan schedule` has started."""

    port: int
    home: Path

    def ask(self, path: str, body: object | None = None, method: str = "") -> Any:
        secret = (self.home / "prefect" / "auth.key").read_bytes()
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            data=data,
            method=method or ("GET" if data is None else "POST"),
            headers={
                "Authorization": f"Basic {base64.b64encode(secret).decode()}",
                "Content-Type": "application/json",
            },
        )
        for pause in (0.5, 1.0, 2.0, 4.0):  # a locked SQLite answers 503, and means: again
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    return json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:
                error.close()
                if error.code != 503:
                    raise
                time.sleep(pause)
        raise AssertionError(f"{path} stays unavailable")

    def hurry(self, name: str, parameters: dict[str, object]) -> None:
        """Let a deployment's schedule fire in a few seconds instead, and every half minute."""
        number = self.rest(name)
        soon = datetime.now(UTC) + timedelta(seconds=4)
        twice_a_minute = {"interval": 30, "anchor_date": soon.isoformat()}
        quick = {"schedule": twice_a_minute, "active": True, "parameters": parameters}
        self.ask(f"deployments/{number}/schedules", [quick])

    def rest(self, name: str) -> str:
        """Take a deployment's schedules away, and the runs they had planned; its id."""
        deployment = self.ask(f"deployments/name/{name}")
        for schedule in deployment["schedules"]:
            path = f"deployments/{deployment['id']}/schedules/{schedule['id']}"
            self.ask(path, method="DELETE")
        return str(deployment["id"])

    def logs(self) -> list[str]:
        """What the flows have said, as kept by the server."""
        lines = self.ask("logs/filter", {"limit": 200, "sort": "TIMESTAMP_ASC"})
        return [line["message"] for line in lines if line["name"].startswith("cityplan")]

    def runs(self, deployment: str, *states: str) -> list[dict[str, Any]]:
        """Runs of a deployment in these states, newest first."""
        number = self.ask(f"deployments/name/{deployment}")["id"]
        body = {
            "deployments": {"id": {"any_": [number]}},
            "flow_runs": {"state": {"name": {"any_": list(states)}}},
            "sort": "EXPECTED_START_TIME_DESC",
        }
        found: list[dict[str, Any]] = self.ask("flow_runs/filter", body)
        return found


def told(hall: Hall, question: Callable[[Reading], bool]) -> Callable[[], bool]:
    """The question put to our ledger as it stands."""

    def ask() -> bool:
        with hall.desk.ledger.read() as reading:
            return question(reading)

    return ask


def test_a_schedule_fires_and_receipt_verdict_and_alert_are_in_our_ledger(
    hall: Hall, inbox: Path, tmp_path: Path
) -> None:
    hall.form(OFFICE).rename(inbox / "环卫三季度.xlsx")
    (inbox / "空表.xlsx").write_bytes(b"")
    home, port, alerts = hall.desk.settings.home, free_port(), tmp_path / "alerts.jsonl"
    env = {
        **HURRY,
        "CITYPLAN_HOME": str(home),
        "CITYPLAN_NOW": MONDAY,
        "CITYPLAN_ALERT_URLS": f"file://{alerts}",
    }
    server = Server(port, home)
    with cityplan(tmp_path / "run", "schedule", "--port", str(port), env=env) as running:
        wait_for(lambda: "定时任务已开始" in running.text(), 120, "start", running)
        server.hurry("ingest_inbox/inbox", {"quiet_seconds": 0.0, "most": 1})
        _receipts_are_there(hall, inbox, running)
        _the_second_file_was_taken_by_a_next_run(server, running)
        server.rest("ingest_inbox/inbox")
        approve(hall.desk, hall.reviewer(OFFICE), OFFICE, Q3)
        approve(hall.desk, hall.bureau, OFFICE, Q3)
        server.hurry("assess_period/quarterly", {})
        server.hurry("watch_deadlines/deadlines", {})
        _verdict_is_there(hall, running)
        _alerts_are_there(hall, running)
        wait_for(alerts.exists, 60, "alert in the file channel", running)
        server.rest("assess_period/quarterly")
        server.rest("watch_deadlines/deadlines")
        _what_people_wait_for_goes_first(server, running)
        _a_killed_worker_leaves_no_run_behind(server, running)
        _a_run_that_lost_its_place_is_made_up_for(server, running)
        assert any("环卫三季度.xlsx:已受理" in line for line in server.logs())
        assert server.runs("ingest_inbox/inbox", "Failed") == []
        family = running.family()
        assert running.stop() == 0
        assert gone(family)
        assert outside_attempts(running) == ""
        for program in ("flows.prefect_server", "prefect worker start", "prefect.engine"):
            assert program in guarded(running)
    said = alerts.read_text("utf-8")
    assert "演示数据" in said and "空表.xlsx" in said


def _the_second_file_was_taken_by_a_next_run(server: Server, running: Running) -> None:
    """A run that may put one file away asks for the run that takes the other, and once only."""

    def onward() -> list[str]:
        found = server.runs("ingest_inbox/inbox", "Completed")
        return [run["name"] for run in found if run["name"].endswith(MARK)]

    wait_for(lambda: onward() != [], 60, "next run", running)
    (name,) = onward()
    first = [run["name"] for run in server.runs("ingest_inbox/inbox", "Completed")]
    assert name.removesuffix(MARK) in first


def _what_people_wait_for_goes_first(server: Server, running: Running) -> None:
    """Of all that waits for the one place that is left, the intake gets it, though asked last."""
    later = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2099-01-01T00:00:00Z"}}
    waiting = []
    for name in ("backup/backup", "ingest_inbox/inbox"):
        number = server.ask(f"deployments/name/{name}")["id"]
        asked = server.ask(f"deployments/{number}/create_flow_run", {"state": later})
        waiting.append(asked["id"])
    queues = server.ask(f"work_pools/{POOL}/queues/filter", {})
    rank = {one["id"]: one["priority"] for one in queues}

    def next_ones(places: int) -> list[int]:
        server.ask(f"work_pools/{POOL}", {"concurrency_limit": places}, "PATCH")
        wanted = {"scheduled_before": "2100-01-01T00:00:00Z"}
        found = server.ask(f"work_pools/{POOL}/get_scheduled_flow_runs", wanted)
        return [rank[one["work_queue_id"]] for one in found]

    wait_for(lambda: next_ones(1) == [1], 60, "first of the queues", running)
    every = next_ones(AT_ONCE * 100)
    assert every == sorted(every)
    assert {1, 5} <= set(every)

    def first_of_all() -> bool:  # a run that is at work still has one of the places
        return next_ones(AT_ONCE) == next_ones(AT_ONCE * 100)[:AT_ONCE]

    wait_for(first_of_all, 60, "as many as there are places", running)
    for run in waiting:
        server.ask(f"flow_runs/{run}", method="DELETE")


def _a_killed_worker_leaves_no_run_behind(server: Server, running: Running) -> None:
    """A run that says `Running` with no process behind it is closed and made up for."""
    number = server.ask("deployments/name/publish/briefing")["id"]
    later = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2099-01-01T00:00:00Z"}}
    left = server.ask(f"deployments/{number}/create_flow_run", {"state": later})["id"]
    body = {"state": {"type": "RUNNING", "name": "Running"}, "force": True}
    server.ask(f"flow_runs/{left}/set_state", body)
    worker = running.child("prefect worker start")
    os.kill(worker, signal.SIGKILL)

    def closed() -> bool:
        state = server.ask(f"flow_runs/{left}")["state"]
        return (state["type"], state["message"]) == ("CRASHED", STOPPED)

    wait_for(closed, 60, "closed run", running)
    wait_for(lambda: server.runs("publish/briefing", "Completed") != [], 90, "new run", running)
    assert running.child("prefect worker start") != worker


def _a_run_that_lost_its_place_is_made_up_for(server: Server, running: Running) -> None:
    """The server cancels what it was handing over when it died; nobody waits for the next clock."""
    number = server.ask("deployments/name/tidy_runs/tidying")["id"]
    left = server.ask(f"deployments/{number}/create_flow_run", {})["id"]
    body = {"state": {"type": "CANCELLED", "message": "slot lost"}, "force": True}
    server.ask(f"flow_runs/{left}/set_state", body)
    wait_for(lambda: server.runs("tidy_runs/tidying", "Completed") != [], 90, "made up", running)
    assert "被中断,已各补做一次" in running.text()


def _receipts_are_there(hall: Hall, inbox: Path, running: Running) -> None:
    wait_for(
        lambda: any((inbox / DONE).glob("环卫*")) and any((inbox / RETURNED).glob("空表*")),
        120,
        "file put away",
        running,
    )
    with hall.desk.ledger.read() as reading:
        rows = {row.source.name: row.state for row in receipts.listing(reading)}
        values = revisions.current(reading, (str(Q3),))
    assert rows["环卫三季度.xlsx"] == "accepted"
    assert rows["空表.xlsx"] in ("returned", "refused")
    assert values.height > 0


def _verdict_is_there(hall: Hall, running: Running) -> None:
    def assessed(reading: Reading) -> bool:
        run = runs.latest_run(reading, str(Q3))
        return run is not None and any(one.value is not None for one in run.assessments)

    wait_for(told(hall, assessed), 120, "verdict", running)
    with hall.desk.ledger.read() as reading:
        run = runs.latest_run(reading, str(Q3))
        mine = revisions.current(reading, (str(Q3),))["revision"].to_list()
    assert run is not None
    assert set(mine) & {name for one in run.assessments for name in one.lineage}


def _alerts_are_there(hall: Hall, running: Running) -> None:
    def raised(reading: Reading) -> bool:
        return {"late", "quality"} <= {row.fact.kind for row in facts.facts(reading)}

    def signed(reading: Reading) -> bool:
        wanted = {INBOX.name, ASSESSING[Frequency.QUARTER].name, DEADLINES.name}
        return wanted <= {beat.name for beat in heartbeats.beats(reading) if beat.due}

    wait_for(told(hall, raised), 120, "alerts", running)
    wait_for(told(hall, signed), 60, "signs of life", running)
    with hall.desk.ledger.read() as reading:
        late = [r.fact.subject for r in facts.facts(reading) if r.fact.kind == "late"]
    assert f"{OFFICE}/{Q3}" not in late
    assert len(late) == len(set(late)) > 0
