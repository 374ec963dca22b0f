"""Layouts: the template of a form as data, by edition."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

ColumnKind = Literal["text", "number"]

FORM_SHEET = "填报"
DEFINITION_SHEET = "口径"
MANIFEST_SHEET = "_layout"
OFFICE_LABEL = "填报单位"
PERIOD_LABEL = "报告期"
COUNT_LABEL = "填报项数"
SUM_LABEL = "填报合计"
NIL_LABEL = "零报告"
FOOTER_LABELS = ("填报岗位", "审核岗位", COUNT_LABEL, SUM_LABEL, NIL_LABEL)


@dataclass(frozen=True)
class Column:
    """One column of a form: `aliases` are the other headings it is known by.

    `entry`: the office writes here. `locked`: a change of the printed content is named.
    """

    id: str
    heading: str
    kind: ColumnKind = "text"
    aliases: tuple[str, ...] = ()
    entry: bool = False
    locked: bool = False


@dataclass(frozen=True)
class FormEdition:
    """One edition of our own form's columns; `nil_report`: its footer has the cell 零报告."""

    id: str
    columns: tuple[Column, ...]
    nil_report: bool = False


@dataclass(frozen=True)
class LayoutRow:
    """One row of a form: the indicator of an area, as printed.

    `computed`: the value is numerator / denominator × scale and its cell holds the formula.
    `idle`: periods that end on such days (first, first after) do not ask for it. `gone`: as
    `idle`, with what is said of an area that is not there on those days.
    """

    number: int
    indicator: str
    area: str
    name: str
    unit: str
    numerator: str = ""
    denominator: str = ""
    computed: bool = False
    idle: tuple[tuple[date, date], ...] = ()
    gone: tuple[tuple[date, date, str], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """(indicator, area): what the row is about."""
        return (self.indicator, self.area)

    def fate(self, day: date) -> str:
        """What became of its area, where that is not there on `day`; else empty."""
        return next((words for a, b, words in self.gone if a <= day < b), "")


@dataclass(frozen=True)
class Layout:
    """A form by edition; `kind` is `form` for our own, `office` an office id.

    `frequency` is the SDMX code of the periods it serves (A, Q, M). `editions` are the forms
    that offices may still hand in, oldest first; `columns` are those of the newest. `absent` says
    of areas that are not there, by code and by folded row name, what became of them.
    """

    id: str
    edition: str
    office: str
    title: str
    kind: str
    columns: tuple[Column, ...]
    rows: tuple[LayoutRow, ...]
    office_name: str = ""
    office_aliases: tuple[str, ...] = ()
    frequency: str = "Q"
    editions: tuple[FormEdition, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()

    def at(self, day: date) -> Layout:
        """The form of a period that ends on `day`, numbered anew; itself where all is asked."""
        asked = [r for r in self.rows if not any(a <= day < b for a, b in r.idle)]
        if len(asked) == len(self.rows):
            return self
        rows = tuple(replace(row, number=number) for number, row in enumerate(asked, start=1))
        gone = {word: row.fate(day) for row in self.rows for word in (row.area, folded(row.name))}
        absent = tuple((word, fate) for word, fate in gone.items() if fate)
        return replace(self, rows=rows, edition=edition_of(self.editions[-1], rows), absent=absent)

    def fate(self, word: str) -> str:
        """What became of the area of that code, or of the row of that folded name; else empty."""
        return dict(self.absent).get(word, "")

    @cached_property
    def rows_by_name(self) -> Mapping[str, tuple[LayoutRow, ...]]:
        """Rows by their folded printed name."""
        found: dict[str, tuple[LayoutRow, ...]] = {}
        for row in self.rows:
            name = folded(row.name)
            found[name] = (*found.get(name, ()), row)
        return found

    @cached_property
    def rows_by_key(self) -> Mapping[tuple[str, str], LayoutRow]:
        """Rows by (indicator, area)."""
        return {row.key: row for row in reversed(self.rows)}

    @property
    def short_title(self) -> str:
        """How messages and lists call the form: `住房和城乡建设局填报表`."""
        return title_of(self.office_name)

    def column(self, column_id: str) -> Column:
        """The column with this id; KeyError when the layout has none."""
        for column in self.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)


def title_of(office_name: str) -> str:
    """How messages and lists call an office's forms."""
    return f"{office_name}填报表"


@lru_cache(maxsize=1_024)  # labels and headings come again with every form
def folded(text: str) -> str:
    """Text as headings and locked content are compared: NFKC, without any white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def edition_of(form: FormEdition, rows: tuple[LayoutRow, ...]) -> str:
    """An edition by its form and its content: `2.` and a hash of headings and rows."""
    content = [
        [c.id + c.heading for c in form.columns],
        [[r.number, r.indicator, r.area, r.unit, r.numerator, r.denominator] for r in rows],
    ]
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
    return f"{form.id}.{digest[:10]}"
