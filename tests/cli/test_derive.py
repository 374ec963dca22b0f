"""`cityplan derive`: the contract's keys, refusals with exit codes, maps from files."""

from __future__ import annotations

import json
import math
import shlex

import pytest

from flows.cli import run
from targets.national.catalogue import FORMULAS
from tests.targets.national.maps import line, point, square, written

LEAKAGE = "derive leakage --qs 1000 --qa 870 --r 0.5 --l 75 --p 0.45 --d 1.5"


@pytest.fixture
def call(capsys):
    """`call("derive …")` → exit code and JSON document."""

    def calling(words, *more):
        code = run([*shlex.split(words), *map(str, more), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return calling


def test_leakage_answers_with_the_contracts_keys_in_percent(call) -> None:
    code, told = call(LEAKAGE)
    assert code == 0
    expected = {"r_wl": 13, "r1": 4, "r2": 0.5643, "r3": 0.5, "r4": 1, "r_bl": 6.9357}
    assert {key: told[key] for key in expected} == expected
    assert told["standard"].startswith("CJJ 92-2016")


def test_the_second_example_is_twelve_percent(call) -> None:
    _, told = call("derive leakage --qs 1000 --qa 870 --r 0.5 --l 30 --p 0.30 --d 1.0")
    assert (told["r2"], told["r_bl"], told["grade"]) == (-3, 12, "二级")


def _line(formula, example) -> list[str]:
    """The command line of a worked example."""
    words = ["derive", formula.name]
    for one in formula.inputs:
        given = example.inputs.get(one.name)
        for value in given if isinstance(given, tuple) else (given,):
            words += [] if value is None else [one.flag, str(value)]
    return words


COMMANDS = [one for one in FORMULAS.values() if not one.maps]


@pytest.mark.parametrize("formula", COMMANDS, ids=[one.name for one in COMMANDS])
def test_every_worked_example_comes_out_of_its_command(formula, capsys) -> None:
    for example in formula.examples:
        assert run([*_line(formula, example), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        for name, expected in example.results.items():
            close = pytest.approx(expected, abs=0.005) if isinstance(expected, float) else expected
            assert told[name] == close
        assert run(_line(formula, example)) == 0
        assert formula.title in capsys.readouterr().out


def test_the_list_names_every_formula_with_inputs_standard_and_example(call) -> None:
    code, told = call("derive list")
    assert code == 0
    assert [row["name"] for row in told["formulas"]] == list(FORMULAS)
    assert all(row["inputs"] and row["standard"] and row["examples"] for row in told["formulas"])


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (LEAKAGE.replace("870", "1870"), 1, "漏损水量不会是负数"),
        (LEAKAGE.replace("870", "nan"), 1, "不是一个数"),
        (LEAKAGE.replace("870", "八百"), 2, "--qa 的值不合要求"),
        ("derive leakage --qs 1000", 2, "缺少选项 --qa"),
        ("derive leakages", 2, "没有命令 leakages"),
        (LEAKAGE.replace("--r 0.5", "--r 50"), 1, "应在 0 到 1 之间"),
        (LEAKAGE.replace("--l 75", "--l 75000"), 1, "单位供水量管长"),
        ("derive construction-waste-rate --reused-wan-t 21 --produced-wan-t 30", 1, "口径待定"),
        ("derive road-condition-rate --good-sqm 9 --maintained-sqm 10", 1, "口径待定"),
        ("derive toilet-density --places 1e308 --built-up-sqkm 1e-308", 1, "不可能"),
        ("derive charger-ratio --piles 5 --vehicles 15", 1, "口径待定"),
        (
            "derive coverage nowhere.geojson --of bus-stop --boundary nowhere.geojson",
            1,
            "读不到文件",
        ),
    ],
)
def test_a_mistake_is_said_in_chinese_with_its_cure(call, words, code, said) -> None:
    got, told = call(words)
    assert got == code
    assert said in told["error"]["what"]
    assert told["error"]["cure"]


def test_green_figures_that_contradict_each_other_end_with_one(call) -> None:
    given = "--green-ha 1131.6 --green-pct 42.27 --cover-ha 1176.8 --cover-pct 41 --park-ha 395.72"
    code, told = call(f"derive green-check {given} --attached-ha 446.23 --protective-ha 289.65")
    assert (code, told["holds"]) == (1, False)
    assert [one["holds"] for one in told["identities"]] == [True, False, False]


def test_rates_written_as_fractions_are_no_consistent_green_figures(call) -> None:
    given = "--green-ha 1131.6 --green-pct 0.4227 --cover-ha 1176.8 --cover-pct 0.4396"
    kinds = "--park-ha 395.72 --attached-ha 446.23 --protective-ha 289.65"
    code, told = call(f"derive green-check {given} {kinds}")
    assert (code, told["error"]["cure"]) == (1, "按百分数填,0.4227 写 42.27")


def test_english_keeps_the_figures_and_speaks_english(capsys) -> None:
    assert run([*LEAKAGE.split(), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Standard: CJJ 92-2016" in out
    assert "6.9357 %" in out


def test_a_bus_map_becomes_a_coverage_with_its_terms(call, tmp_path) -> None:
    stops = written(tmp_path / "站点.geojson", [point(0, 0)])
    city = written(tmp_path / "建成区.geojson", [square(1000)])
    code, told = call("derive coverage --of bus-stop --radius 300", stops, "--boundary", city)
    assert code == 0
    assert told["value"] == pytest.approx(math.pi * 9, rel=2e-4)
    assert told["radii_m"] == {"公交站点": 300}
    assert [one["name"] for one in told["files"]] == ["建成区.geojson", "站点.geojson"]
    assert told["projection"].startswith("+proj=laea")


def test_parks_over_homes_and_greenways_are_told_to_people(tmp_path, capsys) -> None:
    parks = written(tmp_path / "公园.geojson", [square(80), square(30, 500, 500)])
    path = written(tmp_path / "绿道.geojson", [line((-500, 0), (500, 0))])
    homes = written(tmp_path / "居住.geojson", [square(2000)])
    city = written(tmp_path / "建成区.geojson", [square(6000)])
    land = ["--boundary", str(city), "--residential", str(homes)]
    assert run(["derive", "coverage", str(parks), "--of", "park", *land]) == 0
    out = capsys.readouterr().out
    assert "公顷在服务半径内:23.793%" in out
    assert "1 个公园小于下限,未计入:《公园.geojson》第2个要素" in out
    assert run(["derive", "coverage", str(path), "--of", "greenway", *land]) == 0
    assert "服务半径:绿道 1000 米" in capsys.readouterr().out


def test_own_size_classes_need_a_source_and_are_named(call, tmp_path) -> None:
    parks = written(tmp_path / "公园.geojson", [square(30)])
    homes = written(tmp_path / "居住.geojson", [square(2000)])
    city = written(tmp_path / "建成区.geojson", [square(6000)])
    words = "derive coverage --of park --classes 800:200\uff0c5000\uff1a600"
    land = (parks, "--boundary", city, "--residential", homes)
    code, told = call(words, *land)
    assert (code, "口径待定" in told["error"]["what"]) == (1, True)
    code, told = call(f"{words} --source 某县标准", *land)
    assert code == 0
    assert told["standard"] == "某县标准"
    assert told["radii_m"] == {"≥5000平方米": 600, "≥800平方米": 200}
    assert told["covered_ha"] * 1e4 == pytest.approx(
        900 + 4 * 30 * 200 + math.pi * 200**2, rel=2e-4
    )


@pytest.mark.parametrize(
    "classes", ["800", "a:b", "800:0", "-1:5", "800:200,800:300", "1:nan", ","]
)
def test_size_classes_nobody_can_read_are_refused(call, classes) -> None:
    code, told = call(f"derive coverage x --of park --boundary y --classes={classes} --source 某文")
    assert code == 1
    assert "--classes" in told["error"]["what"]


def test_a_map_that_is_none_is_refused_by_name(call, tmp_path) -> None:
    (tmp_path / "坏.geojson").write_text("经纬度", "utf-8")
    city = written(tmp_path / "建成区.geojson", [square(1000)])
    bad = tmp_path / "坏.geojson"
    code, told = call("derive coverage --of bus-stop", bad, "--boundary", city)
    assert code == 1
    assert "《坏.geojson》" in told["error"]["what"]
    assert "GeoJSON" in told["error"]["cure"]
