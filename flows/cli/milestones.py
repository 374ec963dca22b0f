"""`cityplan milestone …` and `baseline withdraw|list`: what people enter beside the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import said, show
from flows.cli.session import the_actor, the_desk

if TYPE_CHECKING:
    from ledger.entered import Entered

Reason = Annotated[str, typer.Option("--reason", help="撤回的理由")]
Every = Annotated[bool, typer.Option("--history", help="列出历次版本,不只现行的")]


def register(app: typer.Typer) -> None:
    """Add this module's commands to `app`."""
    group = typer.Typer(help="节点值和年度分解(有版本)", no_args_is_help=True)
    group.command("set")(milestone_set)
    group.command("import")(milestone_import)
    group.command("withdraw")(milestone_withdraw)
    group.command("list")(milestone_list)
    app.add_typer(group, name="milestone")


def register_baselines(baselines: typer.Typer) -> None:
    """Add this module's commands to the group `baseline`."""
    baselines.command("withdraw")(baseline_withdraw)
    baselines.command("list")(baseline_list)


def milestone_set(
    target: Annotated[str, typer.Argument(help="目标编号,如 T01")],
    period: Annotated[str, typer.Argument(help="到哪一期末,如 2024、2024-Q2")],
    value: Annotated[float, typer.Argument(help="到期末应达到的值,按指标单位")],
    source: Annotated[str, typer.Option(help="来源:文件名、文号或分解表")],
) -> None:
    """录入节点值(年度分解值);重复录入即新版本,旧版本留存。"""
    from desk.milestones import set_milestone
    from targets.adjustments import ever
    from targets.milestones import Milestone
    from targets.on_the_way import told
    from targets.wording import value_text

    with the_desk() as desk:
        kept = set_milestone(desk, the_actor(desk), Milestone(target, period, value, source))
        named = told(desk.plan, target)
        indicator = desk.plan.indicator(ever(desk.plan)[target].indicator)
    shown = value_text(indicator, kept.value)
    about = {"target": named, "period": kept.period, "value": shown}
    show(kept, said("milestone.set", **about, version=kept.version))


def milestone_import(
    table: Annotated[Path, typer.Argument(help="csv 或 xlsx:目标、期、值、来源")],
) -> None:
    """从表格录入全部节点值;有一行不对就一行也不录。"""
    from desk.milestone_table import import_milestones

    with the_desk() as desk:
        count = import_milestones(desk, the_actor(desk), table)
    show({"imported": count}, said("milestone.imported", count=count))


def milestone_withdraw(
    target: Annotated[str, typer.Argument(help="目标编号,如 T01")],
    period: Annotated[str, typer.Argument(help="录错的那一期,如 2024-Q2")],
    reason: Reason,
) -> None:
    """撤回录错的节点值:此后不再采用;原值、撤回人和理由留在历次版本里。"""
    from desk.milestones import withdraw_milestone

    with the_desk() as desk:
        gone = withdraw_milestone(desk, the_actor(desk), target, period, reason)
    document = {**vars(gone), "reason": reason, "state": "withdrawn"}
    show(document, said("milestone.withdrawn", **document))


def baseline_withdraw(
    indicator: Annotated[str, typer.Argument(help="指标代码")],
    area: Annotated[str, typer.Argument(help="行政区划代码")],
    reason: Reason,
) -> None:
    """撤回录错的基期值:此后这个指标、地区没有基期值,直到重新录入;历次版本都留着。"""
    from desk.baselines import withdraw_baseline

    with the_desk() as desk:
        gone = withdraw_baseline(desk, the_actor(desk), indicator, area, reason)
    document = {**vars(gone), "reason": reason, "state": "withdrawn"}
    show(document, said("baseline.withdrawn", **document))


def milestone_list(
    target: Annotated[str, typer.Option(help="只列一个目标")] = "",
    history: Every = False,
) -> None:
    """列出节点值:目标、期、值、来源、版本、何时由谁录入。"""
    from desk.milestones import versions

    with the_desk() as desk:
        found = versions(desk, target)
    rows = _rows(found, history=history)
    show({"milestones": rows}, _text("milestone", rows))


def baseline_list(history: Every = False) -> None:
    """列出基期值:指标、地区、基期、值、来源、版本、何时由谁录入。"""
    from desk.baselines import versions

    with the_desk() as desk:
        found = versions(desk)
    rows = _rows(found, history=history)
    show({"baselines": rows}, _text("baseline", rows))


def _rows(found: Sequence[Entered[Any]], *, history: bool) -> list[dict[str, Any]]:
    from ledger.entered import in_force

    return [_row(one) for one in (found if history else in_force(found))]


def _row(one: Entered[Any]) -> dict[str, Any]:
    gone = one.withdrawn
    withdrawn = {"reason": gone.reason, "post": gone.post, "at": _moment(gone.at)} if gone else None
    entered = {"post": one.post, "at": _moment(one.at), "withdrawn": withdrawn}
    return {**vars(one.entry), **entered}


def _moment(at: datetime) -> str:
    from flows.moments import SHANGHAI

    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _text(kind: str, rows: Sequence[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        lines.append(said(f"{kind}.row", **row))
        if row["withdrawn"]:
            lines.append(said("entry.withdrawn", **row["withdrawn"]))
    return "\n".join(lines) or said(f"{kind}.none")
