"""Units, compose file and proxy: what a service manager, a container engine and nginx make of them.

systemd's own checker and nginx are asked where this machine has them. No container is started
here: the compose file is held to the published schema and to what it promises.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import typer
import yaml

from deploy.bundle import make
from desk.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
COMPOSE = ROOT / "deploy" / "compose"
SERVICES = ("web", "worker", "schedule")
ANALYZE = shutil.which("systemd-analyze")
NEEDS_SYSTEMD = pytest.mark.skipif(ANALYZE is None, reason="no systemd on this machine")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as they are, but for the folder: a command that exists here."""
    folder = tmp_path / "units"
    shutil.copytree(UNITS, folder)
    for unit in folder.glob("*.service"):
        text = unit.read_text("utf-8").replace("/opt/cityplan/bin/cityplan", "/bin/true")
        unit.write_text(text, "utf-8")
    return folder


def analyzed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:", "SYSTEMD_EMOJI": "0"}
    return subprocess.run([str(ANALYZE), *words], env=env, capture_output=True, text=True)


@NEEDS_SYSTEMD
def test_systemd_finds_nothing_wrong_with_the_units_and_little_that_they_expose(
    units: Path,
) -> None:
    names = sorted(str(one) for kind in ("service", "timer") for one in units.glob(f"*.{kind}"))
    checked = analyzed(units, "verify", *names)
    assert (checked.returncode, checked.stderr) == (0, "")
    for service in SERVICES:
        path = str(units / f"cityplan-{service}.service")
        told = analyzed(units, "security", "--offline=true", "--threshold=20", "--no-pager", path)
        assert told.returncode == 0, told.stdout
    (units / "cityplan-.service.d" / "hardening.conf").unlink()
    path = str(units / "cityplan-web.service")
    bare = analyzed(units, "security", "--offline=true", "--threshold=20", "--no-pager", path)
    assert bare.returncode != 0  # the threshold does tell the difference


def commands(text: str) -> Iterator[list[str]]:
    for line in re.findall(r"/opt/cityplan/bin/cityplan ([^\n\"']*)", text):
        yield line.split()


def parsed(words: list[str]) -> dict[str, Any]:
    """What our own command line makes of the words, without doing it."""
    from flows.cli.commands import app

    command = typer.main.get_command(app).commands[words[0]]  # type: ignore[attr-defined]
    context = command.make_context(words[0], list(words[1:]) or [])
    return dict(context.params)


def test_the_units_run_commands_that_exist_with_options_that_they_take() -> None:
    found = {
        unit.stem: parsed(words)
        for unit in UNITS.glob("*.service")
        for words in commands(unit.read_text("utf-8"))
    }
    assert found["cityplan-web"]["only"] == "web" and found["cityplan-web"]["behind_proxy"]
    assert found["cityplan-worker"]["only"] == "worker"
    assert set(found) == {"cityplan-web", "cityplan-worker", "cityplan-schedule"}


def test_a_service_whose_database_comes_late_is_started_again_however_late() -> None:
    """With systemd's own limit, or ten starts in five minutes, it would be given up for good."""
    shared = (UNITS / "cityplan-.service.d" / "hardening.conf").read_text("utf-8")
    assert "Restart=on-failure" in shared.splitlines()
    for service in SERVICES:
        text = (UNITS / f"cityplan-{service}.service").read_text("utf-8")
        unit = text.partition("[Service]")[0].splitlines()
        assert "StartLimitIntervalSec=0" in unit, service
        assert not any(line.startswith("Restart=") for line in text.splitlines())


def test_the_archive_s_units_run_its_scripts_and_never_onto_a_disk_that_is_not_there() -> None:
    for name, script in (("postgres-archive", "follow"), ("postgres-base", "base")):
        lines = (UNITS / f"{name}.service").read_text("utf-8").splitlines()
        run = next(one for one in lines if one.startswith("ExecStart="))
        _, path, target = run.split()
        assert path.removeprefix("/opt/cityplan/current/") == f"deploy/archive/{script}.sh"
        assert (ROOT / "deploy" / "archive" / f"{script}.sh").is_file()
        assert {f"ReadWritePaths={target}", f"ExecStartPre=/usr/bin/mountpoint -q {target}"} <= {
            *lines
        }


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((COMPOSE / "compose.yaml").read_text("utf-8"))
    return found


def test_the_compose_file_is_one_by_the_published_schema() -> None:
    schema = json.loads((Path(__file__).parent / "schemas" / "compose-spec.json").read_text())
    checker = jsonschema.Draft7Validator(schema)
    assert [one.message for one in checker.iter_errors(compose())] == []
    broken = compose() | {"services": {"web": {"image": 5}}}
    assert list(checker.iter_errors(broken)) != []


def test_containers_hold_no_secret_no_privilege_and_open_no_port_but_the_proxy_s() -> None:
    whole = compose()
    text = (COMPOSE / "compose.yaml").read_text("utf-8")
    assert not re.search(
        r"(?i)(password|secret|auth)[a-z_]*: *[^\s/\[{#]{6,}\n", text.split("\nsecrets:")[0]
    )
    assert all(set(one) == {"file"} for one in whole["secrets"].values())
    for name, one in whole["services"].items():
        assert set(one.get("secrets", ()) and _named(one)) <= set(whole["secrets"])
        assert "privileged" not in one
        image = one["image"]
        assert image.startswith("cityplan:${") or re.fullmatch(r"[a-z]+:[0-9]+\.[0-9]+\S*", image)
        if name != "setup":
            assert one["restart"] == "unless-stopped" and "healthcheck" in one, name
        if name != "postgres":
            assert one["cap_drop"] == ["ALL"] and one["read_only"], name
        if name != "proxy":
            assert "ports" not in one
    assert all(whole["networks"][name]["internal"] is True for name in ("inside", "moving"))
    nets = {name: set(one.get("networks", ())) for name, one in whole["services"].items()}
    assert nets["prefect"] == {"moving"}  # A19
    assert not nets["prefect"] & (nets["web"] | nets["proxy"] | nets["worker"])


def test_what_a_container_writes_lies_where_it_may_and_no_log_in_a_file_of_its_own() -> None:
    """A read-only root: Prefect copies its pages before it shows them; nginx keeps its log open."""
    whole = compose()
    prefect, proxy = whole["services"]["prefect"], whole["services"]["proxy"]
    for name in ("PREFECT_HOME", "PREFECT_SERVER_UI_STATIC_DIRECTORY"):
        assert prefect["environment"][name].startswith("/tmp/"), name
    assert "/var/log/nginx" in proxy["tmpfs"] and proxy["logging"]["driver"] == "journald"
    log = re.findall(r"access_log (\S+)", (ROOT / "deploy/proxy/nginx.conf").read_text("utf-8"))
    linked = {f"/var/log/nginx/{one}.log" for one in ("access", "cityplan")}
    assert log and set(log) <= linked and "in access cityplan;" in proxy["command"][-1]


def _named(service: dict[str, Any]) -> list[str]:
    return [one if isinstance(one, str) else one["source"] for one in service["secrets"]]


def test_containers_run_commands_that_exist_and_hand_over_settings_that_are_read() -> None:
    whole = compose()
    entry = (COMPOSE / "entry.sh").read_text("utf-8")
    for one in whole["services"].values():
        words = one.get("command", ["nothing"])
        if one["image"].startswith("cityplan:") and words[0] not in ("setup", "prefect"):
            assert parsed(words)
        for name in one.get("environment", {}):
            known = {f"CITYPLAN_{field.upper()}" for field in Settings.model_fields}
            assert not name.startswith("CITYPLAN_") or name in known
    handed = [name.removeprefix("cityplan_") for name in whole["secrets"] if name[:8] == "cityplan"]
    assert set(handed) <= set(Settings.model_fields)
    for script in COMPOSE.glob("*.sh"):
        subprocess.run(["sh", "-n", str(script)], check=True)
    assert all(f"  {word})" in entry for word in ("healthy", "prefect", "setup"))


def test_everything_the_compose_file_and_the_image_take_lies_in_the_bundle() -> None:
    taken = [Path(one) for one in make.FROM_COMMIT]
    for name in ("compose/entry.sh", "compose/Dockerfile", "proxy/nginx.conf", "systemd"):
        path = Path("deploy") / name
        assert (ROOT / path).exists()
        assert any(path == one or one in path.parents for one in taken)
    for service in compose()["services"].values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source.startswith((".", "/")) and source != "./certificates":
                assert (COMPOSE / source).exists(), source
