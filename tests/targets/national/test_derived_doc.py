"""`docs/derived.md`: its commands give what it says, its limits are those in force."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from flows.cli import run
from observations.jail import MOST_BYTES
from observations.readers.geojson import MOST_FEATURES, MOST_POSITIONS
from targets.load import DEFAULT_PLAN, load_plan
from targets.national.checks import CLOSURE_PCT
from targets.national.plane import MOST_EXTENT_M
from tests.targets.national.maps import point, square, written

TEXT = (Path(__file__).parents[3] / "docs" / "derived.md").read_text("utf-8")
LINES = [line for line in TEXT.split("```")[1].splitlines() if line.startswith("cityplan")]


@pytest.mark.parametrize("line", LINES)
def test_each_command_runs_and_says_the_number_beside_it(
    line, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "站点.geojson", [point(0, 0)])
    written(tmp_path / "建成区.geojson", [square(1000)])
    command, _, said = line.partition("#")
    assert run(shlex.split(command)[1:]) == 0
    out = capsys.readouterr().out
    (number,) = re.findall(r"([0-9.]+)%", said) or ["公交站点"]
    assert number in out


def test_the_limits_and_tolerances_are_those_in_force() -> None:
    assert f"不超过 {MOST_BYTES >> 20} MB、{MOST_FEATURES // 10_000} 万个要素" in TEXT
    assert f"{MOST_POSITIONS // 10_000} 万个坐标" in TEXT
    assert f"容差 {CLOSURE_PCT:g}%" in TEXT
    assert f"{MOST_EXTENT_M / 1000:g} 公里以外" in TEXT
    assert f"值域下限 −{-load_plan(DEFAULT_PLAN).indicator('leakage_rate').hard_min:g}" in TEXT
