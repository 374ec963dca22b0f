"""The values of a JSON submission, one after another: key, number, parts, qualifier, note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from observations.area_code import short_form
from observations.indicator import Indicator
from observations.layout import LayoutRow
from observations.leaves import Leaf, Leaves
from observations.number import MISSING, Reading, read_number, read_yes
from observations.page import Page
from observations.signals import SIGNALS
from observations.values import kept_value

PARTS = ("value", "numerator", "denominator")
Row = dict[str, Any]
"""A batch row without receipt, period, office and sheet."""
_QUALIFIERS = ("", "约", "近", "以上")
_YES = {"true": Reading(1.0), "false": Reading(0.0)}


def wrong(page: Page, path: str, about: str, key: tuple[str, str] = ("", "")) -> None:
    """Tell that a field of the document is not as agreed; `key` is (indicator, area)."""
    page.tell("form.field", about, page.place(path, key), value=path)


class _Number(NamedTuple):
    """A number as `kept_value` takes it; a document has no cells but paths."""

    reading: Reading
    address: str
    cell: None = None


@dataclass
class Values:
    """The values being read, each key once. `plan`: do they carry numbers, their usual note."""

    page: Page
    leaves: Leaves
    indicators: Mapping[str, Indicator]
    plan: tuple[bool, str]
    seen: set[tuple[str, str]] = field(default_factory=set)

    def rows(self) -> list[Row]:
        """Every value that was understood; what was not is told."""
        return [row for place in self.leaves.places if (row := self._row(place))]

    def _row(self, place: int) -> Row:
        before = len(self.page.findings)
        expected = self._expected(place)
        row = self._taken(place, expected) if expected else {}
        told = self.page.findings[before:]
        if not told or not any(SIGNALS[f.rule].severity == "critical" for f in told):
            return row
        self.page.forget_recomputed(f"values[{place}].value")
        return {}

    def _expected(self, place: int) -> LayoutRow | None:
        """The layout's row a value is about; None, told, when it has none or came before."""
        at, page = f"values[{place}]", self.page
        key = (self.leaves.of(place, "indicator"), short_form(self.leaves.of(place, "area")))
        for name, word in zip(("indicator", "area"), key, strict=True):
            if not word:
                wrong(page, f"{at}.{name}", f"缺少 {name}(须是文字)")
        if not all(key):
            return None
        found = page.layout.rows_by_key.get(key)
        shown = " ".join(key)[:80]
        if found is None:
            gone = page.layout.fate(key[1])
            about = f"“{shown}”不在表样中{gone and ','}{gone}"
            page.tell("row.unknown", about, page.place(at), value=shown)
        elif key in self.seen:
            page.tell("row.duplicate", f"“{shown}”出现两次", page.place(at), value=shown)
            return None
        self.seen.add(key)
        return found

    def _taken(self, place: int, expected: LayoutRow) -> Row:
        value, above, below = (self._part(place, name, expected) for name in PARTS)
        indicator = self.indicators[expected.indicator]
        reading = kept_value(self.page, expected, indicator, (above, below, value))
        written = self.leaves.values.get((place, "value"))
        return {
            "indicator": expected.indicator,
            "area": expected.area,
            "value": reading.value,
            "numerator": above.reading.value,
            "denominator": below.reading.value,
            "status": "M" if reading.value is None else "A",
            "qualifier": self._qualifier(place, expected, reading),
            "printed": written.text if written else "",
            "decimals": reading.decimals,
            "note": self._note(place, expected),
            "cell": value.address,
            "numerator_cell": above.address if expected.computed else "",
            "denominator_cell": below.address if expected.computed else "",
        }

    def _part(self, place: int, name: str, expected: LayoutRow) -> _Number:
        path = f"values[{place}].{name}"
        leaf = self.leaves.values.get((place, name))
        reading = self._number(path, leaf, name, expected) if leaf else MISSING
        return _Number(reading, path)

    def _number(self, path: str, leaf: Leaf, name: str, expected: LayoutRow) -> Reading:
        shown = leaf.text[:40]
        if not self.plan[0]:
            wrong(self.page, path, f"撤回不带 {name},写的是“{shown}”", expected.key)
            return MISSING
        if name != "value" and not expected.computed:
            about = f"“{expected.name}”不按分子、分母计算,填的“{shown}”未采用"
            where = self.page.place(path, expected.key)
            self.page.tell("cell.unexpected", about, where, value=shown)
            return MISSING
        reading = read_leaf(leaf, name, self.indicators[expected.indicator])
        if reading.problem:
            about = f"填报“{shown}”,{SIGNALS[reading.problem].meaning}"
            where = self.page.place(path, expected.key)
            self.page.tell(reading.problem, about, where, value=shown)
        return reading

    def _qualifier(self, place: int, expected: LayoutRow, reading: Reading) -> str:
        leaf = self.leaves.values.get((place, "qualifier"))
        if leaf is None:
            return reading.qualifier
        allowed = (reading.qualifier,) if reading.qualifier else _QUALIFIERS
        if not leaf.is_text or leaf.text not in allowed:
            words = "、".join(f"“{word}”" for word in allowed)
            about = f"qualifier 写的是“{leaf.text[:40]}”,只能是{words}"
            wrong(self.page, f"values[{place}].qualifier", about, expected.key)
        return leaf.text

    def _note(self, place: int, expected: LayoutRow) -> str:
        leaf = self.leaves.values.get((place, "note"))
        if leaf is not None and not leaf.is_text:
            about = f"note 须是文字,写的是 {leaf.text[:40]}"
            wrong(self.page, f"values[{place}].note", about, expected.key)
        own = leaf.text.strip() if leaf else ""
        return own or self.plan[1]


def read_leaf(leaf: Leaf, name: str, indicator: Indicator) -> Reading:
    """The number a leaf says for one of PARTS, read as the cell of a form is."""
    yes = name == "value" and indicator.kind == "yes"
    if leaf.is_word:
        problem = "cell.not_yes_or_no" if yes else "cell.not_a_number"
        return _YES.get(leaf.text, Reading(problem=problem)) if yes else Reading(problem=problem)
    if yes:
        return read_yes(leaf.text)
    units = {"numerator": indicator.numerator_unit, "denominator": indicator.denominator_unit}
    ratio = name == "value" and indicator.kind == "ratio"
    return read_number(leaf.text, units.get(name, indicator.unit), ratio=ratio)
