"""What Prefect is told: quiet, local, JSON; and the deployments as Prefect would read them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import prefect
import pytest
import yaml
from prefect import Flow
from prefect.utilities.callables import parameter_schema

from desk.settings import Settings
from flows.pool import QUEUES
from flows.prefect_env import QUIET, server_environment, server_password
from flows.schedule import POOL, for_flows, place_for
from flows.scheduled import LATEST, SOONEST
from flows.tidying import MARK
from observations.errors import UserError
from tests.flows.processes import ROOT

PREFECT_YAML = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))
DEPLOYMENTS = PREFECT_YAML["deployments"]
ASK = """
import json
from prefect.settings import get_current_settings
told = get_current_settings()
print(json.dumps({
    "analytics": told.server.analytics_enabled,
    "cloud": told.cloud.enable_orchestration_telemetry,
    "resources": told.telemetry.enable_resource_metrics,
    "serializer": told.results.default_serializer,
    "persist": told.results.persist_by_default,
    "ephemeral": told.server.ephemeral.enabled,
    "ui": [told.server.ui.v2_enabled, told.server.ui.show_promotional_content,
           told.server.ui.api_url, told.server.ui.static_directory],
    "host": told.server.api.host,
    "port": told.server.api.port,
    "url": told.api.url,
    "home": str(told.home),
    "vacuum": sorted(told.server.services.db_vacuum.enabled),
    "loggers": told.logging.extra_loggers,
    "locked": bool(told.server.api.auth_string) and bool(told.api.auth_string),
}))
"""


def test_prefect_reads_every_setting_as_it_was_meant(tmp_path: Path) -> None:
    env = {**os.environ, **server_environment(tmp_path / "prefect", 8431)}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {
        "analytics": False,
        "cloud": False,
        "resources": False,
        "serializer": "json",
        "persist": False,
        "ephemeral": False,
        "ui": [False, False, "/api", str(tmp_path / "prefect" / "pages")],
        "host": "127.0.0.1",
        "port": 8431,
        "url": "http://127.0.0.1:8431/api",
        "home": str(tmp_path / "prefect"),
        "vacuum": ["events", "flow_runs"],
        "loggers": ["cityplan"],
        "locked": True,
    }


def test_prefect_s_own_processes_write_our_json_lines_and_no_secret(tmp_path: Path) -> None:
    key = "correct horse battery staple 0123"
    settings = Settings(home=tmp_path / "home", log_format="json", secret_key=key)
    env = {**os.environ, **place_for(settings, 8431).environment, "CITYPLAN_SECRET_KEY": key}
    script = (
        "from prefect.logging.configuration import setup_logging; setup_logging()\n"
        f"from prefect.logging import get_logger; get_logger('x').warning('[red]到点 {key}')\n"
    )
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True)
    line = json.loads(done.stderr)
    assert (line["level"], line["logger"]) == ("warning", "prefect.x")
    assert line["message"].startswith("[red]到点") and key not in done.stderr
    shown = place_for(Settings(home=tmp_path / "home", log_format="text"), 8431)
    assert not any("FORMATTER" in name for name in shown.environment)


def test_importing_a_flow_turns_telemetry_off_before_prefect_is_there() -> None:
    script = (
        "import sys; before = 'prefect' in sys.modules\n"
        "import flows.watching\n"
        "from prefect.settings import get_current_settings as told\n"
        "print(before, told().server.analytics_enabled, told().results.default_serializer)"
    )
    env = {k: v for k, v in os.environ.items() if k not in QUIET} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False", "json"]


def test_the_servers_password_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = server_password(tmp_path)
    assert first == server_password(tmp_path)
    assert len(first) > 40
    path = tmp_path / "auth.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(UserError, match="他人读取"):
        server_password(tmp_path)


def test_a_server_named_by_the_administrator_is_used_and_none_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://10.0.0.5:4200/api")
    place = place_for(Settings(home=tmp_path), 4200)
    assert (place.own, place.api_url) == (False, "http://10.0.0.5:4200/api")
    assert "PREFECT_SERVER_API_AUTH_STRING" not in place.environment
    assert not (tmp_path / "prefect" / "auth.key").exists()


def test_flows_get_absolute_paths_because_they_run_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = for_flows(
        Settings(home=Path("here"), database_url="sqlite:///other/my.db", backups=Path("kept"))
    )
    assert told["CITYPLAN_BACKUPS"] == str(tmp_path / "kept")
    assert told["CITYPLAN_HOME"] == str(tmp_path / "here")
    assert told["CITYPLAN_DATABASE_URL"] == f"sqlite:///{tmp_path}/other/my.db"
    assert Path(told["CITYPLAN_PLAN"]).is_absolute()
    assert Path(told["CITYPLAN_ROOT"], "prefect.yaml").is_file()


@pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda one: one["name"])
def test_every_deployment_names_a_flow_a_shanghai_cron_and_one_run_at_a_time(
    deployment: dict[str, object],
) -> None:
    module, _, name = str(deployment["entrypoint"]).rpartition(".")
    flow = getattr(import_module(module), name)
    assert isinstance(flow, Flow)
    assert not flow.persist_result and flow.result_serializer == "json"
    flow.validate_parameters(deployment.get("parameters", {}))
    assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
    assert deployment["enforce_parameter_schema"] and deployment["description"]
    told = parameter_schema(flow).properties.values()
    assert all(one.get("description") and one.get("type") for one in told)
    assert MARK in deployment["tags"]  # type: ignore[operator]
    (schedule,) = deployment["schedules"]  # type: ignore[misc]
    assert schedule["timezone"] == "Asia/Shanghai"
    assert len(schedule["cron"].split()) == 5


def test_what_people_wait_for_goes_first_and_every_queue_named_is_made() -> None:
    rank = {name: priority for name, _, priority in QUEUES}
    queue = {one["name"]: one["work_pool"]["work_queue_name"] for one in DEPLOYMENTS}
    assert {one["work_pool"]["name"] for one in DEPLOYMENTS} == {POOL}
    assert set(queue.values()) == set(rank)
    order = ("inbox", "deadlines", "quarterly", "briefing", "backup")
    assert [rank[queue[one]] for one in order] == [1, 2, 3, 4, 5]
    assert queue["monthly"] == queue["yearly"] == queue["quarterly"]
    assert queue["tidying"] == queue["snapshot"] == queue["backup"]


def test_runs_that_failed_together_are_not_tried_again_together() -> None:
    """Each run is a process of its own: so is each of these."""
    ask = "from flows.keeping import keep_backup as one; print(one.retry_delay_seconds)"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pauses = {
        float(subprocess.run([sys.executable, "-c", ask], env=env, capture_output=True).stdout)
        for _ in range(3)
    }
    assert len(pauses) > 1
    assert all(SOONEST <= pause <= LATEST for pause in pauses)


def test_the_deployments_cover_the_plans_three_rhythms_and_name_no_path() -> None:
    assert {"月监测", "季调度", "年考核"} <= {tag for one in DEPLOYMENTS for tag in one["tags"]}
    assert {one["entrypoint"].rpartition(".")[2] for one in DEPLOYMENTS} == {
        "ingest_inbox",
        "assess_period",
        "draft_papers",
        "watch_deadlines",
        "keep_backup",
        "tidy_runs",
        "keep_snapshots",
    }
    (step,) = PREFECT_YAML["pull"]
    assert step == {
        "prefect.deployments.steps.set_working_directory": {"directory": "{{ $CITYPLAN_ROOT }}"}
    }
    assert PREFECT_YAML["prefect-version"] == prefect.__version__
    assert str(ROOT) not in (ROOT / "prefect.yaml").read_text("utf-8")
