"""A bulk table in typed columns: long (a row a value) or wide (a row an area)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from observations.areas import Areas
from observations.bulk.failing import nothing_failing, of_signal, spoken
from observations.bulk.headings import (
    EDITION,
    Asked,
    BulkPage,
    Catalogue,
    columns_of,
    indicator_names,
    layout_of,
)
from observations.bulk.numbers import read_numbers
from observations.bulk.table import MOST_ROWS, Table
from observations.cells import a1
from observations.errors import UserError
from observations.finding import Finding
from observations.layout import folded
from observations.period import ReportingPeriod
from observations.stations import BATCH_SCHEMA, FormHeader, SourceFile, empty_batch

_NUMBERS = ("value", "numerator", "denominator")


@dataclass(frozen=True)
class BulkReport:
    """`batch` (BATCH_SCHEMA), every failing row (FAILING_SCHEMA), and what is said of them."""

    source: SourceFile
    header: FormHeader | None
    batch: pl.DataFrame
    failing: pl.DataFrame
    findings: tuple[Finding, ...]


def interpret_bulk(
    source: SourceFile, table: Table | Finding, asked: Asked, known: Catalogue
) -> BulkReport:
    """The table's rows in BATCH_SCHEMA, those not understood left out and named.

    Needs one reporting period throughout. A table without usable headings has no header, so it
    is refused as a whole.
    """
    if isinstance(table, Finding):
        return BulkReport(source, None, empty_batch(), nothing_failing(), (table,))
    page = BulkPage(source, table, asked, known)
    columns = columns_of(page)
    if page.findings:
        return BulkReport(source, None, empty_batch(), nothing_failing(), tuple(page.findings))
    layout = layout_of(page, columns)
    written = _long(page, columns) if layout == "bulk.long" else _wide(page, columns)
    period = _period(page, written)
    _complete(page, columns)
    if period is None or not written.height:
        return BulkReport(source, None, empty_batch(), nothing_failing(), tuple(page.findings))
    batch, failing = _batch(page, written, period)
    said = (*page.findings, *spoken(failing, source.name))
    header = FormHeader(layout, EDITION, asked.office, str(period))
    return BulkReport(source, header, batch, failing, said)


def _part(columns: Mapping[str, int], name: str) -> tuple[pl.Expr, ...]:
    """The cells of one number: `name_n` (number), `name_t` (text), `name_cell` (address)."""
    place = columns.get(name)
    number = pl.lit(None, pl.Float64) if place is None else pl.col(f"n{place}")
    text = pl.lit("") if place is None else pl.col(f"t{place}")
    cell = pl.lit("") if place is None else pl.format(a1(0, place)[:-1] + "{}", "row")
    return number.alias(f"{name}_n"), text.alias(f"{name}_t"), cell.alias(f"{name}_cell")


def _rows(page: BulkPage) -> pl.DataFrame:
    """The table with `row`, the number a spreadsheet program shows."""
    return page.table.frame.with_row_index("row", 2)


def _word(place: int) -> pl.Expr:
    """A column of codes and names as text: a code stored as a number keeps its digits."""
    number = pl.col(f"n{place}")
    digits = pl.when(number == number.floor()).then(number.cast(pl.Int64, strict=False))
    text = pl.col(f"t{place}").str.strip_chars()
    return (
        pl.when(text != "")
        .then(text)
        .otherwise(pl.coalesce(digits.cast(pl.String), number.cast(pl.String), pl.lit("")))
    )


def _long(page: BulkPage, columns: Mapping[str, int]) -> pl.DataFrame:
    """One row a value: row, indicator, area, period, note, and the cells of the numbers."""
    note = columns.get("note")
    keys = (_word(columns[name]).alias(name) for name in ("indicator", "area", "period"))
    numbers = (part for name in _NUMBERS for part in _part(columns, name))
    said = (pl.lit("") if note is None else _word(note)).alias("note")
    return _written(_rows(page).select("row", *keys, said, *numbers))


def _written(frame: pl.DataFrame) -> pl.DataFrame:
    """Without rows that say nothing at all."""
    said = [pl.col(name) != "" for name in ("indicator", "area", "value_t", "note")]
    return frame.filter(pl.any_horizontal(*said, pl.col("value_n").is_not_null()))


def _wide(page: BulkPage, columns: Mapping[str, int]) -> pl.DataFrame:
    """One row an area and indicator, column by column; the same columns as `_long`."""
    names, words = indicator_names(page), {n: _word(columns[n]) for n in ("area", "period")}
    rows = _rows(page).filter(words["area"] != "")
    keyed = rows.with_columns(word.alias(name) for name, word in words.items()).lazy()
    parts = [
        _wide_column(keyed, {**columns, "value": place}, names[folded(heading)])
        for place, heading in enumerate(page.table.headings)
        if place not in columns.values()
    ]
    return pl.concat(parts).collect()


def _wide_column(keyed: pl.LazyFrame, columns: Mapping[str, int], indicator: str) -> pl.LazyFrame:
    numbers = (part for name in _NUMBERS for part in _part(columns, name))
    return keyed.select(
        "row",
        pl.lit(indicator).alias("indicator"),
        "area",
        "period",
        pl.lit("").alias("note"),
        *numbers,
    )


def _period(page: BulkPage, written: pl.DataFrame) -> ReportingPeriod | None:
    """The one period of all rows; None, told with a cell, when there is not exactly one."""
    if not written.height:
        page.tell("bulk.empty", "表头下面没有数据")
        return None
    if written.height > MOST_ROWS:
        page.tell("bulk.too_many_cells", f"共 {written.height} 个值,上限 {MOST_ROWS} 个")
        return None
    first = written.group_by("period", maintain_order=True).agg(pl.col("row").first())
    periods = []
    for text, row in first.head(2).iter_rows():
        try:
            periods.append(ReportingPeriod.parse(text))
        except UserError:
            page.tell("bulk.period", f"第 {row} 行:报告期“{text[:40]}”无法识别", value=text[:40])
            return None
    if first.height > 1:
        text, row = first.row(1)
        about = f"第 {row} 行是 {text[:40]},第 {first['row'][0]} 行是 {first['period'][0][:40]}"
        page.tell("bulk.period", about, value=text[:40])
        return None
    return periods[0]


def _complete(page: BulkPage, columns: Mapping[str, int]) -> None:
    """Nothing in a long table says that its end is there, so the sender must."""
    held = page.table.frame.filter(_word(columns["area"]) != "").height
    if page.asked.rows is None:
        page.tell("bulk.unproven", f"实有 {held} 行,没有声明应有多少行,完整性未证实")
    elif page.asked.rows != held:
        page.tell("bulk.count", f"声明 {page.asked.rows} 行,实有 {held} 行", value=str(held))


def _batch(
    page: BulkPage, written: pl.DataFrame, period: ReportingPeriod
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows understood, and every failing row of the rest."""
    frame = _placed(page, _named(page, written.with_columns(pl.lit(str(period)).alias("period"))))
    for name in _NUMBERS:
        frame = _numbered(frame, name)
    failing = pl.concat([*_failing_areas(page, frame), *_failing_numbers(page, frame)])
    bad = frame["area_code"].is_null() | (frame["area_gone"] != "")
    for name in _NUMBERS:
        bad |= frame[f"{name}_problem"] != ""
    good = frame.filter(~bad)
    constant = {"receipt": "", "office": page.asked.office, "sheet": page.table.sheet}
    batch = good.select(
        *(pl.lit(word).alias(name) for name, word in constant.items()),
        "indicator", pl.col("area_code").alias("area"), "period", "value", "numerator",
        "denominator", _status(), pl.col("value_qualifier").alias("qualifier"),
        pl.col("value_printed").alias("printed"), pl.col("value_decimals").alias("decimals"),
        "note", pl.col("value_cell").alias("cell"), "numerator_cell", "denominator_cell",
    )  # fmt: skip
    return batch.select(pl.col(n).cast(kind) for n, kind in BATCH_SCHEMA.items()), failing


def _status() -> pl.Expr:
    return (
        pl.when(pl.col("value").is_null()).then(pl.lit("M")).otherwise(pl.lit("A")).alias("status")
    )


def _named(page: BulkPage, written: pl.DataFrame) -> pl.DataFrame:
    """Keys for names of indicators (unknown ones stay, for a rule to name), with their units."""
    names = indicator_names(page)
    spelt = written.select(pl.col("indicator").unique()).to_series().to_list()
    keys = {word: names.get(folded(word), word) for word in spelt}
    table = [
        (i.key, i.unit, i.kind, i.numerator_unit, i.denominator_unit)
        for i in page.known.indicators.values()
    ]
    columns = ("indicator", "value_unit", "value_kind", "numerator_unit", "denominator_unit")
    units = pl.DataFrame(table, schema=dict.fromkeys(columns, pl.String), orient="row")
    return written.with_columns(pl.col("indicator").replace(keys)).join(
        units, on="indicator", how="left", maintain_order="left"
    )


def _placed(page: BulkPage, frame: pl.DataFrame) -> pl.DataFrame:
    """`area_code` of each place, null for one outside the plan's jurisdiction; `area_gone` says
    what became of one that is not there on the period's last day, else it is empty.
    """
    known = Areas(page.known.areas)
    day = ReportingPeriod.parse(frame["period"][0]).end
    codes: dict[str, str | None] = {}
    gone: dict[str, str] = {}
    for word in frame.select(pl.col("area").unique()).to_series().to_list():
        area = known.meant(word, day)
        codes[word] = area.code if area else known.around(word)
        gone[word] = known.fate(area, day) if area else ""
    place = pl.col("area")
    return frame.with_columns(
        place.replace_strict(codes, return_dtype=pl.String).alias("area_code"),
        place.replace_strict(gone, return_dtype=pl.String).alias("area_gone"),
    )


def _numbered(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    kind = pl.col("value_kind") if name == "value" else pl.lit("")
    cells = frame.select(
        pl.col(f"{name}_n").alias("number"),
        pl.col(f"{name}_t").alias("text"),
        pl.col(f"{name}_unit").alias("unit"),
        kind.alias("kind"),
    )
    read = read_numbers(cells)
    renamed = {column: f"{name}_{column}" for column in read.columns if column != "value"}
    return frame.hstack(read.rename(renamed | {"value": name}))


def _failing_areas(page: BulkPage, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Places nobody knows, and those that are not there; of these the cure says where they went."""
    rows = frame.filter(pl.col("area_code").is_null())
    yield of_signal("bulk.area", _place(page, rows, "value", pl.col("area")))
    gone = frame.filter(pl.col("area_gone") != "")
    told = of_signal("bulk.area_gone", _place(page, gone, "value", pl.col("area")))
    yield told.with_columns(pl.format("{}:{}", gone["area_gone"], "cure").alias("cure"))


def _failing_numbers(page: BulkPage, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for name in _NUMBERS:
        problems = frame.filter(pl.col(f"{name}_problem") != "")
        for (rule,), rows in problems.group_by([f"{name}_problem"], maintain_order=True):
            yield of_signal(str(rule), _place(page, rows, name, pl.col(f"{name}_printed")))


def _place(page: BulkPage, rows: pl.DataFrame, name: str, value: pl.Expr) -> pl.DataFrame:
    return rows.select(
        pl.lit(page.table.sheet).alias("sheet"),
        pl.col(f"{name}_cell").alias("cell"),
        "indicator",
        "area",
        "period",
        value.alias("value"),
    )
