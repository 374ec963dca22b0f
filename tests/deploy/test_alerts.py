"""Alert rules and runbooks: of figures that exist, with a page for each that names what exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from desk.accounts import operator
from desk.handle import open_desk
from desk.settings import Settings
from desk.setup import start
from desk.vitals import vitals
from flows.rhythms import ALL
from tests.campaigns.catalogue import CAMPAIGNS

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "deploy" / "prometheus"
RUNBOOKS = ROOT / "docs" / "runbooks"
PROMTOOL = os.environ.get("CITYPLAN_PROMTOOL") or shutil.which("promtool")
PARTS = ("现象", "影响", "先看", "处理", "确认")
FAULTS = 18  # R1 to R18 of the reliability paper


def alerts() -> list[dict[str, Any]]:
    groups = yaml.safe_load((RULES / "alerts.yaml").read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_rule_asks_for_figures_and_labels_that_metrics_really_shows(
    tmp_path: Path, postgres_url: str
) -> None:
    settings = Settings(home=tmp_path / "home", database_url=postgres_url)
    start(settings, "real")
    desk = open_desk(settings)
    shown = {one.name: one for one in vitals(desk, operator())}
    desk.ledger.close()
    for rule in alerts():
        asked = set(re.findall(r"cityplan_[a-z_]+", rule["expr"]))
        assert asked <= set(shown), rule["alert"]
        assert asked or rule["expr"].startswith("up{")
        for state in re.findall(r'(\w+)\{state="(\w+)"', rule["expr"]):
            assert state[1] in shown[state[0]].values
    rhythms = {one.name for one in ALL}
    named = {
        one
        for rule in alerts()
        for one in re.findall(r'name(?:="|!~"worker\|)(.*?)"', rule["expr"])
    }
    assert named == {"每日备份"} and named <= rhythms


def test_every_alert_says_what_and_has_its_runbook() -> None:
    assert len(alerts()) >= 13
    for rule in alerts():
        told = rule["annotations"]
        assert told["summary"] and told["description"]
        page = (ROOT / told["runbook"]).read_text("utf-8")
        assert rule["alert"] in page.splitlines()[0]


def test_every_fault_and_alert_has_a_page_of_the_same_parts_and_the_index_names_it() -> None:
    pages = {one.name: one.read_text("utf-8") for one in RUNBOOKS.glob("*.md")}
    index = pages.pop("README.md")
    faults = sorted(int(one[1:3]) for one in pages if re.match(r"r[0-9]{2}-", one))
    assert faults == list(range(1, FAULTS + 1))
    for name, text in pages.items():
        places = [text.find(f"**{part}**") for part in PARTS]
        assert -1 not in places and places == sorted(places), name
        assert f"]({name})" in index


def test_runbooks_name_units_campaigns_tests_and_settings_that_exist() -> None:
    units = {one.stem for one in (ROOT / "deploy" / "systemd").glob("*.service")}
    settings = {f"CITYPLAN_{name.upper()}" for name in Settings.model_fields}
    settings |= {"CITYPLAN_RELEASE", "CITYPLAN_ROOT"}  # of the compose file, of prefect.yaml
    for page in [*RUNBOOKS.glob("*.md"), ROOT / "docs" / "operations.md"]:
        text = page.read_text("utf-8")
        assert set(re.findall(r"\bcityplan-[a-z]+\b(?!\.conf)", text)) <= units, page.name
        assert set(re.findall(r"CAMPAIGN=(\w+)", text)) <= set(CAMPAIGNS), page.name
        assert set(re.findall(r"CITYPLAN_[A-Z_]+", text)) <= settings, page.name
        for path in re.findall(r"`((?:tests|deploy|docs)/[\w./@-]+)`", text):
            assert (ROOT / path).exists(), f"{page.name}: {path}"


@pytest.mark.skipif(not PROMTOOL, reason="no promtool, CITYPLAN_PROMTOOL names none")
def test_prometheus_takes_the_rules_and_they_fire_when_they_should_and_not_before() -> None:
    for words in (("check", "rules", "alerts.yaml"), ("test", "rules", "alerts.test.yaml")):
        done = subprocess.run([str(PROMTOOL), *words], cwd=RULES, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
