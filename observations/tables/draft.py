"""A draft layout for a file nobody knows yet: proposed, with a question for every doubt.

A person answers the questions; until then no reader takes the draft for a layout.
"""

from __future__ import annotations

import re

from observations.layout import folded
from observations.period import Frequency
from observations.period_words import Months, day_in, months_in
from observations.stations import Sheet
from observations.tables.guess import Known, office_called
from observations.tables.model import PERIOD_MARK
from observations.tables.naming import Draft, Namer
from observations.tables.survey import Column, Survey, survey

UNKNOWN = "todo"
_TIME = re.compile(r"[0-90-9〇一二三四年月季度第半上下前QqTt—–\-~至到.]+")


def draft(sheet: Sheet, known: Known) -> Draft | None:
    """A proposal for one sheet; None when nothing in it looks like a table."""
    seen = survey(sheet, known.areas)
    if seen is None:
        return None
    made = Draft({}, {}, {})
    months = _period(made, seen)
    _head(made, seen, known, months)
    shape = _shape(seen)
    made.head["shape"] = shape
    made.head["heading_rows"] = seen.last - seen.first + 1
    named = Namer(made, seen, known)
    for column in _merged_periods(seen, made):
        made.columns.append(named.column(column))
    named.rows()
    if shape == "indicators" and "area" not in {c.content for c in seen.columns}:
        made.head["area"] = known.area
        if (area_called_in(seen.title, known) or "") != known.area:
            made.questions.append(f"表里没有写地区,按全表都是 {known.area} 的数写,请确认 area")
    _recognise(made, seen)
    return made


def area_called_in(text: str, known: Known) -> str | None:
    """The code of the area whose name stands in `text`."""
    named = [area for area in known.areas if area.name in text]
    return max(named, key=lambda area: len(area.name)).code if named else None


def _shape(seen: Survey) -> str:
    contents = [column.content for column in seen.columns]
    if "area" in contents and "text" in contents[: contents.index("number")]:
        return "long"
    return "areas" if "area" in contents else "indicators"


def _period(made: Draft, seen: Survey) -> Months | None:
    """Where the period is, by the first place that names one."""
    in_headings = [
        c for c in seen.columns if c.content in ("number", "blank") and months_in(c.heading)
    ]
    column = next((c for c in seen.columns if c.content == "period"), None)
    if column is not None:
        made.period["in"] = "column"
        said = _first_period(seen, column)
    elif len(in_headings) > 1:
        made.period["in"] = "headings"
        said = months_in(in_headings[0].heading)
    else:
        source, text = next(
            ((s, t) for s, t in (("title", seen.title), ("sheet", seen.sheet)) if months_in(t)),
            ("fixed", ""),
        )
        made.period["in"] = source
        said = months_in(text)
    if len(said) == 1:
        return next(iter(said))
    if made.period["in"] == "fixed":
        made.period["value"] = "1900"
        made.questions.append("没有找到报告期,请改 period(写在哪里)或 value")
    else:
        made.questions.append("写了不止一个报告期,请确认 period")
    return None


def _first_period(seen: Survey, column: Column) -> frozenset[Months]:
    for row in seen.rows:
        text = seen.grid.text(row, column.col)
        if day := day_in(text):
            return frozenset({Months(day.year, day.month, day.month)})
        if said := months_in(text):
            return said
    return frozenset()


def _head(made: Draft, seen: Survey, known: Known, months: Months | None) -> None:
    title = _title(seen)
    office = office_called(seen.title, known.offices)
    exact = months.exact() if months else None
    made.head |= {"id": UNKNOWN, "edition": str(months.year) if months else "1", "title": title}
    made.questions.append("请给表样起一个编号 id(小写英文),核对 title 和 edition")
    made.head["office"] = office.id if office else UNKNOWN
    if office is None:
        made.questions.append("表上没有找到报送单位,请写 office(单位代号)")
    made.head["frequency"] = str((exact.frequency if exact else Frequency.QUARTER).value)
    if exact is None:
        said = f"{months.first}—{months.last}月" if months else "没有写清"
        made.questions.append(
            f"报告期{said},不是一个完整的月、季、年:请定 frequency;累计数另写 period.to_date: true"
        )


def _title(seen: Survey) -> str:
    lines = [
        cell.text.strip()
        for (row, _), cell in sorted(seen.grid.cells.items())
        if row < seen.first and ":" not in folded(cell.text)
    ]
    return max(lines, key=lambda line: len(_TIME.sub("", line)), default=seen.sheet)[:60]


def _recognise(made: Draft, seen: Survey) -> None:
    """Words of the title that are no time, and the headings that every edition must have."""
    title = _TIME.sub(" ", _title(seen))
    words = [word for word in re.split(r"[\s()()、,,:《》“”]+", title) if len(word) > 1]
    if words and _title(seen) != seen.sheet:
        made.recognise["title"] = words[:3]
    else:
        key = [str(c["heading"]) for c in made.columns if c.get("role") not in ("ignored", "note")]
        made.recognise["headings"] = [h for h in key if PERIOD_MARK not in h][:4]


def _merged_periods(seen: Survey, made: Draft) -> list[Column]:
    """Columns that differ by their period only become one, with {period} in its heading."""
    if made.period["in"] != "headings":
        return list(seen.columns)
    columns: dict[str, Column] = {}
    for column in seen.columns:
        heading = "/".join(
            PERIOD_MARK if months_in(word) else word for word in column.heading.split("/")
        )
        columns.setdefault(
            heading,
            Column(
                column.col,
                heading,
                column.unit,
                "number" if PERIOD_MARK in heading else column.content,
            ),
        )
    return list(columns.values())
