"""Other shapes of tables, and whatever a generator makes of all of them, come in unchanged."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observations.finding import Severity
from observations.interpret import interpret
from observations.jail import Jail
from observations.spool import spool
from tests.observations.tables.made import BANNER, INDICATORS, OTHER, TOWN, book, layout

ACROSS = """
id: across
edition: "1"
title: 各镇指标表
office: housing
frequency: Q
shape: indicators
recognise: {title: [各镇指标]}
period: {in: title}
heading_rows: 2
columns:
  - {heading: 指标, role: indicator}
  - {heading: "{area}/本期"}
  - {heading: "{area}/备注", role: ignored}
areas:
  - {code: "150627100", names: [阿镇]}
  - {code: "150627101"}
rows:
  - {name: 路灯完好率, indicator: street_lighting_intact_rate}
  - {name: 完好数, indicator: street_lighting_intact_rate, part: numerator}
  - {name: 总数, indicator: street_lighting_intact_rate, part: denominator, unit: 万个}
"""


def taken(read, data, made, name="表.xlsx"):
    return interpret(read(data, name), {made.name: made}, INDICATORS)


def critical(done):
    return [(f.rule, f.cell) for f in done.findings if f.severity is Severity.CRITICAL]


def test_areas_across_and_indicators_down(read):
    heads = [("指标", "阿镇", None, "札萨克镇", None), (None, "本期", "备注", "本期", "备注")]
    rows = [
        ("路灯完好率", "98%", "好", None, None),
        ("完好数", 980, None, 450, None),
        ("总数", 0.1, None, 0.05, None),
    ]
    merged = ((2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4))
    done = taken(
        read,
        book(rows, title="2024年二季度各镇指标", headings=heads, merged=merged),
        layout(ACROSS),
    )
    assert critical(done) == []
    got = {
        a: (v, n, d)
        for a, v, n, d in done.batch.select("area", "value", "numerator", "denominator").rows()
    }
    assert got == {TOWN: (98.0, 980.0, 1000.0), OTHER: (90.0, 450.0, 500.0)}
    assert "value.recomputed" in {f.rule for f in done.findings}


GROUPED = """
id: grouped
edition: "1"
title: 公厕表
office: housing
frequency: Q
shape: areas
recognise: {title: [公厕]}
period: {in: title}
columns:
  - {heading: 片区, role: ignored, optional: true}
  - {heading: 镇, role: area}
  - {heading: 座数, indicator: public_toilet_density, part: numerator, unit: 座}
areas:
  - {code: "150627100", names: [阿镇]}
  - {code: "150627101"}
  - {code: "150627102"}
  - {code: "150627"}
totals:
  - {label: 小计, sums: [座数], rows: group}
  - {label: 全旗, sums: [座数], area: "150627"}
"""
TOILETS = [
    ("东片", "阿镇", 12),
    ("东片", "札萨克镇", 5),
    (None, "小计", 17),
    ("西片", "乌兰木伦镇", 4),
    (None, "小计", 4),
    (None, "全旗", 21),
]


def toilets(rows):
    heads = [("片区", "镇", "座数(座)")]
    return book(rows, title="2024年二季度公厕情况", headings=heads, merged=())


def test_subtotals_add_up_their_group_and_the_grand_total_is_a_value_too(read):
    done = taken(read, toilets(TOILETS), layout(GROUPED))
    assert critical(done) == []
    assert "total.unproven" not in {f.rule for f in done.findings}
    got = dict(done.batch.select("area", "numerator").rows())
    assert got == {TOWN: 12.0, OTHER: 5.0, "150627102": 4.0, BANNER: 21.0}


def test_a_wrong_subtotal_is_named_by_its_cell(read):
    rows = [list(line) for line in TOILETS]
    rows[2][2] = 18
    assert critical(taken(read, toilets(rows), layout(GROUPED))) == [("total.sum", "C6")]


REPEATS = """
id: repeats
edition: "1"
title: 台账
office: housing
frequency: M
shape: long
recognise: {sheet: csv, headings: [镇, 数]}
period: {in: column}
columns:
  - {heading: 镇, role: area, repeats: true}
  - {heading: 指标, role: indicator}
  - {heading: 月份, role: period, repeats: true}
  - {heading: 数}
areas: [{code: "150627100"}, {code: "150627101"}]
rows:
  - {name: 口袋公园, indicator: pocket_parks}
  - {name: 绿道, indicator: greenway_length, unit: 米}
"""


def test_blanks_below_a_merged_cell_of_another_program_repeat_only_where_declared(read):
    lines = (
        "镇,指标,月份,数",
        "阿勒腾席热镇,口袋公园,2024.06,3",
        ",绿道,,1500",
        "札萨克镇,绿道,2024年7月,无",
    )
    text = "\n".join(lines)
    done = taken(read, text.encode("gb18030"), layout(REPEATS), "台账.csv")
    assert critical(done) == []
    got = {
        (i, a, p): v
        for i, a, p, v in done.batch.select("indicator", "area", "period", "value").rows()
    }
    assert got == {
        ("pocket_parks", TOWN, "2024-06"): 3.0,
        ("greenway_length", TOWN, "2024-06"): 1.5,
        ("greenway_length", OTHER, "2024-07"): None,
    }
    strict = layout(REPEATS.replace("area, repeats: true", "area"))
    assert ("row.unknown", "A3") in critical(taken(read, text.encode(), strict, "台账.csv"))


@pytest.mark.parametrize(("shown", "read_as"), [(2024.06, "2024-06"), (2024.1, None)])
def test_a_month_stored_as_a_number_is_taken_only_when_it_can_be_but_one(read, shown, read_as):
    made = layout(REPEATS.replace("sheet: csv, ", ""))
    data = book(
        [("阿勒腾席热镇", "口袋公园", shown, 3)],
        title="台账",
        headings=[("镇", "指标", "月份", "数")],
        merged=(),
    )
    done = taken(read, data, made)
    if read_as:
        assert done.header.period == read_as
    else:
        assert critical(done) == [("period.unread", "C4")]


@pytest.fixture(scope="module")
def own_jail():
    with Jail() as jail:
        yield jail


UNITS = {"%": Decimal(1), "‰": Decimal("0.1"), "": Decimal(1)}
NAMES = ("道路机械化清扫率", "供水管网漏损率", "道路照明设施完好率", "城市道路完好率")
KEYS = (
    "mechanized_sweeping_rate",
    "leakage_rate",
    "street_lighting_intact_rate",
    "road_condition_rate",
)
cells = st.integers(0, 10**6).map(lambda n: Decimal(n).scaleb(-4))


@settings(max_examples=20, deadline=None)
@given(
    values=st.lists(st.lists(cells, min_size=3, max_size=3), min_size=4, max_size=4),
    order=st.permutations(range(4)),
    columns=st.permutations(range(3)),
    unit=st.sampled_from(sorted(UNITS)),
    wide=st.booleans(),
)
def test_any_table_a_layout_describes_is_read_back_exactly(
    own_jail, tmp_path_factory, values, order, columns, unit, wide
):
    """Rows and columns in any order, any declared unit, text or full-width digits."""
    areas = ("150627100", "150627101", "150627102")
    names = ("阿勒腾席热镇", "札萨克镇", "乌兰木伦镇")
    text = f"""
id: made
edition: "1"
title: 生成表
office: housing
frequency: Q
shape: indicators
recognise: {{title: [生成表]}}
period: {{in: title}}
columns:
  - {{heading: 指标, role: indicator}}
  - {{heading: "{{area}}"}}
areas: [{", ".join(f'{{code: "{code}"}}' for code in areas)}]
rows:
"""
    said = f', unit: "{unit}"' if unit else ""
    text += "".join(
        f"  - {{name: {n}, indicator: {k}{said}}}\n" for n, k in zip(NAMES, KEYS, strict=True)
    )
    made = layout(text + 'totals: [{label: 合计, sums: ["{area}"]}]\n')
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["2024年1—3月生成表"])
    writer.writerow(["指标", *(names[c] for c in columns)])
    for r in order:
        writer.writerow([NAMES[r], *(_written(values[r][c], wide=wide) for c in columns)])
    writer.writerow(["合计", *(str(sum(line[c] for line in values)) for c in columns)])
    folder = tmp_path_factory.mktemp("made")
    report = own_jail.read(spool(out.getvalue().encode(), "表.csv", folder))
    done = interpret(report, {made.name: made}, INDICATORS)
    assert [f.message for f in done.findings if f.severity is not Severity.INFO] == []
    got = {(i, a): v for i, a, v in done.batch.select("indicator", "area", "value").rows()}
    assert got == {
        (KEYS[r], areas[c]): float(values[r][c] * UNITS[unit]) for r in range(4) for c in range(3)
    }


def _written(value, *, wide):
    text = f"{value:,}"
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,."}) if wide else text
