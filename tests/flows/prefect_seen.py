"""Prefect at work on PostgreSQL, from outside: `python -m tests.flows.prefect_seen [FOLDER]`.

Starts a PostgreSQL, Prefect's server on it, and `cityplan schedule` pointed at that server: work
pool with queues, `prefect deploy --all`, a process worker. Leaves a form in the inbox, waits until
the schedule of its own accord has taken it in, has runs that are too old tidied away, photographs
Prefect's pages into FOLDER (docs/images), and ends everything.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import sync_playwright
from sqlalchemy import make_url

from deploy.screens import CHROMIUM, say
from flows.inbox import DONE
from flows.prefect_env import server_environment, server_password
from flows.registered import expected
from ledger import receipts
from tests import postgres
from tests.desk import hall as halls
from tests.desk.hall import Hall
from tests.flows.processes import ROOT, Running, cityplan, free_port, wait_for

PICTURES = ROOT / "docs" / "images"
READY, FIRES, ENDS = 180, 480, 240  # seconds; the inbox is looked at every five minutes
NOW = "2024-10-14T09:00"
OFFICE, FORM = "sanitation", "环卫三季度.xlsx"
INBOX, TIDYING = "ingest_inbox/inbox", "tidy_runs/tidying"
WIDE = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Prefect:
    """A server of Prefect's: where it answers, its password, its database."""

    port: int
    home: Path
    database: str

    @property
    def secret(self) -> str:
        """The password in the form that is sent along."""
        return base64.b64encode(server_password(self.home).encode()).decode()

    def ask(self, path: str, body: object | None = None) -> Any:
        """What the interface answers to a GET, or to a POST of `body`."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {self.secret}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def completed(self, deployment: str) -> list[dict[str, Any]]:
        """The completed runs of a deployment, newest first."""
        number = self.ask(f"deployments/name/{deployment}")["id"]
        wanted = {
            "deployments": {"id": {"any_": [number]}},
            "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}},
            "sort": "EXPECTED_START_TIME_DESC",
        }
        found: list[dict[str, Any]] = self.ask("flow_runs/filter", wanted)
        return found

    def artifacts(self, run: str) -> dict[str, Any]:
        """What a run has shown, by key."""
        found = self.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}})
        return {one["key"]: one for one in found}


def main(arguments: list[str]) -> int:
    """Everything once; the exit code is 0, for whatever does not hold raises."""
    pictures = Path(arguments[0]) if arguments else PICTURES
    folder = Path(tempfile.mkdtemp(prefix="cityplan-prefect-"))
    try:
        seen(folder, pictures)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def seen(folder: Path, pictures: Path) -> None:
    """Everything once in an empty `folder`; `AssertionError` for what does not hold."""
    with ExitStack() as stack:
        url = stack.enter_context(postgres.running())
        prefect = stack.enter_context(_server(folder, url))
        hall = halls.build(folder / "hall", url)
        stack.callback(hall.desk.ledger.close)
        inbox = hall.desk.settings.home / "inbox"
        inbox.mkdir()
        running = stack.enter_context(_schedule(folder, prefect, hall))
        wait_for(lambda: "定时任务已开始" in running.text(), READY, "schedule", running)
        assert prefect.ask("deployments/count", {}) == expected()
        wait_for(lambda: _at_rest(prefect, running), ENDS, "worker with nothing to do", running)
        hall.form(OFFICE).rename(inbox / FORM)
        say("等候收件的排期(每5分钟)……")
        run = _taken_in(prefect, hall, running)
        _tidied(prefect, running)
        _photographs(prefect, run, pictures)
        assert running.stop() == 0


@contextmanager
def _server(folder: Path, url: str) -> Iterator[Prefect]:
    """Prefect's own database beside ours in the same cluster, and a server on it."""
    line = make_url(url).set(drivername="postgresql")
    with psycopg.connect(line.render_as_string(hide_password=False), autocommit=True) as admin:
        admin.execute("CREATE DATABASE prefect")
    theirs = line.set(database="prefect")
    found = Prefect(free_port(), folder / "prefect", theirs.render_as_string(hide_password=False))
    address = theirs.set(drivername="postgresql+asyncpg")
    told = {
        **os.environ,
        **server_environment(found.home, found.port),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": address.render_as_string(hide_password=False),
    }
    with (folder / "server.txt").open("wb") as said:
        command = [sys.executable, "-m", "flows.prefect_server"]
        server = subprocess.Popen(command, env=told, cwd=ROOT, stdout=said, stderr=said)
    try:
        _answers(found, server, folder / "server.txt")
        yield found
    finally:
        server.terminate()
        server.wait(60)


def _answers(prefect: Prefect, server: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline and server.poll() is None:
        try:
            say(f"Prefect {prefect.ask('admin/version')},库在 PostgreSQL")
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"Prefect does not answer:\n{said.read_text('utf-8')[-3000:]}")


@contextmanager
def _schedule(folder: Path, prefect: Prefect, hall: Hall) -> Iterator[Running]:
    """`cityplan schedule` for a server that somebody else runs."""
    env = {
        "PREFECT_API_URL": f"http://127.0.0.1:{prefect.port}/api",
        "PREFECT_API_AUTH_STRING": server_password(prefect.home),
        "CITYPLAN_HOME": str(hall.desk.settings.home),
        "CITYPLAN_DATABASE_URL": hall.desk.settings.url,
        "CITYPLAN_NOW": NOW,
        "CITYPLAN_SITE": "https://cityplan.example",
    }
    with cityplan(folder / "run", "schedule", env=env) as running:
        yield running


def _at_rest(prefect: Prefect, running: Running) -> bool:
    """True when the worker listens and what was made up for at its start is done."""
    if "started!" not in running.text():
        return False
    busy = {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}}
    asked = {"state": {"type": {"any_": ["SCHEDULED"]}}}
    waiting = prefect.ask("flow_runs/filter", {"flow_runs": asked})
    at_work = prefect.ask("flow_runs/filter", {"flow_runs": busy})
    return not at_work and all(run["auto_scheduled"] for run in waiting)


def _taken_in(prefect: Prefect, hall: Hall, running: Running) -> str:
    """The id of the run that took the form in, which nobody but the clock has started."""
    done = hall.desk.settings.home / "inbox" / DONE

    def showing() -> list[str]:
        runs = prefect.completed(INBOX) if any(done.glob("环卫*")) else []
        return [str(run["id"]) for run in runs if "intake" in prefect.artifacts(run["id"])]

    wait_for(lambda: showing() != [], FIRES, "scheduled run that took the form in", running)
    (number,) = showing()
    run = prefect.ask(f"flow_runs/{number}")
    assert run["auto_scheduled"]
    assert run["work_queue_name"] == "intake"
    shown = prefect.artifacts(number)
    assert {"intake", "intake-progress", "intake-receipt"} <= set(shown)
    (row,) = json.loads(shown["intake"]["data"])
    with hall.desk.ledger.read() as reading:
        (kept,) = [one for one in receipts.listing(reading) if one.source.name == FORM]
    assert (row["文件"], row["回执"], kept.state) == (FORM, kept.id, "accepted")
    assert f"https://cityplan.example/receipts/{kept.id}" in shown["intake-receipt"]["data"]
    say(f"排期已触发并办完:{run['name']},回执 {kept.id}")
    return number


def _tidied(prefect: Prefect, running: Running) -> None:
    """A run of ours of long ago goes with its lines; another's of the same age stays."""
    flow = prefect.ask("flows/", {"name": "old"})["id"]
    over = {"type": "COMPLETED", "name": "Completed"}
    made = [
        prefect.ask("flow_runs/", {"flow_id": flow, "state": over, "tags": tags})["id"]
        for tags in (["cityplan"], ["another"])
    ]
    with psycopg.connect(prefect.database, autocommit=True) as line:
        line.execute("UPDATE flow_run SET end_time = now() - interval '100 days' WHERE name IS NOT "
                     "NULL AND id = ANY(%s::uuid[])", (made,))  # fmt: skip
    number = prefect.ask(f"deployments/name/{TIDYING}")["id"]
    prefect.ask(f"deployments/{number}/create_flow_run", {})
    wait_for(lambda: prefect.completed(TIDYING) != [], ENDS, "tidying", running)
    left = prefect.ask("flow_runs/filter", {"flow_runs": {"id": {"any_": made}}})
    assert [run["tags"] for run in left] == [["another"]]
    say("运行记录已清理:本系统的旧记录删去,别的照旧")


def _photographs(prefect: Prefect, run: str, pictures: Path) -> None:
    """The deployments, and the run with what it has shown."""
    pictures.mkdir(parents=True, exist_ok=True)
    table = prefect.artifacts(run)["intake"]["id"]
    places = {
        "prefect-deployments": ("deployments", "inbox"),
        "prefect-run": (f"runs/flow-run/{run}", "Completed"),
        "prefect-artifact": (f"artifacts/artifact/{table}", FORM),
    }
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            base_url=f"http://127.0.0.1:{prefect.port}", viewport=WIDE,  # type: ignore[arg-type]
            locale="zh-CN", timezone_id="Asia/Shanghai",
        )  # fmt: skip
        key = json.dumps(prefect.secret)
        context.add_init_script(f"localStorage.setItem('prefect-password', {key})")
        page = context.new_page()
        for name, (path, word) in places.items():
            page.goto(f"/{path}")
            page.get_by_text(word).first.wait_for(timeout=60_000)
            page.wait_for_timeout(2_000)  # its charts are drawn after its words
            page.screenshot(path=pictures / f"{name}.png")
            say(f"已拍:{name}.png")
        browser.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
