"""`cityplan plan show|check`: the plan as data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli import extract, plan_ledger
from flows.cli.output import OK, SOME_REFUSED, leave, said, show

if TYPE_CHECKING:
    from targets.model import Plan

PlanFolder = Annotated[Path | None, typer.Option("--plan", help="方案目录,默认本旗方案")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="方案:目标、任务、单位、冲突", no_args_is_help=True)
    group.command("show")(show_plan)
    group.command("check")(check_plan)
    group.command("extract")(extract.extract_plan)
    plan_ledger.register(group)
    app.add_typer(group, name="plan")


def _folder(given: Path | None) -> Path:
    import os

    from targets.load import DEFAULT_PLAN

    return given or Path(os.environ.get("CITYPLAN_PLAN") or DEFAULT_PLAN)


def show_plan(
    plan: PlanFolder = None,
    as_of: Annotated[str | None, typer.Option(help="截至时刻:当时载入台账的方案版本")] = None,
    in_force: Annotated[
        str | None, typer.Option("--in-force", help="哪一天执行的目标,默认今天(或截至时刻当天)")
    ] = None,
) -> None:
    """显示方案:执行中的全部目标、任务、单位、期中调整和文内冲突。"""
    from flows.cli.days import day
    from targets.show import plan_document, plan_text

    when = None if in_force is None else day(in_force)
    chosen = _of_the_folder(plan, when) if as_of is None else _of_the_ledger(as_of, when)
    show(plan_document(chosen), lambda: plan_text(chosen))


def _of_the_folder(folder: Path | None, when: date | None) -> Plan:
    from flows.moments import today
    from targets.adjustments import in_force
    from targets.load import load_plan

    return in_force(load_plan(_folder(folder)), when or today())


def _of_the_ledger(as_of: str, when: date | None) -> Plan:
    from desk.plans import plan_as_of
    from flows.cli.session import the_desk
    from flows.moments import moment

    with the_desk() as desk:
        return plan_as_of(desk, moment(as_of), when)


def check_plan(plan: PlanFolder = None) -> None:
    """核对方案:逐字引文、数字覆盖、表文任务一致性。有问题时退出码为1。"""
    from targets.check import check_plan as check
    from targets.conflicts import find_conflicts
    from targets.load import load_plan

    loaded = load_plan(_folder(plan))
    problems, conflicts = check(loaded), find_conflicts(loaded)
    good = said("plan.holds", targets=len(loaded.targets), conflicts=len(conflicts))
    wrong = [f"{p.place}:{p.text}" for p in problems] or [good]
    listed = [f"  {number}. {one.text}" for number, one in enumerate(conflicts, start=1)]
    show({"problems": problems, "conflicts": conflicts}, "\n".join([*wrong, *listed]))
    leave(SOME_REFUSED if problems else OK)
