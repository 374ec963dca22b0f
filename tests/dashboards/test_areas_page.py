"""The page of the areas: tiles and table say the same, colours never stand alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from dash import dcc, html

from dashboards.address import Address
from dashboards.asked import Asked
from dashboards.components import outlines, tiles
from dashboards.components.flat import markup
from dashboards.pages import areas as page
from desk import views
from desk.area_map import Outline
from desk.handle import SHANGHAI
from desk.views.area_cells import AreaCell, OtherLine
from observations.errors import UserError
from observations.identity import Area
from observations.period import ReportingPeriod
from targets.assessment import Level
from tests.dashboards.asking import LEADER, at
from tests.dashboards.test_alerts_page import parts, words
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor, drawn

PLACE = Area("150602", "东胜区", "旗区", tile=(1, 3))
MET = AreaCell(
    PLACE, "verdict", "8.5%", 8.5, "2024-Q3", level=Level.MET, basis="compared", tier="市",
    rank=0, linked=True,
)  # fmt: skip
VALUE = replace(MET, state="value", level=None, basis="", tier=None, rank=2)
PUBLISHED = replace(
    VALUE, value="43.96%", published=True, publisher="某报 2022年5月", quote="覆盖率43.96%"
)
MISSING = AreaCell(PLACE, "missing")
HERE = Asked(Address("/areas"), desk=None, today=date(2024, 10, 20))  # type: ignore[arg-type]
"""Links need an address alone."""
HIDDEN = AreaCell(PLACE, "hidden")


@pytest.mark.parametrize(
    ("cell", "by", "word", "colour"),
    [
        (MET, "verdict", "● 已达标", "tile-level level-met"),
        (MET, "value", "▽ 较低", "tile-class-0"),
        (VALUE, "verdict", "◌ 有数,未评估", "tile-value"),
        (VALUE, "value", "△ 较高", "tile-class-2"),
        (MISSING, "verdict", "□ 未报", "tile-missing"),
        (MISSING, "value", "□ 未报", "tile-missing"),
        (HIDDEN, "verdict", "– 不在本岗位范围内", "tile-hidden"),
    ],
)
def test_each_colour_has_a_shape_and_a_word(
    cell: AreaCell, by: tiles.Colouring, word: str, colour: str
) -> None:
    drawn_map = tiles.tile_map([cell], by, "leakage_rate", HERE)
    text = words(drawn_map)
    shape, _, said = word.partition(" ")
    assert shape in text and said in text
    assert colour in markup(html.Div(drawn_map))
    for sign in (shape, said):
        assert sign in words(tiles.area_table([cell], by, "leakage_rate", HERE))
        assert sign in words(tiles.legend([cell], by))


def test_the_table_says_how_far_from_the_line_and_how_the_banner_s_own_line_fares() -> None:
    banner = OtherLine("旗", "≤8%", Level.BEHIND, "")
    told = words(
        tiles.area_table(
            [replace(MET, short="已达到", others=(banner,))], "verdict", "leakage_rate", HERE
        )
    )
    assert "8.5% 已达到" in told
    assert told.split()[-5:-1] == ["旗线", "≤8%", "▲", "滞后"]


def test_a_tile_stands_at_the_plan_s_row_and_column_and_opens_the_indicator() -> None:
    shown = markup(html.Div(tiles.tile_map([MET], "verdict", "leakage_rate", HERE)))
    assert "grid-area:2 / 4" in shown
    assert 'href="/indicators/leakage_rate?area=150602"' in shown
    silent = markup(html.Div(tiles.tile_map([MISSING], "verdict", "leakage_rate", HERE)))
    assert "href" not in silent


def test_the_table_says_what_the_map_says_and_more(town: Town) -> None:
    found = views.areas(town.desk, LEADER, "greening_coverage")
    published = {"150622": PUBLISHED, "150100": replace(PUBLISHED, value="43.21%")}
    given = (
        replace(published[one.area.code], area=one.area) if one.area.code in published else one
        for one in found.cells
    )
    view = replace(found, cells=tuple(given))
    tree = html.Div(page.body(view, at(town, "/areas")))
    (area_map,) = [one for one in parts(tree) if getattr(one, "className", "") == "tiles"]
    on_map = [one for one in parts(area_map) if isinstance(one, html.Li)]
    assert len(on_map) == 9
    rows = [one for one in parts(tree) if isinstance(one, html.Tr)][1:]
    table = {words(one.children[0]): words(one) for one in rows}
    for cell in view.cells:
        if cell.area.tile:
            assert (
                words(tiles.standing(cell, "verdict" if view.judged else "value"))
                in table[cell.area.name]
            )
            assert cell.value in table[cell.area.name]
    assert "公开发布" in table["准格尔旗"] and "某报 2022年5月" in table["准格尔旗"]
    assert "43.21%" in table["呼和浩特市"]
    assert "阿勒腾席热镇" not in table  # on no map and without a value: named below
    assert "阿勒腾席热镇" in words(tree)


def test_an_area_merged_away_is_shown_up_to_its_end_and_then_told_whose_it_is(town: Town) -> None:
    ended = {"valid_to": date(2024, 7, 1), "successors": ("150622",)}
    areas = tuple(
        replace(one, **ended) if one.code == "150621" else one for one in town.desk.plan.areas
    )
    desk = replace(town.desk, plan=replace(town.desk.plan, areas=areas))
    said = "达拉特旗自2024年7月1日起撤销,划归准格尔旗"
    told = {}
    for period in ("2024-Q2", "2024-Q3"):
        view = views.areas(desk, LEADER, "leakage_rate", ReportingPeriod.parse(period))
        told[period] = words(html.Div(page.body(view, at(town, "/areas"))))
        assert ("150621" in {one.area.code for one in view.cells}) is (period == "2024-Q2")
    assert "达拉特旗" in told["2024-Q2"] and said not in told["2024-Q2"]
    assert f"这一期末没有的地区:{said}。" in told["2024-Q3"]
    assert ("150621", said) in views.area_choices(desk, LEADER, None)
    assert ("150621", "达拉特旗") in views.area_choices(desk, LEADER, date(2024, 6, 30))


def test_indicator_period_and_colouring_are_links_that_keep_each_other(town: Town) -> None:
    view = views.areas(town.desk, LEADER, "leakage_rate", ReportingPeriod.parse("2024-Q3"))
    here = at(town, "/areas", indicator="leakage_rate", period="2024-Q3", by="value")
    tree = html.Div(page.body(view, here))
    links = [one.href for one in parts(tree) if isinstance(one, dcc.Link)]
    assert "/areas?indicator=greening_coverage&period=2024-Q3&by=value" in links
    assert "/areas?indicator=leakage_rate&period=2024-Q1&by=value" in links
    assert "/areas?indicator=leakage_rate&period=2024-Q3&by=verdict" in links
    with pytest.raises(UserError, match="着色"):
        page.colouring(view, Address("/areas", {"by": "size"}))


def test_a_clerk_reads_the_own_values_and_no_other_office_s(
    town: Town, clerk: Visitor, bureau: Visitor
) -> None:
    mine = next(
        one for one in town.desk.plan.reporting if one.office == town.other and one.area == "150627"
    )
    shown = {one.area.code: one for one in views.areas(town.desk, LEADER, mine.indicator).cells}
    value = shown["150627"].value
    assert value
    who = town.posts[f"clerk:{town.office}"]
    hidden = {one.area.code: one for one in views.areas(town.desk, who, mine.indicator).cells}
    targets = [one for one in town.desk.plan.targets if one.indicator == mine.indicator]
    assert not any(town.office in (*one.leads, *one.cooperating) for one in targets)
    assert (hidden["150627"].state, hidden["150627"].value) == ("hidden", "")
    assert "不在本岗位范围内" in drawn_at(clerk, mine.indicator)
    assert "不在本岗位范围内" not in drawn_at(bureau, mine.indicator)


def drawn_at(visitor: Visitor, indicator: str) -> str:
    answer = visitor.open("/areas", f"?indicator={indicator}")
    assert answer.status_code == 200
    return json.dumps(answer.get_json(), ensure_ascii=False)


def test_the_page_before_any_period_is_over_says_so(town: Town) -> None:
    view = replace(views.areas(town.desk, LEADER), period=None, cells=())
    assert "还没有可比较的报告期" in words(html.Div(page.body(view, at(town, "/areas"))))


def test_the_page_opens_for_everybody_and_an_unknown_indicator_is_told(
    bureau: Visitor, clerk: Visitor
) -> None:
    assert "方格图" in drawn(bureau, "/areas")
    assert "方格图" in drawn(clerk, "/areas")
    assert "没有指标" in drawn_at(bureau, "nobody")


RING = ((0, 0), (500, 0), (500, 400), (0, 400))
LAKE = ((100, 100), (200, 100), (200, 200))
SHAPES = Outline(
    "ab" * 32, "某岗", datetime(2024, 10, 1, tzinfo=SHANGHAI), 1000, 800,
    {PLACE.code: (RING, LAKE), "150603": (RING,)},
)  # fmt: skip


def test_a_loaded_map_draws_each_area_as_a_surface_with_its_words() -> None:
    away = replace(MISSING, area=replace(PLACE, code="150603", name="康巴什区"))
    lost = replace(MISSING, area=replace(PLACE, code="150621", name="达拉特旗"))
    shown = outlines.outline_map(SHAPES, [MET, away, lost], ("verdict", "leakage_rate"), HERE)
    text = markup(html.Div(shown))
    assert "aspect-ratio:1000 / 800" in text
    hole = "0.0% 0.0%, 50.0% 0.0%, 50.0% 50.0%, 0.0% 50.0%, 0.0% 0.0%, 10.0% 12.5%"
    assert f"clip-path:polygon(evenodd, {hole}" in text
    assert 'href="/indicators/leakage_rate?area=150602"' in text
    assert "left:25.0%;top:25.0%" in text
    assert "已达标" in words(shown) and "未报" in words(shown)
    assert "达拉特旗" not in words(shown)  # the map lacks it; the table has it


def test_tiles_or_map_is_a_choice_once_a_map_is_loaded(town: Town) -> None:
    view = views.areas(town.desk, LEADER)
    here = at(town, "/areas", draw="map")
    assert "图形" not in words(html.Div(page.body(replace(view, mapped=False), here)))
    tree = html.Div(page.body(replace(view, mapped=True), here, SHAPES))
    assert "依法送审" in words(tree) and "图形" in words(tree)
    assert "/areas" in [one.href for one in parts(tree) if isinstance(one, dcc.Link)]
