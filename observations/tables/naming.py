"""What columns and rows of a file nobody knows yet may be about, and what is to be asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from observations.layout import folded
from observations.tables.guess import LIKELY, Guess, Known, area_called, candidates, guesses
from observations.tables.model import PERIOD_MARK
from observations.tables.numbers import unit_of
from observations.tables.survey import SUBTOTALS, TOTALS, Column, Survey
from observations.tables.units import factor_between, is_unit, same_unit

Entry = dict[str, object]
_MONTH_WORDS = ("本期", "本季", "本月", "数值", "完成", "实际", "指标值", "数据")


@dataclass
class Draft:
    """The parts of a layout as proposed; `questions` are about the table as a whole."""

    head: Entry
    recognise: Entry
    period: Entry
    columns: list[Entry] = field(default_factory=list)
    rows: list[Entry] = field(default_factory=list)
    areas: list[Entry] = field(default_factory=list)
    totals: list[Entry] = field(default_factory=list)
    ignored_rows: list[str] = field(default_factory=list)
    end: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


class Namer:
    """What columns and rows may be about."""

    def __init__(self, made: Draft, seen: Survey, known: Known) -> None:
        self.made, self.seen, self.known = made, seen, known
        self.by_row = made.head["shape"] != "areas"
        self.key = self._key_column()
        self.unit_line = next(
            (
                unit
                for cell in seen.grid.cells.values()
                if (unit := folded(cell.text).partition("单位:")[2]) and is_unit(unit)
            ),
            "",
        )

    def _key_column(self) -> Column | None:
        """The column whose rows are named: indicators, or areas."""
        wanted = "text" if self.by_row else "area"
        return next((c for c in self.seen.columns if c.content == wanted), None)

    def column(self, column: Column) -> Entry:
        """One column as proposed."""
        entry: Entry = {"heading": column.heading}
        roles = {"area": "area", "unit": "unit", "period": "period", "ordinal": "ignored"}
        if column == self.key and self.by_row:
            return entry | {"role": "indicator"}
        if column.content in roles:
            return entry | {"role": roles[column.content]}
        if column.content in ("text", "blank"):
            role = "note" if re.search("备注|说明|情况", column.heading) else "ignored"
            return entry | {"role": role, "optional": True}
        return entry | (self._by_row(column) if self.by_row else self._data(column))

    def _by_row(self, column: Column) -> Entry:
        """A number column where the rows say the indicator."""
        several = [c for c in self.seen.columns if c.content == "number"]
        fits = PERIOD_MARK in column.heading or any(w in column.heading for w in _MONTH_WORDS)
        if fits or len(several) == 1:
            return {}
        return {"role": "ignored", "question": "不像本期数,按不采用写;是本期数的删去 role"}

    def _data(self, column: Column) -> Entry:
        found = guesses(column.heading, self.known.indicators)
        if not found or found[0].likeness < LIKELY:
            said = f"可能是 {candidates(found)}" if found else "方案中没有相近的指标"
            return {"role": "ignored", "question": f"{said};不用的保留 ignored"}
        unit = column.unit or self.unit_line
        return self._said(found, unit)

    def _said(self, found: Sequence[Guess], unit: str) -> Entry:
        """Indicator, part and unit, and what is to be asked about them."""
        best, asked = found[0], []
        entry: Entry = {"indicator": best.indicator.key}
        if best.part != "value":
            entry["part"] = best.part
        own = unit_of(best.indicator, best.part)
        tied = len(found) > 1 and found[1].likeness == best.likeness
        if tied or not best.certain:
            asked.append(f"按名称最接近的写,可能是 {candidates(found)}")
        if not unit:
            asked.append(f"没有写单位,按{own or '无单位'}收")
        elif factor_between(unit, own) is None:
            asked.append(f"单位“{unit}”不能换算为“{own}”")
        if unit:
            entry["unit"] = unit
        return entry | ({"question": ";".join(asked)} if asked else {})

    def rows(self) -> None:
        """Row names, areas, totals and rows to be left out."""
        made, seen = self.made, self.seen
        if seen.numbering:
            made.ignored_rows.append(seen.numbering)
        if seen.end:
            made.end.append(seen.end)
        sums = [c["heading"] for c in made.columns if self._adds_up(c)]
        labels = [text for row in seen.rows if (text := seen.grid.text(row, self._first(row)))]
        for label in dict.fromkeys(one for one in labels if folded(one) in TOTALS):
            made.totals.append({"label": label, "sums": sums})
        self._named_rows()

    def _first(self, row: int) -> int:
        return self.seen.grid.columns[row][0]

    def _adds_up(self, column: Entry) -> bool:
        """Quantities add up; shares and quotients do not."""
        if column.get("role", "data") != "data" or not column.get("indicator"):
            return False
        unit = str(column.get("unit", ""))
        shares = any(same_unit(unit, one) for one in ("%", "‰", "‱"))
        return bool(unit) and not shares and "/" not in unit

    def _named_rows(self) -> None:
        if self.key is None:
            self.made.questions.append("没有认出哪一列是指标或地区,请补上 role")
            return
        texts = dict.fromkeys(self.seen.grid.text(row, self.key.col) for row in self.seen.rows)
        for text in texts:
            if not text or folded(text) in TOTALS:
                continue
            if folded(text) in SUBTOTALS:
                self.made.ignored_rows.append(text)
            elif self.by_row:
                self._row(text)
            else:
                self._area(text)
        areas = next((c for c in self.seen.columns if c.content == "area"), None)
        if self.by_row and areas is not None:
            for text in dict.fromkeys(
                self.seen.grid.text(row, areas.col) for row in self.seen.rows
            ):
                if text:
                    self._area(text)

    def _row(self, text: str) -> None:
        found = guesses(text, self.known.indicators)
        if not found or found[0].likeness < LIKELY:
            self.made.ignored_rows.append(text)
            said = f"可能是 {candidates(found)}" if found else "方案中没有相近的指标"
            self.made.questions.append(f"“{text}”行按不采用写:{said}")
            return
        unit = self._row_unit(text)
        self.made.rows.append({"name": text} | self._said(found, unit))

    def _row_unit(self, text: str) -> str:
        units = next((c for c in self.seen.columns if c.content == "unit"), None)
        for row in self.seen.rows:
            if units and self.key and self.seen.grid.text(row, self.key.col) == text:
                return self.seen.grid.text(row, units.col)
        data = next((c for c in self.made.columns if c.get("role", "data") == "data"), {})
        return str(data.get("unit", "")) or self.unit_line

    def _area(self, text: str) -> None:
        area = area_called(text, self.known.areas)
        if area is None:
            self.made.ignored_rows.append(text)
            self.made.questions.append(f"“{text}”不是方案中的地区,按不采用写")
        elif all(one["code"] != area.code for one in self.made.areas):
            entry: Entry = {"code": area.code}
            if text != area.name:
                entry |= {"names": [text], "question": f"“{text}”当作{area.name}"}
            self.made.areas.append(entry)
