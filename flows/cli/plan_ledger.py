"""`cityplan plan load|history`: editions and adjustments in the ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk

if TYPE_CHECKING:
    from desk.plan_history import TargetStep
    from targets.adjustment import Change


def register(plans: typer.Typer) -> None:
    """Add this module's commands to the group `plan`."""
    plans.command("load")(plan_load)
    plans.command("history")(plan_history)


def plan_load(
    plan: Annotated[Path | None, typer.Option("--plan", help="方案目录,默认现用的方案")] = None,
    approved_by: Annotated[str, typer.Option("--approved-by", help="批准这一版的岗位")] = "",
    document: Annotated[str, typer.Option("--document", help="批准文号,默认方案文号")] = "",
) -> None:
    """把改过的方案载入台账:列出每个目标的旧值和新值;没有调整记录的改动不予载入。"""
    from desk.plans import Approval, load_edition
    from targets.load import load_plan

    with the_desk() as desk:
        given = desk if plan is None else replace(desk, plan=load_plan(plan))
        done = load_edition(given, the_actor(desk), Approval(approved_by, document.strip()))
    key = "plan.loaded" if done.kept else "plan.loaded.already"
    head = said(key, version=done.version, count=len(done.changes), effective=done.effective)
    show(done, lambda: "\n".join([head, *map(_changed, done.changes)]))


def _changed(one: Change) -> str:
    return said(
        "plan.change",
        target=one.target,
        field=said(f"field.{one.field}"),
        old=one.old or said("none"),
        new=one.new or said("none"),
        effective=one.effective,
        document=one.document,
        approved_by=one.approved_by,
    )


def plan_history(
    target: Annotated[str, typer.Argument(help="目标编号,如 T01;方案编号列出方案设置的改动")],
    as_of: Annotated[str | None, typer.Option(help="截至时刻:当时已知的版本")] = None,
) -> None:
    """一个目标的历次版本:旧值、新值、条款、文号、批准、生效、何时由谁载入。"""
    from desk.plan_history import target_steps
    from flows.moments import moment

    with the_desk() as desk:
        steps = target_steps(desk, target, None if as_of is None else moment(as_of))
    show(
        {"target": target, "versions": steps},
        lambda: "\n".join(map(_stepped, steps)) or said("none"),
    )


def _stepped(one: TargetStep) -> str:
    from flows.moments import SHANGHAI

    words = said(
        "plan.step",
        version=one.version,
        field=said(f"field.{one.field}"),
        old=one.old or said("none"),
        new=one.new or said("none"),
        effective=one.effective,
        document=one.document,
        approved_by=one.approved_by,
        clause=one.clause,
        loaded_at=f"{one.loaded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        loaded_by=one.loaded_by,
    )
    return words + (said("plan.step.reason", reason=one.reason) if one.reason else "")
