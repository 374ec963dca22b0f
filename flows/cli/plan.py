"""`cityplan plan show|check`: the plan as data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import OK, SOME_REFUSED, leave, said, show

PlanFolder = Annotated[Path | None, typer.Option("--plan", help="方案目录,默认本旗方案")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="方案:目标、任务、单位、冲突", no_args_is_help=True)
    group.command("show")(show_plan)
    group.command("check")(check_plan)
    app.add_typer(group, name="plan")


def _folder(given: Path | None) -> Path:
    import os

    from targets.load import DEFAULT_PLAN

    return given or Path(os.environ.get("CITYPLAN_PLAN") or DEFAULT_PLAN)


def show_plan(
    plan: PlanFolder = None,
    as_of: Annotated[str | None, typer.Option(help="截至时刻:当时载入台账的方案版本")] = None,
) -> None:
    """显示方案:全部目标、任务、单位和文内冲突。"""
    from targets.load import load_plan
    from targets.show import plan_document, plan_text

    if as_of is not None:
        from flows.cli.session import the_desk
        from flows.moments import moment

        with the_desk() as desk:
            from desk.plans import plan_as_of

            show(plan_as_of(desk, moment(as_of)))
        return
    loaded = load_plan(_folder(plan))
    show(plan_document(loaded), lambda: plan_text(loaded))


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
