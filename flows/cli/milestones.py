"""`cityplan milestone set|import|list` and `baseline list`: what people enter beside the plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk

if TYPE_CHECKING:
    from ledger.entered import Entered

Every = Annotated[bool, typer.Option("--history", help="列出历次版本,不只现行的")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="节点值和年度分解(有版本)", no_args_is_help=True)
    group.command("set")(milestone_set)
    group.command("import")(milestone_import)
    group.command("list")(milestone_list)
    app.add_typer(group, name="milestone")


def register_baselines(baselines: typer.Typer) -> None:
    """Add this module's command to the group `baseline`."""
    baselines.command("list")(baseline_list)


def milestone_set(
    target: Annotated[str, typer.Argument(help="目标编号,如 T01")],
    period: Annotated[str, typer.Argument(help="到哪一期末,如 2024、2024-Q2")],
    value: Annotated[float, typer.Argument(help="到期末应达到的值,按指标单位")],
    source: Annotated[str, typer.Option(help="来源:文件名、文号或分解表")],
) -> None:
    """录入节点值(年度分解值);重复录入即新版本,旧版本留存。"""
    from desk.milestones import set_milestone
    from targets.milestones import Milestone

    with the_desk() as desk:
        kept = set_milestone(desk, the_actor(desk), Milestone(target, period, value, source))
    about = {"target": target, "period": kept.period, "value": kept.value}
    show(kept, said("milestone.set", **about, version=kept.version))


def milestone_import(
    table: Annotated[Path, typer.Argument(help="csv 或 xlsx:目标、期、值、来源")],
) -> None:
    """从表格录入全部节点值;有一行不对就一行也不录。"""
    from desk.milestone_table import import_milestones

    with the_desk() as desk:
        count = import_milestones(desk, the_actor(desk), table)
    show({"imported": count}, said("milestone.imported", count=count))


def milestone_list(
    target: Annotated[str, typer.Option(help="只列一个目标")] = "",
    history: Every = False,
) -> None:
    """列出节点值:目标、期、值、来源、版本、何时由谁录入。"""
    from desk.milestones import versions

    with the_desk() as desk:
        found = versions(desk, target)
    shown = found if history else _newest(found, "target", "period")
    rows = [_row(one) for one in shown]
    lines = [said("milestone.row", **row) for row in rows]
    show({"milestones": rows}, "\n".join(lines) or said("milestone.none"))


def baseline_list(history: Every = False) -> None:
    """列出基期值:指标、地区、基期、值、来源、版本、何时由谁录入。"""
    from desk.baselines import versions

    with the_desk() as desk:
        found = versions(desk)
    shown = found if history else _newest(found, "indicator", "area")
    rows = [_row(one) for one in shown]
    lines = [said("baseline.row", **row) for row in rows]
    show({"baselines": rows}, "\n".join(lines) or said("baseline.none"))


def _newest(found: tuple[Entered[Any], ...], *key: str) -> list[Entered[Any]]:
    newest = {tuple(getattr(one.entry, name) for name in key): one for one in found}
    return [newest[place] for place in sorted(newest)]


def _row(one: Entered[Any]) -> dict[str, object]:
    from flows.moments import SHANGHAI

    at = f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return {**vars(one.entry), "post": one.post, "at": at}
