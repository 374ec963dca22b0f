"""`cityplan areas`: every area against the same lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.catalogue import sentence
from flows.cli.output import OPTIONS, said, show
from flows.cli.session import the_actor, the_desk

if TYPE_CHECKING:
    from desk.area_standings import AreaStanding, Comparison
    from targets.model import Plan


def register(app: typer.Typer) -> None:
    """Add this module's command to `app`."""
    app.command("areas")(areas)


def areas(
    period: Annotated[str, typer.Argument(help="报告期,如 2024-Q3")],
    indicator: Annotated[str | None, typer.Option(help="只列一个指标")] = None,
) -> None:
    """各地区对照同一条线(上级方案的目标);不入账,不立督办。"""
    from desk.area_standings import compare_areas
    from observations.errors import UserError
    from observations.period import ReportingPeriod

    with the_desk() as desk:
        if indicator is not None and indicator not in {one.key for one in desk.plan.indicators}:
            raise UserError(f"没有指标“{indicator}”", cure="用 cityplan plan show 查指标代码")
        found = compare_areas(desk, the_actor(desk), ReportingPeriod.parse(period), indicator)
        show(found, lambda: _text(desk.plan, found))


def _text(plan: Plan, found: Comparison) -> str:
    names = {one.id: one.name for one in plan.targets}
    lines: list[str] = []
    for line in dict.fromkeys([*(one.target_id for one in found.standings), *found.missing]):
        lines.append(f"{line} {names[line]}")
        lines += [_line(plan, one) for one in found.standings if one.target_id == line]
        if absent := found.missing.get(line):
            lines.append(said("areas.missing", areas=said("and").join(absent)))
    return "\n".join([*lines, said("areas.rule", rule=found.rule_version)])


def _line(plan: Plan, one: AreaStanding) -> str:
    from targets import wording

    definition = plan.indicator(one.indicator)
    text = said(
        "areas.line",
        area=one.area_name,
        value=wording.value_text(definition, one.value),
        line=one.printed,
        level=sentence(OPTIONS.lang, f"level.{one.level}"),
    )
    if one.distance > 0 and definition.kind != "yes":
        text += said("areas.short", distance=wording.difference_text(definition, one.distance))
    return text
