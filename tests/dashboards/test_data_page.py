"""The data page and its files: what the filters ask for, no more than the post may see."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from urllib.parse import unquote

import openpyxl
import pytest
from dash import Dash

from dashboards.address import Address
from dashboards.components.record import PART, record
from dashboards.data_query import after, parsed
from desk import views
from desk.exports import COLUMNS, data_table
from desk.views import ObservedRow
from desk.views.browsing import moment_head, offered
from desk.views.observations import MOST_EXPORTED, require_few
from ledger.browse import Asked
from observations.errors import UserError
from observations.identity import Actor, Role
from tests.dashboards.town import Town
from tests.dashboards.visitor import Visitor

HOSTILE = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\tx", '"><script>alert(1)</script>')


def all_rows(town: Town, who: Actor, **asked: object) -> list[ObservedRow]:
    """The oracle: everything the post may see, filtered here."""
    every = views.every_observation(town.desk, who, Asked(approved=bool(asked.pop("approved", 1))))
    return [row for row in every if all(getattr(row, name) == asked[name] for name in asked)]


def file_rows(visitor: Visitor, query: str) -> list[dict[str, str]]:
    """The rows of the CSV at a query, its notes left out."""
    answer = visitor.get(f"/files/data.csv{query}")
    assert answer.status_code == 200, answer.text
    lines = answer.data.decode("utf-8-sig").splitlines(keepends=True)
    table = [line for line in lines if not line.startswith("# ")]
    return list(csv.DictReader(table))


def keys(rows: Sequence[ObservedRow]) -> list[tuple[str, str, str]]:
    return [(row.indicator, row.area, row.period) for row in rows]


def read_keys(rows: Sequence[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(row["指标代码"], row["地区代码"], row["报告期"]) for row in rows]


def page(visitor: Visitor, query: str = "") -> str:
    answer = visitor.open("/data", query)
    assert answer.status_code == 200, answer.text
    return json.dumps(answer.get_json()["response"], ensure_ascii=False)


def test_every_filter_asks_for_what_an_oracle_over_all_rows_picks(
    bureau: Visitor, town: Town
) -> None:
    who = town.posts["desk"]
    some = all_rows(town, who)[3]
    cases = {
        f"?indicator={some.indicator}": {"indicator": some.indicator},
        f"?area={some.area}": {"area": some.area},
        f"?office={town.office}": {"office": town.office},
        "?period=2024-Q2": {"period": "2024-Q2"},
        f"?office={town.other}&period=2024-Q3": {"office": town.other, "period": "2024-Q3"},
        "?doubted=1": {"doubted": True},
        "?state=newest&period=2024-Q1": {"approved": False, "period": "2024-Q1"},
    }
    for query, wanted in cases.items():
        assert read_keys(file_rows(bureau, query)) == keys(all_rows(town, who, **wanted)), query


def test_an_office_gets_its_own_values_alone_whatever_its_address_asks(
    site: Dash, town: Town
) -> None:
    for role in ("clerk", "reviewer"):
        own = Visitor(site).log_in(town.posts[f"{role}:{town.office}"].post)
        mine = all_rows(town, town.posts["desk"], office=town.office)
        assert read_keys(file_rows(own, "")) == keys(mine) != []
        assert file_rows(own, f"?office={town.other}") == []
        shown = page(own)
        assert town.desk.office_names[town.other] not in shown
        assert f"共{len(mine)}条" in shown


@pytest.mark.parametrize("role", ["desk", "leader", "admin"])
def test_officials_see_the_values_of_every_office(site: Dash, town: Town, role: str) -> None:
    rows = file_rows(Visitor(site).log_in(town.posts[role].post), "")
    assert {row["填报单位代码"] for row in rows} >= {town.office, town.other}


def test_a_stranger_gets_neither_page_nor_file(stranger: Visitor) -> None:
    assert stranger.get("/files/data.csv", page=False).status_code == 401
    assert stranger.get("/files/data.xlsx", page=False).status_code == 401
    assert stranger.open("/data").status_code == 401


def test_the_csv_holds_every_cell_of_the_rows_and_says_what_was_asked(
    bureau: Visitor, town: Town
) -> None:
    rows = all_rows(town, town.posts["desk"], period="2024-Q3")
    answer = bureau.get("/files/data.csv?period=2024-Q3")
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff# 表名,填报数值\r\n# 标识,演示数据")
    assert "# 报告期,2024-Q3\r\n" in text
    assert re.search(r"# 截至审计序号,[1-9][0-9]*\r\n", text)
    name = unquote(answer.headers["Content-Disposition"])
    assert re.search(r"填报数值_已审定_截至[0-9-]{10}_演示\.csv$", name)
    for got, row in zip(file_rows(bureau, "?period=2024-Q3"), rows, strict=True):
        assert (got["数值"] or None) == (None if row.value is None else repr(row.value))
        assert (got["回执"], got["单元格"], got["修订号"]) == (row.receipt, row.cell, row.revision)
        assert got["填报原文"].removeprefix("'") == row.printed
        assert got["演示"] == "是"


def test_the_workbook_holds_the_same_rows_with_real_numbers(bureau: Visitor, town: Town) -> None:
    rows = all_rows(town, town.posts["desk"], period="2024-Q3", office=town.office)
    answer = bureau.get(f"/files/data.xlsx?period=2024-Q3&office={town.office}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    head, *lines = book["数据"].iter_rows(values_only=True)
    assert head == tuple(COLUMNS)
    assert book["数据"].freeze_panes == "A2"
    place = head.index("数值")
    assert [line[place] for line in lines] == [row.value for row in rows]
    assert all(isinstance(line[place], int | float) for line in lines)
    notes = dict(book["说明"].iter_rows(values_only=True))
    assert notes["标识"].startswith("演示数据")
    assert (notes["报告期"], notes["条数"]) == ("2024-Q3", str(len(rows)))
    assert "演示数据" in book["数据"].oddHeader.right.text


def test_the_pages_of_the_record_together_are_the_whole_of_one_moment(town: Town) -> None:
    who, address, seen = town.posts["desk"], Address("/data", {}), []
    total, rows = len(all_rows(town, who)), 30
    assert total > rows
    for _ in range(total // rows + 1):
        query = parsed(address)
        view = views.observations(town.desk, who, query.asked, head=query.seen, limit=rows)
        seen += keys(view.rows)
        if view.after is None:
            break
        address = Address("/data", {**address.query, "after": after(view.head, view.after)})
    assert len(seen) == len(set(seen)) == view.total == total


def test_the_record_of_a_day_has_nothing_that_came_later(bureau: Visitor, town: Town) -> None:
    then = file_rows(bureau, "?asof=2024-04-30")
    assert {row["报告期"] for row in then} >= {"2024-Q1"}
    assert not {"2024-Q2", "2024-Q3"} & {row["报告期"] for row in then}
    assert all(row["入账时间"] < "2024-05-01" for row in then)
    assert f"共{len(then)}条" in page(bureau, "?asof=2024-04-30")


def test_a_mistake_in_the_address_is_told_with_its_cure(bureau: Visitor) -> None:
    for query, told in (
        ("?period=2024Q9", "无法识别"),
        ("?asof=gestern", "无法识别"),
        ("?rows=7", "每页不能是"),
        ("?after=1~2", "不是上一页给出的"),
        ("?indicator=none_such", "没有指标"),
        ("?state=old", "state"),
    ):
        answer = bureau.get(f"/files/data.csv{query}")
        assert (answer.status_code, told in answer.text) == (400, True), query
        assert told in page(bureau, query), query


def test_a_file_holds_so_many_values_and_no_more() -> None:
    require_few(MOST_EXPORTED)
    with pytest.raises(UserError, match=f"一次最多导出 {MOST_EXPORTED} 条"):
        require_few(MOST_EXPORTED + 1)


def test_a_file_never_claims_a_moment_that_has_not_come(bureau: Visitor, town: Town) -> None:
    answer = bureau.get("/files/data.csv?period=2024-Q3&at=99999999")
    said = re.search(r"# 截至审计序号,([0-9]+)", answer.data.decode())
    assert said is not None
    assert int(said[1]) <= views.head_at(town.desk, town.posts["desk"], date.max)
    then = bureau.get("/files/data.csv?period=2024-Q3&at=1").data.decode()
    assert "# 截至审计序号,1\r\n" in then
    assert "# 条数,0\r\n" in then


def test_an_official_of_one_area_gets_that_area_alone(town: Town) -> None:
    rows = all_rows(town, town.posts["desk"])
    areas = sorted({row.area for row in rows})
    for role in (Role.DESK, Role.LEADER, Role.ADMIN):
        limited = Actor("某镇岗位", frozenset({role}), areas=frozenset({areas[0]}))
        table = data_table(town.desk, limited, Asked(), moment_head(town.desk, limited, None))
        place = table.headings.index("地区代码")
        mine = sum(row.area == areas[0] for row in rows)
        assert [row[place] for row in table.rows] == [areas[0]] * mine
        assert {code for code, _ in offered(town.desk, limited).areas} == {areas[0]}


def test_lists_keep_their_commas_of_either_width() -> None:
    query = parsed(Address("/data", {"period": "2024-Q1\uff0c2024-Q2, 2023"}))
    assert query.asked.periods == {"2024-Q1", "2024-Q2", "2023"}
    with pytest.raises(UserError):
        parsed(Address("/data", {"at": "x" * 30}))


def test_what_offices_wrote_stays_text_in_the_rows(town: Town) -> None:
    row = all_rows(town, town.posts["desk"])[0]
    for text in HOSTILE:
        hostile = replace(row, printed=text, cell=text, receipt=text, area=text, office_name=text)
        markup = _markup(town, [hostile])
        assert "<script" not in markup
        assert unescape(markup).count(text.strip()) >= 2
        assert all(one.startswith(("/receipts/", "/indicators/")) for one in _hrefs(markup))


def test_a_value_says_all_that_speaks_against_it(town: Town) -> None:
    row = replace(all_rows(town, town.posts["desk"])[0], value=None, doubted=True, approved=False)
    markup = _markup(town, [row])
    assert re.findall(r'belief-([a-z]+)">([^<]+)<', markup) == [
        ("missing", "缺"),
        ("doubted", "存疑"),
        ("waiting", "未审定"),
        ("demo", "演示"),
    ]


def test_many_rows_are_several_tables_each_with_its_headings(town: Town) -> None:
    row = all_rows(town, town.posts["desk"])[0]
    markup = _markup(town, [row] * (2 * PART + 1))
    assert markup.count("<table>") == markup.count("<thead") == 3
    assert markup.count('<thead class="again">') == 2
    assert markup.count("<tr><td") == 2 * PART + 1


def test_who_may_not_open_a_receipt_is_led_to_the_indicator_and_not_to_a_refusal(
    town: Town,
) -> None:
    rows = all_rows(town, town.posts["desk"], office=town.office)
    viewer = Actor("查看岗位", frozenset({Role.VIEWER}))
    neighbour = town.posts[f"clerk:{town.other}"]
    for who in (viewer, neighbour):
        found = _hrefs(_markup(town, rows, who))
        assert found
        assert all(one.startswith("/indicators/") for one in found)
    assert any(one.startswith("/receipts/") for one in _hrefs(_markup(town, rows)))


def _markup(town: Town, rows: Sequence[ObservedRow], who: Actor | None = None) -> str:
    return str(
        record(town.desk.plan, rows, who or town.posts["desk"]).to_plotly_json()["props"][
            "data-markup"
        ]
    )


def _hrefs(markup: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', markup)
