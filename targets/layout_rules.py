"""What a layout must be beyond its form: known keys, units that convert, no two readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from observations.errors import UserError
from observations.indicator import Indicator
from observations.layout import folded
from observations.period import Frequency, ReportingPeriod
from observations.tables.model import AREA_MARK, PERIOD_MARK, RowName, TableColumn, TableLayout
from observations.tables.numbers import unit_of
from observations.tables.units import factor_between
from targets.model import Plan
from targets.yamlfile import Place

Problem = tuple[tuple[str | int, ...], str, str]  # route in the file, what, cure


def check_layout(top: Place, layout: TableLayout, plan: Plan) -> None:
    """`UserError` with file, line and field for the first thing that is wrong."""
    for rule in _RULES:
        for route, what, cure in rule(layout, plan):
            raise UserError(f"{top.below(*route)}:{what}", cure=cure)


def _known_keys(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    if layout.office not in {office.id for office in plan.offices}:
        yield ("office",), f"方案中没有单位“{layout.office}”", "写方案中的单位代号"
    areas = {area.code for area in plan.areas}
    indicators = {indicator.key for indicator in plan.indicators}
    for route, code in _areas(layout):
        if code and code not in areas:
            yield route, f"方案中没有地区“{code}”", "写方案中的地区代码"
    for route, one in _readers(layout):
        if one.indicator and one.indicator not in indicators:
            yield (*route, "indicator"), f"方案中没有指标“{one.indicator}”", "写方案中的指标代号"


def _areas(layout: TableLayout) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("area",), layout.area
    for route, one in _readers(layout):
        yield (*route, "area"), one.area
    for n, area in enumerate(layout.areas):
        yield ("areas", n, "code"), area.code
    for n, total in enumerate(layout.totals):
        yield ("totals", n, "area"), total.area


def _readers(
    layout: TableLayout,
) -> Iterator[tuple[tuple[str | int, ...], TableColumn | RowName]]:
    """Columns and rows that say what a number is, with their place."""
    for n, column in enumerate(layout.columns):
        yield ("columns", n), column
    for n, row in enumerate(layout.rows):
        yield ("rows", n), row


def _recognised(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    del plan
    known = layout.recognise
    if not (known.title or known.sheet or known.headings):
        yield ("recognise",), "没有写怎样认出这张表", "写 title、sheet 或 headings"
    headings = {folded(column.heading) for column in layout.columns}
    for n, heading in enumerate(known.headings):
        if folded(heading) not in headings:
            yield ("recognise", "headings", n), f"“{heading}”不在 columns 里", "照抄列的 heading"


def _shape(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    del plan
    counts = {
        role: len(layout.columns_of(role)) for role in ("area", "indicator", "period", "unit")
    }
    for role, count in counts.items():
        if count > 1:
            yield ("columns",), f"有 {count} 个 role 为 {role} 的列", "只留一个"
    wanted = {"indicators": ("indicator",), "areas": ("area",), "long": ("indicator", "area")}
    for role in wanted[layout.shape]:
        if not counts[role]:
            yield ("columns",), f"shape 为 {layout.shape},却没有 role 为 {role} 的列", "补上这一列"
    if not layout.columns_of("data"):
        yield ("columns",), "没有数值列", "给数值列写 heading 和 indicator"
    if counts["indicator"] and not layout.rows:
        yield ("rows",), "有指标列,却没有写各行是什么指标", "写 rows"
    if counts["area"] and not layout.areas:
        yield ("areas",), "有地区列,却没有写地区", "写 areas"
    for n, column in enumerate(layout.columns):
        named = bool(column.indicator)
        if column.role == "data" and named == bool(counts["indicator"]):
            what = "行已说明指标,列不能再写" if named else "没有写是什么指标"
            yield ("columns", n), what, "指标写在 rows 里或列上,只写一处"


def _placed(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    """Every number is about some area and some period, said in one place."""
    del plan
    by_row = bool(layout.columns_of("area")) or all(row.area for row in layout.rows or ())
    by_row = by_row and bool(layout.columns_of("area") or layout.rows)
    for n, column in enumerate(layout.columns):
        marks = (PERIOD_MARK, AREA_MARK)
        if any(w.count(m) > 1 for w in (column.heading, *column.aliases) for m in marks):
            yield ("columns", n, "heading"), "{period}、{area} 各只能写一次", "只留一个"
        if column.role != "data":
            continue
        if not (by_row or column.area or layout.area or AREA_MARK in column.heading):
            yield ("columns", n), "不知道是哪个地区的数", "写 area,或加一列地区"
        if (PERIOD_MARK in column.heading) != (layout.period.source == "headings"):
            yield ("columns", n, "heading"), "{period} 与 period.in: headings 须同时用", "改一处"
    if bool(layout.columns_of("period")) != (layout.period.source == "column"):
        yield ("period", "in"), "报告期列与 period.in: column 须同时用", "改一处"
    yield from _fixed(layout)


def _fixed(layout: TableLayout) -> Iterator[Problem]:
    value = layout.period.value
    if bool(value) != (layout.period.source == "fixed"):
        yield ("period", "value"), "value 与 period.in: fixed 须同时用", "改一处"
    for route, period in ((("since",), layout.since), (("until",), layout.until)):
        if period is not None and period.frequency is not layout.frequency:
            yield route, f"{period} 不是{layout.frequency.label}报的报告期", "与 frequency 一致"
    if layout.since and layout.until and layout.until < layout.since:
        yield ("until",), "早于 since", "改正适用期"
    if value and not _is_period(value, layout.frequency):
        yield (
            ("period", "value"),
            f"{value} 不是{layout.frequency.label}报的报告期",
            "与 frequency 一致",
        )


def _is_period(value: str, frequency: Frequency) -> bool:
    try:
        return ReportingPeriod.parse(value).frequency is frequency
    except UserError:
        return False


def _units(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    indicators = {indicator.key: indicator for indicator in plan.indicators}
    for route, one in _readers(layout):
        if one.indicator:
            yield from _unit(route, one, indicators[one.indicator])


def _unit(
    route: tuple[str | int, ...], one: TableColumn | RowName, indicator: Indicator
) -> Iterator[Problem]:
    whole = indicator.numerator and indicator.denominator and indicator.kind != "yes"
    if one.part != "value" and not whole:
        yield (*route, "part"), f"“{indicator.name}”不按分子、分母计算", "删去 part"
    own = unit_of(indicator, one.part)
    if one.unit and factor_between(one.unit, own) is None:
        what = f"“{one.unit}”不能精确换算为“{own or '无单位'}”"
        yield (*route, "unit"), what, "改正单位;换算表见 observations/tables/units.yaml"


def _cumulative(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    """Only a running count of the year may be taken from January on."""
    indicators = {indicator.key: indicator for indicator in plan.indicators}
    for _, one in _readers(layout):
        if layout.period.to_date and one.indicator and not indicators[one.indicator].cumulative:
            name = indicators[one.indicator].name
            yield ("period", "to_date"), f"“{name}”不是累计数,不能按 1 月至今的数收", "删去 to_date"


def _distinct(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    """No word stands for two things."""
    names = {area.code: area.name for area in plan.areas}
    words: dict[str, Iterable[tuple[str, ...]]] = {
        "columns": ((c.heading, *c.aliases) for c in layout.columns),
        "rows": ((r.name, *r.aliases) for r in layout.rows),
        "areas": ((a.code, names[a.code], *a.names) for a in layout.areas),
        "totals": ((t.label,) for t in layout.totals),
    }
    for section, many in words.items():
        seen: dict[str, int] = {}
        for n, said in enumerate(many):
            for word in {folded(one) for one in said}:
                if seen.setdefault(word, n) != n:
                    yield (section, n), f"“{word}”与第 {seen[word] + 1} 条重复", "一个名称只写一处"


def _totals(layout: TableLayout, plan: Plan) -> Iterator[Problem]:
    del plan
    headings = {column.heading for column in layout.columns_of("data")}
    for n, total in enumerate(layout.totals):
        for m, heading in enumerate(total.sums):
            if heading not in headings:
                yield ("totals", n, "sums", m), f"“{heading}”不是数值列", "照抄数值列的 heading"
        if total.area and (layout.shape != "areas" or layout.period.source == "column"):
            yield ("totals", n, "area"), "只有行是地区、报告期不在列里的表才能写", "删去 area"


_RULES: tuple[Callable[[TableLayout, Plan], Iterator[Problem]], ...] = (
    _known_keys,
    _recognised,
    _shape,
    _placed,
    _units,
    _cumulative,
    _distinct,
    _totals,
)
