"""Ballots as they came back, each valid with its answer or invalid with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observations.errors import UserError
from voices.columns import Columns, Row, refuse, rows_of, whole
from voices.personal import identity_kind
from voices.survey import Answer, Survey

COLUMNS = Columns(("ballot", "answer"), ("area", "category", "invalid"))
STRATA = Columns(("area", "category", "population", "drawn"))
Key = tuple[str, str]
"""Area and category of a stratum."""
_SEVERAL = re.compile(r"[、,;;/|+]")


@dataclass(frozen=True)
class Stratum:
    """How many people a stratum has in all, and how many of them were drawn (应答样本)."""

    area: str
    category: str
    population: int
    drawn: int

    @property
    def key(self) -> Key:
        """Area and category."""
        return self.area, self.category


@dataclass(frozen=True)
class Ballot:
    """One ballot: its number, its stratum, and its answer or, without one, why it is invalid."""

    number: str
    stratum: Key
    answer: Answer | None
    invalid: str = ""


def read_strata(name: str, lines: Sequence[Sequence[str]]) -> tuple[Stratum, ...]:
    """The strata of a table as `cityplan sample -o` writes it; `UserError` by line otherwise."""
    rows = rows_of(name, lines, STRATA)
    problems = [problem for row in rows if (problem := _wrong_stratum(row))]
    keys: dict[Key, int] = {}
    for row in rows:
        first = keys.setdefault(_key(row), row.line)
        if first != row.line:
            problems.append(f"第{row.line}行与第{first}行重复")
    refuse(name, problems, "用 cityplan sample -o 写出的 strata.csv,或按它的样子改正")
    return tuple(
        Stratum(*_key(row), whole(row.cells["population"]) or 0, whole(row.cells["drawn"]) or 0)
        for row in rows
    )


def _wrong_stratum(row: Row) -> str:
    people, drawn = (whole(row.cells.get(c, "")) for c in ("population", "drawn"))
    if not people or drawn is None:
        return f"第{row.line}行:population、drawn 须是人数"
    return f"第{row.line}行:抽的({drawn})比总体({people})还多" if drawn > people else ""


def _key(row: Row) -> Key:
    return row.cells.get("area", ""), row.cells.get("category", "")


def read_ballots(
    name: str, lines: Sequence[Sequence[str]], survey: Survey, strata: Sequence[Stratum] = ()
) -> tuple[Ballot, ...]:
    """Every ballot of a table with the columns ballot and answer, in the order written.

    With `strata` each ballot names its own by area and category. `UserError` with the lines of
    ballots without a number or with somebody's, of answers and reasons that the survey does not
    know: a slip of the pen is mended, not counted as invalid.
    """
    rows = rows_of(name, lines, COLUMNS)
    if strata and not {"area", "category"} <= rows[0].cells.keys():
        raise UserError(f"《{name}》没有 area、category 列,不知每张票属于哪一层", cure="补上这两列")
    refuse(
        name,
        [problem for row in rows if (problem := _numbered(row))],
        "每张票写票号(如 0001),不写人名、电话;票号与人不能对应",
    )
    problems = [problem for row in rows if (problem := _unknown(row, survey))]
    words = "、".join(one.word for one in survey.answers)
    refuse(name, problems, f"答案写 {words};无效原因写 {'、'.join(survey.reasons)}")
    known = {one.key for one in strata}
    first = _first(rows)
    return tuple(_ballot(row, survey, known, first[row.cells["ballot"]]) for row in rows)


def _numbered(row: Row) -> str:
    number = row.cells.get("ballot", "")
    kind = identity_kind(number)
    if kind:
        return f"第{row.line}行 ballot 列:像{kind}"
    return "" if number else f"第{row.line}行 ballot 列:空着"


def _unknown(row: Row, survey: Survey) -> str:
    """An answer or a reason that is none; what is written there is not repeated."""
    reason = row.cells.get("invalid", "")
    if reason and reason not in survey.reasons:
        return f"第{row.line}行 invalid 列:不是约定的无效原因"
    parts = [part.strip() for part in _SEVERAL.split(row.cells.get("answer", "")) if part.strip()]
    if any(survey.answer(part) is None for part in parts):
        return f"第{row.line}行 answer 列:不是票上的答案"
    return ""


def _first(rows: Sequence[Row]) -> Mapping[str, int | None]:
    """By ballot number, the line whose ballot counts; None when the same number says two things."""
    found: dict[str, tuple[int, str]] = {}
    torn: set[str] = set()
    for row in rows:
        number, said = row.cells["ballot"], row.cells.get("answer", "")
        _, before = found.setdefault(number, (row.line, said))
        if said != before:
            torn.add(number)
    return {number: None if number in torn else line for number, (line, _) in found.items()}


def _ballot(row: Row, survey: Survey, known: set[Key], first: int | None) -> Ballot:
    number, written = row.cells["ballot"], row.cells.get("answer", "")
    parts = {part.strip() for part in _SEVERAL.split(written) if part.strip()}
    reason = row.cells.get("invalid", "")
    if not reason and known and _key(row) not in known:
        reason = survey.reason("stranger")
    if not reason and not parts:
        reason = survey.reason("empty")
    if not reason and len(parts) > 1:
        reason = survey.reason("several")
    if not reason and first != row.line:
        reason = survey.reason("repeated")
    answer = None if reason else survey.answer(next(iter(parts)))
    return Ballot(number, _key(row), answer, reason)
