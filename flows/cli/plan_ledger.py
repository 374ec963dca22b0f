"""`cityplan plan load|history`: editions and adjustments in the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.changes import asked_for, brief, require_new_form, waits, with_plan
from flows.cli.output import plain, said, show
from flows.cli.session import the_actor, the_desk

if TYPE_CHECKING:
    from desk.plan_history import TargetStep
    from desk.plans import Loaded
    from ledger.proposals import Word
    from targets.adjustment import Change


def register(plans: typer.Typer) -> None:
    """Add this module's commands to the group `plan`."""
    plans.command("load")(plan_load)
    plans.command("history")(plan_history)


def plan_load(
    plan: Annotated[Path | None, typer.Option("--plan", help="方案目录,默认现用的方案")] = None,
    reason: Annotated[str, typer.Option(help="为什么改、依据什么;改到目标、口径的必须写")] = "",
    document: Annotated[str, typer.Option("--document", help="批准文号,默认方案文号")] = "",
    approved_by: Annotated[str, typer.Option("--approved-by", hidden=True)] = "",
) -> None:
    """提请把改过的方案载入台账:列出旧值和新值,另一调度岗位批准后生效。

    首次载入、只改词句的随即载入;改了目标而没有调整记录的不予提请。
    """
    from desk.plans import foreseen, load_undecided
    from desk.proposing import ask_plan

    require_new_form("--approved-by", approved_by)
    with the_desk() as desk:
        given, actor = with_plan(desk, plan), the_actor(desk)
        done, asked = foreseen(given, document.strip()), None
        if done is not None:
            asked = asked_for(desk, ask_plan(given, actor, document, reason))
        else:
            done = load_undecided(given, actor)
    proposal = brief(asked) if asked else {"proposal": None, "kind": "plan", "title": ""}
    about = plain(done) | proposal
    show(about, lambda: "\n".join(_told(done, asked, plan)))


def _told(done: Loaded, asked: Word | None, plan: Path | None) -> list[str]:
    changes = [_changed(one) for one in done.changes]
    if asked is not None:
        return [*changes, *waits(asked, plan)]
    key = "plan.loaded" if done.kept else "plan.loaded.already"
    head = said(key, version=done.version, count=len(done.changes), effective=done.effective)
    return [head, *changes]


def _changed(one: Change) -> str:
    return said(
        "plan.change",
        target=one.target,
        field=said(f"field.{one.field}"),
        old=one.old or said("none"),
        new=one.new or said("none"),
        effective=one.effective,
        document=one.document,
        approved_by=one.approved_by or said("change.pending"),
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
