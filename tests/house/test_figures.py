"""Figures that are kept: what became worse is told, what only looks so is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.__main__ import PARTS
from benchmarks.figures import Figure, Part, figure, measured, probe, read, regressions, write
from benchmarks.growth import Curve, drawn
from benchmarks.measure import Invalid
from benchmarks.national_month import fitted
from benchmarks.report import TITLES, page

BEFORE = figure("一张表", [10.0, 11.0, 12.0], 50, "ms")


def part(*figures: Figure, slower: float = 1.0) -> dict[str, Part]:
    return {"forms": Part("forms", "abc", "2025-01-01", 2, 0.5, 0.05 * slower, figures)}


def worse(now: Figure, *, before: Figure = BEFORE, slower: float = 1.0) -> list[str]:
    return [one.now.name for one in regressions(part(before), part(now, slower=slower))]


def test_a_figure_whose_every_run_is_worse_than_all_of_before_is_a_regression() -> None:
    assert worse(figure("一张表", [15.0, 16.0, 17.0], 50, "ms")) == ["一张表"]


@pytest.mark.parametrize(
    "runs",
    [[11.5, 20.0, 22.0], [12.1, 12.5, 12.6], [5.0, 6.0, 7.0]],
    ids=["one run as good as before", "a few per cent", "better"],
)
def test_noise_and_better_figures_are_none(runs: list[float]) -> None:
    assert worse(figure("一张表", runs, 50, "ms")) == []


def test_seconds_on_a_machine_half_as_fast_are_none_and_multiples_are() -> None:
    now = figure("一张表", [20.0, 22.0, 24.0], 50, "ms")
    assert worse(now, slower=2.0) == []
    times = figure("一张表", [1.0, 1.1, 1.2], 2, "倍")
    assert worse(replace(now, unit="倍"), before=times, slower=2.0) == ["一张表"]


def test_a_rate_is_worse_when_it_falls() -> None:
    before = figure("每秒", [50.0, 49.0, 48.0], 49, "份/秒", low=False)
    assert worse(figure("每秒", [30.0, 31.0, 32.0], 49, "份/秒", low=False), before=before)
    assert not worse(figure("每秒", [90.0, 91.0, 92.0], 49, "份/秒", low=False), before=before)


def test_what_is_written_is_read_again_and_stands_on_the_page(tmp_path: Path) -> None:
    told = (BEFORE, figure("每秒", [40.0], 49, "份/秒", low=False))
    write(tmp_path, measured("forms", "abc", told, probe()))
    parts = read(tmp_path)
    assert parts["forms"].figures == told
    text = "\n".join(page(parts))
    assert "有限值的数 2 个,达到 1 个,未达到 1 个" in text
    assert "| 一张表 | 11 ms | 12 | ≤ 50 | 达到 |" in text
    assert "| 每秒 | 40 份/秒 | 40 | ≥ 49 | **未达到** |" in text


def test_every_curve_is_drawn_and_no_label_lies_on_another() -> None:
    curves = [Curve(f"读 {n}", ((1, 1.0 + n / 50), (9, 2.0), (1_218, 3.0))) for n in range(13)]
    tree = ElementTree.fromstring(drawn(curves))
    name = "{http://www.w3.org/2000/svg}"
    labels = [one for one in tree.iter(f"{name}text") if (one.text or "").startswith("读 ")]
    places = sorted(float(one.attrib["y"]) for one in labels)
    assert len(labels) == len([*tree.iter(f"{name}polyline")]) == len(curves)
    assert min(b - a for a, b in pairwise(places)) >= 12
    assert places[0] > 0
    assert places[-1] < 560


def test_the_line_through_waves_of_files_says_how_long_a_nation_s_take() -> None:
    found = fitted([(500, 7.0), (1_000, 12.0), (1_500, 17.0), (2_000, 22.0)])
    assert found.start == pytest.approx(2.0)
    assert found.each == pytest.approx(0.01)
    assert found.at(56_860) == pytest.approx(570.6)
    assert found.off == pytest.approx(0.0, abs=1e-9)
    assert fitted([(500, 7.0), (1_000, 12.0), (1_500, 30.0)]).off > 0.2
    with pytest.raises(Invalid):
        fitted([(500, 7.0), (1_000, 7.0)])


def test_every_part_that_is_measured_has_a_title_on_the_page() -> None:
    assert set(PARTS) <= set(TITLES)
