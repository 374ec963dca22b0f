"""Open data: what was approved for the public as tables of text, once for every format.

Nothing is here that the approved documents do not say, but what identifies it: codes, the
definitions of the plan that was in force, and which revision of the record a value is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from targets.assessment import Assessment, AssessmentRun
from targets.model import Plan

SCHEMA = "open-data-1"
CODE = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
PERIOD = r"^[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?$"


@dataclass(frozen=True)
class Origin:
    """The revision of the record that a published value is, and the day it was approved on.

    `status` is of SDMX CL_OBS_STATUS; `quoted`: somebody else had published the value before.
    """

    revision: str
    indicator: str
    area: str
    period: str
    value: float | None
    status: str
    quoted: bool
    approved_on: date | None


@dataclass(frozen=True)
class Disclosed:
    """An approved document with the run it tells, the plan then and the values' origins.

    `order` tells which of two approvals came later. `origins` are by revision.
    """

    content: Mapping[str, Any]
    sha256: str
    approved_on: date
    order: int
    run: AssessmentRun
    plan: Plan
    origins: Mapping[str, Origin] = field(hash=False)

    @property
    def period(self) -> str:
        """The disclosed period in written form."""
        return str(self.content["period"])

    @property
    def demo(self) -> bool:
        """True when the document says that its values are synthetic."""
        return bool(self.content["demo"])

    def told(self) -> Iterable[tuple[Mapping[str, Any], Assessment]]:
        """Each target as the document tells it, with the verdict it was told from."""
        verdicts = {one.target_id: one for one in self.run.assessments}
        for group in self.content["groups"]:
            for one in group["targets"]:
                yield one, verdicts[one["id"]]


@dataclass(frozen=True)
class Column:
    """A column: its type in Table Schema, what it means, and what its values keep to."""

    name: str
    title: str
    type: str = "string"
    about: str = ""
    unit: str = ""
    bounds: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Reference:
    """Columns whose values stand in the columns `there` of another table."""

    columns: tuple[str, ...]
    table: str
    there: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A table without its rows; `key` are the columns no two rows share."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True)
class OpenTable:
    """A form with its rows in the order of the key; a cell is text, `` for none."""

    form: Form
    rows: tuple[tuple[str, ...], ...]

    def records(self) -> Iterable[dict[str, str]]:
        """Each row by its columns' names."""
        names = [one.name for one in self.form.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)


@dataclass(frozen=True)
class OpenData:
    """Everything a package says; `updated` is the day of its newest approval."""

    plan: str
    document: str
    issuer: str
    updated: date
    demo: bool
    sha256s: tuple[str, ...]
    tables: Mapping[str, OpenTable] = field(hash=False)


def filled(form: Form, rows: Iterable[Mapping[str, str]]) -> OpenTable:
    """The form with `rows`, sorted by its key; a row has a text for every column."""
    names = [one.name for one in form.columns]
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in form.key))
    return OpenTable(form, tuple(tuple(row[name] for name in names) for row in ordered))


def newest(disclosed: Sequence[Disclosed]) -> Disclosed:
    """The one that was approved last."""
    return max(disclosed, key=lambda one: one.order)
