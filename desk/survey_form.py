"""A survey's tally as a row of the form that the office hands in: no way round the intake."""

from __future__ import annotations

import tempfile
from pathlib import Path

from briefings.form import Entry, write_form
from desk.files import XLSX, FileOut, filled
from desk.handle import Desk
from desk.periods import require_in_plan
from desk.plans import in_period
from desk.rights import require_office
from ledger import revisions
from observations.errors import UserError
from observations.identity import Actor
from observations.period import Frequency, ReportingPeriod
from observations.submission import CORRECTION, document
from observations.values import rounded
from targets.layouts import layout_for
from voices.survey import Survey
from voices.tally import Tally, note_of

Key = tuple[str, str]


def line_of(desk: Desk, survey: Survey, period: ReportingPeriod) -> float | None:
    """The target in force that the survey's rate is held against, in percent; None without one."""
    held = (
        one.value
        for one in in_period(desk, period).plan.targets
        if one.indicator == survey.indicator and one.comparator == ">="
    )
    return next(held, None)


def survey_form(
    desk: Desk, actor: Actor, survey: Survey, found: Tally, period: ReportingPeriod
) -> FileOut:
    """The form of the office that reports the survey's indicator, its row filled in.

    Numerator and denominator are the satisfied and the valid ballots, the note has sample,
    response, interval and doubts. Where the office's form of the period is in already it is a
    correction of this one value (JSON). Handed in as any other file. `UserError` when nobody
    reports the indicator or not at this frequency, `Refused` for another office's post.
    """
    require_in_plan(desk, period)
    office, key = _reporter(desk, survey)
    _require_frequency(desk, survey, period)
    require_office(desk, actor, office)
    note = note_of(found, line_of(desk, survey, period))
    layout = layout_for(desk.plan, office, period)
    with desk.ledger.read() as reading:
        came = revisions.current(reading, (str(period),), form=(office, layout.id))
    name = f"{desk.office_names[office]}_{period}_{survey.name}"
    if came.height:
        data = _correction(desk, (office, str(period)), key, (found, note))
        return FileOut(f"{name}.json", "application/json", data)
    entry = Entry(None, float(found.satisfied), float(found.valid), note)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(layout, filled(desk, layout, period, {key: entry}), path)
        return FileOut(f"{name}.xlsx", XLSX, path.read_bytes())


def _reporter(desk: Desk, survey: Survey) -> tuple[str, Key]:
    for one in desk.plan.reporting:
        if one.indicator == survey.indicator:
            return one.office, (one.indicator, one.area)
    raise UserError(f"方案里没有单位填报“{survey.name}”的指标", cure="先在方案里写明填报单位")


def _require_frequency(desk: Desk, survey: Survey, period: ReportingPeriod) -> None:
    wanted = Frequency(desk.plan.indicator(survey.indicator).frequency)
    if period.frequency is not wanted:
        raise UserError(
            f"“{survey.name}”的指标{wanted.label}填报,{period.label}不是", cure="改写报告期,如 2024"
        )


def _correction(desk: Desk, header: tuple[str, str], key: Key, said: tuple[Tally, str]) -> bytes:
    found, note = said
    value = rounded(found.plain.value, desk.plan.indicator(key[0]).decimals)
    row = {
        "indicator": key[0], "area": key[1], "value": value,
        "numerator": found.satisfied, "denominator": found.valid, "note": note,
    }  # fmt: skip
    return document(header, CORRECTION, [row], note)
