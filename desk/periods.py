"""Which reporting periods may be worked on."""

from __future__ import annotations

from desk.handle import Desk
from observations.errors import UserError
from observations.period import ReportingPeriod


def require_in_plan(desk: Desk, period: ReportingPeriod) -> None:
    """`UserError` for a period that has no day in the plan."""
    if period.end < desk.plan.start or period.start > desk.plan.end:
        span = f"{desk.plan.start:%Y-%m-%d}至{desk.plan.end:%Y-%m-%d}"
        raise UserError(f"{period.label}不在方案期内({span})", cure="改用方案期内的报告期")


def require_finished(desk: Desk, period: ReportingPeriod) -> None:
    """`UserError` for a period outside the plan or not yet over: a verdict on it would be none."""
    require_in_plan(desk, period)
    if period.end >= desk.today():
        raise UserError(f"{period.label}还没有结束", cure="报告期结束后再评估")
